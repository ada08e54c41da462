"""The appeal letter: what `letter.md` says, what its references mean, and what keeps it out of the packet."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from packetizer.cli import cli
from packetizer.errors import RulesError
from packetizer.model import Case, CaseInfo, Content, Known, PageRef, Severity, Status
from packetizer.packet.bundle import SheetKind
from packetizer.packet.drawing.layout import SheetPage, Text
from packetizer.packet.drawing.prose import Span, broken
from packetizer.packet.drawing.style import Face
from packetizer.packet.letter.draft import draft_letter
from packetizer.packet.letter.file import read_letter, write_draft
from packetizer.packet.letter.quotes import shows
from packetizer.packet.letter.refs import look_up
from packetizer.packet.letter.settled import letter_warnings, settled, with_letter
from packetizer.packet.letter.text import Break, Reference, Words, parse_letter
from packetizer.packet.letter.words import letter_words
from packetizer.packet.options import PacketOptions
from packetizer.packet.plan import plan_packet
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.matter import Matter
from packetizer.understanding.case.partly import APPROVES_PART
from tests.packet_case import GIVEN, Papers, Whole, findings, requirement, whole_case
from tests.pages import page_from_text
from tests.papers import born_digital


def case_with(letter: str) -> Whole:
    """The invented case with this letter, and a checklist that asks for one."""
    whole = whole_case()
    asked = requirement("appeal_letter", "Appeal letter", Status.MISSING)
    found = replace(whole.findings, requirements=(*whole.findings.requirements, asked))
    return replace(whole, findings=found, given=replace(whole.given, letter=letter))


def matter_of(whole: Whole) -> Matter:
    plan = plan_packet(whole.case, whole.findings, whole.pages, whole.given)
    return Matter(plan, whole.case, whole.findings, whole.given, pages=whole.pages)


def letter_sheet(matter: Matter) -> tuple[SheetPage, ...]:
    return compose(matter).get(SheetKind.LETTER, ())


def said(pages: tuple[SheetPage, ...]) -> str:
    return " ".join(mark.text for page in pages for mark in page.marks if isinstance(mark, Text))


# ---------------------------------------------------------------- reading it


def test_markdown_and_references() -> None:
    letter = parse_letter("# Head\n\nSome **bold** words ([[Page: PHQ-9: “first line”]]), and\n*more*.\n")
    heading, paragraph = letter.blocks
    assert (heading.kind, heading.level) == ("heading", 1)
    assert [run for run in paragraph.runs if isinstance(run, Words) and run.bold] == [Words("bold", True)]
    [reference] = letter.references
    assert reference == Reference("page", "PHQ-9", "first line", 3, capital=True)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("Sincerely,\nSam Example\nExample Advocates", 3, id="a closing keeps its lines"),
        pytest.param("word " * 30 + "\nand so on, wrapped by an editor", 1, id="a wrapped paragraph is one"),
    ],
)
def test_line_breaks(text: str, lines: int) -> None:
    [block] = parse_letter(text).blocks
    assert sum(isinstance(run, Break) for run in block.runs) + 1 == lines


@pytest.mark.parametrize(
    "text",
    [
        "[[TODO: what the doctor says]]",
        "Dear [insert name]",
        "TODO ask the clinic",
        "The dose was ____ mg",
        "Re: [MEMBER NAME]",
        "<your address>",
        "[[exhibits: all]]",
        "[[exhibit:]]",
        "[[TODO: over\ntwo lines]]",
        "paid {amount}",
    ],
)
def test_what_is_open(text: str) -> None:
    assert parse_letter(f"Good words.\n\n{text}\n").open


@pytest.mark.parametrize(
    "text",
    [
        "He wrote “[sic]” and [1], [the] plan, […] and so on.",
        "A to-do list; the total; todos",
        "<!-- TODO ask the clinic -->Done",
        "see [the policy](https://example.org/a_b__c)",
        "[[exhibit: progress_note]]",
        "PHQ-9 < 10, _emphasis_, __strong__",
        "[I]n this case [F33.2] applied (29 CFR [2560])",
    ],
)
def test_what_is_not_open(text: str) -> None:
    assert not parse_letter(text).open


def test_line_numbers_count_comments() -> None:
    [item] = parse_letter("<!-- a\nb\n-->\n\nWell, TODO\n").open
    assert item.line == 5


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab [](){}<>!-*_#`\n:\"'TODO|\ue000\ue100\ue001", max_size=80))
def test_any_text_is_survived(text: str) -> None:
    letter = parse_letter(text)
    assert all(isinstance(block.kind, str) for block in letter.blocks)


# ---------------------------------------------------------------- what references mean


def papers() -> Whole:
    made = Papers()
    made.add("denial_letter", "Denial letter – Exampla", date(2026, 3, 2), pages=2)
    made.add("progress_note", "Progress note – Dr. Sample", date(2026, 1, 8))
    made.add("progress_note", "Progress note – Dr. Sample", date(2026, 2, 8), pages=2)
    made.add("rating_scale", "PHQ-9 score sheet (23)", date(2026, 1, 5))
    bill = made.add("itemized_bill", "Itemized bill", facts=[("date.service", date(2026, 1, 8))])
    pages = [
        replace(page, words=page_from_text("no response after 14 weeks at 200 mg").words)
        if page.ref.source == "paper02.pdf" and page.ref.number == 2
        else page
        for page in made.pages
    ]
    found = findings(
        requirement("proof_of_payment", "Proof of payment", Status.MET, bill),
        requirement("eob", "Explanation of benefits", Status.MISSING),
    )
    return Whole(Case(CaseInfo(), tuple(made.documents)), found, tuple(pages))


@pytest.mark.parametrize(
    ("kind", "target", "quote", "letters"),
    [
        pytest.param("exhibit", "denial_letter", "", "A", id="kind"),
        pytest.param("exhibit", "Denial letter", "", "A", id="kind in words"),
        pytest.param("exhibit", "progress notes", "", "BC", id="several"),
        pytest.param("exhibit", "progress note 2026-02-08", "", "C", id="dated"),
        pytest.param("exhibit", "progress note of February 8, 2026", "", "C", id="dated in words"),
        pytest.param("exhibit", "last progress note", "", "C", id="last"),
        pytest.param("exhibit", "progress_note first", "", "B", id="first"),
        pytest.param("exhibit", "PHQ-9", "", "D", id="title"),
        pytest.param("exhibit", "proof_of_payment", "", "E", id="item of the checklist"),
        pytest.param("exhibit", "itemized bill 2026-01-08", "", "E", id="day of a service"),
        pytest.param("exhibit", "paper03.pdf", "", "D", id="file"),
        pytest.param("page", "paper02.pdf#2", "", "C", id="page of a file"),
        pytest.param("page", "PAPER02.pdf, page 2", "", "C", id="page of a file in words"),
        pytest.param("page", "progress notes", "no response after 14 weeks", "C", id="quote"),
        pytest.param("exhibit", "A", "", "", id="a letter moves"),
        pytest.param("exhibit", "progress note 2026-02-09", "", "", id="no such date"),
        pytest.param("exhibit", "eob", "", "", id="not there"),
        pytest.param("exhibit", "unicorn", "", "", id="no such thing"),
        pytest.param("page", "paper02.pdf#3", "", "", id="no such page"),
        pytest.param("page", "progress notes", "no response after 15 weeks", "", id="another number"),
        pytest.param("page", "denial letter", "no response after 14 weeks", "", id="not on that paper"),
        pytest.param("page", "ledger", "", "", id="a sheet that the packet does not have"),
    ],
)
def test_references(kind: str, target: str, quote: str, letters: str) -> None:
    found = look_up(Reference(kind, target, quote, 1), matter_of(papers()))
    assert "".join(place.letter for place in found.places) == letters
    assert bool(found.problem) is not bool(letters)


def test_a_page_is_the_page_that_shows_it() -> None:
    matter = matter_of(papers())
    [place] = look_up(Reference("page", "progress notes", "at 200 mg", 1), matter).places
    exhibit = matter.plan.exhibits[2]
    assert place.page == exhibit.first_page + 1


def test_an_item_of_the_checklist_leads_to_the_page_that_shows_it() -> None:
    whole = papers()
    shown = replace(whole.findings.requirements[0], met_by=("d2",), shown_on=(PageRef("paper02.pdf", 2),))
    matter = matter_of(replace(whole, findings=replace(whole.findings, requirements=(shown,))))
    first = matter.plan.exhibits[2].first_page
    [page] = look_up(Reference("page", "proof of payment", "", 1), matter).places
    [exhibit] = look_up(Reference("exhibit", "proof of payment", "", 1), matter).places
    assert (page.page, exhibit.page) == (first + 1, first)
    [criteria] = compose(matter)[SheetKind.CRITERIA]
    assert [link.page for link in criteria.links] == [first + 1]


def test_what_is_held_back_cannot_be_cited() -> None:
    found = look_up(Reference("exhibit", "psychotherapy notes", "", 1), matter_of(whole_case()))
    assert "held back" in found.problem


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("No response after 14 weeks", True),
        ("n0 response after 14 weeks", True),
        ("no response … at 200 mg", True),
        ("no response after 14 weeks at 300 mg", False),
        ("good response", False),
        ("", False),
    ],
)
def test_quotes(quote: str, there: bool) -> None:
    assert shows(page_from_text("She had no response after 14 weeks, at 200 mg."), quote) is there


# ---------------------------------------------------------------- in the packet

READY = "To whom it may concern:\n\nThe decision is [[exhibit: denial_letter]].\n\n[[signature]]\n\nJordan\n"


def test_a_letter_that_is_ready_goes_in_after_the_cover() -> None:
    matter = matter_of(case_with(READY))
    assert [sheet.kind for sheet in matter.plan.sheets][:3] == [
        SheetKind.COVER,
        SheetKind.LETTER,
        SheetKind.INDEX,
    ]
    pages = letter_sheet(matter)
    denial = matter.plan.exhibits[0]
    assert f"Exhibit A, page {denial.first_page}" in said(pages)
    assert denial.first_page in [link.page for page in pages for link in page.links]
    assert letter_warnings(matter) == ()
    [item] = [
        item for item in with_letter(matter.findings, matter).requirements if item.id == "appeal_letter"
    ]
    assert item.status is Status.MET


def test_a_ready_letter_settles_whose_letter_a_doubtful_paper_is() -> None:
    whole = case_with(READY)
    *others, asked = whole.findings.requirements
    doubted = replace(asked, status=Status.NEEDS_REVIEW, met_by=("d0",), explanation="no date on it")
    matter = matter_of(replace(whole, findings=replace(whole.findings, requirements=(*others, doubted))))
    *_, item = with_letter(matter.findings, matter).requirements
    assert (item.status, item.met_by, item.explanation) == (Status.MET, (), "")


@pytest.mark.parametrize("wrong", ["[[exhibit: unicorn]]", "[[TODO: x]]", "The ____ was", "[[what]]"])
def test_a_letter_that_is_not_ready_stays_out_and_blocks(wrong: str) -> None:
    matter = matter_of(case_with(f"{READY}\n\n{wrong}\n"))
    assert letter_sheet(matter) == ()
    [warning] = letter_warnings(matter)
    assert warning.severity is Severity.BLOCKING
    assert "line 10" in warning.message
    [item] = [
        item for item in with_letter(matter.findings, matter).requirements if item.id == "appeal_letter"
    ]
    assert item.status is Status.NEEDS_REVIEW


def test_a_letter_whose_sheet_is_left_out_is_said() -> None:
    whole = case_with(READY)
    options = PacketOptions(without=("letter",))
    plan = plan_packet(whole.case, whole.findings, whole.pages, whole.given, options)
    matter = Matter(plan, whole.case, whole.findings, whole.given, options, whole.pages)
    [item] = [r for r in with_letter(matter.findings, matter).requirements if r.id == "appeal_letter"]
    assert item.status is Status.NEEDS_REVIEW
    assert "left out" in item.why


def test_a_paper_that_meets_the_item_is_left_alone() -> None:
    whole = case_with("TODO")
    met = replace(whole.findings.requirements[-1], status=Status.MET, met_by=("d0",))
    whole = replace(whole, findings=replace(whole.findings, requirements=(met,)))
    assert with_letter(whole.findings, matter_of(whole)).requirements == (met,)


def test_no_letter_no_warning() -> None:
    matter = matter_of(case_with(""))
    assert settled(matter) is None
    assert letter_warnings(matter) == ()


def test_an_empty_letter_is_said() -> None:
    [warning] = letter_warnings(matter_of(case_with("<!-- later -->\n")))
    assert "empty" in warning.message


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.sampled_from(["word", "[[exhibit: progress notes]]", "[[page: index]]", "\n\n", "- "]),
        max_size=400,
    )
)
def test_pages_do_not_depend_on_page_numbers(parts: list[str]) -> None:
    """The plan is settled in a few rounds, whatever the letter refers to."""
    matter = matter_of(case_with(READY + " ".join(parts)))
    sheet = matter.plan.sheet(SheetKind.LETTER)
    assert sheet is not None
    assert len(letter_sheet(matter)) == sheet.pages


def test_lines_fit() -> None:
    spans = [
        Span("some words and " * 40, Face.SERIF),
        Span("Exhibit C, page 10", Face.SERIF, to=10),
        Span(".", Face.SERIF),
    ]
    lines = broken(spans, 200, 11)
    assert len(lines) > 5
    assert not any(line[0].text in (",", ".", ")") for line in lines)
    assert all(sum(word.room + word.space for word in line[1:]) + line[0].room <= 200 for line in lines)
    assert [word.text for word in lines[-1]][-2:] == ["Exhibit C, page 10", "."]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["word ", "(", ") ", ", ", "link"]), min_size=1, max_size=60),
    st.floats(120, 400),
)
def test_no_line_is_too_wide(parts: list[str], measure: float) -> None:
    spans = [
        Span("Exhibit CC, page 104", Face.SERIF, to=1) if part == "link" else Span(part, Face.SERIF)
        for part in parts
    ]
    glued = "".join("x" * 20 if part == "link" else part for part in parts).split()
    for line in broken(spans, measure, 11):
        total = sum(word.room + word.space for word in line[1:]) + (line[0].room if line else 0)
        assert total <= measure + 0.01 or max(map(len, glued)) > 20


# ---------------------------------------------------------------- the draft


def test_a_draft_says_what_papers_show_and_leaves_blanks() -> None:
    whole = whole_case()
    text = draft_letter(whole.case, whole.findings, whole.pages, whole.given)
    for part in (
        "Marta Exemplar",
        "ketamine",
        "March 2, 2026",
        "PHQ-9: 23 of 27",
        "## Reason given: Experimental",
        "[[TODO: ",
    ):
        assert part in text
    for never in ("HELDBACK", "ABSENT", "DOUBTED", "WARNING"):
        assert never not in text


def test_every_reference_of_a_draft_is_found() -> None:
    whole = whole_case()
    text = draft_letter(whole.case, whole.findings, whole.pages, whole.given)
    state = settled(matter_of(replace(whole, given=replace(whole.given, letter=text))))
    assert state is not None
    assert [found.problem for found in state.found.values() if found.problem] == []
    assert all(item.text.startswith("[[TODO") for item in state.letter.open)


@pytest.mark.parametrize("level", ["internal_1", "internal_2", "external", "unknown"])
@pytest.mark.parametrize("plan", ["erisa_self_funded", "individual", "medicare_advantage", "unknown"])
def test_drafts_of_every_kind(level: str, plan: str) -> None:
    whole = whole_case()
    info = replace(
        whole.case.info, appeal_level=Known(level), plan_type=Known(plan), diagnoses=Known(("F33.2",))
    )
    text = draft_letter(replace(whole.case, info=info), whole.findings, whole.pages, whole.given)
    assert "{" not in text
    assert ("29 CFR 2560" in text) is (plan in ("erisa_self_funded", "individual") and level != "external")
    assert ("parity" in text.lower()) is (plan == "erisa_self_funded")
    assert ("claim file" in text) is (level != "external" or plan not in ("erisa_self_funded", "individual"))


@pytest.mark.parametrize(
    ("words", "opening", "asked"),
    [
        pytest.param(
            "Approved: 4 of [24] sessions.",
            "in the decision's words: “Approved: 4 of 24 sessions.” ([[page: ",
            "Reverse the denial of the part that was not approved",
            id="in part",
        ),
        pytest.param("", "appeal", "Reverse the denial and cover", id="nothing"),
    ],
)
def test_a_draft_says_which_part_was_approved(words: str, opening: str, asked: str) -> None:
    whole = whole_case()
    denial = next(one for one in whole.case.documents if one.type == "denial_letter")
    said = (Content(denial.id, APPROVES_PART, denial.pages[0], words=words),) if words else ()
    case = replace(whole.case, contents=(*whole.case.contents, *said))
    text = draft_letter(case, whole.findings, whole.pages, whole.given)
    assert opening in text
    assert asked in text
    assert ("about the rest only" in text) is bool(words)


def test_a_draft_of_nothing_is_all_blanks() -> None:
    made = Papers()
    made.add("progress_note", "note")
    text = draft_letter(Case(CaseInfo(), tuple(made.documents)), findings(), tuple(made.pages), GIVEN)
    opened = [item.text for item in parse_letter(text).open]
    assert len(opened) >= 5
    assert all(item.startswith("[[TODO") for item in opened)


def test_every_denial_reason_has_its_words() -> None:
    from packetizer.rules.vocabulary import DENIAL_REASONS

    assert set(letter_words().reasons) == set(DENIAL_REASONS)


# ---------------------------------------------------------------- the file


def test_a_letter_is_never_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_text("hours of work")
    result = CliRunner().invoke(cli, ["letter", str(tmp_path)])
    assert result.exit_code == 2
    assert "--force" in result.output
    assert (tmp_path / "letter.md").read_text() == "hours of work"
    write_draft(tmp_path, "anew", force=True)
    assert read_letter(tmp_path) == "anew"
    assert (tmp_path / "letter.md").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "data",
    [pytest.param(b"PK\3\4\0\0", id="a Word file by another name"), pytest.param(b"x" * 300_000, id="huge")],
)
def test_what_is_no_letter(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "letter.md").write_bytes(data)
    with pytest.raises(RulesError, match=r"letter\.md"):
        read_letter(tmp_path)


# ---------------------------------------------------------------- as its user sees it


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("case")
    papers_of_case = (
        """Exampla Health Plans
        Notice of Adverse Benefit Determination
        Date: March 2, 2026
        Member: Marta Exemplar   Member ID: W555010023
        Dear Marta Exemplar,
        We have denied your claim. The service is experimental or investigational.""",
        """Example Hospital
        Letter of medical necessity
        March 20, 2026
        Patient: Marta Exemplar
        Ketamine is the treatment that remains after four others have failed.""",
    )
    for at, lines in enumerate(papers_of_case):
        born_digital(made / f"paper {at}.pdf", [line.strip() for line in lines.splitlines()])
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--today", "2026-04-02"], prog_name="packetizer")


def packet_text(folder: Path) -> str:
    with pypdfium2.PdfDocument(folder / "packet" / "packet.pdf") as packet:
        return "\n".join(page.get_textpage().get_text_range() for page in packet)


def test_from_draft_to_packet(folder: Path) -> None:
    drafted = run("letter", str(folder), "-q")
    assert drafted.exit_code == 0, drafted.output
    letter = folder / "letter.md"
    text = letter.read_text(encoding="utf-8")
    assert "[[TODO: " in text

    built = run("build", str(folder), "--jobs", "1")
    assert built.exit_code == 1
    assert "letter.md stays out of the packet" in built.output
    assert "To the appeals department" not in packet_text(folder)

    words = "It says so: [[page: letter of medical necessity: “after four others have failed”]]."
    letter.write_text(re.sub(r"\[\[TODO:.*?\]\]", words, text), encoding="utf-8")
    built = run("build", str(folder), "--jobs", "1")
    assert "letter.md stays" not in built.output
    told = packet_text(folder)
    assert "To the appeals department" in told
    assert "[[" not in told
    manifest = json.loads((folder / "packet" / "packet.json").read_text(encoding="utf-8"))
    [item] = [item for item in manifest["requirements"] if item["id"] == "appeal_letter"]
    assert item["status"] == "met"
    assert "letter.md" not in [source["path"] for source in manifest["sources"]]
