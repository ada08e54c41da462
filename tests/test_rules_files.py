"""The shipped rule files: complete, sourced, in step with the rest of the house and what is made of them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
import yaml

from packetizer.model import Status
from packetizer.rules.describe import describe_case, describe_insurer, describe_library
from packetizer.rules.generate import generated
from packetizer.rules.load import shipped_dir
from packetizer.rules.vocabulary import DENIAL_REASONS, DOCUMENT_TYPES, SHARED_REQUIREMENTS, ContentId
from packetizer.understanding.case.contents import load_elements
from tests.rules_case import DENIAL, WHOLE, Setting, shipped

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "src" / "packetizer" / "understanding" / "data"


def knowledge(name: str, key: str) -> list[dict[str, str]]:
    loaded = yaml.safe_load((KNOWLEDGE / name).read_text(encoding="utf-8"))
    return list(loaded[key])


def test_the_shared_requirements_are_all_there_and_nobody_renamed_them() -> None:
    base = shipped().by_id["_base"].rules
    assert set(SHARED_REQUIREMENTS) == {item.id for item in base.requirements}


def test_the_packet_order_names_every_type_once() -> None:
    order = shipped().by_id["_base"].rules.packet_order
    assert sorted(order) == sorted(DOCUMENT_TYPES)


@pytest.mark.parametrize("file", shipped().files, ids=lambda file: file.name)
def test_each_file_names_its_schema_and_cites_for_what_it_says(file: object) -> None:
    loaded = next(one for one in shipped().files if one is file)
    first = (shipped_dir() / loaded.name).read_text(encoding="utf-8").splitlines()[0]
    depth = "../" * loaded.name.count("/")
    assert first == f"# yaml-language-server: $schema={depth}schema/rules.schema.json"
    rules = loaded.rules
    uncited = [item.id for item in rules.requirements if item.why and not item.cites]
    uncited += [clock.id for clock in rules.deadlines if not clock.cites]
    unused = set(rules.sources) - {
        part.cites
        for section in (
            rules.requirements,
            rules.deadlines,
            rules.routes,
            rules.forms,
            rules.policies,
            rules.notes,
            rules.notice.elements if rules.notice else (),
            (rules.notice,) if rules.notice else (),
        )
        for part in section
    }
    assert [name for name in uncited if name != "denial_notice"] == []
    assert unused == set()


def test_every_denial_reason_has_a_file_of_its_own() -> None:
    spoken = {
        reason
        for file in shipped().files
        if file.rules.kind == "reason"
        for condition in file.rules.when
        for reason in condition.reasons
    }
    assert spoken == set(DENIAL_REASONS) - {"other"}


def test_what_is_made_from_the_rules_is_current() -> None:
    for path, text in generated(ROOT).items():
        assert path.read_text(encoding="utf-8") == text, "run python -m packetizer.rules.generate"


# ---------------------------------------------------------------- in step with what reads the papers


def test_insurers_of_the_rules_are_insurers_that_are_recognised() -> None:
    known = {entry["id"] for entry in knowledge("insurers.yaml", "insurers")}
    spoken = {
        name
        for file in shipped().files
        if file.rules.kind == "insurer"
        for name in (file.rules.id, *file.rules.stands_for)
        if not name.endswith("*")
    }
    aliases = {"carefirst", "independence", "amerihealth", "ibx", "original_medicare"}
    assert spoken - aliases <= known


def test_what_a_notice_must_say_is_what_is_looked_for() -> None:
    counting = {"must_arrive", "from_receipt", "from_notice", "first_notice"}
    hints = {"administered_by", "insured_by", "before_service", "care_to_come", "wrong_payer", *counting}
    assert {element.id for element in load_elements()["denial_letter"]} == set(get_args(ContentId)) | hints
    asked = {e.id for file in shipped().files if file.rules.notice for e in file.rules.notice.elements}
    assert asked == set(get_args(ContentId))


def test_an_insurer_with_a_family_has_rules() -> None:
    families = [entry["id"] for entry in knowledge("insurers.yaml", "insurers") if "parent" in entry]
    assert families
    assert [name for name in families if not shipped().insurer(name)] == []


def test_drugs_belong_to_the_same_groups_as_where_they_are_read() -> None:
    groups = shipped().by_id["_base"].rules.drug_groups
    ours = {drug: group for group, classes in groups.items() for drugs in classes.values() for drug in drugs}
    theirs = {entry["generic"]: entry["role"] for entry in knowledge("drugs.yaml", "drugs")}
    assert ours == {drug: role for drug, role in theirs.items() if role != "treatment"}


# ---------------------------------------------------------------- described


def test_the_library_is_described_file_by_file() -> None:
    lines = describe_library(shipped())
    assert len(lines) == len(shipped().files)
    aetna = next(line for line in lines if line.id == "aetna")
    assert (aetna.kind, aetna.extends, aetna.shipped) == ("insurer", "_base", True)
    assert aetna.policies == 3


def test_the_effective_rules_say_where_each_part_came_from() -> None:
    setting = Setting()
    lines = describe_case(shipped(), setting.case(*WHOLE), setting.given())
    by_id = {line.id: line for line in lines if line.section == "requirement"}
    assert by_id["medical_policy"].origins == ("_base.yaml", "reasons/experimental.yaml")
    assert "representative_authorization" not in by_id
    assert {line.section for line in lines} >= {"requirement", "deadline", "route", "form", "policy", "note"}


def test_an_insurers_own_words() -> None:
    lines = describe_insurer(shipped(), "bcbs_ma")
    assert {line.origins[0] for line in lines} == {"bcbs.yaml", "bcbs_ma.yaml"}
    assert any("087" in line.text for line in lines)


@pytest.mark.parametrize(
    "file", [f for f in shipped().files if f.rules.kind == "insurer"], ids=lambda f: f.rules.id
)
@pytest.mark.parametrize("treatment", ["ketamine", "esketamine", "infliximab"])
def test_every_insurer_composes_with_every_treatment_and_reason(file: object, treatment: str) -> None:
    loaded = next(one for one in shipped().files if one is file)
    for reason in DENIAL_REASONS:
        setting = Setting(insurer=loaded.rules.id, treatment=treatment, reasons=(reason,))
        findings = setting.check(DENIAL)
        ids = [one.id for one in findings.requirements]
        assert len(ids) == len(set(ids))
        assert set(SHARED_REQUIREMENTS) <= set(ids)
        assert all(one.fix for one in findings.requirements if one.status is Status.MISSING)
        assert all("{" not in one.fix + one.explanation for one in findings.requirements)
