"""Where a receipt is from: wordings as data, and the patterns that they make."""

from __future__ import annotations

import re

import pytest

from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.merchants import of_receipt
from packetizer.understanding.facts.merchantwords import wording
from packetizer.understanding.knowledge import load_knowledge
from tests.pages import page_from_text

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
        pytest.param("Paid to: Elm Pain Center\nfrom: Ann Reed", ["Elm Pain Center"], id="payee, not payer"),
        pytest.param(
            "CASH RECEIPT\nTanana Valley Clinic\nTotal 40.00",
            ["Tanana Valley Clinic"],
            id="a heading is none",
        ),
        pytest.param("SALES RECEIPT\nTotal 40.00", [], id="nobody named"),
    ],
)
def test_of_receipt(text: str, found: list[str]) -> None:
    assert [made.value for made in of_receipt(sheet_of(page_from_text(text), LEXICON))] == found
