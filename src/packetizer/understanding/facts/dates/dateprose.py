"""What running text before a date says of it: a label in the sentence, or that care was given."""

from __future__ import annotations

from packetizer.understanding.facts.dates.datelabels import GLUE
from packetizer.understanding.facts.dates.datespots import SERVICE
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.layout import Cell, Sheet, find_labels
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed

_SENTENCE_SERVICE = Framed(
    DayWords,
    r"\b%{care}\b(?:[^.;:]|(?<=\b[A-Z])\.|(?<=\b[SDM][trs])\.){0,60}\b%{care_on}\s*$",
)
# "Service 09/16/2024, procedure J0013"
_SERVICE_ON = Framed(DayWords, r"(?:^|[.;,]\s*)(?:%{care_first}\s?:?|%{care_listed}\s?:\s[^.;:]{2,40},)\s*$")
_NOT_SERVICE = Framed(DayWords, r"\b%{of_papers}\b[^.;:]{0,40}$")


def said_before(sheet: Sheet, cell: Cell, printed: PrintedDate) -> tuple[str, float] | None:
    """Running text: the words before the date, from the line above where it stands at a line's start."""
    head = cell.text[: printed.start]
    if len(head) < 30 and cell.row:
        above = [over for over in sheet.rows[cell.row - 1] if abs(over.box.x0 - cell.box.x0) < 0.012]
        above = above or (list(sheet.rows[cell.row - 1]) if not cell.place else [])
        if len(above) == 1 and len(above[0].text) > 30 and not above[0].text.rstrip().endswith((".", ":")):
            head = above[0].text + " " + head
    tail, words = head[-110:], sheet.lexicon.days
    if not tail.strip():
        return None
    labels = [label for label in find_labels(skeleton(tail), sheet.lexicon) if label.role.startswith("date.")]
    if labels and GLUE.of(words).match(tail[labels[-1].end :]):
        return labels[-1].role, 0.85
    told = _SENTENCE_SERVICE.of(words).search(tail) and not _NOT_SERVICE.of(words).search(tail)
    return (SERVICE, 0.85) if told or _SERVICE_ON.of(words).search(tail) else None
