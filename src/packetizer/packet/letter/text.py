"""`letter.md` as blocks of runs: CommonMark, with references to exhibits and pages in double brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from packetizer.packet.letter.words import letter_words

if TYPE_CHECKING:
    from markdown_it.token import Token

SHORT = 60  # characters: a paragraph of lines no longer than this (an address, a closing) keeps its lines

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BRACKETS = re.compile(r"\[\[(.{0,600}?)\]\]", re.DOTALL)
_QUOTED = re.compile(r"""^(?P<target>.*?)\s*:?\s*["“„«](?P<quote>.+)["”“»]\s*$""", re.DOTALL)
_MARKER = re.compile("\ue000([\ue100-\uf8ff]+)\ue001")  # stands for a reference while Markdown is read
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Reference:
    """`[[exhibit: target]]` or `[[page: target: "words that stand there"]]`, in `line` of the file."""

    kind: str  # exhibit | page
    target: str
    quote: str
    line: int  # 1-based
    capital: bool = False  # it begins a sentence


@dataclass(frozen=True, slots=True)
class Open:
    """Something in the letter that is still to be written, or that nobody understands."""

    text: str  # as it stands there, shortened
    line: int


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A new line."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Room to sign in."""


Run = Words | Reference | Open | Break | Signature


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or item. `level` is that of a heading, or how deep an item or a quote stands."""

    kind: str  # paragraph | heading | item | rule
    runs: tuple[Run, ...] = ()
    level: int = 0
    marker: str = ""  # of an item: "–" or "3."
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    blocks: tuple[Block, ...]
    open: tuple[Open, ...] = ()

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(run for block in self.blocks for run in block.runs if isinstance(run, Reference))


@lru_cache(maxsize=4)
def parse_letter(text: str) -> Letter:
    """What the letter says. Comments (`<!-- … -->`) are notes to oneself and are gone."""
    text = _PRIVATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    inserts: list[Run] = []

    def marked(found: re.Match[str]) -> str:
        line = text.count("\n", 0, found.start()) + 1
        inserts.append(_insert(" ".join(found[1].split()), line))
        digits = "".join(chr(0xE100 + int(digit)) for digit in str(len(inserts) - 1))
        return f"\ue000{digits}\ue001"

    bare = _BRACKETS.sub(marked, text)
    blocks = tuple(_blocks(bare, inserts))
    left = [run for run in inserts if isinstance(run, Open)] + list(_placeholders(text))
    return Letter(blocks, tuple(sorted(left, key=lambda item: item.line)))


def _insert(inside: str, line: int) -> Run:
    """What stands in double brackets."""
    kind, _, rest = (part.strip() for part in inside.partition(":"))
    lower = kind.casefold()
    if lower == "signature" and not rest:
        return Signature()
    if lower not in ("exhibit", "page") or not rest:
        return Open(f"[[{inside}]]", line)
    quoted = _QUOTED.match(rest)
    target, quote = (quoted["target"], quoted["quote"]) if quoted else (rest, "")
    return Reference(lower, target.strip(" :"), quote.strip(), line, capital=kind[0].isupper())


def _placeholders(text: str) -> Iterator[Open]:
    """Marks of something unwritten outside of double brackets: TODO, a ruled blank, [insert name]."""
    for number, line in enumerate(
        _BRACKETS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text).split("\n"), 1
    ):
        for found in letter_words().placeholder.finditer(line):
            yield Open(found[0].strip(), number)


# ---------------------------------------------------------------- Markdown


def _blocks(text: str, inserts: list[Run]) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(text)
    return _Reader(inserts).read(tokens)


@dataclass
class _Reader:
    """Turns markdown-it's tokens into blocks."""

    inserts: list[Run]
    _lists: list[int | None] = field(default_factory=list)  # next number of each open list; None: bullets
    _marker: str = ""
    _quotes: int = 0
    _heading: int = 0

    def read(self, tokens: list[Token]) -> Iterator[Block]:
        for token in tokens:
            if token.type == "inline":
                yield self._block(token)
            elif token.type in ("code_block", "fence", "html_block"):
                runs = tuple(self._words(token.content.rstrip("\n"), bold=False, italic=False, keep=True))
                yield Block("paragraph", runs, quoted=self._quotes > 0)
            elif token.type == "hr":
                yield Block("rule")
            else:
                self._around(token)

    def _around(self, token: Token) -> None:
        """What opens or closes around the text that follows."""
        match token.type:
            case "heading_open" | "heading_close":
                self._heading = int(token.tag[1:]) if token.nesting > 0 else 0
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._marker = self._next_marker()

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "–"
        self._lists[-1] = number + 1
        return f"{number}."

    def _block(self, token: Token) -> Block:
        runs = tuple(self._runs(token))
        quoted = self._quotes > 0
        if self._heading:
            return Block("heading", runs, self._heading)
        if self._lists:
            marker, self._marker = self._marker, ""
            return Block("item", runs, len(self._lists), marker, quoted)
        return Block("paragraph", runs, 0, quoted=quoted)

    def _runs(self, token: Token) -> Iterator[Run]:
        keep = _keeps_lines(token.content)
        bold = italic = 0
        for child in token.children or ():
            match child.type:
                case "strong_open" | "strong_close":
                    bold += child.nesting
                case "em_open" | "em_close":
                    italic += child.nesting
                case "hardbreak":
                    yield Break()
                case "softbreak":
                    yield Break() if keep else Words(" ", bold > 0, italic > 0)
                case _:
                    yield from self._words(child.content, bold=bold > 0, italic=italic > 0)

    def _words(self, text: str, *, bold: bool, italic: bool, keep: bool = False) -> Iterator[Run]:
        """Text with its references put back. `keep`: with its line breaks, too."""
        at = 0
        for found in _MARKER.finditer(text):
            yield from _lines(text[at : found.start()], bold, italic, keep=keep)
            yield self.inserts[int("".join(str(ord(digit) - 0xE100) for digit in found[1]))]
            at = found.end()
        yield from _lines(text[at:], bold, italic, keep=keep)


def _lines(text: str, bold: bool, italic: bool, *, keep: bool) -> Iterator[Run]:
    for at, line in enumerate(text.split("\n") if keep else [text.replace("\n", " ")]):
        if at:
            yield Break()
        if line:
            yield Words(line, bold, italic)


def _keeps_lines(content: str) -> bool:
    lines = content.split("\n")
    return len(lines) > 1 and all(len(line) <= SHORT for line in lines)
