"""What the cover says was denied, of which days, and under which of the insurer's numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Case, CaseInfo, DateRange, Denial, Document, Known, Page, PageRef
from packetizer.packet.drawing.layout import Composer, Text
from packetizer.packet.drawing.style import RIGHT, Face, width
from packetizer.packet.plan import plan_packet
from packetizer.packet.sheets.cover import HALF, Field, at_comma
from packetizer.packet.sheets.disputed import references, served, treatments
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.wording import wording
from packetizer.understanding.case.askedfor import asked_for
from packetizer.understanding.case.ownnumbers import own_numbers
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.packet_case import GIVEN, Papers, findings
from tests.pages import page_from_text

DECIDED = date(2026, 3, 2)
HERE = PageRef("paper00.pdf", 1)


def matter_of(papers: Papers, denying: str, info: CaseInfo, pages: tuple[Page, ...] = ()) -> Matter:
    by_ref, lexicon = {page.ref: page for page in pages}, load_lexicon()
    said = (*own_numbers(papers.documents, by_ref, lexicon), *asked_for(papers.documents, by_ref, lexicon))
    case = Case(info, tuple(papers.documents), denial=Denial(documents=(denying,)), contents=said)
    plan = plan_packet(case, findings(), papers.pages, GIVEN)
    return Matter(plan, case, findings(), GIVEN, pages=pages)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Reference #: 6620419375", ["Reference # 6620419375"], id="before it"),
        pytest.param(
            "Our reference no. 26-GA-10447", ["Our reference no. 26-GA-10447"], id="with a full stop"
        ),
        pytest.param(
            "Appeal case number     AP-2026-5580113", ["Appeal case number AP-2026-5580113"], id="beside"
        ),
        pytest.param(
            "Service request no.\nSR-26-1019447", ["Service request no. SR-26-1019447"], id="under it"
        ),
        pytest.param(
            "Appeal     APL-26-55071\nnumber\n\nDrug      PA-8826-40115, Spravato\nrequest",
            ["Appeal number APL-26-55071", "Drug request PA-8826-40115"],
            id="the label broken in its column",
        ),
        pytest.param("Claim number: BW2605-00931", [], id="a claim's number is told apart"),
        pytest.param("Claim reference number: BW2605-00931", [], id="also so"),
        pytest.param("Member ID: W271944086     Group: 70442", [], id="nor is a member's or a group's"),
        pytest.param("Questions? Call 888-555-0134 about your case.", [], id="a telephone"),
        pytest.param("For this appeal we used policy ST-4171 and others.", [], id="a policy"),
        pytest.param("Review date: 03/02/2026", [], id="a date"),
    ],
)
def test_numbers_of_the_insurers_own(text: str, found: list[str]) -> None:
    def numbers(page: Page, type_: str = "denial_letter") -> list[str]:
        paper = Document("d1", type_, "Letter", DECIDED, (page.ref,), 0.99)
        told = own_numbers([paper], {page.ref: page}, load_lexicon())
        return [f"{one.label} {one.words}" for one in told]

    assert numbers(page_from_text(text)) == found
    assert not numbers(page_from_text(text, confidence=0.6))
    assert not numbers(page_from_text(text), "progress_note")


def test_a_number_is_told_once_and_no_other_papers_number() -> None:
    papers = Papers()
    facts = [("id.claim", "BW2605-00931")]
    denial = papers.add("denial_letter", "Denial", DECIDED, facts=facts)
    note = papers.add("progress_note", "Note", DECIDED)
    text = "Reference: AP-26-5580\nCase BW2605-00931\nFile AP-26-5580"
    read = page_from_text(text), page_from_text("Reference: ZZ-26-1111")
    pages = tuple(replace(page, ref=paper.pages[0]) for page, paper in zip(read, (denial, note), strict=True))
    matter = matter_of(papers, denial.id, CaseInfo(), pages)
    assert [(one.label, one.words) for one in references(matter)] == [("Reference", "AP-26-5580")]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(date(2026, 2, 1), ("esketamine", "ketamine"), id="given on a denied day"),
        pytest.param(date(2025, 2, 1), ("esketamine",), id="given at another time"),
    ],
)
def test_another_drug_of_the_decision(given: date, told: tuple[str, ...]) -> None:
    papers = Papers()
    denied: list[tuple[str, str | date]] = [
        ("treatment.drug", "esketamine"),
        ("treatment.drug", "ketamine"),
        ("date.service", date(2026, 2, 1)),
    ]
    denial = papers.add("denial_letter", "Denial", DECIDED, facts=denied)
    papers.add("infusion_record", "Record", given, facts=[("treatment.drug", "ketamine")])
    known = Known("esketamine", inferred=True, facts=(denial.facts[0].id,))
    assert treatments(matter_of(papers, denial.id, CaseInfo(treatment=known))) == told


@pytest.mark.parametrize(
    ("words", "confidence", "told"),
    [
        pytest.param(
            "Service: Residential treatment", 0.98, ("residential treatment",), id="as it is printed"
        ),
        pytest.param("Service: Residential treatment", 0.6, (), id="faint"),
        pytest.param("Service: Partial hospitalization", 0.98, (), id="not what the case takes it for"),
    ],
)
def test_a_treatment_named_by_no_fact(words: str, confidence: float, told: tuple[str, ...]) -> None:
    papers = Papers()
    denial = papers.add("denial_letter", "Denial", DECIDED)
    page = replace(page_from_text(words, confidence=confidence), ref=denial.pages[0])
    info = CaseInfo(treatment=Known("residential treatment", inferred=True))
    assert treatments(matter_of(papers, denial.id, info, (page,))) == told


@pytest.mark.parametrize(
    ("days", "label", "told"),
    [
        pytest.param([date(2026, 2, 1)], "Date of service", "Feb 1, 2026", id="one day"),
        pytest.param(
            [DateRange(date(2026, 2, 1), date(2026, 2, 9)), date(2026, 2, 20)],
            "Dates of service",
            "Feb 1, 2026 to Feb 9, 2026; Feb 20, 2026",
            id="a stay is told from its first day to its last",
        ),
        pytest.param(
            [DateRange(date(2026, 4, 1), date(2026, 5, 1)), date(2026, 6, 30)],
            "Dates asked for",
            "Apr 1, 2026 to Jun 30, 2026",
            id="after the decision: asked for, not given",
        ),
        pytest.param([], "", "", id="none"),
    ],
)
def test_days_at_issue(days: list[date | DateRange], label: str, told: str) -> None:
    papers = Papers()
    denial = papers.add("denial_letter", "Denial", DECIDED, facts=[("date.service", day) for day in days])
    assert served(matter_of(papers, denial.id, CaseInfo())) == (label, told)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        pytest.param(
            "Aetna Second Level Appeals, P.O. Box 14463, Lexington, KY 40512",
            ("Aetna Second Level Appeals,", "P.O. Box 14463, Lexington, KY 40512"),
            id="too long: behind the first comma that lets both parts fit",
        ),
        pytest.param("PO Box 1, Lexington, KY 40512", ("PO Box 1, Lexington, KY 40512",), id="it fits"),
    ],
)
def test_a_long_line_of_an_address(line: str, parts: tuple[str, ...]) -> None:
    assert at_comma(line, HALF, Face.SANS, 10.0) == parts


@pytest.mark.parametrize(
    ("value", "end", "lines"),
    [
        pytest.param("Exhibit A: Denial, October 30, 2026", "October 30, 2026", 1, id="one line"),
        pytest.param(f"{'Long ' * 16}title, October 30, 2026", "October 30, 2026", 2, id="the date is whole"),
        pytest.param("Long " * 30, "", 2, id="without a date"),
    ],
)
def test_a_date_on_the_cover_is_not_torn(value: str, end: str, lines: int) -> None:
    made = Field("Decision appealed", value.strip(), 1, end).lines(Face.SANS, 10.4)
    assert len(made) == lines
    assert made[-1].endswith(end)


@pytest.mark.parametrize(
    ("level", "told", "asked"),
    [
        pytest.param(Known("internal_2"), "internal_2", "first decision", id="given"),
        pytest.param(
            Known("internal_2", inferred=True, pages=(HERE,)),
            "internal_2",
            "first decision",
            id="a page says it",
        ),
        pytest.param(Known("internal_1", inferred=True), "unknown", "record, and", id="nothing says it"),
        pytest.param(
            Known("external", inferred=True, pages=(PageRef("elsewhere.pdf", 1),)),
            "unknown",
            "record, and",
            id="a page that stays out says it",
        ),
        pytest.param(
            Known("internal_2", inferred=True, pages=(HERE,), perhaps=("external",)),
            "unknown",
            "record, and",
            id="two steps are offered",
        ),
    ],
)
def test_a_level_is_told_where_a_page_says_it(level: Known[str], told: str, asked: str) -> None:
    papers = Papers()
    denial = papers.add("denial_letter", "Denial letter", date(2026, 3, 2))
    matter = matter_of(papers, denial.id, CaseInfo(appeal_level=level))
    assert matter.level == told
    assert asked in wording().requests[matter.step]


def test_a_long_title_leaves_room_for_what_stands_beside_it() -> None:
    title = "Request for a hearing before an administrative law judge"
    page = Composer("Appeal packet", title, beside=150.0).finish()[0]
    (head,) = (mark for mark in page.marks if isinstance(mark, Text) and mark.text == title)
    assert head.x + width(head.text, head.face, head.size) <= RIGHT - 150.0 + 0.1
