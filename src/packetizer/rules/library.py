"""The rule files of this machine, loaded and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from packetizer.model import Citation
from packetizer.rules.schema import RuleFile, Source
from packetizer.yamlfile import Problem

__all__ = ["Library", "LoadedFile", "Problem"]

_RANK = {"base": 0, "regime": 1, "reason": 2, "treatment": 3, "insurer": 4}


@dataclass(frozen=True)
class LoadedFile:
    """A rule file and where it was found."""

    name: str  # below its rule folder, "/" between parts: "reasons/step_therapy.yaml"
    shipped: bool  # else a file of the user's
    rules: RuleFile

    def source(self, tag: str | None) -> Source | None:
        return self.rules.sources.get(tag) if tag else None

    def citation(self, tag: str | None) -> Citation | None:
        """The source as it is shown beside a finding, with the age that it states itself."""
        source = self.source(tag)
        if source is None:
            return None
        age = source.as_of.isoformat() if source.as_of else source.version
        title = f"{source.title} ({age})" if age else source.title
        return Citation(title, source.url, source.retrieved, source.standing)


@dataclass(frozen=True)
class Library:
    """All rule files, in the order in which they compose; that order never depends on the disk's."""

    files: tuple[LoadedFile, ...]

    @classmethod
    def of(cls, files: tuple[LoadedFile, ...]) -> Library:
        return cls(tuple(sorted(files, key=lambda file: (_RANK[file.rules.kind], file.rules.id))))

    @cached_property
    def by_id(self) -> dict[str, LoadedFile]:
        return {file.rules.id: file for file in self.files}

    @cached_property
    def _insurers(self) -> dict[str, LoadedFile]:
        return {file.rules.id: file for file in self.files if file.rules.kind == "insurer"}

    def insurer(self, insurer: str | None) -> tuple[LoadedFile, ...]:
        """The insurer's file and those that it extends, the family first; empty where there is none."""
        chain: list[LoadedFile] = []
        file = self._insurers.get(insurer or "") or self._standing_for(insurer or "")
        while file is not None:
            chain.insert(0, file)
            file = self._insurers.get(file.rules.extends or "")
        return tuple(chain)

    def _standing_for(self, insurer: str) -> LoadedFile | None:
        """The file that names this insurer among those it serves; the closest pattern wins."""
        fits = [
            (len(pattern), file)
            for file in self.files
            for pattern in file.rules.stands_for
            if insurer == pattern or (pattern.endswith("*") and insurer.startswith(pattern[:-1]))
        ]
        return max(fits, key=lambda fit: (fit[0], fit[1].rules.id))[1] if fits else None

    def general(self) -> tuple[LoadedFile, ...]:
        """Everything that is not one insurer's."""
        return tuple(file for file in self.files if file.rules.kind != "insurer")
