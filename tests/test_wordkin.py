"""Words of one kind."""

from __future__ import annotations

import pytest

from packetizer.understanding.lore.wordkin import kin_of


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param("paroxetine", "sertraline", True, id="drugs"),
        pytest.param("physician", "doctor", True, id="people who treat"),
        pytest.param("invoice", "antidepressant", False, id="a bill and a drug"),
        pytest.param("xqzzkw", "doctor", False, id="no word"),
    ],
)
def test_kin(one: str, other: str, alike: bool) -> None:
    assert bool(kin_of(one) & kin_of(other)) is alike


def test_neighbours() -> None:
    assert any(" " in term for term in kin_of("prior approval"))
    assert not any(" " in term for term in kin_of("approval"))
