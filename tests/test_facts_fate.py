"""What became of a drug that a page names: it failed, it is given, or it is only named."""

import pytest

from packetizer.understanding.facts.care.drugs import drugs_named
from packetizer.understanding.facts.care.fate import Fate, judged
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text


def fates(text: str) -> dict[Fate, set[str]]:
    sheet = sheet_of(page_from_text(text), load_lexicon())
    made: dict[Fate, set[str]] = {fate: set() for fate in Fate}
    for known in judged(sheet, drugs_named(sheet, load_lexicon()), load_lexicon()):
        made[known.fate].add(known.mention.generic)
    return made


@pytest.mark.parametrize(
    ("text", "failed", "given", "named"),
    [
        pytest.param(
            "We went from sertraline to duloxetine and then to mirtazapine, and none of them\n"
            "has lifted her mood.",
            {"sertraline", "duloxetine", "mirtazapine"}, set(), set(), id="a list shares what follows it",
        ),
        pytest.param(
            "Past trials:\n  vilazodone 40 mg\n  nortriptyline 75 mg\nCurrent medications:\n"
            "  lamotrigine 100 mg\n  buspirone 10 mg",
            {"vilazodone", "nortriptyline"}, {"lamotrigine", "buspirone"}, set(), id="two headings",
        ),
        pytest.param(
            "Medication      Dose     Start        Stop         Reason stopped / response\n"
            "escitalopram    20 mg    03/02/2015   09/30/2016   Good response, remission; tapered\n"
            "sertraline      200 mg   01/09/2023   06/26/2023   No response\n"
            "citalopram      40 mg    01/09/2020   06/26/2021   Good response at first, then lost",
            {"sertraline", "citalopram"}, set(), {"escitalopram"}, id="one that worked in a list of reasons",
        ),
        pytest.param(
            "Coverage is provided when the member has tried at least two generic antidepressants from\n"
            "different classes (SSRI, SNRI, bupropion, mirtazapine) AND one agent (for instance\n"
            "aripiprazole, quetiapine, lithium).",
            set(), set(), {"bupropion", "mirtazapine", "aripiprazole", "quetiapine", "lithium"},
            id="what a plan wants tried",
        ),
        pytest.param(
            "The member has tried at least two antidepressants, including sertraline and\n"
            "duloxetine, without benefit.",
            {"sertraline", "duloxetine"}, set(), set(), id="what a member did try",
        ),
        pytest.param(
            "Her sister does well on escitalopram.", set(), set(), {"escitalopram"}, id="a sister's",
        ),
        pytest.param(
            "Family history: father treated with lithium.", set(), set(), {"lithium"}, id="family history",
        ),
        pytest.param(
            "The policy requires a trial of citalopram and venlafaxine.",
            set(), set(), {"citalopram", "venlafaxine"}, id="a policy's",
        ),
        pytest.param(
            "There is no record of a trial of aripiprazole.", set(), set(), {"aripiprazole"}, id="not tried",
        ),
        pytest.param(
            "In 2010 she had a full remission on sertraline.", set(), set(), {"sertraline"}, id="helped",
        ),
        pytest.param(
            "Premedication: ondansetron 4 mg IV", set(), {"ondansetron"}, set(), id="premedication",
        ),
        pytest.param(
            "Paxil made me sleep all day. I still take Lamictal.",
            {"paroxetine"}, {"lamotrigine"}, set(), id="two sentences",
        ),
        pytest.param(
            "Venlafaxine raised his blood pressure and had to be stopped.",
            {"venlafaxine"}, set(), set(), id="harm",
        ),
        pytest.param(
            "Filled      Drug                 Qty   Days\n01/04/2025  Sertraline 100 mg     30    30",
            set(), {"sertraline"}, set(), id="a fill",
        ),
        pytest.param(
            "Ketamine was asked for after the failure of lithium.",
            {"lithium"}, {"ketamine"}, set(), id="what the case is about",
        ),
        pytest.param(
            "[x] ketamine 0.5 mg/kg IV\n[ ] lorazepam     0.5 mg IV PRN\n[ ] esketamine     56 mg",
            set(), {"ketamine"}, {"lorazepam", "esketamine"}, id="boxes that are not ticked",
        ),
        pytest.param(
            "[ ] Ketamine infusion, 0.5 mg/kg", set(), {"ketamine"}, set(), id="boxes, none of them ticked",
        ),
        pytest.param(
            "Glycopyrrolate       0.2 mg      IV       1355\nOndansetron 4 mg                 not given",
            set(), {"glycopyrrolate"}, {"ondansetron"}, id="a row that says not given",
        ),
        pytest.param(
            "Past meds: sertraline 200 mg x 12 wks, no effect; Li 900 mg x 13 wks to augment, no benefit.",
            {"sertraline", "lithium"}, set(), set(), id="a short form before its dose",
        ),
        pytest.param(
            "Past meds: sertraline 200 mg x 12 wks, no effect. Dr. Li 2019, no benefit of LI 900.",
            {"sertraline"}, set(), set(), id="a short form without a dose is a name",
        ),
        pytest.param(
            "Order: Ketamine HCI 0.5 mg/kg IV over 40 min", set(), {"ketamine"}, set(), id="a salt, misread",
        ),
    ],
)  # fmt: skip
def test_fates(text: str, failed: set[str], given: set[str], named: set[str]) -> None:
    assert fates(text) == {Fate.FAILED: failed, Fate.GIVEN: given, Fate.NAMED: named}


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        pytest.param(
            "Ketamine 0.5 mg/kg after sertraline 200 mg failed.", {"0.5 mg/kg"}, id="of a failed drug"
        ),
        pytest.param("Ketamine 40 mg IV (vial 50 mg/mL)", {"40 mg"}, id="what a vial holds"),
        pytest.param("Waste: ketamine 9 mg", set(), id="thrown away"),
        pytest.param("Ketamine HCl 500 mg/10 mL vial  NDC 00409-2051-05  Lot HK2210", set(), id="of stock"),
        pytest.param(
            "Ketamine infusion\nTotaldose: 39      mgin 100      mL NS", {"39 mg"}, id="a form's total"
        ),
        pytest.param("Ketamine infusion\nTotal dose:     47     mg", {"47 mg"}, id="a form's total, apart"),
        pytest.param("Ketamine infusion\nTotal dose:     47     mL", set(), id="a total that is no dose"),
        pytest.param("Ketamine 40 mg in 100 mL NS", {"40 mg"}, id="what it is given in"),
        pytest.param(
            "Esketamine 84 mg intranasal   Lot 23K1   Exp 05/27", {"84 mg"}, id="given, with its lot"
        ),
        pytest.param("Dose of esketamine:  [ ] 28 mg   [X] 56 mg   [ ] 84 mg", {"56 mg"}, id="ticked"),
        pytest.param("Ondansetron ODT 4 mg before the session", {"4 mg"}, id="a tablet's form"),
        pytest.param("56 mg of Spravato was given", {"56 mg"}, id="before the name"),
        pytest.param("She had four infusions of 40 mg.", {"40 mg"}, id="of infusions"),
        pytest.param("What is approved:      6 visits, 0.5 mg/kg", {"0.5 mg/kg"}, id="by weight"),
        pytest.param(
            "#   date       mg      min\n1   3/2/26     60 mg   120", {"60 mg"}, id="a column of mg"
        ),
        pytest.param("He weighs 80 kg; the pills had 60 mg.", set(), id="of nothing that is a treatment"),
        pytest.param("G2082   Esketamine up to 56 mg, monitored   2", set(), id="what a code stands for"),
        pytest.param("J2405   ondansetron, per 1 mg   4   3.50", set(), id="the unit of a code"),
        pytest.param("Ketamine, up to 60 mg as tolerated", {"60 mg"}, id="up to, without a code"),
        pytest.param(
            "Spravato (esketamine) 56 mg on the first day of this course and after it, from there\n"
            "on, 84 mg twice weekly",
            {"56 mg", "84 mg"},
            id="over two lines",
        ),
        pytest.param(
            "[x] ketamine      0.5 mg/kg over 40 minutes\n[ ] ketamine      0.75 mg/kg",
            {"0.5 mg/kg"},
            id="a row that is not ticked",
        ),
    ],
)
def test_doses(text: str, doses: set[str]) -> None:
    facts = find_facts(page_from_text(text), load_lexicon())
    assert {str(fact.value) for fact in facts if fact.kind == "treatment.dose"} == doses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("PHQ-9 20 -> 21 -> 23", {("phq9", "20"), ("phq9", "21"), ("phq9", "23")}, id="arrows"),
        pytest.param(
            "PHQ-9 today  21  (prev 20, intake 23)",
            {("phq9", "21"), ("phq9", "20"), ("phq9", "23")},
            id="earlier ones in brackets",
        ),
        pytest.param("MADRS 18; at start 33.", {("madrs", "18"), ("madrs", "33")}, id="after a semicolon"),
        pytest.param("A MADRS of 28 or greater is asked for.", set(), id="a limit"),
        pytest.param(
            "She scored 21 on the PHQ-9 and 15 on the GAD-7.", {("phq9", "21"), ("gad7", "15")}, id="on"
        ),
        pytest.param(
            "PHQ-9/GAD-7/PCL-5 = 20/15/51", {("phq9", "20"), ("gad7", "15"), ("pcl5", "51")}, id="three names"
        ),
        pytest.param("PHQ-9 21, 6 infusions so far", {("phq9", "21")}, id="a count is no score"),
        pytest.param(
            "It was a long winter, and before the first visit in January my PHQ-9 was\n22. Then it fell.",
            {("phq9", "22")},
            id="a value that opens a line and ends its sentence",
        ),
        pytest.param("PHQ-15 12", set(), id="another questionnaire"),
        pytest.param(
            "A. GAD-7 (0 = not at all, 3 = nearly every day)\n 1. Nervous   2\n SUM   16\n"
            "B. PCL-5 (0 = not at all, 4 = extremely)\n Total severity   59",
            {("gad7", "16"), ("pcl5", "59")},
            id="two scales on a sheet",
        ),
        pytest.param("Pain is a 7 today", {("pain", "7")}, id="pain is"),
        pytest.param("Her pain fell from 8 to 3.", {("pain", "8"), ("pain", "3")}, id="pain fell"),
        pytest.param("Pain   7   5   3", {("pain", "7"), ("pain", "5"), ("pain", "3")}, id="a row of pain"),
        pytest.param("Pain at 3 sites since 5 years", set(), id="sites and years"),
    ],
)
def test_scores_over_time(text: str, expected: set[tuple[str, str]]) -> None:
    facts = find_facts(page_from_text(text), load_lexicon())
    assert {(f.kind[6:], str(f.value)) for f in facts if f.kind.startswith("score.")} == expected
