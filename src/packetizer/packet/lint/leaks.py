"""What a bundle gives away, or can do, beside what its pages show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from packetizer.packet.lint.found import Bundle, FileLook, Finding, PageLook, Volume
from packetizer.packet.lint.telling import finding, name_of
from packetizer.packet.lint.words import lint_words
from packetizer.packet.record.pageranges import in_words

HARMLESS = {"web": "web_links", "elsewhere": "links_elsewhere"}


def redactions(bundle: Bundle) -> Iterator[Finding]:
    """A bar over words that can still be copied is no redaction."""
    least = lint_words().measures.covered_words
    yield from _counted(bundle, "covered_text", lambda page: page.covered, least)
    yield from _on_pages(bundle, "redaction_not_applied", lambda file: file.unapplied)


def active(bundle: Bundle) -> Iterator[Finding]:
    """What a file can do to its reader, or lets the reader leave it."""
    for volume in bundle.volumes:
        name, kinds = name_of(bundle, volume), volume.file.active
        grave = {kind: pages for kind, pages in kinds.items() if kind not in HARMLESS}
        if grave:
            pages = sorted({volume.whole(page) for held in grave.values() for page in held})
            where = f" ({in_words(pages)})" if pages else ""
            yield finding("active_content", pages, file=name, kinds=sorted(grave), example=where)
        for kind, code in HARMLESS.items():
            if kind in kinds:
                yield finding(code, map(volume.whole, kinds[kind]), file=name)


def history(bundle: Bundle) -> Iterator[Finding]:
    """A file that was saved on top of itself keeps what was changed or deleted."""
    for volume in bundle.volumes:
        if volume.file.revisions > 1:
            yield finding("older_version", file=name_of(bundle, volume), count=volume.file.revisions)


def hidden(bundle: Bundle) -> Iterator[Finding]:
    """Layers and words that are there and are not shown."""
    for volume in bundle.volumes:
        if volume.file.hidden_layers:
            yield finding("hidden_layers", file=name_of(bundle, volume), count=volume.file.hidden_layers)
    yield from _counted(bundle, "text_outside", lambda page: page.outside, 1)
    least = lint_words().measures.unseen_words
    yield from _counted(bundle, "unseen_text", lambda page: page.unseen, least)


def metadata(bundle: Bundle) -> Iterator[Finding]:
    """Names, folders, dates and cameras behind the file."""
    for volume in bundle.volumes:
        if volume.file.metadata:
            yield finding("metadata", file=name_of(bundle, volume), kinds=volume.file.metadata)


def loose(bundle: Bundle) -> Iterator[Finding]:
    """Fields, signatures and comments lie on the pages and are no part of them."""
    yield from _on_pages(bundle, "fields", lambda file: tuple(set(file.fields) - set(file.signatures)))
    yield from _on_pages(bundle, "signature_field", lambda file: file.signatures)
    yield from _on_pages(bundle, "notes_left", lambda file: file.notes)


def locks(bundle: Bundle) -> Iterator[Finding]:
    """A password, or a ban on printing."""
    for volume in bundle.volumes:
        if volume.file.restricted:
            yield finding("restricted", file=name_of(bundle, volume))
        elif volume.file.encrypted:
            yield finding("encrypted", file=name_of(bundle, volume))


def _counted(bundle: Bundle, code: str, count: Callable[[PageLook], int], least: int) -> Iterator[Finding]:
    """Words of a kind on pages that have `least` of them."""
    found = {page: count(look) for page, look in bundle.pages if count(look) >= least}
    if found:
        yield finding(code, found, count=sum(found.values()))


def _on_pages(bundle: Bundle, code: str, pages: Callable[[FileLook], tuple[int, ...]]) -> Iterator[Finding]:
    found = [page for volume in bundle.volumes for page in _whole(volume, pages(volume.file))]
    if found:
        yield finding(code, found)


def _whole(volume: Volume, pages: tuple[int, ...]) -> Iterator[int]:
    return map(volume.whole, pages)
