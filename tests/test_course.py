"""When the treatment began: what papers say of it, and which of them decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Content, Document
from packetizer.rules.check import check
from packetizer.understanding.case.beginnings import find_beginnings
from tests.rules_case import F, Setting, paper, shipped
from tests.told import LEXICON, document

KETAMINE = Setting()
SEEN, FIRST, LATER = date(2026, 1, 2), date(2026, 1, 9), date(2026, 2, 6)
NOTICE = paper(1, "denial_letter", date(2026, 3, 2), F("date.service", SEEN))
CLAIMED = paper(1, "denial_letter", date(2026, 3, 2), F("date.service", SEEN), F("id.claim", "C-1"))
RECORD = paper(2, "infusion_record", FIRST, F("date.service", FIRST))
BILL = paper(3, "itemized_bill", LATER, F("date.service", LATER), F("amount.billed", "400"))
LIST = paper(4, "medication_history", date(2026, 3, 1))


def began(*papers: Document, said: tuple[date, ...] = ()) -> tuple[date, date] | None:
    case = KETAMINE.case(*papers)
    told = tuple(Content("d4", "treatment_began", LIST.pages[0], day) for day in said)
    found = check(replace(case, contents=told), shipped(), KETAMINE.given()).began
    return (found.earliest, found.latest) if found is not None else None


@pytest.mark.parametrize(
    ("papers", "said", "expected"),
    [
        pytest.param((RECORD, BILL), (), (FIRST, FIRST), id="the first record"),
        pytest.param((BILL,), (), (LATER, LATER), id="the first bill"),
        pytest.param((NOTICE, RECORD), (), (SEEN, FIRST), id="a visit that a decision names"),
        pytest.param((CLAIMED, RECORD), (), (SEEN, FIRST), id="a claim that a decision names"),
        pytest.param((NOTICE,), (), (SEEN, KETAMINE.today), id="a decision alone"),
        pytest.param((LIST, BILL), (FIRST,), (FIRST, FIRST), id="a list says so, later days are billed"),
        pytest.param((LIST,), (FIRST,), (FIRST, FIRST), id="only a list"),
        pytest.param((LIST, RECORD), (LATER,), (FIRST, LATER), id="a list says later than a record"),
        pytest.param((LIST,), (SEEN, FIRST), (SEEN, FIRST), id="two lists"),
        pytest.param((RECORD,), (SEEN,), (FIRST, FIRST), id="said on a paper that is not in the packet"),
        pytest.param((LIST,), (), None, id="nothing"),
    ],
)
def test_the_first_treatment(
    papers: tuple[Document, ...], said: tuple[date, ...], expected: tuple[date, date] | None
) -> None:
    assert began(*papers, said=said) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Medication              Max dose     Start         Stop\n"
            "sertraline              200 mg       01/09/2023    06/26/2023\n"
            "esketamine (Spravato)   84 mg        01/09/2026    02/25/2026",
            [FIRST],
            id="a list's column",
        ),
        pytest.param("Spravato 56 mg was started on 01/09/2026, then 84 mg.", [FIRST], id="a sentence"),
        pytest.param("First dose of esketamine: 01/09/2026.", [FIRST], id="the first dose"),
        pytest.param(
            "We started ketamine 0.5 mg/kg on January 9, 2026.", [FIRST], id="started, then the drug"
        ),
        pytest.param("Ketamine will be started on 01/09/2026.", [], id="to come"),
        pytest.param("Ketamine on 01/09/2026 went well.", [], id="one of them"),
        pytest.param("Ketamine helps; lithium was started on 01/09/2026.", [], id="another drug"),
        pytest.param("Ketamine was started on 04/09/2026.", [], id="after the paper's own day"),
    ],
)
def test_what_a_paper_says_of_the_beginning(text: str, expected: list[date]) -> None:
    paper, page = document("d1", "medication_history", f"Medication history\n\n{text}\n", date(2026, 3, 1))
    assert [one.day for one in find_beginnings([paper], [page], LEXICON)] == expected
