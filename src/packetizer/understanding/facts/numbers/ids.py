"""Identifiers: claim, member, group, authorization, NPI (with its check digit), tax number.

Always anchored at a label: the shapes alone are those of telephone numbers, zip codes and dates too.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from itertools import pairwise

from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Label, Sheet
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.numbers.broken import rest_of_number
from packetizer.understanding.facts.numbers.codes import is_diagnosis
from packetizer.understanding.facts.under import label_under
from packetizer.understanding.lore.entries import IdentifierWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

# A number of the paper's own business is an authorization's on papers that decide one: see `settle`.
REFERENCE = "id.reference"
# A "cert." is a certificate of insurance or of an approval: see `settle`.
CERTIFICATE = "id.certificate"
# What stands for another number where a paper has none of that kind: see `settle`.
STAND_INS = {"id.plan": "id.member", "id.rxgroup": "id.group"}
_KINDS = (
    "id.claim", "id.member", "id.group", "id.authorization", "id.npi", "id.tax",
    REFERENCE, CERTIFICATE, *STAND_INS,
)  # fmt: skip
_LEAD = Framed(
    IdentifierWords,
    r"^(?:\s?\((?:s|[A-Za-z ,#/]{1,24}\d{0,2}[A-Za-z]?|(?:box |item |field )?\d{1,2}[A-Za-z]?)\)|"
    r"\sfor [a-z ]{3,24}(?=:))?"
    r"[\s:#.\-–=*_]{0,40}\(?"
    r"(?:%{lead}\b[\s:#.]{1,3}){0,3}",
)
_MARK = re.compile(
    r"^(?:\s?\([^)]{1,12}\))?(?:\.?\s?(?:[:#=]|no\b|number\b|num\b|id\b|is\b)|\s?[.·_]{3,})", re.IGNORECASE
)
_NUMBERED = re.compile(r"\bnos?\.$")  # "Policy No. 12"
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9]|[-/.*](?=[A-Za-z0-9]))*"
_VALUE = re.compile(
    rf"#?((?:[A-Z]{{2,4}}\s(?=[A-Z]{{2,4}}\s\d))?{_PART}"
    r"(?:\s(?=[A-Z0-9]*\d)[A-Z0-9][A-Z0-9\-]*)*(?:(?<=\d)\s[A-Z](?=\s*(?:$|[,;)])))?)"
)
_GROUP_NAMED = re.compile(r"(?:[A-Z][A-Z&'-]+\s){1,3}\d{1,6}")  # "TOWN OF ELM 7714"
CONTRACT = re.compile(r"[HRS]\d{4}(?:-\d{3}){0,2}")  # a Medicare plan's, with those who pay for it
PROCEDURES = re.compile(r"(?:9\d{4}|[A-Z]\d{4})(?:\s?[-/,&]\s?(?:9\d{4}|[A-Z]\d{4}))*")
_SHAPES = {"id.npi": re.compile(r"\d{10}"), "id.tax": re.compile(r"\d{2}-?\d{7}")}
_OTHERS = {"id.member": CONTRACT, "id.authorization": PROCEDURES}  # what is authorized: a procedure's code
_ADJUSTMENT = re.compile(r"(?:CO|PR|OA|PI|CR)-?\d{1,3}")  # a code of why an amount was changed
_SYSTEM = re.compile(r"ICD-?(?:9|10)(?:-CM)?", re.IGNORECASE)  # of codes, no number of anybody's
_PHONE = re.compile(r"^(?:1[-. ]?)?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}$")
_MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-"
    r"RT-Y]{2}\d{2}"
)
_LEAST = {"id.group": 3, "id.npi": 10, "id.tax": 9}  # characters; of the others five


# An insured person's number where only a name or an insurer stands before it.
_NUMBER_LIKE = re.compile(
    r"(?:^|[\s/,(#|:-])(?:(?:ID|[Nn]umber|[Nn]o\.?|[Mm]ember|[Ee]nrollee|[Ss]ubscriber)\s?#?:?\s?|#\s?)?"
    r"(?=(?:[A-Z-]*\d){6})([A-Z]{0,4}-?\d[A-Z0-9-]{6,14})(?![\w/.])"
)
_CALLED = re.compile(r"\b(?:ID|number|no|member|enrollee|subscriber)\b|#", re.IGNORECASE)
_INSURANCE = re.compile(
    r"^(?:primary |secondary |health |medical )?(?:lns|lnsurance|lnsurer|coverage|payer|payor|carrler|plan)\b"
)


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Facts for the identifiers that a label names."""
    for cell in sheet.cells:
        under = label_under(sheet, cell)
        if under is not None and under.role in _KINDS:
            span = _value(cell, 0, len(cell.text), under.role)
            if span is not None:
                yield _fact(sheet, cell, span, under.role, 0.9)
        if (
            _INSURANCE.match(cell.skeleton)
            and lexicon.insurer_phrases.first(cell.skeleton) is not None
            and not any(x.role in _KINDS for x in cell.labels)
        ):
            yield from _after_name(sheet, cell, 0)
        yield from _credentialed(sheet, cell)
        yield from _paired(sheet, cell)
        yield from _behind_name(sheet, cell)
        yield from _of_case(sheet, cell)
        for label in cell.labels:
            if label.role in _KINDS and not (label.start and _in_code(cell, label)):
                yield from _labelled(sheet, cell, label)
            elif label.role in ("name.patient", "name.member", "name.subscriber"):
                yield from _insured(sheet, cell, label)


# "Ann Reed, MD (1234567893)": the provider's number behind the credentials.
_CREDENTIALED = re.compile(
    r"\b(?:M\.?D|D\.?O|N\.?P|PA(?:-C)?|PMHNP(?:-BC)?|CRNA|Ph\.?D|Psy\.?D|LCSW|APRN|DNP|PharmD|FNP(?:-[BC]C?)?)\b"
    r"[\s.,;(/#|-]{1,4}([12]\d{9})(?!\d)"
)


def _credentialed(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    for match in _CREDENTIALED.finditer(cell.text):
        if npi_valid(match[1]):
            yield _fact(sheet, cell, match.span(1), "id.npi", 0.9)


_CODE = r"(?P<code>[A-Z0-9][A-Z0-9-]*(?:\s[A-Z0-9-]*\d[A-Z0-9-]*){0,3})(?![\w/]|\.\d)"
# "My wife is Ann Reed, number DG-55801-W", "Elm Mutual Health, ID 4471 90826"
_OF_NAMED = re.compile(
    rf"\b[A-Z][a-z]+,\s\(?(?:(?:member|insured|policy|plan|card|insurance)\s)?(?:number|no\.|#|ID|id)\s?:?\s?{_CODE}"
)
# "Elm Mutual no. EM00417-3361", "EM# 30 448": the insurer's own number, for it begins as the name does
# "Elm Valley Health EVH-551-7720": the number begins with the initials of the name before it
_INITIALED = re.compile(
    rf"(?<![\w.])(?P<name>[A-Z][a-z’']+(?:\s(?:[A-Z][A-Za-z’']+|&|of|and)){{1,4}}),?\s{_CODE}"
)
# ... but for a part that says what else it numbers
_OF_OTHERS = re.compile(r"(?:^|[-\d\s])(?:PA|AU|AR|AUTH|UM|UR|CL|CLM|AP|GR|REF|POL|INV)(?=$|[-\d\s])")
_OF_INSURER = re.compile(
    rf"(?<![\w.])(?P<name>[A-Z][\w'’]+)(?:\s[A-Z][\w'’&]+){{0,3}}\s?(?:#|[Nn]o\.)\s?{_CODE}"
)


def _behind_name(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """A number right behind the name of a person or an insurer."""
    for pattern in (_OF_NAMED, _OF_INSURER, _INITIALED):
        for match in pattern.finditer(cell.text):
            code = match["code"]
            named = pattern is _OF_NAMED or _belongs(code, match["name"], pattern is _INITIALED)
            if (
                named
                and len(re.findall(r"\d", code)) >= 4
                and _fits(code, "id.member")
                and not any(
                    label.start < match.start("code") <= label.end + 4 and label.role in (*_KINDS, "id.other")
                    for label in cell.labels
                )
            ):
                yield _fact(sheet, cell, match.span("code"), "id.member", 0.85)


_CASE = re.compile(r"(?<![\w.’'-])(?:case|request|CASE|REQUEST|(?:^|(?<=[.(] ))(?:Case|Request))")
_OF_APPEALS = re.compile(r"(?:AP|APP|APL|GA|GR|GRV)(?=[-\d])")  # "AP1161866": an appeal's own number


def _of_case(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """`Case BW5520917`, also with the number in the next cell: the plain word without a mark."""
    for match in _CASE.finditer(cell.text):
        where, begin = cell, match.end()
        right = sheet.right_of(cell)
        if begin == len(cell.text) and match.start() == 0 and right is not None and not right.labels:
            where, begin = right, 0
        rest = where.text[begin:] if where is cell else f" {where.text}"
        if any(label.start <= match.start() < label.end for label in cell.labels) or not _clearly(rest):
            continue
        span = _value(where, begin + (where is cell), len(where.text), REFERENCE)
        if span is not None and not _OF_APPEALS.match(where.text, span[0]):
            yield _fact(sheet, where, span, REFERENCE, 0.9)


def _belongs(code: str, name: str, by_initials: bool) -> bool:
    """Whether an insurer's own number bears its initial, or its initials, and numbers a member."""
    letters = re.match(r"[A-Z]*", code)
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    if _OF_OTHERS.search(code):
        return False
    if not by_initials:
        return code[0] == name[0]
    return letters is not None and len(letters[0]) >= 2 and initials.endswith(letters[0])


_PAIRED = re.compile(r"\W{0,3}\s?[/&|]\s?")


def _paired(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """`EIN / NPI: 12-3456789 / 1234567893`: two labels, and their values in the same order."""
    for one, two in pairwise(cell.labels):
        if not {one.role, two.role} <= set(_KINDS) or not _PAIRED.fullmatch(cell.text[one.end : two.start]):
            continue
        rest = cell.text[two.end :].strip(" :#.")
        right = sheet.right_of(cell)
        where, begin = (cell, cell.text.rindex(rest)) if rest else (right, 0)
        parts = [] if where is None else list(re.finditer(r"[^\s/|&][^/|&]*[^\s/|&]", where.text[begin:]))
        if where is None or len(parts) != 2:
            continue
        for label, part in zip((one, two), parts, strict=True):
            span = _value(where, begin + part.start(), begin + part.end(), label.role)
            if span is not None:
                yield _fact(sheet, where, span, label.role, 0.93)


def _insured(sheet: Sheet, cell: Cell, label: Label) -> Iterator[Draft]:
    """`Member: W123456789`: the word that mostly names a person, before a number."""
    if not cell.skeleton[label.start : label.end].startswith(sheet.lexicon.insured_looks):
        return
    left = sheet.left_of(cell)
    if _in_code(cell, label) and left is not None and left.labels:
        return  # the label to the left tells it
    rest = cell.text[label.end :]
    match = re.match(r"[\s:#.\-–]{1,4}(?=[A-Z0-9-]*\d{4})([A-Z0-9-]{8,16})(?![\w/]|\.\d)", rest)
    match = match or _IN_GROUPS.match(rest, 1 if rest[:1] in (".", ":", "#") else 0)
    if match is not None and not find_dates(match[1]) and _fits(match[1], "id.member"):
        span = (label.end + match.start(1), label.end + match.end(1))
        yield _fact(sheet, cell, span, "id.member", 0.9)
    elif not any(other.role in _KINDS for other in cell.labels):
        yield from _after_name(sheet, cell, label.end)


def _after_name(sheet: Sheet, cell: Cell, start: int) -> Iterator[Draft]:
    """`Member: Jane Doe (W123456789)`, `Insurance: Aetna  W123456789`: in the cell, or alone in the next."""
    right = sheet.right_of(cell)
    for other, begin in ((cell, start), *(((right, 0),) if right is not None and not right.labels else ())):
        match = _NUMBER_LIKE.search(other.text, begin)
        if match is not None and match[1].isdigit() and not _CALLED.search(match[0]):
            continue  # as likely the record's or the account's
        if match is None or find_dates(match[1]) or not _fits(match[1], "id.member"):
            continue
        if re.search(
            r"\b(?:npi|tax|tin|ein|phone|fax|claim|group|grp|ref)\b[^A-Za-z]*$",
            other.text[: match.start(1)],
            re.IGNORECASE,
        ):
            continue
        yield _fact(sheet, other, match.span(1), "id.member", 0.8)
        return


def _labelled(sheet: Sheet, cell: Cell, label: Label) -> Iterator[Draft]:
    bare = cell.skeleton[label.start : label.end]
    rest = re.sub(r"^\(s\)", "", cell.text[label.end :])
    marked = (
        bool(_MARK.match(rest)) or bare.endswith("#") or _NUMBERED.search(f"{bare}{rest[:1]}") is not None
    )
    if (
        bare in sheet.lexicon.need_mark_looks
        and not marked
        and rest.strip()
        and not _clearly(rest, 5 if label.role == "id.group" else 6)
        and not (label.role == "id.group" and _GROUPS_CODE.match(rest))
    ):
        return
    lead = _LEAD.of(sheet.lexicon.identifiers).match(rest)
    start = len(cell.text) - len(rest) + (lead.end() if lead else 0)
    if re.search(r"\w", cell.text[start:]):
        found = _value(cell, start, _stop(cell, label), label.role)
        if found is not None and not _of_sponsor(bare, cell, found):
            yield _fact(sheet, cell, found, label.role, 0.97 if marked else 0.93)
            if label.role == "id.claim":
                yield from _further(sheet, cell, found)
        elif _HEAD_GOES_ON.fullmatch(rest):
            yield from _column(sheet, cell, label)
        return
    yield from _beside_or_under(sheet, cell, label, bare, marked)


def _of_sponsor(label: str, cell: Cell, span: tuple[int, int]) -> bool:
    """`Plan number 501`: the number under which an employer files its plan, the same for many employers."""
    return label.startswith("plan") and re.fullmatch(r"5\d\d", cell.text[slice(*span)]) is not None


def _beside_or_under(sheet: Sheet, cell: Cell, label: Label, bare: str, marked: bool) -> Iterator[Draft]:
    """The value in the next cell, or under the label as in a form's box."""
    right = sheet.right_of(cell)
    if right is not None and right.text.strip(" :#") == "":
        right = sheet.right_of(right)
    if right is not None and not _is_label(right):
        lead = _LEAD.of(sheet.lexicon.identifiers).match(right.text)
        start = lead.end() if lead else 0
        found = _value(right, start, _stop_at(right), label.role)
        if (
            found is not None
            and not _of_sponsor(bare, right, found)
            and (start < 3 or not re.search(r"\w", right.text[:start]))
        ):
            yield _fact(sheet, right, found, label.role, 0.94)
            if label.role == "id.claim":
                yield from _further(sheet, right, found)
            return
    following = _wrapped(sheet, cell)
    if following is not None and _clearly(" " + following.text):
        found = _value(following, 0, len(following.text), label.role)
        if found is not None:
            yield _fact(sheet, following, found, label.role, 0.88)
        return
    listed = list(_column(sheet, cell, label))
    if listed:
        yield from listed
    elif marked or bare not in ("clalm", "clalms", "authorlzatlon", "reference", "ref"):
        yield from _in_box(sheet, cell, label)


_HEAD_GOES_ON = re.compile(r"\.?\s?[/&,]\s?[A-Za-z ]{3,20}")  # "Claim no. / service" over a column
_NEXT = re.compile(
    r"(?:\s?\([^()]{4,40}\))?\s?(?:[,;&/|]|\b(?:and|thru|through|to)\b)[\s,;&]*(?:and\s)?#?|"
    r"\s?\([^()]{4,40}\)\s?|\s+"
)


def _further(sheet: Sheet, cell: Cell, span: tuple[int, int]) -> Iterator[Draft]:
    """The other numbers of a list, in the same cell, in the next ones of its row, and in the line below."""
    shape = cell.text[span[0] : span[1]]
    end = yield from _listed(sheet, cell, span[1], shape)
    right = sheet.right_of(cell)
    while right is not None and not right.labels and end:
        end = yield from _listed(sheet, right, 0, shape)
        right = sheet.right_of(right)
    for under in sheet.below(cell, 1):
        if end and not under.labels and under.box.x0 > cell.box.x0 - 0.25:
            yield from _listed(sheet, under, 0, shape)


def _listed(sheet: Sheet, cell: Cell, at: int, shape: str) -> Generator[Draft, None, bool]:
    """Numbers of one shape one after the other; whether they go on to the end of the cell."""
    while at < len(cell.text.rstrip(" ,;.")):
        gap = _NEXT.match(cell.text, at)
        start = gap.end() if gap is not None else at
        if gap is not None and start == len(cell.text):
            return True  # "... and" at the line's end
        match = re.compile(_PART).match(cell.text, start)
        if match is None or not _alike(match[0], shape) or (gap is None and at > 0):
            return False
        yield _fact(sheet, cell, match.span(), "id.claim", 0.92)
        at = match.end()
    return True


def _alike(one: str, other: str) -> bool:
    """Two identifiers of one series: as long, digits and letters at the same places but for the last ones."""
    kinds = [re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", text)) for text in (one, other)]
    head = max(len(other) - 3, 4)
    return abs(len(one) - len(other)) <= 1 and kinds[0][:head] == kinds[1][:head] and _fits(one, "id.claim")


def _in_box(sheet: Sheet, cell: Cell, label: Label) -> Iterator[Draft]:
    """The value under its label, as in a form's box."""
    box = cell.box if len(cell.labels) == 1 else cell.line.box_at(label.start, label.end)
    if _bare_word(cell, label, sheet.lexicon) and label.start > 3:
        return  # "St. Ann Medical Group", over its street
    for under in sheet.below(cell, 3):
        if under.box.x0 > box.x1 or under.box.x1 < box.x0 or _is_label(under):
            continue
        found = _value(under, 0, len(under.text), label.role)
        if found is not None and _nearest(cell, under) is not label:
            return
        if found is not None:
            yield _fact(sheet, under, found, label.role, 0.88)
        if found is not None or len(under.text) > 3:
            return  # a box's cross may stand between


def _nearest(cell: Cell, under: Cell) -> Label:
    """Of the labels in a row of boxes, the one whose left edge a value stands under."""
    return min(cell.labels, key=lambda label: abs(cell.line.box_at(label.start, label.end).x0 - under.box.x0))


def _bare_word(cell: Cell, label: Label, lexicon: Lexicon) -> bool:
    """A label that is a plain word without a mark."""
    bare = cell.skeleton[label.start : label.end]
    return bare in lexicon.need_mark_looks and _MARK.match(cell.text[label.end :]) is None


# "CMH 4471 90826 01", "HCH 2207 4415"
_IN_GROUPS = re.compile(r"\s((?:[A-Z]{1,5} ?)?\d{2,5}(?:[ -]\d{1,6}){1,3})(?![\d/.]|[ -]\d|[a-z])")


# "Group UMW-22", "grp 0733", "Group BARNUM 21": capitals and a digit, and nothing that goes on behind them
_GROUPS_CODE = re.compile(r"\s(?=[A-Z&-]{0,10}\s?-?\d)[A-Z0-9&-]{2,}(?:\s\d{1,4})?(?=\s*(?:$|[,;)|/·.]))")


def _clearly(rest: str, least: int = 6) -> bool:
    """A number right behind the plain word, in capitals and digits: `ID LFL103Z89866`."""
    match = _IN_GROUPS.match(rest) or re.match(r"\s\(?([A-Z0-9][A-Z0-9-]{4,})(?![a-z])", rest)
    if match is None or len(match[1]) < least or find_dates(match[1]):
        return False
    digits: int = sum(char.isdigit() for char in match[1])
    return digits >= 4


def _wrapped(sheet: Sheet, cell: Cell) -> Cell | None:
    """The first cell of the next line, where a sentence runs on to it."""
    if (
        len(cell.text) < 30
        or cell.place
        or cell.row + 1 >= len(sheet.rows)
        or sheet.right_of(cell) is not None
    ):
        return None
    return sheet.rows[cell.row + 1][0]


def _column(sheet: Sheet, cell: Cell, label: Label) -> Iterator[Draft]:
    """Identifiers below the head of a table's column, to its end."""
    if len(sheet.rows[cell.row]) < 3 or label.start > 0:
        return
    seen: set[str] = set()
    last = cell.row
    for under in sheet.below(cell, 40):
        if under.row - last > _ROWS_APART:
            return  # the table has ended
        found = _value(under, _begin(under), len(under.text), label.role)
        if found is None or sum(char.isdigit() for char in under.text[found[0] : found[1]]) < 5:
            continue
        last = under.row
        if under.text[found[0] : found[1]] not in seen:
            seen.add(under.text[found[0] : found[1]])
            yield _fact(sheet, under, found, label.role, 0.9)


_ROWS_APART = 4  # lines of one row of a table


def _begin(cell: Cell) -> int:
    """Where a table's cell begins to state an identifier: after a number sign, or the day before it."""
    dates = find_dates(cell.text[:24])
    after = dates[0].end if dates and dates[0].start == 0 else 0
    return after + len(cell.text[after:]) - len(cell.text[after:].lstrip("# "))


def _in_code(cell: Cell, label: Label) -> bool:
    """`MBR-D-7788120`: what would be a label begins the number."""
    own = cell.text[label.start : label.end]
    return own.isupper() and re.match(r"-(?=[A-Z-]*\d)[A-Z0-9]", cell.text[label.end :]) is not None


def _is_label(cell: Cell) -> bool:
    return (
        bool(cell.labels)
        and cell.labels[0].start < 3
        and not _in_code(cell, cell.labels[0])
        and cell.labels[0].role.startswith(("id.", "date.", "name."))
    )


def _stop(cell: Cell, label: Label) -> int:
    """Where the next label begins, with the number of its box before it: a value does not reach over it."""
    stop = min(
        (
            o.start
            for o in cell.labels
            if o.start > label.end + 2
            and not o.role.startswith("amount.")
            and not (
                cell.text[o.start : o.end].isupper() and re.match(r"-?\d", cell.text[o.end :])
            )  # "RE-0077"
        ),
        default=len(cell.text),
    )
    box = _BOX_NUMBER.search(cell.text[:stop])
    boxed = _BOX_NUMBER.search(cell.text[: label.start])
    return box.start() if box is not None and boxed is not None and box.start() > label.end + 4 else stop


_BOX_NUMBER = re.compile(
    r"(?:^|\s)\d{1,2}[a-d]?\.?\s?(?:[A-Z]+['’.]?[A-Z]*\.?\s){0,2}$"
)  # "60 INSURED'S ID", "62 GROUP"


def _stop_at(cell: Cell) -> int:
    return min((label.start for label in cell.labels if label.start > 2), default=len(cell.text))


def _value(cell: Cell, start: int, stop: int, kind: str) -> tuple[int, int] | None:
    """The span of an identifier of this kind at `start`, if one stands there."""
    named = _GROUP_NAMED.match(cell.text, start, max(stop, start)) if kind == "id.group" else None
    marked = not start or cell.text[:start].rstrip()[-1:] in (":", "#")
    if named is not None and marked and named.end() == len(cell.text.rstrip()):
        return named.span()
    match = _VALUE.match(cell.text, start, max(stop, start))
    if match is None:
        return None
    begin, end = match.span(1)
    end = _trimmed(cell.text, begin, end, kind)
    text = cell.text[begin:end]
    return (begin, end) if _fits(text, kind) else None


_PERSONS = re.compile(r"[A-Z](?:\d\d)?")  # the last part of a member's number: which of the family


def _trimmed(text: str, begin: int, end: int, kind: str) -> int:
    """Cut at the first word that does not belong: an identifier in parts is digits after digits."""
    words = text[begin:end].split(" ")
    kept = words[0]
    if not kept.isupper() and kept.isalpha():
        return begin + len(kept)  # "replaces E5550123A": a word, no part of the number
    for place, word in enumerate(words[1:], 2):
        in_letters = not any(map(str.isdigit, kept)) and word.isalpha()  # "LMB XQF 220 918"
        if kind == "id.member" and (in_letters or (place == len(words) and _PERSONS.fullmatch(word))):
            kept += " " + word
            continue
        alone = len(re.findall(r"\d", kept)) >= 5 and not kept.replace("-", "").isdigit()
        if kind in ("id.npi", "id.tax") and len(re.findall(r"\d", kept)) >= 9:
            break
        if kind == "id.claim" or re.match(r"/|\.\d", text[begin + len(kept) + 1 + len(word) :]):
            break  # the beginning of a date
        if alone and not word.isdigit():
            break
        if find_dates(word) or not re.fullmatch(r"[A-Z]{0,3}[\d-]+", word) or len(kept) + len(word) > 18:
            break
        kept += " " + word
    return begin + len(kept)


def _fits(text: str, kind: str) -> bool:
    value = text.replace(" ", "")
    digits = sum(char.isdigit() for char in value)
    if len(value) < _LEAST.get(kind, 5) or len(value) > 30 or _PHONE.match(text):
        return False
    if re.match(r"[A-Z]?[a-z]{2,}\s", text) and re.search(r"\d{3}[-. ]\d{3}[-. ]\d{4}$", text):
        return False  # "Card: Call 555-555-0100"
    if re.match(r"[Xx*]{3}-[Xx*]{2}-", text) or _ADJUSTMENT.fullmatch(value) or _SYSTEM.fullmatch(value):
        return False  # a masked social security number
    if is_diagnosis(value):
        return False
    if find_dates(text) or (find_amounts(text) and "." in text) or re.match(r"[a-z]{4}", text):
        return False
    if kind != "id.npi" and re.fullmatch(r"\d+\.\d+\s?-\s?\d+\.?\d*|\d{1,3}\s?-\s?\d{1,3}", text):
        return False  # a laboratory's range
    if kind in _SHAPES:
        return _SHAPES[kind].fullmatch(value) is not None
    if kind in _OTHERS and _OTHERS[kind].fullmatch(value):
        return False
    if kind in ("id.group", "id.rxgroup"):
        lettered = re.fullmatch(r"[A-Z]{2,}(?:-[A-Z]{2,})+", value) is not None  # "HD-EOU"
        return lettered or (digits >= 1 and not re.fullmatch(r"[a-z]+\d?", value))
    return digits >= 3 and digits * 3 >= len(value)


_BREAKS = ("id.authorization", "id.claim", REFERENCE)


def _fact(sheet: Sheet, cell: Cell, span: tuple[int, int], kind: str, certainty: float) -> Draft:
    printed = cell.text[span[0] : span[1]]
    value = printed.replace(" ", "")
    if kind in _BREAKS:
        value = value.rstrip("-") + rest_of_number(sheet, cell, span[0] + len(printed.rstrip(" -")))
    if kind == "id.npi" and not npi_valid(value):
        certainty *= 0.45
    if kind == "id.member" and _MBI.fullmatch(value):
        certainty = min(certainty * 1.02, 0.99)
    return draft(sheet, cell, span, kind, value, certainty)


def npi_valid(number: str) -> bool:
    """The check digit of a National Provider Identifier: Luhn over 80840 and the number (45 CFR 162.406)."""
    if not re.fullmatch(r"[12]\d{9}", number):
        return False
    total = 24  # what the prefix 80840 adds
    for place, char in enumerate(reversed(number)):
        digit = int(char) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
