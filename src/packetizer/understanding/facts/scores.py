"""Totals of rating scales: `PHQ-9 = 21`, `Total: 21/27`, and the sum of a sheet's answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packetizer.understanding.facts.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.phrases import Hit
from packetizer.understanding.lexicon import Lexicon, Scale

# From a scale's name to its value: words such as "total score of", never a comparison with a threshold.
_BRIDGE = re.compile(
    r"^(?:\s?\((?!\s?\d{1,2}\s?\))[^)]{0,30}\))?[\s:=\-–,]*(?:(?:0\s?(?:[-–]|to)\s?\d{2}|total|score|scores|scored|raw|result|today|was|is|of|"
    r"at|his|her|a|the|current|baseline|initial|now|depression|anxiety|"
    r"pre|post|pre-infusion|post-infusion|pre-treatment|post-treatment|before|after|infusion|"
    r"treatment|rating|level|scale|remains|remained|improved|"
    r"decreased|dropped|fell|reduced|declined|went|increased|worsened|rose|down|up|from|to|by|"
    r"patient|reported|reports|rated|sum|severity|"
    r"worst|average|least|on|intake|visit|numeric|self-report|in)\b[\s:=\-–,.]*){0,9}",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(\d{1,2})(?:\s?(?:/|out of|of)\s?(\d{1,2}))?(?![\d%]|\.\d|\s?(?:%|weeks?|days?|months?|items?|"
    r"questions?|years?|points?\b))"
)
_THEN = re.compile(
    r"^(?:\s?/\s?\d{1,2})?\s?(?:\([^)]{0,24}\)\s?)?(?:to|→|->|–|-|down to|and then|"
    r",\s?then)\s?(?:a\s(?:score\sof\s)?)?",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:total|sum|score|grand total)\b(?:\s?(?:score|points|raw "
    r"score))?\s?(?:\((?!\s?\d{1,2}\s?\))[^)]{0,30}\))?[\s:=\-–_.(\[]*(?:of\s)?",
    re.IGNORECASE,
)
_CRITERION = re.compile(
    r"(?:≥|>=|>|<|≤|=>|greater than|at least|more than|less than|below|above|cut-?off|cutpoint|"
    r"minimum|range[sd]?|criteria|requires?|required|must)",
    re.IGNORECASE,
)
# An answer with a ring around it may be read as the sign for one.
_CIRCLED = str.maketrans("⓪①②③④⑤⑥⑦⑧⑨", "0123456789")
_BRACKETS = re.compile(r"\([^)]*\)")
_BAND = re.compile(r"\d{1,2}\s?[-–]\s?\d{1,2}")


@dataclass(frozen=True, slots=True)
class _Reading:
    cell: Cell
    start: int
    end: int
    value: int
    certainty: float


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    named = [(cell, hit) for cell in sheet.cells for hit in lexicon.scale_phrases.find(cell.skeleton)]
    found: set[str] = set()
    for cell, hit in named:
        scale = lexicon.scale(hit.key)
        if scale.kind is None:
            continue
        for reading in _after_name(sheet, cell, hit, scale):
            found.add(scale.id)
            yield _fact(sheet, reading, scale)
    sheet_scale = _sheet_scale(sheet, named, lexicon)
    if sheet_scale is not None and sheet_scale.kind is not None and sheet_scale.id not in found:
        for reading in _totals(sheet, sheet_scale):
            yield _fact(sheet, reading, sheet_scale)


def _fact(sheet: Sheet, reading: _Reading, scale: Scale) -> Draft:
    kind = scale.kind or ""
    return draft(
        sheet, reading.cell, (reading.start, reading.end), kind, str(reading.value), reading.certainty
    )


# ---------------------------------------------------------------- beside the name


def _after_name(sheet: Sheet, cell: Cell, hit: Hit, scale: Scale) -> Iterator[_Reading]:
    before = cell.text[max(hit.start - 30, 0) : hit.start]
    text = _without_dates(cell.text)
    rest = text[hit.end :]
    if _CRITERION.search(rest[:22]) or re.search(r"\b(?:criteria|requires?)\b", before, re.IGNORECASE):
        return
    bridge = _BRIDGE.match(rest)
    start = hit.end + (bridge.end() if bridge else 0)
    if re.search(r"\w", text[start:]):
        yield from _values(cell, start, scale, 0.94)
        return
    right = sheet.right_of(cell)
    while right is not None and re.match(
        r"^\W{0,3}\d{1,2}(?:\s?/\s?\d{1,2})?\W{0,2}(?:\(|$|[A-Za-z ]{0,22}$)", right.text
    ):
        yield from _values(right, len(right.text) - len(right.text.lstrip(" :=")), scale, 0.88)
        right = sheet.right_of(right)


def _values(cell: Cell, start: int, scale: Scale, certainty: float) -> Iterator[_Reading]:
    """The number at `start`, and those that it went on to: `from 21 to 9`."""
    while True:
        match = _NUMBER.match(cell.text, start)
        if match is None or _in_date(cell.text, match.start()):
            return
        value = _in_range(match, scale)
        if value is None:
            return
        yield _Reading(cell, match.start(), match.end(), value, certainty)
        then = _THEN.match(cell.text[match.end(1) :])
        if then is None:
            return
        start = match.end(1) + then.end()
        certainty *= 0.95


def _in_range(match: re.Match[str], scale: Scale) -> int | None:
    value = int(match[1])
    if match[2] is not None and int(match[2]) not in (scale.high, 10 if scale.id == "pain" else scale.high):
        return None
    return value if scale.low <= value <= scale.high else None


def _without_dates(text: str) -> str:
    """The text with its dates blanked, place for place: `PHQ-9 on 05/12/25 was 16`."""
    for found in find_dates(text):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def _in_date(text: str, at: int) -> bool:
    return any(found.start <= at < found.end for found in find_dates(text))


# ---------------------------------------------------------------- a filled sheet


def _sheet_scale(sheet: Sheet, named: list[tuple[Cell, Hit]], lexicon: Lexicon) -> Scale | None:
    """The scale whose sheet the page is: named at its head."""
    head = [hit.key for cell, hit in named if cell.box.y0 < 0.3]
    return lexicon.scale(head[0]) if head else None


def _totals(sheet: Sheet, scale: Scale) -> Iterator[_Reading]:
    """The sheet's total as printed; checked against the sum of its answers where these can be read."""
    summed = _item_sum(sheet, scale)
    readings = [reading for cell in sheet.cells for reading in _total_in(sheet, cell, scale)]
    agreeing = [reading for reading in readings if reading.value == summed]
    if agreeing:
        reading = agreeing[-1]
        yield _Reading(reading.cell, reading.start, reading.end, reading.value, 0.98)
    elif readings:
        best = readings[-1]
        yield _Reading(best.cell, best.start, best.end, best.value, 0.88 if summed is None else 0.42)


def _total_in(sheet: Sheet, cell: Cell, scale: Scale) -> Iterator[_Reading]:
    for match in _TOTAL.finditer(cell.text):
        if re.search(r"sub\s?-?$", cell.text[: match.start()], re.IGNORECASE) or _CRITERION.search(
            _BRACKETS.sub("", cell.text)
        ):
            continue
        rest = cell.text[match.end() :]
        if re.search(r"\w", rest):
            number = _NUMBER.match(cell.text, match.end())
            if number is not None and not _BAND.match(rest) and _in_range(number, scale) is not None:
                yield _Reading(cell, number.start(), number.end(), int(number[1]), 0.9)
            continue
        right = sheet.right_of(cell)
        number = _NUMBER.match(right.text.strip(" _:=")) if right is not None else None
        if right is not None and number is not None and _in_range(number, scale) is not None:
            offset = right.text.index(number[0])
            yield _Reading(right, offset, offset + len(number[0]), int(number[1]), 0.88)


def _item_sum(sheet: Sheet, scale: Scale) -> int | None:
    """The sum of the answers, one at the end of each numbered row; None where rows are missing or unclear."""
    answers: dict[int, int] = {}
    for row in sheet.rows:
        item = re.match(
            r"^\s*(\d{1,2})[.)]?\s+[A-Za-z]", row[0].text + (" " + row[1].text if len(row) > 1 else "")
        )
        if item is None or not 1 <= int(item[1]) <= scale.items:
            continue
        last = row[-1].text.split()[-1].strip("()[]_").translate(_CIRCLED)
        alone = len(row) <= 3 and (len(row) > 1 or len(re.findall(r"\d+", row[0].text)) <= 2)
        if alone and last.isdigit() and int(last) <= scale.item_high:
            answers[int(item[1])] = int(last)
    return sum(answers.values()) if len(answers) == scale.items else None
