"""Numbers of pages as they are printed: in the outer margins, in rows of an index, in titles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from packetizer.packet.lint.found import MarginNumber

if TYPE_CHECKING:
    from packetizer.model import Box
    from packetizer.packet.lint.print import Printed

LONGEST = 7  # digits of a page number
SIDE = 1 / 3  # of the page's width that is its left or right

_WHOLE = re.compile(r"(?<![\w.,/:$#-])\(?\[?(\d{1,7})(?:[–-]\d{1,7})?\]?\)?(?![\w/:$%]|[.,]\d)")
_BATES = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z._-]{0,23}(\d{3,7})$")
_NAMED = re.compile(r"\b(?:pages?|pp?\.?)\s*(\d{1,7})\b", re.IGNORECASE)
_AT_END = re.compile(
    r"(?:^|[\s.…(\[–—])(?:pages?|pp?\.?)?\s*(\d{1,7})(?:\s*[–-]\s*\d{1,7})?[)\]]?\s*$", re.IGNORECASE
)
_TOTAL = re.compile(r"^\s*(?:of|/|von|de)\s*(\d{1,7})\b", re.IGNORECASE)


def margin_numbers(words: Sequence[Printed], margin: float) -> Iterator[MarginNumber]:
    """Every number that may be that of the page, each once in each corner."""
    near = [word for word in words if _corner(word.box, margin) is not None]
    seen: set[tuple[int, str]] = set()
    for at, word in enumerate(near):
        corner = _corner(word.box, margin) or ""
        for number, rest in _numbers_of(word.text):
            after = [rest, *(other.text for other in near[at + 1 : at + 4] if _same_line(word, other))]
            total = _TOTAL.match(" ".join(after))
            if (number, corner) not in seen:
                seen.add((number, corner))
                covered = any(_over(word, other) for other in words)
                yield MarginNumber(number, int(total[1]) if total else None, corner, covered)


def _numbers_of(text: str) -> Iterator[tuple[int, str]]:
    """A number, alone or with what stands around page numbers, and what follows it in the word."""
    bare = re.match(r"^[\W_]*(?:p(?:age)?\.?)?[\W_]*(\d{1,7})(?=\D|$)(.*)$", text, re.IGNORECASE)
    if bare and not re.search(r"[.,:$%]\d", text) and text.count("/") < 2 and text.count("-") < 3:
        yield int(bare[1]), bare[2]
    elif bates := _BATES.search(text):
        yield int(bates[1]), ""


def _corner(box: Box, margin: float) -> str | None:
    """Which outer margin a word stands in, None where it stands inside."""
    middle = (box.x0 + box.x1) / 2
    across = "left" if middle < SIDE else "right" if middle > 1 - SIDE else "center"
    if (box.y0 + box.y1) / 2 >= 1 - margin:
        return f"bottom {across}"
    return f"top {across}" if (box.y0 + box.y1) / 2 <= margin else None


def _same_line(one: Printed, other: Printed) -> bool:
    middle = (other.box.y0 + other.box.y1) / 2
    return one.box.y0 - 0.005 <= middle <= one.box.y1 + 0.005 and other.box.x0 >= one.box.x0


def _over(word: Printed, other: Printed) -> bool:
    """Whether other print stands on a number; the same number read once more from a picture does not."""
    if other is word or not other.tells or word.text in other.text or other.text in word.text:
        return False
    wide = min(word.box.x1, other.box.x1) - max(word.box.x0, other.box.x0)
    high = min(word.box.y1, other.box.y1) - max(word.box.y0, other.box.y0)
    return wide > 0.35 * word.box.width and high > 0.35 * word.box.height


def whole_numbers(words: Iterable[str]) -> list[int]:
    """Whole numbers of a line of print; of a range of pages the first. No dates, no amounts."""
    return [int(found[1]) for found in _WHOLE.finditer(" ".join(words))]


def named_pages(text: str) -> list[int]:
    """Numbers that a text calls pages: "page 3", "p. 12", "pp. 12–15"."""
    return [int(number) for number in _NAMED.findall(text)]


def page_in_title(title: str) -> int | None:
    """The page that an entry of an outline names, None where it names none."""
    named = named_pages(title)
    if named:
        return named[-1]
    at_end = _AT_END.search(title)
    return int(at_end[1]) if at_end else None
