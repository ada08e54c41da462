"""The appeal letter: letterhead, whom and what it is about, the text of `letter.md` with live references."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from packetizer.packet.drawing.layout import Composer, SheetPage
from packetizer.packet.drawing.layout import Line as MarkLine
from packetizer.packet.drawing.prose import Line, NewLine, Span, broken, set_line
from packetizer.packet.drawing.style import (
    BLACK,
    DARK,
    FAINT,
    LEFT,
    MID,
    RIGHT,
    WIDTH,
    Face,
    shorten,
    width,
    wrap,
)
from packetizer.packet.letter.refs import Found, Place
from packetizer.packet.letter.settled import Settled, settled
from packetizer.packet.letter.text import Block, Break, Reference, Run, Signature, Words
from packetizer.packet.sheets.disputed import references, served, treatment
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.printed import letter_number, listed, long_date

SIZE, LEADING = 11.2, 15.6
APART, ITEMS = 7.6, 3.2  # between paragraphs, and between items of a list
INDENT = 18.0  # of items and quotes
SIGN = 46.0  # room to sign in
HEADINGS = {1: (Face.SERIF_BOLD, 14.0), 2: (Face.SERIF_BOLD, 12.4)}
SMALL = (Face.SANS_BOLD, 10.4)
LABELS = 96.0
LARGEST = "0000"  # page numbers are reckoned as wide as this


def letter(matter: Matter) -> tuple[SheetPage, ...]:
    """No page while anything in it is open: what is missing is never told to the insurer."""
    state = settled(matter)
    if state is None or not state.ready:
        return ()
    return _set(state, matter)


def _set(state: Settled, matter: Matter) -> tuple[SheetPage, ...]:
    page = Composer(matter.over, "Appeal letter", opening=lambda page: _letterhead(page, matter))
    _addressee(page, matter)
    _about(page, matter)
    for block, following in zip(state.letter.blocks, [*state.letter.blocks[1:], None], strict=True):
        _block(page, block, state, following)
    return page.finish()


# ---------------------------------------------------------------- head


def _letterhead(page: Composer, matter: Matter) -> None:
    """Who writes; without a sender, whose appeal it is."""
    sender = matter.given.sender
    client = matter.told(matter.case.info.client_name)
    names = [name for name in (sender.organisation, sender.name) if name]
    if not names and matter.guardian:
        names = [matter.guardian, f"for {client or 'the member'}"]
    first = names[0] if names else (client or "")
    reach = [
        f"Telephone {sender.phone}" if sender.phone else "",
        f"Fax {sender.fax}" if sender.fax else "",
        sender.email or "",
    ]
    top = page.y
    name = wrap(first, WIDTH * 0.6, Face.SERIF_BOLD, 15.0, lines=2)
    left = [
        *((line, Face.SERIF_BOLD, 15.0) for line in name),
        *((line, Face.SANS, 10.0) for line in names[1:]),
    ]
    right = [(line, Face.SANS, 9.2) for line in (*sender.address, *reach) if line]
    lowest = min(_stack(page, left, top - 4, flush=False), _stack(page, right, top, flush=True))
    page.y = lowest - 9
    page.rule(page.y, weight=1.1)
    page.y -= 10


def _stack(page: Composer, lines: list[tuple[str, Face, float]], y: float, *, flush: bool) -> float:
    for text, face, size in lines:
        y -= size * 1.3
        told = shorten(text, WIDTH / 2 if flush else WIDTH * 0.6, face, size)
        x, grey = (RIGHT - width(told, face, size), DARK) if flush else (LEFT, BLACK)
        page.write(x, y, told, face, size, grey)
    return y


def _addressee(page: Composer, matter: Matter) -> None:
    page.y -= 12
    page.write(LEFT, page.y, long_date(matter.given.today), Face.SERIF, SIZE)
    page.y -= 10
    to = matter.findings.recipient
    if to is None:
        return
    told = to.name.casefold()
    lines = [*filter(None, [to.name]), *(line for line in to.address if line.casefold() not in told)]
    if to.fax:
        lines.append(f"By fax: {to.fax}")
    for line in lines:
        for part in wrap(line, WIDTH * 0.7, Face.SERIF, SIZE, lines=2):
            page.y -= 14.4
            page.write(LEFT, page.y, part, Face.SERIF, SIZE)
    page.y -= 12


def _about(page: Composer, matter: Matter) -> None:
    """The lines by which the insurer finds the case."""
    page.rule(page.y, grey=FAINT)
    page.y -= 3
    for label, value in _fields(matter):
        lines = wrap(value, WIDTH - LABELS, Face.SANS, 9.8, lines=2)
        page.y -= 13.4
        page.write(LEFT, page.y, label, Face.SANS, 9.8, MID)
        for at, line in enumerate(lines):
            page.y -= 12.4 if at else 0.0
            page.write(LEFT + LABELS, page.y, line, Face.SANS, 9.8)
    page.y -= 9
    page.rule(page.y, grey=FAINT)
    page.y -= 8


def _fields(matter: Matter) -> Iterator[tuple[str, str]]:
    info = matter.case.info
    born = matter.told(info.client_dob)
    ids = [matter.told(info.member_id) or "", matter.told(info.group_number) or ""]
    claims = matter.told_each(info.claim_numbers)
    decisions = [e.document for e in matter.decisions[:1] if e.document.date]
    treated, (days, day) = treatment(matter), served(matter)
    fields = {
        "Member": matter.told(info.client_name) or "",
        "Date of birth": long_date(born) if born else "",
        "Member ID": ids[0] + (f" (group {ids[1]})" if all(ids) else ""),
        "Claim number" if len(claims) == 1 else "Claim numbers": listed(claims),
        **{one.label: one.words for one in references(matter)},
        "Treatment": treated[:1].upper() + treated[1:],
        days: day,
        "Decision of": ", ".join(long_date(document.date) for document in decisions if document.date),
    }
    return ((label, value) for label, value in fields.items() if value)


# ---------------------------------------------------------------- text


def _block(page: Composer, block: Block, state: Settled, following: Block | None) -> None:
    closes, listed_on = _is_name(following), following is not None and following.kind == "item"
    if block.kind == "rule":
        page.need(LEADING)
        page.y -= LEADING / 2
        page.rule(page.y, grey=FAINT)
        page.y -= LEADING / 2
        return
    heading = block.kind == "heading"
    face, size = HEADINGS.get(block.level, SMALL) if heading else (Face.SERIF, SIZE)
    indent = INDENT * ((block.level if block.kind == "item" else 0) + block.quoted)
    spans = list(_spans(block.runs, face, state))
    lines = broken(spans, WIDTH - indent, size)
    leading = size * LEADING / SIZE
    signed = any(isinstance(run, Signature) for run in block.runs)
    if signed:
        page.need(SIGN + 4 * leading)
        page.y -= SIGN
    if heading:
        page.y -= 5
        page.need(leading * (len(lines) + 2) + APART)  # never alone at the foot of a page
    with page.part("H2" if heading else "BlockQuote" if block.quoted else "P"):
        _lines(page, lines, indent, size, leading, block, keep=closes or heading)
    page.y -= 2.5 if heading else ITEMS if block.kind == "item" and listed_on else APART


def _lines(
    page: Composer,
    lines: tuple[Line, ...],
    indent: float,
    size: float,
    leading: float,
    block: Block,
    *,
    keep: bool,
) -> None:
    """Lines one below the other; not one alone at the foot or head of a page. `keep`: with what follows."""
    total = len(lines)
    for at, line in enumerate(lines):
        if at == 0:
            page.need(leading * (min(total, 2 if total != 3 else 3) + (2 if keep else 0)))
        elif at == total - 2 or (at == total - 1 and total <= 3):
            page.need(leading * (total - at))
        page.y -= leading
        if at == 0 and block.marker:
            page.write(LEFT + indent - INDENT + 3, page.y, block.marker, Face.SERIF, size)
        if block.quoted:
            bar = LEFT + indent - 9
            page.add(MarkLine(((bar, page.y - 3.4), (bar, page.y + leading - 3.4)), 1.2, MID))
        set_line(page, line, LEFT + indent, page.y, size)


def _is_name(block: Block | None) -> bool:
    """Whether the block is the room to sign in: the closing before it stays with it."""
    return block is not None and any(isinstance(run, Signature) for run in block.runs)


def _spans(runs: tuple[Run, ...], face: Face, state: Settled) -> Iterator[Span | NewLine]:
    for run in runs:
        match run:
            case Words():
                yield Span(run.text, _cut(face, run))
            case Break():
                yield NewLine()
            case Reference():
                yield from _referred(state.found[run], face)


def _cut(face: Face, words: Words) -> Face:
    if face is not Face.SERIF:
        return face
    if words.bold:
        return Face.SERIF_BOLD
    return Face.SERIF_ITALIC if words.italic else Face.SERIF


def _referred(found: Found, face: Face) -> Iterator[Span]:
    """“Exhibit C, page 10” or “page 10”; several with commas and “and”, neighbours as a range."""
    atoms = list(_atoms(found))
    for at, (text, room, page) in enumerate(atoms):
        if at:
            yield Span(" and " if at == len(atoms) - 1 else ", ", face)
        yield Span(text, face, page, room)


def _atoms(found: Found) -> Iterator[tuple[str, str, int]]:
    """Text, the text it is reckoned as wide as, and the page it leads to."""
    places = sorted(set(found.places), key=lambda place: place.page)
    if found.reference.kind == "page":
        for at, place in enumerate(places):
            word = "Page" if found.reference.capital and not at else "page"
            yield f"{word} {place.page}", f"{word} {LARGEST}", place.page
        return
    for run in _neighbours(places):
        first, last = run[0], run[-1]
        one = first is last
        letters = f"Exhibit {first.letter}" if one else f"Exhibits {first.letter}–{last.letter}"
        there = f"page {first.page}" if one else f"pages {first.page}–{last.page}"
        room = f"page {LARGEST}" if one else f"pages {LARGEST}–{LARGEST}"
        yield f"{letters}, {there}", f"{letters}, {room}", first.page


def _neighbours(places: list[Place]) -> Iterator[list[Place]]:
    """Three exhibits or more that follow each other as one; all others alone."""
    for _, group in groupby(
        enumerate(places), key=lambda placed: letter_number(placed[1].letter) - placed[0]
    ):
        run = [place for _, place in group]
        yield from [run] if len(run) > 2 else [[place] for place in run]
