"""Index and outline: are they there, alive, and do they lead where they say?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from packetizer.packet.lint.found import Bundle, Finding, FoundRow, Volume
from packetizer.packet.lint.margins import page_in_title
from packetizer.packet.lint.numbers import printed_offset
from packetizer.packet.lint.telling import finding, name_of
from packetizer.packet.lint.words import lint_words

FRONT = 15  # pages at the beginning of a file among which its index is looked for
COLUMN = 0.02  # of the page's width, within which page numbers stand one below the other
RIGHT = 0.5  # share of the rows of an index that lead where they say, from which on the others are wrong


def index(bundle: Bundle) -> Iterator[Finding]:
    """An index among the first pages, its rows linked, each to the page that it prints."""
    if bundle.total >= lint_words().measures.index_from and not any(map(_has_index, bundle.volumes)):
        yield finding("no_index")
    for volume in bundle.volumes:
        name = name_of(bundle, volume)
        bare = [volume.whole(p.number) for p in volume.pages[:FRONT] if p.heading and not p.rows]
        if bare:
            yield finding("index_not_linked", bare, file=name)
        dead = [volume.whole(p.number) for p in volume.pages if any(row.goal is None for row in p.rows)]
        if dead:
            yield finding("index_dead", dead, file=name)
        wrong = [
            (volume.whole(p.number), said, led)
            for p in volume.pages
            for said, led in _wrong_rows(volume, p.rows, printed_offset(bundle, volume))
        ]
        if wrong:
            _, said, led = wrong[0]
            example = f", for instance {said} for page {led}"
            yield finding("index_wrong", [page for page, _, _ in wrong], file=name, example=example)


def _has_index(volume: Volume) -> bool:
    least = lint_words().measures.rows
    return any(page.heading or len(page.rows) >= least for page in volume.pages[:FRONT])


def _wrong_rows(volume: Volume, rows: Sequence[FoundRow], offset: int) -> Iterator[tuple[int, int]]:
    """What a row says and where it leads, as printed, where the two differ.

    A link that names a page must lead there. Numbers at the end of its line count only on a page of many
    links, most of which lead to a page that they print, or all of which lead as far beside it.
    """
    alive = [(row, volume.whole(row.goal) + offset) for row in rows if row.goal is not None]
    for row, led in alive:
        if row.named and led not in row.named and led not in row.said:
            yield row.named[-1], led
    column = _column([row for row, _ in alive if row.said and not row.named])
    told = [
        (row.said[-1], led, led in row.said)
        for row, led in alive
        if row.said and not row.named and abs(row.column - column) <= COLUMN
    ]
    if len(told) < lint_words().measures.rows:
        return
    right = sum(fits for _, _, fits in told)
    beside = {led - said for said, led, _ in told}
    if right >= RIGHT * len(told) or len(beside) == 1:
        yield from ((said, led) for said, led, fits in told if not fits)


def _column(rows: Sequence[FoundRow]) -> float:
    """Where the page numbers of an index end: where most rows do."""
    ends = Counter(round(row.column / COLUMN) * COLUMN for row in rows)
    return max(ends, key=lambda end: (ends[end], end), default=0.0)


def outline(bundle: Bundle) -> Iterator[Finding]:
    """Bookmarks that lead somewhere, say to which page, and lead there."""
    for volume in bundle.volumes:
        name, entries = name_of(bundle, volume), volume.file.outline
        if not entries:
            if len(volume.pages) >= lint_words().measures.outline_from:
                yield finding("no_outline", file=name)
            continue
        if dead := sum(entry.goal is None for entry in entries):
            yield finding("outline_dead", file=name, count=dead)
        told = [
            (page_in_title(entry.title), volume.whole(entry.goal) + printed_offset(bundle, volume))
            for entry in entries
            if entry.goal is not None
        ]
        if silent := sum(said is None for said, _ in told):
            yield finding("outline_pages", file=name, count=silent)
        wrong = [(said, led) for said, led in told if said is not None and said != led]
        if wrong:
            example = f", for instance {wrong[0][0]} for page {wrong[0][1]}"
            yield finding("outline_wrong", file=name, count=len(wrong), example=example)
