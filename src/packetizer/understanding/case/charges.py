"""What a charging paper says, charge by charge: its lines, and the sums that only add lines up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from packetizer.model import Box, DateRange, Document, Fact
from packetizer.understanding.kinds import FactKind

_KINDS = {
    FactKind.AMOUNT_BILLED: "billed",
    FactKind.AMOUNT_ALLOWED: "allowed",
    FactKind.AMOUNT_PAID_BY_PLAN: "plan",
}
_SLOPES = tuple(step / 250 for step in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5))
_LONGEST_STAY = 92  # days of a range that are still counted one by one


@dataclass(slots=True)
class Line:
    """A charge, or a sum of charges, as one paper states it. `days`: every day of service it names."""

    document: Document
    days: frozenset[date] = frozenset()
    codes: tuple[str, ...] = ()
    billed: Decimal | None = None
    allowed: Decimal | None = None
    plan: Decimal | None = None
    sure: float = 0.0  # of the amount billed
    column: Box | None = None  # where the amount billed stands
    facts: list[str] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        return min(self.days, default=None)

    @property
    def money(self) -> bool:
        return self.billed is not None or self.allowed is not None or self.plan is not None


@dataclass(frozen=True, slots=True)
class Account:
    """A paper's charges, and its sums of them."""

    lines: tuple[Line, ...]
    sums: tuple[Line, ...]


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def dollars(facts: Iterable[Fact]) -> list[Fact]:
    """The facts without amounts of another currency."""
    return [fact for fact in facts if not fact.kind.startswith("amount.") or fact.currency == "USD"]


def days_of(facts: Iterable[Fact]) -> frozenset[date]:
    """The days of service that facts name; a range names each of its days."""
    days: set[date] = set()
    for fact in facts:
        if fact.kind != FactKind.DATE_SERVICE:
            continue
        if isinstance(fact.value, DateRange):
            length = min((fact.value.last - fact.value.first).days, _LONGEST_STAY)
            days |= {fact.value.first + timedelta(days=n) for n in range(max(length, 0) + 1)}
        elif isinstance(fact.value, date):
            days.add(fact.value)
    return frozenset(days)


# ---------------------------------------------------------------- rows of a paper


def rows_of(facts: Sequence[Fact], document: Document) -> list[list[Fact]]:
    """The facts by the printed rows they stand in, page by page from the top, each row from the left.

    A scan may hang to one side: the slope with the fewest rows is the page's.
    """
    made: list[list[Fact]] = []
    for page in document.pages:
        here = [fact for fact in facts if fact.page == page]
        if here:
            tried = {slope: len(_rows(here, slope, _NEAR)) for slope in _SLOPES}
            made += _rows(here, min(_SLOPES, key=lambda slope: tried[slope]), _REACH)
    return made


# Of a line's height: how far the next of a row may stand from the last; and all from the first, where a cell
# of two lines is centred beside cells of one.
_NEAR, _REACH = 0.55, 0.95


def _rows(facts: Sequence[Fact], slope: float, reach: float) -> list[list[Fact]]:
    height = median(fact.box.height for fact in facts)
    rows: list[list[Fact]] = []
    first = last = 0.0
    for at, fact in sorted(((_height(fact, slope), fact) for fact in facts), key=lambda pair: pair[0]):
        if rows and at - last < _NEAR * height and at - first < reach * height:
            rows[-1].append(fact)
        else:
            rows.append([fact])
            first = at
        last = at
    return [sorted(row, key=lambda fact: fact.box.x0) for row in rows]


def _height(fact: Fact, slope: float) -> float:
    return (fact.box.y0 + fact.box.y1) / 2 - slope * fact.box.x0


# ---------------------------------------------------------------- lines and sums


def account_of(document: Document) -> Account:
    """The paper's lines (a day or a code stands in their row) and its sums."""
    kinds = {*_KINDS, FactKind.DATE_SERVICE, FactKind.CODE_PROCEDURE}
    facts = [fact for fact in dollars(document.facts) if fact.kind in kinds]
    made = [_line(row, document) for row in rows_of(facts, document)]
    whole = days_of(facts)
    return _parted(_below_one_another(made, whole), whole, document)


def _line(row: Sequence[Fact], document: Document) -> Line:
    line = Line(document, days_of(row), facts=[fact.id for fact in row])
    line.codes = tuple(dict.fromkeys(str(f.value) for f in row if f.kind == FactKind.CODE_PROCEDURE))
    for fact in row:
        name = _KINDS.get(FactKind(fact.kind))
        if name is None or not isinstance(fact.value, Decimal) or fact.value < 0:
            continue
        if getattr(line, name) is None:
            setattr(line, name, fact.value)
            if name == "billed":
                line.sure, line.column = fact.confidence, fact.box
    return line


def _below_one_another(rows: Sequence[Line], whole: frozenset[date]) -> list[Line]:
    """Rows with money; day and code above, allowed and paid below joined in. What the plan paid in all may
    stand under a table, beside its words alone."""
    made: list[Line] = []
    beside: list[Line] = []
    days, codes, facts = frozenset[date](), tuple[str, ...](), list[str]()
    day = whole if len(whole) == 1 else frozenset[date]()
    table = any(row.billed is not None and row.days for row in rows)
    for row in rows:
        if not row.money and table and not row.codes:
            continue  # a payment or an adjustment: its day is no charge's
        if not row.money:
            days, codes, facts = days | row.days, codes + row.codes, facts + row.facts
        elif row.billed is None and table and not row.codes:
            if row.days:
                continue
            if made and _is_total(made[-1]) and _within(row, made[-1]):
                _complete(made[-1], row)
            else:
                beside.append(row)
        elif row.billed is None and made and not row.days and not row.codes:
            _complete(made[-1], row)
        else:
            own = bool(row.days)
            row.days = row.days or days or (day if row.codes or codes else frozenset())
            row.codes, row.facts = row.codes or codes, row.facts + facts
            day = row.days if own or days else day
            days, codes, facts = frozenset(), (), []
            made.append(row)
    return [*made, *_paid_in_all(made, beside, whole)]


def _is_total(row: Line) -> bool:
    return row.billed is not None and not row.codes and not row.days


def _within(row: Line, of: Line) -> bool:
    """Whether a row says of a total what it may: no more was allowed or paid, and nothing was said before."""
    most = of.billed or Decimal(0)
    pairs = ((row.allowed, of.allowed), (row.plan, of.plan))
    return all(one is None or (other is None and one <= most) for one, other in pairs)


def _paid_in_all(made: Sequence[Line], beside: Sequence[Line], whole: frozenset[date]) -> list[Line]:
    """What a paper of one day's charges says, once or again, that the plan paid for all of them."""
    paid = {row.plan for row in beside if row.plan is not None}
    lines = [row for row in made if row.codes or row.days]
    summed = total(row.billed for row in lines)
    if len(whole) != 1 or len(paid) != 1 or any(row.plan is not None for row in made) or max(paid) > summed:
        return []
    facts = [fact for row in beside for fact in row.facts]
    return [Line(lines[0].document, whole, billed=summed, plan=paid.pop(), facts=facts)]


def _complete(line: Line, row: Line) -> None:
    line.allowed = line.allowed if line.allowed is not None else row.allowed
    line.plan = line.plan if line.plan is not None else row.plan
    line.facts += row.facts


def _parted(rows: Sequence[Line], whole: frozenset[date], document: Document) -> Account:
    """Lines are what names one day or a code; the rest are sums, unless its total says otherwise."""
    keyed = [row for row in rows if row.codes or len(row.days) == 1]
    loose = [row for row in rows if row not in keyed and row.billed is not None]
    keyed, more = _without_sums(keyed)
    if loose:
        most = max(loose, key=lambda row: row.billed or Decimal(0))
        items = [row for row in loose if row is not most]
        if items and total(row.billed for row in (*keyed, *items)) == most.billed:
            for row in items:
                row.days = row.days or (whole if len(whole) == 1 else frozenset())
            keyed, loose = [*keyed, *items], [most]
        elif not keyed:
            loose = [most]
    for row in (*loose, *more):
        row.days = row.days or _days_above(row, rows, keyed) or whole
    if not keyed and len(loose) == 1 and len(whole) <= 1:
        _only(loose[0], document)
        return Account((loose[0],), ()) if loose[0].days or loose[0].codes else Account((), (loose[0],))
    return Account(tuple(keyed), (*loose, *more))


def _days_above(row: Line, rows: Sequence[Line], keyed: Sequence[Line]) -> frozenset[date]:
    """The days of the lines right above a sum that make it: a claim's total among other claims."""
    made, days = Decimal(0), frozenset[date]()
    place = next(at for at, other in enumerate(rows) if other is row)
    for other in reversed(rows[:place]):
        if not any(other is line for line in keyed):
            break
        made, days = made + (other.billed or Decimal(0)), days | other.days
        if made == row.billed:
            return days
    return frozenset()


def _without_sums(keyed: list[Line]) -> tuple[list[Line], list[Line]]:
    """A row with a day beside it may still be a sum: of the rows above it, or of those of its day that name
    what was done, as the summary over an explanation's table."""
    sums = [row for place, row in enumerate(keyed) if _is_sum(row, keyed, place)]
    return [row for row in keyed if row not in sums], sums


def _is_sum(row: Line, keyed: Sequence[Line], place: int) -> bool:
    if row.codes or not row.billed:
        return False
    if place >= 2 and row.billed == total(other.billed for other in keyed[:place]):
        return True
    named = [other for other in keyed if other.codes and other.days == row.days]
    if row.billed != total(other.billed for other in named):
        return False
    return len(named) > 1 or _apart(row, named[0]) or _repeats(row, named[0])


_SAME_EDGE = 0.02  # of two amounts in one column, in page widths


def _apart(row: Line, named: Line) -> bool:
    """Whether it stands outside the table, in another column than the line."""
    if row.column is None or named.column is None:
        return False
    edges = (row.column.x0 - named.column.x0, row.column.x1 - named.column.x1)
    return min(map(abs, edges)) > _SAME_EDGE


def _repeats(row: Line, named: Line) -> bool:
    """Whether it says all that the line says, and more than the charge: the total of one line."""
    said = (row.allowed, row.plan)
    return said == (named.allowed, named.plan) and said != (None, None)


def _only(line: Line, document: Document) -> None:
    """A paper with one charge: what it allows and pays is that charge's, wherever it stands."""
    for fact in dollars(document.facts):
        name = _KINDS.get(FactKind(fact.kind)) if fact.kind in set(_KINDS) else None
        if name in ("allowed", "plan") and getattr(line, name) is None and isinstance(fact.value, Decimal):
            setattr(line, name, fact.value)
            line.facts.append(fact.id)
