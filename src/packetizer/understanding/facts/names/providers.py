"""Names of those who treat: by their labels, their titles, and the credentials behind their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Label, Sheet
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.facts.names.patients import CREDENTIAL, person, written_apart
from packetizer.understanding.lore.entries import FirmWords, Parties
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    for cell in sheet.cells:
        for label in cell.labels:
            if label.role == "name.provider":
                yield from _provider(sheet, cell, label)
        yield from _doctors(sheet, cell)
        yield from _by_whom(sheet, cell)
        yield from _of_institution(sheet, cell)
        yield from _with_credentials(sheet, cell)
        yield from _over_lines(sheet, cell)


_ON_ALL = r"(?:\s[a-z]+){1,4}(?=:)"  # "Rendering clinician on all lines:"
_MARK = re.compile(rf"^(?:\s?\([^)]{{0,30}}\)|{_ON_ALL})?\s?(?:[:=]|[.·_\s]{{4,}}|_{{2,}})")
_LEAD = re.compile(rf"^(?:\s?\([^)]{{0,30}}\)|(?-i:{_ON_ALL}))?[\s:.=\-–_·]*(?:name\b[\s:]*)?", re.IGNORECASE)


def _provider(sheet: Sheet, cell: Cell, label: Label) -> Iterator[Draft]:
    """The name behind its label, in the next cell, or under the head of a column."""
    rest = cell.text[label.end :]
    by = cell.skeleton[label.start : label.end].endswith(" by")
    if by and _pays(cell, label, sheet.lexicon):
        return
    lead = _LEAD.match(rest)
    start = label.end + (lead.end() if lead else 0)
    if re.search(r"\w", cell.text[start:]):
        if by or _MARK.match(rest) is not None:
            yield from _provider_at(sheet, cell, start, 0.9)
        else:
            yield from _unmarked(sheet, cell, label, start)
        return
    if label.start > 3:
        return
    right = sheet.right_of(cell)
    named = right is not None and (not right.labels or right.labels[0].start > _NAMES_LEAST)
    beside = named and right is not None and re.search(r"[A-Za-z]{3}", right.text)
    found = list(_provider_at(sheet, right, 0, 0.88)) if right is not None and beside else []
    yield from found
    if not found and _MARK.match(rest) is None:
        yield from _under_head(sheet, cell, label)


def _unmarked(sheet: Sheet, cell: Cell, label: Label, start: int) -> Iterator[Draft]:
    """`Referring Ann Reed`, `Seen 01/02/2024 Attending Ann Reed`: a name alone up to the next label."""
    if label.start > 3 and (cell.labels[0] is label or not cell.text[label.start].isupper()):
        return
    stop = min((o.start for o in cell.labels if o.start > start), default=len(cell.text))
    text = cell.text[start:stop].strip(" ,;|")
    found = person(_bare_title(text), sheet.lexicon)
    if cell.text.isupper() and "," not in text and not CREDENTIAL.search(text):
        return  # a heading: "PROVIDER REMITTANCE ADVICE"
    if found is not None and not CREDENTIAL.sub("", _bare_title(text)[found[2] :]).strip(" ,."):
        begin = cell.text.index(text, start)
        yield draft(sheet, cell, (begin, begin + len(text)), "name.provider", found[0], 0.85)


_DRAWN = re.compile(r"[\s:.·_]*((?:[A-Z][\w&'’.-]*|&|of|and|,)(?:\s(?:[A-Z][\w&'’.-]*|&|of|and)|,)*)")


def _pays(cell: Cell, label: Label, lexicon: Lexicon) -> bool:
    """Whether a firm that treats nobody stands behind a label of payers, too: "administered by"."""
    if not any(hit.start == label.start for hit in lexicon.payer_labels.find(cell.skeleton)):
        return False
    run, practice = _DRAWN.match(cell.text, label.end), lexicon.parties.practice
    words = run[1].lower().split() if run is not None else []
    treats = any(word in practice.trades | practice.treats for word in words)
    return run is not None and names_organisation(run[1], lexicon) and not treats


_NAMES_LEAST = 6  # characters of a name before the next label of its cell
_SURNAME = re.compile(r"[A-Z][A-Za-z'’-]+,?")  # in a column that has whole names, too
_COLUMN = 40  # rows of a column of names at most


def _under_head(sheet: Sheet, cell: Cell, label: Label) -> Iterator[Draft]:
    """The names under a column's head, as far as they are some."""
    box = cell.line.box_at(label.start, label.end)
    column = [one for one in sheet.below(cell, _COLUMN) if one.box.x0 < box.x1 and box.x0 < one.box.x1]
    for under in column:
        named = person(_bare_title(under.text), sheet.lexicon) is not None
        if under.labels or not (named or _SURNAME.fullmatch(under.text)):
            return
        if named:
            yield from _provider_at(sheet, under, 0, 0.8)


# Labels that are words of firms' names too: "St. Ann Medical Group"
_FIRM_WORDS = frozenset({"group", "account", "plan", "servlce", "servlces", "network", "cllnlc", "hospltal"})


def _stop(cell: Cell, start: int) -> int:
    """Where the next label begins that a name does not reach over."""
    return min(
        (
            label.start
            for label in cell.labels
            if label.start > start + 3
            and label.role.startswith(("id.", "date.", "amount."))
            and not (
                cell.skeleton[label.start : label.end] in _FIRM_WORDS
                and re.match(r"\s?[:#]", cell.text[label.end :]) is None
            )
        ),
        default=len(cell.text),
    )


def _provider_at(sheet: Sheet, cell: Cell, start: int, certainty: float) -> Iterator[Draft]:
    stop = _stop(cell, start)
    text = cell.text[start:stop].rstrip(" ,;:|-(")
    text = re.split(
        r"\s+(?:on|at)\s+\d|\s\d{1,2}/\d|,\s\d|;|\s\|\s|\s\((?:out|in|non)\b|,?\s(?i:fax|phone|tel)\b", text
    )[0].rstrip(" ,")
    dates = find_dates(text)
    if dates:
        text = re.sub(r"[\s,]+(?:on|at|dated?)?[\s:]*$", "", text[: dates[0].start])
    if (
        not text
        or find_amounts(text)
        or len(text) > 80
        or _SENTENCE.search(text)
        or not (text[0].isupper() or text[0].isdigit())
    ):
        return
    beside = sheet.right_of(cell)
    spelled = beside.text if beside is not None and beside.text.startswith("(") else ""
    apart = written_apart(_bare_title(f"{text} {spelled}".rstrip()), sheet.lexicon)
    if apart is not None:
        yield draft(sheet, cell, (start, start + len(text)), "name.provider", apart[0], certainty)
        return
    several = _several(text, sheet.lexicon)
    if several:
        for begin, end in several:
            span = (start + begin, start + end)
            name = _provider_name(text[begin:end], sheet)
            yield draft(sheet, cell, span, "name.provider", name, certainty)
        return
    whole = text == cell.text[start:].rstrip(" ,;:|-(")
    tail = _rest_under(sheet, cell, start) if whole else None
    goes_on = tail is not None and _goes_on(text, cell.text, tail.text, sheet.lexicon)
    if not goes_on:
        text = _OPEN.sub("", text)
    named = person(_bare_title(text), sheet.lexicon) is not None or _WITH_INITIAL.match(_bare_title(text))
    named = named or _INITIAL_ALONE.fullmatch(_bare_title(text))
    if not goes_on and not named and not names_organisation(text, sheet.lexicon):
        return
    name = _provider_name(text, sheet)
    end, firm = _who_and_where(text, name, sheet.lexicon)
    if firm is not None:
        where = (start + firm[0], start + firm[1])
        yield draft(sheet, cell, where, "name.provider", text[firm[0] : firm[1]], certainty)
    made = draft(sheet, cell, (start, start + end), "name.provider", name, certainty)
    if tail is not None and goes_on:
        joint = ", " if cell.text.rstrip().endswith(",") else " "
        full = f"{text}{joint}{tail.text}"
        box = on_page(made.box.union(tail.box))
        made = replace(made, value=_provider_name(full, sheet), text=f"{text}\n{tail.text}", box=box)
    yield made


_OPEN = re.compile(r"\s(?:and|&|of|the)$")  # the end of a name that goes on elsewhere
_PLACE_BEHIND = re.compile(r"(?:,?\s(?:at|of|with)\s|,\s|\s[-–/|]\s)(?=[A-Z])")


def _who_and_where(text: str, name: str, lexicon: Lexicon) -> tuple[int, tuple[int, int] | None]:
    """Where a person ends, degrees and all, and the firm behind: "Ann Reed, MD, Elm Clinic"."""
    bare = _bare_title(text)
    found = person(bare, lexicon)
    if found is None or found[0] != name:
        return len(text), None
    end = len(text) - len(bare) + found[2]
    while (degree := CREDENTIAL.match(text, end)) is not None:
        end = degree.end()
    joint = _PLACE_BEHIND.match(text, end)
    if joint is None:
        return len(text), None
    firm = re.split(r",\s", text[joint.end() :])[0]
    if (
        not names_organisation(firm, lexicon)
        or len(firm.split()) < 2
        or re.search(r"(?:\s[a-z]{3,}){2}", firm)
    ):
        return end, None
    return end, (joint.end(), joint.end() + len(firm))


# Words that no name has, and a sentence's end
_SENTENCE = re.compile(
    r"\b(?i:has|have|not|is|are|was|were|will|your|you|please|this|that|within|without)\b|\b[A-Za-z]{4,}\.\s[A-Z]"
)
_NAMES_PART = Framed(FirmWords, r"(,\s(?!%{legal_listed.}\b)|;\s|\sand\s)", re.NOFLAG)


def _several(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The places of several names in one list: "Summit Clinic, Ann Reed", "Ann Reed and John Hall"."""
    places, at = [], 0
    for part in _NAMES_PART.of(lexicon.firms).split(text):
        if CREDENTIAL.match(part):
            return []
        if len(part.split()) >= 2:
            places.append((at, at + len(part)))
        elif not re.fullmatch(r"(?:,\s|;\s|\sand\s)", part):
            return []  # "Reed, Ann", "Summit Clinic, PLLC"
        at += len(part)
    persons = 0
    for begin, end in places:
        found = person(_bare_title(text[begin:end]), lexicon)
        whole = found is not None and found[2] >= len(_bare_title(text[begin:end])) - 1
        if places[0][0] < begin and _is_office(text[begin:end], lexicon):
            return [place for place in places if place[0] < begin]
        if not whole and not names_organisation(text[begin:end], lexicon):
            return []
        persons += whole
    return places if len(places) > 1 and persons else []


def _is_office(text: str, lexicon: Lexicon) -> bool:
    return any(hit.key == "offices" and hit.start == 0 for hit in lexicon.party_phrases.all(skeleton(text)))


_UNDER = 0.012  # of the page
# "for Depression", "of the Plains" under a firm's name
_JOINED_LINE = re.compile(r"(?:for|of|at|and|&)(?:\s(?:the|and|of|&|[A-Z][a-z'’-]+)){1,4}")


def _goes_on(text: str, cell: str, tail: str, lexicon: Lexicon) -> bool:
    """Whether a name in a narrow column has its end in the line below."""
    if names_organisation(text, lexicon) and _JOINED_LINE.fullmatch(tail):
        return True
    if text.endswith((" and", " &", " of")) or _FIRM_LINE.of(lexicon.firms).fullmatch(tail):
        return True
    if person(_bare_title(text), lexicon) is not None or names_organisation(text, lexicon):
        return False
    found = person(f"{_bare_title(text)}{',' if cell.rstrip().endswith(',') else ''} {tail}", lexicon)
    return found is not None and found[2] > len(text) + 2


_FIRM_LINE = Framed(
    FirmWords,
    r"(?:[A-Z][\w&'-]*,?\s){0,2}(?:%{line_ends}|%{legal_lines.})(?:,?\s%{legal_lines.})?\.?",
    re.NOFLAG,
)


def _rest_under(sheet: Sheet, cell: Cell, start: int) -> Cell | None:
    """The line right under a cell that a narrow column may have broken its words into.

    It begins under the cell, or under the value that begins at `start`.
    """
    begins = (cell.box.x0, cell.line.box_at(start, len(cell.text)).x0)
    for under in sheet.below(cell, 1):
        close = under.box.y0 - cell.box.y1 < 0.8 * cell.box.height
        left = sheet.left_of(under)
        plain = not under.labels and len(under.text) < 40 and not re.search(r"[\d:]", under.text)
        plain = plain and (left is None or not left.labels or left.labels[0].start > 3)
        if close and plain and any(abs(under.box.x0 - x0) < _UNDER for x0 in begins):
            return under
    return None


_SENTENCE_AFTER = re.compile(
    r"^['’]?s?,?\s(?:(?:at|on|for|in|from|with|via|is|was|has|who|and staff|of(?=\s[a-z]))\b|\()"
)


# "W. Reed, LADC": so short a name is one before credentials only
_WITH_INITIAL = re.compile(
    rf"((?:[A-Z]\.\s?){{1,2}}[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)(?={CREDENTIAL.pattern})"
)


_INITIAL_ALONE = re.compile(r"[A-Z]\.\s?[A-Z][a-z'’]{2,}(?:-[A-Z][a-z'’]+)?")  # behind a label


def _provider_name(text: str, sheet: Sheet) -> str:
    """A person as `First Last`, without title and credentials; an organisation as it is printed."""
    plain = re.sub(r"\s+", " ", text).strip()
    bare = _bare_title(plain)
    found = person(bare, sheet.lexicon)
    short = _WITH_INITIAL.match(bare)
    if found is None:
        return short[1] if short is not None else plain
    rest = bare[found[2] :]
    alone = not rest.strip(" ,.-") or CREDENTIAL.match(rest) or _SENTENCE_AFTER.match(rest)
    return found[0] if alone else plain


def _bare_title(text: str) -> str:
    """Without a title, an office ("Neurologist"), or a claim form's qualifier: "DN", "DK", "DQ"."""
    return re.sub(
        r"^(?:D[NKQ]\s+(?=[A-Z]))?(?:(?:Dr|Doctor|Mr|Mrs|Ms|Prof)\.?\s+|"
        r"(?:[A-Z][a-z]+(?:ist|ian|or|er|ing)\s+)(?=[A-Z](?:[a-z]+|\.)\s[A-Z]))?",
        "",
        text,
    )


def _doctors(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """`Dr. Ann Reed`, wherever it stands: at a line's head, after a role, in a sentence."""
    for match in re.finditer(r"\bD[Rr]\.?\s(?=[A-Z])", cell.text):
        found = person(cell.text[match.end() :], sheet.lexicon)
        if found is not None:
            span = (match.end() + found[1], match.end() + found[2])
            yield draft(sheet, cell, span, "name.provider", found[0], 0.78)


def _with_credentials(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """A name with a clinician's credentials.

    Under a signature, in a letterhead, after "Read by:", or in a sentence: "asked for by Ann Reed, MD".
    """
    if any(label.role == "name.provider" for label in cell.labels):
        return
    done = 0
    for match in CREDENTIAL.finditer(cell.text):
        if match.start() < done or match.start() == 0 or _ZIP_BEHIND.match(cell.text, match.end()):
            continue
        head = cell.text[done : match.start()].rstrip(" ,")
        found = _name_before(head, sheet.lexicon)
        if found is not None:
            name, start = found
            alone = start == 0 or re.search(r"(?::|\b[Bb]y)\s*$", head[:start]) is not None
            certainty = 0.75 if alone and len(cell.text) <= 90 else 0.7
            yield draft(sheet, cell, (done + start, match.end()), "name.provider", name, certainty)
        done = match.end()


_ZIP_BEHIND = re.compile(r"\s+\d{5}\b")  # "MD 21146" is a state
_LONG_LINE = 45  # characters of a line that may break a name
_DR_AT = re.compile(r"\b(?:Dr|DR)\.?\s(?=[A-Z])")


def _is_whole(tail: str, sheet: Sheet) -> bool:
    return person(tail, sheet.lexicon) is not None


def _over_lines(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """`… Dr. Ann` / `Reed said`, `with Ann` / `Reed, PhD`: a name that a line's end breaks."""
    if len(cell.text) < _LONG_LINE or sheet.right_of(cell) is not None or cell.row + 1 >= len(sheet.rows):
        return
    below = sheet.rows[cell.row + 1][0]
    ending = re.search(r"(?:\S+\s){0,3}\S+$", cell.text)
    tail = ending[0] if ending is not None else ""
    joint, edge = f"{tail} {' '.join(below.text.split(' ')[:5])}", len(tail)
    found: list[tuple[str, int, int, bool]] = []  # name, its place, whether the line holds all of it
    for match in _DR_AT.finditer(joint):
        named = person(joint[match.end() :], sheet.lexicon)
        if named is not None:
            found.append(
                (named[0], match.end(), match.end() + named[2], _is_whole(tail[match.end() :], sheet))
            )
    for match in CREDENTIAL.finditer(joint):
        before = _name_before(joint[: match.start()].rstrip(" ,"), sheet.lexicon) if match.start() else None
        if before is not None:
            found.append((before[0], before[1], match.end(), False))
    for name, start, end, whole in found:
        if start < edge < end and not whole:
            first = draft(
                sheet, cell, (len(cell.text) - edge + start, len(cell.text)), "name.provider", name, 0.72
            )
            rest = on_page(first.box.union(below.line.box_at(0, max(end - edge - 1, 1))))
            yield replace(first, text=joint[start:end].strip(" ,"), box=rest)


# What a clinician does: "explained by", "reviewed with the patient by", "requested by you or your doctor,"
_DONE_BY = Framed(
    Parties,
    r"\b%{done}(?:\s(?!by\b)[a-z]+){0,4}\sby\s(?:%{by_doctor},?\s)?(?=[A-Z])|"
    r"\b%{whose_doctor},?\s(?:is\s|was\s)?(?=[A-Z])|\b%{sent_from}\s(?=[A-Z])",
    re.NOFLAG,
)


def _by_whom(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    for match in _DONE_BY.of(sheet.lexicon.parties).finditer(cell.text):
        found = person(cell.text[match.end() :], sheet.lexicon)
        if found is not None:
            span = (match.end() + found[1], match.end() + found[2])
            yield draft(sheet, cell, span, "name.provider", found[0], 0.72)


# Of a UB-04: "76 ATTENDING NPI 1234567893 LAST REED FIRST ANN", "76 ATTENDING REED ANN NPI 1234567893"
_INSTITUTION = re.compile(r"\bLAST:?\s+([A-Z][^:\d]*?)(?:\s+FIRST:?\s+([A-Z][\w'’-]+))?\s*$")
_FIRST_NAME = re.compile(r"^FIRST:?\s+([A-Z][\w'’-]+)")
_ATTENDS = re.compile(r"\b(?:ATTENDING|OPERATING)\b")
_ATTENDING = re.compile(r"\b(?:ATTENDING|OPERATING)\s+([A-Z][A-Z'’-]+)\s([A-Z][A-Z'’-]+)(?=$|\sNPI\b|\s{2})")


def _of_institution(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    attending = _ATTENDING.search(cell.text)
    match = attending or _INSTITUTION.search(cell.text)
    if match is None or not any(_ATTENDS.search(c.text) for c in sheet.rows[cell.row][: cell.place + 1]):
        return
    right = sheet.right_of(cell) if match[2] is None else None
    beside = _FIRST_NAME.match(right.text) if right is not None else None
    first = match[2] or (beside[1] if beside is not None else None)
    found = person(f"{match[1]}, {first}" if first else match[1], sheet.lexicon)
    if found is not None:
        yield draft(sheet, cell, (match.start(1), match.end()), "name.provider", found[0], 0.85)


# A sentence's end, or a lawyer's degree: neither is part of a clinician's name
_NO_NAME_BEFORE = re.compile(r"\b(?!Jr|JR|Sr|SR|St|ST)\w{2,}\.$|\bJ\.?D\.?$|\bEsq\.?$")


_FIRM_BEFORE = re.compile(r"[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*)*\s(?:&|and|of)\s*$")


def _ends_firm(head: str, start: int, lexicon: Lexicon) -> bool:
    """Whether what stands before a comma ends a firm's name: "Elm Pain & Spine, Ann Reed" is no Spine."""
    word, comma, _ = head[start:].partition(",")
    firm = _FIRM_BEFORE.search(head[:start])
    return (
        bool(comma)
        and " " not in word
        and firm is not None
        and names_organisation(f"{firm[0].strip()} {word}", lexicon)
    )


def _name_before(head: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """The longest name that a text ends with, and where it begins."""
    words = list(re.finditer(r"(?<![^\s(])[^\s(]+", head))
    if re.search(r"\d[A-Z]?\s\w+\.?\s[\w .]{2,30},\s[\w .]+$", head):
        return None  # a street and a town, before a state that looks like a degree
    if _NO_NAME_BEFORE.search(head):
        return None
    for word in words[-5:]:
        start = word.start()
        bare = _bare_title(head[start:])
        if bare.startswith(("I ", "I,")) or not bare[:1].isupper() or _ends_firm(head, start, lexicon):
            continue
        found = person(bare, lexicon)
        if found is not None and found[2] >= len(bare) - 1:
            return found[0], len(head) - len(bare)
    return None
