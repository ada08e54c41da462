"""What holds for every stack: facts stand where they say, no page is lost, names of files say nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from packetizer.model import Case, Fact, Given, Page, PageRef
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand
from tests.pages import page_from_text
from tests.test_understanding_classify import PAPERS

GIVEN = Given(date(2026, 6, 1))
KINDS = sorted(PAPERS)
_EDGE = 1e-6

stacks = st.lists(st.lists(st.sampled_from([*KINDS, ""]), min_size=1, max_size=3), min_size=1, max_size=4)
few = settings(max_examples=12, deadline=None)


def pages_of(stack: list[list[str]], names: list[str]) -> list[Page]:
    """A file for each list of kinds; "" is a blank back."""
    pages = []
    for name, kinds in zip(names, stack, strict=True):
        for number, kind in enumerate(kinds, start=1):
            page = page_from_text(PAPERS.get(kind, ""), name, number)
            pages.append(replace(page, blank=not kind))
    return pages


def case_of(pages: list[Page]) -> Case:
    return understand(pages, GIVEN, load_knowledge())


def names(stack: list[list[str]], pattern: str) -> list[str]:
    return [pattern.format(number) for number in range(len(stack))]


@few
@given(stacks)
def test_every_page_is_in_one_document_or_left_out(stack: list[list[str]]) -> None:
    pages = pages_of(stack, names(stack, "scan{}.pdf"))
    case = case_of(pages)
    held = [page for document in case.documents for page in document.pages]
    out = [o.page for o in case.omissions if o.reason.value != "excluded"]
    assert sorted([*held, *out]) == sorted(page.ref for page in pages)
    assert {o.page for o in case.omissions} - set(out) <= set(held)


def words_in(page: Page, fact: Fact) -> str:
    """What is printed inside a fact's box."""
    box = fact.box
    inside = [
        word.text
        for word in page.words
        if box.x0 - _EDGE <= (word.box.x0 + word.box.x1) / 2 <= box.x1 + _EDGE
        and box.y0 - _EDGE <= (word.box.y0 + word.box.y1) / 2 <= box.y1 + _EDGE
    ]
    return "".join(inside)


@few
@given(stacks)
def test_a_fact_lies_on_its_page_and_its_text_stands_there(stack: list[list[str]]) -> None:
    pages = pages_of(stack, names(stack, "scan{}.pdf"))
    by_ref = {page.ref: page for page in pages}
    case = case_of(pages)
    ids = [fact.id for document in case.documents for fact in document.facts]
    assert len(ids) == len(set(ids))
    for document in case.documents:
        for fact in document.facts:
            assert fact.page in document.pages
            assert 0 <= fact.box.x0 < fact.box.x1 <= 1
            assert 0 <= fact.box.y0 < fact.box.y1 <= 1
            assert 0 < fact.confidence <= 1
            printed = words_in(by_ref[fact.page], fact)
            parts = fact.text.split()
            here = sum(part in printed for part in parts)
            # A sentence that shows a failed drug may run over lines, where the box marks the drug's.
            assert here == len(parts) or (len(parts) > 4 and here >= 1), (fact.kind, fact.text)


def shape(case: Case, rename: dict[str, str]) -> set[object]:
    """What a case says, without ids and with other names of its files."""

    def there(ref: PageRef) -> tuple[str, int]:
        return rename[ref.source], ref.number

    papers = {
        (
            document.type,
            document.confidence,
            document.date,
            document.patient,
            tuple(map(there, document.pages)),
            frozenset(
                (fact.kind, str(fact.value), there(fact.page), fact.confidence) for fact in document.facts
            ),
        )
        for document in case.documents
    }
    out = {(there(omission.page), omission.reason) for omission in case.omissions}
    codes = {(warning.code, warning.severity) for warning in case.warnings}
    return {*papers, *out, *codes, case.info.client_name.value, case.ledger.totals}


@few
@given(stacks)
def test_names_of_files_say_nothing(stack: list[list[str]]) -> None:
    one, other = names(stack, "scan{}.pdf"), names(stack, "EOB denial letter {}.tif")
    named, renamed = case_of(pages_of(stack, one)), case_of(pages_of(stack, other))
    assert shape(named, {name: name for name in one}) == shape(renamed, dict(zip(other, one, strict=True)))


@few
@given(st.lists(st.sampled_from(KINDS), min_size=2, max_size=4, unique=True))
def test_the_order_of_files_says_nothing_where_it_is_no_evidence(kinds: list[str]) -> None:
    """Whole papers, a file each and all different: they are the same in any order."""
    files = [page_from_text(PAPERS[kind], f"{kind}.pdf") for kind in kinds]
    rename = {page.ref.source: page.ref.source for page in files}
    orders = [files, files[::-1], [*files[1:], files[0]]]
    said = [shape(case_of(order), rename) for order in orders]
    assert all(one == other for one, other in pairwise(said))
