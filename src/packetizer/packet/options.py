"""What a person chooses about the packet: sheets, tabs, numbers. What the case says stands in `Given`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from packetizer.errors import UsageError

_BATES = re.compile(r"(?P<prefix>[^:]*)(?::(?P<start>\d+))?")
SHEETS = (  # that a person may choose, in packet order; the names are those of `SheetKind`
    *("cover", "letter", "index", "summary", "chronology", "reasons", "criteria", "scores", "ledger"),
)
DIGITS = 6  # of a Bates number, as the field prints them; a longer start keeps its own


@dataclass(frozen=True, slots=True)
class Bates:
    """Numbers that run through every page of a production: prefix, then digits with leading zeros."""

    prefix: str
    start: int = 1
    digits: int = DIGITS

    def number(self, packet_page: int) -> str:
        """The number of a packet page (1-based)."""
        return f"{self.prefix}{self.start + packet_page - 1:0{self.digits}d}"


def numbers(text: str) -> Bates:
    """`PREFIX` or `PREFIX:START`. UsageError where it is neither."""
    found = _BATES.fullmatch(text.strip())
    if not found or not found["prefix"].isprintable() or len(found["prefix"]) > 24:
        raise UsageError(f"--bates {text}: a prefix and, if need be, the first number: ABC or ABC:000101")
    start = found["start"] or "1"
    return Bates(found["prefix"], int(start), max(DIGITS, len(start)))


@dataclass(frozen=True, slots=True)
class PacketOptions:
    """How the packet is made. The defaults give one file with every sheet that has something to say."""

    only: tuple[str, ...] = ()  # names of sheets (`SheetKind`); empty: all
    without: tuple[str, ...] = ()  # names of sheets that stay out
    tabs: bool = False  # a sheet with its letter and title before each exhibit
    bates: Bates | None = None
    max_mb: float | None = None  # of one file, in megabytes of 1,000,000 bytes; None: as the route has it
    max_pages: int | None = None  # of one file; None: as the route has it
    originals: bool = False  # photos go in as they came, not as the sheet in them
    recompress: bool = False  # make pictures smaller where they can be without losing words
    fax: bool = False  # black and white at a fax machine's resolution, big stamps
    redact: tuple[str, ...] = ()  # kinds of numbers to black out, ids of understanding/data/private.yaml
    keep_exhibits: bool = False  # papers keep the letters that they had in the packet that stands there
    calendar: bool = False  # the deadlines as a calendar file beside the worksheet
    password: str | None = field(default=None, repr=False)  # encrypts every file of the packet (AES-256)
