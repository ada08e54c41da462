"""Pages that may stand the wrong way round are listed, never silently turned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packetizer.model import Page, Severity
from packetizer.understanding.notices import unsure_turns
from tests.pages import page_from_text

PAGE = page_from_text("Initials A.B.", "scan.pdf")


@pytest.mark.parametrize(
    ("page", "severities"),
    [
        pytest.param(replace(PAGE, rotation=180, rotation_sure=False), [Severity.IMPORTANT], id="turned"),
        pytest.param(replace(PAGE, rotation_sure=False), [Severity.NOTE], id="left as it came"),
        pytest.param(replace(PAGE, rotation=90), [], id="surely turned"),
        pytest.param(PAGE, [], id="surely upright"),
        pytest.param(replace(PAGE, words=(), rotation_sure=False), [], id="nothing to read"),
        pytest.param(replace(PAGE, rotation_sure=False, failure="damaged"), [], id="told elsewhere"),
    ],
)
def test_unsure_turns(page: Page, severities: list[Severity]) -> None:
    found = unsure_turns([page])
    assert [warning.severity for warning in found] == severities
    assert all(warning.pages == (page.ref,) for warning in found)
    assert all(warning.code == "doubtful_reading" for warning in found)
