"""Passwords for locked files, as the advocate gave them: kept in memory by each process that opens files."""

from __future__ import annotations

import io
import logging

from packetizer.intake.damage import DAMAGED

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # its notes quote file contents


class _Keyring:
    def __init__(self) -> None:
        self.passwords: tuple[str, ...] = ()


_keyring = _Keyring()


def use_passwords(passwords: tuple[str, ...]) -> None:
    """From now on this process tries these on every locked file. Runs first in each worker."""
    _keyring.passwords = passwords


def unlocked(content: bytes) -> bytes | None:
    """The PDF without its lock, in memory; None where no password that was given fits."""
    import pikepdf

    for password in _keyring.passwords:
        try:
            with pikepdf.open(io.BytesIO(content), password=password, suppress_warnings=True) as pdf:
                made = io.BytesIO()
                pdf.save(made, encryption=False, deterministic_id=True)
                return made.getvalue()
        except (pikepdf.PasswordError, pikepdf.PdfError, *DAMAGED):
            continue
    return None
