"""What amounts and days are on a bill: what is still owed, who paid, and lines that make its total."""

from __future__ import annotations

import pytest

from tests.told import row, told

KINDS = ("amount.", "date.payment", "date.service")


def due(text: str) -> set[tuple[str, str]]:
    return told(text, "itemized_bill", *KINDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "what the patient is to pay is the balance",
            "What the care cost                    $904.12\nWhat you still need to pay            $419.26",
            "billed 904.12; balance 419.26",
        ),
        row(
            "an insurer's payment is not the client's, nor is its day",
            "07/09/26   99213 Visit       310.00\n"
            "08/30/26   MOCK MUTUAL HEALTH INSURANCE PD     60.00-\n"
            "10/15/26   YOUR CHECK 557     50.00-\n                     OWED    200.00",
            "billed 310.00; service 2026-07-09; paid_by_plan 60.00; paid 50.00; payment 2026-10-15; "
            "balance 200.00",
        ),
        row(
            "subtotal, discount, what came by card",
            "Subtotal                               1,995.00\n"
            "Veteran discount                        -180.00\n"
            "Received Sep 2, 2026 by card, thank you -900.00\nOpen amount                         915.00",
            "billed 1995.00; paid 900.00; payment 2026-09-02; balance 915.00",
        ),
        row(
            "lines that make the total",
            "What the care cost                    $664.12\nWhat was in it?\n"
            "Infusion room, 2 hours                $340.00\nHeart tracing                         $236.00\n"
            "Laboratory                             $88.12\nChoose: 4 months x $104.82",
            "billed 664.12; billed 340.00; billed 236.00; billed 88.12",
        ),
        row(
            "a price list with boxes: those that are ticked",
            "[x] 96365 infusion, first hour      $425\n[ ] 96366 each hour more            $110\n"
            "[X] 99213 visit                     $95\n( ) 90833 psychotherapy             $140\n"
            "Total charges                       $520",
            "billed 425.00; billed 95.00; billed 520.00",
        ),
        row(
            "boxes, none ticked",
            "[ ] cash  [ ] check\n96365 infusion, first hour      $425.00\nTotal charges            $425.00",
            "billed 425.00",
        ),
        row(
            "a ledger: who paid under Credit, the last balance",
            "DATE       ITEM               CHARGE    CREDIT     BAL\n"
            "7/8/26     session            150.00               330.00\n"
            "7/15/26    check 884                     200.00    130.00\n"
            "8/4/26     Harbor Mutual paid             91.00     39.00\n"
            "8/4/26     write off                      19.00     20.00\n"
            "8/5/26     session            150.00               170.00",
            "billed 150.00; paid 200.00; paid_by_plan 91.00; balance 170.00; service 2026-07-08; "
            "payment 2026-07-15; service 2026-08-05",
        ),
        row(
            "a copay that was paid; no day of a credit is one of service",
            "Activity                                Amount    Running\n"
            "05/06/2026  Psychotherapy 90837         $190.00    $190.00\n"
            "05/06/2026  Copay, thank you            -$20.00    $170.00\n"
            "06/01/2026  Insurance payment          -$112.00     $58.00\n"
            "06/01/2026  Contract adjustment         -$48.00     $10.00",
            "billed 190.00; paid 20.00; paid_by_plan 112.00; balance 10.00; service 2026-05-06; "
            "payment 2026-05-06",
        ),
        row(
            "prices times their counts",
            "RC    HCPCS   Description            Units   Unit price    Extended\n"
            "0260  96366   Therapy, more hours      3       151.00       453.00\n"
            "0762  G0378   Observation, an hour     5        74.00       370.00\n"
            "                                     Total                  823.00",
            "billed 453.00; billed 370.00; billed 823.00",
        ),
        row(
            "signs in a column; days of a balance and of a plan's payment are nothing",
            "Opening balance 10/01/2026                                     $75.00\n"
            "10/05/2026  G2083 Spravato                  +   $1,520.00\n"
            "10/05/2026  Copay, debit card               -   $75.00\n"
            "10/21/2026  Ins pmt                         -   $903.60\n"
            "Closing balance                                 $616.40",
            "billed 1520.00; paid 75.00; paid_by_plan 903.60; balance 616.40; service 2026-10-05; "
            "payment 2026-10-05",
        ),
        row(
            "a payment's day without a year; a refund is no payment",
            "Total charges                $450.00\nPaid by you on 12/03       $100.00-\n"
            "Bill date 12/19/2025\nRefunded to Visa   -$50.00",
            "billed 450.00; paid 100.00; payment 2025-12-03",
        ),
        row(
            "lines that do not",
            "Total charges                $664.12\nLast year              $340.00\nLunch and tea   $20.00",
            "billed 664.12",
        ),
        row(
            "a column's sum of what plan and patient paid is nobody's",
            "Date        Description            Charge      Payment\n"
            "03/04/2026  96365 IV infusion      450.00\n"
            "03/20/2026  Insurance payment                  210.00\n"
            "03/25/2026  Patient payment, card               45.00\n"
            "            Total                  450.00      255.00\n"
            "            Balance                195.00",
            "service 2026-03-04; billed 450.00; paid_by_plan 210.00; payment 2026-03-25; paid 45.00; "
            "balance 195.00",
        ),
        row(
            "nor is it a charge",
            "Total charges                      $900.00\nPayments received\n"
            "03/20/2026  Example Health paid    $400.00\n03/25/2026  Your check 881         $100.00\n"
            "Total                              $500.00\nAmount due                         $400.00",
            "billed 900.00; paid_by_plan 400.00; payment 2026-03-25; paid 100.00; balance 400.00",
        ),
        row(
            "a sum of what the patient paid is the patient's",
            "03/25/2026  Your check 881         $100.00\n03/28/2026  Your check 884         $150.00\n"
            "Total payments                     $250.00\nAmount due                         $400.00",
            "payment 2026-03-25; payment 2026-03-28; paid 100.00; paid 150.00; paid 250.00; balance 400.00",
        ),
        row(
            "what is called charges is charged, though it is what both paid",
            "Insurance paid                     $400.00\nPatient paid                       $100.00\n"
            "Total charges                      $500.00",
            "billed 500.00; paid_by_plan 400.00; paid 100.00",
        ),
        row(
            "a sum row of columns, each of one hand",
            "Date      Description       Charges   Insurance  Patient   Balance\n"
            "03/04/26  96365 infusion     450.00     200.00     50.00    200.00\n"
            "03/11/26  96365 infusion     450.00     210.00     40.00    200.00\n"
            "Total                        900.00     410.00     90.00    400.00",
            "service 2026-03-04; service 2026-03-11; billed 450.00; billed 900.00; paid_by_plan 200.00; "
            "paid_by_plan 210.00; paid_by_plan 410.00; paid 50.00; paid 40.00; paid 90.00; "
            "balance 200.00; balance 400.00",
        ),
        row(
            "a charge that both have paid off beside it",
            "Date      Code    Charge    Ins paid   Adjust    You paid\n"
            "03/04/26  96365   310.00    198.00     62.00     50.00\n"
            "03/11/26  96365   310.00    198.00     62.00     50.00",
            "service 2026-03-04; service 2026-03-11; billed 310.00; paid_by_plan 198.00; paid 50.00",
        ),
        row(
            "the sum of credits is no charge, nothing was charged nor paid in old columns",
            "Date      Code   Description               Charges    Payments/Adj\n"
            "10/25/25  96365  IV infusion               $365.00\n"
            "10/25/25  PP-CC  Patient payment - thank you          -$365.00\n"
            "Ledger totals                    $365.00      -$365.00\n"
            "CURRENT      31-60 DAYS     61-90 DAYS    OVER 90    AMOUNT DUE\n"
            "0.00         0.00           0.00          0.00       0.00",
            "service 2025-10-25; billed 365.00; paid 365.00; payment 2025-10-25; balance 0.00",
        ),
        row(
            "or under it",
            "Your charge                   $1,520.00\nYou paid                         $75.00\n"
            "Insurance paid                  $903.60\nAdjustment                      $541.40",
            "billed 1520.00; paid 75.00; paid_by_plan 903.60",
        ),
    ],
)
def test_a_bill(text: str, expected: set[tuple[str, str]]) -> None:
    assert due(text) == expected
