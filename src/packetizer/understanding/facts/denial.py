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
from packetizer.understanding.facts.making import Draft, bounded, draft, on_page
from packetizer.understanding.facts.once import once_a_page
from packetizer.understanding.facts.phrases import Hit, skeleton
from packetizer.understanding.facts.sentences import Sentence, sentences
from packetizer.understanding.lexicon import Code, Lexicon

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
        said = [item for item in said if item.rank == 0 and (outright or item.sentence.stated)]
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


def denies(pages: Sequence[Page], lexicon: Lexicon) -> bool:
    """Whether the paper says no anywhere outside its boilerplate, in words or by a code."""
    for sentence in sentences(pages, lexicon):
        if sentence.part != "closing":
            hit = lexicon.denying_phrases.first(_repaired(sentence.bare, lexicon))
            if hit is not None and not _spoken_of(sentence.bare, hit.start, lexicon):
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


def _said(sentence: Sentence, lexicon: Lexicon) -> Iterator[_Said]:
    if sentence.part == "closing" and not sentence.stated:
        return
    bare = _repaired(sentence.bare, lexicon)
    hits = _outermost(lexicon.reason_phrases.all(bare))
    full = {hit.key for hit in hits if not hit.key.endswith("?")}
    seen = () if _CRITERIA.search(sentence.text) else lexicon.reason_signs.find(bare)
    signs = [h for h in seen if not full or _said_better_by(h.key, full, lexicon)]
    hits, full = [*hits, *signs], full | {hit.key for hit in signs}
    if not hits:
        yield from _unnamed(sentence, lexicon)
        return
    for hit in hits:
        context = _spoken_of(bare, hit.start, lexicon)
        if context in ("conditional", "rights", "said_by_others", "negating"):
            continue
        code = hit.key.rstrip("?")
        rank = 2 if context == "quoted" else int(hit.key.endswith("?"))
        if rank == 1 and full:
            continue
        if _said_better(code, full, lexicon):
            continue
        start, end = _in_original(sentence, bare, hit)
        yield _Said(code, rank, sentence, start, end, _certainty(sentence, rank, lexicon))


def _said_better_by(code: str, full: set[str], lexicon: Lexicon) -> bool:
    """Whether all the reasons that wordings give yield to this one."""
    return code not in full and all(_said_better(other, {other, code}, lexicon) for other in full)


def _said_better(code: str, full: set[str], lexicon: Lexicon) -> bool:
    """`not covered because …`: a reason in the same sentence that this one yields to is meant."""
    yields_to = next((reason.yields_to for reason in lexicon.denial.reasons if reason.code == code), ())
    return bool(full - {code}) and ("any" in yields_to or not full.isdisjoint(yields_to))


def _in_original(sentence: Sentence, bare: str, hit: Hit) -> tuple[int, int]:
    return (hit.start, hit.end) if len(bare) == len(sentence.text) else (0, len(sentence.text))


def _certainty(sentence: Sentence, rank: int, lexicon: Lexicon) -> float:
    if rank:
        return 0.72 if rank == 1 else 0.5
    if sentence.stated or sentence.part == "opening" or lexicon.denying_phrases.first(sentence.bare):
        return 0.95
    return 0.85


def _unnamed(sentence: Sentence, lexicon: Lexicon) -> Iterator[_Said]:
    """ "Reason for denial:" and words that no reason of ours has: another reason, in doubt."""
    if not sentence.stated or sentence.heading or sentence.part == "closing":
        return
    stating = lexicon.stating_phrases.at_start(sentence.bare)
    start = stating.end if stating is not None else 0
    if len(re.findall(r"[A-Za-z]{3,}", sentence.text[start:])) >= 3:
        yield _Said("other", 3, sentence, start, len(sentence.text), 0.4)


# Contexts that count where they stand before the wording; a negation also right behind its beginning.
_BEFORE = ("conditional", "rights", "said_by_others")


def _spoken_of(bare: str, start: int, lexicon: Lexicon) -> str | None:
    """What makes the sentence no statement about this case; None where it is one."""
    hits = lexicon.context_phrases.all(bare)
    for hit in hits:
        if hit.key in _BEFORE and hit.start < start:
            return hit.key
        if hit.key == "about_review":
            return "rights"
        if hit.key == "negating" and hit.start <= start + 12:
            return hit.key
    quoted = any(hit.key == "defining" or (hit.key == "quoted" and hit.start < start + 4) for hit in hits)
    return "quoted" if quoted else None


def _outermost(hits: Sequence[Hit]) -> list[Hit]:
    """Without the hits that lie within a longer one: "not been established" in "medical necessity has …"."""
    return [
        hit
        for hit in hits
        if not any(
            o.start <= hit.start and hit.end <= o.end and o.end - o.start > hit.end - hit.start for o in hits
        )
    ]


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


def _repaired(bare: str, lexicon: Lexicon) -> str:
    """Skeleton text with misread words put right, place for place."""
    return _LONG.sub(lambda match: _repaired_word(match[0], lexicon), bare)
