"""Pages whose direction is in doubt: read both ways up, and what stands then."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from packetizer.model import Page, PageRef
from packetizer.reading import page as reading_page
from packetizer.reading.images import Grey, turned
from packetizer.reading.page import read_page
from packetizer.reading.tokens import Reader, Rect, Token
from packetizer.reading.upright import Turn
from packetizer.reading.worker import Desk
from tests.reading_sheets import Shown, typed

SHEET = typed(*["The services were reviewed and the request is denied."] * 14)  # on the upper half
GOOD, BAD, FAINT = 0.96, 0.3, 0.0


class Eye:
    """Tesseract for a sheet printed on its upper half: reads that with one score, upside down with another;
    `FAINT` is no word at all."""

    def __init__(self, upright: float, over: float) -> None:
        self.scores = {True: upright, False: over}
        self.asked = 0

    def read(self, picture: Grey, *_: object) -> list[Token]:
        self.asked += 1
        middle = picture.shape[0] // 2
        score = self.scores[bool(picture[:middle].mean() < picture[middle:].mean())]
        words = ("reviewed", "request", "services", "treatment", "decision", "denied") if score else ()
        return [
            Token(word, Rect(150 + 170 * n, 160 + 40 * row, 300 + 170 * n, 190 + 40 * row), score,
                  Reader.TESSERACT, row)
            for row in range(4)
            for n, word in enumerate(words)
        ]  # fmt: skip


def read(monkeypatch: pytest.MonkeyPatch, picture: Grey, told: Turn, eye: Eye) -> Page:
    """The page where sample lines tell this turn."""
    monkeypatch.setattr(reading_page, "find_turn", lambda *_: told)
    desk = SimpleNamespace(
        readers=SimpleNamespace(tesseract=True, rapidocr=None), tesseract=eye, rapid=None, line_readings=list
    )
    return read_page(Shown(picture), PageRef("scan.pdf", 1), cast("Desk", desk))


@pytest.mark.parametrize(
    ("lies", "told", "eye", "turn", "readings"),
    [
        pytest.param(180, Turn(0, False), Eye(GOOD, BAD), Turn(180, True), 2, id="upside down, unsure"),
        pytest.param(0, Turn(180, False), Eye(GOOD, BAD), Turn(0, True), 1, id="it reads well as it lies"),
        pytest.param(90, Turn(90, False), Eye(GOOD, BAD), Turn(270, True), 2, id="turned the wrong way"),
        pytest.param(90, Turn(270, False), Eye(GOOD, BAD), Turn(270, True), 1, id="and the right one"),
        pytest.param(180, Turn(0, False), Eye(BAD, BAD), Turn(0, False), 2, id="neither way reads well"),
        pytest.param(180, Turn(0, False), Eye(FAINT, BAD), Turn(0, False), 2, id="no word is no proof"),
        pytest.param(180, Turn(0, True), Eye(GOOD, BAD), Turn(0, True), 1, id="a sure turn is not doubted"),
        pytest.param(180, Turn(180, True), Eye(BAD, BAD), Turn(180, True), 2, id="nor one that was made"),
    ],
)  # fmt: skip
def test_a_page_that_reads_badly_after_an_unsure_turn_is_read_upside_down_too(
    monkeypatch: pytest.MonkeyPatch, lies: int, told: Turn, eye: Eye, turn: Turn, readings: int
) -> None:
    eye.asked = 0
    page = read(monkeypatch, turned(SHEET, lies), told, eye)
    assert Turn(page.rotation, page.rotation_sure) == turn
    assert eye.asked == readings
