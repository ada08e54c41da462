"""What a person must be told about files that could not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packetizer.model import Severity, Source, SourceCode, Warning

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXPECTED = {SourceCode.HIDDEN, SourceCode.DUPLICATE}  # listed on the worksheet, but nobody's task


def about_sources(sources: Sequence[Source]) -> tuple[Warning, ...]:
    """A warning for each file that gives no pages and may hold evidence, a note for each one mended."""
    unread = (
        Warning("unreadable_source", Severity.IMPORTANT, f"{source.path}: {source.problem.reason}")
        for source in sources
        if source.problem and source.problem.code not in _EXPECTED
    )
    mended = (
        Warning("unreadable_source", Severity.NOTE, f"{source.path}: {source.note}")
        for source in sources
        if source.note
    )
    return (*unread, *mended)
