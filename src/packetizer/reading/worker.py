"""The readers of one worker process, loaded when first needed and kept."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from packetizer.reading.engines import Readers
from packetizer.reading.images import Grey
from packetizer.reading.tokens import Token
from packetizer.reading.upright import LineReading

if TYPE_CHECKING:
    from packetizer.reading.rapid import RapidReader
    from packetizer.reading.tesseract import TesseractReader


class Desk:
    """What a worker reads with. A build on clean scans never loads RapidOCR."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers

    @cached_property
    def tesseract(self) -> TesseractReader | None:
        from packetizer.reading.tesseract import TesseractReader

        return TesseractReader(self.readers.tesseract) if self.readers.tesseract else None

    @cached_property
    def rapid(self) -> RapidReader | None:
        from packetizer.reading.rapid import RapidReader

        return RapidReader() if self.readers.rapidocr else None

    def line_readings(self) -> list[LineReading]:
        """Ways to read the picture of one line, the cheapest first."""
        readings: list[LineReading] = []
        if self.readers.tesseract:
            readings.append(self._line_by_tesseract)
        if self.readers.rapidocr:
            readings.append(self._line_by_rapid)
        return readings

    def _line_by_tesseract(self, line: Grey) -> list[Token]:
        from packetizer.reading.tesseract import Layout

        return self.tesseract.read(line, 200, Layout.LINE) if self.tesseract else []

    def _line_by_rapid(self, line: Grey) -> list[Token]:
        from packetizer.reading.rapid import quads_of
        from packetizer.reading.tokens import Rect

        if self.rapid is None:
            return []
        return self.rapid.read_lines(line, quads_of([Rect(0, 0, line.shape[1], line.shape[0])]))


@lru_cache(maxsize=1)
def desk(readers: Readers) -> Desk:
    """This process's desk for these readers."""
    return Desk(readers)
