"""Days on a decision that are no day in dispute: of notes that were looked at, of a beginning without end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from packetizer.model import Box, DateRange, Page, PageRef
from packetizer.understanding.facts.dates.datespots import SERVICE, DatedSpot
from packetizer.understanding.facts.dates.find import dated_spots
from packetizer.understanding.facts.layout import Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, on_page
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

# "Office notes of 03/24/2026 and", "progress notes by Dr. Lisle dated 02/11/2026,"
_NOTES_OF = Framed(
    DayWords,
    r"\b%{looked_at}(?:\s(?:by|from|of)\s[^.;:\d]{3,40}?)?,?\s?\(?(?:(?:of|from|for|dated|on|the|your)[\s:]{1,2}){0,4}"
    r"(?:[\d/.\s,-]|and|to|through|&)*$",
)
_OPEN = Framed(DayWords, r"^\W{0,3}\s?%{open_ended}\b")
_OPENED = Framed(DayWords, r"\b%{opened_by}\s?$")
_ROW = 120  # characters before a day in its row


def in_dispute(
    role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """The facts without such days of service; a period that is printed whole stays."""
    idle: Mapping[PageRef, set[Box]] = {}
    if role.decides and any(item.kind == SERVICE for item in drafts):
        idle = {page.ref: set(idle_days(page, lexicon)) for page in pages}
    for item in drafts:
        if (
            item.kind != SERVICE
            or isinstance(item.value, DateRange)
            or item.box not in idle.get(item.page, ())
        ):
            yield item


def idle_days(page: Page, lexicon: Lexicon) -> Iterator[Box]:
    """Where such days stand on a page of a decision."""
    sheet = sheet_of(page, lexicon)
    for spot in dated_spots(page, lexicon):
        words, cell = lexicon.days, spot.cell
        before = _before(sheet, spot)
        after = " ".join((cell.text[spot.printed.end :], *_right_of(sheet, spot)))
        opened = _OPEN.of(words).match(after) or _OPENED.of(words).search(before)
        if opened or _NOTES_OF.of(words).search(before):
            yield on_page(spot.box)


def _before(sheet: Sheet, spot: DatedSpot) -> str:
    row = sheet.rows[spot.cell.row][: spot.cell.place]
    return " ".join((*(cell.text for cell in row), spot.cell.text[: spot.printed.start]))[-_ROW:]


def _right_of(sheet: Sheet, spot: DatedSpot) -> Iterator[str]:
    right = sheet.right_of(spot.cell)
    if right is not None:
        yield right.text
