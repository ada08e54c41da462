"""Papers between the client and who helps: held back where that is plain, else asked about."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.model import Correction, Given, OmitReason, PageRef, Sender
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text

HELPER = Sender(name="Ada Vocate", organisation="Example Advocates", email="ada@example.org")
BILL = """Harrow Street Infusion Center, PLLC
ITEMIZED STATEMENT
Patient: Alma Testwood            Statement date: 04/01/2026
Provider: Corwin Ashdale, MD

Date        Code    Description               Charge
03/04/2026  96365   IV infusion, first hour   450.00
            Total charges                     450.00
"""
NOTE = """Hi! here is everything i could find.
they said they did NOT ask first
because i paid cash.
I paid 3 x 650. Please get it back!!
- Alma 555-555-0159"""


def told(text: str, *corrections: Correction, sender: Sender = HELPER) -> str:
    """What becomes of a paper beside the client's bill: "held", "asked" or "in"."""
    given = Given(today=date(2026, 6, 1), client_name="Alma Testwood", sender=sender, corrections=corrections)
    pages = [page_from_text(BILL, "bill.pdf"), page_from_text(text, "paper.pdf")]
    case = understand(pages, given, load_knowledge())
    if any(
        omission.page.source == "paper.pdf" and omission.reason is OmitReason.EXCLUDED
        for omission in case.omissions
    ):
        assert any(warning.kind == "doubtful_type/private" for warning in case.warnings)
        return "held"
    return "asked" if any(w.kind == "doubtful_type/perhaps_private" for w in case.warnings) else "in"


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        pytest.param(NOTE, "held", id="a note by hand"),
        pytest.param(
            "From: Alma Testwood <alma@example.org>\nTo: ada@example.org\nDate: Fri, 02 Oct 2026 08:11\n"
            "Subject: my statement\nHi, attached is my statement. The parking is not for them.\nAlma",
            "held",
            id="a mail to the helper",
        ),
        pytest.param(
            "FAX\nTO: Ines Castell, Fairlight Patient Advocates   FAX: 334-555-0128\n"
            "FROM: Front desk, Harrow Street Infusion Center\nDATE: 09/08/2026   PAGES: 5 incl. cover\n"
            "RE: letter for A.T.\nHi Ines - this is the copy they cc'd us. - Tish",
            "held",
            id="a clinic's note on a fax to an advocate",
        ),
        pytest.param(
            "FAX\nTO: Ada Vocate, Example Advocates   FAX: 334-555-0128\n"
            "FROM: Harrow Street Infusion Center\nDATE: 09/08/2026   PAGES: 5 incl. cover",
            "asked",
            id="a fax cover to the helper",
        ),
        pytest.param(
            "FAX\nTO: Quillhaven Health Plan, Customer Advocate Team   FAX: 334-555-0128\n"
            "FROM: Harrow Street Infusion Center\nDATE: 09/08/2026   PAGES: 5\nHi, see the appeal.",
            "in",
            id="a fax cover to the insurer",
        ),
        pytest.param(
            "From: Ada Vocate <ada@example.org>\nTo: Alma Testwood <alma@example.org>\nSubject: gaps\n"
            "Dear Alma, the weak point is that nobody asked for approval. Please do not tell them.",
            "held",
            id="a mail of the helper's",
        ),
        pytest.param(
            "From: Alma Testwood <alma@example.org>\nTo: Records <records@harrowstreet.example.org>\n"
            "Subject: my records\nPlease send my records of March.\nAlma Testwood",
            "in",
            id="a mail to an office",
        ),
        pytest.param(
            "From: Harrow Street Infusion Center <office@example.org>\nTo: Ada Vocate <ada@example.org>\n"
            "Subject: Re: records of Alma Testwood\nWe asked for approval on March 1 and got no answer.",
            "in",
            id="an office to the helper",
        ),
        pytest.param(
            "To whom it may concern:\nMy name is Alma Testwood. I have been ill for years, and it gave me\n"
            "my life back. Please cover it.\nSincerely,\nAlma Testwood",
            "in",
            id="a statement for the insurer",
        ),
        pytest.param(
            "Hi Dr. Ashdale,\nI feel much better since my last infusion.\nAlma", "asked", id="to a doctor"
        ),
    ],
)
def test_private_papers(text: str, fate: str) -> None:
    assert told(text) == fate


def test_a_mail_of_the_clients_is_private_where_nobody_said_who_helps() -> None:
    mail = (
        "From: Alma Testwood <alma@example.org>\nTo: help@example.org\nSubject: card\nHi, here it is.\nAlma"
    )
    assert told(mail, sender=Sender()) == "held"


@pytest.mark.parametrize("settled", [{"release": True}, {"exclude": True}])
def test_what_a_person_settles_is_not_asked_again(settled: dict[str, bool]) -> None:
    correction = Correction(PageRef("paper.pdf", 1), "seen", **settled)  # type: ignore[arg-type]
    given = Given(today=date(2026, 6, 1), client_name="Alma Testwood", corrections=(correction,))
    pages = [page_from_text(BILL, "bill.pdf"), page_from_text(NOTE, "paper.pdf")]
    case = understand(pages, given, load_knowledge())
    assert not [warning for warning in case.warnings if warning.asks]
    assert bool(case.omissions) is settled.get("exclude", False)


def test_a_days_parking_is_held_back_and_a_slip_that_nothing_ties_is_asked_about() -> None:
    slips = {
        "parking.jpg": "CITY PARKING GARAGE\n03/04/2026 IN 07:31 OUT 12:02\nPAID $9.00",
        "shop.jpg": "QUILLFEATHER PHARMACY\n02/10/2026\nRX 700231 ONDANSETRON 4MG 12.00\nTOTAL 18.64",
    }
    pages = [page_from_text(BILL, "bill.pdf"), *(page_from_text(text, name) for name, text in slips.items())]
    case = understand(pages, Given(today=date(2026, 6, 1)), load_knowledge())
    assert [omission.page.source for omission in case.omissions] == ["parking.jpg"]
    asked = {warning.kind: warning.pages[0].source for warning in case.warnings if warning.asks}
    assert asked == {
        "expense_without_record/unrelated": "parking.jpg",
        "expense_without_record/uncounted": "shop.jpg",
    }
