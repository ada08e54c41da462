"""When a decision came: notes on the letter, and what other papers tell; not what an insurer got."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text

LEXICON = load_lexicon()
DECISION = """Mock Mutual
October 22, 2026

Fern Mock
417 Pelican Ct{note}
Faketon, FL 34698

Dear Fern Mock:
We received your appeal on September 15, 2026. We are upholding the denial."""
MESSAGE = """Messages

You - Oct 28, 2026 7:02 PM
{text}

Mock Mutual - Oct 30, 2026 9:11 AM
Hello, thank you for your message."""


def received(text: str, kind: str) -> list[date]:
    """The days on which the reader got something."""
    page = page_from_text(text)
    facts = settle(kind, find_facts(page, LEXICON), [page], LEXICON)
    found = (fact for fact in facts if fact.kind == "date.received" and not fact.by_sender)
    return [fact.value for fact in found if isinstance(fact.value, date)]


@pytest.mark.parametrize(
    ("note", "days"),
    [
        pytest.param("rec'd 10/27", [date(2026, 10, 27)], id="without a year"),
        pytest.param("Received 10/27/26 by mail", [date(2026, 10, 27)], id="with one"),
        pytest.param("got Oct 27", [date(2026, 10, 27)], id="a month by its name"),
        pytest.param("rec'd 9/15", [], id="before the letter"),
        pytest.param("paid 10/27", [], id="another note"),
        pytest.param("appeal received 10/27/2026", [], id="what the insurer got"),
    ],
)
def test_a_note_on_the_letter(note: str, days: list[date]) -> None:
    assert received(DECISION.format(note=f"                         {note}"), "final_denial_letter") == days


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        pytest.param("I got the appeal letter yesterday (Oct 27). What now?", "correspondence",
                     [date(2026, 10, 27)], id="a message"),
        pytest.param("Your decision letter came in the mail on 10/27.", "correspondence",
                     [date(2026, 10, 27)], id="it came"),
        pytest.param("Your denial letter dated October 2, 2026, which I received on October 8, 2026.",
                     "appeal_letter", [date(2026, 10, 8)], id="dated so, received then"),
        pytest.param("I got your denial letter of October 2, 2026.", "appeal_letter", [],
                     id="its own date"),
        pytest.param("We received your appeal on October 27, 2026.", "correspondence", [],
                     id="what they got"),
        pytest.param("I got the records from the clinic on October 27, 2026.", "correspondence", [],
                     id="other papers"),
        pytest.param("I got the appeal letter yesterday (Oct 27). What now?", "progress_note", [],
                     id="no paper that tells it"),
    ],
)  # fmt: skip
def test_what_other_papers_tell(text: str, kind: str, days: list[date]) -> None:
    assert received(MESSAGE.format(text=text), kind) == days


STAMPED = """Mock Mutual                                       P.O. Box 1850, Faketon, FL 34698

{left}                                              {right}

Fern Mock
417 Pelican Ct
Faketon, FL 34698

NOTICE OF ADVERSE BENEFIT DETERMINATION
Dear Fern Mock:
We have looked at the claims for the visits of 07/14/2026 and 07/21/2026 and cannot approve payment."""


@pytest.mark.parametrize(
    ("left", "right", "own", "came"),
    [
        pytest.param("September 10, 2026", "SEP 15 2026", date(2026, 9, 10), [date(2026, 9, 15)],
                     id="a dater without a word"),
        pytest.param("09/10/2026", "SEP 15 2026", date(2026, 9, 10), [date(2026, 9, 15)],
                     id="a day in figures"),
        pytest.param("September 10, 2026", "RECEIVED SEP 15 2026", date(2026, 9, 10), [date(2026, 9, 15)],
                     id="a stamp that says so"),
        pytest.param("SEP 15 2026", "Member ID 417", date(2026, 9, 15), [], id="the only day is its own"),
        pytest.param("September 10, 2026", "DOB 06/14/1981", date(2026, 9, 10), [], id="no stamp"),
        pytest.param("September 20, 2026", "SEP 15 2026", date(2026, 9, 20), [], id="a day before it"),
    ],
)  # fmt: skip
def test_a_stamp_is_no_letters_own_day(left: str, right: str, own: date, came: list[date]) -> None:
    page = page_from_text(STAMPED.format(left=left, right=right))
    facts = settle("denial_letter", find_facts(page, LEXICON), [page], LEXICON)
    assert [fact.value for fact in facts if fact.dates_paper] == [own]
    assert received(STAMPED.format(left=left, right=right), "denial_letter") == came


def test_a_letterhead_is_no_label_of_the_day_under_it() -> None:
    """ "Exp ress Sc rip ts", in letters twice as large: what begins as a label for the end of something."""
    page = page_from_text("Exp ress Sc rip ts\n\nOctober 14, 2026\n\nDear Fern Mock:\nThe denial is upheld.")
    large = (
        replace(word, box=replace(word.box, y0=word.box.y0 - 0.013)) if word.line == 0 else word
        for word in page.words
    )
    page = replace(page, words=tuple(large))
    facts = settle("final_denial_letter", find_facts(page, LEXICON), [page], LEXICON)
    assert [fact.value for fact in facts if fact.dates_paper] == [date(2026, 10, 14)]


LOG = """Calls about the infusions
5/27/26 10:05 Mock Mutual, Darnell. No auth needed.
7/24 2:15 Got EOB for 7/7, zero paid.
{entry}
11/2 Called again, on hold."""


@pytest.mark.parametrize(
    ("entry", "days"),
    [
        pytest.param("8/29 - letter of 8/25 came in mail today.", [date(2026, 8, 29)],
                     id="a letter by its day"),
        pytest.param("8/29 - letter came in mail today.", [], id="some letter, and no decision"),
        pytest.param("10/20 I got the denial letter on 10/19.", [date(2026, 10, 19)], id="a whole sentence"),
        pytest.param("8/29 - denial letter of 8/25 came in mail today.", [date(2026, 8, 29)], id="today"),
        pytest.param("10/24 - decision came. IMR next.", [date(2026, 10, 24)], id="in two words"),
        pytest.param("10/20 Gordon. Denial letter of 10/14 came 10/19. Level 2, 90 days.",
                     [date(2026, 10, 19)], id="the day that the entry names"),
        pytest.param("9/16 Got their letter yesterday (9/15). 180 days.", [date(2026, 9, 15)],
                     id="whoever got it"),
        pytest.param("9/16/26  Mock Mutual   Ines    Got their letter (9/15). 180 days.",
                     [date(2026, 9, 15)], id="a table"),
        pytest.param("9/16 Got the denial yesterday.", [], id="a day that is not written"),
        pytest.param("10/2 refund letter came", [], id="another letter"),
        pytest.param("10/2 They say the denial letter will come by 10/9", [], id="to come"),
        pytest.param("10/2 Got letter of medical necessity from the clinic", [], id="the clinic's"),
        pytest.param("9/26 - per portal, appeal received.", [], id="what they got"),
    ],
)  # fmt: skip
def test_what_a_log_of_calls_tells(entry: str, days: list[date]) -> None:
    assert received(LOG.format(entry=entry), "phone_log") == days
