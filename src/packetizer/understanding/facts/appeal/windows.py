"""The time there is to appeal, or to ask for an outside review: `within 180 days`, and its sentence.

A letter tells of several levels. A time that is counted from a decision to come, or that stands under the
heading of another level, is not the one of the appeal at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from packetizer.understanding.facts.appeal.headings import is_heading, run_in_over, section_over
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.lore.entries import RouteWords
from packetizer.understanding.lore.phrasing import Framed

APPEAL, EXTERNAL = "plan.appeal_window", "plan.external_window"
_WINDOW = Framed(  # "180", "six (6)", "60 (sixty)"
    RouteWords,
    r"\b%{within}\s+(?:the\s+)?(\d{1,3}|%{numbers})(?:\s?\((?:\d{1,3}|%{numbers})\))?"
    r"[\s-]+(?:calendar[\s-]+|business[\s-]+|working[\s-]+|consecutive\s+)?"
    r"(days?|months?|years?)\b",
)
_LATER = Framed(RouteWords, r"\b%{later}\b")
_THIS = re.compile(r"\bthis(?:\s\w+){0,3}\s$", re.IGNORECASE)  # "this notice of appeal resolution"
_SHORTEST = 10  # days; fewer are for something else
_GOES_ON = 24  # characters of a line at least whose sentence may go on in the next
_SAME_EDGE = 0.03  # of the page's width
_MORE_LINES = 3  # under a window, over which its sentence may go on
_ENDS = re.compile(r"\.\s|\.$")
_FULL_STOP = re.compile(r"(?<!\bP)(?<!P\.O)\.\s|\.$")
_SURE = 0.88


@dataclass(frozen=True, slots=True)
class _Clause:
    """The words around a window, from the line before to the line after, within full stops."""

    sentence: str
    before: str  # the sentence before: "You may appeal. Send it within 180 days"


def find(sheet: Sheet) -> Iterator[Draft]:
    """The first window of the page for an appeal to the plan, and the first for an outside review."""
    done: set[str] = set()
    for cell in sheet.cells:
        for match in _windows_in(sheet, cell):
            kind = _for_what(sheet, cell, _clause(sheet, cell, match))
            if kind and kind not in done and (made := _made(sheet, cell, match, kind)) is not None:
                done.add(kind)
                yield made


def _windows_in(sheet: Sheet, cell: Cell) -> Iterator[re.Match[str]]:
    """Those that begin in a cell; its sentence may go on in the line below."""
    under = sheet.rows[cell.row + 1] if cell.row + 1 < len(sheet.rows) else ()
    below = under[0].text if under and len(cell.text) > _GOES_ON else ""
    found = _WINDOW.of(sheet.lexicon.route).finditer(f"{cell.text} {below}")
    yield from (match for match in found if match.start() < len(cell.text))


def _for_what(sheet: Sheet, cell: Cell, said: _Clause) -> str:
    """Which level a window is of; "" where it is the insurer's own time, or runs from a decision to come."""
    route = sheet.lexicon.route
    inside = route.outside.sub(" ", said.sentence)
    section = section_over(sheet, cell, route)
    if _runs_later(said.sentence, route) or route.own_time.search(inside):
        return ""
    outer = section.outside or route.outside.search(run_in_over(sheet, cell)) is not None
    if route.outside.search(said.sentence) or (outer and not route.appeals.search(inside)):
        return EXTERNAL if route.asks_outside.search(said.sentence) else ""
    told = route.filing.search(said.sentence) or (
        route.ways.search(said.sentence)
        and route.filing.search(said.before)
        and not route.own_time.search(said.before)
    )
    return APPEAL if told else ""


def _runs_later(sentence: str, route: RouteWords) -> bool:
    """Whether a time runs from a decision to come, not from the one that the letter itself is."""
    found = _LATER.of(route).finditer(sentence)
    return any(not _THIS.search(sentence[: match.start()]) for match in found)


def _made(sheet: Sheet, cell: Cell, match: re.Match[str], kind: str) -> Draft | None:
    """`text`: the whole sentence, as the letter words it."""
    count, unit = match[1].lower(), match[2].lower().rstrip("s") + "s"
    number = int(count) if count.isdigit() else sheet.lexicon.route.numbers[count]
    if not number or (unit == "days" and number < _SHORTEST):
        return None
    span = (match.start(), min(match.end(), len(cell.text)))
    made = draft(sheet, cell, span, kind, f"{number} {unit}", _SURE)
    return replace(made, text=_whole(sheet, cell, match))


def _clause(sheet: Sheet, cell: Cell, match: re.Match[str]) -> _Clause:
    above = sheet.rows[cell.row - 1][-1].text if cell.row else ""
    above = "" if _begins_under(above, cell) else above
    below = sheet.rows[cell.row + 1][0].text if cell.row + 1 < len(sheet.rows) else ""
    heads = re.split(r"\.\s", f"{above} {cell.text[: match.start()]}")
    tail = _ENDS.split(f"{cell.text[match.start() :]} {below}")[0]
    return _Clause(f"{heads[-1]}{tail}", "".join(heads[-2:-1]))


def _begins_under(above: str, cell: Cell) -> bool:
    """Whether a line is the heading over a cell, no part of its sentence."""
    return is_heading(above) and cell.text.lstrip()[:1].isupper()


def _whole(sheet: Sheet, cell: Cell, match: re.Match[str]) -> str:
    """The sentence of a window as far as it goes on in lines of its column."""
    over = [one.text for one in _column(sheet, cell, -1)]
    under = [one.text for one in _column(sheet, cell, 1)]
    head = _FULL_STOP.split(" ".join([*reversed(over), cell.text[: match.start()]]))[-1]
    tail = _FULL_STOP.split(" ".join([cell.text[match.start() :], *under]))[0]
    return " ".join(f"{head}{tail}".split())


def _column(sheet: Sheet, cell: Cell, step: int) -> Iterator[Cell]:
    """The lines over or under a cell that its sentence may run through: full ones, from the same edge."""
    last = cell
    for _ in range(_MORE_LINES):
        row = last.row + step
        cells = sheet.rows[row] if 0 <= row < len(sheet.rows) else ()
        same = next((one for one in cells if abs(one.box.x0 - cell.box.x0) < _SAME_EDGE), None)
        whole = same if step < 0 else last  # a sentence goes on from a full line
        if same is None or whole is None or len(whole.text) <= _GOES_ON:
            return
        if step < 0 and (same.text.rstrip().endswith((":", ".", "?", "!")) or _begins_under(same.text, last)):
            return
        yield same
        last = same
