"""Drugs and doses, and which drugs did not work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.phrases import skeleton
from packetizer.understanding.lexicon import Lexicon

_DOSE = re.compile(
    r"(?<![\w.,/-])(\d{1,4}(?:,\d{3})?(?:\.\d{1,3})?|\.\d{1,2})\s?(mg|mcg|µg|ug|grams?|g|"
    r"units?)\b(?:\s?/\s?(kg|hr|hour|h|min|day|mL|ml)\b)?(?!\s?/\s?(?:\d|dl|l\b|24))",
    re.IGNORECASE,
)
_DOSE_OCR = re.compile(
    r"(?<![\w.,/-])([O0]\.[0-9OSl]{1,2}|[0-9]{1,3}[O0])\s?(mg|rng|mq)(?:\s?/\s?(kg|k9|kq))?", re.IGNORECASE
)
_DOSE_WORDS = re.compile(
    r"\b(?:doses?|dosage|dosing|administered|infused|given|strength|infusion|injection|bolus|sig|drug|medication|"
    r"intra(?:nasal|venous|muscular)\w*|nasal|sublingual|subcutaneous|by (?:nose|mouth|vein|injection)|"
    r"troches?|lozenges?|capsules?|tablets?|spray|devices?|titrat\w+|IV|IM|PO|SL|SC|IN)\b",
    re.IGNORECASE,
)
_AMOUNT_GIVEN = re.compile(r"^\W*(?:amount|total|quantity)\b", re.IGNORECASE)
# "Amphetamine  negative": what a screen looks for nobody was given.
_SCREENED = re.compile(
    r"\b(?:negative|positive|neg|pos|not detected|detected|screen|cut-?off|ng/ml|none detected|"
    r"presumptive)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z0-9|][A-Za-z0-9|\-]{5,24}")
_ORGANISATION = re.compile(
    r"^\s+(?:(?:infusions?|therapy|therapies|treatments?|wellness|health|care|psychiatry|pain|and|&),?\s+){0,4}"
    r"(?:clinics?|cent(?:er|re)s?|institute|associates|wellness|specialists|partners|suites?|group|practice|"
    r"services|solutions|p\.?l\.?l\.?c|l\.?l\.?c|inc|p\.?c|corp|lounge|spa|physicians|medical)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;]\s|\bbut\b|\bhowever\b", re.IGNORECASE)
_SECTION_END_ROWS = 14


@dataclass(frozen=True, slots=True)
class _Mention:
    cell: Cell
    start: int
    end: int
    generic: str
    certainty: float


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Drugs named, with `treatment.failed_drug` where the words around say that it did not work."""
    mentions = [
        mention
        for cell in sheet.cells
        for mention in _mentions(cell, lexicon)
        if not _screened(sheet, mention)
    ]
    listed = _failed_rows(sheet, lexicon)
    seen: set[tuple[str, str]] = set()
    for mention in mentions:
        span = (mention.start, mention.end)
        kind, certainty = _kind(sheet, mention, listed, lexicon)
        if (kind, mention.generic) in seen:
            continue
        seen.add((kind, mention.generic))
        made = draft(sheet, mention.cell, span, kind, mention.generic, certainty * mention.certainty)
        if kind == "treatment.failed_drug":
            made = replace(made, text=_told(sheet, mention))
        yield made
    yield from _doses(sheet, mentions)


def _kind(sheet: Sheet, mention: _Mention, listed: set[int], lexicon: Lexicon) -> tuple[str, float]:
    drug = lexicon.drug(mention.generic)
    if drug is not None and drug.role != "treatment":
        certainty = _failed(sheet, mention, listed, lexicon)
        if certainty:
            return "treatment.failed_drug", certainty
        return "treatment.drug", 0.8
    return "treatment.drug", 0.96


_STOP = re.compile(r"(?<=[a-z0-9)])[.;]\s+(?=[A-Z]|$)")
_PROSE = 34  # characters; what is shorter is a table's cell


def _told(sheet: Sheet, mention: _Mention) -> str:
    """What the paper says of a drug that failed: the table's row, or the sentence over its lines.

    Dose, duration and outcome stand there; the drug alone would say nothing of them.
    """
    cell = mention.cell
    row = sheet.rows[cell.row]
    if len(row) > 1 or len(cell.text) < _PROSE:
        return "  ".join(other.text for other in row)
    head, tail = cell.text[: mention.start], cell.text[mention.start :]
    for number in range(cell.row - 1, max(cell.row - 3, -1), -1):
        if _STOP.search(head) or len(sheet.rows[number]) > 1:
            break
        head = f"{sheet.rows[number][0].text} {head}"
    for number in range(cell.row + 1, min(cell.row + 3, len(sheet.rows))):
        if _STOP.search(f"{tail} ") or len(sheet.rows[number]) > 1:
            break
        tail = f"{tail} {sheet.rows[number][0].text}"
    return f"{_STOP.split(head)[-1]}{_STOP.split(f'{tail} ')[0]}".strip()


# ---------------------------------------------------------------- drugs


def _mentions(cell: Cell, lexicon: Lexicon) -> Iterator[_Mention]:
    hits = lexicon.drug_phrases.find(cell.skeleton)
    for hit in hits:
        if not _part_of_word(cell.text, hit.start, hit.end):
            yield _Mention(cell, hit.start, hit.end, hit.key, 1.0)
    taken = [(hit.start, hit.end) for hit in hits]
    for match in _WORD.finditer(cell.text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        generic = _misread(skeleton(match[0]), lexicon)
        if generic is not None:
            yield _Mention(cell, match.start(), match.end(), generic, 0.8)


def _screened(sheet: Sheet, mention: _Mention) -> bool:
    return any(_SCREENED.search(cell.text) for cell in sheet.rows[mention.cell.row]) and not _DOSE.search(
        " ".join(cell.text for cell in sheet.rows[mention.cell.row])
    )


def _part_of_word(text: str, start: int, end: int) -> bool:
    """`www.spravato.com` and `Example Ketamine Clinic` name no treatment."""
    if _ORGANISATION.match(text[end:]):
        return True
    return text[max(start - 1, 0) : start] in (".", "/", "@") or text[end : end + 4].lower() in (
        ".com",
        ".org",
    )


@lru_cache(maxsize=2)
def _names(lexicon: Lexicon) -> dict[str, str]:
    return {
        skeleton(name): drug.generic
        for drug in lexicon.drugs.drugs
        for name in (drug.generic, *drug.brands, *drug.other_names)
        if len(name) >= 7 and " " not in name
    }


@lru_cache(maxsize=20000)
def _misread(word: str, lexicon: Lexicon) -> str | None:
    """The drug that a misread word is one or two letters away from, where no other is as near."""
    names = _names(lexicon)
    limit = 1 if len(word) < 10 else 2
    near = process.extract(word, names.keys(), scorer=Levenshtein.distance, score_cutoff=limit, limit=2)
    if not near or near[0][0][0] != word[0] or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    return names[near[0][0]]


# ---------------------------------------------------------------- failed


def _failed_rows(sheet: Sheet, lexicon: Lexicon) -> set[int]:
    """Rows below a heading such as "Prior medication trials", to the next heading or a gap."""
    rows: set[int] = set()
    for row in sheet.rows:
        text = row[0].skeleton
        if _announces(row[0].text, _opens_list(sheet, row[0]), lexicon):
            rows |= set(_below(sheet, row[0].row)) - {row[0].row}
        if len(row[0].text) > 70:
            continue
        hits = [hit for hit in lexicon.outcome_phrases.all(text) if hit.key == "heading" and hit.start < 50]
        if not hits:
            continue
        start = row[0].row
        rows |= set(_below(sheet, start))
    return rows


_BULLET = re.compile(r"^\s*(?:[•·▪*○●►>\-–]|\(?\d{1,2}[.)])\s")


def _opens_list(sheet: Sheet, cell: Cell) -> bool:
    """A sentence that breaks off before bullets or numbers."""
    following = sheet.rows[cell.row + 1] if cell.row + 1 < len(sheet.rows) else ()
    return bool(following) and bool(_BULLET.match(following[0].text)) and not cell.text.rstrip().endswith(".")


def _announces(text: str, listed: bool, lexicon: Lexicon) -> bool:
    """`Prior medications that did not help:` opens a list of drugs that failed."""
    last = re.split(r"[.;]\s", text)[-1]
    if not last.rstrip().endswith(":") and not listed:
        return False
    hits = {hit.key for hit in lexicon.outcome_phrases.all(skeleton(last))}
    return "failed" in hits and "not_failed" not in hits


def _below(sheet: Sheet, start: int) -> Iterator[int]:
    last = sheet.rows[start][0].box
    for number in range(start, min(start + _SECTION_END_ROWS, len(sheet.rows))):
        box = sheet.rows[number][0].box
        if number > start + 1 and box.y0 - last.y1 > 2.2 * max(box.height, last.height):
            return
        if number > start and _starts_section(sheet.rows[number]):
            return
        last = box
        yield number


def _starts_section(row: tuple[Cell, ...]) -> bool:
    text = row[0].text.strip()
    return len(row) == 1 and len(text) < 50 and text.endswith(":") and not re.search(r"\d", text)


def _failed(sheet: Sheet, mention: _Mention, listed: set[int], lexicon: Lexicon) -> float:
    """How sure it is that the drug failed: words of its own row or sentence, or its list's heading."""
    text = _around(sheet, mention)
    hits = lexicon.outcome_phrases.all(skeleton(text))
    failed = any(hit.key == "failed" for hit in hits)
    kept = any(hit.key == "not_failed" for hit in hits)
    if failed and not kept:
        return 0.92
    if mention.cell.row in listed and not kept:
        return 0.75
    return 0.0


def _around(sheet: Sheet, mention: _Mention) -> str:
    """The drug's sentence: to its row's ends, and into the lines that it runs over."""
    row = sheet.rows[mention.cell.row]
    before = (
        " ".join(cell.text for cell in row[: mention.cell.place]) + " " + mention.cell.text[: mention.start]
    )
    after = (
        mention.cell.text[mention.end :] + " " + " ".join(cell.text for cell in row[mention.cell.place + 1 :])
    )
    if len(row) == 1:
        above, below = mention.cell.row - 1, mention.cell.row + 1
        if above >= 0 and len(sheet.rows[above]) == 1 and _runs_on(sheet.rows[above][0], mention.cell):
            before = sheet.rows[above][0].text + " " + before
        if (
            below < len(sheet.rows)
            and len(sheet.rows[below]) == 1
            and _runs_on(mention.cell, sheet.rows[below][0])
        ):
            after += " " + sheet.rows[below][0].text
    head = _CLAUSE.split(before)[-1]
    tail = _CLAUSE.split(after)[0]
    return f"{head} {mention.cell.text[mention.start : mention.end]} {tail}"


def _runs_on(one: Cell, other: Cell) -> bool:
    return (
        len(one.text) > 45
        and not one.text.rstrip().endswith((".", ":"))
        and not re.match(r"\s*(?:[-•*]|\d{1,2}[.)])", other.text)
    )


# ---------------------------------------------------------------- doses


def _doses(sheet: Sheet, mentions: list[_Mention]) -> Iterator[Draft]:
    """Doses beside a drug's name or a word for a dose."""
    rows = {mention.cell.row for mention in mentions}
    for cell in sheet.cells:
        if not re.search(r"m[gqc]|rng|gram|unit|\dg", cell.text, re.IGNORECASE):
            continue
        beside = cell.row in rows or bool(_DOSE_WORDS.search(" ".join(c.text for c in sheet.rows[cell.row])))
        over = sheet.above(cell.box, cell.row, 6)
        beside = beside or any(_DOSE_WORDS.search(other.text) and len(other.text) < 40 for other in over)
        left = sheet.left_of(cell)
        beside = beside or (left is not None and bool(_AMOUNT_GIVEN.match(left.text)))
        if not beside:
            continue
        for match in _DOSE.finditer(cell.text):
            if match[2].lower() not in ("g", "unit", "units") or cell.row in rows:
                yield draft(
                    sheet,
                    cell,
                    match.span(),
                    "treatment.dose",
                    _dose(match),
                    0.93 if cell.row in rows else 0.85,
                )
        yield from _garbled_doses(sheet, cell)


def _dose(match: re.Match[str]) -> str:
    number = match[1].replace(",", "")
    if number.startswith("."):
        number = "0" + number
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    unit = {"µg": "mcg", "ug": "mcg", "grams": "g", "gram": "g", "unit": "units"}.get(
        match[2].lower(), match[2].lower()
    )
    per = {"hour": "hr", "h": "hr"}.get((match[3] or "").lower(), (match[3] or "").lower())
    return f"{number} {unit}" + (f"/{'mL' if per == 'ml' else per}" if per else "")


def _garbled_doses(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    for match in _DOSE_OCR.finditer(cell.text):
        if any(plain.start() <= match.start() < plain.end() for plain in _DOSE.finditer(cell.text)):
            continue
        number = match[1].upper().replace("O", "0").replace("S", "5").replace("L", "1")
        value = f"{number} mg" + ("/kg" if match[3] else "")
        yield draft(sheet, cell, match.span(), "treatment.dose", value, 0.7)
