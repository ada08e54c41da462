"""What became of each source: in the packet, partly, left out, or of no use, and why, in words."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from packetizer.model import OmitReason, SourceCode
from packetizer.packet.record.pageranges import in_words
from packetizer.packet.record.schema import PageEntry, SourceEntry, SourceStatus, well_formed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from packetizer.model import Case, Given, PageRef, Source, Warning


class _Fate(NamedTuple):
    """What became of a source."""

    status: SourceStatus
    reason: str | None = None
    code: SourceCode | None = None


# Left out on purpose; with any other code, the file is one that we wanted and could not use.
_OMITTED_CODES = (SourceCode.DUPLICATE, SourceCode.HIDDEN)


def source_rows(
    sources: Sequence[Source], pages: Sequence[PageEntry], why_excluded: Mapping[tuple[str, int], str]
) -> tuple[SourceEntry, ...]:
    pages_of: defaultdict[str, list[PageEntry]] = defaultdict(list)
    for page in pages:
        pages_of[page.source].append(page)
    made = []
    for source in sources:
        path = str(well_formed(source.path))
        fate = _fate(source, pages_of[path], why_excluded)
        made.append(
            SourceEntry(
                path=path,
                sha256=source.sha256,
                bytes=source.size,
                media_type=source.media_type,
                pages=source.pages,
                status=fate.status,
                reason=fate.reason,
                code=fate.code,
                note=source.note or None,
            )
        )
    return tuple(made)


def _fate(source: Source, pages: Sequence[PageEntry], why_excluded: Mapping[tuple[str, int], str]) -> _Fate:
    left_out = [page for page in pages if page.omitted is not None]
    if source.problem is not None and len(left_out) == len(pages):
        status: SourceStatus = "omitted" if source.problem.code in _OMITTED_CODES else "failed"
        return _Fate(status, source.problem.reason, source.problem.code)
    if not pages:
        return _Fate("failed", "No page was found in it.", SourceCode.EMPTY)
    if not left_out:
        return _Fate("included")
    if len(left_out) < len(pages):
        return _Fate("partly_included", _reasons(left_out, why_excluded, whole=False))
    repeats = all(page.omitted is not OmitReason.EXCLUDED for page in left_out) and any(
        page.omitted is OmitReason.DUPLICATE for page in left_out
    )
    code = SourceCode.DUPLICATE if repeats else None
    return _Fate("omitted", _reasons(left_out, why_excluded, whole=True), code)


def _reasons(
    left_out: Sequence[PageEntry], why_excluded: Mapping[tuple[str, int], str], *, whole: bool
) -> str:
    """Why pages were left out, each reason once with its pages: "Page 2 is blank; pages 4–5 repeat …"."""
    numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for page in left_out:
        numbers[_reason(page, why_excluded)].append(page.source_page)
    if whole and len(numbers) == 1:
        return f"All of it {next(iter(numbers))[0]}."
    told = "; ".join(f"{in_words(at)} {one if len(at) == 1 else many}" for (one, many), at in numbers.items())
    return f"P{told[1:]}."


def _reason(page: PageEntry, why_excluded: Mapping[tuple[str, int], str]) -> tuple[str, str]:
    """What is said of one such page, and of many."""
    match page.omitted:
        case OmitReason.BLANK:
            return "is blank", "are blank"
        case OmitReason.DUPLICATE:
            of = page.duplicate_of.source if page.duplicate_of else ""
            return f"repeats {of}", f"repeat {of}"
        case _:
            why = why_excluded.get(page.place, "a person should look first")
            return f"is held back: {why}", f"are held back: {why}"


def why_excluded(case: Case, warnings: Sequence[Warning], given: Given) -> dict[tuple[str, int], str]:
    """A few words for each page that is held back; a person's own reason goes before ours."""
    pages_of = {document.id: document.pages for document in case.documents}
    document_of = {ref: document for document in case.documents for ref in document.pages}
    why: dict[PageRef, str] = {}
    for warning in reversed(warnings):  # so that the first one wins
        if warning.kind in _HELD_BACK:
            refs = [*warning.pages, *(ref for id_ in warning.documents for ref in pages_of.get(id_, ()))]
            why |= dict.fromkeys(refs, _HELD_BACK[warning.kind])
    for correction in given.corrections:
        if correction.exclude and (document := document_of.get(correction.page)):
            why |= dict.fromkeys(document.pages, f"you left it out ({correction.reason})")
        elif correction.exclude:
            why[correction.page] = f"you left it out ({correction.reason})"
    return {(str(well_formed(ref.source)), ref.number): reason for ref, reason in why.items()}


_HELD_BACK = {
    "wrong_patient": "it names another person",
    "sensitive_psychotherapy_notes": "it looks like psychotherapy notes",
    "sensitive_substance_use": "it looks like records of substance-use treatment",
    "doubtful_type/private": "it looks like a note between the client and who helps",
    "doubtful_type/other_dispute": "it decides about other care",
    "expense_without_record/unrelated": "it is for something else",
    "ssn_visible": "a Social Security number can be read on it",
}
