"""What the papers say together: why the insurer said no, the money, the course of events, the doubts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from packetizer.model import Denial, DenialReason, Document, Fact
from packetizer.understanding.chronology import chronology
from packetizer.understanding.conflicts import conflicts
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.ledger import ledger
from packetizer.understanding.lexicon import Lexicon

__all__ = ["chronology", "conflicts", "denial", "ledger"]


def denial(documents: Sequence[Document], lexicon: Lexicon) -> Denial:
    """The reasons and codes of every paper that denies; the most specific reason first.

    A letter's own reasons outrank those that only an explanation of benefits' codes suggest.
    """
    denying = [doc for doc in documents if lexicon.role(doc.type).denies and _says_no(doc)]
    facts = [fact for doc in denying for fact in doc.facts]
    order = [reason.code for reason in lexicon.denial.reasons]
    by_code: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == FactKind.DENIAL_REASON:
            by_code.setdefault(str(fact.value), []).append(fact)
    ranked = sorted(by_code, key=lambda code: order.index(code) if code in order else len(order))
    reasons = tuple(DenialReason(code, tuple(fact.id for fact in by_code[code])) for code in ranked)
    return Denial(
        reasons=reasons,
        carc=_values(facts, FactKind.DENIAL_CARC),
        rarc=_values(facts, FactKind.DENIAL_RARC),
        documents=tuple(doc.id for doc in denying),
    )


def _says_no(document: Document) -> bool:
    kinds = {fact.kind for fact in document.facts}
    return bool(kinds & {FactKind.DENIAL_REASON, FactKind.DENIAL_CARC}) or "denial" in document.type


def _values(facts: Iterable[Fact], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(fact.value) for fact in facts if fact.kind == kind))
