"""A small script for papers, so that a template is a text that reads like the paper.

    # big heading     ## heading      ^ centred        > right aligned     ~ small print    ✍ by hand
    Label :: value    label and value in two columns; `A :: b :: C :: d` makes two pairs a row
    | a | b | c       a table row; `|! a | b` its header; `|= Total | x` a row set in bold
    left || right     two columns of one line                - bullet
    ---  rule         ===  new page         [box] … [/box]  frame         [gap 40]  free space in points
    [stamp 400 90 RECEIVED / APR 09 2026]   a framed stamp, its top left in points
    [cols 3 1 1]      relative widths of the tables that follow          [indent 20]
    three spaces and more in a line: a wide gap
    [blank]           an empty page         [size 9] [font Courier] from here on
    anything else is a paragraph, a line each; an empty line is a gap

A cell or value that begins with ✍ is in handwriting, `((2))` gets a ring drawn around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bench.cases.paper import HAND, LETTER, Sheet, Stroke, font_name, loosened, plain_text, width_of

_RING = re.compile(r"\(\((.*?)\)\)")
_DIRECTIVE = re.compile(r"\[(/?[a-z]+)(?: ([^\]]*))?\]$")


@dataclass(frozen=True)
class Style:
    """How a paper looks."""

    family: str = "Helvetica"
    size: float = 10.0
    leading: float = 1.28
    page: tuple[float, float] = LETTER
    margin: float = 60.0
    grid: str = "lines"  # lines | boxes | none: how tables are ruled
    label_width: float = 0.28  # of the text's width
    numbers: str = "right"  # amounts in a table and their headings: right | left
    numbering: str = ""  # "Page {n} of {m}", "{n}/{m}" … drawn in the foot; "" for none
    running: str = ""  # running head of pages after the first
    heading: str = "left"  # left | centre


@dataclass
class _Setter:
    style: Style
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0.0
    cols: list[float] = field(default_factory=list)
    indent: float = 0.0
    box_top: float | None = None
    amounts: tuple[bool, ...] = ()  # which columns of the table at hand hold amounts

    # -- where we are

    @property
    def left(self) -> float:
        return self.style.margin + self.indent

    @property
    def right(self) -> float:
        return self.style.page[0] - self.style.margin

    @property
    def bottom(self) -> float:
        return self.style.page[1] - max(self.style.margin, 26 if self.style.page[1] > 400 else 4)

    @property
    def step(self) -> float:
        return self.style.size * self.style.leading

    def new_page(self) -> None:
        self.sheets.append(Sheet(self.style.page))
        self.y = self.style.margin
        if self.style.running and len(self.sheets) > 1:
            self.sheets[-1].put(self.left, self.y - 14, self.style.running, self.font(), self.style.size - 1)
            self.y += 6

    def need(self, height: float) -> Sheet:
        if not self.sheets or self.y + height > self.bottom:
            self.new_page()
        return self.sheets[-1]

    def font(self, bold: bool = False) -> str:
        return font_name(self.style.family, bold)

    # -- what can be set

    def wrapped(self, marked: str, font: str, size: float, width: float) -> list[str]:
        """Lines of marked text that fit `width`; a mark (with no space in its words) stays whole."""
        rows: list[str] = []
        row, used, space = "", 0.0, width_of(" ", font, size)
        for token in re.findall(r"\S*?«[^»]*»\S*|\S+", marked):
            wide = width_of(plain_text(token), font, size)
            if row and used + space + wide > width:
                rows.append(row)
                row, used = token, wide
            else:
                row, used = (f"{row} {token}", used + space + wide) if row else (token, wide)
        return [*rows, row] if row else rows

    def paragraph(self, marked: str, size: float | None = None, bold: bool = False, hand: bool = False,
                  hang: float = 0.0) -> None:  # fmt: skip
        size = size or self.style.size
        font = font_name(HAND) if hand else self.font(bold)
        segments = re.split(r"\s{3,}", marked)
        if len(segments) > 1 and self.spaced(segments, font, size):
            return
        rows = self.wrapped(marked, font, size, self.right - self.left - hang)
        for row in rows:
            sheet = self.need(size * self.style.leading)
            self.y += size * self.style.leading
            sheet.put(self.left + hang, self.y, row, font, size, 0.15 if hand else 0.0)
        self.y += size * 0.45 if len(rows) > 1 else 0

    def spaced(self, segments: list[str], font: str, size: float) -> bool:
        """Pieces of one line set apart by wide gaps; False where they don't fit on it."""
        gap = size * 2.2
        wide = sum(width_of(plain_text(segment), font, size) + gap for segment in segments) - gap
        if wide > self.right - self.left:
            return False
        sheet = self.need(size * self.style.leading)
        self.y += size * self.style.leading
        x = self.left
        for segment in segments:
            x = sheet.put(x, self.y, segment, font, size) + gap
        return True

    def aligned(self, marked: str, where: float, size: float | None = None, bold: bool = False) -> None:
        """One line; `where` 0.5 centred, 1 at the right."""
        size = size or self.style.size
        font = self.font(bold)
        for row in self.wrapped(marked, font, size, self.right - self.left):
            sheet = self.need(size * self.style.leading)
            self.y += size * self.style.leading
            free = self.right - self.left - width_of(plain_text(row), font, size)
            sheet.put(self.left + free * where, self.y, row, font, size)

    def heading(self, marked: str, size: float, where: float) -> None:
        if self.y > self.style.margin + 1:
            self.y += self.step * 0.45
        self.need(size * 3)
        self.aligned(marked, where, size, bold=True)
        self.y += self.step * 0.25

    def cell(self, x: float, y: float, marked: str, width: float, bold: bool = False, right: bool = False,
             size: float | None = None) -> float:  # fmt: skip
        """A cell's text from the top `y` on; the height it took."""
        hand = marked.startswith("✍")
        size = (size or self.style.size) * (1.35 if hand else 1)
        font = font_name(HAND) if hand else self.font(bold)
        marked = marked.removeprefix("✍").strip()
        ring = _RING.search(marked)
        marked = _RING.sub(r"\1", marked)
        rows = self.wrapped(marked, font, size, width) or [""]
        for number, row in enumerate(rows, 1):
            wide = width_of(plain_text(row), font, size)
            at = x + max(width - wide, 0) if right else x
            base = y + number * size * self.style.leading
            self.sheets[-1].put(at, base, row, font, size)
            if ring:
                self.sheets[-1].strokes.append(
                    Stroke("ring", at - 5, base - size, at + wide + 4, base + 4, 1.3, 0.2)
                )
        return len(rows) * size * self.style.leading

    def row(self, cells: list[str], kind: str) -> None:
        widths = self.widths(len(cells))
        size = self.style.size - (1 if kind == "!" else 0)
        tall = max(
            len(self.wrapped(cell, self.font(kind != ""), size, wide - 6)) or 1
            for cell, wide in zip(cells, widths, strict=True)
        )
        height = tall * size * self.style.leading + 5
        sheet = self.need(height)
        x = self.left
        if kind == "!" and self.style.grid != "none":
            sheet.strokes.append(Stroke("fill", x, self.y, self.right, self.y + height, 0, 0.88))
        headed = self.amounts if len(self.amounts) == len(cells) else (False,) * len(cells)
        for cell, wide, under in zip(cells, widths, headed, strict=True):
            right = self.style.numbers == "right" and (under if kind == "!" else _is_amount(cell))
            self.cell(x + 3, self.y, cell, wide - 6, kind != "", right=right, size=size)
            if self.style.grid == "boxes":
                sheet.strokes.append(Stroke("box", x, self.y, x + wide, self.y + height, 0.5, 0.3))
            x += wide
        self.y += height
        if self.style.grid == "lines":
            sheet.strokes.append(Stroke("line", self.left, self.y, self.right, self.y, 0.5, 0.5))

    def widths(self, count: int) -> list[float]:
        shares = self.cols if len(self.cols) == count else [1.0] * count
        return [(self.right - self.left) * share / sum(shares) for share in shares]

    def pairs(self, parts: list[str]) -> None:
        """`Label :: value` once or twice in a row."""
        self.need(self.step * 1.2)
        wide = (self.right - self.left) / (len(parts) // 2)
        label = wide * (self.style.label_width if len(parts) == 2 else 0.42)
        heights = []
        for number in range(0, len(parts), 2):
            x = self.left + wide * number / 2
            taken = self.cell(x, self.y, parts[number], label - 4, bold=True)
            heights += [taken, self.cell(x + label, self.y, parts[number + 1], wide - label - 4)]
        self.y += max(heights) + 2

    def columns(self, left: str, right: str) -> None:
        self.need(self.step)
        half = (self.right - self.left) / 2
        taken = self.cell(self.left, self.y, left, half - 8)
        self.y += max(taken, self.cell(self.left + half, self.y, right, half))

    def rule(self) -> None:
        sheet = self.need(8)
        sheet.strokes.append(Stroke("line", self.left, self.y + 5, self.right, self.y + 5))
        self.y += 8

    def directive(self, name: str, value: str) -> None:
        if name == "cols":
            self.cols = [float(part) for part in value.split()]
        elif name == "gap":
            self.y += float(value)
        elif name == "indent":
            self.indent = float(value)
        elif name in ("size", "font", "grid"):
            self.restyle(name, value)
        elif name == "blank":
            self.sheets.append(Sheet(self.style.page))
            self.y = self.bottom
        elif name == "stamp":
            self.stamp(value)
        elif name == "box":
            self.need(40)
            self.box_top = self.y
            self.y += 3
        elif name == "/box" and self.box_top is not None:
            self.y += 7
            box = Stroke("box", self.left - 6, self.box_top, self.right + 6, self.y, 0.8)
            self.sheets[-1].strokes.append(box)
            self.y += 4
            self.box_top = None
        else:
            raise ValueError(f"a paper script has no [{name}]")

    def restyle(self, name: str, value: str) -> None:
        if name == "size":
            self.style = replace(self.style, size=float(value))
        elif name == "font":
            self.style = replace(self.style, family=value)
        else:
            self.style = replace(self.style, grid=value)

    def stamp(self, value: str) -> None:
        across, down, text = value.split(" ", 2)
        x, y, size = float(across), float(down), 13.0
        font = font_name("Courier", bold=True)
        rows = [row.strip() for row in text.split(" / ")]
        wide = max(width_of(plain_text(row), font, size) for row in rows)
        sheet = self.need(0)
        for number, row in enumerate(rows, 1):
            free = wide - width_of(plain_text(row), font, size)
            sheet.put(x + free / 2, y + number * 17, row, font, size, 0.25)
        sheet.strokes.append(Stroke("box", x - 8, y - 2, x + wide + 8, y + len(rows) * 17 + 8, 1.6, 0.25))

    def number_pages(self) -> None:
        if not self.style.numbering:
            return
        total = len(self.sheets)
        for number, sheet in enumerate(self.sheets, 1):
            if not sheet.runs:
                continue
            text = self.style.numbering.format(n=number, m=total)
            if "{m}" in self.style.numbering:
                text = loosened(f"«page.of={number}/{total}|{text}»")
            size = self.style.size - 1.5
            wide = width_of(plain_text(text), self.font(), size)
            sheet.put((self.style.page[0] - wide) / 2, self.style.page[1] - 24, text, self.font(), size)


def typeset(script: str, style: Style) -> list[Sheet]:
    """The sheets of a paper."""
    setter = _Setter(style)
    setter.new_page()
    lines = [loosened(raw.strip()) for raw in script.strip("\n").splitlines()]
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|!") and after.startswith("|"):
            setter.amounts = tuple(_is_amount(cell) for cell in _cells(after[1:]))
        handler = _handler(setter, line)
        if handler:
            handler()
        elif line:
            setter.paragraph(line)
        else:
            setter.y += setter.step * 0.6
    setter.number_pages()
    return setter.sheets


def _handler(setter: _Setter, line: str) -> Callable[[], None] | None:
    """What a line of the script asks for; None for text of a paragraph."""
    directive = _DIRECTIVE.match(line)
    if directive:
        return lambda: setter.directive(directive[1], directive[2] or "")
    if line == "---":
        return setter.rule
    if line == "===":
        return setter.new_page
    if line.startswith("|") and not line.startswith("||"):
        kind = line[1] if line[1:2] in ("!", "=") else ""
        cells = [cell.strip() for cell in _cells(line[1 + len(kind) :])]
        return lambda: setter.row(cells, kind)
    if " || " in f" {line} ":
        left, _, right = f" {line} ".partition(" || ")
        return lambda: setter.columns(left.strip(), right.strip())
    if " :: " in f"{line} ":
        return lambda: setter.pairs([part.strip() for part in f"{line} ".split(" :: ")])
    return _prefixed(setter, line)


def _is_amount(cell: str) -> bool:
    return bool(re.match(r"^[-($]*\$?\d[\d,]*\.\d\d\)?-?$", plain_text(cell).strip()))


def _cells(text: str) -> list[str]:
    """Split at bars that stand outside marks."""
    return re.split(r"\|(?![^«»]*»)", text)


def _prefixed(setter: _Setter, line: str) -> Callable[[], None] | None:
    size = setter.style.size
    where = 0.5 if setter.style.heading == "centre" else 0.0
    prefix, _, rest = line.partition(" ")
    made: dict[str, Callable[[], None]] = {
        "#": lambda: setter.heading(rest, size * 1.5, where),
        "##": lambda: setter.heading(rest, size * 1.12, 0.0),
        "^": lambda: setter.aligned(rest, 0.5),
        "^^": lambda: setter.aligned(rest, 0.5, size * 1.4, bold=True),
        ">": lambda: setter.aligned(rest, 1.0),
        "~": lambda: setter.paragraph(rest, size * 0.8),
        "✍": lambda: setter.paragraph(rest, size * 1.25, hand=True),
        "-": lambda: setter.paragraph(f"• {rest}", hang=12),
        "**": lambda: setter.paragraph(rest, bold=True),
    }
    return made.get(prefix) if rest else None
