"""The wordings of receipts, checks and bookings (data/merchants.yaml) as patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import stopped, wording


@dataclass(frozen=True, slots=True)
class Wordings:
    """What names a payment's maker and taker, as patterns."""

    label: re.Pattern[str]
    subject: re.Pattern[str]
    firm_end: re.Pattern[str]
    payer: re.Pattern[str]
    generic: re.Pattern[str]
    payee: re.Pattern[str]
    nobody: re.Pattern[str]
    sent: re.Pattern[str]
    receiver: re.Pattern[str]
    was_paid: re.Pattern[str]
    described: re.Pattern[str]
    slip: re.Pattern[str]
    bank: re.Pattern[str]
    booked: re.Pattern[str]
    treats: re.Pattern[str]


@lru_cache(maxsize=1)
def wordings_of(lexicon: Lexicon) -> Wordings:
    words = lexicon.merchants
    mark = r"\b(?:\s?(?:name|#))?\s?[:\-–]?\s*"
    legal = stopped(lexicon.firms.legal_merchants)
    return Wordings(
        label=re.compile(
            rf"^(?P<sure>{wording(words.sure)}){mark}|^(?P<weak>{wording(words.weak)}){mark}", re.IGNORECASE
        ),
        subject=re.compile(rf"\b(?i:{wording(words.subjects)})\s+(?=[A-Z])"),
        firm_end=re.compile(
            rf"(?=[A-Z])(?i:(?:(?:{wording(words.firm_middle)}|and|&),?\s){{0,3}}"
            rf"(?:{wording(words.firm_ends)}|{legal})(?:,?\s(?:{legal}))?\.?)"
        ),
        payer=re.compile(rf"^{wording(words.payers)}\b", re.IGNORECASE),
        generic=re.compile(
            rf"{wording(words.generic)}|{wording(words.numbered)}[ .:#]*\d*|{wording(words.bought)}"
        ),
        payee=re.compile(rf"(?:[^:]{{1,24}}:\s)?{wording(words.payees)}\b\s?:?\s*", re.IGNORECASE),
        nobody=re.compile(rf"{wording(words.nobody)}\b", re.IGNORECASE),
        sent=re.compile(rf"\b(?i:{wording(words.sent)})\s(?:\S+\s){{1,5}}?to(?:\s(?=[A-Z])|$)"),
        receiver=re.compile(rf"^{wording(words.payees)}{mark}", re.IGNORECASE),
        was_paid=re.compile(rf"\s{wording(words.was_paid)}\b"),
        described=re.compile(rf"^{wording(words.described)}\s?(?::\s*|$)", re.IGNORECASE),
        bank=re.compile(rf"\b{wording(words.banks)}\b", re.IGNORECASE),
        slip=re.compile(rf"\b{wording(words.slips)}\b", re.IGNORECASE),
        booked=re.compile(
            rf"^(?:\d[\d/.\- ]{{3,9}}\s)*"
            rf"(?:{wording(words.booked)}\b\W{{0,3}}|{wording(words.starred)}\s?\*\s?)*",
            re.IGNORECASE,
        ),
        treats=re.compile(rf"\b{wording(words.treats)}\b", re.IGNORECASE),
    )
