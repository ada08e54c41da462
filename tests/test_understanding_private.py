"""Which numbers on a page are private, and which only look like it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.model import Page
from packetizer.understanding.people.private import ACCOUNT, SSN, Private, find_private, known_kinds
from tests.pages import page_from_text

BANK = "First Example Bank\nStatement period 03/01/2026 - 03/31/2026\nBeginning balance 1,204.11\n"


def found(*texts: str, kind: str, spared: Sequence[str] = (), type_: str = "other") -> list[Private]:
    pages = [page_from_text(text, number=at) for at, text in enumerate(texts, start=1)]
    return list(find_private(pages, [kind], {page.ref: type_ for page in pages}, spared))


def covered(page: Page, private: Sequence[Private]) -> list[str]:
    """The words that are blacked out, wholly or in part."""
    boxes = [one.box for one in private if one.page == page.ref]
    return [
        word.text
        for word in page.words
        if any(
            min(box.x1, word.box.x1) > max(box.x0, word.box.x0)
            and min(box.y1, word.box.y1) > max(box.y0, word.box.y0)
            for box in boxes
        )
    ]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        pytest.param("SSN: 219-09-9999", ["219099999"], id="label and dashes"),
        pytest.param("Patient 219-09-9999 DOB 03/04/1980", ["219099999"], id="dashes alone"),
        pytest.param("Social Security Number 219 09 9999", ["219099999"], id="spaces after a label"),
        pytest.param("SSN 219099999", ["219099999"], id="nine digits after a label"),
        pytest.param("SSN: 2l9-O9-9999", ["219099999"], id="letters read for digits"),
        pytest.param("SSN:219-09-9999", ["219099999"], id="label and number in one word"),
        pytest.param("SS#  2 1 9 0 9 9 9 9 9", ["219099999"], id="a box for each digit"),
        pytest.param("Social Security No.\n219-09-9999", ["219099999"], id="below its label"),
        pytest.param("Soc. Sec. No.      Date of birth\n219099999    03/04/1980", ["219099999"], id="table"),
        pytest.param("SSN 219 - 09 - 9999", ["219099999"], id="wide dashes"),
        pytest.param("SS#219099999", ["219099999"], id="no gap after a sign"),
        pytest.param("ITIN/SSN 912-70-1234", ["912701234"], id="taxpayer number in its place"),
        pytest.param("SSN: XXX-XX-9999", [], id="masked already"),
        pytest.param("Phone 555-01-0142", [], id="another label"),
        pytest.param("Call 617-555-0142 or fax 617-555-0143", [], id="telephone numbers"),
        pytest.param("Claim 123-45-6789-01", [], id="longer number with dashes"),
        pytest.param("219 09 9999", [], id="spaces without a label"),
        pytest.param("NPI 219099999", [], id="nine digits with another label"),
        pytest.param("000-12-3456 and 123-00-4567 and 123-45-0000", [], id="never given out"),
        pytest.param("Paid 03-04-2026 and 219-09-99991", [], id="dates, and a digit more"),
        pytest.param("The form does not ask for the SSN of the member.", [], id="only the word"),
    ],
)
def test_social_security_numbers(text: str, digits: list[str]) -> None:
    assert [one.digits for one in found(text, kind=SSN)] == digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        pytest.param(BANK + "Account number 000123456789", ["000123456789"], id="on a statement"),
        pytest.param(BANK + "Account: 1234 5678 90", ["1234567890"], id="in groups"),
        pytest.param(BANK + "Account number\n000123456789", ["000123456789"], id="below its label"),
        pytest.param(
            "Routing number 011000015 checking account 99887766", ["011000015", "99887766"], id="both"
        ),
        pytest.param("Card 4111 1111 1111 1111 exp 04/29", ["4111111111111111"], id="a card by itself"),
        pytest.param("Pay by credit card: 4012888888881881", ["4012888888881881"], id="a card, no gaps"),
        pytest.param("IBAN DE89 3704 0044 0532 0130 00", ["DE89370400440532013000"], id="IBAN"),
        pytest.param(
            BANK + "|:011000015|: 00012345678|' 1042", ["011000015", "00012345678"], id="cheque foot"
        ),
        pytest.param(BANK + "Account ending in 4321", [], id="the last four"),
        pytest.param(BANK + "Account ****4321 paid 03/04/2026", [], id="masked, then a date"),
        pytest.param(BANK + "Deposits 1,204.11 on 03/04/2026", [], id="amounts and dates"),
        pytest.param("Patient account number 88012345\nTotal 250.00", [], id="a hospital's account"),
        pytest.param("Account # 88012345\nDate of service 03/04/2026", [], id="no bank's paper"),
        pytest.param("Claim 4111 1111 1111 1112", [], id="no check digit"),
        pytest.param("SALE VISA ************4242\nAUTH CODE 055511 APPROVED", [], id="a receipt"),
        pytest.param("VISA\n055511 04/29", [], id="too short for a card"),
        pytest.param("Guarantor account 88012345 visa ending 1881", [], id="guarantor"),
    ],
)
def test_accounts(text: str, digits: list[str]) -> None:
    assert [one.digits for one in found(text, kind=ACCOUNT)] == digits


def test_a_paper_that_is_a_banks_says_account() -> None:
    assert not found("Account 88012345", kind=ACCOUNT)
    assert found("Account 88012345", kind=ACCOUNT, type_="proof_of_payment")


def test_what_was_found_once_is_found_everywhere() -> None:
    private = found("SSN 219-09-9999", "Applicant 219099999", "Number 2190999990", kind=SSN)
    assert [(one.page.number, one.digits) for one in private] == [(1, "219099999"), (2, "219099999")]


def test_the_members_id_stays() -> None:
    assert not found("SSN 219-09-9999", kind=SSN, spared=["219099999"])
    assert not found("SSN 219-09-9999", kind=SSN, spared=["219-09-9999"])


def test_the_box_is_on_the_number_and_not_on_its_neighbours() -> None:
    page = page_from_text("Name Marta Exemplar   SSN 219 - 09 - 9999   Born 03/04/1980")
    assert covered(page, find_private([page], [SSN], {}, [])) == ["219", "-", "09", "-", "9999"]


def test_of_a_long_word_the_label_stays() -> None:
    page = page_from_text("SSN:219-09-9999")
    [one] = find_private([page], [SSN], {}, [])
    word = page.words[0].box
    assert word.x0 + 0.1 * word.width < one.box.x0 < word.x0 + 4 / 15 * word.width
    assert one.box.x1 >= word.x1


def test_kinds_are_those_of_the_data() -> None:
    assert known_kinds() == (SSN, ACCOUNT)


@given(
    st.from_regex(r"[1-8]\d\d-[1-9]\d-[1-9]\d{3}", fullmatch=True),
    st.sampled_from(["SSN", "Social Security"]),
)
def test_every_labelled_number_is_found(number: str, label: str) -> None:
    if not number.startswith("666"):
        assert found(f"{label} {number}", kind=SSN)


@given(st.text(max_size=120))
def test_no_text_is_too_strange(text: str) -> None:
    for kind in known_kinds():
        for one in found(text, kind=kind):
            assert 0 <= one.box.x0 < one.box.x1 <= 1
            assert 0 <= one.box.y0 < one.box.y1 <= 1
