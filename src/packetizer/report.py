"""What the commands print: a summary for people, one line of JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from packetizer import __version__
from packetizer.model import Severity, Status
from packetizer.packet.desk.material import long_day, scans
from packetizer.packet.manifest import all_warnings
from packetizer.packet.publish import MANIFEST, WORKSHEET
from packetizer.packet.since.words import told
from packetizer.packet.size import megabytes
from packetizer.rules.describe import describe_library

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from packetizer.build import BuildResult, Reading
    from packetizer.model import Deadline, RequirementFinding, Warning
    from packetizer.packet.since.change import Since
    from packetizer.reading.engines import EngineInfo
    from packetizer.rules.describe import RuleLine
    from packetizer.rules.library import Library

_FILES = 3  # that are named behind a warning


def as_line_of_json(result: BuildResult) -> str:
    """The manifest's path and a summary, on one line."""
    reading = result.reading
    lead = _leading(reading.findings.deadlines)
    summary = {
        "manifest": str(result.out / MANIFEST),
        "packet": str(result.out / result.files[0].path),
        "files": [str(result.out / file.path) for file in result.files],
        "worksheet": str(result.out / WORKSHEET),
        "pages": result.plan.total,
        "exhibits": len(result.plan.exhibits),
        "missing": [item.id for item in _with(reading, Status.MISSING)],
        "needs_review": [item.id for item in _with(reading, Status.NEEDS_REVIEW)],
        "warnings": sorted({warning.code for warning in _warnings(reading)}),
        "deadline": lead.due.isoformat() if lead else None,
        "since": _since_as_json(result.since),
        "exit_code": result.exit_code,
    }
    return json.dumps(summary, ensure_ascii=False)


def as_text(result: BuildResult, *, verbose: bool = False) -> str:
    """What was built and what to do next, a few lines."""
    reading = result.reading
    lines = [
        *_files(result),
        f"Worksheet  {result.out / WORKSHEET}  (open this next)",
        *_since_as_lines(result.since),
        *findings_as_lines(reading),
    ]
    if verbose:
        lines += [f"           {stage}: {seconds:.1f} s" for stage, seconds in result.timings.items()]
    return "\n".join(lines)


def _since_as_lines(since: Since | None) -> list[str]:
    """What changed against the packet that stood there; no line where none did."""
    if since is None:
        return []
    if not since.any:
        return [f"Changed    nothing since the build of {long_day(since.day)}"]
    lines = [f"Changed    since the build of {long_day(since.day)}:"]
    for kind in told(since):
        lines += [f"{'':<11}{line}" for line in _listed(kind.what, [text for text, _ in kind.lines])]
    return lines


def _since_as_json(since: Since | None) -> dict[str, object] | None:
    """Letters and ids, and [first, last, first now] of pages that moved."""
    if since is None:
        return None
    return {
        "day": since.day.isoformat(),
        "new": [paper.exhibit for paper in since.new],
        "gone": [paper.exhibit for paper in (*since.gone, *since.left_out)],
        "letters": {one.before: one.now for one in since.letters},
        "pages": [[one.first, one.last, one.now] for one in since.shifts],
        "requirements": {one.id: [one.before, one.now] for one in since.requirements},
        "deadlines": {one.id: [one.before, one.now] for one in since.deadlines},
    }


def _files(result: BuildResult) -> list[str]:
    """The packet's file, or each of its volumes; how many pages and how large."""
    size = megabytes(sum(file.bytes for file in result.files))
    told = f"{_count(result.plan.total, 'page')}, {_count(len(result.plan.exhibits), 'exhibit')}, {size}"
    if len(result.files) == 1:
        return [f"Packet     {result.out / result.files[0].path}  ({told})"]
    lines = [f"Packet     {len(result.files)} volumes in {result.out}  ({told})"]
    for file, volume in zip(result.files, result.plan.files, strict=True):
        where = f"pages {volume.first_page}–{volume.last_page}"
        lines.append(f"           {file.path}  {where}, {megabytes(file.bytes)}")
    return lines


def findings_as_lines(reading: Reading) -> list[str]:
    """Deadline, missing items and what a person must look at."""
    lines = [
        *deadline_as_lines(reading),
        *_listed("Missing", [item.title for item in _with(reading, Status.MISSING)]),
        *_listed("To check", [item.title for item in _with(reading, Status.NEEDS_REVIEW)]),
        *warnings_as_lines(reading),
    ]
    return lines or ["Nothing is missing."]


def deadline_as_lines(reading: Reading) -> list[str]:
    """The earliest deadline; no line where none is known."""
    lead = _leading(reading.findings.deadlines)
    if lead is None:
        return []
    return [f"Appeal by  {long_day(lead.due)}, {_days_left(lead.due, reading.given.today)}  ({lead.title})"]


def warnings_as_lines(reading: Reading) -> list[str]:
    """What a person must look at, each with where it stands."""
    return _listed("Look at", [_with_place(warning) for warning in _warnings(reading)])


def _with_place(warning: Warning) -> str:
    """The message with its files and pages: titles alone do not tell two papers of a kind apart."""
    files = dict.fromkeys(page.source for page in warning.pages)
    shown = [page for page in warning.pages if page.source in list(files)[:_FILES]]
    more = f" and {_count(len(files) - _FILES, 'more file')}" if len(files) > _FILES else ""
    return f"{warning.message} ({scans(shown)}{more})" if shown else warning.message


def _listed(label: str, items: Sequence[str], most: int = 12) -> list[str]:
    shown = [f"{label if number == 0 else '':<10} {item}" for number, item in enumerate(items[:most])]
    return shown + (
        [f"{'':<10} … and {len(items) - most} more: see the worksheet"] if len(items) > most else []
    )


def _with(reading: Reading, status: Status) -> Sequence[RequirementFinding]:
    return [item for item in reading.findings.requirements if item.required and item.status is status]


def _warnings(reading: Reading) -> Sequence[Warning]:
    """Those that ask something of a person, the blocking first."""
    asking = [
        warning
        for warning in all_warnings(reading.case, reading.findings)
        if warning.severity is not Severity.NOTE
    ]
    return sorted(asking, key=lambda warning: warning.severity is not Severity.BLOCKING)


def _leading(deadlines: Sequence[Deadline]) -> Deadline | None:
    return min(deadlines, key=lambda deadline: deadline.due, default=None)


def _days_left(due: date, today: date) -> str:
    days = (due - today).days
    if days < 0:
        return f"{_count(-days, 'day')} ago"
    return "today" if days == 0 else f"{_count(days, 'day')} left"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def library_as_text(library: Library) -> str:
    """A line for each rule file."""
    lines = []
    for file in describe_library(library):
        whence = "" if file.shipped else "  (your own)"
        lines.append(f"{file.name:<28} {file.kind:<10} {file.title}{whence}")
    return "\n".join(lines)


def rules_as_text(rules: Sequence[RuleLine]) -> str:
    """Rules with where each part comes from and its source."""
    if not rules:
        return "Nothing of its own: only _base.yaml and the files for plan, reason and treatment apply."
    lines = []
    for rule in rules:
        unsure = "" if rule.applies else "  (the papers do not tell whether this applies)"
        lines.append(f"{rule.section} {rule.id}  [{', '.join(rule.origins)}]{unsure}")
        lines.append(f"    {rule.text}")
        if rule.citation:
            source = f"{rule.citation.title} ({rule.citation.standing}) {rule.citation.url or ''}"
            lines.append(f"    source: {source.rstrip()}")
    return "\n".join(lines)


def engines_as_text(engines: Sequence[EngineInfo], *, office: bool) -> str:
    """The readers found, a line each, and what to install where one is missing; `office`: LibreOffice is."""
    lines = [f"packetizer {__version__}"]
    for engine in engines:
        mark = "ok     " if engine.usable else "missing"
        languages = f", languages: {' '.join(engine.languages)}" if engine.languages else ""
        lines.append(f"{mark}  {engine.name} {engine.version or ''}{languages}".rstrip())
        if engine.how_to_get:
            lines.append(f"         {engine.how_to_get}")
    if not any(engine.usable for engine in engines):
        lines.append("No reader is usable: only papers that carry their own text can be read.")
    elif not all(engine.usable for engine in engines):
        lines.append("One reader does the whole job alone; with both, doubtful pages are read twice.")
    lines.append(f"{'ok     ' if office else 'missing'}  LibreOffice")
    if not office:
        lines.append("         sudo apt-get install libreoffice-writer-nogui libreoffice-calc-nogui")
        lines.append("         Without it office documents are laid out plainly; old .doc and .xls stay out.")
    return "\n".join(lines)
