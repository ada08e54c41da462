"""Short texts of papers as they come in practice, written by hand, each with what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from packetizer.model import Given

SKETCHES = Path(__file__).parent / "sketches"
GIVEN = Given(date(2026, 11, 1))


def sketches(files: str = "*.txt") -> Iterator[tuple[frozenset[str], str]]:
    """What each is, by any of its names, and its text."""
    for file in sorted(SKETCHES.glob(files)):
        for part in re.split(r"^### ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            head, _, text = part.partition("\n")
            yield frozenset(head.strip().split("|")), text
