"""The sheets that are tables: index, chronology, reasons of the denial, criteria, expenses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from packetizer.model import LedgerRow
from packetizer.packet.counted import COLUMNS
from packetizer.packet.drawing.layout import Composer, SheetPage
from packetizer.packet.drawing.style import DARK, WIDTH, Face
from packetizer.packet.drawing.table import GUTTER, Cell, Column, Row, set_table
from packetizer.packet.sheets.expenses import in_words, reconciliation
from packetizer.packet.sheets.matter import Matter, Reason, Shown
from packetizer.packet.sheets.printed import count, dollars, letter_number, pages, short_date

if TYPE_CHECKING:
    from packetizer.packet.bundle import Exhibit


def index(matter: Matter) -> tuple[SheetPage, ...]:
    """Every exhibit with its title, date and pages; each row leads to the exhibit's first page."""
    page = Composer(matter.over, "Index of exhibits")
    columns = (
        Column("Exhibit", 58),
        Column("Document", WIDTH - 58 - 92 - 70),
        Column("Date", 92),
        Column("Page", 70 + GUTTER, right=True),
    )
    rows = [
        Row(
            (
                Cell(row.letter, Face.SERIF_BOLD),
                Cell(row.title),
                Cell(short_date(row.date) if row.date else "", grey=DARK),
                Cell(pages(row.first_page, row.last_page)),
            ),
            to=row.first_page,
        )
        for row in matter.plan.rows
    ]
    set_table(page, columns, rows)
    return page.finish()


def chronology(matter: Matter) -> tuple[SheetPage, ...]:
    """What happened, day by day, and the page that shows it."""
    if not matter.events:
        return ()
    page = Composer(matter.over, "Chronology")
    columns = (
        Column("Date", 92),
        Column("Event", WIDTH - 92 - 58 - 40, lines=3),
        Column("Exhibit", 58),
        Column("Page", 40 + GUTTER, right=True),
    )
    rows = []
    for day, events in groupby(matter.events, key=lambda event: event.date):
        for at, event in enumerate(events):
            [exhibit] = matter.exhibits([event.document])
            shown = matter.plan.page_telling(event) or exhibit.first_page
            cells = (
                Cell(short_date(day)),
                Cell(event.what),
                Cell(exhibit.letter, Face.SERIF_BOLD),
                Cell(str(shown)),
            )
            rows.append(Row(cells, to=shown, joined=at > 0))
    set_table(page, columns, rows)
    return page.finish()


SHOWN_IN = (
    Column("Exhibit", 56),
    Column("Document", WIDTH - 168 - 56 - 58),
    Column("Page", 58 + GUTTER, right=True),
)


def reasons(matter: Matter) -> tuple[SheetPage, ...]:
    """Each reason of the denial beside the exhibits that answer it; no sheet where one stands unanswered.

    A reason without an answer would tell the insurer what the packet lacks.
    """
    if not matter.reasons or not all(reason.answered for reason in matter.reasons):
        return ()
    page = Composer(matter.over, "Reasons and answers")
    page.lead("The reasons the denial gives, and the exhibits that answer each.")
    rows = [
        row
        for reason in matter.reasons
        for row in _shown(reason.words, reason.answered, note=_stated(reason))
    ]
    set_table(page, (Column("Reason given", 168, lines=5), *SHOWN_IN), rows)
    return page.finish()


def _stated(reason: Reason) -> str:
    letter, page = min(reason.stated, key=lambda place: place[1])
    return f"stated in Exhibit {letter}, page {page}"


def criteria(matter: Matter) -> tuple[SheetPage, ...]:
    """What the insurer expects and where it is shown: only what is met."""
    if not matter.met:
        return ()
    page = Composer(matter.over, "Criteria met")
    page.lead("What an appeal of this kind has to show, and where this one shows it.")
    rows = [
        row
        for requirement, exhibits in matter.met
        for row in _shown(requirement.title, [matter.shown(e, requirement.shown_on) for e in exhibits])
    ]
    set_table(page, (Column("Criterion", 168, lines=5), *SHOWN_IN), rows)
    return page.finish()


def _shown(what: str, where: Sequence[Shown], note: str = "") -> Iterator[Row]:
    """A row for each exhibit, or for many of one kind; the first says what they show, all belong together."""
    for at, alike in enumerate(_alike(where)):
        first, last = alike[0].exhibit, alike[-1].exhibit
        one, to = first is last, alike[0].page
        title = first.document.title if one else f"{len(alike)} × {first.document.type.replace('_', ' ')}"
        cells = (
            Cell(what, Face.SANS_BOLD, note=note),
            Cell(first.letter if one else f"{first.letter}–{last.letter}", Face.SERIF_BOLD),
            Cell(title),
            Cell(str(to) if one else pages(to, last.last_page)),
        )
        yield Row(cells, to=to, joined=at > 0)


def _alike(where: Sequence[Shown]) -> Iterator[Sequence[Shown]]:
    """Many exhibits of one kind that follow each other as one; all others alone."""
    for _, group in groupby(where, key=lambda shown: shown.exhibit.document.type):
        found = list(group)
        together = len(found) > MANY and _neighbours([shown.exhibit for shown in found])
        yield from [found] if together else [[shown] for shown in found]


def _neighbours(exhibits: Sequence[Exhibit]) -> bool:
    """Whether nothing stands between them in the packet: else a range of letters would take others in."""
    return all(
        letter_number(after.letter) == letter_number(before.letter) + 1
        for before, after in pairwise(exhibits)
    )


MANY = 6  # exhibits of one kind that are still told one by one
MONEY = 56.0  # width of a column of amounts


def ledger(matter: Matter) -> tuple[SheetPage, ...]:
    """Charges and payments with their papers, and what they come to. Amounts are US dollars."""
    if not matter.expenses:
        return ()
    page = Composer(matter.over, "Statement of expenses")
    page.lead("Charges and payments as the papers print them, in US dollars.")
    columns = (
        Column("Date", 70),
        Column("Service or payment", WIDTH - 70 - 4 * MONEY - 12 - 48 - 28, lines=3),
        Column("Billed", MONEY, right=True),
        Column("Allowed", MONEY, right=True),
        Column("Plan paid", MONEY, right=True),
        Column("Member paid", MONEY + 12, right=True),
        Column("Exhibit", 48, right=True),
        Column("Page", 28 + GUTTER, right=True),
    )
    set_table(page, columns, [*(_expense(matter, row) for row in matter.expenses), _sum(matter)])
    reconciliation(page, matter)
    return page.finish()


def _expense(matter: Matter, row: LedgerRow) -> Row:
    [exhibit] = matter.exhibits([row.document])
    shown = (matter.plan.page_of(matter.facts[fact].page) for fact in row.facts if fact in matter.facts)
    own = (page for page in shown if page and exhibit.first_page <= page <= exhibit.last_page)
    at = min(own, default=exhibit.first_page)
    amounts = (row.billed, row.allowed, row.paid_by_plan, row.paid_by_client)
    return Row(
        (
            Cell(short_date(row.date)),
            Cell(in_words(row.description)),
            *(Cell(dollars(amount)) for amount in amounts),
            Cell(exhibit.letter, Face.SERIF_BOLD),
            Cell(str(at)),
        ),
        to=at,
    )


def _sum(matter: Matter) -> Row:
    """Of each column of which the rows above are all there is: the sum of a part would mislead."""
    sums = [matter.sums[column] for column in COLUMNS]
    cells = (Cell("Total", Face.SANS_BOLD), Cell(count(len(matter.expenses), "line"), grey=DARK))
    return Row(
        (*cells, *(Cell(dollars(amount), Face.SANS_BOLD) for amount in sums), Cell(""), Cell("")), total=True
    )
