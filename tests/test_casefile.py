"""case.yaml: what is read, and what a wrong file hears."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from packetizer.casefile import overridden, read_case_file
from packetizer.errors import RulesError
from packetizer.model import DateRange, FactValue, PageRef

TODAY = date(2026, 11, 23)

FULL = """\
client: {name: Testa Samplewood, dob: 1980-02-03, member_id: W000111222}
insurer: aetna
plan: {type: erisa_insured, state: ma}
appeal_level: internal_1
claims: [CLM-1]
denial_received: 2026-10-01
sender:
  name: Ada Vocate
  address: |
    1 Example Street
    Springfield, MA 00000
today: 2026-11-01
corrections:
  - {source: a.pdf, source_page: 2, type: eob, reason: the heading is torn off}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "case.yaml").write_text(text)
    return folder


def test_a_full_file(tmp_path: Path) -> None:
    given = read_case_file(write(tmp_path, FULL), TODAY)
    assert given.client_dob == date(1980, 2, 3)
    assert given.plan_state == "MA"
    assert given.today == date(2026, 11, 1)
    assert given.sender.address == ("1 Example Street", "Springfield, MA 00000")
    assert given.corrections[0].page == PageRef("a.pdf", 2)


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n"])
def test_no_file_or_an_empty_one_gives_nothing(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        write(tmp_path, text)
    given = read_case_file(tmp_path, TODAY)
    assert given.insurer is None
    assert given.today == TODAY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "insurrer: aetna\n",
            ["case.yaml:1: insurrer: unknown key", "did you mean “insurer”?", "docs/case.md"],
            id="wrong key",
        ),
        pytest.param("Claims: [E1]\n", ["did you mean “claims”?"], id="a capital"),
        pytest.param("denial-received: 2026-03-04\n", ["did you mean “denial_received”?"], id="a hyphen"),
        pytest.param("client: {member: W1}\n", ["client.member: unknown key; did you mean"], id="within"),
        pytest.param("dob: 1980-02-03\n", ["dob: unknown key; it belongs at “client.dob”"], id="elsewhere"),
        pytest.param(
            "plan: {colour: blue}\n", ["plan.colour: unknown key; known here: type, state"], id="like none"
        ),
        pytest.param(
            "corrections:\n  - {source: a.pdf, reason: x, sourcepage: 2}\n",
            ["corrections[0].sourcepage: unknown key; did you mean “source_page”?"],
            id="in a list",
        ),
        pytest.param(
            "plan:\n  type: hmo\n  state: Mass\n",
            ["case.yaml:2: plan.type:", "case.yaml:3: plan.state: must be a state's two letters"],
            id="every problem at once, with its line",
        ),
        pytest.param("denial_received: 2026-02-30\n", ["case.yaml"], id="a day that does not exist"),
        pytest.param("client: [\n", ["case.yaml:2: not valid YAML"], id="broken YAML"),
        pytest.param("insurer: a\ninsurer: b\n", ["case.yaml:2: insurer: is given twice"], id="twice"),
        pytest.param("a: &a [x]\nb: !!python/object:os.system {}\n", ["case.yaml:2"], id="no objects"),
        pytest.param(
            "corrections:\n  - {source: a.pdf, type: eob}\n",
            ["case.yaml:2: corrections[0].reason: is missing"],
            id="a correction says why",
        ),
        pytest.param(
            "corrections:\n  - {source: a.pdf, reason: x, kind: amount.billed, value: much}\n",
            ["case.yaml:2: corrections[0]", "must be an amount in dollars"],
            id="an amount is a number",
        ),
        pytest.param(
            "corrections:\n  - {source: a.pdf, reason: x, kind: date.service, value: 3/4/26}\n",
            ["case.yaml:2: corrections[0]", "must be a date as 2026-03-04"],
            id="a date is unmistakable",
        ),
        pytest.param(
            "corrections:\n  - {source: a.pdf, reason: x, kind: denial.reason, value: bad luck}\n",
            ["case.yaml:2: corrections[0]", "not a denial reason"],
            id="a reason is a known one",
        ),
        pytest.param(
            "corrections:\n  - source: a.pdf\n    reason: x\n    kind: amount.bill\n    value: 3\n",
            ["case.yaml:4: corrections[0].kind"],
            id="a kind is a known one",
        ),
        pytest.param(
            "corrections:\n  - {source: a.pdf, reason: x, value: 3}\n",
            ["case.yaml:2: corrections[0]", "need the kind"],
            id="a value of what",
        ),
    ],
)
def test_a_wrong_file_hears_what_and_where(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(RulesError) as caught:
        read_case_file(write(tmp_path, text), TODAY)
    for part in said:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        pytest.param("kind: amount.billed, value: 1234.5", Decimal("1234.50"), id="amount"),
        pytest.param('kind: amount.billed, value: "$1,234.50"', Decimal("1234.50"), id="amount as printed"),
        pytest.param("kind: date.service, value: 2026-03-04", date(2026, 3, 4), id="day"),
        pytest.param(
            "kind: date.service, value: 2026-03-04/2026-03-08",
            DateRange(date(2026, 3, 4), date(2026, 3, 8)),
            id="range",
        ),
        pytest.param("kind: id.claim, value: 2026044", "2026044", id="number without quotes"),
        pytest.param("kind: id.claim, was: 17", None, id="no such thing"),
    ],
)
def test_values_are_read_as_their_kind_has_them(tmp_path: Path, line: str, value: FactValue | None) -> None:
    text = f"corrections:\n  - {{source: a.pdf, reason: x, {line}}}\n"
    [correction] = read_case_file(write(tmp_path, text), TODAY).corrections
    assert correction.value == value


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(RulesError, match="unfolds"):
        read_case_file(write(tmp_path, "\n".join(levels)), TODAY)


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(b"insurer: \xff\xfe\n")
    with pytest.raises(RulesError, match="UTF-8"):
        read_case_file(tmp_path, TODAY)


def test_the_command_line_beats_the_file(tmp_path: Path) -> None:
    given = overridden(
        read_case_file(write(tmp_path, FULL), TODAY), insurer="cigna", state=None, today=date(2026, 12, 1)
    )
    assert (given.insurer, given.plan_state, given.today) == ("cigna", "MA", date(2026, 12, 1))
