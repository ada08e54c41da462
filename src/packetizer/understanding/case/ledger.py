"""The money of a case: each charge and each payment once, however many papers mention it.

A reconciliation. A bill, a claim form, an explanation of benefits and a denial tell of the same charges:
lines are matched by day, code and amount, and each paper adds what it knows (allowed, paid by the plan). A
paper's sum is a row only where nothing that it sums up is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from packetizer.model import Document, Ledger, LedgerRow, Totals
from packetizer.understanding.case.charges import Line, account_of, total
from packetizer.understanding.case.payments import with_payments
from packetizer.understanding.lore.lexicon import Lexicon, load_lexicon

_Same = Callable[[Line, Line], bool]  # whether two lines are the same charge

_MOST_TOGETHER = 6  # lines that another paper may state as one


def ledger(documents: Sequence[Document], lexicon: Lexicon | None = None) -> Ledger:
    """The rows by day, and their totals. Amounts of another currency stay out."""
    words = lexicon or load_lexicon()
    papers = [(how, doc) for doc in documents if (how := words.role(doc.type).pays) is not None]
    rows = with_payments(charged_rows(documents, words), papers, words)
    rows.sort(key=lambda row: row.date or date.max)
    return Ledger(tuple(rows), _totals(rows))


def charged_rows(documents: Sequence[Document], words: Lexicon) -> list[LedgerRow]:
    """The charges alone, without the client's payments."""
    ranks = {doc.id: words.role(doc.type).charges for doc in documents}
    charging = [doc for doc in documents if ranks[doc.id] is not None]
    accounts = [(doc, account_of(doc)) for doc in charging]
    # The fullest account first; of two by one hand the later, which may correct the earlier.
    accounts.sort(key=lambda pair: (ranks[pair[0].id] or 0, -(pair[0].date or date.min).toordinal()))
    book = Book()
    for _, account in accounts:
        book.enter(account.lines)
    for _, account in accounts:
        for line in account.sums:
            book.add_up(line)
    return book.rows()


def _totals(rows: Iterable[LedgerRow]) -> Totals:
    rows = list(rows)
    return Totals(
        billed=total(row.billed for row in rows),
        allowed=total(row.allowed for row in rows),
        paid_by_plan=total(row.paid_by_plan for row in rows),
        paid_by_client=total(row.paid_by_client for row in rows),
    )


class Book:
    """The charges found so far. Filled while the papers are read."""

    def __init__(self) -> None:
        self._lines: list[Line] = []

    def rows(self) -> list[LedgerRow]:
        return [_row(line) for line in self._lines if line.money]

    # ------------------------------------------------------------ lines

    def enter(self, lines: Sequence[Line]) -> None:
        """One paper's lines: joined to those that earlier papers tell of, the rest new."""
        free = list(self._lines)
        left = self._matched(lines, free, _ALIKE)
        left = self._cut_otherwise(left, free)
        whole = [line for line in left if _names_several(line, free)]
        left = [line for line in left if line not in whole]
        left = self._matched(left, free, _NEARLY)
        for day in dict.fromkeys(line.day for line in left):
            self._enter_day([x for x in left if x.day == day], [x for x in free if x.day == day])
        for line in whole:
            self.add_up(line)

    def _matched(self, lines: Sequence[Line], free: list[Line], by: Sequence[_Same]) -> list[Line]:
        """The lines that are left when those alike are joined, each to one of the free, which it takes."""
        left = list(lines)
        for alike in by:
            for line in list(left):
                match = next((known for known in free if alike(known, line)), None)
                if match is not None:
                    _join(match, line)
                    free.remove(match)
                    left.remove(line)
        return left

    def _cut_otherwise(self, lines: Sequence[Line], free: Sequence[Line]) -> list[Line]:
        """Less the lines of days whose charges come to the same sum in other parts: a claim's total that
        names one of its codes is no other reading of that code's charge."""
        left: list[Line] = []
        for day in dict.fromkeys(line.day for line in lines):
            own, known = [x for x in lines if x.day == day], [x for x in free if x.day == day]
            summed = total(line.billed for line in own)
            if day is not None and len(own) != len(known) and summed == total(x.billed for x in known) != 0:
                self._fold(known, own)
            else:
                left += own
        return left

    def _enter_day(self, lines: Sequence[Line], known: Sequence[Line]) -> None:
        """A day's lines that match none: the day's charges cut otherwise, or charges of their own."""
        whole = _together(known, total(line.billed for line in lines))
        if known and whole:
            self._fold(whole, lines)
            return
        for line in lines:
            part = _together(known, line.billed)
            if part:
                self._fold(part, [line])
            elif line.billed is not None and (line.codes or not known):
                self._lines.append(replace(line, facts=list(line.facts)))

    def _fold(self, known: Sequence[Line], lines: Sequence[Line]) -> None:
        """Known lines that another paper states together: one row, where that paper knows more of them."""
        allowed = _sum_or_none(line.allowed for line in lines)
        plan = _sum_or_none(line.plan for line in lines)
        first = known[0]
        if len(known) > 1 and any(
            stated and all(getattr(line, name) is None for line in known)
            for name, stated in (("allowed", allowed), ("plan", plan))
        ):
            for other in known[1:]:
                first.billed = total((first.billed, other.billed))
                first.allowed = _sum_or_none((first.allowed, other.allowed))
                first.plan = _sum_or_none((first.plan, other.plan))
                first.codes = tuple(dict.fromkeys(first.codes + other.codes))
                first.facts += other.facts
                self._lines.remove(other)
            known = known[:1]
        if len(known) == 1:
            both = Line(first.document, allowed=allowed, plan=plan)
            both.facts = [fact for line in lines for fact in line.facts]
            _join(first, both)
        else:
            _spread_nothing(known, allowed, plan)

    # ------------------------------------------------------------ sums

    def add_up(self, line: Line) -> None:
        """A paper's sum: a row only where none of its days is known, or where it names more of them."""
        known = [other for other in self._lines if not line.days or not other.day or other.days & line.days]
        if not known:
            if line.billed is not None and not (self._lines and not line.days):
                self._lines.append(replace(line, facts=list(line.facts)))
            return
        summed = total(other.billed for other in known)
        unknown = line.days - frozenset(day for other in self._lines for day in other.days)
        if line.billed is not None and line.billed > summed and unknown and line.days:
            for other in known:
                line.codes = tuple(dict.fromkeys(line.codes + other.codes))
                line.facts += other.facts
                self._lines.remove(other)
            line.allowed = (
                line.allowed if line.allowed is not None else _sum_or_none(x.allowed for x in known)
            )
            line.plan = line.plan if line.plan is not None else _sum_or_none(x.plan for x in known)
            self._lines.append(line)
        elif line.billed == summed:
            self._settle(known, line)

    def _settle(self, known: Sequence[Line], line: Line) -> None:
        """What a sum says was allowed and paid, where no line says it."""
        if len(known) == 1:
            _join(known[0], line)
            return
        _spread_nothing(known, line.allowed, line.plan)
        _fill_last(known, line)
        allowed = line.allowed if all(other.allowed is None for other in known) else None
        plan = line.plan if all(other.plan is None for other in known) else None
        if allowed or plan:
            decided = Line(line.document, line.days, line.codes, None, allowed, plan, facts=list(line.facts))
            self._lines.append(decided)


def _spread_nothing(known: Sequence[Line], allowed: Decimal | None, plan: Decimal | None) -> None:
    """Nothing allowed or paid in sum is nothing for each line."""
    for line in known:
        line.allowed = Decimal("0.00") if line.allowed is None and allowed == 0 else line.allowed
        line.plan = Decimal("0.00") if line.plan is None and plan == 0 else line.plan


def _fill_last(known: Sequence[Line], line: Line) -> None:
    """Where all lines but one say what was allowed or paid, the sum tells it of the last."""
    for name in ("allowed", "plan"):
        whole, silent = getattr(line, name), [other for other in known if getattr(other, name) is None]
        if whole is None or len(silent) != 1:
            continue
        left = whole - total(getattr(other, name) for other in known)
        if 0 <= left <= (silent[0].billed or Decimal(0)):
            setattr(silent[0], name, left)
            silent[0].facts += [fact for fact in line.facts if fact not in silent[0].facts]


def _sum_or_none(amounts: Iterable[Decimal | None]) -> Decimal | None:
    stated = [amount for amount in amounts if amount is not None]
    return total(stated) if stated else None


# ---------------------------------------------------------------- which lines are the same charge


def _codes_agree(one: Line, other: Line) -> bool:
    return not one.codes or not other.codes or bool(set(one.codes) & set(other.codes))


def _exactly(one: Line, other: Line) -> bool:
    return one.day == other.day and one.billed == other.billed and bool(set(one.codes) & set(other.codes))


def _by_amount(one: Line, other: Line) -> bool:
    return one.day == other.day and one.billed == other.billed and _codes_agree(one, other)


def _by_code(one: Line, other: Line) -> bool:
    """One of the amounts was misread, or the paper does not repeat it."""
    return one.day is not None and one.day == other.day and bool(set(one.codes) & set(other.codes))


def _undated(one: Line, other: Line) -> bool:
    return (one.day is None or other.day is None) and one.billed == other.billed and _codes_agree(one, other)


def _names_several(line: Line, known: Sequence[Line]) -> bool:
    """Whether it names, in one amount, the codes of several charges of its day: a claim's total."""
    named = [other for other in known if other.day == line.day and set(other.codes) & set(line.codes)]
    return line.day is not None and len(line.codes) > 1 and len(named) > 1


_ALIKE: tuple[_Same, ...] = (_exactly, _by_amount)
_NEARLY: tuple[_Same, ...] = (_by_code, _undated)


def _together(known: Sequence[Line], amount: Decimal | None) -> list[Line]:
    """The known lines that make up an amount together, all of them at best; none where none do."""
    if not amount:
        return []
    for size in range(min(len(known), _MOST_TOGETHER), 0, -1):
        for some in combinations(known, size):
            if total(line.billed for line in some) == amount:
                return list(some)
    return []


def _join(known: Line, line: Line) -> None:
    """What a further paper adds to a charge; of two readings of its amount the surer one stands."""
    if line.billed is not None and (known.billed is None or line.sure > known.sure):
        known.billed, known.sure = line.billed, line.sure
    known.days = known.days or line.days
    known.codes = known.codes or line.codes
    known.allowed = known.allowed if known.allowed is not None else line.allowed
    known.plan = known.plan if known.plan is not None else line.plan
    known.facts += [fact for fact in line.facts if fact not in known.facts]


def _row(line: Line) -> LedgerRow:
    what = ", ".join(line.codes) or line.document.title
    if line.billed is None:
        what = f"Decision: {line.document.title}"
    return LedgerRow(
        line.day, what, line.billed, line.allowed, line.plan, None, line.document.id, tuple(line.facts)
    )
