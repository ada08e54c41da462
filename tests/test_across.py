"""Across documents: the denial, each charge and payment once, the course of events, contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.model import Box, DateRange, Document, Fact, FactValue, PageRef, Severity
from packetizer.understanding.case.across import chronology, conflicts, denial, ledger, set_aside
from packetizer.understanding.lore.lexicon import load_lexicon

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


def credited(amount: str) -> Document:
    """The bill with the sum of the client's payments, which has no day of its own."""
    rows: list[Row] = [charge(4, "450.00"), charge(8, "450.00"), [("amount.paid", Decimal(amount))]]
    return paper("bill", "itemized_bill", rows, date(2024, 3, 20))


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
        pytest.param(
            [credited("900.00"), RECEIPT], (2, "900.00", "0", "0", "900.00"), id="a bill that is paid in full"
        ),
        pytest.param(
            [credited("500.00"), RECEIPT],
            (3, "900.00", "0", "0", "500.00"),
            id="a bill's payments hold the receipt's",
        ),
        pytest.param(
            [credited("450.00"), RECEIPT], (2, "900.00", "0", "0", "450.00"), id="a bill's one payment"
        ),
        pytest.param([credited("500.00")], (3, "900.00", "0", "0", "500.00"), id="a bill's payments alone"),
        pytest.param(
            [
                credited("900.00"),
                RECEIPT,
                paper("pills", "receipt", [[("amount.total", Decimal("12.40"))]], date(2024, 3, 5)),
            ],
            (3, "900.00", "0", "0", "912.40"),
            id="a payment for something else is no part of a bill's payments",
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


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        pytest.param(["197", "242"], ["CO-197", "CO-242"], ("CO-197", "CO-242"), id="with its group"),
        pytest.param(["CO-197"], ["197"], ("CO-197",), id="whichever comes first"),
        pytest.param(["CO-197"], ["PR-197"], ("CO-197", "PR-197"), id="two groups are two codes"),
        pytest.param(["197"], ["CO-50"], ("197", "CO-50"), id="other numbers"),
    ],
)
def test_an_adjustment_code_is_told_once(first: list[str], second: list[str], codes: tuple[str, ...]) -> None:
    papers = [
        paper(id_, "denial_letter", [[("denial.carc", code)] for code in told])
        for id_, told in (("one", first), ("two", second))
    ]
    assert denial(papers, LEXICON).carc == codes


def test_the_decisions_reasons_are_what_is_appealed() -> None:
    letter = paper("letter", "denial_letter", [[("denial.reason", "step_therapy")]])
    eob = paper("eob", "eob", [[("denial.reason", "step_therapy"), ("denial.reason", "quantity_limit")]])
    assert [reason.code for reason in denial([letter, eob], LEXICON).reasons] == ["step_therapy"]
    (note,) = set_aside([letter, eob], LEXICON)
    assert (note.severity, note.facts, note.documents) == (Severity.NOTE, ("eob-0-1",), ("eob",))
    assert set_aside([letter], LEXICON) == ()
    by_hand = replace(eob, facts=tuple(replace(fact, given=True) for fact in eob.facts))
    assert len(denial([letter, by_hand], LEXICON).reasons) == 2


def test_a_claim_denied_for_another_reason_alone_is_appealed_too() -> None:
    letter = paper("letter", "denial_letter", [[("denial.reason", "step_therapy")]])
    late = paper("late", "eob", [[("id.claim", "C1"), ("denial.reason", "timely_filing")]])
    codes = [reason.code for reason in denial([letter, late], LEXICON).reasons]
    assert sorted(codes) == ["step_therapy", "timely_filing"]
    assert set_aside([letter, late], LEXICON) == ()
    faint = paper("late", "eob", [[("id.claim", "C1"), ("denial.reason", "timely_filing")]], confidence=0.5)
    assert [reason.code for reason in denial([letter, faint], LEXICON).reasons] == ["step_therapy"]


def test_what_reads_like_no_known_reason_counts_only_where_none_is_known() -> None:
    first = paper("first", "denial_letter", [[("denial.reason", "step_therapy")]])
    second = paper("second", "denial_letter", [[("denial.reason", "other")]])
    assert [reason.code for reason in denial([first, second], LEXICON).reasons] == ["step_therapy"]
    (note,) = set_aside([first, second], LEXICON)
    assert note.documents == ("second",)
    assert [reason.code for reason in denial([second], LEXICON).reasons] == ["other"]
    by_hand = replace(second, facts=tuple(replace(fact, given=True) for fact in second.facts))
    assert len(denial([first, by_hand], LEXICON).reasons) == 2


def test_without_a_letter_that_says_why_the_explanation_of_benefits_does() -> None:
    silent = paper("letter", "denial_letter", [])
    eob = paper("eob", "eob", [[("denial.reason", "quantity_limit")]])
    assert [reason.code for reason in denial([silent, eob], LEXICON).reasons] == ["quantity_limit"]
    assert set_aside([silent, eob], LEXICON) == ()


def test_an_eob_that_denies_nothing_is_no_denial() -> None:
    assert denial([EOB], LEXICON).documents == ()


def test_chronology_is_by_day_and_each_event_once() -> None:
    events = chronology([RECEIPT, BILL])
    assert [(event.date.day, event.what) for event in events] == [
        (4, "Payment of $450.00: Paper receipt"),
        (4, "Treatment charged: 96365"),
        (8, "Treatment charged: 96365"),
    ]


def test_two_papers_of_one_day_and_title_are_told_by_their_claims() -> None:
    papers = [
        replace(paper(id_, "eob", [[("id.claim", claim)]], date(2024, 6, 16)), title="EOB")
        for id_, claim in (("a", "20261620088214"), ("b", "20261620088230"))
    ]
    told = ["EOB (claim 20261620088214)", "EOB (claim 20261620088230)"]
    assert [event.what for event in chronology(papers)] == told
    assert [event.what for event in chronology(papers[:1])] == ["EOB"]


def test_an_event_names_the_page_that_tells_it() -> None:
    behind = PageRef("bill.pdf", 3)
    moved = tuple(replace(fact, page=behind) if fact.id.startswith("bill-1") else fact for fact in BILL.facts)
    bill = replace(BILL, pages=(PageRef("bill.pdf", 1), behind), facts=moved)
    told = {event.date.day: event.page for event in chronology([bill])}
    assert told == {4: PageRef("bill.pdf", 1), 8: behind}


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
        pytest.param(
            [
                paper("e", "eob", [charge(4, "450.00"), [("date.service", date(2024, 3, 20))]]),
                paper("r", "infusion_record", [[("date.service", date(2024, 3, 4))]]),
            ],
            [],
            id="a day of a biller's note is not charged",
        ),
        pytest.param([BILL], [], id="no records at all: another rule's matter"),
        pytest.param(
            [paper("e", "eob", [charge(4, "450.00", allowed="540.00")])],
            ["conflicting_values"],
            id="more allowed than billed",
        ),
        pytest.param(
            [paper(n, "receipt", [[("amount.total", Decimal("450.00"))]], date(2024, 3, 4)) for n in "ab"],
            ["conflicting_values"],
            id="two receipts of one day and amount: one payment, or two",
        ),
        pytest.param(
            [paper(f"r{d}", "receipt", [[("amount.total", Decimal(450))]], date(2024, 3, d)) for d in (4, 5)],
            [],
            id="receipts of two days",
        ),
        pytest.param(
            [
                replace(slip, facts=tuple(replace(fact, currency="CAD") for fact in slip.facts))
                for n in "ab"
                for slip in [paper(n, "receipt", [[("amount.total", Decimal(450))]], date(2024, 3, 4))]
            ],
            [],
            id="receipts of another currency, which count nowhere",
        ),
    ],
)
def test_contradictions(documents: list[Document], expected: list[str]) -> None:
    assert codes(documents) == expected


# ---------------------------------------------------------------- reconciliation


def eob_of(lines: Sequence[tuple[int, str]], *, total: bool = True) -> Document:
    rows: list[Row] = [charge(day, amount, allowed="10.00", paid_by_plan="5.00") for day, amount in lines]
    if total:
        rows.append([("amount.billed", sum((Decimal(a) for _, a in lines), Decimal(0)))])
    return paper("e", "eob", rows)


def letter_of(lines: Sequence[tuple[int, str]]) -> Document:
    days: Row = [("date.service", date(2024, 3, day)) for day in sorted({day for day, _ in lines})]
    return paper(
        "l", "denial_letter", [days, [("amount.billed", sum((Decimal(a) for _, a in lines), Decimal(0)))]]
    )


charges = st.lists(
    st.tuples(st.integers(1, 28), st.integers(100, 99_999).map(lambda cents: f"{Decimal(cents) / 100:.2f}")),
    min_size=1,
    max_size=5,
    unique_by=lambda line: line[1],
)


@given(charges, st.booleans())
def test_a_second_paper_about_the_same_charges_changes_no_total(
    lines: list[tuple[int, str]], with_total: bool
) -> None:
    bill = paper("b", "itemized_bill", [charge(day, amount) for day, amount in lines])
    billed = ledger([bill]).totals.billed
    assert billed == sum(Decimal(amount) for _, amount in lines)
    for second in (
        eob_of(lines, total=with_total),
        letter_of(lines),
        replace(bill, id="c"),
        eob_of(lines[:1]),
    ):
        assert ledger([bill, second]).totals.billed == billed
        assert ledger([second, bill]).totals.billed == billed


@given(charges, st.lists(st.integers(1, 28), max_size=4, unique=True))
def test_totals_are_the_sums_of_the_rows(lines: list[tuple[int, str]], paid: list[int]) -> None:
    receipts = [
        paper(f"r{day}", "receipt", [[("amount.total", Decimal("20.00"))]], date(2024, 3, day))
        for day in paid
    ]
    made = ledger([eob_of(lines), letter_of(lines), *receipts])
    for total, column in (("billed", "billed"), ("allowed", "allowed"), ("paid_by_client", "paid_by_client")):
        rows = [getattr(row, column) for row in made.rows]
        assert getattr(made.totals, total) == sum(
            (amount for amount in rows if amount is not None), Decimal(0)
        )
    assert made.totals.paid_by_client == 20 * len(paid)


def statement(*rows: tuple[int, str]) -> Document:
    return paper(
        "bank",
        "proof_of_payment",
        [[("date.payment", date(2024, 3, day)), ("amount.paid", Decimal(amount))] for day, amount in rows],
        date(2024, 3, 31),
    )


@pytest.mark.parametrize(
    ("documents", "billed", "paid"),
    [
        pytest.param(
            [BILL, statement((2, "1412.00"), (4, "450.00"), (30, "98.10"))],
            "900.00",
            "450.00",
            id="of a bank's statement only what pays for this care",
        ),
        pytest.param(
            [RECEIPT, statement((2, "1412.00"), (6, "450.00"))],
            "0",
            "450.00",
            id="the receipt's payment is posted two days later",
        ),
        pytest.param([statement((2, "300.00"))], "0", "300.00", id="a slip with one amount"),
        pytest.param([letter_of([(4, "450.00"), (8, "450.00")])], "900.00", "0", id="only a sum is known"),
        pytest.param(
            [letter_of([(4, "450.00"), (8, "450.00")]), paper("x", "itemized_bill", [charge(4, "450.00")])],
            "900.00",
            "0",
            id="a sum that names more days than the lines",
        ),
        pytest.param([BILL, letter_of([(20, "70.00")])], "970.00", "0", id="a letter about another day"),
        pytest.param(
            [
                paper(
                    "x",
                    "itemized_bill",
                    [
                        [("date.service", date(2024, 3, 4))],
                        [("amount.billed", Decimal("450.00"))],
                        [("amount.billed", Decimal("450.00"))],
                    ],
                )
            ],
            "450.00",
            "0",
            id="one charge and its total below it",
        ),
        pytest.param(
            [
                paper("x", "eob", [charge(4, "650.00", allowed="200.00")]),
                paper("y", "itemized_bill", [charge(4, "425.00"), charge(4, "225.00")]),
            ],
            "650.00",
            "0",
            id="a day's lines and a day's sum",
        ),
        pytest.param(
            [
                paper("x", "itemized_bill", [charge(4, "10.00")], confidence=0.6),
                paper("y", "eob", [charge(4, "310.00")]),
            ],
            "310.00",
            "0",
            id="of two readings of one charge the surer",
        ),
        pytest.param(
            [
                paper(
                    "x",
                    "itemized_bill",
                    [
                        charge(4, "450.00"),
                        [("date.service", date(2024, 4, 2)), ("amount.paid_by_plan", Decimal("100.00"))],
                        [("amount.billed", Decimal("450.00"))],
                    ],
                )
            ],
            "450.00",
            "0",
            id="a credit's day is no charge's",
        ),
    ],
)
def test_reconciled(documents: list[Document], billed: str, paid: str) -> None:
    for order in (documents, documents[::-1]):
        totals = ledger(order).totals
        assert (str(totals.billed), str(totals.paid_by_client)) == (billed, paid)


def receipt(id_: str, day: int, amount: str) -> Document:
    rows: list[Row] = [[("date.payment", date(2024, 3, day)), ("amount.total", Decimal(amount))]]
    return paper(id_, "receipt", rows, date(2024, 3, day))


def by_day(*days: int) -> Document:
    """A bill of two charges on each day, with the sum of what the client paid at its foot."""
    rows: list[Row] = [row for day in days for row in (charge(day, "300.00"), charge(day, "150.00"))]
    paid: Row = [("amount.paid", Decimal("450.00") * len(days))]
    return paper("bill", "itemized_bill", [*rows, paid], date(2024, 3, 28))


CHECKS = paper(
    "checks",
    "proof_of_payment",
    [
        [("date.payment", date(2024, 3, 4))],
        [("amount.paid", Decimal("450.00"))],
        [("amount.paid", Decimal("450.00"))],
        [("date.payment", date(2024, 3, 8))],
        [("amount.paid", Decimal("450.00"))],
    ],
    date(2024, 3, 31),
)


@pytest.mark.parametrize(
    ("documents", "paid"),
    [
        pytest.param([CHECKS], {4: "450.00", 8: "450.00"}, id="checks by the day over each"),
        pytest.param(
            [statement((4, "450.00"), (8, "450.00"), (15, "450.00"))],
            {4: "450.00", 8: "450.00", 15: "450.00"},
            id="a statement of equal payments",
        ),
        pytest.param(
            [CHECKS, receipt("r", 11, "450.00")],
            {4: "450.00", 8: "450.00", 11: "450.00"},
            id="what was booked before a receipt is another payment",
        ),
        pytest.param(
            [by_day(4, 8), CHECKS, receipt("r", 5, "450.00")],
            {4: "450.00", 5: "450.00", 8: "450.00"},
            id="a bill's sum of payments by the days they are for",
        ),
        pytest.param(
            [by_day(4, 8, 15), CHECKS],
            {4: "450.00", 8: "450.00", 15: "450.00"},
            id="and what of it no other paper shows",
        ),
        pytest.param(
            [by_day(18, 22), CHECKS],
            {4: "450.00", 8: "450.00", 28: "900.00"},
            id="what was paid before a bill's first day is no part of it",
        ),
        pytest.param(
            [
                paper(
                    "bill",
                    "itemized_bill",
                    [charge(4, "300.00"), charge(4, "260.00"), [("amount.paid", Decimal("400.00"))]],
                    date(2024, 3, 28),
                ),
                receipt("r", 4, "400.00"),
            ],
            {4: "400.00"},
            id="a part of a day's charges, on the bill and on a receipt",
        ),
    ],
)
def test_each_payment_on_its_day(documents: list[Document], paid: dict[int, str]) -> None:
    found = {
        row.date.day: str(row.paid_by_client)
        for row in ledger(documents).rows
        if row.paid_by_client and row.date
    }
    assert found == paid
    assert ledger(documents).totals.paid_by_client == sum(map(Decimal, paid.values()))


def summary(day: int, amount: str, **more: str) -> Row:
    """A sentence or block over a table: it names the day, but not what was done."""
    return [(kind, value) for kind, value in charge(day, amount, **more) if kind != "code.procedure"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param(
            [summary(4, "450.00"), charge(4, "450.00", allowed="300.00")],
            ("450.00", "300.00", "0"),
            id="a summary over a table of one line, in a column of its own",
        ),
        pytest.param(
            [
                summary(4, "450.00", allowed="300.00", paid_by_plan="240.00"),
                charge(4, "250.00"),
                charge(4, "200.00"),
            ],
            ("450.00", "300.00", "240.00"),
            id="a summary over a table of several lines",
        ),
        pytest.param(
            [
                charge(4, "450.00", allowed="0.00"),
                [*charge(4, "450.00")[::2], ("name.provider", "Clinic"), ("amount.allowed", Decimal("0.00"))],
            ],
            ("450.00", "0.00", "0"),
            id="the total of one line, with its day",
        ),
        pytest.param(
            [
                charge(4, "450.00", allowed="300.00"),
                [*charge(4, "450.00")[:1], ("name.provider", "Clinic"), ("amount.billed", Decimal("450.00"))],
            ],
            ("900.00", "300.00", "0"),
            id="a charge without a code in the column of the others is one",
        ),
        pytest.param(
            [
                charge(4, "310.00"),
                charge(4, "230.00", allowed="0.00", paid_by_plan="0.00"),
                [("amount.billed", Decimal("540.00")), ("amount.allowed", Decimal("168.40"))],
                charge(9, "475.00", allowed="0.00"),
                [("amount.billed", Decimal("475.00")), ("amount.allowed", Decimal("0.00"))],
            ],
            ("1015.00", "168.40", "0.00"),
            id="each claim's total tells what one of its lines does not",
        ),
    ],
)
def test_an_explanations_sums_are_no_charges(rows: Sequence[Row], told: tuple[str, str, str]) -> None:
    for papers in ([paper("e", "eob", rows)], [paper("e", "eob", rows), paper("f", "eob", rows)]):
        totals = ledger(papers).totals
        assert (str(totals.billed), str(totals.allowed), str(totals.paid_by_plan)) == told


def test_a_cell_of_two_lines_stands_in_the_row_it_is_centred_on() -> None:
    def fact(kind: str, value: FactValue, x: float, y: float) -> Fact:
        return Fact(f"{kind}{y}", kind, value, "", PageRef("b.pdf", 1), Box(x, y, x + 0.07, y + 0.011), 0.9)

    facts = []
    for n in range(3):
        y = 0.3 + 0.046 * n
        facts.append(fact("code.procedure", f"9636{n}", 0.2, y - 0.008))
        facts.append(fact("amount.paid_by_plan", Decimal(n), 0.7, y - 0.0023))
        facts.append(fact("amount.billed", Decimal(100 + n), 0.4, y - 0.001))
        facts.append(fact("date.service", date(2024, 3, 4), 0.1, y))
    made = ledger([replace(EOB, facts=tuple(facts), pages=(PageRef("b.pdf", 1),))])
    assert [(row.description, str(row.billed), str(row.paid_by_plan)) for row in made.rows] == [
        (f"9636{n}", str(100 + n), str(n)) for n in range(3)
    ]


def test_rows_of_a_scan_that_hangs() -> None:
    """At the far end of the row the amount stands half a row lower than its day."""

    def fact(kind: str, value: FactValue, x: float, y: float) -> Fact:
        return Fact(f"{kind}{y}", kind, value, "", PageRef("b.pdf", 1), Box(x, y, x + 0.07, y + 0.012), 0.9)

    facts = []
    for n in range(4):
        facts.append(fact("date.service", date(2024, 3, 1 + n), 0.1, 0.2 + 0.022 * n))
        facts.append(fact("amount.billed", Decimal(100 + n), 0.75, 0.21 + 0.022 * n))
    made = ledger([replace(BILL, facts=tuple(facts), pages=(PageRef("b.pdf", 1),))])
    assert [str(row.billed) for row in made.rows] == ["100", "101", "102", "103"]
    assert [row.date for row in made.rows] == [date(2024, 3, n) for n in (1, 2, 3, 4)]


def test_the_chronology_tells_no_deadline_and_no_card() -> None:
    card = paper("card", "insurance_card", [], date(2024, 1, 1))
    letter = paper(
        "letter",
        "denial_letter",
        [[("date.deadline", date(2024, 9, 1))], [("date.received", date(2024, 3, 25))]],
        date(2024, 3, 18),
    )
    record = paper("rec", "infusion_record", [[("date.service", date(2024, 3, 4))]], date(2024, 3, 4))
    told = chronology([BILL, EOB, card, letter, record])
    assert [(event.date.isoformat(), event.what) for event in told] == [
        ("2024-03-04", "Paper rec"),
        ("2024-03-08", "Treatment charged: 96365"),
        ("2024-03-18", "Paper letter"),
        ("2024-03-25", "Paper letter: received"),
    ]


def infusion(day: int, **amounts: str) -> list[Row]:
    """A bill's lines of one day: what each code is charged at."""
    return [
        [("date.service", date(2024, 3, day)), ("code.procedure", code), ("amount.billed", Decimal(amount))]
        for code, amount in amounts.items()
    ]


def claim(day: int, amount: str, *codes: str) -> Row:
    """A claim in one row, as a denial letter lists it."""
    named: list[tuple[str, FactValue]] = [("code.procedure", code) for code in codes]
    return [("date.service", date(2024, 3, day)), *named, ("amount.billed", Decimal(amount))]


PARTS = {"96365": "340.00", "96366": "510.00", "J3490": "220.00"}
PARTED = paper("b", "itemized_bill", [*infusion(4, **PARTS), *infusion(8, **PARTS)])


@pytest.mark.parametrize(
    ("rows", "billed"),
    [
        pytest.param([claim(4, "1070.00", *PARTS)], "2140.00", id="a total with all codes"),
        pytest.param([claim(4, "1070.00", "96365")], "2140.00", id="a total with the first code alone"),
        pytest.param([claim(4, "1100.00", *PARTS)], "2140.00", id="a total with more than is on the bill"),
        pytest.param(
            [claim(4, "1070.00", *PARTS), claim(8, "1070.00", *PARTS)], "2140.00", id="a claim a row"
        ),
        pytest.param([claim(4, "360.00", "96365")], "2160.00", id="one code: another reading of its charge"),
        pytest.param([claim(9, "1070.00", *PARTS)], "3210.00", id="another day's claim"),
    ],
)
def test_a_claims_total_is_no_lines_charge(rows: list[Row], billed: str) -> None:
    letter = paper("l", "denial_letter", rows, confidence=0.98)
    for documents in ([PARTED, letter], [letter, PARTED]):
        made = ledger(documents)
        charged = {str(row.billed) for row in made.rows if row.description == "96365"}
        assert str(made.totals.billed) == billed
        assert charged.isdisjoint({"1070.00", "1100.00"})


def explained(*under: Row, days: Sequence[int] = (4,)) -> Document:
    """An explanation of benefits that prints under its table what was paid in all."""
    lines = [[*row, ("amount.allowed", Decimal("90.00"))] for day in days for row in infusion(day, **PARTS)]
    return paper("e", "eob", [*lines, *under])


CLAIM_TOTAL: Row = [("amount.billed", Decimal("1070.00")), ("amount.allowed", Decimal("270.00"))]


def by_plan(amount: str) -> Row:
    return [("amount.paid_by_plan", Decimal(amount))]


@pytest.mark.parametrize(
    ("eob", "plan"),
    [
        pytest.param(explained(CLAIM_TOTAL, by_plan("135.00")), "135.00", id="under the total"),
        pytest.param(explained(by_plan("135.00")), "135.00", id="without a total"),
        pytest.param(explained(CLAIM_TOTAL, by_plan("135.00"), by_plan("135.00")), "135.00", id="said twice"),
        pytest.param(explained(by_plan("135.00"), by_plan("20.00")), "0", id="two amounts: which is it"),
        pytest.param(explained(by_plan("4000.00")), "0", id="a year's sum"),
        pytest.param(explained(by_plan("0.00")), "0.00", id="nothing was paid"),
        pytest.param(explained(by_plan("135.00"), days=(4, 8)), "0", id="of which of two days"),
    ],
)
def test_what_a_plan_paid_in_all(eob: Document, plan: str) -> None:
    for documents in ([PARTED, eob], [eob, PARTED], [eob]):
        totals = ledger(documents).totals
        assert str(totals.paid_by_plan) == plan
        assert totals.billed in (Decimal("1070.00"), Decimal("2140.00"))


def credit(day: int, billed: str, paid: str) -> Row:
    """A charge's row of a statement that says what was paid of it."""
    return [*charge(day, billed), ("amount.paid", Decimal(paid))]


def account(*rows: Row) -> Document:
    return paper("bill", "itemized_bill", rows, date(2024, 5, 1))


def slip(id_: str, day: date, amount: str) -> Document:
    row: Row = [
        ("date.payment", day),
        ("amount.total", Decimal(amount)),
        ("name.merchant", "Elm Park Clinic"),
    ]
    return paper(id_, "receipt", [row], day)


def booked(*rows: tuple[int, str, str]) -> Document:
    """A bank's statement: days of March, to whom, how much."""
    lines: list[Row] = [
        [
            ("date.payment", date(2024, 3, day)),
            ("name.merchant", payee),
            ("amount.paid", Decimal(amount)),
        ]
        for day, payee, amount in rows
    ]
    return paper("bank", "proof_of_payment", lines, date(2024, 3, 31))


APRIL = date(2024, 4, 20)


@pytest.mark.parametrize(
    ("documents", "paid"),
    [
        pytest.param(
            [account(credit(4, "450.00", "90.00"), credit(8, "450.00", "450.00")), slip("r", APRIL, "90.00")],
            {"2024-04-20": "90.00", "2024-03-08": "450.00"},
            id="a credit's receipt is of weeks later",
        ),
        pytest.param(
            [account(credit(4, "450.00", "90.00")), slip("r", date(2024, 5, 20), "90.00")],
            {"2024-03-04": "90.00", "2024-05-20": "90.00"},
            id="what was paid after the bill is not on it",
        ),
        pytest.param(
            [account(credit(4, "450.00", "90.00")), slip("r", date(2024, 2, 20), "90.00")],
            {"2024-02-20": "90.00", "2024-03-04": "90.00"},
            id="nor what was paid before the visit",
        ),
        pytest.param(
            [
                account(credit(4, "450.00", "90.00"), credit(8, "450.00", "90.00")),
                slip("r", date(2024, 3, 8), "90.00"),
            ],
            {"2024-03-04": "90.00", "2024-03-08": "90.00"},
            id="of equal credits the nearest is the receipt's",
        ),
        pytest.param(
            [
                account(credit(4, "450.00", "90.00"), credit(8, "450.00", "120.00")),
                slip("r", APRIL, "210.00"),
            ],
            {"2024-04-20": "210.00"},
            id="two credits that one check paid",
        ),
        pytest.param(
            [
                account(charge(4, "450.00"), charge(8, "450.00"), [("amount.paid", Decimal("450.00"))]),
                slip("r", date(2024, 3, 4), "200.00"),
                booked((4, "ELM PARK CLINIC MOCKVILLE", "250.00"), (5, "GOLD OPTICAL", "88.00")),
            ],
            {"2024-03-04": "450.00"},
            id="two cards for one visit",
        ),
        pytest.param(
            [
                account(charge(4, "450.00")),
                slip("r", date(2024, 3, 4), "300.00"),
                booked((4, "ELM PARK CLINIC MOCKVILLE", "250.00"), (5, "GOLD OPTICAL", "88.00")),
            ],
            {"2024-03-04": "300.00"},
            id="more than the visit is charged at",
        ),
        pytest.param(
            [
                paper(
                    "bill",
                    "itemized_bill",
                    [charge(4, "450.00"), charge(8, "450.00"), [("amount.paid", Decimal("450.00"))]],
                    date(2024, 3, 8),
                ),
                slip("r", date(2024, 3, 4), "200.00"),
            ],
            {"2024-03-04": "200.00", "None": "250.00"},
            id="the rest of a bill's sum is not of the visit on its own day",
        ),
    ],
)
def test_a_credit_and_its_payment_are_one(documents: list[Document], paid: dict[str, str]) -> None:
    for order in (documents, documents[::-1]):
        found: dict[str, Decimal] = {}
        for row in ledger(order).rows:
            if row.paid_by_client:
                found[str(row.date)] = found.get(str(row.date), Decimal(0)) + row.paid_by_client
        assert {day: str(amount) for day, amount in found.items()} == paid


def test_a_credit_stands_at_its_charge_and_is_no_event_of_that_day() -> None:
    bill = account(credit(4, "450.00", "90.00"), charge(8, "450.00"))
    assert [row.paid_by_client for row in ledger([bill]).rows] == [Decimal("90.00"), None]
    assert not [event for event in chronology([bill]) if "Payment" in event.what]
