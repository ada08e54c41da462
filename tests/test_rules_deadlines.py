"""Deadlines: the arithmetic, the clocks of each regime, what the letter prints, and the warnings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import holidays
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from packetizer.model import Case, Content, Deadline, Document, Known
from packetizer.rules.check import check
from packetizer.rules.deadlines import MissingDay, add_days, add_months, federal_holidays, next_business_day
from tests.rules_case import F, Setting, paper, shipped

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2025, 10, 30), date(2026, 3, 2), id="no February 30, then a Sunday"),
        pytest.param(date(2025, 12, 31), date(2026, 5, 1), id="no April 31"),
        pytest.param(date(2026, 1, 31), date(2026, 6, 1), id="a Sunday rolls"),
        pytest.param(date(2026, 3, 4), date(2026, 7, 6), id="July 4 on a Saturday, then a Sunday"),
    ],
)
def test_external_review_vectors(received: date, due: date) -> None:
    assert next_business_day(add_months(received, 4, "first_of_next_month")) == due


def test_internal_vector_does_not_roll() -> None:
    assert add_days(date(2026, 3, 4), 180) == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("start", "months", "missing_day", "end"),
    [
        pytest.param(
            date(2026, 8, 31), 6, "last_of_month", date(2027, 2, 28), id="clipped to the month's end"
        ),
        pytest.param(date(2026, 8, 31), 6, "first_of_next_month", date(2027, 3, 1), id="first of the next"),
        pytest.param(date(2027, 10, 29), 4, "first_of_next_month", date(2028, 2, 29), id="leap day exists"),
        pytest.param(date(2026, 11, 15), 2, "last_of_month", date(2027, 1, 15), id="over the year's end"),
    ],
)
def test_months(start: date, months: int, missing_day: MissingDay, end: date) -> None:
    assert add_months(start, months, missing_day) == end


@pytest.mark.parametrize("year", range(2022, 2036))
def test_federal_holidays_are_the_statutory_days(year: int) -> None:
    """Against the `holidays` package without its observed days; it adds none outside 5 U.S.C. 6103(a)."""
    assert federal_holidays(year) == frozenset(holidays.country_holidays("US", years=year, observed=False))


@given(DAYS)
def test_next_business_day_is_the_next_one(day: date) -> None:
    found = next_business_day(day)
    assert found >= day
    assert found.weekday() < 5
    assert found not in federal_holidays(found.year)
    skipped = (day + timedelta(days=n) for n in range((found - day).days))
    assert all(one.weekday() >= 5 or one in federal_holidays(one.year) for one in skipped)


@given(DAYS, st.integers(1, 24))
def test_months_never_run_backwards(day: date, months: int) -> None:
    clipped, rolled = (add_months(day, months, how) for how in ("last_of_month", "first_of_next_month"))
    assert clipped <= rolled <= clipped + timedelta(days=1)
    assert add_months(day, months, "last_of_month") <= add_months(
        day + timedelta(days=1), months, "last_of_month"
    )


# ---------------------------------------------------------------- clocks of a case


def letter(day: date | None, *facts: F, type_: str = "denial_letter") -> Document:
    own = (F("date.letter", day),) if day else ()
    return paper(1, type_, day, *own, *facts)


def due(setting: Setting, *papers: Document) -> tuple[Deadline, ...]:
    return setting.check(*papers).deadlines


@pytest.mark.parametrize(
    ("plan_type", "level", "name", "day"),
    [
        pytest.param(
            "erisa_self_funded", "internal_1", "internal_appeal", date(2026, 8, 29), id="employer: 180 days"
        ),
        pytest.param(
            "individual", "internal_1", "internal_appeal", date(2026, 8, 29), id="individual: 180 days"
        ),
        pytest.param("erisa_insured", "external", "external_review", date(2026, 7, 2), id="four months"),
        pytest.param(
            "medicare_advantage", "internal_1", "reconsideration", date(2026, 5, 6), id="60 days and 5"
        ),
        pytest.param("medicare", "internal_1", "internal_appeal", date(2026, 7, 5), id="120 days and 5"),
        pytest.param("medicare", "internal_2", "reconsideration", date(2026, 9, 3), id="180 days and 5"),
        pytest.param(
            "medicare", "external", "external_review", date(2026, 5, 6), id="hearing: 60 days and 5"
        ),
        pytest.param("medicaid", "internal_1", "internal_appeal", date(2026, 5, 1), id="60 days from notice"),
        pytest.param("medicaid", "external", "fair_hearing", date(2026, 5, 31), id="90 days, the shortest"),
        pytest.param("fehb", "internal_1", "reconsideration", date(2026, 9, 2), id="six months from notice"),
    ],
)
def test_clock_of_each_regime_from_the_letter_date(plan_type: str, level: str, name: str, day: date) -> None:
    found = due(Setting(insurer=None, plan_type=plan_type, level=level), letter(date(2026, 3, 2)))
    assert [(one.id, one.due) for one in found] == [(name, day)]
    assert "2026-03-02" in found[0].basis
    assert found[0].citation is not None


@pytest.mark.parametrize(
    ("plan_type", "day"),
    [
        pytest.param("erisa_insured", date(2026, 9, 6), id="180 days from receipt"),
        pytest.param("medicare_advantage", date(2026, 5, 9), id="no presumed mail beside a known receipt"),
        pytest.param("medicaid", date(2026, 5, 1), id="from the notice, whenever it came"),
    ],
)
def test_a_known_receipt_starts_the_clock(plan_type: str, day: date) -> None:
    setting = Setting(insurer=None, plan_type=plan_type, received=date(2026, 3, 10))
    assert due(setting, letter(date(2026, 3, 2)))[0].due == day


def test_a_receipt_stamp_starts_the_clock() -> None:
    found = due(
        Setting(plan_type="individual"), letter(date(2026, 3, 2), F("date.received", date(2026, 3, 6)))
    )
    assert found[0].due == date(2026, 9, 2)
    assert found[0].from_fact == "f1_1"


@pytest.mark.parametrize("notice", [date(2026, 3, 2), None])
def test_when_the_insurer_received_something_starts_no_clock(notice: date | None) -> None:
    told = F("date.received", date(2026, 3, 6), by_sender=True)
    found = due(Setting(plan_type="individual"), letter(notice, told))
    assert [one.due for one in found] == ([date(2026, 8, 29)] if notice else [])


def test_a_stamp_before_the_letter_is_not_believed() -> None:
    found = due(
        Setting(plan_type="individual"), letter(date(2026, 3, 2), F("date.received", date(2026, 2, 6)))
    )
    assert found[0].due == date(2026, 8, 29)


def test_counting_from_the_letter_is_said() -> None:
    found = due(Setting(plan_type="individual"), letter(date(2026, 3, 2)))
    assert "may be later, never earlier" in found[0].basis
    assert "weekend" in found[0].basis  # August 29, 2026 is a Saturday, and this clock does not roll


@pytest.mark.parametrize("received", [None, date(2026, 3, 10)])
def test_what_the_plan_sends_on_has_no_deadline_until_it_is_decided(received: date | None) -> None:
    setting = Setting(insurer=None, plan_type="medicare_advantage", level="external", received=received)
    upheld = letter(date(2026, 3, 2), type_="final_denial_letter")
    found = setting.check(upheld)
    assert found.deadlines == ()
    assert found.forwarded is not None
    assert "No date could be read" not in " ".join(one.message for one in found.warnings)
    decided = paper(2, "external_review_decision", date(2026, 4, 1), F("date.letter", date(2026, 4, 1)))
    found = setting.but(received=None).check(upheld, decided)
    assert [(one.id, one.due) for one in found.deadlines] == [("external_review", date(2026, 6, 5))]
    assert found.forwarded is None


def test_other_plans_send_nothing_on() -> None:
    setting = Setting(insurer=None, plan_type="medicare", level="external")
    assert setting.check(letter(date(2026, 3, 2), type_="final_denial_letter")).forwarded is None


def test_north_carolina_counts_from_the_notice() -> None:
    setting = Setting(insurer="bcbs_nc", plan_type="erisa_insured", received=date(2026, 3, 10))
    found = due(setting, letter(date(2026, 3, 2)))
    assert found[0].due == date(2026, 8, 29)
    assert "received by then" in found[0].basis


def test_the_federal_program_is_recognised_by_its_insurer() -> None:
    found = due(Setting(insurer="bcbs_fep"), letter(date(2026, 3, 2)))
    assert [(one.id, one.due) for one in found] == [("reconsideration", date(2026, 9, 2))]


@pytest.mark.parametrize(
    ("fact", "dates"),
    [
        pytest.param(
            F("date.deadline", date(2026, 5, 1)),
            [date(2026, 5, 1), date(2026, 8, 29)],
            id="an earlier printed day",
        ),
        pytest.param(
            F("date.deadline", date(2026, 9, 30)),
            [date(2026, 8, 29), date(2026, 9, 30)],
            id="a later printed day",
        ),
        pytest.param(
            F("plan.appeal_window", "60 days"), [date(2026, 5, 1), date(2026, 8, 29)], id="a window in days"
        ),
        pytest.param(
            F("plan.appeal_window", "4 months"),
            [date(2026, 7, 2), date(2026, 8, 29)],
            id="a window in months",
        ),
        pytest.param(F("plan.appeal_window", "promptly"), [date(2026, 8, 29)], id="no window at all"),
        pytest.param(F("plan.appeal_window", "0 days"), [date(2026, 8, 29)], id="a misread window"),
    ],
)
def test_what_the_letter_prints_stands_beside_ours_and_the_earlier_leads(fact: F, dates: list[date]) -> None:
    found = due(Setting(plan_type="individual"), letter(date(2026, 3, 2), fact))
    assert [one.due for one in found] == dates
    assert {one.id for one in found} == {"internal_appeal"}


def test_the_final_denial_starts_external_review() -> None:
    first = letter(date(2025, 11, 3))
    final = paper(2, "final_denial_letter", date(2026, 3, 4), F("date.letter", date(2026, 3, 4)))
    found = due(Setting(plan_type="erisa_insured"), first, final)
    assert [(one.id, one.due) for one in found] == [("external_review", date(2026, 7, 6))]


def upheld(number: int, day: date, *facts: F, confidence: float = 0.95) -> Document:
    """The denial of an appeal, with a fax of its own."""
    fax = F("plan.appeal_fax", f"555-555-010{number}")
    return paper(
        number, "final_denial_letter", day, F("date.letter", day, confidence=confidence), fax, *facts
    )


@pytest.mark.parametrize(
    ("papers", "dates", "fax"),
    [
        pytest.param(
            [upheld(2, date(2026, 3, 4), F("date.deadline", date(2026, 4, 30)))],
            [date(2026, 4, 30), date(2026, 5, 3)],
            "555-555-0102",
            id="the decision on the first appeal, and the day it prints",
        ),
        pytest.param(
            [upheld(3, date(2026, 2, 2)), upheld(2, date(2026, 3, 4))],
            [date(2026, 5, 3)],
            "555-555-0102",
            id="the newest of two",
        ),
        pytest.param(
            [
                upheld(3, date(2026, 2, 2), F("id.claim", "C1")),
                upheld(2, date(2026, 3, 4), F("id.claim", "C2")),
            ],
            [date(2026, 4, 3)],
            None,
            id="both, where they are about other claims",
        ),
        pytest.param(
            [upheld(3, date(2026, 2, 2)), upheld(2, date(2026, 3, 4), confidence=0.6)],
            [date(2026, 4, 3)],
            None,
            id="both, where which is newer is doubtful",
        ),
    ],
)
def test_the_decision_that_is_appealed_governs(
    papers: list[Document], dates: list[date], fax: str | None
) -> None:
    first = letter(
        date(2025, 11, 3), F("plan.appeal_fax", "555-555-0101"), F("date.deadline", date(2026, 5, 2))
    )
    found = Setting(plan_type="erisa_insured", level="internal_2").check(first, *papers)
    assert [one.due for one in found.deadlines] == dates
    assert found.recipient is not None
    assert fax in (None, found.recipient.fax)
    assert found.recipient.fax != "555-555-0101"


@pytest.mark.parametrize("plan", [None, "erisa_self_funded", "individual"])
def test_a_second_level_has_a_deadline_whatever_the_plan(plan: str | None) -> None:
    printed = F("date.deadline", date(2026, 4, 30))
    setting = Setting(plan_type=plan, level="internal_2")
    found = due(setting, upheld(2, date(2026, 3, 4), printed))
    assert [(one.title, one.due) for one in found] == [
        ("Second-level appeal", date(2026, 4, 30)),
        ("Second-level appeal", date(2026, 5, 3)),
    ]


def test_of_a_decision_that_can_be_read_both_ways_both_deadlines_are_shown() -> None:
    setting = Setting(plan_type="erisa_insured")
    case = setting.case(upheld(2, date(2026, 3, 4)))
    level = Known("internal_2", inferred=True, perhaps=("external",))
    found = check(replace(case, info=replace(case.info, appeal_level=level)), shipped(), setting.given())
    assert [one.id for one in found.deadlines] == ["second_level_appeal", "external_review"]
    assert "both ways" in found.deadlines[1].basis
    (asked,) = (one for one in found.questions if one.id == "appeal_level")
    assert yaml.safe_load(asked.lines) == {"appeal_level": "internal_2"}
    said = check(case, shipped(), replace(setting.given(), appeal_level="external"))
    assert "appeal_level" not in {one.id for one in said.questions}


def test_a_statement_of_benefits_starts_no_clock_beside_a_letter() -> None:
    eob = paper(2, "eob", date(2026, 2, 20), F("denial.reason", "not_medically_necessary"))
    case = Setting(plan_type="individual").case(letter(date(2026, 3, 2)), eob)
    both = replace(case, denial=replace(case.denial, documents=("d1", "d2")))
    alone = replace(case, documents=(eob,), denial=replace(case.denial, documents=("d2",)))
    dates = [
        [due.due for due in check(one, shipped(), Setting(plan_type="individual").given()).deadlines]
        for one in (both, alone)
    ]
    assert dates == [[date(2026, 8, 29)], [date(2026, 8, 19)]]


def test_a_printed_day_and_its_window_are_one() -> None:
    printed = (F("date.deadline", date(2026, 8, 29)), F("plan.appeal_window", "180 days"))
    found = due(Setting(plan_type="individual"), letter(date(2026, 3, 2), *printed))
    assert [one.due for one in found] == [date(2026, 8, 29)]
    assert found[0].from_fact == "f1_1"
    assert found[0].basis.startswith(
        "Printed in the letter. The rule comes to the same day: 180 calendar days"
    )
    assert found[0].citation is not None


def test_of_two_denials_the_earlier_leads_and_is_said() -> None:
    second = paper(2, "denial_letter", date(2026, 3, 20), F("date.letter", date(2026, 3, 20)))
    found = due(Setting(plan_type="individual"), letter(date(2026, 3, 2)), second)
    assert [one.due for one in found] == [date(2026, 8, 29)]
    assert "earliest of 2 notices" in found[0].basis


def window(text: str, value: str = "60 days", kind: str = "plan.appeal_window") -> F:
    return F(kind, value, text=text)


def saying(case: Case, *said: tuple[str, str]) -> Case:
    """With what the first paper says."""
    page = case.documents[0].pages[0]
    return replace(case, contents=tuple(Content("d1", name, page, words=words) for name, words in said))


FROM_RECEIPT = "Ask within 60 days of the day you receive this letter"
FROM_DATE = "Ask within 60 days from the date of this letter"
CAME = F("date.received", date(2026, 3, 6))


@pytest.mark.parametrize(
    ("text", "said", "came", "dates"),
    [
        pytest.param(FROM_RECEIPT, ("from_receipt", "you receive"), [CAME], [date(2026, 5, 5)], id="receipt"),
        pytest.param(FROM_RECEIPT, ("from_receipt", "you receive"), [], [date(2026, 5, 1)], id="unknown"),
        pytest.param(
            FROM_DATE, ("from_notice", "from the date of this letter"), [CAME], [date(2026, 5, 1)],
            id="from the letter's date, whenever it came",
        ),
        pytest.param(
            FROM_RECEIPT, ("from_notice", "the date of our decision"), [CAME], [date(2026, 5, 5)],
            id="said of another time",
        ),
    ],
)  # fmt: skip
def test_a_window_runs_from_what_its_sentence_says(
    text: str, said: tuple[str, str], came: list[F], dates: list[date]
) -> None:
    setting = Setting(insurer=None, plan_type=None, level="internal_2")
    case = saying(
        setting.case(letter(date(2026, 3, 2), window(text), *came, type_="final_denial_letter")), said
    )
    found = check(case, shipped(), setting.given()).deadlines
    assert [one.due for one in found] == dates
    assert f"“{text}”" in found[0].basis


def test_that_it_must_have_arrived_is_said() -> None:
    setting = Setting(insurer=None, plan_type=None, level="internal_2")
    text = "We must receive your request within 60 days of this letter"
    plain = setting.case(letter(date(2026, 3, 2), window(text), type_="final_denial_letter"))
    bases = [
        check(case, shipped(), setting.given()).deadlines[0].basis
        for case in (plain, saying(plain, ("must_arrive", "must receive")))
    ]
    assert ["must have arrived" in basis for basis in bases] == [False, True]


def test_somebody_elses_plan_document_stands_back_where_the_letter_gives_the_time() -> None:
    setting = Setting(insurer=None, plan_type=None, level="internal_2")
    found = due(
        setting, letter(date(2026, 3, 2), window("within 90 days", "90 days"), type_="final_denial_letter")
    )
    assert [(one.due, one.citation) for one in found] == [(date(2026, 5, 31), None)]


@pytest.mark.parametrize(
    ("level", "dates"),
    [
        pytest.param(
            "external", [date(2026, 6, 30), date(2026, 7, 2)], id="the outside review's own, beside the law"
        ),
        pytest.param("internal_2", [date(2026, 4, 1)], id="the plan's own"),
    ],
)
def test_each_level_has_its_own_window(level: str, dates: list[date]) -> None:
    windows = (window("", "30 days"), window("", "120 days", "plan.external_window"))
    setting = Setting(insurer=None, plan_type="erisa_insured", level=level)
    found = due(setting, letter(date(2026, 3, 2), *windows, type_="final_denial_letter"))
    assert [one.due for one in found] == dates


@pytest.mark.parametrize(
    ("time", "sure", "dates"),
    [
        pytest.param("6 months", 0.95, [date(2026, 9, 2)], id="longer than the rule's least"),
        pytest.param(
            "6 months", 0.5, [date(2026, 7, 2), date(2026, 9, 2)], id="longer, as far as it was read"
        ),
        pytest.param("60 days", 0.95, [date(2026, 5, 1), date(2026, 7, 2)], id="shorter"),
    ],
)
def test_a_state_may_give_longer_than_the_rule(time: str, sure: float, dates: list[date]) -> None:
    outside = replace(window("", time, "plan.external_window"), confidence=sure)
    setting = Setting(insurer=None, plan_type="individual", level="external")
    found = due(setting, letter(date(2026, 3, 2), outside, type_="final_denial_letter"))
    assert [one.due for one in found] == dates
    told = "The general rule gives at least until 2026-07-02" in found[-1].basis
    assert told == (len(dates) == 1)


@pytest.mark.parametrize(
    ("kind", "day", "by_sender", "last"),
    [
        pytest.param(
            "correspondence", date(2026, 3, 7), False, date(2026, 5, 6), id="a message tells when it came"
        ),
        pytest.param("phone_log", date(2026, 3, 7), False, date(2026, 5, 6), id="a log does"),
        pytest.param("correspondence", date(2026, 3, 7), True, date(2026, 5, 1), id="what the insurer got"),
        pytest.param("correspondence", date(2026, 2, 27), False, date(2026, 5, 1), id="before this letter"),
        pytest.param(
            "correspondence", date(2026, 6, 7), False, date(2026, 5, 1), id="too late to be of this letter"
        ),
        pytest.param("receipt", date(2026, 3, 7), False, date(2026, 5, 1), id="a paper of something else"),
    ],
)
def test_other_papers_tell_when_the_decision_came(kind: str, day: date, by_sender: bool, last: date) -> None:
    told = paper(5, kind, date(2026, 6, 8), F("date.received", day, by_sender=by_sender))
    decision = letter(date(2026, 3, 2), window("within 60 days"), type_="final_denial_letter")
    found = due(Setting(insurer=None, plan_type=None, level="internal_2"), decision, told)
    assert [one.due for one in found] == [last]


def statement(number: int, day: date, claim: str) -> Document:
    facts = (
        F("id.claim", claim),
        F("denial.carc", "CO-55"),
        window("within 180 days of receipt", "180 days"),
    )
    return paper(number, "eob", day, *facts)


@pytest.mark.parametrize(
    ("first", "named", "dates"),
    [
        pytest.param(True, "C1", [date(2026, 7, 31), date(2026, 8, 29)], id="whichever comes first"),
        pytest.param(False, "C1", [date(2026, 8, 29)], id="the letter is about the same claim"),
        pytest.param(False, "C2", [date(2026, 7, 31), date(2026, 8, 29)], id="a claim that no letter names"),
    ],
)
def test_each_claim_has_the_clock_of_its_first_notice(first: bool, named: str, dates: list[date]) -> None:
    text = "within 180 days of this notice or the statement, whichever is earlier"
    decision = letter(date(2026, 3, 2), window(text, "180 days"), F("id.claim", named), F("id.claim", "C3"))
    setting = Setting(plan_type="individual", level="internal_1")
    case = setting.case(decision, statement(2, date(2026, 2, 1), "C1"))
    case = replace(case, denial=replace(case.denial, documents=("d1", "d2")))
    case = saying(case, ("first_notice", "whichever is earlier")) if first else case
    found = check(case, shipped(), setting.given()).deadlines
    assert [one.due for one in found] == dates
    if len(dates) > 1:
        assert found[0].basis.endswith("It is the last day for claim C1.")


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        pytest.param(date(2026, 8, 14), [], id="15 days left"),
        pytest.param(date(2026, 8, 15), ["deadline_near"], id="14 days left"),
        pytest.param(date(2026, 8, 29), ["deadline_near"], id="the last day"),
        pytest.param(date(2026, 8, 30), ["deadline_passed"], id="the day after"),
    ],
)
def test_near_and_passed_deadlines_warn(today: date, codes: list[str]) -> None:
    findings = Setting(plan_type="individual", today=today).check(letter(date(2026, 3, 2)))
    assert [one.code for one in findings.warnings] == codes


def test_a_letter_without_a_date_gives_no_deadline_but_a_warning() -> None:
    findings = Setting(plan_type="individual").check(letter(None))
    assert findings.deadlines == ()
    assert [one.code for one in findings.warnings] == ["doubtful_reading"]


def test_a_given_receipt_counts_even_where_the_letter_has_no_date() -> None:
    found = due(Setting(plan_type="individual", received=date(2026, 3, 10)), letter(None))
    assert [one.due for one in found] == [date(2026, 9, 6)]


def test_a_plan_type_that_was_only_inferred_is_said_and_a_later_count_named() -> None:
    printed = letter(date(2026, 3, 2), F("date.deadline", date(2026, 8, 29)))
    setting = Setting(insurer=None, today=date(2026, 6, 1))
    case = setting.case(printed)
    inferred = replace(case, info=replace(case.info, plan_type=Known("medicaid", inferred=True)))
    findings = check(inferred, shipped(), setting.given())
    assert [one.due for one in findings.deadlines] == [date(2026, 5, 1), date(2026, 8, 29)]
    assert "check it" in findings.deadlines[0].basis
    (warning,) = [one for one in findings.warnings if one.code == "deadline_passed"]
    assert "2026-08-29" in warning.message
