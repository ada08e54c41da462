"""Firms by their own names: what stands behind them, and what belongs to them."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.names.departments import own_name
from packetizer.understanding.lore.lexicon import load_lexicon

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("printed", "own"),
    [
        pytest.param("Elm Hospital ECT Suite", "Elm Hospital", id="a department behind a whole name"),
        pytest.param("Elm Medicine, P.C. Recovery Program", "Elm Medicine, P.C.", id="behind a legal form"),
        pytest.param("Elm Hospital Emergency Department", "Elm Hospital", id="of two words"),
        pytest.param("Elm Road Medicine - Imaging", "Elm Road Medicine", id="behind a dash"),
        pytest.param("Elm Medical Center, Dept. of Surgery", "Elm Medical Center", id="behind a comma"),
        pytest.param("Elm Laboratory - PATIENT SERVICE CENTER 44", "Elm Laboratory", id="with a number"),
        pytest.param("Elm Ketamine – RECEIPT OF PAYMENT", "Elm Ketamine", id="the kind of paper"),
        pytest.param("Elm Clinic (Radiology)", "Elm Clinic", id="in brackets"),
        pytest.param("Elm Ketamine Suite", "Elm Ketamine Suite", id="not whole without it"),
        pytest.param("Elm Outpatient Clinic", "Elm Outpatient Clinic", id="within a name"),
        pytest.param("Elm Point Ambulatory Surgery", "Elm Point Ambulatory Surgery", id="its trade"),
        pytest.param("Elm Behavioral Health Lab", "Elm Behavioral Health Lab", id="a laboratory's own"),
        pytest.param(
            "Elm Physicians - Psychiatry", "Elm Physicians - Psychiatry", id="a trade behind a dash"
        ),
        pytest.param("Elm Psychiatry, PLLC", "Elm Psychiatry, PLLC", id="a legal form"),
    ],
)
def test_own_name(printed: str, own: str) -> None:
    assert own_name(printed, LEXICON) == own
