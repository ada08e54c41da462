"""Rating scales over time: a chart for each scale of two scores or more, and every score with its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from packetizer.packet.drawing.layout import Composer, Dot, Line, SheetPage
from packetizer.packet.drawing.style import BLACK, DARK, FAINT, LEFT, MID, RIGHT, WIDTH, Face, width
from packetizer.packet.drawing.table import GUTTER, Cell, Column, Row, set_table
from packetizer.packet.sheets.matter import Matter, Score
from packetizer.packet.sheets.printed import short_date

HEIGHT = 132.0  # of a chart's field
INSET = 26.0  # for the figures of its axis


def scores(matter: Matter) -> tuple[SheetPage, ...]:
    if len(matter.scores) < 2:
        return ()
    page = Composer(matter.over, "Scores of rating scales")
    for _, group in groupby(matter.scores, key=lambda score: score.scale.name):
        found = list(group)
        if len(found) > 1:
            _chart(page, found, _first_treatment(matter))
    _table(page, matter)
    return page.finish()


def _first_treatment(matter: Matter) -> date | None:
    """The day of the first infusion record in the packet."""
    given = (e.document.date for e in matter.plan.exhibits if e.document.type == "infusion_record")
    return min((day for day in given if day), default=None)


def _chart(page: Composer, found: Sequence[Score], treated: date | None) -> None:
    scale = found[0].scale
    page.need(HEIGHT + 84)
    page.y -= 26
    page.write(LEFT, page.y, scale.name, Face.SERIF_BOLD, 13)
    note = f"{scale.about}, 0 to {scale.top}, lower is better"
    page.write(LEFT + width(scale.name, Face.SERIF_BOLD, 13) + 8, page.y, note, Face.SANS, 9.2, DARK)
    top, floor = page.y - 18, page.y - 18 - HEIGHT
    x0, x1 = LEFT + INSET, RIGHT - 14
    first, last = found[0].on, found[-1].on
    if treated and treated < first:
        first = treated
    span = max((last - first).days, 1)

    def across(day: date) -> float:
        return x0 + 14 + (x1 - x0 - 28) * (day - first).days / span

    def up(value: float) -> float:
        return floor + HEIGHT * value / scale.top

    for value in _ticks(scale.top):
        page.rule(up(value), x0=x0, x1=x1, grey=BLACK if value == 0 else FAINT)
        figure = str(value)
        page.write(x0 - 7 - width(figure, Face.SANS, 8.4), up(value) - 2.8, figure, Face.SANS, 8.4, DARK)
    if treated and first <= treated <= last:
        at = across(treated)
        page.add(Line(((at, floor), (at, top + 3)), 0.7, MID, (2.5, 2.5)))
        page.write(at + 4, top - 11, "first treatment", Face.SANS_ITALIC, 8.4, DARK)
    points = tuple((across(score.on), up(float(score.value))) for score in found)
    page.add(Line(points, 1.5))
    for score, (x, y) in zip(found, points, strict=True):
        page.add(Dot(x, y, 2.9))
        figure = str(score.value)
        page.write(x - width(figure, Face.SANS_BOLD, 9.4) / 2, y + 6.5, figure, Face.SANS_BOLD, 9.4)
        page.link(x - 8, y - 8, x + 8, y + 16, score.page)
    _days(page, found, across, floor)
    page.y = floor - 22


def _days(page: Composer, found: Sequence[Score], across: Callable[[date], float], floor: float) -> None:
    """Days below the axis, as many as have room."""
    free_from = 0.0
    for score in found:
        told = short_date(score.on)
        wide = width(told, Face.SANS, 8.4)
        start = min(across(score.on) - wide / 2, RIGHT - wide)
        if start >= free_from:
            page.write(start, floor - 13, told, Face.SANS, 8.4, DARK)
            free_from = start + wide + 8


def _ticks(top: int) -> Sequence[int]:
    """Four or five round steps from 0 up to the top of the scale."""
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100) if top / step <= 6)
    return range(0, top + 1, step)


def _table(page: Composer, matter: Matter) -> None:
    page.need(80)
    page.y -= 14
    columns = (
        Column("Scale", 150),
        Column("Date", 120),
        Column("Score", 60, right=True),
        Column("", 60),
        Column("Exhibit", 60),
        Column("Page", WIDTH - 450 + GUTTER, right=True),
    )
    rows = [
        Row(
            (
                Cell(score.scale.name),
                Cell(short_date(score.on)),
                Cell(str(score.value), Face.SANS_BOLD),
                Cell(f"of {score.scale.top}", grey=DARK),
                Cell(score.letter, Face.SERIF_BOLD),
                Cell(str(score.page)),
            ),
            to=score.page,
        )
        for score in matter.scores
    ]
    set_table(page, columns, rows)
