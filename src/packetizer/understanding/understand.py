"""The room's door: pages in, the case out.

What each paper is, whose, what it says, and what a person must look at.
"""

from __future__ import annotations

from collections.abc import Sequence

from packetizer.model import (
    Case,
    Given,
    Page,
)
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.papers import find_papers
from packetizer.understanding.together import take_together


def understand(pages: Sequence[Page], given: Given, knowledge: Knowledge) -> Case:
    """The case that the pages make, read once."""
    return take_together(find_papers(pages, given, knowledge), given, knowledge)
