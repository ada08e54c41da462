"""What stands on every page of the packet, settled without a PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packetizer.errors import PacketizerError, UsageError
from packetizer.model import (
    Case,
    CaseInfo,
    Deadline,
    Denial,
    DenialReason,
    Event,
    Known,
    Ledger,
    LedgerRow,
    Omission,
    OmitReason,
    PageRef,
    Recipient,
    Severity,
    Status,
    Warning,
)
from packetizer.packet.bundle import Sheet, SheetKind
from packetizer.packet.drawing.draw import draw
from packetizer.packet.drawing.layout import Line, SheetPage, Text
from packetizer.packet.drawing.stamp import Stamp, stamped, stamps
from packetizer.packet.drawing.style import LETTER, width
from packetizer.packet.options import SHEETS, PacketOptions, numbers
from packetizer.packet.plan import Plan, exhibit_letter, plan_packet
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.course import course
from packetizer.packet.sheets.cover import FLOOR
from packetizer.packet.sheets.expenses import in_words
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.volumes import Limits, Load, bound, shared_out
from packetizer.rules.vocabulary import DENIAL_REASONS, SheetName
from packetizer.understanding.page.text import fold
from tests.packet_case import GIVEN, TODAY, Papers, Whole, findings, requirement, whole_case
from tests.pages import page_from_text
from tests.rules_case import shipped


def planned(papers: Papers, **changes: object) -> Plan:
    return plan_packet(Case(CaseInfo(), tuple(papers.documents)), findings(**changes), papers.pages, GIVEN)


def words_of(whole: Whole) -> str:
    """All that our own sheets say."""
    plan = plan_packet(whole.case, whole.findings, whole.pages, whole.given)
    sheets = compose(Matter(plan, whole.case, whole.findings, whole.given))
    return " ".join(
        mark.text
        for pages in sheets.values()
        for page in pages
        for mark in page.marks
        if isinstance(mark, Text)
    )


@pytest.mark.parametrize(
    ("number", "letter"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_exhibit_letter(number: int, letter: str) -> None:
    assert exhibit_letter(number) == letter


def test_order_of_exhibits() -> None:
    papers = Papers()
    papers.add("receipt", "of a type without a place")
    papers.add("progress_note", "late note", date(2026, 2, 1))
    papers.add("progress_note", "undated note")
    papers.add("progress_note", "early note", date(2026, 1, 1))
    papers.add("progress_note", "early note, second in the folder", date(2026, 1, 1))
    papers.add("denial_letter", "old denial", date(2025, 1, 1))
    papers.add("denial_letter", "new denial", date(2026, 1, 1))
    assert [row.title for row in planned(papers).rows] == [
        "new denial",
        "old denial",
        "early note",
        "early note, second in the folder",
        "late note",
        "undated note",
        "of a type without a place",
    ]


@pytest.mark.parametrize(
    ("day", "leads"),
    [
        pytest.param(date(2026, 2, 1), False, id="before the newest decision: of an earlier appeal"),
        pytest.param(date(2026, 4, 1), True, id="after it: of this one"),
        pytest.param(date(2026, 3, 2), True, id="on its day"),
        pytest.param(None, True, id="undated: nothing says that it is old"),
    ],
)
def test_the_decision_leads_and_no_earlier_appeal(day: date | None, leads: bool) -> None:
    papers = Papers()
    papers.add("appeal_letter", "appeal", day)
    papers.add("denial_letter", "first denial", date(2026, 1, 1))
    papers.add("final_denial_letter", "final denial", date(2026, 3, 2))
    papers.add("letter_of_medical_necessity", "clinician's letter", date(2026, 1, 5))
    papers.add("prior_auth_request", "request", date(2025, 12, 1))
    papers.add("receipt", "receipt", date(2026, 1, 2))
    found = findings(packet_order=shipped().by_id["_base"].rules.packet_order)
    plan = plan_packet(Case(CaseInfo(), tuple(papers.documents)), found, papers.pages, GIVEN)
    others = ["final denial", "first denial", "clinician's letter", "request"]
    order = ["appeal", *others] if leads else [*others, "appeal"]
    assert [row.title for row in plan.rows] == [*order, "receipt"]


def test_what_is_left_out_has_no_place() -> None:
    papers = Papers()
    kept = papers.add("progress_note", "kept", pages=3)
    gone = papers.add("progress_note", "gone")
    omitted = (Omission(kept.pages[1], OmitReason.BLANK), Omission(gone.pages[0], OmitReason.EXCLUDED))
    case = Case(CaseInfo(), tuple(papers.documents), omitted)
    plan = plan_packet(case, findings(), papers.pages, GIVEN)
    assert [page.ref for page in plan.pages] == [kept.pages[0], kept.pages[2]]
    assert [(page.position, page.of) for page in plan.pages] == [(1, 2), (2, 2)]
    assert plan.page_of(kept.pages[1]) is None
    assert plan.exhibit_of(gone.id) is None


def test_a_page_without_a_place_stops_the_build() -> None:
    papers = Papers()
    papers.add("progress_note", "note")
    stray = replace(papers.pages[0], ref=PageRef("stray.pdf", 1))
    with pytest.raises(PacketizerError, match=r"stray\.pdf: page 1 is in no document"):
        plan_packet(Case(CaseInfo(), tuple(papers.documents)), findings(), [*papers.pages, stray], GIVEN)


def test_a_page_with_two_places_stops_the_build() -> None:
    papers = Papers()
    first = papers.add("progress_note", "note")
    case = Case(CaseInfo(), (first, replace(first, id="other")))
    with pytest.raises(PacketizerError, match="two documents"):
        plan_packet(case, findings(), papers.pages, GIVEN)


def test_nothing_to_send() -> None:
    papers = Papers()
    held = papers.add("progress_note", "held back")
    warnings = (
        Warning("wrong_patient", Severity.BLOCKING, "It names somebody else.", pages=held.pages),
        Warning("insurer_unknown", Severity.IMPORTANT, "Who is the insurer?"),
    )
    omissions = (Omission(held.pages[0], OmitReason.EXCLUDED),)
    case = Case(CaseInfo(), (held,), omissions, warnings=warnings)
    with pytest.raises(PacketizerError) as caught:
        plan_packet(case, findings(), papers.pages, GIVEN)
    first, *why = str(caught.value).splitlines()
    assert first.endswith("there is nothing to put into a packet")
    assert why == ["  It names somebody else."]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.text(max_size=120)), min_size=1, max_size=70))
def test_page_numbers_run_on(papers_like: list[tuple[int, str]]) -> None:
    papers = Papers()
    for pages, title in papers_like:
        papers.add("progress_note", title, pages=pages)
    plan = planned(papers)
    assert [stamp.packet_page for stamp in stamps(plan)] == list(range(1, plan.total + 1))
    assert [plan.page_of(page.ref) for page in plan.pages] == [page.packet_page for page in plan.pages]
    assert {page.ref for page in plan.pages} == {page.ref for page in papers.pages}
    index = plan.sheet(SheetKind.INDEX)
    assert index is not None
    made = compose(Matter(plan, Case(CaseInfo(), tuple(papers.documents)), findings(), GIVEN))
    led = [link.page for page in made[SheetKind.INDEX] for link in page.links]
    assert led == [row.first_page for row in plan.rows]


def test_stamp_says_exhibit_and_packet_page() -> None:
    papers = Papers()
    papers.add("progress_note", "note", pages=12)
    plan = planned(papers)
    assert [s.text for s in stamps(plan)][
        -10
    ] == f"Exhibit A · 3 of 12 — Page {plan.total - 9} of {plan.total}"


# ---------------------------------------------------------------- what the insurer is told


def test_every_sheet_has_its_place() -> None:
    whole = whole_case()
    given_letter = replace(whole.given, letter="To whom it may concern")
    plan = plan_packet(whole.case, whole.findings, whole.pages, given_letter)
    assert [sheet.kind for sheet in plan.sheets] == [kind for kind in SheetKind if kind != SheetKind.VOLUME]


def test_sheets_without_anything_to_say_stay_out() -> None:
    papers = Papers()
    papers.add("progress_note", "note")
    assert [sheet.kind for sheet in planned(papers).sheets] == [SheetKind.COVER, SheetKind.INDEX]


@pytest.mark.parametrize("never", ["HELDBACK", "ABSENT", "DOUBTED", "WARNING", "WHY", "FIX"])
def test_what_stays_with_the_advocate(never: str) -> None:
    assert never not in words_of(whole_case())


@pytest.mark.parametrize("told", ["Marta Exemplar", "Experimental or investigational", "Letter of necessity"])
def test_what_is_told(told: str) -> None:
    assert told in words_of(whole_case())


@pytest.mark.parametrize(
    ("confidence", "told"),
    [pytest.param(0.95, True, id="clear"), pytest.param(0.5, False, id="doubtful")],
)
def test_a_doubtful_value_is_not_told(confidence: float, told: bool) -> None:
    papers = Papers()
    card = papers.add("progress_note", "note", facts=[("id.member", "W1234")], confidence=confidence)
    info = CaseInfo(member_id=Known("W1234", True, (card.facts[0].id,)))
    whole = Whole(Case(info, (card,)), findings(), tuple(papers.pages))
    assert ("W1234" in words_of(whole)) is told


@pytest.mark.parametrize(
    ("days", "told"), [pytest.param(0, True, id="last day"), pytest.param(-1, False, id="passed")]
)
def test_a_passed_deadline_is_not_told(days: int, told: bool) -> None:
    papers = Papers()
    papers.add("progress_note", "note")
    due = Deadline("internal_appeal", "", TODAY + timedelta(days), None, "")
    whole = Whole(Case(CaseInfo(), tuple(papers.documents)), findings(deadlines=(due,)), tuple(papers.pages))
    assert ("Last day to appeal" in words_of(whole)) is told


def test_the_chronology_ends_today() -> None:
    whole = whole_case()
    denial = whole.case.documents[0].id
    later = Event(TODAY + timedelta(1), "LATER", denial)
    case = replace(whole.case, chronology=(*whole.case.chronology, later))
    assert "LATER" not in words_of(replace(whole, case=case))


def test_an_event_leads_to_its_page() -> None:
    whole = whole_case()
    plan = plan_packet(whole.case, whole.findings, whole.pages, whole.given)
    exhibit = next(exhibit for exhibit in plan.exhibits if len(exhibit.pages) > 1)
    event = Event(TODAY, "told on its last page", exhibit.document.id, exhibit.pages[-1])
    assert plan.page_telling(event) == exhibit.first_page + len(exhibit.pages) - 1
    assert plan.page_telling(replace(event, page=None)) == exhibit.first_page
    assert plan.page_telling(replace(event, document="none")) is None


def test_no_reason_without_an_answer() -> None:
    whole = whole_case()
    unanswered = replace(whole, findings=replace(whole.findings, requirements=()))
    plan = plan_packet(unanswered.case, unanswered.findings, unanswered.pages, unanswered.given)
    assert plan.sheet(SheetKind.REASONS) is None


@pytest.mark.parametrize(
    ("met", "answers"),
    [
        pytest.param(("d1", "d2"), ["Letter", "Policy"], id="the letter, though the policy lies before it"),
        pytest.param(("d2",), ["Letter"], id="the letter alone"),
        pytest.param(("d1",), [], id="the insurer's own policy is no answer"),
    ],
)
def test_the_insurers_policy_is_answered_and_no_answer(met: tuple[str, ...], answers: list[str]) -> None:
    papers = Papers()
    reason = ("denial.reason", "experimental_investigational")
    denial = papers.add("denial_letter", "Denial", date(2026, 3, 2), facts=[reason])
    policy = papers.add("medical_policy", "Policy", date(2026, 1, 1))
    letter = papers.add("letter_of_medical_necessity", "Letter", date(2026, 3, 9))
    named = {"medical_policy": policy, "letter_of_medical_necessity": letter}
    items = [requirement(name, name, Status.MET, one) for name, one in named.items() if one.id in met]
    order = ("denial_letter", "medical_policy", "letter_of_medical_necessity")
    found = findings(*items, packet_order=order)
    said = DenialReason("experimental_investigational", (denial.facts[0].id,))
    case = Case(CaseInfo(), tuple(papers.documents), denial=Denial((said,), documents=(denial.id,)))
    matter = Matter(plan_packet(case, found, tuple(papers.pages), GIVEN), case, found, GIVEN)
    (shown,) = matter.reasons
    assert [one.exhibit.document.title for one in shown.answered] == answers


def test_a_score_quoted_in_a_letter_is_not_on_the_chart() -> None:
    papers = Papers()
    papers.add("rating_scale", "PHQ-9", date(2026, 1, 1), facts=[("score.phq9", "23")])
    papers.add("letter_of_medical_necessity", "Letter", date(2026, 3, 1), facts=[("score.phq9", "23")])
    assert planned(papers).sheet(SheetKind.SCORES) is None


# ---------------------------------------------------------------- cover and expenses


def test_the_cover_is_a_fax_cover() -> None:
    whole = whole_case()
    plan = plan_packet(whole.case, whole.findings, whole.pages, whole.given)
    cover, *_ = compose(Matter(plan, whole.case, whole.findings, whole.given))[SheetKind.COVER]
    told = [mark.text for mark in cover.marks if isinstance(mark, Text)]
    for part in (
        "April 2, 2026",
        f"{plan.total} pages, including this one",
        "Fax 555-555-0101",
        "CONFIDENTIAL",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("letter", "paper", "led"),
    [
        pytest.param("To whom it may concern", False, 2, id="our own sheet"),
        pytest.param("", True, 4, id="a paper in the folder"),
        pytest.param("", False, None, id="none"),
    ],
)
def test_the_cover_names_the_appeal_letter(letter: str, paper: bool, led: int | None) -> None:
    papers = Papers()
    papers.add("denial_letter", "Denial")
    if paper:
        papers.add("appeal_letter", "Appeal letter")
    case = Case(CaseInfo(), tuple(papers.documents))
    plan = plan_packet(case, findings(), papers.pages, replace(GIVEN, letter=letter))
    [cover] = compose(Matter(plan, case, findings(), GIVEN))[SheetKind.COVER]
    told = [mark.text for mark in cover.marks if isinstance(mark, Text) and "Appeal letter" in mark.text]
    assert told == ([f"Appeal letter, page {led}"] if led else [])
    assert [link.page for link in cover.links] == ([led] if led else [])


def test_the_cover_names_no_letter_of_an_earlier_appeal() -> None:
    papers = Papers()
    papers.add("final_denial_letter", "Denial")
    papers.add("appeal_letter", "Appeal letter")
    found = findings(requirement("appeal_letter", "Appeal letter", Status.MISSING))
    case = Case(CaseInfo(), tuple(papers.documents))
    plan = plan_packet(case, found, papers.pages, GIVEN)
    [cover] = compose(Matter(plan, case, found, GIVEN))[SheetKind.COVER]
    assert not [mark for mark in cover.marks if isinstance(mark, Text) and "Appeal letter" in mark.text]


@pytest.mark.parametrize(("confidence", "told"), [(0.95, ("step_therapy",)), (0.56, ())])
def test_a_reason_that_is_doubted_is_not_told(confidence: float, told: tuple[str, ...]) -> None:
    papers = Papers()
    facts = [("denial.reason", "step_therapy")]
    denial = papers.add("denial_letter", "Denial letter", TODAY, facts=facts, confidence=confidence)
    reasons = (DenialReason("step_therapy", (denial.facts[0].id,)),)
    case = Case(CaseInfo(), (denial,), denial=Denial(reasons, documents=(denial.id,)))
    plan = plan_packet(case, findings(), papers.pages, GIVEN)
    assert tuple(reason.code for reason in Matter(plan, case, findings(), GIVEN).reasons) == told


def test_the_cover_keeps_clear_of_its_foot() -> None:
    """With all that it can hold: long names, every field, every reason."""
    papers = Papers()
    codes = [code for code in DENIAL_REASONS if code != "other"]
    reasons = [("denial.reason", code) for code in codes]
    reasons += [("code.procedure", "96365"), ("date.service", date(2026, 1, 8))]  # type: ignore[list-item]
    denial = papers.add("denial_letter", "Denial " + "of a long name " * 20, date(2026, 3, 2), facts=reasons)
    told = Known(tuple(f"E55501{at:03}" for at in range(12)))
    info = CaseInfo(
        *(Known("Marta Exemplar"), Known(date(1980, 1, 2)), Known("W1"), Known("G1")),
        claim_numbers=told,
        treatment=Known("ketamine"),
        diagnoses=told,
        appeal_level=Known("internal_1"),
    )
    found = tuple(DenialReason(code, (fact.id,)) for code, fact in zip(codes, denial.facts, strict=False))
    case = Case(info, tuple(papers.documents), denial=Denial(found, ("CO-50",), ("N130",), (denial.id,)))
    long = "Exampla Health Plans of the Greater Northern Territories and Their Associated Companies"
    to = Recipient(
        long,
        tuple(f"A rather long line of an address, number {at}, which needs a second line" for at in range(6)),
        "1",
        "2",
    )
    whole = Whole(case, findings(recipient=to), tuple(papers.pages))
    plan = plan_packet(whole.case, whole.findings, whole.pages, whole.given)
    [cover] = compose(Matter(plan, whole.case, whole.findings, whole.given))[SheetKind.COVER]
    assert sum(isinstance(mark, Text) for mark in cover.marks) > 50
    lines = sorted({mark.y for mark in cover.marks if isinstance(mark, Text)})
    foot = max(y for y in lines if y < FLOOR)
    assert min(y for y in lines if y > FLOOR) > FLOOR + 3
    assert foot < FLOOR - 10


def test_a_department_named_with_the_insurer_is_not_told_twice() -> None:
    whole = whole_case()
    to = Recipient("Exampla Health Plans, Appeals Team", ("Appeals Team", "P.O. Box 1"))
    told = words_of(replace(whole, findings=replace(whole.findings, recipient=to)))
    assert told.count("Appeals Team") == 1
    assert "P.O. Box 1" in told


@pytest.mark.parametrize(
    ("denied", "charged", "days"),
    [
        pytest.param((8, 9), (10,), (8, 9), id="as the denial prints them"),
        pytest.param((), (10,), (10,), id="as charged"),
        pytest.param((), (), (12,), id="as it was recorded, not as a note of other care says"),
    ],
)
def test_dates_of_service_are_those_at_issue(
    denied: tuple[int, ...], charged: tuple[int, ...], days: tuple[int, ...]
) -> None:
    papers = Papers()
    facts = [("date.service", date(2026, 1, day)) for day in denied]
    letter = papers.add("denial_letter", "Denial", date(2026, 3, 2), facts=facts)
    bill = papers.add("itemized_bill", "Bill")
    papers.add("progress_note", "Note", facts=[("date.service", date(2026, 1, 7))])
    papers.add("infusion_record", "Record", facts=[("date.service", date(2026, 1, 12))])
    rows = tuple(
        LedgerRow(date(2026, 1, day), "Visit", Decimal(5), None, None, None, bill.id, ()) for day in charged
    )
    case = Case(
        CaseInfo(), tuple(papers.documents), denial=Denial(documents=(letter.id,)), ledger=Ledger(rows)
    )
    plan = plan_packet(case, findings(), papers.pages, GIVEN)
    found = Matter(plan, case, findings(), GIVEN).service_days
    assert found == tuple(date(2026, 1, day) for day in days)


def test_care_that_is_still_asked_for_has_no_date_of_service() -> None:
    papers = Papers()
    letter = papers.add("denial_letter", "Denial", date(2026, 3, 2))
    for type_ in ("discharge_summary", "psychiatric_evaluation", "rating_scale", "prior_auth_request"):
        papers.add(type_, "Paper", facts=[("date.service", date(2026, 1, 7))])
    case = Case(CaseInfo(), tuple(papers.documents), denial=Denial(documents=(letter.id,)))
    plan = plan_packet(case, findings(), papers.pages, GIVEN)
    assert Matter(plan, case, findings(), GIVEN).service_days == ()


@pytest.mark.parametrize(
    ("sure", "told"),
    [
        pytest.param((0.9, 0.9), ("F33.2", "F41.1"), id="all that are clear"),
        pytest.param((0.9, 0.6), ("F33.2",), id="not the doubtful one beside a clear one"),
        pytest.param((0.6, 0.6), (), id="none"),
    ],
)
def test_each_of_several_values_is_told_for_itself(sure: tuple[float, float], told: tuple[str, ...]) -> None:
    papers = Papers()
    note = papers.add("progress_note", "Note", facts=[("code.icd10", code) for code in ("F33.2", "F41.1")])
    facts = tuple(replace(fact, confidence=c) for fact, c in zip(note.facts, sure, strict=True))
    known: Known[tuple[str, ...]] = Known(
        ("F33.2", "F41.1"), inferred=True, facts=tuple(fact.id for fact in facts)
    )
    case = Case(CaseInfo(diagnoses=known), (replace(note, facts=facts),))
    plan = plan_packet(case, findings(), papers.pages, GIVEN)
    assert Matter(plan, case, findings(), GIVEN).told_each(known) == told


def test_an_expense_leads_into_its_own_exhibit() -> None:
    """The row also rests on facts of the insurer's statement, which stands elsewhere."""
    papers = Papers()
    statement = papers.add("eob", "Statement", facts=[("amount.allowed", Decimal(0))])
    bill = papers.add("itemized_bill", "Bill", pages=2, facts=[("amount.billed", Decimal(5))])
    told = (statement.facts[0].id, bill.facts[0].id)
    row = LedgerRow(date(2026, 1, 8), "Visit", Decimal(5), Decimal(0), None, None, bill.id, told)
    case = Case(CaseInfo(), tuple(papers.documents), ledger=Ledger((row,)))
    found = findings(packet_order=("eob", "itemized_bill"))
    plan = plan_packet(case, found, papers.pages, GIVEN)
    [sheet] = compose(Matter(plan, case, found, GIVEN))[SheetKind.LEDGER]
    exhibit = plan.exhibit_of(bill.id)
    assert exhibit is not None
    assert [link.page for link in sheet.links] == [exhibit.first_page]


# ---------------------------------------------------------------- what a person chooses


def chosen(whole: Whole, **options: object) -> Plan:
    return plan_packet(whole.case, whole.findings, whole.pages, whole.given, PacketOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        pytest.param({"only": ("cover", "index")}, ["cover", "index"], id="only"),
        pytest.param({"only": ("ledger", "cover")}, ["cover", "ledger"], id="in packet order"),
        pytest.param(
            {"without": ("summary", "chronology", "reasons", "criteria", "scores")},
            ["cover", "index", "ledger"],
            id="without",
        ),
        pytest.param({"only": ("index", "ledger"), "without": ("ledger",)}, ["index"], id="both"),
    ],
)
def test_sheets_are_chosen_by_name(options: dict[str, object], kinds: list[str]) -> None:
    assert [sheet.kind for sheet in chosen(whole_case(), **options).sheets] == kinds


@pytest.mark.parametrize(
    ("options", "there"),
    [
        pytest.param({}, False, id="as the rules say"),
        pytest.param({"only": ("cover", "summary")}, True, id="as a person says"),
    ],
)
def test_rules_keep_sheets_out(options: dict[str, object], there: bool) -> None:
    whole = whole_case()
    whole = replace(whole, findings=replace(whole.findings, without_sheets=("summary",)))
    assert (chosen(whole, **options).sheet(SheetKind.SUMMARY) is not None) is there


def test_the_names_to_choose_from_are_the_sheets() -> None:
    assert list(SHEETS) == [kind for kind in SheetKind if kind is not SheetKind.VOLUME]
    assert get_args(SheetName) == SHEETS


def test_a_tab_sheet_stands_before_each_exhibit() -> None:
    plan = chosen(whole_case(), tabs=True)
    assert [exhibit.tab for exhibit in plan.exhibits] == [e.first_page - 1 for e in plan.exhibits]
    assert [stamp.packet_page for stamp in stamps(plan)] == list(range(1, plan.total + 1))
    assert plan.total == chosen(whole_case()).total + len(plan.exhibits)
    assert {stamp.exhibit for stamp in stamps(plan) if stamp.packet_page in plan.tabs} == {
        f"Exhibit {exhibit.letter}" for exhibit in plan.exhibits
    }


@pytest.mark.parametrize("tabs", [False, True])
def test_volumes_number_tabs_too(tabs: bool) -> None:
    whole = whole_case(notes=9)
    plan = chosen(whole, tabs=tabs)
    sizes = [[100] * len(exhibit.pages) for exhibit in plan.exhibits]
    first, later = Load(sum(sheet.pages for sheet in plan.sheets)), Load(1)
    runs = shared_out(sizes, Limits(pages=first.pages + 6), first, later, Load(1) if tabs else None)
    parted = bound(plan, runs, {SheetKind.VOLUME: Sheet(SheetKind.VOLUME, "Volume", 1, 1)})
    assert len(parted.volumes) > 1
    assert [stamp.packet_page for stamp in stamps(parted)] == list(range(1, parted.total + 1))
    assert all(volume.last_page - volume.first_page < first.pages + 6 for volume in parted.volumes)
    assert len(parted.tabs) == (len(plan.exhibits) if tabs else 0)


@pytest.mark.parametrize(
    ("text", "first", "third"),
    [
        ("ABC", "ABC000001", "ABC000003"),
        ("ABC:101", "ABC000101", "ABC000103"),
        ("CASE-7 :09999999", "CASE-7 09999999", "CASE-7 10000001"),
    ],
)
def test_bates_numbers(text: str, first: str, third: str) -> None:
    made = numbers(text)
    assert (made.number(1), made.number(3)) == (first, third)
    plan = chosen(whole_case(), bates=made)
    assert [stamp.bates for stamp in stamps(plan)][2] == third


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_bates_number_stands_clear_of_the_stamps(scale: float) -> None:
    papers = Papers()
    papers.add("progress_note", "note", pages=1300)
    case = Case(CaseInfo(), tuple(papers.documents))
    plan = plan_packet(case, findings(), papers.pages, GIVEN, PacketOptions(bates=numbers("CASE-2026:1")))
    *_, last = stamps(plan)
    marks = [mark for mark in stamped(last, plan, LETTER, scale).marks if isinstance(mark, Text)]
    boxes = sorted((mark.x, mark.x + width(mark.text, mark.face, mark.size)) for mark in marks)
    assert len(boxes) == 4
    assert all(before[1] <= after[0] + 0.1 for before, after in pairwise(boxes))


@pytest.mark.parametrize("fax", [False, True])
def test_stamps_can_be_read_on_a_dark_picture(tmp_path: Path, fax: bool) -> None:
    plan = chosen(whole_case())
    stamp = Stamp(2, "Page 2 of 9", "Exhibit A · 1 of 1", "ABC000002")
    made = stamped(stamp, plan, LETTER, 1.5 if fax else 1.0)
    table = Line(((0.0, 20.0), (LETTER[0], 20.0)), 40.0)
    draw([(LETTER, SheetPage((table, *made.marks), ()))], tmp_path / "dark.pdf", black_only=fax)
    picture = pdfium.PdfDocument(tmp_path / "dark.pdf")[0].render(scale=2, grayscale=True).to_numpy()
    texts = [mark for mark in made.marks if isinstance(mark, Text)]
    assert {mark.text for mark in texts} >= {stamp.page, stamp.bates}
    for mark in texts:
        x0, x1 = int(2 * mark.x), int(2 * (mark.x + width(mark.text, mark.face, mark.size)))
        y0, y1 = int(2 * (LETTER[1] - mark.y - 0.8 * mark.size)), int(2 * (LETTER[1] - mark.y))
        around = picture[y0:y1, x0:x1]
        assert 0.5 < (around > 200).mean() < 0.95
    assert (
        picture[int(2 * (LETTER[1] - 38)), :] < 50
    ).all()  # no more of the picture is covered than need be


@pytest.mark.parametrize("text", ["ABC:x", "a:b:1", "x" * 30, "A\nB", "ABC:"])
def test_what_is_no_bates_number(text: str) -> None:
    with pytest.raises(UsageError):
        numbers(text)


# ---------------------------------------------------------------- treatment and expenses


@pytest.mark.parametrize(
    ("line", "doses"),
    [
        pytest.param("Ketamine hydrochloride 40 mg IV", ("40 mg",), id="on the drug's own line"),
        pytest.param("Ondansetron 40 mg", (), id="of another drug"),
        pytest.param("40 mg", (), id="of no drug"),
    ],
)
def test_a_dose_is_told_only_beside_its_drug(line: str, doses: tuple[str, ...]) -> None:
    papers = Papers()
    facts = [("treatment.drug", "ketamine"), ("treatment.dose", "40 mg")]
    papers.add("infusion_record", "Infusion record", date(2026, 1, 8), facts=facts)
    page = page_from_text(line, "paper00.pdf", 1)
    box = page.words[0].box.union(page.words[-1].box)
    [record] = papers.documents
    record = replace(record, facts=tuple(replace(fact, box=box) for fact in record.facts))
    case = Case(CaseInfo(treatment=Known("ketamine")), (record,))
    plan = plan_packet(case, findings(), [page], GIVEN)
    [treatment] = course(Matter(plan, case, findings(), GIVEN, pages=(page,)))
    assert (treatment.drug, treatment.doses) == ("ketamine", doses)


@pytest.mark.parametrize(
    ("line", "doses"),
    [
        pytest.param("Ketamine 60 mg over 4 hours. Midazolam 2 mg IV", ("60 mg",), id="behind its name"),
        pytest.param("Midazolam 2 mg IV, then ketamine 60 mg", ("60 mg",), id="the other comes first"),
        pytest.param(
            "2 mg midazolam, 60 mg ketamine", ("2 mg", "60 mg"), id="before their names: not told apart"
        ),
        pytest.param("Ketamine 60 mg and 2 mg more", ("60 mg", "2 mg"), id="twice of one drug"),
    ],
)
def test_a_dose_behind_another_drugs_name_is_not_told(line: str, doses: tuple[str, ...]) -> None:
    papers = Papers()
    papers.add("infusion_record", "Infusion record", date(2026, 1, 8), facts=_named_in(line))
    page = page_from_text(line, "paper00.pdf", 1)
    places = [word.box for word in page.words for name in _NAMED if fold(word.text).startswith(name)]
    [record] = papers.documents
    placed = zip(record.facts, places, strict=True)
    record = replace(record, facts=tuple(replace(fact, box=box) for fact, box in placed))
    case = Case(CaseInfo(treatment=Known("ketamine")), (record,))
    plan = plan_packet(case, findings(), [page], GIVEN)
    [treatment] = course(Matter(plan, case, findings(), GIVEN, pages=(page,)))
    assert treatment.doses == doses


_NAMED = {
    **{name: ("treatment.drug", name) for name in ("ketamine", "midazolam")},
    **{name: ("treatment.dose", f"{name} mg") for name in ("60", "2")},
}


def _named_in(line: str) -> list[tuple[str, str]]:
    words = fold(line).split()
    return [said for word in words for name, said in _NAMED.items() if word.startswith(name)]


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("96365", "Infusion into a vein, first hour (96365)"),
        (
            "96365, 96366",
            "Infusion into a vein, first hour (96365); Infusion into a vein, each further hour (96366)",
        ),
        ("99999", "Service (99999)"),
        ("Ketamine infusion 96365", "Ketamine infusion 96365"),
        ("Office visit", "Office visit"),
    ],
)
def test_bare_codes_are_told_in_words(description: str, told: str) -> None:
    assert in_words(description) == told


@pytest.mark.parametrize(
    ("confidence", "told"), [pytest.param(0.95, True, id="clear"), pytest.param(0.5, False, id="doubtful")]
)
def test_a_doubtful_amount_is_not_told(confidence: float, told: bool) -> None:
    papers = Papers()
    bill = papers.add("itemized_bill", "Bill", facts=[("amount.billed", Decimal(765))], confidence=confidence)
    row = LedgerRow(date(2026, 1, 8), "Visit", Decimal(765), None, None, None, bill.id, (bill.facts[0].id,))
    whole = Whole(Case(CaseInfo(), (bill,), ledger=Ledger((row,))), findings(), tuple(papers.pages))
    assert ("765.00" in words_of(whole)) is told


@pytest.mark.parametrize(
    ("allowed", "printed"),
    [
        pytest.param((None, None), ["10.00", "–", "–", "–"], id="nobody tells"),
        pytest.param((Decimal(0), None), ["10.00", "0.00", "–", "–"], id="nothing was allowed"),
    ],
)
def test_a_sum_that_no_paper_states_is_a_dash(
    allowed: tuple[Decimal | None, ...], printed: list[str]
) -> None:
    papers = Papers()
    bill = papers.add("itemized_bill", "Bill")
    rows = tuple(LedgerRow(None, "Visit", Decimal(5), one, None, None, bill.id, ()) for one in allowed)
    case = Case(CaseInfo(), (bill,), ledger=Ledger(rows))
    plan = plan_packet(case, findings(), papers.pages, GIVEN)
    [sheet] = compose(Matter(plan, case, findings(), GIVEN))[SheetKind.LEDGER]
    total = next(mark for mark in sheet.marks if isinstance(mark, Text) and mark.text == "Total")
    row = [mark.text for mark in sheet.marks if isinstance(mark, Text) and mark.y == total.y]
    assert row[:6] == ["Total", "2 lines", *printed]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        pytest.param(None, True, id="nothing is contradicted"),
        pytest.param(1, True, id="the reasons of the denial are"),
        pytest.param(0, False, id="an amount is"),
    ],
)
def test_days_are_summed_up_where_no_amount_is_contradicted(about: int | None, told: bool) -> None:
    papers = Papers()
    bill = papers.add(
        "eob", "EOB", facts=[("amount.billed", Decimal(765)), ("denial.reason", "step_therapy")]
    )
    row = LedgerRow(date(2026, 1, 8), "Visit", Decimal(765), None, None, None, bill.id, (bill.facts[0].id,))
    odd = () if about is None else (bill.facts[about].id,)
    warnings = (Warning("conflicting_values", Severity.NOTE, "…", facts=odd),)
    case = Case(CaseInfo(), (bill,), ledger=Ledger((row,)), warnings=warnings if odd else ())
    assert ("Day by day" in words_of(Whole(case, findings(), tuple(papers.pages)))) is told


def test_a_day_on_which_nothing_was_billed_leaves_nothing_open() -> None:
    papers = Papers()
    bill = papers.add("itemized_bill", "Bill", facts=[("amount.billed", Decimal(765))])
    slip = papers.add("receipt", "Receipt", facts=[("amount.total", Decimal("12.40"))])
    billed = LedgerRow(
        date(2026, 1, 8), "Visit", Decimal(765), None, None, None, bill.id, (bill.facts[0].id,)
    )
    paid = LedgerRow(
        date(2026, 1, 9), "Payment", None, None, None, Decimal("12.40"), slip.id, (slip.facts[0].id,)
    )
    case = Case(CaseInfo(), (bill, slip), ledger=Ledger((billed, paid)))
    told = words_of(Whole(case, findings(), tuple(papers.pages)))
    assert "Jan 9, 2026 – – – 12.40 – All 765.00 – – 12.40 765.00" in told


def test_a_decision_is_told_with_the_codes_that_it_prints_itself() -> None:
    whole = whole_case()
    letter = whole.case.documents[0]
    code = replace(letter.facts[0], id="code", kind="denial.carc", value="CO-197")
    documents = (replace(letter, facts=(*letter.facts, code)), *whole.case.documents[1:])
    denial = replace(whole.case.denial, carc=("CO-50", "CO-197"), rarc=("N130",))  # others are an EOB's
    told = words_of(replace(whole, case=replace(whole.case, documents=documents, denial=denial)))
    assert "Decision of March 2, 2026, codes CO-197 " in told


def test_many_exhibits_of_one_kind_stand_on_one_row() -> None:
    whole = whole_case(notes=12)
    noted = [d for d in whole.case.documents if d.type == "progress_note"]
    found = findings(requirement("clinical_notes", "Notes", Status.MET, *noted))
    told = words_of(replace(whole, findings=found))
    assert "12 × progress note" in told
