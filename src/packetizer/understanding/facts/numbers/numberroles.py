"""Numbers that look like an identifier, and what stands around them: signs for a fitted model.

`bench/fit_numbers.py` fits it on numbers whose role is known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from packetizer.model import Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.numbers.ids import PROCEDURES, npi_valid
from packetizer.understanding.facts.surroundings import Spot, place_in_row, words_around
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.page.once import once_a_page

_PART = r"[A-Za-z0-9]+(?:[-/.*_·]{1,2}[A-Za-z0-9]+)*"
_NUMBER = re.compile(
    rf"(?<![\w.$/@-])(?:[A-Z]{{1,5}}(?:\s[A-Z]{{2,4}})?\s(?=[A-Z]?\d))?{_PART}"
    r"(?:\s(?=[A-Z]{0,3}-?\d)[A-Z0-9]+(?:-[A-Z0-9]+)*|(?<=\d)\s[A-Z](?![\w.'’]))*(?![\w@]|[/.,]\d|%)"
)
_PHONE = re.compile(r"(?:1[-. ]?)?\(?\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4}")
_MEASURE = re.compile(
    r"\d+(?:[.,/-]\d+)*(?:mg|mcg|ml|kg|lb|cm|mm|h|hr|min|wks?|yrs?|days?|am|pm|x|st|nd|rd|th)?", re.IGNORECASE
)
_LAW = re.compile(r"(?:CFR|USC|USCA|RCW|ORS|NRS|ARS|KRS)\s")  # "29 CFR 2560.503-1"
_BEGUN = re.compile(r"[A-Z]{2,}")
_TOP, _STEM = 14, 6  # lines; letters
_BUSINESS = re.compile(
    r"\b(?:appeal|grievance|complaint|reconsider|peer|request|prior|pre-?auth|precert|author|approv|claim|review|"
    r"denial|denied|determin|received|referral|explanation|bill|statement|receipt|policy)"
)
_WORD = re.compile(r"(?:[A-Za-z]*[a-z][A-Za-z]*|[A-Z]{6,})\s")
_DOUBLED = re.compile(r"(?P<word>[A-Z]{2,5})\s(?P<number>\w*-?(?P=word)-?\w)")  # "PA 26-PA-33071", "PA PA26"
_SIGNED = re.compile(r"[-\d]")  # behind letters that are part of a number
_LEAST_DIGITS, _LEAST, _MOST = 3, 5, 26
_LIST = re.compile(
    r"(?:\s?\([^()]{4,40}\))?\s?(?:[,;&/|]|\b(?:and|thru|through|to)\b|\s)[\s,;&#]*(?:and\s)?#?"
)
_NO_SIGN = re.compile(r"[^A-Za-z0-9]")
_RUN = re.compile(r"[A-Za-z]+|\d+|[^A-Za-z\d]")
_YEAR = re.compile(r"(?:20)?2\d(?:[01]\d(?:[0-3]\d)?)?(?!\d)")


def numbers_on(sheet: Sheet) -> list[Spot]:
    """What may be an identifier on a page, in reading order."""
    found: list[Spot] = []
    for cell in sheet.cells:
        end, opened = -1, 0
        for match in _NUMBER.finditer(cell.text):
            start, stop = _without_label(cell, match.start(), match.end()), match.end()
            if not _may_be(cell.text[start:stop]):
                continue
            goes_on = end >= 0 and _LIST.fullmatch(cell.text[end:start]) is not None
            opened = opened if goes_on else start
            found.append(Spot(cell, start, stop, opened))
            end = stop
    return found


def _without_label(cell: Cell, start: int, end: int) -> int:
    """Where a number begins whose leading word is its label, or no part of it: `ID 4471 90826`."""
    word = _WORD.match(cell.text, start, end)
    if word is not None:
        return word.end()
    doubled = _DOUBLED.match(cell.text, start, end)
    if doubled is not None:
        return doubled.start("number")
    for label in cell.labels:
        within = start <= label.start and not _SIGNED.match(cell.text, label.end)
        if label.start <= start < label.end < end or (within and label.end < end):
            return label.end + len(cell.text[label.end :]) - len(cell.text[label.end :].lstrip(" :#.-"))
    return start


def _may_be(text: str) -> bool:
    bare = _NO_SIGN.sub("", text)
    digits = sum(map(str.isdigit, bare))
    if not _LEAST <= len(bare) <= _MOST or digits < _LEAST_DIGITS or digits * 4 < len(bare):
        return False
    if (
        _PHONE.fullmatch(text)
        or re.match(r"[Xx*]{2}", text)
        or (_MEASURE.fullmatch(text) and digits < _LEAST)
    ):
        return False
    if _LAW.match(text) or ("/" in text and PROCEDURES.fullmatch(text)):
        return False
    if any(find_dates(part) for part in text.split("/")):
        return False
    return not find_dates(text) and not (find_amounts(text) and "." in text)


def signs(sheet: Sheet, spots: list[Spot], at: int, kind: str, known: Mapping[str, str]) -> frozenset[str]:
    """The signs of one of a page's numbers on a paper of this type.

    `known`: the roles that rules gave to other values.
    """
    spot = spots[at]
    return frozenset(
        (
            *words_around(sheet, spot),
            *place_in_row(sheet, spot),
            *_shape(spot.text),
            *_among(spots, at, known),
            *(f"top={word}" for word in _business(sheet.page, sheet.lexicon)),
            f"type={kind}",
        )
    )


def _shape(text: str) -> Iterator[str]:
    bare = re.sub(r"[^A-Za-z0-9]", "", text)
    runs = _RUN.findall(text)
    shape = "".join("9" if run.isdigit() else "A" if run.isalpha() else run for run in runs)
    yield f"shape={shape[:9]}"
    yield f"length={min(len(bare), 16)}"
    yield f"digits={min(sum(map(str.isdigit, bare)), 12)}"
    yield f"runs={'.'.join(str(min(len(run), 9)) for run in runs if run.isalnum())}"[:24]
    if text[0].isalpha():
        yield f"pre={runs[0].lower()[:5]}"
        yield "letters first"
    yield from (f"part={run.lower()[:5]}" for run in runs if run.isalpha())
    if text[-1].isalpha():
        yield "letters last"
    if bare.isdigit():
        yield f"all digits {min(len(bare), 12)}"
    if npi_valid(bare):
        yield "check digit"
    if _YEAR.match(text) or (text[0].isalpha() and len(runs) > 2 and _YEAR.match(runs[2])):
        yield "year first"
    if any(sep in text for sep in " "):
        yield "in groups"
    if re.search(r"[-/.]\d{1,2}$", text):
        yield "short end"


def _among(spots: list[Spot], at: int, known: Mapping[str, str]) -> Iterator[str]:
    value = value_of(spots[at])
    yield f"same={min(3, sum(value_of(other) == value for other in spots))}"
    if value in known:
        yield f"known={known[value]}"
    for kind in sorted(set(known.values())):
        yield f"has {kind}"
    begun = _BEGUN.match(value)
    for other, kind in known.items():
        if begun is not None and other.startswith(begun[0]):
            yield f"begins as {kind}"
    yield f"nth={min(at, 4)}"


@once_a_page
def _business(page: Page, lexicon: Lexicon) -> tuple[str, ...]:
    """What the first lines of a page say that it is about."""
    lines = [" ".join(cell.text for cell in row) for row in sheet_of(page, lexicon).rows[:_TOP]]
    return tuple(sorted({match[0][:_STEM] for match in _BUSINESS.finditer(" ".join(lines).lower())}))


def value_of(spot: Spot) -> str:
    return spot.text.replace(" ", "")


def spots_of(pages: Collection[Page], lexicon: Lexicon) -> Iterator[tuple[Sheet, list[Spot]]]:
    for page in pages:
        sheet = sheet_of(page, lexicon)
        yield sheet, numbers_on(sheet)
