"""Which of the days on a paper is its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Fact
from packetizer.understanding.facts.dates.owndate import paper_date
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.told import fact_in, row_of
from tests.pages import page_from_text

EOB = """
Larkmoor Health Cooperative
Explanation of Benefits                      Payment date: 07/08/2026
Member: Ada Quill                            Claim: 77120944
Received 06/24/2026
Date of service   Service       Charged     Allowed     Paid
03/06/2025        Infusion      $412.00     $300.00     $240.00
03/10/2025        Infusion      $412.00     $300.00     $240.00
"""
STATEMENT = """
Fernhollow Credit Union            Account summary          12/04/2026
Date          What                                   Amount
09/14/2026    Alderpine Infusion Clinic              $412.00
10/14/2026    Alderpine Infusion Clinic              $412.00
11/16/2026    Alderpine Infusion Clinic              $412.00
Closing balance                                      $88.10
"""


def settled(text: str, type_: str) -> tuple[Fact, ...]:
    lexicon, page = load_knowledge().lexicon, page_from_text(text.strip("\n"))
    return settle(type_, find_facts(page, lexicon), [page], lexicon)


def dated(text: str, type_: str) -> date | None:
    facts = settled(text, type_)
    return paper_date(load_knowledge().lexicon.role(type_), facts, [fact.page for fact in facts][:1])


@pytest.mark.parametrize(
    ("text", "type_", "day"),
    [
        pytest.param(EOB, "eob", date(2026, 7, 8), id="the day it was paid, not of care"),
        pytest.param(
            "Oakrim Benefit Fund\nPosted to your account 08/08/2025\nRequest received 07/31/2025\n"
            "We have denied coverage of the infusions.",
            "denial_letter",
            date(2025, 8, 8),
            id="the day it was posted, not when the request came",
        ),
        pytest.param(
            "Visit of 03/05/2026\nSeen and stable.\nSigned by N. Brandvold, MD on 03/05/2026",
            "progress_note",
            date(2026, 3, 5),
            id="the visit",
        ),
        pytest.param(
            "Date: March 4, 2026\nTo whom it may concern:\nMy patient was born on 01/02/1980.",
            "letter_of_medical_necessity",
            date(2026, 3, 4),
            id="a letter's",
        ),
        pytest.param("Date of birth: 01/02/1980", "progress_note", None, id="never a birth"),
        pytest.param("Your next visit is on 03/02/2027.", "correspondence", None, id="not what is to come"),
        pytest.param("For care from 03/02/2026 to 04/02/2026", "correspondence", None, id="not a period"),
        pytest.param("Member since 03/02/2026", "insurance_card", None, id="a card bears none"),
    ],
)
def test_a_paper_has_its_own_day(text: str, type_: str, day: date | None) -> None:
    assert dated(text, type_) == day


@pytest.mark.parametrize(("text", "type_"), [(EOB, "eob"), (STATEMENT, "proof_of_payment")])
def test_only_facts_of_one_day_date_a_paper(text: str, type_: str) -> None:
    own = {fact.value for fact in settled(text, type_) if fact.dates_paper}
    assert own == {dated(text, type_)}


def test_what_a_person_gave_comes_before_what_was_settled() -> None:
    facts = list(settled(EOB, "eob"))
    given = replace(facts[0], kind="date.letter", value=date(2026, 7, 9), given=True, dates_paper=False)
    assert paper_date(load_knowledge().lexicon.role("eob"), [*facts, given], [given.page]) == date(2026, 7, 9)


def test_where_a_person_took_the_day_away_the_rule_of_the_type_is_left() -> None:
    facts = [fact for fact in settled(EOB, "eob") if not fact.dates_paper]
    assert paper_date(load_knowledge().lexicon.role("eob"), facts, [facts[0].page]) == date(2025, 3, 6)


def test_that_a_fact_dates_its_paper_is_remembered() -> None:
    own = next(fact for fact in settled(EOB, "eob") if fact.dates_paper)
    assert fact_in(row_of(own), own.page) == own
