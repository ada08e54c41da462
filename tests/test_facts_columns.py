"""Columns of tables: by the words over them, and by what stands below where words nearly touch."""

from __future__ import annotations

import pytest

from packetizer.model import Box, Word
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.money.columns import heads_of, parted
from tests.pages import page_from_text
from tests.told import LEXICON, row, told


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        row(
            "heads made of parts",
            "Day         Service      Gross charge  Plan discount  Eligible expense  Paid by us  You may "
            "owe\n"
            "03/04/2024  96365        410.00        60.00          350.00            280.00      70.00\n"
            "03/11/2024  96365        420.00        65.00          355.00            284.00      71.00\n",
            "billed 410.00; allowed 350.00; paid_by_plan 280.00; patient_responsibility 70.00; "
            "billed 420.00; allowed 355.00; paid_by_plan 284.00; patient_responsibility 71.00",
            type_="eob",
        ),
        row(
            "heads of two lines, cells of many",
            "Date         What         Provider's    Approved    Benefit     Member's\n"
            "                          charge        amount      paid        liability\n"
            "03/04/2024   office       410.00        350.00      280.00      70.00\n"
            "             visit\n"
            "             long\n"
            "             text\n"
            "             here\n"
            "03/11/2024   drug         420.00        355.00      284.00      71.00\n",
            "billed 410.00; allowed 350.00; paid_by_plan 280.00; patient_responsibility 70.00; "
            "billed 420.00; allowed 355.00; paid_by_plan 284.00; patient_responsibility 71.00",
            type_="eob",
        ),
        row(
            "prices of a bill are its charges",
            "When         Item                 Price\n03/04/2024   Infusion, hour one   $410.00\n"
            "03/11/2024   Infusion, hour one   $420.00\nSum of charges                    $830.00\n"
            "Collected from patient            $830.00\n",
            "billed 410.00; billed 420.00; billed 830.00; paid 830.00",
            type_="itemized_bill",
        ),
        row(
            "unit prices beside charges are none",
            "Qty   Item       Unit price   Charge\n2     Vial       $40.00       $80.00\n3     Set   "
            "     $5.00        $15.00\n",
            "billed 80.00; billed 15.00",
            type_="itemized_bill",
        ),
        row(
            "a label that goes on in the line below",
            "Amount billed     $410.00\nPatient           $70.00\nresponsibility\n",
            "billed 410.00; patient_responsibility 70.00",
            type_="eob",
        ),
        row(
            "in a sentence",
            "The member remains responsible for $70.00.",
            "patient_responsibility 70.00",
            type_="denial_letter",
        ),
        row(
            "what was not approved, and what a year has come to",
            "Service           Charge     Not approved     Allowed     You owe\n"
            "Infusion         $520.00          $380.00     $140.00     $400.00\n"
            "Visit            $210.00           $68.00     $142.00      $90.00\n"
            "Year to date   $4,000.00          $900.00   $3,100.00     $700.00\n",
            "billed 520.00; allowed 140.00; patient_responsibility 400.00; billed 210.00; "
            "allowed 142.00; patient_responsibility 90.00",
            type_="eob",
        ),
        row(
            "an aside tells what a cost is",
            "Service     Provider billed     Total cost        Plan's share    Your share\n"
            "                                (amount the\n"
            "                                plan approved)\n"
            "Infusion    $380.00             $159.60           $95.76          $63.84\n"
            "Visit       $200.00             $86.00            $51.60          $34.40\n",
            "billed 380.00; allowed 159.60; paid_by_plan 95.76; patient_responsibility 63.84; "
            "billed 200.00; allowed 86.00; paid_by_plan 51.60; patient_responsibility 34.40",
            type_="eob",
        ),
        row(
            "what a code took off",
            "Line 1    Charge    $410.00\n          CO-45     $128.00\n",
            "billed 410.00",
            type_="eob",
        ),
        row(
            "a part that was denied",
            "Amount billed: $410.00\nAmount denied: $90.00\n",
            "billed 410.00",
            type_="eob",
        ),
        row("alone on a letter", "Amount denied: $90.00\n", "billed 90.00", type_="denial_letter"),
        row(
            "bounds",
            "We do not report medical debt of less than $500 to credit bureaus.\nBalance due: $70.00\n"
            "If the bill is $400 or more above the estimate you may start a dispute with us.",
            "balance 70.00",
            type_="itemized_bill",
        ),
        row(
            "what counts toward a limit",
            "Your bill comes to more than the $70.00 you paid.\nYou have spent $1,276.20 toward it.\n",
            "patient_responsibility 70.00",
            type_="eob",
        ),
        row(
            "paid by the insurer, called by its name",
            "Insurance: Mock Harbor Health Plan\nCharges: $410.00\nPaid by Mock Harbor: $90.00\n"
            "Paid by check: $20.00\n",
            "billed 410.00; paid_by_plan 90.00; paid 20.00",
            type_="itemized_bill",
        ),
        row("a misread label", "Balancc due: $70.00", "balance 70.00", type_="itemized_bill"),
    ],
)
def test_roles(text: str, type_: str, expected: set[tuple[str, str]]) -> None:
    assert told(text, type_, "amount.") == expected


def words(*placed: tuple[str, float, float]) -> list[Word]:
    return [Word(text, Box(x0, 0.1, x1, 0.11), 0.99, 0) for text, x0, x1 in placed]


def test_words_that_nearly_touch_are_parted_by_the_columns_below() -> None:
    row = words(
        ("Plan", 0.40, 0.44), ("discount", 0.445, 0.52), ("Negotiated", 0.53, 0.62), ("Yours", 0.80, 0.85)
    )
    below = [Box(0.46, 0.2, 0.52, 0.3), Box(0.56, 0.2, 0.62, 0.3), Box(0.79, 0.2, 0.85, 0.3)]
    assert parted(row, below) == [0, 0, 1, 2]


def test_every_word_has_a_column_and_their_order_is_kept() -> None:
    row = words(*((f"w{i}", 0.1 * i, 0.1 * i + 0.05) for i in range(8)))
    below = [Box(0.2, 0.2, 0.25, 0.3), Box(0.5, 0.2, 0.55, 0.3)]
    places = parted(row, below)
    assert len(places) == len(row)
    assert places == sorted(places)


HALF_LINES = 150  # rows of a page, of which two make a line of print


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        pytest.param(
            "                          Amount\n"
            "Service      Amount                  Covered    Copay /       Plan      What I\n"
            "                          not                                           \n"
            "date         billed                  amount     deductible    paid      owe\n"
            "                          covered\n\n\n\n"
            "07/21/2026   1,180.00     80.00      892.40     0.00          713.92    178.48\n\n\n"
            "Total        1,180.00     80.00      892.40     0.00          713.92    178.48\n",
            "billed other allowed other paid_by_plan patient_responsibility",
            id="heads of two and of three lines, centred beside one another",
        ),
        pytest.param(
            "                          Your plan's\n"
            "Amount billed                             Plan paid     You may owe\n"
            "                          allowed amount\n\n\n"
            "475.00                    0.00            0.00          475.00\n",
            "billed allowed paid_by_plan patient_responsibility",
            id="a head that rises above the others",
        ),
        pytest.param(
            "                          Amount not\n\n"
            "Date         Charge       covered       Allowed     Paid\n\n\n"
            "01/06/26     310.00       141.60        168.40      134.72\n\n"
            "01/09/26     230.00       230.00        0.00        0.00\n",
            "billed other allowed paid",
            id="one head of two lines over heads of one",
        ),
        pytest.param(
            "Amounts not covered\n\n"
            "Date         Charge       Allowed     Paid\n\n\n"
            "01/06/26     310.00       168.40      134.72\n\n"
            "01/09/26     230.00       0.00        0.00\n",
            "billed allowed paid",
            id="nor a title at the left",
        ),
        pytest.param(
            "Date         Amount       Allowed     Co-            Amount\n\n"
            "             charged      amount      insurance      we paid\n\n\n"
            "01/06/26     310.00       168.40      33.68          134.72\n\n"
            "01/09/26     230.00       0.00        0.00           0.00\n",
            "billed allowed other paid_by_plan",
            id="a word broken between two lines",
        ),
        pytest.param(
            "Date      |  Amount    |  not       |  Covered   |  Paid\n\n"
            "          |  billed    |  covered   |  amount    |  by us\n\n\n"
            "01/06/26     310.00       141.60       168.40       134.72\n\n"
            "01/09/26     230.00       230.00       0.00         0.00\n",
            "billed other allowed paid_by_plan",
            id="strokes between the columns",
        ),
        pytest.param(
            "                          Claim detail\n\n\n"
            "Date         Charge       Allowed     Paid by plan\n\n\n"
            "01/06/26     310.00       168.40      134.72\n\n"
            "01/09/26     230.00       0.00        0.00\n",
            "billed allowed paid_by_plan",
            id="a title a line above is no part of a head",
        ),
    ],
)
def test_heads_of_several_lines(text: str, roles: str) -> None:
    heads = heads_of(sheet_of(page_from_text(text, rows=HALF_LINES), LEXICON))
    assert [head.role.partition(".")[2] for head in heads] == roles.split()
