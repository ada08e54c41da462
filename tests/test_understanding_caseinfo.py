"""The case in a few values: the kind of plan, what comes next, titles."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Box, Case, Fact, Given, PageRef
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.types.titles import paper_title
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
        pytest.param("", "", None, id="nothing said"),
    ],
)
def test_kind_of_plan(head: str, middle: str, plan: str | None) -> None:
    assert read(LETTER.format(head=head, middle=middle)).info.plan_type.value == plan


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
