"""Proves by reading that a number is no longer to be seen: a box may have been put beside it.

A text layer that does not lie on its picture, or a reader that was wrong about a place, would black out
something else. So the finished page is read like any scan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError
from packetizer.packet.reread import reader_here, reread
from packetizer.understanding.people.private import as_digits, spelled

if TYPE_CHECKING:
    from packetizer.packet.bundle import Plan
    from packetizer.packet.privacy.redactions import Redactions
    from packetizer.reading.engines import TesseractSetup
    from packetizer.spread import Spread

SECONDS = 120.0  # to read a page


@dataclass(frozen=True, slots=True)
class Look:
    """A page of a file (from 0) on which these numbers must not be seen."""

    file: Path
    at: int
    packet_page: int
    values: tuple[str, ...]
    reader: TesseractSetup


def prove_unseen(
    files: Sequence[Path], plan: Plan, redactions: Redactions, spread: Spread, lang: str
) -> None:
    """PacketizerError where a page still shows a number that was blacked out on it, or cannot be read again.

    Without Tesseract nobody looks; the places themselves are proved black all the same.
    """
    reader = reader_here(lang) if redactions.numbers else None
    if reader is None:
        return
    looks = list(_looks(files, plan, redactions, reader))
    for look, outcome in zip(looks, spread(seen, looks, timeout=SECONDS), strict=True):
        if outcome.value is None:
            raise PacketizerError(
                f"page {look.packet_page} of the packet could not be read again ({outcome.failure}), so that "
                "nobody can say whether it still shows a number that is to be blacked out; build again when "
                "the computer has less to do"
            )
        if outcome.value:
            raise PacketizerError(
                f"page {look.packet_page} of the packet still shows a number that is to be blacked out: the "
                "paper's own text does not lie where its print is; name the place in case.yaml (redactions)"
            )


def _looks(
    files: Sequence[Path], plan: Plan, redactions: Redactions, reader: TesseractSetup
) -> Iterator[Look]:
    values = tuple(sorted(redactions.values))
    on = {one.page for one in redactions.numbers}
    for file, volume in zip(files, plan.files, strict=True):
        for planned in plan.pages:
            if planned.ref in on and planned.packet_page in volume:
                at = planned.packet_page - volume.first_page
                yield Look(file, at, planned.packet_page, values, reader)


def seen(look: Look) -> bool:
    """Whether the reader sees one of the numbers, or what it takes for its digits."""
    words = [token.text for token in reread(look.file, look.at, look.reader)]
    mostly = (as_digits(w) if 2 * sum(map(str.isdigit, w)) >= len(w) else w for w in words)
    texts = (" ".join(words), " ".join(mostly))
    numbers = [digits for digits in look.values if digits.isdigit()]
    return any(spelled(digits).search(text) for digits in numbers for text in texts)
