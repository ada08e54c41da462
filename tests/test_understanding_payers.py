"""Payments that another made for the client's care, and papers of others that look like the client's.

Who pays is not who was treated: a paper of payment is a stranger's where it names another patient, or pays
for care that no paper of the client knows. The client's folder is that of the households' papers.
"""

from __future__ import annotations

import pytest

from tests.test_understanding_households import read

PAID_FOR_THE_CLIENT = [
    pytest.param(
        """\
TWIN PINES SAVINGS BANK
Primary owner  Ottoline Brandvold     Statement of account 03/01/2026 - 03/31/2026
Account number ending 7741
Date     Description                            Withdrawals    Deposits
03/02    Direct deposit Alder Sawmill                          1,402.11
03/09    Debit card Harbor Mood Clinic              450.00
03/13    Fresh Acres Market                          61.77
Closing balance 2,019.54
""",
        id="bank statement of a friend",
    ),
    pytest.param(
        """\
Copperline Rewards Card
Cardmember: DESMOND R AYALA      Card ending 4410
Statement date April 2, 2026
03/16  03/17  HARBOR MOOD CLINIC   ALDER POINT WA     $450.00
03/19  03/20  QUICK LUBE 44                           $58.10
Payment due 04/27/2026
""",
        id="card statement of a partner with another name",
    ),
    pytest.param(
        """\
OTTOLINE BRANDVOLD                                     2044
9 Quarry Lane  Alder Point WA 98012           March 23, 2026
PAY TO THE ORDER OF   Harbor Mood Clinic              $450.00
Four hundred fifty and 00/100                         DOLLARS
Twin Pines Savings Bank
For infusion                     O. Brandvold
|:325070760|: 2044 7741
""",
        id="check of the mother to the clinic",
    ),
    pytest.param(
        """\
Wire transfer confirmation
Originator   Ottoline Brandvold
Beneficiary  Harbor Mood Clinic PLLC
Amount       USD 900.00
Value date   03/24/2026
Reference    TPSB-55501-88
Status       Completed
""",
        id="transfer of two charges at once",
    ),
    pytest.param(
        """\
HEALTH SPENDING LEDGER 2026
Accountholder  DESMOND AYALA
Date        Payee                   Category      Amount    Status
03/09/2026  HARBOR MOOD CLINIC      Medical      $450.00    Paid
03/16/2026  HARBOR MOOD CLINIC      Medical      $450.00    Paid
01/11/2026  CLEARVIEW OPTICAL       Vision        $89.00    Paid
Balance $1,112.40
""",
        id="health savings ledger of a partner",
    ),
    pytest.param(
        """\
CASH RECEIPT   no. 318
March 9, 2026
Received from: Ottoline Brandvold
Amount: $450.00
For: ketamine infusion 3/9/2026
Harbor Mood Clinic, front desk
""",
        id="receipt to who paid, of a day and sum of the client's bill",
    ),
    pytest.param(
        """\
HARBOR MOOD CLINIC
Payment confirmation
Payer            Desmond Ayala
Payment method   Visa 4410
Amount           $450.00
Date             03/23/2026
Thank you for your payment. Questions about your bill? 555-555-0133
""",
        id="confirmation of the clinic's pay page",
    ),
    pytest.param(
        """\
Zelle
You sent $450.00 to Harbor Mood Clinic
From  Ottoline Brandvold, Checking (...7741)
Sent on  March 16, 2026
Memo  Marisol
""",
        id="transfer that names the client in its memo",
    ),
    pytest.param(
        """\
PayTrail invoice paid
Bill to  Desmond Ayala
Merchant  HARBOR MOOD CLINIC
Ketamine infusion, 03/16/2026    $450.00
Total paid $450.00 with Mastercard ending 4410
""",
        id="paid invoice of a pay service",
    ),
    pytest.param(
        """\
MONEY ORDER     Serial 5550 1882 204
Purchaser  O. Brandvold
Pay to     Harbor Mood Clinic
Amount     $450.00
Date       03 10 2026
Customer's receipt. Not negotiable.
""",
        id="money order's stub",
    ),
]


@pytest.mark.parametrize("text", PAID_FOR_THE_CLIENT)
def test_who_pays_the_clients_clinic_is_not_its_patient(text: str) -> None:
    held, _ = read(text)
    assert not held
