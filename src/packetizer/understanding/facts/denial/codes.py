"""The codes of a denial (CARC, RARC), and the reasons that they stand for.

The letter's words outrank its codes: codes tell how a claim was processed, words tell why (`reasons`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packetizer.model import Fact, Page
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.lore.entries import Code, CodeWords, Procedures
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.page.once import once_a_page

_GROUPED = re.compile(
    r"(?<![A-Za-z0-9-])(CO|C0|PR|OA|0A|PI|P1|CR)\s?([-–—:]?)\s?([ABDPWY]?[0-9OSl]{1,3})(?![\w]|[.,-]\d)"
)
_NAMED = Framed(CodeWords, r"\b%{named}\s?(?:\(s\))?\s?[:#]?\s?([ABPW]?\d{1,3})(?![\w]|[.,-]\d)")
# "(1) Code 50: these are …", "… after the first evening. Code 50"; "area code 216" is none
_CALLED = re.compile(
    r"(?<![A-Za-z] )\bCode\s?[:#]?\s?([ABPW]?\d{1,3})(?=\s?[:;)=]|\s?[-–]\s|\.?$)(?![.,-]\d)", re.IGNORECASE
)
# "Reason codes: 204, 242", "Codes: 204 (not covered …); 242 (not by a network provider)"
_LISTED = Framed(CodeWords, r"\b(?:(%{named})|[Cc]odes?)\s?(?:\(s\))?\s?[:#]\s?(?=[ABPW]?\d)")
_ITEM = re.compile(
    r"\s*(?:and\s+)?([ABPW]?\d{1,3})(?![\w]|[.,-]\d)\s*(\([^()]*\)?)?\s*(?:[,;/&.]|$|(?=and\b))"
)
# "197   Precertification absent": a code before its meaning; "16 N706": before its remark
_LEGEND = re.compile(r"^\W{0,2}([ABPW]?\d{1,3})\W{0,2}(?:\s+|$)")
# "Remark 22: …", "Why: 242 - …", "N1 (197) …": the same behind a word for notes, or the paper's own key
_KEYED = Framed(
    CodeWords,
    r"^\W{0,2}(?:%{keys}\b[.:#\s]{0,3}|[A-Z]{1,2}\d{0,2}\s{1,2}(?=\())"
    r"\(?([ABPW]?\d{1,3})\)?(?:\s?[:=,)–-]\s|(?<=\))\s|$)",
)
# "Not more than 36 sessions a year. (119)": a code behind its meaning
_BEHIND = re.compile(r"\(([ABPW]?\d{1,3})\)\W*$")
_BEFORE_REMARK = re.compile(r"(?<![\w.,$/-])([ABPW]?\d{1,3})[\s,/]+(?=(?:MA|M|N)\d{1,3}(?![\w.-]))")
_REMARK = re.compile(
    r"(?<![A-Za-z0-9.-])(MA[0-9OSl]{2,3}|M[0-9OSl]{1,3}|N[0-9OSl]{1,3})(?![A-Za-z0-9]|\.\d|-\d)"
)
_CODE_WORDS = Framed(CodeWords, r"\b%{around}\b")
# "Diagnosis codes: F332, M797": of a shape with a remark's, but named
_DIAGNOSED = Framed(
    Procedures, r"(?:\b%{diagnosed}\b|\bICD-?10)\W{0,3}(?:codes?\W{0,3})?(?:[A-Z]\d\w{1,5}\W{1,3})*$"
)
_AMOUNT = re.compile(r"\d{1,3}(?:,?\d{3})*\.\d\d(?!\d)")  # "CAS CO 50 365.00"
_COUNTED = re.compile(r"\W{0,2}(\d{1,2})[.)]\s")  # lines of a form: "6. Drug"
_FIX = str.maketrans({"O": "0", "S": "5", "l": "1"})
_KEY = 8  # letters of a note's key at most
_SHORT_KEY = 3  # letters of a remark code
_SHORT = 45  # letters of a line below which its sentence may begin in the line above


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
    same = {spot.value.partition("-")[2] for spot in spots}  # "50 …" below "CO-50"
    same |= {spot.value for spot in spots if spot.kind == "denial.rarc" and _is_own_key(sheet, spot, lexicon)}
    return tuple(spot for spot in spots if spot.value not in same)


def _is_own_key(sheet: Sheet, spot: CodeSpot, lexicon: Lexicon) -> bool:
    """Whether a legend says another thing of what looks like a remark code: it is the paper's own note."""
    if spot.cell.place or (spot.start > 1 and _NOTE.fullmatch(spot.cell.text[: spot.start]) is None):
        return False
    row = sheet.rows[spot.cell.row]
    text = " ".join((spot.cell.text[spot.end :], *(cell.text for cell in row[1:]), *_note_below(sheet, spot)))
    said = {hit.key.rstrip("?") for hit in lexicon.reason_phrases.all(skeleton(text))}
    return bool(said) and (spot.code is None or spot.code.reason not in said) and _short(spot)


_NOTE_LINES = 3  # in which a note says why


def _note_below(sheet: Sheet, spot: CodeSpot) -> Iterator[str]:
    """The further lines of a note under `MSG M16  WE ARE`, as far as none begins another."""
    if spot.start <= 1:
        return
    for row in sheet.rows[spot.cell.row + 1 : spot.cell.row + 1 + _NOTE_LINES]:
        if any(char.isdigit() for char in row[0].text[:_BEGINNING]):
            return
        yield from (cell.text for cell in row)


_BEGINNING = 8  # characters in which a line's own mark would stand
_NOTE = re.compile(r"\W*(?:note|msg|message|remark|code|key)\W*", re.IGNORECASE)  # "MSG M16  WE ARE …"


def _short(spot: CodeSpot) -> bool:
    """`N1`, `N04`: remark codes have three figures, but the oldest, and of those nobody writes a nought."""
    return len(spot.value) <= _SHORT_KEY


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Facts for the codes that can deny: they tell of a paper what it is."""
    yield from _drafts(sheet, lexicon, denying=True)


def shares(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Facts for the codes that never deny: a share of cost, a fee schedule's cut."""
    for page in pages:
        yield from _drafts(sheet_of(page, lexicon), lexicon, denying=False)


def _drafts(sheet: Sheet, lexicon: Lexicon, *, denying: bool) -> Iterator[Draft]:
    for spot in code_spots(sheet.page, lexicon):
        if (spot.code is None or spot.code.denies) == denying:
            yield draft(sheet, spot.cell, (spot.start, spot.end), spot.kind, spot.value, spot.certainty)


def may_deny(fact: Fact, lexicon: Lexicon) -> bool:
    """Whether an adjustment code or a reason says that something was denied."""
    if fact.kind == "denial.reason":
        return True
    code = lexicon.carc.get(str(fact.value).rpartition("-")[2]) if fact.kind == "denial.carc" else None
    return fact.kind == "denial.carc" and (code is None or code.denies)


def _codes(sheet: Sheet, cell: Cell, lexicon: Lexicon) -> Iterator[CodeSpot]:
    if not re.search(r"\d", cell.text):
        return
    carcs = list(_carcs(sheet, cell, lexicon))
    yield from carcs
    for match in _REMARK.finditer(cell.text):
        value = match[1][:1] + match[1][1:].translate(_FIX)
        code = lexicon.rarc.get(value) or lexicon.rarc.get(_padded(value))
        if _DIAGNOSED.of(lexicon.procedures).search(cell.text[: match.start()]):
            continue
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
        if not any(map(str.isdecimal, match[3])) or (match[1][1].isdecimal() and not match[2]):
            continue  # "CRPS", "P15": an illness, a paper's own key sooner than a misread "CR-P5", "PI5"
        joined = bool(match[2]) or " " not in match[0] or _set_apart(cell.text, match, lexicon)
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
    yield from ((match, 0.85) for match in _NAMED.of(lexicon.code_words).finditer(cell.text))
    yield from ((match, 0.8) for match in _CALLED.finditer(cell.text))
    yield from ((match, 0.85) for match in _listed(cell, lexicon))
    for match in _BEFORE_REMARK.finditer(cell.text):
        remark = _REMARK.match(cell.text, match.end())
        if remark is not None and (remark[1] in lexicon.rarc or _padded(remark[1]) in lexicon.rarc):
            yield match, 0.8
    for legend in (_LEGEND.match(cell.text), _KEYED.of(lexicon.code_words).match(cell.text)):
        if legend is None or not _opens(sheet, cell) or _counts(sheet, cell):
            continue
        if _means(sheet, cell, legend, lexicon):
            yield legend, 0.85
    behind = _BEHIND.search(cell.text) if cell.place == 0 else None
    if behind is not None and _meant(sheet, cell, behind, lexicon):
        yield behind, 0.8


def _listed(cell: Cell, lexicon: Lexicon) -> Iterator[re.Match[str]]:
    """The codes of a list behind a word for them; where it says only "codes", those whose meaning follows."""
    for head in _LISTED.of(lexicon.code_words).finditer(cell.text):
        at = head.end()
        while item := _ITEM.match(cell.text, at):
            code, meaning = lexicon.carc.get(item[1].upper()), item[2] or ""
            if code is not None and (head[1] or _states(meaning, code, lexicon)):
                yield item
            at = item.end()


def _counts(sheet: Sheet, cell: Cell) -> bool:
    """Whether a number only counts its line, between those before and behind it."""
    own = _COUNTED.match(cell.text)
    near = [sheet.rows[row][0].text for row in (cell.row - 1, cell.row + 1) if 0 <= row < len(sheet.rows)]
    counts = [int(match[1]) for match in map(_COUNTED.match, near) if match is not None]
    return own is not None and any(abs(int(own[1]) - count) == 1 for count in counts)


def _opens(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell opens its row, but for a note's key."""
    return sum(len(other.text) for other in sheet.rows[cell.row][: cell.place]) <= _KEY


def _means(sheet: Sheet, cell: Cell, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether the words behind a number state the reason for which such a code stands, or its meaning."""
    code = lexicon.carc.get(match[1].upper())
    right = sheet.right_of(cell)
    text = cell.text[match.end() :] or (right.text if right is not None else "")
    return code is not None and _states(text, code, lexicon)


def _meant(sheet: Sheet, cell: Cell, match: re.Match[str], lexicon: Lexicon) -> bool:
    """The same of the words ahead of it, which may begin in the line above."""
    code = lexicon.carc.get(match[1].upper())
    text = cell.text[: match.start()]
    if len(text) < _SHORT and cell.row:
        text = f"{sheet.rows[cell.row - 1][0].text} {text}"
    return code is not None and _states(text, code, lexicon)


def _states(text: str, code: Code, lexicon: Lexicon) -> bool:
    bare = skeleton(text)
    if any(skeleton(words) in bare for words in code.words):
        return True
    return code.reason is not None and any(
        hit.key.rstrip("?") == code.reason for hit in lexicon.reason_phrases.all(bare)
    )


def _set_apart(text: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """`CO 18` alone, at the end of a note, or before its meaning: "Message PR 186: …", "… charge. CO 18"."""
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    named = _CODE_WORDS.of(lexicon.code_words).search(before[-24:]) is not None
    opens = not before or before.endswith((".", ":", ")", "(", ";")) or named
    return (opens and (not after or after[0] in ":;.,)-–")) or _AMOUNT.match(after) is not None


def _code_context(sheet: Sheet, cell: Cell, start: int) -> bool:
    """A word about codes before it in the row, or over it."""
    row, words = sheet.rows[cell.row], _CODE_WORDS.of(sheet.lexicon.code_words)
    before = " ".join(other.text for other in row[: cell.place]) + " " + cell.text[:start]
    if words.search(before[-120:]) or _GROUPED.search(before[-40:]):
        return True
    if start == 0 and words.search(cell.text[:60]):
        return True
    over = sheet.above(cell.line.box_at(start, start + 1), cell.row, 12)
    return any(words.search(other.text) for other in over if len(other.text) < 60)


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
