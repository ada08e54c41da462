"""Amounts of a paper and what stands around them, their places and sums: signs for a fitted model.

`bench/fit_amounts.py` fits it on amounts whose role is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, pairwise, permutations

from packetizer.model import Box, Page, PageRef
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Sheet, overlap, sheet_of
from packetizer.understanding.facts.making import on_page
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.money.amountsoftype import times
from packetizer.understanding.facts.money.faint import faint_amounts
from packetizer.understanding.facts.money.find import MoneySpot
from packetizer.understanding.facts.numbers.codes import codes_in
from packetizer.understanding.facts.surroundings import Spot, place_in_row, words_around, words_of, words_on
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon

_MOST_IN_ROW = 8  # amounts; more are no table of services
_DEEPEST = 6  # amounts, one under another, of which one may be the sum or the rest
_SAME_EDGE = 0.015
_MOSTLY = 0.5  # of the narrower one, under the other
_MOST_SUMMED = 80  # amounts before a sum
_ROUND = Decimal(5)

Place = tuple[PageRef, Box]


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of a paper. `faint`: neither sign nor cents prove it."""

    sheet: Sheet
    spot: MoneySpot
    faint: bool

    @property
    def value(self) -> Decimal:
        return self.spot.printed.value

    @property
    def size(self) -> Decimal:
        return abs(self.spot.printed.value)

    @property
    def place(self) -> Place:
        return self.sheet.page.ref, on_page(self.spot.box)


@dataclass
class Sums:
    """The amounts of a paper in reading order, by rows and columns of its pages, with what adds up."""

    of: list[Sum]
    said: dict[Place, str]  # what the rules say, and then what is settled
    rows: dict[tuple[PageRef, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    columns: list[list[int]] = field(default_factory=list)
    column_of: dict[int, int] = field(default_factory=dict)
    adds_up: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    moved_by: dict[int, int] = field(default_factory=dict)  # a running balance: the amount of its row
    lines_of: dict[int, list[int]] = field(default_factory=dict)  # a sum: what it is made of

    def role(self, at: int) -> str:
        return self.said.get(self.of[at].place, "")

    def on_the_way(self, at: int) -> bool:
        """Whether it is what was left before further lines: a running balance, but its last."""
        return _RUNS in self.adds_up[at] and _LAST not in self.adds_up[at]


def sums_of(
    role: TypeRole,
    pages: Sequence[Page],
    plain: Mapping[PageRef, Sequence[MoneySpot]],
    said: Mapping[Place, str],
    lexicon: Lexicon,
) -> Sums:
    """The amounts of a paper. `plain`: those that its signs or cents prove; `said`: their roles by rules."""
    whole = role.plain is not None and not any(plain.values())
    made: list[Sum] = []
    for page in pages:
        sheet = sheet_of(page, lexicon)
        faint = faint_amounts(sheet, plain[page.ref], boxes=role.bills, whole=whole)
        spots = [(spot, False) for spot in plain[page.ref]] + [(spot, True) for spot in faint]
        spots = [(spot, is_faint) for spot, is_faint in spots if spot.printed.value]
        spots.sort(key=lambda item: (item[0].cell.row, item[0].box.x0))
        made += [Sum(sheet, spot, is_faint) for spot, is_faint in spots]
    sums = Sums(made, dict(said))
    for at, one in enumerate(made):
        sums.rows[one.sheet.page.ref, one.spot.cell.row].append(at)
    _put_in_columns(sums)
    _rows_add_up(sums)
    _columns_add_up(sums)
    _running(sums)
    _multiplied(sums, plain)
    sums.said = _corrected(sums)
    return sums


_TIMES, _PRICE_OF = "so many times a price", "a price of"


def _multiplied(sums: Sums, spots: Mapping[PageRef, Sequence[MoneySpot]]) -> None:
    """Prices whose row prints how many there are, and what they come to."""
    at_place = {one.place: at for at, one in enumerate(sums.of)}
    for at, one in enumerate(sums.of):
        page = one.sheet.page.ref
        whole = times(one.sheet, one.spot, spots[page]) if one.value > 0 else None
        if whole is not None:
            sums.adds_up[at].add(_PRICE_OF)
            sums.adds_up[at_place[page, on_page(whole.box)]].add(_TIMES)


_NO_CREDITS = ("amount.billed", "amount.allowed")
_RUNS, _LAST = "running", "running last"


def _corrected(sums: Sums) -> dict[Place, str]:
    """The roles by rules, less those that cannot be: a credit is no charge; a running balance is what is left
    after its row, which is called after the amount that moves it."""
    said = dict(sums.said)
    for at, one in enumerate(sums.of):
        role = sums.role(at)
        if role == "amount.billed" and _PRICE_OF in sums.adds_up[at]:
            del said[one.place]
            continue
        if role in ("", "amount.other") and _TIMES in sums.adds_up[at]:
            said[one.place] = "amount.billed"
        passing = role == "amount.balance" and sums.on_the_way(at)
        if passing or (one.value < 0 and role in _NO_CREDITS):
            del said[one.place]
        elif role and _RUNS in sums.adds_up[at] and role != "amount.balance":
            del said[one.place]
            mover = sums.moved_by.get(at)
            named = one.spot.label == role or role in _BY_LABEL.get(one.spot.label, ())
            if mover is not None and named and not sums.of[mover].spot.label:
                said[sums.of[mover].place] = role
    return said


# Roles that a label's may become by a paper's type.
_BY_LABEL = {
    "amount.paid": ("amount.paid_by_plan", "amount.patient_responsibility"),
    "amount.patient_responsibility": ("amount.balance",),
}


def _put_in_columns(sums: Sums) -> None:
    open_ones: list[int] = []
    page: PageRef | None = None
    for at, one in enumerate(sums.of):
        if one.sheet.page.ref != page:
            page, open_ones = one.sheet.page.ref, []
        number = next((n for n in open_ones if _under(sums.of[sums.columns[n][-1]], one)), None)
        if number is None:
            number = len(sums.columns)
            sums.columns.append([])
            open_ones.append(number)
        sums.columns[number].append(at)
        sums.column_of[at] = number


def _under(over: Sum, one: Sum) -> bool:
    a, b = over.spot.box, one.spot.box
    return (
        over.spot.cell.row < one.spot.cell.row
        and overlap(a, b) > 0
        and (min(abs(a.x1 - b.x1), abs(a.x0 - b.x0)) < _SAME_EDGE or overlap(a, b) > _MOSTLY)
    )


# ---------------------------------------------------------------- what adds up


def _rows_add_up(sums: Sums) -> None:
    for row in sums.rows.values():
        if not 3 <= len(row) <= _MOST_IN_ROW:
            continue
        for whole in row:
            others = [at for at in row if at != whole]
            size = sums.of[whole].size
            if sum((sums.of[at].size for at in others), Decimal(0)) == size:
                sums.adds_up[whole].add("row all")
            for one, other in combinations(others, 2):
                if sums.of[one].size + sums.of[other].size == size:
                    where = "".join("<" if part < whole else ">" for part in (one, other))
                    sums.adds_up[whole].add(f"row whole {where}")
                    sums.adds_up[one].add(f"row part {where} 1")
                    sums.adds_up[other].add(f"row part {where} 2")


def _columns_add_up(sums: Sums) -> None:
    """Sums of those above; and rests: the first less those between."""
    for column in (*sums.columns, list(range(len(sums.of)))):
        sizes = [sums.of[at].size for at in column]
        prefix = "down" if len(column) < len(sums.of) else "read"
        for end in range(2, len(column)):
            whole = Decimal(0)
            for begin in range(end - 1, -1, -1):
                whole += sizes[begin]
                if end - begin > 1 and whole == sizes[end]:
                    sums.adds_up[column[end]].add(f"{prefix} sum")
                    for at in range(begin, end):
                        sums.adds_up[column[at]].add(f"{prefix} line")
                    sums.lines_of[column[end]] = list(column[begin:end])
                if 2 <= end - begin <= _DEEPEST and 2 * sizes[begin] - whole == sizes[end]:
                    sums.adds_up[column[end]].add(f"{prefix} rest")
                    sums.adds_up[column[begin]].add(f"{prefix} rest of")
                    for at in range(begin + 1, end):
                        sums.adds_up[column[at]].add(f"{prefix} taken off")
                    sums.lines_of[column[begin]] = list(column[begin + 1 : end + 1])
                if whole > sizes[end] + 2 * max(sizes):
                    break


def _running(sums: Sums) -> None:
    """Columns whose amounts each differ from the one before by another of its row: a running balance."""
    for column in sums.columns:
        steps: list[tuple[int, int, bool]] = []
        turns = 0
        for before, at in pairwise(column):
            step = sums.of[at].value - sums.of[before].value
            found = _by(sums, at, step)
            back = _by(sums, before, step)
            if found is not None:
                steps.append((at, found, step > 0))
            elif back is not None:
                steps.append((before, back, step < 0))
                turns += 1
        if not steps:
            continue
        mark = "running" if len(steps) > 1 and 2 * len(steps) >= len(column) - 1 else "perhaps running"
        for at in column:
            sums.adds_up[at].add(mark)
        sums.adds_up[column[0] if turns * 2 > len(steps) else column[-1]].add(f"{mark} last")
        for one, by, up in steps:
            sums.moved_by[one] = by
            sums.adds_up[by].add(f"{mark} {'up' if up else 'down'}")


def _by(sums: Sums, at: int, step: Decimal) -> int | None:
    """The amount of the row that makes the step."""
    if not step:
        return None
    one = sums.of[at]
    row = sums.rows[one.sheet.page.ref, one.spot.cell.row]
    return next((other for other in row if other != at and sums.of[other].size == abs(step)), None)


# ---------------------------------------------------------------- signs


def signs(sums: Sums, at: int, kind: str) -> frozenset[str]:
    """The signs of one of a paper's amounts, on a paper of this type."""
    one = sums.of[at]
    cell, printed = one.spot.cell, one.spot.printed
    spot = Spot(cell, printed.start, printed.end, printed.start)
    found = {
        *words_around(one.sheet, spot),
        *words_on(one.sheet, spot),
        *place_in_row(one.sheet, spot),
        *_own(one, sums.role(at), kind),
        *_neighbours(sums, at),
        *_among(sums, at),
        *_made_of(sums, at),
        *_heading(one.sheet, cell.row),
        *sums.adds_up[at],
        *(f"{sign} type={kind}" for sign in sums.adds_up[at]),
    }
    return frozenset(found)


def _own(one: Sum, said: str, kind: str) -> Iterator[str]:
    spot, printed = one.spot, one.spot.printed
    yield f"type={kind}"
    yield f"said={said}"
    yield f"said={said} type={kind}"
    yield f"named={spot.label}"
    yield f"head={spot.head}"
    yield f"head={spot.head} named={spot.label}"
    yield f"named={spot.label} type={kind}"
    yield f"head={spot.head} type={kind}"
    yield f"sure={round(spot.certainty, 1)}"
    if spot.words:
        yield f"label {spot.words[:30]}"
    if printed.value < 0:
        yield "credit"
        yield f"credit type={kind}"
    if printed.sign:
        yield "sign"
    if one.faint:
        yield "faint"
    if spot.among_columns:
        yield "among columns"
    yield f"size={len(str(int(one.size)))}"
    yield "cents" if one.size % 1 else "round" if not one.size % _ROUND else "whole"


def _neighbours(sums: Sums, at: int) -> Iterator[str]:
    """The other amounts of its row and of its column."""
    one = sums.of[at]
    row = sums.rows[one.sheet.page.ref, one.spot.cell.row]
    place = row.index(at)
    yield f"nth={min(place, 5)}/{min(len(row), 6)}"
    if len(row) > 1:
        larger = sum(sums.of[other].size > one.size for other in row)
        yield f"rank={min(larger, 5)}/{min(len(row), 6)}"
        yield f"nth={min(place, 5)} rank={min(larger, 5)}/{min(len(row), 6)}"
    for name, other in (("left", place - 1), ("right", place + 1)):
        if 0 <= other < len(row):
            yield f"{name} said={sums.role(row[other])}"
            yield f"{name} head={sums.of[row[other]].spot.head}"
            equal, more = sums.of[row[other]].size == one.size, sums.of[row[other]].size > one.size
            yield f"{name} {'same' if equal else 'more' if more else 'less'}"
        else:
            yield f"{name} none"
    for other in row:
        if other != at and sums.role(other):
            yield f"row has {sums.role(other)}"
    column = sums.columns[sums.column_of[at]]
    place = column.index(at)
    for name, other in (("over", place - 1), ("under", place + 1)):
        yield f"{name} said={sums.role(column[other])}" if 0 <= other < len(column) else f"{name} none"
    for name, other in (("before", at - 1), ("next", at + 1)):
        yield f"{name} said={sums.role(other)}" if 0 <= other < len(sums.of) else f"{name} none"


def _among(sums: Sums, at: int) -> Iterator[str]:
    """The amount among all of its paper."""
    one = sums.of[at]
    sizes = [other.size for other in sums.of]
    yield f"count={min(len(sizes), 12)}"
    yield f"same={min(3, sizes.count(one.size))}"
    if one.size == max(sizes):
        yield "largest"
    roles = Counter(sums.role(other) for other in range(len(sizes)) if other != at)
    for role in roles:
        if role:
            yield f"has {role}"
    for other, size in enumerate(sizes):
        if other != at and size == one.size and sums.role(other):
            yield f"same as {sums.role(other)}"
    for role in {sums.role(other) for other in range(len(sizes)) if other != at and sizes[other] > one.size}:
        if role:
            yield f"less than {role}"


def _made_of(sums: Sums, at: int) -> Iterator[str]:
    """The roles of those that an amount is made of: of its row, and the last ones before it on the paper."""
    one = sums.of[at]
    row = sums.rows[one.sheet.page.ref, one.spot.cell.row]
    for first, second in permutations([other for other in row if other != at][:_MOST_IN_ROW], 2):
        a, b = sums.of[first].size, sums.of[second].size
        roles = f"{sums.role(first)} {sums.role(second)}"
        if first < second and a + b == one.size:
            yield f"sum of {' '.join(sorted(roles.split(' ')))}"
        elif a - b == one.size:
            yield f"left of {roles}"
    wholes: dict[str, Decimal] = defaultdict(Decimal)
    count: Counter[str] = Counter()
    for other in range(at - 1, max(at - _MOST_SUMMED, -1), -1):
        role = sums.role(other)
        wholes[role] += sums.of[other].size
        count[role] += 1
        if role and count[role] > 1 and wholes[role] == one.size:
            yield f"total of {role}"


def _heading(sheet: Sheet, row: int) -> Iterator[str]:
    """The nearest row above that has no amounts: a table's head or a section's name."""
    for number in range(row - 1, max(row - 12, -1), -1):
        cells = sheet.rows[number]
        if any(find_amounts(cell.text) for cell in cells):
            continue
        yield from (f"sec:{word}" for cell in cells[:6] for word in words_of(cell.text[:40])[:6])
        break
    cells = sheet.rows[row]
    if any(codes_in(cell.text) for cell in cells):
        yield "code in row"
    if find_dates(cells[0].text[:30]):
        yield "day opens row"
