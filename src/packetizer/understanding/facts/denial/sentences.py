"""The prose of a paper: its sentences, each with its places on the page and its part of the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from packetizer.model import Box, Page, PageRef
from packetizer.understanding.facts.denial.ticks import BOX, choices, has_ticks
from packetizer.understanding.facts.money.notes import UNUSED, USED, Notes, notes_of
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.text import Line, lines

_END = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bNo)(?<!\bSt)(?<!\bvs)(?<!\bInc)(?<!\bU\.S)(?<!\be\.g)(?<!\bi"
    r"\.e)(?<!\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Art|Sec|Par))(?<!\bSept)"
    r"[.;?!]['\")]?\s+(?=[A-Z0-9(\"'•*])"
)
_BULLET = re.compile(r"^\s*(?:[•·▪*○●►>]|[-–](?=\s)|\(?(?:\d{1,2}|[a-z])[.)](?=\s))")
_HEADING_LENGTH = 70
_CODED = re.compile(
    r"^[^.]{0,40}\b[A-Z]{2}\s?-?\s?\d{1,3}$"
)  # "Reason code: PR-97": the note ends with its code


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where a stretch of a sentence's text stands: `text[start:]` is `line.text[offset:]` of this page."""

    start: int
    line: Line
    offset: int
    page: PageRef


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence. `part`: `opening` under a heading that gives reasons, `closing` under one about rights.

    `mark`: of the note that it belongs to, and `note` whether a table points at it (see `notes`), or whether
    the box before it is ticked.
    """

    text: str
    bare: str
    part: str
    stated: bool  # introduced by "Reason for denial:" or the like
    heading: bool
    pieces: tuple[_Piece, ...]
    quoted: tuple[tuple[int, int], ...] = ()  # what stands between quotation marks
    mark: str = ""
    note: str = ""
    cell: bool = False  # of a table
    aside: bool = False  # about other decisions, codes or terms at large, or what is not the reason

    def place(self, start: int, end: int) -> tuple[str, PageRef, Box, float]:
        """The text of a span as printed, its page, box and least confidence; the page where it begins."""
        page: PageRef | None = None
        box: Box | None = None
        confidence, end_on_page = 1.0, start
        for i, piece in enumerate(self.pieces):
            limit = self.pieces[i + 1].start if i + 1 < len(self.pieces) else len(self.text)
            first, last = max(start, piece.start), min(end, limit)
            if first >= last or (page is not None and piece.page != page):
                continue
            page = piece.page
            at = piece.offset + first - piece.start, piece.offset + last - piece.start
            here = piece.line.box_at(*at)
            box = here if box is None else box.union(here)
            confidence = min(confidence, piece.line.confidence_at(*at))
            end_on_page = last
        if page is None or box is None:  # nothing but the space between two lines
            first_piece = self.pieces[0]
            return (
                self.text[start:end],
                first_piece.page,
                first_piece.line.box,
                first_piece.line.confidence_at(0, 1),
            )
        return self.text[start:end_on_page].strip(), page, box, confidence


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    page: PageRef
    gap: bool  # a wide gap, or a page's edge, before it
    mark: str = ""  # of the note that it begins
    cell: bool = False  # it is no line, but a cell of a table
    full: bool = True  # it runs to where the page's lines end
    choice: str = ""  # whether the box that it begins with is ticked, as a note's mark is used

    @property
    def item(self) -> bool:
        """Whether it begins an entry of a list that a mark or a box stands before."""
        return bool(self.mark or self.choice)


def sentences(pages: Sequence[Page], lexicon: Lexicon) -> tuple[Sentence, ...]:
    """The sentences of a paper in reading order; of a table's rows only what says why."""
    made: list[Sentence] = []
    part = ""
    region = False  # whether the last heading opens a part beside the point
    listed = False  # whether the paragraph before is an entry of a list, of reasons
    notes = notes_of(pages, lexicon)
    for paragraph in _paragraphs([row for page in pages for row in _prose_rows(page, notes)], lexicon):
        text, pieces = _text_of(paragraph)
        bare = skeleton(text)
        part, heading = _part(text, bare, part, lexicon)
        heading = heading and not (paragraph[0].item or paragraph[0].cell)
        beside = _beside(text, bare, heading, lexicon)
        region = beside if heading or (beside and _is_all_head(text)) else region
        entry = _BULLET.match(text) is not None
        stated = _states(bare, lexicon) or _introduced(made, lexicon) or (entry and listed)
        listed = entry and stated
        quotes = tuple(_quotes(text))
        for start, end in _spans(text):
            own = tuple(_shifted(pieces, start, end))
            within = tuple(
                (max(a, start) - start, min(b, end) - start) for a, b in quotes if a < end and b > start
            )
            first = paragraph[0]
            aside = region or beside or lexicon.beside_the_point.first(bare[start:end]) is not None
            made.append(
                Sentence(
                    text[start:end], bare[start:end], part, stated, heading, own, within,
                    first.mark, first.choice or notes.state(first.mark), first.cell, aside,
                )
            )  # fmt: skip
    return tuple(made)


def _beside(text: str, bare: str, heading: bool, lexicon: Lexicon) -> bool:
    """Whether a paragraph is headed as one beside the point: "Glossary", "Earlier decisions: in June …"."""
    if heading:
        return lexicon.aside_phrases.first(bare) is not None
    head = text if _is_all_head(text) else text.partition(":")[0] if ":" in text else ""
    return 0 < len(head) <= _HEADING_LENGTH and lexicon.aside_phrases.at_start(bare[: len(head)]) is not None


def _is_all_head(text: str) -> bool:
    return len(text) <= _HEADING_LENGTH and not text.rstrip().endswith((".", ",", ";"))


_SET_OFF = re.compile(r"\s?(?:$|[:.=(\d-]|(?:co|pr|oa|pl)\b)")


def _states(bare: str, lexicon: Lexicon) -> bool:
    """Whether a paragraph announces a reason: one word alone ("Explanation") only where it is set off."""
    hit = lexicon.stating_phrases.at_start(bare)
    return hit is not None and (" " in bare[hit.start : hit.end] or bool(_SET_OFF.match(bare, hit.end)))


# Somebody else's words, cited: a few words in quotation marks are a name or an emphasis.
_QUOTE = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_CITED_WORDS = 5


def _quotes(text: str) -> Iterator[tuple[int, int]]:
    for match in _QUOTE.finditer(text):
        if len(match[1].split()) >= _CITED_WORDS:
            yield match.span(1)


def _introduced(made: list[Sentence], lexicon: Lexicon) -> bool:
    """The sentence before is a bare "Reason for denial:", or ends so."""
    if not made or not (made[-1].heading or made[-1].text.rstrip().endswith(":")):
        return False
    return lexicon.stating_phrases.first(made[-1].bare) is not None


def _prose_rows(page: Page, notes: Notes) -> Iterator[_Row]:
    read = [line for line in lines(page) if (page.ref, line.number) not in notes.cells]
    heights = [line.box.height for line in read]
    usual = median(heights) if heights else 0.0
    margin = max((line.box.x1 for line in read), default=0.0)
    ticked = has_ticks(page)
    before: Line | None = None
    ruled = False
    for line in lines(page):
        cells = notes.cells.get((page.ref, line.number))
        if cells is not None and not (ticked and BOX.search(line.text)):
            yield from (_Row(cell.line, page.ref, gap=True, cell=True) for cell in cells)
            continue
        gap = before is None or not (-usual < line.box.y0 - before.box.y1 < 1.1 * usual)
        mark = notes.marks.get((page.ref, line.number), "")
        bare = _unruled(line)
        if bare is not None:
            full = bare.box.x1 > _FULL * margin
            gap = ruled or (gap and before is not None) or bool(_RULED_ROW.match(line.text))
            row = _Row(bare, page.ref, gap, mark, full=full)
            yield from _chosen(row) if ticked else (row,)
        before, ruled = line, bare is None


def _chosen(row: _Row) -> Iterator[_Row]:
    """The row, or each of the choices that its boxes stand before."""
    for at, choice in enumerate(choices(row.line)):
        state = "" if choice.ticked is None else USED if choice.ticked else UNUSED
        yield replace(row, line=choice.line, gap=row.gap or at > 0, choice=state)


_FULL = 0.75
_RULED_ROW = re.compile(r"\|\s[^|\s].*\|")  # and its first cell is not empty
_RULE = re.compile(r"\|+|[-_=+~.*#|]{4,}")


def _unruled(line: Line) -> Line | None:
    """The line without the rules of a table and the dots that lead to a value; None where nothing is left."""
    words = tuple(word for word in line.words if not _RULE.fullmatch(word.text))
    if len(words) == len(line.words):
        return line
    return Line(" ".join(word.text for word in words), words, line.box, line.number) if words else None


def _paragraphs(rows: list[_Row], lexicon: Lexicon) -> Iterator[list[_Row]]:
    held: list[_Row] = []
    for row in rows:
        if held and (_ends_note(held, row) or _breaks(held[-1], row, lexicon)):
            yield held
            held = []
        held.append(row)
    if held:
        yield held


_INDENT = 0.01


def _ends_note(held: list[_Row], row: _Row) -> bool:
    """Whether an entry is over: the next line is as far left, and this one was not full."""
    first, last = held[0], held[-1]
    if not first.item or last.page != row.page:
        return False
    return not last.full and row.line.box.x0 < first.line.box.x0 + _INDENT


def _breaks(before: _Row, row: _Row, lexicon: Lexicon) -> bool:
    text = before.line.text.rstrip()
    if before.page != row.page:
        return text.endswith((".", ":", "?", "!"))
    if row.gap or row.cell or before.cell or row.item or _BULLET.match(row.line.text):
        return True
    if (
        row.line.text.rstrip().endswith("?")
        and len(row.line.text) < _HEADING_LENGTH
        and text.endswith((".", ":"))
    ):
        return True
    if _CODED.search(text):
        return True
    if text.endswith(":") or _is_heading(text) or _heads_section(text, lexicon):
        return True
    if row.line.text[:1].isupper() and (_announces(text, lexicon) or _ends_early(before.line, row.line)):
        return True
    here = row.line.text
    return _is_heading(here) or bool(_inline_heading(here, lexicon)) or _heads_section(here, lexicon)


def _heads_section(text: str, lexicon: Lexicon) -> bool:
    """A line that is nothing but the name of a section: "Findings", "Basis", "Here is why"."""
    if len(text) > 30 or not text[:1].isupper() or text.rstrip().endswith((".", ",", ";")):
        return False
    hit = lexicon.section_phrases.at_start(skeleton(text))
    return hit is not None and hit.end - hit.start > 0.8 * len(text.strip(" :"))


def _ends_early(before: Line, line: Line) -> bool:
    """Whether the next line's first word would have had room: the writer broke the line, not the margin."""
    word = line.text.split()[0]
    letter = line.box.width / len(line.text)
    return before.box.x1 + (len(word) + 3) * letter < line.box.x1


_TITLE_LENGTH = 50


def _announces(text: str, lexicon: Lexicon) -> bool:
    """A short line that says what follows: "Why benefits were not paid", "If you think we got it wrong"."""
    if len(text) > _TITLE_LENGTH or not text[:1].isupper() or text.rstrip().endswith((".", ",", ";")):
        return False
    bare = skeleton(text)
    hits = (lexicon.stating_phrases.at_start(bare), lexicon.section_phrases.at_start(bare))
    return any(hit is not None and " " in text[hit.start : hit.end] for hit in hits)


def _is_heading(text: str) -> bool:
    """Set apart by its case, and no sentence: "YOUR APPEAL RIGHTS", "How to Appeal This Decision"."""
    words = [word for word in re.findall(r"[A-Za-z']+", text) if len(word) > 3]
    if not words or len(text) > _HEADING_LENGTH or text.rstrip().endswith((".", ",", ";")):
        return False
    capital = sum(word[0].isupper() for word in words)
    return text.isupper() or (capital == len(words) and len(words) >= 2)


def _inline_heading(text: str, lexicon: Lexicon) -> str | None:
    """`Explanation: The records …`: the part that a line opens before its colon."""
    head, colon, _ = text.partition(":")
    if not colon or len(head) > 50:
        return None
    return _part_of(skeleton(head), lexicon)


def _part_of(bare: str, lexicon: Lexicon) -> str | None:
    hits = lexicon.section_phrases.all(bare)
    if any(hit.key == "closing" and (hit.start < 12 or hit.end - hit.start > 9) for hit in hits):
        return "closing"
    return "opening" if any(hit.key == "opening" for hit in hits) else None


def _part(text: str, bare: str, part: str, lexicon: Lexicon) -> tuple[str, bool]:
    """The part that a paragraph belongs to, and whether it is a heading itself."""
    heading = len(text) <= _HEADING_LENGTH and (
        _is_heading(text)
        or text.rstrip().endswith((":", "?"))
        or _heads_section(text, lexicon)
        or _announces(text, lexicon)
    )
    named = _part_of(bare, lexicon) if heading else _inline_heading(text, lexicon)
    return named or part, heading


def _text_of(rows: list[_Row]) -> tuple[str, list[_Piece]]:
    text = ""
    pieces: list[_Piece] = []
    for row in rows:
        if re.search(r"[a-z]-$", text) and row.line.text[:1].islower():
            text = text[:-1]
        elif text:
            text += " "
        pieces.append(_Piece(len(text), row.line, 0, row.page))
        text += row.line.text
    return text, pieces


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _shifted(pieces: list[_Piece], start: int, end: int) -> Iterator[_Piece]:
    """The pieces of one sentence, with places counted from its own start."""
    for i, piece in enumerate(pieces):
        limit = pieces[i + 1].start if i + 1 < len(pieces) else end
        if limit <= start or piece.start >= end:
            continue
        inside = max(piece.start, start)
        yield _Piece(inside - start, piece.line, piece.offset + inside - piece.start, piece.page)
