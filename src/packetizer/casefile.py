"""`case.yaml`: what a person says about the case. Everything in it is optional, and beats the papers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from packetizer.casepacket import CasePacket
from packetizer.model import Box, Correction, DateRange, FactValue, Given, PageRef, Redaction, Sender
from packetizer.packet.options import PacketOptions
from packetizer.rules.vocabulary import DENIAL_REASONS, AppealLevel, DocumentType, FactKind, PlanType
from packetizer.yamlfile import load_model

NAME = "case.yaml"
GUIDE = "docs/case.md"

Share = Annotated[float, Field(ge=0, le=1)]
Day = date  # `date` is a key below, and would hide the type


def state_code(text: str) -> str:
    """A state as its two letters, upper case; ValueError for anything else."""
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError("must be a state's two letters, such as MA")
    return text.upper()


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _Client(_Keys):
    name: str | None = None
    dob: date | None = None
    member_id: str | None = None


class _Plan(_Keys):
    type: PlanType | None = None
    state: Annotated[str, AfterValidator(state_code)] | None = None


class _Sender(_Keys):
    name: str | None = None
    organisation: str | None = None
    address: str | tuple[str, ...] = ()  # one text with line breaks or commas, or a list of lines
    phone: str | None = None
    fax: str | None = None
    email: str | None = None


class _Correction(_Keys):
    source: str
    source_page: int = Field(default=1, ge=1)
    reason: str = Field(min_length=1)
    type: DocumentType | None = None
    first_page: bool | None = None
    date: Day | None = None
    title: str | None = None
    release: bool | None = None
    exclude: bool | None = None
    kind: FactKind | None = None
    value: Day | str | int | float | None = None
    was: str | Day | int | float | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind is None and (self.value is not None or self.was is not None):
            raise ValueError("value and was need the kind of fact that they are about")
        _value_of(self.kind, self.value)
        return self


def _value_of(kind: str | None, value: Day | str | int | float | None) -> FactValue | None:
    """The value as facts of this kind have it; ValueError says how to write it."""
    if kind is None or value is None:
        return None
    if kind.startswith("date."):
        return _day_or_range(value)
    if kind.startswith("amount."):
        return _amount(value)
    if kind == "denial.reason" and value not in DENIAL_REASONS:
        raise ValueError(f"not a denial reason: one of {', '.join(DENIAL_REASONS)}")
    return str(value).strip()


def _day_or_range(value: Day | str | int | float) -> FactValue:
    if isinstance(value, Day):
        return value
    try:
        first, _, last = str(value).partition("/")
        days = [Day.fromisoformat(part.strip()) for part in (first, last) if part]
    except ValueError:
        raise ValueError("must be a date as 2026-03-04, or a range as 2026-03-04/2026-03-08") from None
    if len(days) == 2 and days[0] > days[1]:
        raise ValueError("the range ends before it begins")
    return days[0] if len(days) == 1 else DateRange(days[0], days[1])


def _amount(value: Day | str | int | float) -> FactValue:
    try:
        amount = Decimal(str(value).replace("$", "").replace(",", "").strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError('must be an amount in dollars, such as "1234.50"')
    return amount.quantize(Decimal("0.01"))


class _Redaction(_Keys):
    source: str
    source_page: int = Field(default=1, ge=1)
    box: tuple[Share, Share, Share, Share]  # x0, y0, x1, y1: fractions of the upright page, from its top left
    reason: str = Field(min_length=1)

    @field_validator("box")
    @classmethod
    def _has_room(cls, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        if box[0] >= box[2] or box[1] >= box[3]:
            raise ValueError("must be left, top, right, bottom as fractions of the upright page")
        return box


class CaseFile(_Keys):
    """The keys of `case.yaml`, as the contract names them."""

    client: _Client = _Client()
    insurer: str | None = None
    plan: _Plan = _Plan()
    appeal_level: AppealLevel | None = None
    claims: tuple[str, ...] = ()
    denial_received: date | None = None
    sender: _Sender = _Sender()
    today: date | None = None
    corrections: tuple[_Correction, ...] = ()
    redactions: tuple[_Redaction, ...] = ()
    passwords: tuple[SecretStr, ...] = ()  # of locked files in the folder
    packet: CasePacket = CasePacket()


def packet_options(folder: Path, common: PacketOptions) -> PacketOptions:
    """How the case's packet is made: as is said for all cases, but for what its own file says.

    Raises RulesError (exit code 3) naming every wrong key or value with its place.
    """
    file = folder / NAME
    if not file.is_file():
        return common
    return load_model(file, CaseFile, may_be_empty=True, told_in=GUIDE).packet.over(common)


def read_case_file(folder: Path, today: date) -> Given:
    """What `folder/case.yaml` says, or nothing but `today` where there is none.

    Raises RulesError (exit code 3) naming every wrong key or value with its place.
    """
    file = folder / NAME
    if not file.is_file():
        return Given(today=today)
    return _given(load_model(file, CaseFile, may_be_empty=True, told_in=GUIDE), today)


def _given(case: CaseFile, today: date) -> Given:
    return Given(
        today=case.today or today,
        client_name=case.client.name,
        client_dob=case.client.dob,
        member_id=case.client.member_id,
        insurer=case.insurer,
        plan_type=case.plan.type,
        plan_state=case.plan.state,
        appeal_level=case.appeal_level,
        claims=case.claims,
        denial_received=case.denial_received,
        sender=_sender(case.sender),
        corrections=tuple(map(_correction, case.corrections)),
        redactions=tuple(
            Redaction(PageRef(given.source, given.source_page), Box(*given.box), given.reason)
            for given in case.redactions
        ),
        passwords=tuple(password.get_secret_value() for password in case.passwords),
    )


def _sender(sender: _Sender) -> Sender:
    lines = (
        re.split(r"\s*\n\s*", sender.address.strip()) if isinstance(sender.address, str) else sender.address
    )
    return Sender(
        name=sender.name,
        organisation=sender.organisation,
        address=tuple(line for line in lines if line),
        phone=sender.phone,
        fax=sender.fax,
        email=sender.email,
    )


def _correction(given: _Correction) -> Correction:
    return Correction(
        page=PageRef(given.source, given.source_page),
        reason=given.reason,
        type=given.type,
        first_page=given.first_page,
        date=given.date,
        title=given.title,
        release=given.release,
        exclude=given.exclude,
        kind=given.kind,
        value=_value_of(given.kind, given.value),
        was=None if given.was is None else str(given.was),
    )


def overridden(given: Given, *, insurer: str | None, state: str | None, today: date | None) -> Given:
    """What was given on the command line beats the file."""
    return replace(
        given,
        insurer=insurer or given.insurer,
        plan_state=state or given.plan_state,
        today=today or given.today,
    )
