"""`case.yaml`: what a person says about the case. Everything in it is optional, and beats the papers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator

from packetizer.model import Box, Correction, Given, PageRef, Redaction, Sender
from packetizer.rules.vocabulary import AppealLevel, DocumentType, PlanType
from packetizer.yamlfile import load_model

NAME = "case.yaml"

Share = Annotated[float, Field(ge=0, le=1)]
Day = date  # `date` is a key below, and would hide the type


def state_code(text: str) -> str:
    """A state as its two letters, upper case; ValueError for anything else."""
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError("must be a state's two letters, such as MA")
    return text.upper()


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


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


def read_case_file(folder: Path, today: date) -> Given:
    """What `folder/case.yaml` says, or nothing but `today` where there is none.

    Raises RulesError (exit code 3) naming every wrong key or value with its place.
    """
    file = folder / NAME
    if not file.is_file():
        return Given(today=today)
    return _given(load_model(file, CaseFile, may_be_empty=True), today)


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
    )


def overridden(given: Given, *, insurer: str | None, state: str | None, today: date | None) -> Given:
    """What was given on the command line beats the file."""
    return replace(
        given,
        insurer=insurer or given.insurer,
        plan_state=state or given.plan_state,
        today=today or given.today,
    )
