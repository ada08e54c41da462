"""What a person can choose about reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Engine(StrEnum):
    """Which reader to use. `auto`: the cheap one first, the other where the first leaves doubt."""

    AUTO = "auto"
    TESSERACT = "tesseract"
    RAPIDOCR = "rapidocr"


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """`lang` names Tesseract's language data, joined by "+", for instance "eng+spa"."""

    engine: Engine = Engine.AUTO
    lang: str = "eng"
