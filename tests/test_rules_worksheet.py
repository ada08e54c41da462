"""What the rules say, on the worksheet: earlier treatments, the denial letter's parts, questions, rights."""

from __future__ import annotations

from dataclasses import replace

from packetizer.model import NoticePart, Question, Right, Trial
from packetizer.packet.worksheet import worksheet_html
from tests.worksheet_case import CASE, DENIAL, FINDINGS, GIVEN, PLAN, build

FOUND = replace(
    FINDINGS,
    requirements=(
        replace(
            FINDINGS.requirements[0],
            criterion="2 antidepressants, 8 weeks each",
            trials=(
                Trial("sertraline", "SSRI", "200 mg", "14 weeks", "", True, "", DENIAL.pages[:1]),
                Trial("bupropion", "NDRI", "", "4 weeks", "", False, "under 8 weeks", DENIAL.pages[:1]),
            ),
        ),
        *FINDINGS.requirements[1:],
    ),
    notice=(
        NoticePart("reason", "The specific reason", DENIAL.id, DENIAL.pages[0], "the reason"),
        NoticePart("plan_provision", "The plan provision", DENIAL.id, None, "the plan provision, quoted"),
    ),
    notice_follows="External review may be open.",
    questions=(
        Question("plan_type", "What kind of plan is it?", "Deadlines hang on it.", "plan:\n  type: KIND"),
    ),
    rights=(Right("Claim file", "Free of charge on request."),),
    forms=(Right("Member Appeal Form", "for the appeal."),),
)


def page() -> str:
    return worksheet_html(build(findings=FOUND), CASE, FOUND, GIVEN, PLAN, {})


def test_drugs_letter_questions_rights_and_forms_are_told() -> None:
    html = " ".join(page().split())
    for words in (
        "2 antidepressants, 8 weeks each",
        "does not count: under 8 weeks",
        "not found in this letter",
        "the plan provision, quoted",
        "External review may be open.",
        "What kind of plan is it?",
        "Claim file",
        "Member Appeal Form",
    ):
        assert words in html, words


def test_nothing_of_it_where_there_is_nothing_to_say() -> None:
    html = worksheet_html(build(), CASE, FINDINGS, GIVEN, PLAN, {})
    for words in (
        "drug by drug",
        "not found in this letter",
        "What only you may know",
        "Rights and cautions",
    ):
        assert words not in html, words
