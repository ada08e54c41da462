"""Which sentences of a told paper state a reason: those that its marked words begin, end or stand in."""

from __future__ import annotations

import pytest
from bench.letters import Letter, typed


@pytest.mark.parametrize(
    ("text", "marked", "stating"),
    [
        pytest.param(
            "We are sorry. Your visit was late. Call us.", "Your visit was late", ["Your visit was late."],
            id="a sentence",
        ),
        pytest.param(
            "17 - Your other plan pays first. Send us its statement. Call us.",
            "Your other plan pays first. Send us its statement",
            ["17 - Your other plan pays first.", "Send us its statement."],
            id="two sentences, the first behind its note's mark",
        ),
        pytest.param(
            "The bill was opened in June. The bill was late by a year.", "late by a year",
            ["The bill was late by a year."],
            id="words at the end of a sentence",
        ),
        pytest.param(
            "The bill came. Your visit was late, the bill came in June.",
            "Your visit was late, the bill came in June",
            ["Your visit was late, the bill came in June."],
            id="a short sentence that stands in the words is another one",
        ),
        pytest.param("We paid the visit. Call us.", "Your visit was late", [], id="none"),
    ],
)  # fmt: skip
def test_marks(text: str, marked: str, stating: list[str]) -> None:
    letter = Letter("x", "x:1", "denial_letter", typed(text), (("other", marked),))
    assert [s.text.strip() for s, codes in letter.sentences() if codes] == stating
