"""The worksheet as a page: nothing hostile let through, nothing fetched, readable by everyone."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from packetizer.model import (
    Case,
    CaseInfo,
    Citation,
    Deadline,
    Document,
    Findings,
    Given,
    Known,
    PageRef,
    RequirementFinding,
    Severity,
    Source,
    Status,
    Warning,
)
from packetizer.packet.bundle import Exhibit, Plan
from packetizer.packet.desk.words import load_words
from packetizer.packet.worksheet import visible, worksheet_html
from tests.worksheet_case import CASE, FINDINGS, GIVEN, PLAN, SHA, TODAY, build, read, refs

JPEG = b"\xff\xd8\xff\xe0picture"
CROPS = {"f8": JPEG, "f1": JPEG, "scan.pdf#6": b"\x89PNGpicture"}


def worksheet(case: Case = CASE, findings: Findings = FINDINGS, given: Given = GIVEN) -> str:
    return worksheet_html(build(case, findings=findings, given=given), case, findings, given, PLAN, CROPS)


class Seen(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.elements if attribute in attrs]


# ---------------------------------------------------------------- the page itself


def test_nothing_is_fetched_and_nothing_runs() -> None:
    html = worksheet()
    seen = Seen(html)
    tags = {tag for tag, _ in seen.elements}
    assert not tags & {"script", "link", "iframe", "object", "embed", "form", "base", "svg"}
    assert all(source.startswith("data:image/") for source in seen.all("src"))
    assert not [name for _, attrs in seen.elements for name in attrs if name.startswith("on")]
    assert "url(" not in html
    assert "@import" not in html
    policy = next(attrs["content"] for _, attrs in seen.elements if "http-equiv" in attrs)
    assert "default-src 'none'" in policy


def test_structure_that_a_screen_reader_needs() -> None:
    seen = Seen(worksheet())
    elements = seen.elements
    tags = [tag for tag, _ in elements]
    assert ("html", {"lang": "en"}) in elements
    assert [tags.count(tag) for tag in ("main", "header", "nav", "footer", "h1")] == [1] * 5
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attrs.get("alt") for tag, attrs in elements if tag == "img")
    assert all("scope" in attrs for tag, attrs in elements if tag == "th")
    ids = seen.all("id")
    assert len(ids) == len(set(ids))
    targets = {href[1:] for href in seen.all("href") if href.startswith("#")}
    assert targets <= set(ids)


def test_it_says_that_it_is_no_part_of_the_packet() -> None:
    assert "not part of the packet" in Seen(worksheet()).text


def test_same_values_same_page() -> None:
    assert worksheet() == worksheet()


EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 1234*1000 }}<!--'


def test_whatever_papers_and_files_say_stays_text() -> None:
    """The same hostile string in every place that can hold one."""
    source = Source(EVIL, SHA, 5, "application/pdf", 2)
    fact = replace(CASE.documents[2].facts[3], text=EVIL, value=EVIL, page=PageRef(EVIL, 1), kind="id.claim")
    document = Document("d1", "other", EVIL, None, refs(EVIL, 1, 2), 0.9, (fact,), (), EVIL)
    warnings = tuple(
        Warning(code, severity, EVIL, ("d1",), refs(EVIL, 1), (fact.id,))
        for code in (*load_words().warnings, "unheard_of")
        for severity in Severity
    )
    case = Case(
        CaseInfo(
            client_name=Known(EVIL), claim_numbers=Known((EVIL,), True, (fact.id,)), plan_type=Known(EVIL)
        ),
        (document,),
        warnings=warnings,
    )
    citation = Citation(EVIL, "javascript:alert(1)", None, EVIL)
    findings = Findings(
        (EVIL,),
        tuple(
            RequirementFinding(f"r{n}", EVIL, True, status, ("d1",), EVIL, f'Ask: "{EVIL}"', citation)
            for n, status in enumerate(Status)
        ),
        (Deadline("x", EVIL, TODAY, fact.id, EVIL, citation),),
    )
    given = replace(GIVEN, sender=replace(GIVEN.sender, name=EVIL))
    plan = Plan((), (Exhibit("A", document, document.pages, 1),))
    manifest = build(
        case,
        findings=findings,
        given=given,
        sources=(source,),
        pages=(read(EVIL, 1), read(EVIL, 2)),
        plan=plan,
    )
    html = worksheet_html(manifest, case, findings, given, plan, {fact.id: JPEG, f"{EVIL}#1": JPEG})
    seen = Seen(html)
    assert {tag for tag, _ in seen.elements}.isdisjoint({"script"})
    assert not [name for _, attrs in seen.elements for name in attrs if name.startswith("on")]
    assert [href for href in seen.all("href") if "javascript" in href] == []
    assert [src for src in seen.all("src") if not src.startswith("data:image/jpeg;base64,")] == []
    assert EVIL in "".join(seen.words)
    assert "1234000" not in "".join(seen.words)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("invoice\u202efdp.exe", "invoice�fdp.exe", id="text turned round"),
        pytest.param("a\x00b\x1bc", "a�b�c", id="controls"),
        pytest.param("Añuli Ọ̀ṣun\nאבג العربية", "Añuli Ọ̀ṣun\nאבג العربية", id="names stay as they are"),
    ],
)
def test_nothing_hides_in_a_name(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_odd_file_names_can_be_written() -> None:
    source = Source("scan\udcff.pdf", SHA, 1, "application/pdf", 1)
    document = Document("d1", "other", "Paper", None, refs(source.path, 1), 0.9)
    case, findings = Case(CaseInfo(), (document,)), Findings((), ())
    plan = Plan((), (Exhibit("A", document, document.pages, 1),))
    manifest = build(case, findings=findings, sources=(source,), pages=(read(source.path, 1),), plan=plan)
    assert worksheet_html(manifest, case, findings, GIVEN, plan, {}).encode()


def test_a_case_of_nothing_still_makes_a_page() -> None:
    case, findings, plan = Case(CaseInfo(), ()), Findings((), ()), Plan((), ())
    manifest = build(case, findings=findings, sources=(), pages=(), plan=plan)
    text = Seen(worksheet_html(manifest, case, findings, Given(TODAY), plan, {})).text
    for said in ("Client not known yet", "No deadline could be worked out", "Nothing here needs your eyes"):
        assert said in text


def test_sources_say_how_far_to_trust_them() -> None:
    text = Seen(worksheet()).text
    for standing in ("official text", "secondary source", "no source found"):
        assert standing in text
