"""How statements of several files come together."""

from __future__ import annotations

from datetime import date

import pytest

from packetizer.rules.compose import caveat
from packetizer.rules.library import Library, LoadedFile
from packetizer.rules.schema import RuleFile
from tests.rules_case import DENIAL, TODAY, Setting, finding, shipped, status

PSYCHIATRIC_TRIALS = Setting()


@pytest.mark.parametrize(
    ("diagnoses", "required"),
    [
        pytest.param(("F33.2",), True, id="depression: the treatment's file is stricter"),
        pytest.param(("F43.12",), False, id="PTSD: only the base recommends it"),
        pytest.param((), False, id="no diagnosis read: what is not sure does not refine"),
    ],
)
def test_the_strictest_statement_that_applies_decides(diagnoses: tuple[str, ...], required: bool) -> None:
    one = finding(PSYCHIATRIC_TRIALS.but(diagnoses=diagnoses).check(DENIAL), "failed_treatments")
    assert one.required is required
    assert one.status == "missing"


def with_file(kind: str, id_: str, **parts: object) -> Library:
    rules = RuleFile.model_validate(
        {"format": "packetizer/rules/1", "id": id_, "kind": kind, "title": id_.title(), **parts}
    )
    return Library.of((*shipped().files, LoadedFile(f"{id_}.yaml", False, rules)))


def test_a_statement_without_severity_words_but_does_not_ask() -> None:
    library = with_file(
        "insurer", "acme", requirements=[{"id": "network_evidence", "why": "Acme wants a directory page."}]
    )
    quiet = Setting(insurer="acme").check(DENIAL, library=library)
    assert status(quiet, "network_evidence") == "not_applicable"
    asked = Setting(insurer="acme", reasons=("out_of_network",)).check(DENIAL, library=library)
    assert finding(asked, "network_evidence").why.startswith("Acme wants a directory page.")
    assert finding(asked, "network_evidence").fix  # what Acme does not say is kept


def test_a_later_file_cannot_make_it_laxer() -> None:
    library = with_file("insurer", "acme", requirements=[{"id": "appeal_letter", "severity": "recommended"}])
    assert finding(Setting(insurer="acme").check(DENIAL, library=library), "appeal_letter").required


def test_another_insurers_file_has_no_say() -> None:
    library = with_file(
        "insurer", "acme", packet_order=["receipt"], requirements=[{"id": "eob", "title": "Acme"}]
    )
    assert Setting().check(DENIAL, library=library) == Setting().check(DENIAL)


def test_an_insurer_keeps_sheets_out() -> None:
    library = with_file("insurer", "acme", without_sheets=["criteria", "summary"])
    assert Setting(insurer="acme").check(DENIAL, library=library).without_sheets == ("criteria", "summary")
    assert Setting().check(DENIAL, library=library).without_sheets == ()


def test_an_insurers_order_comes_first_and_keeps_the_rest() -> None:
    library = with_file("insurer", "acme", packet_order=["denial_letter", "receipt"])
    order = Setting(insurer="acme").check(DENIAL, library=library).packet_order
    base = shipped().by_id["_base"].rules.packet_order
    assert order[:2] == ("denial_letter", "receipt")
    assert sorted(order) == sorted(base)


@pytest.mark.parametrize(
    ("standing", "as_of", "version", "says"),
    [
        pytest.param("primary", TODAY, "", "", id="the payer's own recent text"),
        pytest.param("practice", None, "copy undated", "", id="practice is no demand that could be outdated"),
        pytest.param("secondary", TODAY, "", "somebody's summary", id="second-hand"),
        pytest.param("unsourced", None, "", "without a source", id="unsourced"),
        pytest.param("primary", None, "copy undated", "shows no date", id="undated"),
        pytest.param("primary", TODAY.replace(year=2024), "", "2024-04-01", id="older than a year"),
    ],
)
def test_a_caution_where_a_source_is_weak(standing: str, as_of: date | None, version: str, says: str) -> None:
    said = caveat(standing, as_of, version, TODAY)
    assert (says in said) if says else said == ""
