"""What a process needs before it opens files of a case."""

from __future__ import annotations

import os
from pathlib import Path

from packetizer.intake.isolation import isolate
from packetizer.intake.keyring import use_passwords
from packetizer.intake.libreoffice import use_workshop


def prepare(passwords: tuple[str, ...], state: Path, writable: tuple[Path, ...] | None = None) -> None:
    """The passwords that were given, and where LibreOffice may work. Runs first in each worker of a build.

    With `writable` the process is isolated first: it can write to these folders only, `state` among them.
    """
    if writable is not None:
        isolate(writable)
        os.environ["TMPDIR"] = str(state.absolute())
    use_passwords(passwords)
    use_workshop(state.absolute() / "drawn")
