"""Pain from 0 to 10 as notes and questionnaires put it, beside the names of scales that `scores` knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packetizer.understanding.facts.care.choices import choices_in
from packetizer.understanding.facts.care.legends import in_legend
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet, overlap
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.lore.scalewords import ScaleWords

_UNITS = r"(?!\d|[.,]\d|[/%-]\d|\s?(?:%{pain_counts}|x\b|(?:st|nd|rd|th)\b))"
_OF_TEN = Framed(
    ScaleWords,
    r"\b(?:pain|discomfort|NRS|VAS|NPRS)\b(?!\s?(?:clinic|management|medicine|specialist))[^.;\d]{0,60}?"
    r"(?<![\d/.])(\d{1,2})\s?(?:/|out of|of)\s?(?:10|ten)\b",
)
_TEN_FOR_PAIN = Framed(
    ScaleWords, r"(?<![\d/.])(\d{1,2})\s?(?:/|out of)\s?10\s(?:for |of |in )?(?:\w+ ){0,2}pain\b"
)
_CUE = r"(?:%{pain_cues}|\(\s*(?:[-–]|to)?\s*\))"
_STATED = Framed(
    ScaleWords,
    rf"\b(?:(?:pain|discomfort)(?:[\s,]{{0,3}}{_CUE}){{1,4}}|(?:pain|NRS|VAS|NPRS)(?=\s{{0,8}}[:=])|(?:NRS|VAS|NPRS))"
    rf"\s{{0,8}}(?:is|was|of|=|:|-|–)?[\s:_(]{{0,4}}(?<!\d)(\d{{1,2}}){_UNITS}",
)
_ASKED = Framed(
    ScaleWords,
    r"\b%{pain_asked}\b[^.;?\d]{0,60}?\bpain\b[^.;?\d]{0,110}?[?\s:=_(\[]+"
    rf"(?<!\d)(\d{{1,2}})(?!\s+\d{{1,2}}\b){_UNITS}",
)
# "0 1 2 3 4 5 6 (7) 8 9 10": the answer with a ring around it
_RINGED = re.compile(r"\b(?:\d{1,2}\s+){0,10}[(\[]\s?(\d{1,2})\s?[)\]](?:\s+\d{1,2}\b){0,10}")
# "9/10 before, 4/10 after": pain again, where nothing else is named in between
_AGAIN = Framed(
    ScaleWords,
    r"^(?!\s?/)(?:(?!%{not_pain})[^\d.;]){0,48}?(?<![\d/.])(\d{1,2})\s?(?:/|out of|of)\s?10\b",
)
# "before 8, after 2", "Before: 7   After: 3"
_AFTERWARDS = Framed(
    ScaleWords,
    rf"^[\s,;]{{1,4}}(?:and\s)?%{{pain_later}}[\w-]{{0,10}}[\s:=]{{1,3}}(\d{{1,2}}){_UNITS}",
)
# "pain is a 7", "pain fell from 8 to 3", "Pain: 7 -> 4", "pain 2 pre"
_SAID = Framed(
    ScaleWords,
    r"\bpain(?:(?:\s(?!for\b|since\b|%{not_pain_said})[a-z]+){0,5}?\s"
    r"(?:of|is|was|at|as|from|to|around|about)\s(?:an?\s)?|"
    r"[:\s]\s?(?=\d{1,2}\s?(?:pre\b|before\b|at rest|today|now\b|,|→|->|>|to\b)))"
    rf"(\d{{1,2}})(?!\s?:\d){_UNITS}",
)
# "Pain 7", "10:40  home, pain 1" where nothing follows: a record's or a note's shorthand
_SHORT = re.compile(
    r"(?<![A-Za-z-] )\bpain\s{1,3}(\d{1,2})(?:\s?/\s?10)?(?=\s*(?:$|[.,;()]|\s{3}))", re.IGNORECASE
)
# "Location of pain: right arm. Now 6/10. Worst last week 9/10." after the word, nothing else named in between
_OF_DEGREE = Framed(ScaleWords, r"\b%{pain_degrees}\b[^.;/\d]{0,24}?[\s:](\d{1,2})\s?/\s?10\b")
_FELL = Framed(ScaleWords, rf"^\s?(?:to|→|->|-->|–>|>|then)\s?(?:an?\s)?(\d{{1,2}}){_UNITS}")
# "Worst: 9", "Average pain in the last week": items of an inventory of pain, each with its answer
_ITEM = Framed(ScaleWords, r"\b%{pain_items}\b")
_ITEMS_ANSWER = Framed(ScaleWords, rf"[^\d]{{0,40}}?[:=\s](\d{{1,2}})(?:\s?/\s?10)?{_UNITS}\W*$", re.NOFLAG)
_ANSWER = re.compile(r"^\W{0,2}(\d{1,2})(?:\s?/\s?10)?\W{0,2}$")
_HEAD = re.compile(
    r"^(?:pain|NRS|VAS|NPRS|pain (?:score|level|rating|scale|lvl|NRS|VAS)|pain\s?/\s?10|(?:NRS|VAS) pain)"
    r"(?:\s?\(?(?:0\s?[-–]\s?|/\s?)10\)?)?$",
    re.IGNORECASE,
)
_DEGREE_HEAD = Framed(
    ScaleWords, r"(?:(?:average|mean|daily)\s)?%{pain_items}(?:\spain)?(?:\s?\(?(?:0\s?[-–]\s?|/\s?)10\)?)?"
)
_COLUMN_ROWS = 24
_STRAIGHT = 0.03  # of a page's width: cells of a column begin as near to each other
_MOST = 10
_ITEM_LENGTH = 60
_ENOUGH_CELLS = 3  # of a table's row
_NAMED = re.compile(r"pain|discomfort|NRS|VAS|NPRS", re.IGNORECASE)
_FINDERS: tuple[tuple[Framed[ScaleWords], float], ...] = (
    (_OF_TEN, 0.9),
    (_TEN_FOR_PAIN, 0.9),
    (_STATED, 0.85),
    (_ASKED, 0.85),
    (_SAID, 0.8),
)

Answer = tuple[Cell, tuple[int, int], str, float]  # where it stands, its value and how sure it is


def find(sheet: Sheet) -> Iterator[Draft]:
    """Answers to how much pain there is, one for each place, but for those that a legend prints.

    Of answers printed to choose from only the marked one is any.
    """
    for cell, (start, end), value, certainty in _answers(sheet):
        offered = (run for run in choices_in(cell.text) if run.start <= start < run.end)
        if not in_legend(sheet, cell, start) and all(run.answer == (start, end) for run in offered):
            yield draft(sheet, cell, (start, end), "score.pain", value, certainty)


def _answers(sheet: Sheet) -> Iterator[Answer]:
    painful, words = any("paln" in cell.skeleton for cell in sheet.cells[:12]), sheet.lexicon.scale_words
    for cell in sheet.cells:
        for framed, certainty in _FINDERS if _NAMED.search(cell.text) else ():
            for place, start, end, value in _numbers(sheet, cell, framed.of(words)):
                yield place, (start, end), str(value), certainty
        yield from _degrees(sheet, cell)
        for match in _SHORT.finditer(cell.text):
            if int(match[1]) <= _MOST:
                yield cell, match.span(1), str(int(match[1])), 0.8
        yield from _column(sheet, cell, painful)
        yield from _row(sheet, cell)
        if painful:
            yield from _item(sheet, cell)
        for run in choices_in(cell.text) if painful else ():
            if run.answer is not None:
                yield cell, run.answer, str(run.value), 0.8
        ringed = _RINGED.search(cell.text) if painful else None
        if ringed is not None and len(re.findall(r"\d+", ringed[0])) >= 8 and int(ringed[1]) <= 10:
            yield cell, ringed.span(1), str(int(ringed[1])), 0.8


def _degrees(sheet: Sheet, cell: Cell) -> Iterator[Answer]:
    named = _NAMED.search(cell.text)
    for match in (
        _OF_DEGREE.of(sheet.lexicon.scale_words).finditer(cell.text, named.end()) if named is not None else ()
    ):
        if int(match[1]) <= _MOST and not _names_else(cell.text[: match.start(1)], sheet.lexicon):
            yield cell, match.span(1), str(int(match[1])), 0.85


def _names_else(text: str, lexicon: Lexicon) -> bool:
    """Whether words name what else is put in numbers of the same range: a mood."""
    return any(hit.key == "beside" for hit in lexicon.answer_phrases.find(skeleton(text)))


def _numbers(sheet: Sheet, cell: Cell, pattern: re.Pattern[str]) -> Iterator[tuple[Cell, int, int, int]]:
    """The answers that begin in a cell: in it, in the next one of its row, or in the line that goes on."""
    right = sheet.right_of(cell)
    below = sheet.rows[cell.row + 1][0] if right is None and cell.row + 1 < len(sheet.rows) else None
    follow = right or (below if len(cell.text) > 45 else None)
    joined = f"{cell.text} {follow.text}" if follow is not None else cell.text
    text = sheet.lexicon.scale_words.ends.sub(lambda match: " " * len(match[0]), joined)
    for day in find_dates(text):  # "8/10 before (06/01/2026), 3/10 on 06/19/2026"
        text = f"{text[: day.start]}{' ' * (day.end - day.start)}{text[day.end :]}"
    for match in pattern.finditer(text):
        if int(match[1]) > 10 or match.start() >= len(cell.text):
            continue
        for start, end in _with_next(text, *match.span(1), sheet.lexicon.scale_words):
            if end <= len(cell.text):
                yield cell, start, end, int(text[start:end])
            elif follow is not None and start > len(cell.text):
                yield follow, start - len(cell.text) - 1, end - len(cell.text) - 1, int(text[start:end])


def _with_next(text: str, start: int, end: int, words: ScaleWords) -> Iterator[tuple[int, int]]:
    """The answer's place, and those of the answers that follow it in the same sentence."""
    yield start, end
    while True:
        tail = re.match(r"\s?(?:/|out of|of)\s?10\b", text[end:])
        at = end + (tail.end() if tail is not None else 0)
        followed = (framed.of(words).match(text[at:]) for framed in (_AGAIN, _AFTERWARDS, _FELL))
        again = next(filter(None, followed), None)
        if again is None or int(again[1]) > 10:
            return
        start, end = at + again.start(1), at + again.end(1)
        yield start, end


def _column(sheet: Sheet, head: Cell, painful: bool) -> Iterator[Answer]:
    """Answers under "Pain" in a record of vital signs or visits, or under "Worst" in a diary of pain."""
    text = head.text.strip(" :")
    degree = painful and _DEGREE_HEAD.of(sheet.lexicon.scale_words).fullmatch(text) is not None
    if not (_HEAD.match(text) or degree) or len(sheet.rows[head.row]) < 2:
        return
    rows = sheet.rows[head.row + 1 : head.row + 1 + _COLUMN_ROWS]
    first = _first_under(sheet.rows[head.row], head, rows) if degree else None
    for row in rows:
        if first is not None:
            under = [cell for cell in row if abs(cell.box.x0 - first.box.x0) < _STRAIGHT]
        else:
            under = [cell for cell in row if overlap(cell.box, head.box) > 0]
        number = re.fullmatch(r"(\d{1,2})(?:\s?/\s?10)?", under[0].text.strip()) if under else None
        if not under and len(row) >= _ENOUGH_CELLS:
            continue  # not asked that time
        if number is None or int(number[1]) > 10 or len(row) < 2:
            return
        yield under[0], (0, len(number[1])), str(int(number[1])), 0.88


def _first_under(heads: Sequence[Cell], head: Cell, rows: Sequence[Sequence[Cell]]) -> Cell | None:
    """A column's first answer, where its head is centred over written answers and does not touch them."""
    whole = next((row for row in rows if len(row) == len(heads)), None)
    return whole[head.place] if whole is not None else None


def _row(sheet: Sheet, head: Cell) -> Iterator[Answer]:
    """Answers beside "Pain" where the times stand over them: two or more, nothing else in the row."""
    cells = sheet.rows[head.row][1:]
    answers = [_ANSWER.match(cell.text) for cell in cells]
    if head.place or len(cells) < 2 or not _HEAD.match(head.text.strip(" :")):
        return
    if all(answer is not None and int(answer[1]) <= 10 for answer in answers):
        for cell, answer in zip(cells, answers, strict=True):
            if answer is not None:
                yield cell, answer.span(1), str(int(answer[1])), 0.85


def _item(sheet: Sheet, cell: Cell) -> Iterator[Answer]:
    """The answer to an item of an inventory of pain, behind it or in the next cell."""
    words = sheet.lexicon.scale_words
    found = _ITEM.of(words).search(cell.text)
    if found is None or len(cell.text) > _ITEM_LENGTH or _names_else(cell.text, sheet.lexicon):
        return
    own = _ITEMS_ANSWER.of(words).match(cell.text[found.end() :])
    right = sheet.right_of(cell)
    beside = _ANSWER.match(right.text) if right is not None and own is None else None
    if own is not None and int(own[1]) <= 10:
        start = found.end() + own.start(1)
        yield cell, (start, start + len(own[1])), str(int(own[1])), 0.75
    elif right is not None and beside is not None and int(beside[1]) <= 10:
        yield right, beside.span(1), str(int(beside[1])), 0.75
