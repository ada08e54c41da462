"""What a person must look at, as warnings: the sentences of this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from packetizer.model import Document, Page, PageRef, Severity, Warning
from packetizer.trust import TYPE_KNOWN
from packetizer.understanding.facts.denial.codes import may_deny
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.knowledge import OTHER, Knowledge
from packetizer.understanding.people.identity import Client


@dataclass(frozen=True, slots=True)
class Observations:
    """What was seen beside the facts. Sets hold document ids."""

    strangers: frozenset[str] = frozenset()
    doubtful_owner: frozenset[str] = frozenset()
    psychotherapy: frozenset[str] = frozenset()
    substance_use: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()  # between the client and who helps
    perhaps_private: frozenset[str] = frozenset()
    unrelated: frozenset[str] = frozenset()  # receipts for something else
    other_dispute: frozenset[str] = frozenset()  # decisions about other care
    released: frozenset[str] = frozenset()
    excluded_by_hand: frozenset[str] = frozenset()
    reordered: frozenset[str] = frozenset()
    may_go_on: frozenset[str] = frozenset()  # photos that may be the second page of the one before
    missing: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    illegible: tuple[PageRef, ...] = ()
    undrawn: tuple[PageRef, ...] = ()  # drawing them was given up
    ssn: tuple[PageRef, ...] = ()
    blank: tuple[PageRef, ...] = ()
    separators: tuple[PageRef, ...] = ()
    copies: Mapping[PageRef, PageRef] = field(default_factory=dict)
    persons: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # what says whose a paper is: fact ids
    client: Client = field(default_factory=Client)

    @property
    def excluded(self) -> frozenset[str]:
        """Documents that stay out of the packet."""
        sensitive = self.psychotherapy | self.substance_use | self.private
        elsewhere = self.unrelated | self.other_dispute
        return self.strangers | sensitive | elsewhere | self.excluded_by_hand

    def in_packet(self, documents: Iterable[Document]) -> list[Document]:
        """Those of the papers that do not stay out."""
        out = self.excluded
        return [document for document in documents if document.id not in out]


def notices(documents: Sequence[Document], seen: Observations, knowledge: Knowledge) -> tuple[Warning, ...]:
    """All warnings of this room, the gravest first."""
    made = [
        *_owners(documents, seen),
        *_sensitive(documents, seen),
        *_private(documents, seen),
        *_denial(documents, seen, knowledge),
        *_gaps(documents, seen, knowledge),
        *_types(documents, seen, knowledge),
        *_pages_left_out(seen),
    ]
    order = list(Severity)
    return tuple(sorted(made, key=lambda warning: order.index(warning.severity)))


def _about(
    code: str, severity: Severity, message: str, document: Document, facts: tuple[str, ...] = ()
) -> Warning:
    return Warning(code, severity, message, documents=(document.id,), pages=document.pages, facts=facts)


def _of(documents: Sequence[Document], ids: frozenset[str]) -> Iterable[Document]:
    return (document for document in documents if document.id in ids)


_DOUBT = "the name or birth date on it does not quite match the client's"
_NOTHING = "nothing on it is the client's, and it may be about somebody else"


def _owners(documents: Sequence[Document], seen: Observations) -> list[Warning]:
    made = [
        _about(
            "wrong_patient",
            Severity.BLOCKING,
            f"{document.title}: its patient is another person than the client. It is held back; release it "
            "if it is the client's after all.",
            document,
            seen.persons.get(document.id, ()),
        )
        for document in _of(documents, seen.strangers)
    ]
    for document in _of(documents, seen.doubtful_owner):
        who = seen.persons.get(document.id, ())
        message = f"{document.title}: {_DOUBT if who else _NOTHING}. Check that it is the client's paper."
        made.append(
            replace(_about("doubtful_reading", Severity.IMPORTANT, message, document, who), asks="owner")
        )
    return made


def _sensitive(documents: Sequence[Document], seen: Observations) -> list[Warning]:
    made = [
        _about(
            "sensitive_psychotherapy_notes",
            Severity.IMPORTANT,
            "This looks like psychotherapy notes kept apart from the record (45 CFR 164.501). They need an "
            "authorization of their own, and an insurer may not ask for them. Held back.",
            document,
        )
        for document in _of(documents, seen.psychotherapy)
    ]
    made += [
        _about(
            "sensitive_substance_use",
            Severity.IMPORTANT,
            "This looks like a record of a substance-use program (42 CFR Part 2). It needs the client's "
            "consent and the notice about redisclosure. Held back.",
            document,
        )
        for document in _of(documents, seen.substance_use)
    ]
    if seen.ssn:
        made.append(
            Warning(
                "ssn_visible",
                Severity.IMPORTANT,
                "A social security number is printed in full. Build with --redact ssn to black it out.",
                pages=seen.ssn,
            )
        )
    return made


def _private(documents: Sequence[Document], seen: Observations) -> list[Warning]:
    """Papers of the client and who helps: those held back, and those that may be such."""
    made = []
    for document in documents:
        if document.id in seen.private:
            message = (
                f"{document.title}: it seems to be written between the client and who helps with the appeal, "
                "not for the insurer. Held back."
            )
            made.append(
                replace(_about("doubtful_type", Severity.IMPORTANT, message, document), asks="private")
            )
        elif document.id in seen.perhaps_private - seen.excluded:
            message = f"{document.title}: it may be a private note. Look whether the insurer is to read it."
            made.append(
                replace(
                    _about("doubtful_type", Severity.IMPORTANT, message, document), asks="perhaps_private"
                )
            )
    return made


def _denial(documents: Sequence[Document], seen: Observations, knowledge: Knowledge) -> list[Warning]:
    denying = [
        document
        for document in documents
        if document.id not in seen.excluded
        and (
            knowledge.types[document.type].denies
            or (
                knowledge.lexicon.role(document.type).denies
                and any(may_deny(fact, knowledge.lexicon) for fact in document.facts)
            )
        )
    ]
    if denying:
        return []
    message = (
        "No paper in the folder denies anything. An appeal needs the denial letter or the explanation of "
        "benefits that denies."
    )
    return [Warning("no_denial_letter", Severity.IMPORTANT, message)]


def _gaps(documents: Sequence[Document], seen: Observations, knowledge: Knowledge) -> list[Warning]:
    made = []
    for document in documents:
        missing = seen.missing.get(document.id)
        if missing:
            pages, verb = ("page", "is") if len(missing) == 1 else ("pages", "are")
            which = f"{pages} {_ranges(missing)} {verb}"
            message = f"{document.title}: its printed numbering shows that {which} not here."
            enough = _shows_payment(document, knowledge)
            message += f" {_ENOUGH}" if enough else ""
            severity = Severity.NOTE if enough else Severity.IMPORTANT
            made.append(_about("missing_page", severity, message, document))
    made += [
        _about(
            "doubtful_reading",
            Severity.NOTE,
            f"{document.title}: its pages were scanned out of order and are put in the order of their "
            "printed numbers.",
            document,
        )
        for document in _of(documents, seen.reordered)
    ]
    for document in _of(documents, seen.may_go_on - seen.excluded):
        message = f"{document.title}: it has no head, and may be the next page of the photo before it."
        made.append(replace(_about("doubtful_type", Severity.IMPORTANT, message, document), asks="goes_on"))
    if seen.illegible:
        made.append(
            Warning(
                "illegible_page",
                Severity.IMPORTANT,
                "Nothing, or nothing that makes sense, could be read on these pages. They go in as they are, "
                "where they were found.",
                pages=seen.illegible,
            )
        )
    if seen.undrawn:
        made.append(
            Warning(
                "illegible_page",
                Severity.IMPORTANT,
                "Drawing these pages takes so long that it was given up, and nothing of them was read. They "
                "go in as they are, and may stop the program of whoever opens the packet there: put in a "
                "print or a scan of them instead.",
                pages=seen.undrawn,
            )
        )
    return made


_ENOUGH = "Of a statement the pages that show the payments are enough."


def _shows_payment(document: Document, knowledge: Knowledge) -> bool:
    """Whether it is an account's statement with a payment on a page that is here: the others are private."""
    statement = knowledge.lexicon.role(document.type).pays == "proof"
    return statement and any(fact.kind == FactKind.AMOUNT_PAID for fact in document.facts)


def _ranges(numbers: Sequence[int]) -> str:
    """ "2–5, 7 and 9": runs of three and more are drawn together."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _types(documents: Sequence[Document], seen: Observations, knowledge: Knowledge) -> list[Warning]:
    made = []
    for document in documents:
        if document.id in seen.excluded or document.confidence >= TYPE_KNOWN or not document.candidates:
            continue
        names = " or ".join(
            knowledge.types[name].title.lower() for name in document.candidates if name != OTHER
        )
        if names:
            message = f"{document.title}: it may also be {names}."
            slight = document.type == OTHER or _alike(document, knowledge)
            severity = Severity.NOTE if slight else Severity.IMPORTANT
            made.append(_about("doubtful_type", severity, message, document))
    return made


def _alike(document: Document, knowledge: Knowledge) -> bool:
    """Whether it denies, and is a first denial whichever of the types it is: nothing hangs on which."""
    types = (document.type, *document.candidates)
    first = all(knowledge.lexicon.role(type_).first_denial for type_ in types)
    return first and any(may_deny(fact, knowledge.lexicon) for fact in document.facts)


def unsure_turns(pages: Iterable[Page]) -> list[Warning]:
    """Pages that may stand the wrong way round: those that were turned, and those that were left."""
    unsure = [page for page in pages if page.words and not page.rotation_sure and page.failure is None]
    turned = tuple(page.ref for page in unsure if page.rotation)
    left = tuple(page.ref for page in unsure if not page.rotation)
    made = []
    if turned:
        message = "These pages were turned, but what can be read on them does not prove that it was right."
        made.append(Warning("doubtful_reading", Severity.IMPORTANT, message, pages=turned))
    if left:
        message = "Too little can be read here to tell which way up these pages are. They stay as they came."
        made.append(Warning("doubtful_reading", Severity.NOTE, message, pages=left))
    return made


def _pages_left_out(seen: Observations) -> list[Warning]:
    made = []
    if seen.blank or seen.separators:
        message = "Pages without content (blank backs, separator sheets) are left out."
        made.append(
            Warning("blank_page_dropped", Severity.NOTE, message, pages=(*seen.blank, *seen.separators))
        )
    if seen.copies:
        message = "These pages are copies of other pages in the folder; the better copy is in the packet."
        made.append(Warning("duplicate", Severity.NOTE, message, pages=tuple(seen.copies)))
    return made
