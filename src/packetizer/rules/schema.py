"""What a rule file may say. Declarative only: nothing in a rule file is evaluated as code.

A file makes statements. A requirement that several files speak about is one requirement: the first statement
defines it, each later one that applies to the case refines it (see `compose.py`).
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from packetizer.rules.vocabulary import (
    PLACEHOLDERS,
    AppealLevel,
    ContentId,
    DeadlineId,
    DenialReasonCode,
    DocumentType,
    FactKind,
    PlanType,
    PlanTypeOrUnknown,
    SheetName,
    Standing,
)

Name = Annotated[str, StringConstraints(pattern=r"^_?[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Days = Annotated[int, Field(gt=0, le=3660)]

_FILE_NAME = r"^(?:[A-Za-z0-9 _-]|\{number\}|\{total\})+\.pdf$"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(_Part):
    """Where a statement comes from."""

    title: Text
    url: str | None = None
    retrieved: date | None = Field(default=None, description="the day we read it; null where nobody noted it")
    as_of: date | None = Field(default=None, description="the date that is visible on the source itself")
    version: str = Field(
        default="", description="what the source says about its own age, e.g. 'copy undated'"
    )
    standing: Standing = Field(
        description="primary: the payer's or the law's own text; secondary: somebody's summary of it; "
        "practice: how advocates work; unsourced: general knowledge"
    )
    plans: tuple[PlanTypeOrUnknown, ...] = Field(
        default=(),
        description="of a law: the types of plan that it binds; no item of others cites it",
    )


class Condition(_Part):
    """All of these hold. A key that is left out does not matter."""

    treatment: tuple[str, ...] = Field(default=(), description="generic drug names, lower case")
    treatment_not: tuple[str, ...] = ()
    diagnosis: tuple[Name, ...] = Field(default=(), description="families named in `diagnosis_families`")
    main_diagnosis: tuple[Name, ...] = Field(
        default=(), description="as `diagnosis`, of codes that a paper puts first: what the care is for"
    )
    reasons: tuple[DenialReasonCode, ...] = Field(
        default=(), description="the denial gives at least one of these"
    )
    plan_type: tuple[PlanTypeOrUnknown, ...] = Field(
        default=(), description="unknown: nothing tells the type of plan"
    )
    state: tuple[State, ...] = ()
    appeal_level: tuple[AppealLevel, ...] = ()
    insurer: tuple[Name, ...] = ()
    filer: Literal["client", "representative"] | None = None
    client_paid: bool | None = None
    service: Literal["given", "planned"] | None = Field(
        default=None,
        description="given: a date of service lies behind us; planned: the denial is of a request",
    )
    urgent: bool | None = Field(
        default=None, description="a clinician's paper asks, or none asks, for an expedited decision"
    )


When = Annotated[
    tuple[Condition, ...], Field(description="any of these; an empty list or no `when` means: always")
]


class CarriedFact(_Part):
    """The paper itself carries a fact of one of these kinds."""

    kinds: Annotated[tuple[FactKind, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1, le=100)] = Field(default=1, description="different values")
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    if_unread: Literal["doubt", "not_met"] = Field(
        default="doubt",
        description="a paper on which no such fact was read: doubt where such papers should have one, "
        "not_met where only some do",
    )
    of_condition: bool = Field(
        default=False, description="only scores of a scale for what is treated (see `scale_families`)"
    )

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} is more than maximum {self.maximum}")
        return self


class Besides(_Part):
    """Further trials that a step-therapy criterion asks for beside the others: augmentation, for instance."""

    group: Name = Field(description="only drugs of this group count (see `drug_groups`)")
    at_least: Annotated[int, Field(ge=1, le=20)] = 1
    weeks: Annotated[int, Field(ge=1, le=520)] | None = None
    or_look: Text | None = Field(
        default=None,
        description="what serves instead and only a person can find, e.g. psychotherapy in this episode",
    )


class Gathered(_Part):
    """Different values of a kind, gathered over all papers of the types: failed drugs, for instance."""

    kind: FactKind
    at_least: Annotated[int, Field(ge=1, le=100)]
    group: Name | None = Field(
        default=None, description="only drugs of this group count, e.g. antidepressant (see `drug_groups`)"
    )
    classes: Annotated[int, Field(ge=1, le=20)] | None = Field(
        default=None, description="the values must come from so many drug classes (see `drug_groups`)"
    )
    weeks: Annotated[int, Field(ge=1, le=520)] | None = Field(
        default=None, description="each must have been taken so many weeks"
    )
    with_dose_or_duration: bool = False
    dose: Text | None = Field(
        default=None,
        description="how the criterion speaks of the dose, e.g. 'the highest tolerated dose': each needs "
        "a dose then, and a person compares it",
    )
    within_years: Annotated[int, Field(ge=1, le=50)] | None = Field(
        default=None, description="each must have been taken within so many years before the denial"
    )
    besides: tuple[Besides, ...] = ()

    @model_validator(mode="after")
    def _classes(self) -> Self:
        if self.classes is not None and self.classes > self.at_least:
            raise ValueError(f"{self.classes} classes cannot come from {self.at_least} values")
        return self


class Within(_Part):
    """The paper is dated no more than so many days before or after this day."""

    days: Days
    of: Literal["today", "denial", "first_treatment"]


class Evidence(_Part):
    """One way to meet a requirement: papers of these types for which all the rest holds."""

    types: Annotated[tuple[DocumentType, ...], Field(min_length=1)]
    count: Annotated[int, Field(ge=1, le=100)] = 1
    dated: Literal["before_first_treatment", "after_first_treatment", "not_before_decision"] | None = Field(
        default=None, description="not_before_decision: no older than the decision that is appealed"
    )
    beside: bool = Field(
        default=False, description="where another way is met, these papers are shown beside its own"
    )
    within: Within | None = None
    names_client: bool = False
    signed: bool = False
    signed_within_days: Days | None = Field(
        default=None, description="signed no longer ago than this; implies `signed`"
    )
    in_force: bool = Field(
        default=False, description="a printed day of expiry lies ahead, or none is printed"
    )
    for_this_care: bool = Field(
        default=False,
        description="something ties the payment that the paper shows to the care of the case: its payee, its "
        "amount, the treatment, or words of care on a day of service",
    )
    carries: tuple[CarriedFact, ...] = ()
    gathered: Gathered | None = None
    for_each: Literal["billed_treatment", "date_of_service"] | None = Field(
        default=None,
        description="billed_treatment: each date on which the treatment was billed; "
        "date_of_service: each date of service that any paper names",
    )
    on_appeal: bool = Field(default=False, description="the paper is the decision on an appeal")
    look: Text | None = Field(
        default=None, description="what a person must look for: a paper of this type alone is never enough"
    )

    @model_validator(mode="after")
    def _one_way_of_counting(self) -> Self:
        _known_placeholders(self.look)
        if sum((self.count > 1, self.gathered is not None, self.for_each is not None)) > 1:
            raise ValueError("give only one of count, gathered, for_each")
        return self


def _known_placeholders(text: str | None) -> None:
    for name in _PLACEHOLDER.findall(text or ""):
        if name not in PLACEHOLDERS:
            raise ValueError(f"unknown placeholder {{{name}}}; known are {', '.join(sorted(PLACEHOLDERS))}")


class Requirement(_Part):
    """One thing that an appeal should hold. Fields that are left out keep what an earlier file said."""

    id: Name
    title: Text | None = None
    severity: Literal["required", "recommended"] | None = Field(
        default=None,
        description="a statement with a severity asks for the requirement, one without only refines it; "
        "the strictest holds",
    )
    when: When = ()
    met_by: tuple[Evidence, ...] | None = Field(default=None, description="any of these")
    why: Text | None = None
    fix: Text | None = Field(
        default=None, description="what to ask for, from whom, ready to paste into an e-mail"
    )
    cites: str | None = Field(default=None, description="a tag of `sources`")

    @model_validator(mode="after")
    def _texts(self) -> Self:
        _known_placeholders(self.why)
        _known_placeholders(self.fix)
        return self


class DeadlineRule(_Part):
    """How a deadline is counted."""

    id: DeadlineId
    title: Text
    when: When = ()
    days: Days | None = None
    months: Annotated[int, Field(gt=0, le=60)] | None = None
    counted_from: Literal["receipt", "notice_date"]
    after: tuple[DocumentType, ...] = Field(
        default=(),
        description="only from a paper of these types: the decision of somebody else than the plan",
    )
    mail_days: Annotated[int, Field(ge=0, le=10)] = Field(
        default=0, description="days in the mail that the rule itself presumes"
    )
    roll: Literal["none", "next_business_day"] = Field(
        default="none", description="whether a last day on a weekend or federal holiday moves"
    )
    missing_day: Literal["last_of_month", "first_of_next_month"] = Field(
        default="last_of_month", description="where the last month has no such day"
    )
    at_least: bool = Field(
        default=False,
        description="the member has at least this time: a longer one that the letter surely prints leads",
    )
    note: str = ""
    cites: str | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise ValueError("give either days or months")
        return self


class Limits(_Part):
    """What a route takes. Empty where nobody has published it."""

    pages: Annotated[int, Field(gt=0)] | None = Field(default=None, description="of one file or fax")
    megabytes: Annotated[Decimal, Field(gt=0)] | None = Field(
        default=None, description="of one file, in megabytes of 1,000,000 bytes"
    )
    files: Annotated[int, Field(gt=0)] | None = Field(default=None, description="of one submission")
    name: Annotated[str, StringConstraints(pattern=_FILE_NAME, max_length=80)] | None = Field(
        default=None, description="how files must be called, e.g. appeal-{number}of{total}.pdf"
    )

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        if self.name and self.files != 1 and "{number}" not in self.name:
            raise ValueError("name needs {number}, or the files of a submission would share one name")
        return self


class Route(_Part):
    """Where the appeal goes if the denial letter does not say."""

    when: When = ()
    name: Text
    address: tuple[Text, ...] = ()
    fax: str | None = None
    phone: str | None = None
    portal: str | None = None
    limits: Limits = Limits()
    cites: str


class Form(_Part):
    """A form by its printed name."""

    name: Text
    used_for: Literal["appeal", "representative", "external_review", "prior_authorization", "information"]
    when: When = ()
    note: str = ""
    cites: str


class Policy(_Part):
    """The insurer's own policy about a treatment."""

    number: str
    title: Text
    treatments: Annotated[tuple[str, ...], Field(min_length=1)]
    diagnosis: tuple[Name, ...] = Field(default=(), description="empty: all")
    position: Literal[
        "covered", "covered_with_criteria", "investigational", "not_covered", "mixed", "not_read"
    ]
    note: str = ""
    cites: str


class Note(_Part):
    """A right or a caution that is worth reading, without a paper that it asks for."""

    title: Text
    text: Text
    when: When = ()
    urgent: bool = Field(
        default=False, description="among the next steps where a clinician asks for an expedited decision"
    )
    asks: Text | None = Field(
        default=None, description="of an urgent one: what cover and letter ask for, with time limit and law"
    )
    forwarded_until: tuple[DocumentType, ...] = Field(
        default=(),
        description="the plan sends the case on by itself: nothing is filed before a paper of these types",
    )
    cites: str | None = None


class NoticeElement(_Part):
    """Something that a denial notice must say. Worksheet only: never told to the insurer by this program."""

    id: ContentId
    title: Text
    when: When = ()
    of: Literal["claim", "request"] | None = Field(
        default=None, description="only in the denial of a claim, or of a request before the service"
    )
    ask: Text = Field(description="what to ask the plan for where it is not found, as the end of a sentence")
    cites: str


class Notice(_Part):
    """What a denial notice must say under this regime, and what may follow where it does not."""

    elements: Annotated[tuple[NoticeElement, ...], Field(min_length=1)]
    follows: Text
    cites: str


class RuleFile(_Part):
    """One file of rules."""

    format: Literal["packetizer/rules/1"]
    id: Name
    kind: Literal["base", "regime", "reason", "treatment", "insurer"]
    title: Text
    extends: Name | None = None
    stands_for: tuple[str, ...] = Field(
        default=(), description="insurers without a file of their own; `*` at the end names a whole family"
    )
    plan_type: PlanType | None = Field(
        default=None, description="the type of all plans of this insurer, where it has one type only"
    )
    when: When = ()
    sources: dict[str, Source] = Field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    routes: tuple[Route, ...] = ()
    forms: tuple[Form, ...] = ()
    policies: tuple[Policy, ...] = ()
    notes: tuple[Note, ...] = ()
    notice: Notice | None = None
    packet_order: tuple[DocumentType, ...] = ()
    without_sheets: tuple[SheetName, ...] = Field(
        default=(), description="sheets of ours that do not go to this recipient, such as summary or criteria"
    )
    diagnosis_families: dict[Name, tuple[str, ...]] = Field(
        default_factory=dict, description="family: beginnings of ICD-10-CM codes"
    )
    scale_families: dict[FactKind, tuple[Name, ...]] = Field(
        default_factory=dict, description="score: families of `diagnosis_families` that its scale measures"
    )
    drug_groups: dict[Name, dict[Name, tuple[str, ...]]] = Field(
        default_factory=dict, description="group: class: generic names"
    )
    procedure_codes: tuple[str, ...] = Field(
        default=(), description="CPT and HCPCS codes under which this treatment is billed"
    )


def json_schema() -> str:
    """The JSON Schema of a rule file, for editors."""
    return json.dumps(RuleFile.model_json_schema(), indent=1, sort_keys=True) + "\n"
