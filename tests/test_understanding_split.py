"""Where papers begin and end: numbering, headings, sentences, separators; every page in exactly one paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from packetizer.model import Correction, Given, Page, PageRef, TextFrom
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.page.look import Vocabulary, look_at
from packetizer.understanding.page.numbering import PageNumber, page_number
from packetizer.understanding.papers import find_papers
from packetizer.understanding.splitting.boundaries import boundary_reasons, shipped_weights
from packetizer.understanding.splitting.boundarysigns import boundary_signs
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_classify import PAPERS

TODAY = date(2026, 6, 1)
FOOT = "\n" * 50

PRINTED_SEPARATOR = """| || |||  PATCH T  ||| || |
Printing instructions: For proper operation this scanner separator sheet must be printed with no scale.
Wide black bars must be exactly 5 mm. If the sheet is not printed as described the scanner will not
reliably recognize the patch code."""


def papers_of(pages: list[Page], *corrections: Correction) -> list[list[tuple[str, int]]]:
    case = understand(pages, Given(today=TODAY, corrections=corrections), load_knowledge())
    return [[(page.source, page.number) for page in document.pages] for document in case.documents]


def stack(*texts: str, source: str = "scan.pdf") -> list[Page]:
    return [page_from_text(text, source, number) for number, text in enumerate(texts, start=1)]


def refs(*numbers: int, source: str = "scan.pdf") -> list[tuple[str, int]]:
    return [(source, number) for number in numbers]


BOOKLET = """Alder Works Employee Benefit Plan
SUMMARY PLAN DESCRIPTION
Article 5 Covered expenses
Benefits are payable for charges that are medically necessary, after the deductible. The Plan Administrator
decides what is covered. Coordination of benefits is described in Article 8."""
LETTER_1 = """Quillhaven Health Plan
March 3, 2026
Dear Wendeline Okafor:
We are not able to approve this service because the records that your doctor sent to us do not show that the
guideline was met, and we looked at everything that was sent with the request before we came to"""
LETTER_2 = """this decision about your care. You may appeal within 180 days. Write to the
address on your card and send copies of everything that supports your appeal, and keep the originals.
Sincerely,
Medical Director"""


LAB = """QUILLMARK LABORATORIES    FINAL REPORT
Patient: Wendeline Okafor   Collected: 01/30/2026   Reported: 01/31/2026
Test     Result   Reference range
TSH      1.84     0.45-4.50
Ferritin 11 L     15-150"""
BANK_1 = """Harrow Street Bank                          Statement of account
Wendeline Okafor                            account ending 4410
Date     Description                        Amount
03/02    HARROW KETAMINE CLINIC             450.00    1,310.22
03/05    CORNER GROCER                       41.18    1,269.04
03/09    HARROW KETAMINE CLINIC             450.00      819.04"""
BANK_2 = """Harrow Street Bank       account ending 4410
03/12    CITY WATER                          38.50      780.54
03/16    HARROW KETAMINE CLINIC             450.00      330.54
03/19    PAYROLL                          1,204.11    1,534.65
Ending balance 1,534.65"""
PILLS = """Medications - active and discontinued
Okafor, Wendeline    PCP: Abner Lisle
Active
metformin 500 mg tablet BID
Discontinued
sertraline 200 mg, no response; bupropion 300 mg, no response"""
RUNNING = "Quillhaven Health Plan    Wendeline Okafor    claim 77120    "


RIGHTS = """YOUR RIGHT TO APPEAL
Member Appeals Unit
P.O. Box 418, Faketon, OH 44000
If we uphold our decision you may ask for an external review or bring a civil action.
You may appeal within 180 days."""
DENIAL = """Quillhaven Health Plan
March 3, 2026
Wendeline Okafor
Dear Wendeline Okafor:
We are not able to approve ketamine infusions. They are not medically necessary.
Sincerely,
Medical Director"""


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            (DENIAL, f"{RIGHTS}{FOOT}Page 2 of 2"), [refs(1, 2)], id="the first page bears no number"
        ),
        pytest.param(
            (BANK_2, f"{BOOKLET}{FOOT}Page 3 of 4"), [refs(1), refs(2)], id="it is another's third page"
        ),
        pytest.param(
            [
                PAPERS["eob"] + FOOT + "Page 1 of 2",
                "Notes about your claim" + FOOT + "Page 2 of 2",
                PAPERS["phone_log"],
            ],
            [refs(1, 2), refs(3)],
            id="page x of y",
        ),
        pytest.param(
            [
                "Notes about your claim" + FOOT + "Page 2 of 2",
                PAPERS["eob"] + FOOT + "Page 1 of 2",
                PAPERS["phone_log"],
            ],
            [refs(2, 1), refs(3)],
            id="scanned from its end",
        ),
        pytest.param(
            [
                "Office visit\nPatient: Wendeline Okafor\nPlan: continue.",
                "Okafor, Wendeline   Assessment and plan\nPHQ-9 at the next visit.\npage 2",
                LAB + FOOT + "Page 1 of 2",
            ],
            [refs(1, 2), refs(3)],
            id="a first page behind a second page is another paper's",
        ),
        pytest.param(
            [
                PAPERS["medical_policy"] + FOOT + "Page 1 of 7",
                f"References\n1. Moe A. Infusions. J Exp 2021.\n2. Doe P. 2023.{FOOT}Page 6 of 7",
            ],
            [refs(1, 2)],
            id="pages copied out of a long paper",
        ),
        pytest.param(
            [PAPERS["eob"] + FOOT + "Page 1 of 3", PAPERS["progress_note"] + FOOT + "Page 3 of 3"],
            [refs(1), refs(2)],
            id="short papers whose pages are missing",
        ),
        pytest.param(
            [
                BOOKLET,
                "Article 6 Exclusions\nThe Plan does not pay for:\n(1) travel;\n(2) pets.",
            ],
            [refs(1, 2)],
            id="a numbered chapter begins no paper",
        ),
        pytest.param(
            [BOOKLET, PAPERS["denial_letter"]],
            [refs(1), refs(2)],
            id="a letter after a booklet",
        ),
        pytest.param(
            [
                PAPERS["progress_note"],
                PAPERS["progress_note"].replace("02/11/2026", "03/15/2026").replace("full", "flat"),
            ],
            [refs(1), refs(2)],
            id="two papers of one type",
        ),
        pytest.param(
            [LETTER_1, LETTER_2, PAPERS["receipt"]], [refs(1, 2), refs(3)], id="a sentence runs over"
        ),
        pytest.param(
            [PAPERS["rating_scale"], "PATCH T", PAPERS["phone_log"]], [refs(1), refs(3)], id="separator sheet"
        ),
        pytest.param(
            [PAPERS["rating_scale"], PRINTED_SEPARATOR, PAPERS["phone_log"]],
            [refs(1), refs(3)],
            id="separator with its instructions",
        ),
        pytest.param(
            [PAPERS["rating_scale"], "Memo\nMarch 4, 2026\nThese scans were parted by a patch t page."],
            [refs(1), refs(2)],
            id="a note about separators",
        ),
        pytest.param(
            [
                PAPERS["infusion_record"],
                "(continued)\n10:00  120/80  70  98\n10:20  122/80  71  98",
                PAPERS["eob"],
            ],
            [refs(1, 2), refs(3)],
            id="continued",
        ),
        pytest.param(
            [PAPERS["receipt"], PILLS],
            [refs(1), refs(2)],
            id="discontinued is not continued",
        ),
        pytest.param(
            [BANK_1, BANK_2, PAPERS["phone_log"]],
            [refs(1, 2), refs(3)],
            id="a table goes on under a running head",
        ),
        pytest.param(
            [
                PAPERS["denial_letter"] + "\nPage 1 of 2",
                RUNNING + "Page 2 of 2\n" + LETTER_2,
                PAPERS["receipt"],
            ],
            [refs(1, 2), refs(3)],
            id="a running head with its number is no letterhead",
        ),
        pytest.param(
            [
                PAPERS["itemized_bill"] + FOOT + "Page 1 of 1",
                PAPERS["itemized_bill"].replace("02/", "03/") + FOOT + "Page 1 of 1",
            ],
            [refs(1), refs(2)],
            id="each 1 of 1",
        ),
        pytest.param(
            [PAPERS[kind] for kind in ("denial_letter", "eob", "rating_scale", "receipt")],
            [refs(1), refs(2), refs(3), refs(4)],
            id="a change of type each time",
        ),
    ],
)
def test_cuts(texts: list[str], expected: list[list[tuple[str, int]]]) -> None:
    assert papers_of(stack(*texts)) == expected


def test_pages_out_of_order_are_put_in_order_and_said_so() -> None:
    texts = [
        f"Report of the study, part {part}\n{'and so on ' * 30}{FOOT}Page {part} of 3" for part in (1, 3, 2)
    ]
    case = understand(stack(*texts), Given(today=TODAY), load_knowledge())
    assert [page.number for page in case.documents[0].pages] == [1, 3, 2]
    assert any("order" in warning.message for warning in case.warnings)


def test_a_paper_goes_on_in_the_next_file_where_numbering_proves_it() -> None:
    first = stack(PAPERS["eob"], LETTER_1 + FOOT + "Page 1 of 2", source="a.pdf")
    second = stack(LETTER_2 + FOOT + "Page 2 of 2", PAPERS["receipt"], source="b.pdf")
    joined = [*refs(2, source="a.pdf"), *refs(1, source="b.pdf")]
    assert joined in papers_of([*first, *second])


def test_without_proof_files_stay_apart() -> None:
    first = stack(LETTER_1, source="a.pdf")
    second = stack(LETTER_2, source="b.pdf")
    assert len(papers_of([*first, *second])) == 2


NOTICE = [
    """Mock Valley Medical Group
August 19, 2026
Dear Wendeline Okafor:
We cannot approve ketamine infusions. They are not medically necessary.""",
    """KV-26-081177   Okafor, Wendeline
This decision was made by a medical director. You may ask for the criteria free of charge.""",
    """KV-26-081177   Okafor, Wendeline
INDEPENDENT MEDICAL REVIEW
You may ask the department for an independent medical review of this denial.""",
    """KV-26-081177   Okafor, Wendeline
IMPORTANT: Can you read this notice?
If not, we can have somebody help you read it.""",
]


def notice_photos(first: int, number: str = "KV-26-081177", day: str = "August 19, 2026") -> list[Page]:
    texts = [text.replace("August 19, 2026", day).replace("KV-26-081177", number) for text in NOTICE]
    foot = f"{FOOT}KVMG-UM-NOA-COMM 01/26     Page"
    return [
        page_from_text(f"{text}{foot} {at} of 4", f"IMG_{first + at - 1}.jpg")
        for at, text in enumerate(texts, start=1)
    ]


def test_photos_of_one_letter_are_one_though_others_count_alike() -> None:
    statement = page_from_text(BANK_1 + FOOT + "Page 2 of 4", "Statement.pdf")
    letter = notice_photos(8801)
    assert [(f"IMG_{number}.jpg", 1) for number in range(8801, 8805)] in papers_of([*letter, statement])


def test_photos_of_two_letters_on_one_form_follow_the_order_of_taking() -> None:
    number = "KV-26-090455"
    found = papers_of([*notice_photos(8801), *notice_photos(8805, number, "September 9, 2026")])
    assert [[int(name[4:8]) for name, _ in paper] for paper in found] == [
        [8801, 8802, 8803, 8804],
        [8805, 8806, 8807, 8808],
    ]


def test_front_and_back_of_a_card_in_two_pictures() -> None:
    front = (
        "QUILLHAVEN HEALTH PLAN\nMember name: Wendeline Okafor\nMember ID: W555010023\nGroup: 0868555\n"
        "RxBIN 555555  PCP copay $30"
    )
    back = (
        "Customer service 555-555-0101\nSubmit claims to: PO Box 55, Nowhere OH 43000\n"
        "Pharmacy help desk 555-555-0102"
    )
    pages = [page_from_text(front, "IMG_1.jpg"), page_from_text(back, "IMG_2.jpg")]
    assert papers_of(pages) == [[("IMG_1.jpg", 1), ("IMG_2.jpg", 1)]]


@pytest.mark.parametrize(
    ("page", "begins", "expected"),
    [
        pytest.param(2, False, [refs(1, 2)], id="joined by hand"),
        pytest.param(2, True, [refs(1), refs(2)], id="cut by hand"),
    ],
)
def test_a_person_decides(page: int, *, begins: bool, expected: list[list[tuple[str, int]]]) -> None:
    texts = [PAPERS["eob"], PAPERS["phone_log"]] if not begins else [LETTER_1, LETTER_2]
    correction = Correction(PageRef("scan.pdf", page), "seen by eye", first_page=begins)
    assert papers_of(stack(*texts), correction) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("Body\n\nPage 2 of 5", PageNumber(2, 5), id="plain"),
        pytest.param("Body\n\nPage l of 3", PageNumber(1, 3), id="misread one"),
        pytest.param("Body of text here" + FOOT + "- 3 -", PageNumber(3, None), id="between dashes"),
        pytest.param("Body\n\npg. 2/4", PageNumber(2, 4), id="slash"),
        pytest.param("Body\n\nPage # 2 of 4", PageNumber(2, 4), id="number sign"),
        pytest.param("Body\n\nPage No. 2 of 4", PageNumber(2, 4), id="number in short"),
        pytest.param("Body\n\nPage number: 2 (of 4)", PageNumber(2, 4), id="number in full"),
        pytest.param("Body\n\nPg 3/4/2026", None, id="a date"),
        pytest.param("Body of text here" + FOOT + "(2)", PageNumber(2, None), id="in parentheses"),
        pytest.param("(2) the second thing\nBody of text", None, id="a list's number"),
        pytest.param("Body\n\nPage 7 of 5", None, id="impossible"),
        pytest.param("Moe, Jane    appeal, second page\nAbout the money.", PageNumber(2, None), id="spelt"),
        pytest.param("Page Two\nAbout the money.", PageNumber(2, None), id="a number in letters"),
        pytest.param(
            "Body of text.\nCall us at any time. 1 of 2", PageNumber(1, 2), id="behind the last words"
        ),
        pytest.param("Body of text.\nRAD-24-3099 2of2", PageNumber(2, 2), id="behind a reference"),
        pytest.param("Body of text.\nKetamine infusion 3 of 6", None, id="a count of infusions"),
        pytest.param("Please see the second page of it\nfor the rest", None, id="another page is spoken of"),
        pytest.param("MADRS            44\nPHQ-9            26\nBody of text", None, id="a table's number"),
        pytest.param(
            "Alder Works Plan" + FOOT + "\n" * 12 + "Alder Works          12", PageNumber(12, None), id="foot"
        ),
        pytest.param("Doe / 10-28-2026 / 2\nBody of text", PageNumber(2, None), id="a letter's running head"),
        pytest.param("AG-2026-0914-66207 — 3\nBody of text", PageNumber(3, None), id="behind a reference"),
        pytest.param("Ketamine infusion - 3\nBody of text", None, id="a count in a head"),
        pytest.param("Tel 555-555-0100 - 64\nBody of text", None, id="no page of a letter"),
        pytest.param("Pain 8/10 today\nmore text that follows here", None, id="a score"),
        pytest.param(
            "03/04/2026 10:12 FAX 555-555-0100 PAGE 3/7\nBody text of the page",
            None,
            id="a fax machine's line",
        ),
    ],
)
def test_page_number(text: str, number: PageNumber | None) -> None:
    assert page_number(look_at(page_from_text(text), Vocabulary([]))) == number


SHEET = page_from_text("")


@pytest.mark.parametrize(
    ("sheet", "what"),
    [
        pytest.param(replace(SHEET, width=306.0, height=500.0), "the sheet has another size", id="smaller"),
        pytest.param(replace(SHEET, width=792.0, height=612.0), "the sheet is turned", id="turned"),
        pytest.param(
            replace(SHEET, text_from=TextFrom.TEXT_LAYER),
            "one page is born digital, the other a scan",
            id="born digital",
        ),
    ],
)
def test_another_sheet_speaks_for_another_paper(sheet: Page, what: str) -> None:
    first, second = stack(LETTER_1, LETTER_2)
    here, there = find_papers([first, second], Given(TODAY), load_knowledge()).kept
    other = replace(there, page=replace(sheet, ref=second.ref, words=second.words))
    told = {reason.what: reason.points for reason in boundary_reasons(here, other, load_knowledge())}
    assert told[what] > 0
    assert what not in {reason.what for reason in boundary_reasons(here, there, load_knowledge())}


def test_all_that_is_seen_is_weighed() -> None:
    knowledge, weights = load_knowledge(), shipped_weights().signs
    sheets = find_papers(stack(*PAPERS.values()), Given(TODAY), knowledge).kept
    keys = {sign.key for a in sheets for b in sheets for sign in boundary_signs(a, b, knowledge)}
    assert len(keys) > 30
    assert keys <= set(weights)


KINDS = st.sampled_from(sorted(PAPERS))


@settings(max_examples=25, deadline=None)
@examples(st.lists(st.one_of(KINDS, st.just(""), st.just("PATCH T")), min_size=1, max_size=7))
def test_every_page_ends_in_exactly_one_place(kinds: list[str]) -> None:
    pages = stack(*(f"{PAPERS.get(kind, kind)}" for kind in kinds))
    case = understand(pages, Given(today=TODAY), load_knowledge())
    in_documents = [page for document in case.documents for page in document.pages]
    left_out = {omission.page for omission in case.omissions if omission.reason != "excluded"}
    assert len(in_documents) == len(set(in_documents))
    assert set(in_documents).isdisjoint(left_out)
    assert set(in_documents) | left_out == {page.ref for page in pages}


@settings(max_examples=10, deadline=None)
@examples(
    st.permutations(["eob", "phone_log", "receipt", "rating_scale"]), st.sampled_from(["a", "zz", "Scan 7"])
)
def test_names_and_order_of_files_change_nothing(kinds: list[str], stem: str) -> None:
    pages = [page_from_text(PAPERS[kind], f"{stem}-{kind}.pdf") for kind in kinds]
    case = understand(pages, Given(today=TODAY), load_knowledge())
    assert {(document.type, document.pages[0].source) for document in case.documents} == {
        (kind, f"{stem}-{kind}.pdf") for kind in kinds
    }


POLICY = """{head}
Coverage policy text, part {at}. The service is covered where each of the criteria below is met, and the
records show it. {more}


Coverage Policy Number: 1106     Page {at} of 5"""
HEAD = "Quillhaven Health Plan Coverage Policy 1106 Ketamine infusions for psychiatric use"


def policy_page(at: int, source: str, number: int, head: str = HEAD, total: int = 5) -> Page:
    more = ("Doses", "Intervals", "Monitoring", "Codes", "References")[at - 1]
    text = POLICY.format(head=head, at=at, more=f"{more} are told here.").replace("of 5", f"of {total}")
    return page_from_text(text, source, number)


@pytest.mark.parametrize(
    ("late", "joined"),
    [
        pytest.param([policy_page(3, "policy page 3.pdf", 1)], True, id="the page that is missing"),
        pytest.param([policy_page(2, "again.pdf", 1)], False, id="a page that is there"),
        pytest.param([policy_page(3, "other.pdf", 1, total=7)], False, id="of another paper"),
        pytest.param(
            [policy_page(3, "one.pdf", 1), policy_page(3, "two.pdf", 1, HEAD + " (2019)")],
            False,
            id="two that fit",
        ),
    ],
)
def test_a_late_page_fills_its_gap(late: list[Page], *, joined: bool) -> None:
    pages = [policy_page(at, "policy.pdf", number) for number, at in enumerate((1, 2, 4, 5), start=1)]
    found = papers_of([*pages, *late])
    whole = [*refs(1, 2, source="policy.pdf"), (late[0].ref.source, 1), *refs(3, 4, source="policy.pdf")]
    assert (whole in found) is joined


CLOSING = """What you can do
You may appeal within 180 days from the date of this notice. Write to the address on your card and send
copies of everything that supports your appeal. You may ask for the criteria that we used, free of charge.
Sincerely,
Appeals Unit
Quillhaven Health Plan"""


OVERLEAF = """What you can do now
You may ask the department for an independent review within six months. It may accept a late one.
To apply, send the form and copies of your papers to the department."""


@pytest.mark.parametrize(
    ("second", "name", "joined"),
    [
        pytest.param(LETTER_2, "IMG_0821.jpg", True, id="a sentence runs over"),
        pytest.param(LETTER_2, "IMG_0830.jpg", False, id="not the next picture"),
        pytest.param(LETTER_1, "IMG_0821.jpg", False, id="a letter of its own"),
        pytest.param(BANK_2, "IMG_0821.jpg", False, id="another kind of paper"),
        pytest.param(CLOSING, "IMG_0821.jpg", True, id="the half with the closing"),
        pytest.param(f"{OVERLEAF}\npage 2", "IMG_0821.jpg", True, id="it calls itself the second page"),
        pytest.param(f"AG-2026-0914 — 2\n{OVERLEAF}", "IMG_0821.jpg", True, id="in its running head"),
        pytest.param(f"{OVERLEAF}\npage 3", "IMG_0821.jpg", False, id="it is another's third page"),
        pytest.param(f"{OVERLEAF}\npage 2", "IMG_0830.jpg", False, id="a second page, not the next picture"),
    ],
)
def test_a_letter_in_two_photos(second: str, name: str, *, joined: bool) -> None:
    first = LETTER_1
    if second == CLOSING or OVERLEAF in second:
        first = LETTER_1 + "\na decision.\nThis is a denial of a request for approval. You owe nothing."
    pages = [page_from_text(first, "IMG_0820.jpg"), page_from_text(second, name)]
    assert ([("IMG_0820.jpg", 1), (name, 1)] in papers_of(pages)) is joined


def test_a_photo_whose_foot_says_that_it_goes_on_overleaf() -> None:
    first = LETTER_1 + "\na decision.\nWe are upholding the denial of ketamine infusions."
    pages = [
        page_from_text(f"{first}\n\ncontinued on the back", "IMG_0820.jpg"),
        page_from_text(OVERLEAF, "IMG_0821.jpg"),
    ]
    assert papers_of(pages) == [[("IMG_0820.jpg", 1), ("IMG_0821.jpg", 1)]]


@pytest.mark.parametrize(
    ("second", "asked"),
    [
        pytest.param("\n".join(LETTER_2.splitlines()[:2]), True, id="it begins within a sentence"),
        pytest.param(BANK_1, False, id="a paper of its own"),
    ],
)
def test_a_photo_that_may_go_on_is_asked_about(second: str, *, asked: bool) -> None:
    pages = [
        page_from_text(f"{LETTER_1}\nthe decision that this letter tells.", "IMG_1.jpg"),
        page_from_text(second, "IMG_2.jpg"),
    ]
    case = understand(pages, Given(today=TODAY), load_knowledge())
    assert any(warning.kind == "doubtful_type/goes_on" for warning in case.warnings) is asked
    by_hand = Correction(PageRef("IMG_2.jpg", 1), "goes on", first_page=False)
    assert [("IMG_1.jpg", 1), ("IMG_2.jpg", 1)] in papers_of(pages, by_hand)


def chart(label: str, *days: str) -> list[Page]:
    """A chart printed in one run, two pages a visit."""
    pages = []
    for day in days:
        head = "Larch Street Psychiatry    OKAFOR, WENDELINE  DOB 04/02/1984  MRN 0044817"
        pages.append(
            f"{head}\n{label} {day}     Provider: Abner Lisle, MD\nSubjective\nLow mood, poor sleep."
        )
        pages.append(f"{head}\nAssessment\nF33.2 Major depressive disorder.\nPlan\nReturn in four weeks.")
    return stack(*(f"{text}{FOOT}\nPage {n} of {len(pages)}" for n, text in enumerate(pages, 1)))


@pytest.mark.parametrize("label", ["Encounter date:", "Date of visit:", "Visit date", "Date of service:"])
def test_each_visit_of_a_chart_printed_in_one_run_is_a_paper(label: str) -> None:
    pages = chart(label, "03/24/2026", "05/19/2026", "07/21/2026")
    assert papers_of(pages) == [refs(1, 2), refs(3, 4), refs(5, 6)]


def test_a_visit_day_that_every_page_repeats_parts_nothing() -> None:
    assert papers_of(chart("Date of visit:", "03/24/2026", "03/24/2026")) == [refs(1, 2, 3, 4)]


def test_an_appointment_to_come_parts_nothing() -> None:
    texts = (
        "Larch Street Psychiatry  OKAFOR, WENDELINE\nDate of visit: 03/24/2026\nSubjective\nLow mood.",
        "Larch Street Psychiatry  OKAFOR, WENDELINE\nNext appointment: 05/19/2026\nPlan\nReturn in May.",
    )
    pages = stack(*(f"{text}{FOOT}\nPage {n} of 2" for n, text in enumerate(texts, 1)))
    assert papers_of(pages) == [refs(1, 2)]


EVALUATION = """PSYCHIATRIC EVALUATION - NEW PATIENT
Date of visit: 03/24/2026     Provider: Abner Lisle, MD
Chief complaint
"I have not felt like myself for two years."
History of present illness
Low mood every day, loss of interest, early waking, poor appetite.
Past psychiatric history
Sertraline to 200 mg: no response. No hospital stays."""
EVALUATION_2 = """Mental status
Tearful, slowed, soft speech. Affect constricted.
Assessment
F33.2 Major depressive disorder, recurrent, severe.
Plan
Esketamine 56 mg first session then 84 mg.
Electronically signed by Abner Lisle, MD 03/24/2026 5:52 PM"""
SESSION = """ESKETAMINE (SPRAVATO) TREATMENT SESSION
Date of service: {day}     Session     Dose given: 84 mg
Provider: Abner Lisle, MD     REMS monitoring form sent: [X]
Time       BP        HR    SpO2   Sedation (MOAA/S)
1:05 pm    118/74    72    98     5
3:05 pm    122/76    74    98     5
Discharged to driver after 120 minutes, alert and stable.
Electronically signed by Abner Lisle, MD {day} 4:42 PM"""
QUESTIONNAIRE = """PATIENT HEALTH QUESTIONNAIRE (PHQ-9)
Completed: {day} by patient on tablet
Over the last 2 weeks                       Score
1. Little interest or pleasure              {each}
2. Feeling down, depressed, hopeless        {each}
3. Trouble sleeping or too much             {each}
TOTAL SCORE {total}
0 not at all, 1 several days, 2 more than half the days, 3 nearly every day"""


def printed_in_one_run(*texts: str) -> list[Page]:
    """A chart's pages under one running head, counted through."""
    head = "OKAFOR, WENDELINE   04/02/1984   F   MRN 0044817      Larch Street Psychiatry"
    foot = "Printed 11/03/2026 10:22 by kpryce     Chart export page"
    return stack(*(f"{head}\n{text}{FOOT}\n{foot} {n} of {len(texts)}" for n, text in enumerate(texts, 1)))


@pytest.mark.parametrize(
    ("texts", "papers"),
    [
        pytest.param(
            (EVALUATION, EVALUATION_2, SESSION.format(day="04/09/2026")),
            [refs(1, 2), refs(3)],
            id="a session after an evaluation",
        ),
        pytest.param(
            (EVALUATION, EVALUATION_2, QUESTIONNAIRE.format(day="03/24/2026", each=3, total=22)),
            [refs(1, 2), refs(3)],
            id="a questionnaire of the same day",
        ),
        pytest.param(
            (
                *(SESSION.format(day=day) for day in ("04/09/2026", "04/14/2026")),
                QUESTIONNAIRE.format(day="03/24/2026", each=3, total=22),
                QUESTIONNAIRE.format(day="07/21/2026", each=1, total=6),
            ),
            [refs(1), refs(2), refs(3), refs(4)],
            id="a questionnaire filled in twice",
        ),
        pytest.param(
            (EVALUATION, f"PSYCHIATRIC EVALUATION - NEW PATIENT\n{EVALUATION_2}"),
            [refs(1, 2)],
            id="a title that runs above each page",
        ),
        pytest.param(
            (EVALUATION, f"{EVALUATION_2}\nPHQ-9 today 22. Total score 22."),
            [refs(1, 2)],
            id="a score within a note",
        ),
    ],
)
def test_each_record_of_a_chart_printed_in_one_run_is_a_paper(
    texts: tuple[str, ...], papers: list[list[tuple[str, int]]]
) -> None:
    assert papers_of(printed_in_one_run(*texts)) == papers


def test_claims_of_a_statement_are_no_visits() -> None:
    """Only a clinical record is parted by the days of its visits."""
    head = "Quillhaven Health Plan   Explanation of Benefits   Wendeline Okafor"
    line = "96365 infusion   $450.00 billed   $0.00 allowed   $450.00 you may owe   remark N130"
    pages = stack(
        *(
            f"{head}\nDate of service: {day}\n{line}\n{line}{FOOT}\nPage {n} of 2"
            for n, day in enumerate(("03/24/2026", "05/19/2026"), 1)
        )
    )
    assert papers_of(pages) == [refs(1, 2)]


FORM = """Quillhaven Health Plan
Prior Authorization Request Form
PATIENT Wendeline Okafor   DOB 04/02/1984   ID QH5550017
PRESCRIBER Abner Lisle, MD   NPI 1093847561
1. Baseline scale and score: PHQ-9 = 23
2. Current scale and score: will follow
3. Site certified [x] Yes [ ] No"""
FORM_2 = """Okafor, Wendeline - Spravato PA
{first}. Antidepressants tried (attach records):
Drug         Dose     Dates     Outcome
sertraline   200 mg   2023      see chart
{then}. Oral antidepressant: duloxetine 60 mg
Prescriber signature: A. Lisle     Date: 06/29/2026"""


@pytest.mark.parametrize(
    ("first", "then", "papers"),
    [
        pytest.param(4, 5, [refs(1, 2)], id="the questions are counted on"),
        pytest.param(1, 2, [refs(1), refs(2)], id="they begin anew"),
        pytest.param(6, 7, [refs(1), refs(2)], id="some are between"),
    ],
)
def test_a_form_counts_its_questions_over_its_pages(
    first: int, then: int, papers: list[list[tuple[str, int]]]
) -> None:
    assert papers_of(stack(FORM, FORM_2.format(first=first, then=then))) == papers


COVER = """Alder County Commission
Employee Health Plan
{kind}
Plan year January 1, 2026 - December 31, 2026
Group number 61180
This plan is self-funded by the Alder County Commission."""
APPEALS = """{head}
Filing a claim; appeals
When claims must be submitted. All claims must be submitted within 365 days of the date of the service.
Appeals. You must appeal an adverse benefit determination within 180 days of the day you received it."""
EXCLUSIONS = """{head}
Health benefit exclusions
17. Services or expenses for hearing aids, except as described under other covered services.
19. Investigational treatment, procedures, facilities, drugs, drug usage, equipment, or supplies."""


@pytest.mark.parametrize(
    ("head", "papers"),
    [
        pytest.param(
            "Alder County Commission Employee Health Plan - Summary Plan Description (2026)",
            [refs(1, 3, 2)],
            id="one book, in the order of its pages",
        ),
        pytest.param(
            "Birch Works Retiree Medical Plan - Certificate of Coverage (2024)",
            [refs(1), refs(3, 2)],
            id="another",
        ),
    ],
)
def test_copied_pages_of_a_plans_book_are_one_paper(head: str, papers: list[list[tuple[str, int]]]) -> None:
    pages = stack(
        COVER.format(kind="Summary Plan Description"),
        APPEALS.format(head=head) + FOOT + "61",
        EXCLUSIONS.format(head=head) + FOOT + "47",
    )
    assert papers_of(pages) == papers
