"""Whether a letter is ready to be sent: what in it is open, and what its references lead to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from packetizer.model import Findings, RequirementFinding, Severity, Status, Warning
from packetizer.packet.bundle import SheetKind
from packetizer.packet.letter.file import NAME
from packetizer.packet.letter.refs import Found, look_up
from packetizer.packet.letter.text import Letter, Reference, parse_letter
from packetizer.packet.sheets.matter import Matter

SHOWN = 60  # characters of what is open that a message repeats, and
NAMED = 12  # places that it names
REQUIREMENT = "appeal_letter"
CODE = "unreadable_source"  # of the manifest's codes the nearest: a file of the folder is not used


@dataclass(frozen=True)
class Settled:
    """The letter with all that it refers to."""

    letter: Letter
    found: dict[Reference, Found]

    @property
    def problems(self) -> tuple[tuple[int, str], ...]:
        """Line and what is open there, in the letter's order."""
        made = [(item.line, f"“{_short(item.text)}” is still to be written") for item in self.letter.open]
        made += [
            (f.reference.line, f"[[{_said(f.reference)}]]: {f.problem}")
            for f in self.found.values()
            if f.problem
        ]
        return tuple(sorted(made))

    @property
    def ready(self) -> bool:
        return bool(self.letter.blocks) and not self.problems


def settled(matter: Matter) -> Settled | None:
    """None where there is no `letter.md`."""
    if not matter.given.letter.strip():
        return None
    letter = parse_letter(matter.given.letter)
    return Settled(letter, {reference: look_up(reference, matter) for reference in letter.references})


def _said(reference: Reference) -> str:
    return f"{reference.kind}: {_short(reference.target)}" + (": “…”" if reference.quote else "")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def letter_warnings(matter: Matter) -> tuple[Warning, ...]:
    """What keeps the letter out of the packet, named place by place; the packet must not be sent so."""
    state = settled(matter)
    if state is None or state.ready:
        return ()
    if not state.problems:
        return (Warning(CODE, Severity.BLOCKING, f"{NAME} is empty: write the letter, or delete the file."),)
    named = [f"line {line}: {what}" for line, what in state.problems[:NAMED]]
    rest = len(state.problems) - NAMED
    more = [f"and {rest} more"] if rest > 0 else []
    message = f"{NAME} stays out of the packet until this is settled: {'; '.join(named + more)}."
    return (Warning(CODE, Severity.BLOCKING, message),)


def with_letter(findings: Findings, matter: Matter) -> Findings:
    """The checklist, on which `letter.md` counts as the appeal letter as soon as it is in the packet."""
    state = settled(matter)
    if state is None:
        return findings
    return replace(
        findings, requirements=tuple(_judged(item, state, matter) for item in findings.requirements)
    )


def _judged(item: RequirementFinding, state: Settled, matter: Matter) -> RequirementFinding:
    if item.id != REQUIREMENT or item.status is Status.MET:
        return item
    sheet = matter.plan.sheet(SheetKind.LETTER)
    if sheet is not None:
        why = f"{NAME}, page {sheet.first_page} of the packet"
        return replace(item, status=Status.MET, met_by=(), shown_on=(), why=why, fix="", explanation="")
    if state.ready:
        why = f"{NAME} is ready, but the sheet of the letter was left out of this packet."
        return replace(item, status=Status.NEEDS_REVIEW, why=why, fix="Build again with the sheet `letter`.")
    count = len(state.problems)
    why = f"{NAME} is begun; {count} place{'' if count == 1 else 's'} in it must still be settled."
    return replace(
        item, status=Status.NEEDS_REVIEW, why=why, fix=f"Fill what is open in {NAME} and build again."
    )
