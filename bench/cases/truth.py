"""What a careful paralegal would say of a case: the measure for generated cases and for `sample_docs/`.

A page is written `path/of/source.pdf#3`. Dates are ISO, amounts have two decimals, as in the manifest.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from packetizer.model import PageRef


class _Truth(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrueFact(_Truth):
    """A value that a page prints.

    `or_kinds`: further roles that are right as well, where the field itself is not agreed (the date of a
    rating scale is its service date, or the paper's date). `optional`: right when found, no miss when not.
    """

    kind: str
    value: str
    page: str
    or_kinds: tuple[str, ...] = ()
    optional: bool = False

    def accepts(self, kind: str, value: str) -> bool:
        return value == self.value and (kind == self.kind or kind in self.or_kinds)


class TrueDocument(_Truth):
    """One paper. `or_dates`: other answers that are right too; "*" where the date isn't measured."""

    type: str
    date: str | None
    pages: tuple[str, ...]
    or_types: tuple[str, ...] = ()
    or_dates: tuple[str, ...] = ()
    patient: str | None = None
    wrong_patient: bool = False


class TrueDenial(_Truth):
    """`or_reasons`: further reasons that the wording may be read as; right when found, no miss when not."""

    reasons: tuple[str, ...] = ()
    or_reasons: tuple[str, ...] = ()
    carc: tuple[str, ...] = ()
    rarc: tuple[str, ...] = ()


class TrueTotals(_Truth):
    billed: str
    allowed: str
    paid_by_plan: str
    paid_by_client: str


class TrueRequirements(_Truth):
    met: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class TrueDeadline(_Truth):
    id: str
    due: str


class TrueSource(_Truth):
    path: str
    pages: int
    status: str
    code: str | None = None


class Truth(_Truth):
    """A whole case. What a generated case leaves empty is not measured."""

    about: str = ""
    client_name: str
    client_dob: str | None = None
    member_id: str | None = None
    insurer: str | None = None
    treatment: str | None = None
    documents: tuple[TrueDocument, ...]
    facts: tuple[TrueFact, ...]
    unmeasured: dict[str, tuple[str, ...]] = {}  # page: kinds whose truth nobody wrote down there, by prefix
    denial: TrueDenial = TrueDenial()
    blank: tuple[str, ...] = ()
    duplicates: dict[str, str] = {}  # page left out: the page it repeats
    requirements: TrueRequirements = TrueRequirements()
    deadlines: tuple[TrueDeadline, ...] = ()
    totals: TrueTotals | None = None
    sources: tuple[TrueSource, ...] = ()
    warnings: tuple[str, ...] = ()  # codes that must be among the warnings


def page_name(ref: PageRef) -> str:
    return f"{ref.source}#{ref.number}"


def load_truth(path: Path) -> Truth:
    return Truth.model_validate(yaml.safe_load(path.read_text("utf-8")))


def dump_truth(truth: Truth) -> str:
    """YAML with a line for each document and fact, so that a change reads well in a diff."""
    plain = truth.model_dump(mode="json", exclude_defaults=True)
    rows: list[str] = []
    for key, value in plain.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows.append(f"{key}:")
            rows += [f"  - {_flow(item)}" for item in value]
        else:
            rows.append(yaml.safe_dump({key: value}, sort_keys=False, width=10_000).rstrip())
    return "\n".join(rows) + "\n"


def _flow(value: object) -> str:
    text: str = yaml.safe_dump(value, sort_keys=False, default_flow_style=True, width=10_000)
    return text.strip()
