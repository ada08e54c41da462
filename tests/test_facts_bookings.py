"""The bookings of an account: which of them pay for care, on which day, and whom."""

from __future__ import annotations

import pytest

from tests.told import row, told

KINDS = ("amount.", "date.payment", "name.merchant")


def paid(text: str, treating: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    return told(text, "proof_of_payment", *KINDS, treating=treating)


CHECKING = """Statement period 02/10/26 thru 03/09/26
Post   Eff    Description                        Withdrawals    Deposits     Balance
02/10         Balance forward                                               3,118.22
02/11  02/10  POS FRESH HARVEST MKT #22 FAKETON AL      84.17                3,034.05
02/13  02/12  POS EXAMPLE KETAMINE CLINIC FAKETON AL   475.00                2,559.05
02/17  02/17  ACH PAYROLL MOCK SCHOOLS                          1,840.11     4,399.16
03/02         Loan pymt transfer to L-02               310.00                4,089.16
03/09         Dividend earned                                       0.42     4,089.58
Total fees this period 0.00      Total withdrawals 869.17     Total deposits 1,840.53"""
CARD = """Closing date 01/18/2027      Payment due 02/12/2027
Previous balance            $1,022.40
Interest charged               $18.77
Minimum payment due            $35.00
12/22   12/23    NORTHGATE GROCERY 311 FAKETON OK              66.02
12/28   12/29    SQ *MOCK HILL PSYCHIATRY FAKETON OK          650.00
01/03   01/03    PAYMENT - THANK YOU                          400.00-
01/06   01/07    STREAMFLIX.COM 8885550144 CA                  15.99"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "among groceries, wages and transfers; when it went out, not when it was posted",
            CHECKING,
            "paid 475.00; payment 2026-02-12; merchant EXAMPLE KETAMINE CLINIC",
        ),
        row(
            "the year before the closing day's",
            CARD,
            "paid 650.00; payment 2026-12-28; merchant MOCK HILL PSYCHIATRY",
        ),
        row(
            "a later day to come; the terms of a purchase",
            "Statement date 09/12/2026     Payment due 10/05/2026\nNew purchases\n"
            "08/15  MOCK KETAMINE DENVER     900.00   12 months no interest if paid by 08/15/2027\n"
            "08/20  EXAMPLE HARDWARE         240.00",
            "paid 900.00; payment 2026-08-15; merchant MOCK KETAMINE DENVER",
        ),
        row(
            "days by the month's name",
            "Available balance $1,904.08    Printed 11/02/2026\n"
            "Oct 28  Debit     MOCKSTONE KETAMINE FAKETON OR   -$495.00   $1,942.19\n"
            "Oct 27  Transfer  From savings                    +$600.00   $2,437.19\n"
            "Oct 14  Debit     CVS/PHARMACY 02284               -$12.40   $3,232.19",
            "paid 495.00; payment 2026-10-28; merchant MOCKSTONE KETAMINE",
        ),
        row(
            "what kind it is before its day",
            "Type         Date         Merchant                Amount\n"
            "Card swipe   04/16/2026   EXAMPLE RIVER TMS       538.00\n"
            "Card swipe   05/12/2026   MOCK GROCERY            300.00",
            "paid 538.00; payment 2026-04-16; merchant EXAMPLE RIVER TMS",
        ),
        row(
            "a town of two words",
            "Date          Description                               Out\n"
            "14-Sep-2026   EXAMPLE NEUROTHERAPY SAN DIEGO CA         390.00\n"
            "15-Sep-2026   MOCK GROCERY 12 SAN DIEGO CA               12.40",
            "paid 390.00; payment 2026-09-14; merchant EXAMPLE NEUROTHERAPY",
        ),
        row(
            "one payee, once in full and once in part",
            "Posted   Description                        Withdrawal   Balance\n"
            "03/06    POS EXAMPLE KETAMINE & WELLNESS     425.00       1,915.18\n"
            "03/20    Check 2207  Example Ketamine        850.00       1,065.18\n"
            "Ending balance 03/31/2026  1,065.18",
            "paid 425.00; payment 2026-03-06; merchant EXAMPLE KETAMINE & WELLNESS; paid 850.00; "
            "payment 2026-03-20",
        ),
        row(
            "a name broken in its column",
            "HSA transactions 2026\nDate       Type                   Payee                 Amount\n"
            "07/09/26   Employer contribution  Mock Hospital Staff   $256.91\n"
            "07/15/26   Distribution           Example Ketamine      $445.00\n"
            "                                  Center\n"
            "07/19/26   Interest                                     0.42",
            "paid 445.00; payment 2026-07-15; merchant Example Ketamine Center",
        ),
        row(
            "an app's list under its day",
            "Card activity\nTuesday, March 4, 2025\nExample Infusion Suite\n-$630.00\nShell Oil\n-$30.00",
            "paid 630.00; payment 2025-03-04; merchant Example Infusion Suite",
        ),
        row(
            "a practice's own list, with its sum",
            "Example Ketamine Clinic\nPatient payment history\nPosted       Method    Ref       Amount\n"
            "10-07-2024   eCheck    6090932   70.00\n10-14-2024   Visa      6090937   80.00\n"
            "Payments in period               150.00",
            "paid 70.00; payment 2024-10-07; paid 80.00; payment 2024-10-14; paid 150.00; "
            "merchant Example Ketamine Clinic",
        ),
        row(
            "care of animals, and what only sounds like care",
            "Statement 03/31/2026\n03/04   ANIMAL HOSPITAL FAKETON     90.00\n"
            "03/05   HEALTH INSURANCE PREMIUM    120.00\n03/06   HEALTH FOODS MARKET   31.00",
            "",
        ),
        row(
            "claims on a spending account, by the day they were filed",
            "Health Care FSA 2026\nFiled      Paid to                 Requested  Status\n"
            "03/02/26   Example Infusion Suite     495.00  Paid 03/07 direct deposit 495.00\n"
            "03/20/26   Mock Mattress Barn         899.00  DENIED - not eligible",
            "paid 495.00; merchant Example Infusion Suite",
        ),
        row(
            "what came back",
            "Statement 03/31/2026\n03/04   Example Pain Clinic    90.00\n"
            "03/09   Refund Example Pain Clinic   90.00",
            "paid 90.00; payment 2026-03-04; merchant Example Pain Clinic",
        ),
        row(
            "a check: its own day, not the bank's",
            "Date 12-18-2025\nPay to the order of  Example Pain Clinic   $ 350.00\n"
            "Posted 12/23/2025   Amount 350.00   Seq 8840017723",
            "paid 350.00; payment 2025-12-18; merchant Example Pain Clinic",
        ),
        row(
            "a sheet of checks: those for care, each by its own day",
            "Example Credit Union   Check images   Statement period 01/01/2026 - 01/31/2026\n\n"
            "JANE DOE                                    1183\n"
            "                                     Date: 1/9/26\n"
            "Pay to the order of Example Infusion Clinic     $475.00\n"
            "Four hundred seventy five and 00/100 dollars\n"
            "1183                 posted 01/13/2026 $475.00\n\n"
            "JANE DOE                                    1186\n"
            "                                     Date: 1/13/26\n"
            "Pay to the order of Example Infusion Clinic     $475.00\n"
            "Four hundred seventy five and 00/100 dollars\n"
            "1186                 posted 01/15/2026 $475.00\n\n"
            "JANE DOE                                    1187\n"
            "                                     Date: 1/20/26\n"
            "Pay to the order of Mock Water Board            $92.40\n"
            "Ninety two and 40/100 dollars\n"
            "1187                 posted 01/23/2026 $92.40",
            "paid 475.00; payment 2026-01-09; payment 2026-01-13; merchant Example Infusion Clinic; "
            "merchant Mock Water Board",
        ),
        row(
            "a town's state, and a firm's letters",
            "Statement 03/31/2026\n03/04   EXAMPLE KETAMINE FAKETON PA 90.00\n03/09   MOCK PAIN PA    80.00",
            "paid 90.00; payment 2026-03-04; merchant EXAMPLE KETAMINE; paid 80.00; payment 2026-03-09; "
            "merchant MOCK PAIN PA",
        ),
        row(
            "of a health account, but fees and groceries",
            "Lodestar HSA Services   Statement 09/30/2026\nPaid on   Payee   Amount\n"
            "08 Jul     Example Ketamine Wellness    debit card    520.00\n"
            "19 Aug     Mock Optical                 debit card    210.00\n"
            "20 Aug     Corner Grocery               debit card     12.00\n"
            "30 Sep     Paper statement & administration             9.00",
            "paid 520.00; payment 2026-07-08; merchant Example Ketamine Wellness; paid 210.00; "
            "payment 2026-08-19; merchant Mock Optical",
        ),
        row(
            "not so of another",
            "Everyday Checking   Statement 09/30/2026\nDate   Payee   Amount\n"
            "08 Jul     Example Ketamine Wellness    520.00\n19 Aug     Mock Optical    210.00",
            "paid 520.00; payment 2026-07-08; merchant Example Ketamine Wellness",
        ),
        row(
            "fields parted by commas",
            'Posted Date,Payee,Address,Amount\n06/02/2026,COFFEE DEPOT,"FAKETON CO",-6.75\n'
            '06/03/2026,EXAMPLE KETAMINE THERAPY,"FAKETON CO",-525.00',
            "paid 525.00; payment 2026-06-03; merchant EXAMPLE KETAMINE THERAPY",
        ),
        row(
            "a practice's own list, less what is still to come",
            "Example Ketamine Clinic\nPayment history\nPosted   Method   Amount   Status\n"
            "08/01/2026    Visa 4471    $165.00    Complete\n09/01/2026    Visa 4471    $80.00    Complete\n"
            "10/01/2026    Visa 4471    $75.00    Scheduled",
            "paid 165.00; payment 2026-08-01; merchant Example Ketamine Clinic; paid 80.00; "
            "payment 2026-09-01",
        ),
        row(
            "a name in two lines",
            "Example HSA\nDate      Type             Payee                Amount\n"
            "3/18/26   Card purchase    Cedar Road           $805.00\n"
            "                           Pain Specialists",
            "paid 805.00; payment 2026-03-18; merchant Cedar Road Pain Specialists",
        ),
        row(
            "under headings: what came in, and what the bank took",
            "Example HSA\nQuarter ended 06/30/2026\nContributions\n04/15   Employer   75.00\n"
            "Distributions\n04/22   Mock Infusion   500.00\nFees\n04/30   Statement by mail   2.50",
            "paid 500.00; payment 2026-04-22; merchant Mock Infusion",
        ),
        row(
            "what is only held",
            "Example Bank   Activity as of 05/20/2026\nPending\n"
            "05/19   MOCK KETAMINE CLINIC   475.00\nPosted\n"
            "05/12   MOCK KETAMINE CLINIC   450.00\n05/09   AUTHORIZATION HOLD MOCK KETAMINE CLINIC   90.00",
            "paid 450.00; payment 2026-05-12; merchant MOCK KETAMINE CLINIC",
        ),
        row(
            "a rule under the heads",
            "Card   Closing date 06/24/2026\nPost    Trans   Description   Amount\n"
            "-----   -----   -----------   ------\n06/04   06/03   MOCK MIND CLINIC   $550.00",
            "paid 550.00; payment 2026-06-03; merchant MOCK MIND CLINIC",
        ),
        row(
            "a form's lines",
            "Example HRA   Issued 04/10/2026\nService 03/24/2026\nReimbursed: $300.00\n"
            "Not reimbursed: $110.00",
            "",
        ),
        row(
            "how it was paid, by a practice",
            "MOCK BRAIN CLINIC   December 4, 2026\nOur patient has paid:\n"
            "September 14, 2026   Visa   $1,200.00\nNovember 16, 2026   money order   $850.00",
            "paid 1200.00; payment 2026-09-14; merchant MOCK BRAIN CLINIC; paid 850.00; payment 2026-11-16",
        ),
        row(
            "the details of one over a list",
            "Mock HSA\nTransaction date     12/08/2025\nMerchant      Mock TMS & Ketamine Associates\n"
            "Amount        $1,575.00\nRecent activity\nDate       Description             Amount\n"
            "12/12/25   Employer contribution   $115.38\n11/07/25   Interest   $0.84",
            "paid 1575.00; payment 2025-12-08; merchant Mock TMS & Ketamine Associates",
        ),
        row(
            "no year is made up",
            "03/04   Example Pain Clinic    90.00\n03/05   Grocery   20.00",
            "paid 90.00; merchant Example Pain Clinic",
        ),
    ],
)
def test_payments_of_care(text: str, expected: set[tuple[str, str]]) -> None:
    assert paid(text) == expected


def test_who_treats_is_known_from_other_papers() -> None:
    text = (
        "Statement 03/31/2026\n03/04   POS HARBOR LIGHT PARTNE 0042   90.00\n"
        "03/05   POS QUARRY LANE PARTNERS   120.00"
    )
    assert paid(text, ("Harbor Light Partners",)) == {
        ("paid", "90.00"),
        ("payment", "2026-03-04"),
        ("merchant", "Harbor Light Partners"),
    }
    assert paid(text) == set()


def test_a_letter_lists_no_bookings() -> None:
    text = (
        "April 9, 2026\nWe sent $3,600.00 to Example Psychiatry Group on April 8, 2026 for treatment.\n"
        "First installment of $164.27 is due May 9, 2026 and the clinic keeps it."
    )
    assert {value for kind, value in paid(text) if kind == "merchant"} == {"Example Psychiatry Group"}
