"""Whom a booking of an account pays, and whether for care."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.months import month_of
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton

OF_OTHERS = frozenset({"everyday", "beside"})  # keys of payees.yaml: what people pay for beside their care
_EDGE = " *-=#|•·:,;/\\.<>"
_SHORT_DAY = re.compile(r"^\s*\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?(?!\d)")
_NAMED_DAY = re.compile(
    r"^\s*(?:\d{1,2}[\s-]?(?P<before>[A-Za-z]{3,9})|(?P<after>[A-Za-z]{3,9})\.?[\s-]\d{1,2})\b\.?"
)
_NUMBER = re.compile(r"^[\W_]*(?:[A-Z]{0,3}[\dXx*#]{3,}[\w*]*|\d{1,2}(?=\s))[\W_]*")
_MARK = re.compile(r"^[A-Z]{2,5}\s?\*\s?")  # "SQ *", "TST*"
# What follows a payee: a telephone, a number of a card, a terminal or a booking.
_TAIL = re.compile(
    r"(?:,\"|\s+(?:\([a-z][a-z ]*\)|\d{1,2} mo(?:nth)?s?\b|(?:posted|pending)\s*$|"
    r"(?:web|online|recurring) (?:pmt|pymt|payment)\b|"
    r"\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}|\S*[\dXx*#]{4,}\S*|#\s?\w+|on \d{1,2}/\d{1,2}|https?:\S+|"
    r"www\.\S+|\S+\.com\b|(?:ppd|web|ccd|tel|id|ref|trace|conf|card|crd|ck|chk|no|trn)\b[\s:#.]*\S*\d)).*$",
    re.IGNORECASE,
)
_STATE = re.compile(r",?\s+([A-Z]{2})(?:\s+(?:\d{5}(?:-\d{4})?|USA?))?$")
_LETTERS = ("MD", "DO", "PC", "PA", "NP", "RN")  # behind a name, and states or none
_TOWN = 3  # words of a town's name at most
_SHORTEST = 3  # letters of a name
_GO_ON = ("of", "for", "at", "and", "&", "-", "in")  # after these a name is not at its end
_ALIKE = 9  # letters of a known name, its spaces left out, that a booking cut short must have


Words = tuple[Cell, ...]  # of one column of a booking: a line, and those it goes on in


@dataclass(frozen=True, slots=True)
class Payee:
    """`care`: 2 where its words say so, 1 where they may; `idle`: no payment to anybody."""

    name: str
    place: tuple[Words, int, int] | None  # the words, and where in them, joined by spaces, the name stands
    care: int
    everyday: bool
    idle: bool

    @property
    def key(self) -> str:
        return _look(self.name)[:_ALIKE]

    def opens(self, name: str) -> bool:
        """Whether another name begins with this one, which is long enough to tell."""
        own = _look(self.name)
        return len(own) >= _ALIKE and _look(name).startswith(own)

    @property
    def certainty(self) -> float:
        return (0.75, 0.85, 0.93)[self.care]

    def drafted(self, sheet: Sheet) -> Draft | None:
        """The fact that the booking names, on the sheet that its words stand on."""
        if self.place is None:
            return None
        words, start, end = self.place
        first = words[0]
        inside = min(end, len(first.text))
        made = draft(sheet, first, (start, inside), "name.merchant", self.name, self.certainty * 0.95)
        box = made.box
        for cell in words[1:] if end > inside else ():
            box = on_page(box.union(cell.box))
        return replace(made, text=joined(words)[start:end].strip(), box=box)


def joined(words: Words) -> str:
    return " ".join(cell.text for cell in words)


def _look(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", skeleton(text))


class Payees:
    """Reads payees. `known`: names of those who treat, from the whole case."""

    def __init__(self, known: Sequence[str], lexicon: Lexicon) -> None:
        self._phrases = lexicon.payee_phrases
        self._known = {_look(name): name for name in known if len(_look(name)) >= _ALIKE}

    def of(self, columns: Sequence[Words]) -> Payee:
        """The payee of a booking, from all its words."""
        whole = " ".join(joined(words) for words in columns)
        keys = self._keys(whole)
        everyday = bool(keys & {"everyday", "beside"})
        named = [(words, *span) for words in columns if (span := self.span(joined(words))) is not None]
        if not named:
            return Payee("", None, 0, everyday, bool(keys & {"idle", "undone"}))
        best = max(named, key=self._grade)
        care = max(self._grade(best), self._care(whole) if len(named) == 1 else 0)
        idle = "undone" in keys or "idle" in (self._keys(joined(best[0])) if care else keys)
        name = self._known_as(_cut(best)) or _cut(best)
        return Payee(name, best, care, everyday, idle)

    def _keys(self, text: str) -> set[str]:
        return {hit.key for hit in self._phrases.all(skeleton(text))}

    def _grade(self, place: tuple[Words, int, int]) -> int:
        return 2 if self._known_as(_cut(place)) is not None else self._care(joined(place[0]))

    def _care(self, text: str) -> int:
        """2 for words of care, 1 for vague ones."""
        keys = self._keys(text)
        if "beside" in keys:
            return 0
        if "care" in keys:
            return 2
        return 1 if "vague" in keys and "everyday" not in keys else 0

    def _known_as(self, text: str) -> str | None:
        """The name that the case knows, which a booking may print whole, among other words, or cut short."""
        look = _look(text)
        for key, name in self._known.items():
            if key in look or (len(look) >= _ALIKE and key.startswith(look)):
                return name
        return None

    def span(self, text: str) -> tuple[int, int] | None:
        """Where words print a name: without how, when and with what number the money went."""
        begin = self._begin(text)
        if text[begin : begin + 1] == "(":
            return None  # an aside
        end = min((found.start for found in find_amounts(text) if found.start > begin), default=len(text))
        tail = _TAIL.search(text, begin, end)
        end = tail.start() if tail is not None and tail.start() > begin else end
        end = begin + self._without_town(text[begin:end].rstrip(_EDGE + "$"))
        return (begin, end) if sum(map(str.isalpha, text[begin:end])) >= _SHORTEST else None

    def _begin(self, text: str) -> int:
        at = 0
        while (step := self._lead(text[at:])) > 0:
            at += step
        return at

    def _lead(self, rest: str) -> int:
        """How much of a beginning is no name: a day, a number, a mark, a word of how it was paid."""
        named = _NAMED_DAY.match(rest)
        if named is not None and month_of(named["before"] or named["after"]) is not None:
            return named.end()
        for pattern in (_SHORT_DAY, _MARK, _NUMBER):
            match = pattern.match(rest)
            if match is not None:
                return match.end()
        dates = find_dates(rest[:24])
        if dates and dates[0].start < 3:
            return dates[0].end
        edge = len(rest) - len(rest.lstrip(_EDGE))
        hits = (hit for hit in self._phrases.all(skeleton(rest[edge:])) if hit.start == 0)
        channel = next((hit for hit in hits if hit.key == "channels"), None)
        return edge + (channel.end if channel is not None else 0)

    def _without_town(self, name: str) -> int:
        """The length of a payee's name before its town and state."""
        state = _STATE.search(name)
        if state is None and not name.isupper():
            return len(name)
        end = state.start() if state is not None else len(name)
        keys = ("ends",) if state is None else ("ends", "trades")
        hits = self._phrases.all(skeleton(name[:end]))
        last = max((hit.end for hit in hits if hit.key in keys), default=0)
        after, words = name[last:end].split(), name[:end].split()
        if state is not None and not after and state[1] in _LETTERS:
            return len(name)
        if last and len(after) <= _TOWN and not (after and after[0].lower() in _GO_ON):
            return len(name[:last].rstrip())
        if state is None or last or len(words) <= _TOWN - 1:
            return end
        return len(" ".join(words[: -2 if self._opens_town(words) else -1]))

    def _opens_town(self, words: Sequence[str]) -> bool:
        """Whether the last word but one begins a town's name: "San" Diego."""
        return len(words) > _TOWN and any(
            hit.key == "towns" for hit in self._phrases.all(skeleton(words[-2]))
        )


def _cut(place: tuple[Words, int, int]) -> str:
    words, start, end = place
    return joined(words)[start:end].strip(_EDGE)
