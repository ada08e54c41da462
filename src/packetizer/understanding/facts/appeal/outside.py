"""Where an outside review is asked for, as a decision prints it: its address, fax, telephone and website.

The paper that ends the plan's own levels says where the request goes next: to an office of the plan, of the
state or of an independent body. It is no place for an appeal to the plan, and the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from packetizer.understanding.facts.appeal.addresses import Address, addresses_on, made
from packetizer.understanding.facts.appeal.appealnumbers import beginning_in
from packetizer.understanding.facts.appeal.headings import LONGEST, is_heading, section_over
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, bounded, draft, on_page, overlapping
from packetizer.understanding.lore.entries import RouteWords
from packetizer.understanding.lore.lexicon import Lexicon

ADDRESS, FAX, PHONE = "plan.external_address", "plan.external_fax", "plan.external_phone"
PORTAL = "plan.external_portal"
_SAID, _HEADED = 0.95, 0.93  # how surely: in its own sentence, or under a heading of outside reviews
_BELOW = 3  # rows under an address, in which its numbers stand
_SAME_EDGE = 0.06  # of the page's width
_BLOCK_EDGE = 0.025  # the same for the lines of one block
_LABEL_WORDS = 6  # before a number, fewer than these: "or by fax to us"
_OFFICE_WORDS = 3  # of an office's name: "Department of Insurance"
_SMALL_WORDS = 2  # before a name, in a line of its own
_GAP = 1.0  # of a line's height, between lines of one block
_FAX = re.compile(r"\b(?:tele-?)?f[ao]x\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])[.!?]\s+(?=[A-Z(•])")
_SITE = re.compile(
    r"\b(?:https?://)?(?:[a-z0-9-]+\.)+(?:gov|com|org|net|us)\b(?:/[\w./?=&%-]*\w)?", re.IGNORECASE
)


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    route = lexicon.route
    places = [
        (address, sure) for address in addresses_on(sheet) if (sure := _goes_outside(sheet, address, route))
    ]
    for address, sure in places:
        yield _with_name_over(sheet, address, made(sheet, address, sure))
    for cell in sheet.cells:
        beside = any(_is_under(sheet, address, cell) for address, _ in places)
        yield from _numbers(sheet, cell, route, beside=beside)
        yield from _sites(sheet, cell, route)


def without_inner(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without appeals to the plan that would go to a place of an outside review."""
    outer = [item for item in drafts if item.kind in (ADDRESS, FAX, PHONE)]
    return [
        item
        for item in drafts
        if not item.kind.startswith("plan.appeal_")
        or not any(_same_way(item, other) and overlapping(item, other) for other in outer)
    ]


def _same_way(one: Draft, other: Draft) -> bool:
    return one.kind.removeprefix("plan.appeal_") == other.kind.removeprefix("plan.external_")


# ---------------------------------------------------------------- addresses


def _goes_outside(sheet: Sheet, address: Address, route: RouteWords) -> float:
    """How surely a request for an outside review goes to an address; 0 where nothing says so."""
    block = _block(sheet, address)
    over = section_over(sheet, block[0] if block else address.cell, route)
    name = " ".join((*(cell.text for cell in block), address.name))
    sentences = _SENTENCE.split(f"{over.text} {_line_before(address)}")
    sentence = sentences[-1]
    if route.helpers.search(sentence):
        return 0.0
    if any(_asks(one, block[0].text if block else address.name, route) for one in sentences):
        return _SAID
    if route.helpers.search(name):
        return 0.0
    sent = route.ways.search(sentence) is not None
    if sent and route.outside.search(sentence):
        return _SAID
    named = route.outside.search(f"{sentence} {name}") is not None
    inside = route.appeals_inside.search(sentence) is not None and not named
    return _HEADED if over.outside and not inside and (sent or named) else 0.0


def _asks(sentence: str, name: str, route: RouteWords) -> bool:
    """Whether a sentence says that whoever bears the name is asked for an outside review."""
    office = " ".join(re.findall(r"[a-z]+", name.partition(",")[0].casefold()))
    said = " ".join(re.findall(r"[a-z]+", sentence.casefold()))
    asks = route.outside.search(sentence) is not None and route.asks_outside.search(sentence) is not None
    return len(office.split()) >= _OFFICE_WORDS and asks and office in said


def _line_before(address: Address) -> str:
    """What stands before it in its first line."""
    return address.cell.text[: address.lines[0][1]]


def _runs_on(address: Address) -> bool:
    """Whether it stands in a sentence; "For the Department of …" begins a line of a block."""
    before = _line_before(address)
    return bool(before) and (len(before.split()) > _SMALL_WORDS or not is_heading(address.cell.text))


def _block(sheet: Sheet, address: Address) -> tuple[Cell, ...]:
    """The lines of an address's block over what was read as its name, from the top."""
    lines: list[Cell] = []
    below: Cell | None = None if _runs_on(address) else address.cell
    while below is not None and (below := _joined(sheet, below)) is not None:
        lines.insert(0, below)
    return tuple(lines)


def _with_name_over(sheet: Sheet, address: Address, drawn: Draft) -> Draft:
    """With all lines of its block; an address in a sentence runs on over the ends of lines."""
    if _runs_on(address):
        run_on = " ".join(address.text.split())
        return replace(drawn, kind=ADDRESS, value=run_on, text=run_on)
    block = _block(sheet, address)
    text = "\n".join((*(cell.text for cell in block), _line_before(address) + drawn.text))
    box = drawn.box
    for cell in block:
        box = on_page(box.union(cell.box))
    lines = (line.strip(" ,;") for line in text.splitlines())
    return replace(drawn, kind=ADDRESS, value=", ".join(filter(None, lines)), text=text, box=box)


def _joined(sheet: Sheet, cell: Cell) -> Cell | None:
    """The line of the same block right over a cell: a name, no sentence."""
    same = [one for one in sheet.rows[cell.row - 1] if _aligned(one, cell)] if cell.row else []
    if not same or cell.box.y0 - same[0].box.y1 > _GAP * cell.box.height:
        return None
    text = same[0].text.strip()
    return same[0] if is_heading(text) and not text.endswith(":") else None


def _aligned(one: Cell, other: Cell) -> bool:
    return abs(one.box.x0 - other.box.x0) < _BLOCK_EDGE


# ---------------------------------------------------------------- numbers and websites


def _is_under(sheet: Sheet, address: Address, cell: Cell) -> bool:
    """Whether a line stands close under an address, at its left edge."""
    last = address.lines[-1][0]
    near = last.row <= cell.row <= last.row + _BELOW
    between = (other for row in sheet.rows[last.row + 1 : cell.row] for other in row)
    return (
        near
        and abs(sheet.rows[cell.row][0].box.x0 - address.cell.box.x0) < _SAME_EDGE
        and all(len(other.text) < LONGEST for other in between)
    )


def _numbers(sheet: Sheet, cell: Cell, route: RouteWords, *, beside: bool) -> Iterator[Draft]:
    """The numbers that their sentence, or the address over their line, makes those of a review."""
    done = 0
    for match in beginning_in(sheet, cell):
        label = _SENTENCE.split(cell.text[done : match.start()])[-1]
        begun = _SENTENCE.split(f"{_line_over(sheet, cell)} {cell.text[: match.start()]}")[-1]
        way = FAX if _FAX.search(label) else PHONE if route.telephone.search(label) else ""
        if (
            not way and not done and _FAX.search(begun)
        ):  # behind another number it is of that one's way, or a TDD
            way = FAX
        done = match.end()
        labelled = beside and len(label.split()) < _LABEL_WORDS
        said = route.outside.search(begun) is not None and (
            way == FAX or route.ways.search(begun) is not None
        )
        aside = any(words.search(cell.text, 0, match.start()) for words in (route.helpers, route.general))
        if not way or aside or route.hurried.search(begun) or not (labelled or said):
            continue
        end = min(match.end(), len(cell.text))
        sure = _HEADED if labelled else _SAID
        yield draft(sheet, cell, (match.start(), end), way, "-".join(match.groups()), bounded(sure))


def _line_over(sheet: Sheet, cell: Cell) -> str:
    """The line before a cell's in its column."""
    same = (
        [other for other in sheet.rows[cell.row - 1] if abs(other.box.x0 - cell.box.x0) < _SAME_EDGE]
        if cell.row
        else []
    )
    return same[0].text if same else ""


def _sites(sheet: Sheet, cell: Cell, route: RouteWords) -> Iterator[Draft]:
    """The website on which an outside review is asked for, where its sentence says so."""
    for match in _SITE.finditer(cell.text):
        begun = _SENTENCE.split(f"{_line_over(sheet, cell)} {cell.text[: match.start()]}")[-1]
        if "@" in cell.text[max(match.start() - 1, 0) : match.start()]:
            continue  # of a mail address
        told = route.online.search(begun) or route.ways.search(begun)
        if told and route.outside.search(begun) and not route.helpers.search(begun):
            yield draft(sheet, cell, match.span(), PORTAL, match[0], bounded(_SAID))
