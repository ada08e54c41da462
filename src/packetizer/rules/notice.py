"""What the denial notice must say, against the notice that the appeal answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from packetizer.model import Document, NoticePart
from packetizer.rules.clocks import notices
from packetizer.rules.library import LoadedFile
from packetizer.rules.schema import NoticeElement
from packetizer.rules.situation import Situation
from packetizer.trust import TYPE_KNOWN


def notice_parts(
    case: Situation, elements: Sequence[tuple[LoadedFile, NoticeElement]]
) -> tuple[NoticePart, ...]:
    """Each element against the newest letter that denies; nothing where no letter is surely one.

    A statement of benefits is no such letter here: it refers to one that is sent apart.
    """
    letter = _newest(notices(case))
    if letter is None:
        return ()
    said = {one.id: one.page for one in case.case.contents if one.document == letter.id}
    denied = _denies(letter, case, said)
    return tuple(
        NoticePart(
            element.id,
            element.title,
            letter.id,
            said.get(element.id),
            element.ask,
            file.citation(element.cites),
        )
        for file, element in elements
        if element.of in (None, denied)
    )


def _denies(letter: Document, case: Situation, said: Collection[str]) -> str:
    """Whether the letter denies a request for a service to come, or a claim; "" where nothing tells."""
    kinds = {fact.kind for fact in letter.facts}
    if not kinds.isdisjoint({"id.claim", "denial.carc"}):
        return "claim"
    if "id.authorization" in kinds or "before_service" in said or case.service == "planned":
        return "request"
    return "claim" if case.service == "given" else ""


def _newest(papers: Sequence[Document]) -> Document | None:
    letters = [paper for paper in papers if paper.type != "eob" and paper.confidence >= TYPE_KNOWN]
    return max(letters, key=lambda paper: (paper.date is not None, paper.date or 0, paper.id), default=None)
