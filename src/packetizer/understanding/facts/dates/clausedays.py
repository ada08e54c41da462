"""What the clause around a date says of it, where a label alone says another thing or none.

"Received" is said of papers, of care and of medicine; a day may be one to come; a period may be that of a
medicine that was tried; and a scale's score was taken on the day beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from packetizer.model import DateRange
from packetizer.understanding.facts.dates.datespots import (
    ANSWERED,
    DEADLINE,
    NONE,
    OTHER,
    PLAIN,
    RECEIVED,
    SERVICE,
    SIGNED,
)
from packetizer.understanding.facts.dates.months import WEEKDAY, PrintedDate
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.lore.daywords import ClauseWords
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed

_STOP = re.compile(r"(?<!\b[A-Z])(?<!\b[SDM][trs])(?<!\bNo)[.;!?]\s|\s{3,}")
_GOT = Framed(ClauseWords, r"\b%{got}\b")
_CAME = Framed(ClauseWords, r"\b%{came}\b")
_PERSON = Framed(
    ClauseWords,
    r"\b(?:%{persons}|%{titled}\.?\s[A-Z][\w'’-]+)\s(?:first\s|last\s|then\s|has\s|had\s)?$",
)
_PERSON_AHEAD = Framed(ClauseWords, r"^,?\s%{persons_ahead}\b")
# "On March 20, 2026 this Bureau received the application", "on August 25 we got your note"
_GOT_AFTER = Framed(
    ClauseWords,
    r"^,?\s(?:[\w'’&.-]+\s){1,8}?%{reached}\s(?P<what>(?:[\w'’-]+\s){0,5}[\w'’-]+)",
)
_ON = re.compile(r"(?:^|\b)on\s(?:the\s)?$", re.IGNORECASE)
_TO_COME = Framed(ClauseWords, r"\b%{to_come}\b(?P<rest>[^;]{0,70})$")
_BEEN = Framed(ClauseWords, r"\b%{been}\b")
_SINCE = re.compile(r"\bsince\s(?:about\s|around\s|the\s)?$", re.IGNORECASE)
_PAPER_OF = Framed(ClauseWords, r"\b%{papers_of} $|\bdate of (?:%{decided_which} )*%{decided}\s?[:.]*\s*$")
# "within 180 days of": from when a time is counted
_COUNTED = Framed(ClauseWords, r"\b%{counted_from} $")
# From a scale's name to the day: its score, a few words, nothing that is to come
_SCORED = Framed(
    ClauseWords,
    r"^(?!.*\b%{unscored}\b)[^.;\d]{0,16}(?:\(?\d{1,2}(?:\s?/\s?\d{2})?\)?)?[^.;\d]{0,22}?"
    r"(?:\b%{scored_on}\s|[(,:]\s?|\s)$",
)
_SCORED_LAST = Framed(ClauseWords, r"\b%{scored_last}\s$|\d\)?\s?[(,:]?\s?$|\bat (?:\w+ )?visit\s$")
_LATE_COMING = Framed(ClauseWords, r"\b%{late_coming}\s(?:by\sus\s|it\s|them\s|in\s)?after\s$")
_ANSWERS = Framed(ClauseWords, r"\b%{answers}\b")
_ANSWERED_BY = Framed(ClauseWords, r"\b%{answered_by}\b[^.;]{0,24}$")
_ASKED = Framed(ClauseWords, r"\b%{asked}\b")
_LATE = Framed(ClauseWords, r"^\s(?:will|can|cannot|can't|may|is|are|won't)\b[^.;]{0,16}\b%{late}\b")
_SCORE_BOX = Framed(ClauseWords, r"[^.;:]{0,30}\b%{score_boxes}\b[^.;:]{0,30}[:?]?\W*")
_VISIT_AFTER = Framed(ClauseWords, r"^\s%{called_by_day}\b(?!\s(?:is|will|on\b))")
_WHOSE = Framed(ClauseWords, r"\b%{whose}\s$")
_SAW = Framed(ClauseWords, r"\b%{saw}\s(?:\w+\s){1,3}(?:last\s|again\s)?on\s$|\b%{visit_of}\s$")
# From the name of an encounter, or what was done, to its day
_UP_TO_DAY = re.compile(
    r"^(?:[^.;:\d]|(?<=\b[A-Z])\.|(?<=\b[SDM][trs])\.){0,45}?\b(?:on|of|from|dated|last)\s(?:the\s)?$"
    r"|^(?:\s(?:no\.?\s?|#\s?)?\d{1,3}(?:\s?(?:of|/)\s?\d{1,3})?)?\s?[,(:–-]{0,2}\s?(?:the\s)?$"
    r"|^\s(?:by|with)\s(?:Dr\.\s)?[^.;:\d]{3,30}\s$|^[^.;:\d]{0,30}:\s?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\(?\b(?:last\s)?{WEEKDAY}\b[.,]?\s(?:the\s)?$", re.IGNORECASE)
_DOTTED = re.compile(
    r"(?<=\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec))\.\s"
)
_NEAR = 48  # characters from a medicine to the period in which it was taken
_UNKEPT_ON = re.compile(
    r"^(?:\s(?:his|her|their|my|your|the|a|one)\s\w+)?(?:\s(?:on|of|from))?\s(?:the\s)?$", re.IGNORECASE
)
# "permission had been given on": what was given is no care
_PASSIVE = re.compile(r"^\s(?:was|were|is|had been|has been)\s(?:\w+\s){1,2}on\s(?:the\s)?$", re.IGNORECASE)
_SAID = 80  # characters before a day that may say that there was no care
_LEFT = 40  # characters of a cell to the left that may say what a day is of
_OPENS = re.compile(r"\W*[A-Z][^.;]{0,30}:|\W*\d{1,2}[.)]\s")  # a label, an item: no line that goes on
_RUNS_ON = 30  # characters of a line that goes on in the next


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a date's own clause before it, and those behind it."""

    before: str
    after: str

    @classmethod
    def of(cls, sheet: Sheet, cell: Cell, printed: PrintedDate) -> Clause:
        before, after = cell.text[: printed.start], cell.text[printed.end :]
        left = sheet.left_of(cell)
        if not re.search(r"\w", before) and left is not None and len(left.text) <= _LEFT:
            before = f"{left.text} {before}"
        elif len(before) < _RUNS_ON and not cell.place and cell.row and not _OPENS.match(before):
            above = sheet.rows[cell.row - 1]
            if len(above) == 1 and len(above[0].text) > _RUNS_ON:
                before = f"{above[0].text} {before}"
        below = sheet.rows[cell.row + 1] if cell.row + 1 < len(sheet.rows) else ()
        if len(cell.text) > _RUNS_ON and len(below) == 1 and sheet.right_of(cell) is None:
            after = f"{after} {below[0].text}"
        return cls(_STOP.split(_DOTTED.sub(" ", before))[-1], _STOP.split(after)[0])


def said_of(sheet: Sheet, cell: Cell, printed: PrintedDate, role: str) -> tuple[str, float] | None:
    """The role that the clause gives in place of a label's, and how sure that is; None: it says nothing."""
    if role not in (NONE, PLAIN, SERVICE, RECEIVED, DEADLINE, SIGNED):
        return None
    clause, words = Clause.of(sheet, cell, printed), sheet.lexicon.clauses
    limit = _limit(clause, words, role)
    return limit if limit is not None else _other_role(sheet, cell, printed, role, clause)


def _limit(clause: Clause, words: ClauseWords, role: str) -> tuple[str, float] | None:
    """Of a day by which something is to be there: the insurer's answer, or what comes late after it."""
    if role in (NONE, PLAIN, DEADLINE) and _answered_by(clause, words):
        return ANSWERED, 0.9
    late = _LATE_COMING.of(words).search(clause.before) and _LATE.of(words).match(clause.after)
    return (DEADLINE, 0.85) if late else None


def _other_role(
    sheet: Sheet, cell: Cell, printed: PrintedDate, role: str, clause: Clause
) -> tuple[str, float] | None:
    words = sheet.lexicon.clauses
    if role == RECEIVED:
        return _got(sheet, clause, words)
    if role in (DEADLINE, SIGNED):
        others = words.renewals if role == DEADLINE else words.contracts
        return (OTHER, 0.8) if others.search(clause.before) else None
    if _to_come(clause, words) or _began(clause, words) or _is_trial(sheet, clause, printed):
        return OTHER, 0.8
    if role == SERVICE:
        return (OTHER, 0.8) if _none_that_day(clause, words) else None
    if _PAPER_OF.of(words).search(clause.before) or _COUNTED.of(words).search(clause.before):
        return OTHER, 0.8
    if _reached(clause, words):
        return RECEIVED, 0.85
    if _visited_on(clause, words) or _cared_for(clause, words):
        return SERVICE, 0.85
    return (SERVICE, 0.75) if _scored_on(sheet, clause) or _score_asked(sheet, cell, printed) else None


def _answered_by(clause: Clause, words: ClauseWords) -> bool:
    """Whether an insurer's answer is promised by this day, and nothing is asked of the member by then."""
    promised = _last(_ANSWERS.of(words), clause.before)
    if promised is None or _ANSWERED_BY.of(words).search(clause.before) is None:
        return False
    return _ASKED.of(words).search(clause.before, promised.end()) is None


_OF = re.compile(r"\s(?:of|to)\b", re.IGNORECASE)  # "the parents of …": who follows is the child


def born_to(cell: Cell, printed: PrintedDate, words: ClauseWords) -> bool:
    """Whether a birth date is that of a relative: the last person named before it is no patient."""
    before = cell.text[: printed.start]
    kin = max(
        (one for one in words.kin.finditer(before) if not _OF.match(before, one.end())),
        key=lambda one: one.start(),
        default=None,
    )
    patient = _last(words.patients, before)
    return kin is not None and (patient is None or patient.start() < kin.start())


def _score_asked(sheet: Sheet, cell: Cell, printed: PrintedDate) -> bool:
    """`Baseline score (which scale?)   09/25/2026`: the day in the box beside the one of a score."""
    left = sheet.left_of(cell)
    if left is None or re.search(r"\w", cell.text[: printed.start]):
        return False
    return _SCORE_BOX.of(sheet.lexicon.clauses).fullmatch(left.text) is not None


def _got(sheet: Sheet, clause: Clause, words: ClauseWords) -> tuple[str, float] | None:
    if words.others.search(clause.before) or words.others.match(clause.after.strip()):
        return OTHER, 0.8
    return _received(clause.before, words) or _drug_received(sheet, clause.before, words)


def _received(before: str, words: ClauseWords) -> tuple[str, float] | None:
    """Where a label says "received": what was, by the first that is named behind the verb, else before it."""
    came = _last(_CAME.of(words), before)
    if came is not None and _PERSON.of(words).search(before[: came.start()]):
        return SERVICE, 0.85
    got = _last(_GOT.of(words), before)
    if got is None:
        return None
    what = next(iter(words.named(before, got.end())), None)
    if what is None:
        ahead = words.named(before, 0, got.start())
        what = "papers" if "papers" in ahead else next(reversed(ahead), None)
    if what in (None, "papers", "money"):
        return None
    return (SERVICE, 0.85) if what == "care" else (OTHER, 0.8)


def _drug_received(sheet: Sheet, before: str, words: ClauseWords) -> tuple[str, float] | None:
    """`He received Spravato here on`, where no paper about a medicine was received."""
    if words.named(before):
        return None
    hits = sheet.lexicon.drug_phrases.find(skeleton(before))
    drugs = [sheet.lexicon.drug(hit.key) for hit in hits]
    if not drugs:
        return None
    return (
        (SERVICE, 0.85)
        if any(drug is not None and drug.role == "treatment" for drug in drugs)
        else (OTHER, 0.8)
    )


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None)


def _reached(clause: Clause, words: ClauseWords) -> bool:
    """`On March 20, 2026 this Bureau received the application`: a paper, by whom it was meant for."""
    if not _ON.search(clause.before) or _PERSON_AHEAD.of(words).match(clause.after):
        return False
    got = _GOT_AFTER.of(words).match(clause.after)
    return got is not None and words.named(got["what"])[:1] == ("papers",)


def _to_come(clause: Clause, words: ClauseWords) -> bool:
    ahead = _TO_COME.of(words).search(clause.before)
    return ahead is not None and not _BEEN.of(words).search(ahead["rest"])


def _began(clause: Clause, words: ClauseWords) -> bool:
    """`I have treated her since May 4`: when something began that is no care of that day."""
    said = f"{clause.before} {clause.after}"
    return bool(_SINCE.search(clause.before)) and not words.visits.search(said)


def _is_trial(sheet: Sheet, clause: Clause, printed: PrintedDate) -> bool:
    """Whether a period is that of a medicine: one that is not what the case is about."""
    lexicon = sheet.lexicon
    if not isinstance(printed.value, DateRange) or lexicon.clauses.care.search(clause.before):
        return False
    near = skeleton(clause.before[-_NEAR:])
    found = [lexicon.drug(hit.key) for hit in lexicon.drug_phrases.find(near)]
    return bool(found) and all(drug is not None and drug.role != "treatment" for drug in found)


def _scored_on(sheet: Sheet, clause: Clause) -> bool:
    named = sheet.lexicon.scale_phrases.find(skeleton(clause.before))
    if not named:
        return False
    between, words = clause.before[named[-1].end :], sheet.lexicon.clauses
    return bool(_SCORED.of(words).match(between) and _SCORED_LAST.of(words).search(between))


def _cared_for(clause: Clause, words: ClauseWords) -> bool:
    """`examined by me on the 25th`, `an MRI on 10 February`, `at my visit 6/18`: what was done that day."""
    before = _WEEKDAY.sub("", clause.before)
    found = max(
        (done for pattern in (words.encounters, words.acts) if (done := _last(pattern, before)) is not None),
        key=lambda match: match.end(),
        default=None,
    )
    if found is None or not _UP_TO_DAY.match(before[found.end() :]):
        return False
    said = before[-_SAID:]
    return not words.unkept.search(said) and not words.no_care.search(said)


def _none_that_day(clause: Clause, words: ClauseWords) -> bool:
    """`missed her visit of`, `was cancelled on`, `permission was given on`"""
    ends = ((words.unkept, _UNKEPT_ON), (words.no_care, _PASSIVE))
    return any(
        (found := _last(pattern, clause.before)) is not None and end.match(clause.before[found.end() :])
        for pattern, end in ends
    )


def _visited_on(clause: Clause, words: ClauseWords) -> bool:
    if _SAW.of(words).search(clause.before):
        return True
    return bool(_WHOSE.of(words).search(clause.before) and _VISIT_AFTER.of(words).match(clause.after))
