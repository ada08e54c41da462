"""Totals of rating scales: `PHQ-9 = 21`, `Total: 21/27`, and what a sheet's answers come to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from packetizer.model import Box
from packetizer.understanding.facts.care.answers import Columns, answers_sum, columns_sum
from packetizer.understanding.facts.care.legends import in_legend
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.months import MONTH_NAME
from packetizer.understanding.facts.dates.yearless import find_days
from packetizer.understanding.facts.layout import Cell, Sheet, overlap
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import Hit
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.lore.scalewords import Scale, ScaleWords

# From a scale's name to its value: its range, brackets, words of one sentence without a digit.
_BRIDGE = re.compile(
    r"^(?:\s?0\s?(?:[-–]|to)\s?\d{2}\b)?"
    r"(?P<words>(?:\((?!\s?\d{1,2}(?:\s?/\s?\d{1,2})?\s?[),])[^)]{0,40}\)|[^\d.;?!]|\.(?=\d)){0,70}?)"
    r"(?:\b0\s?(?:[-–]|to)\s?\d{2}\b[\s:=)]*)?(?=\d)"
)
# "item 9", "#9", "reduced by 12", "version 2", "Q9": numbers that are no total
_NO_TOTAL = Framed(ScaleWords, r"(?:\b%{no_total}\s?|#\s?|\w)$")
_NUMBER = Framed(
    ScaleWords,
    r"(?<![\w.])(\d{1,2})(?:\s?(?:/|out of|of)\s?(\d{1,2}))?(?![\d%]|[-–][A-Za-z]|\.\d|\s?%|"
    r"[-–]?\s?%{counts}\b|\s?=\s?[A-Za-z\d]|\s(?:or|and) %{or_more}\b)",
)
# "from 22 at baseline to 9", "17 (was 24)", "14, previously 20", "22 -> 9", "18; at the start 20"
_WHEN = r"\b%{then}\b"
_THEN = Framed(
    ScaleWords,
    rf"^(?:\s?/\s?\d{{1,2}})?(?:\s?[-–]\s?(?=\d)|\s?(?:→|->|–>|-->|>|←|<-{{1,2}})\s?|[^\d.;]{{0,40}}?(?:{_WHEN}|→|->)[^\d.;]{{0,24}}?|"
    rf"\)?;\s[^\d.;]{{0,16}}?{_WHEN}[^\d.;]{{0,24}}?|[^\d.;]{{0,32}}?,\s(?:and\s)?(?=\d{{1,2}}\s(?:at|after|on|before|by|in|today|now|then|when)\b)|"
    # a series: "24, 19, 15 and 9", "22 (1/5), 18 (2/9)" (days are blanked)
    r"(?=[^\d]{0,40}(?:,|\band\b|\bthen\b))(?:\s|[,()=:]|\b(?:on|in|at|by|and|then|of|to)\b){1,40})(?=\d)",
)
# "21 on the PHQ-9", "from 22 to 9 on her MADRS"
_ON = r"\s(?:on|by|in)\s(?:(?:the|her|his|my|your|their|a|today's)\s)?$"
_ON_SCALE = re.compile(
    rf"(?:(?<![\w.])(\d{{1,2}})\s?(?:to|→|->|and then|then)\s?)?(?<![\w./])(\d{{1,2}}){_ON}", re.IGNORECASE
)
# "MADRS today 35. Baseline was 39.", "was 24; six weeks later it was 11", "26. Since the series it's 9"
_NEXT_SENTENCE = Framed(
    ScaleWords,
    r"^(?:\s?/\s?\d{1,2})?[^\d.;]{0,40}[.;]\s+(?:baseline|[^\d.;:]{0,36}\b%{it_was})\b[^\d.;:]{0,16}(?=\d)",
)
# Time is no score: "week 4", "after infusion 6", "at 01 = 22"
_TIMES = Framed(
    ScaleWords,
    r"\b(?:at|after|#)\s?#?\d{1,2}(?=\s?[=:]\s?\d)|\b%{timed}\s?(?:#|no\.?\s?)?\d{1,2}\b|"
    r"\b\d{1,2}[:h]\d{2}\b|\b\d{1,3}\s?(?:%|percent\b)|"
    rf"\b(?:on|since)\s(?:the\s)?{MONTH_NAME}\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b",
)
_BESIDE = Framed(
    ScaleWords,
    r"^\W{0,3}(?:%{beside_time}[\w\s-]{0,16}[\s:=-]{1,3})?"
    r"(?=\d{1,2}(?:\s?/\s?\d{1,2})?\W{0,2}(?:\(|[→;]|$|[A-Za-z ,]{0,22}(?:$|\d)))",
)
_LEAD = Framed(ScaleWords, r"\([^)]*\)|\b0\s?[-–]\s?\d{2}\b|\b%{lead}\b")
_JOINT = re.compile(r"^\s*(?:/|and|&|,|\+)\s*(?:the\s)?$", re.IGNORECASE)
_SHARED = re.compile(r"(?<![\w.])(\d{1,2})(?![\d%]|\.\d)")
_SHARED_NEXT = re.compile(r"\s?(?:/|,|and|&)\s?(\d{1,2})(?![\d%]|\.\d)")
_VISITS = Framed(ScaleWords, r"\b%{columns}\b")
_COLUMN_ROWS = 24
_OPENS = 6  # characters before a name that opens its line: "A. GAD-7"
_ENOUGH_CELLS = 3  # of a table's row
_TOTAL = Framed(
    ScaleWords,
    r"\b%{total}\b(?:\s?%{total_of})?\s?(?:\((?!\s?\d{1,2}\s?\))[^)]{0,30}\))?[\s:=\-–_.(\[]*(?:of\s)?",
)
_ADDED = re.compile(r"[\d\s+]*\+[\d\s]*=\s?(?=\d)")  # "3+4+12 = 19"
_SUBTOTAL = re.compile(
    r"\bsub[\s-]?total\b[^\d()]{0,20}(?:\([^)]{0,30}\))?[\s:=_]*(\d{1,2})\b", re.IGNORECASE
)
_CRITERION = Framed(ScaleWords, r"[≥>≤<]|%{criteria}")
_LIMIT = Framed(ScaleWords, r"[≥<≤]|\b%{limits}\b")
_AGAIN = re.compile(r"\s(\d{1,2})(?!\S)")
_OVER, _OVER_ANOTHER = 0.5, 2  # share of the narrower one; readings of a mark
_ADDED_SURE = 0.75  # that what answers come to is the total that the sheet leaves blank
_PROVEN = 0.95  # two sums that come to the same
_BRACKETS = re.compile(r"\([^)]*\)")
_BAND = re.compile(r"\d{1,2}\s?[-–]\s?\d{1,2}")


@dataclass(frozen=True, slots=True)
class _Reading:
    cell: Cell
    start: int
    end: int
    value: int
    certainty: float
    proven: bool = False  # whatever the words' own chances are

    @property
    def box(self) -> Box:
        return self.cell.line.box_at(self.start, self.end)


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    named = [(cell, hit) for cell in sheet.cells for hit in lexicon.scale_phrases.find(cell.skeleton)]
    found: set[str] = set()
    parts = list(_sheets(sheet, named, lexicon))
    sums = {scale.id: _sums(sheet, scale, cells) for scale, cells in parts}
    for cell, hit in named:
        scale = lexicon.scale(hit.key)
        if scale.kind is None:
            continue
        others = [other for beside, other in named if beside is cell and other is not hit]
        for reading in _named_values(sheet, cell, hit, others, scale):
            if lexicon.scale_words.measures.match(reading.cell.text, reading.end) or in_legend(
                sheet, reading.cell, reading.start
            ):
                continue
            found.add(scale.id)
            proven = reading.value in sums.get(scale.id, ())
            yield _fact(sheet, replace(reading, proven=proven), scale)
    for scale, readings in parts:
        if scale.kind is not None and scale.id not in found:
            for reading in _totals(sheet, scale, readings):
                yield _fact(sheet, reading, scale)


def _fact(sheet: Sheet, reading: _Reading, scale: Scale) -> Draft:
    span, kind = (reading.start, reading.end), scale.kind or ""
    made = draft(sheet, reading.cell, span, kind, str(reading.value), reading.certainty)
    return replace(made, confidence=max(made.confidence, _PROVEN)) if reading.proven else made


# ---------------------------------------------------------------- beside the name


@dataclass(frozen=True, slots=True)
class _Text:
    """A cell's text, and that of the line it goes on in; dates and times blanked, place for place."""

    text: str
    cell: Cell
    follow: Cell | None
    words: ScaleWords

    @classmethod
    def of(cls, sheet: Sheet, cell: Cell) -> _Text:
        below = sheet.rows[cell.row + 1][0] if cell.row + 1 < len(sheet.rows) else None
        runs_on = len(cell.text) > 45 and sheet.right_of(cell) is None and below is not None
        joined = f"{cell.text} {below.text}" if runs_on and below is not None else cell.text
        follow, lexicon = below if runs_on else None, sheet.lexicon
        return cls(_without_times(joined, lexicon), cell, follow, lexicon.scale_words)

    def named_below(self, lexicon: Lexicon) -> Iterator[int]:
        """Where scales are named in the line that it goes on in: the 7 of `GAD-7` is no total."""
        below = lexicon.scale_phrases.find(self.follow.skeleton) if self.follow is not None else ()
        yield from (len(self.cell.text) + 1 + hit.start for hit in below)

    def numbers_line(self, match: re.Match[str]) -> bool:
        """Whether a number opens the line that follows: "1. Nervous"."""
        opens = self.follow is not None and match.start(1) == len(self.cell.text) + 1
        closed = self.cell.text.rstrip()[-1:] in ").:?"  # "... my PHQ-9 was" goes on with its value
        return opens and closed and self.text[match.end(1) : match.end(1) + 2] in (". ", ") ")

    def reading(self, match: re.Match[str], group: int, certainty: float) -> _Reading:
        start, end = match.span(group)
        value, shift = int(match[group]), len(self.cell.text) + 1
        if self.follow is not None and start >= shift:
            return _Reading(self.follow, start - shift, end - shift, value, certainty)
        return _Reading(self.cell, start, end, value, certainty)


def _named_values(sheet: Sheet, cell: Cell, hit: Hit, others: list[Hit], scale: Scale) -> Iterator[_Reading]:
    text, words = _Text.of(sheet, cell), sheet.lexicon.scale_words
    before = re.split(r"[.;]\s", text.text[: hit.start])[-1]
    if re.search(r"\b(?:criteria|requires?|bands?|ranges|cut-?offs?)\b", before, re.IGNORECASE):
        return
    shared = _shared(text, hit, others, scale)
    if shared is not None:
        yield shared
        return
    starts = [*(other.start for other in others), *text.named_below(sheet.lexicon)]
    limit = min((start for start in starts if start > hit.end), default=len(text.text))
    readings = list(_on_scale(text, hit.start, scale)) or list(_in_sentence(text, hit.end, limit, scale))
    if not readings and not re.search(r"\w", _LEAD.of(words).sub("", cell.text[hit.end :])):
        readings = list(_beside(sheet, cell, scale)) or list(_column(sheet, cell, scale))
    elif readings and readings[-1].cell is cell:
        readings += _beside(sheet, cell, scale)
    yield from readings


def _shared(text: _Text, hit: Hit, others: list[Hit], scale: Scale) -> _Reading | None:
    """`PHQ-9/GAD-7: 18/15`: two names or more, then as many values in their order."""
    names = sorted([hit, *others], key=lambda name: name.start)
    first = last = names.index(hit)
    while first and _JOINT.match(text.text[names[first - 1].end : names[first].start]):
        first -= 1
    while last + 1 < len(names) and _JOINT.match(text.text[names[last].end : names[last + 1].start]):
        last += 1
    if first == last:
        return None
    bridge = _BRIDGE.match(text.text[names[last].end :])
    at = names[last].end + (bridge.end() if bridge is not None else 0)
    values: dict[int, re.Match[str]] = {}
    for place in range(first, last + 1):
        value = (_SHARED if place == first else _SHARED_NEXT).match(text.text, at)
        if value is None or _is_day(text.text, value):
            return None
        values[place] = value
        at = value.end()
    own = values[names.index(hit)]
    return text.reading(own, 1, 0.9) if scale.low <= int(own[1]) <= scale.high else None


def _is_day(text: str, value: re.Match[str]) -> bool:
    return bool(re.match(r"\d|%|\.\d", text[value.end() :]))


def _on_scale(text: _Text, start: int, scale: Scale) -> Iterator[_Reading]:
    """The values before a scale's name: `21 on the PHQ-9`."""
    match = _ON_SCALE.search(text.text[:start])
    for group in (1, 2) if match is not None else ():
        if match is not None and match[group] and scale.low <= int(match[group]) <= scale.high:
            yield text.reading(match, group, 0.88)


def _in_sentence(text: _Text, start: int, limit: int, scale: Scale) -> Iterator[_Reading]:
    """The number that the words after a scale's name lead to, and those that it went on to."""
    bridge = _BRIDGE.match(text.text[start:limit])
    if (
        bridge is None
        or _CRITERION.of(text.words).search(_BRACKETS.sub("", bridge["words"]))
        or _NO_TOTAL.of(text.words).search(bridge["words"])
    ):
        return
    certainty = 0.94 if len(bridge["words"].split()) < 5 else 0.88
    yield from _from_here(text, start + bridge.end(), limit, scale, certainty)


def _from_here(text: _Text, at: int, limit: int, scale: Scale, certainty: float) -> Iterator[_Reading]:
    """The number at a place, and those that the words behind it lead to."""
    words = text.words
    while True:
        match = _NUMBER.of(words).match(text.text[:limit], at)
        if match is None or _in_range(match, scale) is None or _is_band(text.text, match):
            return
        if re.match(_ON, text.text[match.end() : limit], re.IGNORECASE) or text.numbers_line(match):
            return  # of the next scale, or of an item
        yield text.reading(match, 1, certainty)
        tail = text.text[match.end(1) : limit]
        then = _THEN.of(words).match(tail) or _NEXT_SENTENCE.of(words).match(tail)
        if then is None or _NO_TOTAL.of(words).search(then[0]) or _LIMIT.of(words).search(then[0]):
            return
        at = match.end(1) + then.end()
        certainty *= 0.97


def _is_band(text: str, match: re.Match[str]) -> bool:
    """`5-9 mild` is a band of the scale; `22 - 9` fell."""
    band = re.match(r"(\d{1,2})\s?[-–]\s?(\d{1,2})(?!\d)", text[match.start() :])
    return band is not None and int(band[1]) < int(band[2])


def _beside(sheet: Sheet, cell: Cell, scale: Scale) -> Iterator[_Reading]:
    """Values in the next cells of the row: those of several visits, or of before and after."""
    right, words = sheet.right_of(cell), sheet.lexicon.scale_words
    while right is not None:
        head = _BESIDE.of(words).match(right.text)
        if head is None or _in_date(right.text, head.end()):
            return
        own = _Text(_without_times(right.text, sheet.lexicon), right, None, words)
        readings = list(_from_here(own, head.end(), len(right.text), scale, 0.88))
        if not readings:
            return
        yield from readings
        right = sheet.right_of(right)


def _column(sheet: Sheet, head: Cell, scale: Scale) -> Iterator[_Reading]:
    """Values under a scale's name in a table of visits or times."""
    beside = [cell.text for cell in sheet.rows[head.row] if cell is not head]
    visits = _VISITS.of(sheet.lexicon.scale_words)
    if len(head.text) > 26 or not any(map(visits.search, beside)):
        return
    for row in sheet.rows[head.row + 1 : head.row + 1 + _COLUMN_ROWS]:
        under = [cell for cell in row if overlap(cell.box, head.box) > 0]
        number = re.fullmatch(r"\W?(\d{1,2})(?:\s?/\s?(\d{1,2}))?\W?", under[0].text) if under else None
        if number is None and len(row) >= _ENOUGH_CELLS:
            continue  # not scored that day
        if number is None or _in_range(number, scale) is None:
            return
        yield _Reading(under[0], number.start(1), number.end(1), int(number[1]), 0.88)


def _in_range(match: re.Match[str], scale: Scale) -> int | None:
    value = int(match[1])
    if match[2] is not None and int(match[2]) not in (scale.high, 10 if scale.id == "pain" else scale.high):
        return None
    return value if scale.low <= value <= scale.high else None


def _without_times(text: str, lexicon: Lexicon) -> str:
    """The text with its dates and times blanked, place for place: `PHQ-9 at week 4, 05/12/25, was 16`."""
    spans = [(found.start, found.end) for found in (*find_dates(text), *find_days(text, lexicon))]
    spans += [match.span() for match in _TIMES.of(lexicon.scale_words).finditer(text)]
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _in_date(text: str, at: int) -> bool:
    return any(found.start <= at < found.end for found in find_dates(text))


# ---------------------------------------------------------------- a filled sheet


def _sheets(
    sheet: Sheet, named: list[tuple[Cell, Hit]], lexicon: Lexicon
) -> Iterator[tuple[Scale, list[Cell]]]:
    """The scale whose sheet the page is, named at its head; or several, each with its part of the page."""
    first = next((hit.key for cell, hit in named if cell.box.y0 < 0.3), None)
    if first is None:
        return
    opened = [(cell.row, hit.key) for cell, hit in named if hit.start < _OPENS]
    keys = {key for _, key in opened}
    if len(keys) < 2:
        yield lexicon.scale(first), list(sheet.cells)
        return
    for key in sorted(keys):
        parts = [
            (row, end) for (row, own), (end, _) in pairwise([*opened, (len(sheet.rows), "")]) if own == key
        ]
        cells = [cell for cell in sheet.cells if any(row <= cell.row < end for row, end in parts)]
        yield lexicon.scale(key), cells


def _totals(sheet: Sheet, scale: Scale, cells: list[Cell]) -> Iterator[_Reading]:
    """The sheet's total as printed, checked against what its answers and the sums of its columns come to."""
    summed, columns = answers_sum(sheet, scale), columns_sum(sheet, scale)
    sums = _sums(sheet, scale, cells)
    readings = [reading for cell in cells for reading in _total_in(sheet, cell, scale)]
    agreeing = [reading for reading in readings if reading.value in sums]
    if agreeing:
        yield replace(agreeing[-1], certainty=0.98, proven=True)
    elif readings:
        against = summed is not None or (columns is not None and columns.read)
        best = max(readings[-_OVER_ANOTHER:], key=_chance) if _one_place(readings) else readings[-1]
        yield replace(best, certainty=0.42 if against or _one_place(readings) else 0.88)
    else:
        yield from _added(sheet, cells, summed, columns)


def _added(
    sheet: Sheet, cells: list[Cell], summed: int | None, columns: Columns | None
) -> Iterator[_Reading]:
    """The total of a sheet that prints none: both sums say it, or one does and the other was not read."""
    if columns is not None and columns.read and summed in (None, columns.value):
        proven = summed is not None
        yield _Reading(columns.cell, columns.start, columns.end, columns.value, _ADDED_SURE, proven=proven)
    elif summed is not None and columns is None:
        heads = ((cell, _TOTAL.of(sheet.lexicon.scale_words).search(cell.text)) for cell in cells)
        place = next(((cell, head.span()) for cell, head in heads if head is not None), None)
        cell, (start, end) = place or (cells[0], (0, len(cells[0].text)))
        yield _Reading(cell, start, end, summed, _ADDED_SURE)


def _sums(sheet: Sheet, scale: Scale, cells: list[Cell]) -> frozenset[int]:
    """What the answers, the sums of their columns and the sheet's subtotals come to."""
    columns = columns_sum(sheet, scale)
    made = (answers_sum(sheet, scale), columns.value if columns is not None else None, _parts_sum(cells))
    return frozenset(value for value in made if value is not None)


def _parts_sum(cells: list[Cell]) -> int | None:
    """What a sheet's subtotals come to: `Obsession subtotal (items 1-5): 8`, and that of compulsions."""
    found = [match for cell in cells for match in _SUBTOTAL.finditer(cell.text)]
    return sum(int(match[1]) for match in found) if len(found) > 1 else None


def _one_place(readings: list[_Reading]) -> bool:
    """Whether the last two are readings of one mark: two readers made two figures of it."""
    if len(readings) < _OVER_ANOTHER:
        return False
    one, other = readings[-_OVER_ANOTHER:]
    return one.cell is other.cell and _same_mark(one, other)


def _chance(reading: _Reading) -> float:
    return reading.cell.line.confidence_at(reading.start, reading.end)


def _total_in(sheet: Sheet, cell: Cell, scale: Scale) -> Iterator[_Reading]:
    words = sheet.lexicon.scale_words
    criterion = _CRITERION.of(words).search(_BRACKETS.sub("", cell.text)) is not None
    for match in _TOTAL.of(words).finditer(cell.text):
        if criterion or re.search(r"sub\s?-?$", cell.text[: match.start()], re.IGNORECASE):
            continue
        rest = cell.text[match.end() :]
        if re.search(r"\w", rest):
            added = _ADDED.match(rest)
            number = _NUMBER.of(words).match(
                cell.text, match.end() + (added.end() if added is not None else 0)
            )
            if number is not None and not _BAND.match(rest) and _in_range(number, scale) is not None:
                first = _Reading(cell, number.start(), number.end(), int(number[1]), 0.9)
                yield first
                yield from _read_again(first, scale)
            continue
        right = sheet.right_of(cell)
        number = _NUMBER.of(words).match(right.text.strip(" _:=")) if right is not None else None
        if right is not None and number is not None and _in_range(number, scale) is not None:
            offset = right.text.index(number[0])
            first = _Reading(right, offset, offset + len(number[0]), int(number[1]), 0.88)
            yield first
            yield from _read_again(first, scale)


def _read_again(first: _Reading, scale: Scale) -> Iterator[_Reading]:
    """Another reading of the same mark, behind the first: `Total score: 2 23`."""
    again = _AGAIN.match(first.cell.text, first.end)
    if again is not None and scale.low <= int(again[1]) <= scale.high:
        second = _Reading(first.cell, *again.span(1), int(again[1]), 0.88)
        if _same_mark(first, second):
            yield second


def _same_mark(one: _Reading, other: _Reading) -> bool:
    """Whether two readings lie over each other: where one has a figure more, their edges do."""
    shared = overlap(one.box, other.box)
    return shared > _OVER or (shared > 0 and str(other.value).startswith(str(one.value)))
