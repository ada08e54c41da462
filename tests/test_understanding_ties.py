"""Receipts and statements: which of them are tied to the care of the case, and which prove nothing for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Given
from packetizer.rules.check import check
from packetizer.understanding.case.ties import care_of, household_papers, payment_ties, unrelated
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.together import titled_by_care
from packetizer.understanding.types.titles import head_of, paper_title
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.rules_case import shipped, status
from tests.told import LEXICON, document

TODAY = date(2026, 6, 1)
BILL = """Harrow Street Infusion Center, PLLC
ITEMIZED STATEMENT
Patient: Alma Testwood            Statement date: 04/01/2026
Provider: Corwin Ashdale, MD

Date        Code    Description               Charge
03/04/2026  96365   IV infusion, first hour   450.00
03/11/2026  96365   IV infusion, first hour   450.00
            Total charges                     900.00
            Patient responsibility             45.00
"""


def tie(text: str, type_: str = "receipt") -> tuple[bool, str]:
    papers = [document("bill", "itemized_bill", BILL), document("paid", type_, text)]
    documents = [paper for paper, _ in papers]
    care = care_of(documents, "ketamine", LEXICON)
    (found,) = payment_ties(documents, [page for _, page in papers], care, LEXICON)
    assert found.document == "paid"
    return found.sure, found.says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            "HARROW STREET INFUSION CENTER\n03/20/2026 10:02\nVISA\nTOTAL $77.00\nAPPROVED",
            "paid to a provider",
            id="the payee treats here",
        ),
        pytest.param(
            "Payment receipt\nCorwin Ashdale\nDate 03/20/2026\nTotal $77.00",
            "provider of the case",
            id="the physician",
        ),
        pytest.param(
            "Quillfeather Pharmacy\n05/02/2026\nKetamine nasal spray\nTOTAL 88.10",
            "names the treatment",
            id="the drug, elsewhere and later",
        ),
        pytest.param(
            "QF Holdings LLC\n05/02/2026\nPatient: Alma Testwood\nTOTAL 450.00",
            "amount",
            id="a charge's amount, with a word of care",
        ),
        pytest.param(
            "RECEIPT\n03/04/2026\nTOTAL 450.00", "amount", id="a bare slip: a charge's amount and its day"
        ),
        pytest.param(
            "QF Holdings LLC\n03/04/2026\nOffice visit copay 20.00\nTOTAL 20.00",
            "speaks of care",
            id="a copay on a day of service",
        ),
    ],
)
def test_a_payment_for_this_care(text: str, says: str) -> None:
    sure, found = tie(text)
    assert (sure, says in found) == (True, True), found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            "CITYPARK GARAGE 12\n03/04/2026 09:40\nParking\nTOTAL $18.00",
            "neither its payee nor its amount",
            id="parking on the day of treatment",
        ),
        pytest.param(
            "CITYPARK GARAGE 12\n03/04/2026 09:40\nParking\nTOTAL $45.00",
            "not plain that it is for care",
            id="parking that costs what a copay does",
        ),
        pytest.param(
            "CITYPARK\n03/04/2026\nPatient parking\nTOTAL $18.00",
            "other purchases",
            id="parking for patients",
        ),
        pytest.param(
            "CITYPARK\n03/04/2026\nPatient parking\nTOTAL $45.00",
            "not plain that it is for care",
            id="parking for patients that costs what a copay does",
        ),
        pytest.param(
            "CITYPARK\nfor Harrow Street Infusion Center\nPatient parking\nTOTAL $18.00",
            "another purchase",
            id="parking for the clinic's patients",
        ),
        pytest.param(
            "Harrow Street Infusion Center Parking\n03/04/2026\nTOTAL $18.00",
            "another purchase",
            id="the clinic's own parking",
        ),
        pytest.param("BLUE CUP COFFEE\n04/19/2026\nLatte 4.50\nTOTAL $4.50", "nothing ties", id="a coffee"),
        pytest.param(
            "Thanks for your visit!\nBLUE CUP COFFEE\n04/19/2026\nTOTAL $45.00",
            "not plain that it is for care",
            id="a shop's thanks are no care",
        ),
        pytest.param(
            "Larkhill Dermatology\n04/19/2026\nPatient: Alma Testwood\nOffice visit copay 20.00\nTOTAL 20.00",
            "none of the other papers",
            id="another doctor's copay",
        ),
        pytest.param("TOTAL $12.00\n", "nothing ties", id="hardly read"),
    ],
)
def test_what_proves_no_payment_for_this_care(text: str, says: str) -> None:
    sure, found = tie(text)
    assert (sure, says in found) == (False, True), found


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param("03/05 SQ *HARROW STREET INFUS   -450.00", True, id="the payee, cut short"),
        pytest.param("03/05 CHECK 1042               -450.00", True, id="a charge's amount, the day after"),
        pytest.param("05/25 CHECK 1042               -450.00", False, id="the same amount, months later"),
        pytest.param("03/04 CITYPARK GARAGE           -18.00", False, id="on the day, to somebody else"),
    ],
)
def test_lines_of_a_statement(text: str, sure: bool) -> None:
    bank = f"""First Imaginary Bank
Account statement        03/01/2026 - 05/31/2026
Date    Description             Amount
{text}
05/30 WHOLE GROCERY            -98.20
"""
    assert tie(bank, "proof_of_payment")[0] is sure


@pytest.mark.parametrize(
    ("line", "slips", "sure"),
    [
        pytest.param(
            "03/05 ASHDALE CARE GROUP ELMTON  -77.00", 1, True, id="the payee of a slip for this care"
        ),
        pytest.param("03/05 ASHDALE CARE GROUP ELMTON  -77.00", 0, False, id="a payee that nothing names"),
        pytest.param("03/05 ASHDALE TIRES              -77.00", 1, False, id="another of that name"),
        pytest.param("05/25 HARROW STREET INFUS bill pay -450.00", 0, True, id="cut short and gone on"),
        pytest.param("05/25 HARROW BOOKS bill pay      -450.00", 0, False, id="one word is no name"),
        pytest.param("05/25 HARROW STREET BOOKS        -450.00", 0, False, id="what is bought every day"),
    ],
)
def test_whom_a_statement_pays(line: str, slips: int, sure: bool) -> None:
    """A statement's line is tied by the payee of a slip that is surely for this care."""
    slip = "Ashdale Care Group\n03/04/2026\nPatient: Alma Testwood\nTOTAL 450.00"
    bank = f"""First Imaginary Bank
Account statement        03/01/2026 - 05/31/2026
Date    Description             Amount
{line}
05/30 WHOLE GROCERY            -98.20
"""
    papers = [document("bill", "itemized_bill", BILL), document("bank", "proof_of_payment", bank)]
    papers += [document("slip", "receipt", slip)] * slips
    documents = [paper for paper, _ in papers]
    care = care_of(documents, "ketamine", LEXICON)
    found = payment_ties(documents, [page for _, page in papers], care, LEXICON)
    assert {one.document: one.sure for one in found} == {"bank": sure} | ({"slip": True} if slips else {})


def test_a_paper_of_payments_is_no_evidence_for_another() -> None:
    """Two receipts of one clinic that no other paper names tie each other to nothing."""
    papers = [document(name, "receipt", "Elm Spa Clinic\n01/02/2026\nTOTAL 60.00") for name in ("a", "b")]
    documents = [paper for paper, _ in papers]
    care = care_of(documents, None, LEXICON)
    found = payment_ties(documents, [page for _, page in papers], care, LEXICON)
    assert [one.sure for one in found] == [False, False]
    assert [warning.code for warning in unrelated(documents, found)] == ["expense_without_record"] * 2


LETTER = """HARBORVIEW HEALTH PLAN
Notice of Adverse Benefit Determination
Date of notice: 05/01/2026
Member: Alma Testwood     Member ID: HV1234567
Claim number: 20260455120
Dear Alma Testwood,
We denied your claim for ketamine infusions on 03/04/2026 and 03/11/2026 because the service is
experimental and investigational. You have the right to appeal within 180 days of this notice.
"""
PAID = """HARROW STREET INFUSION CENTER
Payment receipt
03/04/2026
Patient: Alma Testwood
IV infusion                 450.00
TOTAL                      $450.00
PAID VISA ****4242 APPROVED
"""
PARKING = """CITYPARK GARAGE
RECEIPT
03/04/2026 09:40
Parking 3 h                  18.00
TOTAL                       $18.00
PAID VISA ****4242 APPROVED
Thank you
"""


@pytest.mark.parametrize(
    ("receipts", "expected", "paid"),
    [
        pytest.param([PAID], "met", "450.00", id="the clinic's receipt"),
        pytest.param([PARKING], "needs_review", "0", id="parking alone is for a person"),
        pytest.param([PARKING, PAID], "met", "450.00", id="both: the clinic's counts, parking is no money"),
    ],
)
def test_the_checklist_and_the_ledger(receipts: list[str], expected: str, paid: str) -> None:
    texts = [LETTER, BILL, *receipts]
    pages = [page_from_text(text, f"{at}.pdf") for at, text in enumerate(texts)]
    given = Given(today=TODAY)
    case = understand(pages, given, load_knowledge())
    assert [paper.type for paper in case.documents][2:] == ["receipt"] * len(receipts)
    assert status(check(case, shipped(), given), "proof_of_payment") == expected
    assert str(case.ledger.totals.paid_by_client) == paid


STATEMENT = """Account statement
Saguaro Savings HSA        July 1 - July 31, 2026
Beginning balance          $2,310.44
Transactions
Date          Description                        Amount
03/02/2026    CANYON DENTAL MOCKVILLE            -52.15
{line}
03/30/2026    QUILLFEATHER GROCERY               -84.12
"""


@pytest.mark.parametrize(
    ("line", "title"),
    [
        pytest.param(
            "03/05/2026    HARROW STREET INFUSION             -45.00",
            "Health savings account statement – paid to Harrow Street Infusion",
            id="the line that pays a provider",
        ),
        pytest.param(
            "03/05/2026    QF MERCHANT SERVICES               -450.00",
            "Health savings account statement – paid to QF Merchant Services",
            id="the line of what was charged",
        ),
        pytest.param(
            "03/05/2026    TRAILHEAD OUTFITTERS             -141.25",
            "Health savings account statement",
            id="no line",
        ),
    ],
)
def test_what_a_statement_of_many_bookings_is_called(line: str, title: str) -> None:
    papers = [
        document("bill", "itemized_bill", BILL),
        document("paid", "proof_of_payment", STATEMENT.format(line=line)),
    ]
    knowledge = load_knowledge()
    care = care_of([paper for paper, _ in papers], "ketamine", LEXICON)
    kind, statement = knowledge.types["proof_of_payment"], papers[1][0]
    head = head_of(papers[1][1])
    statement = replace(statement, title=paper_title(kind, statement.facts, None, knowledge, head=head))
    assert titled_by_care(statement, care, head, knowledge).title == title


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param(
            "OLD BAY ELECTRIC COOPERATIVE   Bill date Mar 20, 2026\nALMA TESTWOOD\n"
            "Electric service 02/18/2026 - 03/17/2026, 984 kWh  $148.62\nTotal due Apr 11, 2026  $154.83",
            True,
            id="electricity",
        ),
        pytest.param("TENSAW WATER BOARD\nALMA TESTWOOD\nMeter 20-118\nAmount due $92.40", True, id="water"),
        pytest.param(
            "OLD BAY ELECTRIC COOPERATIVE\nMedical certificate: power for an infusion pump of Alma Testwood\n"
            "Total due $154.83",
            False,
            id="words of care",
        ),
        pytest.param(
            "OLD BAY ELECTRIC COOPERATIVE\nALMA TESTWOOD\nTotal due $450.00", False, id="a charge's amount"
        ),
        pytest.param(
            "OLD BAY ELECTRIC COOPERATIVE\nPayroll of Alma Testwood\nLeave without pay since March 4",
            False,
            id="an employer's letter without prices",
        ),
        pytest.param("ALMA TESTWOOD\nMy diary\nElectric feeling, $20 for the cab", False, id="no such head"),
    ],
)
def test_a_households_bill_is_held_back(text: str, held: bool) -> None:
    papers = [document("bill", "itemized_bill", BILL), document("house", "other", text)]
    documents = [paper for paper, _ in papers]
    care = care_of(documents, "ketamine", LEXICON)
    found = household_papers(documents, [page for _, page in papers], care, LEXICON)
    assert [paper.id for paper in found] == (["house"] if held else [])
