"""The codes of a denial (CARC, RARC), and the reasons that they stand for.

The letter's words outrank its codes: codes tell how a claim was processed, words tell why (`reasons`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packetizer.model import Page
from packetizer.understanding.entries import Code
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.once import once_a_page
from packetizer.understanding.facts.phrases import skeleton
from packetizer.understanding.lexicon import Lexicon

_GROUPED = re.compile(
    r"(?<![A-Za-z0-9-])(CO|C0|PR|OA|0A|PI|P1|CR)\s?([-–—:]?)\s?([ABDPWY]?[0-9OSl]{1,3})(?![\w]|[.,-]\d)"
)
_NAMED = re.compile(
    r"\b(?:CARC|(?:adjustment|adj\.?|claim adjustment|denial)\s+(?:reason\s+)?codes?|"
    r"reason\s+codes?)\s?(?:\(s\))?\s?[:#]?\s?([ABPW]?\d{1,3})(?![\w]|[.,-]\d)",
    re.IGNORECASE,
)
# "(1) Code 50: these are …", "… after the first evening. Code 50"; "area code 216" is none
_CALLED = re.compile(
    r"(?<![A-Za-z] )\bCode\s?[:#]?\s?([ABPW]?\d{1,3})(?=\s?[:;)=]|\s?[-–]\s|\.?$)(?![.,-]\d)", re.IGNORECASE
)
# "197   Precertification absent": a code before its meaning; "16 N706": before its remark
_LEGEND = re.compile(r"^\W{0,2}([ABPW]?\d{1,3})\W{0,2}(?:\s+|$)")
_BEFORE_REMARK = re.compile(r"(?<![\w.,$/-])([ABPW]?\d{1,3})[\s,/]+(?=(?:MA|M|N)\d{1,3}(?![\w.-]))")
_REMARK = re.compile(
    r"(?<![A-Za-z0-9.-])(MA[0-9OSl]{2,3}|M[0-9OSl]{1,3}|N[0-9OSl]{1,3})(?![A-Za-z0-9]|\.\d|-\d)"
)
_CODE_WORDS = re.compile(
    r"\b(?:codes?|reason|adj|adjustment|remarks?|denial|denied|carc|rarc|notes?|explanation|grp|group|messages?|msg)\b",
    re.IGNORECASE,
)
_FIX = str.maketrans({"O": "0", "S": "5", "l": "1"})


@dataclass(frozen=True, slots=True)
class CodeSpot:
    """A denial code on the page: `code` is looked up without its group."""

    cell: Cell
    start: int
    end: int
    kind: str
    value: str
    code: Code | None
    certainty: float


@once_a_page
def code_spots(page: Page, lexicon: Lexicon) -> tuple[CodeSpot, ...]:
    """The CARCs and RARCs of a page, also those that deny nothing."""
    sheet = sheet_of(page, lexicon)
    spots = [spot for cell in sheet.cells for spot in _codes(sheet, cell, lexicon)]
    grouped = {spot.value.partition("-")[2] for spot in spots}
    return tuple(spot for spot in spots if spot.value not in grouped)  # "50 …" below "CO-50" is the same


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Facts for the codes that can deny; a share of cost or a fee schedule's cut is none."""
    for spot in code_spots(sheet.page, lexicon):
        if spot.code is None or spot.code.denies:
            yield draft(sheet, spot.cell, (spot.start, spot.end), spot.kind, spot.value, spot.certainty)


def _codes(sheet: Sheet, cell: Cell, lexicon: Lexicon) -> Iterator[CodeSpot]:
    if not re.search(r"\d", cell.text):
        return
    carcs = list(_carcs(sheet, cell, lexicon))
    yield from carcs
    for match in _REMARK.finditer(cell.text):
        value = match[1][:1] + match[1][1:].translate(_FIX)
        code = lexicon.rarc.get(value) or lexicon.rarc.get(_padded(value))
        context = bool(carcs) or _code_context(sheet, cell, match.start())
        if context and (code is not None or len(value) >= 3):
            yield CodeSpot(
                cell, match.start(), match.end(), "denial.rarc", value, code, 0.95 if code else 0.75
            )


def _padded(value: str) -> str:
    """`MA1` as the list writes it: `MA01`."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", value)
    return f"{match[1]}{int(match[2]):02d}" if match is not None else value


def _carcs(sheet: Sheet, cell: Cell, lexicon: Lexicon) -> Iterator[CodeSpot]:
    taken: list[tuple[int, int]] = []
    for match in _GROUPED.finditer(cell.text):
        group = match[1].replace("C0", "CO").replace("0A", "OA").replace("P1", "PI")
        number = (
            match[3][:1] + match[3][1:].translate(_FIX)
            if match[3][0].isalpha() and match[3][0] not in "OSl"
            else match[3].translate(_FIX)
        )
        code = lexicon.carc.get(number)
        joined = bool(match[2]) or " " not in match[0] or _set_apart(cell.text, match)
        context = _code_context(sheet, cell, match.start())
        if not (context or (joined and code is not None)):
            continue
        if not joined and code is None:
            continue
        taken.append(match.span())
        yield CodeSpot(
            cell, match.start(), match.end(), "denial.carc", f"{group}-{number}", code, 0.97 if code else 0.85
        )
    for match, certainty in _without_group(sheet, cell, lexicon):
        code = lexicon.carc.get(match[1].upper())
        if code is not None and not any(start <= match.start(1) < end for start, end in taken):
            taken.append(match.span(1))
            yield CodeSpot(
                cell, match.start(1), match.end(1), "denial.carc", match[1].upper(), code, certainty
            )


def _without_group(sheet: Sheet, cell: Cell, lexicon: Lexicon) -> Iterator[tuple[re.Match[str], float]]:
    """Numbers that may be an adjustment code printed without its group, and how surely they are."""
    yield from ((match, 0.85) for match in _NAMED.finditer(cell.text))
    yield from ((match, 0.8) for match in _CALLED.finditer(cell.text))
    for match in _BEFORE_REMARK.finditer(cell.text):
        remark = _REMARK.match(cell.text, match.end())
        if remark is not None and (remark[1] in lexicon.rarc or _padded(remark[1]) in lexicon.rarc):
            yield match, 0.8
    legend = _LEGEND.match(cell.text) if cell.place == 0 else None
    if legend is not None and _means(sheet, cell, legend, lexicon):
        yield legend, 0.85


def _means(sheet: Sheet, cell: Cell, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether the words behind a number state the reason for which such a code stands."""
    code = lexicon.carc.get(match[1].upper())
    if code is None or code.reason is None:
        return False
    right = sheet.right_of(cell)
    text = cell.text[match.end() :] or (right.text if right is not None else "")
    return any(hit.key.rstrip("?") == code.reason for hit in lexicon.reason_phrases.all(skeleton(text)))


def _set_apart(text: str, match: re.Match[str]) -> bool:
    """`CO 18` alone, at the end of a note, or before its meaning: "Message PR 186: …", "… charge. CO 18"."""
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    opens = not before or before.endswith((".", ":", ")", "(", ";")) or bool(_CODE_WORDS.search(before[-24:]))
    return opens and (not after or after[0] in ":;.,)-–")


def _code_context(sheet: Sheet, cell: Cell, start: int) -> bool:
    """A word about codes before it in the row, or over it."""
    row = sheet.rows[cell.row]
    before = " ".join(other.text for other in row[: cell.place]) + " " + cell.text[:start]
    if _CODE_WORDS.search(before[-120:]) or _GROUPED.search(before[-40:]):
        return True
    if start == 0 and _CODE_WORDS.search(cell.text[:60]):
        return True
    over = sheet.above(cell.line.box_at(start, start + 1), cell.row, 12)
    return any(_CODE_WORDS.search(other.text) for other in over if len(other.text) < 60)


# "Denial Code: CO16 — …", "16 = …": what a code is said to mean
_MEANING = re.compile(
    r"\W*(?:[A-Z][a-z]+\s){0,3}(?:Code\s?:?\s?)?(?:CO|PR|OA|PI|CR)?[\s-]?([ABPW]?\d{1,3})\s?[—–:=)-]\s?(?=\S)"
)


def code_before(text: str, lexicon: Lexicon) -> Code | None:
    """The adjustment code whose meaning a line prints."""
    match = _MEANING.match(text)
    return lexicon.carc.get(match[1]) if match is not None else None


def coded_reasons(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Where no words say why, what the codes say. Remarks are nearer to the reason than adjustment codes."""
    spots = [(page, spot) for page in pages for spot in code_spots(page, lexicon)]
    done: set[str] = set()
    for kind, certainty in (("denial.rarc", 0.75), ("denial.carc", 0.75)):
        for page, spot in spots:
            code = spot.code
            if (
                spot.kind != kind
                or code is None
                or not code.denies
                or code.reason is None
                or code.reason in done
            ):
                continue
            if kind == "denial.carc" and code.needs_remark and done:
                continue
            done.add(code.reason)
            sheet = sheet_of(page, lexicon)
            yield draft(sheet, spot.cell, (spot.start, spot.end), "denial.reason", code.reason, certainty)
