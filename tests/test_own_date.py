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
HSA = """
Account statement
Saguaro Savings HSA              July 1{dash}July 31, 2026
Ada Quill
Date          Description                            Amount
07/09/2026    CANYON DENTAL                          -52.15
07/20/2026    ALDERPINE INFUSION CLINIC              -412.00
07/31/2026    Interest                               0.21
"""
BANK = """
Penns Valley Savings Bank          Statement period 06/01/2026 - 06/30/2026
ADA QUILL
Date     Description                             Withdrawal    Deposit
06/03    PENSION DIRECT DEP                                    2,091.14
06/08    POS DEBIT ALDERPINE INFUSION CLINIC     412.00
06/10    POS DEBIT ALDERPINE INFUSION CLINIC     412.00
"""
QUARTER = """
OpalTree HSA
Account holder: Ada Quill
Statement: January 1, 2026      March 31, 2026
Date        Description                        Withdrawals   Balance
01/27/26    Debit card ALDERPINE INFUSION      475.00        1,375.18
02/10/26    Debit card ALDERPINE INFUSION      475.00        900.18
"""
POLICY = """
11/20/26, 4:12 PM     Intravenous Anesthetics for Chronic Pain and Psychiatric Disorders
Larkmoor Health Cooperative
Intravenous Anesthetics for the Treatment of Chronic Pain and Psychiatric Disorders
Policy Number: MP-446        Category: Medicine / Pharmacology
Last review: November 2025   Effective: January 15, 2026
POLICY
Intravenous infusion of anesthetics for the treatment of psychiatric disorders is considered investigational.
"""
MEDICINES = """
BAYSWATER FAMILY MEDICINE                        Printed 11/16/2026 by mrec2
Historical Medication List
Ada Quill | F | 03/03/1991
Medication                Start        Stop         Reason stopped
escitalopram 20 mg        01/14/2025   04/08/2025   Ineffective
duloxetine DR 60 mg       05/05/2025   10/07/2025   Inadequate response
"""
FORM = """
Precertification Request
G. CLINICAL INFORMATION
                                             Date
Baseline score (which scale?)                09/25/2026
MADRS 36
Request completed by: K. Reed   Date: 10/01/2026
Signature of prescriber: A. Reed MD
"""
DRAFT = """
Ada Quill
{day}
Larkmoor Health Cooperative
RE: First level appeal of claim 8842610033971
I am appealing your decision of October 14, 2026 to deny my claims for ketamine infusions.
Sincerely,
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
        pytest.param(
            HSA.format(dash=" - "), "proof_of_payment", date(2026, 7, 31), id="the end of its period"
        ),
        pytest.param(
            HSA.format(dash=" "), "proof_of_payment", date(2026, 7, 31), id="whose dash is not read"
        ),
        pytest.param(
            BANK,
            "proof_of_payment",
            date(2026, 6, 30),
            id="the end of a bank's period, its rows without a year",
        ),
        pytest.param(
            QUARTER,
            "proof_of_payment",
            date(2026, 3, 31),
            id="the end of a quarter, set apart, its dash not read",
        ),
        pytest.param(
            "Statement date 08/02/2026" + HSA.format(dash=" - "),
            "proof_of_payment",
            date(2026, 8, 2),
            id="its own day before that of its period",
        ),
        pytest.param(
            MEDICINES, "medication_history", date(2026, 11, 16), id="printed, where no other is its own"
        ),
        pytest.param(
            "Date: 11/02/2026" + MEDICINES,
            "medication_history",
            date(2026, 11, 2),
            id="its own before that of printing",
        ),
        pytest.param(POLICY, "medical_policy", date(2026, 1, 15), id="since when a policy applies"),
        pytest.param(FORM, "prior_auth_request", date(2026, 10, 1), id="not the day of a score"),
        pytest.param(DRAFT.format(day="November ___, 2026"), "appeal_letter", None, id="a draft's day, open"),
        pytest.param(DRAFT.format(day="Date: __________"), "appeal_letter", None, id="a line for its day"),
        pytest.param(DRAFT.format(day="[DATE]"), "appeal_letter", None, id="a placeholder"),
        pytest.param(DRAFT.format(day="__/__/2026"), "appeal_letter", None, id="room for month and day"),
        pytest.param(
            DRAFT.format(day="November ___, 2026") + "Signed: Ada Quill 11/20/2026",
            "appeal_letter",
            date(2026, 11, 20),
            id="open, but signed",
        ),
        pytest.param(
            DRAFT.format(day="November 3, 2026") + "See you on\nNovember ___, 2026",
            "appeal_letter",
            date(2026, 11, 3),
            id="another day is open",
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
