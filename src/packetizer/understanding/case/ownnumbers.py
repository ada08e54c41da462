"""The numbers under which an insurer keeps a case, each with the label that is printed before or over it.

Of each number only what was read clearly is told: the mail room sorts by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from packetizer.model import Content, Document, Page, PageRef
from packetizer.trust import READ
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.numbers.broken import rest_of_number
from packetizer.understanding.facts.numbers.numberroles import numbers_on
from packetizer.understanding.facts.surroundings import Spot
from packetizer.understanding.lore.entries import IdentifierWords
from packetizer.understanding.lore.lexicon import Lexicon

OWN_NUMBER = "own_number"
_MARKS = " :=–-_*"
_ALIGNED = 0.03  # of the page's width, between a label and the number under it


def own_numbers(
    documents: Iterable[Document], pages: Mapping[PageRef, Page], lexicon: Lexicon
) -> Iterator[Content]:
    """Those of each decision, in reading order: `words` as printed, and the `label` before or over them."""
    for document in documents:
        if lexicon.role(document.type).decides:
            for ref in document.pages:
                for label, number in _numbers_of(pages[ref], lexicon) if ref in pages else ():
                    yield Content(document.id, OWN_NUMBER, ref, words=number, label=label)


def _numbers_of(page: Page, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    sheet, words = sheet_of(page, lexicon), lexicon.identifiers
    for spot in numbers_on(sheet):
        label = next((found for text in _before(sheet, spot) if (found := _label(text, words))), None)
        if label is not None and _clear(spot):
            number = spot.text.rstrip(" -")
            rest = rest_of_number(sheet, spot.cell, spot.start + len(number))
            yield label, f"{number}{rest}" if rest else spot.text


def _clear(spot: Spot) -> bool:
    parts = spot.text.split()
    read = [word.confidence for word in spot.cell.line.words if any(part in word.text for part in parts)]
    return min(read, default=0.0) >= READ


def _before(sheet: Sheet, spot: Spot) -> Iterator[str]:
    """What may be its label: before it in its cell; the cell before, also broken; the one over it."""
    ahead = spot.cell.text[: spot.start].strip(_MARKS)
    if ahead:
        yield ahead
        return
    left = sheet.left_of(spot.cell)
    if left is not None:
        yield from (f"{left.text.rstrip(_MARKS)} {under.text}" for under in _under(sheet, left))
        yield left.text
    over = sheet.above(spot.cell.box, spot.cell.row, 1)
    yield from (cell.text for cell in over if abs(cell.box.x0 - spot.cell.box.x0) < _ALIGNED)


def _under(sheet: Sheet, cell: Cell) -> list[Cell]:
    """The rest of a label that is broken in its column: a line of its own right below."""
    below = (c for c in sheet.below(cell, 1) if abs(c.box.x0 - cell.box.x0) < _ALIGNED)
    return [c for c in below if c.place == 0 and sheet.right_of(c) is None]


def _label(text: str, words: IdentifierWords) -> str | None:
    """`Appeal number`, `Our reference #` at the end of what stands before a number."""
    found = words.own_label.search(text.strip().rstrip(_MARKS))
    return found[1][:1].upper() + found[1][1:] if found else None
