"""Whom a payment went to: the shop or clinic of a receipt, the payee of a check, a clinic on a statement.

A receipt names its maker in many places: behind a label, over its address at the head or the foot, in the
subject of its mail. Each finder gives its candidates with how sure it is; the surest is the merchant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packetizer.understanding.facts.amounts import find_amounts
from packetizer.understanding.facts.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.organisations import names_organisation

_MAIL = re.compile(r"\s*[<(\[]?\S+@\S+[>)\]]?.*$|\s+(?:https?://|www\.)\S+.*$")
_EDGE = " *-=#|•·:,"
_NUMBER = re.compile(r"\s\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b.*$")  # a telephone's, behind the name


@dataclass(frozen=True, slots=True)
class _Candidate:
    cell: Cell
    span: tuple[int, int]
    certainty: float
    tail: Cell | None = None  # the line below that the name goes on in

    def made(self, sheet: Sheet) -> Draft:
        text = self.cell.text[self.span[0] : self.span[1]]
        name = _NUMBER.sub("", text).strip(_EDGE)
        made = draft(sheet, self.cell, self.span, "name.merchant", name, self.certainty)
        if self.tail is None:
            return made
        joint = ", " if text.rstrip().endswith(",") else " "
        box = on_page(made.box.union(self.tail.box))
        whole = f"{name}{joint}{self.tail.text.strip(_EDGE)}"
        return Draft("name.merchant", whole, f"{text}\n{self.tail.text}", made.page, box, made.confidence)


def of_receipt(sheet: Sheet) -> Iterator[Draft]:
    """Where a receipt is from."""
    found = [*_labelled(sheet), *_over_address(sheet), *_in_subject(sheet), *_organisations(sheet)]
    found += _first_line(sheet)
    found = [one for one in found if not one.cell.text[one.span[0] : one.span[1]][:1].islower()]
    if found:
        yield max(found, key=lambda c: (c.certainty, -c.cell.row)).made(sheet)


# ---------------------------------------------------------------- labels

_LABEL = re.compile(
    r"^(?P<sure>merchant|business|payee|paid to|pd to|pay(?:able)? to(?: the order of)?|payment to|sold by|"
    r"billed by|"
    r"you paid|(?:payment )?receipt from|dba|doing business as|"
    r"thank(?:s| you) for (?:visiting|choosing|your (?:payment|visit) (?:to|at))|"
    r"welcome to|issued by|merchant dba)\b(?:\s(?:name|#))?\s?[:\-–]?\s*|"
    r"^(?P<weak>seller|vendor|store|provider|facility|clinic|location|company|from|to|received by|practice)\b"
    r"(?:\s?(?:name|#))?\s?[:\-–]?\s*",
    re.IGNORECASE,
)


def _labelled(sheet: Sheet) -> Iterator[_Candidate]:
    for cell in sheet.cells:
        lead = _LABEL.match(cell.text)
        if lead is None:
            continue
        certainty = 0.9 if lead["sure"] else 0.82
        marked = lead[0].rstrip().endswith((":", "-", "–"))
        rest = _MAIL.sub("", cell.text[lead.end() :]).rstrip(_EDGE)
        if rest:
            if _names_place(rest) and (names_organisation(rest) or (marked and lead["sure"])):
                begin = lead.end() + _behind_person(rest)
                span = (begin, lead.end() + len(rest))
                yield _Candidate(cell, span, certainty, _tail(sheet, cell, rest))
            continue
        right, below = sheet.right_of(cell), sheet.below(cell, 1)
        for other in (right, *below[:1]):
            if other is None or other.labels or not _names_place(other.text):
                continue
            if names_organisation(other.text) or (lead["sure"] and other is right):
                text = _MAIL.sub("", other.text)
                yield _Candidate(other, (0, len(text)), certainty, _tail(sheet, other, text))
                break


def _behind_person(name: str) -> int:
    """Where in `T. Okafor, Greenfield Psychiatric Group` the firm begins that somebody receives for."""
    first, comma, firm = name.partition(", ")
    person = comma and not names_organisation(first) and len(first.split()) <= _PERSON
    return len(first) + len(comma) if person and names_organisation(firm) and len(firm.split()) > 1 else 0


_PERSON = 3  # words of a person's name
_SUBJECT = re.compile(
    r"\b(?i:receipt|invoice|payment|confirmation)s? (?:from|to|at|for your (?:payment|visit) (?:to|at))\s+"
    r"(?=[A-Z])"
)


def _in_subject(sheet: Sheet) -> Iterator[_Candidate]:
    """`Subject: Your receipt from Tidal Mind Center`."""
    for cell in sheet.cells:
        lead = _SUBJECT.search(cell.text)
        if lead is None:
            continue
        rest = re.split(
            r"\s[#\[(|]|\s[-–]\s|\.\s|\son\s\w+\s\d|[.!]$", _MAIL.sub("", cell.text[lead.end() :])
        )[0]
        if _names_place(rest) and len(rest) < 60:
            yield _Candidate(cell, (lead.end(), lead.end() + len(rest)), 0.86, _tail(sheet, cell, rest))


# ---------------------------------------------------------------- letterheads

_STREET = re.compile(
    r"^\d{1,6}[A-Za-z]?\s+[A-Z]|\bP\.?\s?O\.?\s?Box\b|\b(?:Suite|Ste|Unit)\b|\b[A-Z]{2}\s+\d{5}\b"
)
_CONTACT = re.compile(r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|^www\.|@")


def _over_address(sheet: Sheet) -> Iterator[_Candidate]:
    """The name that stands right over a street or a telephone number; a person's stands over her own."""
    for row in sheet.rows:
        cell = row[0]
        under = [c for c in sheet.below(cell, 1) if not c.labels or _CONTACT.search(c.text)]
        if not under or not _could_be(cell):
            continue
        close = under[0].box.y0 - cell.box.y1 < 1.5 * cell.box.height
        street = _STREET.search(under[0].text) is not None
        if not close or not (street or _CONTACT.search(under[0].text)):
            continue
        organisation = names_organisation(cell.text)
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
    if _FIRM_END.fullmatch(cell.text.strip()) is None:
        return None
    for over in sheet.above(cell.box, cell.row, 1):
        close = cell.box.y0 - over.box.y1 < 1.2 * over.box.height
        if close and not over.labels and over.text[:1].isupper() and _names_place(over.text):
            return over
    return None


def _organisations(sheet: Sheet) -> Iterator[_Candidate]:
    """Firms' names alone on their lines: the head's first, else the one that signs."""
    for cell in sheet.cells:
        end = _before_day(cell.text)
        if not _could_be(cell, end) or not names_organisation(cell.text[:end]) or len(cell.text) > 60:
            continue
        row = sheet.rows[cell.row]
        if cell.place or any(find_amounts(other.text) for other in row) or _FIRM_END.fullmatch(cell.text):
            continue
        high = cell.row <= _HEAD_ROWS
        yield _Candidate(cell, (0, end), 0.84 if high else 0.76, _tail(sheet, cell, cell.text))


def _first_line(sheet: Sheet) -> list[_Candidate]:
    lines = [cell for cell in sheet.cells[:10] if _names_place(cell.text.strip(" *-=#."))]
    named = [cell for cell in lines if names_organisation(cell.text)]
    chosen = (lines[0], *named[:1])[-1:] if lines and _mere_heading(lines[0]) else lines[:1]
    return [_Candidate(cell, (0, len(cell.text)), 0.7) for cell in chosen if not _PAYER.match(cell.text)]


_FIRM_END = re.compile(
    r"(?:(?:Infusions?|Interventional|Pain|Ketamine|Wellness|Psychiatric|Psychiatry|Medical|Mental|Behavioral|Health|"
    r"Mood|Integrative|Internal|Family|Neuro\w*|Treatment|and|&),?\s){0,3}"
    r"(?:Cent(?:er|re)|Clinic|P\.?L\.?L\.?C|L\.?L\.?C|P\.?C|P\.?A|S\.?C|Inc|Associates|Group|Partners|Infusions?|"
    r"Psychiatry|Therapy|Services|Institute|Health|Wellness|Medicine|Hospital|Practice|Specialists|Pain|Suites?|TMS)"
    r"(?:,?\s(?:P\.?L\.?L\.?C|L\.?L\.?C|P\.?C|P\.?A|S\.?C|Inc))?\.?"
)


def _tail(sheet: Sheet, cell: Cell, text: str) -> Cell | None:
    """The line below, where a narrow column has broken a firm's name."""
    for under in sheet.below(cell, 1):
        close = under.box.y0 - cell.box.y1 < 0.8 * cell.box.height
        ends = not under.labels and _FIRM_END.fullmatch(under.text.strip()) is not None
        if close and ends and abs(under.box.x0 - cell.box.x0) < 0.02 and len(under.text) < len(text):
            return under
    return None


# ---------------------------------------------------------------- what can be a name

_PAYER = re.compile(
    r"^(?:received (?:from|of)|from|for|by|patient|client|customer|bill(?:ed)? to|sold to)\b", re.IGNORECASE
)


def _before_day(text: str) -> int:
    """Where a name ends that the day stands behind: `Summit Clinic 01/08/26`."""
    dates = find_dates(text)
    return len(text[: dates[0].start].rstrip(_EDGE)) if dates and dates[0].start > 5 else len(text)


def _could_be(cell: Cell, end: int | None = None) -> bool:
    """A line of its own that may name a place: no label's value, no sentence."""
    text = cell.text[:end].strip(_EDGE)
    return (
        not any(label.start < 4 for label in cell.labels)
        and text[:1].isupper()
        and "@" not in text
        and _names_place(text)
        and _PAYER.match(text) is None
        and not re.search(r"(?:\s[a-z]{3,}){3}", text)
    )


def _names_place(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return (
        letters >= 3
        and letters * 2 >= len(text.replace(" ", ""))
        and not _generic(text.lower())
        and not find_dates(text)
        and _TIME.search(text) is None
    )


_TIME = re.compile(r"\b\d{1,2}:\d{2}\s?[ap]\.?m\b", re.IGNORECASE)  # where a ride began


def _mere_heading(cell: Cell) -> bool:
    """A line that may head any receipt: a kind of paper, a number, a label."""
    return bool(cell.labels) or bool(re.search(r"\d|#|:$", cell.text)) or cell.text.islower()


_GENERIC = re.compile(
    r"(?:(?:merchant |spending )?category.*|(?:sub|grand )?totals?|"
    r"welcome.*|.*\breceipt|tax invoice|invoice|sales?|thank you.*|thanks.*|cash|credit|debit|copy|tan .*|"
    r"(?:customer|merchant|patient|store|office|cardholder) copy|simplified tax invoice|statement|payment .*|"
    r"page .*|duplicate|reprint|(?:your )?(?:receipt|order|terminal|register|store|invoice|transaction|"
    r"ticket|merchant|payment|card|batch|ref)(?: id| no\.?| number| type| date| details|"
    r" confirmation| information)?"
    r"[ .:#]*\d*|(?:purchase|sale) (?:receipt|transaction)|order (?:confirmation|summary|details)|"
    r"transaction (?:record|receipt|details|approved)|approved|card(?:holder)? services|"
    r"receipt (?:no|number|#|of|for)\b.*|receipt|paid|official .*|acknowledg\w* of payment|proof of payment|"
    r"point of sale|time|date|cashier.*|server.*|host.*|patient payment receipt.*|check[- ]?out receipt.*|"
    r"(?:ketamine|infusion|esketamine|spravato|medical|health|therapy|treatment|office|follow[- ]?up)"
    r"(?: (?:visit|treatment|infusion|session|therapy|services?|care|expenses?|procedure|consult\w*))+)"
)


def _generic(plain: str) -> bool:
    """A line that may head any shop's receipt, or says what was bought."""
    return _GENERIC.fullmatch(plain) is not None


# ---------------------------------------------------------------- checks and statements

_PAYEE = re.compile(
    r"^(?:pay(?:able)? to(?: the)?(?: order of)?|payee|paid to|pd to|(?:to )?(?:the )?order of|"
    r"recipient|sent to)\b\s?:?\s*",
    re.I,
)
_BOOKED = re.compile(
    r"^(?:\d[\d/.\- ]{3,9}\s)*(?:(?:pos|debit|credit|card|check ?card|visa|mc|purchase|recurring|payment|"
    r"pmt|ach|online|bill ?pay(?:ment)?|withdrawal|external|transfer|zelle|venmo|paypal|authorized on|sale|"
    r"sq|tst|to|electronic|"
    r"e-?check|web|ppd|check|from|distribution|reimbursement)\b\W{0,3}|(?:sq|tst|pp|paypal)\s?\*\s?)*",
    re.IGNORECASE,
)
_TREATS = re.compile(
    r"\b(?:clinics?|psych\w*|infus\w+|ketamine|wellness|pain|medical|health|therap\w+|hospital|"
    r"medicine|neuro\w*|tms|mental|behavioral|counsel\w+|mood|anesthesia|physicians|radiology|imaging|labs?)\b",
    re.IGNORECASE,
)


def of_proof(sheet: Sheet) -> Iterator[Draft]:
    """The payee of a check or transfer, and the clinics among a statement's lines."""
    seen: set[str] = set()
    for candidate in list(_payees(sheet)) or _booked(sheet):
        made = candidate.made(sheet)
        if str(made.value).casefold() not in seen:
            seen.add(str(made.value).casefold())
            yield made


def _payees(sheet: Sheet) -> Iterator[_Candidate]:
    for cell in sheet.cells:
        lead = _PAYEE.match(cell.text)
        if lead is None:
            continue
        rest = cell.text[lead.end() :].strip(_EDGE)
        near = (sheet.right_of(cell), *sheet.below(cell, 1)[:1])
        if rest and _names_place(rest):
            yield _Candidate(cell, (lead.end(), len(cell.text)), 0.85, _tail(sheet, cell, rest))
        elif not rest:
            places = (o for o in near if o is not None and _names_place(o.text))
            places = (o for o in places if names_organisation(o.text) or _DOCTOR.match(o.text))
            for other in places:
                yield _Candidate(other, (0, len(other.text)), 0.82, _tail(sheet, other, other.text))
                break


_DOCTOR = re.compile(r"Dr\.?\s[A-Z]|[A-Z].*\b(?:M\.?D|D\.?O|Ph\.?D|LCSW|PMHNP|APRN)\.?$")


def _booked(sheet: Sheet) -> Iterator[_Candidate]:
    """`02/11 DEBIT CARD PURCHASE Northfork Ketamine Center 1,010.00`."""
    for cell in sheet.cells:
        if not _TREATS.search(cell.text) or ":" in cell.text or _PAYEE.match(cell.text):
            continue
        if not _has_amount(sheet, cell):
            continue
        stop = min((amount.start for amount in find_amounts(cell.text)), default=len(cell.text))
        lead = _BOOKED.match(cell.text, 0, stop)
        begin = lead.end() if lead is not None else 0
        name = cell.text[begin:stop].rstrip(_EDGE + " $-")
        sentence = re.search(r"(?:\s[a-z]{3,}){2}", name) or name.endswith(".") or len(name) > 60
        if sentence or not _TREATS.search(name) or not _names_place(_NUMBER.sub("", name)):
            continue
        if any(begin <= label.start < begin + 4 for label in cell.labels):
            continue
        head = _broken_head(sheet, cell) if begin == 0 else None
        if head is not None:
            yield _Candidate(head[0], (head[1], len(head[0].text)), 0.7, cell)
        elif _FIRM_END.fullmatch(name) is None:
            yield _Candidate(cell, (begin, begin + len(name)), 0.75, _tail(sheet, cell, name))


def _has_amount(sheet: Sheet, cell: Cell) -> bool:
    """Whether a booking's amount stands in its row or the next two."""
    rows = sheet.rows[max(cell.row - 1, 0) : cell.row + 3]
    return any(find_amounts(other.text) for row in rows for other in row)


def _broken_head(sheet: Sheet, cell: Cell) -> tuple[Cell, int] | None:
    """The beginning of a name that a narrow column breaks, in the row above, and where it stands there."""
    if _FIRM_END.fullmatch(cell.text.strip()) is None and not re.match(r"^[A-Z]\w+ (?:and|&) ", cell.text):
        return None
    for over in sheet.above(cell.box, cell.row, 2):
        close = cell.box.y0 - over.box.y1 < 2.5 * over.box.height
        lead = _BOOKED.match(over.text)
        begin = lead.end() if lead is not None else 0
        if close and over.text[begin : begin + 1].isupper() and _names_place(over.text[begin:]):
            return over, begin
    return None
