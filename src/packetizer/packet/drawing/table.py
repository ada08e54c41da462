"""Tables on our sheets: rows under headings, over as many pages as they take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packetizer.packet.drawing.layout import DECORATION, Composer, Text
from packetizer.packet.drawing.style import BLACK, DARK, FAINT, LEFT, RIGHT, Face, width, wrap

SIZE, LEADING = 9.6, 12.4  # of the text
PAD = 5.2  # above and below it
GUTTER = 12.0  # between columns
TOGETHER = 260.0  # height up to which rows that belong together are kept on one page


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a row."""

    text: str
    face: Face = Face.SANS
    grey: float = BLACK
    note: str = ""  # below it, less loud


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: float
    right: bool = False  # set flush right
    lines: int = 2  # at most, in a row


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    to: int | None = None  # the packet page to which the whole row leads
    total: bool = False  # set off from the rows above
    joined: bool = False  # belongs to the row above: its first cell stands only at the head of a page


def set_table(page: Composer, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Set the rows under their headings; the headings stand again on each new page."""
    with page.part("Table"):
        _set_rows(page, columns, rows)
    page.rule(page.y, weight=0.35, grey=FAINT)


def _set_rows(page: Composer, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    table = _Table(page, columns)
    groups: list[list[_Set]] = []
    for row in rows:
        made = _set(row, columns)
        if row.joined and groups:
            groups[-1].append(made)
        else:
            groups.append([made])
    for group, following in zip(groups, [*groups[1:], None], strict=True):
        # a total never stands alone at the head of a page
        ahead = following[0].height if following and following[0].row.total else 0.0
        table.group(group, ahead)


@dataclass(frozen=True, slots=True)
class _Set:
    """A row broken into lines. `height` is without its first cell, which may run down beside joined rows."""

    row: Row
    lines: tuple[tuple[Cell, ...], ...]  # of each cell
    height: float
    label_height: float


def _set(row: Row, columns: Sequence[Column]) -> _Set:
    lines = tuple(tuple(_lines(cell, column)) for cell, column in zip(row.cells, columns, strict=True))
    label, *others = (len(part) * LEADING + 2 * PAD for part in lines)
    return _Set(row, lines, max(others, default=label), label)


def _lines(cell: Cell, column: Column) -> Iterator[Cell]:
    room = column.width - GUTTER
    for line in wrap(cell.text, room, cell.face, SIZE, lines=column.lines):
        yield Cell(line, cell.face, cell.grey)
    for line in wrap(cell.note, room, Face.SANS, SIZE, lines=column.lines) if cell.note else ():
        yield Cell(line, Face.SANS, DARK)


class _Table:
    def __init__(self, page: Composer, columns: Sequence[Column]) -> None:
        self._page = page
        self._columns = columns
        with page.part("TR"):
            self._headings("TH")

    def _headings(self, role: str = DECORATION) -> None:
        page, x = self._page, LEFT
        page.y -= 12
        for column in self._columns:
            wide = width(column.heading.upper(), Face.SANS_BOLD, 7.6) + 0.7 * len(column.heading)
            with page.part(role):
                page.label(x + column.width - GUTTER - wide if column.right else x, page.y, column.heading)
            x += column.width
        page.y -= 5
        page.rule(page.y, grey=DARK)
        self._at_head = True

    def group(self, group: Sequence[_Set], ahead: float) -> None:
        """Rows that belong together, on one page if they fit on one, with `ahead` points to spare."""
        rest = list(group)
        while rest:
            whole = _height(rest) + ahead
            if (
                whole > self._page.room()
                and (whole < TOGETHER or not self._fitting(rest))
                and not self._at_head
            ):
                self._page.turn()
                self._headings()
            count = len(rest) if whole <= self._page.room() else max(1, self._fitting(rest))
            self._rows(rest[:count])
            rest = rest[count:]

    def _fitting(self, rows: Sequence[_Set]) -> int:
        """How many of the rows fit on what is left of this page."""
        counts = (count for count in range(len(rows), 0, -1) if _height(rows[:count]) <= self._page.room())
        return next(counts, 0)

    def _rows(self, rows: Sequence[_Set]) -> None:
        """Rows of one group on one page, the last as high as it takes for the first cell to end beside it."""
        more = _height(rows) - sum(row.height for row in rows)
        for at, made in enumerate(rows):
            if not self._at_head:
                start = LEFT + self._columns[0].width if at else LEFT
                total = made.row.total
                self._page.rule(
                    self._page.y, x0=start, weight=0.9 if total else 0.35, grey=BLACK if total else FAINT
                )
            with self._page.part("TR"):
                self._row(made, made.height + (more if at + 1 == len(rows) else 0.0), label=at == 0)
            self._at_head = False

    def _row(self, made: _Set, height: float, *, label: bool) -> None:
        x, top = LEFT, self._page.y
        for number, (column, lines) in enumerate(zip(self._columns, made.lines, strict=True)):
            with self._page.part("TD"):
                for at, line in enumerate(lines if number or label else ()):
                    wide = width(line.text, line.face, SIZE)
                    start = x + column.width - GUTTER - wide if column.right else x
                    y = top - PAD - 9.2 - at * LEADING
                    self._page.add(Text(start, y, line.text, line.face, SIZE, line.grey))
            x += column.width
        if made.row.to is not None:
            self._page.link(LEFT, top - height, RIGHT, top, made.row.to)
        self._page.y -= height


def _height(rows: Sequence[_Set]) -> float:
    return max(sum(row.height for row in rows), rows[0].label_height)
