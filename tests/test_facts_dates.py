"""Dates: the forms of US papers and of bad readings, what is no date, and whose date it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetizer.model import DateRange
from packetizer.trust import READ
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.yearless import find_days, in_year
from tests.told import LEXICON, facts_of, told


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("03/04/2024", ["2024-03-04"], id="slashes"),
        pytest.param("3/4/24", ["2024-03-04"], id="short"),
        pytest.param("03-04-2024", ["2024-03-04"], id="dashes"),
        pytest.param("03.04.24", ["2024-03-04"], id="dots"),
        pytest.param("2024-03-04", ["2024-03-04"], id="ISO"),
        pytest.param("March 4, 2024", ["2024-03-04"], id="month name"),
        pytest.param("Mar. 4th 2024", ["2024-03-04"], id="abbreviated, ordinal"),
        pytest.param("MAR 04 2024", ["2024-03-04"], id="capitals"),
        pytest.param("4 Mar 2024", ["2024-03-04"], id="day first, named"),
        pytest.param("04-MAR-24", ["2024-03-04"], id="day first, dashes"),
        pytest.param("18MAY2017", ["2017-05-18"], id="run together"),
        pytest.param("the 4th day of March, 2024", ["2024-03-04"], id="notary"),
        pytest.param("Sept 9, 2023", ["2023-09-09"], id="Sept"),
        pytest.param("the ninth of March, 2026", ["2026-03-09"], id="day in words"),
        pytest.param("this twenty second day of May 2026", ["2026-05-22"], id="notary, in words"),
        pytest.param("03/23-03/23/26", ["2026-03-23"], id="from a day to itself"),
        pytest.param("between June 3 and 9, 2025", ["2025-06-03/2025-06-09"], id="between days of a month"),
        pytest.param("on June 3 and 9, 2025", ["2025-06-03", "2025-06-09"], id="two days of a month"),
        pytest.param("thirty-first of April, 2026", [], id="day in words that April has not"),
        pytest.param("the second of three, 2026", [], id="in words, no month"),
        pytest.param("May the fourth, 2026", ["2026-05-04"], id="month first, day in words"),
        pytest.param("September the 3rd, 2026", ["2026-09-03"], id="month first, the"),
        pytest.param("23.III.2026", ["2026-03-23"], id="Roman month"),
        pytest.param("5.I.2026", ["2026-01-05"], id="Roman month of one letter"),
        pytest.param("bipolar II 2026, grade 3 III 2026", [], id="Roman numerals that are no month"),
        pytest.param("18 de marzo de 2026", ["2026-03-18"], id="Spanish"),
        pytest.param("31 de junio de 2026", [], id="Spanish, no such day"),
        pytest.param("24 MAR 18 09:12", ["2018-03-24"], id="the first reading from the left"),
        pytest.param("21/02/1814:23", ["2018-02-21"], id="time printed on to it"),
        pytest.param("2016-07-3113:48:37", ["2016-07-31"], id="year first, too"),
        pytest.param("14/dun/2017", ["2017-06-14"], id="one letter of a month misread"),
        pytest.param("14/Mae/2017", [], id="of March or of May"),
        pytest.param("14/dun2017", [], id="no month between two marks"),
        pytest.param("31/dun/2017", [], id="no such day of June"),
        pytest.param("2016-07-31135:48", [], id="no time either"),
        pytest.param("03/04/24-03/08/24", ["2024-03-04/2024-03-08"], id="range"),
        pytest.param("03/04-03/08/2024", ["2024-03-04/2024-03-08"], id="range with one year"),
        pytest.param("March 4-8, 2024", ["2024-03-04/2024-03-08"], id="range with one month"),
        pytest.param("3/4/24 through 3/8/24", ["2024-03-04/2024-03-08"], id="through"),
        pytest.param("03/04/24 - 03/04/24", ["2024-03-04"], id="from a day to itself"),
        pytest.param(
            "May 6, 8 and 13, 2025", ["2025-05-06", "2025-05-08", "2025-05-13"], id="days of one month"
        ),
        pytest.param("5, 8 and 12 January 2026", ["2026-01-05", "2026-01-08", "2026-01-12"], id="the same"),
        pytest.param("March 10, 13 and March 17, 2026", ["2026-03-17"], id="a day of a list is no year"),
        pytest.param("May 6, 12 and 30 minutes; July 15-20", [], id="counts and days are no years"),
        pytest.param("Jul 9, Jul 11 and Jul 14, 2025", ["2025-07-14"], id="no day of the month behind it"),
        pytest.param("11-17 Jan 26", ["2026-01-11/2026-01-17"], id="range, day first, short year"),
        pytest.param("VISIT 1, 4 May 2026", ["2026-05-04"], id="a visit's number is no day"),
        pytest.param("visits of 1, 4 May 2026", ["2026-05-01", "2026-05-04"], id="two days"),
        pytest.param("18-24 October 2026", ["2026-10-18/2026-10-24"], id="range, day first"),
        pytest.param("between 9/2/25 and 9/26/25", ["2025-09-02/2025-09-26"], id="between"),
        pytest.param(
            "between September 2 and October 6, 2025", ["2025-09-02/2025-10-06"], id="between, named"
        ),
        pytest.param("on 9/2/25 and 9/26/25", ["2025-09-02", "2025-09-26"], id="and is no range"),
        pytest.param("24 dic 1964, 12/mayo/2026", ["1964-12-24", "2026-05-12"], id="Spanish, short"),
        pytest.param("2026 June 11", ["2026-06-11"], id="year first, named"),
        pytest.param("1963.01.27", ["1963-01-27"], id="year first, dots"),
        pytest.param("03/04/24, 03/08/24", ["2024-03-04", "2024-03-08"], id="a list is no range"),
        pytest.param("0ct0ber 4, 2024", ["2024-10-04"], id="zero for O"),
        pytest.param("l2/03/24", ["2024-12-03"], id="l for 1"),
        pytest.param("Mareh 4, 2024", ["2024-03-04"], id="e for c"),
        pytest.param("12 /10 /98", ["1998-12-10"], id="spaces within"),
        pytest.param("13/02/2024", ["2024-02-13"], id="day first, proven"),
        pytest.param("D.O.B. 09-14-77", ["1977-09-14"], id="behind what only looks like a date"),
        pytest.param("July 03, 20Z6", ["2026-07-03"], id="Z for 2 in a year"),
        pytest.param("02/30/2024", [], id="no such day"),
        pytest.param("13/13/2024", [], id="no such month"),
        pytest.param("March 2024", [], id="no day"),
        pytest.param("received Jan 30. 30 days to answer", [], id="a sentence's end is no year"),
        pytest.param("555-555-0100", [], id="telephone"),
        pytest.param("84-5671234", [], id="tax number"),
        pytest.param("12-03-04-5678", [], id="number with dashes"),
        pytest.param("20240304", [], id="bare digits without a label"),
        pytest.param("20251230-20260102", ["2025-12-30/2026-01-02"], id="a computer's range"),
        pytest.param("20251230-20251399", [], id="no such day"),
        pytest.param("Sent 6.18.26, see 6.12.26", ["2026-06-18"], id="dots, a day beyond the months"),
        pytest.param("Next: Feb 11, 10:00; Tuesday 19 May, 50 min", [], id="hours and minutes are no years"),
        pytest.param("Session 31   Oct 2 (Thu) 2025", ["2025-10-02"], id="a weekday before the year"),
        pytest.param("Date ___7-14-25____", ["2025-07-14"], id="on a form's line"),
        pytest.param("paid 2026-01-19T20:44", ["2026-01-19"], id="with a computer's time"),
        pytest.param("Date  June 11 20 25", ["2025-06-11"], id="a year of which 20 was printed before"),
        pytest.param("seen 5 Jan, 12 Jan, 19 Jan", [], id="the next one's day is no year"),
        pytest.param("13JUL2026IN07:31", ["2026-07-13"], id="a gate's, printed on to its time"),
        pytest.param("07/13/2026IN 07:31", ["2026-07-13"], id="the same in digits"),
        pytest.param("07/13/2026INV", [], id="printed on to another word"),
        pytest.param("MA-2025-0041827", [], id="claim number"),
        pytest.param("99214-25  $4,825.00  1.2.24", [], id="code, money, section"),
    ],
)
def test_forms(text: str, values: list[str]) -> None:
    assert [str(found.value) for found in find_dates(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("20240304", ["2024-03-04"], id="year first"),
        pytest.param("030424", ["2024-03-04"], id="six digits"),
        pytest.param("03 04 24", ["2024-03-04"], id="boxes of a claim form"),
        pytest.param("123456", [], id="no date in it"),
    ],
)
def test_bare_digits_near_a_label(text: str, values: list[str]) -> None:
    assert [str(found.value) for found in find_dates(text, labelled=True)] == values


@given(st.dates(date(1985, 1, 1), date(2060, 12, 31)))
def test_what_is_printed_is_read(day: date) -> None:
    for form in ("%m/%d/%Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y", "%m-%d-%Y"):
        found = find_dates(f"on {day.strftime(form)} at noon")
        assert [item.value for item in found] == [day], form


@given(st.text(max_size=80))
def test_a_span_holds_the_date(text: str) -> None:
    for found in find_dates(text, labelled=True):
        assert 0 <= found.start < found.end <= len(text)
        assert sum(char.isdigit() for char in text[found.start : found.end]) >= 2


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("on February 17 and Feb. 20th", ["02-17", "02-20"], id="named"),
        pytest.param("the 13th of February, 4 March", ["02-13", "03-04"], id="day first"),
        pytest.param("superbills for 5/8, 5/13 and 5/20", ["05-08", "05-13", "05-20"], id="a list"),
        pytest.param("Monday 1/14, 3 pm; seen on 2/17", ["01-14", "02-17"], id="after a weekday, after on"),
        pytest.param("pain 8/10 and 4/10, BP 118/70, take 1/2 tablet", [], id="scores, pressures, halves"),
        pytest.param("March 4, 2024; on 3/4/24", [], id="with a year"),
        pytest.param("August 18 to 22; 2/17 - 2/20", ["08-18/08-22", "02-17/02-20"], id="periods"),
        pytest.param(
            "16 June - 14 July; 15 - 20 July", ["06-16/07-14", "07-15/07-20"], id="day first periods"
        ),
        pytest.param("Dec 28 - Jan 3", ["12-28/01-03"], id="over the turn of the year"),
        pytest.param("pain 3/10 - 7/10; open 8 - 5 March", ["03-05"], id="no periods"),
        pytest.param("October 3, 7 and 10 he came", ["10-03", "10-07", "10-10"], id="one month's days"),
        pytest.param("May 6, 10 and 20 mg; May 5, 12 weeks", [], id="what is counted"),
        pytest.param("May 40, on 13/13", [], id="no such day"),
        pytest.param("between February 10 and 27.", ["02-10/02-27"], id="between days of a month"),
        pytest.param("between 2/10 and 2/27", ["02-10/02-27"], id="between days with slashes"),
        pytest.param("seen yesterday (3/16).", ["03-16"], id="yesterday, in brackets"),
        pytest.param("paid 04.06, 12.10", [], id="dots where no date has them"),
        pytest.param("infusion 3/6, pain 8/10 now", [], id="the third of six, a score"),
        pytest.param(
            "given 10/06 and 10/9, then 10/13", ["10-06", "10-09", "10-13"], id="padded, and its list"
        ),
        pytest.param("score 09/27, rev. 03/24, exp 05/27, page 01/03", [], id="padded, but no day"),
        pytest.param("BP 120/08; 10/6 of them; 4/10", [], id="neither padded nor beside a visit"),
        pytest.param("at my visit 6/18; for the 4/29 visit", ["06-18", "04-29"], id="beside a visit"),
        pytest.param("infusions 10/7 10/14 10/21", ["10-07", "10-14", "10-21"], id="a list without commas"),
        pytest.param("series 5 Jan, 12 Jan, 19 Jan", ["01-05", "01-12", "01-19"], id="day first, a list"),
        pytest.param("visit 4/12, session 5/8, treatment 8/10 better", [], id="of a series, of ten"),
    ],
)
def test_days_without_a_year(text: str, days: list[str]) -> None:
    named = LEXICON.clauses.named_days
    assert [month_and_day(found.value) for found in find_days(text, LEXICON, encounters=named)] == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("02/17", ["02-17"], id="slash"),
        pytest.param("Th 8/7", ["08-07"], id="weekday in short"),
        pytest.param("09-01", ["09-01"], id="dash, padded"),
        pytest.param("9-1", [], id="dash, not padded"),
        pytest.param("T 13/7", [], id="no such month"),
        pytest.param("99-01", [], id="no day"),
    ],
)
def test_days_alone_in_a_table(text: str, days: list[str]) -> None:
    assert [month_and_day(found.value) for found in find_days(text, LEXICON, in_table=True)] == days


def month_and_day(value: date | DateRange) -> str:
    if isinstance(value, DateRange):
        return f"{value.first:%m-%d}/{value.last:%m-%d}"
    return f"{value:%m-%d}"


@pytest.mark.parametrize(
    ("day", "own", "ahead", "value"),
    [
        pytest.param("April 14", date(2026, 5, 1), False, "2026-04-14", id="of this year"),
        pytest.param("December 4", date(2026, 5, 1), False, "2025-12-04", id="of the last"),
        pytest.param("May 1", date(2026, 5, 1), False, "2026-05-01", id="the day itself"),
        pytest.param("January 15", date(2026, 5, 1), True, "2027-01-15", id="ahead"),
        pytest.param("February 29", date(2026, 5, 1), False, "2024-02-29", id="a leap year's"),
    ],
)
def test_the_year_of_a_day(day: str, own: date, ahead: bool, value: str) -> None:
    dated = in_year(find_days(day, LEXICON)[0], own, ahead=ahead)
    assert dated is not None
    assert str(dated.value) == value


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        pytest.param("Date of notice: 03/18/2024", "denial_letter", {("letter", "2024-03-18")}, id="label"),
        pytest.param(
            "Plan\n\nMarch 18, 2024\n\nDear Jane Doe:",
            "denial_letter",
            {("letter", "2024-03-18")},
            id="alone at the head",
        ),
        pytest.param(
            "Statement period 09/01/26 thru 09/30/26\nLetter date: 09/01/26 thru 09/30/26",
            "proof_of_payment",
            set(),
            id="a period is no day of a letter",
        ),
        pytest.param(
            "Claim      DOS    Provider           Billed    Allowed   You owe\n"
            "S5-0091    5/4    Example Clinic     175.00    128.00    25.60\n"
            "S5-0118    5/12   Example Clinic     430.00    290.00    58.00\nDate of notice: 06/03/2026",
            "eob",
            {("letter", "2026-06-03"), ("service", "2026-05-04"), ("service", "2026-05-12")},
            id="days without a year within a table",
        ),
        pytest.param(
            "Date: October 19, 2026\nInfusions were given on Oct 8 and Oct 22. Seen again 10/26/26",
            "progress_note",
            {
                ("service", "2026-10-19"),
                ("service", "2026-10-08"),
                ("service", "2026-10-22"),
                ("service", "2026-10-26"),
            },
            id="a year counted from what the paper tells last",
        ),
        pytest.param(
            "June 22, 2026\nDear Sirs,\nHe was again examined by me on the 25th of May, 2026. An MRI on "
            "10 February\nwas normal. At my visit 3/18 he was well, as when we met on Monday, April 6.",
            "letter_of_medical_necessity",
            {
                ("letter", "2026-06-22"),
                ("service", "2026-05-25"),
                ("service", "2026-02-10"),
                ("service", "2026-03-18"),
                ("service", "2026-04-06"),
            },
            id="what was done on a day",
        ),
        pytest.param(
            "June 22, 2026\nDear Sirs,\nThe panel met on June 4, 2026. Permission was given\non June 2, 2026."
            " The session was cancelled on May 11, 2026. He missed his visit of May 4, 2026.\n"
            "He is due back on July 6, 2026.",
            "letter_of_medical_necessity",
            {("letter", "2026-06-22")},
            id="no care of those days",
        ),
        pytest.param(
            "Date: 06/22/2026\nWe signed our network agreement on 01/01/2025.",
            "denial_letter",
            {("letter", "2026-06-22")},
            id="a contract's signature",
        ),
        pytest.param(
            "Date: 06/22/2026\nYou came in for treatment on the 2nd and 9th of June.\n"
            "See me 6/29/26: infusions 6/25, 6/30.",
            "progress_note",
            {("service", "2026-06-22"), ("service", "2026-06-02"), ("service", "2026-06-09")},
            id="who came was treated; what is soon to come was not last year",
        ),
        pytest.param(
            "Tx   Day         Dose     Note\n1    M 8/4/25    30 mg    ok\n2    Th 8/7      30 mg    ok\n"
            "3    M 8/11      35 mg    ok",
            "infusion_record",
            {("service", "2025-08-04"), ("service", "2025-08-07"), ("service", "2025-08-11")},
            id="a log's days go on from its first",
        ),
        pytest.param(
            "Flowsheet         Year: 2026\nPatient Jane Doe     DOB 03/04/1980\n"
            "           03/03      03/06      03/10\nDose       35 mg      35 mg      40 mg",
            "infusion_record",
            {
                ("birth", "1980-03-04"),
                ("service", "2026-03-03"),
                ("service", "2026-03-06"),
                ("service", "2026-03-10"),
            },
            id="days over columns, of the year that stands alone",
        ),
        pytest.param(
            "Date requested 05/12/2026\nCPT      Description             Units    Start         End\n"
            "96365    IV infusion, initial    6        05/18/2026    06/12/2026",
            "prior_auth_request",
            {("letter", "2026-05-12"), ("service", "2026-05-18/2026-06-12")},
            id="a period in two cells",
        ),
        pytest.param(
            "Dates of service from: 04/06/2026     to: 05/12/2026\nDate: 06/22/2026    Printed: 06/23/2026",
            "denial_letter",
            {("letter", "2026-06-22"), ("service", "2026-04-06/2026-05-12")},
            id="a period in two labelled cells",
        ),
        pytest.param("Date: 3/18/24", "denial_letter", {("letter", "2024-03-18")}, id="Date on a letter"),
        pytest.param("Date: 3/18/24", "progress_note", {("service", "2024-03-18")}, id="Date on a note"),
        pytest.param(
            "Shop\n3/18/24 2:30 PM\nTotal $5.00", "receipt", {("payment", "2024-03-18")}, id="receipt"
        ),
        pytest.param(
            "GRAND TOTAL 6.00\nCASH 50.00\nSR : 0% TAX: 0.00\n06/28/2024 3:11:35 PM\nBILL 1856 - 608",
            "receipt",
            {("payment", "2024-06-28")},
            id="the only day of a receipt, whatever stands around it",
        ),
        pytest.param(
            "Shop\nTotal $5.00\nDate of birth: 06/28/1984",
            "receipt",
            {("birth", "1984-06-28")},
            id="but not a birth",
        ),
        pytest.param(
            "DOB: 01/02/80   Date of Service 03/04/2024",
            "progress_note",
            {("birth", "1980-01-02"), ("service", "2024-03-04")},
            id="two labels in a row",
        ),
        pytest.param(
            "Date of birth\n01/02/45\nPrinted 05/05/2024",
            "progress_note",
            {("birth", "1945-01-02")},
            id="box, two digits: the last century",
        ),
        pytest.param(
            "I appeal your refusal to pay for the treatments on 06/12/2026,\n06/17/2026, 06/20/2026.",
            "appeal_letter",
            {("service", "2026-06-12"), ("service", "2026-06-17"), ("service", "2026-06-20")},
            id="a list over two lines",
        ),
        pytest.param(
            "You refused to pay for my treatments on 22\nAugust 2024, 25 August 2024. Please reverse it.",
            "appeal_letter",
            {("service", "2024-08-22"), ("service", "2024-08-25")},
            id="a date over two lines, and one more",
        ),
        pytest.param(
            "We denied charges of $4,575.00 for services from 8/9/2025 -\n8/29/2025.",
            "final_denial_letter",
            {("service", "2025-08-09/2025-08-29")},
            id="a range over two lines",
        ),
        pytest.param(
            "February 2, 2026\n\nBackground: the claim was first denied on 9/29/2025.",
            "final_denial_letter",
            {("letter", "2026-02-02")},
            id="the day a claim was denied is no service",
        ),
        pytest.param(
            "Statement date: 07/14/2025    Processed on: 07/09/2025",
            "eob",
            {("letter", "2025-07-14")},
            id="the statement's date before the claim's",
        ),
        pytest.param("Processed on: 07/09/2025", "eob", {("letter", "2025-07-09")}, id="the claim's alone"),
        pytest.param(
            "Date of this notice   06/10/2025\nClaims processed      03/22/25 and 06/09/25\nbetween",
            "eob",
            {("letter", "2025-06-10")},
            id="a period of claims",
        ),
        pytest.param(
            "Claim 12345678    Date of    03/12/2024\n                  Service",
            "denial_letter",
            {("service", "2024-03-12")},
            id="a label over two lines",
        ),
        pytest.param(
            "SVC DATE 11-08-2026   RUN DATE 12/13/2026",
            "denial_letter",
            {("service", "2026-11-08"), ("letter", "2026-12-13")},
            id="a system's notice",
        ),
        pytest.param(
            "Dates: 07/26/2024, 07/31/2024",
            "appeal_letter",
            {("service", "2024-07-26"), ("service", "2024-07-31")},
            id="dates",
        ),
        pytest.param(
            "Service: ketamine, MAY 10 2026 - MAY 23 2026",
            "final_denial_letter",
            {("service", "2026-05-10/2026-05-23")},
            id="a service and its days",
        ),
        pytest.param(
            "You must ask within 120 days from the date on this letter: by Sep 26, 2024.",
            "final_denial_letter",
            {("deadline", "2024-09-26")},
            id="days from the letter's date",
        ),
        pytest.param("PERIOD: 10/09/2021 TO 01/21/2025", "medication_history", set(), id="a period"),
        pytest.param("On 20-Jul-2025, Maximo Neverwas wrote:", "correspondence", set(), id="an older mail"),
        pytest.param("Next     Wednesday, September 24, 2025", "infusion_record", set(), id="weekday, next"),
        pytest.param(
            "esketamine 84 mg, with monitoring     10-04-2024, 10-07-2024",
            "denial_letter",
            {("service", "2024-10-04"), ("service", "2024-10-07")},
            id="days beside what was done",
        ),
        pytest.param(
            "You have an appointment on 03/02/25 at 10:30 AM.", "correspondence", set(), id="an appointment"
        ),
        pytest.param(
            "Signed (31) A. Fictora 2025-08-15", "claim_form", {("signed", "2025-08-15")}, id="an initial"
        ),
        pytest.param(
            "Dates of service: 03/04/24, 03/08/24 and 03/12/24",
            "denial_letter",
            {("service", "2024-03-04"), ("service", "2024-03-08"), ("service", "2024-03-12")},
            id="list",
        ),
        pytest.param(
            "DOS 03/04/24-03/08/24", "denial_letter", {("service", "2024-03-04/2024-03-08")}, id="range"
        ),
        pytest.param(
            "Your claim for infusions on 12/01/2024 has been denied.",
            "denial_letter",
            {("service", "2024-12-01")},
            id="in a sentence",
        ),
        pytest.param(
            "Your appeal must be received by September 16, 2024.",
            "denial_letter",
            {("deadline", "2024-09-16")},
            id="deadline",
        ),
        pytest.param(
            "You must file your appeal with us no later than\nSeptember 16, 2024.",
            "denial_letter",
            {("deadline", "2024-09-16")},
            id="deadline over two lines",
        ),
        pytest.param("RECEIVED\nMAR 21 2024", "denial_letter", {("received", "2024-03-21")}, id="stamp"),
        pytest.param(
            "RECEIVED MAR 21 2024", "denial_letter", {("received", "2024-03-21")}, id="stamp in a line"
        ),
        pytest.param(
            "We received your request on March 11, 2024.",
            "denial_letter",
            {("received", "2024-03-11")},
            id="when the insurer got it",
        ),
        pytest.param(
            "April 2, 2024\nYour appeal came in to us on March 11. The committee will meet on May 7.",
            "denial_letter",
            {("letter", "2024-04-02"), ("received", "2024-03-11")},
            id="when the insurer got it, without its year",
        ),
        pytest.param(
            "Collected: 03/04/2024   Received: 03/05/2024",
            "lab_report",
            {("service", "2024-03-04")},
            id="a laboratory gets specimens",
        ),
        pytest.param(
            "May 11, 2026\nDear Committee,\nI had my infusions on February 17 and February 20 of this year."
            "\nI have had a cat since March 2019.",
            "appeal_letter",
            {("letter", "2026-05-11"), ("service", "2026-02-17"), ("service", "2026-02-20")},
            id="services told in a letter, without their year",
        ),
        pytest.param(
            "January 8, 2026\nMy sessions on December 30 and January 2, 2026 were denied. Call 555-0100.",
            "appeal_letter",
            {("letter", "2026-01-08"), ("service", "2025-12-30"), ("service", "2026-01-02")},
            id="the year that ends a list",
        ),
        pytest.param(
            "November 2, 2026\nYour appeal must be received by January 15. My pain was 8/10 and 4/10.",
            "denial_letter",
            {("letter", "2026-11-02"), ("deadline", "2027-01-15")},
            id="a deadline lies ahead",
        ),
        pytest.param("The infusion on February 17 helped.", "appeal_letter", set(), id="no date, no year"),
        pytest.param(
            "Doe, Jane | F 47 | 08.05.1978 | 63.5 kg",
            "infusion_record",
            {("birth", "1978-08-05")},
            id="born, beside sex and age",
        ),
        pytest.param(
            "DOB / Sex   11/14/1968  M", "prior_auth_request", {("birth", "1968-11-14")}, id="of two things"
        ),
        pytest.param(
            "Jane Roe   Date 03/04/24\nBorn 09/14/77",
            "prescription",
            {("letter", "2024-03-04"), ("birth", "1977-09-14")},
            id="a birth of two digits makes no date old",
        ),
        pytest.param(
            "11-18-24   Jane Roe   2-6-01\nShe was seen with her mother.",
            "progress_note",
            {("service", "2024-11-18"), ("birth", "2001-02-06")},
            id="born, no label, two digits",
        ),
        pytest.param(
            "Policy 0938, effective January 1, 2024. Next review: 01/05/2025",
            "denial_letter",
            set(),
            id="of a policy",
        ),
        pytest.param(
            "Electronically signed by A. Reed, MD on 03/05/2024",
            "progress_note",
            {("signed", "2024-03-05")},
            id="signed",
        ),
        pytest.param(
            "Signature: ________   Date: 03/05/2024",
            "consent_form",
            {("signed", "2024-03-05")},
            id="beside a signature",
        ),
        pytest.param(
            "Date   CPT   Charge\n03/04/24   96365   $450.00\n03/08/24   96365   $450.00",
            "itemized_bill",
            {("service", "2024-03-04"), ("service", "2024-03-08")},
            id="column of a bill",
        ),
        pytest.param(
            "24. A. DATE(S) OF SERVICE\nFrom        To\n03 04 24    03 08 24",
            "claim_form",
            {("service", "2024-03-04"), ("service", "2024-03-08")},
            id="claim form",
        ),
        pytest.param(
            "Ln  From      Thru      Proc    Charged   Eligible   Benefit\n"
            "1   091426    091426    96365   450.00    100.00     80.00\n"
            "2   092126    092126    99213   155.00    118.20     94.56",
            "eob",
            {("service", "2026-09-14"), ("service", "2026-09-21")},
            id="figures under from and thru",
        ),
        pytest.param(
            "Issued 05/08/26\nDATE     CPT      CHARGE    PAYMENT\n"
            "0413     90868    300.00    172.80\n0414     90868    300.00    172.80",
            "eob",
            {("letter", "2026-05-08"), ("service", "2026-04-13"), ("service", "2026-04-14")},
            id="four figures in a column of dates",
        ),
        pytest.param(
            "Notice date  Apr 9, 2026\n| Day    | Care            | Charged   | We paid |\n"
            "| Mar 11 | Visit (G2083)   | $1,425.00 | $992.70 |\n"
            "| Mar 18 | Visit (G2083)   | $1,425.00 | $992.70 |",
            "eob",
            {("letter", "2026-04-09"), ("service", "2026-03-11"), ("service", "2026-03-18")},
            id="a rule between columns is no figure",
        ),
        pytest.param(
            "Statement 05.22.2026\nMapping 90867       04.06   400.00   400.00\n"
            "Treatment 90868     04.07   250.00   250.00",
            "itemized_bill",
            {("letter", "2026-05-22"), ("service", "2026-04-06"), ("service", "2026-04-07")},
            id="days with dots",
        ),
        pytest.param(
            "-$2,400.00\nCompleted\nJan 29, 2026, 3:14 PM\nFrom: Everyday Checking",
            "proof_of_payment",
            {("payment", "2026-01-29")},
            id="a transfer that was completed",
        ),
        pytest.param(
            "Next appointment: 04/01/2024   Exp. 05/30/2026", "progress_note", set(), id="what is to come"
        ),
        pytest.param(
            "MEMBER APPEAL FORM\nDate of service: 03/04/2026\nDate of denial notice: 03/20/2026\n"
            "Signed: Jane Doe     Dated: 04/01/2026",
            "appeal_letter",
            {("service", "2026-03-04"), ("signed", "2026-04-01")},
            id="the denial's day on an appeal form",
        ),
        pytest.param(
            "MEMBER APPEAL FORM\nMember name: Jane Doe\nDate(s) of service: 03/04/2026\n"
            "Jane Doe                 04/01/2026\nSignature                Date",
            "appeal_letter",
            {("service", "2026-03-04"), ("signed", "2026-04-01")},
            id="over a form's Date beside Signature",
            marks=pytest.mark.xfail(strict=True, reason="what stands around the day outweighs the signature"),
        ),
        pytest.param(
            "Denial notice date: 03/03/2026\nDear Jane Doe",
            "denial_letter",
            {("letter", "2026-03-03")},
            id="the denial's day on the denial",
        ),
        pytest.param(
            "Secure message\nReceived: 03/03/2026 9:14 AM\nFrom: Member services\nWe need records.",
            "correspondence",
            {("letter", "2026-03-03"), ("received", "2026-03-03")},
            id="a message that has its arrival only",
        ),
        pytest.param(
            "Portal message\nReceived: 03/03/2026\nDate: 03/02/2026\nFrom: Member services",
            "correspondence",
            {("letter", "2026-03-02"), ("received", "2026-03-03")},
            id="a message with both",
        ),
        pytest.param(
            "Your payment of $250.00 was received on 03/04/2026.",
            "receipt",
            {("payment", "2026-03-04")},
            id="a payment received",
        ),
        pytest.param(
            "The medicine was received on 03/04/2026.", "progress_note", set(), id="a medicine received"
        ),
        pytest.param(
            "Pt received esketamine 56 mg 03/04/2026, tolerated.",
            "progress_note",
            {("service", "2026-03-04")},
            id="the treatment received, by its name",
        ),
        pytest.param(
            "Date: 03/09/2026\nAppeal received: 03/04/2026\nRecords received by the reviewer: 03/06/2026",
            "correspondence",
            {("letter", "2026-03-09"), ("received", "2026-03-04")},
            id="what another got",
        ),
        pytest.param(
            "Date: 03/09/2026\nAppeal received: 03/04/2026\nDecision due: 04/03/2026",
            "correspondence",
            {("letter", "2026-03-09"), ("received", "2026-03-04")},
            id="a decision to come",
        ),
        pytest.param(
            "ketamine infusion received 03/04/2026", "other", {("service", "2026-03-04")}, id="care received"
        ),
        pytest.param(
            "Date: 03/09/2026\nRequest for ketamine infusion received 03/04/2026",
            "denial_letter",
            {("letter", "2026-03-09"), ("received", "2026-03-04")},
            id="a request for care received",
        ),
        pytest.param(
            "Date: 07/01/2026\nWe received your denial of continued esketamine on June 15, 2026.",
            "appeal_letter",
            {("letter", "2026-07-01")},
            id="a decision received",
        ),
        pytest.param(
            "Date: 11/01/2026\nShe came in on October 29, 2026 in tears.",
            "letter_of_medical_necessity",
            {("letter", "2026-11-01"), ("service", "2026-10-29")},
            id="somebody came",
        ),
        pytest.param(
            "Date: 05/01/2026\nYour appeal came in on April 2, 2026.",
            "denial_letter",
            {("letter", "2026-05-01"), ("received", "2026-04-02")},
            id="an appeal came",
        ),
        pytest.param(
            "Date: 05/01/2026\nAppeal entered: 2 APR 26",
            "denial_letter",
            {("letter", "2026-05-01"), ("received", "2026-04-02")},
            id="an appeal entered",
        ),
        pytest.param(
            "Notice date 03/20/2026\nRequest submitted 03/04/2026",
            "denial_letter",
            {("letter", "2026-03-20")},
            id="a request of its own day",
        ),
        pytest.param(
            "Seen 03/04/2026.\nReturn in two weeks, 03/18/2026",
            "progress_note",
            {("service", "2026-03-04")},
            id="a return",
        ),
        pytest.param(
            "Upcoming: lab visit 06/18/2026, infusion chair 06/23/2026",
            "progress_note",
            set(),
            id="visits to come",
        ),
        pytest.param(
            "Seen 03/04/2026.\nsertraline 100 mg, 01/04/2025 - 03/04/2025, no response",
            "progress_note",
            {("service", "2026-03-04")},
            id="the period of a trial",
        ),
        pytest.param(
            "Seen 03/04/2026.\nketamine infusions 01/04/2026 - 02/04/2026",
            "progress_note",
            {("service", "2026-03-04"), ("service", "2026-01-04/2026-02-04")},
            id="the period of infusions",
        ),
        pytest.param(
            "Date: 02/01/2025\nI have treated Jane Doe since December 1, 2024 for depression.",
            "letter_of_medical_necessity",
            {("letter", "2025-02-01")},
            id="since when",
        ),
        pytest.param(
            "Date: 02/01/2026\nHas had six Spravato sessions since 12/30/2025.",
            "progress_note",
            {("service", "2026-02-01"), ("service", "2025-12-30")},
            id="sessions since",
        ),
        pytest.param(
            "Date: 08/01/2026\nHis PHQ-9 on July 8, 2026 was 13.",
            "denial_letter",
            {("letter", "2026-08-01"), ("service", "2026-07-08")},
            id="the day of a score",
        ),
        pytest.param(
            "Date: 08/01/2026\nYour authorization must be renewed by September 4, 2026.",
            "denial_letter",
            {("letter", "2026-08-01")},
            id="a term for something else",
        ),
        pytest.param(
            "Collected: 07/01/2026 08:12    Reported: 07/02/2026 05:31",
            "lab_report",
            {("service", "2026-07-01"), ("letter", "2026-07-02")},
            id="results reported",
        ),
        pytest.param(
            "FINAL REPORT\nCollected   07/01/2026 08:12",
            "lab_report",
            {("service", "2026-07-01")},
            id="a heading over another's day",
        ),
        pytest.param(
            "MEDICATION LIST\nDate: 08/20/2024    Printed 09-01-2024",
            "medication_history",
            {("letter", "2024-08-20")},
            id="printed later than dated",
        ),
        pytest.param(
            "Statement date 03/04/2026    Generated on 03/09/2026",
            "correspondence",
            {("letter", "2026-03-04")},
            id="generated later than dated",
        ),
        pytest.param(
            "Tracking: ZUTH-787148   Entered: 01.30.2025   Status: pending",
            "prior_auth_request",
            {("letter", "2025-01-30")},
            id="a request entered",
            marks=pytest.mark.xfail(strict=True, reason="a garage's slip says it of who came in"),
        ),
        pytest.param(
            "Dated         : 27.03.2024",
            "denial_letter",
            {("letter", "2024-03-27")},
            id="dated, in the cell before",
        ),
        pytest.param(
            "Ask by Dec. 20, 2024 and you will not miss a fill.",
            "correspondence",
            {("deadline", "2024-12-20")},
            id="what to do, by when",
        ),
        pytest.param(
            "24A          B    D       F\n08 11 25     21   90870   385.00\n08 13 25     21   90870   385.00",
            "claim_form",
            {("service", "2025-08-11"), ("service", "2025-08-13")},
            id="boxes of a claim form's lines",
        ),
        pytest.param(
            "Progress note\nWren Castellane | DOB 04/11/1979 | 02/02/2026 | chart 12345",
            "progress_note",
            {("birth", "1979-04-11"), ("service", "2026-02-02")},
            id="nobody is born twice",
        ),
        pytest.param(
            "January 4, 2026\nAppeals received after 03/04/2026 cannot be considered.",
            "denial_letter",
            {("letter", "2026-01-04"), ("deadline", "2026-03-04")},
            id="after which it is too late",
        ),
        pytest.param(
            "January 4, 2026\nServices that you received after 12/01/2025 were reviewed.",
            "denial_letter",
            {("letter", "2026-01-04"), ("service", "2025-12-01")},
            id="care received after a day",
        ),
        pytest.param(
            "January 4, 2026\nThe drug stays approved under PA 8700 until 12/31/2026.\nAppeal by 03/04/2026.",
            "denial_letter",
            {("letter", "2026-01-04"), ("deadline", "2026-03-04")},
            id="the end of what is approved",
        ),
        pytest.param(
            "14. DATE OF CURRENT ILLNESS, INJURY, or PREGNANCY (LMP) 03/19/2025\n15. OTHER DATE 05/02/2025\n"
            "16. DATES PATIENT UNABLE TO WORK IN CURRENT OCCUPATION FROM 04/01/2025 TO 04/20/2025\n"
            "18. HOSPITALIZATION DATES RELATED TO CURRENT SERVICES FROM 03/19/2025 TO 03/22/2025\n"
            "07 13 26 07 13 26    11       96365        400 00\n"
            "31. SIGNATURE OF\nPHYSICIAN\nA. Reed DO\n07/22/26",
            "claim_form",
            {("service", "2026-07-13"), ("signed", "2026-07-22")},
            id="boxes of a claim form that are about the patient",
        ),
        pytest.param(
            "14. DATE OF CURRENT ILLNESS, INJURY, or PREGNANCY (LMP)\nMM DD YY   QUAL.\n03/19/2025",
            "claim_form",
            set(),
            id="under how it is to be written",
        ),
        pytest.param(
            "12. SIGNATURE ON FILE  03/01/24             13. INSURED'S SIGNATURE ON FILE 03/01/2024\n"
            "    04 03 26 04 03 26    11  99214     AB    210 00     1   1093377461\n"
            "31. ADA REED MD  04 06 26",
            "claim_form",
            {("service", "2026-04-03"), ("signed", "2026-04-06")},
            id="in the box where a claim form is signed",
        ),
        pytest.param(
            "6 STATEMENT COVERS PERIOD FROM 07/13/26 THROUGH 07/20/26\n"
            "31 OCCURRENCE CODE 11 DATE 02/01/26\n"
            "35 OCCURRENCE SPAN CODE 74 FROM 02/02/26 THROUGH 02/09/26",
            "claim_form",
            {("service", "2026-07-13/2026-07-20")},
            id="occurrences of a hospital's claim form",
        ),
        pytest.param(
            "CITY PARKING\n13   JUL 2026   IN 07:31 OUT 12:02\nPAID   $9.00",
            "receipt",
            {("payment", "2026-07-13")},
            id="a day a little apart from its month",
        ),
        pytest.param(
            "13                    JUL 2026                RATE\nPAID   $9.00",
            "receipt",
            set(),
            id="a number in another column",
        ),
        pytest.param(
            "Scheduling use only\n  received 05/07/2025   left message 05/08, 05/12   booked with Dr. Ode",
            "referral",
            {("received", "2025-05-07")},
            id="days soon after are not those of a year ago",
        ),
        pytest.param(
            "Note 3, Sept. 21, 2026",
            "correspondence",
            {("letter", "2026-09-21")},
            id="a number before a month",
        ),
        pytest.param(
            "Fill date    Drug               Plan paid\n05/02/2025   lamotrigine 100mg       $9.14",
            "eob",
            {("service", "2025-05-02")},
            id="a fill that a plan pays",
        ),
        pytest.param(
            "Rx 4471  written 02/18/26   filled 02/19/26",
            "claim_form",
            {("service", "2026-02-19")},
            id="a fill claimed",
        ),
        pytest.param("sertraline 50 mg   filled 02/19/26", "appeal_letter", set(), id="a fill told of"),
        pytest.param(
            "Drawn 01/06/2026 08:11     Got in lab 01/07/2026 02:40",
            "lab_report",
            {("service", "2026-01-06")},
            id="when the laboratory had it",
        ),
        pytest.param(
            "Date 04/20/2026\nCheck 0088127 for $288.00 was mailed 04/14/2026.",
            "eob",
            {("letter", "2026-04-20"), ("payment", "2026-04-14")},
            id="a check mailed",
        ),
    ],
)
def test_roles(text: str, type_: str, expected: set[tuple[str, str]]) -> None:
    assert told(text, type_, "date.") == expected


@pytest.mark.parametrize(
    ("text", "by_sender"),
    [
        pytest.param("We received your request on March 11, 2024.", True, id="told"),
        pytest.param("RECEIVED MAR 11 2024", False, id="a stamp"),
        pytest.param("May 1, 2024\nYour claim arrived on March 11.", True, id="told without a year"),
    ],
)
def test_who_received(text: str, by_sender: bool) -> None:
    facts = facts_of(text, "denial_letter")
    assert [fact.by_sender for fact in facts if fact.kind == "date.received"] == [by_sender]


def test_day_first_only_where_the_paper_proves_it() -> None:
    assert told("Date of service: 04/05/2024", "progress_note", "date.") == {("service", "2024-04-05")}
    proven = "Date of service: 04/05/2024\nDate of visit: 25/05/2024"
    assert told(proven, "progress_note", "date.") == {("service", "2024-05-04"), ("service", "2024-05-25")}


RECORD = (
    "Harbor Clinic\nInfusion record\nPatient: Ilse Brouwer  DOB 01/02/1955\nDate of service: 03/12/2026\n{}\n"
    "Ketamine 40 mg IV over 40 minutes\nSigned: Ada Lind, RN 03/12/2026"
)


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        pytest.param("Previous visit: 03/05/2026", [True], id="previous visit"),
        pytest.param(
            "Last session reported 03/05/2026 good effect", [False], id="in a report's words: doubt"
        ),
        pytest.param("Lab results reported on 03/05/2026", [False], id="a laboratory's day: in doubt"),
        pytest.param("Results reported: 03/05/2026", [], id="a report's day"),
        pytest.param("Next visit: 03/05/2026", [], id="next visit"),
    ],
)
def test_an_earlier_visit_is_a_day_of_care(line: str, sure: list[bool]) -> None:
    facts = facts_of(RECORD.format(line), "infusion_record")
    days = [fact for fact in facts if fact.kind == "date.service" and fact.value == date(2026, 3, 5)]
    assert [fact.confidence >= READ for fact in days] == sure


DENIED = "Example Health\nOctober 1, 2026\nDear Ann Test:\nWe denied your request.\n"


@pytest.mark.parametrize(
    "text",
    [
        "If you have not heard back by December 4, 2026, call us.",
        "If you do not hear from us by December 4, 2026, you may ask for a hearing.",
        "You should have our answer by December 4, 2026.",
        "We will decide your appeal no later than December 4, 2026.",
        "If we do not answer by December 4, 2026, you may go to external review.",
        "If no decision reaches you by December 4, 2026, write to the state.",
        "Our answer is due December 4, 2026.",
    ],
)
def test_a_day_by_which_the_insurer_answers_is_no_deadline(text: str) -> None:
    assert "deadline" not in {kind for kind, _ in _dates(DENIED + text)}


@pytest.mark.parametrize(
    "text",
    [
        "Send your appeal by December 4, 2026.",
        "We must have your appeal by December 4, 2026.",
        "We have not heard from you. Please answer by December 4, 2026.",
        "If you do not appeal by December 4, 2026, our decision is final.",
        "We will send you our answer if you appeal by December 4, 2026.",
        "Your appeal must be received by December 4, 2026. We will answer within 30 days.",
    ],
)
def test_a_day_by_which_something_is_asked_is_a_deadline(text: str) -> None:
    assert ("deadline", "2026-12-04") in _dates(DENIED + text)


def _dates(text: str) -> set[tuple[str, str]]:
    facts = facts_of(text, "denial_letter")
    return {(f.kind.removeprefix("date."), str(f.value)) for f in facts if f.kind.startswith("date.")}


@pytest.mark.parametrize(
    ("text", "births"),
    [
        pytest.param("Informant: mother, Mary Test (DOB 02/27/1984)", set(), id="who tells of it"),
        pytest.param("Patient: Ann Test\nFather's date of birth: 05/05/1980", set(), id="a father"),
        pytest.param(
            "Patient: Ann Test DOB: 06/14/2010\nInformant: mother (DOB 02/27/1984)", {"2010-06-14"},
            id="hers beside the mother's",
        ),
        pytest.param("Parent: Mary Test. Patient DOB 06/14/2010", {"2010-06-14"}, id="the patient's"),
        pytest.param("We, the parents of Ann Test, born 06/14/2010,", {"2010-06-14"}, id="of whom"),
        pytest.param("Date of birth: 06/14/2010", {"2010-06-14"}, id="nobody named"),
    ],
)  # fmt: skip
def test_a_relatives_birth_date_is_not_the_patients(text: str, births: set[str]) -> None:
    assert {value for kind, value in _dates(text) if kind == "birth"} == births
