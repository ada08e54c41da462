"""Papers that need a consent of their own, and numbers that should not travel.

Psychotherapy notes are notes kept apart from the record (45 CFR 164.501); a therapist's progress note is
not one. Records of substance-use programs (42 CFR Part 2) carry a notice; forms and letters that only
mention the rule do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from packetizer.model import Document, PageRef
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.page.look import Look, squash_phrase
from packetizer.understanding.sheet import Sheet

PSYCHOTHERAPY = "psychotherapy_notes"  # the type's id
_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])")
_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")
_PROGRAM_WORDS = 2


def is_psychotherapy_notes(document: Document) -> bool:
    """Held back also where the type is in doubt: a person decides."""
    return document.type == PSYCHOTHERAPY or PSYCHOTHERAPY in document.candidates


def is_substance_use_record(document: Document, sheets: Sequence[Sheet], knowledge: Knowledge) -> bool:
    """Whether the paper is a record of a substance-use program: it bears the notice, or names the program."""
    kind = knowledge.types[document.type]
    if not kind.clinical or document.type == "consent_form":
        return False
    notice = [squash_phrase(phrase) for phrase in knowledge.sensitive.part2_notice]
    program = [squash_phrase(phrase) for phrase in knowledge.sensitive.part2_program]
    looks = [sheet.look for sheet in sheets]
    if any(_count(look, notice) for look in looks):
        return True
    return len({phrase for look in looks for phrase in program if look.find(phrase) >= 0}) >= _PROGRAM_WORDS


def _count(look: Look, phrases: Sequence[str]) -> int:
    return sum(look.find(phrase) >= 0 for phrase in phrases)


def pages_with_ssn(sheets: Sequence[Sheet], knowledge: Knowledge) -> tuple[PageRef, ...]:
    """Pages that print a whole social security number."""
    return tuple(sheet.page.ref for sheet in sheets if _shows_ssn(sheet.look, knowledge))


def _shows_ssn(look: Look, knowledge: Knowledge) -> bool:
    return any(_row_shows_ssn(row, knowledge) for row in look.rows)


def _row_shows_ssn(row: str, knowledge: Knowledge) -> bool:
    if _SSN.search(row) is None and _NINE.search(row) is None:
        return False
    low = row.lower()
    labelled = any(_has_word(low, label) for label in knowledge.sensitive.ssn_labels)
    for match in _SSN.finditer(row):
        before = low[max(0, match.start() - 24) : match.start()]
        if labelled or not any(_has_word(before, label) for label in knowledge.sensitive.not_ssn_labels):
            return match[1] == "-" or labelled
    return labelled and bool(_NINE.search(row))


def _has_word(text: str, label: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None
