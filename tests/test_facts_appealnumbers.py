"""Which telephone and fax numbers of a letter are those for appeals, and the time there is for one."""

from __future__ import annotations

import pytest

from packetizer.understanding.facts.appeal.appealnumbers import FAX, PHONE, numbers_on, settled, value_of
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import redrafted
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text

LEXICON = load_lexicon()
LETTER = (
    "Mock Mutual Health\n8800 Causeway Park Blvd, Faketon, FL 33619\n\nMay 4, 2026\n\nFern Mock\n"
    "417 Pelican Ct\nFaketon, FL 34698\n\nWe cannot pay for the infusions that were asked for.\n\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Call 1-800-555-0123, or fax (555) 555 0100.", ["800-555-0123", "555-555-0100"], id="two"
        ),
        pytest.param("614.555.0171", ["614-555-0171"], id="full stops"),
        pytest.param("Claim 2026-555-01234 of 03/04/2026", [], id="a claim"),
        pytest.param("ZIP 44000-1234, $555.01", [], id="a zip code, an amount"),
    ],
)
def test_numbers_on_a_page(text: str, expected: list[str]) -> None:
    assert [value_of(spot) for spot in numbers_on(sheet_of(page_from_text(text), LEXICON))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("You may appeal within 180 days.\n\nPlease call 555-555-0123 to appeal by telephone.\n",
                     {PHONE: "555-555-0123"}, id="in words that rules know"),
        pytest.param("If you disagree you may ask us to look again. Drop us a line at Member Care,\n"
                     "44 Barn Lane, Faketon PA 17602 or ring 555-555-0155 before August 16, 2026.\n",
                     {PHONE: "555-555-0155"}, id="in its own words"),
        pytest.param("Call 555-555-0123 to start an appeal.\n", {PHONE: "555-555-0123"},
                     id="what for, behind it"),
        pytest.param("Call 555-555-0123 to start an expedited appeal.\n", {}, id="only for expedited ones"),
        pytest.param("For an interpreter call 555-555-0177. Crisis line: 555-555-0188.\n", {},
                     id="an interpreter, a crisis line"),
        pytest.param("You may appeal within 180 days of this notice.\n\n"
                     "SEND INFORMATION TO    MEDICAL RECORDS P 0 BOX 362025\n"
                     "                       FAKETON AL 35236\n"
                     "FAX                    555-555-0150\n", {}, id="a desk for records"),
        pytest.param("You may appeal within 180 days of this notice.\n\n"
                     "SEND YOUR APPEAL TO    P 0 BOX 362025\n"
                     "                       FAKETON AL 35236\n"
                     "FAX                    555-555-0150\n", {FAX: "555-555-0150"}, id="a desk for appeals"),
        pytest.param("Your clinic's billing office, 555-555-0144, can tell you what was sent.\n", {},
                     id="the clinic"),
    ],
)  # fmt: skip
def test_for_appeals(text: str, expected: dict[str, str]) -> None:
    page = page_from_text(LETTER + text)
    found = [redrafted(fact) for fact in find_facts(page, LEXICON)]
    ways = {item.kind: str(item.value) for item in settled("denial_letter", found, [page], LEXICON)}
    assert {kind: value for kind, value in ways.items() if kind in (FAX, PHONE)} == expected


def test_everything_else_stands() -> None:
    page = page_from_text(LETTER + "Please call 555-555-0123 to appeal by telephone.\n")
    found = [redrafted(fact) for fact in find_facts(page, LEXICON)]
    others = [item for item in found if item.kind not in (FAX, PHONE)]
    kept = settled("denial_letter", found, [page], LEXICON)
    assert [item for item in kept if item.kind not in (FAX, PHONE)] == others


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("We answer a standard appeal within 60 days.", [], id="the plan's own time"),
        pytest.param("You have the right to appeal. Send it within 180\ncalendar days from this notice.",
                     ["180 days"], id="what is sent, said before; over a line"),
        pytest.param("You may appeal. We must receive your appeal within 180 calendar days.", ["180 days"],
                     id="when they must have it"),
        pytest.param("We must decide your appeal within 30 days.", [], id="what they must do"),
        pytest.param("To appeal, send us a letter within 180\ncalendar days of this notice.", ["180 days"],
                     id="a short line"),
        pytest.param("An appeal is decided within 30 days. Mail us records within 45 days.", [],
                     id="decided, and other mail"),
    ],
)  # fmt: skip
def test_the_time_to_appeal(text: str, expected: list[str]) -> None:
    found = find_facts(page_from_text(LETTER + text), LEXICON)
    assert [str(fact.value) for fact in found if fact.kind == "plan.appeal_window"] == expected


REQUEST = (
    "You may ask for a Level Two Appeal.\n"
    "We must receive your request within 60 calendar days\nof the date {}."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            REQUEST.format("you receive this letter"),
            [("appeal", "60 days", "We must receive your request within 60 calendar days of the date you "
              "receive this letter")],
            id="the level at hand, its sentence over a line's end",
        ),
        pytest.param(
            "External review\nAn independent reviewer can look at it. You must ask\n"
            "within four months after you get our appeal decision.",
            [], id="from a decision to come, under the heading of another level",
        ),
        pytest.param(
            "External review\nYou must ask for it in writing within four months of this letter.",
            [("external", "4 months", "You must ask for it in writing within four months of this letter")],
            id="under a heading of outside reviews",
        ),
        pytest.param(
            "You may ask for an external review within four months after you receive this decision.",
            [("external", "4 months", "You may ask for an external review within four months after you "
              "receive this decision")],
            id="an outside review, in its own sentence",
        ),
        pytest.param(
            "If our answer is still no, you may ask for a fair hearing within 120 days of our notice.", [],
            id="only if the answer to come is no",
        ),
        pytest.param(
            "You have 120 days after you receive the final decision to ask for an external review.", [],
            id="from the end of the plan's levels",
        ),
        pytest.param(
            "The independent review organization will decide within 45 days.", [], id="the reviewer's time"
        ),
        pytest.param(
            "Independent Medical Review (IMR). You may ask the Department of Example Care for one.\n"
            "It is free. The request must be made within six (6) months of the date of\nthis letter.",
            [("external", "6 months",
              "The request must be made within six (6) months of the date of this letter")],
            id="in a paragraph that begins with its heading, a number in words and in figures",
        ),
        pytest.param(
            "External review. We have sent your file.\n\n"
            "Second level appeal. The request must be made within one hundred and twenty (120) days.",
            [], id="another paragraph",
        ),
        pytest.param(
            "Internal appeals and external review\nYour appeal must reach us within 180 days of this notice.",
            [("appeal", "180 days", "Your appeal must reach us within 180 days of this notice")],
            id="under a heading of both",
        ),
    ],
)  # fmt: skip
def test_each_level_has_its_own_time(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = find_facts(page_from_text(LETTER + text), LEXICON)
    said = [(fact.kind, str(fact.value), fact.text) for fact in found if fact.kind.endswith("_window")]
    assert [(kind[len("plan.") : -len("_window")], value, words) for kind, value, words in said] == expected


WAYS = "How to appeal\nMail: Mock Mutual Appeals, PO Box 10, Faketon, FL 33619\nFax 404-555-0170\n\n{}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Fast (expedited) appeal\nFor you if waiting could harm you. Call or fax 404-555-0171.",
                     {("fax", "404-555-0171")}, id="under its heading"),
        pytest.param("For an expedited appeal, call 800-555-0139.", {("phone", "800-555-0139")},
                     id="in its sentence"),
        pytest.param("Expedited external review: fax 800-555-0188.", set(), id="an outside review"),
        pytest.param("Help\nQuestions? Fax 404-555-0175.", set(), id="another topic"),
    ],
)  # fmt: skip
def test_where_an_appeal_goes_that_cannot_wait(text: str, expected: set[tuple[str, str]]) -> None:
    found = find_facts(page_from_text(LETTER + WAYS.format(text)), LEXICON)
    ways = {
        (fact.kind.removeprefix("plan.expedited_"), str(fact.value))
        for fact in found
        if fact.kind.startswith("plan.expedited_")
    }
    assert ways == expected
