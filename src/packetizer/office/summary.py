"""What a finished build comes to, in a few values: for tables, the journal and commands to run after it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from packetizer.model import Severity, Status
from packetizer.packet.manifest import Manifest
from packetizer.packet.publish import MANIFEST, WORKSHEET


class Summary(BaseModel):
    """Of one packet. Holds no word of a page but the insurer's name and titles of our own rules."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    out: Path
    packets: tuple[str, ...]  # file names of the volumes, in order
    exit_code: int  # as `packetizer build` ends: 0 nothing to do, 1 a person must settle something
    pages: int
    sources: int
    insurer: str | None
    missing: tuple[str, ...]  # titles of what is required and not there
    to_check: tuple[str, ...]  # titles of what may be there, a person must say
    doubts: int  # warnings that a person must look at
    deadline: date | None  # the earliest
    deadline_title: str = ""

    @property
    def packet(self) -> Path:
        """The packet, or its first volume."""
        return self.out / (self.packets[0] if self.packets else "packet.pdf")

    @property
    def worksheet(self) -> Path:
        return self.out / WORKSHEET


def summary_of(manifest: Manifest, out: Path) -> Summary:
    """The summary of the build whose manifest this is; `out` is where its outputs stand."""
    required = [item for item in manifest.requirements if item.severity == "required"]
    missing = tuple(item.title for item in required if item.status is Status.MISSING)
    to_check = tuple(item.title for item in required if item.status is Status.NEEDS_REVIEW)
    doubts = sum(warning.severity is not Severity.NOTE for warning in manifest.warnings)
    first = min(manifest.deadlines, key=lambda deadline: deadline.due, default=None)
    return Summary(
        out=out,
        packets=tuple(row.path for row in manifest.outputs if row.path.endswith(".pdf")),
        exit_code=1 if missing or to_check or doubts else 0,
        pages=sum(row.pages or 0 for row in manifest.outputs if row.path.endswith(".pdf")),
        sources=len(manifest.sources),
        insurer=manifest.case.insurer.value,
        missing=missing,
        to_check=to_check,
        doubts=doubts,
        deadline=first.due if first else None,
        deadline_title=first.title if first else "",
    )


def read_manifest(out: Path) -> Manifest | None:
    """The manifest that stands in `out`; None where there is none that this version understands."""
    try:
        return Manifest.model_validate_json((out / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None


def contents_built(manifest: Manifest) -> dict[str, str]:
    """The files a build was made from: SHA-256 by path."""
    return {source.path: source.sha256 for source in manifest.sources}
