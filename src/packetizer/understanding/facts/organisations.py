"""Names of organisations: where a receipt is from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packetizer.understanding.facts.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft

_ORG = re.compile(
    r"\b(?:clinic|center|centre|hospital|associates|medical|health|wellness|psychiatry|group|"
    r"institute|practice|care|therapy|infus\w+|laborator\w+|labs?|radiology|imaging|advocates|"
    r"diagnostics|university|bank|"
    r"college|systems?|company|solutions|ketamine|pain|anesthesia|behavioral|pharmacy|llc|"
    r"pllc|p\.?c\.?|inc|physicians|services|partners|surgery|neurology|oncology)\b",
    re.IGNORECASE,
)


def names_organisation(text: str) -> bool:
    return bool(_ORG.search(text))


_FROM = re.compile(
    r"^(?:merchant|business|payee|seller|vendor|store|provider|location|company|paid to|pay to|payment to|"
    r"sold by|"
    r"received by|billed by|you paid|receipt from|payment receipt from|from|to|dba|doing business as|"
    r"thank you for (?:visiting|choosing)|welcome to)\b(?:\s?(?:name|#))?\s?[:\-–]?\s*",
    re.IGNORECASE,
)


def merchant(sheet: Sheet) -> Iterator[Draft]:
    """Where a receipt is from: what a label names, else its first line that is a name."""
    for cell in sheet.cells:
        lead = _FROM.match(cell.text)
        if lead is None or (lead[0].strip().lower() in ("to", "from") and not _ORG.search(cell.text)):
            continue
        rest = cell.text[lead.end() :].strip(" *-=#")
        right = sheet.right_of(cell)
        below = sheet.below(cell, 1)
        follow = right or (below[0] if below and lead[0].strip().lower() == "welcome to" else None)
        if _names_place(rest) and (lead[0].rstrip().endswith(":") or _ORG.search(rest)):
            yield draft(sheet, cell, (lead.end(), len(cell.text)), "name.merchant", rest, 0.85)
            return
        if not rest and follow is not None and _names_place(follow.text) and not follow.labels:
            text = follow.text.strip(" *-=#")
            yield draft(sheet, follow, (0, len(follow.text)), "name.merchant", text, 0.85)
            return
    yield from _first_line(sheet)


def _names_place(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return (
        letters >= 3
        and letters * 2 >= len(text.replace(" ", ""))
        and not _generic(text.lower())
        and not find_dates(text)
    )


def _first_line(sheet: Sheet) -> Iterator[Draft]:
    lines = [cell for cell in sheet.cells[:10] if _names_place(cell.text.strip(" *-=#."))]
    named = [cell for cell in lines if _ORG.search(cell.text)]
    for cell in (lines[0], *named[:1])[-1:] if lines and _mere_heading(lines[0]) else lines[:1]:
        yield draft(sheet, cell, (0, len(cell.text)), "name.merchant", cell.text.strip(" *-=#"), 0.8)


def _mere_heading(cell: Cell) -> bool:
    """A line that may head any receipt: a kind of paper, a number, a label."""
    return bool(cell.labels) or bool(re.search(r"\d|#|:$", cell.text)) or cell.text.islower()


_GENERIC = re.compile(
    r"(?:welcome.*|.*\breceipt|tax invoice|invoice|sales?|thank you.*|thanks.*|cash|credit|debit|copy|tan .*|"
    r"(?:customer|merchant|patient|store|office|cardholder) copy|simplified tax invoice|statement|payment .*|"
    r"page .*|duplicate|reprint|(?:your )?(?:receipt|order|terminal|register|store|invoice|transaction|"
    r"ticket|merchant|payment|card|batch|ref)(?: id| no\.?| number| type| date| details|"
    r" confirmation| information)?"
    r"[ .:#]*\d*|(?:purchase|sale) (?:receipt|transaction)|order (?:confirmation|summary|details)|"
    r"transaction (?:record|receipt|details|approved)|approved|card(?:holder)? services|"
    r"receipt (?:no|number|#|of|for)\b.*|receipt|paid|official .*|acknowledg\w* of payment|proof of payment|"
    r"point of sale|time|date|cashier.*|server.*|host.*)"
)


def _generic(plain: str) -> bool:
    """A line that may head any shop's receipt."""
    return _GENERIC.fullmatch(plain) is not None
