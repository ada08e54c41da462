"""What decides which rules apply is asked, never guessed; and how `packetizer check` tells a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml

from packetizer.build import Reading
from packetizer.casefile import CaseFile
from packetizer.checklist import checklist_as_text
from packetizer.model import Content, Denial, DenialReason, Known, Question, Sender
from packetizer.rules.check import check
from tests.rules_case import DENIAL, WHOLE, F, Setting, paper, shipped

CERTAIN = Setting(plan_type="erisa_insured", received=date(2026, 3, 6), sender=Sender(name="Vera Muster"))


def asked(setting: Setting, *papers: object) -> dict[str, Question]:
    found = setting.check(*(papers or (DENIAL,)))  # type: ignore[arg-type]
    return {question.id: question for question in found.questions}


def test_nothing_is_asked_where_all_that_decides_is_known() -> None:
    assert asked(CERTAIN) == {}


@pytest.mark.parametrize(
    ("setting", "name", "line"),
    [
        pytest.param(CERTAIN.but(insurer=None), "insurer", "insurer: NAME", id="no insurer"),
        pytest.param(CERTAIN.but(insurer="acme"), "insurer", "insurer: NAME", id="an insurer without rules"),
        pytest.param(CERTAIN.but(insurer="bcbs"), "insurer", "insurer: anthem", id="which licensee"),
        pytest.param(CERTAIN.but(plan_type=None), "plan_type", "type: KIND", id="kind of plan"),
        pytest.param(CERTAIN.but(received=None), "denial_received", "denial_received:", id="day of receipt"),
        pytest.param(CERTAIN.but(sender=Sender()), "sender", "sender:", id="who sends"),
    ],
)
def test_what_is_open_is_asked_with_the_line_to_add(setting: Setting, name: str, line: str) -> None:
    found = asked(setting)
    assert list(found) == [name]
    assert line in found[name].lines
    keys = yaml.safe_load(found[name].lines)
    assert set(keys) <= set(CaseFile.model_fields)


def test_an_insurer_without_rules_that_a_person_named_is_not_asked_again() -> None:
    setting = CERTAIN.but(insurer="acme")
    findings = check(setting.case(DENIAL), shipped(), replace(setting.given(), insurer="acme"))
    assert "insurer" not in {question.id for question in findings.questions}
    (told,) = (one.message for one in findings.warnings if one.code == "insurer_unknown")
    assert "“acme”" in told
    assert "Add a line" not in told


def test_a_licensee_is_no_family() -> None:
    assert "insurer" not in asked(CERTAIN.but(insurer="bcbs_nc"))


def test_two_insurers_on_the_denial_are_named() -> None:
    two = (F("name.insurer", "Aetna"), F("name.insurer", "Meritain Health"))
    letter = paper(1, "denial_letter", date(2026, 3, 2), F("date.letter", date(2026, 3, 2)), *two)
    assert "Aetna, Meritain Health" in asked(CERTAIN, letter)["insurer"].why


def test_a_kind_of_plan_that_was_only_inferred_is_asked_with_its_hints() -> None:
    setting = CERTAIN.but(plan_type=None)
    case = setting.case(DENIAL)
    told = replace(
        case,
        info=replace(
            case.info,
            plan_type=Known("erisa_insured", inferred=True),
            member_id=Known("R12345678", inferred=True),
        ),
        denial=Denial((DenialReason("off_label", ()),), rarc=("N25",), documents=("d1",)),
        contents=(Content("d1", "administered_by", DENIAL.pages[0], words="Claims administrator"),),
    )
    (question,) = check(told, shipped(), setting.given()).questions
    assert question.id == "plan_type"
    for hint in ("erisa insured", "“Claims administrator”", "N25", "Federal Employee Program"):
        assert hint in question.why


def test_a_receipt_stamp_answers_when_it_arrived() -> None:
    stamp = F("date.received", date(2026, 3, 6))
    letter = paper(1, "denial_letter", date(2026, 3, 2), F("date.letter", date(2026, 3, 2)), stamp)
    assert "denial_received" not in asked(CERTAIN.but(received=None), letter)


# ---------------------------------------------------------------- the checklist in print


def printed(setting: Setting, *papers: object) -> str:
    case = setting.case(*papers)  # type: ignore[arg-type]
    return checklist_as_text(Reading((), (), case, check(case, shipped(), setting.given()), setting.given()))


def test_check_tells_what_is_open_before_what_is_there() -> None:
    text = printed(Setting(), DENIAL, *WHOLE[11:12])
    order = [
        text.index(head) for head in ("Appeal by", "MISSING", "THERE", "DEADLINES", "WHERE IT GOES", "TO SAY")
    ]
    assert order == sorted(order)
    assert "→ Ask the clinic" in text
    assert "sertraline   SSRI" in text
    assert "counts" in text
    assert all(len(line) <= 130 for line in text.splitlines())


def test_check_names_the_source_to_check_where_it_is_second_hand() -> None:
    text = printed(
        Setting(treatment="esketamine", insurer="unitedhealthcare", reasons=("step_therapy",)), DENIAL
    )
    assert "Source to check: A clinic's summary" in text
    assert "https://www.athenacare.health" in text


def test_a_whole_case_has_nothing_missing_in_print() -> None:
    text = printed(CERTAIN.but(sender=Sender(name="Alma Test")), *WHOLE)
    assert "MISSING" not in text
    assert "TO CHECK" not in text
