"""What a person in the field knows, as data: the words of labels, reasons, codes, insurers, drugs, scales.

The YAML files of `data/` are read once and checked whole; every recogniser gets the result as an argument.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from packetizer.errors import RulesError
from packetizer.understanding.lore.daywords import ClauseWords, DayWords
from packetizer.understanding.lore.entries import (
    BesideInsurer,
    Code,
    CodeWords,
    Context,
    DenialWords,
    Drug,
    Drugs,
    FirmWords,
    IdentifierWords,
    Insurer,
    Insurers,
    Parties,
    PatientWords,
    Procedures,
    RouteWords,
    TypeRole,
)
from packetizer.understanding.lore.entrytypes import Phrases
from packetizer.understanding.lore.moneywords import LabelIdeas, MerchantWords, PayeeWords
from packetizer.understanding.lore.phrases import Phrases as PhraseIndex
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.reckoning import Meaning, Reckoning
from packetizer.understanding.lore.scalewords import Scale, ScaleWords
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.lore.signs import Signs
from packetizer.yamlfile import shipped_value

_MISREAD = 91.0  # of 100: how like a name must be that is its with letters misread

_NEED = "not_medically_necessary"  # the reason of a verdict on need


class Lexicon(BaseModel):
    """All of it. Compared and hashed by identity: there is one for a run."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    labels: dict[str, Phrases]
    types: dict[str, TypeRole]
    denial: DenialWords
    carc: dict[str, Code]
    code_words: CodeWords
    rarc: dict[str, Code]
    insurers: Insurers
    parties: Parties
    firms: FirmWords
    patients: PatientWords
    drugs: Drugs
    scales: tuple[Scale, ...]
    scale_words: ScaleWords
    procedures: Procedures
    payees: PayeeWords
    merchants: MerchantWords
    route: RouteWords
    clauses: ClauseWords
    days: DayWords
    identifiers: IdentifierWords
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
    def need_mark_looks(self) -> frozenset[str]:
        """Labels of identifiers that need a mark behind them, as they look to a reader."""
        return frozenset(map(skeleton, self.identifiers.need_mark))

    @cached_property
    def insured_looks(self) -> tuple[str, ...]:
        """How labels of an insured person's number begin, as they look to a reader."""
        return tuple(map(skeleton, self.identifiers.insured))

    @cached_property
    def label_phrases(self) -> PhraseIndex:
        """Every label; the key is its role."""
        return PhraseIndex(self.labels)

    @cached_property
    def _label_words(self) -> dict[str, str]:
        """Labels without alternatives as skeletons, with their roles; short ones are too easily taken for."""
        plain = ((phrase, role) for role, phrases in self.labels.items() for phrase in phrases)
        return {skeleton(p): role for p, role in plain if len(p) >= 6 and not set(p) & set("|?*.#")}

    @lru_cache(maxsize=1024)  # noqa: B019  (there is one lexicon for a run)
    def _label_words_near(self, length: int, within: int, opening: str = "") -> tuple[str, ...]:
        """Those of about this length that begin so."""
        return tuple(
            word
            for word in self._label_words
            if abs(len(word) - length) <= within and word.startswith(opening)
        )

    @lru_cache(maxsize=8192)  # noqa: B019  (there is one lexicon for a run)
    def nearest_label(self, bare: str) -> str | None:
        """The role of the label that skeleton text is a letter or two away from."""
        limit = 1 if len(bare) < 10 else 2
        found = None
        for opening in (bare[0], ""):  # of few words near it first: mostly none is, and all need no look
            near = self._label_words_near(len(bare), limit, opening)
            found = process.extractOne(bare, near, scorer=Levenshtein.distance, score_cutoff=limit)
            if found is None:
                return None
        return self._label_words[found[0]] if found is not None and found[0][0] == bare[0] else None

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
    def payer_acts(self) -> PhraseIndex:
        """What an insurer did with a claim, as told of it."""
        return PhraseIndex({"act": self.insurers.acts})

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
    def firm_tails(self) -> PhraseIndex:
        """What stands behind a firm's own name; the keys are the data file's own."""
        practice = self.parties.practice
        return PhraseIndex({name: getattr(practice, name) for name in ("departments", "wards", "desks")})

    @cached_property
    def collecting(self) -> PhraseIndex:
        """Who collects debts, by what they are called, and what papers say that somebody does."""
        practice = self.parties.practice
        return PhraseIndex({"collectors": practice.collectors, "collects": practice.collects})

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
    def aside_phrases(self) -> PhraseIndex:
        """What heads a part that gives no reason of this decision; the keys are the data file's own."""
        return PhraseIndex({"region": self.denial.asides.regions})

    @cached_property
    def beside_the_point(self) -> PhraseIndex:
        """What a sentence says that gives no reason of this decision."""
        return PhraseIndex({"said": self.denial.asides.said})

    @cached_property
    def stating_phrases(self) -> PhraseIndex:
        return PhraseIndex({"stating": self.denial.sections.stating})

    @cached_property
    def verdict_phrases(self) -> PhraseIndex:
        """How a plan says outright that it saw no need."""
        return PhraseIndex({_NEED: self.denial.verdicts})

    @cached_property
    def sharing_phrases(self) -> PhraseIndex:
        """How a plan and its member share a cost."""
        return PhraseIndex({"sharing": self.denial.sharing})

    @cached_property
    def denying_phrases(self) -> PhraseIndex:
        return PhraseIndex({"denying": self.denial.denying})

    @cached_property
    def reckon(self) -> Reckoning:
        """Reads labels of amounts by their ideas."""
        data = self.reckoning
        meanings = tuple(Meaning(m.role, m.of, m.without, m.head) for m in data.meanings)
        after, so_far = PhraseIndex({"after": data.after}), PhraseIndex({"so_far": data.so_far})
        return Reckoning(PhraseIndex(data.ideas), after, so_far, data.turned, meanings)

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
    def tax_summaries(self) -> PhraseIndex:
        """What heads a receipt's table of taxes, whose sums are no totals."""
        return PhraseIndex({"summary": self.payees.totals.summary})

    @cached_property
    def charges_in_general(self) -> frozenset[str]:
        """Labels, as they look to a reader, that in a sentence name what something may cost."""
        return frozenset(map(skeleton, self.reckoning.general))

    @cached_property
    def ledger_heads(self) -> dict[str, str]:
        """The roles of a ledger's columns by their heads, as they look to a reader."""
        return {skeleton(head): role for role, heads in self.reckoning.ledger.items() for head in heads}

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
    "code_words": "carc.yaml",
    "rarc": "rarc.yaml",
    "insurers": "insurers.yaml",
    "parties": "parties.yaml",
    "firms": "firms.yaml",
    "patients": "patients.yaml",
    "drugs": "drugs.yaml",
    "scales": "scales.yaml",
    "scale_words": "scales.yaml",
    "procedures": "procedures.yaml",
    "payees": "payees.yaml",
    "merchants": "merchants.yaml",
    "route": "route.yaml",
    "clauses": "clauses.yaml",
    "days": "days.yaml",
    "identifiers": "identifiers.yaml",
    "reckoning": "reckoning.yaml",
    "no_names": "no_names.yaml",
}
_INNER = {
    "labels": "labels",
    "types": "types",
    "carc": "codes",
    "code_words": "words",
    "rarc": "codes",
    "scales": "scales",
    "scale_words": "words",
    "procedures": "procedures",
    "no_names": "no_names",
}


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The package's own data, checked; every problem at once."""
    loaded = {name: shipped_value(DATA / name) for name in dict.fromkeys(_FILES.values())}
    raw = {key: loaded[name] for key, name in _FILES.items()}
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
