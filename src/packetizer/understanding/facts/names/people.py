"""Patients' names where no label stands before them: form fields in parts, declarations, prose, headings.

Each finder knows one way in which US papers print a name; all yield `name.patient`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Label, Sheet
from packetizer.understanding.facts.making import Draft, bounded, draft, on_page
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.facts.names.patients import (
    CREDENTIAL,
    IN_OFFICE,
    RELATION,
    in_order,
    is_one_of,
    labelled,
    patients_named,
    person,
    turned,
    written_apart,
)
from packetizer.understanding.facts.names.personwords import words_of
from packetizer.understanding.facts.under import label_under
from packetizer.understanding.lore.phrases import skeleton

_BORN_BEFORE = 2012  # a date before this beside a name is a birth
_OF_TOWN = re.compile(
    r"^[A-Z][\w. ]+,\s([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b"
)  # "Macon, Georgia": where an office is
_LAST_FIRST = re.compile(r"^[A-Z][A-Za-z'’-]+,\s?[A-Z][A-Za-z'’-]*")
_LICENCE_LAST = re.compile(r"^1\.?\s(?:LN\s)?([A-Z][A-Z'’ -]+)$|^(?:LN|FN/LN)[:.]?\s([A-Z][A-Z'’ -]+)$")
_LICENCE_FIRST = re.compile(r"^2\.?\s(?:FN\s)?([A-Z][A-Z'’ -]+)$|^FN[:.]?\s([A-Z][A-Z'’ -]+)$")


def find(sheet: Sheet) -> Iterator[Draft]:
    """Names of patients, or of one where a label says who the patient is."""
    patients = patients_named([sheet.page], sheet.lexicon)
    in_order_of = {frozenset(name.split()): name for name in patients}
    for made in _found(sheet):
        if is_one_of(str(made.value), patients):
            value = str(made.value)
            yield replace(made, value=in_order_of.get(frozenset(value.split()), value))


def _found(sheet: Sheet) -> Iterator[Draft]:
    for cell in sheet.cells:
        yield from _in_words(sheet, cell)
        yield from _heading(sheet, cell)
        yield from _short_heading(sheet, cell)
        yield from _second_box(sheet, cell)
        yield from _over_its_label(sheet, cell)
        label = label_under(sheet, cell)
        if label is not None and label.role in ("name.patient", "name.member", "name.plain"):
            yield from _at(sheet, cell, 0, 0.88)
    yield from _in_parts(sheet)
    yield from _dependents(sheet)
    yield from _licence(sheet)


# ---------------------------------------------------------------- in running text


def _in_words(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    words = words_of(sheet.lexicon)
    for match in words.declares.finditer(cell.text):
        yield from _at(sheet, cell, match.start("name"), 0.85)
    for match in words.spoken_of.finditer(cell.text):
        named = list(_at(sheet, cell, match.end(), 0.8))
        yield from named or _over_edge(sheet, cell, match.end(), 0.75)
    lead, right = words.about.match(cell.text), sheet.right_of(cell)
    if right is not None and words.about_alone.fullmatch(cell.text) and not right.labels:
        yield from _at(sheet, right, 0, 0.8, labelled=True)
    if lead is not None:
        yield from _at(sheet, cell, lead.end(), 0.8, labelled=True)
    for match in words.titled_whole.finditer(cell.text):
        found = person(cell.text[match.end() :], sheet.lexicon)
        rest = cell.text[match.end() + found[2] :] if found is not None else ""
        if found is not None and (
            words.acts.match(rest)
            or (match.start() == 0 and not RELATION.of(sheet.lexicon.patients).match(rest))
        ):
            yield from _at(sheet, cell, match.end(), 0.75)
    found = person(cell.text, sheet.lexicon)
    if found is not None:
        rest = cell.text[found[2] :]
        if words.described.match(rest) or words.acts.match(rest):
            yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.85)


_BEGUN = re.compile(r"(?:[A-Z][\w'’.-]*\s?){1,3}")
_ALIGNED, _MORE = 0.03, 4  # of the page; words of the next line that may be the name's


def _over_edge(sheet: Sheet, cell: Cell, start: int, certainty: float) -> Iterator[Draft]:
    """`on behalf of Ann` / `De La Reed`: a name that the line's end breaks."""
    tail = cell.text[start:]
    under = next(iter(sheet.below(cell, 1)), None)
    if _BEGUN.fullmatch(tail) is None or under is None or under.row != cell.row + 1:
        return
    begins = (cell, sheet.rows[cell.row][0])  # the next line begins under the text, or under its label
    aligned = any(abs(under.box.x0 - other.box.x0) <= _ALIGNED for other in begins)
    if not aligned or any(label.start == 0 for label in under.labels):
        return
    found = person(f"{tail} {' '.join(under.text.split(' ')[:_MORE])}", sheet.lexicon)
    if found is None or found[1] or found[2] <= len(tail) + 1:
        return
    rest = found[2] - len(tail) - 1
    if CREDENTIAL.match(under.text, rest):
        return
    made = draft(sheet, cell, (start, len(cell.text)), "name.patient", found[0], certainty)
    box = on_page(made.box.union(under.line.box_at(0, rest)))
    yield replace(made, text=f"{tail}\n{under.text[:rest]}", box=box)


def _at(sheet: Sheet, cell: Cell, start: int, certainty: float, *, labelled: bool = False) -> Iterator[Draft]:
    """The name that begins at `start`; a doctor's is none."""
    text = cell.text[start:]
    found = turned(text, sheet.lexicon) if labelled else person(text, sheet.lexicon)
    found = found or person(text, sheet.lexicon)
    if found is None or re.match(r",?\s(?:M\.?D|D\.?O|Ph\.?D|N\.?P|PA|R\.?N|LCSW)\b", text[found[2] :]):
        return
    yield draft(sheet, cell, (start + found[1], start + found[2]), "name.patient", found[0], certainty)


# ---------------------------------------------------------------- headings


def _heading(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """A name that opens a line, with what tells a patient from others after or under it."""
    if cell.labels and cell.labels[0].start < 3:
        return
    found = person(cell.text, sheet.lexicon) or _apart_from_birth(sheet, cell)
    if (
        found is None
        or names_organisation(cell.text[: found[2]], sheet.lexicon)
        or _of_town(cell.text, sheet)
    ):
        return
    words = words_of(sheet.lexicon)
    rest = cell.text[found[2] :]
    dates = find_dates(rest)
    if dates and dates[0].last.year < _BORN_BEFORE and not re.search(r"\w", rest[: dates[0].start]):
        yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.8)
    elif any(one.match(rest) for one in (words.parties, words.demographics, words.headings, words.seen)):
        yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.85)
    elif not rest.strip(" ,.") and (_told_beside(sheet, cell) or _of_file(sheet, cell)):
        certainty = 0.85 if _LAST_FIRST.match(cell.text) else 0.8
        yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], certainty)


def _of_town(text: str, sheet: Sheet) -> bool:
    match = _OF_TOWN.match(text)
    parties = sheet.lexicon.parties
    return match is not None and match[1].split()[-1].lower() in parties.states | parties.states_alike


# "Reed, A." and "A. Reed": enough to tell a stranger, where the birth or a visit stands beside
_SHORT_HEAD = re.compile(
    r"(?:(?P<last>[A-Z][A-Za-z'’-]{2,}),\s(?P<first>[A-Z])\.?|(?P<before>[A-Z])\.\s(?P<after>[A-Z][A-Za-z'’-]{2,}))"
    r"(?=\s*$|\s{2}|[,|(]|\s[|(-])"
)


def _short_heading(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    match = _SHORT_HEAD.match(cell.text)
    if match is None or cell.row > _TOP_ROWS:
        return
    family, initial = match["last"] or match["after"], match["first"] or match["before"]
    rest = cell.text[match.end() :]
    if not _plain_name(family, sheet) or names_organisation(family, sheet.lexicon):
        return
    if words_of(sheet.lexicon).demographics.match(rest) or (
        not rest.strip(" ,.") and _told_beside(sheet, cell)
    ):
        yield draft(sheet, cell, match.span(), "name.patient", in_order(f"{initial}. {family}"), 0.8)


_TOP_ROWS = 8
_SECOND_BOX = re.compile(r"^2\.?\s(?=[A-Z]{2,}\s[A-Z]{2,}(?:\s[A-Z])?$)")


def _second_box(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """`2 DOE JANE Q   3 01/02/1980`: a claim form's boxes whose heads the copy has lost."""
    lead, right = _SECOND_BOX.match(cell.text), sheet.right_of(cell)
    if lead is None or right is None or not re.match(r"3\.?\s\d", right.text):
        return
    last, first = cell.text[lead.end() :].split(" ", 1)
    if _plain_name(f"{last} {first.split()[0]}", sheet):
        yield draft(
            sheet, cell, (lead.end(), len(cell.text)), "name.patient", in_order(f"{last}, {first}"), 0.85
        )


def _apart_from_birth(sheet: Sheet, cell: Cell) -> tuple[str, int, int] | None:
    """`Doe / Jane / 01.02.1980`"""
    dates = find_dates(cell.text)
    return written_apart(cell.text[: dates[0].start].rstrip(" /"), sheet.lexicon) if dates else None


def _of_file(sheet: Sheet, cell: Cell) -> bool:
    """Whether a name that heads a page stands behind the number of somebody's file, family name first."""
    left = sheet.left_of(cell)
    numbered = left is not None and words_of(sheet.lexicon).files.match(left.text) is not None
    return numbered and cell.row < _TOP_ROWS and _LAST_FIRST.match(cell.text) is not None


def _told_beside(sheet: Sheet, cell: Cell) -> bool:
    """Birth, sex or record number in the next cell or right under the name."""
    right = sheet.right_of(cell)
    if right is not None and right.text.strip(" |/·•-") == "":
        right = sheet.right_of(right)
    near = [right] if right is not None else []
    under = [c for c in sheet.below(cell, 1) if abs(c.box.x0 - cell.box.x0) < 0.03]
    for other in (*near, *under):
        dates = find_dates(other.text)
        if dates and dates[0].start == 0 and dates[0].last.year < _BORN_BEFORE:
            return True
    return any(words_of(sheet.lexicon).demographics.match(other.text) for other in (*near, *under))


def _over_its_label(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """The name on the line, the label under it: signature blocks, and forms that are labelled below."""
    match = words_of(sheet.lexicon).under.match(cell.text)
    after = cell.text[match.end() :] if match is not None else ""
    if match is None or re.match(r"\s*:\s*\S|\s+[A-Z][a-z]+ [A-Z]|\s(?:by|via|at|in|with)\b", after):
        return
    under = sheet.below(cell, 1)
    if under and person(under[0].text, sheet.lexicon) is not None:
        return
    for over in sheet.above(cell.box, cell.row, 1):
        if over.labels and over.labels[0].start < 3:
            return
        found = person(over.text.lstrip("_ "), sheet.lexicon)
        if found is not None and not re.search(r"[a-z]{4}", over.text[found[2] :]):
            lead = len(over.text) - len(over.text.lstrip("_ "))
            yield draft(sheet, over, (lead + found[1], lead + found[2]), "name.patient", found[0], 0.8)


# ---------------------------------------------------------------- in parts


_OF_DOCTOR = re.compile(
    r"\b(?:ATTENDING|OPERATING|RENDERING|REFERRING|OTHER)\b", re.IGNORECASE
)  # boxes of a UB-04


def _in_parts(sheet: Sheet) -> Iterator[Draft]:
    """`Last name: Doe   First name: Jane`, in any order, beside their labels or under them."""
    others = 0  # names that stand before
    for cell in sheet.cells:
        for label in cell.labels:
            if label.role != "name.last" or _OF_DOCTOR.search(cell.text[: label.start]):
                continue
            last = _part(sheet, cell, label)
            first = _first_of(sheet, cell)
            if last is None or first is None or (others and _of_relation(sheet, cell)):
                continue
            others += 1
            yield _joined(sheet, first, last)


_RELATION = skeleton("relation")


def _of_relation(sheet: Sheet, cell: Cell) -> bool:
    """Whether the row, or the next, tells what somebody is to the patient, and that by an office."""
    near = [other for row in sheet.rows[cell.row : cell.row + 2] for other in row]
    asked = any(
        other.skeleton[label.start : label.end].startswith(_RELATION)
        for other in near
        for label in other.labels
    )
    return asked and any(IN_OFFICE.of(sheet.lexicon.patients).search(f" {other.text}") for other in near)


Part = tuple[Cell, int, int]


def _first_of(sheet: Sheet, near: Cell) -> Part | None:
    """The first name's part, nearest to the last name's label."""
    close = sorted(sheet.cells, key=lambda c: (abs(c.row - near.row), abs(c.box.x0 - near.box.x0)))
    for cell in close:
        if abs(cell.row - near.row) > 4:
            return None
        for label in cell.labels:
            if label.role == "name.first":
                return _part(sheet, cell, label)
    return None


_NAME_PART = re.compile(
    r"[\s:_.\-–]*([A-Z][A-Za-z'’-]+(?:\s(?!(?:First|Last|Middle|MI|Date)\b)[A-Z][A-Za-z'’-]*\.?)?)"
)


def _part(sheet: Sheet, cell: Cell, label: Label) -> Part | None:
    stop = min((o.start for o in cell.labels if o.start >= label.end), default=len(cell.text))
    match = _NAME_PART.match(cell.text[:stop], label.end)
    if match is not None:
        return cell, match.start(1), match.end(1)
    right = sheet.right_of(cell) if stop == len(cell.text) else None
    box = cell.line.box_at(label.start, label.end)
    under = [c for c in sheet.below(cell, 1) if c.box.x0 < box.x1 and box.x0 < c.box.x1]
    for other in (right, *under):
        if other is None or other.labels:
            continue
        match = _NAME_PART.match(other.text)
        if match is not None and _plain_name(match[1], sheet):
            return other, match.start(1), match.end(1)
    return None


def _plain_name(text: str, sheet: Sheet) -> bool:
    return not any(word.lower().strip(".") in sheet.lexicon.no_names for word in text.split())


def _joined(sheet: Sheet, first: Part, last: Part) -> Draft:
    texts = [cell.text[start:end] for cell, start, end in (first, last)]
    boxes = [cell.line.box_at(start, end) for cell, start, end in (first, last)]
    sure = min(cell.line.confidence_at(start, end) for cell, start, end in (first, last))
    name = in_order(" ".join(texts))
    box = on_page(boxes[0].union(boxes[1]))
    return Draft("name.patient", name, " ".join(texts), sheet.page.ref, box, bounded(sure * 0.88))


_DEPENDENTS = re.compile(r"^(?:Covered\s)?Dependents?\b[\s:.]*", re.IGNORECASE)
_GIVEN = re.compile(r"[A-Z][A-Za-z'’-]+$")


def _dependents(sheet: Sheet) -> Iterator[Draft]:
    """`Dependents  JANE  02` on a card: given names under the family name of who holds it."""
    holders = [made for _, made in labelled(sheet.page, sheet.lexicon)]
    for cell in sheet.cells if holders else ():
        right = sheet.right_of(cell)
        if right is None or _DEPENDENTS.fullmatch(cell.text) is None:
            continue
        under = [other for other in sheet.below(right, 6) if abs(other.box.x0 - right.box.x0) < _IN_COLUMN]
        for row, other in enumerate((right, *under)):
            if (
                other.row != cell.row + row
                or not _GIVEN.match(other.text)
                or not _plain_name(other.text, sheet)
            ):
                break
            name = f"{in_order(other.text)} {str(holders[0].value).split()[-1]}"
            yield draft(sheet, other, (0, len(other.text)), "name.patient", name, 0.8)


_IN_COLUMN = 0.02


def _licence(sheet: Sheet) -> Iterator[Draft]:
    """A driver's licence prints its fields with numbers: 1 the family name, 2 the given names (AAMVA)."""
    lasts = [(cell, m) for cell in sheet.cells if (m := _LICENCE_LAST.match(cell.text)) is not None]
    firsts = [(cell, m) for cell in sheet.cells if (m := _LICENCE_FIRST.match(cell.text)) is not None]
    for cell, match in lasts[:1]:
        for other, given in firsts[:1]:
            one = (other, *given.span(1 if given[1] else 2))
            two = (cell, *match.span(1 if match[1] else 2))
            if abs(other.row - cell.row) <= 2 and _plain_name(cell.text[two[1] :], sheet):
                yield _joined(sheet, one, two)
