"""Settles what stands on every page of the packet, before any PDF is touched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from packetizer.errors import PacketizerError
from packetizer.model import Case, Document, Findings, Given, Page, PageRef, Severity
from packetizer.packet.bundle import Exhibit, IndexRow, Plan, PlannedPage, Sheet, SheetKind
from packetizer.packet.exhibits import KeptLetters, exhibit_letter
from packetizer.packet.options import PacketOptions
from packetizer.packet.order import in_order
from packetizer.packet.sheets.compose import SHEETS, compose
from packetizer.packet.sheets.matter import Matter

ROUNDS = 4  # a draft, its pages numbered, and one for a letter that refers to a sheet which is not there

__all__ = [
    "Exhibit",
    "IndexRow",
    "Plan",
    "PlannedPage",
    "Sheet",
    "SheetKind",
    "exhibit_letter",
    "plan_packet",
]


def plan_packet(
    case: Case,
    findings: Findings,
    pages: Sequence[Page],
    given: Given,
    options: PacketOptions | None = None,
    *,
    kept: KeptLetters | None = None,
) -> Plan:
    """Sheets, exhibits and page numbers. Every page is in an exhibit or among `case.omissions`.

    Exhibits stand in the order of `findings.packet_order`; papers of one type by date, the undated last,
    equals in source order; letters of earlier appeals apart. Papers that have a letter in `kept` come first,
    by letter. PacketizerError where a page has two places or none, or nothing is left to send.
    """
    _account_for(case, pages)
    ordered = _lettered(in_order(case, findings), kept or KeptLetters())
    if not ordered:
        raise PacketizerError(_nothing_left(case))
    options = options or PacketOptions()
    plan, counts = _numbered((), ordered, options), dict[SheetKind, int]()
    for _ in range(ROUNDS):
        matter = Matter(plan, case, findings, given, options, tuple(pages))
        found = {kind: len(made) for kind, made in compose(matter).items()}
        if found == counts:
            return plan
        plan, counts = _numbered(_sheets(found), ordered, options), found
    raise AssertionError("a sheet changes its length with the page numbers in it")


def _nothing_left(case: Case) -> str:
    omitted = {omission.page for omission in case.omissions}
    why = [w.message for w in case.warnings if w.severity is not Severity.NOTE and omitted & set(w.pages)]
    told = "every page is held back or left out: there is nothing to put into a packet"
    return "\n  ".join([told, *dict.fromkeys(why)])


def _account_for(case: Case, pages: Sequence[Page]) -> None:
    """Conservation: what was read is in one document, or left out, and never in two places."""
    omitted = {omission.page for omission in case.omissions}
    placed = [ref for document in case.documents for ref in document.pages if ref not in omitted]
    if len(placed) != len(set(placed)):
        raise PacketizerError(_blame("stands in two documents", _repeated(placed)))
    lost = {page.ref for page in pages} - set(placed) - omitted
    if lost:
        raise PacketizerError(_blame("is in no document and was not left out", lost))
    unread = set(placed) - {page.ref for page in pages}
    if unread:
        raise PacketizerError(_blame("is in a document but was never read", unread))


def _repeated(refs: Sequence[PageRef]) -> set[PageRef]:
    seen: set[PageRef] = set()
    return {ref for ref in refs if ref in seen or seen.add(ref)}  # type: ignore[func-returns-value]


def _blame(what: str, refs: set[PageRef]) -> str:
    first = min(refs)
    more = f" (and {len(refs) - 1} more)" if len(refs) > 1 else ""
    return (
        f"{first.source}: page {first.number} {what}{more}; this is a fault of the program, please report it"
    )


_Lettered = tuple[str, Document, tuple[PageRef, ...]]


def _lettered(
    ordered: Sequence[tuple[Document, tuple[PageRef, ...]]], kept: KeptLetters
) -> Sequence[_Lettered]:
    """Each with its letter, in the order of the packet."""
    papers = {document.id: (document, refs) for document, refs in ordered}
    return [(letter, *papers[id_]) for id_, letter in kept.for_documents(papers).items()]


def _sheets(counts: dict[SheetKind, int]) -> tuple[Sheet, ...]:
    starts = accumulate(counts.values(), initial=1)
    return tuple(
        Sheet(kind, SHEETS[kind][0], start, count)
        for (kind, count), start in zip(counts.items(), starts, strict=False)
    )


def _numbered(
    sheets: tuple[Sheet, ...],
    ordered: Sequence[_Lettered],
    options: PacketOptions,
) -> Plan:
    """Lettered exhibits, each with its first page; they begin after the last sheet."""
    begin, tab = 1 + sum(sheet.pages for sheet in sheets), int(options.tabs)
    starts = accumulate((tab + len(refs) for _, _, refs in ordered), initial=begin)
    exhibits = tuple(
        Exhibit(letter, document, refs, start + tab, tab=start if tab else 0)
        for (letter, document, refs), start in zip(ordered, starts, strict=False)
    )
    return Plan(sheets, exhibits, bates=options.bates)
