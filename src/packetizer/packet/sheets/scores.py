"""Treatment and scores: a chart for each scale of two scores or more, then each dose and score by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from packetizer.model import Turn
from packetizer.packet.drawing.layout import Composer, Dot, Line, SheetPage
from packetizer.packet.drawing.style import BLACK, DARK, FAINT, LEFT, MID, RIGHT, WIDTH, Face, width
from packetizer.packet.drawing.table import GUTTER, Cell, Column, Row, set_table
from packetizer.packet.sheets.course import Treatment, course
from packetizer.packet.sheets.matter import Matter, Score
from packetizer.packet.sheets.printed import short_date

HEIGHT = 132.0  # of a chart's field
INSET = 26.0  # for the figures of its axis
_COLUMNS = (
    Column("Date", 92),
    Column("Treatment or scale", WIDTH - 92 - 104 - 76 - 58 - 40, lines=3),
    Column("Dose", 104),
    Column("Score", 76, right=True),
    Column("Exhibit", 58, right=True),
    Column("Page", 40 + GUTTER, right=True),
)


_ORDER = {Turn.BEFORE: 0, Turn.UNSAID: 0, Turn.AFTER: 2}  # on the day of a treatment, which is 1
_SIDE = {Turn.BEFORE: ", before treatment", Turn.UNSAID: "", Turn.AFTER: ", after treatment"}


def scores(matter: Matter) -> tuple[SheetPage, ...]:
    """A sheet where there is a course to tell: two scores, or two treatments."""
    treatments = course(matter)
    if len(matter.scores) < 2 and len(treatments) < 2:
        return ()
    page = Composer(matter.over, _title(bool(treatments), bool(matter.scores)))
    days = sorted({treatment.on for treatment in treatments})
    for _, group in groupby(matter.scores, key=lambda score: score.scale.name):
        found = list(group)
        if len(found) > 1:
            _chart(page, found, days)
    _table(page, matter, treatments)
    return page.finish()


def _title(treated: bool, scored: bool) -> str:
    if not scored:
        return "Course of treatment"
    return "Treatment and scores" if treated else "Scores of rating scales"


def _chart(page: Composer, found: Sequence[Score], treated: Sequence[date]) -> None:
    scale = found[0].scale
    page.need(HEIGHT + 96)
    page.y -= 26
    page.write(LEFT, page.y, scale.name, Face.SERIF_BOLD, 13)
    note = f"{scale.about}, 0 to {scale.top}, lower is better"
    page.write(LEFT + width(scale.name, Face.SERIF_BOLD, 13) + 8, page.y, note, Face.SANS, 9.2, DARK)
    top, floor = page.y - 18, page.y - 18 - HEIGHT
    x0, x1 = LEFT + INSET, RIGHT - 14
    shown = [score.on for score in found] + list(treated)
    first, last = min(shown), max(shown)
    span = max((last - first).days, 1)

    def across(day: date) -> float:
        return x0 + 14 + (x1 - x0 - 28) * (day - first).days / span

    def up(value: float) -> float:
        return floor + HEIGHT * value / scale.top

    for value in _ticks(scale.top):
        page.rule(up(value), x0=x0, x1=x1, grey=BLACK if value == 0 else FAINT)
        figure = str(value)
        page.write(x0 - 7 - width(figure, Face.SANS, 8.4), up(value) - 2.8, figure, Face.SANS, 8.4, DARK)
    _treatments(page, [across(day) for day in treated], floor, top)
    points = tuple((across(score.on), up(float(score.value))) for score in found)
    page.add(Line(points, 1.5))
    for score, (x, y) in zip(found, points, strict=True):
        page.add(Dot(x, y, 2.9))
        figure = str(score.value)
        page.write(x - width(figure, Face.SANS_BOLD, 9.4) / 2, y + 6.5, figure, Face.SANS_BOLD, 9.4)
        page.link(x - 8, y - 8, x + 8, y + 16, score.page)
    _days(page, found, across, floor)
    page.y = floor - 22


def _treatments(page: Composer, places: Sequence[float], floor: float, top: float) -> None:
    """A tick on the axis for each treatment, and a dashed line where they begin."""
    for at in places:
        page.add(Line(((at, floor), (at, floor + 6)), 1.4, DARK))
    if places:
        page.add(Line(((places[0], floor), (places[0], top + 3)), 0.7, MID, (2.5, 2.5)))
        told = "treatment" if len(places) == 1 else f"first of {len(places)} recorded treatments"
        room = RIGHT - places[0] - 4 - width(told, Face.SANS_ITALIC, 8.4)
        x = places[0] + 4 if room > 0 else places[0] - 4 - width(told, Face.SANS_ITALIC, 8.4)
        page.write(x, top + 5, told, Face.SANS_ITALIC, 8.4, DARK)


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


def _table(page: Composer, matter: Matter, treatments: Sequence[Treatment]) -> None:
    page.need(80)
    page.y -= 14
    made = [(t.on, 1, t.page, _dosed(t)) for t in treatments] + [
        (s.on, _ORDER[s.turn], s.page, _scored(s)) for s in matter.scores
    ]
    set_table(page, *_filled([row for *_, row in sorted(made, key=lambda item: item[:3])]))


def _filled(rows: Sequence[Row]) -> tuple[Sequence[Column], Sequence[Row]]:
    """The table without a column that no row fills: no doses, or no scores; the second has its room."""
    shown = [at for at, _ in enumerate(_COLUMNS) if any(row.cells[at].text for row in rows)]
    room = WIDTH + GUTTER - sum(_COLUMNS[at].width for at in shown)
    columns = [replace(_COLUMNS[at], width=_COLUMNS[at].width + room * (at == 1)) for at in shown]
    return columns, [replace(row, cells=tuple(row.cells[at] for at in shown)) for row in rows]


def _dosed(treatment: Treatment) -> Row:
    cells = (
        Cell(short_date(treatment.on)),
        Cell(treatment.drug.capitalize() or "Treatment"),
        Cell(", ".join(treatment.doses[:3])),
        Cell(""),
        Cell(treatment.letter, Face.SERIF_BOLD),
        Cell(str(treatment.page)),
    )
    return Row(cells, to=treatment.page)


def _scored(score: Score) -> Row:
    cells = (
        Cell(short_date(score.on)),
        Cell(f"{score.scale.name}, {score.scale.about}{_SIDE[score.turn]}"),
        Cell(""),
        Cell(f"{score.value} of {score.scale.top}", Face.SANS_BOLD),
        Cell(score.letter, Face.SERIF_BOLD),
        Cell(str(score.page)),
    )
    return Row(cells, to=score.page)
