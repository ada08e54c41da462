"""Names of people by their labels: the patient and the provider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from packetizer.understanding.facts.amounts import find_amounts
from packetizer.understanding.facts.calendar import find_dates, month_of
from packetizer.understanding.facts.layout import Cell, Label, Sheet
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.organisations import names_organisation
from packetizer.understanding.facts.phrases import skeleton
from packetizer.understanding.lexicon import Lexicon

_LEAD = re.compile(
    r"^(?:\s?\([^)]{0,40}\))?[\s:.#\-–=_)]*(?:(?:is|mr|mrs|ms|miss|name|patient|member|my|our)\b\.?[\s:,]{0,3}){0,3}",
    re.IGNORECASE,
)
_BIG = "A-ZÀ-ÖØ-ÞŁŚŠŽĆČİ"
_ANY = "A-Za-zÀ-ÖØ-öø-ÿĀ-ž"
_PART = (
    rf"(?:[{_BIG}][{_ANY}0-9'’]+(?:-[{_BIG}][{_ANY}'’]+)*|[{_BIG}]\.?|"
    r"(?:de|la|las|los|del|van|von|den|der|da|das|dos|di|du|le|el|al|bin|ibn|y|ter|ten|st\.?|St\.)(?=\s))"
)
_NAME = re.compile(
    rf"({_PART},\s?{_PART}(?:\s{_PART}){{0,2}}|{_PART}(?:\s{_PART}){{1,4}}(?:,?\s(?:Jr|Sr|II|III|"
    rf"IV)\b\.?)?)(?![{_ANY}])"
)
_INITIALS = re.compile(r"^(?:[A-Z]\.\s?){2}[A-Z][a-z]{2,}")  # "J. R. Reed"
_CREDENTIAL = re.compile(
    r",?\s?\b(?:M\.?D\.?|D\.?O\.?|N\.?P\.?|P\.?A\.?(?:-C)?|PMHNP(?:-BC)?|FNP(?:-C|-BC)?|CRNA|"
    r"R\.?N\.?|Ph\.?\s?D\.?|Psy\.?D\.?|LCSW|LMFT|LPC|LMHC|APRN|DNP|BSN|MSN|PharmD|FACP|DABA|FASA|"
    r"BC)\b\.?"
)
# What follows a name that is a town's: "Lost Acres, MN 55743", "Anytown, NY 10001"
_TOWN_AFTER = re.compile(r"^[,.]?\s{1,2}[A-Z][A-Z.]{1,3},?\s+\d{5}\b")
_FIRM_AFTER = re.compile(
    r"^\s(?:(?:and|&)\s)?(?:\w+\s)?(?:clinics?|cent(?:er|re)s?|hospital|associates|psychiatry|psychiatric|institute|"
    r"wellness|infusions?|therapy|counseling|partners|medicine|neurology|pharmacy|p?llc|inc|p\.c|"
    r"llp|laborator\w+|imaging|radiology|anesthesia|ketamine)\b",
    re.IGNORECASE,
)
_STATE = re.compile(r",\s?[A-Z]{2}$")
_ZIP = re.compile(r"^\.?,?\s+\d{5}\b")
_CAMEL = re.compile(r"[a-z][A-Z]")
_PREFIX = re.compile(r"^(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|St|O['’]|D['’]|L['’])(?=[A-Z])")
_MONTHS = re.compile(r"(?:January|February|March|April|June|July|August|September|October|November|December)")


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    for cell in sheet.cells:
        for label in cell.labels:
            if label.role == "name.patient":
                yield from _patient(sheet, cell, label, 0.93)
            elif label.role == "name.subscriber":
                yield from _patient(sheet, cell, label, 0.6)
            elif label.role == "name.plain" and cell.labels[0] is label:
                yield from _patient(sheet, cell, label, 0.8)
            elif label.role == "name.provider":
                yield from _provider(sheet, cell, label)
        yield from _doctors(sheet, cell)
    yield from _signers(sheet)
    yield from _greeting(sheet)
    yield from _before_birth(sheet)
    yield from _running_heads(sheet)


# ---------------------------------------------------------------- people


def person(text: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """A person's name at the beginning of a text: `First Last`, and its span."""
    match = _NAME.match(text.replace("_", " "))  # the line of a form
    if match is None:
        return None
    if _TOWN_AFTER.match(text[match.end(1) :]) or (
        _STATE.search(match[1]) and _ZIP.match(text[match.end(1) :])
    ):
        return None
    printed = re.sub(r"['’]s$", "", match[1])
    kept = _kept(re.split(r"[\s,]+", printed), lexicon)
    if len([word for word in kept if len(word.strip(".")) > 1]) < (1 if _INITIALS.match(printed) else 2):
        return None
    end = 0
    for word in kept:
        end = printed.index(word, end) + len(word)
    printed = printed[:end]
    if _is_organisation(printed, lexicon) or _FIRM_AFTER.match(text[match.start(1) + end :]):
        return None
    return in_order(printed), match.start(1), match.start(1) + end


def _is_organisation(printed: str, lexicon: Lexicon) -> bool:
    """A firm's name in the shape of a person's: a word of business, capitals within a word, an insurer."""
    if names_organisation(printed) or any(_CAMEL.search(_PREFIX.sub("", word)) for word in printed.split()):
        return True
    hit = lexicon.insurer_phrases.first(skeleton(printed))
    return hit is not None and hit.end - hit.start > 0.6 * len(printed)


def _kept(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words up to the first that belongs to no name."""
    kept: list[str] = []
    for word in words:
        plain = word.lower().strip(".,:'’")
        if plain in lexicon.no_names or (
            any(char.isdigit() for char in word) and sum(map(str.isdigit, word)) > 1
        ):
            break
        if month_of(plain) is not None and kept and plain not in ("may", "april", "june", "august"):
            break
        kept.append(word)
    return kept


def in_order(printed: str) -> str:
    """`DOE, JANE Q.` as `Jane Q. Doe`; capitals only where the paper has all capitals are set as in print."""
    text = re.sub(r"\s+", " ", printed.strip(" ,"))
    if "," in text and not re.search(r",\s?(?:Jr|Sr|II|III|IV)\b", text):
        last, _, first = text.partition(",")
        text = f"{first.strip()} {last.strip()}"
    return " ".join(_cased(word) for word in text.replace(",", "").split())


def _cased(word: str) -> str:
    if word in ("II", "III", "IV") or len(word) == 1 or not word.isupper():
        return word
    made = re.sub(r"[A-Z][A-Z]*", lambda m: m[0].capitalize(), word)
    made = re.sub(r"(['’])([A-Z])", lambda m: m[1] + m[2], made)
    return re.sub(r"^Mc([a-z])", lambda m: "Mc" + m[1].upper(), made)


def _patient(sheet: Sheet, cell: Cell, label: Label, certainty: float) -> Iterator[Draft]:
    rest = cell.text[label.end :]
    bare = cell.skeleton[label.start : label.end]
    marked = bool(re.match(r"^(?:\s?\([^)]{0,40}\))?\s?[:#=\-–]", rest))
    lead = _LEAD.match(rest)
    start = label.end + (lead.end() if lead else 0)
    if re.search(r"\w", cell.text[start:]):
        at_start = label.start < 4
        if not marked and not at_start and bare in ("patlent", "member", "cllent", "re", "regardlng"):
            return
        if not marked and bare in ("re", "regardlng"):
            return
        if any(o.start >= label.end and o.start <= start for o in cell.labels if o.role != "name.plain"):
            return
        found = person(cell.text[start:], sheet.lexicon)
        if found is not None:
            span = (start + found[1], start + found[2])
            yield draft(
                sheet, cell, span, "name.patient", found[0], certainty if marked else certainty * 0.85
            )
        return
    yield from _name_near(sheet, cell, label, certainty)


def _name_near(sheet: Sheet, cell: Cell, label: Label, certainty: float) -> Iterator[Draft]:
    right = sheet.right_of(cell)
    if right is not None:
        found = person(right.text, sheet.lexicon)
        if found is not None and all(other.start >= found[2] for other in right.labels):
            yield draft(sheet, right, (found[1], found[2]), "name.patient", found[0], certainty * 0.98)
            return
    box = cell.line.box_at(label.start, label.end)
    for under in sheet.below(cell, 2):
        if under.box.x0 > box.x1 or under.box.x1 < box.x0:
            continue
        if under.labels and under.labels[0].start < 2:
            return
        found = person(under.text, sheet.lexicon)
        if found is not None:
            yield draft(sheet, under, (found[1], found[2]), "name.patient", found[0], certainty * 0.92)
        return


def _before_birth(sheet: Sheet) -> Iterator[Draft]:
    """A name right before a birth date: `Jane Doe DOB 01/02/1980`, `for Jane Doe (DOB …)`."""
    for cell in sheet.cells:
        births = [label for label in cell.labels if label.role == "date.birth"]
        if births and names_organisation(cell.text[: births[0].start]):
            continue
        if births and births[0].start > 3:
            yield from _name_at_end(sheet, cell, births[0].start)
        elif births:
            left = sheet.left_of(cell)
            if left is not None and not left.labels:
                yield from _name_at_end(sheet, left, len(left.text))


def _name_at_end(sheet: Sheet, cell: Cell, end: int) -> Iterator[Draft]:
    """The longest name that ends where a label begins."""
    head = cell.text[:end].rstrip(" ,(-:|–")
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S+", head)][-4:-1]
    for start in starts:
        if head[start:].startswith(("I,", "I ")):
            continue  # "I, Jane Doe, born …"
        found = person(head[start:], sheet.lexicon)
        if found is not None and found[2] == len(head) - start:
            yield draft(sheet, cell, (start, len(head)), "name.patient", found[0], 0.88)
            return


def _running_heads(sheet: Sheet) -> Iterator[Draft]:
    """`Jane Doe  03/04/2024` alone on the page's first or last line: the head of a record's further pages."""
    for row in (*sheet.rows[:2], *sheet.rows[-2:]):
        cell = row[0]
        found = person(cell.text, sheet.lexicon)
        rest = cell.text[found[2] :] if found is not None else ""
        if found is not None and find_dates(rest) and not re.search(r"[A-Za-z]{4}", _MONTHS.sub("", rest)):
            yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.75)


def signed(sheet: Sheet) -> Iterator[Draft]:
    """`Jane Doe  03/04/2024` alone on a line of a form that patients sign."""
    for cell in sheet.cells:
        found = person(cell.text, sheet.lexicon)
        if found is None:
            continue
        right = sheet.right_of(cell)
        rest = cell.text[found[2] :] or (right.text if right is not None else "")
        dates = find_dates(rest)
        if dates and not re.search(r"[A-Za-z]", rest[: dates[0].start] + rest[dates[0].end :]):
            yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.6)


_STREET = re.compile(r"^\d{1,6}[A-Za-z]?\s+\w|\bP\.?\s?[O0]\.?\s?Box\b|\bApt\b|\bRoute\b", re.IGNORECASE)
_TOWN = re.compile(r"[A-Za-z .'-]{2,30},?\s+[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?\W*$")


def addressee(sheet: Sheet) -> Iterator[Draft]:
    """The person whom a paper is sent to or whose card it is: a name over a street, in the upper half.

    Over a town too, where more than a card is printed on the page.
    """
    card = len(sheet.rows) < 22
    for cell in sheet.cells:
        if (cell.box.y0 > 0.5 and not card) or cell.labels or len(cell.text) > 45:
            continue
        found = person(cell.text, sheet.lexicon)
        if found is None or cell.text[found[2] :].strip(" ,."):
            continue
        under = [c for c in sheet.below(cell, 3) if abs(c.box.x0 - cell.box.x0) < 0.03]
        if names_organisation(cell.text):
            continue
        if under and _STREET.search(under[0].text) and (card or any(_TOWN.match(c.text) for c in under)):
            yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.75)
            return


def _greeting(sheet: Sheet) -> Iterator[Draft]:
    """`Dear Jane Doe:` in a letter to the patient; a doctor is not one."""
    for cell in sheet.cells:
        match = re.match(
            r"^Dear\s+(?!Dr\b|Doctor|Sir|Madam|Provider|Medical|Appeals?\b)(?:(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+)?",
            cell.text,
        )
        if match is None:
            continue
        found = person(cell.text[match.end() :], sheet.lexicon)
        rest = cell.text[match.end() :]
        if found is not None and not _CREDENTIAL.search(rest):
            span = (match.end() + found[1], match.end() + found[2])
            yield draft(sheet, cell, span, "name.patient", found[0], 0.7)


# ---------------------------------------------------------------- providers


def _provider(sheet: Sheet, cell: Cell, label: Label) -> Iterator[Draft]:
    rest = cell.text[label.end :]
    marked = bool(re.match(r"^(?:\s?\([^)]{0,30}\))?\s?[:=]", rest)) or cell.skeleton[
        label.start : label.end
    ].endswith(" by")
    lead = re.match(r"^(?:\s?\([^)]{0,30}\))?[\s:.=\-–]*(?:name\b[\s:]*)?", rest, re.IGNORECASE)
    start = label.end + (lead.end() if lead else 0)
    if re.search(r"\w", cell.text[start:]):
        if marked:
            yield from _provider_at(sheet, cell, start, 0.9)
        return
    if label.start > 3:
        return
    right = sheet.right_of(cell)
    if right is not None and not right.labels and re.search(r"[A-Za-z]{3}", right.text):
        yield from _provider_at(sheet, right, 0, 0.88)


def _provider_at(sheet: Sheet, cell: Cell, start: int, certainty: float) -> Iterator[Draft]:
    stop = min(
        (
            label.start
            for label in cell.labels
            if label.start > start + 3 and label.role.startswith(("id.", "date.", "amount."))
        ),
        default=len(cell.text),
    )
    text = cell.text[start:stop].rstrip(" ,;:|-(")
    text = re.split(r"\s+(?:on|at)\s+\d|\s\d{1,2}/\d|;|\s\|\s", text)[0].rstrip(" ,")
    dates = find_dates(text)
    if dates:
        text = re.sub(r"[\s,]+(?:on|dated?)?[\s:]*$", "", text[: dates[0].start])
    if not text or find_amounts(text) or len(text) > 80 or not (text[0].isupper() or text[0].isdigit()):
        return
    if person(_bare_title(text), sheet.lexicon) is None and not names_organisation(text):
        return
    made = draft(
        sheet, cell, (start, start + len(text)), "name.provider", _provider_name(text, sheet), certainty
    )
    tail = _rest_under(sheet, cell) if stop == len(cell.text) and text == cell.text[start:].rstrip() else None
    if tail is not None and (text.endswith((" and", " &", " of")) or _FIRM_LINE.fullmatch(tail.text)):
        whole = f"{text} {tail.text}"
        box = on_page(made.box.union(tail.box))
        made = replace(made, value=_provider_name(whole, sheet), text=f"{text}\n{tail.text}", box=box)
    yield made


_FIRM_LINE = re.compile(
    r"(?:[A-Z][\w&'-]*,?\s){0,2}(?:Cent(?:er|re)|Clinic|Suite|P\.?L\.?L\.?C|L\.?L\.?C|P\.?C|P\.?A|Inc|Associates|Group|"
    r"Partners|Infusions?|Psychiatry|Therapy|Services|Institute|Health|Wellness|Medicine|Hospital|Practice)"
    r"(?:,?\s(?:P\.?L\.?L\.?C|L\.?L\.?C|P\.?C|P\.?A|Inc))?\.?"
)


def _rest_under(sheet: Sheet, cell: Cell) -> Cell | None:
    """The line right under a cell that a narrow column may have broken its words into."""
    for under in sheet.below(cell, 1):
        close = under.box.y0 - cell.box.y1 < 0.8 * cell.box.height
        plain = not under.labels and len(under.text) < 40 and not re.search(r"\d", under.text)
        if close and plain and abs(under.box.x0 - cell.box.x0) < 0.012:
            return under
    return None


def _provider_name(text: str, sheet: Sheet) -> str:
    """A person as `First Last`, without title and credentials; an organisation as it is printed."""
    plain = re.sub(r"\s+", " ", text).strip()
    bare = _bare_title(plain)
    found = person(bare, sheet.lexicon)
    if found is None:
        return plain
    rest = bare[found[2] :]
    return found[0] if not rest.strip(" ,.") or _CREDENTIAL.match(rest) else plain


def _bare_title(text: str) -> str:
    return re.sub(
        r"^(?:(?:Dr|Doctor|Mr|Mrs|Ms|Prof)\.?\s+|(?:[A-Z][a-z]+(?:ist|ian|or|er|ing)\s+)(?=[A-Z][a-z]+\s[A-Z]))",
        "",
        text,
    )


def _doctors(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """`Dr. Ann Reed`, wherever it stands: at a line's head, after a role, in a sentence."""
    for match in re.finditer(r"\bDr\.?\s(?=[A-Z])", cell.text):
        found = person(cell.text[match.end() :], sheet.lexicon)
        if found is not None:
            span = (match.end() + found[1], match.end() + found[2])
            yield draft(sheet, cell, span, "name.provider", found[0], 0.78)


def _signers(sheet: Sheet) -> Iterator[Draft]:
    """A name with a clinician's credentials, alone on its line or after a word for what he did.

    Under a signature, in a letterhead, "Read by: …", "Author: …".
    """
    for cell in sheet.cells:
        match = _CREDENTIAL.search(cell.text)
        if match is None or len(cell.text) > 90 or any(x.role == "name.provider" for x in cell.labels):
            continue
        head = cell.text[: match.start()].strip(" ,")
        head = _bare_title(re.split(r":\s*|\b[Bb]y\s", head)[-1].strip(" ,"))
        if not head:
            continue
        found = person(head, sheet.lexicon)
        if found is not None and found[2] >= len(head) - 1:
            offset = cell.text.index(head)
            yield draft(sheet, cell, (offset, match.end()), "name.provider", found[0], 0.75)
