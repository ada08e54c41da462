"""The structure of our sheets for those who have them read aloud."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from packetizer.packet.drawing.draw import draw
from packetizer.packet.drawing.layout import Composer, SheetPage, Text, grouped
from packetizer.packet.drawing.style import LETTER
from packetizer.packet.drawing.table import Cell, Column, Row, set_table
from packetizer.packet.plan import plan_packet
from packetizer.packet.sheets.compose import compose
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.tagging import Section, sections, tag
from tests.packet_case import whole_case


def all_sheets() -> tuple[Matter, list[SheetPage]]:
    whole = whole_case(notes=60)
    plan = plan_packet(whole.case, whole.findings, whole.pages, whole.given)
    matter = Matter(plan, whole.case, whole.findings, whole.given, pages=whole.pages)
    return matter, [page for pages in compose(matter).values() for page in pages]


def test_every_word_of_ours_is_tagged_but_what_repeats() -> None:
    _, pages = all_sheets()
    for page in pages:
        untagged = [mark.text for mark in page.marks if isinstance(mark, Text) and not mark.tags]
        assert all("continued" in text or text.isupper() for text in untagged)


def test_a_table_is_one_over_its_pages() -> None:
    page = Composer("Appeal", "Table")
    rows = [Row((Cell(f"row {n}"), Cell("second"))) for n in range(80)]
    set_table(page, (Column("One", 100), Column("Two", 100)), rows)
    pages = page.finish()
    assert len(pages) > 1
    paths = [mark.tags for made in pages for mark in made.marks if isinstance(mark, Text) and mark.tags]
    tables = {path[0] for path in paths if path[0][0] == "Table"}
    assert len(tables) == 1
    cells = [path for path in paths if path[-1][0] == "TD"]
    assert len(set(cells)) == 160
    assert len({path[1] for path in cells}) == 80
    assert sum(path[-1][0] == "TH" for path in paths) == 2  # the headings that stand again are decoration


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    """All sheets of the invented case as a file of their own, tagged."""
    matter, pages = all_sheets()
    drawn, target = tmp_path / "drawn.pdf", tmp_path / "tagged.pdf"
    draw(((LETTER, page) for page in pages), drawn)
    tags = {n: [held for held, _ in grouped(page.marks) if held] for n, page in enumerate(pages, 1)}
    [volume] = matter.plan.files
    ours = [Section(s.title, s.pages) for s in sections(matter.plan, volume) if s.pages[0] <= len(pages)]
    with pikepdf.open(drawn) as file:
        tag(file, ours, tags, 1)
        file.save(target)
    return target


def test_content_and_structure_agree(tagged: Path) -> None:
    with pikepdf.open(tagged) as file:
        root = file.Root.StructTreeRoot
        keys = [int(key) for key in list(root.ParentTree.Nums)[::2]]
        held = dict(zip(keys, list(root.ParentTree.Nums)[1::2], strict=True))
        assert keys == list(range(int(root.ParentTreeNextKey)))
        assert file.Root.MarkInfo.Marked
        for page in file.pages:
            content = page.Contents.read_bytes()
            numbers = [int(found) for found in re.findall(rb"/MCID (\d+)", content)]
            assert numbers == list(range(len(numbers)))
            assert content.count(b"BDC") + content.count(b"BMC") == content.count(b"EMC")
            assert len(held[int(page.StructParents)]) == len(numbers)


def test_sections_are_named(tagged: Path) -> None:
    with pikepdf.open(tagged) as file:
        whole = file.Root.StructTreeRoot.K
        names = [str(section.T) for section in whole.K]
        first = [str(section.K[0].S) for section in whole.K]
    assert names[:2] == ["Cover sheet", "Index of exhibits"]
    assert set(first) == {"/H1"}


def test_sections_follow_the_pages() -> None:
    matter, _ = all_sheets()
    [volume] = matter.plan.files
    numbers = [number for section in sections(matter.plan, volume) for number in section.pages]
    assert numbers == list(range(1, matter.plan.total + 1))
