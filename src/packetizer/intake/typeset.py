"""Text documents laid out as PDF pages, plainly: the same bytes for the same document, on every machine."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from packetizer.intake import limits, media, office, plaintext
from packetizer.intake.blocks import Block, Figure, NotReadable, Rows, Text, Typed
from packetizer.intake.letters import mail, outlook

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDE, HIGH = 612.0, 792.0  # US Letter, points
LEFT, TOP, BOTTOM = 72.0, 72.0, 60.0
ROOM = WIDE - 2 * LEFT
SIZES = {0: 11.0, 1: 16.0, 2: 14.0, 3: 12.0}  # points, by heading level
LEADING = 1.3
COLUMN_GAP = 10.0
REGULAR, BOLD, FIXED = "SourceSansPro-Regular", "SourceSansPro-Semibold", "Courier"
MARK = "Text of a file, laid out plainly"  # so that nobody takes the look for the sender's

_READERS: Mapping[str, Callable[[bytes], list[Block]]] = {
    media.PLAIN: plaintext.plain,
    media.MARKDOWN: plaintext.markdown,
    media.CSV: plaintext.table,
    media.TSV: plaintext.table,
    media.RTF: plaintext.rich,
    media.HTML: plaintext.web,
    media.DOCX: office.word,
    media.ODT: office.opendocument,
    media.ODS: office.opendocument,
    media.XLSX: office.workbook,
    media.MAIL: mail,
    media.OUTLOOK: outlook,
}


def laid_out(data: bytes, media_type: str) -> bytes:
    """A text document as PDF. Raises NotReadable."""
    from reportlab.pdfgen.canvas import Canvas

    blocks = _blocks(data, media_type)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDE, HIGH), invariant=1, pageCompression=1)
    sheet = _Sheet(canvas)
    for block in blocks:
        _set(block, sheet)
    sheet.finish()
    canvas.save()
    return stream.getvalue()


def _blocks(data: bytes, media_type: str) -> list[Block]:
    """What the document says, within limits."""
    if media_type in _TEXTS and len(data) > limits.TEXT_BYTES:
        raise NotReadable("it holds more text than a paper has", too_large=True)
    blocks = _READERS[media_type](data)
    if not any(_says_something(block) for block in blocks):
        raise NotReadable("there is no text in it")
    if sum(_length(block) for block in blocks) > limits.TEXT_CHARACTERS:
        raise NotReadable("it holds more text than a paper has", too_large=True)
    return blocks


_TEXTS = frozenset({media.PLAIN, media.MARKDOWN, media.CSV, media.TSV, media.RTF, media.HTML})


def _length(block: Block) -> int:
    match block:
        case Figure():
            return 0
        case Rows():
            shown = (row[: limits.TABLE_COLUMNS] for row in block.rows[: limits.TABLE_ROWS])
            return sum(len(cell) for row in shown for cell in row)
        case _:
            return len(block.text)


def _says_something(block: Block) -> bool:
    match block:
        case Figure():
            return True
        case Rows():
            return any(cell.strip() for row in block.rows for cell in row)
        case _:
            return bool(block.text.strip())


@dataclass(frozen=True, slots=True)
class Run:
    """Text at a place of a line: `x` in points from the left margin."""

    x: float
    text: str
    font: str
    size: float


class _Sheet:
    """Takes line after line, and begins a new page where one is full."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._y = HIGH - TOP
        self._pages = 1
        _fonts()
        self._mark()

    def line(self, runs: Sequence[Run], height: float) -> None:
        self._make_room(height)
        for run in runs:
            self.canvas.setFont(run.font, run.size)
            self.canvas.drawString(LEFT + run.x, self._y - run.size, run.text)
        self._y -= height

    def space(self, height: float) -> None:
        if self._y < HIGH - TOP:
            self._y -= height

    def figure(self, data: bytes) -> None:
        """A picture, as wide as the text at most."""
        from packetizer.intake.pictures import Picture, PictureError, paper_size

        try:
            picture = Picture(data)
            with picture.page(1) as page:
                shown = page.shown()
        except PictureError:
            self.line([Run(0, "[a picture that cannot be shown]", REGULAR, SIZES[0])], SIZES[0] * LEADING)
            return
        wide, high = paper_size(*shown.size, None)
        scale = min(1.0, ROOM / wide, (HIGH - TOP - BOTTOM) / high)
        self._make_room(high * scale)
        self._y -= high * scale
        self.canvas.drawInlineImage(shown, LEFT, self._y, wide * scale, high * scale)

    def _make_room(self, height: float) -> None:
        if self._y - height < BOTTOM and self._y < HIGH - TOP:
            self._pages += 1
            if self._pages > limits.PAGES:
                raise NotReadable("it has more pages than are taken from one file")
            self.canvas.showPage()
            self._y = HIGH - TOP
            self._mark()

    def _mark(self) -> None:
        self.canvas.setFont(REGULAR, 7)
        self.canvas.drawRightString(WIDE - LEFT, 36, MARK)

    def finish(self) -> None:
        self.canvas.showPage()


def _set(block: Block, sheet: _Sheet) -> None:
    match block:
        case Text():
            _set_text(block, sheet)
        case Typed():
            _set_typed(block, sheet)
        case Rows():
            _set_rows([row[: limits.TABLE_COLUMNS] for row in block.rows[: limits.TABLE_ROWS]], sheet)
            if len(block.rows) > limits.TABLE_ROWS:
                _set_text(Text(f"[The table goes on; rows after {limits.TABLE_ROWS} are not shown.]"), sheet)
            if any(len(row) > limits.TABLE_COLUMNS for row in block.rows):
                _set_text(Text(f"[Columns after {limits.TABLE_COLUMNS} are not shown.]"), sheet)
        case Figure():
            sheet.figure(block.data)
    sheet.space(6)


def _set_text(block: Text, sheet: _Sheet) -> None:
    size, font = SIZES[block.level], BOLD if block.level else REGULAR
    if block.level:
        sheet.space(6)
    for line in _wrapped(block.text, font, size, ROOM):
        sheet.line([Run(0, line, font, size)], size * LEADING)


def _set_typed(block: Typed, sheet: _Sheet) -> None:
    """Lined-up columns, in a type small enough for the longest line."""
    lines = [_printable(line, FIXED) for line in block.text.split("\n")]
    longest = max(len(line) for line in lines)
    size = max(5.0, min(10.0, ROOM / (0.6 * max(longest, 1))))
    most = int(ROOM / (0.6 * size))
    for line in lines:
        for start in range(0, max(len(line), 1), most):
            sheet.line([Run(0, line[start : start + most], FIXED, size)], size * LEADING)


def _set_rows(rows: Sequence[Sequence[str]], sheet: _Sheet) -> None:
    """A table, each column as wide as it needs to be and as there is room for."""
    columns = max((len(row) for row in rows), default=0)
    if columns == 0:
        return
    size = 10.0 if columns <= 7 else max(5.0, 10.0 - 0.6 * (columns - 7))
    widths = _column_widths(rows, columns, size)
    starts = [sum(widths[:column]) + COLUMN_GAP * column for column in range(columns)]
    for row in rows:
        cells = [_wrapped(cell, REGULAR, size, widths[column]) for column, cell in enumerate(row)]
        for number in range(max((len(cell) for cell in cells), default=0)):
            runs = [
                Run(starts[column], cell[number], REGULAR, size)
                for column, cell in enumerate(cells)
                if number < len(cell) and cell[number]
            ]
            sheet.line(runs, size * LEADING)
        sheet.space(2)


def _column_widths(rows: Sequence[Sequence[str]], columns: int, size: float) -> list[float]:
    room = ROOM - COLUMN_GAP * (columns - 1)
    wanted = [8.0] * columns
    for row in rows[:500]:
        for column, cell in enumerate(row):
            for line in cell.split("\n"):
                wanted[column] = max(
                    wanted[column], _width(_printable(line[:200], REGULAR), REGULAR, size) + 0.5
                )
    fair = room / columns
    narrow = sum(width for width in wanted if width <= fair)
    wide = sum(width for width in wanted if width > fair)
    if narrow + wide <= room or wide == 0:
        return wanted
    return [width if width <= fair else width * (room - narrow) / wide for width in wanted]


def _wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Lines no wider than `room`; a word that is wider is broken."""
    made: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _printable(paragraph, font).split(" "):
            longer = f"{line} {word}" if line else word
            if _width(longer, font, size) <= room:
                line = longer
                continue
            if line:
                made.append(line)
            *full, line = _broken(word, font, size, room)
            made.extend(full)
        made.append(line)
    return made


def _broken(word: str, font: str, size: float, room: float) -> Iterator[str]:
    while len(word) > 1 and _width(word, font, size) > room:
        end = max(1, int(len(word) * room / _width(word, font, size)))
        yield word[:end]
        word = word[end:]
    yield word


@lru_cache(maxsize=1)
def _fonts() -> Mapping[str, frozenset[int] | None]:
    """The type, registered with reportlab; the characters that each face has (None: Latin-1)."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    known: dict[str, frozenset[int] | None] = {FIXED: None}
    for name in (REGULAR, BOLD):
        font = TTFont(name, str(files("font_source_sans_pro") / "files" / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        known[name] = frozenset(font.face.charToGlyph)
    return known


def _width(text: str, font: str, size: float) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    width: float = stringWidth(text, font, size)
    return width


def _printable(text: str, font: str) -> str:
    """The text in characters that the face has; others become a box, so that a loss is seen."""
    known = _fonts()[font]
    kept = []
    for char in text.replace("\xa0", " ").replace("\t", "    "):
        if not char.isprintable():
            continue
        fits = ord(char) < 256 if known is None else ord(char) in known
        kept.append(char if fits else ("?" if known is None else "□"))
    return "".join(kept)
