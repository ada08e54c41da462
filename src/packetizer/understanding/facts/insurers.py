"""The insurer: one of those we list, in any of its names, or one that its name alone shows to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.fuzz import ratio

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.phrases import skeleton
from packetizer.understanding.lexicon import Insurer, Lexicon

_HEAD = 0.85  # a certainty that only a letterhead or a label gives


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Each insurer named, once, at its best place; one not listed in passing only where the head has none."""
    by_id = {insurer.id: insurer for insurer in lexicon.insurers.insurers}
    mentions = tuple(_mentions(sheet, lexicon, by_id))
    yield from _listed(sheet, mentions, by_id)
    headed = any(mention.certainty >= _HEAD for mention in mentions)
    for certainty, made in _unlisted(sheet, lexicon).values():
        if certainty >= _HEAD or not headed:
            yield made


@dataclass(frozen=True, slots=True)
class _Mention:
    """A listed insurer's name on the page."""

    insurer: Insurer
    cell: Cell
    span: tuple[int, int]
    certainty: float


def _mentions(sheet: Sheet, lexicon: Lexicon, by_id: Mapping[str, Insurer]) -> Iterator[_Mention]:
    for cell in sheet.cells:
        for hit in lexicon.insurer_phrases.find(cell.skeleton):
            span = (hit.start, hit.end)
            if not _aside(sheet, cell, span, by_id[hit.key]):
                yield _Mention(by_id[hit.key], cell, span, _standing(cell, *span))


# ---------------------------------------------------------------- listed ones


def _listed(sheet: Sheet, mentions: Sequence[_Mention], by_id: Mapping[str, Insurer]) -> Iterator[Draft]:
    """A letterhead outranks a mention, a licensee its brand."""
    best: dict[str, Draft] = {}
    for mention in mentions:
        insurer, cell = mention.insurer, mention.cell
        made = draft(sheet, cell, mention.span, "name.insurer", insurer.name, mention.certainty)
        at_end = insurer.generic and mention.span[1] >= len(cell.text) - 1
        licensee = _continued(sheet, cell, mention.span[0]) if at_end else None
        if licensee is not None and not by_id[licensee].generic:
            insurer = by_id[licensee]
            made = replace(made, value=insurer.name)
        if insurer.id not in best or made.confidence > best[insurer.id].confidence:
            best[insurer.id] = made
    families = {by_id[key].parent for key in best}
    for key, made in best.items():
        if not (by_id[key].generic and key in families):
            yield made


def _continued(sheet: Sheet, cell: Cell, start: int) -> str | None:
    """The insurer whose name goes on in the line below: "Blue Cross and Blue Shield", "of Alabama"."""
    below = sheet.below(cell, 1)
    if not below:
        return None
    hits = sheet.lexicon.insurer_phrases.find(f"{cell.skeleton[start:]} {below[0].skeleton}")
    return hits[0].key if hits and hits[0].end > len(cell.text) - start else None


def _standing(cell: Cell, start: int, end: int) -> float:
    """How surely a name is the paper's insurer: at the head of the page, alone on its line, or in passing."""
    alone = (end - start) >= 0.6 * len(cell.text)
    if cell.text[start:end].islower() and not (alone and cell.box.y0 < 0.2):
        return 0.4
    if cell.box.y0 < 0.2:
        return 0.95 if alone else 0.85
    return 0.75 if alone else 0.6


_OWN_LINE = 0.75
_NETWORK = re.compile(
    r"\b(?:network|ppo)\s?[:\-–]\s*$", re.IGNORECASE
)  # whose doctors are seen, not who pays
_OWNER = re.compile(r"\ban?\s$", re.IGNORECASE)  # "an Aetna company"
_OWNED = re.compile(r"^\s(?:company|affiliate|subsidiary|business|plan administrator)\b", re.IGNORECASE)
# "Medicare number", "Medicare Advantage": what is of the programme, not the programme
_OF_IT = re.compile(
    r"^[\s/](?:(?:or\s[\w ]{3,30}|plan)\s)?"
    r"(?:number|no\.?|#|id\b|beneficiary|advantage|part [a-d]\b|supplement|prime|select)",
    re.IGNORECASE,
)


def _aside(sheet: Sheet, cell: Cell, span: tuple[int, int], insurer: Insurer) -> bool:
    """A name that says whose company the insurer is, or a public programme among the boxes of a form."""
    before, after = cell.text[: span[0]], cell.text[span[1] :]
    if _OWNER.search(before) and _OWNED.match(after):
        return True
    if _NETWORK.search(before) or before.endswith("-"):  # "1-800-MEDICARE"
        return True
    if not insurer.programme:
        return False
    passing = _standing(cell, *span) < _OWN_LINE
    return passing or _OF_IT.match(after) is not None or _among_programmes(sheet, cell)


def _among_programmes(sheet: Sheet, cell: Cell) -> bool:
    """Whether a row names several: the choices that a form prints for every reader."""
    named = {
        hit.key
        for other in sheet.rows[cell.row]
        for hit in sheet.lexicon.programme_phrases.find(other.skeleton)
    }
    return len(named) > 1


# ---------------------------------------------------------------- unlisted ones

_WORD = re.compile(r"\S+")
_PLACE = re.compile(r"^ of(?: the)?(?: [A-Z][A-Za-z]+){1,3}(?![\w,])")
_BREAKS = re.compile(r"[:;,.|•)/\d@]$")


def _unlisted(sheet: Sheet, lexicon: Lexicon) -> dict[str, tuple[float, Draft]]:
    """Names that end as insurers' names do, and what a form's label calls the payer; by their letters."""
    best: dict[str, tuple[float, Draft]] = {}
    for cell in sheet.cells:
        for start, end, certainty in (*_formed(cell, lexicon), *_labelled(cell, lexicon)):
            if lexicon.insurer_phrases.first(cell.skeleton[start:end]) is not None:
                continue
            listed = _misread(cell.skeleton[start:end], lexicon)
            name = listed or _set(cell.text[start:end])
            _keep(best, certainty, draft(sheet, cell, (start, end), "name.insurer", name, certainty))
        broken = _over_two_lines(sheet, cell, lexicon)
        if broken is not None:
            _keep(best, *broken)
    return best


_FIRST_WORDS = 70  # of 100: how alike the words must be that tell one such firm from the next


def _misread(bare: str, lexicon: Lexicon) -> str | None:
    """The listed insurer that is meant: "Lakes Benefit Administrators" is not another of the same ending."""
    listed = lexicon.nearest_insurer(bare)
    if listed is None:
        return None
    return listed if ratio(skeleton(listed).split()[0], bare.split()[0]) >= _FIRST_WORDS else None


def _keep(best: dict[str, tuple[float, Draft]], certainty: float, made: Draft) -> None:
    key = "".join(char for char in str(made.value).casefold() if char.isalnum())
    if key not in best or certainty > best[key][0]:
        best[key] = (certainty, made)


def _set(printed: str) -> str:
    """Capitals only where the paper has all capitals are set as in print."""
    return (
        re.sub(r"\b(?!LLC\b|HMO\b|PPO\b)[A-Z]{2,}", lambda m: m[0].capitalize(), printed)
        if printed.isupper()
        else printed
    )


def _over_two_lines(sheet: Sheet, cell: Cell, lexicon: Lexicon) -> tuple[float, Draft] | None:
    """A letterhead in two lines: "Cascadia Community", "Health Plan"."""
    hit = lexicon.insurer_endings.at_start(cell.skeleton)
    if hit is None or hit.start or hit.end < len(cell.text) - 1 or not cell.text[0].isupper():
        return None
    for over in sheet.above(cell.box, cell.row, 1):
        begin = _begin(over.text, len(over.text), lexicon)
        close = cell.box.y0 - over.box.y1 < 1.2 * over.box.height
        if close and begin == 0 and over.text and not over.labels and len(over.text) < 40:
            certainty = _standing(cell, 0, hit.end)
            made = draft(sheet, cell, (0, hit.end), "name.insurer", "", certainty)
            text = f"{over.text} {cell.text[: hit.end]}"
            box = on_page(made.box.union(over.box))
            return certainty, replace(made, value=_set(text), text=text, box=box)
    return None


def _formed(cell: Cell, lexicon: Lexicon) -> Iterator[tuple[int, int, float]]:
    """`Stonebridge Benefit Administrators`: the words of an ending, with names before them."""
    for hit in lexicon.insurer_endings.find(cell.skeleton):
        if not cell.text[hit.start].isupper():
            continue
        start = _begin(cell.text, hit.start, lexicon)
        end = hit.end
        place = _PLACE.match(cell.text[end:])
        if place is not None:
            end += place.end()
        proper = [w for w in cell.text[start : hit.start].split() if w.lower() not in lexicon.no_names]
        standing = _standing(cell, start, end)
        if start < hit.start and (proper or standing >= 0.95):
            yield start, end, standing


def _begin(text: str, end: int, lexicon: Lexicon) -> int:
    """Where the capitalised words begin that lead up to a place and may all belong to one name."""
    start = end
    words = list(_WORD.finditer(text, 0, end))
    for word in reversed(words):
        token = word[0]
        joins = token in ("&", "and") and start < end
        plain = token.strip("'’").lower()
        stops = plain in lexicon.insurers.unlisted.plain or (
            plain in lexicon.no_names and plain not in lexicon.insurers.unlisted.within
        )
        if not joins and (stops or not token[0].isupper() or _BREAKS.search(token)):
            break
        if not joins:
            start = word.start()
        if len(text[start:end].split()) >= 5:
            break
    return start


_VALUE = re.compile(r"\s?:\s*((?:[A-Z][\w&'’.-]*|&|of|and)(?:\s(?:[A-Z][\w&'’.-]*|&|of|and)){0,5})$")


def _labelled(cell: Cell, lexicon: Lexicon) -> Iterator[tuple[int, int, float]]:
    """`Payer: Prairie Lantern Mutual`."""
    hit = lexicon.payer_labels.at_start(cell.skeleton)
    match = _VALUE.match(cell.text, hit.end) if hit is not None else None
    if match is None or any(char.isdigit() for char in match[1]):
        return
    words = match[1].split()
    if len(words) > 1 and words[-1].lower() not in lexicon.no_names:
        yield match.start(1), match.end(1), 0.86
