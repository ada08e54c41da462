"""docs/rules.md does what it says: its worked example loads, checks and decides a case."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from packetizer.rules.load import check_files, load_library
from packetizer.rules.schema import Condition, Evidence
from tests.rules_case import DENIAL, F, Setting, finding, paper

PAGE = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    file = tmp_path / "acme_health_plan.yaml"
    file.write_text(example[1], encoding="utf-8")
    return file


def test_the_worked_example_is_valid(acme: Path) -> None:
    assert check_files([acme]) == ()


def test_the_worked_example_decides_a_case(acme: Path) -> None:
    setting = Setting(insurer="acme_health_plan", treatment="esketamine", reasons=("step_therapy",))
    trials = ["sertraline 8 weeks", "venlafaxine 8 weeks", "bupropion 8 weeks"]
    history = paper(
        2,
        "medication_history",
        date(2025, 11, 1),
        *(
            F("treatment.failed_drug", trial.split()[0], text=trial, row=row)
            for row, trial in enumerate(trials)
        ),
    )
    findings = setting.check(DENIAL, history, library=load_library([acme.parent]))
    assert finding(findings, "failed_treatments").status == "met"
    form = finding(findings, "acme_appeal_form")
    assert (form.status, form.required) == ("missing", True)
    assert "have Alma Test sign it" in form.fix
    assert [(one.id, one.due) for one in findings.deadlines] == [("internal_appeal", date(2026, 6, 30))]
    assert findings.recipient is not None
    assert findings.recipient.fax == "555-555-0100"
    assert "insurer_unknown" not in {one.code for one in findings.warnings}


def test_the_slip_that_the_page_shows_is_told_that_way(acme: Path) -> None:
    acme.write_text(
        acme.read_text(encoding="utf-8").replace("id: failed_treatments ", "id: failed_treatment ")
    )
    (problem,) = check_files([acme])
    shown = re.search(r"acme_health_plan.yaml(:\d+: .*?); …", PAGE)
    assert shown is not None
    assert shown[1] in str(problem)


@pytest.mark.parametrize("name", [*Condition.model_fields, *Evidence.model_fields])
def test_every_key_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE
