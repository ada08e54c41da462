"""The two sample cases, built as a user builds them, against the results that lie beside them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pypdfium2
import pytest
from bench.compare import differences, fact_score

from packetizer.build import BuildOptions, BuildResult, build_case
from packetizer.model import Severity
from packetizer.packet.lint.audit import audit
from packetizer.spread import serial

SAMPLES = Path(__file__).parents[1] / "sample_docs"
CASES = ["ketamine-aetna", "spravato-bcbs"]


@pytest.fixture(scope="module", params=CASES)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, BuildResult]:
    """A build of a copy of the case; its sources are checked to be untouched afterwards."""
    name: str = request.param
    folder = tmp_path_factory.mktemp("sample") / name
    shutil.copytree(SAMPLES / name, folder, ignore=shutil.ignore_patterns("packet", ".packetizer"))
    return name, build_case(folder, BuildOptions())


pytestmark = pytest.mark.xdist_group("samples")


def test_as_expected(built: tuple[str, BuildResult]) -> None:
    name, result = built
    assert differences(result.out / "packet.json", SAMPLES / f"{name}.expected.yaml") == []


def test_facts_are_found_and_few_are_wrong(built: tuple[str, BuildResult]) -> None:
    """A floor under the figures of docs/benchmarks.md, so that a change for the worse is seen."""
    name, result = built
    precision, recall = fact_score(result.out / "packet.json", SAMPLES / f"{name}.expected.yaml")
    assert precision >= 0.9
    assert recall >= 0.9


def test_sources_are_as_they_were(built: tuple[str, BuildResult]) -> None:
    name, result = built
    for source in (SAMPLES / name).rglob("*"):
        if source.is_file() and not {"packet", ".packetizer"} & set(source.parts):
            copy = result.out.parent / source.relative_to(SAMPLES / name)
            assert copy.read_bytes() == source.read_bytes(), source.name


def test_every_page_of_the_packet_can_be_searched(built: tuple[str, BuildResult]) -> None:
    """The words that reading found on a page come out of the packet's page again, in another library."""
    _, result = built
    packet = pypdfium2.PdfDocument(result.out / "packet.pdf")
    try:
        for page in result.reading.pages:
            number = result.plan.page_of(page.ref)
            if number is None:
                continue
            text = packet[number - 1].get_textpage().get_text_range().casefold()
            words = [word.text.casefold() for word in page.words if len(word.text) > 3]
            found = sum(word in text for word in words)
            assert found >= 0.95 * len(words), f"packet page {number}"
    finally:
        packet.close()


def test_the_audit_of_bundles_finds_nothing_to_mend(built: tuple[str, BuildResult]) -> None:
    _, result = built
    report = audit([result.out / file.path for file in result.files], serial)
    assert [finding.what for finding in report.findings if finding.severity is not Severity.NOTE] == []


def test_nothing_held_back_is_in_the_packet(built: tuple[str, BuildResult]) -> None:
    _, result = built
    manifest = json.loads((result.out / "packet.json").read_text("utf-8"))
    held = [page for page in manifest["pages"] if page["omitted"] == "excluded"]
    assert held
    assert all(page["packet_page"] is None for page in held)
