"""What counts in the sums: the same on every sheet, in the worksheet and in the manifest."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from packetizer.model import Case, CaseInfo, Event, Ledger, LedgerRow, Page, Totals
from packetizer.packet.counted import facts_of, unsure_of, unsure_sums
from packetizer.packet.plan import plan_packet
from packetizer.packet.sheets.matter import Matter
from tests.packet_case import GIVEN, Papers, findings
from tests.pages import page_from_text

DAY = date(2026, 1, 9)


def _pages(case: Case) -> list[Page]:
    return [page_from_text("", ref.source, ref.number) for paper in case.documents for ref in paper.pages]


def _case(paid: str, sure: float, *, billed: float = 0.95, on: date = DAY, printed: str = "") -> Case:
    """A bill of two lines, 475.00 in all, and a check of `paid` that was read as surely as `sure`."""
    papers = Papers()
    bill = papers.add(
        "itemized_bill",
        "Itemized bill",
        DAY,
        facts=[("amount.billed", Decimal("400.00")), ("amount.billed", Decimal("75.00"))],
    )
    bank = papers.add(
        "proof_of_payment", "Bank statement", on, facts=[("amount.paid", Decimal(printed or paid))]
    )
    bill = replace(bill, facts=tuple(replace(fact, confidence=billed) for fact in bill.facts))
    bank = replace(bank, facts=tuple(replace(fact, confidence=sure) for fact in bank.facts))
    one, two = bill.facts
    rows = (
        LedgerRow(DAY, "96365", Decimal("400.00"), None, None, None, bill.id, (one.id,)),
        LedgerRow(DAY, "96366", Decimal("75.00"), None, None, None, bill.id, (two.id,)),
        LedgerRow(on, "Payment", None, None, None, Decimal(paid), bank.id, (bank.facts[0].id,)),
    )
    return Case(
        CaseInfo(),
        (bill, bank),
        ledger=Ledger(rows, Totals(Decimal("475.00"), paid_by_client=Decimal(paid))),
        chronology=(Event(on, f"Payment of ${Decimal(paid):,.2f}: Bank statement", bank.id),),
    )


def _matter(case: Case) -> Matter:
    return Matter(plan_packet(case, findings(), _pages(case), GIVEN), case, findings(), GIVEN)


@pytest.mark.parametrize(
    ("case", "unsure"),
    [
        pytest.param(_case("475.00", 0.7), (), id="read dimly, but the day's charges come to it"),
        pytest.param(_case("300.00", 0.95), (), id="another sum than the charges, read clearly"),
        pytest.param(_case("300.00", 0.7), ("paid_by_client",), id="another sum than the charges"),
        pytest.param(_case("475.00", 0.7, on=date(2026, 1, 20)), ("paid_by_client",), id="another day"),
        pytest.param(
            _case("475.00", 0.7, billed=0.6), ("billed", "paid_by_client"), id="the charges are dim as well"
        ),
        pytest.param(
            _case("300.00", 0.7, printed="600.00"), ("paid_by_client",), id="reckoned from a dim sum"
        ),
        pytest.param(_case("300.00", 0.9, printed="600.00"), (), id="reckoned from a clear sum"),
    ],
)
def test_which_sums_are_sure(case: Case, unsure: tuple[str, ...]) -> None:
    facts = facts_of(case)
    assert unsure_sums(case.ledger.rows, facts) == unsure
    assert {c for row in case.ledger.rows for c in unsure_of(row, case.ledger.rows, facts)} == set(unsure)


def test_a_sum_is_told_only_where_all_of_it_is() -> None:
    """With a dim payment no sum of payments is told, not one of the rest; that of the charges is."""
    matter = _matter(_case("300.00", 0.7))
    assert (matter.billed, matter.paid) == (Decimal("475.00"), None)
    assert [row.paid_by_client for row in matter.expenses] == [None, None]
    assert not matter.events
    told = _matter(_case("475.00", 0.7))
    assert (told.billed, told.paid) == (Decimal("475.00"), Decimal("475.00"))
    assert len(told.expenses) == 3
    assert len(told.events) == 1
