"""The day on which the treatment began, as a paper of the clinic says: a list of medicines, a note, a letter.

A folder seldom holds the record of the first treatment; what came before it and what after must not hang on
the oldest record that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from packetizer.model import Content, Document, Page, PageRef
from packetizer.understanding.facts.care.drugs import DOSE, Mention, drugs_named
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet, overlap, sheet_of
from packetizer.understanding.lore.entries import Drugs
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

BEGAN = "treatment_began"
_TELLING = frozenset(
    {"medication_history", "progress_note", "psychiatric_evaluation", "letter_of_medical_necessity"}
)
_HEAD = Framed(Drugs, r"\W*%{began_heads}\W*")
_BEGAN = Framed(Drugs, r"\b%{began}\b[\s:(]*(?:(?:on|in|date|of)\b[\s:(]*){0,2}$")
_TO_COME = Framed(Drugs, r"\b%{to_begin}\b")
_ROWS = 30  # to a table's heads
_NEAR = 90  # characters between a treatment's name and the day


def find_beginnings(
    documents: Iterable[Document], pages: Iterable[Page], lexicon: Lexicon
) -> Iterator[Content]:
    """Each day on which a paper says that a treatment began; none that is after the paper's own."""
    by_ref = {page.ref: page for page in pages}
    for document in documents:
        if document.type not in _TELLING:
            continue
        told: set[tuple[PageRef, date]] = set()
        for page in (by_ref[ref] for ref in document.pages if ref in by_ref):
            for day, words in _told(sheet_of(page, lexicon), lexicon):
                if (document.date is None or day <= document.date) and (page.ref, day) not in told:
                    told.add((page.ref, day))
                    yield Content(document.id, BEGAN, page.ref, day, words)


def _told(sheet: Sheet, lexicon: Lexicon) -> Iterator[tuple[date, str]]:
    mentions = drugs_named(sheet, lexicon)
    for mention in mentions:
        drug = lexicon.drug(mention.generic)
        if drug is None or drug.role != "treatment":
            continue
        if mention.cell.place == 0 and len(sheet.rows[mention.cell.row]) > 1:
            yield from _in_table(sheet, mention.cell, lexicon)
        yield from _in_words(mention, mentions, lexicon.drugs)


def _in_table(sheet: Sheet, name: Cell, lexicon: Lexicon) -> Iterator[tuple[date, str]]:
    """The day under "Start" in the row that the treatment opens."""
    row = sheet.rows[name.row]
    for number in range(name.row - 1, max(name.row - 1 - _ROWS, -1), -1):
        heads = [cell for cell in sheet.rows[number] if _HEAD.of(lexicon.drugs).fullmatch(cell.text)]
        if not heads:
            continue
        whole = len(sheet.rows[number]) == len(row)
        for cell in row[1:]:
            if cell.place == heads[0].place if whole else overlap(cell.box, heads[0].box) > 0:
                yield from _days(cell.text, 0, cell.text)
        return


def _in_words(mention: Mention, others: Sequence[Mention], drugs: Drugs) -> Iterator[tuple[date, str]]:
    """`Spravato started 07/07/2026`, `First dose of esketamine: 07/07/2026`; no other drug between."""
    text = mention.cell.text
    for found in find_dates(text):
        between = text[mention.end : found.start]
        if found.start < mention.end or len(between) > _NEAR:
            continue
        if any(mention.end <= other.start < found.start for other in others if other.cell is mention.cell):
            continue
        ahead = text[: mention.start]
        said = any(_BEGAN.of(drugs).search(DOSE.sub("", lead)) for lead in (between, ahead + between))
        if said and not _TO_COME.of(drugs).search(f"{ahead[-_NEAR:]} {between}"):
            yield from _days(text, found.start, text[mention.start : found.end])


def _days(text: str, at: int, words: str) -> Iterator[tuple[date, str]]:
    first = next((found for found in find_dates(text) if found.start >= at), None)
    if first is not None and isinstance(first.value, date):
        yield first.value, words
