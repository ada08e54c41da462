"""Words of a ruled table's cell stay together, whatever stands beside them."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from packetizer.intake.media import PDF
from packetizer.intake.pages import open_page
from packetizer.model import PageRef
from packetizer.reading.engines import Readers
from packetizer.reading.page import read_page
from packetizer.reading.worker import Desk

HEAD = ["Date", "Service", "Billed", "Paid", "Remark"]
LONG = "Intravenous infusion of ketamine for treatment of depression, first hour"
REMARK = "Not covered: the plan excludes investigational services"
BODY = [
    ["02/03/2026", LONG, "$600.00", "$0.00", REMARK],
    ["02/10/2026", "Office visit", "$150.00", "$120.00", ""],
]
RULED = [("GRID", (0, 0), (-1, -1), 0.6, colors.black)]
BOXED = [("BOX", (0, 0), (-1, -1), 0.6, colors.black), ("LINEAFTER", (0, 0), (-1, -1), 0.6, colors.black)]
BARE: Sequence[tuple[object, ...]] = ()


def table(rows: Sequence[list[str]], style: Sequence[tuple[object, ...]], *, valign: str = "TOP") -> bytes:
    body = getSampleStyleSheet()["BodyText"]
    made = io.BytesIO()
    cells = [[Paragraph(cell, body) for cell in row] for row in rows]
    widths = [70, 150, 60, 60, 110][: len(rows[0])]
    laid = Table(cells, colWidths=widths, style=[*style, ("VALIGN", (0, 0), (-1, -1), valign)])
    before, after = Paragraph("Before the table", body), Paragraph("After the table", body)
    SimpleDocTemplate(made, pagesize=letter).build([before, Spacer(1, 12), laid, Spacer(1, 12), after])
    return made.getvalue()


def lines(content: bytes, folder: Path) -> list[str]:
    """The lines of the page's text layer in reading order."""
    (folder / "a.pdf").write_bytes(content)
    made: list[list[str]] = []
    with open_page(folder / "a.pdf", PDF, 1) as page:
        for word in page.words():
            if word.line == len(made):
                made.append([])
            made[word.line].append(word.text)
    return [" ".join(words) for words in made]


WHOLE = [
    "Before the table",
    "Date Service Billed Paid Remark",
    "02/03/2026 Intravenous infusion of $600.00 $0.00 Not covered: the plan",
    "ketamine for treatment of",
    "depression, first hour",
    "excludes",
    "investigational",
    "services",
    "02/10/2026 Office visit $150.00 $120.00",
    "After the table",
]


def turned(content: bytes, degrees: int) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.pages[0].rotate(degrees)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize("valign", ["TOP", "MIDDLE", "BOTTOM"])
def test_cells_that_run_over_stay_together(tmp_path: Path, valign: str) -> None:
    assert lines(table([HEAD, *BODY], RULED, valign=valign), tmp_path) == WHOLE


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_on_turned_pages_too(tmp_path: Path, degrees: int) -> None:
    assert lines(turned(table([HEAD, *BODY], RULED), degrees), tmp_path) == WHOLE


def test_without_rules_rows_are_read_across(tmp_path: Path) -> None:
    found = lines(table([HEAD, *BODY], BARE), tmp_path)
    assert "ketamine for treatment of excludes" in found


def test_rows_that_are_not_ruled_apart_are_read_across(tmp_path: Path) -> None:
    """Columns alone are ruled: what stands at one height is one row."""
    rows = [["Date", "Service", "Billed"]] + [
        [f"02/{n:02}/2026", "Office visit", "$150.00"] for n in range(1, 7)
    ]
    found = lines(table(rows, BOXED), tmp_path)
    assert found == ["Before the table", *(" ".join(row) for row in rows), "After the table"]


def test_headings_of_two_lines_are_read_across(tmp_path: Path) -> None:
    rows = [
        ["Date", "Procedure<br/>code", "Amount<br/>billed", "Plan<br/>paid"],
        ["02/03/2026", "96365", "$1", "$0"],
    ]
    found = lines(table(rows, RULED), tmp_path)
    assert found[1:3] == ["Date Procedure Amount Plan", "code billed paid"]


def test_a_box_around_labels_is_read_across(tmp_path: Path) -> None:
    rows = [["Member<br/>Group", "Testa Samplewood<br/>0868555"]]
    found = lines(table(rows, RULED), tmp_path)
    assert found[1:3] == ["Member Testa Samplewood", "Group 0868555"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: int(len(data) * 0.8)], id="cut off"),
        pytest.param(lambda data: data.replace(b" re", b" xx"), id="odd operators"),
    ],
)
def test_damaged_files_are_read_as_ever(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    assert "After the table" in lines(damage(table([HEAD, *BODY], RULED)), tmp_path)


def test_reading_keeps_the_order(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(table([HEAD, *BODY], RULED, valign="MIDDLE"))
    desk = Desk(Readers(None, "not needed"))
    with open_page(tmp_path / "a.pdf", PDF, 1) as opened:
        page = read_page(opened, PageRef("a.pdf", 1), desk)
    found: list[list[str]] = []
    for word in page.words:
        if word.line == len(found):
            found.append([])
        found[word.line].append(word.text)
    assert [" ".join(words) for words in found] == WHOLE


@pytest.mark.parametrize(
    ("count", "high"),
    [
        pytest.param(3_000, 700, id="a hatching"),
        pytest.param(48, 700, id="a fine net"),
        pytest.param(120, 700, id="a finer one"),
    ],
)
def test_drawings_are_no_tables_and_cost_little(tmp_path: Path, count: int, high: float) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=letter)
    for at in range(count):
        canvas.line(20 + 570 * at / count, 20, 20 + 570 * at / count, high)
        canvas.line(20, 20 + high * at / count, 590, 20 + high * at / count)
    canvas.drawString(72, 750, "A drawing")
    canvas.save()
    start = time.process_time()
    with open_page(tmp_path / "a.pdf", PDF, 1) as page:
        assert [word.text for word in page.words()] == ["A", "drawing"]
    assert time.process_time() - start < 3
