"""The worksheet in a real browser: what axe finds, and whether it fits a telephone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from packetizer.model import NoticePart, PageRef, Question, Trial
from packetizer.packet.since.change import Changed, Paper, Shift, Since
from packetizer.packet.worksheet import worksheet_html
from tests.worksheet_case import CASE, FINDINGS, GIVEN, OFFICIAL, PLAN, TODAY, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to look at the worksheet with"),
    pytest.mark.xdist_group("browser"),
]

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8ffff3f0005fe02fea72d5a610000000049454e44ae426082"
)
SINCE = Since(
    day=TODAY,
    new=(Paper("Letter", "D", (8, 8)),),
    gone=(Paper("Old note", "E", (9, 9)),),
    left_out=(),
    shifts=(Shift(3, 4, 5),),
    letters=(Changed("d1", "Denial", "A", "B"),),
    requirements=(Changed("eob", "Explanation of benefits", "missing", "met"),),
    deadlines=(),
)


@pytest.fixture(scope="module")
def worksheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A worksheet in which every section has something to say."""
    page = PageRef("scan.pdf", 1)
    trials = (Trial("sertraline", "SSRI", "200 mg", "14 weeks", "2025", True, "", (page,)),)
    first = replace(FINDINGS.requirements[0], criterion="2 antidepressants", trials=trials)
    found = replace(
        FINDINGS,
        requirements=(first, *FINDINGS.requirements[1:]),
        notice=(
            NoticePart("reason", "The reason", "d1", page, "the reason", OFFICIAL),
            NoticePart("appeal", "How to appeal", "d1", None, "how to appeal", OFFICIAL),
        ),
        questions=(Question("plan_type", "What kind of plan is it?", "It decides.", "plan:\n  type: KIND"),),
    )
    manifest = build(findings=found)
    crops = {fact.id: PIXEL for document in CASE.documents for fact in document.facts}
    crops |= {f"scan.pdf#{number}": PIXEL for number in range(1, 8)}
    file = tmp_path_factory.mktemp("desk") / "worksheet.html"
    file.write_text(worksheet_html(manifest, CASE, found, GIVEN, PLAN, crops, SINCE), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=120_000)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module", params=[pytest.param(1200, id="desk"), pytest.param(390, id="telephone")])
def page(request: pytest.FixtureRequest, browser: Browser, worksheet: Path) -> Iterator[Page]:
    """The worksheet, opened without a network. Its own policy forbids scripts: axe needs an exception."""
    viewport = {"width": request.param, "height": 900}
    context = browser.new_context(viewport=viewport, offline=True, bypass_csp=True)  # type: ignore[arg-type]
    context.set_default_timeout(120_000)
    opened = context.new_page()
    opened.goto(worksheet.as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    yield opened
    context.close()


def test_axe_finds_nothing(page: Page) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    violations = page.evaluate("axe.run(document).then(made => made.violations)")
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= screen


def test_no_column_is_so_narrow_that_words_break(page: Page) -> None:
    narrow = page.evaluate(
        "[...document.querySelectorAll('td, tbody th')].filter(cell => cell.offsetWidth && "
        "cell.offsetWidth < 36).length"
    )
    assert narrow == 0
