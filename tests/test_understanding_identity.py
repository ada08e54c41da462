"""Who the client is and whose each paper is: strangers found, the client's own papers left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from packetizer.model import Box, DateRange, Document, Fact, FactValue, Given, Known, PageRef, Sender
from packetizer.understanding.facts.names.sameperson import Likeness, compare_names, without_initials
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.page.look import look_at
from packetizer.understanding.people.identity import Client, Whose, find_client, patient_of, who_facts, whose
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.told import facts_of

GIVEN = Given(today=date(2026, 1, 1))
BORN = date(1980, 5, 17)
CLIENT = Client(Known("Marisol Vanterpool"), Known(BORN), Known("W555010023"))


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        pytest.param("Marisol Vanterpool", "VANTERPOOL, MARISOL", Likeness.SAME, id="last name first"),
        pytest.param("Marisol Vanterpool", "Marisol J. Vanterpool", Likeness.SAME, id="middle initial"),
        pytest.param(
            "Marisol Vanterpool", "Ms. Marisol Vanterpoo1", Likeness.SAME, id="misread letter, title"
        ),
        pytest.param("Marisol Vanterpool", "M. Vanterpool", Likeness.MAYBE, id="initial only"),
        pytest.param("William Vanterpool", "Bill Vanterpool", Likeness.MAYBE, id="nickname"),
        pytest.param("Marisol Vanterpool-Reyes", "Marisol Vanterpool", Likeness.SAME, id="double name"),
        pytest.param("Marisol Vanterpool", "Marisol Ostrander", Likeness.OTHER, id="other surname"),
        pytest.param("Marisol Vanterpool", "Terrence Vanterpool", Likeness.OTHER, id="family"),
        pytest.param("Mario Vanterpool", "Maria Vanterpool", Likeness.MAYBE, id="one letter may be misread"),
        pytest.param("James Vanterpool Jr", "James Vanterpool Sr", Likeness.OTHER, id="father and son"),
        pytest.param(
            "Marisol A. Vanterpool", "Marisol K. Vanterpool", Likeness.MAYBE, id="other middle initial"
        ),
        pytest.param("Marisol Vanterpool", "Vanterpool", Likeness.UNKNOWN, id="no whole name"),
        pytest.param(
            "Marisol Van der Poel", "VAN DER POEL, MARISOL", Likeness.SAME, id="name with particles"
        ),
        pytest.param("Marisol Vanterpool", "Marisol Vanterpool-Reyes", Likeness.SAME, id="hyphenated since"),
        pytest.param("Marisol Reyes Vanterpool", "Marisol Reyes", Likeness.SAME, id="maiden name kept"),
        pytest.param("Marisol Vanterpool", "Maribel Vanterpool", Likeness.OTHER, id="a sister"),
        pytest.param("Ann Vanterpool", "Eve Vanterpool", Likeness.OTHER, id="short first names"),
        pytest.param("Marisol Vanterpool", "T. Vanterpool", Likeness.OTHER, id="another initial"),
        pytest.param("Marisol Vanterpool", "Sample Patient", Likeness.UNKNOWN, id="a mask"),
        pytest.param("Marisol Reyes-Lund", "Marisol R-L", Likeness.MAYBE, id="a double surname's initials"),
        pytest.param("Marisol Reyes-Lund", "Marisol R. L.", Likeness.MAYBE, id="initials apart"),
        pytest.param("Marisol Reyes-Lund", "M. R-L", Likeness.MAYBE, id="initials of all"),
        pytest.param("Marisol A. Vanterpool", "Marisol A V", Likeness.MAYBE, id="middle and last initial"),
        pytest.param("Marisol Vanterpool", "Marisol V.", Likeness.MAYBE, id="a surname's initial"),
        pytest.param("Marisol Reyes-Lund", "Marisol R-K", Likeness.OTHER, id="other initials"),
        pytest.param("Marisol Reyes-Lund", "Maribel R-L", Likeness.OTHER, id="a sister's initials"),
        pytest.param("Marisol Vanterpool", "Marisol K.", Likeness.OTHER, id="another surname's initial"),
        pytest.param("Marisol Vanterpool", "M. V.", Likeness.OTHER, id="two letters are nobody's"),
    ],
)
def test_compare_names(one: str, other: str, likeness: Likeness) -> None:
    lore = load_knowledge().names
    assert compare_names(one, other, lore) is likeness
    assert compare_names(other, one, lore) is likeness


def fact(kind: str, value: FactValue, confidence: float = 0.95) -> Fact:
    return Fact(
        f"f-{kind}-{value}", kind, value, str(value), PageRef("a.pdf", 1), Box(0, 0, 1, 0.1), confidence
    )


def paper(*facts: Fact, kind: str = "progress_note", id: str = "d1") -> Document:  # noqa: A002
    return Document(id, kind, "Paper", None, (PageRef("a.pdf", 1),), 0.9, facts)


OTHER_BIRTH = date(1949, 11, 2)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(paper(fact("name.patient", "Marisol Vanterpool")), Whose.CLIENT, id="own name"),
        pytest.param(paper(), Whose.UNSAID, id="no name"),
        pytest.param(paper(fact("name.patient", "Terrence Vanterpool")), Whose.OTHER, id="family member"),
        pytest.param(paper(fact("name.patient", "Ilse Brouwer")), Whose.OTHER, id="stranger"),
        pytest.param(paper(fact("name.patient", "Ilse Brouwer", 0.3)), Whose.UNSAID, id="hardly read"),
        pytest.param(
            paper(fact("name.patient", "Terrence Vanterpool", 0.76), kind="other"),
            Whose.DOUBT,
            id="a pay slip of the family names no patient",
        ),
        pytest.param(
            paper(fact("name.patient", "Terrence Vanterpool", 0.93), kind="other"),
            Whose.OTHER,
            id="a stray paper that names its patient",
        ),
        pytest.param(
            paper(fact("name.patient", "Terrence Vanterpool", 0.76), kind="progress_note"),
            Whose.OTHER,
            id="a note of care about somebody else, badly read",
        ),
        pytest.param(
            paper(fact("name.patient", "Ilse Brouwer"), fact("date.birth", BORN)),
            Whose.DOUBT,
            id="name off, birth right",
        ),
        pytest.param(
            paper(fact("name.patient", "Marisol Vanterpool"), fact("date.birth", OTHER_BIRTH)),
            Whose.OTHER,
            id="namesake",
        ),
        pytest.param(
            paper(fact("name.patient", "Marisol Vanterpool"), fact("date.birth", date(1980, 5, 11))),
            Whose.CLIENT,
            id="one digit of the birth date misread",
        ),
        pytest.param(
            paper(fact("name.patient", "Marisol Vanterpool"), fact("date.birth", OTHER_BIRTH, 0.6)),
            Whose.CLIENT,
            id="birth date hardly read",
        ),
        pytest.param(
            paper(fact("date.birth", OTHER_BIRTH)), Whose.OTHER, id="record with another birth date"
        ),
        pytest.param(
            paper(
                fact("name.patient", "Terrence Vanterpool"),
                fact("id.member", "W555010023"),
                kind="insurance_card",
            ),
            Whose.CLIENT,
            id="subscriber on the family's card",
        ),
        pytest.param(
            paper(fact("name.patient", "Nobody Author"), kind="journal_article"),
            Whose.UNSAID,
            id="author of an article",
        ),
        pytest.param(
            paper(fact("name.patient", "Ilse Brouwer"), fact("name.patient", "Marisol Vanterpool")),
            Whose.CLIENT,
            id="both names",
        ),
        pytest.param(
            paper(fact("name.patient", "Marisol V."), kind="rating_scale"),
            Whose.CLIENT,
            id="a score sheet with the surname's initial",
        ),
        pytest.param(
            paper(fact("name.patient", "Marisol V."), fact("id.member", "W999888777"), kind="rating_scale"),
            Whose.DOUBT,
            id="the surname's initial beside another member number",
        ),
        pytest.param(
            paper(fact("name.patient", "Marisol V."), fact("date.birth", OTHER_BIRTH)),
            Whose.OTHER,
            id="the surname's initial beside another birth date",
        ),
    ],
)
def test_whose(document: Document, expected: Whose) -> None:
    assert whose(document, CLIENT, GIVEN, load_knowledge()) is expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        pytest.param(BORN, Whose.CLIENT, id="the birth date says it"),
        pytest.param(OTHER_BIRTH, Whose.OTHER, id="another birth date"),
        pytest.param(None, Whose.DOUBT, id="nothing else says it: a person is asked"),
    ],
)
def test_a_name_in_other_letters_cannot_be_compared(born: date | None, expected: Whose) -> None:
    client = Client(Known("ماريسول"), Known(BORN), Known("W555010023"))
    facts = [fact("name.patient", "Marisol Vanterpool")] + ([fact("date.birth", born)] if born else [])
    assert whose(paper(*facts), client, GIVEN, load_knowledge()) is expected


def test_the_sender_is_no_patient() -> None:
    given = replace(GIVEN, sender=Sender(name="Ilse Brouwer"))
    document = paper(fact("name.patient", "Ilse Brouwer"), kind="representative_authorization")
    assert whose(document, CLIENT, given, load_knowledge()) is Whose.UNSAID


def test_client_is_whom_most_papers_name() -> None:
    papers = [
        paper(fact("name.patient", "Marisol Vanterpool"), fact("date.birth", BORN), id="d1"),
        paper(fact("name.patient", "VANTERPOOL, MARISOL"), id="d2"),
        paper(fact("name.patient", "Ilse Brouwer"), fact("date.birth", OTHER_BIRTH), id="d3"),
    ]
    client = find_client(papers, GIVEN, load_knowledge())
    assert client.name.value in ("Marisol Vanterpool", "VANTERPOOL, MARISOL")
    assert client.name.inferred
    assert client.dob.value == BORN


def test_what_is_given_beats_the_papers() -> None:
    client = find_client(
        [paper(fact("name.patient", "Ilse Brouwer"))], replace(GIVEN, client_name="A B"), load_knowledge()
    )
    assert client.name == Known("A B")


def test_patient_is_the_client_where_named() -> None:
    document = paper(
        fact("name.patient", "Ilse Brouwer", 0.99), fact("name.patient", "Marisol Vanterpool", 0.8)
    )
    assert patient_of(document, CLIENT, load_knowledge()) == "Marisol Vanterpool"


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        pytest.param("W555010023", Whose.DOUBT, id="the client's number: a relative on the plan"),
        pytest.param("K900200311", Whose.OTHER, id="another number"),
        pytest.param(None, Whose.DOUBT, id="no number"),
    ],
)
def test_a_bill_without_a_name_goes_by_its_numbers(member: str | None, expected: Whose) -> None:
    facts = [fact("date.birth", OTHER_BIRTH)] + ([fact("id.member", member)] if member else [])
    assert whose(paper(*facts, kind="itemized_bill"), CLIENT, GIVEN, load_knowledge()) is expected


def test_a_range_is_no_birth_date() -> None:
    stay = DateRange(date(1996, 8, 15), date(1996, 8, 18))
    papers = [paper(fact("name.patient", "Marisol Vanterpool"), fact("date.birth", stay))]
    assert find_client(papers, GIVEN, load_knowledge()).dob.value is None


def test_what_says_whose_a_paper_is() -> None:
    document = paper(
        fact("name.patient", "Ilse Brouwer"), fact("date.birth", OTHER_BIRTH), fact("id.claim", "C1")
    )
    assert who_facts(document) == ("f-name.patient-Ilse Brouwer", f"f-date.birth-{OTHER_BIRTH}")


def whose_text(text: str, type_: str) -> Whose:
    page = page_from_text(text)
    document = Document("d1", type_, "Paper", None, (page.ref,), 0.9, facts_of(text, type_))
    look = look_at(page, load_knowledge().vocabulary)
    return whose(document, CLIENT, GIVEN, load_knowledge(), [look])


def test_a_member_number_that_a_family_shares_makes_no_paper_the_clients() -> None:
    number = CLIENT.member_id.value
    text = f"Patient: Ilse Brouwer   DOB 11/02/1949\nMember ID {number} 02\nGlucose 94"
    assert whose_text(text, "lab_report") is Whose.OTHER


OWN = (Whose.CLIENT, Whose.UNSAID)
NOT_OWN = (Whose.OTHER, Whose.DOUBT)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Patient: Terrence Vanterpool   DOB 11/02/1949", "progress_note"),
        ("Patient: T. Vanterpool   DOB 11/02/1949", "progress_note"),
        ("Patient: J. Ambleforth\nFollow-up visit", "progress_note"),
        ("Pt initials: TV   DOB 11/02/1949", "progress_note"),
        ("Patient: Marisol Vanterpool   DOB 11/02/1949", "progress_note"),
        ("VANTERPOOL, TERRENCE   DOB 11/02/1949\nGlucose 94", "lab_report"),
        ("Patient\nTerrence Vanterpool\nGlucose 94", "lab_report"),
        ("Notice for Ilse Brouwer\nService 96365 denied", "eob"),
        ("Patient: Ilse Brouwer   Subscriber: Ilse Brouwer\nClaim 260984471", "eob"),
        ("RE: Spravato for Ilse Brouwer\nThe request is denied.", "denial_letter"),
        ("Dear Parent or Guardian of Fern Vanterpool:\nThe request is denied.", "denial_letter"),
        ("Member: Ilse Brouwer   ID: Q990011223\nThe request is denied.", "denial_letter"),
        ("Name: Ilse Brouwer    Date: 4/2/26\nRx Bupropion XL 150 mg", "prescription"),
        ("Ilse Brouwer   DOB 11/02/1949\nketamine infusion 40 mg", "infusion_record"),
        ("In the Matter of: I. Brouwer, Appellant", "external_review_decision"),
        ("FAX\nTo: Prairie Lantern Appeals   Pages: 4\nRe: patient Ilse Brouwer, claim 88-0417", "fax_cover"),
        (
            "FAX\nTO: Harbor Advocates   FROM: Harbor Clinic\nPatient: Ilse Brouwer   DOB 11/02/1949",
            "fax_cover",
        ),
        (
            "TO: appeals   FROM: Legal Help\n4 pages\nMs. Ilse Brouwer's own letter. Please date stamp.",
            "fax_cover",
        ),
        (
            "To whom it may concern,\nwe confirm that Ilse Brouwer (chart 77) paid us $975.00 in cash\n"
            "for three ketamine sessions.",
            "proof_of_payment",
        ),
        (
            "Copperline Card   Account ending 6640\nILSE BROUWER\n07/06  SPRINGS WELLN MESA AZ  520.00",
            "proof_of_payment",
        ),
        (
            "CLINIC REFUND NOTICE\n4/29/2026\nIlse Brouwer, you have money coming!\nWe owe you $270.00.",
            "correspondence",
        ),
        (
            "CASE NOTES, file 25-331 - Brouwer, Ilse v. Prairie Lantern\n10/27/25 Intake by phone.\n"
            "11/04/25 They called back.",
            "phone_log",
        ),
        ("Pine Mutual\nDear Ilse,\nWe said no again. Your appeal came 09/21/2026.", "final_denial_letter"),
        ("Pine Mutual\nDear Ms. Brouwer,\nYour claim is denied.", "denial_letter"),
        ("Old Town Psychiatry\nHi Ilse,\nyour visit was turned down.", "correspondence"),
        ("Client: Ilse B. (Brouwer)   Session 31", "psychotherapy_notes"),
        ("Emil - need EKG and labs on Ilse Brouwer (11/2/49) before we start ketamine.", "correspondence"),
    ],
)
def test_another_persons_paper_is_not_sent(text: str, type_: str) -> None:
    assert whose_text(text, type_) in NOT_OWN


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Patient: Marisol Vanterpool\nGuarantor: Terrence Vanterpool", "itemized_bill"),
        ("Patient: Marisol Vanterpool\nReceived from: Terrence Vanterpool (father)", "receipt"),
        ("Patient: Marisol Vanterpool   Subscriber: Terrence Vanterpool", "eob"),
        ("Patient: M. Vanterpool   DOB 05/17/1980", "progress_note"),
        ("Patient: M. Vanterpool", "progress_note"),
        ("Patient: Marisol Vanterpool\nEmergency contact: Ilse Brouwer (mother)", "progress_note"),
        ("Patient: Marisol Vanterpool\nFamily history: mother Ilse Brouwer, depression", "progress_note"),
        ("Patient: Marisol Vanterpool\nElectronically signed by Ilse Brouwer, MD", "progress_note"),
        ("Patient: Marisol Vanterpool\nPharmacist: Ilse Brouwer", "prescription"),
        ("Ilse Brouwer, MD\nName: Marisol Vanterpool   Date: 4/2/26", "prescription"),
        ("Saint Clare Wellness\nThank you\nTotal $40.00", "receipt"),
        ("Marlow Pettigrew Clinic\n12 Main Street\nAMOUNT PAID $750.00", "receipt"),
        ("Dear Dr. Brouwer,\nRe: Marisol Vanterpool", "referral"),
        ("To: Ilse Brouwer, MD\nRe: Marisol Vanterpool\nApproved", "prior_auth_approval"),
        ("Patient: Marisol Vanterpool   DOB 05/17/1980\nDriver home: Ilse Brouwer", "infusion_record"),
        ("Patient: Marisol Vanterpool\nReviewed by: Ilse Brouwer, Medical Director", "denial_letter"),
        ("Patient: Vanterpool, Marisol J\nOrdering: BROUWER, ILSE", "lab_report"),
        ("Member: Terrence Vanterpool  ID: W555010023", "insurance_card"),
        ("Patient: P. O. Box 12", "correspondence"),
        ("Harbor Pharmacy\nCashier: Ilse B.\nBandages 4.00\nTOTAL $4.00", "receipt"),
        ("IRON GATE GARAGE\nIn 08:52  Out 12:20\nPaid $18.00", "receipt"),
        ("Dear Marisol,\nYour refund is on its way.\nSincerely,\nIlse Brouwer, Billing", "correspondence"),
        ("To: Ilse Brouwer, MD\nFrom: Harbor Clinic\nPages: 3", "fax_cover"),
        (
            "FAX\nTO: Ilse Brouwer, patient advocate\nFROM: Harbor Clinic, Medical Records\nRE: M. V.",
            "fax_cover",
        ),
        ("Attn: Ilse Brouwer   Fax: 555-0101\nPages: 12 including cover", "fax_cover"),
        (
            "* * * TRANSMISSION REPORT * * *\nFROM : HARBOR ADVOCATES 5550101\n"
            "JOB   REMOTE STATION   START   DURATION   PAGES   RESULT\n"
            "0417  5550102          16:37   03'42\"     009     OK",
            "fax_cover",
        ),
        ("*** FAX TX REPORT ***\nTIME : 02/22/25 16:08\nNAME : PT ADV\nPAGE(S) 23\nRESULT OK", "fax_cover"),
        ("Called the plan, spoke with Ilse Brouwer, supervisor. Claim is in review.", "phone_log"),
        ("Electronically signed by Ilse Brouwer, MD\nGlucose 94", "lab_report"),
        ("Pine Mutual\nDear Mari,\nYour appeal came 09/21/2026.", "final_denial_letter"),
        ("Pine Mutual\nDear Ms. Vanterpool,\nYour claim is denied.", "denial_letter"),
        ("Dear Ilse,\nplease send the form again.", "correspondence"),
        ("Dear Ilse,\nyour plan owes for the visit of May 2.", "appeal_letter"),
        ("Mercy Brouwer Hospital\nGlucose 94\nMercy Brouwer keeps the slides.", "lab_report"),
        ("Platte Valley Psych Assoc   175.00\nPlease pay within 30 days.", "itemized_bill"),
    ],
)
def test_the_clients_own_paper_is_kept(text: str, type_: str) -> None:
    assert whose_text(text, type_) in OWN


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param(
            "JASPER LANE\nLavender Soap  8.00\nTOTAL  8.00\nthank you", False, id="a street or a shop"
        ),
        pytest.param("RECEIPT\nIda Holloway\n1 tote  12.00\nTOTAL  $12.00\nVISA 12.00", False, id="no label"),
        pytest.param("RECEIPT\nDriver: Ilse Brouwer\nFare $40.00\nTOTAL $40.00", False, id="a driver"),
        pytest.param(
            "RECEIPT\nPatient: Ilse Brouwer\n96365 ketamine $40.00\nTOTAL $40.00",
            True,
            id="a patient",
        ),
        pytest.param("RECEIPT\nIlse Brouwer\nDOB 01/02/1955\nCopay $40.00", True, id="a birth date"),
        pytest.param(
            "HARBOR MOOD CLINIC\n1 Mill Road\nRECEIPT\nPatient: Ilse Brouwer\nCopay 40.00\nTOTAL $40.00",
            True,
            id="a patient of who was paid",
        ),
        pytest.param(
            "HARBOR MOOD CLINIC\nOfficial Receipt\nReceived from   Ilse Brouwer\nthe sum of   $375.00\n"
            "for   Ketamine session, 12-2-25\ndate   12-2-25",
            True,
            id="who paid for care",
        ),
        pytest.param(
            "HARBOR CLINIC PARKING GARAGE\nRECEIPT\nName: Ilse Brouwer\nTOTAL $40.00",
            False,
            id="who parked at the clinic",
        ),
    ],
)
def test_a_receipt_that_labels_nobody_is_not_held_back(text: str, *, held: bool) -> None:
    assert (whose_text(text, "receipt") is Whose.OTHER) is held


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Marisol J. Vanterpool", "Marisol Vanterpool"),
        ("Marisol J Vanterpool", "Marisol Vanterpool"),
        ("Marisol A. B. Vanterpool", "Marisol Vanterpool"),
        ("Marisol Ann Vanterpool", "Marisol Ann Vanterpool"),
        ("J. R. Vanterpool", "J. R. Vanterpool"),
        ("M. Vanterpool", "M. Vanterpool"),
        ("Marisol Vanterpool Jr.", "Marisol Vanterpool Jr."),
    ],
)
def test_names_are_told_without_initials(name: str, told: str) -> None:
    assert without_initials(name) == told


def test_an_initial_tells_people_apart_and_is_not_told() -> None:
    """The names of facts and papers lose it at the end; what is printed stays."""
    page = page_from_text("Progress Note\nPatient: Marisol J. Vanterpool     DOB: 05/17/1980\nPHQ-9 today 14")
    case = understand([page], GIVEN, load_knowledge())
    named = [fact for fact in case.documents[0].facts if fact.kind == "name.patient"]
    assert {str(fact.value) for fact in named} == {"Marisol Vanterpool"}
    assert {fact.text for fact in named} == {"Marisol J. Vanterpool"}
    assert case.documents[0].patient == case.info.client_name.value == "Marisol Vanterpool"


def test_a_birth_date_that_as_many_papers_contradict_is_nobodys() -> None:
    name = fact("name.patient", "Marisol Vanterpool")
    papers = [paper(name, fact("date.birth", BORN)), paper(name, fact("date.birth", OTHER_BIRTH))]
    assert find_client(papers, GIVEN, load_knowledge()).dob.value is None
    papers.append(paper(name, fact("date.birth", BORN)))
    assert find_client(papers, GIVEN, load_knowledge()).dob.value == BORN


def test_anothers_name_beside_the_clients_number_is_a_question() -> None:
    text = "We got the form for W555010023.\n\nSincerely,\nIlse Brouwer"
    assert whose_text(text, "correspondence") is Whose.DOUBT
    assert whose_text(f"{text}\nMember Services", "correspondence") is Whose.UNSAID  # she works there
