"""Lines that a fax machine prints over each sheet, and print of papers that looks like one."""

from __future__ import annotations

import pytest

from packetizer.understanding.page.transmission import without_transmission
from tests.pages import page_from_text

BODY = "\nQUILLMARK LABORATORIES\nCollected: 08/12/2026\n" + "\n".join(f"Test {n}   0.{n}" for n in range(40))


def first_row(text: str) -> str:
    page = without_transmission(page_from_text(text + BODY))
    top = min(word.box.y0 for word in page.words)
    return " ".join(word.text for word in page.words if word.box.y0 == top)


@pytest.mark.parametrize(
    "line",
    [
        "11/18/2026 10:00   5085550141   UNDERHAY MD      P.1/2",
        "10/30/2026 16:27   BLUE HERON   865-555-0133     P 008/012",
        "SEP-02-2026 09:02   NORTHLAND PAIN   928 555 0145    P.03",
        "From: Clinic   2026-10-30 16:27:12 (GMT)   18655550133   Page: 3 of 12",
        "Oct 30 2026 04:27PM   HP LASERJET FAX      p.3",
        "06/05/2026 09:10   MOCK COVERAGE DEPT   -> 555 555 0141     PAGE 1 OF 2",
        "OCT-16-2026.10:41 FROM: MOCK CHILD PSYCH   555 555 0172   P.02/03",
        "Jun 05 2026 9:10AM   Mock Rx   555-555-0101   page 1",
        "2026-10-30 16:27   Blue Heron -> 8655550161   008/012",
        "11/03/2026 10:14:51 AM   Tidewell   555-555-0167   Page 1 of 6",
        "11/3/2026 10:14 AM   (555) 555-0167   Mock Psychiatry   Pg 2/6",
        "2026-11-03 10:14:51   +1 555 555 0167   Mock Psychiatry Group   Page: 12 of 14",
        "Page 2 of 6   11/3/2026 10:14:51 AM   Mock Psychiatry 555-555-0167   Page 2 of 6",
        "PAGE 2/6 * RCVD AT 11/3/2026 10:14:51 AM [Eastern Standard Time] * DNIS:5550141 * CSID:5555550167",
    ],
)
def test_a_machines_line_is_no_part_of_the_paper(line: str) -> None:
    assert first_row(line) == "QUILLMARK LABORATORIES"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Printed 10/30/2026 16:27 by mrec2   Page 1 of 3", id="a record's print"),
        pytest.param(
            "Visit 10/30/2026 16:27   Mock Clinic 555-555-0100   Page 1 of 2", id="with a telephone"
        ),
        pytest.param("Mock Clinic   Tel 555-555-0100   Hours 8:00-5:00", id="a letterhead"),
        pytest.param("11/16/26, 10:12 AM   MyChart - Visit   1/3", id="a web page's"),
        pytest.param("10/30/2026 10:14 AM   Mock Clinic   Page 1 of 6", id="a print without a station"),
        pytest.param("10/30/2026 10:14 AM   Tel 555-555-0100   Mock Clinic", id="a clinic's without a count"),
        pytest.param("Okafor, W   10/30/2026 10:14 AM   555-555-0100   Page 1 of 6", id="a patient's"),
        pytest.param("DATE 10/30/26   TIME 09:12   BP 120/80", id="a flow sheet"),
    ],
)
def test_a_papers_own_line_stays(line: str) -> None:
    assert first_row(line) == " ".join(line.split())


def test_a_page_without_one_is_the_same_object() -> None:
    page = page_from_text(BODY)
    assert without_transmission(page) is page


@pytest.mark.parametrize(
    ("foot", "stays"),
    [
        ("PAGE 2/6 * RCVD AT 11/3/2026 10:14:51 AM [Eastern Standard Time] * CSID:5555550167", False),
        ("Received Time Nov. 3. 2026 10:14AM No. 1234   Fax 555-555-0167", False),
        ("Printed 11/3/2026 10:14 AM   Fax 555-555-0167   Page 2 of 6", True),
        ("Received time 11/3/2026 of the specimen", True),
    ],
)
def test_a_service_prints_below_too(foot: str, stays: bool) -> None:
    page = page_from_text("MOCK CLINIC\nVisit 08/12/2026" + "\n" * 64 + foot)
    assert (foot.split()[-1] in {w.text for w in without_transmission(page).words}) is stays
