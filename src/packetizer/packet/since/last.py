"""The last build, as the `packet.json` that still stands in the output folder tells it."""

from __future__ import annotations

import os
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from packetizer.errors import UsageError
from packetizer.intake.files import open_plain
from packetizer.packet.exhibits import KeptLetters, exhibit_letter, exhibit_number
from packetizer.packet.publish import MANIFEST
from packetizer.packet.since.same import Key, matched

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from packetizer.model import Document, Source
    from packetizer.packet.bundle import Plan
    from packetizer.packet.record.schema import Manifest

Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}$")]
LARGEST = 400_000_000  # bytes of a `packet.json`: a case of twenty thousand pages has a hundredth of it


class _Part(BaseModel):
    """What is needed of a manifest of any version; all else in it is passed over."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, ignored_types=(cached_property,)
    )


class BuiltSource(_Part):
    path: str
    sha256: str


class BuiltPlace(_Part):
    source: str
    source_page: int


class BuiltPage(BuiltPlace):
    packet_page: int | None = None


class BuiltDocument(_Part):
    id: str
    title: str
    exhibit: Letter | None = None
    pages: tuple[BuiltPlace, ...]
    packet_pages: tuple[int, int] | None = None


class BuiltRequirement(_Part):
    id: str
    title: str
    status: str


class BuiltDeadline(_Part):
    id: str
    title: str
    due: date


class Built(_Part):
    """A finished build, as far as another is compared with it."""

    generated: datetime
    sources: tuple[BuiltSource, ...]
    pages: tuple[BuiltPage, ...]
    documents: tuple[BuiltDocument, ...]
    requirements: tuple[BuiltRequirement, ...] = ()
    deadlines: tuple[BuiltDeadline, ...] = ()
    last_exhibit: Letter | None = None

    @model_validator(mode="after")
    def _letters_name_one_paper(self) -> Self:
        letters = [document.exhibit for document in self.documents if document.exhibit]
        if len(letters) != len(set(letters)):
            raise ValueError("two papers bear one letter")
        return self

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {source.path: source.sha256 for source in self.sources}

    def key(self, place: BuiltPlace) -> Key:
        """The page as such: what file it is from by content, whatever that is called."""
        return self._digests.get(place.source, place.source), place.source_page

    @cached_property
    def papers(self) -> dict[str, frozenset[Key]]:
        """The pages of each document, by its id, also of those held back."""
        return {one.id: frozenset(map(self.key, one.pages)) for one in self.documents}

    @cached_property
    def packet_pages(self) -> dict[Key, int]:
        """Where each original page stands in the packet."""
        return {self.key(page): page.packet_page for page in self.pages if page.packet_page is not None}


def read_last(out: Path, *, needed: bool = False) -> Built | None:
    """The build that stands in `out`; None where there is none, or none that can be read.

    `needed`: its letters must be known. UsageError where it cannot be read.
    """
    last = _read(out / MANIFEST)
    if last is None and needed and os.path.lexists(out / MANIFEST):
        raise UsageError(
            f"--keep-exhibits: {out / MANIFEST} cannot be read, and with it the letters that were sent; put "
            "back that of the packet that was sent, or build without keeping letters"
        )
    return last


def _read(file: Path) -> Built | None:
    try:
        with open_plain(file) as stream:
            content = stream.read(LARGEST + 1)
    except OSError:
        return None
    if len(content) > LARGEST:
        return None
    try:
        return Built.model_validate_json(content)
    except ValidationError:  # cut off, or not ours: nothing to compare with
        return None


def as_built(manifest: Manifest) -> Built:
    """A build of now, to be compared with the last."""
    return Built.model_validate(manifest.model_dump(mode="json", by_alias=True))


def kept_letters(last: Built | None, documents: Sequence[Document], sources: Sequence[Source]) -> KeptLetters:
    """The letters that documents had in the last packet. A paper that was not in it has none."""
    if last is None:
        return KeptLetters()
    digests = {source.path: source.sha256 for source in sources}
    papers = {
        document.id: frozenset((digests[ref.source], ref.number) for ref in document.pages)
        for document in documents
    }
    letters = {document.id: document.exhibit for document in last.documents if document.exhibit}
    pairs = matched({id_: last.papers[id_] for id_ in letters}, papers)
    return KeptLetters({now: letters[before] for now, before in pairs.items()}, _highest(last))


def last_letter(plan: Plan, last: Built | None) -> str:
    """The highest letter given so far, for the next build that keeps letters."""
    now = max((exhibit_number(exhibit.letter) for exhibit in plan.exhibits), default=0)
    return exhibit_letter(max(now, _highest(last) if last else 0))


def _highest(built: Built) -> int:
    """Of the letters given in this build and, where they were kept, before."""
    used = [document.exhibit for document in built.documents] + [built.last_exhibit]
    return max((exhibit_number(letter) for letter in used if letter), default=0)
