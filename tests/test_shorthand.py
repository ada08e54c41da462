"""Words as billing offices shorten them."""

from __future__ import annotations

import pytest

from packetizer.understanding.lore.shorthand import spelled_out


@pytest.mark.parametrize(
    ("text", "full"),
    [
        pytest.param("No auth on file", "No authorization on file", id="one alone"),
        pytest.param(
            "SVC NOT COV UNDER MBR BEN", "service NOT covered UNDER member benefit", id="among others"
        ),
        pytest.param("Tx w/o precert.", "treatment without precertification", id="with a stroke or a point"),
        pytest.param("Our med director is in.", "Our med director is in.", id="may be a word: alone"),
        pytest.param("Your term ended in May.", "Your term ended in May.", id="a word"),
        pytest.param("St. Paul, MN 55101", "St. Paul, MN 55101", id="a state"),
        pytest.param("Call Dr. Prov-Amt.", "Call Dr. Prov-Amt.", id="part of a name"),
    ],
)
def test_spelled_out(text: str, full: str) -> None:
    assert spelled_out(text) == full
