"""What adds up on a paper, and figures that are money only by what stands around them."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.money.amountroles import Sums, sums_of
from packetizer.understanding.facts.money.faint import faint_amounts
from packetizer.understanding.facts.money.find import spots_on
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text

LEXICON = load_lexicon()


def summed(text: str) -> Sums:
    page = page_from_text(text)
    role = LEXICON.role("itemized_bill")
    return sums_of(role, [page], spots_on([page], LEXICON), {}, LEXICON)


def signs(text: str) -> dict[str, set[str]]:
    sums = summed(text)
    return {str(one.value): sums.adds_up.get(at, set()) for at, one in enumerate(sums.of)}


ROW = "03/04/26  96365   $500.00   $300.00   $200.00"
BILL = "Infusion      $340.00\nTracing       $236.00\nTotal         $576.00"
REST = "Charges       $576.00\nPaid          $200.00\nOpen          $376.00"
COLUMNS = "Infusion    $340.00    $40.00\nTracing     $236.00    $36.00\nTotal       $576.00    $76.00"
LEDGER = "03/01/26   $100.00   $100.00\n03/02/26   $250.00   $350.00\n03/03/26   $40.00    $390.00"


@pytest.mark.parametrize(
    ("text", "amount", "sign"),
    [
        pytest.param(ROW, "500.00", "row whole >>", id="a row's whole"),
        pytest.param(ROW, "200.00", "row part >> 2", id="its part"),
        pytest.param(BILL, "576.00", "read sum", id="the sum of all before it"),
        pytest.param(BILL, "340.00", "read line", id="a line of it"),
        pytest.param(COLUMNS, "76.00", "down sum", id="a column's sum"),
        pytest.param(COLUMNS, "36.00", "down line", id="a line of a column"),
        pytest.param(REST, "376.00", "read rest", id="what is left"),
        pytest.param(REST, "200.00", "read taken off", id="what was taken off"),
        pytest.param(LEDGER, "390.00", "running", id="a running balance"),
    ],
)
def test_what_adds_up(text: str, amount: str, sign: str) -> None:
    assert sign in signs(text)[amount]


def test_what_does_not() -> None:
    text = "Infusion      $340.00\nTracing       $236.00\nTotal         $575.00"
    assert not any(found for found in signs(text).values())


def test_a_sum_knows_its_lines() -> None:
    sums = summed(BILL)
    values = [str(one.value) for one in sums.of]
    assert {values[whole]: [values[at] for at in lines] for whole, lines in sums.lines_of.items()} == {
        "576.00": ["340.00", "236.00"]
    }


@pytest.mark.parametrize(
    ("text", "boxes", "whole", "expected"),
    [
        pytest.param("24 F   1235 40", True, False, ["1235.40"], id="dollars and cents in a form's boxes"),
        pytest.param("24 F   1235 40", False, False, [], id="no form"),
        pytest.param("Infusion    450", False, True, ["450.00"], id="whole dollars of a paper without cents"),
        pytest.param("Infusion    450", False, False, [], id="a paper that prints cents"),
        pytest.param("March 4, 2026", False, True, [], id="a date"),
        pytest.param("ketamine 50 mg", False, True, [], id="a measure"),
        pytest.param("Suite #450, 80%", False, True, [], id="a number sign, a share"),
        pytest.param("Call us at 800-\n555-0126.", False, True, [], id="a telephone number over two lines"),
        pytest.param("Call   877   555-0126", False, True, [], id="in cells"),
        pytest.param("Questions?   800-\nReply to us   555-0126", False, True, [], id="below itself"),
        pytest.param("You owe 800 555 0126", False, True, [], id="with spaces"),
        pytest.param("Billed   800   450   1200", False, True, ["800.00", "450.00", "1200.00"], id="columns"),
        pytest.param("You owe 800\nCall 555-0126", False, True, ["800.00"], id="beside a local number"),
    ],
)
def test_faint_amounts(text: str, boxes: bool, whole: bool, expected: list[str]) -> None:
    sheet = sheet_of(page_from_text(text), LEXICON)
    assert [
        str(spot.printed.value) for spot in faint_amounts(sheet, (), boxes=boxes, whole=whole)
    ] == expected
