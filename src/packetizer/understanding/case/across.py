"""What the papers say together: why the insurer said no, the money, the course of events, the doubts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from packetizer.model import Denial, DenialReason, Document, Fact, Severity, Warning
from packetizer.trust import READ
from packetizer.understanding.case.chronology import chronology
from packetizer.understanding.case.conflicts import conflicts
from packetizer.understanding.case.ledger import ledger
from packetizer.understanding.facts.denial.codes import may_deny
from packetizer.understanding.facts.denial.reasons import UNNAMED
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon

__all__ = ["chronology", "conflicts", "denial", "ledger", "set_aside"]


def denial(documents: Sequence[Document], lexicon: Lexicon) -> Denial:
    """The reasons and codes of every paper that denies; the most specific reason first.

    Where a decision states its reasons, they are what is appealed. What then only an explanation of benefits
    says is a reason where it denies a claim for that alone: the decision says nothing of it. Else it is none
    (its notes speak of other services and of rules in general), nor is what reads like no reason that is
    known: it mostly says the same in other words. `set_aside` tells of both.
    """
    denying = _denying(documents, lexicon)
    by_code = _by_code(denying, lexicon)
    order = [reason.code for reason in lexicon.denial.reasons]
    ranked = sorted(by_code, key=lambda code: order.index(code) if code in order else len(order))
    decided = [code for code in ranked if _decided(by_code[code], denying, lexicon)]
    apart = _apart(decided, denying, lexicon) if decided else ()
    kept = [code for code in ranked if code in decided or code in apart] or ranked
    named = [code for code in kept if code != UNNAMED or any(fact.given for fact in by_code[code])]
    reasons = tuple(DenialReason(code, tuple(fact.id for fact in by_code[code])) for code in named or kept)
    facts = [fact for doc in denying for fact in doc.facts]
    return Denial(
        reasons=reasons,
        carc=_each_once(_values((fact for fact in facts if may_deny(fact, lexicon)), FactKind.DENIAL_CARC)),
        rarc=_values(facts, FactKind.DENIAL_RARC),
        documents=tuple(doc.id for doc in denying),
    )


def set_aside(documents: Sequence[Document], lexicon: Lexicon) -> tuple[Warning, ...]:
    """A note of reasons that only an explanation of benefits gives, or that read like none that is known."""
    kept = {reason.code for reason in denial(documents, lexicon).reasons}
    told = {
        code: facts
        for code, facts in _by_code(_denying(documents, lexicon), lexicon).items()
        if code not in kept
    }
    if not told:
        return ()
    titles = {reason.code: reason.title for reason in lexicon.denial.reasons}
    named = "; ".join(titles[code] for code in told)
    message = (
        f"Beside the reasons that the appeal answers, a paper that denies also speaks of: {named}. "
        "If this is a reason too, add it as a correction to case.yaml."
    )
    facts = [fact for found in told.values() for fact in found]
    ids = tuple(doc.id for doc in documents if any(fact in doc.facts for fact in facts))
    pages = tuple(dict.fromkeys(fact.page for fact in facts))
    return (
        Warning("conflicting_values", Severity.NOTE, message, ids, pages, tuple(fact.id for fact in facts)),
    )


def _denying(documents: Sequence[Document], lexicon: Lexicon) -> list[Document]:
    return [doc for doc in documents if lexicon.role(doc.type).denies and _says_no(doc, lexicon)]


def _by_code(denying: Sequence[Document], lexicon: Lexicon) -> dict[str, list[Fact]]:
    """The facts that state each known reason."""
    known = {reason.code for reason in lexicon.denial.reasons}
    found: dict[str, list[Fact]] = {}
    for fact in (fact for doc in denying for fact in doc.facts):
        if fact.kind == FactKind.DENIAL_REASON and str(fact.value) in known:
            found.setdefault(str(fact.value), []).append(fact)
    return found


def _decided(facts: Sequence[Fact], denying: Sequence[Document], lexicon: Lexicon) -> bool:
    """Whether a paper that decides states the reason, or a person does."""
    if any(fact.given for fact in facts):
        return True
    return any(lexicon.role(doc.type).decides and fact in doc.facts for doc in denying for fact in facts)


def _apart(decided: Collection[str], denying: Sequence[Document], lexicon: Lexicon) -> set[str]:
    """The reasons, clearly read, of statements that deny a claim for none of those that were decided."""
    found: set[str] = set()
    for document in denying:
        said = {str(f.value): f for f in document.facts if f.kind == FactKind.DENIAL_REASON}
        claims = any(fact.kind == FactKind.ID_CLAIM for fact in document.facts)
        if lexicon.role(document.type).decides or not claims or not said.keys().isdisjoint(decided):
            continue
        found |= {code for code, fact in said.items() if fact.confidence >= READ and code != UNNAMED}
    return found


def _says_no(document: Document, lexicon: Lexicon) -> bool:
    return any(may_deny(fact, lexicon) for fact in document.facts) or "denial" in document.type


def _values(facts: Iterable[Fact], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(fact.value) for fact in facts if fact.kind == kind))


def _each_once(codes: Sequence[str]) -> tuple[str, ...]:
    """Adjustment codes without those that another paper prints with their group: 197 where CO-197 is."""
    grouped = {code.rpartition("-")[2] for code in codes if "-" in code}
    return tuple(code for code in codes if code not in grouped)
