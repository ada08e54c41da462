"""Deadlines as a calendar file (RFC 5545): all-day entries with reminders, nothing about the client."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from packetizer.model import Deadline

REMIND_DAYS = (14, 3)
_FOLD = 73  # octets of a line before its break; the standard allows 75


def write_calendar(file: Path, deadlines: Sequence[Deadline], today: date) -> None:
    """The calendar file at its place, readable by its owner only."""
    file.write_bytes(calendar_file(deadlines, today).encode())
    file.chmod(0o600)


def calendar_file(deadlines: Sequence[Deadline], today: date, *, label: str = "Appeal") -> str:
    """The calendar file's text. `label` goes before each title; give a case number rather than a name."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Packetizer//Deadlines//EN", "CALSCALE:GREGORIAN"]
    for deadline in deadlines:
        lines += _event(deadline, today, label)
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in _folded(line))


def _event(deadline: Deadline, today: date, label: str) -> Iterable[str]:
    title = _escaped(f"{label}: {deadline.title}")
    key = "|".join((label, deadline.id, deadline.due.isoformat(), deadline.basis))
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(key.encode()).hexdigest()[:32]}@packetizer"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{deadline.due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{deadline.due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{title}"
    yield f"DESCRIPTION:{_escaped(deadline.basis)}"
    yield "TRANSP:TRANSPARENT"
    for days in REMIND_DAYS:
        yield from (
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{title}",
            f"TRIGGER:-P{days}D",
            "END:VALARM",
        )
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """Parts of at most 75 octets; those after the first begin with a space. No character is cut in two."""
    part = ""
    for char in line:
        if len((part + char).encode()) > _FOLD:
            yield part
            part = " "
        part += char
    yield part
