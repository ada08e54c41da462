"""Numbers that have no business in a packet: social security numbers, accounts and cards of a bank.

A number is one by its own shape, or by its shape and the label beside or above it. What was once found by a
label is found again wherever it stands without one. Digits that a reader took for letters count as digits
where a label says that a number stands there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict

from packetizer.model import Box, Page, PageRef
from packetizer.understanding.checkdigits import iban, luhn, routing
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.page.numberrows import Row, row_of, rows_of
from packetizer.understanding.page.text import fold
from packetizer.yamlfile import load_shipped

SSN, ACCOUNT = "ssn", "account"

_LOOKS = {"o": "0", "q": "0", "i": "1", "l": "1", "|": "1", "!": "1", "s": "5", "b": "8", "z": "2", "g": "9"}
_FEW, _MANY = 5, 34  # digits of an account; an IBAN has at most so many characters
_REACH = 48  # characters from a label to its number
_CARD_DIGITS = 12  # fewest of a card
_BELOW = 3.2  # line heights from a label down to its number
_BANK_WORDS = 2


class SsnWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: tuple[str, ...]
    other_labels: tuple[str, ...]


class AccountWords(SsnWords):
    card_labels: tuple[str, ...]
    bank_labels: tuple[str, ...]
    bank_types: tuple[str, ...]
    bank_words: tuple[str, ...]


class PrivateFile(BaseModel):
    """data/private.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ssn: SsnWords
    account: AccountWords


@cache
def private_words() -> PrivateFile:
    return load_shipped(DATA / "private.yaml", PrivateFile)


def known_kinds() -> tuple[str, ...]:
    """The kinds that can be asked for."""
    return tuple(PrivateFile.model_fields)


@dataclass(frozen=True, slots=True)
class Private:
    """A private number where it stands. `digits` is the number without signs."""

    kind: str
    page: PageRef
    box: Box
    digits: str


def find_private(
    pages: Sequence[Page], kinds: Collection[str], types: Mapping[PageRef, str], spared: Collection[str]
) -> tuple[Private, ...]:
    """Every private number of these kinds on the pages.

    `types` has each page's type of paper; `spared` are numbers that stay though they look private, such as
    the member's ID.
    """
    stay = {re.sub(r"\W", "", text).lower() for text in spared}
    rows = {page.ref: rows_of(page) for page in pages}
    found: dict[tuple[str, PageRef, Box], Private] = {}
    for kind in kinds:
        for page in pages:
            bank = kind == ACCOUNT and _is_banks(rows[page.ref], types.get(page.ref, ""))
            for one in _on_page(kind, page.ref, rows[page.ref], bank=bank):
                if one.digits.lower() not in stay:
                    found[(kind, one.page, one.box)] = one
        known = {one.digits for one in found.values() if one.kind == kind}
        for page in pages:
            for one in _again(kind, page.ref, rows[page.ref], known):
                found.setdefault((kind, one.page, one.box), one)
    return tuple(sorted(_widest(found.values()), key=lambda one: (one.page, one.box.y0, one.box.x0)))


def _widest(found: Iterable[Private]) -> Iterator[Private]:
    """Without those that are a part of another: the digits of an IBAN look like a number of their own."""
    ordered = sorted(found, key=lambda one: (one.page, one.kind, one.box.x0 - one.box.x1))
    kept: list[Private] = []
    for one in ordered:
        same = (other.box for other in kept if (other.page, other.kind) == (one.page, one.kind))
        if not any(box.y0 <= one.box.y0 and box.y1 >= one.box.y1 and _spans(box, one.box) for box in same):
            kept.append(one)
            yield one


def _spans(outer: Box, inner: Box) -> bool:
    return outer.x0 <= inner.x0 and outer.x1 >= inner.x1


# ---------------------------------------------------------------- by shape and label

_SEPARATED = re.compile(r"(?<![\w-])(\d{3}) ?([-–—.‐‑]) ?(\d{2}) ?[-–—.‐‑] ?(\d{4})(?![\w-]|[.,]\d)")
_SPACED = re.compile(r"(?<![\w-])(\d{3})( )(\d{2}) (\d{4})(?![\w-]|[.,]\d)")
_DIGIT = r"[\dOoQIl|!SBZ]"
_LABELLED_SSN = re.compile(rf"(?<!\w)(?:{_DIGIT}[ \-–—.‐‑_/]{{0,3}}){{8}}{_DIGIT}(?![\w]|[-–]\d)")
_CARD = re.compile(r"(?<![\d-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3\d{3}([ -])\d{6}\2\d{5})(?![\d-])")
_PLAIN_CARD = re.compile(r"(?<![\d-])\d{13,19}(?![\d-])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_LABELLED_NUMBER = re.compile(r"(?<![\w$.,])(?:[\dOoIl|SB][ \-–]?){4,33}[\dOoIl|SB](?![\w]|[.,]\d)")
_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")
_RUN = re.compile(r"\d[\d \-–]*\d")


def _on_page(kind: str, ref: PageRef, rows: Sequence[Row], *, bank: bool) -> Iterator[Private]:
    words = private_words()
    if kind == SSN:
        for row in rows:
            yield from _made(kind, ref, row, _ssn_by_shape(row, words.ssn))
        labels, take = words.ssn.labels, _ssn_after
        others = words.ssn.other_labels
    else:
        for row in rows:
            yield from _made(kind, ref, row, _account_by_shape(row, words.account, bank=bank))
        labels = words.account.labels + (words.account.bank_labels if bank else ())
        take, others = _account_after, words.account.other_labels
        for row, begin in _labelled(rows, words.account.card_labels, others):
            yield from _made(kind, ref, row, _account_after(row, begin, _CARD_DIGITS))
    for row, begin in _labelled(rows, labels, others):
        yield from _made(kind, ref, row, take(row, begin))


def _made(kind: str, ref: PageRef, row: Row, spans: Iterator[tuple[int, int]]) -> Iterator[Private]:
    for begin, end in spans:
        yield Private(kind, ref, row.box(begin, end), as_digits(row.text[begin:end]))


def as_digits(text: str) -> str:
    """The number as its printer meant it: no signs, look-alikes as digits; letters of an IBAN stay."""
    plain = re.sub(r"[^\w|!]", "", text)
    if re.match(r"[A-Z]{2}\d\d", plain):
        return plain
    return "".join(_LOOKS.get(char.lower(), char) for char in plain)


def _ssn_by_shape(row: Row, words: SsnWords) -> Iterator[tuple[int, int]]:
    """Three, two and four digits: with dashes wherever no other label claims them; with spaces by a label."""
    for pattern in (_SEPARATED, _SPACED):
        for match in pattern.finditer(row.text):
            if not _could_be_ssn(match[1] + match[3] + match[4]):
                continue
            before = row.low[max(0, match.start() - 30) : match.start()]
            mine = _has(before, words.labels)
            if mine or (match[2] in "-–—‐‑" and not _has(before[-24:], words.other_labels)):
                yield match.span()


def _could_be_ssn(digits: str) -> bool:
    """What the Social Security Administration gives out, or the IRS in its place (an ITIN begins with 9)."""
    return digits[:3] not in ("000", "666") and digits[3:5] != "00" and digits[5:] != "0000"


def _ssn_after(row: Row, begin: int) -> Iterator[tuple[int, int]]:
    """The first nine digits after a label, however they are parted."""
    match = _LABELLED_SSN.search(row.text, begin, begin + _REACH)
    if match and sum(char.isdigit() for char in match[0]) >= 6 and _could_be_ssn(as_digits(match[0])):
        yield match.span()


def _account_by_shape(row: Row, words: AccountWords, *, bank: bool) -> Iterator[tuple[int, int]]:
    """Cards by their check digit, IBANs by theirs; what only a bank's paper has."""
    for match in _CARD.finditer(row.text):
        if luhn(re.sub(r"\D", "", match[0])):
            yield match.span()
    for match in _IBAN.finditer(row.text):
        if iban(match[0].replace(" ", "")):
            yield match.span()
    if bank:
        yield from _banks_own(row, words)


def _banks_own(row: Row, words: AccountWords) -> Iterator[tuple[int, int]]:
    """Cards without gaps, and the foot of a cheque by its routing number."""
    for match in _PLAIN_CARD.finditer(row.text):
        before = row.low[max(0, match.start() - 30) : match.start()]
        if luhn(match[0]) and not _has(before, words.other_labels):
            yield match.span()
    if _is_magnetic(row):
        for match in _RUN.finditer(row.text):
            if sum(char.isdigit() for char in match[0]) >= _FEW:
                yield match.span()


def _account_after(row: Row, begin: int, fewest: int = _FEW) -> Iterator[tuple[int, int]]:
    match = _LABELLED_NUMBER.search(row.text, begin, begin + _REACH + _MANY)
    if match and match.start() <= begin + _REACH:
        shown = sum(char.isdigit() for char in match[0])
        if fewest <= shown <= _MANY and not _is_date(match[0]):
            yield match.span()


_DATE = re.compile(r"\d{1,2}[-–/ ]\d{1,2}[-–/ ](?:19|20)?\d\d|(?:19|20)\d\d[-–/ ]\d{1,2}[-–/ ]\d{1,2}")


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text.strip()) is not None


def _is_magnetic(row: Row) -> bool:
    """The line of a cheque that machines read: a routing number, and hardly a word beside the digits."""
    letters = sum(char.isalpha() for char in row.text)
    return letters <= 6 and any(routing(match[0]) for match in _NINE.finditer(row.text))


# ---------------------------------------------------------------- labels


@cache
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the labels as whole words, the longest first; after a sign, as in "ss#", a number may follow."""
    ordered = sorted((fold(label) for label in labels), key=len, reverse=True)
    ends = (re.escape(label) + (r"(?!\w)" if label[-1].isalnum() else "") for label in ordered)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ends)})")


def _has(text: str, labels: tuple[str, ...]) -> bool:
    return _pattern(labels).search(text) is not None


def _labelled(
    rows: Sequence[Row], labels: tuple[str, ...], others: tuple[str, ...]
) -> Iterator[tuple[Row, int]]:
    """Where to look for the number of each label: behind it, and below it."""
    for at, row in enumerate(rows):
        taken = [match.span() for match in _pattern(others).finditer(row.low)]
        for match in _pattern(labels).finditer(row.low):
            begin, end = match.span()
            if any(a <= begin < b or a < end <= b for a, b in taken):
                continue
            stop = min((a for a, _ in taken if a >= end), default=len(row.text))
            yield _cut(row, stop), end
            if not any(char.isdigit() for char in row.text[end:stop]):
                yield from _under(rows[at + 1 :], row.box(begin, end))


def _cut(row: Row, stop: int) -> Row:
    """The row up to another label."""
    return Row(row.words, row.starts, row.text[:stop])


def _under(rows: Sequence[Row], label: Box) -> Iterator[tuple[Row, int]]:
    """Words below a label, of rows that begin no further down than a form's box is high."""
    for row in rows[:3]:
        gap = min(word.box.y0 for word in row.words) - label.y1
        if gap > _BELOW * label.height:
            return
        below = [
            (word, start)
            for word, start in zip(row.words, row.starts, strict=True)
            if word.box.x1 > label.x0 - 2 * label.height and word.box.x0 < label.x1 + 6 * label.height
        ]
        if below:
            yield row_of([word for word, _ in below]), 0


# ---------------------------------------------------------------- whose page, and the same number again


def _is_banks(rows: Sequence[Row], kind: str) -> bool:
    words = private_words().account
    if kind in words.bank_types:
        return True
    text = "\n".join(row.low for row in rows)
    return len({match[0] for match in _pattern(words.bank_words).finditer(text)}) >= _BANK_WORDS


def _again(kind: str, ref: PageRef, rows: Sequence[Row], known: Collection[str]) -> Iterator[Private]:
    """Numbers found before, without a label, parted as they may be."""
    for row in rows:
        for digits in known:
            if len(digits) > _FEW + 1 and digits.isdigit():
                for match in spelled(digits).finditer(row.text):
                    yield Private(kind, ref, row.box(*match.span()), digits)


@cache
def spelled(digits: str) -> re.Pattern[str]:
    """The number as it may be printed: its digits, parted by spaces or dashes."""
    return re.compile(r"(?<!\d)" + r"[ \-–—.]{0,2}".join(digits) + r"(?!\d)")
