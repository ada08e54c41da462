"""Copies of a page are found; papers that only look alike are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Given, OmitReason, Page
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_classify import PAPERS


def copies(*pages: Page) -> dict[str, str]:
    case = understand(pages, Given(today=date(2026, 6, 1)), load_knowledge())
    return {
        omission.page.source: omission.duplicate_of.source
        for omission in case.omissions
        if omission.reason is OmitReason.DUPLICATE and omission.duplicate_of
    }


def page(text: str, source: str, confidence: float = 0.98, fingerprint: str = "") -> Page:
    return replace(page_from_text(text, source, confidence=confidence), fingerprint=fingerprint)


RECEIPT = PAPERS["receipt"]
SCALE = PAPERS["rating_scale"]
NOTE = PAPERS["progress_note"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(RECEIPT, RECEIPT, True, id="the same file twice"),
        pytest.param(NOTE, NOTE.replace("mood", "rnood").replace("Plan", "P1an"), True, id="misread letters"),
        pytest.param(NOTE, NOTE.replace("Follow-up visit\n", ""), True, id="first line cut off"),
        pytest.param(
            RECEIPT, RECEIPT.replace("02/03/2026", "02/10/2026"), False, id="receipt of another day"
        ),
        pytest.param(RECEIPT, RECEIPT.replace("12.40", "21.40"), False, id="receipt of another amount"),
        pytest.param(
            SCALE, SCALE.replace("Total score: 19", "Total score: 7"), False, id="one form filled twice"
        ),
        pytest.param(
            NOTE, NOTE.replace("Wendeline Okafor", "Barnaby Quist"), False, id="one form, two patients"
        ),
        pytest.param(NOTE, RECEIPT, False, id="different papers"),
    ],
)
def test_duplicates(one: str, other: str, *, same: bool) -> None:
    found = copies(page(one, "a.pdf"), page(other, "b.pdf"))
    assert bool(found) is same


def test_the_better_copy_stays() -> None:
    assert copies(page(NOTE, "a-fax.tif", 0.7), page(NOTE, "scan.pdf", 0.97)) == {"a-fax.tif": "scan.pdf"}


def test_of_equal_copies_the_plainer_name_stays() -> None:
    assert copies(page(NOTE, "note (1).pdf"), page(NOTE, "note.pdf")) == {"note (1).pdf": "note.pdf"}


@pytest.mark.parametrize(
    ("prints", "same"),
    [
        pytest.param(("00ff00ff00ff00ff", "00ff00ff00ff00ff"), True, id="same picture"),
        pytest.param(("00ff00ff00ff00ff", "00ff00ff00ff0000"), False, id="another picture"),
        pytest.param(("", ""), False, id="no picture known"),
    ],
)
def test_pages_without_words(prints: tuple[str, str], *, same: bool) -> None:
    found = copies(page("", "a.jpg", fingerprint=prints[0]), page("", "b.jpg", fingerprint=prints[1]))
    assert bool(found) is same


def test_three_copies_point_to_one() -> None:
    found = copies(page(NOTE, "a.pdf", 0.8), page(NOTE, "b.pdf", 0.99), page(NOTE, "c.pdf", 0.9))
    assert found == {"a.pdf": "b.pdf", "c.pdf": "b.pdf"}


def test_the_same_leaf_in_two_letters_stays_in_both() -> None:
    leaf = "Your rights\nAsk us for a fair review. Ask for help in your language at no cost.\nKeep this page."
    letters = []
    for source, day, service in (("a.pdf", "March 3, 2026", "X-ray"), ("b.pdf", "May 9, 2026", "therapy")):
        first = (
            PAPERS["denial_letter"].replace("March 3, 2026", day).replace("this service", f"the {service}")
        )
        letters += [page_from_text(first, source, 1), page_from_text(leaf, source, 2)]
    assert copies(*letters) == {}


ROWS = """Explanation of Benefits Statement
Statement date: 08/12/2026
Member ODALYS BRANNIGAN   Member ID 955100427
Claim number CF7712044981   Provider HIGH MESA PAIN AND WELLNESS
07/13/26  INFUSION THERAPY  A4  $400.00  $0.00  $0.00  $0.00  $400.00
07/13/26  DRUGS             A4  $250.00  $0.00  $0.00  $0.00  $250.00
07/15/26  INFUSION THERAPY  A4  $400.00  $0.00  $0.00  $0.00  $400.00
07/15/26  DRUGS             A4  $250.00  $0.00  $0.00  $0.00  $250.00
Claim total                     $1,300.00  $0.00  $0.00  $0.00  $1,300.00"""
RULED = (
    ROWS.replace("  $0.00", " | $0.00").replace("total  ", "total |").replace("$1,300.00\n", "$1, 300.00\n")
)
SCANNED = RULED[: RULED.rindex("$1,300.00")] + "$1, 300.00"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(SCANNED, True, id="one reading has the table's rules, and a sum in two"),
        pytest.param(
            SCANNED.replace("CF7712044981", "CF7712044982").replace("08/12", "09/12"),
            False,
            id="another month",
        ),
        pytest.param(SCANNED.replace("07/15/26", "07/22/26"), False, id="other days"),
        pytest.param(SCANNED.replace("$1, 300.00", "$1, 800.00"), False, id="another sum"),
    ],
)
def test_a_table_with_and_without_its_rules(other: str, *, same: bool) -> None:
    found = copies(page(ROWS, "IMG_0822.jpg", 0.94), page(other, "scan.pdf", 0.97))
    assert bool(found) is same
    assert bool(copies(page(other, "IMG_0822.jpg", 0.94), page(ROWS, "scan.pdf", 0.97))) is same
