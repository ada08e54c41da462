"""What a denial notice must say: found on its page, or "not found in this letter"; and forms that expired."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from packetizer.model import Content, Document, Findings, PageRef, Sender
from packetizer.rules.check import check
from packetizer.rules.vocabulary import ContentId
from packetizer.understanding.case.contents import find_contents
from tests.pages import page_from_text
from tests.rules_case import DENIAL, F, Setting, finding, paper, shipped

# The federal model notice of 2011 (HHS and DOL), shortened, with an invented case.
MODEL = """\
Date of Notice: March 2, 2026
Name of Plan: Example Mutual Choice PPO
This document serves as notice of an adverse benefit determination.
Patient Name: Alma Test     ID Number: X123456789
Claim #: 26-0042            Date of Service: January 5, 2026
Provider: Example Clinic
Reason for Denial (in whole or in part): experimental or investigational
Amt. Charged: $900.00    Denial Codes: CO-55
Explanation of Basis for Determination: the service is excluded under Section 9.2 of your plan.
Our medical director reviewed the records; the clinical rationale is given on the next page.
You may ask for a copy of the medical policy free of charge.
What if I need help understanding this denial? Contact us at 555-555-0100.
What if I don't agree with this decision? You have a right to appeal any decision not to provide
or pay for an item or service. You must file your appeal within 180 days of receiving this notice.
What if my situation is urgent? Your review will be conducted within 72 hours (expedited).
You may ask for the diagnosis and treatment codes and their meanings at no cost.
Other resources: for questions call the Employee Benefits Security Administration at 1-866-444-3272.
If we continue to deny the payment you may be able to request an external review of your claim by an
independent third party. You may have the right to file a civil action under section 502(a) of ERISA.
"""
BARE = """\
Dear Member,
We received the request for ketamine infusions. We regret that we cannot approve it.
The treatment is considered investigational.
Sincerely,
Member Services
"""
ALWAYS_FOUND = set(get_args(ContentId)) - {"information_needed"}


def said(text: str, type_: str = "denial_letter") -> dict[str, date | None]:
    page = page_from_text(text)
    one = Document("d1", type_, "Letter", None, (page.ref,), 0.95)
    return {found.id: found.day for found in find_contents([one], [page])}


def test_the_model_notice_says_everything() -> None:
    assert set(said(MODEL)) >= ALWAYS_FOUND


@pytest.mark.parametrize(
    ("text", "insured"),
    [
        pytest.param("Underwritten by Mock Life Insurance Company.", True, id="by its words"),
        pytest.param("Self-insured by your employer.", False, id="it insures itself"),
        pytest.param("This plan is not insured by Mock Health.", False, id="it is said not to be"),
        pytest.param("Self-insured by your employer. Stop loss is insured by Mock Life.", True, id="both"),
    ],
)
def test_whether_a_plan_is_said_to_be_insured(text: str, insured: bool) -> None:
    assert ("insured_by" in said(text, "insurance_card")) is insured


def test_a_bare_letter_says_next_to_nothing() -> None:
    assert set(said(BARE)) <= {"reason"}


@pytest.mark.parametrize(
    ("element", "text", "found"),
    [
        pytest.param(
            "plan_provision", "See the exclusion in your Certificate of Coverage.", True, id="exclusion"
        ),
        pytest.param(
            "plan_provision", "Name of plan: Choice PPO. We looked at your plan.", False, id="only a name"
        ),
        pytest.param(
            "review_procedures", "You may appeal this decision within 60 days.", True, id="how and when"
        ),
        pytest.param("review_procedures", "You may appeal this decision.", False, id="no time limit"),
        pytest.param("review_procedures", "We answered within 30 days.", False, id="no appeal"),
        pytest.param(
            "external_review", "An independent review organization can review this.", True, id="IRO"
        ),
        pytest.param("external_review", "An internal reviewer looked at it.", False, id="internal only"),
        pytest.param(
            "consumer_assistance", "Call your State Department of Insurance.", True, id="department"
        ),
        pytest.param("consumer_assistance", "Call the billing department.", False, id="another department"),
        pytest.param(
            "codes_on_request", "Diagnosis and treatment codes are available on request.", True, id="codes"
        ),
        pytest.param("codes_on_request", "Diagnosis code F33.2.", False, id="a code is no offer"),
        pytest.param("civil_action", "You may bring a civil acti0n under ERlSA.", True, id="misread letters"),
        pytest.param(
            "codes_on_request",
            "You can get copies of the policy and the diagnosis code (F33.2) and its meaning.",
            True,
            id="a code and its meaning",
        ),
        pytest.param("codes_on_request", "The denial code and its meaning: 50.", False, id="a denial's code"),
        pytest.param(
            "plan_provision",
            "The plan’s step therapy requirement has not been met.",
            True,
            id="a requirement of the plan",
        ),
        pytest.param(
            "internal_criterion", "Criteria used. Example CPB 0123, last review 06/11/2026.", True, id="named"
        ),
        pytest.param(
            "internal_criterion",
            "On request and free of charge we give you all documents relevant to the claim.",
            True,
            id="offered, the price first",
        ),
        pytest.param(
            "internal_criterion", "There is no charge for this call.", False, id="free of another kind"
        ),
        pytest.param(
            "clinical_explanation",
            "A board certified psychiatrist who took no part in the first decision reviewed your appeal.",
            True,
            id="who reviewed it",
        ),
        pytest.param(
            "clinical_explanation",
            "The records document one trial of 12 weeks.",
            True,
            id="what records show",
        ),
        pytest.param("clinical_explanation", "Keep this letter for your records.", False, id="other records"),
        pytest.param(
            "consumer_assistance", "You may also contact the Office of Patient Protection.", True, id="office"
        ),
        pytest.param(
            "consumer_assistance",
            "Wilma Sample, Example Patient Advocates",
            False,
            id="the client's advocate",
        ),
        pytest.param(
            "before_service", "This is a denial of a prior authorization.", True, id="before the service"
        ),
        pytest.param(
            "before_service",
            "The service was given on January 5, 2026 without approval in advance.",
            False,
            id="after the service",
        ),
        pytest.param(
            "expedited_process", "Ask for a fast appeal if your health is at risk.", True, id="fast"
        ),
    ],
)
def test_an_element_is_told_by_its_words(element: str, text: str, found: bool) -> None:
    assert (element in said(text)) is found


@pytest.mark.parametrize(
    ("type_", "element", "text", "found"),
    [
        pytest.param(
            "appeal_letter",
            "by_representative",
            "I am the authorized representative of Alma Test.",
            True,
            id="a representative writes",
        ),
        pytest.param(
            "appeal_letter",
            "by_representative",
            "We write on behalf of our client, Alma Test.",
            True,
            id="client",
        ),
        pytest.param(
            "appeal_letter",
            "by_representative",
            "I appoint Vera Muster as my authorized representative for this appeal.",
            False,
            id="the patient writes",
        ),
        pytest.param(
            "appeal_letter", "by_representative", "I write on behalf of my patient.", False, id="a clinician"
        ),
        pytest.param(
            "appeal_letter",
            "by_representative",
            "Your customer service representative told me to appeal.",
            False,
            id="the insurer's",
        ),
        pytest.param(
            "letter_of_medical_necessity",
            "asks_expedited",
            "URGENT – EXPEDITED REVIEW REQUESTED",
            True,
            id="a heading",
        ),
        pytest.param(
            "letter_of_medical_necessity",
            "asks_expedited",
            "The standard appeal time frame would seriously jeopardize the life of my patient.",
            True,
            id="the standard of the law",
        ),
        pytest.param(
            "letter_of_medical_necessity",
            "asks_expedited",
            "This is not an urgent request. She was seen in urgent care.",
            False,
            id="not urgent",
        ),
        pytest.param(
            "letter_of_medical_necessity",
            "asks_expedited",
            "Without it her health would suffer. She rests two hours after each dose.",
            False,
            id="need without haste",
        ),
    ],
)
def test_what_other_papers_say(type_: str, element: str, text: str, found: bool) -> None:
    assert (element in said(text, type_)) is found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("This authorization expires on 03/31/2026.", date(2026, 3, 31), id="expires on"),
        pytest.param("Expiration date: March 31, 2026", date(2026, 3, 31), id="a field"),
        pytest.param("It remains in effect until 3/31/2026", date(2026, 3, 31), id="in effect until"),
        pytest.param(
            "Expires one year from the date signed. Date: 03/31/2026", None, id="the day of signing"
        ),
        pytest.param("Records from 01/01/2020 through 03/31/2026", None, id="which records, not how long"),
        pytest.param("Expiration date: ________   Signature   03/31/2026", None, id="left empty"),
    ],
)
def test_the_day_on_which_a_form_expires(text: str, day: date | None) -> None:
    assert said(text, "hipaa_authorization").get("expires") == day


# ---------------------------------------------------------------- the rules


def checked(setting: Setting, *found: str, letter: Document = DENIAL) -> Findings:
    contents = tuple(Content(letter.id, name, letter.pages[0]) for name in found)
    return check(replace(setting.case(letter), contents=contents), shipped(), setting.given())


def test_what_is_found_names_its_page_and_the_rest_is_asked_for() -> None:
    findings = checked(Setting(plan_type="erisa_insured"), "reason", "review_procedures")
    pages = {part.id: part.page for part in findings.notice}
    assert pages["reason"] == DENIAL.pages[0]
    assert pages["plan_provision"] is None
    missing = next(part for part in findings.notice if part.id == "plan_provision")
    assert missing.ask
    assert missing.citation is not None
    assert "external review may then be open" in findings.notice_follows
    assert "broke" not in findings.notice_follows


@pytest.mark.parametrize(
    ("setting", "element", "asked"),
    [
        pytest.param(Setting(plan_type="erisa_self_funded"), "civil_action", True, id="ERISA"),
        pytest.param(Setting(plan_type="individual"), "civil_action", False, id="not in individual plans"),
        pytest.param(Setting(plan_type="medicare"), "reason", False, id="Medicare has rules of its own"),
        pytest.param(Setting(plan_type="individual"), "clinical_explanation", True, id="experimental"),
        pytest.param(
            Setting(plan_type="individual", reasons=("timely_filing",)),
            "clinical_explanation",
            False,
            id="late filing is not clinical",
        ),
        pytest.param(
            Setting(plan_type="individual", reasons=("missing_information",)),
            "information_needed",
            True,
            id="missing information",
        ),
    ],
)
def test_what_a_notice_must_say_depends_on_plan_and_reason(
    setting: Setting, element: str, asked: bool
) -> None:
    assert (element in {part.id for part in checked(setting).notice}) is asked


CLAIM = replace(DENIAL, facts=(*DENIAL.facts, *paper(1, "denial_letter", None, F("id.claim", "C1")).facts))


@pytest.mark.parametrize(
    ("letter", "said", "claim", "request_"),
    [
        pytest.param(CLAIM, (), True, False, id="a claim"),
        pytest.param(CLAIM, ("before_service",), True, False, id="a claim that speaks of authorization"),
        pytest.param(DENIAL, ("before_service",), False, True, id="a request"),
        pytest.param(DENIAL, (), False, False, id="nothing tells"),
    ],
)
def test_a_request_for_care_to_come_has_no_date_of_service_and_no_amount(
    letter: Document, said: tuple[str, ...], claim: bool, request_: bool
) -> None:
    asked = {part.id for part in checked(Setting(plan_type="individual"), *said, letter=letter).notice}
    assert ({"date_of_service", "claim_amount"} <= asked) is claim
    assert not claim or "expedited_process" not in asked
    assert ("expedited_process" in asked) is request_


def test_an_unknown_plan_is_told_with_its_if() -> None:
    findings = checked(Setting())
    assert {part.id for part in findings.notice} >= {"reason", "external_review"}
    assert findings.notice_follows.startswith("Only if the plan is of this kind")


def test_nothing_is_said_where_all_is_found_or_no_letter_is_sure() -> None:
    setting = Setting(plan_type="individual")
    assert checked(setting, *ALWAYS_FOUND, "information_needed").notice_follows == ""
    assert checked(setting, letter=replace(DENIAL, confidence=0.6)).notice == ()
    assert checked(setting, letter=paper(1, "eob", date(2026, 3, 2))).notice == ()


def test_the_newest_letter_is_the_one_compared() -> None:
    setting = Setting(plan_type="individual")
    newer = paper(2, "denial_letter", date(2026, 3, 20), F("date.letter", date(2026, 3, 20)))
    found = check(setting.case(newer, DENIAL), shipped(), setting.given())
    assert {part.document for part in found.notice} == {"d2"}


@pytest.mark.parametrize(
    ("expires", "status"),
    [
        pytest.param([], "met", id="no day printed"),
        pytest.param([date(2026, 4, 1)], "met", id="its last day"),
        pytest.param([date(2026, 3, 31)], "missing", id="expired yesterday"),
        pytest.param([date(2026, 3, 31), date(2027, 3, 31)], "needs_review", id="two days on one form"),
    ],
)
def test_an_expired_form_is_not_met(expires: list[date], status: str) -> None:
    setting = Setting(sender=Sender(name="Vera Muster"), today=date(2026, 4, 1))
    form = paper(9, "representative_authorization", None, F("date.signed", date(2026, 1, 2)))
    contents = tuple(Content("d9", "expires", PageRef("scan.pdf", 9), day) for day in expires)
    case = replace(setting.case(DENIAL, form), contents=contents)
    one = finding(check(case, shipped(), setting.given()), "representative_authorization")
    assert one.status == status
    assert status != "missing" or "2026-03-31" in one.explanation
