"""The wordings of receipts, checks and bookings (data/merchants.yaml) as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from packetizer.understanding.lexicon import Lexicon


def wording(phrases: Iterable[str]) -> str:
    """The source of a pattern that fits any of the phrases, the first that does.

    A phrase is words with a space between them. `a|b` is one or the other, an underscore joins an option's
    words, `word?` may be absent, `word*` may go on; `...` at an end is any text there.
    """
    return f"(?:{'|'.join(map(_phrase, phrases))})"


def _phrase(phrase: str) -> str:
    made, joint = "", ""  # a joint stands before a word once one has been
    for at, word in enumerate(phrase.split()):
        if word == "...":
            made += r"\b.*" if at else r".*\b"
        elif word.endswith("?") and not joint:
            made += f"(?:{_options(word[:-1])} )?"
        elif word.endswith("?"):
            made += f"(?: {_options(word[:-1])})?"
        else:
            made, joint = f"{made}{joint}{_options(word)}", " "
    return made


def _options(word: str) -> str:
    options = [
        re.escape(option.rstrip("*").replace("_", " ")) + (r"\w*" if option.endswith("*") else "")
        for option in word.split("|")
    ]
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


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
    legal = "|".join(r"\.?".join(form) for form in words.legal)
    return Wordings(
        label=re.compile(
            rf"^(?P<sure>{wording(words.sure)}){mark}|^(?P<weak>{wording(words.weak)}){mark}", re.IGNORECASE
        ),
        subject=re.compile(rf"\b(?i:{wording(words.subjects)})\s+(?=[A-Z])"),
        firm_end=re.compile(
            rf"(?:(?:{wording(words.firm_middle)}|and|&),?\s){{0,3}}"
            rf"(?:{wording(words.firm_ends)}|{legal})(?:,?\s(?:{legal}))?\.?"
        ),
        payer=re.compile(rf"^{wording(words.payers)}\b", re.IGNORECASE),
        generic=re.compile(
            rf"{wording(words.generic)}|{wording(words.numbered)}[ .:#]*\d*|{wording(words.bought)}"
        ),
        payee=re.compile(rf"(?:[^:]{{1,24}}:\s)?{wording(words.payees)}\b\s?:?\s*", re.IGNORECASE),
        nobody=re.compile(rf"{wording(words.nobody)}\b", re.IGNORECASE),
        sent=re.compile(rf"\b(?i:{wording(words.sent)})\s(?:\S+\s){{1,5}}?to(?:\s(?=[A-Z])|$)"),
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
