"""Word, OpenDocument and Excel files as blocks: text, tables, pictures; no macro, no link is followed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from packetizer.intake.blocks import Block, Figure, NotReadable, Rows, Text
from packetizer.intake.damage import DAMAGED
from packetizer.intake.limits import CONTAINER_BYTES, MEMBER_BYTES, TABLE_COLUMNS, TABLE_ROWS

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"


def _guarded(read: Callable[[bytes], list[Block]]) -> Callable[[bytes], list[Block]]:
    """Checks sizes before anything is unpacked, and says "damaged" in one way."""

    def guarded(data: bytes) -> list[Block]:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                sizes = [info.file_size for info in archive.infolist()]
            if sum(sizes) > CONTAINER_BYTES or max(sizes, default=0) > MEMBER_BYTES:
                raise NotReadable("unpacked it is larger than is taken", too_large=True)
            return read(data)
        except DAMAGED:
            raise NotReadable("it is damaged") from None

    return guarded


# ---------------------------------------------------------------- Word


@_guarded
def word(data: bytes) -> list[Block]:
    """A DOCX: the first section's header (a letterhead), the text in its order, the footer."""
    import docx

    document = docx.Document(io.BytesIO(data))
    made: list[Block] = []
    section = document.sections[0] if len(document.sections) else None
    if section is not None:
        made.extend(_word_paragraphs(document, section.header.iter_inner_content()))
    made.extend(_word_paragraphs(document, document.iter_inner_content()))
    if section is not None:
        made.extend(_word_paragraphs(document, section.footer.iter_inner_content()))
    return made


def _word_paragraphs(document: Document, content: Iterator[Paragraph | Table]) -> Iterator[Block]:
    from docx.table import Table

    for item in content:
        if isinstance(item, Table):
            rows = tuple(tuple(_merged_once(row.cells)) for row in item.rows[: TABLE_ROWS + 1])
            yield Rows(rows)
            continue
        style = item.style.name if item.style is not None and item.style.name else ""
        level = int(style[-1]) if style.startswith("Heading ") and style[-1] in "123" else 0
        if item.text.strip():
            yield Text(item.text, 1 if style == "Title" else level)
        for picture in item._p.xpath(".//a:blip/@r:embed"):
            part = item.part.related_parts.get(picture)
            if part is not None:
                yield Figure(part.blob)


def _merged_once(cells: tuple[object, ...]) -> Iterator[str]:
    """The texts of a row's cells; a merged cell stands for several columns but is said once."""
    before: object = None
    for cell in cells:
        element = getattr(cell, "_tc", None)
        yield "" if element is before else str(getattr(cell, "text", ""))
        before = element


# ---------------------------------------------------------------- OpenDocument


@_guarded
def opendocument(data: bytes) -> list[Block]:
    """An ODT or ODS: its text and tables in their order."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("content.xml"), parser)
    body = root.find(_ODF % ("office", "body"))
    return list(_odf_blocks(body)) if body is not None else []


def _odf_blocks(parent: _Element) -> Iterator[Block]:
    for child in parent:
        if child.tag == _ODF % ("text", "h"):
            yield Text(_odf_text(child), min(3, int(child.get(_ODF % ("text", "outline-level"), "1") or 1)))
        elif child.tag == _ODF % ("text", "p"):
            text = _odf_text(child)
            if text.strip():
                yield Text(text)
        elif child.tag == _ODF % ("table", "table"):
            yield Rows(tuple(_odf_rows(child)))
        elif isinstance(child.tag, str):
            yield from _odf_blocks(child)


def _odf_rows(table: _Element) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(table.iter(_ODF % ("table", "table-row"))):
        if number > TABLE_ROWS:
            return
        cells: list[str] = []
        for cell in row.iter(_ODF % ("table", "table-cell")):
            text = "\n".join(_odf_text(part) for part in cell.iter(_ODF % ("text", "p")))
            repeated = int(cell.get(_ODF % ("table", "number-columns-repeated"), "1") or 1)
            cells.extend([text] * (min(repeated, 50) if text else min(repeated, 3)))
        if any(cells):
            yield tuple(cells)


def _odf_text(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == _ODF % ("text", "line-break"):
            parts.append("\n")
        elif child.tag == _ODF % ("text", "tab"):
            parts.append("    ")
        elif child.tag == _ODF % ("text", "s"):
            parts.append(" " * min(100, int(child.get(_ODF % ("text", "c"), "1") or 1)))
        elif isinstance(child.tag, str):
            parts.append(_odf_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


# ---------------------------------------------------------------- Excel


@_guarded
def workbook(data: bytes) -> list[Block]:
    """An XLSX: each sheet's cells as they were last computed, under the sheet's name."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    made: list[Block] = []
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows = []
            for row in sheet.iter_rows(max_row=TABLE_ROWS + 1, max_col=TABLE_COLUMNS + 1, values_only=True):
                texts = tuple(_cell_text(value) for value in row)
                if any(texts):
                    rows.append(texts)
            if rows:
                made.extend((Text(sheet.title, 2), Rows(_without_empty_columns(rows))))
    finally:
        book.close()
    return made


def _cell_text(value: object) -> str:
    """A cell as a person writes it: days without a midnight, whole numbers without a point."""
    import datetime

    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    return str(value)


def _without_empty_columns(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    width = max(len(row) for row in rows)
    used = [column for column in range(width) if any(column < len(row) and row[column] for row in rows)]
    return tuple(tuple(row[column] if column < len(row) else "" for column in used) for row in rows)
