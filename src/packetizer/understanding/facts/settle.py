"""Facts of one document, now that its type is known: whose the unlabelled date is, what "Total" means, which
facts such a paper does not state at all, and why it denies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from packetizer.model import Box, DateRange, Fact, Page, PageRef
from packetizer.understanding.facts import (
    addresses,
    bookings,
    called,
    dues,
    insurers,
    letters,
    merchants,
    names,
    numbers,
    practices,
    reasons,
    receipts,
    scored,
    sums,
)
from packetizer.understanding.facts.calendar import find_dates
from packetizer.understanding.facts.codes import codes_in
from packetizer.understanding.facts.dates import (
    DONE,
    NONE,
    PLAIN,
    POSTED,
    PRINTED,
    PROCESSED,
    SENT,
    DatedSpot,
    date_draft,
    dated_spots,
    prints_day_first,
)
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import (
    Draft,
    bounded,
    draft,
    numbered,
    on_page,
    overlapping,
    redrafted,
    with_kind,
)
from packetizer.understanding.facts.money import (
    CARD,
    CASH,
    INCOMING,
    PRICE,
    SUBTOTAL,
    TOTAL,
    MoneySpot,
    money_draft,
    money_spots,
    role_of,
    spots_on,
    stated,
)
from packetizer.understanding.facts.money import OTHER as OTHER_AMOUNT
from packetizer.understanding.facts.money import PLAIN as PLAIN_AMOUNT
from packetizer.understanding.facts.nameroles import behind_closing
from packetizer.understanding.facts.namesakes import without_namesakes
from packetizer.understanding.facts.unlabelled import told_by_words
from packetizer.understanding.lexicon import Lexicon, TypeRole

Settle = Callable[[str, Sequence[Fact], Sequence[Page], Lexicon, Sequence[str]], tuple[Fact, ...]]
"""What `settle` does, or something that gives the same."""

_GENERATION = 15  # years before a page's latest date: no paper's own day, but somebody's birth

Spots = Mapping[PageRef, Sequence[MoneySpot]]  # the amounts of a paper


def settle(
    type: str,  # noqa: A002
    facts: Sequence[Fact],
    pages: Sequence[Page],
    lexicon: Lexicon,
    treating: Sequence[str] = (),
) -> tuple[Fact, ...]:
    """The facts of one document of this type, with provisional ids `s1` …

    `treating`: who treats people, by all papers of the case.
    """
    role = lexicon.role(type)
    ruled = by_rules(type, facts, pages, lexicon, treating)
    drafts = _named(type, role, ruled, pages, lexicon)
    drafts = sums.settled(type, role, drafts, spots_on(pages, lexicon), pages, lexicon)
    if role.pays == "bill":
        sheets = {page.ref: sheet_of(page, lexicon) for page in pages}
        drafts = list(dues.with_days(drafts, spots_on(pages, lexicon), sheets))
    drafts = list(without_namesakes(drafts, pages, lexicon))
    drafts = addresses.settled(type, drafts, pages, lexicon)
    drafts = scored.settled(type, drafts, pages, lexicon)
    cares = any(item.kind in _OF_CARE for item in drafts)
    dropped = role.drop if cares else (*role.drop, *role.with_care)
    return numbered((item for item in drafts if not _is_of(item, dropped)), "s")


def _named(
    type: str,  # noqa: A002
    role: TypeRole,
    ruled: list[Draft],
    pages: Sequence[Page],
    lexicon: Lexicon,
) -> list[Draft]:
    """With the names that only what stands around them tells."""
    drafts = called.settled(type, ruled, pages, lexicon)
    if role.names_no_practice:
        treat = {str(item.value) for item in ruled if item.kind == "name.provider"}
        drafts = [item for item in drafts if item.kind != "name.provider" or str(item.value) in treat]
    drafts = list(_treat(role, drafts, pages, lexicon))
    if role.pays == "proof":  # which bookings are for care is told already, by their payees
        paid = {str(item.value) for item in ruled if item.kind == "name.merchant"}
        drafts = [item for item in drafts if item.kind != "name.merchant" or str(item.value) in paid]
    return drafts


def by_rules(
    type: str,  # noqa: A002
    facts: Sequence[Fact],
    pages: Sequence[Page],
    lexicon: Lexicon,
    treating: Sequence[str] = (),
) -> list[Draft]:
    """What the rules make of a document's facts, and of its dates and numbers the words around them."""
    role = lexicon.role(type)
    drafts = told_by_words(type, role, dates_by_rules(role, facts, pages, lexicon), pages, lexicon)
    drafts = list(_receipts_told(drafts, pages, lexicon))
    spots = spots_on(pages, lexicon)
    drafts = list(_continued(drafts, spots, pages, lexicon))
    drafts = list(_amounts(role, drafts, spots, pages, lexicon))
    if role.pays == "bill":
        drafts = list(dues.on_bill(drafts, spots, pages, lexicon))
    drafts = numbers.settled(type, role, drafts, pages, lexicon)
    family = names.outranked(pages, lexicon)
    drafts = [item for item in drafts if item.kind != "name.patient" or (item.page, item.box) not in family]
    drafts += _of_type(type, role, pages, lexicon)
    drafts = _with_sender(role, drafts, pages, lexicon)
    drafts = list(_treat(role, drafts, pages, lexicon))
    drafts = _with_practices(role, drafts, pages, lexicon)
    if not role.by_insurer:
        others = letters.greeted_others(pages, lexicon)
        drafts = [item for item in drafts if item.kind != "name.patient" or str(item.value) not in others]
    drafts = list(_spelled_out(drafts))
    drafts += _unlabelled_patient(role, drafts, pages, lexicon)
    drafts += _running_names(drafts, pages, lexicon)
    if role.pays == "proof":
        drafts = bookings.of_account(pages, drafts, treating, lexicon)
    if role.date == "date.signed" and not any(item.kind == "name.patient" for item in drafts):
        drafts += [item for page in pages for item in names.signed(sheet_of(page, lexicon))]
    return drafts


_OF_CARE = ("date.service", "code.procedure")


def dates_by_rules(
    role: TypeRole, facts: Sequence[Fact], pages: Sequence[Page], lexicon: Lexicon
) -> list[Draft]:
    """The facts found on the pages, and the dates to which labels, rows and the paper's type give a role."""
    drafts = list(_oriented([redrafted(fact) for fact in facts], pages, lexicon))
    return drafts + _dates(role, drafts, spots_on(pages, lexicon), pages, lexicon)


def _is_of(item: Draft, kinds: Sequence[str]) -> bool:
    return any(item.kind == prefix or item.kind.startswith(prefix + ".") for prefix in kinds)


def _of_type(type: str, role: TypeRole, pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:  # noqa: A002
    if role.denies:
        yield from reasons.reasons(pages, type, lexicon)
    if (role.denies or role.addressed or role.by_insurer or role.bills) and pages:
        patients = names.patients_named(pages, lexicon)
        found = names.addressee(sheet_of(pages[0], lexicon))
        yield from (item for item in found if names.is_one_of(str(item.value), patients))
    if role.total == "amount.total" and pages:
        yield from merchants.of_receipt(sheet_of(pages[0], lexicon))
    if role.pays == "proof":
        yield from (item for page in pages for item in merchants.of_proof(sheet_of(page, lexicon)))


_PASSING = 0.9  # an insurer named less surely may be any that the letter speaks of


def _with_sender(role: TypeRole, drafts: list[Draft], pages: Sequence[Page], lexicon: Lexicon) -> list[Draft]:
    """With the insurer whose letterhead a paper bears, where none is named more surely."""
    named = [item for item in drafts if item.kind == "name.insurer"]
    if role.to_insurer and not named and pages:
        found = insurers.of_receiver(sheet_of(pages[0], lexicon), lexicon, 3 if role.by_practice else 0)
        return [*drafts, *found]
    if not role.by_insurer or any(item.confidence >= _PASSING and not _of_kind(item) for item in named):
        return drafts
    sent = [made for page in pages[:1] for made in insurers.of_sender(sheet_of(page, lexicon), lexicon)]
    return [
        *(item for item in drafts if not (sent and item.kind == "name.insurer" and _of_kind(item))),
        *sent,
    ]


def _of_kind(item: Draft) -> bool:
    """Whether a name is perhaps only that of a kind of plan: "Crown Select PPO"."""
    return str(item.value).endswith((" PPO", " HMO", " EPO", " POS"))


_NEAR = 40  # characters before and behind a name, in which its bearer's office stands
_SAME_LINE = 0.002  # of the page
_BESIDE, _CREDENTIALS = 6, 14  # characters of a title between them, and of degrees


def _treat(
    role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """Without those named as clinicians who decide for the insurer, or write for it; and as patients."""
    for item in drafts:
        where = _where(item, pages, lexicon) if item.kind in ("name.provider", "name.patient") else None
        if where is None:
            yield item
        elif item.kind == "name.patient":
            sheet, cell, at = where
            if at or not letters.holds_office(sheet, cell, len(item.text)):
                yield item
        elif not _reviews(role, item.text, *where):
            yield item


def _where(item: Draft, pages: Sequence[Page], lexicon: Lexicon) -> tuple[Sheet, Cell, int] | None:
    """The line that a name stands in, or begins in, and where."""
    page = next((page for page in pages if page.ref == item.page), None)
    sheet = sheet_of(page, lexicon) if page is not None else None
    for cell in sheet.cells if sheet is not None else ():
        at = cell.text.find(item.text)
        if at >= 0 and on_page(cell.line.box_at(at, at + len(item.text))) == item.box:
            return (sheet, cell, at) if sheet is not None else None
        if at < 0 and sheet is not None and abs(on_page(cell.box).y0 - item.box.y0) < _SAME_LINE:
            words = item.text.split()
            heads = (" ".join(words[:count]) for count in range(len(words) - 1, 0, -1))
            head = next((head for head in heads if cell.text.endswith(f" {head}")), None)
            if head is not None:
                return sheet, cell, len(cell.text) - len(head)
    return None


def _reviews(role: TypeRole, name: str, sheet: Sheet, cell: Cell, at: int) -> bool:
    """Whether the words beside a name say so: "our medical director, Ann Reed, MD", "your reviewer, …"."""
    phrases = sheet.lexicon.party_phrases
    before, after = cell.skeleton[max(at - _NEAR, 0) : at], cell.skeleton[at + len(name) :][:_NEAR]
    close = {hit.key for hit in phrases.all(before) if hit.end >= len(before) - _BESIDE}
    if "theirs" in close:
        return True
    if not (role.by_insurer or role.denies or role.names_no_practice):
        return False
    if "reviewers" in close:
        return True
    if any(label.role == "name.provider" and label.end <= at for label in cell.labels):
        return False
    if role.by_insurer and at == 0 and behind_closing(sheet, cell):
        return True
    below = sheet.below(cell, 1)[0].skeleton if at == 0 and sheet.below(cell, 1) else ""
    return any(hit.key == "reviewers" and hit.start <= _CREDENTIALS for hit in phrases.all(after)) or any(
        hit.key == "reviewers" and hit.start <= _BESIDE for hit in phrases.all(below)
    )


def _with_practices(
    role: TypeRole, drafts: list[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> list[Draft]:
    """With the practices that it names and no label does, where nobody else is named who treats.

    Beside a named clinician a letterhead is not counted as another provider.
    """
    if role.names_no_practice or any(item.kind == "name.provider" for item in drafts):
        return drafts
    payers = [str(item.value) for item in drafts if item.kind == "name.insurer"]
    known = [item for item in drafts if item.kind in ("name.provider", "name.patient", "name.insurer")]
    found = practices.named(role, pages, payers, lexicon)
    return [*drafts, *(made for made in found if not any(overlapping(made, item) for item in known))]


_SHORT = re.compile(r"([A-Z])\.?\s([A-Z][\w'’-]+)")


def _spelled_out(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """`A. Reed` under a paper that names Ann Reed is she."""
    for kind in ("name.patient", "name.provider"):
        names_ = {str(item.value) for item in drafts if item.kind == kind}
        for item in drafts:
            short = _SHORT.fullmatch(str(item.value)) if item.kind == kind else None
            full = sorted(
                name
                for name in names_
                if short is not None
                and not _SHORT.fullmatch(name)
                and name.startswith(short[1])
                and name.split()[-1].casefold() == short[2].casefold()
            )
            if item.kind == kind:
                yield replace(item, value=full[0]) if len(full) == 1 else item
    yield from (item for item in drafts if item.kind not in ("name.patient", "name.provider"))


def _unlabelled_patient(
    role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """Whom a paper that names no patient is sent to, or who wrote it."""
    if any(item.kind == "name.patient" for item in drafts) or not pages:
        return
    found: list[Draft] = []
    if role.by_insurer or role.bills or role.denies or role.to_patient:
        found = list(letters.sent_to(sheet_of(pages[0], lexicon), lexicon))[:1]
    elif not role.records:
        found = list(letters.written_by(pages, lexicon))
    yield from found or letters.named_alone(role, pages, lexicon)


def _running_names(drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """The patient's name alone at the head or foot of a further page."""
    known = {str(item.value).casefold() for item in drafts if item.kind == "name.patient"}
    named = {item.page for item in drafts if item.kind == "name.patient"}
    for page in pages:
        sheet = sheet_of(page, lexicon)
        if page.ref in named or not sheet.rows:
            continue
        for cell in (cell for row in (*sheet.rows[:2], *sheet.rows[-1:]) for cell in row):
            found = names.person(cell.text, lexicon)
            if found is not None and found[0].casefold() in known:
                yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.85)
                break


# ---------------------------------------------------------------- dates


def _oriented(drafts: list[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Where one page proves that the paper prints the day first, its other pages do too."""
    proof = [prints_day_first(page) for page in pages]
    if not any(proof) or all(proof):
        yield from drafts
        return
    swaps = {
        (page.ref, str(spot.printed.value)): spot
        for page, first in zip(pages, proof, strict=True)
        if not first
        for spot in dated_spots(page, lexicon)
        if spot.printed.swapped is not None
    }
    for item in drafts:
        spot = swaps.get((item.page, str(item.value)))
        if spot is not None and spot.printed.swapped is not None and item.kind.startswith("date."):
            yield replace(item, value=spot.printed.swapped, confidence=bounded(item.confidence * 0.9))
        else:
            yield item


def _receipts_told(drafts: list[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """A stamp says when the paper came; a printed "received" is when its sender got a claim or an appeal."""
    if not any(item.kind == "date.received" for item in drafts):
        yield from drafts
        return
    stamped = {
        (page.ref, spot.cell.line.box_at(spot.printed.start, spot.printed.end))
        for page in pages
        for spot in dated_spots(page, lexicon)
        if spot.stamped
    }
    for item in drafts:
        told = item.kind == "date.received" and (item.page, item.box) not in stamped
        yield replace(item, by_sender=True) if told else item


def _dates(
    role: TypeRole, drafts: list[Draft], spots: Spots, pages: Sequence[Page], lexicon: Lexicon
) -> list[Draft]:
    """The paper's own date, where no label names it: "Date", or a date alone at the head of the page."""
    if role.date is None:
        return []
    made: list[Draft] = []
    posted: list[Draft] = []
    has_own = any(item.kind == role.date and item.page == pages[0].ref for item in drafts)
    for number, page in enumerate(pages):
        sheet = sheet_of(page, lexicon)
        rows = _rows_of_money(sheet, spots[page.ref], role)
        latest = _latest_day(dated_spots(page, lexicon))
        births = {item.box for item in drafts if item.page == page.ref and item.kind == "date.birth"}
        for spot in dated_spots(page, lexicon):
            if on_page(spot.box) in births:
                continue
            in_row = _kind_in_row(sheet, spot, role, rows, lexicon)
            if in_row is not None:
                if in_row[0]:
                    made.append(date_draft(sheet, spot, *in_row))
                continue
            if spot.role == POSTED:
                posted.append(date_draft(sheet, spot, "date.payment", 0.8))
            old = latest is not None and latest.year - spot.printed.last.year >= _GENERATION
            certainty = 0.0 if old else _own_date(spot, role, number == 0, has_own)
            if certainty:
                made.append(date_draft(sheet, spot, role.date, certainty))
    if role.date == "date.payment" and not has_own and not any(item.kind == role.date for item in made):
        made += posted
    single = role.date in ("date.letter", "date.payment") and not has_own
    own = [item for item in made if item.kind == role.date and role.rows != role.date]
    return [item for item in made if item not in own] + (_first_only(own) if single else own)


def _latest_day(spots: Sequence[DatedSpot]) -> date | None:
    """Of the dates with a full year, or of all where none has one: '77 may be of either century."""
    days = [spot.printed for spot in spots if spot.role != "date.birth"]
    full = [printed for printed in days if not printed.short_year]
    return max((printed.last for printed in full or days), default=None)


def _beside_service(sheet: Sheet, spot: DatedSpot, lexicon: Lexicon) -> bool:
    """`esketamine 84 mg, with monitoring   10-04-2024, 10-07-2024`: a cell of days beside what was done."""
    left = sheet.left_of(spot.cell)
    if left is None or re.search(r"[A-Za-z]{4,}", spot.cell.text[: spot.printed.start]):
        return False
    return codes_in(left.text) or lexicon.drug_phrases.first(left.skeleton) is not None


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows with amounts: charges or payments, those that are no credits, those that the client paid."""

    paying: set[int]
    charging: set[int]
    paid: set[int]


def _rows_of_money(sheet: Sheet, spots: Sequence[MoneySpot], role: TypeRole) -> _Rows:
    paying = {spot.cell.row for spot in spots if _pays(sheet, spot, role)}
    charging = {spot.cell.row for spot in spots if not _credit(spot, role)}
    paid = {spot.cell.row for spot in spots if role_of(spot) == "amount.paid"}
    booked = {row for row, _ in _booked_under(sheet, spots)} if role.rows == "date.payment" else set()
    return _Rows(paying | booked, charging | booked, paid)


def _kind_in_row(
    sheet: Sheet, spot: DatedSpot, role: TypeRole, rows: _Rows, lexicon: Lexicon
) -> tuple[str, float] | None:
    """What a date is by what stands in its row: its kind, "" where it is nothing; None where no row tells."""
    row = spot.cell.row
    if role.rows is not None and spot.role in (NONE, PLAIN) and row in rows.paying and _starts_row(spot):
        if row in rows.charging:
            return role.rows, 0.92
        return ("date.payment" if row in rows.paid else ""), 0.92
    if role.rows == "date.payment" and row in rows.charging - rows.paying and _starts_row(spot):
        return "", 0.0  # a deposit's day, a balance's
    if role.rows == "date.service" and spot.role == NONE and _beside_service(sheet, spot, lexicon):
        return role.rows, 0.8
    if isinstance(spot.printed.value, DateRange) and role.date != "date.service":
        return "", 0.0  # a period is no day of a letter
    return None


def _pays(sheet: Sheet, spot: MoneySpot, role: TypeRole) -> bool:
    """On a statement of payments the rows of deposits, fees and balances are no payments."""
    if role.rows != "date.payment":
        return True
    return role_of(spot) not in (OTHER_AMOUNT, INCOMING, "amount.balance") and not _comes_in(sheet, spot)


def _comes_in(sheet: Sheet, spot: MoneySpot) -> bool:
    """`Contribution   Employer   Posted   $150.00`: a row of what came into an account."""
    before = sheet.rows[spot.cell.row][: spot.cell.place + 1]
    return any(label.role == INCOMING for cell in before for label in cell.labels)


def _credit(spot: MoneySpot, role: TypeRole) -> bool:
    """An amount that a bill takes off what is owed: its row's day is no day of service."""
    return role.pays == "bill" and (
        spot.printed.value < 0 or role_of(spot) in ("amount.paid", "amount.paid_by_plan")
    )


def _starts_row(spot: DatedSpot) -> bool:
    """A date that opens a row of a table, with nothing but a number before it in its cell."""
    return not re.search(r"[A-Za-z]{3,}", spot.cell.text[: spot.printed.start])


def _own_date(spot: DatedSpot, role: TypeRole, first_page: bool, has_own: bool) -> float:
    if spot.role == DONE and role.date not in ("date.payment", None):
        return 0.9
    if spot.role == PROCESSED or (spot.role == PRINTED and PRINTED not in role.own):
        return 0.8 if role.date == "date.letter" and not has_own else 0.0
    if spot.role in role.own or (spot.role == SENT and role.date in ("date.letter", "date.payment")):
        return 0.93 if first_page or not has_own else 0.0
    top = spot.cell.box.y0 < 0.45 or role.date == "date.payment"
    alone = len(spot.cell.text) - (spot.printed.end - spot.printed.start) <= 24
    if spot.role == PLAIN:
        return _plain_date(role, first_page, top, has_own)
    if spot.role != NONE:
        return 0.0
    if role.date == "date.signed" and alone and spot.cell.box.y0 > 0.4:
        return 0.75
    if not first_page:
        return 0.0
    if alone and top and not has_own:
        return 0.9
    loose = spot.cell.box.y0 < 0.3 or role.date == "date.payment"
    return 0.6 if loose and not has_own else 0.0


def _plain_date(role: TypeRole, first_page: bool, top: bool, has_own: bool) -> float:
    """Of a date that is called "Date"."""
    if role.date == "date.signed":
        return 0.85
    if not first_page:
        return 0.6 if not has_own and role.date == "date.letter" else 0.0
    return 0.93 if top or not has_own else 0.0


def _first_only(made: list[Draft]) -> list[Draft]:
    """A letter has one date: the surest, the highest on the page among equals."""
    if not made:
        return []
    best = max(made, key=lambda item: (round(item.confidence, 1), -item.box.y0))
    return [item for item in made if item.value == best.value]


# ---------------------------------------------------------------- amounts


def _continued(drafts: list[Draft], spots: Spots, pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Where a table goes on over the page, its amounts anew: by themselves they had no heads."""
    again = {page.ref: page for page in pages if spots[page.ref] is not money_spots(page, lexicon)}
    yield from (item for item in drafts if item.page not in again or not item.kind.startswith("amount."))
    for ref, page in again.items():
        yield from stated(sheet_of(page, lexicon), spots[ref])


def _amounts(
    role: TypeRole, drafts: list[Draft], spots: Spots, pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """Amounts with the roles that this type of paper gives them."""
    if role.total == "amount.total":
        yield from (item for item in drafts if not item.kind.startswith("amount."))
        yield from receipts.amounts(pages, lexicon)
        return
    by_client = set(_paid_by_client(spots)) if role.paid is not None else set()
    for item in drafts:
        if item.kind == "amount.billed" and role.plain == "amount.paid":
            yield with_kind(item, role.plain, 0.9)  # "amount charged" to a card
        elif item.kind == "amount.paid" and role.paid is not None:
            own = (item.page, item.box) in by_client
            yield with_kind(item, "amount.patient_responsibility" if own else role.paid, 0.95)
        elif item.kind != "amount.total":
            yield item
        elif role.total is not None:
            yield with_kind(item, role.total, 0.95)
    for page in pages:
        sheet = sheet_of(page, lexicon)
        yield from _plain(role, sheet, spots[page.ref])
        yield from _priced(role, sheet, spots[page.ref])
        yield from _unheaded(role, sheet, spots[page.ref])


def _unheaded(role: TypeRole, sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[Draft]:
    """A table of services without heads: the only amount of a row with a date or a code is its charge."""
    if role.plain != "amount.billed" or role.rows != "date.service":
        return
    if any(spot.head in ("amount.billed", PLAIN_AMOUNT, TOTAL, PRICE) for spot in spots):
        return
    alone = Counter(spot.cell.row for spot in spots)
    for spot in spots:
        row = sheet.rows[spot.cell.row]
        last = spot.cell.place + 3 >= len(row) and spot.cell.place >= len(row) // 2
        if role_of(spot) == NONE and spot.printed.value > 0 and alone[spot.cell.row] == 1 and last:
            text = " ".join(cell.text for cell in row)
            if any(found.start < 12 for found in find_dates(text)) or codes_in(text):
                yield money_draft(sheet, spot, "amount.billed", 0.85)


def _paid_by_client(spots: Spots) -> Iterator[tuple[PageRef, Box]]:
    """Where an insurer's paper says what the client paid: `You paid $20.00`."""
    for page, on_it in spots.items():
        for spot in on_it:
            if spot.label == "amount.paid" and spot.words.startswith(("you", "patlent", "member")):
                yield page, on_page(spot.box)


def _priced(role: TypeRole, sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[Draft]:
    """On a bill without a column of charges the price of a line is its charge."""
    if role.plain != "amount.billed" or any(
        spot.head in ("amount.billed", PLAIN_AMOUNT, TOTAL) for spot in spots
    ):
        return
    for spot in spots:
        if role_of(spot) == PRICE and spot.printed.value > 0:
            yield money_draft(sheet, spot, role.plain, spot.certainty * 0.9)


def _posted(sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[MoneySpot]:
    """A statement without heads: the first amount of each row that a date opens."""
    opened = {number for number, row in enumerate(sheet.rows) if _opened_by_date(row[0].text)}
    for spot in spots:
        if spot.cell.row in opened and not role_of(spot):
            opened.discard(spot.cell.row)
            yield spot


def _booked_under(sheet: Sheet, spots: Sequence[MoneySpot]) -> Iterator[tuple[int, MoneySpot]]:
    """Entries of an app, one under another: a day, a payee, an amount, each alone on its line."""
    rows = sheet.rows
    for spot in spots:
        number = spot.cell.row
        if len(rows[number]) > 1 or role_of(spot) or re.search(r"[A-Za-z]{3,}", spot.cell.text):
            continue
        for above in range(number - 1, max(number - 3, -1), -1):
            text = rows[above][0].text
            dates = find_dates(text) if len(rows[above]) == 1 else ()
            if dates and dates[0].start == 0 and dates[0].end == len(text):
                yield above, spot
                break


def _opened_by_date(text: str) -> bool:
    """`01/29 Example Clinic`, `Posted January 29, 2026`."""
    if re.match(r"\d{1,2}[/-]\d{1,2}\b", text):
        return True
    dates = find_dates(text[:34])
    return bool(dates) and dates[0].start < 10


def _plain(role: TypeRole, sheet: Sheet, on_it: Sequence[MoneySpot]) -> Iterator[Draft]:
    """What "Amount" is on such a paper. Where debits are printed with a minus, the others come in."""
    if role.plain is None:
        return
    known = (PLAIN_AMOUNT, CARD, CASH) if role.plain == "amount.paid" else (PLAIN_AMOUNT,)
    if role.pays == "bill":
        yield from (
            money_draft(sheet, s, role.plain, s.certainty * 0.9) for s in on_it if role_of(s) == SUBTOTAL
        )
    spots = [spot for spot in on_it if role_of(spot) in known]
    signed = role.plain == "amount.paid" and any(spot.printed.value < 0 for spot in spots)
    if role.plain == "amount.paid":
        spots = spots or list(_posted(sheet, on_it)) or [spot for _, spot in _booked_under(sheet, on_it)]
        spots = [spot for spot in spots if not _comes_in(sheet, spot)]
    for spot in spots:
        if spot.printed.value < 0 or not signed:
            yield money_draft(sheet, spot, role.plain, spot.certainty * 0.9)
