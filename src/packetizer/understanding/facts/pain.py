"""Pain from 0 to 10 as notes and questionnaires put it, beside the names of scales that `scores` knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packetizer.understanding.facts.layout import Sheet
from packetizer.understanding.facts.making import Draft, draft

_NOT_A_SCALE = r"(?!\s+\d{1,2}\b|\s?[(=]\s?(?:no|none|worst)|\s(?:no|means|being|is)\b)"
_SPAN = r"0\s?(?:[-–]|to)\s?10"
_OF_TEN = re.compile(
    r"\b(?:pain|discomfort)\b(?!\s?(?:clinic|management|medicine))[^.;\d]{0,45}?(?<![\d/])(\d{1,2})\s?"
    r"(?:/|out of|of)\s?10\b",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\bpain\s?(?:scale|score|level|rating|severity|intensity|today|now|right now|currently|at present|"
    rf"at visit|\(?{_SPAN}\)?|numeric|,|\s){{1,4}}\s?(?:is|was|of|=|:|-|–)?[\s:_(]{{0,4}}(\d{{1,2}})"
    rf"(?![\d/.%-]|\s?(?:[-–]|to)\s?10|\s?(?:mg|weeks?|days?|months?|years?|hours?|out|of|to)){_NOT_A_SCALE}",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"\brate (?:your|the|his|her|their) (?:\w+ )?pain\b[^\d]{{0,40}}(?:\(?{_SPAN}\)?[^\d]{{0,20}})?"
    rf"(\d{{1,2}})(?!\d|\s?(?:[-–]|to)\s?10){_NOT_A_SCALE}",
    re.IGNORECASE,
)
# "0 1 2 3 4 5 6 (7) 8 9 10": the answer with a ring around it
_RINGED = re.compile(r"\b(?:\d{1,2}\s+){0,10}[(\[]\s?(\d{1,2})\s?[)\]](?:\s+\d{1,2}\b){0,10}")


def find(sheet: Sheet) -> Iterator[Draft]:
    painful = any("paln" in cell.skeleton for cell in sheet.cells[:12])
    for cell in sheet.cells:
        for pattern, certainty in ((_OF_TEN, 0.9), (_STATED, 0.85), (_ASKED, 0.85)):
            for match in pattern.finditer(cell.text):
                if int(match[1]) <= 10:
                    yield draft(sheet, cell, match.span(1), "score.pain", str(int(match[1])), certainty)
        ringed = _RINGED.search(cell.text) if painful else None
        if ringed is not None and len(re.findall(r"\d+", ringed[0])) >= 8 and int(ringed[1]) <= 10:
            yield draft(sheet, cell, ringed.span(1), "score.pain", str(int(ringed[1])), 0.8)
