"""Whether a page prints the day before the month, and what its dates are then."""

from __future__ import annotations

import re
from dataclasses import replace

from packetizer.model import Page
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.lore.daywords import DayWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.page.once import once_a_page

_NON_US = Framed(DayWords, r"(?<![A-Za-z])(?:%{money_abroad}|%{firms_abroad})(?![A-Za-z])|[€£₹]", re.NOFLAG)


@once_a_page
def prints_day_first(page: Page, lexicon: Lexicon) -> bool:
    """Whether the page proves that it prints the day before the month."""
    text = " \n ".join(word.text for word in page.words)
    text = " ".join(text.split())
    numeric = [found for found in find_dates(text) if found.day_first or found.swapped is not None]
    proven = any(found.day_first for found in numeric)
    us = any(found.month_first for found in find_dates(text))
    return (proven or bool(_NON_US.of(lexicon.days).search(text))) and not us


def oriented(printed: PrintedDate, day_first: bool) -> PrintedDate:
    """The reading that the page's own habit asks for; the other stays as `swapped`, and costs confidence."""
    if not day_first or printed.swapped is None:
        return printed
    return replace(printed, value=printed.swapped, swapped=printed.value, sure=printed.sure * 0.9)
