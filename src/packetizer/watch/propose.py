"""Whose a paper may be that lies beside the cases: by member number, by name, by its file's name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError
from packetizer.office.folders import CaseFolder
from packetizer.progress import Progress
from packetizer.spread import Where

if TYPE_CHECKING:
    from packetizer.build import BuildOptions
    from packetizer.model import Case, Page
    from packetizer.understanding.lore.knowledge import Knowledge

_READABLE = 0.5  # the confidence of a name or number that counts
_LONG_WORD = 4  # letters of a surname that tells by itself


@dataclass(frozen=True, slots=True)
class Proposal:
    path: str
    case: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a case is about, as far as its packet and `case.yaml` say."""

    case: str
    names: tuple[str, ...]
    member_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposeTask:
    """Reads unfiled papers and says whose they may be; runs in a process of its own."""

    top: CaseFolder
    paths: tuple[str, ...]
    cases: tuple[CaseFolder, ...]
    options: BuildOptions
    state: Path

    def __call__(self, where: Where, progress: Progress) -> tuple[Proposal, ...]:
        from packetizer.model import Given
        from packetizer.understanding.lore.knowledge import load_knowledge
        from packetizer.understanding.understand import understand

        knowledge = load_knowledge()
        people = [_person(case) for case in self.cases]
        given = Given(today=date.today())  # noqa: DTZ011  (nothing here depends on it)
        read = self._read(where)
        proposals = []
        for path in self.paths:
            case = understand(read.get(path, []), given, knowledge)
            proposals.append(propose(path, case, people, knowledge))
        return tuple(proposals)

    def _read(self, where: Where) -> dict[str, list[Page]]:
        """The pages of each file; those of a mail's attachments go with the mail."""
        from functools import partial

        from packetizer.intake.names import printable
        from packetizer.intake.openers import prepare
        from packetizer.intake.survey import survey
        from packetizer.reading.read import read_pages
        from packetizer.reading.settings import Engine, ReadingSettings

        folder = self.top.folder
        skip = frozenset(folder / name for name in os.listdir(folder) if printable(name) not in self.paths)  # noqa: PTH208
        settings = ReadingSettings(Engine(self.options.engine), self.options.lang)
        pages: dict[str, list[Page]] = {}
        with where(partial(prepare, self.options.passwords, self.state), self.state) as places:
            sources = survey(folder, skip=skip, spread=places.here)
            cache = self.state / "cache"
            for page in read_pages(folder, sources, settings, cache=cache, spread=places.pages):
                source = page.ref.source
                owner = next((p for p in self.paths if source == p or source.startswith(f"{p}!")), source)
                pages.setdefault(owner, []).append(page)
        return pages


def _person(case: CaseFolder) -> Person:
    from packetizer.casefile import read_case_file
    from packetizer.office.summary import read_manifest

    names, numbers = [], []
    try:
        given = read_case_file(case.folder, date.today())  # noqa: DTZ011
        names.append(given.client_name)
        numbers.append(given.member_id)
    except PacketizerError:  # its own build says what is wrong with it
        pass
    if manifest := read_manifest(case.out):
        names.append(manifest.case.client_name.value)
        numbers.append(manifest.case.member_id.value)
    return Person(case.name, tuple(filter(None, names)), tuple(filter(None, numbers)))


def propose(path: str, case: Case, people: Sequence[Person], knowledge: Knowledge) -> Proposal:
    """Whose a paper may be, where all signs together point to one case only. Never more than a proposal."""
    from packetizer.understanding.facts.names.sameperson import Likeness, compare_names
    from packetizer.understanding.kinds import FactKind
    from packetizer.understanding.page.look import squash

    facts = [fact for document in case.documents for fact in document.facts if fact.confidence >= _READABLE]
    numbers = {squash(str(fact.value)) for fact in facts if fact.kind == FactKind.ID_MEMBER}
    names = {str(fact.value) for fact in facts if fact.kind == FactKind.NAME_PATIENT}

    def same(name: str, person: Person) -> bool:
        return any(
            compare_names(name, known, knowledge.names) is Likeness.SAME
            for known in (*person.names, person.case.replace("_", " ").replace("-", " "))
        )

    signs = (
        ("the member number on it", [p for p in people if numbers & {squash(n) for n in p.member_ids}]),
        ("the patient's name on it", [p for p in people if any(same(name, p) for name in names)]),
        ("its file name", by_file_name(path, people)),
    )
    told = [(sign, {person.case for person in found}) for sign, found in signs if found]
    if not told:
        if names or numbers:
            return Proposal(path, None, "the name or number on it is that of no case here")
        return Proposal(path, None, "nothing on it tells whose it is")
    common = set.intersection(*(owners for _, owners in told))
    if len(common) == 1:
        return Proposal(path, common.pop(), f"{told[0][0]} is this client's")
    fits = "; ".join(f"{sign}: {', '.join(sorted(owners)[:5])}" for sign, owners in told)
    return Proposal(path, None, f"the signs fit more than one case ({fits})")


def by_file_name(path: str, people: Iterable[Person]) -> list[Person]:
    """Those whose folder's or own name stands in the file's name, whole."""
    words = set(_words(Path(path).stem))
    found = []
    for person in people:
        for name in (person.case, *person.names):
            parts = _words(name)
            whole = len(parts) > 1 or (len(parts) == 1 and len(parts[0]) >= _LONG_WORD)
            if whole and set(parts) <= words:
                found.append(person)
                break
    return found


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold())
