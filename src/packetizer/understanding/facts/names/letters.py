"""Whom a letter greets, whom it is sent to, who wrote it: the patient where no label says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft
from packetizer.understanding.facts.money.amounts import find_amounts
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.facts.names.patients import (
    CREDENTIAL,
    PART_OF_NAME,
    RELATION,
    in_halves,
    is_one_of,
    patients_named,
    person,
    written_apart,
)
from packetizer.understanding.facts.names.personwords import words_of
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.page.once import once_a_page


def greeted_others(pages: Sequence[Page], lexicon: Lexicon) -> frozenset[str]:
    """Whom a letter greets that its writer writes about herself."""
    if of_own(pages, lexicon) < _OWN_SAID:
        return frozenset()
    return frozenset(str(made.value) for page in pages for made in _greeted(sheet_of(page, lexicon)))


def not_patients(role: TypeRole, pages: Sequence[Page], lexicon: Lexicon) -> frozenset[str]:
    """Whom a paper greets that is about somebody else: by its type, or as its writer writes of herself."""
    if role.by_insurer:
        return frozenset()
    if not role.greets_others:
        return greeted_others(pages, lexicon)
    greeted = {str(made.value) for page in pages for made in _greeted(sheet_of(page, lexicon))}
    return frozenset(greeted - set(patients_named(pages, lexicon)))


def thanked(text: str, lexicon: Lexicon) -> str | None:
    """Whom a receipt thanks by name: `note from seller: thanks Ann Reed!`"""
    match = words_of(lexicon).thanked.search(text)
    found = person(text[match.end() :], lexicon) if match is not None else None
    return found[0] if found is not None and found[1] == 0 else None


def greeted_in_part(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[tuple[str, bool]]:
    """Parts of names by which a letter about its reader's care greets her, and whether a title stands by."""
    words = words_of(lexicon)
    cells = [cell for page in pages for cell in sheet_of(page, lexicon).cells]
    if not any(words.yours.search(cell.text) for cell in cells):
        return
    for cell in cells:
        match = words.dear.match(cell.text)
        rest = cell.text[match.end() :] if match is not None else ""
        title = words.mister.match(rest)
        named = PART_OF_NAME.of(lexicon.parties).match(rest[title.end() if title is not None else 0 :])
        if named is not None and named[1].lower() not in lexicon.no_names:
            yield named[1], title is not None


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """Whom the letter greets, or one of those where a label says who the patient is."""
    patients = patients_named([sheet.page], lexicon)
    return (made for made in _greeted(sheet) if is_one_of(str(made.value), patients))


# ---------------------------------------------------------------- greeted

_AND = re.compile(r"\s(?:and|&)\s")


def _greeted(sheet: Sheet) -> Iterator[Draft]:
    """`Dear Jane Doe:` in a letter to the patient, `Hi Jane,` in a mail to Jane Doe; a doctor is not one."""
    words = words_of(sheet.lexicon)
    for cell in sheet.cells:
        match = words.dear.match(cell.text) or words.title_alone.match(cell.text)
        match = match or words.thanks.match(cell.text)
        if match is None:
            yield from _spoken_to(sheet, cell)
            continue
        at = match.end()
        for part in _AND.split(cell.text[at:]):
            start = cell.text.index(part, at)
            if not words.doctor.match(part):
                yield from _one_greeted(sheet, cell, part, start)
            at = start + len(part)


def _spoken_to(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """`Jane Doe, you have …`"""
    words = words_of(sheet.lexicon)
    comma = cell.text.find(", ")
    if comma > 0 and words.spoken_to.match(cell.text[comma:]):
        found = person(cell.text[:comma], sheet.lexicon)
        if found is not None and found[2] == comma:
            yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.7)


def _one_greeted(sheet: Sheet, cell: Cell, part: str, start: int) -> Iterator[Draft]:
    words = words_of(sheet.lexicon)
    title = words.mister.match(part)
    rest = part[title.end() :] if title is not None else part
    start += len(part) - len(rest)
    halves = in_halves(rest, sheet.lexicon, titled=title is not None) or written_apart(rest, sheet.lexicon)
    found = person(rest, sheet.lexicon) or halves
    if found is not None and not CREDENTIAL.search(rest):
        yield draft(sheet, cell, (start + found[1], start + found[2]), "name.patient", found[0], 0.7)
    elif found is None and (named := PART_OF_NAME.of(sheet.lexicon.parties).match(rest)) is not None:
        fellow = title is not None and words.fellow.match(title[0]) is not None
        yield from _in_full(sheet, cell, named[1], () if fellow else (-1,) if title is not None else (0,))


def _in_full(sheet: Sheet, dear: Cell, part: str, places: Sequence[int]) -> Iterator[Draft]:
    """The whole name, elsewhere on the page, of whom a letter greets by one part of it.

    `places`: where in the name the part may stand, the first or the last; either where none is told.
    """
    bare = skeleton(part)
    over = [cell for cell in sheet.cells if cell.row < dear.row and not cell.labels]
    others = [cell for cell in sheet.cells if cell.row > dear.row]
    for cell in (*over, *others):
        if bare not in cell.skeleton or cell is dear:
            continue
        for word in re.finditer(r"(?<![\w.])[A-Z]", cell.text):
            start = word.start()
            found = person(cell.text[start:], sheet.lexicon)
            if found is None or not _whole(cell, start, start + found[2], sheet.lexicon):
                continue
            words = [skeleton(word) for word in found[0].split()]
            own = bare in {words[place] for place in places or (0, -1)}
            if own and not _treats(cell, start, start + found[2], sheet.lexicon):
                certainty = 0.8 if cell.row < dear.row else 0.7
                yield draft(sheet, cell, (start, start + found[2]), "name.patient", found[0], certainty)
                return


def _whole(cell: Cell, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a name begins where it is read from: no further name word stands before it."""
    before = re.search(r"([A-Z][\w'’-]+)\s$", cell.text[:start])
    titled = before is not None and words_of(lexicon).mister.match(before[0]) is not None
    return before is None or before[1].lower() in lexicon.no_names or titled


def _treats(cell: Cell, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a name is that of one who treats, or who acts for the patient."""
    words, before = words_of(lexicon), cell.text[:start]
    other = words.before_doctor.search(before) or words.agents.search(before)
    return CREDENTIAL.match(cell.text[end:]) is not None or other is not None


# ---------------------------------------------------------------- sent to

_MAIL = re.compile(r"^<?[\w.+-]+@[\w-]+\.\w+")


def sent_to(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    """`To: Ms. Jane Doe` on a paper that goes to the patient, or her name over her mail address."""
    for cell in sheet.cells:
        if cell.box.y0 > 0.5:
            return
        lead = words_of(lexicon).sent.match(cell.text)
        if lead is not None:
            alone = lead.end() >= len(cell.text)
            right = sheet.right_of(cell) if alone else None
            yield from (
                _name_alone(sheet, right, 0) if right is not None else _name_alone(sheet, cell, lead.end())
            )
            yield from _by_mail(sheet, right or cell)
        elif any(_MAIL.match(under.text) for under in sheet.below(cell, 1)):
            yield from _name_alone(sheet, cell, 0)


_MAILED = re.compile(r"([a-z]{2,})[._]([a-z]{3,})@[\w-]+\.\w+\W*$")


def _by_mail(sheet: Sheet, cell: Cell) -> Iterator[Draft]:
    """`To: jane.doe@example.org`"""
    match = _MAILED.search(cell.text)
    name = f"{match[1]} {match[2]}".title() if match is not None else ""
    if match is not None and person(name, sheet.lexicon) is not None:
        yield draft(sheet, cell, match.span(), "name.patient", name, 0.7)


def _name_alone(sheet: Sheet, cell: Cell, start: int) -> Iterator[Draft]:
    """A name that is all of a cell from `start` on, or with something in brackets behind it."""
    text = cell.text[start:]
    found = person(text, sheet.lexicon) or written_apart(text, sheet.lexicon)
    if found is None or names_organisation(cell.text[start : start + found[2]], sheet.lexicon):
        return
    rest = cell.text[start + found[2] :]
    if not re.match(r"\s*(?:$|[(<,;-]\s?(?!\s*[A-Z.]{2,6}\b))", rest) or _treats(
        cell, start, start + found[2], sheet.lexicon
    ):
        return
    yield draft(sheet, cell, (start + found[1], start + found[2]), "name.patient", found[0], 0.75)


# ---------------------------------------------------------------- the last resort


def named_alone(role: TypeRole, pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """The only person with "Ms." or "Mr." before the name, seen by the writer, or on a card: if it is one."""
    words = words_of(lexicon)
    patterns = (words.titled, words.i_am, *((words.saw,) if role.records else ()))
    patterns += (words.quoted,) if role.pays is not None else ()
    found = [
        made
        for page in pages
        for cell in sheet_of(page, lexicon).cells
        for made in _behind(sheet_of(page, lexicon), cell, patterns)
    ]
    card, account = role.date is None and role.by_insurer, role.pays == "proof"
    if not found and (card or account) and pages:
        sheet = sheet_of(pages[0], lexicon)
        cells = (cell for cell in sheet.cells if card or _may_hold_account(sheet, cell))
        found = [made for cell in cells for made in _name_alone(sheet, cell, 0)]
    if found and all(made.value == found[0].value for made in found):
        yield found[0]


_ACCOUNT_ROWS = 5  # of a bank's paper, in which whose account it is stands


def _may_hold_account(sheet: Sheet, cell: Cell) -> bool:
    """Whether a line may be the name of whose account it is: in capitals, with no amount beside it."""
    priced = any(find_amounts(other.text) for other in sheet.rows[cell.row])
    return cell.row < _ACCOUNT_ROWS and cell.text.isupper() and not priced


def _behind(sheet: Sheet, cell: Cell, patterns: Sequence[re.Pattern[str]]) -> Iterator[Draft]:
    for pattern in patterns:
        for match in pattern.finditer(cell.text):
            found = person(cell.text[match.end() :], sheet.lexicon)
            if found is None:
                continue
            span = (match.end() + found[1], match.end() + found[2])
            if not _treats(cell, *span, sheet.lexicon) and not RELATION.of(sheet.lexicon.patients).match(
                cell.text[span[1] :]
            ):
                yield draft(sheet, cell, span, "name.patient", found[0], 0.65)


# ---------------------------------------------------------------- written by

_HEAD_ROWS, _FOOT_ROWS = 5, 14
_FROM = re.compile(r"^(?:From|FROM)\b[\s:.·_]*")
_OWN_SAID = 2  # things that a writer says of her own


def written_by(pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Who wrote of her own claim or care: the name at the head or behind "From", her signature."""
    said = of_own(pages, lexicon)
    if not said:
        return
    first, last = sheet_of(pages[0], lexicon), sheet_of(pages[-1], lexicon)
    greeted = {str(made.value) for made in _greeted(first)}
    signed = [made for made in _signatures(last) if str(made.value) not in greeted]
    for cell, start, sure in _candidates(first):
        for made in _name_alone(first, cell, start):
            if str(made.value) not in greeted and (sure or _signed_so(str(made.value), last, cell)):
                yield made
                return
    if said >= _OWN_SAID:
        yield from signed[:1]


def _candidates(sheet: Sheet) -> Iterator[tuple[Cell, int, bool]]:
    """Where a sender's name may begin, and whether "From" stands before it."""
    for row in sheet.rows[: 2 * _HEAD_ROWS]:
        for cell in row:
            lead, left = _FROM.match(cell.text), sheet.left_of(cell)
            beside = left is not None and _FROM.fullmatch(left.text) is not None
            if lead is not None or beside:
                yield cell, lead.end() if lead is not None else 0, True
            elif cell.row < _HEAD_ROWS and not cell.labels:
                yield cell, 0, False


def of_own(pages: Sequence[Page], lexicon: Lexicon) -> int:
    """How much a writer says of claims and care of her own; 0 where she rather writes for somebody else."""
    said: dict[str, set[str]] = {"own": set(), "kin": set(), "anothers": set()}
    for page in pages:
        for key, words in _said_of_parties(page, lexicon):
            said.get(key, set()).add(words)
    own = len(said["own"])
    return own if not said["anothers"] and own > len(said["kin"]) else 0


@once_a_page
def _said_of_parties(page: Page, lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """The wordings about people on a page: what kind they are of, and their words."""
    return tuple(
        (hit.key, cell.skeleton[hit.start : hit.end])
        for cell in sheet_of(page, lexicon).cells
        for hit in lexicon.party_phrases.all(cell.skeleton)
    )


def writers_for_others(pages: Sequence[Page], lexicon: Lexicon) -> frozenset[str]:
    """Who signs a letter that speaks of its writer's patient or client."""
    hits = (key for page in pages for key, _ in _said_of_parties(page, lexicon))
    if not pages or "anothers" not in hits:
        return frozenset()
    return frozenset(str(made.value) for made in _signatures(sheet_of(pages[-1], lexicon)))


def _signatures(sheet: Sheet) -> Iterator[Draft]:
    """Names alone on a line behind a closing, the nearest first."""
    closing = [
        cell.row
        for cell in sheet.cells
        if len(cell.text) < 45
        and (hit := sheet.lexicon.party_phrases.at_start(cell.skeleton))
        and hit.key == "closings"
    ]
    for row in closing[-1:]:
        for cells in sheet.rows[row + 1 : row + 5]:
            yield from _name_alone(sheet, cells[0], 0)


def _signed_so(name: str, sheet: Sheet, head: Cell) -> bool:
    """Whether the name, its initials and surname, or its surname stands near the end again."""
    last = skeleton(name.split()[-1])
    return any(
        last in cell.skeleton
        and len(cell.text) < 60
        and not (cell.row == head.row and cell.text == head.text)
        for row in sheet.rows[-_FOOT_ROWS:]
        for cell in row
    )


_OFFICE = 50  # characters of a line that says what office somebody has


def holds_office(sheet: Sheet, cell: Cell, end: int) -> bool:
    """Whether the words behind a name, or the line under it, are its bearer's office: "Member Services"."""
    rest = cell.skeleton[end:].strip(" ,-–/|")
    below = [] if rest else sheet.below(cell, 1)[:1]
    words = rest or next((under.skeleton for under in below), "")
    says_so = any(
        hit.key == "offices" and hit.start <= _FIRST for hit in sheet.lexicon.party_phrases.all(words)
    )
    return len(words) < _OFFICE and ":" not in words and says_so


_FIRST = 10  # characters that may stand before an office: "Lead", "for the"
