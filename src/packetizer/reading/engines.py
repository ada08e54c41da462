"""Which readers this machine has, and which of them a build will use."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packetizer.errors import PacketizerError
from packetizer.reading.settings import Engine, ReadingSettings

_TESSDATA = (  # where systems put language data, newest version last in each
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tesseract/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/opt/local/share/tessdata",
)
_NOT_LANGUAGES = {"osd", "equ", "snum"}
_GET_TESSERACT = "sudo apt-get install tesseract-ocr  (macOS: brew install tesseract)"
_GET_RAPIDOCR = "pip install rapidocr onnxruntime"


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """A reader as `packetizer doctor` shows it. `how_to_get`: what is missing and how to get it, else ""."""

    name: str
    version: str | None
    languages: tuple[str, ...]
    usable: bool
    how_to_get: str


@dataclass(frozen=True, slots=True)
class TesseractSetup:
    """How a worker reaches Tesseract: in process (`tesserocr`) or by its command."""

    in_process: bool
    tessdata: str | None  # None: the command knows its own place
    lang: str
    version: str


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers that a build uses; what workers load. At least one is there."""

    tesseract: TesseractSetup | None
    rapidocr: str | None  # version

    @property
    def key(self) -> str:
        """Changes whenever another reader may read something else."""
        tesseract = self.tesseract
        first = f"tesseract {tesseract.version} {tesseract.lang}" if tesseract else "-"
        return f"{first} / rapidocr {self.rapidocr or '-'}"


def find_engines() -> tuple[EngineInfo, ...]:
    """The readers that this program knows, whether they are usable here, and what is missing."""
    return _tesseract_info(), _rapidocr_info()


def choose_readers(settings: ReadingSettings) -> Readers:
    """The readers for these settings. Raises PacketizerError where the wanted one is not there."""
    tesseract, problem = (None, "") if settings.engine is Engine.RAPIDOCR else _tesseract(settings.lang)
    rapidocr = None if settings.engine is Engine.TESSERACT else _rapidocr_info()
    rapidocr_version = rapidocr.version if rapidocr and rapidocr.usable else None
    if settings.engine is Engine.TESSERACT and not tesseract:
        raise PacketizerError(problem)
    if settings.engine is Engine.RAPIDOCR and not rapidocr_version:
        raise PacketizerError(f"RapidOCR cannot be used here. To get it: {_GET_RAPIDOCR}")
    wanted_more = settings.lang != "eng"
    if not tesseract and (not rapidocr_version or (wanted_more and settings.engine is Engine.AUTO)):
        raise PacketizerError(problem + ("" if rapidocr_version else f" Or, without it: {_GET_RAPIDOCR}"))
    return Readers(tesseract, rapidocr_version)


# ---------------------------------------------------------------- Tesseract


def _tesseract_info() -> EngineInfo:
    version, in_process = _tesseract_version()
    languages = sorted({lang for folder in _tessdata_folders() for lang in _languages(folder)})
    if version is None:
        return EngineInfo("tesseract", None, tuple(languages), False, f"not installed: {_GET_TESSERACT}")
    if not languages:
        missing = "its language data is missing: sudo apt-get install tesseract-ocr-eng"
        return EngineInfo("tesseract", version, (), False, missing)
    hint = "" if in_process else "faster with: pip install tesserocr"
    return EngineInfo("tesseract", version, tuple(languages), True, hint)


def _tesseract(lang: str) -> tuple[TesseractSetup | None, str]:
    """How to reach Tesseract with this language, or what is wrong, in words for the user."""
    if not re.fullmatch(r"[A-Za-z0-9_]+(\+[A-Za-z0-9_]+)*", lang):
        return None, f"'{lang}' is not a language of Tesseract; write for instance eng or eng+spa."
    version, in_process = _tesseract_version()
    if version is None:
        return None, f"Tesseract is not installed. To get it: {_GET_TESSERACT}"
    wanted = set(lang.split("+"))
    folders = _tessdata_folders()
    for folder in folders:
        if wanted <= set(_languages(folder)):
            return TesseractSetup(in_process, str(folder), lang, version), ""
    here = {found for folder in folders for found in _languages(folder)}
    missing = sorted(wanted - here) or sorted(wanted)
    packages = " ".join(f"tesseract-ocr-{name.replace('_', '-').lower()}" for name in missing)
    looked = ", ".join(map(str, folders)) or "no tessdata folder was found"
    return None, (
        f"Tesseract has no language data for {', '.join(missing)} (looked in: {looked}). "
        f"To get it: sudo apt-get install {packages}"
    )


@cache
def _tesseract_version() -> tuple[str | None, bool]:
    """Its version, and whether it runs inside this process."""
    if importlib.util.find_spec("tesserocr"):
        try:
            import tesserocr
        except ImportError:  # its wheel does not fit this machine: the command still may
            pass
        else:
            return str(tesserocr.tesseract_version()).split()[1], True
    said = _run_tesseract("--version")
    match = re.search(r"tesseract v?(\S+)", said)
    return (match[1] if match else None), False


def _run_tesseract(argument: str) -> str:
    command = shutil.which("tesseract")
    if command is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603  (a fixed argument)
            [command, argument], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


@cache
def _tessdata_folders() -> tuple[Path, ...]:
    """Every folder with Tesseract's language data, the most telling place first."""
    found = (folder for folder in _tessdata_places() if folder.is_dir() and _languages(folder))
    return tuple(dict.fromkeys(found))


def _tessdata_places() -> Iterator[Path]:
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        yield Path(prefix)
        yield Path(prefix) / "tessdata"
    if match := re.search(r'in "([^"]+)"', _run_tesseract("--list-langs")):
        yield Path(match[1])
    for pattern in _TESSDATA:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    if program_files := os.environ.get("PROGRAMFILES"):
        yield Path(program_files) / "Tesseract-OCR" / "tessdata"


@cache
def _languages(folder: Path) -> tuple[str, ...]:
    names = sorted(file.name.removesuffix(".traineddata") for file in folder.glob("*.traineddata"))
    return tuple(name for name in names if name not in _NOT_LANGUAGES)


# ---------------------------------------------------------------- RapidOCR


def rapidocr_models() -> tuple[Path, Path] | None:
    """The detector and the recogniser inside RapidOCR's wheel. Named to it, so that it downloads nothing."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    models = Path(spec.origin).parent / "models"
    detectors, recognisers = sorted(models.glob("*det*.onnx")), sorted(models.glob("*rec*.onnx"))
    return (detectors[-1], recognisers[-1]) if detectors and recognisers else None


def _rapidocr_info() -> EngineInfo:
    missing = [name for name in ("rapidocr", "onnxruntime") if importlib.util.find_spec(name) is None]
    if missing:
        return EngineInfo("rapidocr", None, (), False, f"not installed: pip install {' '.join(missing)}")
    version = importlib.metadata.version("rapidocr")
    if rapidocr_models() is None:
        return EngineInfo("rapidocr", version, (), False, "its wheel has no models: pip install -U rapidocr")
    return EngineInfo("rapidocr", version, ("eng",), True, "")
