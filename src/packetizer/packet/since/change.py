"""What is new, what moved, what is gone between two builds. Pure; told on the worksheet and by `build`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from packetizer.packet.since.last import Built, BuiltDocument
from packetizer.packet.since.same import matched


@dataclass(frozen=True, slots=True)
class Paper:
    """An exhibit as it stands, or stood: its letter and packet pages."""

    title: str
    exhibit: str
    pages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shift:
    """Pages that run on and moved together: the first and last they were, and the first they are."""

    first: int
    last: int
    now: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Something with a name that is otherwise than it was. "" where it was not, or is no more."""

    id: str
    title: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Since:
    """The difference between the last build and this one."""

    day: date  # of the last build
    new: tuple[Paper, ...]
    gone: tuple[Paper, ...]  # as they stood
    left_out: tuple[Paper, ...]  # still in the folder, but no longer in the packet; as they stood
    shifts: tuple[Shift, ...]  # pages of papers that stand elsewhere now
    letters: tuple[Changed, ...]  # papers that have another letter
    requirements: tuple[Changed, ...]  # statuses
    deadlines: tuple[Changed, ...]  # ISO days

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return any(
            (self.new, self.gone, self.left_out, self.shifts, self.letters, self.requirements, self.deadlines)
        )


def compared(last: Built, now: Built) -> Since:
    """What changed from `last` to `now`."""
    pairs = matched(last.papers, now.papers)
    were = {document.id: document for document in last.documents}
    was = {new: were[old] for new, old in pairs.items()}
    found = set(pairs.values())
    stays = {now_.id for now_ in now.documents if now_.exhibit}
    still = {old for new, old in pairs.items() if new in stays}
    return Since(
        day=last.generated.date(),
        new=tuple(_papers(one for one in now.documents if one.id not in was or not was[one.id].exhibit)),
        gone=tuple(_papers(one for one in last.documents if one.id not in found)),
        left_out=tuple(_papers(one for one in last.documents if one.id in found - still)),
        shifts=tuple(_shifts(last, now)),
        letters=tuple(
            Changed(one.id, one.title, was[one.id].exhibit or "", one.exhibit)
            for one in now.documents
            if one.exhibit and one.id in was and was[one.id].exhibit not in (None, one.exhibit)
        ),
        requirements=tuple(
            _changed(
                {one.id: (one.title, one.status) for one in last.requirements},
                {one.id: (one.title, one.status) for one in now.requirements},
            )
        ),
        deadlines=tuple(
            _changed(
                {one.id: (one.title, one.due.isoformat()) for one in last.deadlines},
                {one.id: (one.title, one.due.isoformat()) for one in now.deadlines},
            )
        ),
    )


def _papers(documents: Iterable[BuiltDocument]) -> Iterator[Paper]:
    """Those that are in the packet."""
    for one in documents:
        if one.exhibit and one.packet_pages:
            yield Paper(one.title, one.exhibit, one.packet_pages)


def _shifts(last: Built, now: Built) -> Iterator[Shift]:
    """Original pages that stand on another page, in runs that moved by as much."""
    both = sorted(
        (page, now.packet_pages[key]) for key, page in last.packet_pages.items() if key in now.packet_pages
    )
    runs = groupby(enumerate(both), key=lambda at: (at[1][0] - at[0], at[1][1] - at[1][0]))
    for (_, moved), run in runs:
        pages = [pair for _, pair in run]
        if moved:
            yield Shift(pages[0][0], pages[-1][0], pages[0][1])


def _changed(before: Mapping[str, tuple[str, str]], now: Mapping[str, tuple[str, str]]) -> Iterator[Changed]:
    for id_ in dict.fromkeys([*now, *before]):
        title = (now.get(id_) or before[id_])[0]
        old, new = before.get(id_, ("", ""))[1], now.get(id_, ("", ""))[1]
        if old != new:
            yield Changed(id_, title, old, new)
