"""The proof of a packet with a page that takes all time: bounded, and said, never left out silently."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from packetizer import deliver
from packetizer.build import BuildOptions, build_case
from packetizer.errors import PacketizerError
from packetizer.model import UNDRAWN, Page, PageRef
from packetizer.packet.bundle import Plan
from packetizer.packet.options import PacketOptions
from packetizer.packet.originals.part import Way
from packetizer.packet.proof.paged import Run
from packetizer.packet.prove import Feet, Unread, Ways, prove
from packetizer.packet.seal import seal
from packetizer.packet.write import Written
from packetizer.spread import COMPUTED_LONG, Outcome, Spread, pool, serial
from tests import papers
from tests.packet_files import born_digital, built, endless, pdf, save

SOON = 60.0  # seconds, on a machine with other work; a page opened without limit takes several times that
LATE = "took longer than 1 s"


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Plan, Written]:
    """A page that takes minutes, between two others; reading had given it up."""
    folder = tmp_path_factory.mktemp("case")
    for name in ("a.pdf", "c.pdf"):
        save(pdf(b"BT /F 14 Tf 72 700 Td (printed) Tj ET"), folder / name)
    save(endless(), folder / "b.pdf")
    pages = [born_digital("a.pdf"), undrawn("b.pdf"), born_digital("c.pdf")]
    start = time.perf_counter()
    made = built(folder, pages, proved=False)
    assert time.perf_counter() - start < SOON, "it goes in as it is, nothing has to be opened"
    assert made[2].notes == ()
    return made


def undrawn(name: str) -> Page:
    return replace(born_digital(name), failure=UNDRAWN)


ENDLESS = PageRef("b.pdf", 1)


def test_a_page_that_takes_minutes_costs_the_proof_a_moment(packet: tuple[Path, Plan, Written]) -> None:
    file, plan, _ = packet
    start = time.perf_counter()
    with pool(2) as spread:
        unread = prove([file], plan, spread, page_seconds=1.0)
    assert time.perf_counter() - start < SOON
    assert unread == (Unread(ENDLESS, plan.total - 1, COMPUTED_LONG),)


def test_what_reading_gave_up_nobody_tries_again(packet: tuple[Path, Plan, Written]) -> None:
    file, plan, _ = packet
    start = time.perf_counter()
    assert prove([file], plan, serial, {ENDLESS}) == (Unread(ENDLESS, plan.total - 1, UNDRAWN),)
    assert time.perf_counter() - start < SOON


def test_the_stamp_of_such_a_page_is_proved_all_the_same(
    packet: tuple[Path, Plan, Written], tmp_path: Path
) -> None:
    file, plan, _ = packet
    with pikepdf.open(file) as document:
        page = document.pages[plan.total - 2].obj
        page.Contents = Array(list(page.Contents)[:-1])
        document.save(tmp_path / "other.pdf")
    with pytest.raises(PacketizerError, match=f"page {plan.total - 1} does not bear its stamp"):
        prove([tmp_path / "other.pdf"], plan, serial, {ENDLESS})


def losing(fails: Callable[[Run[object]], bool]) -> Spread:
    """Here and now, but what `fails` holds of has no result."""

    def spread(
        fn: Callable[[object], object], items: Iterable[object], /, *, timeout: float
    ) -> Iterator[Outcome[object]]:
        for item in items:
            lost = isinstance(item, Run) and fails(item)
            yield Outcome(None, LATE) if lost else Outcome(fn(item))

    return spread  # type: ignore[return-value]


def holds(number: int) -> Callable[[Run[object]], bool]:
    """Whether the packet page is among those whose originals are read."""
    return lambda run: (
        isinstance(run, Feet) and not run.bare and number in [stamp.packet_page for stamp in run.pages]
    )


@pytest.mark.parametrize(
    ("fails", "unread"),
    [
        pytest.param(lambda run: False, [], id="nothing"),
        pytest.param(lambda run: isinstance(run, Feet) and len(run.pages) > 1, [], id="too many at once"),
        pytest.param(holds(3), [3], id="one page"),
        pytest.param(lambda run: holds(3)(run) or holds(4)(run), [3, 4], id="two pages"),
        pytest.param(holds(1), None, id="a sheet of our own"),
        pytest.param(lambda run: isinstance(run, Ways), None, id="the structure"),
        pytest.param(
            lambda run: holds(3)(run) or getattr(run, "bare", False), None, id="nor without its original"
        ),
    ],
)
def test_what_a_worker_was_lost_over(
    tmp_path: Path, fails: Callable[[Run[object]], bool], unread: list[int] | None
) -> None:
    save(pdf(b"BT /F 14 Tf 72 700 Td (printed) Tj ET"), tmp_path / "a.pdf")
    save(pdf(b"BT /F 14 Tf 72 700 Td (printed) Tj ET"), tmp_path / "b.pdf")
    file, plan, _ = built(tmp_path, [born_digital("a.pdf"), born_digital("b.pdf")])
    assert plan.total == 4
    if unread is None:
        with pytest.raises(PacketizerError, match=f"could not be read back.*{LATE}"):
            prove([file], plan, losing(fails))
    else:
        found = prove([file], plan, losing(fails))
        assert [(one.packet_page, one.why) for one in found] == [(number, LATE) for number in unread]


# ---------------------------------------------------------------- what goes in, what is said


def note() -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=Array([72, 600, 400, 620]))


@pytest.mark.parametrize(
    ("attributes", "options", "lost"),
    [
        pytest.param({}, PacketOptions(), False, id="as it is"),
        pytest.param(
            {"Annots": Array([note()])}, PacketOptions(), True, id="it would show without its notes"
        ),
        pytest.param({}, PacketOptions(redact=("ssn",)), True, id="it may show what is to be blacked out"),
        pytest.param({}, PacketOptions(fax=True), True, id="it would have to be drawn"),
    ],
)
def test_how_such_a_page_goes_in(
    tmp_path: Path, attributes: dict[str, object], options: PacketOptions, lost: bool
) -> None:
    save(endless(**attributes), tmp_path / "b.pdf")
    start = time.perf_counter()
    _, _, made = built(tmp_path, [undrawn("b.pdf")], options=options, proved=False)
    assert time.perf_counter() - start < SOON
    assert [note.message for note in made.notes] == ([Way.LOST.value] if lost else [])


def test_a_person_is_told_and_the_rest_is_delivered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers.born_digital(tmp_path / "note.pdf", ["Progress Note", "Patient: Testa Samplewood"])
    monkeypatch.setattr(deliver, "prove", lambda *given: (Unread(PageRef("note.pdf", 1), 3, LATE),))
    result = build_case(tmp_path, BuildOptions(today=date(2026, 1, 2), jobs=1))
    [told] = [warning for warning in result.manifest.warnings if warning.code == "illegible_page"]
    assert result.exit_code == 1
    assert "Page 3 of the packet (note.pdf, page 1)" in told.message
    assert told.message in (result.out / "worksheet.html").read_text("utf-8")


def test_an_encrypted_packet_is_compared_but_for_what_could_not_be_read(
    packet: tuple[Path, Plan, Written], tmp_path: Path
) -> None:
    file, plan, _ = packet
    copy = tmp_path / "packet.pdf"
    copy.write_bytes(file.read_bytes())
    start = time.perf_counter()
    seal([copy], "correct horse", serial, {copy: {plan.total - 2}})
    assert time.perf_counter() - start < SOON
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(copy)


def test_an_encrypted_packet_that_cannot_be_compared_is_not_sent(tmp_path: Path) -> None:
    save(pdf(b"BT /F 14 Tf 72 700 Td (printed) Tj ET"), tmp_path / "a.pdf")
    file, _, _ = built(tmp_path, [born_digital("a.pdf")])
    before = file.read_bytes()
    with pytest.raises(PacketizerError, match=f"cannot be compared.*{LATE}"):
        seal([file], "correct horse", losing(lambda run: True))
    assert file.read_bytes() == before
    assert [left.name for left in file.parent.iterdir()] == ["packet.pdf"]
