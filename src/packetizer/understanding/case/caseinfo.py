"""The case in a few values, given by a person or read from the papers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import prod

from packetizer.model import CaseInfo, Content, Document, Fact, Given, Known
from packetizer.trust import READ
from packetizer.understanding.case.askedfor import bills_a_drug, named_by_codes, named_in_words
from packetizer.understanding.case.diagnoses import diagnoses
from packetizer.understanding.case.plan import plan_state, plan_type, sheets_of
from packetizer.understanding.facts.denial.codes import may_deny
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.people.identity import Client, facts_of, most_common
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
_ENDS = {"levels_over", "external_now"}  # what a decision says that ends the plan's own levels
_READABLE = 0.5  # the chance from which a number counts as read
_OF_A_ROW = (FactKind.DATE_SERVICE, FactKind.CODE_PROCEDURE, FactKind.AMOUNT_BILLED)


def case_info(
    documents: Sequence[Document],
    sheets: Sequence[Sheet],
    contents: Sequence[Content],
    client: Client,
    given: Given,
    knowledge: Knowledge,
) -> CaseInfo:
    """`documents` are those that are not held back; `sheets` their pages; `contents` what they say."""
    denying = [document for document in documents if knowledge.types[document.type].denies]
    plan_papers = [document for document in documents if document.type in _PLAN_PAPERS]
    first = denying or plan_papers or list(documents)
    group = _first_known(most_common(first, FactKind.ID_GROUP), most_common(documents, FactKind.ID_GROUP))
    info = CaseInfo(
        client_name=client.name,
        client_dob=client.dob,
        member_id=client.member_id,
        group_number=group,
        insurer=_insurer(first, documents, knowledge),
        plan_type=plan_type(plan_papers, sheets, group.value, knowledge),
        plan_state=plan_state(plan_papers, sheets, client, knowledge),
        appeal_level=_appeal_level(documents, contents, knowledge),
        claim_numbers=_claims(first, documents, knowledge.lexicon),
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
    """The insurer that most papers name, where each is read best; a listed one by its id.

    One that nobody listed is told by the name that the deciding papers print, as most papers have it.
    """
    found = _named_most(first, documents)
    known = knowledge.lexicon.insurer(found.value) if found.value is not None else None
    if known is not None:
        return Known(known.id, inferred=True, facts=found.facts)
    deciding = {str(fact.value) for paper in first for fact in facts_of(paper, FactKind.NAME_INSURER)}
    return _named_most([_with_insurers(paper, deciding) for paper in documents], ())


def _named_most(first: Sequence[Document], documents: Sequence[Document]) -> Known[str]:
    best = [[_best_read(paper) for paper in papers] for papers in (first, documents)]
    return _first_known(*(most_common(papers, FactKind.NAME_INSURER) for papers in best))


def _best_read(paper: Document) -> Document:
    """The paper with each insurer's name only where it is read best."""
    names = sorted(facts_of(paper, FactKind.NAME_INSURER), key=lambda fact: -fact.confidence)
    return replace(paper, facts=tuple({str(fact.value): fact for fact in reversed(names)}.values()))


def _with_insurers(paper: Document, names: Collection[str]) -> Document:
    said = facts_of(paper, FactKind.NAME_INSURER)
    return replace(paper, facts=tuple(f for f in said if str(f.value) in names and f.confidence >= READ))


def _claims(
    first: Sequence[Document], documents: Sequence[Document], lexicon: Lexicon
) -> Known[tuple[str, ...]]:
    """The numbers on what decides and on statements that deny, else those on which several papers agree.

    What one paper shows too faintly to be read for sure, another may show clearly: the papers that agree on a
    number speak for it together. Those that a list has come before those of which a sentence speaks.
    """
    bearing: dict[str, list[tuple[str, Fact]]] = {}  # the papers and facts, by the number
    for document in documents:
        for fact in document.facts:
            if fact.kind == FactKind.ID_CLAIM:
                bearing.setdefault(str(fact.value), []).append((document.id, fact))
    known = {value: said for value, said in bearing.items() if _together(said) >= _READABLE}
    deciding = {paper.id for paper in first}
    listed = {fact.id for paper in first for fact in paper.facts if _in_list(fact, paper)}
    decided = [value for value in known if any(paper in deciding for paper, _ in known[value])]
    decided.sort(key=lambda value: not any(fact.id in listed for _, fact in known[value]))
    denied = {paper.id for paper in documents if _denies(paper, lexicon)}
    told = [value for value in known if any(paper in denied for paper, _ in known[value])]
    several = [value for value in known if len(dict(known[value])) > 1]
    return _with_facts(list(dict.fromkeys((*decided, *told))) or several, known)


def _in_list(claim: Fact, paper: Document) -> bool:
    """Whether a claim's number stands in a row with what was done or charged."""
    return any(
        fact.kind in _OF_A_ROW
        and fact.page == claim.page
        and min(fact.box.y1, claim.box.y1) - max(fact.box.y0, claim.box.y0) > claim.box.height / 2
        for fact in paper.facts
    )


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
    pages = [sheet.page for sheet in sheets_of(letters, sheets)]
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
    contents = tuple(contents)
    offering = offering_more(contents)
    decided = [paper for paper in documents if paper.type == "final_denial_letter" or paper.id in offering]
    if decided:
        newest = max(decided, key=lambda document: (document.date is not None, document.date or date.min))
        return _next_step([said for said in contents if said.document == newest.id])
    lexicon = knowledge.lexicon
    denies = any(knowledge.types[paper.type].denies or _denies(paper, lexicon) for paper in documents)
    return Known("internal_1", inferred=True) if denies else Known()


def offering_more(contents: Iterable[Content]) -> frozenset[str]:
    """The decisions on an appeal after which the plan itself is to be asked once more, by their ids.

    One that opens external review as well ends what the plan requires: its further level is voluntary.
    """
    said: dict[str, set[str]] = {}
    for content in contents:
        said.setdefault(content.document, set()).add(content.id)
    return frozenset(paper for paper, ids in said.items() if "next_internal" in ids and not ids & _ENDS)


_SAYS_OUTSIDE = ("levels_over", "external_now", "external_review")


def _next_step(contents: Sequence[Content]) -> Known[str]:
    """After the denial of an appeal. A letter that offers both steps, or says of neither, leaves doubt."""
    said = {one.id: one.page for one in contents}
    inside, over, outside = (name in said for name in ("next_internal", "levels_over", "external_now"))
    if inside and not over:
        other = ("external",) if outside else ()
        return Known("internal_2", inferred=True, pages=(said["next_internal"],), perhaps=other)
    shown = tuple(said[name] for name in _SAYS_OUTSIDE if name in said)
    return Known(
        "external", inferred=True, pages=shown, perhaps=("internal_2",) if inside or not shown else ()
    )


def _denies(document: Document, lexicon: Lexicon) -> bool:
    return document.type == "eob" and any(
        fact.kind == "denial.rarc" or may_deny(fact, lexicon) for fact in document.facts
    )
