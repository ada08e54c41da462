"""The case in a few values: the kind of plan, what comes next, titles."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Box, Case, Correction, Document, Fact, Given, PageRef
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.types.titles import paper_title, titled_apart
from packetizer.understanding.understand import understand
from tests.pages import page_from_text

LETTER = """Quillhaven Health Plan
{head}
March 3, 2026
Dear Wendeline Okafor:
{middle}
We have denied your request because the treatment is not medically necessary. You may appeal within 180 days.
Sincerely,
Medical Director"""

UPHELD = """Quillhaven Health Plan
Decision on your appeal
March 30, 2026
Dear Wendeline Okafor:
We reviewed your appeal. A different physician agrees, and our original decision is upheld.
{next}
Sincerely,
Appeals Department"""


def read(text: str) -> Case:
    return understand([page_from_text(text)], Given(today=date(2026, 6, 1)), load_knowledge())


@pytest.mark.parametrize(
    ("head", "middle", "plan"),
    [
        pytest.param("Individual and Family Plan", "", "individual", id="in the head"),
        pytest.param(
            "", "This plan is self-funded by your employer.", "erisa_self_funded", id="in a sentence"
        ),
        pytest.param(
            "",
            "If you are a Medicaid member or have another plan you may ask for a state fair hearing there.",
            None,
            id="about another programme",
        ),
        pytest.param(
            "Plan type: Fully insured group",
            "If your plan is self-funded, other rules on outside review may hold for you.",
            "erisa_insured",
            id="a label beats an aside",
        ),
        pytest.param(
            "",
            "Mail the appeal or fax it. You are enrolled in an individual policy issued by Mock Health.",
            "individual",
            id="another sentence before it is no aside",
        ),
        pytest.param(
            "",
            "Members of an employer plan or an individual policy may ask their state for help.",
            None,
            id="an aside in its own sentence",
        ),
        pytest.param("Group name: Individual Exchange", "", "individual", id="what the plan is called"),
        pytest.param(
            "Group: 61180 - Tensaw County Commission",
            "This plan is self-funded by your employer.",
            "other",
            id="a county's plan is no ERISA plan",
        ),
        pytest.param("Group: City of Hope Hospital", "It is self-funded.", "erisa_self_funded", id="no city"),
        pytest.param(
            "",
            "This plan is self-funded. It is a governmental plan and is not governed by ERISA.",
            "other",
            id="ERISA does not apply",
        ),
        pytest.param(
            "",
            "This plan is self-funded. If your plan is not governed by ERISA, you cannot sue under it.",
            "erisa_self_funded",
            id="if ERISA does not apply",
        ),
        pytest.param("Plan: PPO (insured)  Group number: 3341920", "", "erisa_insured", id="insured group"),
        pytest.param("Plan: PPO (insured)", "", None, id="insured, whoever provides it"),
        pytest.param("", "", None, id="nothing said"),
    ],
)
def test_kind_of_plan(head: str, middle: str, plan: str | None) -> None:
    assert read(LETTER.format(head=head, middle=middle)).info.plan_type.value == plan


def test_an_insurer_that_nobody_listed_is_told_by_its_printed_name() -> None:
    letter = LETTER.replace("Quillhaven Health Plan", "Sageline Health Insurance Company")
    assert read(letter.format(head="", middle="")).info.insurer.value == "Sageline Health Insurance Company"


def test_the_state_stands_under_the_name_beside_another_column() -> None:
    head = (
        "Wendeline Okafor            Member ID: SLG7001183401\n"
        "418 Quince St Apt 6         Plan: Sageline Silver HMO 94\n"
        "Second floor                Requested on: 11/03/2025\n"
        "Athens GA 30699             Authorization request: UM2611-004827"
    )
    assert read(LETTER.format(head=head, middle="")).info.plan_state.value == "GA"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param(LETTER.format(head="", middle=""), "internal_1", id="first denial"),
        pytest.param(
            UPHELD.format(next="You may request a second level appeal within 60 days."),
            "internal_2",
            id="a second level is offered",
        ),
        pytest.param(
            UPHELD.format(
                next="You have exhausted the internal appeals. You may request an external review."
            ),
            "external",
            id="nothing is left with the plan",
        ),
    ],
)
def test_what_comes_next(text: str, level: str) -> None:
    assert read(text).info.appeal_level.value == level


@pytest.mark.parametrize(
    ("next_", "level", "perhaps"),
    [
        pytest.param(
            "If you do not agree, you may ask for a second level appeal by May 29, 2026.\n"
            "External review. After the second level you may ask for an external review within four months\n"
            "of the final adverse determination.",
            "internal_2",
            (),
            id="a final determination that is to come",
        ),
        pytest.param(
            "You have the right to a further internal appeal. Once you have exhausted all internal appeals,\n"
            "you may ask for an independent review.",
            "internal_2",
            (),
            id="levels that are not used up yet",
        ),
        pytest.param(
            "We must receive your second level appeal within 60 days. If it is urgent, you may ask for an\n"
            "expedited external review at the same time.",
            "internal_2",
            (),
            id="an expedited review beside it",
        ),
        pytest.param(
            "You may file a voluntary second level appeal within 60 days. You may also request an external\n"
            "review within four months.",
            "internal_2",
            ("external",),
            id="both are open",
        ),
        pytest.param(
            "This is a final internal adverse benefit determination. You may request a second level appeal.",
            "external",
            ("internal_2",),
            id="the letter contradicts itself",
        ),
        pytest.param("A copy went to your doctor.", "external", ("internal_2",), id="nothing is said"),
        pytest.param(
            "We denied your second level appeal. You may request an external review within four months.",
            "external",
            (),
            id="the second level is behind",
        ),
        pytest.param(
            "Your plan does not offer a second level appeal. You may ask for an external review.",
            "external",
            (),
            id="no second level",
        ),
        pytest.param("This letter concludes the internal appeal process.", "external", (), id="concluded"),
        pytest.param(
            "This concludes the first level of the internal process. You may ask for a level 2 review.",
            "internal_2",
            (),
            id="only the first level is concluded",
        ),
        pytest.param(
            "If you disagree with this final adverse determination, you may ask for an external review.",
            "external",
            (),
            id="this one is final",
        ),
    ],
)
def test_what_the_denial_of_an_appeal_says_comes_next(
    next_: str, level: str, perhaps: tuple[str, ...]
) -> None:
    known = read(UPHELD.format(next=next_)).info.appeal_level
    assert (known.value, known.perhaps) == (level, perhaps)


@pytest.mark.parametrize(
    ("next_", "type_", "title"),
    [
        pytest.param(
            "You may ask for a Level Two Appeal within 60 days. After the Level Two decision you may\n"
            "ask for an external review.",
            "denial_letter",
            "Denial letter – Quillhaven Health Plan",
            id="the plan's next level",
        ),
        pytest.param(
            "You may file a voluntary second level appeal. You may also request an external review now.",
            "final_denial_letter",
            "Final denial letter – Quillhaven Health Plan",
            id="a voluntary level beside external review",
        ),
        pytest.param(
            "We denied your second level appeal. You may request an external review within four months.",
            "final_denial_letter",
            "Final denial letter – Quillhaven Health Plan",
            id="the second level is behind",
        ),
        pytest.param(
            "A copy went to your doctor.",
            "final_denial_letter",
            "Final denial letter – Quillhaven Health Plan",
            id="nothing is said",
        ),
    ],
)
def test_a_decision_that_offers_a_further_level_of_the_plan_is_not_final(
    next_: str, type_: str, title: str
) -> None:
    paper = read(UPHELD.format(next=next_)).documents[0]
    assert (paper.type, paper.title) == (type_, title)


def test_what_a_person_says_of_such_a_decision_stays() -> None:
    page = page_from_text(UPHELD.format(next="You may request a second level appeal within 60 days."))
    typed = Correction(page.ref, "by hand", type="final_denial_letter")
    titled = Correction(page.ref, "by hand", title="Level one")
    found = []
    for correction in (typed, titled):
        case = understand([page], Given(today=date(2026, 6, 1), corrections=(correction,)), load_knowledge())
        found.append((case.documents[0].type, case.documents[0].title, case.info.appeal_level.value))
    assert found == [
        ("final_denial_letter", "Final denial letter – Quillhaven Health Plan", "internal_2"),
        ("denial_letter", "Level one", "internal_2"),
    ]


@pytest.mark.parametrize(
    ("insurer", "title"),
    [
        pytest.param("Aetna", "Denial letter – Aetna", id="short"),
        pytest.param(
            "Blue Cross and Blue Shield of Massachusetts",
            "Denial letter – Blue Cross and Blue Shield of Massachusetts",
            id="long names stay whole",
        ),
        pytest.param(
            "Quillhaven " * 12, "Denial letter – " + " ".join(["Quillhaven"] * 6) + " …", id="too long"
        ),
    ],
)
def test_titles(insurer: str, title: str) -> None:
    knowledge = load_knowledge()
    fact = Fact("f1", "name.insurer", insurer, insurer, PageRef("a.pdf", 1), Box(0, 0, 1, 0.1), 0.9)
    assert paper_title(knowledge.types["denial_letter"], [fact], insurer, knowledge) == title


@pytest.mark.parametrize(
    ("kind", "head", "names", "title"),
    [
        pytest.param(
            "proof_of_payment",
            "mock hsa account statement",
            {"name.merchant": "Elm Clinic"},
            "Health savings account statement – paid to Elm Clinic",
            id="an account's statement",
        ),
        pytest.param(
            "proof_of_payment",
            "mock hsa card: payment sent",
            {"name.merchant": "Elm Clinic"},
            "Proof of payment – paid to Elm Clinic",
            id="one payment from it",
        ),
        pytest.param("proof_of_payment", "first elm checking statement", {}, "Bank statement", id="a bank's"),
        pytest.param(
            "medication_history",
            "elm apothecary patient prescription profile",
            {"name.provider": "REED A"},
            "Pharmacy prescription history",
            id="a prescriber did not write a pharmacy's list",
        ),
        pytest.param(
            "medication_history",
            "elm pharmacy rx history",
            {"name.provider": "MOCK STREET PHARMACY"},
            "Pharmacy prescription history – Mock Street Pharmacy",
            id="the pharmacy did",
        ),
        pytest.param(
            "medication_history",
            "elm clinic medication list",
            {"name.provider": "Ana Reed"},
            "Medication history – Ana Reed",
            id="a clinic's own list",
        ),
        pytest.param(
            "appeal_letter", "", {"insurer": "Aetna"}, "Appeal letter to Aetna", id="whom it is sent to"
        ),
        pytest.param(
            "appeal_letter",
            "aetna expedited appeal request form fax this form",
            {"insurer": "Aetna"},
            "Expedited appeal form to Aetna",
            id="an insurer's own form",
        ),
        pytest.param(
            "appeal_letter",
            "member complaint and appeal form",
            {"insurer": "Aetna"},
            "Appeal form to Aetna",
            id="its form for any appeal",
        ),
        pytest.param(
            "receipt",
            "",
            {"name.merchant": "UPMC MOCK CLINIC"},
            "Receipt – UPMC Mock Clinic",
            id="in capitals only, but for initials",
        ),
        pytest.param(
            "receipt",
            "",
            {"name.merchant": "QUILLMOOR"},
            "Receipt – QUILLMOOR",
            id="one word may be initials",
        ),
    ],
)
def test_titles_of_forms(kind: str, head: str, names: dict[str, str], title: str) -> None:
    knowledge, place = load_knowledge(), Box(0, 0, 1, 0.1)
    facts = [Fact("f1", name, value, value, PageRef("a.pdf", 1), place, 0.9) for name, value in names.items()]
    told = paper_title(knowledge.types[kind], facts, names.get("insurer"), knowledge, head=head)
    assert told == title


@pytest.mark.parametrize(
    ("values", "added"),
    [
        pytest.param(
            ((date(2026, 7, 21), "C1"), (date(2026, 8, 11), "C2")),
            (", service 07/21/2026", ", service 08/11/2026"),
            id="days of service",
        ),
        pytest.param(
            ((date(2026, 7, 21), "C1"), (date(2026, 7, 21), "C2")), (", claim C1", ", claim C2"), id="claims"
        ),
        pytest.param(((date(2026, 7, 21), "C1"), (date(2026, 7, 21), "C1")), ("", ""), id="nothing differs"),
    ],
)
def test_papers_of_one_title_are_told_apart(
    values: tuple[tuple[date, str], ...], added: tuple[str, ...]
) -> None:
    knowledge, place, ref = load_knowledge(), Box(0, 0, 1, 0.1), PageRef("a.pdf", 1)
    papers = [
        Document(
            f"d{number}",
            "eob",
            "Explanation of benefits – Aetna",
            None,
            (ref,),
            0.9,
            (
                Fact("f1", "date.service", day, "", ref, place, 0.9),
                Fact("f2", "id.claim", claim, claim, ref, place, 0.9),
            ),
        )
        for number, (day, claim) in enumerate(values)
    ]
    titles = [paper.title.removeprefix(papers[0].title) for paper in titled_apart(papers, (), knowledge)]
    assert titles == [*added]
    assert titled_apart(papers, {"d0"}, knowledge) == papers  # one that a person named leaves the other alone


def test_a_title_names_who_stands_on_most_pages() -> None:
    """Not who referred the patient, though that name was read a little better."""
    knowledge, place = load_knowledge(), Box(0, 0, 1, 0.1)
    said = (("Wilbur Sample", 1, 0.97), ("Fern Mock", 1, 0.96), ("Fern Mock", 2, 0.95))
    facts = [
        Fact(f"f{number}", "name.provider", name, name, PageRef("a.pdf", page), place, confidence)
        for number, (name, page, confidence) in enumerate(said)
    ]
    title = paper_title(knowledge.types["psychiatric_evaluation"], facts, None, knowledge)
    assert title == "Psychiatric evaluation – Fern Mock"


DENIED = """Quillhaven Health Plan
March 3, 2026
Notice of Adverse Benefit Determination
Member: Wendeline Okafor     Member ID: QHP44718820
{said}
We have denied your request because the treatment is not medically necessary. You may appeal within 180 days.
Medical Director"""

NOTE = """Ridge Clinic
Progress note
Patient: Wendeline Okafor
Date: February 2, 2026
Past treatment: ketamine infusions in 2024 without lasting benefit. Diagnosis: F33.2.
Plan: continue.
Signed, Ana Reed, MD"""


@pytest.mark.parametrize(
    ("said", "treatment"),
    [
        pytest.param("Treatment: Spravato", "esketamine", id="a drug"),
        pytest.param("CPT 90867, 90868", "transcranial magnetic stimulation", id="by its codes"),
        pytest.param("CPT 90868; CPT 90837", "transcranial magnetic stimulation and psychotherapy", id="two"),
        pytest.param("Service: 64510", "nerve block", id="a block"),
        pytest.param("Service: Residential treatment, 30 days", "residential treatment", id="in a field"),
        pytest.param(
            "Service requested     Stellate Ganglion Block", "stellate ganglion block", id="beside it"
        ),
        pytest.param(
            "Service     Asked for     Our decision\nIntensive outpatient program     20 days     DENIED",
            "intensive outpatient program",
            id="in a column",
        ),
        pytest.param(
            "We reviewed the request for deep transcranial magnetic stimulation (TMS), 36 sessions.",
            "transcranial magnetic stimulation",
            id="in a sentence",
        ),
        pytest.param("Procedure codes: 96365, J3490", "ketamine", id="a drug's codes: what the records give"),
        pytest.param("Service: IV infusion", "ketamine", id="no name of its own"),
        pytest.param("Service: Outpatient", "ketamine", id="a setting"),
        pytest.param("Psychotherapy notes are not needed.", "ketamine", id="not asked for"),
        pytest.param("", "ketamine", id="nothing named"),
    ],
)
def test_the_treatment_is_what_the_decision_names(said: str, treatment: str) -> None:
    pages = [page_from_text(DENIED.format(said=said), "a.pdf"), page_from_text(NOTE, "b.pdf")]
    case = understand(pages, Given(today=date(2026, 6, 1)), load_knowledge())
    assert case.info.treatment.value == treatment
