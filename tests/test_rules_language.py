"""The rule language: what a bad file hears, how files are found, overridden and made."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from packetizer.cli import cli
from packetizer.errors import RulesError
from packetizer.rules.load import check_files, load_library, shipped_dir
from packetizer.rules.template import new_rule_file, rule_id
from packetizer.yamlfile import MAX_BYTES, parse_text

HEAD = """\
format: packetizer/rules/1
id: acme
kind: insurer
title: Acme Health
"""


def written(folder: Path, text: str, name: str = "acme.yaml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str, name: str = "acme.yaml") -> list[str]:
    return [str(problem) for problem in check_files([written(folder, text, name)])]


def body(text: str) -> str:
    return HEAD + dedent(text)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        pytest.param(body("colour: blue\n"), 5, "colour: unknown key", id="wrong key"),
        pytest.param(
            body("requirements:\n  - id: eob\n    severity: urgent\n"),
            7,
            "requirements[0].severity",
            id="wrong value",
        ),
        pytest.param(body("extends: 5\n"), 5, "extends", id="wrong type"),
        pytest.param(
            body("requirements:\n  - id: letter_of_medical_necesity\n    why: It helps.\n"),
            6,
            "perhaps 'letter_of_medical_necessity'",
            id="unknown requirement",
        ),
        pytest.param(body("extends: bcbs_xx\n"), 5, "no rule file with id 'bcbs_xx'", id="extends nothing"),
        pytest.param(body("extends: acme\n"), 5, "circle", id="extends itself"),
        pytest.param(body("extends: step_therapy\n"), 5, "not an insurer's file", id="extends a reason"),
        pytest.param(
            body(
                """\
                requirements:
                  - id: baseline_score
                    met_by:
                      - types: [rating_scale]
                        carries: [{kinds: [score.phq9], minimum: 20, maximum: 10}]
                """
            ),
            9,
            "minimum 20 is more than maximum 10",
            id="contradictory bounds",
        ),
        pytest.param(
            body("sources:\n  A: {title: A, standing: primary, as_of: 2026-02-31}\n"),
            6,
            "not a date",
            id="no such day",
        ),
        pytest.param(
            body("requirements:\n  - id: eob\n    why: It helps.\n    cites: NOWHERE\n"),
            8,
            "not among",
            id="no source",
        ),
        pytest.param(
            body("requirements:\n  - id: eob\n    when: [{diagnosis: [depresion]}]\n"),
            7,
            "perhaps 'depression'",
            id="unknown family of diagnoses",
        ),
        pytest.param(
            body("requirements:\n  - id: eob\n    fix: 'Ask {clinet}.'\n"),
            6,
            "unknown placeholder",
            id="placeholder",
        ),
        pytest.param(
            body("requirements:\n  - id: eob\n    met_by: [{types: [denial_leter]}]\n"),
            7,
            "types[0]",
            id="unknown type",
        ),
        pytest.param(body("title: Again\n"), 5, "given twice", id="a key twice"),
        pytest.param(body("notes: [oops\n"), 6, "not valid YAML", id="broken YAML"),
        pytest.param(
            body("notes: !!python/object:os.system []\n"),
            5,
            "is not allowed",
            id="a tag that makes an object",
        ),
        pytest.param(body("extends: !!binary aGVsbG8=\n"), 5, "is not allowed", id="a tag on a value"),
        pytest.param(
            body(
                "deadlines:\n  - {id: internal_appeal, title: A, days: 1, months: 1, counted_from: receipt}\n"
            ),
            6,
            "either days or months",
            id="days and months",
        ),
        pytest.param(body("? [a, b]\n: c\n"), 5, "only plain words", id="a list as a key"),
    ],
)
def test_a_bad_file_hears_what_and_where(tmp_path: Path, text: str, line: int, says: str) -> None:
    found = problems(tmp_path, text)
    assert any(says in one and one.startswith(f"{tmp_path / 'acme.yaml'}:{line}:") for one in found), found


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path, body("colour: blue\nextends: 5\nrequirements:\n  - {id: eob, severity: urgent}\n")
    )
    assert len(found) == 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"title: \xff\xfe", "not UTF-8", id="not UTF-8"),
        pytest.param(b"# " + b"x" * MAX_BYTES, "larger than", id="a huge file"),
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"# only a comment\n", "empty", id="only comments"),
        pytest.param(b"- a\n- b\n", "dictionary", id="a list"),
        pytest.param(b"a: b\n---\nc: d\n", "not valid YAML", id="two documents"),
        pytest.param(b"a: " + b"[" * 5000, "not valid YAML", id="nested too deep"),
        pytest.param(b"\x00\x01", "not valid YAML", id="binary"),
    ],
)
def test_what_is_no_rule_file_at_all(tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "acme.yaml"
    file.write_bytes(data)
    found = check_files([file])
    assert len(found) >= 1
    assert any(says in str(one) for one in found), found


def test_an_alias_bomb_goes_off_harmlessly(tmp_path: Path) -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert any("wild" in one for one in problems(tmp_path, "\n".join(layers)))
    assert any("wild" in one for one in problems(tmp_path, "a: &a [*a]"))


def test_honest_anchors_are_welcome() -> None:
    parsed = parse_text("a: &a [1, 2]\nb: *a\n", "f.yaml")
    assert parsed.value == {"a": [1, 2], "b": [1, 2]}
    assert parsed.line(("b", 1)) in {1, 2}


def test_two_files_with_one_id(tmp_path: Path) -> None:
    written(tmp_path, HEAD.replace("acme", "aetna"), "my-aetna.yaml")
    with pytest.raises(RulesError, match="same id") as error:
        load_library([tmp_path])
    assert error.value.exit_code == 3


def test_a_circle_of_two(tmp_path: Path) -> None:
    written(tmp_path, HEAD + "extends: bolt\n")
    written(tmp_path, HEAD.replace("acme", "bolt") + "extends: acme\n", "bolt.yaml")
    with pytest.raises(RulesError, match="circle"):
        load_library([tmp_path])


def test_an_own_file_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    written(tmp_path, HEAD.replace("acme", "aetna").replace("Acme Health", "My Aetna"), "aetna.yaml")
    written(tmp_path, HEAD)
    library = load_library([tmp_path])
    assert library.by_id["aetna"].rules.title == "My Aetna"
    assert not library.by_id["aetna"].shipped
    assert library.by_id["acme"].name == "acme.yaml"
    assert library.by_id["cigna"].shipped


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="is not a folder"):
        load_library([tmp_path / "nowhere"])


def test_a_bad_own_file_stops_everything(tmp_path: Path) -> None:
    written(tmp_path, HEAD + "colour: blue\n")
    with pytest.raises(RulesError, match=r"acme\.yaml:5: colour: unknown key"):
        load_library([tmp_path])


def test_the_shipped_files_pass_their_own_check() -> None:
    assert check_files(sorted(shipped_dir().rglob("*.yaml"))) == ()


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        pytest.param("Acme Health Plan", "acme_health_plan", id="words"),
        pytest.param('  "Blue": & # Cross\n', "blue_cross", id="signs that YAML knows"),
        pytest.param("4Ever Health", "insurer_4ever_health", id="begins with a digit"),
        pytest.param("Ümläut", "ml_ut", id="letters beyond ASCII"),
    ],
)
def test_a_new_file_is_valid_as_it_stands(tmp_path: Path, name: str, id_: str) -> None:
    assert rule_id(name) == id_
    assert problems(tmp_path, new_rule_file(name)) == []


def test_the_commented_examples_of_a_new_file_are_valid(tmp_path: Path) -> None:
    lines = []
    for line in new_rule_file("Acme Health").splitlines():
        bare = line.removesuffix(" []") if line.endswith(": []") else line
        lines.append(" " + bare[1:] if bare.startswith("#  ") else bare)
    assert problems(tmp_path, "\n".join(lines)) == []


# ---------------------------------------------------------------- by the command line


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments))
    return result.exit_code, result.output


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
)
BAD = [
    pytest.param(body("colour: blue\n").encode(), "acme.yaml:5", id="wrong key"),
    pytest.param(body("requirements: 7\n").encode(), "acme.yaml:5", id="wrong type"),
    pytest.param(
        body("requirements:\n  - {id: failed_treatment, why: x}\n").encode(), "acme.yaml:6", id="unknown id"
    ),
    pytest.param(body("extends: acme\n").encode(), "acme.yaml:5", id="extends itself"),
    pytest.param(body("extends: nobody\n").encode(), "acme.yaml:5", id="extends nothing"),
    pytest.param(HEAD.replace("id: acme", "id: aetna").encode(), "acme.yaml:2", id="two files with one id"),
    pytest.param(
        body(
            "requirements:\n  - id: baseline_score\n    met_by:\n      - types: [rating_scale]\n"
            "        carries: [{kinds: [score.phq9], minimum: 9, maximum: 1}]\n"
        ).encode(),
        "acme.yaml:9",
        id="contradictory bounds",
    ),
    pytest.param(
        body("sources:\n  A: {title: A, standing: primary, retrieved: 2026-02-30}\n").encode(),
        "acme.yaml:6",
        id="no such day",
    ),
    pytest.param(BOMB.encode(), "wild", id="an alias bomb"),
    pytest.param(b"# " + b"x" * 50_000_000, "larger than", id="50 MB"),
    pytest.param(b"title: \xe9\n", "acme.yaml: not UTF-8", id="not UTF-8"),
]


@pytest.mark.parametrize(("data", "says"), BAD)
def test_a_bad_file_ends_every_command_with_exit_code_3(tmp_path: Path, data: bytes, says: str) -> None:
    """Named with file and line, and nothing is read or built on half a rule."""
    case, rules = tmp_path / "case", tmp_path / "mine"
    case.mkdir()
    rules.mkdir()
    (case / "note.txt").write_text("Progress note", encoding="utf-8")
    (rules / "acme.yaml").write_bytes(data)
    for arguments in (
        ("rules", "check", str(rules / "acme.yaml")),
        ("rules", "list", "--rules", str(rules)),
        ("check", str(case), "--rules", str(rules), "-q"),
        ("build", str(case), "--rules", str(rules), "-q"),
    ):
        code, said = run(*arguments)
        assert (code, says in said) == (3, True), (arguments[0], said[:300])
        assert "Traceback" not in said
    assert not (case / "packet").exists() or not list((case / "packet").iterdir())


def test_own_rules_are_found_where_the_manual_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, HEAD)
    assert "Acme Health" not in run("rules", "list")[1]
    assert (
        "acme.yaml                    insurer    Acme Health  (your own)"
        in run("rules", "list", "--rules", str(tmp_path))[1]
    )
    monkeypatch.setenv("PACKETIZER_RULES", str(tmp_path))
    assert "Acme Health" in run("rules", "list")[1]
    code, said = run("rules", "show", "acme")
    assert (code, said.startswith("Nothing of its own")) == (0, True)


def test_an_insurer_nobody_knows_is_a_wrong_word_on_the_command_line() -> None:
    code, said = run("rules", "show", "aetnna")
    assert code == 2
    assert "aetna" in said


def test_every_shipped_file_is_valid_by_the_schema_that_its_first_line_names() -> None:
    """What an editor sees: the path leads to the schema, and the schema accepts the file."""
    for file in sorted(shipped_dir().rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        schema = file.parent / text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        document = json.loads(json.dumps(yaml.safe_load(text), default=str))
        errors = list(Draft202012Validator(json.loads(schema.read_text("utf-8"))).iter_errors(document))
        assert errors == [], f"{file.name}: {errors[0].message if errors else ''}"
