"""Papers that go on in another file: by their printed numbers, or as two photos of one letter.

Names of files prove nothing by themselves. A page goes to a paper in another file only where it is the one
that fits there, and there is no other where it would fit as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.sheet import Sheet
from packetizer.understanding.splitting.boundaries import boundary_points
from packetizer.understanding.splitting.boundarysigns import (
    boundary_signs,
    closes,
    greets,
    running_keys,
    same_edges,
)
from packetizer.understanding.splitting.draft import Draft

_OWN_TITLE = 4.0  # points of a title from which on a page begins a paper of its own
_LATER = "later_number"
_HEADS = frozenset({"title", "salutation", "date_line", _LATER})
_APART = frozenset(
    {"turned_sheet", "other_size", "made_otherwise", "another name.patient", "another id.claim"}
)
_OPEN = frozenset({"sentence_over", "within_sentence", "small_letter"})
_PROVED = frozenset({"sentence_over", "goes_on"})
_ENDS = frozenset({"closing", "ends"})
_SURELY_ONE = -3.0  # boundary points below which two pages hardly part
_TAIL_NUMBER = re.compile(r"^(?P<stem>.*?)(?P<number>\d+)(?P<rest>\D*)$")


def across_files(drafts: Sequence[Draft], knowledge: Knowledge) -> list[Draft]:
    """The papers, with those put together that surely are one."""
    joined = _joined(list(drafts), _goes_on)
    joined = _joined(joined, _fills)
    return _photographed(joined, knowledge)


def _joined(drafts: list[Draft], fits: Callable[[Draft, Draft], bool]) -> list[Draft]:
    """ "3 of 4" finds the only paper where it fits, if nothing else fits there as well."""
    going = True
    while going:
        going = False
        for draft in drafts:
            wholes = _likeliest([(other, draft) for other in drafts if fits(other, draft)])
            if len(wholes) != 1:
                continue
            head = wholes[0][0]
            rivals = _likeliest([(head, other) for other in drafts if fits(head, other)])
            if len(rivals) == 1 and rivals[0][1] is draft:
                whole = _together(head, draft)
                drafts = [whole if d is head else d for d in drafts if d is not draft]
                going = True
                break
    return drafts


def _likeliest(pairs: list[tuple[Draft, Draft]]) -> list[tuple[Draft, Draft]]:
    """Of several that fit by their numbers, those that share a head or foot; of these the next photo."""
    for proof in (_share_edges, _is_next_photo):
        proved = [pair for pair in pairs if len(pairs) > 1 and proof(*pair)]
        pairs = proved or pairs
    return pairs


def _share_edges(head: Draft, tail: Draft) -> bool:
    return any(same_edges(sheet.look, tail.sheets[0].look) for sheet in head.sheets)


def _together(whole: Draft, part: Draft) -> Draft:
    """Both, in the order of their numbers; without numbers one behind the other."""
    sheets = whole.sheets + part.sheets
    if all(sheet.number for sheet in sheets):
        sheets = tuple(sorted(sheets, key=lambda sheet: sheet.number.number if sheet.number else 0))
    return replace(whole, sheets=sheets)


def _goes_on(head: Draft, tail: Draft) -> bool:
    """Whether numbering proves that `tail`, in another file, goes on where `head` stops."""
    first, last = tail.sheets[0].number, head.sheets[-1].number
    if head is tail or first is None or last is None or not first.total or head.forced or tail.forced:
        return False
    if first.total != last.total or first.number != last.number + 1:
        return False
    if head.sheets[-1].page.ref.source == tail.sheets[0].page.ref.source:
        return False
    titled = float(tail.sheets[0].scores.opening.max()) >= _OWN_TITLE
    return _alike(head, tail) and (not titled or same_edges(head.sheets[-1].look, tail.sheets[0].look))


def _fills(whole: Draft, part: Draft) -> bool:
    """Whether the pages of `part`, in another file, are among those that `whole` lacks, and look like its."""
    if whole is part or whole.forced or part.forced or len(part.sheets) >= len(whole.sheets):
        return False
    has, comes = whole.numbered(), part.numbered()
    if has is None or comes is None or has[0] != comes[0] or has[1] & comes[1]:
        return False
    if whole.sheets[0].page.ref.source == part.sheets[0].page.ref.source or 1 in comes[1]:
        return False
    return _alike(whole, part) and any(
        running_keys(sheet.look, part.sheets[0].look) for sheet in whole.sheets
    )


def _alike(head: Draft, tail: Draft) -> bool:
    """No name or claim that speaks against it."""
    for kind in ("name.patient", "id.claim"):
        values = [
            {str(f.value).casefold() for sheet in draft.sheets for f in sheet.facts if f.kind == kind}
            for draft in (head, tail)
        ]
        if values[0] and values[1] and not values[0] & values[1]:
            return False
    return True


# ---------------------------------------------------------------- photos


def _photographed(drafts: Sequence[Draft], knowledge: Knowledge) -> list[Draft]:
    """With a letter's pages joined that were photographed one after the other."""
    made: list[Draft] = []
    for draft in drafts:
        if made and _is_next_photo(made[-1], draft) and _is_one_letter(made[-1], draft, knowledge):
            made[-1] = replace(made[-1], sheets=made[-1].sheets + draft.sheets)
        else:
            made.append(draft)
    return made


def perhaps_one(drafts: Sequence[Draft], knowledge: Knowledge) -> list[Draft]:
    """Photos that may go on with the one before, which nothing proves: a person is asked."""
    return [
        tail
        for head, tail in pairwise(drafts)
        if _is_next_photo(head, tail) and _may_go_on(head.sheets[-1], tail.sheets[0], knowledge)
    ]


def _may_go_on(before: Sheet, after: Sheet, knowledge: Knowledge) -> bool:
    """Whether a page begins like none, and what comes before has no end."""
    if before.number or after.number or not (before.legible and after.legible):
        return False
    keys = {sign.key for sign in boundary_signs(before, after, knowledge)}
    if keys & (_HEADS | _APART | _ENDS):
        return False
    begun = greets(before.look, knowledge.wordings) and closes(after.look, knowledge.wordings)
    return begun or not keys.isdisjoint(_OPEN)


def _is_next_photo(head: Draft, tail: Draft) -> bool:
    """Whether names of files count on: IMG_1.jpg, IMG_2.jpg; each file a single page."""
    if head.forced or tail.forced or any(s.page.ref.number != 1 for s in (*head.sheets, *tail.sheets)):
        return False
    one, other = (_TAIL_NUMBER.match(sheet.page.ref.source) for sheet in (head.sheets[-1], tail.sheets[0]))
    if one is None or other is None or one["stem"] != other["stem"] or one["rest"] != other["rest"]:
        return False
    return int(other["number"]) == int(one["number"]) + 1


def _is_one_letter(head: Draft, tail: Draft, knowledge: Knowledge) -> bool:
    """Whether a sentence runs over, one page says that it goes on or the next one that it is the next, or a
    letter without its closing finds a closing without its letter."""
    before, after = head.sheets[-1], tail.sheets[0]
    counted = _counted_on(head, after)
    if not counted and (before.number or after.number):
        return False
    if not (before.legible and after.legible) or not _alike(head, tail):
        return False
    keys = {sign.key for sign in boundary_signs(before, after, knowledge)} - ({_LATER} if counted else set())
    points = boundary_points(before, after, knowledge)
    if keys & (_HEADS | _APART | _ENDS) or points > 0:
        return False
    if counted or keys & _PROVED:
        return True
    if points > _SURELY_ONE:
        return False
    wordings = knowledge.wordings
    begun = any(greets(sheet.look, wordings) for sheet in head.sheets)
    return "same_type" in keys and begun and closes(tail.sheets[-1].look, wordings)


def _counted_on(head: Draft, after: Sheet) -> bool:
    """Whether a page calls itself the next one of a letter whose pages bear no number, or the ones before."""
    count, last = len(head.sheets), head.sheets[-1].number
    if after.number is None or after.number.number != count + 1:
        return False
    return last is None or (last.number == count and last.total == after.number.total)
