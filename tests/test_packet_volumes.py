"""A packet in several files: how it is shared out, and that the files together are the packet."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from packetizer.errors import PacketizerError
from packetizer.model import Page, RouteLimits
from packetizer.packet.bundle import Plan, SheetKind
from packetizer.packet.options import PacketOptions
from packetizer.packet.plan import plan_packet
from packetizer.packet.prove import prove
from packetizer.packet.publish import packet_name, publish
from packetizer.packet.size import about_limits
from packetizer.packet.volumes import Limits, Load, Run, bound, limits_of, shared_out
from packetizer.packet.write import Written
from tests.packet_case import whole_case
from tests.packet_files import built, scan_page

NONE = Load(0, 0)


# ---------------------------------------------------------------- sharing out


@pytest.mark.parametrize(
    ("exhibits", "limits", "files"),
    [
        pytest.param([[1, 1], [1]], Limits(pages=9), [[(0, 0, 2), (1, 0, 1)]], id="all in one"),
        pytest.param([[1, 1], [1, 1]], Limits(pages=3), [[(0, 0, 2)], [(1, 0, 2)]], id="whole exhibits"),
        pytest.param(
            [[1], [1] * 5, [1]],
            Limits(pages=3),
            [[(0, 0, 1)], [(1, 0, 3)], [(1, 3, 5), (2, 0, 1)]],
            id="only one that is too long alone is parted, and begins a file",
        ),
        pytest.param([[5], [5], [9]], Limits(bytes=10), [[(0, 0, 1), (1, 0, 1)], [(2, 0, 1)]], id="bytes"),
        pytest.param(
            [[5, 50, 5]], Limits(bytes=10), [[(0, 0, 1)], [(0, 1, 2)], [(0, 2, 3)]], id="a page too large"
        ),
        pytest.param([[1], [1]], Limits(pages=1, bytes=1), [[(0, 0, 1)], [(1, 0, 1)]], id="a page a file"),
    ],
)
def test_sharing_out(
    exhibits: list[list[int]], limits: Limits, files: list[list[tuple[int, int, int]]]
) -> None:
    made = shared_out(exhibits, limits, NONE, NONE)
    assert [[(run.exhibit, run.begin, run.end) for run in runs] for runs in made] == files


@given(
    st.lists(st.lists(st.integers(1, 50), min_size=1, max_size=9), min_size=1, max_size=12),
    st.integers(1, 80),
    st.integers(1, 20),
    st.integers(0, 30),
)
def test_every_page_once_in_order_and_no_exhibit_parted_without_need(
    exhibits: list[list[int]], size: int, pages: int, front: int
) -> None:
    limits, ours = Limits(size, pages), Load(1, front)
    files = shared_out(exhibits, limits, ours, ours)
    runs = [run for file in files for run in file]
    assert [(r.exhibit, n) for r in runs for n in range(r.begin, r.end)] == [
        (at, n) for at, exhibit in enumerate(exhibits) for n in range(len(exhibit))
    ]
    assert all(runs for runs in files)
    for file in files:
        load = ours + Load(
            sum(r.end - r.begin for r in file), sum(sum(exhibits[r.exhibit][r.begin : r.end]) for r in file)
        )
        assert load.within(limits) or sum(r.end - r.begin for r in file) == 1
    for run in runs:
        whole = exhibits[run.exhibit]
        if run.end - run.begin < len(whole):
            assert not (ours + Load(len(whole), sum(whole))).within(limits)


def test_what_the_command_line_says_beats_the_route() -> None:
    route = RouteLimits(Decimal("10"), 100, 3)
    assert limits_of(PacketOptions(), route) == Limits(10_000_000, 100, 3)
    assert limits_of(PacketOptions(max_mb=2.5, max_pages=7), route) == Limits(2_500_000, 7, 3)
    assert not limits_of(PacketOptions(), None)


def test_numbers_run_on_through_the_volumes() -> None:
    whole = whole_case(notes=6)
    plan = plan_packet(whole.case, whole.findings, whole.pages, whole.given)
    index = plan.sheet(SheetKind.INDEX)
    assert index
    runs = [[Run(0, 0, 2)], [Run(at, 0, len(plan.exhibits[at].pages)) for at in range(1, len(plan.exhibits))]]
    made = bound(plan, runs, {SheetKind.INDEX: index})
    assert [volume.first_page for volume in made.volumes] == [1, made.volumes[0].last_page + 1]
    assert made.volumes[-1].last_page == made.total == plan.total + index.pages
    assert all(a.packet_page < b.packet_page for a, b in pairwise(made.pages))
    assert made.index_for(1) == index
    back = made.index_for(made.total)
    assert back
    assert back.first_page == made.volumes[1].first_page


# ---------------------------------------------------------------- files


def noise(seed: int) -> Image.Image:
    """A picture that no coding makes small."""
    return Image.frombytes("L", (300, 400), random.Random(seed).randbytes(300 * 400))


def noisy(folder: Path, count: int) -> list[Page]:
    names = [f"scan{at}.png" for at in range(count)]
    for at, name in enumerate(names):
        noise(at).save(folder / name, dpi=(40, 40))
    return [scan_page(name, 1, "word") for name in names]


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Written]:
    """Six pages of 120 kB, of which the second to fifth are one exhibit, in files of 330 kB."""
    folder = tmp_path_factory.mktemp("parted")
    _, plan, made = built(
        folder, noisy(folder, 6), options=PacketOptions(max_mb=0.33), papers=[1, 4, 1], name="out"
    )
    return plan, made


def test_no_file_is_larger_than_it_may_be(parted: tuple[Plan, Written]) -> None:
    plan, made = parted
    assert len(made.files) == len(plan.volumes) > 2
    assert all(file.path.stat().st_size <= 330_000 for file in made.files)
    assert not list(about_limits(made))
    total = len(made.files)
    assert [file.path.name for file in made.files] == [
        f"packet-{n}of{total}.pdf" for n in range(1, total + 1)
    ]
    assert sum(file.pages for file in made.files) == plan.total


def test_each_volume_has_the_whole_index_and_says_where_the_rest_is(parted: tuple[Plan, Written]) -> None:
    plan, made = parted
    for volume, file in zip(plan.volumes, made.files, strict=True):
        index = plan.index_for(volume.first_page)
        assert index
        document = pypdfium2.PdfDocument(file.path)
        page = document[index.first_page - volume.first_page]
        text = page.get_textpage().get_text_range()
        goals = _goals(file.path, index.first_page - volume.first_page)
        document.close()
        for row in plan.rows:
            there = plan.volume_of(row.first_page)
            assert there
            assert f"Vol. {there.number}" in text
            assert (row.first_page - volume.first_page in goals) is (row.first_page in volume)


def _goals(file: Path, at: int) -> list[int]:
    """The pages (from 0) to which the links of a page lead."""
    with pikepdf.open(file) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        return [numbers[link.Dest[0].objgen] for link in document.pages[at].obj.get("/Annots", [])]


def test_labels_and_titles_tell_the_volume(parted: tuple[Plan, Written]) -> None:
    plan, made = parted
    for volume, file in zip(plan.volumes, made.files, strict=True):
        with pikepdf.open(file.path) as document:
            assert int(document.Root.PageLabels.Nums[1].St) == volume.first_page
            assert f"Volume {volume.number} of {len(plan.volumes)}" in str(document.docinfo.Title)
            with document.open_outline() as outline:
                titles = [item.title for item in outline.root]
        assert titles[0].startswith("Cover" if volume.number == 1 else "Volume")
    with pikepdf.open(made.files[2].path) as document, document.open_outline() as outline:
        assert any("continued" in item.title for item in outline.root)


@pytest.mark.parametrize("damage", ["a file less", "in another order", "a file twice"])
def test_volumes_that_are_not_all_there_are_not_sent(parted: tuple[Plan, Written], damage: str) -> None:
    plan, made = parted
    files = [file.path for file in made.files]
    other = {
        "a file less": files[:-1],
        "in another order": [files[1], files[0], *files[2:]],
        "a file twice": [files[0], files[0], *files[2:]],
    }[damage]
    with pytest.raises(PacketizerError, match="not as planned"):
        prove(other, plan)


def test_the_same_volumes_again(parted: tuple[Plan, Written], tmp_path: Path) -> None:
    _, made = parted
    _, _, again = built(tmp_path, noisy(tmp_path, 6), options=PacketOptions(max_mb=0.33), papers=[1, 4, 1])
    assert [file.path.read_bytes() for file in made.files] == [file.path.read_bytes() for file in again.files]


def test_a_limit_by_pages(tmp_path: Path) -> None:
    _, plan, made = built(tmp_path, noisy(tmp_path, 5), options=PacketOptions(max_pages=4))
    assert len(plan.volumes) > 1
    assert all(file.pages <= 4 for file in made.files)
    assert not list(about_limits(made))


def test_a_page_that_is_too_large_is_sent_and_told(tmp_path: Path) -> None:
    _, _, made = built(tmp_path, noisy(tmp_path, 2), options=PacketOptions(max_mb=0.05))
    warnings = list(about_limits(made))
    assert [warning.kind for warning in warnings] == ["over_limit", "over_limit", "over_limit/recompressed"]
    assert "0.1 MB" in warnings[-2].message


def test_more_files_than_the_route_takes(tmp_path: Path) -> None:
    _, _, made = built(tmp_path, noisy(tmp_path, 4), options=PacketOptions(max_pages=3))
    told = list(about_limits(replace(made, limits=replace(made.limits, files=1))))
    assert [warning.code for warning in told] == ["over_limit"]


def test_one_file_where_it_is_enough(tmp_path: Path) -> None:
    file, plan, made = built(tmp_path, noisy(tmp_path, 2), options=PacketOptions(max_mb=50, max_pages=99))
    assert file.name == "packet.pdf"
    assert not plan.volumes
    assert len(made.files) == 1


# ---------------------------------------------------------------- publishing


def test_files_of_an_earlier_build_go(tmp_path: Path) -> None:
    out, made = tmp_path / "out", tmp_path / "made"
    for folder in (out, made):
        folder.mkdir()
    for name in ("packet.pdf", "packet-1of2.pdf", "packet-2of2.pdf", "packet-9of9.pdf", "packet-notes.pdf"):
        (out / name).write_text("old")
    (out / "packet.json").write_text(json.dumps({"outputs": [{"path": "packet-1of2.pdf"}]}))
    for name in (packet_name(1, 1), "packet.json", "worksheet.html"):
        (made / name).write_text("new")
    publish(made, out)
    assert sorted(file.name for file in out.iterdir()) == [
        "packet-notes.pdf",  # a person's own
        "packet.json",
        "packet.pdf",
        "worksheet.html",
    ]
    assert (out / "packet.pdf").read_text() == "new"
