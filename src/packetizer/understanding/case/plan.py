"""What kind of plan the client has, and in which state, as the plan's own papers print it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packetizer.model import Document, Known
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.names.sameperson import Likeness, compare_names
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.page.look import Look, squash, squash_phrase
from packetizer.understanding.people.identity import Client
from packetizer.understanding.sheet import Sheet

_CITY = re.compile(r"\b([A-Z]{2})\.?,?\s+\d{5}(?:-\d{4})?\b")
_BELOW_NAME = 5  # rows of an address block
_SHORT_LINE = 8  # words of a label or a letterhead
_REACH = 60  # squashed characters before a phrase that may say it is about others
_OF_EMPLOYERS = ("erisa_self_funded", "erisa_insured")
_PUBLIC = "other"  # a governmental or church plan: no ERISA (29 U.S.C. 1003(b))
_INSURED = "erisa_insured"
_IF = re.compile(r"\b(?:if|whether|unless|when|some|may|not all|depend\w*)\b", re.IGNORECASE)


def plan_type(
    papers: Sequence[Document], sheets: Sequence[Sheet], group: str | None, knowledge: Knowledge
) -> Known[str]:
    """The kind that most of the plan's papers tell of; never ERISA where one says it does not apply.

    `group`: the client's group number. What is insured under one, an employer provides.
    """
    found = _told_most(papers, sheets, knowledge)
    if found.value is not None and found.value not in _OF_EMPLOYERS:
        return found
    looks = [sheet.look for sheet in sheets_of(papers, sheets)]
    if any(_is_public(look, knowledge) for look in looks):
        return Known(_PUBLIC, inferred=True)
    insured = (squash_phrase(phrase) for phrase in knowledge.plans.insured)
    if found.value is None and group and any(_places(look, phrase) for phrase in insured for look in looks):
        return Known(_INSURED, inferred=True)
    return found


def _is_public(look: Look, knowledge: Knowledge) -> bool:
    """Whether a page says that ERISA does not apply, or names a public body as the group or the employer."""
    for phrase in map(squash_phrase, knowledge.plans.not_erisa):
        for place in _places(look, phrase):
            if not _IF.search(_sentence_before(look, place)):
                return True
    return any(knowledge.plans.public_sponsor.search(row) for row in look.rows)


def _places(look: Look, phrase: str) -> list[int]:
    """Where a squashed phrase stands as whole words."""
    found, at = [], look.squashed.find(phrase)
    while at >= 0:
        if at in look.starts and at + len(phrase) in look.ends:
            found.append(at)
        at = look.squashed.find(phrase, at + 1)
    return found


def _sentence_before(look: Look, place: int) -> str:
    """The words of a sentence up to a place, as read; from far enough before it."""
    start, said = _sentence_start(look, place, _FAR), []
    for segment in look.segments:
        at = segment.start
        for word in segment.text.split():
            if start <= at < place:
                said.append(word)
            at += len(squash(word))
    return " ".join(said)


_FAR = 240


def _told_most(papers: Sequence[Document], sheets: Sequence[Sheet], knowledge: Knowledge) -> Known[str]:
    """The kind of plan that most of the plan's own papers tell of, the more telling words first.

    A sentence about other programmes ("if you have Medicare …", "Medicaid members …") tells nothing: a
    phrase in running text counts only beside no word of its kind; one that names a plan in a head or a label
    counts double.
    """
    votes: dict[str, int] = {}
    for paper in papers:
        looks = [sheet.look for sheet in sheets_of([paper], sheets)]
        for plan, phrases in knowledge.plans.plan_types.items():
            weight = max(
                (_told(look, squash_phrase(p), knowledge) for look in looks for p in phrases), default=0
            )
            votes[plan] = votes.get(plan, 0) + weight
    order = list(knowledge.plans.plan_types)
    best = max(order, key=lambda plan: (votes.get(plan, 0), -order.index(plan)), default=None)
    return Known(best, inferred=True) if best is not None and votes.get(best, 0) else Known()


def _told(look: Look, phrase: str, knowledge: Knowledge) -> int:
    """How surely a page says that its plan is of a kind: 2 in a short line, 1 in a sentence, 0 not."""
    place = look.find(phrase)
    segment = look.segment_at(place) if place >= 0 else None
    if segment is None:
        return 0
    if len(segment.text.split()) <= _SHORT_LINE and not segment.text.rstrip().endswith((",", ".")):
        return 2
    aside = (squash_phrase(phrase) for phrase in knowledge.plans.about_others)
    return 0 if any(_stands_before(look, phrase, place) for phrase in aside) else 1


def _stands_before(look: Look, phrase: str, place: int) -> bool:
    """Whether a phrase stands as whole words shortly before a place of the squashed text, in its sentence."""
    at = look.squashed.find(phrase, _sentence_start(look, place), place)
    while at >= 0:
        if at in look.starts and at + len(phrase) in look.ends:
            return True
        at = look.squashed.find(phrase, at + 1, place)
    return False


def _sentence_start(look: Look, place: int, reach: int = _REACH) -> int:
    """Where the sentence of a place begins in the squashed text, or as far before it as matters."""
    start = max(0, place - reach)
    for segment in look.segments:
        if segment.end <= start or segment.start > place:
            continue
        at, words = segment.start, segment.text.split()
        for word, after in zip(words, [*words[1:], "A"], strict=True):
            at += len(squash(word))
            if at <= place and word.endswith((".", "!", "?")) and after[0].isupper():
                start = max(start, at)
    return start


def plan_state(
    papers: Sequence[Document], sheets: Sequence[Sheet], client: Client, knowledge: Knowledge
) -> Known[str]:
    """The state of the client's own address, where a plan's paper is addressed to her or him."""
    if client.name.value is None:
        return Known()
    for sheet in sheets_of(papers, sheets):
        for line in _under_name(sheet, client.name.value, knowledge):
            match = _CITY.search(line)
            if match and match[1] in knowledge.plans.states:
                return Known(match[1], inferred=True)
    return Known()


def _under_name(sheet: Sheet, name: str, knowledge: Knowledge) -> Iterator[str]:
    """The lines below the name on a page: those that follow it as they were read, then those under it."""
    texts = [segment.text for segment in sheet.look.segments]
    for at, text in enumerate(texts):
        if compare_names(text, name, knowledge.names) is Likeness.SAME:
            yield from texts[at + 1 : at + _BELOW_NAME]
    laid_out = sheet_of(sheet.page, knowledge.lexicon)
    for cell in laid_out.cells:
        if compare_names(cell.text, name, knowledge.names) is Likeness.SAME:
            yield from (under.text for under in laid_out.below(cell, _BELOW_NAME + 1))


def sheets_of(documents: Sequence[Document], sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages of these papers."""
    pages = {page for document in documents for page in document.pages}
    return [sheet for sheet in sheets if sheet.page.ref in pages]
