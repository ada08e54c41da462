"""Where a receipt is from: wordings as data, and the patterns that they make."""

from __future__ import annotations

import re

import pytest

from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.names.merchants import names_payee, of_proof, of_receipt
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.lore.phrasing import wording
from tests.pages import page_from_text
from tests.told import told

LEXICON = load_knowledge().lexicon


@pytest.mark.parametrize(
    ("phrase", "text", "fits"),
    [
        pytest.param("paid|pd to", "pd to", True, id="one or the other"),
        pytest.param("paid|pd to", "paid", False, id="every word counts"),
        pytest.param("pay to the_order_of?", "pay to", True, id="a part that may be absent"),
        pytest.param("pay to the_order_of?", "pay to the order of", True, id="and may be there"),
        pytest.param("pay to the_order_of?", "pay to the", False, id="as a whole"),
        pytest.param("to? the? order of", "to the order of", True, id="parts in front"),
        pytest.param("to? the? order of", "order of", True, id="none of them"),
        pytest.param("infus*", "infusions", True, id="a word goes on"),
        pytest.param("tan ...", "tan 0042", True, id="any text behind"),
        pytest.param("tan ...", "tanana valley", False, id="a word ends there"),
        pytest.param("... receipt", "sales receipt", True, id="any text before"),
        pytest.param("... receipt", "the receipts", False, id="the whole word"),
        pytest.param("no.", "no1", False, id="a stop is a stop"),
    ],
)
def test_wording(phrase: str, text: str, fits: bool) -> None:
    assert (re.fullmatch(wording([phrase]), text) is not None) is fits


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Merchant: Cedar Hollow Clinic\nTotal $40.00", ["Cedar Hollow Clinic"], id="labelled"),
        pytest.param(
            "HARBOR INTERVENTIONAL\n  PSYCHIATRY PLC\n 22 BOUSH LANDING\nSALE $45.00",
            ["HARBOR INTERVENTIONAL PSYCHIATRY PLC"],
            id="a name in capitals on two lines",
        ),
        pytest.param(
            "ELM CLINIC\nMEDICAL\n12 Mill Road\nTotal $4.00", ["ELM CLINIC"], id="a whole name, a word below"
        ),
        pytest.param("Paid to: Elm Pain Center\nfrom: Ann Reed", ["Elm Pain Center"], id="payee, not payer"),
        pytest.param(
            "CASH RECEIPT\nTanana Valley Clinic\nTotal 40.00",
            ["Tanana Valley Clinic"],
            id="a heading is none",
        ),
        pytest.param(
            "Fecha / Date: 5-14-27\nCedar Hollow Clinic\nTotal 40.00",
            ["Cedar Hollow Clinic"],
            id="in two languages",
        ),
        pytest.param(
            "Receipt\nCedar Hollow Clinic, 12 Mill Road, Fargo ND\nTotal 40.00",
            ["Cedar Hollow Clinic"],
            id="its street behind it",
        ),
        pytest.param("Sold by: Elm Pain Center, Fargo ND\nTotal 40.00", ["Elm Pain Center"], id="its town"),
        pytest.param(
            "Sold by: Elm Pain Center, Inc\nTotal 40.00", ["Elm Pain Center, Inc"], id="what it is by law"
        ),
        pytest.param("Recibido por: Clínica Sol, /s/ R.G.\nTotal 40.00", ["Clínica Sol"], id="in Spanish"),
        pytest.param(
            "Receipt from Elm TMS\nYou paid   $40.00\nPrepay, 5 of 36 TMS sessions   $40.00",
            ["Elm TMS"],
            id="what was bought",
        ),
        pytest.param(
            "Reed's Drug Store\nKETAMINE 10% PAIN CREAM\nTotal 40.00", ["Reed's Drug Store"], id="a strength"
        ),
        pytest.param(
            "CEDAR KETAMINE &\nWELLNESS\n12 Mill Road\nTotal 40.00",
            ["CEDAR KETAMINE & WELLNESS"],
            id="a name in two lines",
        ),
        pytest.param(
            "Pickerel Market\n877 Larch Terrace\nEYE MASK SATIN   6.48\nBANANAS 2.31 LB @ .58   1.34\n"
            "Total 7.82",
            ["Pickerel Market"],
            id="an at that is no address",
        ),
        pytest.param("SALES RECEIPT\nTotal 40.00", [], id="nobody named"),
    ],
)
def test_of_receipt(text: str, found: list[str]) -> None:
    assert [made.value for made in of_receipt(sheet_of(page_from_text(text), LEXICON))] == found


SLIP = "Fargo ND   701-555-0142\nSALE\nVISA ****1234   CHIP\nAMOUNT $40.00\nAPPROVED 033817\nCUSTOMER COPY"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(f"CEDAR HOLLOW MOOD CTR\n{SLIP}", ["CEDAR HOLLOW MOOD CTR"], id="a terminal's slip"),
        pytest.param(f"CEDAR HOLLOW SAVINGS BANK\n{SLIP}", [], id="a bank's copy of one"),
        pytest.param(
            "You sent $600.00 to Cedar Pain Clinic on May 2.", ["Cedar Pain Clinic"], id="in a sentence"
        ),
        pytest.param(
            "You sent $600.00 by QuickSend to\nCedar Pain Clinic (pay@cedar.example.com)",
            ["Cedar Pain Clinic"],
            id="that goes on below",
        ),
        pytest.param("You sent $600.00 to Ann Reed on May 2.", [], id="to a friend"),
        pytest.param("You sent a message to Cedar Pain Clinic.", [], id="no money"),
        pytest.param(
            "Cedar Pain Clinic has been paid.\nAmount  $206.18", ["Cedar Pain Clinic"], id="passive"
        ),
        pytest.param(
            "Description:   ZELLE TO CEDAR PAIN CLINIC ON 02/03 REF #PP0KX4\nAmount:   -$180.00",
            ["CEDAR PAIN CLINIC"],
            id="one booking's description",
        ),
        pytest.param("Description:   MONTHLY FEE\nAmount:   -$8.00", [], id="of no clinic"),
        pytest.param(
            "Payee     Cedar Pain Clinic\nPayee acct   CPC-20",
            ["Cedar Pain Clinic"],
            id="an account's number",
        ),
        pytest.param(
            "Payee     Cedar Ketamine &\n          Wellness\nAmount   $40.00",
            ["Cedar Ketamine & Wellness"],
            id="a name that goes on below",
        ),
        pytest.param(
            "Payee     Cedar Psychiatric\nAmount   $40.00", ["Cedar Psychiatric"], id="of its trade"
        ),
        pytest.param("Payee     Ann Reed\nAmount   $40.00", [], id="somebody"),
        pytest.param("You paid Dr Ann Reed\n- $220.00", ["Dr Ann Reed"], id="in an app"),
        pytest.param("PAY TO THE ORDER OF ANY BANK\nFOR DEPOSIT ONLY", [], id="an endorsement"),
        pytest.param(
            "Draft 611: payable to Dr. Ann Reed, memo: visit",
            ["Dr. Ann Reed"],
            id="a check's image on a statement",
        ),
    ],
)
def test_of_proof(text: str, found: list[str]) -> None:
    sheet = sheet_of(page_from_text(text), LEXICON)
    assert [made.value for made in of_proof(sheet)] == found
    assert not found or "SALE" in text or names_payee(sheet)


@pytest.mark.parametrize(
    ("line", "patient"),
    [
        pytest.param("Recipient name      Jordan Whitfield", False, id="in the next cell"),
        pytest.param("Payee name: Jordan Whitfield", False, id="behind it"),
        pytest.param("Patient: Jordan Whitfield", True, id="a patient"),
    ],
)
def test_who_was_paid_is_no_patient(line: str, patient: bool) -> None:
    text = f"First Mock Bank\nPayment confirmation\n{line}\nAmount: $450.00\nDate: 03/04/2026"
    assert (("patient", "Jordan Whitfield") in told(text, "proof_of_payment", "name.")) is patient
