"""Numbers that stand near a rating scale's name, and what tells whether they are a total of it: signs for a
fitted model.

`bench/fit_scores.py` fits it on numbers that are known to be a scale's total, or none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from packetizer.model import Page
from packetizer.understanding.facts.care.legends import in_legend, legends_on
from packetizer.understanding.facts.dates.find import all_spots
from packetizer.understanding.facts.dates.months import MONTH_NAME
from packetizer.understanding.facts.layout import Cell, Sheet, overlap, sheet_of
from packetizer.understanding.facts.surroundings import Spot, place_in_row, words_around, words_of
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.scalewords import Scale, ScaleWords
from packetizer.understanding.page.once import once_a_page

TOTAL = "total"
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELLED = {
    "zero": 0, "ten": 10, "eleven": 11, "twelve": 12,
    **{word: value for value, word in enumerate(_UNITS, 1)},
    **{word: value for value, word in enumerate(_TEENS, 13)},
    **{word: value * 10 for value, word in enumerate(_TENS, 2)},
}  # fmt: skip
_WORD = "|".join(sorted(_SPELLED, key=len, reverse=True))
_WORDS = rf"(?:(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_UNITS)})|{_WORD})(?![\w-])"
_NUMBER = re.compile(
    rf"(?<![\w.$#/+=-])(?:(?P<digits>\d{{1,2}})|(?P<words>{_WORDS}))(?![\w%]|[.,:]\d|\s?%)"
    r"(?=(?:\s?(?:/|out of|of|on)\s?(?P<whole>\d{1,3}\b|ten\b)|"
    r"\s?\(\s?0\s?(?:[-–]|to)\s?(?P<most>\d{1,2})\b)?)",
    re.IGNORECASE,
)
_SUM = re.compile(r"(?<==)\s?(?P<digits>\d{1,2})(?P<whole>)(?P<most>)(?P<words>)(?![\w%.])")  # "4+5+3 =12"
_TIME = re.compile(
    r"\d{1,2}:\d{2}|(?<!\d)(?:[3-9]\d|[12]\d\d)\s?/\s?\d{2,3}(?!\d)|"
    rf"\b(?:on|since)\s(?:the\s)?{MONTH_NAME}\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)  # of day, or a blood pressure
_ITEM_OF = re.compile(r"\b(?:items?|questions?)\b[^.;]{0,12}$", re.IGNORECASE)
_LINKED = re.compile(r"\s?(?:total |score )?(?:was |is |of |=|:|-)?\s{0,3}", re.IGNORECASE)
_OF = re.compile(r"\s?(?:out )?of\b", re.IGNORECASE)
_UP_TO = re.compile(
    r"\b(?:max(?:imum)?|possible|highest)\b\.?\s?(?:score|total|is|of)?\s?[:=]?\s?$", re.IGNORECASE
)
_LIMIT = re.compile(r"(?<![\d\s-])\s?[<>≥≤]=?\s?$")  # a cut-off; after a number it is an arrow
_MEANS = re.compile(r"\s?=\s?[A-Za-z\d]")  # "10 = worst"
_RANGE = re.compile(r"\b0\s?(?:[-–]|to|through|thru)\s?\d{1,2}\b")  # of a scale
_LETTER = re.compile(r"(?<![\w.])[A-Z]\W{0,3}$")
_STOP = re.compile(r"[.;]\s")
_ALONE = re.compile(r"\W{0,2}\d{1,2}(?:\s?/\s?\d{1,2})?\W{0,2}|-+")
_CLAUSE = re.compile(r"[.;]\s|,\s(?:and|but|while)\s")
_BARE = 5  # characters beside a number that is alone in its cell
_OPENS = 6  # characters before a date that opens its row
_ROWS_BACK, _ROWS_OVER, _GAP, _BEHIND, _HEAD = 6, 25, 90, 40, 34
_GAP_WORDS = 8
_SHEET = "rating_scale"
_TITLE = 0.3  # of the page's height
_MANY = 5  # numbers of a row that rise: answers to choose from
_NUMBERED, _ITEM_ROWS = re.compile(r"[.)]\s+[A-Za-z]"), 4  # "9. Thoughts", and how many rows an item takes
_FEW = 3  # the same from 0 or 1 on behind the row's words; one may be lost under a ring
_DIGITS = 3  # of a number that is no option
_OPTION = re.compile(r"[(\[{<]?(\d{1,2}|[①-⑩⓪])[)\]}>]?")


@dataclass(frozen=True, slots=True)
class Mention:
    """A scale named in a cell; `felt` where only what it asks for is: "pain"."""

    cell: Cell
    start: int
    end: int
    scale: Scale
    felt: bool

    @property
    def place(self) -> tuple[int, int, int]:
        return self.cell.row, self.cell.place, self.start


@dataclass(frozen=True, slots=True)
class Number:
    """A number that may be a total; `whole` is what it is printed to be of, 0 where nothing."""

    cell: Cell
    start: int
    end: int
    value: int
    whole: int

    @property
    def place(self) -> tuple[int, int, int]:
        return self.cell.row, self.cell.place, self.start


@dataclass(slots=True)
class Reach:
    """How a scale's name reaches a number."""

    scale: Scale
    ways: set[str] = field(default_factory=set)
    between: str | None = None  # the text from the name to the number


@dataclass(frozen=True, slots=True)
class Reading:
    """A number taken as of a scale, and the signs whether it is its total."""

    number: Number
    scale: Scale
    signs: frozenset[str]


def readings(
    pages: Sequence[Page], kind: str, said: Collection[tuple[str, str]], lexicon: Lexicon
) -> Iterator[tuple[Sheet, Reading]]:
    """Every reading of the numbers of a paper of this type. `said`: kinds and values of the rules' totals."""
    title: Scale | None = None
    sheet_title = title_of(kind, pages, lexicon)
    for page in pages:
        sheet = sheet_of(page, lexicon)
        mentions = mentions_on(page, lexicon)
        if title is None:
            title = _titled(mentions)
        numbers = numbers_on(page, mentions, lexicon)
        if sheet_title is not None:  # an item of a depression's scale, "hurting yourself", asks for no pain
            mentions = tuple(it for it in mentions if not it.felt or it.scale is sheet_title)
        if not mentions and title is None:
            numbers = [number for number in numbers if number.whole]
        for at, number in enumerate(numbers):
            found = _reaches(sheet, number, mentions, title)
            common = _common(sheet, numbers, at, kind) if found else ()
            for reach in found:
                own = _own(sheet, numbers, at, reach, found, said)
                yield sheet, Reading(number, reach.scale, frozenset((*common, *own)))


def title_of(kind: str, pages: Sequence[Page], lexicon: Lexicon) -> Scale | None:
    """The scale that a filled sheet is of, by the name at its head; None of another paper."""
    titles = (_titled(mentions_on(page, lexicon)) for page in pages if kind == _SHEET)
    return next((title for title in titles if title is not None), None)


def _titled(mentions: Sequence[Mention]) -> Scale | None:
    return next((it.scale for it in mentions if not it.felt and it.cell.box.y0 < _TITLE), None)


@once_a_page
def mentions_on(page: Page, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Where scales are named, in reading order."""
    return tuple(
        Mention(cell, hit.start, hit.end, lexicon.scale(hit.key.rstrip("~")), hit.key.endswith("~"))
        for cell in sheet_of(page, lexicon).cells
        for hit in lexicon.asked_phrases.find(cell.skeleton)
        if not lexicon.scale_words.harmed.match(cell.text, hit.end + 1)
    )


def numbers_on(page: Page, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Number]:
    """The numbers of a page that are of no date, time or name of a scale."""
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for spot in all_spots(page, lexicon):
        taken.setdefault((spot.cell.row, spot.cell.place), []).append((spot.printed.start, spot.printed.end))
    for item in mentions:
        taken.setdefault((item.cell.row, item.cell.place), []).append((item.start, item.end))
    tops = {scale.high for scale in lexicon.scales}
    found: list[Number] = []
    sheet = sheet_of(page, lexicon)
    for row in sheet.rows:
        if not _choices(row) and not _of_drug(row, mentions, lexicon):
            for cell in row:
                found += _numbers_in(cell, taken.get((cell.row, cell.place), []), tops, lexicon.scale_words)
    legends = legends_on(page, lexicon)
    return [
        number
        for number in found
        if not _counts_rows(sheet, number) and not (legends and in_legend(sheet, number.cell, number.start))
    ]


def _counts_rows(sheet: Sheet, number: Number) -> bool:
    """Whether a number opens its row as the one before or behind it opens a row above or below.

    A numbered item ("9. Thoughts …") may run over several rows.
    """
    cell = number.cell
    if cell.place or cell.text[: number.start].strip():
        return False
    numbered = _NUMBERED.match(cell.text, number.end)
    for step in (-1, 1):
        for away in range(1, _ITEM_ROWS + 1 if numbered else 2):
            row = cell.row + step * away
            near = sheet.rows[row][0].text if 0 <= row < len(sheet.rows) else ""
            if re.match(rf"\s*{number.value + step}" + (r"[.)]\s" if numbered else r"(?![\d/.,])"), near):
                return True
    return False


def _choices(row: Sequence[Cell]) -> bool:
    """`0 1 2 3 4 5 6`, `9. Thoughts of …   0  1  (2)  3`: answers to choose from, one perhaps ringed."""
    parts = [part for cell in row for part in cell.text.split()]
    printed = [int(part) for part in parts if part.isdecimal() and len(part) < _DIGITS]
    if len(printed) >= _MANY and all(two == one + 1 for one, two in pairwise(printed)):
        return True
    last = max((at for at, part in enumerate(parts) if any(map(str.isalpha, part))), default=-1)
    options = [value for part in parts[last + 1 :] if (value := _option(part)) is not None]
    rises = all(one < two for one, two in pairwise(options))
    return len(options) >= _FEW and options[0] <= 1 and rises and options[-1] <= options[0] + len(options)


def _option(part: str) -> int | None:
    """The figure of an answer, also with a ring around it: `(2)`, `②`."""
    match = _OPTION.fullmatch(part)
    return int(unicodedata.normalize("NFKC", match[1])) if match is not None else None


def _of_drug(row: Sequence[Cell], mentions: Sequence[Mention], lexicon: Lexicon) -> bool:
    """A row of a table of drugs, whose numbers are of doses."""
    if len(row) < 2 or len(row[0].text) > _HEAD or any(item.cell in row for item in mentions):
        return False
    return lexicon.drug_phrases.first(row[0].skeleton) is not None


def _numbers_in(
    cell: Cell, taken: list[tuple[int, int]], tops: Collection[int], words: ScaleWords
) -> Iterator[Number]:
    none = (_TIME, _RANGE, words.ends)
    spans = [*taken, *(match.span() for rule in none for match in rule.finditer(cell.text))]
    for pattern in (_NUMBER, _SUM):
        for match in pattern.finditer(cell.text):
            start, end = match.span("digits") if match["digits"] else match.span("words")
            if any(start < stop and first < end for first, stop in spans) or _is_other(
                cell, start, end, words
            ):
                continue
            whole = _whole(match["whole"] or match["most"])
            if whole and whole not in tops and _OF.match(cell.text, end):
                spans.append(match.span("whole"))
                continue  # "1 of 2" sheets
            whole = whole if whole in tops else 0
            spans.append(match.span("whole") if whole and match["whole"] else (start, end))
            yield Number(cell, start, end, _value(match), whole)


def _is_other(cell: Cell, start: int, end: int, words: ScaleWords) -> bool:
    """Whether a number is plainly no total: a cut-off, the end of a scale, "item 9", "12 weeks"."""
    head = cell.text[:start]
    return bool(
        _LIMIT.search(head)
        or _UP_TO.search(head)
        or _MEANS.match(cell.text, end)
        or words.numbers.search(head)
        or words.measures.match(cell.text, end)
    )


def _value(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"])
    return sum(_SPELLED[word] for word in re.split(r"[- ]", match["words"].lower()))


def _whole(printed: str | None) -> int:
    return 0 if not printed else int(printed) if printed.isdecimal() else 10


# ---------------------------------------------------------------- which scale


def _reaches(sheet: Sheet, number: Number, mentions: Sequence[Mention], title: Scale | None) -> list[Reach]:
    """The scales that a number may be of, by their names around it."""
    found: dict[str, Reach] = {}
    beside = _right_behind(number, mentions)
    otherwise = _of_something_else(sheet, number, mentions)
    for way, mention, scale in _ways(sheet, number, mentions, title):
        if (beside is not None and scale is not beside) or (scale.where and otherwise):
            continue
        if not scale.low <= number.value <= scale.high:
            continue
        reach = found.setdefault(scale.id, Reach(scale))
        reach.ways.add(way)
        if mention is not None and reach.between is None and way.startswith("before"):
            reach.between = _between(sheet, mention, number)
        if mention is not None and mention.felt:
            reach.ways.add("felt")
    return list(found.values())


def _right_behind(number: Number, mentions: Sequence[Mention]) -> Scale | None:
    """The scale whose name stands right before a number: it is of no other."""
    for item in mentions:
        ahead = item.cell is number.cell and not item.felt and item.end <= number.start
        if (
            ahead
            and not _ITEM_OF.search(number.cell.text[: item.start])
            and _LINKED.fullmatch(number.cell.text, item.end, number.start)
        ):
            return item.scale
    return None


def _of_something_else(sheet: Sheet, number: Number, mentions: Sequence[Mention]) -> bool:
    """Whether the clause before a number last names what else is put in such numbers: "mood now 6"."""
    head = number.cell.text[: number.start]
    clause = _CLAUSE.split(head)[-1]
    hits = sheet.lexicon.answer_phrases.find(skeleton(clause))
    if not hits or hits[-1].key != "beside":
        return False
    at = len(head) - len(clause) + hits[-1].start
    return not any(item.cell is number.cell and at < item.start < number.start for item in mentions)


def _ways(
    sheet: Sheet, number: Number, mentions: Sequence[Mention], title: Scale | None
) -> Iterator[tuple[str, Mention | None, Scale]]:
    at = bisect_left(mentions, number.place, key=lambda item: item.place)
    yield from _ahead(number, mentions[:at])
    for item in mentions[at : at + 1]:
        if item.cell is number.cell and item.start - number.end < _BEHIND:
            yield "behind", item, item.scale
        elif item.cell.row == number.cell.row + 1 and not item.cell.place and item.start < _BEHIND:
            yield "behind, next row", item, item.scale
    for item in _over(sheet, number, mentions[:at]):
        yield "over", item, item.scale
    if title is not None:
        yield "title", None, title
    if number.whole:
        asked = (scale for scale in sheet.lexicon.scales if scale.where and scale.high == number.whole)
        yield from (("of as many", None, scale) for scale in asked)


def _ahead(number: Number, before: Sequence[Mention]) -> Iterator[tuple[str, Mention, Scale]]:
    """The scales named last before a number."""
    seen: list[str] = []
    for item in reversed(before):
        rows = number.cell.row - item.cell.row
        if rows > _ROWS_BACK or len(seen) == 3:
            break
        if item.scale.id not in seen:
            seen.append(item.scale.id)
            where = "cell" if item.cell is number.cell else "row" if not rows else f"{min(rows, 3)} up"
            yield f"before{len(seen)} {where}", item, item.scale


def _over(sheet: Sheet, number: Number, before: Sequence[Mention]) -> Iterator[Mention]:
    """The head of the number's column, where that is short and names a scale."""
    box = number.cell.line.box_at(number.start, number.end)
    for item in reversed(before):
        if item.cell.row == number.cell.row or len(item.cell.text) > _HEAD:
            continue
        if number.cell.row - item.cell.row > _ROWS_OVER:
            return
        if overlap(item.cell.box, box) > 0:
            yield item
            return


def _between(sheet: Sheet, mention: Mention, number: Number) -> str:
    if mention.cell is number.cell:
        return number.cell.text[mention.end : number.start][-_GAP:]
    first, last = mention.place[:2], number.place[:2]
    rows = sheet.rows[first[0] : last[0] + 1]
    passed = [cell.text for row in rows for cell in row if first < (cell.row, cell.place) < last]
    text = (mention.cell.text[mention.end :], *passed, number.cell.text[: number.start])
    return " ".join(text)[-_GAP:]


# ---------------------------------------------------------------- signs


def _common(sheet: Sheet, numbers: Sequence[Number], at: int, kind: str) -> Iterator[str]:
    number = numbers[at]
    spot = Spot(number.cell, number.start, number.end, number.start)
    yield from words_around(sheet, spot)
    yield from place_in_row(sheet, spot)
    text = number.cell.text
    yield f"type={kind}"
    yield f"behind={text[number.end : number.end + 2].strip()[:1]}"
    yield f"ahead={text[: number.start].rstrip()[-1:]}"
    if not text[number.start].isdecimal():
        yield "spelled"
    if not number.cell.place and not any(char.isalpha() for char in text[: number.start]):
        yield "begins row"
    if _LETTER.search(text[: number.start]):
        yield "letter ahead"
    yield f"page={min(len(numbers) // 8, 4)}"
    yield from _table(sheet, number)


def _table(sheet: Sheet, number: Number) -> Iterator[str]:
    """Whether a date opens the number's row, and how many numbers stand alone over and under it."""
    cell = number.cell
    first = sheet.rows[cell.row][0]
    dates = [spot for spot in all_spots(sheet.page, sheet.lexicon) if spot.cell is first]
    dated = bool(dates) and dates[0].printed.start < _OPENS
    if dated:
        yield "dated row"
    if len(cell.text) - (number.end - number.start) > 3 or not cell.place:
        return
    near = (*sheet.above(cell.box, cell.row, 2), *sheet.below(cell, 2))
    column = sum(_ALONE.fullmatch(other.text) is not None for other in near)
    yield f"column={min(column, 3)}"
    if dated:
        yield f"dated column={min(column, 3)}"


def _own(
    sheet: Sheet,
    numbers: Sequence[Number],
    at: int,
    reach: Reach,
    rivals: Sequence[Reach],
    said: Collection[tuple[str, str]],
) -> Iterator[str]:
    """The signs of a number as one of a scale's."""
    number, scale = numbers[at], reach.scale
    what = "pain" if scale.where else "sum"
    yield f"is {what}"
    if scale.kind is None:
        yield "no kind"
    alone = len(number.cell.text) - (number.end - number.start) < _BARE
    for way in reach.ways:
        yield f"way={way}"
        if alone:
            yield f"alone way={way}"
        yield f"{what} way={way}"
    yield f"rivals={min(len(rivals), 3)}"
    if number.whole:
        yield f"{what} whole" if number.whole == scale.high else "other whole"
        yield from (f"whole way={way}" for way in reach.ways if number.whole == scale.high)
    elif any(rival.scale.high == number.whole for rival in rivals):
        yield "whole of a rival"
    yield f"{what} {'as an item' if number.value <= scale.item_high else 'no item'}"
    yield f"{what} part={int(6 * number.value / (scale.high + 1))}"
    if reach.between is not None:
        yield from _gap(reach.between, what)
    if scale.where:
        yield from _about(sheet, number)
    yield from _told(numbers, at, reach, said)


def _about(sheet: Sheet, number: Number) -> Iterator[str]:
    """What the clause of an answer is about."""
    left = sheet.left_of(number.cell)
    head = number.cell.text[: number.start] or (left.text if left is not None else "")
    clause = _CLAUSE.split(head)[-1]
    hits = sheet.lexicon.answer_phrases.find(skeleton(clause))
    yield f"about {hits[-1].key}" if hits else "about nothing"
    if number.whole and hits:
        yield f"whole about {hits[-1].key}"


def _gap(between: str, what: str) -> Iterator[str]:
    words = words_of(between)
    yield f"gap={min(len(words), 9)}"
    yield f"gap numbers={min(words.count('#'), 3)}"
    yield f"gap stops={min(len(_STOP.findall(between)), 2)}"
    if len(words) <= _GAP_WORDS:
        yield f"{what} gap is {' '.join(words[:4])}"
        yield from (f"g:{word}" for word in words)
        yield from (f"g:{one}_{two}" for one, two in pairwise(words))


def _told(
    numbers: Sequence[Number], at: int, reach: Reach, said: Collection[tuple[str, str]]
) -> Iterator[str]:
    """What the rules say of the scale: nothing yet, this very number, the one right before."""
    kind = reach.scale.kind or ""
    values = {value for other, value in said if other == kind}
    number = numbers[at]
    if str(number.value) in values:
        yield "said"
    yield f"others said={min(len(values - {str(number.value)}), 2)}"
    for step, where in ((-1, "after"), (1, "before")):
        other = numbers[at + step] if 0 <= at + step < len(numbers) else None
        if other is None or other.cell is not number.cell or str(other.value) not in values:
            continue
        yield f"{where} a total"
        if step < 0:
            yield from (f"t:{word}" for word in words_of(number.cell.text[other.end : number.start])[:5])
