"""A first draft of `letter.md`: what the papers show and where, what the law gives, and blanks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from packetizer.model import Case, Findings, Given, Page
from packetizer.packet.bundle import Exhibit, SheetKind
from packetizer.packet.letter.words import LetterWords, Passage, Section, letter_words
from packetizer.packet.plan import plan_packet
from packetizer.packet.sheets.disputed import served, treatment
from packetizer.packet.sheets.inpart import in_part
from packetizer.packet.sheets.matter import Matter, Reason, Score
from packetizer.packet.sheets.printed import dollars, listed, long_date, together
from packetizer.rules.diagnoses import main_diagnoses

_PLACE = re.compile(r"\{(\w+)\}")


def _owed(matter: Matter) -> bool:
    """Whether the plan can owe what the statement of expenses lists: not what it was never sent."""
    charged = any(row.billed is not None for row in matter.at_issue)
    return matter.plan.sheet(SheetKind.LEDGER) is not None and (charged or not matter.never_denied)


def draft_letter(case: Case, findings: Findings, pages: Sequence[Page], given: Given) -> str:
    """The draft as Markdown; its references are looked up in the packet as it would be without a letter."""
    words = letter_words()
    given = replace(given, letter="")
    plan = plan_packet(case, findings, pages, given)
    matter = Matter(plan, case, findings, given, pages=tuple(pages))
    return "\n\n".join([_notes(words), *_Draft(matter, words).parts()]) + "\n"


def _treated_for(matter: Matter) -> tuple[str, ...]:
    """The diagnoses that papers of the packet put first."""
    found = main_diagnoses(exhibit.document for exhibit in matter.plan.exhibits)
    return (matter.told(matter.case.info.diagnoses) or ()) if found is None else found


def _notes(words: LetterWords) -> str:
    return "<!--\n" + "\n\n".join(note.strip() for note in words.notes) + "\n-->"


class _Draft:
    def __init__(self, matter: Matter, words: LetterWords) -> None:
        self._matter = matter
        self._words = words
        self._met = {item.id for item, _ in matter.met}
        self._values = _values(matter)
        self._in_part = in_part(matter)[:1]

    def parts(self) -> Iterator[str]:
        words, matter = self._words, self._matter
        yield words.salutation
        yield self._filled(words.opening[matter.step])
        if matter.expedited is not None:
            asks, page = matter.expedited
            yield self._filled(words.expedited, {"asked": asks, "where": _file_page(matter, page)})
        for approved, page in self._in_part:
            told = {"approved": _plain(approved), "where": _file_page(matter, page)}
            yield self._filled(words.in_part, told)
        if "representative_authorization" in self._met:
            yield words.standing if matter.guardian is None else words.standing_for_minor
        if matter.plan.sheet(SheetKind.INDEX):
            yield words.enclosed
        yield from self._record()
        for passages, group in groupby(matter.reasons, key=self._answers):
            yield from self._reasons(list(group), passages)
        if not matter.reasons:
            yield f"## {self._filled(words.reason.heading)}"
            yield from (text for passage in words.reasons["other"] if (text := self._passage(passage)))
        yield from self._section(words.rights)
        yield from self._section(words.parity)
        yield from self._section(words.requests, numbered=True)
        yield self._filled(words.closing)
        yield _signed(matter) or self._unsigned()

    def _unsigned(self) -> str:
        """The blank for who signs; under a child's appeal a parent's or guardian's name."""
        guardian = self._matter.guardian
        if guardian is None:
            return f"[[TODO: {self._words.blanks['sender']}]]"
        name = guardian or f"[[TODO: {self._words.blanks['guardian']}]]"
        return f"{name}\n{self._filled(self._words.for_minor)}"

    # ------------------------------------------------------------ what the papers show

    def _record(self) -> Iterator[str]:
        words, matter = self._words.record, self._matter
        points = []
        if matter.told_each(matter.case.info.diagnoses) and "diagnosis_evidence" in self._met:
            points.append(self._filled(words.diagnosis))
        if "failed_treatments" in self._met:
            points.append(self._filled(words.failed))
        points += [self._score(score) for score in _first_and_last(matter.scores)]
        if "infusion_records" in self._met:
            points.append(words.treated)
        if "proof_of_payment" in self._met and "paid" in self._values:
            points.append(self._filled(words.paid))
        if points:
            yield f"## {words.heading}"
            yield "\n".join(f"- {point}" for point in points)

    def _score(self, score: Score) -> str:
        values = {
            "scale": score.scale.name,
            "value": str(score.value),
            "top": str(score.scale.top),
            "day": long_date(score.on),
            "where": _file_page(self._matter, score.page),
        }
        return self._filled(self._words.record.score, values)

    # ------------------------------------------------------------ why the denial is wrong

    def _answers(self, reason: Reason) -> tuple[Passage, ...]:
        return {str(code): found for code, found in self._words.reasons.items()}.get(reason.code, ())

    def _reasons(self, reasons: Sequence[Reason], passages: tuple[Passage, ...]) -> Iterator[str]:
        """Reasons that are answered alike, under one heading."""
        words = self._words.reason
        named = "; ".join(reason.words for reason in reasons)
        yield f"## {self._filled(words.heading if len(reasons) == 1 else words.headings, {'reason': named})}"
        pages = sorted({page for reason in reasons for _, page in reason.stated})[:3]
        stated = together(f"[[page: {_file_page(self._matter, page)}]]" for page in pages)
        read = "; ".join(text for reason in reasons for text in reason.read)
        hint = f"<!-- {self._filled(words.hint, {'read': read})} -->" if read else ""
        yield f"{self._filled(words.stated, {'stated': stated})} {hint}".strip()
        yield f"> [[TODO: {words.quote}]]"
        yield from (text for passage in passages if (text := self._passage(passage)))

    # ------------------------------------------------------------ what the law gives, and what is asked

    def _section(self, section: Section, *, numbered: bool = False) -> Iterator[str]:
        texts = [text for passage in section.passages if (text := self._passage(passage))]
        if not texts:
            return
        yield f"## {section.heading}"
        if numbered:
            yield "\n".join(f"{at}. {text}" for at, text in enumerate(texts, start=1))
        else:
            yield from texts

    def _passage(self, passage: Passage) -> str:
        """Its text, its blank where a paper is lacking, or nothing where it does not apply."""
        if not self._applies(passage):
            return ""
        met = set(passage.needs) <= self._met
        return self._filled(passage.text if met else passage.otherwise)

    def _applies(self, passage: Passage) -> bool:
        info, matter = self._matter.case.info, self._matter
        plan = matter.told(info.plan_type) or "unknown"
        codes = _treated_for(matter) if passage.diagnosis else ()
        return (
            (not passage.plans or plan in passage.plans)
            and (not passage.levels or matter.level in passage.levels)
            and (not passage.reasons or any(reason.code in passage.reasons for reason in matter.reasons))
            and (not passage.diagnosis or any(code.startswith(passage.diagnosis) for code in codes))
            and (not passage.expenses or _owed(matter))
            and passage.in_part in (None, bool(self._in_part))
        )

    def _filled(self, text: str, more: Mapping[str, str] | None = None) -> str:
        """The text with its values; one that the papers do not show clearly is a blank."""
        values = {**self._values, **(more or {})}

        def value(found: re.Match[str]) -> str:
            name = found[1]
            return values[name] if name in values else f"[[TODO: {self._words.blanks.get(name, name)}]]"

        return (
            " ".join(_PLACE.sub(value, text).split())
            if "\n\n" not in text
            else _PLACE.sub(value, text).strip()
        )


def _values(matter: Matter) -> dict[str, str]:
    """What the papers show clearly, by the names that `letter.yaml` uses."""
    info = matter.case.info
    denied = [e for e in matter.decisions[:1] if e.document.date]
    (label, day), codes = served(matter), matter.told_each(info.diagnoses)
    found = {
        "client": matter.told(info.client_name) or "",
        "whom": "the plan",
        "treatment": treatment(matter),
        "diagnoses": listed(codes, few=8),
        "denial_date": long_date(denied[0].document.date) if denied and denied[0].document.date else "",
        "denial": f"[[exhibit: {_name(denied[0], matter)}]]" if denied else "",
        "failed": together(_failed(matter)),
        "paid": f"${dollars(matter.paid)}" if matter.paid else "",
    }
    when = f" ({label.lower()}: {day})" if day else ""
    return {name: value for name, value in found.items() if value} | {"served": when}


def _first_and_last(scores: Sequence[Score]) -> Iterator[Score]:
    """Of each scale; every score stands on its own sheet of the packet."""
    for _, group in groupby(scores, key=lambda score: score.scale.name):
        found = list(group)
        yield from found[:1]
        yield from found[1:][-1:]


def _failed(matter: Matter) -> tuple[str, ...]:
    """Drugs that the papers which meet the checklist's item name as not having worked."""
    meeting = [
        exhibit for item, exhibits in matter.met if item.id == "failed_treatments" for exhibit in exhibits
    ]
    theirs = {fact.id for exhibit in meeting for fact in exhibit.document.facts}
    clear = matter.clear("treatment.failed_drug")
    return tuple(dict.fromkeys(str(fact.value) for fact in clear if fact.id in theirs))


def _signed(matter: Matter) -> str:
    sender = matter.given.sender
    return "\n".join(name for name in (sender.name, sender.organisation) if name)


def _plain(words: str) -> str:
    """A page's words without what a letter's text would take for emphasis or a reference."""
    return re.sub(r"[*\[\]<>]", "", words)


def _file_page(matter: Matter, page: int) -> str:
    """The page of a file that stands on a packet page: the name that never changes."""
    ref = next(planned.ref for planned in matter.plan.pages if planned.packet_page == page)
    return f"{ref.source}#{ref.number}"


def _name(exhibit: Exhibit, matter: Matter) -> str:
    """What an exhibit is called in a reference: its kind where that is enough, else with its date or file."""
    kinds = Counter(e.document.type for e in matter.plan.exhibits)
    dated = Counter((e.document.type, e.document.date) for e in matter.plan.exhibits)
    document = exhibit.document
    if kinds[document.type] == 1:
        return document.type
    if document.date and dated[document.type, document.date] == 1:
        return f"{document.type} {document.date.isoformat()}"
    return f"{exhibit.pages[0].source}#{exhibit.pages[0].number}"
