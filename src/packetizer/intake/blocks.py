"""What a text document says, as blocks that can be laid out: paragraphs, headings, tables, pictures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; line breaks in it are kept. `level` 1 to 3 for headings, 0 for running text."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """Lines whose columns were lined up with spaces."""

    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A table."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the document, as it is stored there."""

    data: bytes


Block = Text | Typed | Rows | Figure


class NotReadable(Exception):  # noqa: N818  (it is the document that is not)
    """The document cannot be taken apart; the message is part of a sentence."""

    def __init__(self, reason: str, *, too_large: bool = False) -> None:
        super().__init__(reason)
        self.too_large = too_large
