"""How large the files of a packet came out, and what to say where a route takes less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from packetizer.model import Severity, Warning
from packetizer.packet.volumes import MEGABYTE

if TYPE_CHECKING:
    from packetizer.packet.bind import PacketFile
    from packetizer.packet.write import Written

OVER_LIMIT = "over_limit"
HARD_TO_READ = "illegible_page"
SMALL = 0.62  # less than Tabloid on Letter


def about_limits(packet: Written) -> Iterator[Warning]:
    """A warning for each limit that could not be kept, and a note of what was made smaller to keep one."""
    limits = packet.limits
    for file in packet.files:
        size = file.path.stat().st_size  # as it is sent: a password makes it a little larger
        if limits.bytes is not None and size > limits.bytes:
            told = f"{file.path.name} has {megabytes(size)}, and may have {megabytes(limits.bytes)}."
            yield _over(f"{told} {_remedy(file, packet)}")
        if limits.pages is not None and file.pages > limits.pages:
            yield _over(
                f"{file.path.name} has {file.pages} pages, and may have {limits.pages}: its cover and index "
                "alone take as many. Leave out sheets (--without), or send it another way."
            )
    small = {ref: placed.scale for ref, placed in packet.placed.items() if placed.scale < SMALL}
    if small:
        yield Warning(
            HARD_TO_READ,
            Severity.NOTE,
            f"Larger than Letter, and made smaller to fit, down to {min(small.values()):.0%}. See whether "
            "the print can still be read.",
            pages=tuple(sorted(small)),
            asks="scaled_down",
        )
    if packet.lighter:
        yield Warning(
            OVER_LIMIT,
            Severity.NOTE,
            "The pictures of these pages go in with fewer pixels or a coarser coding, at no less than 150 "
            "dpi. They were read again, and their words are the same (98 % or more of each page's).",
            pages=packet.lighter,
            asks="recompressed",
        )
    if limits.files is not None and len(packet.files) > limits.files:
        yield _over(
            f"The packet has {len(packet.files)} files, and the route takes {limits.files}. Build with "
            "--recompress, leave out papers, or send it another way."
        )


def _over(message: str) -> Warning:
    return Warning(OVER_LIMIT, Severity.IMPORTANT, message)


def _remedy(file: PacketFile, packet: Written) -> str:
    held = f"It holds no more than it must ({file.pages} pages)."
    return held if packet.tried else f"{held} Build with --recompress, or send it another way."


def megabytes(size: int) -> str:
    """1.2 MB, of 1,000,000 bytes as limits are told; never rounded down to what is allowed."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths / 10:,.1f} MB"
