"""Days that a decision prints and no words name."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.understanding.case.unnameddays import unnamed_days
from tests.told import LEXICON, document

LETTER = """Granite Vale Mutual Health
March 20, 2026
Dear Alma Testwood:
We will not pay for ketamine. It is investigational.
"""
MARCH_4 = date(2026, 3, 4)
RECORD = """Granite Vale Infusion Center
Infusion record
Patient: Alma Testwood
Date of service: 03/20/2026
Ketamine 40 mg in 100 mL over 40 minutes
"""


@pytest.mark.parametrize(
    ("line", "type_", "expected"),
    [
        pytest.param("In dispute: 03/04/2026.", "denial_letter", [MARCH_4], id="what it is of is not told"),
        pytest.param("In dispute: 03/04/2026.", "final_denial_letter", [MARCH_4], id="of a final decision"),
        pytest.param("In dispute: 03/04/2026 and 03/11/2026.", "denial_letter", [], id="treatment's days"),
        pytest.param("Date of service: 03/04/2026", "denial_letter", [], id="it is named"),
        pytest.param("Policy effective date: 03/04/2026", "denial_letter", [], id="of something else"),
        pytest.param("Date of birth: 03/04/1986", "denial_letter", [], id="a birth"),
        pytest.param("In dispute: 03/04/2026.", "progress_note", [], id="no decision"),
    ],
)
def test_a_day_that_no_words_name(line: str, type_: str, expected: list[date]) -> None:
    paper, page = document("d1", type_, LETTER + line)
    found = unnamed_days([paper], [page], LEXICON)
    assert [one.day for one in found] == expected
    assert {(one.document, one.page) for one in found} <= {("d1", page.ref)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Last dose: 03/04/2026", [MARCH_4], id="told as something else"),
        pytest.param("Date of birth: 03/04/1986", [], id="a birth"),
        pytest.param("Printed on: 03/04/2026", [], id="printed"),
        pytest.param("Date of service: 03/04/2026", [], id="it is named"),
    ],
)
def test_a_record_of_a_treatment_may_tell_of_an_earlier_one(line: str, expected: list[date]) -> None:
    paper, page = document("d1", "infusion_record", RECORD + line)
    assert [one.day for one in unnamed_days([paper], [page], LEXICON)] == expected
