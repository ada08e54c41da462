"""The case in a few values, given by a person or read from the papers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import prod

from packetizer.model import CaseInfo, Content, Document, Fact, Given, Known
from packetizer.understanding.case.askedfor import bills_a_drug, named_by_codes, named_in_words
from packetizer.understanding.case.diagnoses import diagnoses
from packetizer.understanding.facts.denial.codes import may_deny
from packetizer.understanding.facts.names.sameperson import Likeness, compare_names
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.look import Look, squash, squash_phrase
from packetizer.understanding.people.identity import Client, most_common
from packetizer.understanding.sheet import Sheet

_PLAN_PAPERS = (
    "denial_letter",
    "final_denial_letter",
    "eob",
    "insurance_card",
    "plan_document",
    "external_review_decision",
)
_CARE_PAPERS = ("infusion_record", "letter_of_medical_necessity", "prior_auth_request", "consent_form")
_CITY = re.compile(r"\b([A-Z]{2})\.?,?\s+\d{5}(?:-\d{4})?\b")
_BELOW_NAME = 4  # lines of an address block
_SHORT_LINE = 8  # words of a label or a letterhead
_READABLE = 0.5  # the chance from which a number counts as read
_REACH = 60  # squashed characters before a phrase that may say it is about others


def case_info(
    documents: Sequence[Document],
    sheets: Sequence[Sheet],
    contents: Sequence[Content],
    client: Client,
    given: Given,
    knowledge: Knowledge,
) -> CaseInfo:
    """`documents` are those about the client; `sheets` their pages; `contents` what they say."""
    denying = [document for document in documents if knowledge.types[document.type].denies]
    plan_papers = [document for document in documents if document.type in _PLAN_PAPERS]
    first = denying or plan_papers or list(documents)
    info = CaseInfo(
        client_name=client.name,
        client_dob=client.dob,
        member_id=client.member_id,
        group_number=_first_known(
            most_common(first, FactKind.ID_GROUP), most_common(documents, FactKind.ID_GROUP)
        ),
        insurer=_insurer(first, documents, knowledge),
        plan_type=_plan_type(plan_papers, sheets, knowledge),
        plan_state=_plan_state(plan_papers, sheets, client, knowledge),
        appeal_level=_appeal_level(documents, contents, knowledge),
        claim_numbers=_claims(first, documents),
        treatment=_treatment(denying, documents, sheets, knowledge),
        diagnoses=diagnoses(documents, [sheet.page for sheet in sheets], knowledge.lexicon),
    )
    return _with_given(info, given, knowledge)


def insurer_name(facts: Iterable[Fact]) -> str | None:
    """The insurer a paper names most surely."""
    found = [fact for fact in facts if fact.kind == FactKind.NAME_INSURER]
    return str(max(found, key=lambda fact: fact.confidence).value) if found else None


def _with_given(info: CaseInfo, given: Given, knowledge: Knowledge) -> CaseInfo:
    if given.insurer:
        known = knowledge.lexicon.insurer(given.insurer)
        info = replace(info, insurer=Known(known.id if known else given.insurer))
    if given.plan_type:
        info = replace(info, plan_type=Known(given.plan_type))
    if given.plan_state:
        info = replace(info, plan_state=Known(given.plan_state))
    if given.appeal_level:
        info = replace(info, appeal_level=Known(given.appeal_level))
    if given.claims:
        info = replace(info, claim_numbers=Known(given.claims))
    return info


def _first_known(one: Known[str], other: Known[str]) -> Known[str]:
    return one if one.value is not None else other


def _insurer(first: Sequence[Document], documents: Sequence[Document], knowledge: Knowledge) -> Known[str]:
    found = _first_known(
        most_common(first, FactKind.NAME_INSURER), most_common(documents, FactKind.NAME_INSURER)
    )
    if found.value is None:
        return Known()
    insurer = knowledge.lexicon.insurer(found.value)
    return Known(insurer.id, inferred=True, facts=found.facts) if insurer else Known()


def _claims(first: Sequence[Document], documents: Sequence[Document]) -> Known[tuple[str, ...]]:
    """The numbers on what decides, else those on which several papers agree.

    What one paper shows too faintly to be read for sure, another may show clearly: the papers that agree on a
    number speak for it together.
    """
    bearing: dict[str, list[tuple[str, Fact]]] = {}  # the papers and facts, by the number
    for document in documents:
        for fact in document.facts:
            if fact.kind == FactKind.ID_CLAIM:
                bearing.setdefault(str(fact.value), []).append((document.id, fact))
    known = {value: said for value, said in bearing.items() if _together(said) >= _READABLE}
    deciding = {paper.id for paper in first}
    decided = [value for value in known if any(paper in deciding for paper, _ in known[value])]
    return _with_facts(decided or [value for value in known if len(dict(known[value])) > 1], known)


def _together(said: Sequence[tuple[str, Fact]]) -> float:
    """The chance that a number is right that papers agree on, each paper's best reading counted once."""
    best: dict[str, float] = {}
    for paper, fact in said:
        best[paper] = max(best.get(paper, 0.0), fact.confidence)
    return 1.0 - prod(1.0 - chance for chance in best.values())


def _with_facts(
    values: Sequence[str], bearing: Mapping[str, Sequence[tuple[str, Fact]]]
) -> Known[tuple[str, ...]]:
    facts = tuple(fact.id for value in values for _, fact in bearing[value])
    return Known(tuple(values), inferred=True, facts=facts) if values else Known()


def _treatment(
    denying: Sequence[Document], documents: Sequence[Document], sheets: Sequence[Sheet], knowledge: Knowledge
) -> Known[str]:
    """The drug that was denied; else the service; else the drug that the records of treatment name.

    Where a decision names a service, a drug of other papers was tried before, or is other care.
    """
    treatments = {drug.generic for drug in knowledge.lexicon.drugs.drugs if drug.role == "treatment"}
    care = [document for document in documents if document.type in _CARE_PAPERS]
    if found := _drug(denying, treatments):
        return found
    if not bills_a_drug(denying, knowledge.lexicon):
        service = _service(denying, sheets, knowledge)
        if service.value is not None:
            return service
    return _drug(care, treatments) or _drug(documents, treatments) or Known()


def _service(denying: Sequence[Document], sheets: Sequence[Sheet], knowledge: Knowledge) -> Known[str]:
    """What is denied that is no drug: by its codes, or as a letter's own field names it."""
    coded = named_by_codes(denying, knowledge.lexicon)
    letters = [document for document in denying if document.type != "eob"]
    pages = [sheet.page for sheet in _sheets_of(letters, sheets)]
    asked = None if coded.value else named_in_words(pages, knowledge.lexicon)
    return Known(asked.words, inferred=True) if asked is not None else coded


def _drug(papers: Sequence[Document], treatments: set[str]) -> Known[str] | None:
    found = most_common([_with_drugs_of(paper, treatments) for paper in papers], FactKind.TREATMENT_DRUG)
    return found if found.value is not None else None


def _with_drugs_of(document: Document, wanted: set[str]) -> Document:
    kept = tuple(f for f in document.facts if f.kind != FactKind.TREATMENT_DRUG or str(f.value) in wanted)
    return replace(document, facts=kept)


def _appeal_level(
    documents: Sequence[Document], contents: Iterable[Content], knowledge: Knowledge
) -> Known[str]:
    """What comes next: the internal appeal after a first denial; after the denial of an appeal what the

    newest such letter says.
    """
    final = [document for document in documents if document.type == "final_denial_letter"]
    if final:
        newest = max(final, key=lambda document: (document.date is not None, document.date or date.min))
        return _next_step({said.id for said in contents if said.document == newest.id})
    lexicon = knowledge.lexicon
    denies = any(knowledge.types[paper.type].denies or _denies(paper, lexicon) for paper in documents)
    return Known("internal_1", inferred=True) if denies else Known()


def _next_step(said: Collection[str]) -> Known[str]:
    """After the denial of an appeal. A letter that offers both steps, or says of neither, leaves doubt."""
    inside, over, outside = (name in said for name in ("next_internal", "levels_over", "external_now"))
    if inside and not over:
        return Known("internal_2", inferred=True, perhaps=("external",) if outside else ())
    known = over or outside or "external_review" in said
    return Known("external", inferred=True, perhaps=("internal_2",) if inside or not known else ())


def _denies(document: Document, lexicon: Lexicon) -> bool:
    return document.type == "eob" and any(
        fact.kind == "denial.rarc" or may_deny(fact, lexicon) for fact in document.facts
    )


def _sheets_of(documents: Sequence[Document], sheets: Sequence[Sheet]) -> list[Sheet]:
    pages = {page for document in documents for page in document.pages}
    return [sheet for sheet in sheets if sheet.page.ref in pages]


def _plan_type(papers: Sequence[Document], sheets: Sequence[Sheet], knowledge: Knowledge) -> Known[str]:
    """The kind of plan that most of the plan's own papers tell of, the more telling words first.

    A sentence about other programmes ("if you have Medicare …", "Medicaid members …") tells nothing: a
    phrase in running text counts only beside no word of its kind; one that names a plan in a head or a label
    counts double.
    """
    votes: dict[str, int] = {}
    for paper in papers:
        looks = [sheet.look for sheet in _sheets_of([paper], sheets)]
        for plan, phrases in knowledge.plans.plan_types.items():
            weight = max(
                (_told(look, squash_phrase(p), knowledge) for look in looks for p in phrases), default=0
            )
            votes[plan] = votes.get(plan, 0) + weight
    order = list(knowledge.plans.plan_types)
    best = max(order, key=lambda plan: (votes.get(plan, 0), -order.index(plan)), default=None)
    return Known(best, inferred=True) if best is not None and votes.get(best, 0) else Known()


def _told(look: Look, phrase: str, knowledge: Knowledge) -> int:
    """How surely a page says that its plan is of a kind: 2 in a short line, 1 in a sentence, 0 not."""
    place = look.find(phrase)
    segment = look.segment_at(place) if place >= 0 else None
    if segment is None:
        return 0
    if len(segment.text.split()) <= _SHORT_LINE and not segment.text.rstrip().endswith((",", ".")):
        return 2
    aside = (squash_phrase(phrase) for phrase in knowledge.plans.about_others)
    return 0 if any(_stands_before(look, phrase, place) for phrase in aside) else 1


def _stands_before(look: Look, phrase: str, place: int) -> bool:
    """Whether a phrase stands as whole words shortly before a place of the squashed text, in its sentence."""
    at = look.squashed.find(phrase, _sentence_start(look, place), place)
    while at >= 0:
        if at in look.starts and at + len(phrase) in look.ends:
            return True
        at = look.squashed.find(phrase, at + 1, place)
    return False


def _sentence_start(look: Look, place: int) -> int:
    """Where the sentence of a place begins in the squashed text, or as far before it as matters."""
    start = max(0, place - _REACH)
    for segment in look.segments:
        if segment.end <= start or segment.start > place:
            continue
        at, words = segment.start, segment.text.split()
        for word, after in zip(words, [*words[1:], "A"], strict=True):
            at += len(squash(word))
            if at <= place and word.endswith((".", "!", "?")) and after[0].isupper():
                start = max(start, at)
    return start


def _plan_state(
    papers: Sequence[Document], sheets: Sequence[Sheet], client: Client, knowledge: Knowledge
) -> Known[str]:
    """The state of the client's own address, where a plan's paper is addressed to her or him."""
    if client.name.value is None:
        return Known()
    for sheet in _sheets_of(papers, sheets):
        lines = [segment.text for segment in sheet.look.segments]
        for at, text in enumerate(lines):
            if compare_names(text, client.name.value, knowledge.names) is not Likeness.SAME:
                continue
            for below in lines[at + 1 : at + 1 + _BELOW_NAME]:
                match = _CITY.search(below)
                if match and match[1] in knowledge.plans.states:
                    return Known(match[1], inferred=True)
    return Known()
