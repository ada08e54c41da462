"""Practices, hospitals and laboratories by the words of their names: in a letterhead, a table, a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Label, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.names.patients import CREDENTIAL
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon

_WORD = re.compile(r"[^\s,;:|()\[\]/<>\"“”]+|[,;:|()\[\]/<>\"“”]")
_JOINTS = frozenset({"of", "and", "&", "the", "for", "+"})
_ALIGNED = 0.03  # how far apart lines of one text may begin
_PROSE = 45  # characters of a line that may break a name
_HEAD_ROWS = 5
_LONGEST, _OWN = 8, 3  # words of a name; letters of a word that is its own
_LAST_WORD = re.compile(r"([\w@]+)[,:]?\s(?:the\s)?$", re.IGNORECASE)  # before a name: "treated at the "


class _Place(Enum):
    """Where a name stands."""

    LETTERHEAD = "of a practice's paper"
    PAYERS = "among an insurer's first lines"
    EXPECTED = "where a practice's name is expected"
    ELSEWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in capitals, one after the other, that may be a name."""

    start: int
    end: int
    words: tuple[str, ...]  # lower case, without signs


def named(
    role: TypeRole, pages: Sequence[Page], insurers: Sequence[str], lexicon: Lexicon
) -> Iterator[Draft]:
    """The practices that a paper names; an insurer's letterhead is none, whatever its words."""
    payers = [_bare(name) for name in insurers]
    for number, page in enumerate(pages):
        sheet = sheet_of(page, lexicon)
        for cell in sheet.cells:
            head = number == 0 and cell.row < _HEAD_ROWS
            for run in _runs(cell, lexicon):
                bare = _bare(cell.text[run.start : run.end])
                if any(bare in payer or payer in bare for payer in payers):
                    continue
                place = _place(cell, run, role) if head else _Place.ELSEWHERE
                if place is _Place.ELSEWHERE and _is_expected(cell.text[: run.start], lexicon):
                    place = _Place.EXPECTED
                yield from _made(sheet, cell, run, place)


def _is_expected(before: str, lexicon: Lexicon) -> bool:
    """Whether a practice's name is expected behind such words: "treated at", "a bill from", "Called"."""
    last = _LAST_WORD.search(before)
    return last is not None and last[1].lower() in lexicon.parties.practice.expected


def _made(sheet: Sheet, cell: Cell, run: _Run, place: _Place) -> Iterator[Draft]:
    text = cell.text[run.start : run.end]
    under = _goes_on(sheet, cell, run)
    if under is not None and _is_practice(_joined(run, under[1]), sheet.lexicon, place):
        tail = under[0].text[: under[1].end]
        made = draft(sheet, cell, (run.start, run.end), "name.provider", _as_letters(f"{text} {tail}"), 0.8)
        box = on_page(made.box.union(under[0].line.box_at(0, under[1].end)))
        yield replace(made, text=f"{text}\n{tail}", box=box)
    elif _is_practice(run, sheet.lexicon, place):
        yield draft(sheet, cell, (run.start, run.end), "name.provider", _as_letters(text), 0.8)


def _as_letters(name: str) -> str:
    """Figures within a word read as the letters that they look like."""
    return re.sub(r"(?<=[a-z])[10](?=[a-z])", lambda m: "l" if m[0] == "1" else "o", name)


def _goes_on(sheet: Sheet, cell: Cell, run: _Run) -> tuple[Cell, _Run] | None:
    """The rest of a name that a line's end breaks."""
    if run.end < len(cell.text.rstrip()) or cell.row + 1 >= len(sheet.rows):
        return None
    below = sheet.rows[cell.row + 1][0]
    following = next(_runs(below, sheet.lexicon), None)
    if (
        following is None
        or following.start > 0
        or re.match(r"\s?:", below.text[following.end :])
        or abs(below.box.x0 - sheet.rows[cell.row][0].box.x0) > _ALIGNED
    ):
        return None
    practice, legal = sheet.lexicon.parties.practice, sheet.lexicon.firms.legal_practices
    trade = following.words[0] in practice.trades | practice.treats | practice.kinds | legal
    whole = _is_practice(run, sheet.lexicon, _Place.EXPECTED)
    return (below, following) if (trade or not whole) and len(cell.text) >= _PROSE else None


def _joined(run: _Run, other: _Run) -> _Run:
    return _Run(run.start, run.end, run.words + other.words)


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _place(cell: Cell, run: _Run, role: TypeRole) -> _Place:
    """Of a name among the first lines of a paper."""
    if role.by_insurer:
        return _Place.PAYERS
    alone = run.end - run.start >= 0.9 * len(cell.text.strip(" |"))
    if role.by_practice and (alone or run.start == 0):
        return _Place.LETTERHEAD
    return _Place.EXPECTED if alone else _Place.ELSEWHERE


def _is_practice(run: _Run, lexicon: Lexicon, place: _Place) -> bool:
    practice = lexicon.parties.practice
    trades = sum(word in practice.trades for word in run.words)
    treats = sum(word in practice.treats for word in run.words)
    kinds = sum(word in practice.kinds for word in run.words)
    own = [_is_own(word, lexicon) for word in run.words]
    heading = not own[run.words[0] == "the" and len(own) > 1] and not set(run.words) & {
        "of",
        "at",
    }  # "PSYCHIATRIC MEDICATIONS", but "Clinic of Fargo"
    if len(run.words) < 2 or not any(own) or heading or any(word in practice.no for word in run.words):
        return False
    if trades or place is _Place.PAYERS:
        return trades > 0
    if treats > 1 or (treats and kinds):
        return True
    return bool(treats) if place is _Place.EXPECTED else place is _Place.LETTERHEAD and bool(treats or kinds)


def _is_own(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a name's own: no trade, nothing that such papers say."""
    practice = lexicon.parties.practice
    in_letters = not any(map(str.isdigit, word)) and (len(word) >= _OWN or word == "st")
    known = (practice.trades, practice.treats, practice.kinds, lexicon.firms.legal_practices, practice.common)
    plain = word in lexicon.no_names and word not in lexicon.insurers.unlisted.within
    return in_letters and not plain and not any(word in words for words in known)


def _runs(cell: Cell, lexicon: Lexicon) -> Iterator[_Run]:
    """The runs of words in capitals, from the left; a sentence's end and a title end one."""
    legal = lexicon.firms.legal_practices
    parts = {label.start for label in cell.labels if _parts(cell, label)}
    run: list[re.Match[str]] = []
    for token in _WORD.finditer(cell.text):
        if token.start() in parts:
            yield from _closed(run, cell, lexicon)
            run = []
        word, low = token[0], token[0].lower().strip(".,’'")
        if word == "," and run and _legal_next(cell.text[token.end() :], legal):
            run.append(token)
            continue
        starts = word[:1].isupper() and low not in lexicon.parties.practice.begins
        dash = word in ("-", "–") and _trade_next(cell.text[token.end() :], lexicon)
        if starts or (run and (word in _JOINTS or dash or re.match(r"\d+(?:st|nd|rd|th)\b", low))):
            run.append(token)
            if not (low in legal and len(run) > 1) and not _ends_sentence(word, cell.text[token.end() :]):
                continue
        yield from _closed(run, cell, lexicon)
        run = []
    yield from _closed(run, cell, lexicon)


def _parts(cell: Cell, label: Label) -> bool:
    """Whether a label ends a name before it: of two words or with a colon; others are words of names too."""
    end = re.match(r"\s?:", cell.text[label.end :])
    return end is not None or " " in cell.text[label.start : label.end]


def _trade_next(rest: str, lexicon: Lexicon) -> bool:
    """`Univ. of Elm Physicians - Psychiatry`"""
    match = re.match(r"\s([A-Z]\w+)$", rest)
    return match is not None and match[1].lower() in lexicon.parties.practice.trades


def _ends_sentence(word: str, rest: str) -> bool:
    """Whether a sentence ends with a word; "Univ. of" does not."""
    return word.endswith(".") and len(word) > 3 and word[:-1].isalpha() and not re.match(r"\s[a-z&]", rest)


def _legal_next(rest: str, legal: frozenset[str]) -> bool:
    match = re.match(r"\s?([A-Za-z.]{2,8})(?=$|[\s,;)])", rest)
    return match is not None and match[1].lower().strip(".") in legal and match[1][0].isupper()


def _closed(run: list[re.Match[str]], cell: Cell, lexicon: Lexicon) -> Iterator[_Run]:
    while run and (run[-1][0] in _JOINTS or run[-1][0] == "," or _is_mark(run, lexicon)):
        run.pop()
    article = (
        bool(run)
        and run[0][0] in ("The", "THE")
        and re.search(r"(?:^|[:|]\s?)$", cell.text[: run[0].start()])
    )
    while run and not article and _no_beginning(run[0][0].lower().strip(".,’'"), lexicon):
        run = run[1:]
    words = tuple(re.sub(r"['’]s$", "", token[0].lower().strip(".,’'")) for token in run)
    if not 1 <= len([word for word in words if word not in _JOINTS]) <= _LONGEST:
        return
    start, end = run[0].start(), run[-1].end()
    text = cell.text[start:end]
    ends_legal = words[-1] in lexicon.firms.legal_practices
    if CREDENTIAL.search(text) and not ends_legal:
        return
    joint = next((at for at, word in enumerate(words) if word == "and" and _two(words, at, lexicon)), None)
    if joint is not None:
        yield from _closed(run[:joint], cell, lexicon)
        yield from _closed(run[joint + 1 :], cell, lexicon)
        return
    yield _Run(start, start + len(text if ends_legal else re.sub(r"(?:['’]s|\.)$", "", text)), words)


def _is_mark(run: Sequence[re.Match[str]], lexicon: Lexicon) -> bool:
    """Whether a run ends with a word in capitals that is no name's: "Elm Pain Center NPI"."""
    last, low = run[-1][0], run[-1][0].lower().strip(".")
    practice = lexicon.parties.practice
    of_names = low in lexicon.firms.legal_practices | practice.trades | practice.treats | practice.kinds
    mixed = len(run) > 1 and not run[0][0].isupper() and last.isupper() and len(last) > 1
    return mixed and low in lexicon.no_names and not of_names


def _two(words: tuple[str, ...], joint: int, lexicon: Lexicon) -> bool:
    """Whether "and" stands between two practices, each whole by itself."""
    parts = words[:joint], words[joint + 1 :]
    return all(_is_practice(_Run(0, 0, part), lexicon, _Place.ELSEWHERE) for part in parts if part) and all(
        parts
    )


def _no_beginning(word: str, lexicon: Lexicon) -> bool:
    """Whether no practice's name begins with a word: "Office", "the"."""
    return word in _JOINTS or word in lexicon.parties.practice.no
