"""What the papers of a case say together: whose they are, what stays out, what a person must look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from packetizer.model import (
    Case,
    Content,
    Document,
    Fact,
    Given,
    Omission,
    OmitReason,
    Page,
    Place,
    SecondReading,
    Tie,
    Warning,
)
from packetizer.understanding.case import across
from packetizer.understanding.case.askedfor import asked_for
from packetizer.understanding.case.beginnings import find_beginnings
from packetizer.understanding.case.caseinfo import case_info, offering_more
from packetizer.understanding.case.contents import find_contents
from packetizer.understanding.case.dispute import elsewhere, of_other_care
from packetizer.understanding.case.levels import not_final
from packetizer.understanding.case.misrouted import to_send_elsewhere
from packetizer.understanding.case.notices import Observations, notices, unsure_turns
from packetizer.understanding.case.observe import observe
from packetizer.understanding.case.ownnumbers import own_numbers
from packetizer.understanding.case.partly import approvals, partly_approved
from packetizer.understanding.case.scoredays import moments
from packetizer.understanding.case.ties import (
    Care,
    care_of,
    household_papers,
    of_household,
    payment_ties,
    tied_payees,
    unrelated,
)
from packetizer.understanding.case.unnameddays import unnamed_days
from packetizer.understanding.case.unsubmitted import never_claimed
from packetizer.understanding.corrections import (
    Corrections,
    by_page,
    of_pages,
    said_of_missed,
)
from packetizer.understanding.facts.names.nameorder import without_middle
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.facts.names.sameperson import without_initials
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge, NameLore
from packetizer.understanding.papers import Papers
from packetizer.understanding.people.guardians import guardians
from packetizer.understanding.people.identity import find_client, patient_of
from packetizer.understanding.people.spelling import in_one_spelling
from packetizer.understanding.second import disputes, read_twice
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.types.titles import (
    as_headed,
    head_of,
    paper_title,
    several_named,
    titled_apart,
)

_PEOPLE = (FactKind.NAME_PATIENT, FactKind.NAME_PROVIDER)


def take_together(
    papers: Papers, given: Given, knowledge: Knowledge, second: Mapping[Place, SecondReading] | None = None
) -> Case:
    """The case that the papers make. `second`: what another reader saw at the places that decide.

    Every page ends in exactly one place: in a document, or among the omissions as blank or duplicate. Pages
    held back (another person's, a sensitive paper, excluded by hand) are omitted and belong to a document
    too.
    """
    pages = [sheet.page for sheet in papers.kept]
    corrections = by_page(given.corrections)
    documents = in_one_spelling(read_twice(papers.documents, pages, second or {}))
    client = find_client(documents, given, knowledge)
    documents = [replace(doc, patient=patient_of(doc, client, knowledge)) for doc in documents]
    seen = observe(documents, papers.drafts, client, given, corrections, knowledge)
    seen = replace(seen, blank=papers.blank, separators=papers.separators, copies=papers.copies)

    asked = [doc for doc in seen.in_packet(documents) if doc.id not in seen.released]
    other = elsewhere(asked, pages, knowledge.lexicon)
    seen = replace(seen, other_dispute=other.surely)
    contents = _contents(seen.in_packet(documents), pages, knowledge)
    documents = not_final(documents, offering_more(contents), *_by_person(documents, corrections), knowledge)
    info = case_info(seen.in_packet(documents), papers.kept, contents, client, given, knowledge)
    care = care_of(seen.in_packet(documents), info.treatment.value, knowledge.lexicon)
    ties = payment_ties(seen.in_packet(documents), pages, care, knowledge.lexicon)
    documents = _titled(documents, care, pages, corrections, knowledge)
    seen, notes = _without_unrelated(documents, pages, seen, care, ties, knowledge)

    used = seen.in_packet(documents)
    untied = {tie.document for tie in ties if not tie.sure}
    money = across.ledger([doc for doc in used if doc.id not in untied])
    case = Case(
        info=info,
        documents=tuple(documents),
        omissions=_omissions(documents, seen, papers.sheets),
        denial=across.denial(used, knowledge.lexicon),
        ledger=money,
        chronology=across.chronology(used, money=money),
        missed_corrections=papers.missed,
        warnings=(
            *_of_missed(papers),
            *notices(documents, seen, knowledge),
            *unsure_turns(pages),
            *disputes(used, pages, second or {}),
            *_of_used(used, contents, knowledge),
            *of_other_care(documents, other),
            *notes,
        ),
        contents=(*contents, *guardians(used, pages, info.client_name.value)),
        unnamed_days=unnamed_days(used, pages, knowledge.lexicon),
        moments=tuple(moments(documents, pages)),
        ties=ties,
    )
    return _as_told(case, knowledge)


def _contents(
    documents: Sequence[Document], pages: Sequence[Page], knowledge: Knowledge
) -> tuple[Content, ...]:
    """What papers should say and do say; when treatment began; what a decision names and approves."""
    by_ref = {page.ref: page for page in pages}
    return (
        *find_contents(documents, pages),
        *find_beginnings(documents, pages, knowledge.lexicon),
        *approvals(documents, pages, knowledge.lexicon),
        *asked_for(documents, by_ref, knowledge.lexicon),
        *own_numbers(documents, by_ref, knowledge.lexicon),
    )


def _of_used(
    documents: Sequence[Document], contents: Sequence[Content], knowledge: Knowledge
) -> Iterator[Warning]:
    """What the papers of the packet say against each other, and what an appeal must mind of them."""
    yield from across.conflicts(documents)
    yield from across.set_aside(documents, knowledge.lexicon)
    yield from partly_approved(documents, contents)
    yield from never_claimed(documents, contents)
    yield from to_send_elsewhere(documents, contents, knowledge.lexicon)


def _by_person(documents: Iterable[Document], corrections: Corrections) -> tuple[set[str], set[str]]:
    """The papers whose type, and those whose title, a person gave."""
    typed, titled = set(), set()
    for document in documents:
        settled = of_pages(document.pages, corrections)
        typed |= {document.id} if any(c.type for c in settled) else set()
        titled |= {document.id} if any(c.title for c in settled) else set()
    return typed, titled


def _titled(
    documents: Sequence[Document],
    care: Care,
    pages: Sequence[Page],
    corrections: Corrections,
    knowledge: Knowledge,
) -> list[Document]:
    """The papers by titles that the whole case tells apart."""
    heads = {page.ref: head_of(page) for page in pages}
    named = [titled_by_care(doc, care, heads.get(doc.pages[0], ""), knowledge) for doc in documents]
    _, by_hand = _by_person(named, corrections)
    return titled_apart(named, by_hand, knowledge)


def _without_unrelated(
    documents: Sequence[Document],
    pages: Sequence[Page],
    seen: Observations,
    care: Care,
    ties: Sequence[Tie],
    knowledge: Knowledge,
) -> tuple[Observations, tuple[Warning, ...]]:
    """What has nothing to do with the care: held back, and what is said of it."""
    in_packet = seen.in_packet(documents)
    house = household_papers(in_packet, pages, care, knowledge.lexicon)
    house = tuple(paper for paper in house if paper.id not in seen.released)
    others = frozenset(tie.document for tie in ties if tie.other) - seen.released
    held = replace(seen, unrelated=others | {paper.id for paper in house})
    return held, (*unrelated(in_packet, ties, held.unrelated), *of_household(house))


def _of_missed(papers: Papers) -> Iterator[Warning]:
    """Corrections that fit nothing."""
    there = {sheet.page.ref for sheet in papers.sheets}
    yield from said_of_missed(papers.missed, there, [fact for sheet in papers.kept for fact in sheet.facts])


def titled_by_care(document: Document, care: Care, head: str, knowledge: Knowledge) -> Document:
    """A statement of many bookings by the one that pays for the care, never by another of them.

    `head`: the words at the top of its first page.
    """
    kind, facts = as_headed(knowledge.types[document.type], head), document.facts
    given = document.title != paper_title(kind, facts, None, knowledge)
    statement = knowledge.lexicon.role(document.type).pays == "proof"
    if given or not statement or not several_named(kind, facts):
        return document
    ours = tied_payees(document, care, knowledge.lexicon)
    return replace(document, title=paper_title(kind, ours, None, knowledge))


def _as_told(case: Case, knowledge: Knowledge) -> Case:
    """The case with names as `First Last`: initials have told people apart, and stay in a fact's text."""
    documents = tuple(
        replace(
            document,
            facts=tuple(_named_plainly(fact, knowledge) for fact in document.facts),
            patient=None if document.patient is None else _plain(document.patient, knowledge.names),
        )
        for document in case.documents
    )
    name = case.info.client_name
    if name.value is not None and name.inferred:
        name = replace(name, value=_plain(name.value, knowledge.names))
    return replace(case, documents=documents, info=replace(case.info, client_name=name))


def _named_plainly(fact: Fact, knowledge: Knowledge) -> Fact:
    name = str(fact.value)
    if fact.kind not in _PEOPLE or names_organisation(name, knowledge.lexicon):
        return fact
    patient = fact.kind == FactKind.NAME_PATIENT
    return replace(fact, value=_plain(name, knowledge.names) if patient else without_initials(name))


def _plain(name: str, lore: NameLore) -> str:
    return without_middle(without_initials(name), lore.two_given, lore.family_begins)


def _omissions(
    documents: Sequence[Document], seen: Observations, sheets: Sequence[Sheet]
) -> tuple[Omission, ...]:
    """Every page that stays out, in source order."""
    out = {page: Omission(page, OmitReason.BLANK) for page in (*seen.blank, *seen.separators)}
    out |= {page: Omission(page, OmitReason.DUPLICATE, of) for page, of in seen.copies.items()}
    out |= {
        page: Omission(page, OmitReason.EXCLUDED)
        for document in documents
        if document.id in seen.excluded
        for page in document.pages
    }
    return tuple(out[sheet.page.ref] for sheet in sheets if sheet.page.ref in out)
