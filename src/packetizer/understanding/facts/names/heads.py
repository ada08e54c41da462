"""The name at the head of a record of care that nothing labels.

A score sheet or a note often bears its patient's name alone on a line under the title. Held to be the
patient's only where no other name is: two words that belong to nothing such papers say, no credentials, and
nobody who treats people elsewhere in the case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from packetizer.model import Fact
from packetizer.understanding.facts.making import on_page
from packetizer.understanding.facts.names.patients import person
from packetizer.understanding.facts.names.sameperson import Likeness, compare_names, parse_name
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.page.look import Segment, squash
from packetizer.understanding.sheet import Sheet

_ABOVE, _SEGMENTS = 0.4, 8  # it stands among the first lines
_SURE = 0.6  # that such a name is the patient's
_READ = 0.75  # each of its words
_SHORTEST = 3  # letters of a word of a name
_CREDENTIAL = re.compile(
    r"^[\s,]*(?:M\.?D|D\.?O|Ph\.?D|Psy\.?D|N\.?P|P\.?A|R\.?N|APRN|PMHNP|FNP|LCSW|LMFT|LPC|DNP|MSN|CRNA|BC)\b"
)
_TREATS = re.compile(
    r"\b(?:Dr|Doctor|Prof)\.?\s*$|\b(?:by|from|provider|clinician|physician)\W*$", re.IGNORECASE
)


def treating_names(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """Everybody whom a page of the case names as a provider."""
    kind = FactKind.NAME_PROVIDER
    return tuple(dict.fromkeys(str(f.value) for sheet in sheets for f in sheet.facts if f.kind == kind))


def name_at_head(
    sheet: Sheet, facts: Sequence[Fact], providers: Collection[str], knowledge: Knowledge
) -> Fact | None:
    """The patient's name on a paper's first page, where `facts` of the paper have none."""
    if any(fact.kind in (FactKind.NAME_PATIENT, FactKind.DATE_BIRTH) for fact in facts):
        return None
    for segment in sheet.look.segments[:_SEGMENTS]:
        if segment.y0 > _ABOVE:
            break
        found = _name_in(segment, sheet, knowledge)
        if found is not None and not _treats(str(found.value), providers, knowledge):
            return found
    return None


def _name_in(segment: Segment, sheet: Sheet, knowledge: Knowledge) -> Fact | None:
    found = person(segment.text, knowledge.lexicon)
    if found is None or parse_name(found[0], knowledge.names) is None:
        return None
    name, start, end = found
    rest = segment.text[end:]
    alone = (
        not rest.strip(" ,.:|-") or rest.lstrip(" ,.:|-")[:1].isdigit() or _usual(rest.split()[0], knowledge)
    )
    words = segment.text[start:end].split()
    if start > 0 or not alone or _CREDENTIAL.match(rest) or not all(_of_a_name(w, knowledge) for w in words):
        return None
    line = sheet.look.lines[segment.index]
    at = line.text.find(segment.text)
    if at < 0 or _TREATS.search(line.text[:at]) or line.confidence_at(at, at + end) < _READ:
        return None
    printed = segment.text[:end]
    return Fact(
        "", FactKind.NAME_PATIENT, name, printed, sheet.page.ref, on_page(line.box_at(at, at + end)), _SURE
    )


def _of_a_name(word: str, knowledge: Knowledge) -> bool:
    letters = word.strip(".,'’-")
    return (
        letters[:1].isupper()
        and len(letters) >= _SHORTEST
        and letters.isalpha()
        and not _usual(word, knowledge)
    )


def _usual(word: str, knowledge: Knowledge) -> bool:
    """Whether papers of any kind use the word."""
    return squash(word) in knowledge.vocabulary.words


def _treats(name: str, providers: Collection[str], knowledge: Knowledge) -> bool:
    return any(
        compare_names(name, other, knowledge.names) in (Likeness.SAME, Likeness.MAYBE) for other in providers
    )
