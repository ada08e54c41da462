"""Why the insurer said no: the reasons with the words that show them, and the codes (CARC, RARC).

A reason must be said of this case: sentences about what might be, about appeal rights, about the plan's terms
in general, or that report what somebody else wrote, state none. The letter's words outrank its codes: codes
tell how a claim was processed, words tell why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.likeness import Like, like
from packetizer.understanding.facts.making import Draft, bounded, draft, on_page
from packetizer.understanding.facts.once import once_a_page
from packetizer.understanding.facts.phrases import Hit, skeleton
from packetizer.understanding.facts.sentences import Sentence, sentences
from packetizer.understanding.lexicon import Code, Lexicon, Reason

# ---------------------------------------------------------------- codes

_GROUPED = re.compile(
    r"(?<![A-Za-z0-9-])(CO|C0|PR|OA|0A|PI|P1|CR)\s?([-–—:]?)\s?([ABDPWY]?[0-9OSl]{1,3})(?![\w]|[.,-]\d)"
)
_NAMED = re.compile(
    r"\b(?:CARC|(?:adjustment|adj\.?|claim adjustment|denial)\s+(?:reason\s+)?codes?|"
    r"reason\s+codes?)\s?(?:\(s\))?\s?[:#]?\s?([ABPW]?\d{1,3})(?![\w]|[.,-]\d)",
    re.IGNORECASE,
)
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
    return tuple(spot for cell in sheet.cells for spot in _codes(sheet, cell, lexicon))


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
    for match in _NAMED.finditer(cell.text):
        if not any(start <= match.start(1) < end for start, end in taken):
            code = lexicon.carc.get(match[1].upper())
            if code is not None:
                yield CodeSpot(
                    cell, match.start(1), match.end(1), "denial.carc", match[1].upper(), code, 0.85
                )


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


# ---------------------------------------------------------------- reasons


@dataclass(frozen=True, slots=True)
class _Said:
    """A reason's wording in a sentence. Rank 0 is said of this case; higher ranks count where no lower is."""

    code: str
    rank: int
    sentence: Sentence
    start: int
    end: int
    certainty: float


def reasons(pages: Sequence[Page], lexicon: Lexicon, *, notes_only: bool = False) -> Iterator[Draft]:
    """The denial reasons of one paper that denies, one fact for a reason, at the words that show it best.

    `notes_only` is for an explanation of benefits: its column heads and glossary speak of "not covered" too.
    """
    said = [item for sentence in sentences(pages, lexicon) for item in _said(sentence, lexicon)]
    if notes_only:
        outright = denies(pages, lexicon)
        said = [
            item
            for item in said
            if (item.rank == 0 and outright) or (item.rank <= 1 and _is_note(item.sentence))
        ]
    chosen = _chosen(said)
    if not chosen or chosen[0].rank:  # nothing said outright: codes tell more than vague words
        coded = list(_from_codes(pages, lexicon))
        if coded or not chosen:
            yield from coded
            return
    order = [reason.code for reason in lexicon.denial.reasons]
    for item in sorted(chosen, key=lambda item: order.index(item.code)):
        text, page, box, confidence = item.sentence.place(item.start, item.end)
        yield Draft(
            "denial.reason", item.code, text, page, on_page(box), bounded(confidence * item.certainty)
        )


_NOTE_MARK = re.compile(
    r"\s?[(\[*]?(?:[A-Z]{1,3}\s?-?)?(?:\d{1,4}|(?<=[A-Z]))[A-Z]?[)\]]?\s?[:=)\]–-]\s?(?=\S)"
)


def _is_note(sentence: Sentence) -> bool:
    """A note of an explanation of benefits: "Remarks: …", "(1): …", "X4 - …"."""
    return sentence.stated or _NOTE_MARK.match(sentence.text) is not None


def denies(pages: Sequence[Page], lexicon: Lexicon) -> bool:
    """Whether the paper says no anywhere outside its boilerplate, in words or by a code."""
    for sentence in sentences(pages, lexicon):
        if sentence.part != "closing":
            bare = _repaired(sentence.bare, lexicon)
            hit = lexicon.denying_phrases.first(bare)
            spoken = lexicon.context_phrases.all(bare)
            if hit is not None and not _Spoken(sentence, bare, spoken).of(hit):
                return True
    return any(_denying_code(spot) for page in pages for spot in code_spots(page, lexicon))


def _denying_code(spot: CodeSpot) -> bool:
    return (
        spot.code is not None
        and spot.code.denies
        and (spot.kind == "denial.carc" or spot.code.reason is not None)
    )


# "(2) …; and (3) …": a policy's conditions, listed.
_CRITERIA = re.compile(r"\(\s?(?:[2-9]|ii|iii|[b-d])\s?\)")
_ADDRESS = re.compile(r",\s[A-Z]{2}\s+\d{5}\b")  # lines of a letterhead, run together


def _said(sentence: Sentence, lexicon: Lexicon) -> Iterator[_Said]:
    if sentence.part == "closing" and not sentence.stated:
        return
    bare = _repaired(sentence.bare, lexicon)
    spoken = _Spoken(sentence, bare, lexicon.context_phrases.all(bare))
    found = _hits(sentence, bare, lexicon)
    read = like(sentence.text)
    hits = [hit for hit in found if not _belied(hit.key.rstrip("?"), read, lexicon)]
    if not hits:
        yield from _by_words_alone(spoken, read, lexicon) or _unnamed(sentence, lexicon)
        return
    told = [(hit, spoken.of(hit, _reason(hit.key.rstrip("?"), lexicon).despite)) for hit in hits]
    standing = [(hit, context) for hit, context in told if context in (None, "quoted")]
    for hit, context in standing:
        full = {h.key for h, c in standing if c in (None, context) and not h.key.endswith("?")}
        code = hit.key.rstrip("?")
        rank = _rank(hit, context, sentence, lexicon)
        if (rank and full - {code}) or _said_better(code, full, lexicon):
            continue
        start, end = _in_original(sentence, bare, hit)
        yield _Said(code, rank, sentence, start, end, _certainty(sentence, rank, lexicon))


_NONE, _ANOTHER = 0.985, 0.9  # chances that belie a wording
_HARDLY = 0.05  # the share of a reason that another's chance belies


def _belied(code: str, read: Like, lexicon: Lexicon) -> bool:
    """Whether the sentence as a whole reads like those that state no reason, or like another reason's."""
    own = read.chances.get(code)
    if own is None or read.known < _KNOWN:
        return False
    if read.none > _NONE:
        return True
    other = read.kind
    clear = read.share > _ANOTHER and own < _HARDLY * read.chance
    return other != code and clear and "any" not in _reason(other, lexicon).yields_to


def _hits(sentence: Sentence, bare: str, lexicon: Lexicon) -> list[Hit]:
    """Wordings, and signs of reasons that none of these says better."""
    hits = _outermost(lexicon.reason_phrases.all(bare), lexicon)
    full = {hit.key for hit in hits if not hit.key.endswith("?")}
    apart = _CRITERIA.search(sentence.text) or _ADDRESS.search(sentence.text)
    seen = () if apart else lexicon.reason_signs.find(bare)
    return [*hits, *(h for h in seen if not full or _said_better_by(h.key, full, lexicon))]


def _rank(hit: Hit, context: str | None, sentence: Sentence, lexicon: Lexicon) -> int:
    """A weak wording counts in full where the paper announces a reason, but for those that tell a result."""
    if context == "quoted":
        return 2
    weak = hit.key.endswith("?") and not (
        sentence.stated and not _reason(hit.key.rstrip("?"), lexicon).yields_to
    )
    return int(weak)


def _said_better_by(code: str, full: set[str], lexicon: Lexicon) -> bool:
    """Whether all the reasons that wordings give yield to this one."""
    return code not in full and all(_said_better(other, {other, code}, lexicon) for other in full)


def _said_better(code: str, full: set[str], lexicon: Lexicon) -> bool:
    """`not covered because …`: a reason in the same sentence that this one yields to is meant."""
    yields_to = _reason(code, lexicon).yields_to
    return bool(full - {code}) and ("any" in yields_to or not full.isdisjoint(yields_to))


def _reason(code: str, lexicon: Lexicon) -> Reason:
    return next(reason for reason in lexicon.denial.reasons if reason.code == code)


def _in_original(sentence: Sentence, bare: str, hit: Hit) -> tuple[int, int]:
    return (hit.start, hit.end) if len(bare) == len(sentence.text) else (0, len(sentence.text))


def _certainty(sentence: Sentence, rank: int, lexicon: Lexicon) -> float:
    if rank:
        return 0.72 if rank == 1 else 0.5
    if sentence.stated or sentence.part == "opening" or lexicon.denying_phrases.first(sentence.bare):
        return 0.95
    return 0.85


# Chances from which a sentence that no wording knows is believed, where the paper announces a reason and
# where nothing does; the share of its words that the model must know; words with figures and labels, of
# which prose has few.
_ANNOUNCED, _SURELY, _PLAINLY, _OUTRIGHT, _KNOWN = 0.35, 0.6, 0.6, 0.8, 0.5
_MOST_WORDS = 45
_NO_PROSE = re.compile(r"\w*\d\w*|\w:(?=\s)")
_MOST_FIGURES = 0.25


def _by_words_alone(spoken: _Spoken, read: Like, lexicon: Lexicon) -> list[_Said]:
    """The reason that a sentence no wording knows states by its words together."""
    sentence, end = spoken.sentence, len(spoken.bare)
    least = _ANNOUNCED if sentence.stated else _PLAINLY
    if sentence.heading or _CRITERIA.search(sentence.text) or read.chance < least or read.known < _KNOWN:
        return []
    if spoken.of(Hit(read.kind, end, end), _reason(read.kind, lexicon).despite) is not None:
        return []
    stating = lexicon.stating_phrases.at_start(sentence.bare)
    start = stating.end if stating is not None else 0
    told = sentence.text[start:].lstrip(" :")
    words = len(told.split())
    if words > _MOST_WORDS or len(_NO_PROSE.findall(told)) > _MOST_FIGURES * words:
        return []
    outright = read.chance >= (_SURELY if sentence.stated else _OUTRIGHT)
    rank, certainty = (0, 0.8) if outright else (1, 0.65)
    return [_Said(read.kind, rank, sentence, start, len(sentence.text), certainty)]


def _unnamed(sentence: Sentence, lexicon: Lexicon) -> Iterator[_Said]:
    """ "Reason for denial:" and words that no reason of ours has: another reason, in doubt."""
    if not sentence.stated or sentence.heading or sentence.part == "closing":
        return
    stating = lexicon.stating_phrases.at_start(sentence.bare)
    start = stating.end if stating is not None else 0
    if len(re.findall(r"[A-Za-z]{3,}", sentence.text[start:])) >= 3:
        yield _Said("other", 3, sentence, start, len(sentence.text), 0.4)


# Contexts that count where they stand before the wording, to the end of the sentence or of their clause.
_BEFORE = ("conditional", "rights")
_BEFORE_IN_CLAUSE = ("said_by_others", "possible", "asking")
_ANYWHERE = ("about_review", "private")
_TURN = re.compile(r";\s|\b(?:but|however|although|though|whlle|whereas|yet|stlll)\b")
_NEXT = re.compile(r"[;:]\s|,\s(?:and|so|but)\s")
# Between "request for" and what was wanted stand no words that begin to tell why.
_WANTED = re.compile(r"[\s\w'-]{0,45}")
_TELLS_WHY = re.compile(
    r"\b(?:ls|was|are|were|because|as|that|whlch|not|due|slnce|has|have|been|wlthout|no)\b"
)
_DEFINED = re.compile(r"\s?[:-]\s(?:an?|any|the|what|when|servlces?|care|charges?|treatments?)\b")


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What a sentence says beside a reason's words."""

    sentence: Sentence
    bare: str
    phrases: Sequence[Hit]

    def of(self, hit: Hit, despite: Sequence[str] = ()) -> str | None:
        """What makes it no statement about this case; None where it is one."""
        for phrase in self.phrases:
            if phrase.key not in despite and self._takes_away(phrase, hit):
                return phrase.key
        return "quoted" if self._quoted(hit) else None

    def _takes_away(self, phrase: Hit, hit: Hit) -> bool:
        start = hit.start
        if phrase.key in _ANYWHERE:
            return True
        if phrase.key == "general":  # also within the words that tell it
            return phrase.start < hit.end - 12 and not _NEXT.search(self.bare, phrase.end, hit.end)
        if phrase.key == "negating":  # also right behind its beginning
            return phrase.start <= start + 12
        if phrase.start >= start:
            return phrase.key == "asked_for" and phrase.start == start
        if phrase.key == "asked_for":
            between = self.bare[phrase.end : start]
            return bool(_WANTED.fullmatch(between)) and not _TELLS_WHY.search(between)
        if phrase.key in _BEFORE_IN_CLAUSE:
            return not _TURN.search(self.bare, phrase.end, start)
        return phrase.key in _BEFORE

    def _quoted(self, hit: Hit) -> bool:
        if any(start < hit.end and hit.start < end for start, end in self.sentence.quoted):
            return True
        if hit.start < 4 and _DEFINED.match(self.bare, hit.end):
            return True
        return any(
            phrase.key == "defining" or (phrase.key == "quoted" and phrase.start < hit.start + 4)
            for phrase in self.phrases
        )


def _outermost(hits: Sequence[Hit], lexicon: Lexicon) -> list[Hit]:
    """Without the hits within a longer one, "not been established" in "medical necessity has …"; but a reason
    that a result gives way to stays: "excluded as experimental under your plan"."""

    def within(hit: Hit, outer: Hit) -> bool:
        inside = outer.start <= hit.start and hit.end <= outer.end
        return inside and outer.end - outer.start > hit.end - hit.start

    def gives_way(outer: Hit, hit: Hit) -> bool:
        yields_to = _reason(outer.key.rstrip("?"), lexicon).yields_to
        return outer.key != hit.key and ("any" in yields_to or hit.key in yields_to)

    return [h for h in hits if not any(within(h, outer) and not gives_way(outer, h) for outer in hits)]


def _chosen(said: list[_Said]) -> list[_Said]:
    """The best place of each reason, of the lowest rank that was said at all."""
    if not said:
        return []
    rank = min(item.rank for item in said)
    best: dict[str, _Said] = {}
    for item in said:
        if item.rank == rank and (item.code not in best or item.certainty > best[item.code].certainty):
            best[item.code] = item
    return list(best.values())


def _from_codes(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
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


# ---------------------------------------------------------------- repair


@lru_cache(maxsize=4)
def _vocabulary(lexicon: Lexicon) -> tuple[str, ...]:
    """The longer words of the reasons' wordings, as skeletons."""
    phrases = [p for reason in lexicon.denial.reasons for p in (*reason.wordings, *reason.weak)]
    words = {
        skeleton(word.rstrip("*?"))
        for phrase in phrases
        for token in phrase.split()
        for word in token.split("|")
    }
    return tuple(sorted(word for word in words if len(word) >= 7 and word.isalpha()))


@lru_cache(maxsize=20000)
def _repaired_word(word: str, lexicon: Lexicon) -> str:
    """A word of the wordings that this one is one or two misread letters away from, else the word itself."""
    vocabulary = _vocabulary(lexicon)
    if word in vocabulary:
        return word
    limit = 1 if len(word) < 10 else 2
    found = process.extractOne(word, vocabulary, scorer=Levenshtein.distance, score_cutoff=limit)
    if found is None or len(found[0]) != len(word) or found[0][0] != word[0] or found[0][-1] != word[-1]:
        return word
    return found[0]


_LONG = re.compile(r"[a-z]{7,}")


_NUMBER = re.compile(r"\bno(?=\.?\s?[:#]|\.\s?\w*\d)")  # "Claim no.: 12" denies nothing


def _repaired(bare: str, lexicon: Lexicon) -> str:
    """Skeleton text with misread words put right, place for place."""
    return _LONG.sub(lambda match: _repaired_word(match[0], lexicon), _NUMBER.sub("nr", bare))
