"""What runs in a process of its own: the build of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from packetizer.build import BuildOptions, build_case
from packetizer.casefile import packet_options
from packetizer.intake.survey import CONTROL
from packetizer.office.folders import CaseFolder
from packetizer.office.summary import Summary, contents_built, summary_of
from packetizer.progress import Progress
from packetizer.spread import Where


@dataclass(frozen=True, slots=True)
class Built:
    """A build that came to its end."""

    summary: Summary
    contents: Mapping[str, str]  # the files it was made from: SHA-256 by path


@dataclass(frozen=True, slots=True)
class BuildTask:
    """The build of one case, as `packetizer build` does it. What its `case.yaml` says beats the options."""

    case: CaseFolder
    options: BuildOptions

    def __call__(self, where: Where, progress: Progress) -> Built:
        packet = packet_options(self.case.folder, self.options.packet)
        options = replace(self.options, output=self.case.out, where=where, packet=packet)
        result = build_case(self.case.folder, options, progress)
        return Built(summary_of(result.manifest, result.out), contents_built(result.manifest))


def same_contents(seen: Mapping[str, str], built: Mapping[str, str]) -> bool:
    """Whether a build was made from the very files that were seen: none changed under its hands."""
    papers = {path: sha for path, sha in seen.items() if path.split("/")[0] not in CONTROL}
    return all(path in built and built[path] in (sha, "") for path, sha in papers.items())
