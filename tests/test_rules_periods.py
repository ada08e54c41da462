"""How long a drug was taken, and when, from the words beside it."""

from __future__ import annotations

import pytest

from packetizer.rules.periods import period_length, printed_period


@pytest.mark.parametrize(
    ("text", "printed", "weeks"),
    [
        pytest.param("06/2025 to 10/2025", "2025-06 to 2025-10", (13, 22), id="months"),
        pytest.param("2023-02 to 2023-06", "2023-02 to 2023-06", (13, 21), id="months, year first"),
        pytest.param("2023-02-14 to 2023-06-01", "2023-02 to 2023-06", (15, 15), id="days, year first"),
        pytest.param("Feb - Jun 2023", "2023-02 to 2023-06", (13, 21), id="named"),
        pytest.param("2021 to 2022", "2021 to 2022", (0, 104), id="years alone stay years"),
    ],
)
def test_a_period(text: str, printed: str, weeks: tuple[int, int]) -> None:
    period = printed_period(text)
    length = period_length(period)
    assert str(period) == printed
    assert length is not None
    assert (round(length.least), round(length.most)) == weeks


@pytest.mark.parametrize("text", ["12 weeks", "case 2025-004-118", "40 mg"])
def test_no_month_is_made_of_other_figures(text: str) -> None:
    assert "-" not in str(printed_period(text))
