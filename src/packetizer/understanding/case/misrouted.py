"""Claims refused because they went to the wrong payer: no appeal gets them paid, the right payer may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packetizer.model import Content, Document, Fact, Severity, Warning
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon

WRONG_PAYER = "wrong_payer"
_CODES = (FactKind.DENIAL_CARC, FactKind.DENIAL_RARC)


def to_send_elsewhere(
    documents: Iterable[Document], contents: Sequence[Content], lexicon: Lexicon
) -> Iterator[Warning]:
    """One warning for all such claims; where a paper tells of several, for those that the code may be of."""
    claims: dict[str, None] = {}
    sure = True
    papers: list[Document] = []
    for paper in documents:
        codes = [fact for fact in paper.facts if fact.kind in _CODES and _elsewhere(fact, lexicon)]
        said = any(content.id == WRONG_PAYER and content.document == paper.id for content in contents)
        if lexicon.role(paper.type).denies and (codes or said):
            papers.append(paper)
            own = dict.fromkeys(claim for code in codes if (claim := _claim_of(code, paper)))
            sure = sure and bool(own or len(_told(paper)) < 2)
            claims |= own or dict.fromkeys(_told(paper))
    if papers:
        yield Warning(
            "expense_without_record",
            Severity.IMPORTANT,
            _message(list(claims), sure),
            tuple(paper.id for paper in papers),
            tuple(page for paper in papers for page in paper.pages),
            asks=WRONG_PAYER,
        )


def _message(claims: Sequence[str], sure: bool) -> str:
    """`sure`: of all of them, not of one or the other."""
    several = len(claims) > 1 and sure
    ahead = f"{', '.join(claims[:-1])} {'and' if sure else 'or'} " if len(claims) > 1 else ""
    which = ahead + "".join(claims[-1:])
    begun = f"Claim{'s' if several else ''} {which}" if claims else "A claim"
    were, it, them = ("were", "they", "them") if several else ("was", "it", "it")
    return (
        f"{begun} {were} refused because {it} went to a payer that does not owe {them}. "
        f"An appeal does not change that: {it} must be sent to the right payer, in its time for claims."
    )


def _elsewhere(fact: Fact, lexicon: Lexicon) -> bool:
    value = str(fact.value).rpartition("-")[2]
    code = lexicon.carc.get(value) if fact.kind == FactKind.DENIAL_CARC else lexicon.rarc.get(value)
    return code is not None and code.elsewhere


def _claim_of(code: Fact, paper: Document) -> str:
    """The claim in whose part of the paper a code stands, as a remittance advice has it; "" where it stands
    in a legend for all of them."""
    told = _told(paper)
    if len(told) == 1:
        return told[0]
    claims = sorted(_claims(paper), key=lambda fact: _place(fact, paper))
    before = [claim for claim in claims if _place(claim, paper) <= _place(code, paper)]
    second = next((_place(claim, paper) for claim in claims if claim.value != claims[0].value), None)
    codes = [_place(fact, paper) for fact in paper.facts if fact.kind in _CODES]
    parted = second is not None and any(place < second for place in codes)
    return str(before[-1].value) if before and parted else ""


def _told(paper: Document) -> list[str]:
    return list(dict.fromkeys(str(fact.value) for fact in _claims(paper)))


def _claims(paper: Document) -> list[Fact]:
    return [fact for fact in paper.facts if fact.kind == FactKind.ID_CLAIM]


def _place(fact: Fact, paper: Document) -> tuple[int, float]:
    return paper.pages.index(fact.page), fact.box.y0
