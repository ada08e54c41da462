"""The room's door: pages in, the case out.

What each paper is, whose, what it says, and what a person must look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from packetizer.model import (
    UNDRAWN,
    Case,
    Correction,
    Document,
    Fact,
    Given,
    Omission,
    OmitReason,
    Page,
    PageRef,
    Place,
    SecondReading,
)
from packetizer.understanding.case import across
from packetizer.understanding.case.beginnings import find_beginnings
from packetizer.understanding.case.caseinfo import case_info, insurer_name, offering_more
from packetizer.understanding.case.contents import find_contents
from packetizer.understanding.case.dispute import elsewhere, of_other_care
from packetizer.understanding.case.duplicates import find_duplicates
from packetizer.understanding.case.entrydays import entry_days
from packetizer.understanding.case.levels import not_final
from packetizer.understanding.case.notices import Observations, notices, unsure_turns
from packetizer.understanding.case.partly import approvals, partly_approved
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
    corrected,
    missed_pages,
    missed_values,
    said_of_missed,
)
from packetizer.understanding.facts.dates.owndate import paper_date
from packetizer.understanding.facts.known import recall
from packetizer.understanding.facts.names.heads import name_at_head, treating_names
from packetizer.understanding.facts.names.nameorder import without_middle
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.facts.names.sameperson import without_initials
from packetizer.understanding.facts.settle import Settle, settle
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge, NameLore
from packetizer.understanding.page.look import Look, look_at
from packetizer.understanding.page.numbering import page_number
from packetizer.understanding.page.transmission import without_transmission
from packetizer.understanding.people.confidential import Confidence, confidence_of, parties_of
from packetizer.understanding.people.guardians import guardians
from packetizer.understanding.people.identity import Client, Whose, find_client, patient_of, who_facts, whose
from packetizer.understanding.people.sensitive import (
    is_psychotherapy_notes,
    is_substance_use_record,
    pages_with_ssn,
)
from packetizer.understanding.people.spelling import in_one_spelling
from packetizer.understanding.second import deciding, disputes, read_twice
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.acrossfiles import perhaps_one
from packetizer.understanding.splitting.cards import join_card_sides
from packetizer.understanding.splitting.draft import Draft
from packetizer.understanding.splitting.split import divide
from packetizer.understanding.told import Told, tell
from packetizer.understanding.types.classify import Verdict, verdict
from packetizer.understanding.types.folders import begins_by_folder
from packetizer.understanding.types.titles import (
    as_headed,
    head_of,
    paper_title,
    several_named,
    titled_apart,
)

_PEOPLE = (FactKind.NAME_PATIENT, FactKind.NAME_PROVIDER)
_NO_SEPARATOR = 12  # a sheet with more words holds something
_NO_TEMPLATE = 330  # words of a printed separator with its instructions, and what a reader makes of bars
_TEMPLATE_PHRASES = 2
_LEGIBLE = 0.4  # chance of a page's words being right, below which they are noise: handwriting, a drawing


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers that the pages make, each for itself, and the pages that make none."""

    documents: tuple[Document, ...]
    drafts: tuple[Draft, ...]  # one for each document
    sheets: tuple[Sheet, ...]  # every page
    kept: tuple[Sheet, ...]  # those in documents
    blank: tuple[PageRef, ...]
    separators: tuple[PageRef, ...]
    copies: Mapping[PageRef, PageRef]
    missed: tuple[Correction, ...] = ()  # of a person, that fit nothing

    @property
    def deciding(self) -> tuple[Place, ...]:
        """Where the facts stand that are worth a second reading."""
        return deciding(self.documents)


def understand(pages: Sequence[Page], given: Given, knowledge: Knowledge) -> Case:
    """The case that the pages make, read once."""
    return take_together(find_papers(pages, given, knowledge), given, knowledge)


def find_papers(
    pages: Sequence[Page],
    given: Given,
    knowledge: Knowledge,
    told: Mapping[PageRef, Told] | None = None,
    settled: Settle = settle,
    looks: Mapping[PageRef, Look] | None = None,
) -> Papers:
    """What papers the pages are and what each of them says.

    `told`: by pages that were asked, `looks`: of pages that were looked at. `settled` does as `settle`, and
    may remember.
    """
    told, looks = told or {}, looks or {}
    pages = [without_transmission(page) for page in pages]
    asked = [_sheet(page, knowledge, told.get(page.ref), looks.get(page.ref)) for page in pages]
    sheets = _told_by_others(asked, knowledge)
    blank = [sheet for sheet in sheets if _is_blank(sheet, knowledge)]
    empty = {sheet.page.ref for sheet in blank}
    separators = [s for s in sheets if s.page.ref not in empty and _is_separator(s, knowledge)]
    held = empty | {sheet.page.ref for sheet in separators}
    filled = [sheet for sheet in sheets if sheet.page.ref not in held]
    copies = find_duplicates(filled)
    kept = [sheet for sheet in filled if sheet.page.ref not in copies]

    corrections = by_page(given.corrections)
    begins = begins_by_folder(sheet.page.ref for sheet in kept)
    begins |= {c.page: c.first_page for c in given.corrections if c.first_page is not None}
    parted = frozenset(sheet.page.ref for sheet in separators)
    providers = treating_names(sheets)
    drafts = join_card_sides(divide(kept, parted, begins, knowledge), knowledge)
    made = [_document(draft, corrections, providers, knowledge, settled) for draft in drafts]
    here, there = {sheet.page.ref for sheet in sheets}, {sheet.page.ref for sheet in kept}
    lost = tuple(missed_pages(given.corrections, here, there))
    return Papers(
        documents=tuple(_numbered([document for document, _ in made])),
        drafts=tuple(drafts),
        sheets=tuple(sheets),
        kept=tuple(kept),
        blank=tuple(sheet.page.ref for sheet in blank),
        separators=tuple(sheet.page.ref for sheet in separators),
        copies=copies,
        missed=(*lost, *(one for _, missed in made for one in missed)),
    )


def take_together(
    papers: Papers, given: Given, knowledge: Knowledge, second: Mapping[Place, SecondReading] | None = None
) -> Case:
    """The case that the papers make. `second`: what another reader saw at the places that decide.

    Every page ends in exactly one place: in a document, or among the omissions as blank or duplicate. Pages
    held back (another person's, a sensitive paper, excluded by hand) are omitted and belong to a document
    too.
    """
    drafts, kept = papers.drafts, papers.kept
    pages = [sheet.page for sheet in kept]
    corrections = by_page(given.corrections)
    documents = in_one_spelling(read_twice(papers.documents, pages, second or {}))
    client = find_client(documents, given, knowledge)
    documents = [replace(doc, patient=patient_of(doc, client, knowledge)) for doc in documents]

    seen = _observe(documents, drafts, client, given, corrections, knowledge)
    seen = replace(seen, blank=papers.blank, separators=papers.separators, copies=papers.copies)
    in_packet = [doc for doc in documents if doc.id not in seen.excluded]
    other = elsewhere([doc for doc in in_packet if doc.id not in seen.released], pages, knowledge.lexicon)
    seen = replace(seen, other_dispute=other.surely)
    in_packet = [doc for doc in in_packet if doc.id not in seen.excluded]
    contents = (
        *find_contents(in_packet, pages),
        *find_beginnings(in_packet, pages, knowledge.lexicon),
        *approvals(in_packet, pages, knowledge.lexicon),
    )
    typed = {doc.id for doc in documents if any(c.type for c in _by_hand(doc.pages, corrections))}
    titled = {doc.id for doc in documents if any(c.title for c in _by_hand(doc.pages, corrections))}
    documents = not_final(documents, offering_more(contents), typed, titled, knowledge)
    in_packet = [doc for doc in documents if doc.id not in seen.excluded]
    info = case_info(in_packet, kept, contents, client, given, knowledge)
    care = care_of(in_packet, info.treatment.value, knowledge.lexicon)
    ties = payment_ties(in_packet, pages, care, knowledge.lexicon)
    heads = {page.ref: head_of(page) for page in pages}
    documents = [titled_by_care(doc, care, heads.get(doc.pages[0], ""), knowledge) for doc in documents]
    documents = titled_apart(documents, titled, knowledge)
    in_packet = [doc for doc in documents if doc.id not in seen.excluded]
    house = household_papers(in_packet, pages, care, knowledge.lexicon)
    house = tuple(paper for paper in house if paper.id not in seen.released)
    others = frozenset(tie.document for tie in ties if tie.other) - seen.released
    seen = replace(seen, unrelated=others | {paper.id for paper in house})
    notes = (*unrelated(in_packet, ties, seen.unrelated), *of_household(house))
    in_packet = [doc for doc in in_packet if doc.id not in seen.unrelated]
    untied = {tie.document for tie in ties if not tie.sure}
    money = across.ledger([doc for doc in in_packet if doc.id not in untied])
    return _as_told(
        Case(
            info=info,
            documents=tuple(documents),
            omissions=_omissions(documents, seen, papers.sheets),
            denial=across.denial(in_packet, knowledge.lexicon),
            ledger=money,
            chronology=across.chronology(in_packet, money=money),
            missed_corrections=papers.missed,
            warnings=(
                *said_of_missed(
                    papers.missed,
                    {sheet.page.ref for sheet in papers.sheets},
                    [fact for sheet in kept for fact in sheet.facts],
                ),
                *notices(documents, seen, knowledge),
                *unsure_turns(pages),
                *disputes(in_packet, pages, second or {}),
                *across.conflicts(in_packet),
                *across.set_aside(in_packet, knowledge.lexicon),
                *of_other_care(documents, other),
                *partly_approved(in_packet, contents),
                *never_claimed(in_packet, contents),
                *notes,
            ),
            contents=(*contents, *guardians(in_packet, pages, info.client_name.value)),
            unnamed_days=unnamed_days(in_packet, pages, knowledge.lexicon),
            ties=ties,
        ),
        knowledge,
    )


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


# ---------------------------------------------------------------- pages


def _sheet(page: Page, knowledge: Knowledge, told: Told | None, look: Look | None) -> Sheet:
    look = look or look_at(page, knowledge.vocabulary)
    told = told or tell(page, knowledge, look)
    return Sheet(
        page=page,
        look=look,
        scores=told.scores,
        number=page_number(look),
        facts=told.facts,
        legible=page.failure is None and bool(page.words) and page.confidence >= _LEGIBLE,
    )


def _told_by_others(sheets: Sequence[Sheet], knowledge: Knowledge) -> list[Sheet]:
    """The sheets with what the papers of the case tell of each other's names and numbers."""
    facts = recall([s.page for s in sheets], [s.facts for s in sheets], knowledge.lexicon)
    return [replace(sheet, facts=found) for sheet, found in zip(sheets, facts, strict=True)]


def _is_blank(sheet: Sheet, knowledge: Knowledge) -> bool:
    if sheet.page.failure is not None:
        return False
    return sheet.page.blank or sheet.look.squashed in knowledge.wordings.intentionally_blank


def _is_separator(sheet: Sheet, knowledge: Knowledge) -> bool:
    """A sheet that only parts papers: a patch or bar code with its word, and nothing else."""
    look, wordings = sheet.look, knowledge.wordings
    if not sheet.legible:
        return False
    told = sum(look.find(phrase) >= 0 for phrase in wordings.separator_templates)
    if told >= _TEMPLATE_PHRASES and len(look.page.words) <= _NO_TEMPLATE:
        return True
    if len(look.page.words) > _NO_SEPARATOR:
        return False
    runs = {look.squashed[part.start : part.end] for part in look.segments}
    if runs & wordings.separators:
        return True
    text = " ".join(line.text for line in look.lines).strip().lower()
    return any(pattern.fullmatch(text) for pattern in wordings.separator_patterns)


# ---------------------------------------------------------------- documents


def _by_hand(pages: Iterable[PageRef], corrections: Corrections) -> list[Correction]:
    return [correction for page in pages for correction in corrections.get(page, ())]


def _document(
    draft: Draft, corrections: Corrections, providers: Sequence[str], knowledge: Knowledge, settled: Settle
) -> tuple[Document, tuple[Correction, ...]]:
    """A paper with its type, facts, title and date; ids come later. And corrections of what it never said."""
    by_hand = _by_hand(draft.pages, corrections)
    found = _verdict(draft, knowledge)
    type_by_hand = next((c.type for c in by_hand if c.type in knowledge.types), None)
    if type_by_hand:
        found = Verdict(type_by_hand, 1.0, ())
    kind = knowledge.types[found.type]
    facts = _facts(draft, found.type, providers, knowledge, settled)
    missed = tuple(missed_values(facts, by_hand))
    facts = corrected(facts, [sheet.page for sheet in draft.sheets], corrections)
    title = next((c.title for c in by_hand if c.title), None)
    entries = entry_days((s.page for s in draft.sheets), knowledge.lexicon) if kind.entries else ""
    head = head_of(draft.sheets[0].page)
    day = next((c.date for c in by_hand if c.date), None)
    made = Document(
        id="",
        type=found.type,
        title=title or paper_title(kind, facts, insurer_name(facts), knowledge, entries, head),
        date=day or paper_date(knowledge.lexicon.role(found.type), facts, draft.pages),
        pages=draft.pages,
        confidence=found.confidence,
        facts=facts,
        candidates=found.candidates,
    )
    return made, missed


def _facts(
    draft: Draft, type_: str, providers: Sequence[str], knowledge: Knowledge, settled: Settle
) -> tuple[Fact, ...]:
    """What the paper says, now that its type is known."""
    on_pages = [fact for sheet in draft.sheets for fact in sheet.facts]
    facts = settled(type_, on_pages, [sheet.page for sheet in draft.sheets], knowledge.lexicon, providers)
    if not knowledge.types[type_].clinical or not draft.sheets[0].legible:
        return facts
    named = name_at_head(draft.sheets[0], facts, providers, knowledge)
    return facts if named is None else (*facts, named)


def _verdict(draft: Draft, knowledge: Knowledge) -> Verdict:
    legible = [sheet.scores for sheet in draft.sheets if sheet.legible]
    if not legible:
        return Verdict("other", 0.0, ())
    found = verdict(legible, knowledge)
    if knowledge.lexicon.role(found.type).pays != "bill" or not _bills_nothing(draft, knowledge):
        return found
    return Verdict("other", found.confidence, ())


def _bills_nothing(draft: Draft, knowledge: Knowledge) -> bool:
    """Whether what looks like a bill says itself that it only estimates what care will cost."""
    phrases = knowledge.wordings.nothing_billed
    return any(sheet.look.find(phrase) >= 0 for sheet in draft.sheets for phrase in phrases)


def _numbered(documents: Sequence[Document]) -> list[Document]:
    """Ids in source order: documents d1 …, facts f1 …."""
    made: list[Document] = []
    count = 0
    for number, document in enumerate(documents, start=1):
        facts: list[Fact] = []
        for fact in document.facts:
            count += 1
            facts.append(replace(fact, id=f"f{count}"))
        made.append(replace(document, id=f"d{number}", facts=tuple(facts)))
    return made


# ---------------------------------------------------------------- what stays out


def _observe(
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
    for document, draft in zip(documents, drafts, strict=True):
        settled = _by_hand(document.pages, corrections)
        released |= {document.id} if any(c.release for c in settled) else set()
        by_hand |= {document.id} if any(c.exclude for c in settled) else set()
        belongs = whose(document, client, given, knowledge, [sheet.look for sheet in draft.sheets])
        strangers |= {document.id} if belongs is Whose.OTHER else set()
        doubtful |= {document.id} if belongs is Whose.DOUBT else set()
        therapy |= {document.id} if is_psychotherapy_notes(document) else set()
        substance |= {document.id} if is_substance_use_record(document, draft.sheets, knowledge) else set()
        private[confidence_of(document, draft.sheets, parties, knowledge)].add(document.id)
        ssn.extend(pages_with_ssn(draft.sheets, knowledge))
    printed = {sheet.page.ref: sheet.number for draft in drafts for sheet in draft.sheets if sheet.number}
    said = {c.page for c in given.corrections if c.first_page is not None}
    asked = [one for one in perhaps_one(drafts, knowledge) if one.pages[0] not in said]
    unread = [sheet.page for draft in drafts for sheet in draft.sheets if not sheet.legible]
    return Observations(
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
        reordered=frozenset(d.id for d, draft in zip(documents, drafts, strict=True) if draft.reordered),
        may_go_on=frozenset(
            d.id for d, draft in zip(documents, drafts, strict=True) if any(draft is one for one in asked)
        ),
        missing={
            d.id: gaps for d, draft in zip(documents, drafts, strict=True) if (gaps := draft.missing(printed))
        },
        illegible=tuple(page.ref for page in unread if page.failure != UNDRAWN),
        undrawn=tuple(page.ref for page in unread if page.failure == UNDRAWN),
    )


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
