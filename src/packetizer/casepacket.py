"""The key `packet` of `case.yaml`: how this case's packet is made, whatever is said for all cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from packetizer.errors import UsageError
from packetizer.packet.options import SHEETS, PacketOptions, numbers


def _sheet(name: str) -> str:
    if name not in SHEETS:
        raise ValueError(f"{name} is none of {', '.join(SHEETS)}")
    return name


def _kind(name: str) -> str:
    from packetizer.understanding.people.private import known_kinds

    if name not in known_kinds():
        raise ValueError(f"{name} is none of {', '.join(known_kinds())}")
    return name


def _bates(text: str) -> str:
    try:
        numbers(text)
    except UsageError as error:
        raise ValueError(str(error).removeprefix("--bates ")) from None
    return text


def _password(secret: SecretStr) -> SecretStr:
    from packetizer.packet.seal import checked_password

    try:
        return SecretStr(checked_password(secret.get_secret_value()))
    except UsageError as error:
        raise ValueError(str(error)) from None


_Sheets = tuple[Annotated[str, AfterValidator(_sheet)], ...]


class CasePacket(BaseModel):
    """Named as the options of `build` are, with `_` for `-`; what is not there is as for all cases."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    only: _Sheets = ()
    without: _Sheets = ()
    tabs: bool = False
    bates: Annotated[str, AfterValidator(_bates)] | None = None
    keep_exhibits: bool = False
    max_mb: Annotated[float, Field(ge=0.1, le=100_000)] | None = None
    max_pages: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    recompress: bool = False
    fax: bool = False
    redact: tuple[Annotated[str, AfterValidator(_kind)], ...] = ()
    password: Annotated[SecretStr, AfterValidator(_password)] | None = None  # null: not locked
    ics: bool = False
    originals: bool = False

    def over(self, common: PacketOptions) -> PacketOptions:
        """`common` for all cases, with what is said here in its place."""
        said = self.model_dump(include=self.model_fields_set)
        if "bates" in said:
            said["bates"] = numbers(said["bates"]) if said["bates"] else None
        if "ics" in said:
            said["calendar"] = said.pop("ics")
        if "password" in said:
            said["password"] = self.password.get_secret_value() if self.password else None
        return replace(common, **said)
