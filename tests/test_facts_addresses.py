"""Addresses on a page, however they are set, and which of them an appeal goes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packetizer.trust import READ
from packetizer.understanding.facts.appeal.addresses import APPEAL, addresses_on, made, settled
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Appeals Unit\nP.O. Box 555\nFaketon, OH 44000",
                     "Appeals Unit, P.O. Box 555, Faketon, OH 44000",
                     id="a block"),
        pytest.param("Send it to Mock Plan, Member Rights, 31 Causeway Blvd, Faketon, GA 31520, or by fax.",
                     "Mock Plan, Member Rights, 31 Causeway Blvd, Faketon, GA 31520", id="in a sentence"),
        pytest.param("may be directed to Mock Indemnity, Disputes, Lock Box 19, Faketon NV 89803.",
                     "Mock Indemnity, Disputes, Lock Box 19, Faketon NV 89803", id="a lock box, no comma"),
        pytest.param("write to Member Panel, Box 77, Faketon, Colorado.",
                     "Member Panel, Box 77, Faketon, Colorado",
                     id="no zip code"),
        pytest.param("is now MOCK Appeals, Suite 210, 6600 Conduit Pkwy, Faketon, IA 50310",
                     "MOCK Appeals, Suite 210, 6600 Conduit Pkwy, Faketon, IA 50310", id="the suite first"),
        pytest.param("Mock Benefit, Attn: Appeals, PO Box 3020, Faketon, MN 55803",
                     "Mock Benefit, Attn: Appeals, PO Box 3020, Faketon, MN 55803", id="attention"),
        pytest.param("WRITE TO PAS APPEALS, PO BOX 1180, FAKETON GA 31202",
                     "PAS APPEALS, PO BOX 1180, FAKETON GA 31202", id="capitals, told to write"),
        pytest.param("Member Appeals - Stop 14\nPO Box 31055\nFaketon, FL 33631",
                     "Member Appeals - Stop 14, PO Box 31055, Faketon, FL 33631", id="a dash before a stop"),
        pytest.param("Mail to Mock Lakes Network, Appeals Dept 40, PO Box 15501, Faketon, MI 48901",
                     "Mock Lakes Network, Appeals Dept 40, PO Box 15501, Faketon, MI 48901",
                     id="a numbered department"),
        pytest.param("Mock Mutual, Appeals Unit 3\nPO Box 7740\nFaketon, OH 45401",
                     "Mock Mutual, Appeals Unit 3, PO Box 7740, Faketon, OH 45401", id="a numbered unit"),
        pytest.param("1 Mill Gate Road, Faketon, Indiana 46402", "1 Mill Gate Road, Faketon, Indiana 46402",
                     id="a street alone"),
        pytest.param("Claim DM-26-5501 of 03/04/2026, billed $1,350.00", "", id="a claim"),
        pytest.param("You have 180 Days from this notice. Call Member Services.", "", id="a number of days"),
    ],
)  # fmt: skip
def test_addresses_on_a_page(text: str, expected: str) -> None:
    found = addresses_on(sheet_of(page_from_text(text), LEXICON))
    assert [address.value for address in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("dim", "sure"),
    [
        pytest.param("—", True, id="a dash"),
        pytest.param("702", False, id="a number of a later line"),
        pytest.param("Reviews", False, id="a word"),
    ],
)
def test_what_makes_an_address_doubtful(dim: str, sure: bool) -> None:
    page = page_from_text("Reviews — Part C\n3750 Mock Avenue, Suite 702\nFaketon, NY 14534")
    words = tuple(replace(word, confidence=0.43) if word.text == dim else word for word in page.words)
    sheet = sheet_of(replace(page, words=words), LEXICON)
    (address,) = addresses_on(sheet)
    assert (made(sheet, address, 0.9).confidence > READ) is sure


LETTER = (
    "Mock Mutual Health\n8800 Causeway Park Blvd, Faketon, FL 33619\n\nMay 4, 2026\n\nFern Mock\n"
    "417 Pelican Ct\nFaketon, FL 34698\n\nWe cannot pay for the infusions that were asked for.\n\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("If you think this is wrong, write to us within 180 days:\n  Second Look Team\n"
                     "  9 Cider Street, Faketon VT 05401\n",
                     "Second Look Team, 9 Cider Street, Faketon VT 05401",
                     id="in its own words"),
        pytest.param("To dispute this you may object in writing at Mock Care, Disputes, 4 Smelter Plaza, "
                     "Faketon OH 44501.",
                     "Mock Care, Disputes, 4 Smelter Plaza, Faketon OH 44501", id="in a sentence"),
        pytest.param("Your doctor may call us with questions.\n", "", id="a letterhead and a patient"),
        pytest.param("Pay your premium at Mock Billing, PO Box 12, Faketon, FL 33631.\n", "", id="premiums"),
    ],
)  # fmt: skip
def test_where_an_appeal_goes(text: str, expected: str) -> None:
    found = settled("denial_letter", [], [page_from_text(LETTER + text)], LEXICON)
    assert [str(item.value) for item in found] == ([expected] if expected else [])
    assert all(item.kind == APPEAL and item.confidence <= 0.9 for item in found)


def test_what_rules_found_stands() -> None:
    page = page_from_text(
        LETTER + "To dispute this write to Mock Care, Disputes, 4 Smelter Plaza, Faketon OH 44501."
    )
    [known] = settled("denial_letter", [], [page], LEXICON)
    assert settled("denial_letter", [known], [page], LEXICON) == [known]
