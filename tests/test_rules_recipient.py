"""Where the appeal goes, as the letter prints it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from packetizer.model import Recipient, RouteLimits, Sender
from packetizer.rules.load import check_files, load_library
from packetizer.rules.template import new_rule_file
from tests.rules_case import DENIAL, F, Setting, finding, paper

ROUTE = """routes:
  - name: Acme Health Plan, Appeals
    fax: 555-555-0100
    limits: {}
    cites: APPEALS
"""


def acme(folder: Path, limits: str) -> Path:
    file = folder / "acme_health_plan.yaml"
    file.write_text(new_rule_file("Acme Health Plan").replace("routes: []", ROUTE.format(limits)))
    return file


@pytest.mark.parametrize(
    ("limits", "known"),
    [
        pytest.param("{}", None, id="none are known"),
        pytest.param("{megabytes: 9.5}", RouteLimits(max_mb=Decimal("9.5")), id="megabytes only"),
        pytest.param(
            '{pages: 100, files: 5, name: "appeal {number} of {total}.pdf"}',
            RouteLimits(max_pages=100, max_files=5, name="appeal {number} of {total}.pdf"),
            id="pages, files and names",
        ),
    ],
)
def test_what_a_route_takes_goes_with_the_recipient(
    tmp_path: Path, limits: str, known: RouteLimits | None
) -> None:
    acme(tmp_path, limits)
    found = Setting(insurer="acme_health_plan").check(DENIAL, library=load_library([tmp_path]))
    assert found.recipient is not None
    assert found.recipient.limits == known


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        pytest.param("{pages: 0}", "greater than 0", id="no pages at all"),
        pytest.param("{megabytes: -1}", "greater than 0", id="negative size"),
        pytest.param("{name: appeal.pdf}", "{number}", id="all files with one name"),
        pytest.param('{name: "../{number}.pdf"}', "pattern", id="a path is no name"),
        pytest.param('{name: "{number}-{ssn}.pdf"}', "pattern", id="unknown placeholder"),
        pytest.param("{kilobytes: 3}", "unknown key", id="unknown limit"),
    ],
)
def test_limits_that_make_no_sense_are_named(tmp_path: Path, limits: str, says: str) -> None:
    problems = check_files([acme(tmp_path, limits)])
    assert any(says in problem.message and problem.line for problem in problems)


def test_a_name_that_leads_the_address_is_not_said_twice() -> None:
    letter = paper(
        1,
        "denial_letter",
        date(2026, 3, 2),
        F("date.letter", date(2026, 3, 2)),
        F("plan.appeal_address", "Aetna, P.O. Box 1, Nowhere", text="Aetna\nP.O. Box 1\nNowhere, OR 97000"),
    )
    to = Setting(insurer="aetna").check(letter).recipient
    assert isinstance(to, Recipient)
    assert to.name == "Aetna"
    assert to.address == ("P.O. Box 1", "Nowhere, OR 97000")


def test_forms_and_rights_of_the_case_are_told() -> None:
    found = Setting(plan_type="erisa_insured", sender=Sender(name="Vera Muster"), insurer="bcbs_nc").check(
        DENIAL
    )
    assert "Member Appeal Form" in [form.title for form in found.forms]
    assert "Claim file" in [right.title for right in found.rights]
    assert "“Member Appeal Representation Authorization Form”" in (
        finding(found, "representative_authorization").fix
    )


def test_the_state_is_named_only_where_it_reviews() -> None:
    at_state = Setting(plan_type="individual", state="CA", level="external")
    assert "California" in [right.title for right in at_state.check(DENIAL).rights]
    for other in (
        at_state.but(level="internal_1"),
        at_state.but(plan_type="medicare"),
        at_state.but(state="OR"),
    ):
        assert "California" not in [right.title for right in other.check(DENIAL).rights]


ADDRESS = F("plan.appeal_address", "P.O. Box 1", text="Acme Health Plan\nAppeals Unit\nP.O. Box 1")


@pytest.mark.parametrize(
    ("names", "to", "told"),
    [
        pytest.param(
            [F("name.insurer", "Acme Health Plan")],
            ("Acme Health Plan", "Appeals Unit", "P.O. Box 1"),
            "There are no rules for “Acme Health Plan”",
            id="as the letter names it",
        ),
        pytest.param(
            [F("name.insurer", "Acme Health Plan"), F("name.insurer", "Bolt Administrators")],
            ("", "Acme Health Plan", "Appeals Unit", "P.O. Box 1"),
            "There are no rules for “Acme Health Plan” or “Bolt Administrators”",
            id="which of two is not guessed",
        ),
        pytest.param(
            [F("name.insurer", "Acme Health Plan", confidence=0.5)],
            ("", "Acme Health Plan", "Appeals Unit", "P.O. Box 1"),
            "Who the insurer is could not be read",
            id="not surely read",
        ),
    ],
)
def test_an_insurer_without_rules_is_called_as_its_letter_calls_it(
    names: list[F], to: tuple[str, ...], told: str
) -> None:
    letter = paper(1, "denial_letter", date(2026, 3, 2), F("date.letter", date(2026, 3, 2)), ADDRESS, *names)
    found = Setting(insurer=None).check(letter)
    assert found.recipient is not None
    assert (found.recipient.name, *found.recipient.address) == to
    unknown = next(one.message for one in found.warnings if one.code == "insurer_unknown")
    assert unknown.startswith(f"{told}: ")


def _named(text: str) -> tuple[str, ...]:
    """Name and lines of the recipient of an appeal to UnitedHealthcare whose letter prints this address."""
    letter = paper(
        1,
        "denial_letter",
        date(2026, 3, 2),
        F("date.letter", date(2026, 3, 2)),
        F("plan.appeal_address", ", ".join(text.splitlines()), text=text),
    )
    to = Setting(insurer="unitedhealthcare", plan_type="individual").check(letter).recipient
    assert to is not None
    assert "The rule file has: fax 888-404-0940" in to.basis
    return to.name, *to.address


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            "UnitedHealthcare Appeals, PO Box 30432, Anytown, UT 84130",
            ("UnitedHealthcare Appeals", "PO Box 30432, Anytown, UT 84130"),
            id="its own name",
        ),
        pytest.param(
            "Appeals Unit\nPO Box 30432\nAnytown, UT 84130",
            ("UnitedHealthcare", "Appeals Unit", "PO Box 30432", "Anytown, UT 84130"),
            id="a department: whose is known",
        ),
        pytest.param(
            "PO Box 30432\nAnytown, UT 84130",
            ("UnitedHealthcare", "PO Box 30432", "Anytown, UT 84130"),
            id="no name",
        ),
    ],
)
def test_no_department_of_the_rule_file_stands_over_an_address_of_the_letter(
    text: str, lines: tuple[str, ...]
) -> None:
    assert _named(text) == lines


INSIDE = F("plan.appeal_address", "x", text="Acme Appeals\nP.O. Box 1\nNowhere, OR 97000")
REVIEW = F("plan.external_address", "y", text="Acme External Review Unit\nP.O. Box 2\nNowhere, OR 97000")
OTHER = F("plan.external_address", "z", text="Department of Insurance\n1 Main Street\nNowhere, OR 97000")
FAX = F("plan.external_fax", "555-555-0102")


@pytest.mark.parametrize(
    ("level", "printed", "to"),
    [
        pytest.param("external", [INSIDE, REVIEW, FAX], "Acme External Review Unit", id="for this review"),
        pytest.param("internal_2", [INSIDE, REVIEW, FAX], "Acme Appeals", id="the plan's own levels"),
        pytest.param("external", [REVIEW, OTHER, FAX], None, id="which of two is not guessed"),
        pytest.param("external", [], None, id="nothing: the rule file's desk takes appeals only"),
    ],
)
def test_an_outside_review_is_sent_where_the_decision_says(
    level: str, printed: list[F], to: str | None
) -> None:
    letter = paper(1, "final_denial_letter", date(2026, 3, 2), F("date.letter", date(2026, 3, 2)), *printed)
    setting = Setting(insurer="aetna", plan_type="erisa_insured", level=level)
    found = setting.check(letter)
    if to is None:
        assert found.recipient is None
        assert any("write it on the cover before sending" in one.message for one in found.warnings)
        return
    assert found.recipient is not None
    lines = (found.recipient.name, *found.recipient.address)
    assert to in lines
    assert found.recipient.outside is (level == "external")
    if level == "external":
        assert found.recipient.fax == "555-555-0102"
        assert "Acme External Review Unit P.O. Box 2" in found.recipient.basis  # the letter's own words


def test_an_address_out_of_a_sentence_stands_in_lines() -> None:
    printed = "Example Health, Attn: Appeals, PO Box 77310, Anytown GA 30357"
    letter = paper(1, "denial_letter", date(2026, 3, 2), F("plan.appeal_address", printed, text=printed))
    to = Setting(insurer=None).check(letter).recipient
    assert to is not None
    assert to.address == ("Example Health", "Attn: Appeals", "PO Box 77310, Anytown GA 30357")


@pytest.mark.parametrize(
    ("day", "service"),
    [
        pytest.param(date(2026, 12, 7), "not_applicable", id="an estimate of days to come"),
        pytest.param(date(2026, 3, 1), "missing", id="a bill"),
    ],
)
def test_an_estimate_is_no_care_given(day: date, service: str) -> None:
    bill = paper(2, "itemized_bill", date(2026, 3, 3), F("date.service", day))
    letter = paper(1, "denial_letter", date(2026, 3, 2), F("id.authorization", "A1"))
    assert finding(Setting(insurer=None).check(letter, bill), "infusion_records").status.value == service
