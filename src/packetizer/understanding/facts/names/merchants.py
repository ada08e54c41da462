"""Whom a payment went to: the shop or clinic of a receipt, the payee of a check, a clinic on a statement.

A receipt names its maker in many places: behind a label, over its address at the head or the foot, in the
subject of its mail. Each finder gives its candidates with how sure it is; the surest is the merchant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packetizer.model import Box, Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.money.payees import Payees
from packetizer.understanding.facts.names.departments import own_name
from packetizer.understanding.facts.names.merchantwords import wordings_of
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.lore.lexicon import Lexicon

_MAIL = re.compile(r"\s*[<(\[]?\S+@\S+[>)\]]?.*$|\s+(?:https?://|www\.)\S+.*$")
_EDGE = " *-=#|•·:,"
# A telephone's number behind the name, or a street's: "Elm Clinic, 12 Mill Road"
_NUMBER = re.compile(
    r"\s\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b.*$|,\s\d{1,6}[A-Z]?\s(?:[NSEW]\.?\s)?[A-Z].*$|,?\s/s/.*$"
)


_NUMBERED = re.compile(r"^[A-Z#-]*\d[\w-]*,\s")  # an account's number before it


@dataclass(frozen=True, slots=True)
class _Candidate:
    cell: Cell
    span: tuple[int, int]
    certainty: float
    tail: Cell | None = None  # the line below that the name goes on in

    def made(self, sheet: Sheet) -> Draft:
        text = self.cell.text[self.span[0] : self.span[1]]
        text = _NUMBERED.sub("", text)
        name = _without_town(sheet, _CALLING.sub("", _NUMBER.sub("", text).strip(_EDGE)))
        name = _without_number(sheet, name)
        made = draft(sheet, self.cell, self.span, "name.merchant", name, self.certainty)
        if self.tail is None:
            return made
        joint = ", " if text.rstrip().endswith(",") else " "
        box = on_page(made.box.union(self.tail.box))
        whole = f"{name}{joint}{self.tail.text.strip(_EDGE)}"
        return Draft("name.merchant", whole, f"{text}\n{self.tail.text}", made.page, box, made.confidence)


_CALLING = re.compile(r",\s[a-z]+(?:\s[a-z]+)?$")  # "Dr. Ann Reed, psychiatrist"
_SHOP = re.compile(r"\s#?\s?\d{1,5}$")  # which of a chain's shops


def _without_number(sheet: Sheet, name: str) -> str:
    """`Elm Drug` of `Elm Drug #12`, where the paper has it without the number, too."""
    plain = _SHOP.sub("", name)
    alone = re.compile(rf"{re.escape(plain)}(?!\s?#|\s\d)", re.IGNORECASE)
    shorter = plain != name and any(alone.search(cell.text) for cell in sheet.cells)
    return plain if shorter else name


_TOWN = re.compile(r"(?:[A-Z][A-Za-z]+\.?\s?){1,4}")


def _without_town(sheet: Sheet, name: str) -> str:
    """`Elm Clinic` of `Elm Clinic, Tucson AZ`; what firms are called by law stays."""
    firm, comma, town = name.rpartition(", ")
    is_town = (
        _TOWN.fullmatch(town) is not None
        and not town.isupper()
        and not names_organisation(town, sheet.lexicon)
    )
    legal = {form.replace(".", "").casefold() for form in sheet.lexicon.firms.legal_merchants}
    is_town = is_town and not any(word.strip(".").casefold() in legal for word in town.split())
    return firm if comma and is_town and names_organisation(firm, sheet.lexicon) else name


_LABEL = re.compile(r"^[a-z]|:\s*$")  # no name begins or ends so


def of_receipt(sheet: Sheet) -> Iterator[Draft]:
    """Where a receipt is from."""
    found = [*_labelled(sheet), *_over_address(sheet), *_in_subject(sheet), *_organisations(sheet)]
    found += [*_first_line(sheet), *_at_head_and_foot(sheet)]
    found = [one for one in found if not _LABEL.search(one.cell.text[one.span[0] : one.span[1]])]
    if found:
        yield max(found, key=lambda c: (c.certainty, -c.cell.row)).made(sheet)


# ---------------------------------------------------------------- labels


def _labelled(sheet: Sheet) -> Iterator[_Candidate]:
    for cell in sheet.cells:
        lead = wordings_of(sheet.lexicon).label.match(cell.text)
        if lead is None:
            continue
        certainty = 0.9 if lead["sure"] else 0.82
        marked = lead[0].rstrip().endswith((":", "-", "–"))
        rest = _MAIL.sub("", cell.text[lead.end() :]).rstrip(_EDGE)
        if rest:
            if _names_place(sheet, rest) and (
                names_organisation(rest, sheet.lexicon) or (marked and lead["sure"])
            ):
                begin = lead.end() + _behind_person(rest, sheet.lexicon)
                span = (begin, lead.end() + len(rest))
                yield _Candidate(cell, span, certainty, _tail(sheet, cell, rest))
            continue
        right, below = sheet.right_of(cell), sheet.below(cell, 1)
        if right is not None and find_amounts(right.text):
            continue  # `You paid   $20.00`
        for other in (right, *below[:1]):
            if other is None or other.labels or not _names_place(sheet, other.text):
                continue
            if names_organisation(other.text, sheet.lexicon) or (lead["sure"] and other is right):
                text = _MAIL.sub("", other.text)
                yield _Candidate(other, (0, len(text)), certainty, _tail(sheet, other, text))
                break


def _behind_person(name: str, lexicon: Lexicon) -> int:
    """Where in `T. Okafor, Greenfield Psychiatric Group` the firm begins that somebody receives for."""
    first, comma, firm = name.partition(", ")
    person = comma and not names_organisation(first, lexicon) and len(first.split()) <= _PERSON
    return (
        len(first) + len(comma)
        if person and names_organisation(firm, lexicon) and len(firm.split()) > 1
        else 0
    )


_PERSON = 3  # words of a person's name


def _in_subject(sheet: Sheet) -> Iterator[_Candidate]:
    """`Subject: Your receipt from Tidal Mind Center`."""
    for cell in sheet.cells:
        lead = wordings_of(sheet.lexicon).subject.search(cell.text)
        if lead is None:
            continue
        rest = re.split(
            r"\s[#\[(|]|\s[-–]\s|\.\s|\son\s\w+\s\d|[.!]$", _MAIL.sub("", cell.text[lead.end() :])
        )[0]
        if _names_place(sheet, rest) and len(rest) < 60:
            yield _Candidate(cell, (lead.end(), lead.end() + len(rest)), 0.86, _tail(sheet, cell, rest))


# ---------------------------------------------------------------- letterheads

_STREET = re.compile(
    r"^\d{1,6}[A-Za-z]?\s+[A-Z]|\bP\.?\s?O\.?\s?Box\b|\b(?:Suite|Ste|Unit)\b|\b[A-Z]{2}\s+\d{5}\b"
)
_CONTACT = re.compile(r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|^www\.|\S@\S")


def _over_address(sheet: Sheet) -> Iterator[_Candidate]:
    """The name that stands right over a street or a telephone number; a person's stands over her own."""
    for row in sheet.rows:
        cell = row[0]
        under = [c for c in sheet.below(cell, 1) if not c.labels or _CONTACT.search(c.text)]
        if not under or not _could_be(sheet, cell):
            continue
        if any(find_amounts(other.text) for other in sheet.rows[cell.row]):
            continue  # a thing that was bought
        close = under[0].box.y0 - cell.box.y1 < 1.5 * cell.box.height
        street = _STREET.search(under[0].text) is not None
        if not close or not (street or _CONTACT.search(under[0].text)):
            continue
        organisation = names_organisation(cell.text, sheet.lexicon)
        high = cell.row <= _HEAD_ROWS
        head = _head_of(sheet, cell)
        if head is not None:
            yield _Candidate(head, (0, len(head.text)), 0.88, cell)
        elif organisation:
            yield _Candidate(cell, (0, len(cell.text)), 0.88 if high else 0.84)
        elif high and cell.text.isupper():
            yield _Candidate(cell, (0, len(cell.text)), 0.84)


_HEAD_ROWS = 4


def _head_of(sheet: Sheet, cell: Cell) -> Cell | None:
    """The line above, where this one is only the end of a firm's name."""
    if wordings_of(sheet.lexicon).firm_end.fullmatch(cell.text.strip()) is None:
        return None
    for over in sheet.above(cell.box, cell.row, 1):
        close = cell.box.y0 - over.box.y1 < 1.2 * over.box.height
        if close and not over.labels and over.text[:1].isupper() and _names_place(sheet, over.text):
            return over
    return None


def _organisations(sheet: Sheet) -> Iterator[_Candidate]:
    """Firms' names alone on their lines: the head's first, else the one that signs."""
    for cell in sheet.cells:
        end = _before_day(cell.text)
        if (
            not _could_be(sheet, cell, end)
            or not names_organisation(cell.text[:end], sheet.lexicon)
            or len(cell.text) > 60
        ):
            continue
        row = sheet.rows[cell.row]
        if (
            cell.place
            or any(find_amounts(other.text) for other in row)
            or wordings_of(sheet.lexicon).firm_end.fullmatch(cell.text)
        ):
            continue
        high = cell.row <= _HEAD_ROWS
        yield _Candidate(cell, (0, end), 0.84 if high else 0.76, _tail(sheet, cell, cell.text))


def _first_line(sheet: Sheet) -> list[_Candidate]:
    lines = [cell for cell in sheet.cells[:10] if _names_place(sheet, cell.text.strip(" *-=#."))]
    lines = [cell for cell in lines if not find_amounts(cell.text)]
    named = [cell for cell in lines if names_organisation(cell.text, sheet.lexicon)]
    chosen = (lines[0], *named[:1])[-1:] if lines and _mere_heading(lines[0]) else lines[:1]
    return [
        _Candidate(cell, (0, len(cell.text)), 0.7)
        for cell in chosen
        if not wordings_of(sheet.lexicon).payer.match(cell.text)
    ]


def _at_head_and_foot(sheet: Sheet) -> Iterator[_Candidate]:
    """A name in the first lines that the paper says again, in other words around it."""
    for cell in sheet.cells[:_HEAD_CELLS]:
        name = own_name(cell.text.strip(_EDGE), sheet.lexicon)
        bare = name.casefold()
        again = any(bare in other.text.casefold() for other in sheet.cells if other.row > cell.row)
        if again and len(name.split()) > 1 and len(name) <= _LONGEST and _could_be(sheet, cell):
            end = cell.text.index(name) + len(name)
            yield _Candidate(cell, (0, end), 0.87, _tail(sheet, cell, cell.text))
            return


_HEAD_CELLS, _LONGEST = 6, 50


def _tail(sheet: Sheet, cell: Cell, text: str) -> Cell | None:
    """The line below, where a narrow column has broken a firm's name."""
    for under in sheet.below(cell, 1):
        close = under.box.y0 - cell.box.y1 < 0.8 * cell.box.height
        if close and _GOES_ON.search(text) and _ends_name(sheet, under):
            return under
        ends = (
            not under.labels and wordings_of(sheet.lexicon).firm_end.fullmatch(under.text.strip()) is not None
        )
        if close and ends and abs(under.box.x0 - cell.box.x0) < 0.02 and len(under.text) < len(text):
            return under
    return None


_GOES_ON = re.compile(r"\s(?:&|and|of|for|the|at)\s*$")  # no name ends so
_MOST_OF_END = 4  # words


def _ends_name(sheet: Sheet, cell: Cell) -> bool:
    """Whether a line alone may be the rest of a name that ends with "&" or "of"."""
    words = cell.text.split()
    alone = len(sheet.rows[cell.row]) == 1 and not any(label.start < 4 for label in cell.labels)
    return alone and len(words) <= _MOST_OF_END and cell.text[:1].isupper() and cell.text[-1:].isalpha()


# ---------------------------------------------------------------- what can be a name


def _before_day(text: str) -> int:
    """Where a name ends that the day stands behind: `Summit Clinic 01/08/26`."""
    dates = find_dates(text)
    return len(text[: dates[0].start].rstrip(_EDGE)) if dates and dates[0].start > 5 else len(text)


def _could_be(sheet: Sheet, cell: Cell, end: int | None = None) -> bool:
    """A line of its own that may name a place: no label's value, no sentence."""
    text = cell.text[:end].strip(_EDGE)
    lead = wordings_of(sheet.lexicon).label.match(cell.text)
    if lead is not None and lead[0].rstrip().endswith(":"):
        return False
    return (
        not any(label.start < 4 for label in cell.labels)
        and text[:1].isupper()
        and "@" not in text
        and _names_place(sheet, text)
        and wordings_of(sheet.lexicon).payer.match(text) is None
        and not re.search(r"(?:\s[a-z]{3,}){3}", text)
    )


def _names_place(sheet: Sheet, text: str) -> bool:
    """Not so a line of which a part, in one of a paper's two languages, is generic: "Fecha / Date"."""
    letters = sum(char.isalpha() for char in text)
    generic, bare = wordings_of(sheet.lexicon).generic, _ASIDE.sub("", text.lower()).rstrip(_EDGE)
    words = [word.strip(_EDGE + ".") for word in bare.split()]
    return (
        letters >= 3
        and not (len(words) == 1 and words[0] in sheet.lexicon.no_names)
        and letters * 2 >= len(text.replace(" ", ""))
        and not any(generic.fullmatch(part) for part in bare.split(" / "))
        and not find_dates(text)
        and _TIME.search(text) is None
        and _STRENGTH.search(text) is None
    )


_ASIDE = re.compile(r"\s*\([^)]*\)\s*$")  # "(e-mail)"
_TIME = re.compile(r"\b\d{1,2}:\d{2}\s?[ap]\.?m\b", re.IGNORECASE)  # where a ride began


_STRENGTH = re.compile(r"\d\s?(?:%|m[gl]\b|mcg\b|gm\b)", re.IGNORECASE)  # of what was bought


def _mere_heading(cell: Cell) -> bool:
    """A line that may head any receipt: a kind of paper, a number, a label."""
    return bool(cell.labels) or bool(re.search(r"\d|#|:$", cell.text)) or cell.text.islower()


# ---------------------------------------------------------------- checks and statements


def of_proof(sheet: Sheet) -> Iterator[Draft]:
    """Whom a check or transfer pays, who made a terminal's slip, the clinics among a statement's lines."""
    labelled = [*_payees(sheet), *_sent(sheet)]
    if not labelled and _is_slip(sheet):
        yield from of_receipt(sheet)
        return
    seen: set[str] = set()
    for candidate in labelled or [*_described(sheet)] or [*_booked(sheet)] or _confirming(sheet):
        made = candidate.made(sheet)
        if str(made.value).casefold() not in seen:
            seen.add(str(made.value).casefold())
            yield made


def payees(sheet: Sheet) -> Iterator[Draft]:
    """Whom a check or a sentence names as paid; not what stands in a list's column."""
    for candidate in _payees(sheet):
        if candidate.span[0]:  # the label is in its line
            yield candidate.made(sheet)
    yield from (candidate.made(sheet) for candidate in _sent(sheet))


def names_payee(sheet: Sheet) -> bool:
    """Whether a label or a sentence names who was paid."""
    return any(True for _ in (*_payees(sheet), *_sent(sheet), *_described(sheet)))


def details(sheet: Sheet) -> list[Draft]:
    """Whom the details of one payment name: `Merchant   Elm Clinic`."""
    return [candidate.made(sheet) for candidate in _described(sheet)]


def _confirming(sheet: Sheet) -> Iterator[_Candidate]:
    """A practice that itself writes what it was paid: the first that its paper names, or signs it."""
    words = wordings_of(sheet.lexicon)
    if any(words.bank.search(cell.text) for cell in sheet.cells[:_LETTER_HEAD]):
        return
    found = (one for one in _organisations(sheet) if words.treats.search(one.cell.text))
    yield from [*found][:1]


_LETTER_HEAD = 4  # cells in which a letter says whose it is
_SLIP = 2  # such wordings
_SLIP_HEAD = 12  # cells in which a bank's paper says that it is one


def _is_slip(sheet: Sheet) -> bool:
    """Whether a card's terminal printed it: it names its merchant first, as no bank's paper does."""
    words = wordings_of(sheet.lexicon)
    if any(words.bank.search(cell.text) for cell in sheet.cells[:_SLIP_HEAD]):
        return False
    return len({hit.casefold() for cell in sheet.cells for hit in words.slip.findall(cell.text)}) >= _SLIP


def _payees(sheet: Sheet) -> Iterator[_Candidate]:
    words = wordings_of(sheet.lexicon)
    for cell in sheet.cells:
        lead = words.payee.match(cell.text, len(cell.text) - len(cell.text.lstrip("| ")))
        if lead is None:
            continue
        rest = _FURTHER.sub("", _MAIL.sub("", cell.text[lead.end() :])).strip(_EDGE)
        near = (sheet.right_of(cell), *sheet.below(cell, 1)[:1])
        if words.nobody.match(rest) is not None:
            continue
        if rest[:1].isupper() and _names_place(sheet, rest):
            yield _Candidate(
                cell, (lead.end(), cell.text.index(rest) + len(rest)), 0.85, _tail(sheet, cell, rest)
            )
        elif not rest:
            places = (o for o in near if o is not None and _names_place(sheet, o.text))
            places = (
                o
                for o in places
                if (o is near[0] and not o.labels and words.treats.search(o.text))
                or names_organisation(o.text, sheet.lexicon)
                or _DOCTOR.match(o.text)
            )
            for other in places:
                end = len(_MAIL.sub("", other.text))
                yield _Candidate(other, (0, end), 0.82, _tail(sheet, other, other.text))
                break


_FURTHER = re.compile(r",\s(?:memo|for|acct)\b.*$")
_RUN = re.compile(
    r"(?:[A-Z0-9][\w&'’.-]*|&|of|and|the)(?:\s(?:[A-Z0-9][\w&'’.-]*|&|of|and|the|for(?=\s[A-Z])))*"
)


def _sent(sheet: Sheet) -> Iterator[_Candidate]:
    """`You sent $600.00 to Still Clinic`, `Still Clinic has been paid`; the name may begin the next line."""
    words = wordings_of(sheet.lexicon)
    for cell in sheet.cells:
        for lead in words.sent.finditer(cell.text):
            if not find_amounts(lead[0]):
                continue
            ends = lead.end() == len(cell.text)
            for at, begin in [(c, 0) for c in sheet.below(cell, 1)[:1]] if ends else [(cell, lead.end())]:
                run = _RUN.match(at.text, begin)
                if run is not None:
                    yield from _firm_in(at, run, sheet.lexicon)
        passive = words.was_paid.search(cell.text)
        run = _RUN.match(cell.text)
        if passive is not None and run is not None and run.end() == passive.start():
            yield from _firm_in(cell, run, sheet.lexicon)


def _firm_in(cell: Cell, run: re.Match[str], lexicon: Lexicon) -> Iterator[_Candidate]:
    name = run[0].rstrip(_EDGE + ".")
    if names_organisation(name, lexicon) or _DOCTOR.match(name):
        yield _Candidate(cell, (run.start(), run.start() + len(name)), 0.85)


def _described(sheet: Sheet) -> Iterator[_Candidate]:
    """Of one booking by itself what the bank calls its "Description": "ZELLE TO ELM CLINIC ON 02/03"."""
    words = wordings_of(sheet.lexicon)
    reader = Payees((), sheet.lexicon)
    for cell in sheet.cells:
        lead = words.described.match(cell.text)
        if lead is None:
            continue
        right = sheet.right_of(cell) if lead.end() == len(cell.text) else None
        at, begin = (right, 0) if right is not None else (cell, lead.end())
        span = reader.span(at.text[begin:])
        if span is None:
            continue
        name = at.text[begin + span[0] : begin + span[1]]
        if _names_place(sheet, name) and (
            names_organisation(name, sheet.lexicon) or words.treats.search(name)
        ):
            yield _Candidate(at, (begin + span[0], begin + span[1]), 0.82)


_DOCTOR = re.compile(r"Dr\.?\s[A-Z]|[A-Z].*\b(?:M\.?D|D\.?O|Ph\.?D|LCSW|PMHNP|APRN)\.?$")


def _booked(sheet: Sheet) -> Iterator[_Candidate]:
    """`02/11 DEBIT CARD PURCHASE Northfork Ketamine Center 1,010.00`."""
    for cell in sheet.cells:
        if (
            not wordings_of(sheet.lexicon).treats.search(cell.text)
            or ":" in cell.text
            or wordings_of(sheet.lexicon).payee.match(cell.text)
        ):
            continue
        if not _has_amount(sheet, cell):
            continue
        stop = min((amount.start for amount in find_amounts(cell.text)), default=len(cell.text))
        lead = wordings_of(sheet.lexicon).booked.match(cell.text, 0, stop)
        begin = lead.end() if lead is not None else 0
        name = cell.text[begin:stop].rstrip(_EDGE + " $-")
        sentence = re.search(r"(?:\s[a-z]{3,}){2}", name) or name.endswith(".") or len(name) > 60
        if (
            sentence
            or not wordings_of(sheet.lexicon).treats.search(name)
            or not _names_place(sheet, _NUMBER.sub("", name))
        ):
            continue
        if any(begin <= label.start < begin + 4 for label in cell.labels):
            continue
        head = _broken_head(sheet, cell) if begin == 0 else None
        if head is not None:
            yield _Candidate(head[0], (head[1], len(head[0].text)), 0.7, cell)
        elif wordings_of(sheet.lexicon).firm_end.fullmatch(name) is None:
            yield _Candidate(cell, (begin, begin + len(name)), 0.75, _tail(sheet, cell, name))


def _has_amount(sheet: Sheet, cell: Cell) -> bool:
    """Whether a booking's amount stands in its row or the next two."""
    rows = sheet.rows[max(cell.row - 1, 0) : cell.row + 3]
    return any(find_amounts(other.text) for row in rows for other in row)


def _broken_head(sheet: Sheet, cell: Cell) -> tuple[Cell, int] | None:
    """The beginning of a name that a narrow column breaks, in the row above, and where it stands there."""
    if wordings_of(sheet.lexicon).firm_end.fullmatch(cell.text.strip()) is None and not re.match(
        r"^[A-Z]\w+ (?:and|&) ", cell.text
    ):
        return None
    for over in sheet.above(cell.box, cell.row, 2):
        close = cell.box.y0 - over.box.y1 < 2.5 * over.box.height
        lead = wordings_of(sheet.lexicon).booked.match(over.text)
        begin = lead.end() if lead is not None else 0
        if close and over.text[begin : begin + 1].isupper() and _names_place(sheet, over.text[begin:]):
            return over, begin
    return None


def without_payees(drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Less patients where a proof of payment names who was paid: its recipient is no plan's member."""
    paid = [
        (page.ref, on_page(box))
        for page in pages
        for box in _paid_on(sheet_of(page, lexicon), wordings_of(lexicon).receiver)
    ]
    for item in drafts:
        if item.kind != "name.patient" or not any(
            page == item.page and _over(box, item.box) for page, box in paid
        ):
            yield item


def _over(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return across > 0 and min(one.y1, other.y1) - max(one.y0, other.y0) > other.height / 2


def _paid_on(sheet: Sheet, receiver: re.Pattern[str]) -> Iterator[Box]:
    """Where the name stands: behind the words in their cell, else in the next one."""
    for cell in sheet.cells:
        label = receiver.match(cell.text)
        if label is None:
            continue
        right = sheet.right_of(cell)
        if cell.text[label.end() :].strip():
            yield cell.line.box_at(label.end(), len(cell.text))
        elif right is not None:
            yield right.box
