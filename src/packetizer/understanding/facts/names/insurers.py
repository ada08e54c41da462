"""The insurer: one of those we list, in any of its names, or one that its name alone shows to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.fuzz import ratio

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.names.patients import person
from packetizer.understanding.lore.entries import FirmWords, Insurer, Insurers
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed

_IN_PASSING, _CARE_OF = 0.6, 0.5
_HEAD = 0.85  # a certainty that only a letterhead or a label gives


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Each insurer named, once, at its best place; one not listed in passing only where the head has none."""
    by_id = lexicon.insurers_by_id
    mentions = tuple(_mentions(sheet, lexicon, by_id))
    yield from _listed(sheet, mentions, by_id)
    headed = any(mention.certainty >= _HEAD for mention in mentions)
    unlisted = _unlisted(sheet, lexicon).values()
    any_headed = headed or any(certainty >= _HEAD for certainty, _ in unlisted)
    for certainty, made in unlisted:
        passing = any_headed if certainty <= _CARE_OF else headed
        if certainty >= _HEAD or not passing:
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
        at_end = mention.span[1] >= len(cell.text) - 1
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
    return 0.75 if alone else _IN_PASSING


_OWN_LINE = 0.9  # a programme's name alone on a line may be a column's head
_OWNER = re.compile(r"\ban?\s$", re.IGNORECASE)  # "an Aetna company"
_MARKS = " :-–"  # between a label and a name


def _aside(sheet: Sheet, cell: Cell, span: tuple[int, int], insurer: Insurer) -> bool:
    """A name that says whose company the insurer is, or a public programme among the boxes of a form."""
    before, after = cell.text[: span[0]], cell.text[span[1] :]
    if _OWNER.search(before) and _begins(after, "owned", sheet.lexicon):
        return True
    if before.endswith("-"):  # "1-800-MEDICARE"
        return True
    if _within_another(before, cell.text[span[0] : span[1]], sheet.lexicon):
        return True
    label = before.rstrip(_MARKS)
    if label != before.rstrip() and _ends(label, "networks", sheet.lexicon):
        return True
    if not insurer.programme:
        return False
    passing = _standing(cell, *span) < _OWN_LINE
    return passing or _begins(after, "of_programme", sheet.lexicon) or _among_programmes(sheet, cell)


_WORD_BEFORE = re.compile(r"([A-Z][\w'’]+)\s$")


def _within_another(before: str, name: str, lexicon: Lexicon) -> bool:
    """Whether plain words are the end of another firm's name: "Hemlock Street Health Partners"."""
    last = _WORD_BEFORE.search(before)
    if last is None or " " not in name or not all_plain(name, lexicon):
        return False
    word, unlisted = last[1].lower(), lexicon.insurers.unlisted
    if word in unlisted.plain | unlisted.kinds:
        return False
    return word not in lexicon.no_names or word in lexicon.parties.practice.common


def _begins(after: str, key: str, lexicon: Lexicon) -> bool:
    hit = lexicon.beside_insurer.at_start(skeleton(after[1:])) if after[:1] in (" ", "/") else None
    return hit is not None and hit.start == 0 and hit.key == key


def _ends(before: str, key: str, lexicon: Lexicon) -> bool:
    hits = lexicon.beside_insurer.find(skeleton(before))
    return any(hit.key == key and hit.end == len(before) for hit in hits)


def is_care_of(before: str, lexicon: Lexicon) -> bool:
    """Whether words before a firm's name say that it gets the mail for another: "c/o"."""
    return _ends(before.rstrip(), "care_of", lexicon)


def employs(before: str, lexicon: Lexicon) -> bool:
    """Whether words before a firm's name say that somebody works there."""
    return _ends(before.rstrip(" ,:"), "employed", lexicon)


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
_LOCAL = re.compile(r"\b(?:Local|LOCAL)s?\s(?:(?:No|NO)\.?\s)?\d{1,4}\s+$")  # a union's, in its fund's name


def _unlisted(sheet: Sheet, lexicon: Lexicon) -> dict[str, tuple[float, Draft]]:
    """Names that end as insurers' names do, and what a form's label calls the payer; by their letters."""
    best: dict[str, tuple[float, Draft]] = {}
    for cell in sheet.cells:
        formed = ((cell, *place) for place in _formed(cell, lexicon))
        for named, start, end, certainty in (*formed, *_labelled(sheet, cell, lexicon)):
            if lexicon.insurer_phrases.first(named.skeleton[start:end]) is not None:
                continue
            listed = _misread(named.skeleton[start:end], lexicon)
            name = listed or _set(named.text[start:end])
            made = draft(sheet, named, (start, end), "name.insurer", name, certainty)
            _keep(best, certainty, made, lexicon)
        broken = _over_two_lines(sheet, cell, lexicon)
        if broken is not None:
            _keep(best, *broken, lexicon)
    return best


_FIRST_WORDS = 70  # of 100: how alike the words must be that tell one such firm from the next


def _misread(bare: str, lexicon: Lexicon) -> str | None:
    """The listed insurer that is meant: "Lakes Benefit Administrators" is not another of the same ending."""
    listed = lexicon.nearest_insurer(bare)
    if listed is None:
        return None
    return listed if ratio(skeleton(listed).split()[0], bare.split()[0]) >= _FIRST_WORDS else None


_LEGAL = Framed(FirmWords, r",?\s%{legal_insurers}\.?$", re.NOFLAG)


def _keep(best: dict[str, tuple[float, Draft]], certainty: float, made: Draft, lexicon: Lexicon) -> None:
    plain = _LEGAL.of(lexicon.firms).sub("", str(made.value).casefold())
    key = "".join(char for char in plain if char.isalnum())
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
        if is_care_of(cell.text[:start], lexicon):
            standing = _CARE_OF
        if employs(cell.text[:start], lexicon):
            continue
        if (
            start < hit.start
            and (proper or standing >= 0.95)
            and not all_plain(cell.text[start:end], lexicon)
        ):
            yield start, end, standing


def _begin(text: str, end: int, lexicon: Lexicon) -> int:
    """Where the capitalised words begin that lead up to a place and may all belong to one name."""
    local = _LOCAL.search(text[:end])
    start = local.start() if local is not None else end
    words = list(_WORD.finditer(text, 0, start))
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


_CALLED = r"((?:[A-Z][\w&'’.-]*|&|of|and)(?:\s(?:[A-Z][\w&'’.-]*|&|of|and)){0,5})"
_VALUE = re.compile(rf"\s?[:#=.·_]*\s*{_CALLED}\s*(?=$|[(,;|]|\s?[-–/]\s)")
_ALONE = re.compile(rf"{_CALLED}\s*(?=$|[(,;|]|\s?[-–/]\s)")
_IN_SENTENCE = re.compile(rf"\s(?:is|was|by|through|with|called|named)\s{_CALLED}(?=$|[\s.,;(])")
# "Insurance (Elm Choice) paid", "Self-pay (Elm Choice EC123)"
_IN_BRACKETS = re.compile(rf"\s?[:#=.·_]*\s*(?:[A-Z][\w-]+\s)?\({_CALLED}\s*(?=[,;)])")
_BY = re.compile(rf"\s{_CALLED}(?=$|[\s.,;(])")


_FIELDS = 4  # cells of a form's row; more are the heads of columns
_BULLET = 4  # characters of a list's number before a label: "2. INSURANCE"
_NUMBERED = re.compile(r"(?<=\w)\s\S*\d\S*$")  # "Elm Senior Plan PSP-4471"


def _labelled(sheet: Sheet, cell: Cell, lexicon: Lexicon) -> Iterator[tuple[Cell, int, int, float]]:
    """`Payer: Prairie Lantern Mutual`, `Payer` beside it; "my insurer is Prairie Lantern"."""
    for hit in lexicon.payer_labels.find(cell.skeleton):
        first = hit.start < _BULLET or cell.text[: hit.start].rstrip().endswith((".", ";", "|"))
        marked = (
            _VALUE.match(cell.text, hit.end) if first and re.match(r"\s?[:=]", cell.text[hit.end :]) else None
        )
        found = marked or _IN_SENTENCE.match(cell.text, hit.end)
        found = found or (_IN_BRACKETS.match(cell.text, hit.end) if first else None)
        label = cell.skeleton[hit.start : hit.end]
        if found is None and label.endswith(" by"):
            found = _BY.match(cell.text, hit.end)
        right = sheet.right_of(cell) if first and not cell.text[hit.end :].strip(" :.=") else None
        columns = len(sheet.rows[cell.row]) > _FIELDS
        if found is None and right is not None and not columns:
            alone = None if right.labels else _ALONE.match(right.text)
            found, cell = _IN_BRACKETS.match(right.text) or alone, right
        called = _NUMBERED.sub("", found[1]) if found is not None else ""
        if found is None or any(char.isdigit() for char in called):
            continue
        end = found.start(1) + len(_without_kind(called, lexicon))
        name = cell.text[found.start(1) : end]
        by_somebody = label.endswith(" by") and person(name, lexicon) is not None
        one_word = (marked is not None or cell is right) and _own_word(name, lexicon)
        if (one_word or not all_plain(name, lexicon)) and not by_somebody:
            yield cell, found.start(1), end, 0.86


def _without_kind(name: str, lexicon: Lexicon) -> str:
    """`Prairie Lantern` of `Prairie Lantern PPO Plan`."""
    while " " in name and name.rsplit(maxsplit=1)[1] in lexicon.insurers.plan_kinds:
        name = name.rsplit(maxsplit=1)[0]
    return name


def all_plain(name: str, lexicon: Lexicon) -> bool:
    """Whether a name has no word that is its own: "Health Plan", "Behavioral Health Management", "None"."""
    words = [word.strip(".,&'’") for word in name.split()]
    own = [
        word
        for word in words
        if len(word) > 2
        and word.lower()
        not in lexicon.no_names | lexicon.insurers.unlisted.plain | lexicon.insurers.unlisted.kinds
        and lexicon.insurer_trades.first(skeleton(word)) is None
    ]
    return len(words) < 2 or not own or _INITIAL_FIRST.match(name) is not None


_INITIAL_FIRST = re.compile(r"[A-Z]\.\s?[A-Z][a-z]+")  # "H. Reed"


# ---------------------------------------------------------------- who sends it


_TOP, _LINES = 0.3, 4  # of the page, and lines of it, in which a letterhead stands
_NOT_LETTERHEAD = re.compile(
    r"[:@]|(?<!\blocal )(?<!\d)\d|\.(?:com|org|gov|net)\b|(?<!\binc)[.?!]$", re.IGNORECASE
)
_TAIL = re.compile(r"\s(?:\(|[-–|*•/]\s).*$")  # "(HMO-POS)", "- Clinical Intake"
_SMALL = frozenset({"of", "and", "the", "&", "for", "a", "an", "in"})


def of_sender(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """The name in the letterhead of a paper that insurers send, whatever it is called.

    Its first line in capitals that is no title, no address and nobody's name, and that says what kind of firm
    it is; or that the paper says again further down.
    """
    for row in sheet.rows[:_LINES]:
        for cell in row:
            text = _TAIL.sub("", cell.text.strip())
            if (
                cell.box.y0 > _TOP
                or _labels_start(cell)
                or _NOT_LETTERHEAD.search(text)
                or not _capitals(text)
            ):
                continue
            says_so = lexicon.insurer_trades.first(skeleton(text)) is not None
            somebody = not says_so and person(text, lexicon) is not None
            if somebody or all_plain(text, lexicon) or not (says_so or _again(sheet, cell)):
                continue
            start = cell.text.index(text)
            yield draft(sheet, cell, (start, start + len(text)), "name.insurer", _set(text), 0.87)
            return
    yield from _heading(sheet, lexicon)


def _heading(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """The paper's very first words, where they are a name and nothing better is found."""
    cell = next(iter(sheet.cells), None)
    text = _TAIL.sub("", cell.text.strip()) if cell is not None else ""
    if cell is None or _labels_start(cell) or _NOT_LETTERHEAD.search(text):
        return
    if _own_word(text, lexicon) and (text.isupper() or _again(sheet, cell)):
        yield draft(sheet, cell, (0, len(text)), "name.insurer", _set(text), 0.6)
    if not _capitals(text):
        return
    named = person(text, lexicon)
    if (named is None or text.isupper()) and not all_plain(text, lexicon) and not _treats(text, lexicon):
        start = cell.text.index(text)
        yield draft(sheet, cell, (start, start + len(text)), "name.insurer", _set(text), 0.6)


_SHORT_NAME = re.compile(r"[A-Z][A-Za-z'’]{3,}")


def _own_word(text: str, lexicon: Lexicon) -> bool:
    """Whether a single word may be a firm's name: no word of papers."""
    low, unlisted = text.lower(), lexicon.insurers.unlisted
    if _SHORT_NAME.fullmatch(text) is None or low in lexicon.no_names | unlisted.plain | unlisted.kinds:
        return False
    return skeleton(low) not in lexicon.no_name_looks and lexicon.insurer_trades.first(skeleton(low)) is None


_RECEIVES = 14  # lines among which a letter's receiver stands
_TO = Framed(Insurers, r"^(?:%{received_by}|(?i:%{sent_to}))\b[\s:.·_]*", re.NOFLAG)
_RECEIVER = re.compile(r"[\W_]*(?:(?:to|dear|attn|attention)\b[\s:.·_]*)?", re.IGNORECASE)
_CALLED_ALONE = re.compile(r"[A-Z][\w&'’.-]*(?:\s(?:[A-Z][\w&'’.-]*|&|of)){0,4}")
_CAPITAL_RUN = re.compile(r"(?:[A-Z][\w&'’.-]*|&|of)(?:\s(?:[A-Z][\w&'’.-]*|&|of))+")


def of_receiver(sheet: Sheet, lexicon: Lexicon, first: int = 0) -> Iterator[Draft]:
    """The firm in the address of a paper sent to an insurer, by its name; `first`: row to look from."""
    for row in sheet.rows[first:_RECEIVES]:
        for cell in row:
            lead = _TO.of(lexicon.insurers).match(cell.text)
            run = _CAPITAL_RUN.match(cell.text, lead.end() if lead is not None else 0)
            if (
                run is None
                or (lead is None and _labels_start(cell))
                or re.match(r"\s?[:@]", cell.text[run.end() :])
            ):
                continue
            bare = skeleton(run[0])
            insures = lexicon.insurer_trades.first(bare) is not None and not _treats(run[0], lexicon)
            if insures and not all_plain(run[0], lexicon) and lexicon.insurer_phrases.first(bare) is None:
                yield draft(sheet, cell, run.span(), "name.insurer", _set(run[0]), 0.8)
                return
    over = tuple(_over_appeals(sheet, lexicon, first))
    yield from over or _before_desk(sheet, lexicon, first)


def _before_desk(sheet: Sheet, lexicon: Lexicon, first: int) -> Iterator[Draft]:
    """`Attn: Lantern Select Member Appeals`: a name before the desk that it is sent to, on one line."""
    for cell in (cell for row in sheet.rows[first:_RECEIVES] for cell in row):
        lead = _RECEIVER.match(cell.text)
        start = lead.end() if lead is not None else 0
        for hit in lexicon.beside_insurer.find(cell.skeleton):
            name = cell.text[start : hit.start].rstrip() if hit.key in ("appeals", "desks") else ""
            if _CALLED_ALONE.fullmatch(name) and _is_firm(name, lexicon):
                yield draft(sheet, cell, (start, start + len(name)), "name.insurer", _set(name), 0.75)
                return


def _over_appeals(sheet: Sheet, lexicon: Lexicon, first: int) -> Iterator[Draft]:
    """A name alone on a line over "Appeals Department", whatever kind of firm it says it is."""
    for row in sheet.rows[first:_RECEIVES]:
        cell, run = row[0], _CALLED_ALONE.fullmatch(row[0].text)
        under = sheet.below(cell, 1)
        if run is None or not under or under[0].row != cell.row + 1 or _labels_start(cell):
            continue
        hit = lexicon.beside_insurer.at_start(under[0].skeleton)
        if _is_firm(cell.text, lexicon) and hit is not None and hit.start == 0 and hit.key == "appeals":
            yield draft(sheet, cell, (0, len(cell.text)), "name.insurer", _set(cell.text), 0.75)
            return


def _is_firm(name: str, lexicon: Lexicon) -> bool:
    """Whether capitalised words are a name of their own, and neither somebody's nor a practice's."""
    named = _own_word(name, lexicon) if " " not in name else not all_plain(name, lexicon)
    kind = any(word.lower() in lexicon.insurers.unlisted.kinds for word in name.split()[1:])
    return named and (kind or person(name, lexicon) is None) and not _treats(name, lexicon)


def _treats(name: str, lexicon: Lexicon) -> bool:
    practice = lexicon.parties.practice
    return any(word in practice.trades | practice.treats for word in name.lower().split())


def _labels_start(cell: Cell) -> bool:
    return any(label.start == 0 for label in cell.labels)


def _capitals(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 7 and all(word[0].isupper() or word in _SMALL for word in words)


def _again(sheet: Sheet, cell: Cell) -> bool:
    """Whether the page says the name again, as "Harbor & Pine Member Services" at its end."""
    bare = skeleton(_TAIL.sub("", cell.text.strip()))
    return any(other.row > cell.row + 1 and bare in other.skeleton for other in sheet.cells)
