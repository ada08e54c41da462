"""Do numbers run through the whole bundle, and do they say what a viewer says?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from packetizer.packet.lint.found import Bundle, Finding, MarginNumber, PageLook, Volume
from packetizer.packet.lint.telling import finding, name_of
from packetizer.packet.lint.words import lint_words

USUAL = 0.15  # share of numbers in a corner, from which on it is one of the corners where numbers stand
FEWEST = 3  # pages whose numbers may begin with another than 1: on one or two, any number seems to run on


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that run on from page to page: printed number less page of the bundle, and where they stand."""

    offset: int
    corners: frozenset[str]
    totals: int | None  # what most of them give as the number of pages

    def on(self, page: int, look: PageLook) -> MarginNumber | None:
        """The page's own number of the series, None where it bears none."""
        fits = (n for n in look.numbers if n.number == page + self.offset and n.corner in self.corners)
        return next(fits, None)


def series_of(bundle: Bundle) -> Series | None:
    """The numbers that run through the bundle: from the first page if they do, else the most common."""
    offsets = Counter(
        offset for page, look in bundle.pages for offset in {number.number - page for number in look.numbers}
    )
    enough = max(min(2, bundle.total), lint_words().measures.numbered * bundle.total)
    common = [
        offset
        for offset, count in offsets.most_common()
        if count >= enough and (count >= FEWEST or offset == 0)
    ]
    if not common:
        return None
    offset = 0 if 0 in common else common[0]
    fits = [n for page, look in bundle.pages for n in look.numbers if n.number == page + offset]
    corners = Counter(number.corner for number in fits)
    usual = frozenset(corner for corner, count in corners.items() if count >= USUAL * len(fits))
    totals = Counter(number.total for number in fits if number.corner in usual and number.total)
    total = next((total for total, count in totals.most_common(1) if count >= enough), None)
    return Series(offset, usual, total)


def printed_offset(bundle: Bundle, volume: Volume) -> int:
    """What a page of the bundle bears less its number, in this file."""
    series = series_of(bundle) or series_of(_alone(volume))
    if series is None:
        return 0
    return series.offset if series_of(bundle) else series.offset + 1 - volume.first


def _alone(volume: Volume) -> Bundle:
    return Bundle((replace(volume, first=1),))


def numbered(bundle: Bundle) -> Iterator[Finding]:
    """By computer, from the first page, so that the printed page is the PDF's."""
    series = series_of(bundle)
    if series is None:
        if len(bundle.volumes) > 1 and all(map(series_of, map(_alone, bundle.volumes))):
            yield finding("volumes_restart")
        elif bundle.total > 1:
            yield finding("not_numbered")
        return
    looked = [(page, look) for page, look in bundle.pages if look.failure is None]
    if series.offset:
        example = f": page 1 of the file bears {1 + series.offset}"
        yield finding("number_offset", example=example)
    borne = [(page, series.on(page, look)) for page, look in looked]
    if missing := [page for page, number in borne if number is None]:
        yield finding("number_missing", missing)
    if covered := [page for page, number in borne if number is not None and number.covered]:
        yield finding("number_covered", covered)
    if series.totals is not None and series.totals != bundle.total + series.offset:
        yield finding("number_total", example=f"{series.totals:,}", count=bundle.total)


def labelled(bundle: Bundle) -> Iterator[Finding]:
    """What a viewer's page box says is what is printed."""
    series = series_of(bundle)
    if series is None:
        return
    for volume in bundle.volumes:
        name, labels = name_of(bundle, volume), volume.file.labels
        if not labels:
            if volume.first > 1 and not series.offset:
                yield finding("volume_labels", file=name)
            continue
        printed = [str(volume.whole(n) + series.offset) for n in range(1, len(volume.pages) + 1)]
        wrong = [
            volume.whole(n)
            for n, (label, own) in enumerate(zip(labels, printed, strict=False), 1)
            if label != own
        ]
        if wrong:
            at = wrong[0] - volume.first
            example = f": “{labels[at][:20]}” for {printed[at]}"
            yield finding("labels", wrong, file=name, example=example)
