"""What a crew and a build say to each other over the pipe between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from packetizer.progress import Progress
from packetizer.spread import Outcome, Where

R_co = TypeVar("R_co", covariant=True)

BUG = 70  # the exit code of a build that ended by a mistake of ours (sysexits' EX_SOFTWARE)


class Task(Protocol[R_co]):
    """What a process of its own does. Pickles; so does its result. `where` and `progress` are for a build."""

    def __call__(self, where: Where, progress: Progress) -> R_co: ...


@dataclass(frozen=True, slots=True)
class Failed:
    """A task that came to nothing; `reason` is a sentence without page text."""

    exit_code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Opens:
    """A supply of parcels. `place`: "here" or "pages"."""

    supply: int
    place: str
    timeout: float


@dataclass(frozen=True, slots=True)
class Wanted:
    supply: int


@dataclass(frozen=True, slots=True)
class Parcel:
    supply: int
    parcel: bytes | None  # None: there are no more


@dataclass(frozen=True, slots=True)
class Closed:
    supply: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome, in the order of the parcels; None after the last."""

    supply: int
    outcome: Outcome[bytes] | None


@dataclass(frozen=True, slots=True)
class Raised:
    """A bug in what a worker ran."""

    supply: int
    error: BaseException


@dataclass(frozen=True, slots=True)
class Done:
    result: object


@dataclass(frozen=True, slots=True)
class Step:
    stage: str
    done: int
    total: int
