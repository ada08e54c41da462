"""An invented case: who, which plan, what was done on which day, what it cost, why it was denied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

Half = Literal["dev", "test", "fresh", "late", "blind", "sealed", "shut"]
PLAIN = (
    "dev",
    "test",
)  # the older halves: no separator sheets, shuffled pages, second scans, other subscribers
HERE = Path(__file__).parent


class Vocabulary(BaseModel):
    """What a half draws from. No two of them share a template or a wording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    clinics: tuple[str, ...]
    practices: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    employers: tuple[str, ...]
    insurers: tuple[tuple[str, str], ...]  # name as printed, shape of its member numbers (A letter, 9 digit)
    departments: tuple[str, ...]
    date_forms: tuple[str, ...]
    numberings: tuple[str, ...]
    families: tuple[str, ...]
    carc_forms: tuple[str, ...]
    reasons: dict[str, tuple[str, ...]]  # denial reason: sentences; [[ ]] around the words that show it
    remarks: dict[str, tuple[str, ...]]  # the same, as short as on an EOB
    phrases: dict[str, tuple[str, ...]] = {}  # pieces of text that several templates print (`@say name`)


@cache
def vocabulary(half: Half) -> Vocabulary:
    return Vocabulary.model_validate(yaml.safe_load((HERE / f"words_{half}.yaml").read_text("utf-8")))


class Knowledge(BaseModel):
    """Facts of the field that both halves share: codes, drugs, diagnoses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    diagnoses: tuple[tuple[str, str], ...]
    treatments: dict[str, tuple[str, ...]]  # drug: doses
    brands: dict[str, str]
    services: dict[
        str, tuple[tuple[str, str, int, int], ...]
    ]  # drug: code, own words, least and most dollars
    trials: tuple[tuple[str, str, str], ...]  # generic name, brand, dose
    cast: dict[str, tuple[float, int]]
    carc: dict[str, tuple[str, ...]]
    rarc: dict[str, tuple[str, ...]]


@cache
def knowledge(half: Half = "dev") -> Knowledge:
    """What the field knows; `field_<half>.yaml` adds to it where there is one."""
    known = yaml.safe_load((HERE / "field.yaml").read_text("utf-8"))
    more = HERE / f"field_{half}.yaml"
    if more.exists():
        known |= yaml.safe_load(more.read_text("utf-8"))
    return Knowledge.model_validate(known)


@dataclass(frozen=True)
class Person:
    first: str
    last: str
    born: date

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True)
class Service:
    day: date
    code: str
    words: str
    claim: str
    billed: Decimal
    allowed: Decimal
    paid: Decimal

    @property
    def owed(self) -> Decimal:
        """All of it: the plan allowed nothing, or the share that it left."""
        return (self.allowed or self.billed) - self.paid


@dataclass(frozen=True)
class Trial:
    drug: str
    brand: str
    dose: str
    weeks: int
    begun: date


@dataclass(frozen=True)
class World:
    half: Half
    patient: Person
    stranger: Person
    relative: Person  # same surname
    provider: Person
    prescriber: Person
    clinic: str
    practice: str
    insurer: str
    member: str
    group: str
    authorization: str
    npi: str
    tax: str
    appeal_lines: tuple[str, ...]
    appeal_fax: str
    drug: str
    dose: str
    icd: str
    diagnosis: str
    services: tuple[Service, ...]
    trials: tuple[Trial, ...]
    reasons: tuple[str, ...]
    carc: str
    rarc: str
    denied: date
    subscriber: Person  # who holds the policy: the patient, or somebody of the family


def luhn_npi(random: Random) -> str:
    """Ten digits that pass the check over 80840 + NPI."""
    body = "1" + "".join(str(random.randint(0, 9)) for _ in range(8))
    total = 0
    for place, digit in enumerate(reversed("80840" + body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def _fill(shape: str, random: Random) -> str:
    """A letter for each A, a digit for each 9."""
    drawn = {"A": "ABCDEFGHJKLMNPRTUVWXYZ", "9": "0123456789"}
    return "".join(random.choice(drawn.get(char, char)) for char in shape)


def _person(words: Vocabulary, random: Random, last: str | None = None) -> Person:
    born = date(random.randint(1948, 2004), random.randint(1, 12), random.randint(1, 28))
    return Person(random.choice(words.first_names), last or random.choice(words.last_names), born)


def _services(half: Half, drug: str, first: date, random: Random) -> tuple[Service, ...]:
    made = []
    day = first
    lines = knowledge(half).services[drug]
    prices = [Decimal(random.randrange(low, high, 5)) for _, _, low, high in lines]
    for _ in range(random.randint(2, 5)):
        claim = _fill(random.choice(("E9999999A", "999999999999", "A9A99999999", "99-999999-99")), random)
        for (code, words, _, _), price in zip(lines, prices, strict=True):
            allowed = Decimal(0)
            if random.random() < 0.25:
                allowed = (price * random.randint(40, 80) / 100).quantize(Decimal("0.01"))
            paid = (allowed * random.choice((50, 60, 80)) / 100).quantize(Decimal("0.01"))
            made.append(Service(day, code, words, claim, price, allowed, paid))
        day += timedelta(days=random.choice((2, 3, 5, 7)))
    return tuple(made)


def make_world(half: Half, random: Random) -> World:
    words, field = vocabulary(half), knowledge(half)
    insurer, shape = random.choice(words.insurers)
    drug = random.choice(list(field.treatments))
    icd, diagnosis = random.choice(field.diagnoses)
    first = date(random.choice((2024, 2025, 2026)), random.randint(1, 12), random.randint(1, 28))
    services = _services(half, drug, first, random)
    patient = _person(words, random)
    reasons = tuple(random.sample(list(words.reasons), 2 if random.random() < 0.25 else 1))
    trials = tuple(
        Trial(*trial, weeks=random.randint(4, 20), begun=first - timedelta(days=200 + 150 * number))
        for number, trial in enumerate(random.sample(field.trials, random.randint(2, 5)))
    )
    stranger, relative = _other(patient, words, random), _other(patient, words, random, patient.last)
    return World(
        half=half,
        patient=patient,
        stranger=stranger,
        relative=relative,
        provider=_person(words, random),
        prescriber=_person(words, random),
        clinic=random.choice(words.clinics),
        practice=random.choice(words.practices),
        insurer=insurer,
        member=_fill(shape, random),
        group=_fill(random.choice(("9999999", "99999", "99999-001", "A99999")), random),
        authorization=_fill(random.choice(("A999999999", "PA9999999", "9999999999", "AUTH-999999")), random),
        npi=luhn_npi(random),
        tax=_fill("00-0999999", random),
        appeal_lines=(
            random.choice(words.departments),
            f"P.O. Box {random.randint(1000, 99999)}",
            f"{random.choice(words.towns)} {random.randint(10000, 99999)}",
        ),
        appeal_fax=f"555-555-01{random.randint(0, 99):02d}",
        drug=drug,
        dose=random.choice(field.treatments[drug]),
        icd=icd,
        diagnosis=diagnosis,
        services=services,
        trials=trials,
        reasons=reasons,
        carc=random.choice(field.carc[reasons[0]]),
        rarc=random.choice(field.rarc.get(reasons[0], ("N130",))),
        denied=services[-1].day + timedelta(days=random.randint(20, 70)),
        subscriber=relative if half not in PLAIN and random.random() < 0.35 else patient,
    )


def _other(person: Person, words: Vocabulary, random: Random, last: str | None = None) -> Person:
    """Somebody with another first name, and with another surname unless one is given."""
    while True:
        other = _person(words, random, last)
        if other.first != person.first and (last or other.last != person.last):
            return other
