"""Whose names a paper bears, by its type: who sent it, who treats or only decides, whom it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from packetizer.model import Page
from packetizer.understanding.facts.layout import Cell, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft, on_page, overlapping
from packetizer.understanding.facts.names import insurers, letters, patients, practices
from packetizer.understanding.facts.names.nameroles import behind_closing
from packetizer.understanding.facts.names.patients import CREDENTIAL
from packetizer.understanding.lore.entries import TypeRole
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton

_PASSING = 0.9  # an insurer named less surely may be any that the letter speaks of


def with_sender(role: TypeRole, drafts: list[Draft], pages: Sequence[Page], lexicon: Lexicon) -> list[Draft]:
    """With the insurer whose letterhead a paper bears, where none is named more surely."""
    named = [item for item in drafts if item.kind == "name.insurer"]
    if role.to_insurer and not named and pages:
        found = insurers.of_receiver(sheet_of(pages[0], lexicon), lexicon, 3 if role.by_practice else 0)
        return [*drafts, *found]
    if not role.by_insurer or any(item.confidence >= _PASSING and not _of_kind(item) for item in named):
        return drafts
    sent = [made for page in pages[:1] for made in insurers.of_sender(sheet_of(page, lexicon), lexicon)]
    return [
        *(item for item in drafts if not (sent and item.kind == "name.insurer" and _of_kind(item))),
        *sent,
    ]


def _of_kind(item: Draft) -> bool:
    """Whether a name is perhaps only that of a kind of plan: "Crown Select PPO"."""
    return str(item.value).endswith((" PPO", " HMO", " EPO", " POS"))


_ACTS = re.compile(r"\b[a-z]{3,}\b")  # "spoke to our medical director"
_TITLE = re.compile(r"^(?:/s/\s*)?(?:D[Rr]\.?\s)?")
_NEAR = 40  # characters before and behind a name, in which its bearer's office stands
_SAME_LINE = 0.002  # of the page
_BESIDE, _CREDENTIALS = 6, 14  # characters of a title between them, and of degrees


def who_treat(
    role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """Without those named as clinicians who decide for the insurer, or write for it; and as patients."""
    for item in drafts:
        where = _where(item, pages, lexicon) if item.kind in ("name.provider", "name.patient") else None
        if where is None:
            yield item
        elif item.kind == "name.patient":
            sheet, cell, at = where
            if at or not letters.holds_office(sheet, cell, len(item.text)):
                yield item
        elif not _reviews(role, item.text, *where) and not _in_office(item.text, *where):
            yield item


_SIGNED, _PROSE = 3, 45  # rows that may follow who signs, characters of a line of text


def _signs_last(sheet: Sheet, cell: Cell, name: str) -> bool:
    """Whether a name alone in its row is all that follows a letter's text."""
    plain = CREDENTIAL.sub("", _TITLE.sub("", cell.text).replace(name, "")).strip(" ,.")
    over, below = sheet.rows[: cell.row], sheet.rows[cell.row + 1 :]
    texts = (other.text for row in over[-1:] for other in row)
    after_text = any(len(text) > _PROSE or text.endswith((".", "?")) for text in texts)
    short = len(below) <= _SIGNED and all(len(other.text) < _PROSE for row in below for other in row)
    return not plain and len(sheet.rows[cell.row]) == 1 and after_text and short


def without_collectors(drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """Without who collects debts, on a paper that says that somebody does."""
    named = [
        item
        for item in drafts
        if item.kind == "name.provider" and _says(str(item.value), "collectors", lexicon)
    ]
    texts = (cell.text for page in pages if named and page.words for cell in sheet_of(page, lexicon).cells)
    collects = any(_says(text, "collects", lexicon) for text in texts)
    yield from (item for item in drafts if not (collects and item in named))


def _says(text: str, key: str, lexicon: Lexicon) -> bool:
    return any(hit.key == key for hit in lexicon.collecting.all(skeleton(text)))


def of_one_party(role: TypeRole, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Without patients with the name of a merchant, and on papers of payment insurers with a patient's."""
    shops = {_letters(item) for item in drafts if item.kind == "name.merchant"}
    people = {_letters(item) for item in drafts if role.pays and item.kind == "name.patient"} - shops
    for item in drafts:
        sold = item.kind == "name.patient" and _letters(item) in shops
        if not sold and not (item.kind == "name.insurer" and _letters(item) in people):
            yield item


def _letters(item: Draft) -> str:
    return "".join(sorted(str(item.value).casefold().split()))


def _in_office(name: str, sheet: Sheet, cell: Cell, at: int) -> bool:
    """Whether an office is all that stands behind a name, and no degree: "Ann Reed, Practice Manager"."""
    degrees = CREDENTIAL.search(name) or CREDENTIAL.match(cell.text, at + len(name))
    return degrees is None and letters.holds_office(sheet, cell, at + len(name))


def _where(item: Draft, pages: Sequence[Page], lexicon: Lexicon) -> tuple[Sheet, Cell, int] | None:
    """The line that a name stands in, or begins in, and where."""
    page = next((page for page in pages if page.ref == item.page), None)
    sheet = sheet_of(page, lexicon) if page is not None else None
    for cell in sheet.cells if sheet is not None else ():
        at = cell.text.find(item.text)
        if at >= 0 and on_page(cell.line.box_at(at, at + len(item.text))) == item.box:
            return (sheet, cell, at) if sheet is not None else None
        if at < 0 and sheet is not None and abs(on_page(cell.box).y0 - item.box.y0) < _SAME_LINE:
            words = item.text.split()
            heads = (" ".join(words[:count]) for count in range(len(words) - 1, 0, -1))
            head = next((head for head in heads if cell.text.endswith(f" {head}")), None)
            if head is not None:
                return sheet, cell, len(cell.text) - len(head)
    return None


def _reviews(role: TypeRole, name: str, sheet: Sheet, cell: Cell, at: int) -> bool:
    """Whether the words beside a name say so: "our medical director, Ann Reed, MD", "your reviewer, …"."""
    phrases = sheet.lexicon.party_phrases
    before, after = cell.skeleton[max(at - _NEAR, 0) : at], cell.skeleton[at + len(name) :][:_NEAR]
    close = {hit.key for hit in phrases.all(before) if hit.end >= len(before) - _BESIDE}
    if "theirs" in close:
        return True
    if not (role.by_insurer or role.denies or role.names_no_practice):
        return False
    if "reviewers" in close:
        return True
    if any(label.role == "name.provider" and label.end <= at for label in cell.labels):
        return False
    if role.by_insurer and role.denies and _signs_last(sheet, cell, name):
        return True
    if role.by_insurer and not _TITLE.sub("", cell.text[:at]) and behind_closing(sheet, cell):
        return True
    below = sheet.below(cell, 1)[0].skeleton if at == 0 and sheet.below(cell, 1) else ""
    titles = cell.text[at + len(name) :]
    return any(
        hit.key == "reviewers" and hit.start <= _CREDENTIALS and not _ACTS.search(titles[: hit.start])
        for hit in phrases.all(after)
    ) or any(hit.key == "reviewers" and hit.start <= _BESIDE for hit in phrases.all(below))


def with_practices(
    role: TypeRole, drafts: list[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> list[Draft]:
    """With the practices that it names and no label does, where nobody else is named who treats.

    Beside a named clinician a letterhead is not counted as another provider.
    """
    if role.names_no_practice or any(item.kind == "name.provider" for item in drafts):
        return drafts
    payers = [str(item.value) for item in drafts if item.kind == "name.insurer"]
    known = [item for item in drafts if item.kind in ("name.provider", "name.patient", "name.insurer")]
    found = practices.named(role, pages, payers, lexicon)
    return [*drafts, *(made for made in found if not any(overlapping(made, item) for item in known))]


_SHORT = re.compile(r"([A-Z])\.?\s([A-Z][\w'’-]+)")


def spelled_out(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """`A. Reed` under a paper that names Ann Reed is she."""
    for kind in ("name.patient", "name.provider"):
        names_ = {str(item.value) for item in drafts if item.kind == kind}
        for item in drafts:
            short = _SHORT.fullmatch(str(item.value)) if item.kind == kind else None
            full = sorted(
                name
                for name in names_
                if short is not None
                and not _SHORT.fullmatch(name)
                and name.startswith(short[1])
                and name.split()[-1].casefold() == short[2].casefold()
            )
            if item.kind == kind:
                yield replace(item, value=full[0]) if len(full) == 1 else item
    yield from (item for item in drafts if item.kind not in ("name.patient", "name.provider"))


def unlabelled_patient(
    role: TypeRole, drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon
) -> Iterator[Draft]:
    """Whom a paper that names no patient is sent to, or who wrote it."""
    if any(item.kind == "name.patient" for item in drafts) or not pages:
        return
    found: list[Draft] = []
    if role.by_insurer or role.bills or role.denies or role.to_patient:
        found = list(letters.sent_to(sheet_of(pages[0], lexicon), lexicon))[:1]
    elif not role.records:
        found = list(letters.written_by(pages, lexicon))
    yield from found or letters.named_alone(role, pages, lexicon)


def running_names(drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """The patient's name alone at the head or foot of a further page."""
    known = {str(item.value).casefold() for item in drafts if item.kind == "name.patient"}
    named = {item.page for item in drafts if item.kind == "name.patient"}
    for page in pages:
        sheet = sheet_of(page, lexicon)
        if page.ref in named or not sheet.rows:
            continue
        for cell in (cell for row in (*sheet.rows[:2], *sheet.rows[-1:]) for cell in row):
            found = patients.person(cell.text, lexicon)
            if found is not None and found[0].casefold() in known:
                yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.85)
                break
