"""What a page's words depend on, besides the page: program, readers, their data and libraries.

A worker offers what it has as Dask "resources" named by hashes; a page asks for those of the machine that
builds. So the scheduler itself sends no page to a worker that might read it otherwise.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import packetizer
from packetizer import __version__
from packetizer.reading.engines import choose_readers, find_engines, rapidocr_models
from packetizer.reading.settings import Engine, ReadingSettings

_LIBRARIES = (
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pillow",
    "pypdfium2",
    "rapidocr",
    "tesserocr",
)
PREFIX = "packetizer-"
_HEAD = 1 << 20  # of Tesseract's data: enough to tell one release from another


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`parts` by name, in words; `languages`: Tesseract's data, hashed, by language."""

    parts: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]

    @property
    def offers(self) -> tuple[str, ...]:
        """Names of what a worker with this fingerprint offers."""
        return (f"{PREFIX}program-{_short(self.parts)}", *map(_language, self.languages))

    def wants(self, lang: str) -> tuple[str, ...]:
        """Names of what a page needs that is read in these languages (as "eng+spa")."""
        wanted = {*lang.split("+"), "osd"}
        return (
            f"{PREFIX}program-{_short(self.parts)}",
            *(_language(item) for item in self.languages if item[0] in wanted),
        )

    def unlike(self, other: Fingerprint, lang: str) -> list[str]:
        """In what another machine differs, in words."""
        there = dict(other.parts)
        said = [
            f"{name} {value or 'missing'} here, {there.get(name) or 'missing'} there"
            for name, value in self.parts
            if there.get(name) != value
        ]
        missing = [name for name in self.wants(lang)[1:] if name not in other.offers]
        return said + (
            ["it lacks Tesseract's data for these languages, or has other data"] if missing else []
        )


def fingerprint() -> Fingerprint:
    """Of this machine. Reads the program's own files and Tesseract's data once, some tenths of a second."""
    readers = {info.name: info.version if info.usable else None for info in find_engines()}
    parts = {
        "packetizer": __version__,
        "its code": _hash_of(_code())[:12],
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "machine": platform.machine(),
        **{name: version or "" for name, version in readers.items()},
        **{library: _version(library) for library in _LIBRARIES},
        "RapidOCR's models": _hash_of(rapidocr_models() or ())[:12],
    }
    return Fingerprint(tuple(parts.items()), tuple(sorted(_languages().items())))


def _languages() -> dict[str, str]:
    """Tesseract's data by language: where it is, for pages name the place, and what it is."""
    found: dict[str, str] = {}
    for lang in next((info.languages for info in find_engines() if info.name == "tesseract"), ()):
        setup = choose_readers(ReadingSettings(Engine.TESSERACT, lang)).tesseract
        if setup is None or setup.tessdata is None:
            continue
        for name in (lang, "osd"):
            file = Path(setup.tessdata) / f"{name}.traineddata"
            if file.is_file():
                with file.open("rb") as stream:
                    told = f"{file} {file.stat().st_size}".encode() + stream.read(_HEAD)
                found[name] = hashlib.sha256(told).hexdigest()[:16]
    return found


def _code() -> list[Path]:
    folder = Path(packetizer.__file__).parent
    return sorted(file for room in ("reading", "intake") for file in (folder / room).rglob("*.py"))


def _hash_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _short(parts: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256(repr(tuple(parts)).encode()).hexdigest()[:16]


def _language(item: tuple[str, str]) -> str:
    return f"{PREFIX}{item[0]}-{item[1]}"


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""
