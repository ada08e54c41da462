"""Pages that may stand the wrong way round, or were read as noise, are listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import UNDRAWN, Given, Page, Severity
from packetizer.understanding.case.notices import unsure_turns
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_classify import PAPERS

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


@pytest.mark.parametrize("failure", [UNDRAWN, "damaged"])
def test_a_page_that_could_not_be_drawn_is_told_once(failure: str) -> None:
    pages = [page_from_text(PAPERS["progress_note"], "note.pdf"), replace(PAGE, words=(), failure=failure)]
    case = understand(pages, Given(today=date(2026, 6, 1)), load_knowledge())
    [found] = [warning for warning in case.warnings if warning.code == "illegible_page"]
    assert found.pages == (PAGE.ref,)
    assert found.message.startswith("Drawing") is (failure == UNDRAWN)


@pytest.mark.parametrize(("confidence", "said"), [(0.25, True), (0.6, False)], ids=["noise", "poorly read"])
def test_a_page_read_as_noise_is_illegible(confidence: float, said: bool) -> None:
    pages = [page_from_text(PAPERS["progress_note"], "note.pdf"), replace(PAGE, confidence=confidence)]
    case = understand(pages, Given(today=date(2026, 6, 1)), load_knowledge())
    found = [warning.pages for warning in case.warnings if warning.code == "illegible_page"]
    assert found == ([(PAGE.ref,)] if said else [])
