"""Money: amounts and what is none, their roles in lines and columns, and what a receipt comes to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.understanding.facts.money.amounts import find_amounts
from tests.told import facts_of, told


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("$1,250.00", ["1250.00"], id="dollars"),
        pytest.param("1,250.00", ["1250.00"], id="no sign"),
        pytest.param("$650", ["650.00"], id="whole dollars"),
        pytest.param("USD 650", ["650.00"], id="code"),
        pytest.param("(125.00)", ["-125.00"], id="brackets"),
        pytest.param("125.00-", ["-125.00"], id="minus behind"),
        pytest.param("-$125.00", ["-125.00"], id="minus before the sign"),
        pytest.param("$125.00 CR", ["-125.00"], id="credit"),
        pytest.param("125.00CR", ["-125.00"], id="credit, run together"),
        pytest.param("<125.00>", ["-125.00"], id="angles"),
        pytest.param("(see $50.00)", ["50.00"], id="half a bracket"),
        pytest.param("the bill is yours to pay ($50.00).", ["50.00"], id="an aside of a sentence"),
        pytest.param("($50.00). We asked the clinic", ["50.00"], id="an aside, the sentence goes on"),
        pytest.param("Insurance paid ($50.00)", ["-50.00"], id="brackets behind a label"),
        pytest.param("the claim for your visit ($650.00).", ["650.00"], id="an aside that ends a sentence"),
        pytest.param("04.06 04.13  0.50", ["0.50"], id="days with dots, a nought ahead"),
        pytest.param("300,00 USD", ["300.00"], id="a comma for the cents, code behind"),
        pytest.param("US$ 300,00", ["300.00"], id="a comma for the cents, code before"),
        pytest.param('06/03/2026,CLINIC,"BOULDER CO",-525.00,S', ["-525.00"], id="between commas"),
        pytest.param("RM 4", [], id="a room"),
        pytest.param("RM 4.50", ["4.50"], id="ringgit"),
        pytest.param("$2,400-$6,400", ["2400.00", "6400.00"], id="from to"),
        pytest.param(
            "179.50 0.00 96.65 15.00/0.00", ["179.50", "0.00", "96.65", "15.00", "0.00"], id="columns"
        ),
        pytest.param("S650.00", ["650.00"], id="S for the sign"),
        pytest.param("$5O0.00", ["500.00"], id="O for zero"),
        pytest.param("l,250.00", ["1250.00"], id="l for 1"),
        pytest.param("$ 1, 250.00", ["1250.00"], id="space within"),
        pytest.param("84130  99214  555-0100", [], id="zip, code, telephone"),
        pytest.param("33.20 kg  0.50 mg  20.00%", [], id="measures"),
        pytest.param("F33.20 12.10.24", [], id="diagnosis, date"),
        pytest.param("1234", [], id="a bare number"),
    ],
)
def test_amounts(text: str, values: list[str]) -> None:
    assert [str(found.value) for found in find_amounts(text)] == values


@given(st.decimals(min_value=0, max_value=999999, places=2), st.booleans())
def test_what_is_printed_is_read(amount: Decimal, negative: bool) -> None:
    text = f"({amount:,.2f})" if negative else f"${amount:,.2f}"
    assert [found.value for found in find_amounts(text)] == [-amount if negative else amount]


EOB = """Date of     Procedure            Amount      Allowed     Not         Plan       Your
Service                          Billed      Amount      Covered     Paid       Responsibility
03/04/24    J3490 Drug           $450.00     $10.00      $440.00     $5.00      $445.00
TOTAL                            $450.00     $10.00      $440.00     $5.00      $445.00"""


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        pytest.param(
            "How we reckon. Example: billed 100.00, allowed 80.00, plan paid 64.00.",
            "eob",
            set(),
            id="an example",
        ),
        pytest.param(
            "PATIENT BALANCE: 520.80", "eob", {("patient_responsibility", "520.80")}, id="left by an insurer"
        ),
        pytest.param(
            "Date       Code     Billed    Not paid   Allowed   Co-ins    Plan paid\n"
            "11-03-26   99204    310.00      81.00    229.00     45.80      183.20\n"
            "11-05-26   96365    390.00      90.00    300.00     60.00      240.00",
            "eob",
            {
                ("billed", "310.00"),
                ("billed", "390.00"),
                ("allowed", "229.00"),
                ("allowed", "300.00"),
                ("paid_by_plan", "183.20"),
                ("paid_by_plan", "240.00"),
            },
            id="what was not paid, and a share, are no payments",
        ),
        pytest.param(
            "Total            $27.64\nCharged to Visa ...8812        $27.64",
            "receipt",
            {("total", "27.64"), ("paid", "27.64")},
            id="charged to a card is paid",
        ),
        pytest.param(
            "ondansetron #10    11.40\nins: Peachstate Rx  paid  14.92\nTotal      11.40\nDebit     -11.40",
            "receipt",
            {("total", "11.40"), ("paid", "11.40"), ("paid_by_plan", "14.92")},
            id="who paid on a receipt",
        ),
        pytest.param("Billed amount: $4,825.00", "denial_letter", {("billed", "4825.00")}, id="letter"),
        pytest.param(
            "Total Amount: $3,450.00", "denial_letter", {("billed", "3450.00")}, id="total of a letter"
        ),
        pytest.param(
            EOB,
            "eob",
            {
                ("billed", "450.00"),
                ("allowed", "10.00"),
                ("paid_by_plan", "5.00"),
                ("patient_responsibility", "445.00"),
            },
            id="columns with two-line heads",
        ),
        pytest.param(
            "Total charges: $900.00\nInsurance payments: $100.00-\nPatient payments: $500.00\nBalance "
            "due: $300.00",
            "itemized_bill",
            {("billed", "900.00"), ("paid_by_plan", "100.00"), ("paid", "500.00"), ("balance", "300.00")},
            id="bill",
        ),
        pytest.param(
            "Deductible: $50.00  Copay: $20.00  Plan discount: $30.00", "eob", set(), id="shares of cost"
        ),
        pytest.param(
            "28. TOTAL CHARGE     29. AMOUNT PAID\n$ 450.00             $ 0.00",
            "claim_form",
            {("billed", "450.00"), ("paid", "0.00")},
            id="boxes",
        ),
        pytest.param(
            "How much could I owe?\nUp to $1,640.00. Ask your provider before you pay.",
            "denial_letter",
            {("patient_responsibility", "1640.00")},
            id="a question over its answer",
        ),
        pytest.param(
            "I ask you to reverse that decision and to pay the $2,800.00 that was billed.",
            "appeal_letter",
            {("billed", "2800.00")},
            id="named behind",
        ),
        pytest.param(
            "Grand total submitted 2,140.00; paid 0.00; and what then is your responsibility\n2,140.00.",
            "eob",
            {("billed", "2140.00"), ("paid_by_plan", "0.00"), ("patient_responsibility", "2140.00")},
            id="named at the end of the line above",
        ),
        pytest.param(
            "12/20/24   99215   a long visit   $320.00\n12/23/24   99215   a visit   $310.00",
            "itemized_bill",
            {("billed", "320.00"), ("billed", "310.00")},
            id="a table without heads",
        ),
        pytest.param(
            "From       To         CPT/HCPCS   $ CHARGES\n03 11 25   03 11 25   96365       450 00",
            "claim_form",
            {("billed", "450.00")},
            id="boxes for dollars and cents",
        ),
        pytest.param(
            "Date       Description             Amount\n5/6/26     Contribution Employer   $150.00\n"
            "5/26/26    Distribution            $1,340.00",
            "proof_of_payment",
            {("paid", "1340.00")},
            id="what comes in is no payment",
        ),
        pytest.param(
            "Plan paid $531.81 You paid $20.00",
            "eob",
            {("paid_by_plan", "531.81"), ("patient_responsibility", "20.00")},
            id="by plan and by client",
        ),
        pytest.param("Deductible met $309.23 of $3,000.00", "eob", set(), id="of a limit"),
        pytest.param(
            "A fee of $25.00 may apply. Beyond a $25 filing fee there is none.",
            "itemized_bill",
            set(),
            id="what may be asked",
        ),
        pytest.param(
            "99214   office visit   qty 1   $140.00",
            "itemized_bill",
            {("billed", "140.00")},
            id="a quantity is no label",
        ),
        pytest.param(
            "Amount billed   Plan paid   Your cost\n$3,150.00       $218.16     $2,799.54\n"
            "When         Proc.   Bill      Discount   Plan share\n"
            "12-13-2024   J3490   $225.00   $0.00      $0.00",
            "eob",
            {
                ("billed", "3150.00"),
                ("paid_by_plan", "218.16"),
                ("patient_responsibility", "2799.54"),
                ("billed", "225.00"),
                ("paid_by_plan", "0.00"),
            },
            id="one table over another",
        ),
        pytest.param(
            "Card activity\n12/15/24\nNorthfork Ketamine Center\n630.00\nStatus: Posted",
            "proof_of_payment",
            {("paid", "630.00")},
            id="entries of an app",
        ),
        pytest.param(
            "The bills of Northfork totalling $3,150.00.",
            "denial_letter",
            {("billed", "3150.00")},
            id="bills",
        ),
        pytest.param(
            "Pay to the order of Copper Canyon Interventional Pain and Wellness    $935.00",
            "proof_of_payment",
            {("paid", "935.00")},
            id="a check",
        ),
        pytest.param(
            "What you owe\n$445.00", "eob", {("patient_responsibility", "445.00")}, id="label above"
        ),
        pytest.param(
            "The Trust pays 85% of the rest      $5,623.26",
            "eob",
            {("paid_by_plan", "5623.26")},
            id="a share",
        ),
        pytest.param(
            "What you pay after your plan pays     $45.00",
            "eob",
            {("patient_responsibility", "45.00")},
            id="after another's share",
        ),
        pytest.param(
            "G2083    asked $1,480.00    priced $1,052.10    plan $1,007.10    you $45.00",
            "eob",
            {
                ("billed", "1480.00"),
                ("allowed", "1052.10"),
                ("paid_by_plan", "1007.10"),
                ("patient_responsibility", "45.00"),
            },
            id="a label in each cell of a code's row",
        ),
        pytest.param(
            "CURRENT    OVER 30   OVER 60   INS. PENDING\n815.00     0.00      0.00      0.00",
            "itemized_bill",
            {("balance", "815.00")},
            id="nothing in a table of ages",
        ),
        pytest.param(
            "To set up monthly payments of as little as $50.00 please call the office.\n"
            "Copies that we send again carry a $15 clerical fee.\n"
            "We can offer you payment plans from $25.00 a month.",
            "itemized_bill",
            set(),
            id="what is offered or threatened",
        ),
        pytest.param(
            "Three visits were paid by you with $50.00 each time that you came here.",
            "itemized_bill",
            {("paid", "50.00")},
            id="what was paid each time",
        ),
        pytest.param(
            "Your card was charged $150.00 last week.", "correspondence", {("paid", "150.00")}, id="a card"
        ),
        pytest.param(
            "Date      Code   Description   Charge    Credit\n"
            "06/04/25  96365  infusion      365.00\n"
            "06/04/25  PP-CC  Patient payment          365.00-\n"
            "06/09/25  96365  infusion      365.00\n"
            "06/09/25  PP-CC  Patient payment          365.00-\n"
            "Ledger totals                  730.00    730.00-",
            "itemized_bill",
            {("billed", "365.00"), ("paid", "365.00"), ("billed", "730.00"), ("paid", "730.00")},
            id="a sum of what the patient paid",
        ),
        pytest.param(
            "Date      Code   Fee\n06/04/25  J3490  250.00\n06/04/25  96365  320.00\n"
            "Fees on this superbill         $570.00\nCollected from client at time of service   $570.00",
            "itemized_bill",
            {("billed", "250.00"), ("billed", "320.00"), ("billed", "570.00"), ("paid", "570.00")},
            id="all of it paid",
        ),
        pytest.param(
            "Filled      Rx no.   Drug               Qty  Prescriber   Pt pay\n"
            "07/17/2024  9346733  Quetiapine 150 mg  30   R. Lind      $20.00\n"
            "09/04/2024  7039390  Quetiapine 150 mg  30   B. Tall      $4.50",
            "medication_history",
            {("paid", "20.00"), ("paid", "4.50")},
            id="at a pharmacy's counter",
        ),
        pytest.param(
            "posted    what              debit    credit   runs to\n"
            "01/09/26  balance carried                     212.00\n"
            "02/19/26  infusion          980.00            1,192.00\n"
            "02/19/26  card                       400.00   792.00\n"
            "04/20/26  money order                372.00   420.00",
            "itemized_bill",
            {("billed", "980.00"), ("paid", "400.00"), ("paid", "372.00"), ("balance", "420.00")},
            id="a running balance",
        ),
    ],
)
def test_roles(text: str, type_: str, expected: set[tuple[str, str]]) -> None:
    assert told(text, type_, "amount.") == expected


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        pytest.param(
            "Subtotal 40.00\nTax 2.40\nTotal 42.40\nCash 50.00\nChange 7.60", "42.40", id="tax, cash, change"
        ),
        pytest.param("TOTAL 42.41\nROUNDING -0.01\nTOTAL AFTER ROUNDING 42.40", "42.40", id="rounding"),
        pytest.param(
            "Total Sales (Inclusive of GST) 42.40\nTotal (Excluding GST) 40.00\nTotal GST 2.40",
            "42.40",
            id="inclusive",
        ),
        pytest.param(
            "GRAND TOTAL   $42.40\nTotal items: 3\nTotal savings   $5.00", "42.40", id="grand total, savings"
        ),
        pytest.param(
            "Ketamine infusion   $450.00\nAmount due   $450.00\nVISA ****1234   $450.00",
            "450.00",
            id="card slip",
        ),
        pytest.param("Total\nRM 42.40\nCash RM 50.00\nChange RM 7.60", "42.40", id="value below"),
        pytest.param(
            "Visit   $60.00\nTOTAL   $60.00\nGift card   -$20.00\nGoogle Pay   $40.00",
            "60.00",
            id="two means",
        ),
        pytest.param(
            "Balance before   $90.00\nThis payment, cash   $40.00\nBalance now   $50.00",
            "40.00",
            id="on account",
        ),
        pytest.param(
            "TOTAL   27.50\nGST SUMMARY\nTAX CODE   AMOUNT   TAX\nSR   26.00   1.50\nTOTAL   26.00   1.50",
            "27.50",
            id="a table of taxes",
        ),
        pytest.param("Gotal sales   21.20\nCash   50.00\nChange   28.80", "21.20", id="a label misread"),
        pytest.param("Subtotal   40.00\nTax   2.40\nCash   42.40", "42.40", id="a subtotal before tax"),
        pytest.param("SUBTOTAL   96.20\nCASH   100.00\nCHANGE   3.80", "96.20", id="a subtotal paid"),
        pytest.param("Total    Facture   :   56.00", "56.00", id="a label torn in two"),
        pytest.param(
            "Total sales (Inclusive GST)   13.58\nRounding   .02\nRounding   13.60", "13.60", id="rounded"
        ),
        pytest.param(
            "Amount   $312.48\nApplied to visit   $212.48\nRemaining patient balance   $57.10",
            "312.48",
            id="what is left to pay",
        ),
        pytest.param(
            "(X) cash  ( ) card    Total received   $200.00\n"
            "Total of invoice   $480.00\nStill owed   $280.00",
            "200.00",
            id="a label behind an empty box",
        ),
        pytest.param(
            "Amount   $90.00\nMethod   HSA card ending 8819\nApplied to\n"
            "  visit 12/08   $45.00\n  visit 12/15   $45.00",
            "90.00",
            id="a card over other lines",
        ),
        pytest.param(
            "Infusion   495.00\nLess: deposit   -185.00\nDue today   310.00\nHSA card ...4471   250.00\n"
            "Visa ...0093   60.00",
            "310.00",
            id="two cards for what was due",
        ),
        pytest.param("INS: CARDINAL RX  PAID  $9.37\nYOU PAY  $4.00", "4.00", id="beside an insurer's part"),
    ],
)
def test_what_a_receipt_comes_to(lines: str, total: str) -> None:
    found = told("EXAMPLE SHOP\n03/04/2024\n" + lines, "receipt", "amount.")
    assert [value for kind, value in found if kind == "total"] == [total]


def test_a_charge_to_the_card() -> None:
    found = told("SHOP\nEye mask   $20.00\nTOTAL   $20.00\nCHARGE   $20.00", "receipt", "amount.")
    assert ("billed", "20.00") not in found
    assert ("paid", "20.00") in found


def test_means_of_payment_that_make_the_total() -> None:
    found = told("SHOP\nTOTAL   $60.00\nGift card   -$20.00\nApple Pay   $40.00", "receipt", "amount.")
    assert {("paid", "20.00"), ("paid", "40.00")} <= found


def test_of_two_amounts_without_heads_one_is_the_charge() -> None:
    found = told("12/20/24   99215   visit   $320.00   $20.00", "itemized_bill", "amount.")
    assert ("billed", "320.00") in found
    assert ("billed", "20.00") not in found


def test_who_paid_on_an_appeal() -> None:
    said = "We paid $475.00 out of our own pocket."
    assert told(said, "appeal_letter", "amount.") == {("paid", "475.00")}
    assert told(said, "denial_letter", "amount.") != {("paid", "475.00")}


def test_cash_tendered_is_not_what_was_paid() -> None:
    found = told("SHOP\nTotal   42.40\nCash   50.00\nChange   7.60", "receipt", "amount.")
    assert ("paid", "50.00") not in found


def test_other_currency_is_kept() -> None:
    facts = facts_of("SHOP\nTotal  RM 42.40", "receipt")
    assert {fact.currency for fact in facts if fact.kind == "amount.total"} == {"MYR"}


@pytest.mark.parametrize("payer", ["Blue Shield", "Example Health"])
def test_a_share_or_a_payment_of_the_same_amount_is_no_charge(payer: str) -> None:
    text = f"""Explanation of Benefits          Statement date 06/18/2026
Patient: Jane Q Sample           Claim number: 26153E118802
Service date  Service                    Amount billed  Amount allowed  Amount not allowed
06/02/2026 96365 IV infusion                  600.00          432.40              167.60
06/02/2026 96366 IV infusion                  500.00          180.00              320.00
CLAIM TOTAL                                 1,100.00          612.40              487.60
                               Deductible                                        $412.40
                               Coinsurance (50%)                                 $100.00
                               {payer} paid                                      $100.00
                               Your responsibility                             $1,000.00
"""
    billed = {("billed", "600.00"), ("billed", "500.00"), ("billed", "1100.00")}
    assert told(text, "eob", "amount.billed", "amount.paid") == billed | {("paid_by_plan", "100.00")}
