"""The shapes of what the lexicon knows: one class for each kind of entry in `data/`."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from packetizer.understanding.entrytypes import AnyOf, Entry, Phrases, stems


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


class DenialWords(Entry):
    reasons: tuple[Reason, ...]  # most specific first
    context: Context
    sections: Sections
    denying: Phrases
    overturning: Phrases
    note_headings: Phrases


class Code(Entry):
    """A CARC or RARC: what it means, the reason it shows, whether it can deny at all."""

    meaning: str
    reason: str | None
    denies: bool = True
    needs_remark: bool = False
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
    """What stands around people's names: wordings as printed (see `facts/personwords.py`)."""

    titles: Phrases
    fellows: Phrases
    offices: Phrases
    doctors: Phrases
    greetings: Phrases
    thanks: Phrases
    greeted: Phrases
    greeted_not: Phrases
    kin_of: Phrases
    guardians: Phrases
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
    drug_class: str = Field(alias="class")
    role: Literal["treatment", "antidepressant", "augmentation", "pain", "other"]


class Drugs(Entry):
    drugs: tuple[Drug, ...]
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
    not_given: Phrases
    screened: Phrases
    dosing: Phrases
    wasted: Phrases
    coded_dose: Phrases


class Scale(Entry):
    id: str
    kind: str | None  # the fact kind of its total, None where the manifest has none
    title: str
    names: Phrases
    felt: Phrases = ()  # what it asks for, where a paper names no scale
    where: Phrases = ()  # where it is felt
    beside: Phrases = ()  # what else is put in numbers of the same range
    low: int
    high: int
    items: int
    item_high: int
    bands: tuple[tuple[int, str], ...]  # lowest total of each band, ascending

    def band(self, total: float) -> str:
        """The name of the band that a total falls in."""
        return next(name for low, name in reversed(self.bands) if total >= low or low == self.low)


class TotalWords(Entry):
    """What the labels of a receipt's sums say; the higher a rank, the surer it is what there was to pay."""

    ranks: dict[int, Phrases]
    alone: tuple[str, ...]
    left: Phrases
    summary: Phrases  # heads of a table of taxes
    by_plan: Phrases  # first words of a row that tells what an insurer paid


class ScaleWords(Entry):
    """What is said around totals of scales."""

    counted: Phrases  # what is counted or measured in numbers that are no totals
    counting: Phrases  # what has such a number: "item 9"
    least: Phrases  # what the ends of a scale are said to mean
    most: Phrases
    levels: Phrases  # what bands of totals are called, beside the scales' own names for them
    topmost: AnyOf  # heads of what a total can be at most
    harmed: AnyOf  # whom "hurting" harms: no pain that is felt
    no_total: Phrases
    counts: Phrases
    or_more: Phrases
    then: Phrases
    it_was: Phrases
    timed: Phrases
    beside_time: Phrases
    lead: Phrases
    columns: Phrases
    total: Phrases
    total_of: Phrases
    pain_counts: Phrases
    pain_cues: Phrases
    pain_asked: Phrases
    pain_degrees: Phrases
    pain_later: Phrases
    pain_items: Phrases
    not_pain: Phrases
    not_pain_said: Phrases
    criteria: Phrases
    limits: Phrases

    @cached_property
    def measures(self) -> re.Pattern[str]:
        return re.compile(rf"[\s-]?(?:{'|'.join(self.counted)})\b", re.IGNORECASE)

    @cached_property
    def ends(self) -> re.Pattern[str]:
        """A scale's ends and what they mean: "(0 no pain, 10 worst)", "0 = none", "from 0 to 10"."""
        said = "|".join((*self.least, *self.most))
        link = r"(?:[\s=:(–-]|is\b|being\b|means\b|meaning\b|for\b|,){0,4}(?:the\s)?"
        return re.compile(
            rf"\b0\s?(?:[-–]|to|through|and)\s?10\b|\b(?:0|10|zero|ten){link}(?:{said})\b|"
            rf"\b(?:{said})\s?(?:=|:|is|being|\()?\s?(?:0|10)\b",
            re.IGNORECASE,
        )

    @cached_property
    def numbers(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(self.counting)})\s?(?:no\.?\s?|#)?$", re.IGNORECASE)


class PayeeWords(Entry):
    """Whom money went to, and what for."""

    totals: TotalWords

    care: Phrases
    vague: Phrases
    beside: Phrases
    everyday: Phrases
    idle: Phrases
    undone: Phrases
    parts: Phrases
    channels: Phrases
    ends: Phrases
    trades: Phrases
    towns: Phrases
    health: Phrases
    posted: Phrases
    filed: Phrases
    services: Phrases


class MerchantWords(Entry):
    """Where a receipt is from: wordings as printed (see `facts/merchantwords.py`)."""

    sure: Phrases
    weak: Phrases
    subjects: Phrases
    payers: Phrases
    firm_middle: Phrases
    firm_ends: Phrases
    generic: Phrases
    numbered: Phrases
    bought: Phrases
    payees: Phrases
    nobody: Phrases
    sent: Phrases
    was_paid: Phrases
    described: Phrases
    slips: Phrases
    banks: Phrases
    booked: Phrases
    starred: Phrases
    terms: Phrases
    treats: Phrases


class RouteWords(Entry):
    """What is said around addresses, numbers and times: whose they are, and what for."""

    appeals: AnyOf
    telephone: AnyOf
    others: AnyOf
    elsewhere: AnyOf
    general: AnyOf
    hurried: AnyOf
    topics: AnyOf
    ways: AnyOf
    filing: AnyOf
    own_time: AnyOf
    decided: AnyOf
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


class ClauseWords(Entry):
    """What the clause around a date speaks of."""

    papers: AnyOf
    decisions: AnyOf
    money: AnyOf
    care: AnyOf
    medicine: AnyOf
    others: AnyOf
    visits: AnyOf
    encounters: AnyOf
    acts: AnyOf
    unkept: AnyOf
    no_care: AnyOf
    contracts: AnyOf
    renewals: AnyOf
    got: Phrases
    came: Phrases
    persons: Phrases
    titled: Phrases
    persons_ahead: Phrases
    reached: Phrases
    to_come: Phrases
    been: Phrases
    papers_of: Phrases
    decided_which: Phrases
    decided: Phrases
    counted_from: Phrases
    unscored: Phrases
    scored_on: Phrases
    scored_last: Phrases
    called_by_day: Phrases
    whose: Phrases
    saw: Phrases
    visit_of: Phrases

    @cached_property
    def named_days(self) -> re.Pattern[str]:
        """The names of encounters and what was done, beside which two numbers with a slash are a day."""
        return re.compile(f"{self.encounters.pattern}|{self.acts.pattern}", re.IGNORECASE)

    def named(self, text: str, start: int = 0, end: int | None = None) -> tuple[str, ...]:
        """What of all that can be received a stretch of text names, in order: keys of the data."""
        found: list[tuple[int, int, str]] = []
        for key in ("papers", "decisions", "money", "care", "medicine"):
            pattern: re.Pattern[str] = getattr(self, key)
            stretch = pattern.finditer(text, start, len(text) if end is None else end)
            found += ((match.start(), -match.end(), key) for match in stretch)
        kept: list[str] = []
        done = start
        for begin, minus_end, key in sorted(found):
            if begin >= done:  # "explanation of payment" names no payment
                kept.append(key)
                done = -minus_end
        return tuple(kept)


class DayWords(Entry):
    """What stands around a day and says what it is of."""

    glue: Phrases
    begins: Phrases
    ends: Phrases
    either: Phrases
    care: Phrases
    care_on: Phrases
    care_first: Phrases
    care_listed: Phrases
    of_papers: Phrases
    stamps: Phrases
    signing: Phrases
    declares: Phrases
    before_day: Phrases
    no_day: Phrases
    money_abroad: Phrases
    firms_abroad: Phrases


class LabelMeaning(Entry):
    """What ideas in a label make together."""

    role: str
    of: frozenset[str] = Field(min_length=1)
    without: frozenset[str] = frozenset()
    head: bool = False


class LabelIdeas(Entry):
    """The ideas that labels of amounts are made of."""

    ideas: dict[str, Phrases]
    after: Phrases
    turned: frozenset[str]
    so_far: Phrases
    general: frozenset[str]
    ledger: dict[str, frozenset[str]]
    meanings: tuple[LabelMeaning, ...]
    filler: Phrases
    that_was: Phrases
    claimed: Phrases
    claimed_for: Phrases
    up_to: Phrases

    @model_validator(mode="after")
    def _are_known(self) -> LabelIdeas:
        named = {idea for meaning in self.meanings for idea in meaning.of | meaning.without} | self.turned
        if unknown := named - self.ideas.keys():
            raise ValueError(f"meanings of unknown ideas: {', '.join(sorted(unknown))}")
        return self


class TypeRole(Entry):
    """What a paper's type says about values that its words leave open."""

    date: str | None = None
    own: tuple[str, ...] = ()
    own_from: tuple[str, ...] = ()
    own_last: bool = False
    rows: str | None = None
    paid: str | None = None
    denies: Literal[True, False, "notes"] = False
    total: str | None = None
    plain: str | None = None
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
    event: Literal["own", "none"] = "own"


class IdentifierWords(Entry):
    """What stands before identifiers."""

    need_mark: frozenset[str]
    insured: tuple[str, ...]
    lead: Phrases


class Procedures(Entry):
    """Ranges of procedure codes, first and last."""

    chapters: tuple[tuple[str, str], ...]
    telling: tuple[tuple[str, str], ...]
    numbered: frozenset[str]
    places: frozenset[str]
    coded: frozenset[str]
    services: frozenset[str]
    diagnosed: Phrases
    procedure: Phrases
    adjusted: Phrases
    called: Phrases

    def known(self, code: str) -> bool:
        return any(first <= code <= last for first, last in self.chapters)

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
