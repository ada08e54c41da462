"""The shapes of what the lexicon knows: one class for each kind of entry in `data/`.

Those around days are in `daywords`, around amounts in `moneywords`, around scales in `scalewords`.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from pydantic import Field

from packetizer.understanding.lore.entrytypes import AnyOf, Entry, Phrases, stems


class Reason(Entry):
    """A denial reason and the words that show it."""

    code: str
    title: str
    wordings: Phrases
    weak: tuple[str, ...] = ()
    signs: tuple[tuple[str, ...], ...] = ()
    yields_to: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()  # contexts that do not take this reason away


class Context(Entry):
    """What makes a sentence no statement of a reason."""

    conditional: Phrases
    general: Phrases
    possible: Phrases
    asking: Phrases
    asked_for: Phrases
    rights: Phrases
    about_review: Phrases
    private: Phrases
    defining: Phrases
    quoted: Phrases
    said_by_others: Phrases
    negating: Phrases


class Sections(Entry):
    closing: Phrases
    opening: Phrases
    stating: Phrases


class Asides(Entry):
    """What a decision also prints: others' reasons, of which it is no reason itself."""

    regions: Phrases
    said: Phrases


class PartWords(Entry):
    """How a decision says that it approves a part."""

    in_part: Phrases
    approved: Phrases
    rest: Phrases
    units: Phrases
    numbers: Phrases


class DenialWords(Entry):
    reasons: tuple[Reason, ...]  # most specific first
    context: Context
    sections: Sections
    asides: Asides
    denying: Phrases
    overturning: Phrases
    verdicts: Phrases
    partly: PartWords
    sharing: Phrases
    note_headings: Phrases


class Code(Entry):
    """A CARC or RARC: what it means, the reason it shows, whether it can deny at all."""

    meaning: str
    reason: str | None
    denies: bool = True
    needs_remark: bool = False
    elsewhere: bool = False  # the claim went to the wrong payer
    words: tuple[str, ...] = ()  # by which a legend shows it, where no reason's words do


class CodeWords(Entry):
    """What is printed around the codes of a denial."""

    named: Phrases
    keys: Phrases
    around: Phrases


class Insurer(Entry):
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # as its licence names them, after one of `families`
    parent: str | None = None
    generic: bool = False
    programme: bool = False  # a public one, which forms also print among their boxes


class Unlisted(Entry):
    """How the name of an insurer that is not listed is known."""

    endings: Phrases
    trades: Phrases  # words of a letterhead that say that a firm insures
    plain: frozenset[str]  # words of no insurer's name
    kinds: frozenset[str]  # words of kinds of plans and of headings
    within: frozenset[str]  # words of papers that a name may have all the same


class BesideInsurer(Entry):
    """What makes an insurer's name beside it something else's."""

    networks: Phrases
    owned: Phrases
    appeals: Phrases
    desks: Phrases
    employed: Phrases
    care_of: Phrases
    of_programme: Phrases


class Insurers(Entry):
    insurers: tuple[Insurer, ...]
    families: Phrases
    unlisted: Unlisted
    acts: Phrases
    payer_labels: Phrases
    plan_kinds: frozenset[str]
    beside: BesideInsurer
    received_by: Phrases
    sent_to: Phrases


class Practice(Entry):
    """What words make a name a practice's: `trades` of themselves, others together, with `no` it is none."""

    trades: frozenset[str]
    treats: frozenset[str]
    kinds: frozenset[str]
    common: frozenset[str]
    expected: frozenset[str]
    begins: frozenset[str]
    no: frozenset[str] = Field(alias="not")
    ends: frozenset[str]
    published: frozenset[str]
    departments: Phrases
    wards: Phrases
    desks: Phrases
    collectors: Phrases
    collects: Phrases


class FirmWords(Entry):
    """Words that make a name a firm's."""

    legal_practices: frozenset[str]
    legal_insurers: Phrases
    legal_merchants: Phrases
    legal_listed: Phrases
    legal_lines: Phrases
    legal_drugs: Phrases
    organisations: Phrases
    line_ends: Phrases
    drug_middles: Phrases
    drug_ends: Phrases


class Parties(Entry):
    """Who is who on a paper."""

    insured: frozenset[str]
    attached: frozenset[str]
    given: frozenset[str]
    particles: Phrases
    done: Phrases
    by_doctor: Phrases
    whose_doctor: Phrases
    sent_from: Phrases
    states: frozenset[str]
    states_alike: frozenset[str]
    practice: Practice
    reviewers: Phrases
    theirs: Phrases
    offices: Phrases
    own: Phrases
    anothers: Phrases
    kin: Phrases
    closings: Phrases
    made_out: Phrases


class PatientWords(Entry):
    """What stands around people's names: wordings as printed (see `facts/names/personwords.py`)."""

    titles: Phrases
    fellows: Phrases
    offices: Phrases
    doctors: Phrases
    greetings: Phrases
    thanks: Phrases
    thanks_to: Phrases
    greeted: Phrases
    greeted_not: Phrases
    kin_of: Phrases
    guardians: Phrases
    routes: Phrases
    spoken_to: Phrases
    spoken_of: Phrases
    spoken_by: Phrases
    described: Phrases
    acts: Phrases
    demographics: Phrases
    headings: Phrases
    seen: Phrases
    parties: Phrases
    firms_after: Phrases
    firms_last: Phrases
    files: Phrases
    about: Phrases
    about_marked: Phrases
    labels_under: Phrases
    labels_tails: Phrases
    agents: Phrases
    labels_not: Phrases
    accounts: Phrases
    declares: Phrases
    saw: Phrases
    sent: Phrases
    i_am: Phrases
    relatives: Phrases
    in_office: Phrases
    yours: Phrases


class Drug(Entry):
    generic: str
    brands: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()  # "Li": a drug's name only right before a dose
    drug_class: str = Field(alias="class")
    role: Literal["treatment", "antidepressant", "augmentation", "pain", "other"]


class Drugs(Entry):
    drugs: tuple[Drug, ...]
    premedication: tuple[str, ...]  # generic names: given beside what a treatment's record is of
    failed: Phrases
    poor: Phrases
    good: Phrases
    outcome_heads: Phrases
    reason_heads: Phrases
    no_reason: Phrases
    failed_headings: Phrases
    trial_headings: Phrases
    not_failed: Phrases
    plain_words: Phrases
    around: dict[str, Phrases]
    joins: Phrases
    not_given: Phrases
    screened: Phrases
    dosing: Phrases
    wasted: Phrases
    coded_dose: Phrases
    asked_trials: Phrases
    any_of: Phrases
    worked: Phrases
    undone: Phrases
    stock: Phrases
    total_dose: Phrases
    began_heads: Phrases
    began: Phrases
    to_begin: Phrases


class RouteWords(Entry):
    """What is said around addresses, numbers and times: whose they are, and what for."""

    appeals: AnyOf
    telephone: AnyOf
    others: AnyOf
    elsewhere: AnyOf
    outside: AnyOf
    appeals_inside: AnyOf
    online: AnyOf
    helpers: AnyOf
    general: AnyOf
    hurried: AnyOf
    ordinary: AnyOf
    records: AnyOf
    topics: AnyOf
    ways: AnyOf
    filing: AnyOf
    asks_outside: AnyOf
    own_time: AnyOf
    decided: AnyOf
    appealed: AnyOf
    adding: AnyOf
    addressed: Phrases
    by_way: Phrases
    way_alone: Phrases
    asking: Phrases
    asked_to: Phrases
    heading_ends: Phrases
    headings: Phrases
    address_labels: Phrases
    abbreviated: Phrases
    within: Phrases
    numbers: dict[str, int]
    later: Phrases


class TypeRole(Entry):
    """What a paper's type says about values that its words leave open."""

    date: str | None = None
    own: tuple[str, ...] = ()
    own_from: tuple[str, ...] = ()
    own_last: bool = False
    rows: str | None = None
    filled: str | None = None
    paid: str | None = None
    denies: Literal[True, False, "notes"] = False
    first_denial: bool = False
    total: str | None = None
    plain: str | None = None
    share: str | None = None
    reference: str | None = None
    drop: tuple[str, ...] = ()
    with_care: tuple[str, ...] = ()
    charges: int | None = None
    pays: Literal["receipt", "proof", "bill"] | None = None
    decides: bool = False
    by_insurer: bool = False
    to_patient: bool = False
    to_insurer: bool = False
    greets_others: bool = False
    by_practice: bool = False
    names_no_practice: bool = False
    records: bool = False
    treats: bool = False
    bills: bool = False
    addressed: bool = False
    routed: bool = False
    event: Literal["own", "none"] = "own"


class IdentifierWords(Entry):
    """What stands before identifiers."""

    need_mark: frozenset[str]
    insured: tuple[str, ...]
    lead: Phrases
    own_nouns: tuple[str, ...]
    own_before: tuple[str, ...]
    own_behind: tuple[str, ...]

    @cached_property
    def own_label(self) -> re.Pattern[str]:
        """What an insurer calls its own number, at the end of a text."""
        nouns, before, behind = (
            "|".join(sorted(map(re.escape, part), key=len, reverse=True))
            for part in (self.own_nouns, self.own_before, self.own_behind)
        )
        number = rf"(?:{nouns})(?:[\s/-](?:{nouns}))*(?:[\s.]*(?:{behind})\.?)*"
        return re.compile(rf"(?:^|[.,;|(]\s*)((?:(?:{before})[\s-])*{number})$", re.IGNORECASE)


def _within(code: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


class NamedProcedure(Entry):
    """A treatment that these codes name, by range."""

    name: str
    codes: tuple[tuple[str, str], ...]


class Procedures(Entry):
    """Ranges of procedure codes, first and last."""

    chapters: tuple[tuple[str, str], ...]
    telling: tuple[tuple[str, str], ...]
    numbered: frozenset[str]
    places: frozenset[str]
    coded: frozenset[str]
    services: frozenset[str]
    diagnosed: Phrases
    thought_of: Phrases
    not_found: Phrases
    noted: Phrases
    procedure: Phrases
    called: Phrases
    events: tuple[tuple[str, str], ...]  # diagnoses, by range
    foremost: Phrases
    further: Phrases
    named: tuple[NamedProcedure, ...]
    of_drugs: tuple[tuple[str, str], ...]
    asked_for: frozenset[str]
    names_nothing: tuple[str, ...]
    names_nothing_alone: frozenset[str]
    asked_with: frozenset[str]

    def known(self, code: str) -> bool:
        return any(first <= code <= last for first, last in self.chapters)

    def name_of(self, code: str) -> str | None:
        """The treatment that the code names, if it names one."""
        return next((one.name for one in self.named if _within(code, one.codes)), None)

    def of_drug(self, code: str) -> bool:
        return _within(code, self.of_drugs)

    @cached_property
    def vague(self) -> re.Pattern[str]:
        """What is said where a decision's field names no treatment of its own: `see below`, `IV infusion`."""
        return re.compile(rf"\b(?:{stems(self.names_nothing)})\b", re.IGNORECASE)

    @cached_property
    def other_numbers(self) -> re.Pattern[str]:
        """The end of what stands before a number that is no procedure's: `Suite `, `Claim no. `."""
        words = "|".join(map(re.escape, sorted(self.numbered)))
        return re.compile(rf"\b(?:{words})\b\.?\s?(?:no\b\.?|number|id|#)?\s?[:#]?\s*$", re.IGNORECASE)

    @cached_property
    def in_address(self) -> re.Pattern[str]:
        """The end of an address before its number: `14 Elm Street, Spokane `, `Spokane, Washington `."""
        words = "|".join(map(re.escape, sorted(self.places)))
        return re.compile(rf"\b(?:{words})\b[^;:()]{{0,45}}$|[A-Z][a-z]+,\s[A-Z][a-z]+\s+$", re.IGNORECASE)

    @cached_property
    def other_codes(self) -> re.Pattern[str]:
        """The end of what stands before a code of another kind: `APPR CODE: `, `zip code `."""
        return re.compile(rf"\b(?:{stems(self.coded)})\.?\scodes?\b[^.;]{{0,12}}$", re.IGNORECASE)

    @cached_property
    def behind_service(self) -> re.Pattern[str]:
        """What was done, before its code: `evaluation - telehealth (`, `two office visits, `."""
        ends = r"(?:[\s,(:–-]\s?|\bcode\s)$"
        return re.compile(rf"\b(?:{stems(self.services)})\b[^.;]{{0,40}}{ends}", re.IGNORECASE)

    def tells(self, code: str) -> bool:
        """Whether such a number is a procedure's without a word beside it."""
        return any(first <= code <= last for first, last in self.telling)
