"""What running text before a date says of it: a label in the sentence, or that care was given."""

from __future__ import annotations

import re

from packetizer.understanding.facts.datelabels import GLUE
from packetizer.understanding.facts.datespots import SERVICE
from packetizer.understanding.facts.layout import Cell, Sheet, find_labels
from packetizer.understanding.facts.months import PrintedDate
from packetizer.understanding.facts.phrases import skeleton

_SENTENCE_SERVICE = re.compile(
    r"\b(?:service|services|treatment|treatments|infusion|infusions|session|sessions|visit|visits|"
    r"procedure|surgery|claim|"
    r"seen|evaluated|administered|performed|rendered|received|given|treated|admitted|provided|care|"
    r"stay)\b(?:[^.;:]|(?<=\b[A-Z])\.|(?<=\b[SDM][trs])\.){0,60}\b(?:on|from|for|dated|between|beginning|of)\s*$",
    re.IGNORECASE,
)
# "Service 09/16/2024, procedure J0013"
_SERVICE_ON = re.compile(
    r"(?:^|[.;,]\s*)(?:(?:services?|treatments?|infusions?|sessions?|visits?|procedures?|treated|seen|encounter)"
    r"\s?:?|(?:services?|treatments?)\s?:\s[^.;:]{2,40},)\s*$",
    re.IGNORECASE,
)
_NOT_SERVICE = re.compile(
    r"\b(?:request|requested|letter|appeal|appealed|application|response|records?|fax|call|called|policy|"
    r"review|reviewed|notice|form|information|documents?|documentation|notes|asked|denied|denial|processed|submitted|filed|"
    r"decided|adjudicated|upheld|closed|mailed|issued|sent|paid)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)


def said_before(sheet: Sheet, cell: Cell, printed: PrintedDate) -> tuple[str, float] | None:
    """Running text: the words before the date, from the line above where it stands at a line's start."""
    head = cell.text[: printed.start]
    if len(head) < 30 and cell.row:
        above = [over for over in sheet.rows[cell.row - 1] if abs(over.box.x0 - cell.box.x0) < 0.012]
        above = above or (list(sheet.rows[cell.row - 1]) if not cell.place else [])
        if len(above) == 1 and len(above[0].text) > 30 and not above[0].text.rstrip().endswith((".", ":")):
            head = above[0].text + " " + head
    tail = head[-110:]
    if not tail.strip():
        return None
    labels = [label for label in find_labels(skeleton(tail), sheet.lexicon) if label.role.startswith("date.")]
    if labels and GLUE.match(tail[labels[-1].end :]):
        return labels[-1].role, 0.85
    if _SERVICE_ON.search(tail) or (_SENTENCE_SERVICE.search(tail) and not _NOT_SERVICE.search(tail)):
        return SERVICE, 0.85
    return None
