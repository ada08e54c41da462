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
    """`lang` names Tesseract's language data, joined by "+", for instance "eng+spa".

    `photos_whole`: a photo's page is the whole photo, also where the sheet in it was found with certainty.
    """

    engine: Engine = Engine.AUTO
    lang: str = "eng"
    photos_whole: bool = False
