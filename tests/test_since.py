"""Rebuilding after a late paper: what is new, moved or gone, and letters that papers keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packetizer.errors import UsageError
from packetizer.model import Case, CaseInfo, Document, PageRef, Source
from packetizer.packet.exhibits import KeptLetters, exhibit_letter, exhibit_number
from packetizer.packet.manifest import to_json
from packetizer.packet.plan import plan_packet
from packetizer.packet.publish import MANIFEST
from packetizer.packet.since.change import Changed, Paper, Shift, compared
from packetizer.packet.since.last import Built, as_built, kept_letters, last_letter, read_last
from packetizer.packet.since.same import matched
from packetizer.packet.since.words import KEEP, told
from packetizer.packet.worksheet import worksheet_html
from tests.packet_case import GIVEN, Papers, findings
from tests.test_worksheet import Seen
from tests.worksheet_case import CASE, FINDINGS, PLAN, build
from tests.worksheet_case import GIVEN as DESK

DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def built(
    *papers: tuple[str, int] | tuple[str, int, str],
    front: int = 2,
    status: Sequence[tuple[str, str]] = (),
    due: str = "2027-01-12",
) -> Built:
    """A build of papers in packet order: the file of each, its pages, and "held" where it stays out."""
    pages, documents, at, letters = [], [], front, map(exhibit_letter, range(1, 99))
    for number, (name, count, *held) in enumerate(papers):
        places = [{"source": f"{name}.pdf", "source_page": n} for n in range(1, count + 1)]
        into = [None if held else at + n for n in range(1, count + 1)]
        pages += [place | {"packet_page": page} for place, page in zip(places, into, strict=True)]
        documents.append(
            {
                "id": f"d{number}",
                "title": name.title(),
                "exhibit": None if held else next(letters),
                "pages": places,
                "packet_pages": None if held else (at + 1, at + count),
            }
        )
        at += 0 if held else count
    return Built.model_validate(
        {
            "generated": DAY,
            "sources": [{"path": f"{name}.pdf", "sha256": f"sha of {name}"} for name, *_ in papers],
            "pages": pages,
            "documents": documents,
            "requirements": [{"id": id_, "title": id_.upper(), "status": how} for id_, how in status],
            "deadlines": [{"id": "internal_appeal", "title": "First appeal", "due": due}],
        }
    )


LAST = built(("denial", 2), ("notes", 3), ("bill", 1), status=[("eob", "missing")])


def test_the_same_papers_have_not_changed() -> None:
    assert not compared(LAST, LAST).any


def test_a_late_paper_and_what_it_moves() -> None:
    now = built(("denial", 2), ("letter", 2), ("notes", 3), ("bill", 1), status=[("eob", "met")])
    since = compared(LAST, now)
    assert since.new == (Paper("Letter", "B", (5, 6)),)
    assert since.shifts == (Shift(5, 8, 7),)
    assert [(one.before, one.now) for one in since.letters] == [("B", "C"), ("C", "D")]
    assert since.requirements == (Changed("eob", "EOB", "missing", "met"),)
    assert (since.gone, since.left_out, since.deadlines) == ((), (), ())
    assert since.day == date(2026, 11, 20)


def test_a_paper_that_is_gone_and_one_that_is_held_back_now() -> None:
    since = compared(LAST, built(("denial", 2), ("bill", 1, "held")))
    assert since.gone == (Paper("Notes", "B", (5, 7)),)
    assert since.left_out == (Paper("Bill", "C", (8, 8)),)
    assert since.new == ()


def test_a_paper_that_was_held_back_is_new_in_the_packet() -> None:
    since = compared(built(("denial", 2), ("bill", 1, "held")), built(("denial", 2), ("bill", 1)))
    assert [paper.title for paper in since.new] == ["Bill"]


def test_a_file_with_another_name_is_the_same_paper() -> None:
    renamed = LAST.model_dump_json().replace("notes.pdf", "clinic/visit notes.pdf")
    assert not compared(LAST, Built.model_validate_json(renamed)).any


def test_one_more_sheet_of_ours_moves_every_page() -> None:
    since = compared(
        LAST, built(("denial", 2), ("notes", 3), ("bill", 1), front=3, status=[("eob", "missing")])
    )
    assert since.shifts == (Shift(3, 8, 4),)
    assert since.letters == ()


def test_a_deadline_that_moved() -> None:
    now = built(("denial", 2), ("notes", 3), ("bill", 1), due="2027-01-15", status=[("eob", "missing")])
    [kind] = told(compared(LAST, now))
    assert kind.lines == (("First appeal: was Jan 12, 2027, is Jan 15, 2027 now", None),)


def test_what_is_told_is_short() -> None:
    """Exhibits and pages that moved together are one line."""
    many = [(f"paper{n}", 1) for n in range(20)]
    kinds = {kind.what: kind.lines for kind in told(compared(built(*many), built(("late", 1), *many)))}
    assert kinds["Letters"] == (("Exhibits A–T are now Exhibits B–U", None), (KEEP, None))
    assert kinds["Pages"] == (("pages 3–22 are now pages 4–23", 4),)
    assert kinds["New"] == (("Late: Exhibit A, page 3", 3),)


# ---------------------------------------------------------------- which paper is which


@pytest.mark.parametrize(
    ("before", "now", "pairs"),
    [
        pytest.param({"a": "123"}, {"x": "123"}, {"x": "a"}, id="the same"),
        pytest.param({"a": "123"}, {"x": "12", "y": "3"}, {"x": "a"}, id="parted: the larger part"),
        pytest.param({"a": "12", "b": "3"}, {"x": "123"}, {"x": "a"}, id="joined: as the larger part"),
        pytest.param({"a": "1"}, {"x": "2"}, {}, id="nothing in common"),
        pytest.param(
            {"a": "12", "b": "12"}, {"x": "12", "y": "12"}, {"x": "a", "y": "b"}, id="twins in order"
        ),
    ],
)
def test_matched(before: dict[str, str], now: dict[str, str], pairs: dict[str, str]) -> None:
    def keys(papers: dict[str, str]) -> dict[str, frozenset[tuple[str, int]]]:
        return {id_: frozenset(("sha", int(page)) for page in pages) for id_, pages in papers.items()}

    assert matched(keys(before), keys(now)) == pairs


# ---------------------------------------------------------------- letters that are kept


@settings(deadline=None)
@given(
    st.dictionaries(st.integers(0, 30), st.integers(1, 60), max_size=12),
    st.lists(st.integers(0, 30), unique=True, max_size=20),
)
def test_no_letter_is_given_twice_and_kept_ones_stay(used: dict[int, int], papers: list[int]) -> None:
    numbers = dict(zip(used, sorted(set(used.values())), strict=False))
    letters = {str(id_): exhibit_letter(number) for id_, number in numbers.items()}
    last = max(numbers.values(), default=0)
    made = KeptLetters(letters, last).for_documents(map(str, papers))
    assert set(made) == set(map(str, papers))
    assert len(set(made.values())) == len(made)
    assert all(made[id_] == letter for id_, letter in letters.items() if id_ in made)
    assert all(exhibit_number(made[id_]) > last for id_ in made if id_ not in letters)
    assert list(made.values()) == sorted(made.values(), key=exhibit_number)


def test_papers_keep_their_letters_in_the_packet() -> None:
    papers = Papers()
    for kind, title in (
        ("denial_letter", "Denial"),
        ("progress_note", "Late note"),
        ("itemized_bill", "Bill"),
    ):
        papers.add(kind, title)
    case = Case(CaseInfo(), tuple(papers.documents))
    kept = KeptLetters({"d0": "A", "d2": "B"}, last=3)  # C went to a paper that is gone
    plan = plan_packet(case, findings(), papers.pages, GIVEN, kept=kept)
    assert [(e.letter, e.document.title) for e in plan.exhibits] == [
        ("A", "Denial"),
        ("B", "Bill"),
        ("D", "Late note"),
    ]
    assert [e.first_page for e in plan.exhibits] == sorted(e.first_page for e in plan.exhibits)
    assert last_letter(plan, None) == "D"


def test_letters_are_known_by_content_not_by_name_or_id() -> None:
    document = Document("d7", "progress_note", "Notes", None, (PageRef("new name.pdf", 1),), 1.0)
    source = Source("new name.pdf", "sha of notes", 1, "application/pdf", 3)
    assert kept_letters(LAST, [document], [source]) == KeptLetters({"d7": "B"}, 3)
    other = replace(source, sha256="sha of another")
    assert kept_letters(LAST, [document], [other]) == KeptLetters({}, 3)
    assert kept_letters(None, [document], [source]) == KeptLetters()


def test_a_letter_of_a_paper_that_is_gone_is_not_given_again() -> None:
    sent = LAST.model_copy(update={"last_exhibit": "F"})
    assert kept_letters(sent, [], []).for_documents(["late"]) == {"late": "G"}


# ---------------------------------------------------------------- the packet.json that stands there


def test_a_manifest_of_ours_is_read_back(tmp_path: Path) -> None:
    manifest = build()
    (tmp_path / MANIFEST).write_text(to_json(manifest), encoding="utf-8")
    last = read_last(tmp_path)
    assert last == as_built(manifest)
    assert last is not None
    assert not compared(last, as_built(manifest)).any


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="cut off"),
        pytest.param("[1, 2]", id="something else"),
        pytest.param(LAST.model_dump_json().replace('"B"', '"A"'), id="two papers of one letter"),
        pytest.param(LAST.model_dump_json().replace('"B"', '"B<b>"'), id="no letter"),
    ],
)
def test_what_cannot_be_compared_is_passed_over_unless_letters_hang_on_it(
    content: str, tmp_path: Path
) -> None:
    assert read_last(tmp_path, needed=True) is None  # nothing was ever built there
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    assert read_last(tmp_path) is None
    with pytest.raises(UsageError, match="keep-exhibits"):
        read_last(tmp_path, needed=True)


# ---------------------------------------------------------------- the worksheet


def test_the_worksheet_tells_what_changed_with_ways_to_the_pages() -> None:
    since = compared(LAST, built(("denial", 2), ("letter", 2), ("notes", 3), ("bill", 1)))
    html = worksheet_html(build(), CASE, FINDINGS, DESK, PLAN, {}, since)
    text = Seen(html).text
    assert "Since the last build" in text
    assert "pages 5–8 are now pages 7–10" in text
    assert "packet.pdf#page=5" in Seen(html).all("href")


def test_the_worksheet_says_nothing_where_nothing_changed() -> None:
    html = worksheet_html(build(), CASE, FINDINGS, DESK, PLAN, {}, compared(LAST, LAST))
    assert "Since the last build" not in html
