"""What an audit found, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from packetizer.model import Severity

if TYPE_CHECKING:
    from packetizer.packet.lint.found import Finding, Report

WIDTH = 110
_TITLES = {
    Severity.BLOCKING: "DO NOT SEND IT LIKE THIS",
    Severity.IMPORTANT: "TO MEND",
    Severity.NOTE: "TO KNOW",
}


def report_as_text(report: Report) -> str:
    """The gravest first, each with how to mend it."""
    files = f"{len(report.files)} files, " if len(report.files) > 1 else ""
    lines = [f"{files}{report.pages:,} {'page' if report.pages == 1 else 'pages'}"]
    for severity, title in _TITLES.items():
        found = [finding for finding in report.findings if finding.severity is severity]
        if found:
            lines += ["", title, *(line for finding in found for line in _lines(finding))]
    if report.exit_code == 0:
        lines += ["", "Nothing is to be mended."]
    return "\n".join(lines)


def _lines(finding: Finding) -> Iterator[str]:
    what = f"{finding.file}: {finding.what}" if finding.file else finding.what
    yield from textwrap.wrap(f"{what}.", WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield from textwrap.wrap(finding.mend, WIDTH, initial_indent="    → ", subsequent_indent="      ")


def report_as_json(report: Report) -> str:
    """One line."""
    findings = [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "file": finding.file,
            "pages": list(finding.pages),
            "what": finding.what,
            "mend": finding.mend,
        }
        for finding in report.findings
    ]
    made = {"files": report.files, "pages": report.pages, "findings": findings, "exit_code": report.exit_code}
    return json.dumps(made, ensure_ascii=False)
