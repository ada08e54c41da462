"""Plain text, Markdown, tables of text, RTF and web pages as blocks. Nothing a page refers to is loaded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import groupby

from packetizer.intake.blocks import Block, NotReadable, Rows, Text, Typed
from packetizer.intake.damage import DAMAGED

_COLUMNS = re.compile(r"\S {3,}\S|\t")
_HEADING = re.compile(r"(#{1,3})\s+(.*?)\s*#*\s*\Z")
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")


def decoded(data: bytes) -> str:
    """Text in whatever character set it is: UTF-8, UTF-16 with its mark, else Windows Latin."""
    for mark, charset in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(charset, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def plain(data: bytes) -> list[Block]:
    """A text file: paragraphs, or typed lines where columns were lined up with spaces."""
    return from_text(decoded(data))


def from_text(text: str) -> list[Block]:
    """Paragraphs of a text; each keeps its line breaks."""
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
    return [
        Typed(paragraph.expandtabs(8)) if _COLUMNS.search(paragraph) else Text(paragraph.strip("\n"))
        for paragraph in paragraphs
        if paragraph.strip()
    ]


def markdown(data: bytes) -> list[Block]:
    """Markdown: headings and tables; the rest reads as it is written."""
    made: list[Block] = []
    for block in plain(data):
        lines = block.text.split("\n") if isinstance(block, Text | Typed) else []
        if len(lines) > 1 and all(line.strip().startswith("|") for line in lines):
            rows = (line.strip().strip("|").split("|") for line in lines)
            made.append(Rows(tuple(tuple(c.strip() for c in row) for row in rows if not _is_rule(row))))
            continue
        for line in lines:
            heading = _HEADING.match(line)
            if heading:
                made.append(Text(heading[2], len(heading[1])))
            else:
                made.append(Text(_EMPHASIS.sub(r"\2", line)))
    return made


def _is_rule(cells: list[str]) -> bool:
    return all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells)


def table(data: bytes) -> list[Block]:
    """Comma, semicolon or tab separated values as one table."""
    text = decoded(data)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text), dialect) if any(row))
    except csv.Error:
        return from_text(text)
    return [Rows(rows)] if rows else []


def rich(data: bytes) -> list[Block]:
    """RTF as its text."""
    from striprtf.striprtf import rtf_to_text

    try:
        text: str = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    except DAMAGED:
        raise NotReadable("it is damaged") from None
    return from_text(text)


def web(data: bytes) -> list[Block]:
    """A saved web page or a mail in HTML as its visible text; nothing it refers to is loaded."""
    return from_html(_decoded_html(data))


def _decoded_html(data: bytes) -> str:
    charset = re.search(rb"charset=[\"']?([\w-]+)", data[:2048])
    if charset:
        try:
            return data.decode(charset[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # it says what it is not; decide by the bytes
    return decoded(data)


def from_html(text: str) -> list[Block]:
    """The visible text of a web page."""
    reader = _Page()
    reader.feed(text)
    reader.close()
    return list(reader.finished())


_SILENT = frozenset({"script", "style", "head", "template", "noscript", "svg", "object", "iframe", "select"})
_BREAKS = frozenset(
    {"p", "div", "li", "ul", "ol", "table", "section", "article", "header", "footer", "blockquote", "pre"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "hr", "form", "body", "html", "tr", "address"}
)


class _Page(HTMLParser):
    """Gathers text between breaks; innermost table rows with more than one cell become tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._made: list[Block] = []
        self._text: list[str] = []
        self._silent = 0
        self._level = 0
        self._row: list[str] | None = None
        self._rows: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._text.append("\n")
        elif tag == "tr":
            self._flush()
            self._row = []
        elif tag in ("td", "th"):
            self._cell()
        elif tag in _BREAKS:
            self._flush()
            self._level = int(tag[1]) if tag in ("h1", "h2", "h3") else 0

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._cell()
        elif tag == "tr":
            self._end_row()
        elif tag in _BREAKS:
            self._flush()
            self._level = 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _taken(self) -> str:
        text = "".join(self._text)
        self._text = []
        return "\n".join(line.strip() for line in text.split("\n")).strip()

    def _cell(self) -> None:
        text = self._taken()
        if text and self._row is not None:
            self._row.append(text)
        elif text:
            self._made.append(Text(text))

    def _end_row(self) -> None:
        self._cell()
        if self._row:
            self._rows.append(tuple(self._row))
        self._row = None

    def _flush(self) -> None:
        if self._row is not None:  # a paragraph inside a cell
            self._text.append("\n")
            return
        text = self._taken()
        if self._rows and text:
            self._end_table()
        if text:
            self._made.append(Text(text, self._level))

    def _end_table(self) -> None:
        for single, rows in groupby(self._rows, key=lambda row: len(row) == 1):
            if single:  # a table that only lays out
                self._made.extend(Text(row[0]) for row in rows)
            else:
                self._made.append(Rows(tuple(rows)))
        self._rows = []

    def finished(self) -> Iterator[Block]:
        """The blocks, after everything was fed."""
        self._end_row()
        self._end_table()
        self._flush()
        yield from self._made
