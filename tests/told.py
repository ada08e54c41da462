"""What a paper of a known type says, from its text as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from _pytest.mark import ParameterSet

from packetizer.model import Document, Fact, Page
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.lore.lexicon import load_lexicon
from tests.pages import page_from_text

LEXICON = load_lexicon()


def facts_of(text: str, type_: str, treating: Sequence[str] = ()) -> tuple[Fact, ...]:
    """The facts of a page of such a paper. `treating`: names of those who treat, from other papers."""
    page = page_from_text(text)
    return tuple(settle(type_, find_facts(page, LEXICON), [page], LEXICON, treating))


def document(id_: str, type_: str, text: str, day: date | None = None) -> tuple[Document, Page]:
    """Such a paper of one page, its facts with ids, and the page."""
    page = page_from_text(text, f"{id_}.pdf")
    facts = settle(type_, find_facts(page, LEXICON), [page], LEXICON)
    numbered = tuple(replace(fact, id=f"{id_}.{at}") for at, fact in enumerate(facts))
    return Document(id_, type_, "Paper", day, (page.ref,), 0.95, numbered), page


def told(text: str, type_: str, *kinds: str, treating: Sequence[str] = ()) -> set[tuple[str, str]]:
    """The facts of these kinds, by their beginnings, as the last part of the kind and the value."""
    facts = (fact for fact in facts_of(text, type_, treating) if fact.kind.startswith(kinds))
    return {(fact.kind.partition(".")[2], str(fact.value)) for fact in facts}


def row(what: str, text: str, facts: str, type_: str = "") -> ParameterSet:
    """A row of a table of papers: what it shows, the text, its facts as `told`: `paid 45.00; balance 5.00`.

    `type_`: of the paper, where the table has several.
    """
    expected = {(kind, value) for kind, _, value in (f.partition(" ") for f in facts.split("; ") if f)}
    return pytest.param(*((text, type_, expected) if type_ else (text, expected)), id=what)
