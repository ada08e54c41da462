"""What became of each drug that a page names: it failed, it is taken or given, or it is only named.

The phrases of the data file say it where they know the wording (`outcome`); a model of the words around the
name (data/drug_words.npz, fitted by bench/fit_drugs.py) says it of the rest, and doubts phrases in words that
as a whole say something else: what a sister took, what a policy asks for, what helped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp

from packetizer.understanding.facts.care.around import Around, surroundings
from packetizer.understanding.facts.care.drugs import Mention
from packetizer.understanding.facts.care.outcome import failures
from packetizer.understanding.facts.layout import Sheet
from packetizer.understanding.lore.entries import Drugs
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.lore.wordmodel import DRUG_WORDS, load

_DOUBTED = 0.12  # a phrase stands against the words where they leave it this chance
_BELIEVED = 0.5  # words alone are believed from here
_AGAINST = 0.9  # ... and where a phrase says that it did not fail, from here
_TAKEN = 0.7  # of two that are as likely a drug is taken rather than only named
_TREATS = 0.96
_LEFT_OUT = 0.9
_TICK = re.compile(r"\[\s*[xX]\s*\]|\(\s*[xX]\s*\)|☒|☑")
_LIST_ROWS = 3  # that a plan's list may run over
_SENTENCE_END = re.compile(r"[.?!:]\s+(?=[A-Z])")
_ASKED = Framed(Drugs, r"\b%{asked_trials}\b")
_ONE_OF = Framed(Drugs, r"\b%{any_of}\b")
_WORKED = Framed(Drugs, r"\W*%{worked}\b")
_UNDONE = Framed(Drugs, r"\b%{undone}\b")
_NOT_GIVEN = Framed(Drugs, r"\W*%{not_given}\W*")


class Fate(StrEnum):
    FAILED = "failed"
    GIVEN = "given"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention with what became of its drug, and how sure that is."""

    mention: Mention
    fate: Fate
    certainty: float


def judged(sheet: Sheet, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Judged]:
    """The mentions in their order. What the case is about is given wherever it is named."""
    if not mentions:
        return []
    phrased = failures(sheet, mentions, lexicon)
    ticks = any(_TICK.search(cell.text) for cell in sheet.cells)
    made = []
    for mention, around in zip(mentions, surroundings(sheet, mentions, lexicon), strict=True):
        drug = lexicon.drug(mention.generic)
        if (ticks and "unticked" in around.flags) or _not_given(sheet, mention) or _wanted(sheet, mention):
            made.append(Judged(mention, Fate.NAMED, _LEFT_OUT))
        elif drug is not None and drug.role == "treatment":
            made.append(Judged(mention, Fate.GIVEN, _TREATS))
        else:
            known = _judge(mention, around, phrased.get((mention.cell.row, mention.generic)), lexicon)
            worked = known.fate == Fate.FAILED and _worked(sheet, mention)
            made.append(replace(known, fate=Fate.NAMED) if worked else known)
    return made


def _not_given(sheet: Sheet, mention: Mention) -> bool:
    """A row that says so in a cell of its own: `Ondansetron 4 mg    not given`."""
    not_given = _NOT_GIVEN.of(sheet.lexicon.drugs)
    return any(not_given.fullmatch(cell.text) for cell in sheet.rows[mention.cell.row])


def _wanted(sheet: Sheet, mention: Mention) -> bool:
    """Whether a plan's list of what must be tried names the drug: "when the member has tried two …"."""
    row = mention.cell.row
    above = [cell.text for cells in sheet.rows[max(0, row - _LIST_ROWS) : row] for cell in cells]
    ahead = [cell.text for cell in sheet.rows[row][: mention.cell.place]]
    told = _SENTENCE_END.split(" ".join([*above, *ahead, mention.cell.text[: mention.start]]))[-1]
    asked = _ASKED.of(sheet.lexicon.drugs).search(told)
    return asked is not None and _ONE_OF.of(sheet.lexicon.drugs).search(told, asked.end()) is not None


def _worked(sheet: Sheet, mention: Mention) -> bool:
    """A cell of the drug's row that says it worked: `Good response, remission; tapered`."""
    row = sheet.rows[mention.cell.row]
    others = [cell.text for cell in row if cell is not mention.cell]
    parts = [part for text in (*others, *mention.cell.text.split("|")[1:]) for part in text.split("|")]
    worked, undone = _WORKED.of(sheet.lexicon.drugs), _UNDONE.of(sheet.lexicon.drugs)
    return any(worked.match(part) and not undone.search(part) for part in parts)


def _judge(mention: Mention, around: Around, phrased: float | None, lexicon: Lexicon) -> Judged:
    chances = _chances(around, lexicon)
    failed = chances[Fate.FAILED]
    if phrased and failed >= _DOUBTED:
        return Judged(mention, Fate.FAILED, max(phrased, min(failed, 0.95)))
    if failed >= (_BELIEVED if phrased is None or phrased else _AGAINST):
        return Judged(mention, Fate.FAILED, 0.5 + 0.4 * failed)
    fate = Fate.GIVEN if chances[Fate.GIVEN] >= _TAKEN * chances[Fate.NAMED] else Fate.NAMED
    return Judged(mention, fate, 0.5 + 0.45 * chances[fate])


def _chances(around: Around, lexicon: Lexicon) -> dict[Fate, float]:
    model = load(DRUG_WORDS)
    logs = model.chances(around.terms(lexicon))
    return {Fate(kind): exp(float(log)) for kind, log in zip(model.kinds, logs, strict=True)}
