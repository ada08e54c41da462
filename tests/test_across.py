"""Across documents: the denial, each charge and payment once, the course of events, contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from packetizer.model import Box, DateRange, Document, Fact, FactValue, PageRef
from packetizer.understanding.across import chronology, conflicts, denial, ledger
from packetizer.understanding.lexicon import load_lexicon

LEXICON = load_lexicon()
Row = Sequence[tuple[str, FactValue]]


def paper(
    id_: str,
    type_: str,
    rows: Sequence[Row],
    day: date | None = None,
    *,
    confidence: float = 0.95,
    patient: str | None = "Jane Doe",
) -> Document:
    """A document whose facts stand in rows, as on its page."""
    facts = []
    for y, row in enumerate(rows):
        for x, (kind, value) in enumerate(row):
            box = Box(0.1 + 0.1 * x, 0.1 + 0.03 * y, 0.18 + 0.1 * x, 0.115 + 0.03 * y)
            fact_id = f"{id_}-{y}-{x}"
            facts.append(Fact(fact_id, kind, value, str(value), PageRef(f"{id_}.pdf", 1), box, confidence))
    return Document(
        id_, type_, f"Paper {id_}", day, (PageRef(f"{id_}.pdf", 1),), 0.95, tuple(facts), patient=patient
    )


def charge(day: int, amount: str, **more: str) -> list[tuple[str, FactValue]]:
    row: list[tuple[str, FactValue]] = [
        ("date.service", date(2024, 3, day)),
        ("code.procedure", "96365"),
        ("amount.billed", Decimal(amount)),
    ]
    return row + [(f"amount.{kind}", Decimal(value)) for kind, value in more.items()]


BILL = paper(
    "bill",
    "itemized_bill",
    [charge(4, "450.00"), charge(8, "450.00"), [("amount.billed", Decimal("900.00"))]],
)
EOB = paper(
    "eob",
    "eob",
    [
        charge(4, "450.00", allowed="300.00", paid_by_plan="0.00"),
        charge(8, "450.00", allowed="300.00", paid_by_plan="240.00"),
    ],
)
RECEIPT = paper(
    "receipt",
    "receipt",
    [
        [
            ("date.payment", date(2024, 3, 4)),
            ("amount.total", Decimal("450.00")),
            ("amount.paid", Decimal("450.00")),
        ]
    ],
    date(2024, 3, 4),
)


def sums(documents: Sequence[Document]) -> tuple[int, str, str, str, str]:
    made = ledger(documents)
    totals = made.totals
    return (
        len(made.rows),
        str(totals.billed),
        str(totals.allowed),
        str(totals.paid_by_plan),
        str(totals.paid_by_client),
    )


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        pytest.param([BILL], (2, "900.00", "0", "0", "0"), id="the total is not a third charge"),
        pytest.param(
            [BILL, EOB], (2, "900.00", "600.00", "240.00", "0"), id="bill and EOB tell of the same charges"
        ),
        pytest.param(
            [BILL, EOB, RECEIPT], (2, "900.00", "600.00", "240.00", "450.00"), id="a receipt pays a charge"
        ),
        pytest.param([RECEIPT], (1, "0", "0", "0", "450.00"), id="a receipt alone"),
        pytest.param([EOB], (2, "900.00", "600.00", "240.00", "0"), id="an EOB alone"),
        pytest.param(
            [BILL, paper("letter", "denial_letter", [[("amount.billed", Decimal("900.00"))]])],
            (2, "900.00", "0", "0", "0"),
            id="the letter's sum is made up of the bill's charges",
        ),
        pytest.param(
            [
                RECEIPT,
                paper("card", "proof_of_payment", [[("amount.paid", Decimal("450.00"))]], date(2024, 3, 6)),
            ],
            (1, "0", "0", "0", "450.00"),
            id="a statement's line is the receipt's payment",
        ),
        pytest.param(
            [
                paper("a", "receipt", [[("amount.total", Decimal("450.00"))]], date(2024, 3, 4)),
                paper("b", "receipt", [[("amount.total", Decimal("450.00"))]], date(2024, 3, 8)),
            ],
            (2, "0", "0", "0", "900.00"),
            id="the same amount on another day is another payment",
        ),
        pytest.param(
            [paper("twice", "itemized_bill", [charge(4, "450.00"), charge(4, "450.00")])],
            (2, "900.00", "0", "0", "0"),
            id="two charges of one day on one bill are two",
        ),
        pytest.param([], (0, "0", "0", "0", "0"), id="nothing"),
    ],
)
def test_each_charge_and_payment_once(
    documents: list[Document], expected: tuple[int, str, str, str, str]
) -> None:
    assert sums(documents) == expected


def test_the_order_of_papers_does_not_matter() -> None:
    assert sums([RECEIPT, EOB, BILL]) == sums([BILL, EOB, RECEIPT])


def test_denial_takes_reasons_from_papers_that_deny() -> None:
    letter = paper(
        "letter",
        "denial_letter",
        [
            [("denial.reason", "not_medically_necessary")],
            [("denial.reason", "experimental_investigational")],
            [("denial.carc", "CO-50"), ("denial.rarc", "N130")],
        ],
    )
    appeal = paper("appeal", "appeal_letter", [[("denial.reason", "timely_filing")]])
    found = denial([appeal, letter], LEXICON)
    assert [reason.code for reason in found.reasons] == [
        "experimental_investigational",
        "not_medically_necessary",
    ]
    assert (found.carc, found.rarc, found.documents) == (("CO-50",), ("N130",), ("letter",))
    assert all(fact.startswith("letter-") for reason in found.reasons for fact in reason.facts)


def test_an_eob_that_denies_nothing_is_no_denial() -> None:
    assert denial([EOB], LEXICON).documents == ()


def test_chronology_is_by_day_and_each_event_once() -> None:
    events = chronology([RECEIPT, BILL])
    assert [event.date for event in events] == [date(2024, 3, 4), date(2024, 3, 4), date(2024, 3, 8)]
    assert len({(event.date, event.document) for event in events}) == 3


def codes(documents: Sequence[Document]) -> list[str]:
    return [warning.code for warning in conflicts(documents)]


BORN = ("date.birth", date(1980, 1, 2))


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        pytest.param(
            [paper("a", "progress_note", [[BORN]]), paper("b", "progress_note", [[BORN]])],
            [],
            id="one birth date",
        ),
        pytest.param(
            [
                paper("a", "progress_note", [[BORN]]),
                paper("b", "progress_note", [[("date.birth", date(1980, 2, 1))]]),
            ],
            ["conflicting_values"],
            id="two birth dates of one person",
        ),
        pytest.param(
            [
                paper("a", "progress_note", [[BORN]]),
                paper("b", "progress_note", [[("date.birth", date(1990, 2, 1))]], patient="John Roe"),
            ],
            [],
            id="two people",
        ),
        pytest.param(
            [paper("l", "denial_letter", [[("date.letter", date(2024, 3, 18))]], confidence=0.6)],
            ["doubtful_reading"],
            id="a deciding date in doubt",
        ),
        pytest.param(
            [
                paper(
                    "l",
                    "denial_letter",
                    [[("id.claim", "E1"), ("date.service", date(2024, 5, 1))]],
                    date(2024, 3, 18),
                )
            ],
            ["conflicting_values"],
            id="a service after the letter that denies its claim",
        ),
        pytest.param(
            [
                paper(
                    "l",
                    "denial_letter",
                    [[("id.authorization", "A1"), ("date.service", date(2024, 5, 1))]],
                    date(2024, 3, 18),
                )
            ],
            [],
            id="a planned service",
        ),
        pytest.param(
            [BILL, paper("r", "infusion_record", [[("date.service", date(2024, 3, 4))]])],
            ["expense_without_record"],
            id="a charge without a record",
        ),
        pytest.param(
            [
                BILL,
                paper(
                    "r",
                    "infusion_record",
                    [[("date.service", DateRange(date(2024, 3, 4), date(2024, 3, 8)))]],
                ),
            ],
            [],
            id="a record that spans the charges",
        ),
        pytest.param(
            [BILL, paper("r", "infusion_record", [[("date.service", date(2024, 3, d))] for d in (4, 8, 12)])],
            ["record_without_expense"],
            id="a record without a charge",
        ),
        pytest.param([BILL], [], id="no records at all: another rule's matter"),
        pytest.param(
            [paper("e", "eob", [charge(4, "450.00", allowed="540.00")])],
            ["conflicting_values"],
            id="more allowed than billed",
        ),
    ],
)
def test_contradictions(documents: list[Document], expected: list[str]) -> None:
    assert codes(documents) == expected
