"""Drugs and doses, and which drugs did not work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from packetizer.understanding.facts.drugs import DOSE, Mention, drugs_named
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.outcome import Place, failures
from packetizer.understanding.lexicon import Lexicon

_DOSE_OCR = re.compile(
    r"(?<![\w.,/-])([O0]\.[0-9OSl]{1,2}|[0-9]{1,3}[O0])\s?(mg|rng|mq)(?:\s?/\s?(kg|k9|kq))?", re.IGNORECASE
)
_DOSE_WORDS = re.compile(
    r"\b(?:doses?|dosage|dosing|administered|infused|given|strength|infusion|injection|bolus|sig|drug|medication|"
    r"intra(?:nasal|venous|muscular)\w*|nasal|sublingual|subcutaneous|by (?:nose|mouth|vein|injection)|"
    r"troches?|lozenges?|capsules?|tablets?|spray|devices?|titrat\w+|IV|IM|PO|SL|SC|IN)\b",
    re.IGNORECASE,
)
_COUNTED = ("g", "unit", "units")
_CODE = re.compile(r"\b(?:[A-Z]\d{4}|9\d{4})\b")  # "J0013, 6 units" are units of a code
_AMOUNT_GIVEN = re.compile(r"^\W*(?:amount|total|quantity)\b", re.IGNORECASE)


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Drugs named, with `treatment.failed_drug` where the words around say that it did not work."""
    mentions = drugs_named(sheet, lexicon)
    failed = failures(sheet, mentions, lexicon)
    seen: set[tuple[str, str]] = set()
    for mention in mentions:
        span = (mention.start, mention.end)
        kind, certainty = _kind(mention, failed, lexicon)
        if (kind, mention.generic) in seen:
            continue
        seen.add((kind, mention.generic))
        made = draft(sheet, mention.cell, span, kind, mention.generic, certainty * mention.certainty)
        if kind == "treatment.failed_drug":
            made = replace(made, text=_told(sheet, mention))
        yield made
    yield from _doses(sheet, mentions)


def _kind(mention: Mention, failed: Mapping[Place, float], lexicon: Lexicon) -> tuple[str, float]:
    drug = lexicon.drug(mention.generic)
    if drug is not None and drug.role != "treatment":
        certainty = failed.get((mention.cell.row, mention.generic), 0.0)
        return ("treatment.failed_drug", certainty) if certainty else ("treatment.drug", 0.8)
    return "treatment.drug", 0.96


_STOP = re.compile(r"(?<=[a-z0-9)])[.;]\s+(?=[A-Z]|$)")
_PROSE = 34  # characters; what is shorter is a table's cell


def _told(sheet: Sheet, mention: Mention) -> str:
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


# ---------------------------------------------------------------- doses


def _doses(sheet: Sheet, mentions: list[Mention]) -> Iterator[Draft]:
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
        for match in DOSE.finditer(cell.text):
            if (
                match[3] == "kg"
                or match[2].lower() not in _COUNTED
                or (cell.row in rows and not _CODE.search(cell.text))
            ):
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
        if any(plain.start() <= match.start() < plain.end() for plain in DOSE.finditer(cell.text)):
            continue
        number = match[1].upper().replace("O", "0").replace("S", "5").replace("L", "1")
        value = f"{number} mg" + ("/kg" if match[3] else "")
        yield draft(sheet, cell, match.span(), "treatment.dose", value, 0.7)
