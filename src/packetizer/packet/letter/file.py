"""`letter.md` beside the papers: read for a build, written as a draft."""

from __future__ import annotations

import os
from pathlib import Path

from packetizer.errors import RulesError, UsageError
from packetizer.intake.plaintext import decoded

NAME = "letter.md"
LARGEST = 100_000  # bytes: some twenty pages


def read_letter(folder: Path) -> str:
    """What `folder/letter.md` says, "" where there is none. RulesError (exit code 3) where it is no text."""
    file = folder / NAME
    if not file.is_file():
        return ""
    if file.stat().st_size > LARGEST:
        raise RulesError(
            f"{NAME}: larger than {LARGEST // 1000} kB; a letter is text, its papers are exhibits"
        )
    data = file.read_bytes()
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RulesError(
            f"{NAME}: this is not text; write it in an editor, or name a PDF or DOCX letter .pdf or .docx"
        )
    return decoded(data)


def refuse_to_replace(folder: Path) -> None:
    """UsageError where there is a letter: it may be hours of work."""
    if (folder / NAME).exists():
        raise UsageError(f"{folder / NAME} is there already; with --force a new draft takes its place")


def write_draft(folder: Path, text: str, *, force: bool) -> Path:
    """Write `letter.md`, readable by its owner only. UsageError where there is one, unless `force`."""
    if not force:
        refuse_to_replace(folder)
    file = folder / NAME
    new = file.with_name(f".{NAME}.{os.getpid()}")
    try:
        with os.fdopen(
            os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as stream:
            stream.write(text)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    return file
