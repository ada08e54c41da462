"""Whole random cases: which papers, whose, in which files, and what a careful reader would say of them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from bench.cases import mess
from bench.cases.paper import Sheet
from bench.cases.scribe import Scribe
from bench.cases.script import Style, typeset
from bench.cases.templates import Template, templates
from bench.cases.truth import TrueDenial, TrueDocument, TrueFact, Truth
from bench.cases.world import PLAIN, Half, Person, Service, World, knowledge, make_world, vocabulary

_DATE_NOT_MEASURED = {
    "phone_log", "plan_document", "medical_policy", "journal_article", "insurance_card", "photo_id",
    "proof_of_payment", "other", "prescription",
}  # fmt: skip
_ABOUT_NOBODY = {"plan_document", "medical_policy", "journal_article"}
_MAY_BE_ANOTHERS = (
    *("progress_note", "lab_report", "itemized_bill", "rating_scale", "prescription", "referral"),
    *("consent_form", "infusion_record", "discharge_summary", "medication_history"),
)
_NOTE_KINDS = {
    "progress_note": ("progress_or_office_note", "consult_history_physical"),
    "imaging_report": ("imaging_report",),
    "discharge_summary": ("discharge_summary",),
    "operative_report": ("operative_report",),
}
_OF_NOTES = ("treatment.", "code.", "score.", "name.", "date.service", "date.letter", "date.birth")
_OTHER_TYPES = {
    "receipt": ("proof_of_payment",),
    "proof_of_payment": ("receipt",),
    "fax_cover confirmation": ("other", "correspondence"),
    "denial_letter portal_message": ("correspondence",),
    "other appointment": ("correspondence",),
}
_PAGES = {"card": (243.0, 153.0), "till": (226.0, 380.0)}


@dataclass(frozen=True)
class Laid:
    """A paper of a case."""

    template: Template
    day: date
    patient: Person
    sheets: tuple[Sheet, ...]
    from_note: bool


@dataclass
class File:
    """A file of the case: its sheets in order, each with the paper it belongs to (None: a blank back)."""

    path: str
    how: str  # scan | copier | photo | fax | born_digital
    sheets: list[tuple[Sheet, Laid | None]] = field(default_factory=list)
    again: dict[int, tuple[str, int]] = field(default_factory=dict)  # page here: page it repeats


@dataclass(frozen=True)
class MadeCase:
    number: int
    files: tuple[File, ...]
    truth: Truth


def make_case(half: Half, number: int) -> MadeCase:
    """The same case for the same half and number."""
    random = Random(f"{half}-{number}")
    world = make_world(half, random)
    papers = list(_cast(world, random))
    random.shuffle(papers)
    files = _stack(papers, random)
    if half not in PLAIN:
        mess.disturb(files, random)
    _repeat_a_page(files, random)
    if half not in PLAIN:
        mess.scan_again(files, random)
    return MadeCase(number, tuple(files), _truth(world, papers, files))


# ---------------------------------------------------------------- papers


def _cast(world: World, random: Random) -> Iterator[Laid]:
    stranger_at = random.choice(_MAY_BE_ANOTHERS) if random.random() < 0.4 else ""
    for kind, (share, most) in knowledge(world.half).cast.items():
        wanted = random.randint(1, most) if random.random() < share else 0
        days = _treatment_days(kind, world, random)  # each once: two papers of one treatment would be copies
        for number in range(min(wanted, len(days)) if days else wanted):
            yield _paper(world, kind, world.patient, random, days.pop() if days else None, number)
        if kind == stranger_at:
            someone = random.choice((world.stranger, world.relative))
            yield _paper(world, kind, someone, random, days.pop() if days else None)


def _treatment_days(kind: str, world: World, random: Random) -> list[date]:
    if kind not in ("receipt", "infusion_record", "proof_of_payment"):
        return []
    days = sorted({service.day for service in world.services})
    random.shuffle(days)
    return days


def _paper(
    world: World, kind: str, patient: Person, random: Random, treated: date | None, number: int = 0
) -> Laid:
    """One paper. Articles and the like hold nothing of the case: two of one template would be copies."""
    fitting = [item for item in templates(world.half)[kind] if item.only_for in ("", world.drug)]
    alike = kind in _ABOUT_NOBODY or (kind == "other" and world.half not in PLAIN)
    template = fitting[number % len(fitting)] if alike else random.choice(fitting)
    services = _services_of(kind, world, treated, random)
    own = world
    if patient is not world.patient:  # another person has other numbers
        other = make_world(world.half, random)
        own = replace(world, member=other.member, group=other.group, authorization=other.authorization)
    day = _day_of(kind, world, services, random)
    body = _note(kind, world.half, random) if "@note" in template.text else ""
    scribe = Scribe(own, random, day, patient, services, body)
    script, style = _dressed(scribe.fill(template.text), scribe, template, random)
    return Laid(template, day, patient, tuple(typeset(script, style)), bool(body))


def _services_of(kind: str, world: World, treated: date | None, random: Random) -> tuple[Service, ...]:
    if treated:
        return tuple(service for service in world.services if service.day == treated)
    if kind in ("eob", "itemized_bill", "claim_form") and random.random() < 0.4:
        days = sorted({service.day for service in world.services})
        kept = days[: random.randint(1, len(days))]
        return tuple(service for service in world.services if service.day in kept)
    return world.services


def _day_of(kind: str, world: World, services: tuple[Service, ...], random: Random) -> date:
    first, last = world.services[0].day, services[-1].day
    if kind in ("receipt", "infusion_record", "proof_of_payment"):
        return last
    if kind == "denial_letter":
        return world.denied
    if kind in ("final_denial_letter", "external_review_decision", "appeal_letter"):
        return world.denied + timedelta(days=random.randint(30, 150))
    if kind in ("eob", "itemized_bill", "claim_form", "letter_of_medical_necessity"):
        return last + timedelta(days=random.randint(3, 40))
    if kind in ("psychiatric_evaluation", "referral", "prior_auth_request", "consent_form"):
        return first - timedelta(days=random.randint(5, 80))
    return first + timedelta(days=random.randint(-90, 120))


def _dressed(script: str, scribe: Scribe, template: Template, random: Random) -> tuple[str, Style]:
    words = vocabulary(scribe.world.half)
    small = script.startswith("[page ")
    page, numbering, running = (612.0, 792.0), random.choice(words.numberings), ""
    if small:
        head, _, script = script.partition("\n")
        page, numbering = _PAGES[head[6:-1]], ""
    if template.pages > 1 and template.type not in _ABOUT_NOBODY and random.random() < 0.5:
        running = scribe.fill(random.choice(("<pt>", "<pt>   <day:0>", "<pt_lf>")))
    if template.pages == 1 and random.random() < 0.6:
        numbering = ""
    margin = 12.0 if small else random.uniform(44, 74)
    size = 7.8 if page[1] < 200 else 9.5 if small else random.uniform(8.8, 11.6)
    return script, Style(
        family=random.choice(words.families),
        size=size,
        leading=random.uniform(1.18, 1.4),
        page=page,
        margin=margin,
        grid=random.choice(("lines", "boxes", "none")),
        label_width=0.45 if small else random.uniform(0.24, 0.36),
        numbers=random.choice(("right", "right", "left")),
        numbering=numbering,
        running=running,
        heading=random.choice(("left", "centre")),
    )


# ---------------------------------------------------------------- clinical texts


_ANOTHERS = re.compile(r"date of birth|\bDOB\b|\bborn on\b|the baby|newborn|\binfant", re.IGNORECASE)


@cache
def _notes(half: Half) -> dict[str, tuple[str, ...]]:
    """Texts of `$PACKETIZER_DATA/medical_notes`, every other one for each half; empty without it."""
    folder = os.environ.get("PACKETIZER_DATA")
    if not folder:
        return {}
    found: dict[str, list[str]] = {}
    lines = (Path(folder) / "medical_notes" / "mtsamples.jsonl").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if number % 2 == (half == "test"):
            row = json.loads(line)
            found.setdefault(row["document_kind"], []).append(row["transcription"])
    return {kind: tuple(texts) for kind, texts in found.items()}


def _note(kind: str, half: Half, random: Random) -> str:
    texts = [text for wanted in _NOTE_KINDS.get(kind, ()) for text in _notes(half).get(wanted, ())]
    if not texts:
        return "The patient was seen and examined. History, findings and plan are in the chart."
    chosen = random.choice(texts)
    if half == "shut":  # a newborn's stay, or another day of birth, would contradict the paper's own head
        start = texts.index(chosen)
        chosen = next((text for text in texts[start:] + texts[:start] if not _ANOTHERS.search(text)), chosen)
    text = chosen[:4500]
    for mark in "«»<>{}|[]@":
        text = text.replace(mark, " ")
    text = text.replace(".,", ".\n").replace(":,", ":\n").replace("::", ":")
    return "\n".join(row.lstrip("#-~^*=>✍ ") for row in text.splitlines() if row.strip())


# ---------------------------------------------------------------- files


def _stack(papers: list[Laid], random: Random) -> list[File]:
    """Small papers lie alone as photos; the rest in stacks, some alone."""
    files: list[File] = []
    waiting = list(papers)
    while waiting:
        if waiting[0].sheets[0].size[1] < 500:
            files.append(_file([waiting.pop(0)], "photo", len(files), random))
            continue
        how = random.choice(("scan", "scan", "scan", "copier", "fax", "born_digital"))
        count = 1 if how == "born_digital" else random.choice((1, 2, 4, 6, 9))
        taken = [waiting.pop(0)]
        while waiting and len(taken) < count and waiting[0].sheets[0].size[1] > 500:
            taken.append(waiting.pop(0))
        files.append(_file(taken, how, len(files), random))
    return files


def _file(papers: list[Laid], how: str, number: int, random: Random) -> File:
    suffix = {"photo": "jpg", "fax": "tif"}.get(how, "pdf")
    stem = random.choice(("scan", "IMG_", "document ", "Scan2026-", "client/"))
    file = File(f"{stem}{number:03d}.{suffix}", how)
    for paper in papers:
        for sheet in paper.sheets:
            file.sheets.append((sheet, paper))
            if how in ("scan", "copier") and random.random() < 0.06:
                file.sheets.append((Sheet(sheet.size), None))
    return file


def _repeat_a_page(files: list[File], random: Random) -> None:
    """Now and then a page was scanned twice, the second time at the end of some stack."""
    stacks = [file for file in files if file.how in ("scan", "copier")]
    if not stacks or random.random() > 0.4:
        return
    source = random.choice(stacks)
    singles = [
        place
        for place, (_, paper) in enumerate(source.sheets)
        if paper is not None and len(paper.sheets) == 1 and not paper.from_note
    ]
    if singles:
        place = random.choice(singles)
        target = random.choice(stacks)
        target.sheets.append(source.sheets[place])
        target.again[len(target.sheets)] = (source.path, place + 1)


# ---------------------------------------------------------------- truth


def _truth(world: World, papers: list[Laid], files: list[File]) -> Truth:
    pages: dict[int, list[tuple[int, str]]] = {id(paper): [] for paper in papers}  # place in the paper, page
    facts: list[TrueFact] = []
    blank: list[str] = []
    duplicates: dict[str, str] = {}
    unmeasured: dict[str, tuple[str, ...]] = {}
    for file in files:
        for number, (sheet, paper) in enumerate(file.sheets, 1):
            where = f"{file.path}#{number}"
            if paper is None:
                blank.append(where)
                continue
            facts += sheet.facts(where)
            if world.half not in PLAIN:
                facts += _next_of_kin(sheet.facts(where)) + _trade_names(sheet.facts(where))
            if paper.from_note:
                unmeasured[where] = _OF_NOTES
            if number in file.again:
                duplicates[where] = "{}#{}".format(*file.again[number])
            else:
                place = next(n for n, own in enumerate(paper.sheets) if own is sheet)
                pages[id(paper)].append((place, where))
    return Truth(
        client_name=world.patient.name,
        client_dob=world.patient.born.isoformat(),
        member_id=world.member,
        documents=tuple(
            _document(paper, [where for _, where in sorted(pages[id(paper)])], world) for paper in papers
        ),
        facts=tuple(facts),
        blank=tuple(blank),
        duplicates=duplicates,
        unmeasured=unmeasured,
        denial=TrueDenial(reasons=world.reasons, or_reasons=_also_read(world)),
        treatment=world.drug,
    )


# Insurers use the words of one for the other, and CARC 56 stands for both.
_KIN = {
    "insufficient_evidence": "experimental_investigational",
    "experimental_investigational": "insufficient_evidence",
}


def _next_of_kin(facts: list[TrueFact]) -> list[TrueFact]:
    """For a reason that may as well be read as its next of kin: that one, too, where it isn't asked for."""
    said = {fact.value: fact for fact in facts if fact.kind == "denial.reason"}
    return [
        fact.model_copy(update={"value": _KIN[value], "optional": True})
        for value, fact in said.items()
        if value in _KIN and _KIN[value] not in said
    ]


# What the public calls a plan whose legal name its papers print: the same payer, so it isn't false.
_TRADE_NAMES = {
    "Oscar Insurance Company": "Oscar Health",
    "Kaiser Foundation Health Plan of Washington": "Kaiser Permanente",
}


def _trade_names(facts: list[TrueFact]) -> list[TrueFact]:
    return [
        fact.model_copy(update={"value": _TRADE_NAMES[fact.value], "optional": True})
        for fact in facts
        if fact.kind == "name.insurer" and fact.value in _TRADE_NAMES
    ]


def _also_read(world: World) -> tuple[str, ...]:
    if world.half in PLAIN:
        return ()
    return tuple(_KIN[reason] for reason in world.reasons if _KIN.get(reason, reason) not in world.reasons)


def _document(paper: Laid, pages: list[str], world: World) -> TrueDocument:
    kind = paper.template.type
    also: tuple[str, ...] = ()
    if kind in _DATE_NOT_MEASURED:
        also = ("*",)
    elif kind in ("itemized_bill", "claim_form"):
        also = tuple(sorted({service.day.isoformat() for service in world.services}))
    elif world.half not in PLAIN and kind == "lab_report":  # collected and reported on two days
        also = ((paper.day + timedelta(days=1)).isoformat(),)
    marks = [piece.mark for sheet in paper.sheets for run in sheet.runs for piece in run.words if piece.mark]
    names = any("name.patient" in mark.kinds for mark in marks)
    return TrueDocument(
        type=kind,
        or_types=_OTHER_TYPES.get(kind, ()) + _OTHER_TYPES.get(f"{kind} {paper.template.name}", ()),
        date=paper.day.isoformat(),
        or_dates=also,
        pages=tuple(pages),
        patient=paper.patient.name if names else None,
        wrong_patient=paper.patient is not world.patient and names,
    )
