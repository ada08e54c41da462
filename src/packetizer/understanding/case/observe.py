"""What is seen of each paper beside its facts: whose it is, whether it is sensitive, what a person said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packetizer.model import (
    UNDRAWN,
    Document,
    Given,
    PageRef,
)
from packetizer.understanding.case.notices import Observations
from packetizer.understanding.corrections import (
    Corrections,
    of_pages,
)
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.people.accounts import accounts_of
from packetizer.understanding.people.confidential import Confidence, confidence_of, parties_of
from packetizer.understanding.people.identity import Client, Whose, who_facts, whose
from packetizer.understanding.people.sensitive import (
    is_psychotherapy_notes,
    is_substance_use_record,
    pages_with_ssn,
)
from packetizer.understanding.splitting.acrossfiles import perhaps_one
from packetizer.understanding.splitting.draft import Draft


def observe(
    documents: Sequence[Document],
    drafts: Sequence[Draft],
    client: Client,
    given: Given,
    corrections: Corrections,
    knowledge: Knowledge,
) -> Observations:
    """Whose each paper is, which are sensitive, and what a person decided about them."""
    strangers, doubtful, therapy, substance, by_hand = set(), set(), set(), set(), set()
    released: set[str] = set()
    private: dict[Confidence, set[str]] = {kind: set() for kind in Confidence}
    parties = parties_of(client.name.value or "", given, documents)
    ssn: list[PageRef] = []
    owners = _owners(documents, drafts, client, given, knowledge)
    for document, draft, belongs in zip(documents, drafts, owners, strict=True):
        settled = of_pages(document.pages, corrections)
        released |= {document.id} if any(c.release for c in settled) else set()
        by_hand |= {document.id} if any(c.exclude for c in settled) else set()
        strangers |= {document.id} if belongs is Whose.OTHER else set()
        doubtful |= {document.id} if belongs is Whose.DOUBT else set()
        therapy |= {document.id} if is_psychotherapy_notes(document) else set()
        substance |= {document.id} if is_substance_use_record(document, draft.sheets, knowledge) else set()
        private[confidence_of(document, draft.sheets, parties, knowledge)].add(document.id)
        ssn.extend(pages_with_ssn(draft.sheets, knowledge))
    return replace(
        _of_drafts(documents, drafts, given, knowledge),
        strangers=frozenset(strangers - released),
        doubtful_owner=frozenset(doubtful - released),
        psychotherapy=frozenset(therapy - released),
        substance_use=frozenset(substance - released),
        private=frozenset(private[Confidence.PRIVATE] - released - by_hand),
        perhaps_private=frozenset(private[Confidence.PERHAPS] - released - by_hand),
        released=frozenset(released),
        excluded_by_hand=frozenset(by_hand),
        ssn=tuple(ssn),
        client=client,
        persons={doc.id: who_facts(doc) for doc in documents if doc.id in strangers | doubtful},
    )


def _owners(
    documents: Sequence[Document], drafts: Sequence[Draft], client: Client, given: Given, knowledge: Knowledge
) -> list[Whose]:
    """Whose each paper is by itself, then by the accounts that the others prove."""
    looks = [[sheet.look for sheet in draft.sheets] for draft in drafts]
    alone = [
        whose(document, client, given, knowledge, pages)
        for document, pages in zip(documents, looks, strict=True)
    ]
    accounts = accounts_of(documents, alone, looks, knowledge)
    return [
        accounts.whose(found, document, pages, knowledge)
        for document, pages, found in zip(documents, looks, alone, strict=True)
    ]


def _of_drafts(
    documents: Sequence[Document], drafts: Sequence[Draft], given: Given, knowledge: Knowledge
) -> Observations:
    """What the sheets of each paper show: their order, gaps in their numbers, what could not be read."""
    printed = {sheet.page.ref: sheet.number for draft in drafts for sheet in draft.sheets if sheet.number}
    said = {c.page for c in given.corrections if c.first_page is not None}
    asked = [one for one in perhaps_one(drafts, knowledge) if one.pages[0] not in said]
    unread = [sheet.page for draft in drafts for sheet in draft.sheets if not sheet.legible]
    both = [*zip(documents, drafts, strict=True)]
    return Observations(
        reordered=frozenset(doc.id for doc, draft in both if draft.reordered),
        may_go_on=frozenset(doc.id for doc, draft in both if any(draft is one for one in asked)),
        missing={doc.id: gaps for doc, draft in both if (gaps := draft.missing(printed))},
        illegible=tuple(page.ref for page in unread if page.failure != UNDRAWN),
        undrawn=tuple(page.ref for page in unread if page.failure == UNDRAWN),
    )
