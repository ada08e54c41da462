"""Diagnosis, procedure and drug codes, by shape and by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.denial.codes import code_spots
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.lore.entries import Procedures
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

# ICD-10-CM: a letter (no U), a digit, a digit or letter, then up to four after a dot.
_ICD_DOT = re.compile(
    r"(?<![A-Za-z0-9.#-])([A-TV-Z][0-9OlI][0-9ABOlI])\s?[.,]\s?([0-9A-TV-Zl]{1,4})(?![A-Za-z0-9]|[.-]\d)"
)
_ICD_BARE = re.compile(r"(?<![A-Za-z0-9.#/-])([A-TV-Z]\d[0-9AB])([0-9A-TV-Z]{0,4})(?![A-Za-z0-9]|[.-]\d)")
# After the dot: digits, an A where a class has one (F32.A), X for an empty place, a letter in the seventh.
_ICD_TAIL = re.compile(r"A|[0-9][0-9AX]{0,2}|[0-9X]{3}[0-9A-Z]")
_ICD_WORDS = Framed(Procedures, r"\b%{diagnosed}\b|\bICD-?10")
_NOTED = Framed(Procedures, r"\b%{noted}\b[\s.:#]{0,3}(?:codes?\b|no\b|numbers?\b)?[\s.:#]{0,3}$")
_SENTENCE = re.compile(r"[A-Za-z]{3}\s?\.\s")  # its end
_CPT = re.compile(  # two with a stroke between are two: "96365/96366"
    r"(?:(?<![A-Za-z0-9.#$/-])|(?<=\b\d{5}/))(\d{5}|\d{4}[TFU])(?:-(?:[A-Z0-9]{2}))?"
    r"(?![A-Za-z0-9]|[.,-]\d|/(?!\d{5}\b)\d)"
)
_DENTAL = re.compile(r"(?<![A-Za-z0-9.#$/-])(D\d{4})(?![A-Za-z0-9]|[.,-]\d)")
_HCPCS = re.compile(
    r"(?<![A-Za-z0-9.#$/-])([A-CEGHJ-MP-V][0-9OlI]{4})(?:-(?:[A-Z0-9]{2}))?(?![A-Za-z0-9]|[.,-]\d)"
)
_PROCEDURE_WORDS = Framed(Procedures, r"\b%{procedure}\b")
_STATE_ZIP = re.compile(r"\b[A-Z]{2}\.?,?\s{1,3}$")
_CODED = re.compile(r"(?<![\w.#$/-])(?:9\d{4}|[A-CEGHJ-MP-V]\d{4})(?![\w/]|[.,-]\d)")
_CODE_WORD = Framed(Procedures, r"\b%{called}\b[^.;]{0,24}$")
_NDC = re.compile(
    r"(?<![\d-])(\d{5}-\d{4}-\d{2}|\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d)(?![\d-])"
)
_NDC_NAMED = re.compile(r"\bNDC\b", re.IGNORECASE)
_NDC_LONG = re.compile(
    r"(?:\bNDC\b\s?(?:code|number|no\.?|#)?\s?[:#]?\s?|\bN4\s?)(\d{11})(?!\d)", re.IGNORECASE
)
_FIX = str.maketrans({"O": "0", "l": "1", "I": "1"})


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    for cell in sheet.cells:
        if re.search(r"\d", cell.text):
            yield from _icd(sheet, cell)
            yield from _procedures(sheet, cell)
            yield from _ndc(sheet, cell)


def _near(sheet: Sheet, cell: Cell, start: int, framed: Framed[Procedures]) -> bool:
    """The words before the place in its row, or at the head of its column."""
    row, words = sheet.rows[cell.row], framed.of(sheet.lexicon.procedures)
    before = " ".join(other.text for other in row[: cell.place]) + " " + cell.text[:start]
    if words.search(before[-90:]):
        return True
    over = sheet.above(cell.line.box_at(start, start + 1), cell.row, 14)
    return any(words.search(other.text) for other in over if len(other.text) < 50)


def _icd(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    for match in _ICD_DOT.finditer(cell.text):
        if _UNTICKED.search(cell.text[: match.start()]) or _ruled_out(sheet, cell, match):
            continue
        chosen = _chosen(sheet, cell, match.start())
        if not chosen:
            continue
        if "," in match[0] and not _near(sheet, cell, match.start(), _ICD_WORDS):
            continue
        head = match[1][0] + match[1][1:].translate(_FIX)
        tail = match[2].replace("l", "1")
        if not _ICD_TAIL.fullmatch(tail):
            continue
        clean = f"{head}.{tail}" == match[0]
        context = _near(sheet, cell, match.start(), _ICD_WORDS)
        certainty = (0.97 if context else 0.93) * (1.0 if clean else 0.85) * chosen
        yield draft(sheet, cell, match.span(), "code.icd10", f"{head}.{tail}", certainty)
    for match in _ICD_BARE.finditer(cell.text):
        if (
            _same_place(match, cell)
            or not _bare_context(sheet, cell, match)
            or _ruled_out(sheet, cell, match)
        ):
            continue
        value = match[1] + ("." + match[2] if match[2] else "")
        yield draft(sheet, cell, match.span(), "code.icd10", value, 0.85)


_THOUGHT_OF = Framed(Procedures, r"\b%{thought_of}\b[^.;]{0,40}$")
_THOUGHT_OVER = Framed(Procedures, r"^\W*%{thought_of}\W*$")
_NOT_FOUND = Framed(Procedures, r"^[^.;]{0,40}\b%{not_found}\b")


def _ruled_out(sheet: Sheet, cell: Cell, match: re.Match[str]) -> bool:
    """Whether a diagnosis is only thought of, or was not found: `R/O F84.0`, under a head `Rule out`."""
    words = sheet.lexicon.procedures
    if _THOUGHT_OF.of(words).search(cell.text[: match.start()]):
        return True
    if _NOT_FOUND.of(words).search(cell.text[match.end() :]):
        return True
    over = sheet.above(cell.line.box_at(match.start(), match.end()), cell.row, _ROWS)
    head = next((other for other in over if _ICD_DOT.search(other.text) is None), None)
    return head is not None and _THOUGHT_OVER.of(words).search(head.text) is not None


# An empty box before a diagnosis on a printed list
_UNTICKED = re.compile(r"(?:\[[\s_]*\]|\([\s_]*\)|[☐□○◯])\s*$")
_MARKED = re.compile(r"(?:[\[(]\s?[xX✓✔*]\s?[\])]|[☑☒●■✓✔])\s*$")
_ROUND = re.compile(r"(?<!\S)[O0o]\s*$")  # a circle, read as a letter
_LOST_BOX = 0.4  # how sure a diagnosis is that stands among choices without a box of its own


def _chosen(sheet: Sheet, cell: Cell, start: int) -> float:
    """How surely a diagnosis is meant and not only offered: 1 outside a line of boxes, 0 at an empty one.

    Readers lose boxes: among diagnoses of which one has a box, one without may be ticked or not.
    """
    row = sheet.rows[cell.row]
    before = " ".join([*(other.text for other in row[: cell.place]), cell.text[:start]])
    line = " ".join(other.text for other in row)
    offered = [line[: match.start()] for match in _ICD_DOT.finditer(line)]
    ticked = any(map(_MARKED.search, offered))
    if _MARKED.search(before) or len(offered) < _SEVERAL:
        return 1.0
    if _ROUND.search(before):
        return 0.0 if ticked else _LOST_BOX
    boxed = ticked or any(_UNTICKED.search(text) or _ROUND.search(text) for text in offered)
    return _LOST_BOX if boxed else 1.0


_SEVERAL = 2  # diagnoses on a line


def _same_place(match: re.Match[str], cell: Cell) -> bool:
    return any(dotted.start() == match.start() for dotted in _ICD_DOT.finditer(cell.text))


_ROWS = 6  # over and under a code, in which others may stand
_MARK = 3  # characters between a diagnosis' name and its code: " - ", " ("
_ROW_BEFORE = 60  # characters of the row before a code in which its label may stand


def _bare_context(sheet: Sheet, cell: Cell, match: re.Match[str]) -> bool:
    """Without a dot only where a diagnosis is named, and where it is no other code: J3490 is a drug."""
    if match[2] and len(match[1] + match[2]) == 5 and match[2].isdigit() and match[1][0] in "ACEGHJKLPQSTV":
        return False
    before = cell.text[max(match.start() - 60, 0) : match.start()]
    row = " ".join(other.text for other in sheet.rows[cell.row][: cell.place])
    if _is_note(sheet, cell, match, f"{row} {before}"):
        return False
    labelled = _leads(sheet, before) or any(_ICD_TAIL.fullmatch(m[2]) for m in _ICD_DOT.finditer(before))
    if labelled or (_leads(sheet, row[-_ROW_BEFORE:]) and match[2]) or _listed(sheet, cell, match):
        return True
    if match.start() > 0 or len(cell.text) > 40:
        return False
    return _heads_diagnoses(sheet, cell, match)


def _heads_diagnoses(sheet: Sheet, cell: Cell, match: re.Match[str]) -> bool:
    """Whether the nearest head over a code that names codes names diagnoses."""
    words = sheet.lexicon.procedures
    for other in sheet.above(cell.line.box_at(match.start(), match.end()), cell.row, 6):
        if len(other.text) < 50 and _ICD_WORDS.of(words).search(other.text):
            return True
        if _NOTED.of(words).search(other.text):
            return False
    return False


def _is_note(sheet: Sheet, cell: Cell, match: re.Match[str], before: str) -> bool:
    """Whether it is a remark's code or a note's key: what stands in one place is one code."""
    if _NOTED.of(sheet.lexicon.procedures).search(before):
        return True
    return any(
        spot.cell is cell and spot.start < match.end() and match.start() < spot.end
        for spot in code_spots(sheet.page, sheet.lexicon)
    )


def _leads(sheet: Sheet, before: str) -> bool:
    """Whether a word for diagnoses leads to what follows: no sentence ends between them."""
    ends = [word.end() for word in _ICD_WORDS.of(sheet.lexicon.procedures).finditer(before)]
    return bool(ends) and _SENTENCE.search(before, ends[-1]) is None


def _listed(sheet: Sheet, cell: Cell, match: re.Match[str]) -> bool:
    """Whether the row over or under it has a code behind the same mark: `2. High blood pressure - I10`."""
    ahead = cell.text[max(match.start() - _MARK, 0) : match.start()]
    if not ahead.strip() or ahead.strip()[-1].isalnum():
        return False
    rows = (sheet.rows[at] for at in (cell.row - 1, cell.row + 1) if 0 <= at < len(sheet.rows))
    return any(
        _ICD_TAIL.fullmatch(coded[2]) and other.text[: coded.start()].endswith(ahead)
        for row in rows
        for other in row
        for coded in _ICD_DOT.finditer(other.text)
    )


def is_diagnosis(text: str) -> bool:
    """Whether a text is a diagnosis' code and nothing else."""
    return _ICD_DOT.fullmatch(text) is not None


def codes_in(text: str) -> bool:
    """Whether a text shows what looks like a procedure's code."""
    return bool(_CODED.search(text))


def _procedures(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    words = sheet.lexicon.procedures
    for match in _CPT.finditer(cell.text):
        before = cell.text[: match.start()]
        if match[1] == "00000" or _of_place_or_number(sheet, cell, match):
            continue
        certainty = _cpt_certainty(sheet, cell, match)
        if certainty:
            yield draft(sheet, cell, match.span(1), "code.procedure", match[1], certainty)
    for match in _DENTAL.finditer(cell.text):
        row = " ".join(other.text for other in sheet.rows[cell.row])
        if re.search(r"\d\.\d{2}\b", row) or _near(sheet, cell, match.start(), _PROCEDURE_WORDS):
            yield draft(sheet, cell, match.span(1), "code.procedure", match[1], 0.88)
    for match in _HCPCS.finditer(cell.text):
        before = cell.text[: match.start()]
        if words.other_numbers.search(before) or _STATE_ZIP.search(before):
            continue
        value = match[1][0] + match[1][1:].translate(_FIX)
        if value.startswith("C0"):
            continue  # HCPCS has none: "CO186" misread
        certainty = 0.96 if _near(sheet, cell, match.start(), _PROCEDURE_WORDS) else 0.88
        yield draft(
            sheet,
            cell,
            match.span(1),
            "code.procedure",
            value,
            certainty * (1.0 if value == match[1] else 0.8),
        )


# A number printed in groups: "QZX 4471 90826 01"
_GROUP_BEFORE, _GROUP_AFTER = (
    re.compile(r"(?:^|\s)\d{2,6}[\s-]$"),
    re.compile(r"^[\s-]\d{1,6}(?![\d.,/:x])\s*(?:$|[^\w\s])"),
)


def _of_place_or_number(sheet: Sheet, cell: Cell, match: re.Match[str]) -> bool:
    """Whether five digits are a zip code, a box, an account, or a part of a longer number."""
    before = cell.text[: match.start()]
    if _STATE_ZIP.search(before) or sheet.lexicon.procedures.other_numbers.search(before):
        return True
    if not before.strip() and not cell.place and cell.row:
        above = sheet.rows[cell.row - 1][-1].text + " "
        if _STATE_ZIP.search(above):
            return True
    return bool(_GROUP_BEFORE.search(before)) and bool(_GROUP_AFTER.search(cell.text[match.end() :]))


def _cpt_certainty(sheet: Sheet, cell: Cell, match: re.Match[str]) -> float:
    """Five digits are a procedure right after its name, in a list of codes, or in a column of codes."""
    left = sheet.left_of(cell) if not match.start() else None
    before = (
        left.text[-40:] + " " if left is not None else cell.text[max(match.start() - 60, 0) : match.start()]
    )
    if sheet.lexicon.procedures.other_codes.search(before):
        return 0.0
    if _CODE_WORD.of(sheet.lexicon.procedures).search(before):
        return 0.95
    if (
        _CPT.search(before)
        and re.search(r"(?:,|/|and|&|\+|\))\s*$", before)
        and _near(sheet, cell, match.start(), _PROCEDURE_WORDS)
    ):
        return 0.93
    over = sheet.above(cell.line.box_at(*match.span()), cell.row, 20)
    heads = [other for other in over if len(other.text) < 45 and not re.search(r"\d{3}", other.text)]
    if any(re.search(r"\b(?:cpt|hcpcs|procedure|proc|codes?)\b", head.text, re.IGNORECASE) for head in heads):
        return 0.93
    return _cpt_by_itself(sheet, cell, match, before) or _cpt_by_range(sheet, cell, match)


_IN_BRACKETS = re.compile(r"[A-Za-z]{3,}[^()]{0,30}\(\s?(?:[A-Z]{3,5}\s)?$")


def _cpt_by_range(sheet: Sheet, cell: Cell, match: re.Match[str]) -> float:
    """A number that is a procedure's by its range alone, or in brackets behind what was done."""
    ranges, before = sheet.lexicon.procedures, cell.text[: match.start()]
    if ranges.in_address.search(before):
        return 0.0
    if ranges.tells(match[1]):
        return 0.85
    left = sheet.left_of(cell)
    before = f"{left.text} {before}" if left is not None else before
    bracketed = cell.text[match.end(1) : match.end(1) + 1] == ")" and _IN_BRACKETS.search(before)
    return 0.8 if bracketed and ranges.known(match[1]) else 0.0


def _cpt_by_itself(sheet: Sheet, cell: Cell, match: re.Match[str], before: str) -> float:
    """A code that nothing names: beside what was done, or in a row of a table with a date or an amount."""
    ranges = sheet.lexicon.procedures
    placed = ranges.in_address.search(before)
    if ranges.behind_service.search(before) and (
        match[1][0] == "9" or (ranges.known(match[1]) and not placed)
    ):
        return 0.88
    if not _like_cpt(match[1]) and not (ranges.known(match[1]) and _among_codes(sheet, cell, match)):
        return 0.0
    row = " ".join(other.text for other in sheet.rows[cell.row])
    alone = cell.text.strip() == match[0] and (len(sheet.rows[cell.row]) > 1) and bool(find_dates(row))
    table = bool(re.search(r"\d\.\d{2}\b", row)) and (
        _opens_description(cell.text, match) or _closes_description(cell.text, match)
    )
    return 0.85 if alone or table else 0.0


def _among_codes(sheet: Sheet, cell: Cell, match: re.Match[str]) -> bool:
    """Whether what is surely a code stands over or under it in its column."""
    box = cell.line.box_at(*match.span(1))
    near = (*sheet.above(box, cell.row, _ROWS), *sheet.below(cell, _ROWS))
    return any(found and _like_cpt(found[1]) for found in (_CPT.match(other.text) for other in near))


def _closes_description(text: str, match: re.Match[str]) -> bool:
    """At the end of what was done: `IV infusion, each additional hour 96366`."""
    head = text[: match.start()]
    return not text[match.end() :].strip(" ).") and len(re.findall(r"[A-Za-z]{2,}", head)) >= 2


def _opens_description(text: str, match: re.Match[str]) -> bool:
    """At the beginning of a line of a table, or right after its date."""
    head = text[: match.start()].strip(" -–|")
    dates = find_dates(head)
    return (
        not head
        or (bool(dates) and dates[-1].end == len(head))
        or (len(head) < 14 and not head[:1].isalpha())
    )


def _like_cpt(code: str) -> bool:
    return code[0] in "9" or code[-1].isalpha() or code.startswith(("36", "00", "01", "80", "81", "62", "64"))


_NEAR = 3  # characters between a label and its value
_LABEL = 24  # and of labels of several values


def _numbered(sheet: Sheet, cell: Cell, start: int) -> bool:
    """Whether a label right before a number says what else it is: a claim's, an account's."""
    left = sheet.left_of(cell) if not start else None
    at, end = (left, len(left.text)) if left is not None else (cell, start)
    before = [label for label in at.labels if label.end <= end and end - label.end <= _NEAR]
    return any(label.role.startswith(("id.", "date.")) for label in before)


def _called_ndc(sheet: Sheet, cell: Cell, start: int) -> bool:
    """Whether the label of a number names it, perhaps beside another: `NDC / Lot: 55555-0100-10 / 7K2231`."""
    left = sheet.left_of(cell)
    before = f"{left.text if left is not None else ''} {cell.text[:start]}"
    return _NDC_NAMED.search(before[-_LABEL:]) is not None


def _ndc(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    for match in _NDC.finditer(cell.text):
        if _numbered(sheet, cell, match.start()) and not _called_ndc(sheet, cell, match.start()):
            continue
        certainty = 0.96 if re.search(r"\bNDC|N4", cell.text[: match.start()]) else 0.85
        yield draft(sheet, cell, match.span(1), "code.ndc", match[1], certainty)
    for match in _NDC_LONG.finditer(cell.text):
        yield draft(sheet, cell, match.span(1), "code.ndc", match[1], 0.94)
