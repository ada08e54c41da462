"""The calendar file of deadlines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from packetizer.cli import cli
from packetizer.model import Deadline
from packetizer.rules.ics import calendar_file, write_calendar

TODAY = date(2026, 4, 1)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def deadline(basis: str) -> Deadline:
    return Deadline("internal_appeal", "Internal appeal", date(2026, 8, 31), None, basis)


def test_a_deadline_is_an_all_day_entry_with_reminders() -> None:
    lines = unfolded(
        calendar_file([deadline("180 days; from the letter, as printed.")], TODAY, label="Case 7")
    )
    assert "DTSTART;VALUE=DATE:20260831" in lines
    assert "DTEND;VALUE=DATE:20260901" in lines
    assert "SUMMARY:Case 7: Internal appeal" in lines
    assert "DESCRIPTION:180 days\\; from the letter\\, as printed." in lines
    assert [line for line in lines if line.startswith("TRIGGER")] == ["TRIGGER:-P14D", "TRIGGER:-P3D"]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")


def test_no_deadlines_make_an_empty_calendar() -> None:
    assert "VEVENT" not in calendar_file([], TODAY)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_lines_are_folded_within_the_standard_and_nothing_is_lost(basis: str) -> None:
    text = calendar_file([deadline(basis)], TODAY)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    said = next(line for line in unfolded(text) if line.startswith("DESCRIPTION:"))
    assert (
        said.removeprefix("DESCRIPTION:").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
        == basis
    )
    assert text == calendar_file([deadline(basis)], TODAY)


def test_the_file_is_its_owners_only(tmp_path: Path) -> None:
    file = tmp_path / "deadlines.ics"
    write_calendar(file, [deadline("180 days.")], TODAY)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_check_leaves_the_calendar_where_the_packet_goes(tmp_path: Path) -> None:
    """The deadline of a letter, as text, ends in deadlines.ics; without --ics nothing is left."""
    letter = tmp_path / "letter.txt"
    letter.write_text(
        "Aetna\nMarch 2, 2026\n\nNotice of Denial\n\nDear Member,\n"
        "We have denied coverage of ketamine infusions.\nThe treatment is investigational.\n"
        "You may appeal within 180 days of this notice.\n",
        encoding="utf-8",
    )
    found = CliRunner().invoke(cli, ["check", str(tmp_path), "-q"])
    assert found.exit_code == 1, found.output
    assert not (tmp_path / "packet").exists()
    found = CliRunner().invoke(cli, ["check", str(tmp_path), "-q", "--ics", "--today", "2026-04-01"])
    assert found.exit_code == 1, found.output
    assert "DTSTART;VALUE=DATE:20260829" in (tmp_path / "packet" / "deadlines.ics").read_text("utf-8")
