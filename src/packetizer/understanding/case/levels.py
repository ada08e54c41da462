"""Decisions on an appeal that do not end the plan's own levels are denials, not yet final ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from packetizer.model import Document
from packetizer.understanding.case.caseinfo import insurer_name
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.types.titles import paper_title

_FINAL, _FIRST = "final_denial_letter", "denial_letter"


def not_final(
    documents: Sequence[Document],
    offering: Collection[str],
    typed: Collection[str],
    titled: Collection[str],
    knowledge: Knowledge,
) -> list[Document]:
    """With decisions that offer a further level of the plan as denials: none of them is the final one.

    Final is what ends the internal levels (29 CFR 2560.503-1). `typed`, `titled`: those whose type or title a
    person said; that stays.
    """
    return [
        _denial(paper, paper.id in titled, knowledge)
        if paper.type == _FINAL and paper.id in offering and paper.id not in typed
        else paper
        for paper in documents
    ]


def _denial(paper: Document, titled: bool, knowledge: Knowledge) -> Document:
    title = paper_title(knowledge.types[_FIRST], paper.facts, insurer_name(paper.facts), knowledge)
    return replace(paper, type=_FIRST, title=paper.title if titled else title)
