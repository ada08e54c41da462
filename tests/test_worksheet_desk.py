"""The worksheet's sections: every page told once, doubts with what settles them, steps in their order."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import pytest
import yaml
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from packetizer.casefile import CaseFile
from packetizer.model import (
    Case,
    CaseInfo,
    Correction,
    DateRange,
    Document,
    FactValue,
    Findings,
    Given,
    Guardian,
    Known,
    Omission,
    OmitReason,
    PageRef,
    Recipient,
    RequirementFinding,
    Severity,
    Source,
    Status,
    Warning,
)
from packetizer.packet.bundle import Exhibit, Plan
from packetizer.packet.desk import head, money, papers
from packetizer.packet.desk.looks import find_looks
from packetizer.packet.desk.material import Material, chance_in_words, listed, plainly
from packetizer.packet.desk.snippets import joined, release, right_value
from packetizer.packet.desk.steps import next_steps
from packetizer.packet.desk.words import load_words
from packetizer.packet.record.schema import OutputRow
from packetizer.rules.vocabulary import FactKind
from tests.worksheet_case import (
    CASE,
    DENIAL,
    FINDINGS,
    GIVEN,
    HOSTILE,
    PLAN,
    SHA,
    TODAY,
    build,
    fact,
    read,
    refs,
)

JPEG = b"\xff\xd8\xff\xe0picture"
CROPS = {"f8": JPEG, "f1": JPEG}


def material(
    case: Case = CASE, findings: Findings = FINDINGS, given: Given = GIVEN, plan: Plan = PLAN
) -> Material:
    manifest = build(case, findings=findings, given=given, plan=plan)
    return Material(manifest, case, findings, given, plan, CROPS, load_words())


# ---------------------------------------------------------------- where everything went


def three_papers(omitted: list[OmitReason | None]) -> Material:
    """A file of two papers whose pages are left out for these reasons (None: in the packet), and another."""
    pages, other = refs("a.pdf", *range(1, len(omitted) + 1)), PageRef("b.pdf", 1)
    why = dict(zip(pages, omitted, strict=True))
    half = len(pages) // 2
    documents = tuple(
        Document(f"d{n}", "other", f"Paper {n}", None, refs_, 0.9)
        for n, refs_ in enumerate((pages[:half], pages[half:], (other,)), start=1)
    )
    exhibits: list[Exhibit] = []
    for document in documents:
        if there := tuple(ref for ref in document.pages if why.get(ref) is None):
            first = exhibits[-1].last_page + 1 if exhibits else 1
            exhibits.append(Exhibit("ABC"[len(exhibits)], document, there, first))
    omissions = tuple(
        Omission(ref, reason, other if reason is OmitReason.DUPLICATE else None)
        for ref, reason in why.items()
        if reason is not None
    )
    case, findings = Case(CaseInfo(), documents, omissions), Findings((), ())
    plan = Plan((), tuple(exhibits))
    manifest = build(
        case,
        findings=findings,
        sources=(
            Source("a.pdf", SHA, 1, "application/pdf", len(pages)),
            Source("b.pdf", SHA, 1, "application/pdf", 1),
        ),
        pages=tuple(read(ref.source, ref.number) for ref in (*pages, other)),
        plan=plan,
    )
    return Material(manifest, case, findings, GIVEN, plan, {}, load_words())


@settings(max_examples=60, deadline=None)
@example(st.lists(st.sampled_from([None, *OmitReason]), min_size=1, max_size=15))
def test_every_page_is_told_once(omitted: list[OmitReason | None]) -> None:
    files = papers.files(three_papers(omitted))
    assert [file.path for file in files] == ["a.pdf", "b.pdf"]
    told = [(page, bool(run.into)) for run in files[0].runs for page in numbers_in(run.pages)]
    assert told == [(number, why is None) for number, why in enumerate(omitted, start=1)]
    assert all(run.what for run in files[0].runs)


def numbers_in(text: str) -> list[int]:
    """The numbers of "page 2" or "pages 2, 4–6"."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", text):
        found += range(int(first), int(last or first) + 1)
    return found


def test_files_and_what_is_said_of_them() -> None:
    files = {file.path: file for file in papers.files(material())}
    assert files["bill.pdf"].mark.word == "could not be used"
    assert "password" in files["bill.pdf"].reason
    assert files["copy of scan.pdf"].runs[0].what == "left out: the same as pages 1–2 of scan.pdf"
    assert [(run.pages, run.into or run.what) for run in files["scan.pdf"].runs] == [
        ("page 1", "packet page 3, Exhibit A"),  # turned, so told apart from the next
        ("page 2", "packet page 4, Exhibit A"),
        ("page 3", "left out: nothing is on it"),
        ("pages 4–5", "packet pages 5–6, Exhibit B"),
        ("page 6", "held back: it names another person"),
        ("page 7", "held back: it looks like psychotherapy notes"),
    ]
    assert files["scan.pdf"].note == "The file is damaged; it was put together again."
    assert files["scan.pdf"].runs[0].remarks == ("turned by 180°",)
    assert files["photos/receipt 1.jpg"].runs[0].remarks == ("hard to read",)
    assert HOSTILE in files


# ---------------------------------------------------------------- doubts and steps


def test_doubts_and_papers_held_back_are_apart() -> None:
    looks = find_looks(material())
    assert [look.title for look in looks.held_back] == [
        "This paper names somebody else",
        "These may be psychotherapy notes",
    ]
    assert [look.title for look in looks.doubts] == [
        "Please check this reading",
        "The papers disagree",
        "What kind of paper is this?",
        "Please check this reading",  # the claim number, which no warning names
        "On the checklist: Note that states the diagnosis",
    ]
    assert looks.doubts[0].readings[0].picture is not None
    assert looks.doubts[0].readings[0].value == "$450.00"
    assert looks.doubts[3].readings[0].decides == ("“Claim numbers” at the head of the case",)
    assert [look.id for look in (*looks.doubts, *looks.held_back)] == [f"look-{n}" for n in range(1, 8)]


def test_a_requirement_to_check_shows_the_pages_in_question() -> None:
    look = find_looks(material()).doubts[-1]
    assert look.message == "“Progress note” may be another paper."
    assert [(place.packet, place.exhibit, place.scans) for place in look.places] == [
        ("packet page 6", "B", "page 5 of scan.pdf")
    ]


def test_checklist_puts_what_is_open_first() -> None:
    items = papers.checklist(material())
    assert [(item.need, item.mark.word) for item in items] == [
        ("required", "missing"),
        ("required", "please check"),
        ("required", "there"),
        ("recommended", "missing"),
        ("recommended", "there"),
        ("required", "not needed here"),
    ]
    assert [place.packet for place in items[2].places] == ["packet pages 3–4"]
    assert items[2].explanation == ""


AT, WHY = PageRef("scan.pdf", 4), "I asked the clinic"


@pytest.mark.parametrize(
    ("correction", "told"),
    [
        pytest.param(Correction(AT, WHY, type="progress_note"), "it is: progress note", id="type"),
        pytest.param(Correction(AT, WHY, date=date(2026, 3, 4)), "its date is Mar 4, 2026", id="date"),
        pytest.param(Correction(AT, WHY, first_page=False), "no new paper begins here", id="boundary"),
        pytest.param(
            Correction(AT, WHY, release=True, title="Notes"),
            "its title is “Notes”; it may go into the packet",
            id="two at once",
        ),
        pytest.param(Correction(AT, WHY), "nothing is changed", id="none"),
    ],
)
def test_what_a_person_settled_is_kept_with_its_reason(correction: Correction, told: str) -> None:
    lost = Correction(PageRef("gone.pdf", 1), WHY, exclude=True)
    first, second = papers.settled(material(given=replace(GIVEN, corrections=(correction, lost))))
    assert (first.what, first.reason) == (told, WHY)
    assert first.place is not None
    assert second.place is None


def test_a_value_that_stands_often_is_looked_at_once() -> None:
    facts = [fact(f"x{n}", "id.member", "W1", "W1", "scan.pdf", 1, confidence=0.5 + n / 10) for n in range(3)]
    facts.append(fact("x9", "id.member", "W2", "W2", "scan.pdf", 2))
    document = replace(DENIAL, facts=(*DENIAL.facts, *facts))
    others = [other for other in CASE.documents if other.id != "d1"]
    warning = Warning("conflicting_values", Severity.IMPORTANT, "…", (), (), tuple(f.id for f in facts))
    look = find_looks(material(replace(CASE, documents=(document, *others), warnings=(warning,)))).doubts[0]
    assert [(reading.value, reading.also) for reading in look.readings] == [
        ("W1", "the same in 2 more places"),
        ("W2", ""),
    ]
    assert look.readings[0].chance == "about 7 in 10 readings like this one are right"
    assert look.snippets == ("client:\n  member_id: W1", "client:\n  member_id: W2")


def test_pages_of_one_paper_stand_together() -> None:
    places = material().places_of(refs("scan.pdf", 1, 4, 2, 6))
    assert [(place.title, place.packet, place.scans) for place in places] == [
        ("Denial letter, Aetna", "packet pages 3–4", "pages 1–2 of scan.pdf"),
        ("Progress note", "packet page 5", "page 4 of scan.pdf"),
        ("Lab report", "", "page 6 of scan.pdf"),
    ]


def test_expenses_say_what_is_left_open() -> None:
    told = money.money(material())
    assert told.rows[0].amounts == ("$650.00", "—", "—", "$450.00 ?")  # the receipt was hardly read
    assert told.totals == ("$650.00", "—", "—", "$450.00 ?")
    assert told.unsure
    assert told.differences == (
        "Billed $650.00; no paper says that the plan paid any of it.",
        "Payments by the client come to $450.00 ?; no payment was found for the other $200.00 ?.",
        "No bill for March 6, 2026.",
    )


def test_lines_for_case_yaml_are_what_case_yaml_takes() -> None:
    looks = find_looks(material())
    offered = [text for look in (*looks.doubts, *looks.held_back) for text in look.snippets]
    assert len(offered) == 8
    for text in offered:
        CaseFile.model_validate(yaml.safe_load(text))
    released = yaml.safe_load(looks.held_back[0].snippets[0])["corrections"]
    assert released == [
        {"source": "scan.pdf", "source_page": 6, "reason": "why it may go in", "release": True}
    ]


def settled(kind: str, was: str, value: object = None) -> dict[str, list[dict[str, object]]]:
    """The correction of a value on a page."""
    page: dict[str, object] = {"source": "scan.pdf", "source_page": 1, "reason": "checked against the paper"}
    return {"corrections": [{**page, "kind": kind, "was": was, "value": value or was}]}


@pytest.mark.parametrize(
    ("kind", "value", "offered"),
    [
        pytest.param("name.patient", "Juniper Vance", {"client": {"name": "Juniper Vance"}}, id="name"),
        pytest.param("date.birth", date(1986, 7, 14), {"client": {"dob": date(1986, 7, 14)}}, id="birth"),
        pytest.param("id.member", "0123", {"client": {"member_id": "0123"}}, id="digits stay text"),
        pytest.param("id.claim", "E1", {"claims": ["E1"]}, id="claims are a list"),
        pytest.param(
            "date.received", date(2026, 7, 20), {"denial_received": date(2026, 7, 20)}, id="receipt"
        ),
        pytest.param(
            "date.service",
            DateRange(date(2026, 3, 4), date(2026, 3, 8)),
            settled("date.service", "2026-03-04/2026-03-08"),
            id="a range",
        ),
        pytest.param(
            "date.service",
            date(2026, 3, 5),
            settled("date.service", "2026-03-05", date(2026, 3, 5)),
            id="a date that is not the paper's own",
        ),
        pytest.param("amount.total", Decimal("450.00"), settled("amount.total", "450.00"), id="an amount"),
        pytest.param("code.icd10", "F33.2", settled("code.icd10", "F33.2"), id="a code"),
    ],
)
def test_lines_for_a_value(kind: str, value: FactValue, offered: object) -> None:
    text = right_value(fact("f1", kind, value, "…", "scan.pdf", 1), DENIAL, load_words())
    assert yaml.safe_load(text) == offered
    CaseFile.model_validate(yaml.safe_load(text))


def test_a_paper_whose_beginning_is_missing_may_go_on_from_the_one_before() -> None:
    assert joined(replace(DENIAL, pages=refs("scan.pdf", 1, 2))) == ""
    text = joined(replace(DENIAL, pages=refs("scan.pdf", 2, 3)))
    (said,) = CaseFile.model_validate(yaml.safe_load(text)).corrections
    assert (said.source, said.source_page, said.first_page) == ("scan.pdf", 2, False)


def test_hostile_names_survive_the_way_through_yaml() -> None:
    name = "a: [b]\n# c\u202e'\".pdf"
    loaded = CaseFile.model_validate(yaml.safe_load(release([], [PageRef(name, 3)])))
    assert loaded.corrections[0].source == name


def test_steps_come_in_the_order_of_their_weight() -> None:
    drawn = material()
    steps = next_steps(drawn, find_looks(drawn))
    assert [(step.urgency, step.title) for step in steps] == [
        ("Before anything is sent", "This paper names somebody else"),
        ("Before anything is sent", "These may be psychotherapy notes"),
        ("Mind the time", "Little time is left"),
        ("Missing", "Letter of medical necessity"),
        ("Please check", "A file could not be used"),
        ("Please check", "Please check this reading"),
        ("Please check", "The papers disagree"),
        ("Please check", "What kind of paper is this?"),
        ("Please check", "On the checklist: Note that states the diagnosis"),
        ("Would help", "Articles or guidelines"),
        ("At the end", "Build again, read, send"),
    ]


def letter_for(fix: str, given: Given = GIVEN, due: date | None = date(2027, 1, 12)) -> tuple[str, str]:
    """What is told to do, and the body of the text to send."""
    finding = RequirementFinding("itemized_bill", "Itemized bill", True, Status.MISSING, (), "Why.", fix)
    deadlines = () if due is None else (replace(FINDINGS.deadlines[0], due=due),)
    findings = replace(FINDINGS, requirements=(finding,), deadlines=deadlines, warnings=())
    drawn = material(replace(CASE, warnings=()), findings, given)
    step = next(step for step in next_steps(drawn, find_looks(drawn)) if step.urgency == "Missing")
    assert step.letter is not None
    return step.do, step.letter.body


@pytest.mark.parametrize(
    ("fix", "do", "body"),
    [
        pytest.param(
            'Ask the clinic: "Please send the bill for 2026-03-04."',
            "Ask the clinic, with the text below.",
            "Please send the bill for Mar 4, 2026.",
            id="the rule's own words",
        ),
        pytest.param(
            'Ask the clinic: "Please send the bill of that day." Add it.',
            "Ask the clinic, with the text below. Add it.",
            "Please send the bill of that day.",
            id="and something after them",
        ),
        pytest.param("Ask the clinic.", "Ask the clinic.", "itemized bill (superbill)", id="no words: ours"),
        pytest.param(
            'Ask for the "bill".', 'Ask for the "bill".', "itemized bill", id="a word in quotes only"
        ),
    ],
)
def test_text_to_send(fix: str, do: str, body: str) -> None:
    told, text = letter_for(fix)
    assert told == do
    assert body in text
    assert text.startswith("Hello,\n\nI am helping Juniper Vance appeal a decision of Aetna about ketamine. ")
    assert text.endswith("Thank you very much,\nAda Example\nExample Advocates")


@pytest.mark.parametrize(
    ("guardian", "to", "says"),
    [
        pytest.param(None, "the client", "appeal for you I need your signed", id="of age"),
        pytest.param(
            Guardian("Mara Vance"),
            "Mara Vance, the client's parent or guardian",
            "appeal for Juniper Vance, who is under age",
            id="a child of a parent who is known",
        ),
        pytest.param(
            Guardian(""),
            "the client's parent or guardian",
            "permission of a parent or guardian",
            id="of one not known",
        ),
    ],
)
def test_who_is_written_to_for_a_client(guardian: Guardian | None, to: str, says: str) -> None:
    finding = RequirementFinding(
        "representative_authorization", "Permission", True, Status.MISSING, (), "Why.", "Do."
    )
    findings = replace(FINDINGS, requirements=(finding,), warnings=(), guardian=guardian)
    drawn = material(replace(CASE, warnings=()), findings)
    text = next(step.letter for step in next_steps(drawn, find_looks(drawn)) if step.letter)
    assert text.to == to
    assert says in text.body
    assert ("your appeal" in text.body) is (guardian is None)


@pytest.mark.parametrize(
    ("name", "goes", "insurer"),
    [
        pytest.param("Acme Health Plan", "Send it to Acme Health Plan", "Acme Health Plan", id="named"),
        pytest.param("", "Send it so that", "not known yet", id="an address without a name"),
    ],
)
def test_an_insurer_that_only_the_letter_names(name: str, goes: str, insurer: str) -> None:
    findings = replace(FINDINGS, recipient=Recipient(name, ("P.O. Box 1", "Nowhere, OR 97000")))
    made = material(replace(CASE, info=replace(CASE.info, insurer=Known())), findings)
    looks = find_looks(made)
    assert next_steps(made, looks)[-1].do.startswith(goes)
    assert head.head(made, looks).insurer == insurer


def test_one_person_is_sent_one_text() -> None:
    """Whoever is asked for several papers gets them in one text; the later steps lead to it."""

    def missing(id_: str, fix: str, *, required: bool = True) -> RequirementFinding:
        return RequirementFinding(id_, id_.title(), required, Status.MISSING, (), "Why.", fix)

    asked = (
        missing("clinical_notes", "Ask the clinic."),
        missing("itemized_bill", "Ask the billing office."),
        missing(
            "infusion_records", 'Ask the clinic: "Please send the record of each session."', required=False
        ),
    )
    drawn = material(replace(CASE, warnings=()), replace(FINDINGS, requirements=asked, warnings=()), GIVEN)
    steps = next_steps(drawn, find_looks(drawn))
    notes, bill, records = (step for step in steps if step.request)
    assert notes.letter is not None
    assert notes.letter.subject == "Papers for the appeal of J. V."
    assert "\n\n1. Could you please send the visit notes" in notes.letter.body
    assert "\n\n2. Please send the record of each session.\n\n" in notes.letter.body
    assert bill.letter is not None
    assert "1." not in bill.letter.body
    assert (records.letter, records.call) == (None, None)
    first = steps.index(notes) + 1
    assert records.asked_in == first
    assert records.do == f"Ask the clinic, with the text of step {first}."


def test_a_call_leads_to_a_letterhead_that_is_in_the_packet() -> None:
    asked = RequirementFinding("clinical_notes", "Notes", True, Status.MISSING, (), "Why.", "Ask the clinic.")
    policy = replace(asked, id="medical_policy", title="Policy")
    found = replace(FINDINGS, requirements=(asked, policy), warnings=())
    drawn = material(replace(CASE, warnings=()), found, GIVEN)
    calls = {step.title: step.call for step in next_steps(drawn, find_looks(drawn)) if step.call}
    assert calls["Notes"].place is not None
    assert (calls["Notes"].place.title, calls["Notes"].place.exhibit) == ("Progress note", "B")
    assert "555-555-0143" in calls["Policy"].who


@pytest.mark.parametrize(
    ("left", "asks"),
    [
        pytest.param(
            50, "Could I have it by December 7, 2026? The appeal must be in by January 12, 2027.", id="time"
        ),
        pytest.param(20, "Could I have it by November 29, 2026?", id="two weeks are kept for sending"),
        pytest.param(10, "within a day or two", id="hardly any time"),
        pytest.param(0, "within a day or two", id="the last day"),
        pytest.param(-3, "as soon as you can", id="over"),
        pytest.param(None, "as soon as you can", id="not known"),
    ],
)
def test_asks_for_a_day_that_leaves_time(left: int | None, asks: str) -> None:
    due = None if left is None else TODAY + timedelta(days=left)
    assert asks in letter_for("Ask.", due=due)[1]


# ---------------------------------------------------------------- the head


def state_of(case: Case, findings: Findings) -> tuple[str, str]:
    drawn = material(case, findings)
    told = head.head(drawn, find_looks(drawn))
    return told.state, f"{told.sentence} {told.until}"


CALM = replace(
    CASE,
    warnings=(),
    info=replace(CASE.info, claim_numbers=Known(("EXAMPLE00417",))),
)
MET = replace(FINDINGS, requirements=FINDINGS.requirements[:1], warnings=())


@pytest.mark.parametrize(
    ("case", "findings", "state", "sentence"),
    [
        pytest.param(
            CALM, MET, "Ready to send", "Nothing is missing, and nothing needs your eyes.", id="ready"
        ),
        pytest.param(CASE, MET, "Not ready to send yet", "7 need your eyes.", id="papers of somebody else"),
        pytest.param(
            CALM,
            replace(MET, requirements=FINDINGS.requirements[:2]),
            "Not ready to send yet",
            "1 thing is missing.",
            id="missing",
        ),
        pytest.param(
            CALM,
            replace(MET, requirements=FINDINGS.requirements[2:3]),
            "Nearly ready: please look first",
            "1 needs your eyes.",
            id="to check",
        ),
        pytest.param(
            CALM,
            replace(MET, requirements=FINDINGS.requirements[4:]),
            "Ready to send",
            "1 more paper would help.",
            id="recommended only",
        ),
        pytest.param(
            replace(CALM, warnings=(Warning("no_denial_letter", Severity.BLOCKING, "…"),)),
            MET,
            "Not ready to send yet",
            "1 needs your eyes.",
            id="blocked",
        ),
        pytest.param(
            replace(CALM, warnings=CASE.warnings[7:8]),
            MET,
            "Nearly ready: please look first",
            "1 needs your eyes.",
            id="a file of no use",
        ),
        pytest.param(
            replace(CALM, warnings=CASE.warnings[5:7]),
            MET,
            "Ready to send",
            "nothing needs your eyes",
            id="notes only",
        ),
        pytest.param(
            CALM,
            replace(MET, deadlines=()),
            "Ready to send",
            "No deadline could be worked out: please find it.",
            id="no deadline",
        ),
    ],
)
def test_how_it_stands_in_one_sentence(case: Case, findings: Findings, state: str, sentence: str) -> None:
    told_state, told = state_of(case, findings)
    assert told_state == state
    assert sentence in told
    assert "The packet has 8 pages in 4 exhibits." in told


@pytest.mark.parametrize(
    ("left", "words"),
    [
        pytest.param(50, "50 days left", id="many"),
        pytest.param(1, "that is tomorrow", id="tomorrow"),
        pytest.param(0, "that is today", id="today"),
        pytest.param(-1, "1 day ago", id="yesterday"),
        pytest.param(-30, "30 days ago", id="long over"),
    ],
)
def test_days_left(left: int, words: str) -> None:
    assert head.days_left(left) == words


def test_next_deadline_leads_and_a_passed_one_is_shown() -> None:
    passed = replace(FINDINGS.deadlines[0], due=TODAY - timedelta(days=4), title="Gone")
    findings = replace(FINDINGS, deadlines=(*FINDINGS.deadlines, passed))
    assert "Appeal by January 12, 2027: 50 days left." in state_of(CASE, findings)[1]
    rows = head.deadline_rows(material(CASE, findings))
    assert [(row.title, row.left, row.passed) for row in rows] == [
        ("Gone", "4 days ago", True),
        ("First appeal to the insurer", "50 days left", False),
    ]


def test_every_value_of_the_head_is_shown_with_its_source() -> None:
    fields = {field.label: field for field in head.fields(material())}
    assert len(fields) == len(CaseInfo.__dataclass_fields__)
    assert fields["Insurer"].value == "Aetna"
    assert fields["Insurer"].whence == "you gave it"
    assert fields["Member ID"].whence == "inferred from the papers"
    assert [place.packet for place in fields["Member ID"].places] == ["packet page 3", "packet page 8"]
    assert fields["Diagnoses"].whence == "not found in the papers, and not given"
    assert fields["Which appeal this is"].value == "first appeal to the insurer"


# ---------------------------------------------------------------- small parts


@pytest.mark.parametrize(
    ("packet_page", "link"),
    [
        pytest.param(1, "packet-1of2.pdf#page=1", id="first"),
        pytest.param(5, "packet-1of2.pdf#page=5", id="last of a volume"),
        pytest.param(6, "packet-2of2.pdf#page=1", id="first of the next"),
        pytest.param(9, None, id="beyond"),
    ],
)
def test_links_into_volumes(packet_page: int, link: str | None) -> None:
    outputs = (
        OutputRow(path="packet-1of2.pdf", sha256=SHA, bytes=1, pages=5),
        OutputRow(path="packet-2of2.pdf", sha256=SHA, bytes=1, pages=3),
        OutputRow(path="worksheet.html", sha256=SHA, bytes=1, pages=None),
    )
    manifest = build().model_copy(update={"outputs": outputs})
    assert replace(material(), manifest=manifest).link(packet_page) == link


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("due 2027-01-12, in 50 days", "due Jan 12, 2027, in 50 days", id="a date"),
        pytest.param("due 2027-01-12.", "due Jan 12, 2027.", id="at the end"),
        pytest.param("2027-13-12", "2027-13-12", id="no date"),
        pytest.param("scan-2027-01-12.pdf", "scan-2027-01-12.pdf", id="part of a name"),
        pytest.param("claim 12027-01-12-7", "claim 12027-01-12-7", id="part of a number"),
    ],
)
def test_dates_in_prose(text: str, plain: str) -> None:
    assert plainly(text) == plain


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        pytest.param(0.99, "almost certainly right", id="sure"),
        pytest.param(0.7, "about 7 in 10 readings like this one are right", id="likely"),
        pytest.param(0.2, "little more than a guess", id="guess"),
    ],
)
def test_chances(chance: float, words: str) -> None:
    assert chance_in_words(chance) == words


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        pytest.param([], "", id="none"),
        pytest.param(["a"], "a", id="one"),
        pytest.param(["a", "b"], "a and b", id="two"),
        pytest.param(["a", "b", "c"], "a, b and c", id="three"),
    ],
)
def test_lists(parts: list[str], words: str) -> None:
    assert listed(parts) == words


# What contract.md names; a code without words would be shown as the code.
REASONS = """
experimental_investigational off_label insufficient_evidence not_medically_necessary no_prior_authorization
step_therapy not_covered_benefit out_of_network missing_information timely_filing coding_error duplicate_claim
coordination_of_benefits not_eligible level_of_care quantity_limit provider_not_eligible bundled_service other
"""
WARNINGS = """
wrong_patient sensitive_psychotherapy_notes sensitive_substance_use ssn_visible missing_page doubtful_reading
doubtful_type duplicate unreadable_source active_content_removed deadline_passed deadline_near
conflicting_values expense_without_record record_without_expense illegible_page no_denial_letter
insurer_unknown blank_page_dropped over_limit
"""


def test_every_code_has_words() -> None:
    words = load_words()
    assert set(words.reasons) == set(REASONS.split())
    assert set(words.warnings) == set(WARNINGS.split())
    assert set(words.fields) == set(CaseInfo.__dataclass_fields__)
    assert set(words.kinds) == set(get_args(FactKind))
    assert {"primary", "secondary", "practice", "unsourced"} <= set(words.standings)


def test_a_code_that_a_rule_file_adds_is_shown_all_the_same() -> None:
    case = replace(CASE, warnings=(Warning("peer_to_peer", Severity.IMPORTANT, "Call by Friday.", ("d1",)),))
    look = find_looks(material(case)).doubts[0]
    assert (look.title, look.message) == ("peer to peer", "Call by Friday.")


@pytest.mark.parametrize(
    ("severity", "title"),
    [
        pytest.param(Severity.IMPORTANT, "This page could hardly be read", id="it is in the packet"),
        pytest.param(Severity.BLOCKING, "A page is not in the packet", id="it is not"),
    ],
)
def test_a_lost_page_is_told_from_one_that_is_hard_to_read(severity: Severity, title: str) -> None:
    warning = Warning("illegible_page", severity, "…", pages=(CASE.documents[0].pages[0],))
    [look] = find_looks(material(replace(CALM, warnings=(warning,)), MET)).doubts
    assert (look.title, look.grave) == (title, severity is Severity.BLOCKING)
    assert ("Do not send" in look.do) is look.grave
