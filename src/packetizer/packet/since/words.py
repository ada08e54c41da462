"""A difference between two builds in sentences, for the worksheet and for the terminal alike. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from packetizer.packet.desk.material import short_day
from packetizer.packet.desk.words import spaced
from packetizer.packet.exhibits import exhibit_number

if TYPE_CHECKING:
    from packetizer.packet.since.change import Changed, Paper, Shift, Since

KEEP = "If the last packet has been sent, build with --keep-exhibits: then papers keep their letters."


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of change: a word for it, and what changed. `page` is a packet page of now to look at."""

    what: str
    lines: tuple[tuple[str, int | None], ...]


def told(since: Since) -> tuple[Told, ...]:
    """What changed, the weightiest first; kinds of which nothing changed are left out."""
    every = (
        Told("New", tuple((_there(paper), paper.pages[0]) for paper in since.new)),
        Told("Left out", tuple((_stood(paper), None) for paper in since.left_out)),
        Told("Gone", tuple((_stood(paper), None) for paper in since.gone)),
        Told("Checklist", tuple((_status(one), None) for one in since.requirements)),
        Told("Deadlines", tuple((_deadline(one), None) for one in since.deadlines)),
        Told("Letters", tuple(_letters(since))),
        Told("Pages", tuple((_shift(one), one.now) for one in since.shifts)),
    )
    return tuple(kind for kind in every if kind.lines)


def _there(paper: Paper) -> str:
    return f"{paper.title}: Exhibit {paper.exhibit}, {_pages(*paper.pages)}"


def _stood(paper: Paper) -> str:
    return f"{paper.title}: was Exhibit {paper.exhibit}, {_pages(*paper.pages)}"


def _letters(since: Since) -> Iterator[tuple[str, int | None]]:
    """Letters that follow each other and changed by as much, together."""
    numbered = sorted(
        ((exhibit_number(one.before), exhibit_number(one.now), one) for one in since.letters),
        key=lambda three: three[:2],
    )
    for _, group in groupby(enumerate(numbered), key=lambda at: (at[1][0] - at[0], at[1][1] - at[0])):
        run = [one for _, (_, _, one) in group]
        first, last = run[0], run[-1]
        if first is last:
            yield f"Exhibit {first.before} is now Exhibit {first.now} ({first.title})", None
        else:
            told = f"Exhibits {first.before}–{last.before} are now Exhibits {first.now}–{last.now}"
            yield told, None
    if since.letters:
        yield KEEP, None


def _shift(one: Shift) -> str:
    if one.first == one.last:
        return f"page {one.first} is now page {one.now}"
    return f"pages {one.first}–{one.last} are now pages {one.now}–{one.now + one.last - one.first}"


def _status(one: Changed) -> str:
    if not one.before:
        return f"{one.title}: asked for now ({spaced(one.now)})"
    return f"{one.title}: was {spaced(one.before)}, {_now(spaced(one.now))}"


def _deadline(one: Changed) -> str:
    if not one.before:
        return f"{one.title}: {_day(one.now)}"
    return f"{one.title}: was {_day(one.before)}, {_now(_day(one.now) if one.now else '')}"


def _now(what: str) -> str:
    return f"is {what} now" if what else "is asked for no more"


def _day(iso: str) -> str:
    return short_day(date.fromisoformat(iso))


def _pages(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first}–{last}"
