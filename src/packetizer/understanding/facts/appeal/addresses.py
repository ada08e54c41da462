"""Addresses of a page, in a sentence or in a block, and what stands around them: signs for a fitted model.

Where an appeal goes is mostly said in words that rules know (see `route`); an address that no such words lead
up to is told by all that stands around it. `bench/fit_addresses.py` fits it on papers whose facts are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, bounded, draft, on_page, role_chance
from packetizer.understanding.facts.surroundings import heading_over, words_of
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.wordmodel import ADDRESS_WORDS, load

APPEAL = "plan.appeal_address"
BELIEVED = 0.5  # from here on an address is taken that only the words around it tell
_SURE = 0.9  # how surely it is the right one at best

_BOX = r"(?:(?:P\.? ?[O0]\.?|Post Office|Lock) ?)?(?:B[o0]x|BOX|Drawer) +[\w-]+"
_STREET = r"\d{1,6}[A-Z]? +(?:[NSEW]\.? )?(?:[A-Z]|\d{1,3}(?:st|nd|rd|th) [A-Z])[A-Za-z0-9 .'’-]{2,36}"
_WITHIN = r"(?:Suite|Ste\.?|Floor|Fl\.?|Room|Rm\.?|Unit|Bldg\.?|Dept\.?|Mail ?(?:Stop|Drop)|M\.?C\.?) [\w#-]+"
_CITY = r"[A-Z][A-Za-z.'’-]+(?: [A-Za-z][A-Za-z.'’-]+){0,3}"
STATE_CODE = (
    "(?:A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|"
    "V[AIT]|W[AIVY])"
)
_NAMED_STATE = r"[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})?"
_SEP = r"(?: ?[,;·•|/] ?| +[-–—] +| ?,?\n *)"
_UNIT = re.compile(_WITHIN)
_ZIP = r"\d{5}(?: ?- ?\d{4})?"
_ADDRESS = re.compile(
    rf"(?<![\w-])(?:{_WITHIN}{_SEP})?(?:{_BOX}|{_STREET})(?:{_SEP}?{_WITHIN}|{_SEP}{_BOX})?{_SEP}? ?"
    rf"{_CITY}(?:,?[ \n](?:(?:{STATE_CODE}|{_NAMED_STATE})\.?,?[ \n]+{_ZIP}|{STATE_CODE}(?![\w-]))|"
    rf", {_NAMED_STATE}(?=[.)]|\n|$))"
)
_LEAD = 160  # characters before an address that are looked at
_WORDS, _OWN_WORDS, _HEAD_WORDS = 10, 8, 8
_PARTS = 4  # of a name before the street
_PART = 44  # characters of one
_STARTS = re.compile(r"[A-Z(][\w.&'’/-]*|&|\d{1,4}$|[Cc]/[Oo]$|Attn:|ATTN:")
_SMALL = {"of", "and", "the", "for", "de"}
_TOLD_TO = re.compile(
    r"^(?:(?:write|mail|send|return|address|fax|go|attention)\b:? ?(?:it |to |the )*)+", re.IGNORECASE
)
_PART_ENDS = re.compile(r",|\n|(?<!ttn)(?<!TTN):|(?<=[A-Za-z]{3})\. |[(·|]| [-–—] ")
_SENTENCE = re.compile(r".*(?:[.;!?:]\s|\n)(?=\S)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it runs over `lines`: cells with the span of each. `lead`: the text right before it."""

    lines: tuple[tuple[Cell, int, int], ...]
    name: str  # before the street, "" where there is none
    value: str
    text: str
    lead: str

    @property
    def cell(self) -> Cell:
        return self.lines[0][0]


def addresses_on(sheet: Sheet) -> list[Address]:
    """The addresses of a page, each column of its cells read from the top."""
    found: list[Address] = []
    for column in _columns(sheet):
        found += _in_column(column)
    return found


def _columns(sheet: Sheet) -> Iterator[list[Cell]]:
    """Cells that follow one another downwards from the same left edge; what begins elsewhere begins anew."""
    rest = list(sheet.cells)
    while rest:
        column = [rest.pop(0)]
        for cell in list(rest):
            last = column[-1]
            if cell.row > last.row + 1:
                break
            if cell.row == last.row + 1 and abs(cell.box.x0 - last.box.x0) < _ALIGNED:
                column.append(cell)
                rest.remove(cell)
        yield column


_ALIGNED = 0.03  # of the page's width


def _in_column(column: Sequence[Cell]) -> Iterator[Address]:
    whole = "\n".join(cell.text for cell in column)
    starts = [0]
    for cell in column:
        starts.append(starts[-1] + len(cell.text) + 1)
    for match in _ADDRESS.finditer(whole):
        begin = _with_name(whole, match.start())
        spans = [
            (cell, max(begin - start, 0), min(match.end() - start, len(cell.text)))
            for cell, start in zip(column, starts, strict=False)
        ]
        lines = tuple((cell, one, other) for cell, one, other in spans if one < other)
        text = whole[begin : match.end()]
        yield Address(
            lines, whole[begin : match.start()], _value(text), text, whole[max(0, begin - _LEAD) : begin]
        )


def _value(text: str) -> str:
    parts = (part.strip(" ,;.|·•") for part in re.split(r"\n|\s[·•|]\s", text))
    return re.sub(r"\s+", " ", ", ".join(filter(None, parts)))


def _with_name(whole: str, street: int) -> int:
    """Where the name begins that stands before a street: parts whose words begin large, between commas."""
    begin = street
    for part in range(_PARTS):
        before = whole[:begin].rstrip(" ")
        within = not part and _UNIT.match(whole, street) is not None  # "Appeals Dept 40, …": one name
        if not before.endswith((",", "\n", "-", "–", "—", "·", "|")) and not within:
            break
        body = before.rstrip(",\n-–—·| ")
        at = max((match.end() for match in _PART_ENDS.finditer(body)), default=0)
        name = _named_end(body[at:])
        if not name:
            break
        begin = len(body) - len(name)
        if body[at:begin].strip() or (at and body[:at].rstrip()[-1:] in (":", "(", ".")):
            break  # what is before leads up to it
    return begin


def _named_end(part: str) -> str:
    """The end of a part of a sentence whose words begin large: all of it, or what a word leads up to."""
    words = list(re.finditer(r"\S+", part))
    kept = len(words)
    while kept and (_STARTS.match(words[kept - 1][0]) or words[kept - 1][0].lower() in _SMALL):
        kept -= 1
    while kept < len(words) and (words[kept][0].lower() in _SMALL or words[kept][0].isdigit()):
        kept += 1
    name = part[words[kept].start() :] if kept < len(words) else ""
    name = name[len(match[0]) :] if (match := _TOLD_TO.match(name)) else name
    return name if 0 < len(name) <= _PART else ""


# ---------------------------------------------------------------- signs


def signs(sheet: Sheet, found: Sequence[Address], at: int, kind: str) -> frozenset[str]:
    """The signs of one of a page's addresses on a paper of this type."""
    return frozenset((*_around(sheet, found[at]), *_place(sheet, found, at), f"type={kind}"))


def _around(sheet: Sheet, address: Address) -> Iterator[str]:
    before = words_of(_before(sheet, address))[-_WORDS:]
    yield from _bag("b", before)
    yield from (f"b{place}={word}" for place, word in enumerate(reversed(before[-3:]), 1))
    yield from (f"s:{word}" for word in words_of(_SENTENCE.sub("", address.lead)))
    yield from _bag("o", words_of(address.name)[:_OWN_WORDS])
    left = sheet.left_of(address.cell) if not address.lines[0][1] else None
    if left is not None:
        yield from _bag("l", words_of(left.text[-60:])[-_HEAD_WORDS:])
    yield from _bag("t", words_of(heading_over(sheet, address.cell))[:_HEAD_WORDS])


def _bag(head: str, words: Sequence[str]) -> Iterator[str]:
    yield from (f"{head}:{word}" for word in words)
    yield from (f"{head}:{one}_{two}" for one, two in pairwise(words))


def _before(sheet: Sheet, address: Address) -> str:
    """The words that lead up to it: of its own lines, else of the rows over it."""
    if len(words_of(address.lead)) >= _WORDS:
        return address.lead
    row = address.cell.row
    over = [cell.text for cells in sheet.rows[max(row - 2, 0) : row] for cell in cells]
    return " ".join((*over, address.lead)) if address.lead not in " ".join(over) else " ".join(over)


def _place(sheet: Sheet, found: Sequence[Address], at: int) -> Iterator[str]:
    address = found[at]
    yield f"y={int(address.cell.box.y0 * 8)}"
    yield f"nth={min(at, 3)}"
    yield f"of={min(len(found), 4)}"
    yield f"lines={min(len(address.lines), 4)}"
    yield "named" if address.name else "bare"
    yield "within" if address.lines[0][1] else "alone"
    yield "box" if re.search(_BOX, address.text, re.IGNORECASE) else "street"
    yield "zip" if re.search(rf"{_ZIP}\W*$", address.text) else "no zip"
    row = address.lines[-1][0].row + 1
    below = " ".join(cell.text for cells in sheet.rows[row : row + 1] for cell in cells)
    yield from (f"f:{word}" for word in words_of(below)[:4])


# ---------------------------------------------------------------- what they are


def settled(kind: str, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> list[Draft]:
    """The drafts; where rules found none, with the address that all around it calls the one for appeals."""
    if any(item.kind == APPEAL for item in drafts):
        return list(drafts)
    model = load(ADDRESS_WORDS)
    best: tuple[float, Draft] | None = None
    for sheet in (sheet_of(page, lexicon) for page in pages):
        found = addresses_on(sheet)
        for at, address in enumerate(found):
            if _goes_elsewhere(sheet, address, lexicon):
                continue
            logs = model.chances(signs(sheet, found, at, kind))
            chance = float(np.exp(logs[model.kinds.index(APPEAL)]))
            if chance >= BELIEVED and (best is None or chance > best[0]):
                best = chance, made(sheet, address, chance)
    return [*drafts, best[1]] if best is not None else list(drafts)


def _goes_elsewhere(sheet: Sheet, address: Address, lexicon: Lexicon) -> bool:
    """Whether its name, its heading or its sentence tells of an outside review or an office of the state."""
    heading = heading_over(sheet, address.cell)
    sentence = _SENTENCE.sub("", address.lead)
    return any(lexicon.route.elsewhere.search(words) for words in (address.name, heading, sentence))


def made(sheet: Sheet, address: Address, chance: float) -> Draft:
    cell, start, end = address.lines[0]
    one = draft(sheet, cell, (start, end), APPEAL, address.value, 1.0)
    box = one.box
    for other, first, last in address.lines[1:]:
        box = on_page(box.union(other.line.box_at(first, last)))
    read = min(part.line.lettered_confidence_at(first, last) for part, first, last in address.lines)
    return replace(
        one, text=address.text, box=box, confidence=bounded(read * role_chance(1.0) * min(chance, _SURE))
    )
