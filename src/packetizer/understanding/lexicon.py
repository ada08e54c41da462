"""What a person in the field knows, as data: the words of labels, reasons, codes, insurers, drugs, scales.

The YAML files of `data/` are read once and checked whole; every recogniser gets the result as an argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from packetizer.errors import RulesError
from packetizer.understanding.facts.phrases import Phrases as PhraseIndex
from packetizer.understanding.facts.phrases import skeleton
from packetizer.understanding.facts.reckoning import Meaning, Reckoning
from packetizer.understanding.facts.signs import Signs

_MISREAD = 91.0  # of 100: how like a name must be that is its with letters misread


def _no_option_twice(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """`not|not yet` for `not|not_yet`: a space ends the choice, which then has what comes before it twice."""
    for phrase in phrases:
        for word in phrase.split():
            options = word.split("|")
            if len(set(options)) < len(options):
                raise ValueError(f"{phrase!r} has an option twice: `_` joins the words of one option")
    return phrases


Phrases = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_no_option_twice)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Entry):
    """A denial reason and the words that show it."""

    code: str
    title: str
    wordings: Phrases
    weak: tuple[str, ...] = ()
    signs: tuple[tuple[str, ...], ...] = ()
    yields_to: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()  # contexts that do not take this reason away


class Context(_Entry):
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


class Sections(_Entry):
    closing: Phrases
    opening: Phrases
    stating: Phrases


class DenialWords(_Entry):
    reasons: tuple[Reason, ...]  # most specific first
    context: Context
    sections: Sections
    denying: Phrases
    overturning: Phrases
    note_headings: Phrases


class Code(_Entry):
    """A CARC or RARC: what it means, the reason it shows, whether it can deny at all."""

    meaning: str
    reason: str | None
    denies: bool = True
    needs_remark: bool = False


class Insurer(_Entry):
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # as its licence names them, after one of `families`
    parent: str | None = None
    generic: bool = False
    programme: bool = False  # a public one, which forms also print among their boxes


class Unlisted(_Entry):
    """How the name of an insurer that is not listed is known."""

    endings: Phrases
    trades: Phrases  # words of a letterhead that say that a firm insures
    plain: frozenset[str]  # words of no insurer's name
    kinds: frozenset[str]  # words of kinds of plans and of headings
    within: frozenset[str]  # words of papers that a name may have all the same


class BesideInsurer(_Entry):
    """What makes an insurer's name beside it something else's."""

    networks: Phrases
    owned: Phrases
    care_of: Phrases
    of_programme: Phrases


class Insurers(_Entry):
    insurers: tuple[Insurer, ...]
    families: Phrases
    unlisted: Unlisted
    payer_labels: Phrases
    plan_kinds: frozenset[str]
    beside: BesideInsurer


class Practice(_Entry):
    """What words make a name a practice's: `trades` of themselves, others together, with `no` it is none."""

    trades: frozenset[str]
    treats: frozenset[str]
    kinds: frozenset[str]
    common: frozenset[str]
    legal: frozenset[str]
    expected: frozenset[str]
    begins: frozenset[str]
    no: frozenset[str] = Field(alias="not")


class Parties(_Entry):
    """Who is who on a paper."""

    insured: frozenset[str]
    attached: frozenset[str]
    given: frozenset[str]
    states: frozenset[str]
    practice: Practice
    reviewers: Phrases
    theirs: Phrases
    offices: Phrases
    own: Phrases
    anothers: Phrases
    kin: Phrases
    closings: Phrases
    made_out: Phrases


class Drug(_Entry):
    generic: str
    brands: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    drug_class: str = Field(alias="class")
    role: Literal["treatment", "antidepressant", "augmentation", "pain", "other"]


class Drugs(_Entry):
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


class Scale(_Entry):
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


class TotalWords(_Entry):
    """What the labels of a receipt's sums say; the higher a rank, the surer it is what there was to pay."""

    ranks: dict[int, Phrases]
    alone: tuple[str, ...]
    left: Phrases


class ScaleWords(_Entry):
    """What is said around totals of scales."""

    counted: Phrases  # what is counted or measured in numbers that are no totals
    counting: Phrases  # what has such a number: "item 9"
    least: Phrases  # what the ends of a scale are said to mean
    most: Phrases

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


class PayeeWords(_Entry):
    """Whom money went to, and what for."""

    totals: TotalWords

    care: Phrases
    vague: Phrases
    beside: Phrases
    everyday: Phrases
    idle: Phrases
    undone: Phrases
    channels: Phrases
    ends: Phrases
    trades: Phrases
    towns: Phrases
    posted: Phrases
    filed: Phrases


class MerchantWords(_Entry):
    """Where a receipt is from: wordings as printed (see `facts/merchantwords.py`)."""

    sure: Phrases
    weak: Phrases
    subjects: Phrases
    payers: Phrases
    firm_middle: Phrases
    firm_ends: Phrases
    legal: tuple[str, ...]
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
    treats: Phrases


class LabelMeaning(_Entry):
    """What ideas in a label make together."""

    role: str
    of: frozenset[str] = Field(min_length=1)
    without: frozenset[str] = frozenset()
    head: bool = False


class LabelIdeas(_Entry):
    """The ideas that labels of amounts are made of."""

    ideas: dict[str, Phrases]
    after: Phrases
    general: frozenset[str]
    meanings: tuple[LabelMeaning, ...]

    @model_validator(mode="after")
    def _are_known(self) -> LabelIdeas:
        named = {idea for meaning in self.meanings for idea in meaning.of | meaning.without}
        if unknown := named - self.ideas.keys():
            raise ValueError(f"meanings of unknown ideas: {', '.join(sorted(unknown))}")
        return self


class TypeRole(_Entry):
    """What a paper's type says about values that its words leave open."""

    date: str | None = None
    own: tuple[str, ...] = ()
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
    by_practice: bool = False
    names_no_practice: bool = False
    records: bool = False
    treats: bool = False
    bills: bool = False
    addressed: bool = False
    event: Literal["own", "none"] = "own"


def _stems(words: Iterable[str]) -> str:
    """Words as alternatives of a pattern; one with a star may go on."""
    return "|".join(re.escape(word.rstrip("*")) + r"\w*" * word.endswith("*") for word in sorted(words))


class Procedures(_Entry):
    """Ranges of procedure codes, first and last."""

    chapters: tuple[tuple[str, str], ...]
    telling: tuple[tuple[str, str], ...]
    numbered: frozenset[str]
    places: frozenset[str]
    coded: frozenset[str]
    services: frozenset[str]

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
        return re.compile(rf"\b(?:{_stems(self.coded)})\.?\scodes?\b[^.;]{{0,12}}$", re.IGNORECASE)

    @cached_property
    def behind_service(self) -> re.Pattern[str]:
        """What was done, before its code: `evaluation - telehealth (`, `two office visits, `."""
        ends = r"(?:[\s,(:–-]\s?|\bcode\s)$"
        return re.compile(rf"\b(?:{_stems(self.services)})\b[^.;]{{0,40}}{ends}", re.IGNORECASE)

    def tells(self, code: str) -> bool:
        """Whether such a number is a procedure's without a word beside it."""
        return any(first <= code <= last for first, last in self.telling)


class Lexicon(BaseModel):
    """All of it. Compared and hashed by identity: there is one for a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: dict[str, Phrases]
    types: dict[str, TypeRole]
    denial: DenialWords
    carc: dict[str, Code]
    rarc: dict[str, Code]
    insurers: Insurers
    parties: Parties
    drugs: Drugs
    scales: tuple[Scale, ...]
    scale_words: ScaleWords
    procedures: Procedures
    payees: PayeeWords
    merchants: MerchantWords
    reckoning: LabelIdeas
    no_names: frozenset[str]

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    @cached_property
    def no_name_looks(self) -> frozenset[str]:
        """Words that no person is called, as they look to a reader."""
        return frozenset(map(skeleton, self.no_names))

    @cached_property
    def label_phrases(self) -> PhraseIndex:
        """Every label; the key is its role."""
        return PhraseIndex(self.labels)

    @cached_property
    def _label_words(self) -> dict[str, str]:
        """Labels without alternatives as skeletons, with their roles; short ones are too easily taken for."""
        plain = ((phrase, role) for role, phrases in self.labels.items() for phrase in phrases)
        return {skeleton(p): role for p, role in plain if len(p) >= 6 and not set(p) & set("|?*.#")}

    @lru_cache(maxsize=64)  # noqa: B019  (there is one lexicon for a run)
    def _label_words_near(self, length: int, within: int) -> tuple[str, ...]:
        """Those of about this length."""
        return tuple(word for word in self._label_words if abs(len(word) - length) <= within)

    @cached_property
    def _nearest(self) -> dict[str, str | None]:
        return {}

    def nearest_label(self, bare: str) -> str | None:
        """The role of the label that skeleton text is a letter or two away from."""
        if bare not in self._nearest:
            limit = 1 if len(bare) < 10 else 2
            words, near = self._label_words, self._label_words_near(len(bare), limit)
            found = process.extractOne(bare, near, scorer=Levenshtein.distance, score_cutoff=limit)
            self._nearest[bare] = words[found[0]] if found is not None and found[0][0] == bare[0] else None
        return self._nearest[bare]

    @cached_property
    def insurers_by_id(self) -> dict[str, Insurer]:
        return {insurer.id: insurer for insurer in self.insurers.insurers}

    @cached_property
    def insurer_phrases(self) -> PhraseIndex:
        """Every name an insurer prints; the key is its id."""
        return PhraseIndex({insurer.id: self._names(insurer) for insurer in self.insurers.insurers})

    @cached_property
    def _insurer_words(self) -> dict[str, str]:
        plain = ((name, i.name) for i in self.insurers.insurers for name in self._names(i))
        return {
            skeleton(name): known for name, known in plain if len(name) > 8 and not set(name) & set("|?*.")
        }

    def nearest_insurer(self, bare: str) -> str | None:
        """The listed insurer whose name skeleton text is, but for a few letters misread."""
        found = process.extractOne(bare, self._insurer_words.keys(), scorer=ratio, score_cutoff=_MISREAD)
        return self._insurer_words[found[0]] if found is not None else None

    @cached_property
    def programme_phrases(self) -> PhraseIndex:
        """Names of public programmes."""
        return PhraseIndex({i.id: self._names(i) for i in self.insurers.insurers if i.programme})

    @cached_property
    def beside_insurer(self) -> PhraseIndex:
        beside = self.insurers.beside
        return PhraseIndex({name: getattr(beside, name) for name in BesideInsurer.model_fields})

    @cached_property
    def insurer_endings(self) -> PhraseIndex:
        """How the names of insurers end."""
        return PhraseIndex({"ending": self.insurers.unlisted.endings})

    @cached_property
    def insurer_trades(self) -> PhraseIndex:
        """What letterheads of insurers say of their trade."""
        return PhraseIndex({"trade": self.insurers.unlisted.trades})

    @cached_property
    def made_out_phrases(self) -> PhraseIndex:
        """What stands before the name of whom a bill is for."""
        return PhraseIndex({"made out": self.parties.made_out})

    @cached_property
    def payer_labels(self) -> PhraseIndex:
        return PhraseIndex({"payer": self.insurers.payer_labels})

    def _names(self, insurer: Insurer) -> tuple[str, ...]:
        family = (f"{family} {state}" for family in self.insurers.families for state in insurer.states)
        return (*dict.fromkeys((*insurer.aliases, *insurer.short, *family, insurer.name.lower())),)

    @cached_property
    def party_phrases(self) -> PhraseIndex:
        """What tells parties apart in running text; the keys are the data file's own."""
        parties = self.parties
        return PhraseIndex(
            {
                name: getattr(parties, name)
                for name in ("reviewers", "theirs", "offices", "own", "anothers", "kin", "closings")
            }
        )

    @cached_property
    def drug_phrases(self) -> PhraseIndex:
        """Every name of a drug; the key is the generic one."""
        return PhraseIndex({d.generic: (d.generic, *d.brands, *d.other_names) for d in self.drugs.drugs})

    @cached_property
    def scale_phrases(self) -> PhraseIndex:
        return PhraseIndex({scale.id: scale.names for scale in self.scales})

    @cached_property
    def asked_phrases(self) -> PhraseIndex:
        """Names of scales; with `~` after its key what a scale asks for."""
        felt = {f"{scale.id}~": scale.felt for scale in self.scales if scale.felt}
        return PhraseIndex({scale.id: scale.names for scale in self.scales} | felt)

    @cached_property
    def answer_phrases(self) -> PhraseIndex:
        """What an answer is about: `where` it is felt, or `beside` it something else put in such numbers."""
        return PhraseIndex(
            {
                name: [phrase for scale in self.scales for phrase in getattr(scale, name)]
                for name in ("where", "beside")
            }
        )

    @cached_property
    def outcome_phrases(self) -> PhraseIndex:
        """Words about what a drug did: `failed` and `not_failed`, anywhere."""
        return PhraseIndex({"failed": self.drugs.failed, "not_failed": self.drugs.not_failed})

    @cached_property
    def trial_phrases(self) -> PhraseIndex:
        """Headings, heads of columns and what stands under them; the keys are the data file's own."""
        drugs = self.drugs
        return PhraseIndex(
            {
                "poor": drugs.poor,
                "good": drugs.good,
                "outcome": drugs.outcome_heads,
                "reason": drugs.reason_heads,
                "no_reason": drugs.no_reason,
                "failed_heading": drugs.failed_headings,
                "trial_heading": drugs.trial_headings,
            }
        )

    @cached_property
    def around_phrases(self) -> PhraseIndex:
        """What words around a drug's name speak of; the keys are the data file's own."""
        return PhraseIndex(self.drugs.around)

    @cached_property
    def reason_phrases(self) -> PhraseIndex:
        """Wordings of denial reasons; the key is the code, with "?" after it where they are weak."""
        full = {reason.code: reason.wordings for reason in self.denial.reasons}
        weak = {f"{reason.code}?": reason.weak for reason in self.denial.reasons if reason.weak}
        return PhraseIndex({**full, **weak})

    @cached_property
    def reason_signs(self) -> Signs:
        """Words that together state a reason; the key is the code."""
        return Signs((reason.code, sign) for reason in self.denial.reasons for sign in reason.signs)

    @cached_property
    def context_phrases(self) -> PhraseIndex:
        return PhraseIndex({name: getattr(self.denial.context, name) for name in Context.model_fields})

    @cached_property
    def section_phrases(self) -> PhraseIndex:
        sections = self.denial.sections
        return PhraseIndex({"closing": sections.closing, "opening": sections.opening})

    @cached_property
    def stating_phrases(self) -> PhraseIndex:
        return PhraseIndex({"stating": self.denial.sections.stating})

    @cached_property
    def denying_phrases(self) -> PhraseIndex:
        return PhraseIndex({"denying": self.denial.denying})

    @cached_property
    def reckon(self) -> Reckoning:
        """Reads labels of amounts by their ideas."""
        data = self.reckoning
        meanings = tuple(Meaning(m.role, m.of, m.without, m.head) for m in data.meanings)
        return Reckoning(PhraseIndex(data.ideas), PhraseIndex({"after": data.after}), meanings)

    @cached_property
    def payee_phrases(self) -> PhraseIndex:
        """Words of bookings; the keys are the data file's own."""
        return PhraseIndex(
            {name: getattr(self.payees, name) for name in PayeeWords.model_fields if name != "totals"}
        )

    @cached_property
    def total_ranks(self) -> PhraseIndex:
        """What makes one of a receipt's sums its total; the key is how surely."""
        return PhraseIndex({str(rank): phrases for rank, phrases in self.payees.totals.ranks.items()})

    @cached_property
    def left_over(self) -> PhraseIndex:
        """What is owed beside what was paid."""
        return PhraseIndex({"left": self.payees.totals.left})

    @cached_property
    def charges_in_general(self) -> frozenset[str]:
        """Labels, as they look to a reader, that in a sentence name what something may cost."""
        return frozenset(map(skeleton, self.reckoning.general))

    @cached_property
    def note_headings(self) -> PhraseIndex:
        return PhraseIndex({"notes": self.denial.note_headings})

    @cached_property
    def overturning_phrases(self) -> PhraseIndex:
        return PhraseIndex({"overturning": self.denial.overturning})

    def scale(self, id: str) -> Scale:  # noqa: A002  (the field's word)
        return next(scale for scale in self.scales if scale.id == id)

    def role(self, document_type: str) -> TypeRole:
        return self.types.get(document_type) or TypeRole()

    def insurer(self, name_or_id: str) -> Insurer | None:
        """The insurer of an id, or of a name as printed."""
        for insurer in self.insurers.insurers:
            if name_or_id in (insurer.id, insurer.name):
                return insurer
        return None

    @cached_property
    def _drugs(self) -> dict[str, Drug]:
        return {drug.generic: drug for drug in self.drugs.drugs}

    def drug(self, generic: str) -> Drug | None:
        return self._drugs.get(generic)


_FILES = {
    "labels": "labels.yaml",
    "types": "roles.yaml",
    "denial": "denial_reasons.yaml",
    "carc": "carc.yaml",
    "rarc": "rarc.yaml",
    "insurers": "insurers.yaml",
    "parties": "parties.yaml",
    "drugs": "drugs.yaml",
    "scales": "scales.yaml",
    "scale_words": "scales.yaml",
    "procedures": "procedures.yaml",
    "payees": "payees.yaml",
    "merchants": "merchants.yaml",
    "reckoning": "reckoning.yaml",
    "no_names": "no_names.yaml",
}
_INNER = {
    "labels": "labels",
    "types": "types",
    "carc": "codes",
    "rarc": "codes",
    "scales": "scales",
    "scale_words": "words",
    "procedures": "procedures",
    "no_names": "no_names",
}


def _load(name: str) -> object:
    text = (files("packetizer.understanding") / "data" / name).read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506  (both are safe loaders)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The package's own data, checked; every problem at once."""
    raw = {key: _load(name) for key, name in _FILES.items()}
    for key, inner in _INNER.items():
        part = raw[key]
        raw[key] = part.get(inner) if isinstance(part, dict) else part
    try:
        return Lexicon.model_validate(raw)
    except ValidationError as error:
        problems = (
            f"{_FILES.get(str(e['loc'][0]), '')}: {'.'.join(map(str, e['loc'][1:]))}: {e['msg']}"
            for e in error.errors()
        )
        raise RulesError("The package's own data is damaged: " + "; ".join(problems)) from None
