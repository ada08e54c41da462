"""What the clause around a date says of it, where a label alone says another thing or none.

"Received" is said of papers, of care and of medicine; a day may be one to come; a period may be that of a
medicine that was tried; and a scale's score was taken on the day beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from packetizer.model import DateRange
from packetizer.understanding.entries import ClauseWords
from packetizer.understanding.facts.datespots import DEADLINE, NONE, OTHER, PLAIN, RECEIVED, SERVICE, SIGNED
from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.months import PrintedDate
from packetizer.understanding.facts.phrases import skeleton

_STOP = re.compile(r"(?<!\b[A-Z])(?<!\b[SDM][trs])(?<!\bNo)[.;!?]\s|\s{3,}")
_GOT = re.compile(r"\b(?:received|recd|rec'd|rcvd|got|gotten)\b", re.IGNORECASE)
_CAME = re.compile(r"\b(?:came|come|arrived)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:you|i|he|she|they|patient|client|pt|(?:mr|mrs|ms|mx)\.?\s[A-Z][\w'’-]+)\s(?:first\s|last\s|then\s|has\s|had\s)?$",
    re.IGNORECASE,
)
_PERSON_AHEAD = re.compile(
    r"^,?\s(?:you|i|he|she|they|the patient|the member|my (?:wife|husband))\b", re.IGNORECASE
)
# "On March 20, 2026 this Bureau received the application", "on August 25 we got your note"
_GOT_AFTER = re.compile(
    r"^,?\s(?:[\w'’&.-]+\s){1,8}?(?:received|got|logged|was given|was sent)\s"
    r"(?P<what>(?:[\w'’-]+\s){0,5}[\w'’-]+)",
    re.IGNORECASE,
)
_ON = re.compile(r"(?:^|\b)on\s(?:the\s)?$", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:next|upcoming|rtc|return\s?:|"
    r"returns? (?:in (?:\w+ ){1,2}(?:days?|weeks?|months?)|on|to (?:clinic|see))|"
    r"come back|back in|(?:see|be seen) (?:\w+ ){0,2}again|see (?:me|us)|booked|aftercare|"
    r"(?:re)?scheduled|to be (?:seen|given|done|held)|tentative\w*|planned|"
    r"will (?:be|have|start|begin|return|come|see|get|receive|resume|continue)|due (?:on|for|back))\b"
    r"(?P<rest>[^;]{0,70})$",
    re.IGNORECASE,
)
_BEEN = re.compile(
    r"\b(?:seen|was|were|did|had|last|previous|given|went|since|after|but|completed|said|wrote|told)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\bsince\s(?:about\s|around\s|the\s)?$", re.IGNORECASE)
_PAPER_OF = re.compile(
    r"\b(?:requests?|appeals?|grievances?|complaints?|applications?) dated (?:the )?$|"
    r"\b(?:letters?|e-?mails?|inquir(?:y|ies)|correspondence) (?:of|dated) (?:the )?$|"
    r"\bdate of (?:(?:the|your|our|final|first|initial|adverse|this|original|last) )*"
    r"(?:denial|decision|determination|letter|notice)(?: (?:letter|notice))?\s?[:.]*\s*$",
    re.IGNORECASE,
)
# "within 180 days of": from when a time is counted
_COUNTED = re.compile(r"\b(?:days|weeks|months)\s(?:of|from|after|following)\s(?:the\s)?$", re.IGNORECASE)
# From a scale's name to the day: its score, a few words, nothing that is to come
_SCORED = re.compile(
    r"^(?!.*\b(?:by|before|until|till|due|within|next|repeat|again|every|policy|request|denied|letter)\b)"
    r"[^.;\d]{0,16}(?:\(?\d{1,2}(?:\s?/\s?\d{2})?\)?)?[^.;\d]{0,22}?"
    r"(?:\b(?:on|from|of|at|the|was|dated|taken|visit)\s|[(,:]\s?|\s)$",
    re.IGNORECASE,
)
_SCORED_LAST = re.compile(
    r"\b(?:on|from|dated|taken)\s$|\d\)?\s?[(,:]?\s?$|\bat (?:\w+ )?visit\s$", re.IGNORECASE
)
_VISIT_AFTER = re.compile(r"^\s(?:visit|infusion|session|treatment)s?\b(?!\s(?:is|will|on\b))", re.IGNORECASE)
_WHOSE = re.compile(r"\b(?:the|my|his|her|their|our|your|that|for)\s$", re.IGNORECASE)
_SAW = re.compile(
    r"\b(?:saw|examined|treated)\s(?:\w+\s){1,3}(?:last\s|again\s)?on\s$|"
    r"\b(?:my|his|her|last)\svisit\s(?:of\s|on\s)?$",
    re.IGNORECASE,
)
# From the name of an encounter, or what was done, to its day
_UP_TO_DAY = re.compile(
    r"^(?:[^.;:\d]|(?<=\b[A-Z])\.|(?<=\b[SDM][trs])\.){0,45}?\b(?:on|of|from|dated|last)\s(?:the\s)?$"
    r"|^(?:\s(?:no\.?\s?|#\s?)?\d{1,3}(?:\s?(?:of|/)\s?\d{1,3})?)?\s?[,(:–-]{0,2}\s?(?:the\s)?$"
    r"|^\s(?:by|with)\s(?:Dr\.\s)?[^.;:\d]{3,30}\s$|^[^.;:\d]{0,30}:\s?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\(?\b(?:last\s)?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?\s(?:the\s)?$",
    re.IGNORECASE,
)
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
    if role == RECEIVED:
        if words.others.search(clause.before) or words.others.match(clause.after.strip()):
            return OTHER, 0.8
        return _received(clause.before, words) or _drug_received(sheet, clause.before, words)
    if role in (DEADLINE, SIGNED):
        others = words.renewals if role == DEADLINE else words.contracts
        return (OTHER, 0.8) if others.search(clause.before) else None
    if _to_come(clause) or _began(clause, words) or _is_trial(sheet, clause, printed):
        return OTHER, 0.8
    if role == SERVICE:
        return (OTHER, 0.8) if _none_that_day(clause, words) else None
    if _PAPER_OF.search(clause.before) or _COUNTED.search(clause.before):
        return OTHER, 0.8
    if _reached(clause, words):
        return RECEIVED, 0.85
    if _visited_on(clause) or _cared_for(clause, words):
        return SERVICE, 0.85
    return (SERVICE, 0.75) if _scored_on(sheet, clause) else None


def _received(before: str, words: ClauseWords) -> tuple[str, float] | None:
    """Where a label says "received": what was, by the first that is named behind the verb, else before it."""
    came = _last(_CAME, before)
    if came is not None and _PERSON.search(before[: came.start()]):
        return SERVICE, 0.85
    got = _last(_GOT, before)
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
    if not _ON.search(clause.before) or _PERSON_AHEAD.match(clause.after):
        return False
    got = _GOT_AFTER.match(clause.after)
    return got is not None and words.named(got["what"])[:1] == ("papers",)


def _to_come(clause: Clause) -> bool:
    ahead = _TO_COME.search(clause.before)
    return ahead is not None and not _BEEN.search(ahead["rest"])


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
    between = clause.before[named[-1].end :]
    return bool(_SCORED.match(between) and _SCORED_LAST.search(between))


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


def _visited_on(clause: Clause) -> bool:
    if _SAW.search(clause.before):
        return True
    return bool(_WHOSE.search(clause.before) and _VISIT_AFTER.match(clause.after))
