"""Money as US papers print it: amounts in a text, and what is no amount.

Without a currency sign only forms with exactly two decimals count: a bare `1234` on a statement is as often
a claim number. A dash stands for no cents: `$145.-`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """An amount in a text. `sign` tells whether a currency sign stands with it; negative is a credit."""

    value: Decimal
    start: int
    end: int
    sign: bool
    currency: str = "USD"
    sure: float = 1.0


_CURRENCIES = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "rm": "MYR",
    "myr": "MYR",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "c$": "CAD",
    "cad": "CAD",
    "a$": "AUD",
    "aud": "AUD",
    "inr": "INR",
    "rs": "INR",
    "₹": "INR",
    "s$": "SGD",
    "sgd": "SGD",
    "chf": "CHF",
    "s": "USD",
}
_SIGN = r"(?:US\$|USD|C\$|CAD|A\$|AUD|S\$|SGD|RM|MYR|EUR|GBP|INR|Rs\.?|CHF|[$€£₹])"
_WHOLE = r"(?:\d{1,3}(?:[,]\s?\d{3})+|\d+)"
_DIGIT = r"[0-9OolIS]"
_NUMBER = rf"(?:{_WHOLE}(?:\s?\.\s?\d{{2}}|\.\d|\.?\s?[-–—](?=\s|$)(?<!\d[-–—]))?|\.\d{{2}})"
_SIGNED = re.compile(
    rf"(?<![\w])(?P<open>[(<\[]\s?)?(?P<minus>[-–−]\s?)?(?P<sign>{_SIGN})\s?(?P<minus2>[-–−]\s?)?(?P<"
    rf"number>{_NUMBER})"
    r"(?![\d])(?P<close>\s?[)>\]])?(?P<after>\s?CR\b|-(?![\w$(])|\s-(?!\s?[\w$(-]))?",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w.:#$%-])(?<!\d,)(?<!(?<!\.\d)\d/)(?<!\d\s[-–])(?P<open>[(<]\s?)?(?P<minus>[-–−]\s?)?"
    rf"(?P<number>(?:(?!0\d){_WHOLE}|(?=\.))\.\d{{2}})(?!(?!CR\b)[\w%°]|[.,:-]\d|/(?!\d+\.\d\d))(?P<close>\s?[)>])?"
    r"(?P<after>\s?CR\b|-(?!\w)|\s-(?!\s?[\w$(-]))?(?P<trail>\s?(?:USD|MYR|EUR|GBP|CAD|AUD)\b)?",
    re.IGNORECASE,
)
# What readers make of the sign and the digits; only where the rest proves money: two decimals.
_GARBLED = re.compile(
    rf"(?<![\w.,])(?P<sign>[$S](?=\s?[0-9OlI])|(?=[lI],\d))\s?(?P<number>{_DIGIT}{{1,3}}(?:,{_DIGIT}"
    rf"{{3}})*[.,]{_DIGIT}{{2}})(?![\w,]|\.\d)"
)
_EUROPEAN = re.compile(
    r"(?<![\w.,])(?P<sign>US\$|USD|[$€£]|EUR)?\s?(?P<number>\d{1,3}(?:\.\d{3})+,\d{2}|"
    r"\d+,\d{2})(?![\w.,])\s?(?P<trail>€|(?:EUR|USD)\b)?"
)
_ROOM = re.compile(r"RM\s?\d{1,4}", re.IGNORECASE)  # "Rm 4": ringgit are printed with their cents
_UNIT_AFTER = re.compile(
    r"^\s?(?:%|mg|mcg|ml|kg|kgs|lb|lbs|oz|cm|mm|in\b|units?\b|mmhg|bpm|hrs?\b|hours?\b|min|"
    r"minutes?\b|°|f\b|c\b|"
    r"weeks?\b|days?\b|months?\b|years?\b|(?-i:x)\d|pts?\b|points?\b|meq|g/|/dl|ltr|litres?|km|miles?)",
    re.IGNORECASE,
)
_SOME_DIGIT = re.compile(r"\d")
_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5"})


@lru_cache(maxsize=2048)
def find_amounts(text: str) -> tuple[PrintedAmount, ...]:
    """The amounts in a text, from the left."""
    if _SOME_DIGIT.search(text) is None:
        return ()
    taken: list[PrintedAmount] = []
    for finder in (_european, _garbled, _signed, _bare):
        for found in finder(text):
            if all(found.end <= other.start or found.start >= other.end for other in taken):
                taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def is_measure(after: str) -> bool:
    """Whether what follows a number makes it a measure: `40 mg`, `3 hours`."""
    return _UNIT_AFTER.match(after[:10]) is not None


_BOXED = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d{1,6})\s(\d{2})")


def boxed_amount(text: str) -> PrintedAmount | None:
    """Dollars and cents in a form's two boxes, `450 00`; an amount only where the form's own words say so."""
    match = _BOXED.fullmatch(text.strip())
    if match is None:
        return None
    value = Decimal(f"{match[1].replace(',', '')}.{match[2]}")
    return PrintedAmount(value, 0, len(text), "$" in text, "USD", 0.95)


def _signed(text: str) -> Iterator[PrintedAmount]:
    for match in _SIGNED.finditer(text):
        if _ROOM.fullmatch(match[0]):
            continue
        yield _made(match, text, True, match["sign"].lower().rstrip("."))


def _bare(text: str) -> Iterator[PrintedAmount]:
    for match in _BARE.finditer(text):
        if not is_measure(text[match.end() :]):
            trail = (match["trail"] or "").strip().lower()
            yield _made(match, text, bool(trail), trail or "$", 0.98)


def _garbled(text: str) -> Iterator[PrintedAmount]:
    for match in _GARBLED.finditer(text):
        number = match["number"].translate(_DIGITS)
        number = re.sub(r"[.,](?=\d{2}$)", ".", number).replace(",", "")
        if sum(char.isdigit() for char in match["number"]) < 3 or _clean(match):
            continue
        yield PrintedAmount(Decimal(number), match.start(), match.end(), True, "USD", 0.8)


def _clean(match: re.Match[str]) -> bool:
    """Nothing to repair: the plain forms read it."""
    return match["sign"] == "$" and bool(re.fullmatch(r"[\d,]+\.\d{2}", match["number"]))


def _european(text: str) -> Iterator[PrintedAmount]:
    for match in _EUROPEAN.finditer(text):
        sign = (match["sign"] or match["trail"] or "").lower()
        if not sign and "." not in match["number"]:
            continue
        number = match["number"].replace(".", "").replace(",", ".")
        yield PrintedAmount(
            Decimal(number), match.start(), match.end(), bool(sign), _CURRENCIES.get(sign, "USD"), 0.75
        )


def _parts(before: str, dash: str) -> bool:
    """Whether a dash parts an amount from the words before it: `Yes - $45.00`."""
    return dash.endswith(" ") and re.search(r"[A-Za-z?:]\s$", before) is not None


# Three small words before an amount in brackets, or three words of any kind behind it: a sentence.
_SAID_BEFORE = re.compile(r"(?:\b[a-z][a-z'’-]+,?\s){3}$")
_WORD = re.compile(r"[a-z]{2,}")
_SOME_WORDS = 3
_SAID_AFTER = re.compile(r"[.,;:]?(?:\s[A-Za-z'’-]+,?){3}")


def _aside(text: str, start: int, end: int) -> bool:
    """Whether an amount in brackets is one of a sentence, `the charge is yours ($550.00).`, no credit."""
    said = len(_WORD.findall(text, 0, start)) >= _SOME_WORDS and re.match(r"\.\s*$", text[end:])
    return bool(said or _SAID_BEFORE.search(text, 0, start) or _SAID_AFTER.match(text, end))


def _made(match: re.Match[str], text: str, sign: bool, currency: str, sure: float = 1.0) -> PrintedAmount:
    number = Decimal(re.sub(r"[,\s]|\.?\s?[-–—]$", "", match["number"]))
    groups = match.groupdict()
    bracketed = bool(groups["open"]) and bool(groups["close"]) and not _aside(text, *match.span())
    start, end = match.span()
    minus = groups["minus"] is not None and not _parts(text[:start], groups["minus"])
    negative = bracketed or bool(minus or groups.get("minus2") or groups["after"])
    if groups["open"] and not groups["close"]:
        start = match.start("open") + len(groups["open"])
    if groups["close"] and not groups["open"]:
        end = match.end("number")
    if not re.search(r"\.\s?\d", match["number"]):
        sure *= 0.97
    number = number.quantize(Decimal("0.01"))
    return PrintedAmount(
        -number if negative else number, start, end, sign, _CURRENCIES.get(currency, "USD"), sure
    )
