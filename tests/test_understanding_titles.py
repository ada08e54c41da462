"""What a paper's title decides: a paper has one, and what heads another's section is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Box, Fact, PageRef
from packetizer.understanding.facts.dates.owndate import paper_date
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.lore.phrases import Phrases, skeleton
from packetizer.understanding.page.look import Look, look_at, squash
from packetizer.understanding.types.classify import Hint, hints_of, score_page, verdict
from packetizer.understanding.types.cues import cues_of
from tests.pages import page_from_text

TRIALS = """
Drug         Dose     Response
Sertraline   200 mg   none
Bupropion    300 mg   partial
Lithium      900 mg   tremor
"""


def folded(text: str) -> Look:
    return look_at(page_from_text(text), load_knowledge().vocabulary)


def likeliest(text: str) -> str:
    knowledge, page = load_knowledge(), page_from_text(text)
    look = look_at(page, knowledge.vocabulary)
    return verdict([score_page(look, find_facts(page, knowledge.lexicon), knowledge)], knowledge).type


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param(
            "letter_of_medical_necessity",
            f"LETTER OF MEDICAL NECESSITY\nAlder Clinic\nPatient: Ada Quill\nTreatment history\n{TRIALS}"
            "Rationale: she needs this treatment.",
            id="a letter that lists drugs",
        ),
        pytest.param("medication_history", f"TREATMENT HISTORY\nPatient: Ada Quill\n{TRIALS}", id="a list"),
        pytest.param(
            "psychiatric_evaluation",
            f"Psychiatric diagnostic evaluation\nPatient: Ada Quill\nHPI: low.\nMedication trials\n{TRIALS}"
            "MSE: tearful.\nAssessment: F33.2\nPlan: return in two weeks.",
            id="an evaluation that lists drugs",
        ),
        pytest.param(
            "prescription",
            "INFUSION ORDER\nPatient Ada Quill   wt 60 kg\nKetamine 0.5 mg/kg IV in 100 mL saline\n"
            "Twice weekly x 3 weeks. Hold if SBP > 160. Order good for 90 days.\nOrdering physician B. Vale",
            id="an order of infusions",
        ),
        pytest.param(
            "infusion_record",
            "INFUSION RECORD\nPatient Ada Quill   03/02/2026\nKetamine 30 mg IV in 100 mL saline\n"
            "10:00 122/76 70 98\n10:15 130/80 74 98\n10:40 128/78 72 99\nDischarged 11:30 with driver",
            id="a record of an infusion",
        ),
        pytest.param(
            "progress_note",
            "S: sleeps better, no new complaints.\nO: BP 120/70, calm.\nA: depression, improving.\n"
            "P: same dose, back in a month.\nAda Quill, seen 03/02/2026, B. Vale NP",
            id="a note in four letters",
        ),
        pytest.param(
            "other",
            "NEW PATIENT QUESTIONNAIRE\nWho lives with you? ________\nHow did you hear of us? ________\n"
            "Ever had: [ ] asthma [ ] seizures [ ] glaucoma [ ] ulcers\nEmergency contact ________",
            id="a form for new patients",
        ),
        pytest.param(
            "external_review_decision",
            "State Insurance Office\nRe: external review ER-9\nDear Ms. Quill:\nThe independent review "
            "organization assigned to your request has finished its work and upheld the insurer's decision. "
            "The decision is binding on both of you.\nSincerely,\nBo Vale",
            id="an office reports what reviewers decided",
        ),
        pytest.param(
            "referral",
            "Dear Dr. Vale,\nI would be grateful if you would see Ada Quill, a 40-year-old teacher with "
            "depression of long standing. Three medicines did not help. Thank you for seeing her.\n"
            "With best wishes,\nCy Moss MD",
            id="a doctor asks a doctor",
        ),
    ],
)
def test_frame_decides(kind: str, text: str) -> None:
    assert likeliest(text) == kind


def test_headings_under_the_title_are_sections() -> None:
    knowledge = load_knowledge()
    under = _best(f"LETTER OF MEDICAL NECESSITY\nAlder Clinic\nMarch 2, 2026\nTREATMENT HISTORY\n{TRIALS}")
    alone = _best(f"TREATMENT HISTORY\nAlder Clinic\nMarch 2, 2026\n{TRIALS}")
    number = knowledge.type_ids.index("medication_history")
    assert under[number] < 0.3 * alone[number]


def _best(text: str) -> dict[int, float]:
    best: dict[int, float] = {}
    for hint in hints_of(folded(text), load_knowledge()):
        best[hint.number] = max(best.get(hint.number, 0.0), hint.headline)
    return best


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        pytest.param(
            "NOTICE OF ADVERSE\nBENEFIT DETERMINATION", "Notice of adverse benefit", False, id="part"
        ),
        pytest.param(
            "NOTICE OF ADVERSE\nBENEFIT DETERMINATION",
            "Notice of adverse benefit determination",
            True,
            id="a title on two lines",
        ),
        pytest.param(
            "Alder Psychiatry\nNew patient packet", "Psychiatry new patient", False, id="a letterhead's end"
        ),
    ],
)
def test_a_heading_ends_with_its_line(text: str, phrase: str, found: bool) -> None:
    hints = [h for h in hints_of(folded(f"{text}\nmore"), load_knowledge()) if _heads(h, phrase)]
    assert any(hint.headline > 0 for hint in hints) is found


def _heads(hint: Hint, phrase: str) -> bool:
    return hint.strength == "headings" and hint.text.casefold() == phrase.casefold()


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param("S: well\nO: calm\nA: better\nP: same", 1.0, id="four letters"),
        pytest.param("S - well\nO - calm\nA/P: better", 1.0, id="assessment and plan in one"),
        pytest.param("A: yes\nB: no", 0.0, id="answers"),
        pytest.param("Plan: same\nAssessment: better", 0.0, id="words"),
    ],
)
def test_note_parts(text: str, share: float) -> None:
    assert cues_of(folded(text), (), load_knowledge().wordings).get("note_parts", 0.0) == share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param("1. Sad  [ ] [ ] [x] [ ]\n2. Tired  [x] [ ] [ ] [ ]", 0.5, id="bare boxes"),
        pytest.param(
            "Sad [ ] never [ ] some [ ] often [ ] always\nTired [ ] never [ ] some [ ] often [ ] always",
            0.5,
            id="the same answers in each row",
        ),
        pytest.param("Had: [ ] asthma [ ] ulcers [ ] gout [ ] glaucoma", 0.0, id="things to choose from"),
    ],
)
def test_grid(text: str, share: float) -> None:
    assert cues_of(folded(text), (), load_knowledge().wordings).get("grid", 0.0) == share


def test_a_number_sign_is_a_word() -> None:
    assert squash("Rx#") == squash("RxNo")
    assert squash("Rx") != squash("Rx#")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("it was turned down today", True, id="an option of two words"),
        pytest.param("it was turned\ndown", True, id="over a line"),
        pytest.param("it was denied", True, id="an option of one"),
        pytest.param("it was turned up", False, id="half an option"),
    ],
)
def test_an_option_may_have_several_words(text: str, found: bool) -> None:
    assert bool(Phrases({"key": ["was denied|turned_down|not_paid"]}).find(skeleton(text))) is found


@pytest.mark.parametrize(
    ("row", "timed"),
    [
        pytest.param("10:15 resting", True, id="a clock time"),
        pytest.param("Start 1410", True, id="four digits"),
        pytest.param("2:30 pm left", True, id="afternoon"),
        pytest.param("March 2, 2024 visit", False, id="a year"),
        pytest.param("charge 12.50", False, id="an amount"),
        pytest.param("id 1234-1205", False, id="part of a number"),
    ],
)
def test_times_of_day(row: str, timed: bool) -> None:
    cues = cues_of(folded(f"Ada Quill\n{row}"), (), load_knowledge().wordings)
    assert ("times" in cues, "untimed" in cues) == (timed, not timed)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("NOTICE OF PRIVACY PRACTICES\nHow we may use your record.", "other", id="privacy"),
        pytest.param(
            "EARNINGS STATEMENT\nRegular 80.00 1,200.00\nFederal tax 150.00\nNet pay 900.00",
            "other",
            id="pay",
        ),
        pytest.param("STATEMENT\nAccount 77\nBalance due 90.00\nPlease pay", "itemized_bill", id="a bill"),
        pytest.param(
            "MEDICATION GUIDE\nWhat if I miss a dose? Tell your doctor about side effects.",
            "other",
            id="leaflet",
        ),
    ],
)
def test_other_papers_have_titles_too(text: str, kind: str) -> None:
    assert likeliest(text) == kind


@pytest.mark.parametrize(
    ("shape", "cues"),
    [
        pytest.param((340.0, 216.0), {"card_shape": 1.0, "card_text": 1.0}, id="a picture of a card"),
        pytest.param((612.0, 792.0), {"card_text": 0.7}, id="few words on a sheet may be a note"),
    ],
)
def test_card(shape: tuple[float, float], cues: dict[str, float]) -> None:
    rows = "\n".join(["Alderplan member card 1234", "Ada Quill group 77", "Copay 25 and 50 dollars"] * 3)
    page = replace(page_from_text(rows), width=shape[0], height=shape[1])
    look = look_at(page, load_knowledge().vocabulary)
    found = cues_of(look, (), load_knowledge().wordings)
    assert {name: value for name, value in found.items() if name.startswith("card")} == cues


@pytest.mark.parametrize(
    ("phrases", "text", "end"),
    [
        pytest.param(
            ["total of? the? charges?", "total due to you"], "total due to you", 16, id="of one key"
        ),
        pytest.param(["amount|amounts you|we", "amount"], "amount we paid", 9, id="the whole choice"),
        pytest.param(["pay|pays us", "pay"], "pay them", 3, id="the shorter where the longer does not fit"),
    ],
)
def test_the_longest_phrase_that_fits_counts(phrases: list[str], text: str, end: int) -> None:
    """However long the phrases are written: optional words and choices make one longer than it reads."""
    assert [hit.end for hit in Phrases({"key": phrases}).find(skeleton(text))] == [end]


@pytest.mark.parametrize(
    ("signed", "day"),
    [
        pytest.param(date(2026, 3, 12), date(2026, 3, 12), id="the visit that is signed, not the one before"),
        pytest.param(date(2026, 3, 13), date(2026, 3, 5), id="signed on neither: the one that stands higher"),
        pytest.param(None, date(2026, 3, 5), id="not signed"),
    ],
)
def test_a_note_is_dated_by_the_visit_on_whose_day_it_is_signed(signed: date | None, day: date) -> None:
    page = PageRef("x.pdf", 1)

    def fact(kind: str, value: date, top: float) -> Fact:
        return Fact("f", kind, value, "", page, Box(0.1, top, 0.2, top + 0.01), 0.95)

    facts = [fact("date.service", date(2026, 3, 5), 0.1), fact("date.service", date(2026, 3, 12), 0.3)]
    facts += [fact("date.signed", signed, 0.8)] if signed else []
    assert paper_date(load_knowledge().lexicon.role("progress_note"), facts, [page]) == day
