"""The insurer's checklist as `packetizer check` prints it: what is open first, and whom to ask for it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from packetizer.model import Status
from packetizer.packet.desk.material import plainly
from packetizer.report import deadline_as_lines, warnings_as_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packetizer.build import Reading
    from packetizer.model import Citation, Findings, PageRef, RequirementFinding

_WIDTH = 110
_SECTIONS = ((Status.MISSING, "Missing"), (Status.NEEDS_REVIEW, "To check"), (Status.MET, "There"))
_COUNTS = {True: "counts", False: "does not count", None: "please check"}


def checklist_as_text(reading: Reading) -> str:
    """What is open before what is there, required before recommended; then letter, deadlines, questions."""
    findings = reading.findings
    lines = [*deadline_as_lines(reading), f"Rules      {', '.join(findings.rule_files)}"]
    for status, title in _SECTIONS:
        items = [item for item in findings.requirements if item.status is status]
        if items:
            lines += ["", title.upper()]
        for item in sorted(items, key=lambda item: not item.required):
            lines += _item(item)
    lines += [
        *_notice(findings),
        *_deadlines(findings),
        *_recipient(findings),
        *_rights(findings),
        *_questions(findings),
    ]
    return "\n".join([*lines, "", *warnings_as_lines(reading)]).rstrip()


def _item(item: RequirementFinding) -> Iterator[str]:
    need = "" if item.required else "  (recommended)"
    if item.status is Status.MET:
        yield f"  {item.title}{need}: {_places(item.shown_on) or item.why}"
        yield from _trials(item)
        return
    yield f"  {item.title}{need}"
    for text in (item.why, item.explanation, _source(item.citation)):
        yield from _indented(plainly(text))
    yield from _trials(item)
    yield from _indented(plainly(item.fix), mark="→ ")


def _source(citation: Citation | None) -> str:
    """Whence, as far as it should be checked: what rests on official text or on practice is not marked."""
    if citation is None or citation.standing in ("primary", "practice"):
        return ""
    return f"Source to check: {citation.title} {citation.url or ''}".rstrip()


def _places(pages: Sequence[PageRef], most: int = 4) -> str:
    shown = [f"{page.source} p. {page.number}" for page in pages[:most]]
    return ", ".join(shown) + (f" and {len(pages) - most} more" if len(pages) > most else "")


def _indented(text: str, mark: str = "") -> Iterable[str]:
    first, rest = " " * 6 + mark, " " * (6 + len(mark))
    for line in text.splitlines():
        yield from textwrap.wrap(line, _WIDTH, initial_indent=first, subsequent_indent=rest)


def _trials(item: RequirementFinding) -> Iterator[str]:
    """The table, drug by drug, under what is asked for."""
    if not item.trials:
        return
    yield from _indented(f"Asked for: {item.criterion}")
    rows = [("drug", "class", "dose", "weeks", "when", "against the criterion")]
    for one in item.trials:
        verdict = _COUNTS[one.counts] + (f": {one.remark}" if one.remark else "")
        cells = (one.drug, one.drug_class, one.dose, one.duration, one.period, verdict)
        rows.append(tuple(cell or "–" for cell in cells))  # type: ignore[arg-type]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield " " * 6 + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _notice(findings: Findings) -> Iterator[str]:
    """What is not found in the denial letter, and what to ask for."""
    absent = [part for part in findings.notice if part.page is None]
    if not absent:
        return
    yield from ("", "NOT FOUND IN THIS LETTER, although such a letter must say it")
    for part in absent:
        yield f"  {part.title}"
    yield from _indented(plainly(findings.notice_follows))
    asked = "; ".join(part.ask for part in absent)
    yield from _indented(f'Ask the plan: "Please tell me, free of charge: {asked}."', mark="→ ")


def _deadlines(findings: Findings) -> Iterator[str]:
    if findings.deadlines:
        yield from ("", "DEADLINES, the earliest leads")
    for deadline in findings.deadlines:
        yield f"  {plainly(deadline.due.isoformat())}  {deadline.title}"
        yield from _indented(plainly(deadline.basis))
        yield from _indented(_source(deadline.citation))


def _recipient(findings: Findings) -> Iterator[str]:
    to = findings.recipient
    if to is None:
        return
    numbers = [f"fax {to.fax}" if to.fax else "", f"telephone {to.phone}" if to.phone else ""]
    yield from ("", "WHERE IT GOES")
    yield "  " + ", ".join(part for part in (to.name, *to.address, *numbers, to.portal or "") if part)
    yield from _indented(plainly(to.basis))
    for form in findings.forms:
        yield from _indented(f"Form “{form.title}” {form.text}")


def _rights(findings: Findings) -> Iterator[str]:
    if findings.rights:
        yield from ("", "GOOD TO KNOW")
    for right in findings.rights:
        yield from _indented(f"{right.title}: {right.text}")


def _questions(findings: Findings) -> Iterator[str]:
    if findings.questions:
        yield from ("", "TO SAY IN case.yaml, where you know it")
    for question in findings.questions:
        yield f"  {question.title}"
        yield from _indented(question.why)
        yield from (f"        {line}" for line in question.lines.splitlines())
