"""The words around a drug's name: its clause, what stands before and behind it, its heading, its column's.

A list of drugs shares what stands before and behind the list: "sertraline, paroxetine and lithium, none of
which helped". Names of drugs are told to the word model as one word, so that it learns what is said, not of
which drug.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from packetizer.understanding.facts.care.drugs import DOSE, Mention
from packetizer.understanding.facts.layout import Cell, Sheet, overlap
from packetizer.understanding.lore.entries import Drugs
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.lore.wordmodel import stems

_DRUG, _TREATMENT = "Xdrug", "Xtreat"  # what names are told as; a sentence may begin with them
_STOP = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bvs)(?<!\bwk)(?<!\bwks)(?<!\bmo)(?<!\bapprox)(?<!\be\.g)(?<!\bi\.e)"
    r"[.?!]['\")]*\s+(?=[A-Z0-9(\"'\[])"
)
_TURN = re.compile(
    r";(?=\s)|\b(?:but|however|whereas|although|though|while|yet)\b|"
    r",?\s(?=(?:and|then)\s(?:is|was|has|had|now|on|currently|previously|formerly|earlier|later)\b)",
    re.IGNORECASE,
)
_JOINS = Framed(Drugs, r"(?:[\s,/&+;–-]|\b(?:%{joins}|\d+)\b)*")
_BRACKETS = re.compile(r"\([^()]{0,90}\)")
_BULLET = re.compile(r"^\s*(?:[•·▪*○●►>o]\s|[-–]\s|\(?(?:\d{1,2}|[a-z])[.)]\s|\[\s?[xX]?\s?\])")
_UNTICKED = re.compile(r"(?:\[\s*\]|\(\s+\)|☐|□|\bO\s)\s*(?:\w+\s){0,2}$")
_TICKED = re.compile(r"(?:\[\s*[xX]\s*\]|\(\s*[xX]\s*\)|☒|☑)\s*(?:\w+\s){0,2}$")
_LONG_LINE = 45  # characters: running text goes on from there
_HEADING = 64
_REACH = 25  # rows to a heading, or to the heads of columns
_RUNS = 3  # lines that a table's cells may run over
_SAID = 180  # characters of a neighbouring sentence


@dataclass(frozen=True, slots=True)
class Around:
    """`own`: behind the name and its list, up to the next drug. `heads`: of the table's columns."""

    clause: str
    before: str
    own: str
    last: str
    following: str
    heading: str
    heads: str
    flags: tuple[str, ...]

    def terms(self, lexicon: Lexicon) -> frozenset[str]:
        """What the word model is asked: stems, and what they speak of, marked by where they stand."""
        found = {f"flag {flag}" for flag in self.flags}
        for mark, text in (
            ("", self.clause), ("<", self.before), (">", self.own), ("<<", self.last), (">>", self.following),
            ("^", self.heading), ("|", self.heads),
        ):  # fmt: skip
            found |= {f"{mark}{term}" for term in stems(text)}
            found |= {f"{mark}: {topic}" for topic in _topics(text, lexicon)}
        return frozenset(found)


def _topics(text: str, lexicon: Lexicon) -> frozenset[str]:
    bare = skeleton(text)
    return frozenset(
        hit.key for index in (lexicon.around_phrases, lexicon.outcome_phrases) for hit in index.all(bare)
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows that belong together: a paragraph of running text, or a table's row with its further lines."""

    first: int
    text: str
    spans: tuple[tuple[int, int, Mention], ...]  # where each name stands
    table: bool


def surroundings(sheet: Sheet, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Around]:
    """The words around each of the mentions, in their order."""
    by_row: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_row.setdefault(mention.cell.row, []).append(mention)
    made: dict[int, Around] = {}
    for block in _blocks(sheet, by_row, lexicon):
        for place, (_, _, mention) in enumerate(block.spans):
            made[id(mention)] = _around(sheet, block, place, by_row, lexicon)
    return [made[id(mention)] for mention in mentions]


# ---------------------------------------------------------------- blocks


def _blocks(sheet: Sheet, by_row: dict[int, list[Mention]], lexicon: Lexicon) -> Iterator[_Block]:
    number = 0
    while number < len(sheet.rows):
        last = number
        if len(sheet.rows[number]) > 1:
            last = _record_end(sheet, number, by_row)
        else:
            while last + 1 < len(sheet.rows) and _runs_on(sheet, last, number):
                last += 1
        if any(row in by_row for row in range(number, last + 1)):
            yield _block(sheet, number, last, by_row, lexicon)
        number = last + 1


def _runs_on(sheet: Sheet, row: int, first: int) -> bool:
    """Whether running text goes on in the next row."""
    one, other = sheet.rows[row], sheet.rows[row + 1]
    if len(other) > 1 or len(one[0].text) <= _LONG_LINE or _BULLET.match(other[0].text):
        return False
    if one[0].text.rstrip().endswith(":") or _is_heading(other[0].text):
        return False
    apart = other[0].box.y0 - one[0].box.y1
    hangs = row > first or other[0].box.x0 > one[0].box.x0 - 0.03
    return hangs and apart < 1.0 * max(one[0].box.height, other[0].box.height)


def _record_end(sheet: Sheet, row: int, by_row: dict[int, list[Mention]]) -> int:
    rows, last = sheet.rows, row
    while last + 1 < min(len(rows), row + 1 + _RUNS) and last + 1 not in by_row:
        below = rows[last + 1]
        apart = min(cell.box.y0 for cell in below) - max(cell.box.y1 for cell in rows[last])
        if len(below) >= len(rows[row]) or apart > 0.9 * max(cell.box.height for cell in rows[last]):
            break
        if below[0].box.x0 < rows[row][0].box.x0 + 0.02 or any(len(c.text) > _LONG_LINE for c in below):
            break
        last += 1
    return last


def _block(sheet: Sheet, first: int, last: int, by_row: dict[int, list[Mention]], lexicon: Lexicon) -> _Block:
    text, spans = "", []
    for number in range(first, last + 1):
        for cell in sheet.rows[number]:
            at = 0
            named = [mention for mention in by_row.get(number, ()) if mention.cell is cell]
            for mention in sorted(named, key=lambda mention: mention.start):
                if mention.start < at:
                    continue
                text += cell.text[at : mention.start]
                spans.append((len(text), len(text) + len(_told(mention, lexicon)), mention))
                text += _told(mention, lexicon)
                at = mention.end
            text += cell.text[at:] + ("  " if len(sheet.rows[number]) > 1 else " ")
    return _Block(first, text, tuple(spans), len(sheet.rows[first]) > 1)


def _told(mention: Mention, lexicon: Lexicon) -> str:
    drug = lexicon.drug(mention.generic)
    return _TREATMENT if drug is not None and drug.role == "treatment" else _DRUG


# ---------------------------------------------------------------- around a name


def _around(
    sheet: Sheet, block: _Block, place: int, by_row: dict[int, list[Mention]], lexicon: Lexicon
) -> Around:
    text, (start, end, mention) = block.text, block.spans[place]
    cuts = [0, *(match.end() for match in _STOP.finditer(text)), len(text)]
    number = next(i for i, (a, b) in enumerate(pairwise(cuts)) if a <= start < b)
    low, high = _clause(block, cuts[number], cuts[number + 1], start)
    head, tail = _list_of(block, place, low, high, _JOINS.of(lexicon.drugs))
    limit = next((s for s, _, _ in block.spans if s > tail), high)
    own = text[end : min(next((s for s, _, _ in block.spans if s > start), high), high)]
    if tail != end:
        own = " ".join([*(own.strip() if _BRACKETS.search(own) else "",), text[tail : min(limit, high)]])
    before = text[max([low, *(e for _, e, _ in block.spans if e < head)]) : head]
    following = text[cuts[number + 1] : cuts[number + 2]] if number + 2 < len(cuts) else ""
    last = text[cuts[number - 1] : cuts[number]] if number else ""
    return Around(
        clause=text[low:high],
        before=before,
        own=own,
        last=last[-_SAID:],
        following="" if _DRUG in following or _TREATMENT in following else following[:_SAID],
        heading=_heading_over(sheet, block.first, by_row),
        heads=_heads(sheet, block, by_row),
        flags=tuple(_flags(block, place, own, before, mention, lexicon)),
    )


def _clause(block: _Block, low: int, high: int, start: int) -> tuple[int, int]:
    """The part of a sentence that speaks of the drug, where another drug stands beyond a turn."""
    turns = [low, *(low + match.start() for match in _TURN.finditer(block.text[low:high])), high]
    parts = [(a, b) for a, b in pairwise(turns) if any(a <= s < b for s, _, _ in block.spans)]
    if len(parts) < 2:
        return low, high
    own = next(i for i, (a, b) in enumerate(parts) if a <= start < b)
    return (parts[own][0] if own else low), (parts[own + 1][0] if own + 1 < len(parts) else high)


def _list_of(block: _Block, place: int, low: int, high: int, joins: re.Pattern[str]) -> tuple[int, int]:
    """Where the list of drugs in which this one stands begins and ends."""
    first = last = place
    while first and block.spans[first - 1][0] >= low and _joined(block, first - 1, joins):
        first -= 1
    while last + 1 < len(block.spans) and block.spans[last + 1][0] < high and _joined(block, last, joins):
        last += 1
    return block.spans[first][0], block.spans[last][1]


def _joined(block: _Block, place: int, joins: re.Pattern[str]) -> bool:
    between = block.text[block.spans[place][1] : block.spans[place + 1][0]]
    return bool(joins.fullmatch(DOSE.sub(" ", _BRACKETS.sub(" ", between))))


def _flags(
    block: _Block, place: int, own: str, before: str, mention: Mention, lexicon: Lexicon
) -> Iterator[str]:
    drug = lexicon.drug(mention.generic)
    yield drug.role if drug is not None else "other"
    yield f"class {drug.drug_class}" if drug is not None else "other"
    yield "table" if block.table else "item" if _BULLET.match(block.text) else "text"
    yield "dosed" if DOSE.search(own[:30]) else "bare"
    yield f"of {min(len(block.spans), 4)}"
    if not re.search(r"[A-Za-z]{3}", before):
        yield "first"
    head = block.text[: block.spans[place][0]]
    if _UNTICKED.search(head):
        yield "unticked"
    elif _TICKED.search(head):
        yield "ticked"


# ---------------------------------------------------------------- headings


def _heading_over(sheet: Sheet, first: int, by_row: dict[int, list[Mention]]) -> str:
    """The heading of the part in which a row stands, or the sentence that opens its list."""
    for number in range(first - 1, max(first - 1 - _REACH, -1), -1):
        row = sheet.rows[number]
        text = row[0].text
        if number in by_row and not text.rstrip().endswith(":"):
            continue
        if len(row) == 1 and text.rstrip().endswith(":") and number + 1 == first:
            return _last_sentence(sheet, number)
        if _is_heading(text) and (len(row) == 1 or text.isupper()):
            return text
        if len(row) == 1 and text.rstrip().endswith(":"):
            return _last_sentence(sheet, number)
    return ""


def _last_sentence(sheet: Sheet, number: int) -> str:
    text = sheet.rows[number][0].text
    for above in range(number - 1, max(number - 1 - _RUNS, -1), -1):
        if len(sheet.rows[above]) > 1 or len(sheet.rows[above][0].text) <= _LONG_LINE or _STOP.search(text):
            break
        text = f"{sheet.rows[above][0].text} {text}"
    return _STOP.split(text)[-1][-_SAID:]


def _is_heading(text: str) -> bool:
    """Short, and set apart by capitals, a colon at its end or the letter of a part: "B. Tried, stopped"."""
    text = text.strip(" -=*_#")
    if not 3 <= len(text) <= _HEADING or text.endswith((".", ",", ";")) or DOSE.search(text):
        return False
    words = [word for word in re.findall(r"[A-Za-z][A-Za-z']+", text) if len(word) > 3]
    if not words:
        return False
    if text.isupper() or text.endswith(":") or re.match(r"^(?:[A-Z]|[IVX]+|\d)\.\s+[A-Z]", text):
        return True
    capital = sum(word[0].isupper() for word in words)
    return len(text) <= 48 and (capital == len(words) or (text[0].isupper() and len(words) <= 5))


def _heads(sheet: Sheet, block: _Block, by_row: dict[int, list[Mention]]) -> str:
    """The heads of the columns of a table's row."""
    row = sheet.rows[block.first]
    if not block.table:
        return ""
    for number in range(block.first - 1, max(block.first - 1 - _REACH, -1), -1):
        heads = sheet.rows[number]
        if number in by_row or len(heads) < 2 or any(re.search(r"\d", cell.text) for cell in heads):
            continue
        return " ".join(_over(heads, cell) for cell in row)
    return ""


def _over(heads: Sequence[Cell], cell: Cell) -> str:
    return " ".join(
        head.text
        for head in heads
        if overlap(head.box, cell.box) > 0 or abs(head.box.x0 - cell.box.x0) < 0.015
    )
