"""What papers the pages make, and what each of them says by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from packetizer.model import (
    Correction,
    Document,
    Fact,
    Given,
    Page,
    PageRef,
    Place,
)
from packetizer.understanding.case.caseinfo import insurer_name
from packetizer.understanding.case.duplicates import find_duplicates
from packetizer.understanding.case.entrydays import entry_days
from packetizer.understanding.corrections import (
    Corrections,
    by_page,
    corrected,
    missed_pages,
    missed_values,
    of_pages,
)
from packetizer.understanding.facts.dates.owndate import paper_date
from packetizer.understanding.facts.known import recall
from packetizer.understanding.facts.names.heads import name_at_head, treating_names
from packetizer.understanding.facts.settle import Settle, settle
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.page.look import Look, look_at
from packetizer.understanding.page.numbering import page_number
from packetizer.understanding.page.transmission import without_transmission
from packetizer.understanding.second import deciding
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.cards import join_card_sides
from packetizer.understanding.splitting.draft import Draft
from packetizer.understanding.splitting.split import divide
from packetizer.understanding.told import Told, tell
from packetizer.understanding.types.classify import Verdict, verdict
from packetizer.understanding.types.folders import begins_by_folder
from packetizer.understanding.types.titles import (
    head_of,
    paper_title,
)

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


def _document(
    draft: Draft, corrections: Corrections, providers: Sequence[str], knowledge: Knowledge, settled: Settle
) -> tuple[Document, tuple[Correction, ...]]:
    """A paper with its type, facts, title and date; ids come later. And corrections of what it never said."""
    by_hand = of_pages(draft.pages, corrections)
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
