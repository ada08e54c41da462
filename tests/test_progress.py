"""What is shown while a build runs, on a terminal and elsewhere."""

from __future__ import annotations

import io

import pytest

from packetizer.progress import Live, Plain, Silent, for_stream


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "quiet", "kind"),
    [
        pytest.param(Terminal(), False, Live, id="terminal"),
        pytest.param(io.StringIO(), False, Plain, id="log"),
        pytest.param(Terminal(), True, Silent, id="quiet"),
    ],
)
def test_the_display_fits_the_stream(stream: io.StringIO, quiet: bool, kind: type) -> None:
    assert isinstance(for_stream(stream, quiet=quiet), kind)


def test_plain_says_each_stage_and_each_tenth() -> None:
    stream = io.StringIO()
    progress = Plain(stream)
    with progress.stage("Reading pages", 30):
        for _ in range(30):
            progress.step("a.pdf, page 1")
    lines = stream.getvalue().splitlines()
    assert lines[0] == "Reading pages (0 of 30) …"
    assert lines[-1] == "Reading pages (30 of 30)"
    assert len(lines) == 11


def test_live_leaves_one_line_a_stage_and_takes_names_as_they_are() -> None:
    stream = Terminal()
    progress = Live(stream)
    with progress.stage("Reading pages", 2):
        progress.step("[bold]not markup[/bold].pdf, page 1")
        progress.step("b.pdf, page 1")
    assert stream.getvalue().count("✓ Reading pages") == 1


def test_live_survives_an_error_inside_a_stage() -> None:
    progress = Live(Terminal())
    with pytest.raises(RuntimeError, match="inside"), progress.stage("Reading pages", 2):
        raise RuntimeError("inside")
    with progress.stage("Again"):
        progress.step()
