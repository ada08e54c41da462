"""Office documents drawn by LibreOffice, where it is installed: they look as their writer meant them.

It runs headless, with a profile of its own that forbids macros, updates of links and the network; within
limits; in a private folder that it leaves. What it drew is kept in the case's state folder by content, so
that each document is drawn once. Where it is not installed, or fails, the text is laid out plainly instead.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path

from packetizer.intake import media
from packetizer.intake.damage import DAMAGED

SECONDS = 25.0  # for one document; below the limit for opening a file
MEGABYTES = 6_000  # of address space; it maps far more than it uses
_PLACES = (
    "/usr/lib/libreoffice/program/soffice.bin",
    "/usr/lib64/libreoffice/program/soffice.bin",
    "/opt/libreoffice*/program/soffice.bin",
    "/snap/libreoffice/current/lib/libreoffice/program/soffice.bin",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SUFFIXES = {
    media.DOCX: ".docx",
    media.ODT: ".odt",
    media.RTF: ".rtf",
    media.DOC: ".doc",
    media.XLS: ".xls",
    media.PPT: ".ppt",
    media.PPTX: ".pptx",
    media.ODP: ".odp",
}
_RESTART = 81  # it set up its profile and wants to be started again
_STALE = "drawing-"


class _Workshop:
    def __init__(self) -> None:
        self.folder: Path | None = None


_workshop = _Workshop()


def use_workshop(folder: Path | None) -> None:
    """From now on this process lets LibreOffice draw, and keeps what it drew below `folder`; None: not."""
    _workshop.folder = folder


@cache
def program() -> Path | None:
    """LibreOffice's program itself (not the script that starts it), None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    beside = [Path(found).resolve().with_name("soffice.bin")] if found else []
    places = (place for pattern in _PLACES for place in sorted(Path("/").glob(pattern[1:])))
    return next((place for place in (*beside, *places) if os.access(place, os.X_OK)), None)


def draws(media_type: str) -> bool:
    """Whether documents of this type are drawn here."""
    return media_type in _SUFFIXES and _workshop.folder is not None and program() is not None


def drawn(content: bytes, media_type: str) -> bytes | None:
    """The document as PDF: the same bytes for the same document. None where LibreOffice cannot draw it."""
    folder, office = _workshop.folder, program()
    if folder is None or office is None or not draws(media_type):
        return None
    kept = folder / (hashlib.sha256(f"{media_type} {_version(office)} ".encode() + content).hexdigest())
    with contextlib.suppress(OSError):
        return kept.read_bytes()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=f"{_STALE}{os.getpid()}-") as work:
        made = _convert(office, Path(work), content, _SUFFIXES[media_type])
        if made is None:
            return None
        whole = Path(work) / "whole"
        whole.write_bytes(made)
        whole.chmod(0o600)
        whole.replace(kept)
    return made


def _version(office: Path) -> str:
    """Changes when another LibreOffice is installed."""
    status = office.stat()
    return f"{office} {status.st_size} {status.st_mtime_ns}"


def _sweep(folder: Path) -> None:
    """Remove what a killed process left; nothing of one that still runs."""
    for left in folder.glob(f"{_STALE}*"):
        owner = left.name.removeprefix(_STALE).split("-")[0]
        if not Path(f"/proc/{owner}").exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)


def _convert(office: Path, work: Path, content: bytes, suffix: str) -> bytes | None:
    """Run LibreOffice in `work`, which only we can read."""
    paper = work / f"paper{suffix}"
    paper.write_bytes(content)
    profile = work / "profile" / "user"
    profile.mkdir(parents=True)
    settings = files("packetizer.intake.data").joinpath("libreoffice.xcu").read_text(encoding="utf-8")
    (profile / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    command = [
        *(sys.executable, "-I", str(Path(__file__).with_name("confined.py"))),
        *(str(MEGABYTES), str(int(SECONDS)), str(office)),
        f"-env:UserInstallation={(work / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        *("--convert-to", "pdf", "--outdir", str(work), str(paper)),
    ]
    for _ in range(2):
        try:
            ran = subprocess.run(  # noqa: S603  (fixed program, our own names, no shell)
                command,
                cwd=work,
                env=_surroundings(work),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        if ran.returncode != _RESTART:
            break
    with contextlib.suppress(OSError):
        return _plain(paper.with_suffix(".pdf").read_bytes())
    return None


def _surroundings(work: Path) -> dict[str, str]:
    """An environment of its own: no display, no proxy, no home to read settings from."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(work),
        "TMPDIR": str(work),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _plain(made: bytes) -> bytes | None:
    """Without the time at which it was drawn, so that equal documents give equal bytes."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(made), suppress_warnings=True) as pdf:
            del pdf.docinfo
            for place, key in ((pdf.Root, "/Metadata"), (pdf.trailer, "/DocChecksum"), (pdf.trailer, "/ID")):
                if key in place:
                    del place[key]
            stream = io.BytesIO()
            pdf.save(stream, deterministic_id=True)
            return stream.getvalue()
    except (pikepdf.PdfError, *DAMAGED):
        return None
