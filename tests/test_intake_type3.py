"""Words of fonts whose boxes are wrong stand where they are seen."""

from __future__ import annotations

import pytest

from packetizer.intake.pdf import Pdf
from packetizer.intake.words import LayerWord
from packetizer.model import PageRef
from packetizer.reading.engines import choose_readers
from packetizer.reading.page import read_page
from packetizer.reading.settings import ReadingSettings
from packetizer.reading.worker import Desk
from tests.pages import page_text
from tests.type3 import Four, type3_page

LINES = [
    "Dear Member, we reviewed the request for coverage",
    "of the service dated 03/14/2026 and denied it.",
    "It is not a covered benefit of your plan.",
    "Claim number 88-20417 amount billed $1,250.00",
    "You may appeal within 180 days of this letter.",
    "Sincerely yours, the plan",
]
FAR, HUGE, TINY, NONE, UPSIDE_DOWN = (
    (0.0, 450.0, 50.0, 550.0),
    (-250.0, -250.0, 450.0, 450.0),
    (0.0, 0.0, 1.0, 1.0),
    (0.0, 0.0, 0.0, 0.0),
    (0.0, 80.0, 50.0, -20.0),
)
RIGHT = (0.0, -25.0, 100.0, 100.0)

wrong_boxes = pytest.mark.parametrize(
    ("box", "room", "coloured"),
    [
        pytest.param(None, RIGHT, False, id="right"),
        pytest.param(NONE, NONE, False, id="no size at all"),
        pytest.param(TINY, RIGHT, False, id="tiny"),
        pytest.param(FAR, RIGHT, False, id="far away"),
        pytest.param(HUGE, RIGHT, False, id="huge"),
        pytest.param(HUGE, HUGE, False, id="both huge"),
        pytest.param(UPSIDE_DOWN, RIGHT, False, id="upside down"),
        pytest.param(None, RIGHT, True, id="coloured"),
        pytest.param(None, NONE, True, id="coloured, without a size"),
        pytest.param(None, FAR, True, id="coloured, the font's far away"),
    ],
)


def words(content: bytes) -> tuple[LayerWord, ...]:
    pdf = Pdf(content)
    try:
        with pdf.page(1) as page:
            return page.words()
    finally:
        pdf.close()


@wrong_boxes
def test_lines_are_read_as_they_are_seen(box: Four | None, room: Four, coloured: bool) -> None:
    pdf = Pdf(type3_page(LINES, box=box, room=room, coloured=coloured))
    with pdf.page(1) as page:
        read = read_page(page, PageRef("a.pdf", 1), Desk(choose_readers(ReadingSettings())))
    pdf.close()
    assert page_text(read).splitlines() == LINES


@wrong_boxes
def test_words_stand_where_they_are_seen(box: Four | None, room: Four, coloured: bool) -> None:
    wanted = {word.text: word.box for word in words(type3_page(LINES))}
    found = {word.text: word.box for word in words(type3_page(LINES, box=box, room=room, coloured=coloured))}
    assert found.keys() == wanted.keys()
    for text, place in found.items():
        assert abs(place.x0 - wanted[text].x0) < 0.01, text
        assert abs(place.x1 - wanted[text].x1) < 0.02, text
        assert abs(place.y0 + place.y1 - wanted[text].y0 - wanted[text].y1) / 2 < 0.01, text
        assert place.height < 0.03, text
