"""Each page as a sheet of paper: readable, upright, printable, there once; and what carries it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from packetizer.packet.lint.found import Bundle, Finding, PageLook
from packetizer.packet.lint.telling import finding, name_of
from packetizer.packet.lint.words import lint_words

_PORTABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_STANDARD = frozenset(
    {"Courier", "Helvetica", "Times", "Symbol", "ZapfDingbats", "Arial", "TimesNewRoman", "CourierNew"}
)


def opened(bundle: Bundle) -> Iterator[Finding]:
    """Every page opens and can be drawn."""
    if pages := [number for number, page in bundle.pages if page.failure is not None]:
        yield finding("page_unreadable", pages)


def searchable(bundle: Bundle) -> Iterator[Finding]:
    """Words on every page that shows something, and such as can be searched."""
    measures = lint_words().measures
    if pages := _which(bundle, lambda page: not _is_blank(page) and page.words < measures.least_words):
        yield finding("not_searchable", pages)
    if pages := _which(bundle, lambda page: page.garbled > measures.garbled * max(page.words, 1)):
        yield finding("garbled_text", pages)


def upright(bundle: Bundle) -> Iterator[Finding]:
    """Most words of every page read from left to right."""
    least = lint_words().measures.turned
    turned = {page: look.turned for page, look in bundle.pages if look.turned and look.turned_share >= least}
    if turned:
        first, angle = next(iter(turned.items()))
        example = f": page {first} stands on its head" if angle == 180 else f": page {first} lies on its side"
        yield finding("not_upright", turned, example=example)


def sizes(bundle: Bundle) -> Iterator[Finding]:
    """Sheets that printers take, best all of one size."""
    measures = lint_words().measures
    looked = [(page, look) for page, look in bundle.pages if look.failure is None]
    huge = {n: look for n, look in looked if max(look.width, look.height) > measures.longest_side}
    tiny = {n: look for n, look in looked if max(look.width, look.height) < measures.shortest_side}
    named = {n: _paper(look) for n, look in looked if n not in huge and n not in tiny}
    for code, found in (("huge_page", huge), ("tiny_page", tiny)):
        if found:
            first, look = next(iter(found.items()))
            size = f": page {first} has {look.width / 72:.1f} × {look.height / 72:.1f} inches"
            yield finding(code, found, example=size)
    if odd := [page for page, name in named.items() if name is None]:
        yield finding("odd_size", odd)
    kinds = sorted({name for name in named.values() if name is not None})
    if len(kinds) > 1:
        yield finding("mixed_sizes", kinds=kinds)


def _paper(page: PageLook) -> str | None:
    words = lint_words()
    short, long = sorted((page.width, page.height))
    for paper in words.papers:
        if max(abs(short - paper.points[0]), abs(long - paper.points[1])) <= words.measures.size_tolerance:
            return paper.name
    return None


def fonts(bundle: Bundle) -> Iterator[Finding]:
    """Type that the file only names looks otherwise elsewhere."""
    loose: dict[str, list[int]] = {}
    for number, page in bundle.pages:
        for font in page.fonts:
            loose.setdefault(font, []).append(number)
    foreign = {font: pages for font, pages in loose.items() if not is_standard(font)}
    if foreign:
        pages = [page for held in foreign.values() for page in held]
        yield finding("loose_fonts", pages, example=f" ({', '.join(list(foreign)[:4])})")
    elif loose:
        yield finding("standard_fonts", [page for held in loose.values() for page in held])


def is_standard(font: str) -> bool:
    """Whether every viewer brings this font, or one that is as wide."""
    return re.split(r"[-,]", font.replace("PSMT", "").replace("MT", ""))[0] in _STANDARD


def weight(bundle: Bundle) -> Iterator[Finding]:
    """Pictures finer than anyone reads make a bundle that nobody can send."""
    measures = lint_words().measures
    fine = _which(bundle, lambda page: page.dpi > measures.dpi)
    kilobytes = sum(volume.file.size for volume in bundle.volumes) / 1000 / max(bundle.total, 1)
    if fine and kilobytes > measures.kb_a_page:
        yield finding("heavy", fine, count=round(kilobytes), limit=300)
    elif fine:
        yield finding("fine_pictures", fine, limit=300)


def content(bundle: Bundle) -> Iterator[Finding]:
    """Pages on which nothing is, and pages that show what another one shows."""
    if blank := _which(bundle, _is_blank):
        yield finding("blank_pages", blank)
    twice: dict[int, int] = {}
    for volume in bundle.volumes:  # an index stands in each
        first: dict[str, int] = {}
        for page in volume.pages:
            if page.digest and not _is_blank(page):
                original = first.setdefault(page.digest, volume.whole(page.number))
                if original != volume.whole(page.number):
                    twice[volume.whole(page.number)] = original
    if twice:
        copy, original = next(iter(twice.items()))
        yield finding(
            "duplicate_pages", twice, example=f", for instance page {copy} what page {original} shows"
        )


def described(bundle: Bundle) -> Iterator[Finding]:
    """Title, language and name of each file."""
    measures = lint_words().measures
    for volume in bundle.volumes:
        name, file = name_of(bundle, volume), volume.file
        if len(file.title) < measures.title_length:
            yield finding("no_title", file=name)
        if not file.language:
            yield finding("no_language", file=name)
        if not _PORTABLE.fullmatch(file.name) or len(file.name) > measures.name_length:
            yield finding("file_name", file=name)


def _which(bundle: Bundle, holds: Callable[[PageLook], bool]) -> list[int]:
    """Pages of the bundle for which something holds, of those that could be looked at."""
    return [number for number, page in bundle.pages if page.failure is None and holds(page)]


def _is_blank(page: PageLook) -> bool:
    measures = lint_words().measures
    return page.failure is None and not page.words and page.ink < measures.blank_ink
