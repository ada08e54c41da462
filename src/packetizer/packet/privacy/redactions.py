"""What is blacked out on which page: numbers that are asked for by kind, and places that a person named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from packetizer.errors import RulesError
from packetizer.model import Box, Case, Given, Page, PageRef, Severity, Warning, Word
from packetizer.understanding.people.private import SSN, Private, find_private, spelled

SSN_VISIBLE = "ssn_visible"
TAKEN_OUT = "active_content_removed"
INSTEAD = "[redacted]"
TOUCHED = 0.05  # share of a word that a box covers: less is the neighbour's rim
NAMES = {"ssn": "social security number", "account": "account or card number"}


@dataclass(frozen=True)
class Redactions:
    """Places by page, as fractions of the upright page; `numbers` are those that were found by kind."""

    boxes: Mapping[PageRef, tuple[Box, ...]] = field(default_factory=dict)
    numbers: tuple[Private, ...] = ()
    kinds: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.boxes)

    @property
    def values(self) -> frozenset[str]:
        """The numbers that must stand nowhere in the packet, as digits."""
        return frozenset(one.digits for one in self.numbers)

    def left(self, page: Page) -> tuple[Word, ...]:
        """The words of a page that no box touches."""
        boxes = self.boxes.get(page.ref, ())
        return tuple(word for word in page.words if not any(_covers(box, word.box) for box in boxes))


def find_redactions(case: Case, pages: Sequence[Page], given: Given, kinds: Collection[str]) -> Redactions:
    """What to black out. RulesError where `case.yaml` names a page that is not there."""
    types = {ref: document.type for document in case.documents for ref in document.pages}
    numbers = find_private(pages, kinds, types, tuple(_spared(case))) if kinds else ()
    boxes: dict[PageRef, list[Box]] = {}
    for one in numbers:
        boxes.setdefault(one.page, []).append(one.box)
    copies = {omission.page: omission.duplicate_of for omission in case.omissions if omission.duplicate_of}
    known = {page.ref for page in pages}
    for at, redaction in enumerate(given.redactions):
        if redaction.page not in known:
            raise RulesError(
                f"case.yaml: redactions[{at}]: {redaction.page.source} has no page {redaction.page.number}"
            )
        for ref in (redaction.page, copies.get(redaction.page)):
            if ref is not None:  # of two equal pages the other one may be the one that goes in
                boxes.setdefault(ref, []).append(redaction.box)
    return Redactions({ref: tuple(found) for ref, found in boxes.items()}, tuple(numbers), tuple(kinds))


def _spared(case: Case) -> Iterator[str]:
    """Numbers by which the insurer knows the case: these stay."""
    info = case.info
    for value in (info.member_id.value, info.group_number.value):
        if value:
            yield value
    yield from info.claim_numbers.value or ()


def _covers(box: Box, word: Box) -> bool:
    across = min(box.x1, word.x1) - max(box.x0, word.x0)
    down = min(box.y1, word.y1) - max(box.y0, word.y0)
    return across > 0 and down > 0 and across * down > TOUCHED * word.width * word.height


# ---------------------------------------------------------------- the case without them


def without_them(case: Case, redactions: Redactions) -> Case:
    """The case as our own sheets may tell it, and with what a person should know of what was blacked out."""
    if not redactions:
        return case
    return replace(
        case,
        documents=tuple(
            replace(document, title=_masked(document.title, redactions)) for document in case.documents
        ),
        ledger=replace(
            case.ledger,
            rows=tuple(
                replace(row, description=_masked(row.description, redactions)) for row in case.ledger.rows
            ),
        ),
        chronology=tuple(replace(event, what=_masked(event.what, redactions)) for event in case.chronology),
        warnings=(*_still_visible(case, redactions), _told(case, redactions)),
    )


def _masked(text: str, redactions: Redactions) -> str:
    for digits in redactions.values:
        text = re.sub(spelled(digits), INSTEAD, text)
    return text


def _still_visible(case: Case, redactions: Redactions) -> Iterator[Warning]:
    """Warnings without the pages on which the number is now blacked out."""
    done = {one.page for one in redactions.numbers if one.kind == SSN}
    for warning in case.warnings:
        if warning.code == SSN_VISIBLE and done:
            pages = tuple(page for page in warning.pages if page not in done)
            if pages:
                yield replace(warning, pages=pages)
        else:
            yield warning


def _told(case: Case, redactions: Redactions) -> Warning:
    count = Counter(NAMES.get(one.kind, one.kind) for one in redactions.numbers)
    by_hand = sum(map(len, redactions.boxes.values())) - len(redactions.numbers)
    parts = [f"{number} × {name}" for name, number in count.items()]
    parts += [f"{by_hand} × a place named in case.yaml"] if by_hand else []
    return Warning(
        TAKEN_OUT,
        Severity.NOTE,
        f"Blacked out: {', '.join(parts)}. These pages go in as pictures without what is under the black; "
        "the originals are as they were.",
        pages=tuple(sorted(redactions.boxes)),
        asks="blacked_out",
    )
