"""How a finding is said: the data's words, filled with pages and counts, never with text of a page."""

from __future__ import annotations

from collections.abc import Iterable

from packetizer.packet.lint.found import Bundle, Finding, Volume
from packetizer.packet.lint.words import lint_words
from packetizer.packet.record.pageranges import in_words

MOST_RUNS = 12  # of pages that one sentence lists


def finding(
    code: str,
    pages: Iterable[int] = (),
    *,
    file: str | None = None,
    count: int = 0,
    example: str = "",
    kinds: Iterable[str] = (),
    limit: int = 0,
) -> Finding:
    """A finding in the words of `data/lint.yaml`; `pages` are pages of the bundle."""
    words, listed = lint_words(), tuple(sorted(set(pages)))
    check = words.checks[code]
    what = check.what.format(
        count=f"{count:,}",
        example="".join(filter(str.isprintable, example)),  # names from the file: no terminal obeys them
        kinds=", ".join(words.kind(kind) for kind in kinds),
        limit=limit,
        pages=_pages(listed),
    )
    return Finding(code, check.severity, what[:1].upper() + what[1:], check.mend, listed, file)


def _pages(pages: tuple[int, ...]) -> str:
    """ "pages 2, 4–6", with as many as a sentence bears."""
    if not pages:
        return "the file"
    told = in_words(pages).split(", ")
    more = "" if len(told) <= MOST_RUNS else f" and more ({len(pages):,} in all)"
    return ", ".join(told[:MOST_RUNS]) + more


def name_of(bundle: Bundle, volume: Volume) -> str | None:
    """A file's name, where there is more than one."""
    return volume.file.name if len(bundle.volumes) > 1 else None
