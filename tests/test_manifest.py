"""The manifest: the contract's names, every page in one place, every id leading somewhere."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given as example
from hypothesis import strategies as st
from pydantic import ValidationError

from packetizer.model import (
    Case,
    CaseInfo,
    Correction,
    Document,
    Findings,
    Given,
    Omission,
    OmitReason,
    PageRef,
    Severity,
    Source,
    Warning,
)
from packetizer.packet.bundle import Exhibit, Plan
from packetizer.packet.manifest import (
    SCHEMA_FILE,
    build_manifest,
    output_row,
    schema_json,
    to_json,
    write_json,
)
from packetizer.packet.record.pageranges import in_words, spans
from tests import worksheet_case as made
from tests.worksheet_case import CASE, GIVEN, PAGES, PLAN, SHA, SOURCES, TODAY, build, read, refs

# contract.md, level by level; more may be added, none renamed.
CONTRACT = {
    "": "schema version generated case sources pages documents facts denial requirements deadlines ledger "
    "chronology warnings outputs timings",
    "case": "client_name client_dob member_id group_number insurer plan_type plan_state appeal_level "
    "claim_numbers treatment diagnoses",
    "sources": "path sha256 bytes media_type pages status reason code",
    "pages": "source source_page rotation text_from confidence document packet_page omitted duplicate_of",
    "documents": "id type title date exhibit confidence pages packet_pages facts patient",
    "facts": "id kind value text document source source_page bbox confidence",
    "denial": "reasons carc rarc",
    "requirements": "id title severity status met_by why fix citation",
    "deadlines": "id title due from_fact basis citation",
    "ledger": "rows totals",
    "chronology": "date what document packet_page",
    "warnings": "code severity message documents pages",
    "outputs": "path sha256 bytes pages",
}


def as_json() -> dict[str, object]:
    loaded: dict[str, object] = json.loads(to_json(build()))
    return loaded


@pytest.mark.parametrize("level", CONTRACT)
def test_names_are_the_contracts(level: str) -> None:
    part = as_json()[level] if level else as_json()
    row = part[0] if isinstance(part, list) else part
    assert isinstance(row, dict)
    assert set(CONTRACT[level].split()) <= set(row)


def test_schema_that_ships_is_current_and_fits() -> None:
    shipped = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert shipped == json.loads(schema_json()), "run: python -m packetizer.packet.manifest"
    jsonschema.Draft202012Validator.check_schema(shipped)
    jsonschema.Draft202012Validator(shipped).validate(as_json())


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        pytest.param("schema", "packetizer/manifest/2", id="another schema"),
        pytest.param("generated", "yesterday", id="no RFC 3339 time"),
        pytest.param("denials", {}, id="a key that nobody knows"),
        pytest.param("sources", [{}], id="a source without a path"),
    ],
)
def test_schema_refuses(key: str, wrong: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(as_json() | {key: wrong}, json.loads(schema_json()))


def test_values_are_written_as_the_contract_says() -> None:
    manifest = build()
    assert manifest.schema_ == "packetizer/manifest/1"
    facts = {fact.id: fact for fact in manifest.facts}
    assert facts["f8"].value == "450.00"
    assert facts["f8"].currency == "USD"
    assert facts["f1"].value == "2026-07-16"
    assert facts["f1"].bbox == (0.55, 0.1235, 0.75, 0.14)
    assert facts["f1"].currency is None
    assert manifest.case.insurer.value == "Aetna"
    assert manifest.case.insurer_id == "aetna"
    assert not manifest.case.insurer.inferred
    assert manifest.ledger.totals.paid_by_plan == "0.00"
    assert manifest.requirements[2].shown_on[0].source_page == 5
    assert manifest.sources[-1].note == "The file is damaged; it was put together again."
    assert manifest.sources[1].note is None
    assert [document.exhibit for document in manifest.documents] == ["A", "B", "C", "D", None, None]
    assert manifest.documents[0].packet_pages == (3, 4)
    assert [event.packet_page for event in manifest.chronology] == [5, 3]


def test_sources_and_what_became_of_them() -> None:
    fates = {source.path: (source.status, source.code, source.reason) for source in build().sources}
    assert fates == {
        "Thumbs.db": ("omitted", "hidden", "A file of the computer's own."),
        made.HOSTILE: ("included", None, None),
        "bill.pdf": (
            "failed",
            "encrypted",
            "The PDF opens only with its password. Open it, print it to a new PDF and put that here.",
        ),
        "copy of scan.pdf": ("omitted", "duplicate", "All of it repeats scan.pdf."),
        "photos/receipt 1.jpg": ("included", None, None),
        "scan.pdf": (
            "partly_included",
            None,
            "Page 3 is blank; page 6 is held back: it names another person; "
            "page 7 is held back: it looks like psychotherapy notes.",
        ),
    }


def one_source(*omitted: OmitReason | None) -> tuple[str, str | None, str | None]:
    """What becomes of a source whose pages are left out for these reasons (None: in the packet)."""
    pages = refs("a.pdf", *range(1, len(omitted) + 1))
    there = tuple(ref for ref, why in zip(pages, omitted, strict=True) if why is None)
    document = Document("d1", "other", "Paper", None, pages, 0.9)
    omissions = tuple(
        Omission(ref, why, PageRef("b.pdf", 1) if why is OmitReason.DUPLICATE else None)
        for ref, why in zip(pages, omitted, strict=True)
        if why is not None
    )
    whole = Document("d2", "other", "Other", None, refs("b.pdf", 1), 0.9)
    exhibits = [Exhibit("A", document, there, 1)] if there else []
    manifest = build_manifest(
        version="1",
        generated="2026-11-23T12:00:00Z",
        case=Case(CaseInfo(), (document, whole), omissions),
        findings=Findings((), ()),
        given=Given(TODAY),
        sources=(
            Source("a.pdf", SHA, 1, "application/pdf", len(pages)),
            Source("b.pdf", SHA, 1, "application/pdf", 1),
        ),
        pages=[read(ref.source, ref.number) for ref in (*pages, PageRef("b.pdf", 1))],
        plan=Plan((), (*exhibits, Exhibit("B", whole, whole.pages, len(there) + 1))),
        insurers={},
    )
    source = manifest.sources[0]
    return source.status, source.code, source.reason


B, D, E = OmitReason.BLANK, OmitReason.DUPLICATE, OmitReason.EXCLUDED


@pytest.mark.parametrize(
    ("omitted", "fate"),
    [
        pytest.param((None, None), ("included", None, None), id="all in"),
        pytest.param((B, None), ("partly_included", None, "Page 1 is blank."), id="one blank"),
        pytest.param((B, None, B, B), ("partly_included", None, "Pages 1, 3–4 are blank."), id="runs"),
        pytest.param(
            (D, D), ("omitted", "duplicate", "All of it repeats b.pdf."), id="whole file a duplicate"
        ),
        pytest.param(
            (D, B),
            ("omitted", "duplicate", "Page 1 repeats b.pdf; page 2 is blank."),
            id="duplicate and blank",
        ),
        pytest.param((B, B), ("omitted", None, "All of it is blank."), id="nothing but blank"),
        pytest.param(
            (E, D),
            ("omitted", None, "Page 1 is held back: a person should look first; page 2 repeats b.pdf."),
            id="held back is never called a duplicate",
        ),
        pytest.param((), ("failed", "empty", "No page was found in it."), id="no page at all"),
    ],
)
def test_status_of_a_source(
    omitted: tuple[OmitReason | None, ...], fate: tuple[str, str | None, str | None]
) -> None:
    assert one_source(*omitted) == fate


@example(st.lists(st.sampled_from([None, *OmitReason]), min_size=1, max_size=12))
def test_every_page_is_in_one_place(omitted: list[OmitReason | None]) -> None:
    status, _, reason = one_source(*omitted)
    left_out = sum(why is not None for why in omitted)
    assert status == (
        "included" if not left_out else "omitted" if left_out == len(omitted) else "partly_included"
    )
    assert (reason is None) == (not left_out)


def test_a_persons_own_reason_is_told() -> None:
    given = replace(
        GIVEN, corrections=(Correction(PageRef("scan.pdf", 6), "sent back to the clinic", exclude=True),)
    )
    reason = next(source.reason for source in build(given=given).sources if source.path == "scan.pdf")
    assert reason is not None
    assert "page 6 is held back: you left it out (sent back to the clinic)" in reason


DOUBLE = replace(made.NOTES, facts=made.DENIAL.facts[:1])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"pages": PAGES[1:]}, "no row for page 2 of 'scan.pdf'", id="a page was lost"),
        pytest.param({"pages": (*PAGES, PAGES[0])}, "one row too many for page 2", id="a page twice"),
        pytest.param({"pages": (*PAGES, read("x.pdf", 1))}, "never neither", id="a page from nowhere"),
        pytest.param({"sources": SOURCES[:-1]}, "one row too many", id="a source was lost"),
        pytest.param(
            {"case": replace(CASE, omissions=CASE.omissions[1:])}, "never both, never neither", id="neither"
        ),
        pytest.param(
            {"case": replace(CASE, omissions=(*CASE.omissions, Omission(PageRef("scan.pdf", 1), B)))},
            "never both, never neither",
            id="both in and left out",
        ),
        pytest.param(
            {"plan": Plan(PLAN.sheets, (*PLAN.exhibits[:3], replace(PLAN.exhibits[3], first_page=7)))},
            "more than one page stands on packet page 7",
            id="two pages on one packet page",
        ),
        pytest.param(
            {"case": replace(CASE, documents=(DOUBLE, *(d for d in CASE.documents if d.id != "d2")))},
            "fact f1 is listed more than once",
            id="a fact of two documents",
        ),
        pytest.param(
            {"case": replace(CASE, warnings=(Warning("duplicate", Severity.NOTE, "…", ("d99",)),))},
            "document d99 is named",
            id="a warning about no document",
        ),
        pytest.param(
            {"case": replace(CASE, warnings=(Warning("x", Severity.NOTE, "…", (), refs("scan.pdf", 9)),))},
            "page 9 of 'scan.pdf' is named",
            id="a warning about no page",
        ),
    ],
)  # fmt: skip
def test_what_must_not_be_raises(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says) as caught:
        build(**change)  # type: ignore[arg-type]
    assert "Juniper" not in str(caught.value)


def test_same_values_same_bytes_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    assert to_json(build()) == to_json(build())
    write_json(build(), tmp_path / "packet.json")
    text = (tmp_path / "packet.json").read_text(encoding="utf-8")
    assert text == to_json(build())
    assert text.endswith("}\n")
    assert stat.S_IMODE((tmp_path / "packet.json").stat().st_mode) == 0o600


def test_odd_names_are_spelled_out() -> None:
    """A file name that is no UTF-8 reaches Python as half surrogates, which no JSON file can hold."""
    source = Source("scan\udcff.pdf", SHA, 1, "application/pdf", 1)
    document = Document("d1", "other", "Paper", None, refs(source.path, 1), 0.9)
    manifest = build(
        Case(CaseInfo(), (document,)),
        findings=Findings((), ()),
        sources=(source,),
        pages=(read(source.path, 1),),
        plan=Plan((), (Exhibit("A", document, document.pages, 1),)),
    )
    assert manifest.sources[0].path == manifest.pages[0].source == r"scan\udcff.pdf"
    assert to_json(manifest).encode()


def test_output_row(tmp_path: Path) -> None:
    file = tmp_path / "packet.pdf"
    file.write_bytes(b"abc")
    row = output_row(file, 8)
    assert (row.path, row.bytes, row.pages) == ("packet.pdf", 3, 8)
    assert row.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@example(st.sets(st.integers(1, 60), min_size=1))
def test_spans_hold_the_numbers_and_no_others(numbers: set[int]) -> None:
    runs = spans(numbers)
    assert [n for first, last in runs for n in range(first, last + 1)] == sorted(numbers)
    assert all(after[0] > before[1] + 1 for before, after in pairwise(runs))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        pytest.param([3], "page 3", id="one"),
        pytest.param([4, 3], "pages 3–4", id="a run"),
        pytest.param([1, 2, 3, 7], "pages 1–3, 7", id="a run and one"),
    ],
)
def test_page_numbers_in_words(numbers: list[int], words: str) -> None:
    assert in_words(numbers) == words
