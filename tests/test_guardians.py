"""A client under age: who signs, and an expedited decision that a clinician asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Case, Content, Document, Findings, Known, PageRef, Sender
from packetizer.rules.check import check
from packetizer.understanding.people.guardians import guardians
from tests.rules_case import F, Setting, finding, paper, shipped, status
from tests.told import document

DECIDED = date(2026, 3, 2)
LETTER = paper(1, "denial_letter", DECIDED, F("date.letter", DECIDED))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Signature of parent/guardian: Mary Test    Date: 1/2/2026", ["Mary Test"], id="signs"),
        pytest.param("Parent or Guardian of Wren Test\nDear Mary Other:", ["Mary Other"], id="greeted"),
        pytest.param("Informant: mother, Mary Test (DOB 02/27/1984)", ["Mary Test"], id="informant"),
        pytest.param("I am Mary Test, mother of Wren.", ["Mary Test"], id="who writes"),
        pytest.param("Mother: Major Depression. Father, Bipolar Disorder.", [], id="family history"),
        pytest.param("Parent or Guardian of Wren Test\nDear Wren Test:", [], id="the child"),
        pytest.param("Dear Mary Other:\nWe denied your request.", [], id="nobody's parent"),
    ],
)
def test_a_guardian_is_named_by_papers(text: str, names: list[str]) -> None:
    one, page = document("a", "denial_letter", text)
    assert [found.words for found in guardians([one], [page], "Wren Test")] == names


def checked(
    born: date | None, *names: str, sender: Sender | None = None, papers: tuple[Document, ...] = ()
) -> Findings:
    setting = Setting(client="Wren Test", plan_type="medicaid", sender=sender or Sender())
    case = setting.case(LETTER, *papers)
    named = tuple(Content("d1", "guardian", PageRef("scan.pdf", 1), words=name) for name in names)
    info = replace(case.info, client_dob=Known(born))
    return check(replace(case, info=info, contents=named), shipped(), setting.given())


@pytest.mark.parametrize(
    ("born", "names", "guardian"),
    [
        pytest.param(date(2010, 6, 14), ["Mary Test"], "Mary Test", id="a child"),
        pytest.param(date(2008, 3, 3), ["Mary Test"], "Mary Test", id="of age the day after"),
        pytest.param(date(2008, 3, 2), ["Mary Test"], None, id="of age that day"),
        pytest.param(date(2010, 6, 14), ["Mary Test", "John Test"], "", id="which of two is not guessed"),
        pytest.param(date(2010, 6, 14), [], "", id="nobody named"),
        pytest.param(None, ["Mary Test"], None, id="no birth date"),
    ],
)
def test_who_signs_for_a_client(born: date | None, names: list[str], guardian: str | None) -> None:
    found = checked(born, *names, sender=Sender(name="Ada Vocate"))
    assert (found.guardian.name if found.guardian else None) == guardian
    fix = finding(found, "representative_authorization").fix
    told = {None: "Have Wren Test sign", "": "Have a parent or guardian of Wren Test sign"}
    assert fix.startswith(told.get(guardian, f"Have {guardian}, as parent or guardian of Wren Test, sign"))


@pytest.mark.parametrize(
    ("sender", "is_asked"),
    [
        pytest.param("Mary Test", "not_applicable", id="the mother needs no form"),
        pytest.param("Wanda Test", "missing", id="another of the family does"),
        pytest.param("Ada Vocate", "missing", id="so does a representative"),
    ],
)
def test_a_parent_acts_for_a_child(sender: str, is_asked: str) -> None:
    found = checked(date(2010, 6, 14), "Mary Test", sender=Sender(name=sender))
    assert status(found, "representative_authorization") == is_asked


def asking(day: date, plan: str, level: str = "internal_1") -> Findings:
    lmn = paper(2, "letter_of_medical_necessity", day)
    setting = Setting(plan_type=plan, level=level)
    case: Case = setting.case(LETTER, lmn)
    said = (Content("d2", "asks_expedited", PageRef("scan.pdf", 2)),)
    return check(replace(case, contents=said), shipped(), setting.given())


@pytest.mark.parametrize(
    ("plan", "level", "asks"),
    [
        ("medicaid", "internal_1", "within 72 hours (42 CFR part 438, subpart F)"),
        ("medicare_advantage", "internal_1", "within 72 hours (42 CFR part 422, subpart M)"),
        ("erisa_self_funded", "internal_1", "within 72 hours (29 CFR 2560.503-1(i))"),
        ("individual", "external", "within 72 hours (45 CFR 147.136(d))"),
        ("other", "internal_1", ""),
        ("medicare", "internal_1", ""),
    ],
)
def test_an_expedited_decision_is_asked_for_by_the_law_of_the_plan(plan: str, level: str, asks: str) -> None:
    found = asking(date(2026, 3, 10), plan, level).expedited
    assert found is not None
    assert (found.asks, found.pages) == (asks, (PageRef("scan.pdf", 2),))


def test_what_was_asked_of_the_decision_before_is_not_asked_again() -> None:
    assert asking(date(2026, 2, 10), "medicaid").expedited is None


@pytest.mark.parametrize(
    ("asked", "fax"),
    [
        pytest.param(date(2026, 3, 10), "404-555-0171", id="asked for now"),
        pytest.param(date(2026, 2, 10), "404-555-0170", id="asked for before the decision"),
    ],
)
def test_an_expedited_appeal_goes_to_its_own_fax(asked: date, fax: str) -> None:
    ways = (F("plan.appeal_fax", "404-555-0170"), F("plan.expedited_fax", "404-555-0171"))
    letter = paper(1, "denial_letter", date(2026, 3, 2), F("date.letter", date(2026, 3, 2)), *ways)
    setting = Setting(plan_type="individual", level="internal_1")
    case = setting.case(letter, paper(2, "letter_of_medical_necessity", asked))
    said = (Content("d2", "asks_expedited", PageRef("scan.pdf", 2)),)
    to = check(replace(case, contents=said), shipped(), setting.given()).recipient
    assert to is not None
    assert to.fax == fax
    assert ("404-555-0170 is for other appeals" in to.basis) is (fax == "404-555-0171")
