"""Drugs and doses, and which drugs did not work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from packetizer.understanding.facts.care.drugs import DOSE, Mention, drugs_named
from packetizer.understanding.facts.care.fate import Fate, Judged, judged
from packetizer.understanding.facts.care.levelled import levelled
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.lore.entries import Drugs
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

_DOSE_OCR = re.compile(
    r"(?<![\w.,/-])([O0]\.[0-9OSl]{1,2}|[0-9]{1,3}[O0])\s?(mg|rng|mq)(?:\s?/\s?(kg|k9|kq))?", re.IGNORECASE
)
_DOSE_WORDS = Framed(Drugs, r"\b%{dosing}\b")
_SOME_DOSE = re.compile(r"m[gqc]|rng|gram|unit|\dg", re.IGNORECASE)
_COUNTED = ("g", "unit", "units")
_CODE = re.compile(r"\b(?:[A-Z]\d{4}|9\d{4})\b")  # "J0013, 6 units" are units of a code
_DRUG_CODE, _ONE = re.compile(r"\b[A-Z]\d{4}\b"), re.compile(r"1\s?[a-z]")  # of whose units a bill counts
_UNTICKED = re.compile(r"(?:\[\s*\]|\(\s+\)|☐|□|\bO\s)\s*(?:\w+\s){0,2}$")
_WASTED = Framed(Drugs, r"\b%{wasted}\b[^.;]{0,30}$")
# "Esketamine up to 56 mg", "Ondansetron, per 1 mg" beside a code: what the code stands for
_BOUND = Framed(Drugs, r"(?:\b%{coded_dose}|[<>≤≥]=?)\s*$")
# A vial's or a stock's strength is no dose
_PER_VOLUME = re.compile(r"\s?/\s?\d*\.?\d*\s?m[lL]\b", re.IGNORECASE)
_STOCK = Framed(Drugs, r"[\s/\d.]*(?:m[lL]\s*)?\b%{stock}\b")
_TOTAL_DOSE = Framed(Drugs, r"\b%{total_dose}\b[\s:=_]*")
_AMOUNT = re.compile(r"\s*(\d{1,4}(?:\.\d{1,2})?)(?![\d/.])")
_UNIT_APART = re.compile(r"\s*(mcg|mg)(?=\b|in\b)(?!\s?/)", re.IGNORECASE)
_IN_MG = re.compile(r"\W*(?:mg|dose)\W*", re.IGNORECASE)
_OF = re.compile(r"\s*(?:of|x|in)?\s*(?:the|IV|IM|nasal|intranasal)?\s*", re.IGNORECASE)
_KINDS = {Fate.FAILED: "treatment.failed_drug", Fate.GIVEN: "treatment.drug"}
_AMOUNT_GIVEN = re.compile(r"^\W*(?:amount|total|quantity)\b", re.IGNORECASE)


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Drugs that are given; with `treatment.failed_drug` those of which the page says that they failed."""
    sheet = levelled(sheet)
    fates = judged(sheet, drugs_named(sheet, lexicon), lexicon)
    seen: set[tuple[str, str]] = set()
    for known in sorted(fates, key=lambda known: -known.certainty):
        mention, kind = known.mention, _KINDS.get(known.fate)
        if kind is None or (kind, mention.generic) in seen:
            continue
        seen.add((kind, mention.generic))
        span = (mention.start, mention.end)
        made = draft(sheet, mention.cell, span, kind, mention.generic, known.certainty * mention.certainty)
        yield replace(made, text=_told(sheet, mention)) if known.fate == Fate.FAILED else made
    yield from _doses(sheet, fates)


_STOP = re.compile(r"(?<=[a-z0-9)])[.;]\s+(?=[A-Z]|$)")
_RULE = " |"  # a table's rule that was read as a letter
_LINES_APART = 3.0  # line heights between lines of a paragraph, at most
_PROSE = 34  # characters; what is shorter is a table's cell


def _told(sheet: Sheet, mention: Mention) -> str:
    """What the paper says of a drug that failed: the table's row, or the sentence over its lines.

    Dose, duration and outcome stand there; the drug alone would say nothing of them.
    """
    cell = mention.cell
    row = sheet.rows[cell.row]
    if len(row) > 1 or len(cell.text) < _PROSE:
        return "  ".join(text for other in row if (text := other.text.strip(_RULE)))
    head, tail = cell.text[: mention.start], cell.text[mention.start :]
    for number in range(cell.row - 1, max(cell.row - 3, -1), -1):
        if _STOP.search(head) or not _goes_on(sheet, number, number + 1):
            break
        head = f"{sheet.rows[number][0].text} {head}"
    for number in range(cell.row + 1, min(cell.row + 3, len(sheet.rows))):
        if _STOP.search(f"{tail} ") or not _goes_on(sheet, number - 1, number):
            break
        tail = f"{tail} {sheet.rows[number][0].text}"
    return f"{_STOP.split(head)[-1]}{_STOP.split(f'{tail} ')[0]}".strip()


def _goes_on(sheet: Sheet, row: int, following: int) -> bool:
    """Whether a line of running text may go on in the one below: that is no cell of a table, and near it."""
    if max(len(sheet.rows[row]), len(sheet.rows[following])) > 1:
        return False
    one, other = sheet.rows[row][0].box, sheet.rows[following][0].box
    return other.y0 - one.y1 < _LINES_APART * max(one.height, other.height)


# ---------------------------------------------------------------- doses


def _doses(sheet: Sheet, fates: Sequence[Judged]) -> Iterator[Draft]:
    """Doses of drugs that are given, and those beside a word for a dose that no drug owns."""
    rows = {known.mention.cell.row for known in fates}
    for cell in sheet.cells:
        if _SOME_DOSE.search(cell.text) is None:
            continue
        beside = cell.row in rows or _speaks_of_doses(sheet, cell)
        for match in DOSE.finditer(cell.text):
            counted = match[3] != "kg" and match[2].lower() in _COUNTED
            if counted and (cell.row not in rows or _CODE.search(_row_of(sheet, cell))):
                continue
            if _is_no_dose(cell.text, match, sheet.lexicon.drugs) or _of_code(sheet, cell, match):
                continue
            if _is_strength(sheet, cell, match):
                continue
            owner = _owner(sheet, cell, match, fates)
            if owner is None and not (beside or (match[3] or "").lower() == "kg"):
                continue
            if owner is None or owner.fate == Fate.GIVEN:
                certainty = 0.93 if cell.row in rows else 0.85
                yield draft(sheet, cell, match.span(), "treatment.dose", _dose(match), certainty)
        if beside:
            yield from _garbled_doses(sheet, cell)
    yield from _totals(sheet)


def _is_strength(sheet: Sheet, cell: Cell, match: re.Match[str]) -> bool:
    """What a vial holds or a form prints of its stock: `500 mg/10 mL`, `500 mg vial`."""
    right = sheet.right_of(cell)
    behind = cell.text[match.end() :] + (f" {right.text}" if right is not None else "")
    return bool(_PER_VOLUME.match(behind) or _STOCK.of(sheet.lexicon.drugs).match(behind))


def _totals(sheet: Sheet) -> Iterator[Draft]:
    """The total that a form asks for, whose unit is printed apart: `Total dose: 39   mg in 100 mL NS`."""
    for row in sheet.rows:
        for cell in row:
            head = _TOTAL_DOSE.of(sheet.lexicon.drugs).search(cell.text)
            if head is None or DOSE.match(cell.text, head.end()):
                continue
            number = _AMOUNT.match(cell.text, head.end())
            right = sheet.right_of(cell)
            place = cell
            if number is None and right is not None and not cell.text[head.end() :].strip(" _:"):
                number, place = _AMOUNT.match(right.text), right
            if number is None:
                continue
            after = place.text[number.end() :].strip(" _") or (
                beside.text if (beside := sheet.right_of(place)) is not None else ""
            )
            if unit := _UNIT_APART.match(after):
                value = f"{number[1].rstrip('.')} {unit[1].lower()}"
                yield draft(sheet, place, number.span(1), "treatment.dose", value, 0.9)


def _speaks_of_doses(sheet: Sheet, cell: Cell) -> bool:
    words = _DOSE_WORDS.of(sheet.lexicon.drugs)
    if words.search(" ".join(other.text for other in sheet.rows[cell.row])):
        return True
    if any(
        len(over.text) < 40 and (words.search(over.text) or _IN_MG.fullmatch(over.text))
        for over in sheet.above(cell.box, cell.row, 6)
    ):
        return True
    left = sheet.left_of(cell)
    return left is not None and bool(_AMOUNT_GIVEN.match(left.text))


def _row_of(sheet: Sheet, cell: Cell) -> str:
    return " ".join(other.text for other in sheet.rows[cell.row])


def _of_code(sheet: Sheet, cell: Cell, match: re.Match[str]) -> bool:
    """What a procedure's code stands for, in the row of that code: `S0013 esketamine, nasal spray, 1 mg`."""
    row = _row_of(sheet, cell)
    if _CODE.search(row) is None:
        return False
    bound = _BOUND.of(sheet.lexicon.drugs).search(cell.text[: match.start()])
    return bound is not None or (_ONE.match(match[0]) is not None and _DRUG_CODE.search(row) is not None)


def _is_no_dose(text: str, match: re.Match[str], drugs: Drugs) -> bool:
    """A choice that is not ticked, what a vial holds, what was thrown away."""
    if match[3] is not None and match[3].lower() == "ml":
        return True
    return bool(_UNTICKED.search(text[: match.start()]) or _WASTED.of(drugs).search(text[: match.start()]))


def _owner(sheet: Sheet, cell: Cell, dose: re.Match[str], fates: Sequence[Judged]) -> Judged | None:
    """The drug that a dose is of: right behind it, else the last one before it, in its cell or its row."""
    own = [known for known in fates if known.mention.cell is cell]
    behind = [known for known in own if known.mention.start >= dose.end()]
    if behind and _OF.fullmatch(cell.text[dose.end() : behind[0].mention.start]):
        return behind[0]
    before = [known for known in own if known.mention.end <= dose.start()]
    if before:
        return before[-1] if not _STOP.search(cell.text[before[-1].mention.end : dose.start()]) else None
    row = [known for known in fates if known.mention.cell.row == cell.row and known.mention.cell is not cell]
    left = [known for known in row if known.mention.cell.place < cell.place]
    if left or row:
        return left[-1] if left else row[0]
    above = [known for known in fates if known.mention.cell.row == cell.row - 1]
    if above and len(sheet.rows[cell.row]) == 1 and len(above[-1].mention.cell.text) > _PROSE:
        between = above[-1].mention.cell.text[above[-1].mention.end :] + " " + cell.text[: dose.start()]
        return above[-1] if not _STOP.search(between) else None
    return None


def _dose(match: re.Match[str]) -> str:
    number = match[1].replace(",", "")
    if number.startswith("."):
        number = "0" + number
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    unit = {"µg": "mcg", "ug": "mcg", "grams": "g", "gram": "g", "unit": "units"}.get(
        match[2].lower(), match[2].lower()
    )
    rates = [
        {"hour": "hr", "h": "hr", "ml": "mL"}.get(per, per)
        for per in (part.lower() for part in match.group(3, 4) if part)
    ]
    return "/".join((f"{number} {unit}", *rates))


def _garbled_doses(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    for match in _DOSE_OCR.finditer(cell.text):
        if _is_strength(sheet, cell, match) or any(
            plain.start() <= match.start() < plain.end() for plain in DOSE.finditer(cell.text)
        ):
            continue
        number = match[1].upper().replace("O", "0").replace("S", "5").replace("L", "1")
        value = f"{number} mg" + ("/kg" if match[3] else "")
        yield draft(sheet, cell, match.span(), "treatment.dose", value, 0.7)
