"""What the room knows, read from its data files: document types, wordings, names, the facts' lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from packetizer.errors import RulesError
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.lexicon import Lexicon, load_lexicon
from packetizer.understanding.lore.phrases import Phrases
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.lore.wordings import SplittingFile, Wordings, fold_wordings
from packetizer.understanding.lore.wordmodel import HEAD_WORDS, TYPE_WORDS, WordModel, load
from packetizer.understanding.page.look import Vocabulary, squash, squash_phrase
from packetizer.understanding.types.cues import CUE_NAMES
from packetizer.understanding.types.typewords import TypeWords, load_types
from packetizer.yamlfile import load_shipped

OTHER = "other"  # the type of a paper that is none of the others

M = TypeVar("M", bound=BaseModel)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Form(_File):
    """A form of a type that its own head names: it is called so in the index."""

    title: str
    head: tuple[str, ...]  # words, one of which stands at the top of its first page
    also: tuple[str, ...] = ()  # ... with one of these
    title_with: tuple[str, ...] | None = None

    def fits(self, head: str) -> bool:
        return _says(head, self.head) and (not self.also or _says(head, self.also))

    @property
    def changes(self) -> dict[str, object]:
        """What it has otherwise than its type."""
        changed: dict[str, object] = {"title": self.title}
        return changed if self.title_with is None else changed | {"title_with": self.title_with}


def _says(text: str, phrases: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in phrases)


class DocumentType(_File):
    """One type of the definition files.

    What each key means stands at the head of document_types_insurer.yaml.
    """

    title: str
    title_with: tuple[str, ...] = ()
    title_joint: str = " – "
    title_apart: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    entries: bool = False
    denies: bool = False
    clinical: bool = False
    personal: bool = True
    household: bool = False
    nameless: bool = False
    two_sided: bool = False
    looks_suffice: bool = False
    headings: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    medium: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    cues: Mapping[str, float] = Field(default_factory=dict)

    @field_validator("cues")
    @classmethod
    def _known_cues(cls, cues: Mapping[str, float]) -> Mapping[str, float]:
        unknown = sorted(set(cues) - CUE_NAMES)
        if unknown:
            raise ValueError(f"unknown cue {', '.join(unknown)}; there are {', '.join(sorted(CUE_NAMES))}")
        return cues

    @field_validator("title_with")
    @classmethod
    def _known_parts(cls, parts: tuple[str, ...]) -> tuple[str, ...]:
        known = {*FactKind, "insurer", "practice", "score"}
        unknown = [part for part in parts if part not in known]
        if unknown:
            raise ValueError(f"unknown part {', '.join(unknown)}: a kind of fact, insurer, practice or score")
        return parts

    @field_validator("title_apart")
    @classmethod
    def _known_kinds(cls, parts: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [part for part in parts if part not in {*FactKind}]
        if unknown:
            raise ValueError(f"unknown part {', '.join(unknown)}: a kind of fact")
        return parts


class TypesFile(_File):
    """A data/document_types_*.yaml."""

    types: Mapping[str, DocumentType]


class SensitiveFile(_File):
    """data/sensitive.yaml."""

    part2_notice: tuple[str, ...]
    part2_program: tuple[str, ...]
    ssn_labels: tuple[str, ...]
    not_ssn_labels: tuple[str, ...]


class NamesFile(_File):
    """data/people.yaml."""

    nicknames: tuple[tuple[str, ...], ...]
    two_given: Mapping[str, tuple[str, ...]]
    family_begins: frozenset[str]
    titles: tuple[str, ...]
    suffixes: tuple[str, ...]
    masks: tuple[str, ...]


class PlansFile(_File):
    """data/plans.yaml."""

    plan_types: Mapping[str, tuple[str, ...]]
    about_others: tuple[str, ...]
    insured: tuple[str, ...]
    not_erisa: tuple[str, ...]
    public_bodies: tuple[str, ...]
    sponsored: tuple[str, ...]
    treating: tuple[str, ...]
    states: tuple[str, ...]

    @cached_property
    def public_sponsor(self) -> re.Pattern[str]:
        """A public body behind a label of whose group it is, or whose employees' plan it is."""
        bodies, labels, treating = map("|".join, (self.public_bodies, self.sponsored, self.treating))
        return re.compile(
            rf"\b(?:{labels})\b\W(?:(?!{treating}).){{0,40}}?\b(?:{bodies})\b"
            rf"|\b(?:{bodies})\W+employees?(?:'s?)? (?:health|benefit|medical)",
            re.IGNORECASE,
        )


@dataclass(frozen=True, slots=True)
class Clue:
    """A phrase of the definition files: for which types it speaks, and how."""

    text: str  # squashed
    phrase: str  # as the definition files have it
    uses: tuple[tuple[int, str], ...]  # (number of the type, one of _STRENGTHS)


@dataclass(frozen=True, slots=True)
class NameLore:
    """What is known about people's names."""

    nicknames: Mapping[str, frozenset[int]]  # name -> numbers of the groups it is in
    titles: frozenset[str]
    suffixes: frozenset[str]
    masks: frozenset[str]
    two_given: frozenset[str]  # "mary beth"
    family_begins: frozenset[str]  # "del", "van"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the room knows. Frozen; made once."""

    types: Mapping[str, DocumentType]
    type_ids: tuple[str, ...]  # order of the score vectors
    clues: Mapping[str, tuple[Clue, ...]]  # by the phrase's first word
    type_words: TypeWords  # its kinds are `type_ids`
    head_words: WordModel  # its kinds are `wordmodel.HEADS`
    sayings: Phrases  # key: "number of the type/strength/number of the saying"
    titles: Phrases  # key: number of the type
    sections: frozenset[str]  # squashed headings that stand inside papers
    vocabulary: Vocabulary
    wordings: Wordings
    sensitive: SensitiveFile
    names: NameLore
    plans: PlansFile
    lexicon: Lexicon


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """The shipped knowledge. RulesError names every problem of every file at once."""
    problems: list[str] = []
    files = [_load(file, TypesFile, problems) for file in _type_files()]
    splitting = _load(DATA / "splitting.yaml", SplittingFile, problems)
    sensitive = _load(DATA / "sensitive.yaml", SensitiveFile, problems)
    names = _load(DATA / "people.yaml", NamesFile, problems)
    plans = _load(DATA / "plans.yaml", PlansFile, problems)
    if problems or splitting is None or sensitive is None or names is None or plans is None:
        raise RulesError("\n".join(problems))
    types = {name: made for file in files if file for name, made in file.types.items()}
    wordings = fold_wordings(splitting)
    return Knowledge(
        types=types,
        type_ids=tuple(types),
        clues=_clues(types),
        type_words=_model_of(types),
        head_words=load(HEAD_WORDS),
        sayings=_sayings(types),
        titles=Phrases({str(number): kind.titles for number, kind in enumerate(types.values())}),
        sections=wordings.outline
        | {squash_phrase(phrase) for kind in types.values() for phrase in kind.sections},
        vocabulary=Vocabulary(_all_phrases(types.values())),
        wordings=wordings,
        sensitive=sensitive,
        names=_lore(names),
        plans=plans,
        lexicon=load_lexicon(),
    )


def _type_files() -> list[Path]:
    return sorted(DATA.glob("document_types_*.yaml"))


def _load(file: Path, model: type[M], problems: list[str]) -> M | None:
    """The file as a model; what is wrong with it goes to `problems`."""
    try:
        return load_shipped(file, model)
    except RulesError as error:
        problems.append(str(error))
        return None


def _model_of(types: Iterable[str]) -> TypeWords:
    model = load_types()
    if model.kinds != tuple(types):
        raise RulesError(
            f"{TYPE_WORDS.name} was fitted for other types: run python -m bench.fit_words --write"
        )
    return model


_STRENGTHS = ("headings", "sections", "strong", "medium", "weak", "against", "excludes")


def _phrases(kind: DocumentType, strength: str) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(kind, strength)
    return found


def _all_phrases(types: Iterable[DocumentType]) -> list[str]:
    return [phrase for kind in types for strength in _STRENGTHS for phrase in _phrases(kind, strength)]


def _sayings(types: Mapping[str, DocumentType]) -> Phrases:
    return Phrases(
        {
            f"{number}/{strength}/{place}": (saying,)
            for number, kind in enumerate(types.values())
            for strength in ("says", "mentions", "unlike")
            for place, saying in enumerate(getattr(kind, strength))
        }
    )


def _clues(types: Mapping[str, DocumentType]) -> dict[str, tuple[Clue, ...]]:
    uses: dict[str, dict[tuple[int, str], None]] = {}
    first_word: dict[str, str] = {}
    printed: dict[str, str] = {}
    for number, kind in enumerate(types.values()):
        for strength in _STRENGTHS:
            for phrase in _phrases(kind, strength):
                words = [squash(word) for word in phrase.split()]
                squashed = "".join(words)
                uses.setdefault(squashed, {})[number, strength] = None
                printed.setdefault(squashed, phrase)
                first_word[squashed] = next(filter(None, words))
    clues: dict[str, list[Clue]] = {}
    for squashed, found in uses.items():
        clues.setdefault(first_word[squashed], []).append(Clue(squashed, printed[squashed], tuple(found)))
    return {word: tuple(made) for word, made in clues.items()}


def _lore(file: NamesFile) -> NameLore:
    groups: dict[str, set[int]] = {}
    for number, group in enumerate(file.nicknames):
        for name in group:
            groups.setdefault(name, set()).add(number)
    return NameLore(
        nicknames={name: frozenset(numbers) for name, numbers in groups.items()},
        titles=frozenset(file.titles),
        suffixes=frozenset(file.suffixes),
        masks=frozenset(file.masks),
        two_given=frozenset(f"{one} {two}" for one, seconds in file.two_given.items() for two in seconds),
        family_begins=file.family_begins,
    )
