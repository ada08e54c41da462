"""What is asked for every day of care: a paper that may name a day that was not read is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from packetizer.model import DateRange, Document, Omission, OmitReason, Severity, UnnamedDay, Warning
from packetizer.rules.check import check
from tests.rules_case import BILL, DENIAL, RECORDS, WHOLE, F, Setting, finding, paper, shipped, status

KETAMINE = Setting()
JAN_5, JAN_8, JAN_15 = (date(2026, 1, day) for day in (5, 8, 15))


def lines(*days: date | None, cost: int = 400, total: int = 0) -> list[F]:
    """Lines of a bill: a code and a charge each, the day where it was read."""
    made = []
    for row, day in enumerate(days, start=10):
        made += [F("date.service", day, row=row)] if day else []
        made += [F("code.procedure", "96365", row=row), F("amount.billed", Decimal(cost), row=row)]
    return [*made, F("amount.billed", Decimal(total), row=40)] if total else made


@pytest.mark.parametrize(
    ("added", "bill", "records"),
    [
        pytest.param(paper(40, "infusion_record"), "needs_review", "met", id="a record without a day"),
        pytest.param(paper(40, "infusion_record", JAN_5), "met", "met", id="a record has its own date"),
        pytest.param(paper(40, "claim_form"), "needs_review", "needs_review", id="a claim without a day"),
        pytest.param(paper(40, "denial_letter", date(2026, 3, 3)), "met", "met", id="a notice"),
        pytest.param(
            paper(40, "eob", None, F("date.service", DateRange(JAN_5, JAN_15)), F("date.service", JAN_5)),
            "needs_review",
            "needs_review",
            id="a period ends on another day",
        ),
        pytest.param(
            paper(40, "eob", None, F("date.service", DateRange(JAN_5, JAN_8)), F("date.service", JAN_5)),
            "met",
            "met",
            id="a period within the days",
        ),
        pytest.param(
            paper(40, "correspondence", None, F("date.service", JAN_15), confidence=0.6, candidates=["eob"]),
            "needs_review",
            "needs_review",
            id="it may be a statement, and names another day",
        ),
        pytest.param(
            paper(40, "correspondence", None, F("date.service", JAN_8), confidence=0.6, candidates=["eob"]),
            "met",
            "met",
            id="it may be a statement, and names a known day",
        ),
        pytest.param(
            paper(40, "operative_report", None, F("date.service", JAN_15), F("code.procedure", "96365")),
            "needs_review",
            "met",
            id="a report with the treatment's code",
        ),
        pytest.param(
            paper(40, "progress_note", None, F("date.service", JAN_15), F("code.procedure", "99214")),
            "met",
            "met",
            id="a note of another visit",
        ),
        pytest.param(
            paper(40, "correspondence", None, *lines(JAN_15)),
            "needs_review",
            "needs_review",
            id="a letter that charges something",
        ),
        pytest.param(
            paper(40, "progress_note", None, F("date.service", JAN_15), F("code.procedure", "96365")),
            "met",
            "met",
            id="a note that plans the treatment",
        ),
        pytest.param(
            paper(40, "prior_auth_request", None, F("date.service", JAN_15), F("code.procedure", "96365")),
            "met",
            "met",
            id="what was asked for was to come",
        ),
        pytest.param(
            paper(40, "correspondence", None, F("date.service", JAN_15)),
            "needs_review",
            "met",
            id="a letter that speaks of care",
        ),
        pytest.param(
            paper(40, "receipt", JAN_15, F("date.service", JAN_15)),
            "needs_review",
            "met",
            id="a receipt for care on another day",
        ),
        pytest.param(paper(40, "receipt", JAN_15), "met", "met", id="a receipt may be paid on another day"),
        pytest.param(
            paper(40, "eob", None, *lines(JAN_5, None, None)),
            "needs_review",
            "needs_review",
            id="more lines than days",
        ),
        pytest.param(
            paper(40, "eob", None, *lines(JAN_5, JAN_8, total=1200)),
            "needs_review",
            "needs_review",
            id="the total has one day more",
        ),
        pytest.param(
            paper(40, "eob", None, *lines(JAN_5, JAN_8, total=800)),
            "met",
            "met",
            id="the total is that of the days",
        ),
        pytest.param(
            paper(40, "eob", None, *lines(JAN_5, JAN_8, total=830)),
            "met",
            "met",
            id="a misread sum is no day",
        ),
    ],
)
def test_a_paper_that_may_name_a_further_day_is_asked_about(added: Document, bill: str, records: str) -> None:
    findings = KETAMINE.check(*WHOLE, added)
    assert (status(findings, "itemized_bill"), status(findings, "infusion_records")) == (bill, records)
    if bill == "needs_review":
        assert f"“{added.title}”" in finding(findings, "itemized_bill").explanation


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        pytest.param(0.95, "met", id="it was to come"),
        pytest.param(0.6, "needs_review", id="the notice's own date is doubtful"),
    ],
)
def test_care_after_its_denial_was_to_come(confidence: float, expected: str) -> None:
    own = date(2026, 1, 10)
    notice = paper(40, "denial_letter", own, F("date.letter", own, confidence), F("date.service", JAN_15))
    assert status(KETAMINE.check(*WHOLE, notice), "itemized_bill") == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param(date(2026, 10, 1), "needs_review", id="10/01 may be the 10th of January"),
        pytest.param(date(2026, 8, 1), "met", id="a known day, turned"),
        pytest.param(date(2026, 10, 20), "met", id="no month has that number"),
        pytest.param(date(2026, 10, 9), "met", id="to come either way"),
    ],
)
def test_a_day_to_come_may_be_printed_day_first(printed: date, expected: str) -> None:
    notice = paper(40, "denial_letter", date(2026, 3, 3), F("date.service", printed))
    assert status(KETAMINE.check(*WHOLE, notice), "itemized_bill") == expected


@pytest.mark.parametrize(
    ("type_", "day", "reason", "code", "expected"),
    [
        pytest.param(
            "eob", JAN_15, OmitReason.EXCLUDED, "wrong_patient", "needs_review", id="perhaps theirs"
        ),
        pytest.param("eob", JAN_8, OmitReason.EXCLUDED, "wrong_patient", "met", id="names no further day"),
        pytest.param("eob", JAN_15, OmitReason.EXCLUDED, "", "met", id="excluded by hand"),
        pytest.param("progress_note", JAN_15, OmitReason.EXCLUDED, "wrong_patient", "met", id="a note"),
        pytest.param("eob", JAN_15, OmitReason.DUPLICATE, "", "needs_review", id="no copy"),
        pytest.param("eob", JAN_8, OmitReason.DUPLICATE, "", "met", id="a copy"),
    ],
)
def test_a_paper_that_was_left_out_may_name_a_day(
    type_: str, day: date, reason: OmitReason, code: str, expected: str
) -> None:
    out = paper(40, type_, date(2026, 2, 3), F("date.service", day))
    case = KETAMINE.case(*WHOLE, out)
    warnings = (Warning(code, Severity.BLOCKING, "", documents=(out.id,)),) if code else ()
    case = replace(case, omissions=(Omission(out.pages[0], reason),), warnings=warnings)
    assert status(check(case, shipped(), KETAMINE.given()), "itemized_bill") == expected


@pytest.mark.parametrize("code", ["missing_page", "illegible_page"])
def test_a_page_that_is_not_read_may_name_a_day(code: str) -> None:
    case = KETAMINE.case(*WHOLE)
    for type_, expected in (("eob", "needs_review"), ("progress_note", "met")):
        one = next(paper for paper in WHOLE if paper.type == type_)
        told = Warning(code, Severity.IMPORTANT, "", documents=(one.id,), pages=one.pages)
        findings = check(replace(case, warnings=(told,)), shipped(), KETAMINE.given())
        assert status(findings, "itemized_bill") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(JAN_15, "needs_review", id="about the time of the care"),
        pytest.param(JAN_8, "met", id="a known day"),
        pytest.param(date(2025, 6, 1), "met", id="long before"),
        pytest.param(date(2026, 3, 1), "met", id="long after"),
        pytest.param(date(2026, 1, 20), "met", id="another paper's own date"),
    ],
)
def test_a_day_that_a_denial_prints_without_a_name_may_be_one_of_care(day: date, expected: str) -> None:
    case = replace(KETAMINE.case(*WHOLE), unnamed_days=(UnnamedDay(DENIAL.id, day, DENIAL.pages[0]),))
    for name in ("itemized_bill", "infusion_records"):
        assert status(check(case, shipped(), KETAMINE.given()), name) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param({JAN_8: 1, JAN_5: 20}, "needs_review", id="an earlier day is mentioned"),
        pytest.param({JAN_5: 1, JAN_8: 2, JAN_15: 3}, "met", id="a log"),
    ],
)
def test_a_record_is_of_its_own_day_and_a_log_of_each(rows: dict[date, int], expected: str) -> None:
    facts = [F("date.service", day, row=row) for day, row in rows.items()]
    one_column = paper(2, "infusion_record", JAN_8, *facts).facts
    boxes = tuple(replace(f, box=replace(f.box, x0=0.1, x1=0.2)) for f in one_column)
    record = replace(paper(2, "infusion_record", JAN_8), facts=boxes)
    assert status(KETAMINE.check(DENIAL, record, BILL), "infusion_records") == expected


def test_a_day_that_a_bill_mentions_beside_its_lines_is_doubtful() -> None:
    mentioned = paper(4, "itemized_bill", None, *lines(JAN_5, JAN_8), F("date.service", JAN_15, row=30))
    late = paper(40, "infusion_record", JAN_15, F("date.service", JAN_15))
    bill = replace(BILL, facts=mentioned.facts)
    one = finding(KETAMINE.check(DENIAL, *RECORDS, late, bill), "itemized_bill")
    assert one.status == "needs_review"
    assert f"look at “{BILL.title}”" in one.explanation
    as_line = replace(BILL, facts=paper(4, "itemized_bill", None, *lines(JAN_5, JAN_8, JAN_15)).facts)
    assert status(KETAMINE.check(DENIAL, *RECORDS, late, as_line), "itemized_bill") == "met"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([10, 11], "met", id="in every line"),
        pytest.param([10, 30], "needs_review", id="one day has none beside it"),
        pytest.param([30, 31], "needs_review", id="none stands in a line"),
    ],
)
def test_a_bill_shows_codes_in_its_lines(rows: list[int], expected: str) -> None:
    days = [F("date.service", day, row=row) for day, row in zip((JAN_5, JAN_8), (10, 11), strict=True)]
    codes = [F("code.procedure", "96365", row=row) for row in rows]
    bill = replace(BILL, facts=paper(4, "itemized_bill", None, *days, *codes).facts)
    assert status(KETAMINE.check(DENIAL, *RECORDS, bill), "itemized_bill") == expected
