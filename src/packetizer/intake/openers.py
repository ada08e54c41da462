"""What a process needs before it opens files of a case."""

from __future__ import annotations

from pathlib import Path

from packetizer.intake.keyring import use_passwords
from packetizer.intake.libreoffice import use_workshop


def prepare(passwords: tuple[str, ...], state: Path) -> None:
    """The passwords that were given, and where LibreOffice may work. Runs first in each worker of a build."""
    use_passwords(passwords)
    use_workshop(state.absolute() / "drawn")
