"""The days of a log's entries in its line of the index: no year that the log does not print."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Given
from packetizer.understanding.case.entrydays import entry_days
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("3/18 2:15pm called\n3/25 again\n4/2 Marcus called", "3/18 to 4/2", id="no year"),
        pytest.param("Mon 3/2/26 9:14a Called\nWed 3/4/26 Clinic", "03/02/2026 to 03/04/2026", id="weekdays"),
        pytest.param(
            "1  out  x\n2   2026-05-12 09:04  IVR\n3   2026-05-13 16:31  Client",
            "05/12/2026 to 05/13/2026",
            id="numbered",
        ),
        pytest.param(
            "[20260803 1014] IN\n(Mar 18, 2026) called\nMar 20, 2026: again",
            "03/18/2026 to 03/20/2026",
            id="months by name",
        ),
        pytest.param("3/2/26 called\n3/9 called again", "3/2 to 3/9", id="one without its year"),
        pytest.param("12/30 called\n1/4 called again", "12/30 to 1/4", id="over the turn of the year"),
        pytest.param("3/2 called\n   on 3/4 they said no\n3/2 again", "3/2", id="all of one day"),
        pytest.param("3/2 called", "", id="one entry is no log"),
        pytest.param("They denied it on 3/2/2026.\nI called on 3/4/2026.", "", id="days within sentences"),
        pytest.param("555-0100 called\n12 calls\n2:15 pm hold", "", id="other numbers"),
    ],
)
def test_entry_days(text: str, days: str) -> None:
    assert entry_days([page_from_text(text)], load_knowledge().lexicon) == days


def test_the_index_line_of_a_log_has_them_and_no_date_is_made_up() -> None:
    text = """Calls about the denial

3/18 2:15pm called Harborview 800-555-0101, spoke to Dana, ref 88121. She said it is a coding matter.
3/25 called again, on hold 40 min, Marcus said appeal by mail.
4/2 Marcus called back, no change.
"""
    case = understand([page_from_text(text)], Given(today=date(2026, 6, 1)), load_knowledge())
    [paper] = case.documents
    assert (paper.type, paper.date) == ("phone_log", None)
    assert paper.title.endswith("3/18 to 4/2")
