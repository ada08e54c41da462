"""Which of the drugs that a page names did not work: from their sentence, their row, or their list.

Nearest words count most: the column of a table that says what came of a drug, what stands in brackets behind
its name, then its sentence. A heading ("Failed medications") speaks for the rows below that say nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from packetizer.model import Box
from packetizer.understanding.facts.care.drugs import Mention
from packetizer.understanding.facts.layout import Cell, Sheet, overlap
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import Hit, skeleton

_STOP = re.compile(r"(?<!\b[a-zA-Z])\.(?=\s)")
_TURN = re.compile(r";(?=\s)|\b(?:but|however|whereas|although|though|while)\b", re.IGNORECASE)
_OF_THESE = re.compile(r"^\s*(?:none|nothing|neither|all|each|both|these|they|no)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"^[^()]{0,40}\(([^()]{3,90})\)")
_FOR_WHAT = re.compile(r"\bfor (?:\w+ ){0,2}\w+")  # "ondansetron for nausea": what it is for is no outcome
_BULLET = re.compile(r"^\s*(?:[•·▪*○●►>\-–]|\(?\d{1,2}[.)])\s")
_HEAD = re.compile(r"^\W*(?:\d{1,2}[.)]\s*)?$")
_HEADING = re.compile(r"[A-Z][A-Za-z]+(?: [A-Za-z&/]+){1,4}:?")  # "Medical history", alone on its line
_LIST_ROWS = 16
_TABLE_ROWS = 30
_RUNS = 3  # lines that a sentence or a cell may run over, either way
_STATED, _LISTED = 0.92, 0.75

Place = tuple[int, str]  # row and drug


def failures(sheet: Sheet, mentions: Sequence[Mention], lexicon: Lexicon) -> dict[Place, float]:
    """How sure it is that a drug failed, by row and name of its mention; absent where no phrase says it.

    Nothing at all (0.0) where a phrase says that it did not fail.
    """
    if not mentions:
        return {}
    page = _Trials.of(sheet, mentions, lexicon)
    made: dict[Place, float] = {}
    for mention in mentions:
        place = (mention.cell.row, mention.generic)
        certainty = page.failed(mention)
        if certainty is not None:
            made[place] = max(certainty, made.get(place, 0.0))
    return made


@dataclass(frozen=True, slots=True)
class _Column:
    """The head of a table's column that tells outcomes (or why a drug was stopped)."""

    row: int
    box: Box
    reasons: bool


@dataclass(frozen=True, slots=True)
class _Passage:
    """The words around a mention, and where all mentions stand in them."""

    text: str
    start: int
    end: int
    drugs: tuple[int, ...]  # where each begins


@dataclass(frozen=True, slots=True)
class _Trials:
    sheet: Sheet
    lexicon: Lexicon
    rows: dict[int, tuple[Mention, ...]]  # the mentions of each row
    columns: tuple[_Column, ...]
    failed_rows: frozenset[int]
    trial_rows: frozenset[int]

    @classmethod
    def of(cls, sheet: Sheet, mentions: Sequence[Mention], lexicon: Lexicon) -> _Trials:
        rows: dict[int, tuple[Mention, ...]] = {}
        for mention in mentions:
            rows[mention.cell.row] = (*rows.get(mention.cell.row, ()), mention)
        failed, tried = _lists(sheet, frozenset(rows), lexicon)
        return cls(sheet, lexicon, rows, tuple(_columns(sheet, rows, lexicon)), failed, tried)

    def failed(self, mention: Mention) -> float | None:
        said = self._by_column(mention)
        if said is not None:
            return _STATED if said else 0.0
        passage = self._passage(mention)
        sentence = _sentence(passage)
        said = self._labelled(passage)
        if said is None and mention.cell.row in self.trial_rows:
            said = self._in_list(sentence)
        if said is None:
            said = self._said(sentence)
        if said is None and self._said_next(passage, sentence):
            said = True
        if said is not None:
            return _STATED if said else 0.0
        return _LISTED if mention.cell.row in self.failed_rows else None

    # ------------------------------------------------------------ tables

    def _by_column(self, mention: Mention) -> bool | None:
        row = mention.cell.row
        heads = [c for c in self.columns if c.row < row <= c.row + _TABLE_ROWS]
        nearest = max((head.row for head in heads), default=None)
        said: bool | None = None
        for head in heads:
            if head.row != nearest:
                continue
            text = " ".join(cell.text for cell in self._record(row) if _under(cell, head.box, mention.cell))
            judged = self._reason(text) if head.reasons else self._outcome(text)
            said = judged if said is None or judged else said
        return said

    def _record(self, row: int) -> Iterator[Cell]:
        """The cells of a table's row, with those of the lines that its cells run over."""
        for number in range(row, self._record_end(row) + 1):
            yield from self.sheet.rows[number]

    def _record_end(self, row: int) -> int:
        rows, last = self.sheet.rows, row
        while last + 1 < min(len(rows), row + 1 + _RUNS) and last + 1 not in self.rows:
            below, above = rows[last + 1], rows[last]
            apart = min(cell.box.y0 for cell in below) - max(cell.box.y1 for cell in above)
            if len(below) >= len(rows[row]) or apart > 0.9 * max(cell.box.height for cell in above):
                break
            if any(len(cell.text) > 44 for cell in below):
                break
            last += 1
        return last

    def _outcome(self, text: str) -> bool | None:
        hits = self._hits(text)
        if any(hit.key == "not_failed" for hit in hits):
            return False
        keys = {hit.key for hit in self.lexicon.trial_phrases.all(skeleton(text))}
        if "poor" in keys or hits:
            return True
        return False if "good" in keys else None

    def _reason(self, text: str) -> bool | None:
        if sum(char.isalpha() for char in text) < 3:
            return None
        taken = self.lexicon.trial_phrases.at_start(skeleton(text))
        return not (taken is not None and taken.key == "no_reason")

    # ------------------------------------------------------------ running text

    def _passage(self, mention: Mention) -> _Passage:
        """The mention's row, or its lines of running text."""
        first, last = self._rows_of(mention)
        text, start, drugs = "", 0, []
        for number in range(first, last + 1):
            for cell in self.sheet.rows[number]:
                at = len(text)
                drugs += [at + other.start for other in self.rows.get(number, ()) if other.cell is cell]
                if cell is mention.cell:
                    start = at + mention.start
                text += cell.text + " "
        return _Passage(text, start, start + mention.end - mention.start, tuple(drugs))

    def _rows_of(self, mention: Mention) -> tuple[int, int]:
        row = mention.cell.row
        if len(self.sheet.rows[row]) > 1:
            return row, self._labelled_end(self._record_end(row))
        first = last = row
        while first > max(0, row - _RUNS) and self._runs_on(first - 1, first):
            first -= 1
        while last + 1 < min(len(self.sheet.rows), row + 1 + _RUNS) and self._runs_on(last, last + 1):
            last += 1
        return first, self._labelled_end(last)

    def _labelled_end(self, last: int) -> int:
        """Lines below that say what came of it: `Reason for discontinuation: inefficacy`."""
        while last + 1 < len(self.sheet.rows) and last + 1 not in self.rows:
            head, colon, _ = self.sheet.rows[last + 1][0].skeleton.partition(":")
            hit = self.lexicon.trial_phrases.at_start(head) if colon and len(head) < 36 else None
            if hit is None or hit.key not in ("outcome", "reason"):
                break
            last += 1
        return last

    def _runs_on(self, row: int, following: int) -> bool:
        """Two rows of running text; not two items of a list, each with a drug at its head."""
        rows = self.sheet.rows
        if len(rows[row]) > 1 or len(rows[following]) > 1:
            return False
        one, other = rows[row][0], rows[following][0]
        ends = (".",) if row in self.rows else (".", ":")  # "sertraline, 8 weeks:" over "no response"
        if len(one.text) <= 45 or one.text.rstrip().endswith(ends) or _BULLET.match(other.text):
            return False
        return not (self._opens(row) and self._opens(following))

    def _opens(self, row: int) -> bool:
        return any(_HEAD.match(mention.cell.text[: mention.start]) for mention in self.rows.get(row, ()))

    def _labelled(self, passage: _Passage) -> bool | None:
        """`Outcome: partial`, `Response - none`: after the drug, before the next one."""
        after = passage.text[passage.end : _next(passage)]
        bare = skeleton(after)
        for hit in self.lexicon.trial_phrases.all(bare):
            value = re.match(r"\s?[:=]\s?(.{2,60})", after[hit.end :])
            if hit.key in ("outcome", "reason") and value is not None:
                return self._reason(value[1]) if hit.key == "reason" else self._outcome(value[1])
        return None

    def _in_list(self, sentence: _Passage) -> bool | None:
        """Beside a drug of a list of past trials a word is enough: `Seroquel - weight gain`."""
        own = sentence.text[sentence.end : _next(sentence)]
        if len(sentence.drugs) > 1:
            brackets = _BRACKETS.match(own)
            own = brackets[1] if brackets is not None else ""
        return self._outcome(_FOR_WHAT.sub("", own)) or None

    def _said(self, sentence: _Passage) -> bool | None:
        """What the sentence says of the drug; None where it says nothing."""
        hits = self._hits(sentence.text)
        keys = {hit.key for hit in hits}
        if len(keys) < 2:
            return None if not keys else "failed" in keys
        brackets = _BRACKETS.match(sentence.text[sentence.end : _next(sentence)])
        own = self._hits(brackets[1]) if brackets is not None else []
        before = [hit for hit in hits if hit.start < sentence.start]
        deciding = own[-1] if own else before[-1] if before else hits[0]
        return deciding.key == "failed"

    def _said_next(self, passage: _Passage, sentence: _Passage) -> bool:
        """The next sentence speaks of all of them: `… Paxil and Viibryd. Nothing helped.`"""
        start = passage.start - sentence.start + len(sentence.text)
        rest = _STOP.split(passage.text[start:])[0]
        if not _OF_THESE.match(rest) or any(start <= at < start + len(rest) for at in passage.drugs):
            return False
        return {hit.key for hit in self._hits(rest)} == {"failed"}

    def _hits(self, text: str) -> list[Hit]:
        """Words for failed and not failed, in order; of two that overlap the one that begins first."""
        found = self.lexicon.outcome_phrases.all(skeleton(text))
        ordered = sorted(found, key=lambda hit: (hit.start, -hit.end, hit.key == "failed"))
        kept: list[Hit] = []
        for hit in ordered:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept


def _under(cell: Cell, head: Box, drug: Cell) -> bool:
    return cell is not drug and (overlap(cell.box, head) > 0 or abs(cell.box.x0 - head.x0) < 0.015)


def _next(passage: _Passage) -> int:
    """Where the next drug begins."""
    return min((at for at in passage.drugs if at > passage.start), default=len(passage.text))


def _sentence(passage: _Passage) -> _Passage:
    """The mention's own sentence, cut at "but" where another drug stands on the other side."""
    text = passage.text
    cuts = [0, *(match.end() for match in _STOP.finditer(text)), len(text)]
    first, last = next((a, b) for a, b in pairwise(cuts) if a <= passage.start < b)
    turns = [first, *(first + match.start() for match in _TURN.finditer(text[first:last])), last]
    parts = [(a, b) for a, b in pairwise(turns) if any(a <= at < b for at in passage.drugs)]
    if len(parts) > 1:
        own = next(place for place, (a, b) in enumerate(parts) if a <= passage.start < b)
        first = parts[own][0] if own else first
        last = parts[own + 1][0] if own + 1 < len(parts) else last
    drugs = tuple(at - first for at in passage.drugs if first <= at < last)
    return _Passage(text[first:last], passage.start - first, passage.end - first, drugs)


# ---------------------------------------------------------------- headings


def _columns(sheet: Sheet, drugs: dict[int, tuple[Mention, ...]], lexicon: Lexicon) -> Iterator[_Column]:
    for number, row in enumerate(sheet.rows):
        if len(row) < 2 or number in drugs:
            continue
        for cell in row:
            hit = lexicon.trial_phrases.at_start(cell.skeleton) if len(cell.text) < 36 else None
            if hit is not None and hit.key in ("outcome", "reason") and ":" not in cell.text:
                yield _Column(number, cell.box, hit.key == "reason")


def _lists(sheet: Sheet, drugs: frozenset[int], lexicon: Lexicon) -> tuple[frozenset[int], frozenset[int]]:
    """Rows below headings of drugs that failed, and below headings of drugs that were tried."""
    failed: set[int] = set()
    tried: set[int] = set()
    for row in sheet.rows:
        number, text = row[0].row, row[0].text
        if _announces(sheet, row[0], drugs, lexicon):
            failed |= set(_below(sheet, number, drugs)) - {number}
        if len(text) > 70 or text.endswith("."):
            continue
        keys = {hit.key for hit in lexicon.trial_phrases.all(row[0].skeleton) if hit.start < 50}
        if "failed_heading" in keys:
            failed |= set(_below(sheet, number, drugs))
        if "trial_heading" in keys:
            tried |= set(_below(sheet, number, drugs))
    return frozenset(failed), frozenset(tried | failed)


def _announces(sheet: Sheet, cell: Cell, drugs: frozenset[int], lexicon: Lexicon) -> bool:
    """`Prior medications that did not help:` opens a list of drugs that failed, over one line or more."""
    following = sheet.rows[cell.row + 1] if cell.row + 1 < len(sheet.rows) else ()
    listed = bool(following) and (
        bool(_BULLET.match(following[0].text))
        or (cell.row + 1 in drugs and len(following[0].text) < 32 < len(cell.text))
    )
    listed = listed and not cell.text.rstrip().endswith(".")
    if not cell.text.rstrip().endswith(":") and (not listed or _BULLET.match(cell.text)):
        return False
    text = cell.text
    for number in range(cell.row - 1, max(cell.row - 1 - _RUNS, -1), -1):
        above = sheet.rows[number]
        if len(above) > 1 or len(above[0].text) <= 45 or _BULLET.match(above[0].text):
            break
        text = f"{above[0].text} {text}"
    last = re.split(r"[.;]\s", text)[-1]
    hits = {hit.key for hit in lexicon.outcome_phrases.all(skeleton(last))}
    return "failed" in hits and "not_failed" not in hits


def _below(sheet: Sheet, start: int, drugs: frozenset[int]) -> Iterator[int]:
    """The rows of a list, to a gap or to the next heading."""
    last = sheet.rows[start][0].box
    for number in range(start, min(start + _LIST_ROWS, len(sheet.rows))):
        box = sheet.rows[number][0].box
        if number > start + 1 and box.y0 - last.y1 > 2.2 * max(box.height, last.height):
            return
        if number > start and number not in drugs and _starts_section(sheet.rows[number]):
            return
        last = box
        yield number


def _starts_section(row: tuple[Cell, ...]) -> bool:
    text = row[0].text.strip()
    if len(row) > 1 or re.search(r"\d", text):
        return False
    return bool(_HEADING.fullmatch(text)) or (len(text) < 50 and text.endswith(":"))
