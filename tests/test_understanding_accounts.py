"""Whose the account is that a receipt names: other papers of the practice prove it."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Given
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_households import folder

COUSIN = """\
HARBOR MOOD CLINIC
Itemized Statement
Patient: Terrence Vanterpool     DOB: 11/30/1984     Account {account}
Date          Code     Description                Charge
04/02/2026    96365    Ketamine infusion          $450.00
Total charges $450.00
Rendering provider: Ilse Brouwer, MD
"""

RECEIPT = """\
HARBOR MOOD CLINIC
9 Wharf St, Alder Point WA
{day} 1:10 PM
{account}
Ketamine infusion     $450.00
TOTAL                 $450.00
{card}
APPROVED
"""


def held(text: str, account: str) -> bool:
    """Whether the paper is held back, in a folder with a statement of a cousin's with this account."""
    papers = (page_from_text(COUSIN.format(account=account), "y.pdf"), page_from_text(text, "x.pdf"))
    case = understand((*folder(), *papers), Given(date(2026, 11, 1)), load_knowledge())
    return any(one.page.source == "x.pdf" for one in case.omissions)


@pytest.mark.parametrize(
    ("line", "card", "account", "expected"),
    [
        ("ACCT 550977", "AMEX XXXX-1003 T VANTERPOOL", "550977", True),
        ("Patient Acct #: 550977", "VISA XXXX-1003", "550977", True),
        ("MRN 550977", "CASH", "550977", True),
        # the client's own; one of the whole family; one that nobody else names; the last digits of a card
        ("ACCT 550118", "VISA XXXX-7715", "550977", False),
        ("ACCT 550118", "VISA XXXX-7715", "550118", False),
        ("ACCT 550404", "VISA XXXX-7715", "550977", False),
        ("Account XXXX0977", "VISA XXXX-7715", "0977", False),
    ],
)
def test_another_patients_account(line: str, card: str, account: str, expected: bool) -> None:
    assert held(RECEIPT.format(day="03/09/2026", account=line, card=card), account) is expected


CARD = """\
PINE MUTUAL HEALTH PLAN
Subscriber: TERRENCE VANTERPOOL
Member ID: {number}   Group: 57203A
01TERRENCE 02{second}
Copay: office visit $30   Specialist $50   ER $200
RxBIN 004336   RxPCN PINE   Effective 01/01/2026
"""


@pytest.mark.parametrize(
    ("number", "second", "expected"),
    [
        ("W5550100", "MARISOL", False),  # hers is W555010023: the family's number and her own two digits
        ("W5550100", "DELPHINE", True),
        ("W7770200", "MARISOL", True),
    ],
)
def test_a_card_that_lists_the_client(number: str, second: str, expected: bool) -> None:
    assert held(CARD.format(number=number, second=second), "550977") is expected


def test_another_pays_for_the_clients_account() -> None:
    """A husband's card: the account says who was treated."""
    text = RECEIPT.format(day="04/20/2026", account="ACCT 550118", card="CARDHOLDER: TERRENCE VANTERPOOL")
    assert not held(text, "550977")
    assert held(text.replace("550118", "550977"), "550977")


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("TERRENCE VANTERPOOL", "03/16/2026", False),
        ("TERRENCE VANTERPOOL", "05/04/2026", True),  # no visit of hers
        ("DELPHINE OKORO", "03/16/2026", True),  # none of the family
    ],
)
def test_a_relatives_card_on_the_day_of_a_visit(name: str, day: str, expected: bool) -> None:
    """A till shortens the clinic's name: the day and the sum tell whose visit it was."""
    text = RECEIPT.replace("HARBOR MOOD CLINIC", "Harbor Psychiatry").format(day=day, account="", card=name)
    assert held(text, "550977") is expected
