"""The worksheet: the advocate's desk for the case, one self-contained page. Never part of the packet.

Names of files and text from papers are hostile: everything is escaped, and the page forbids scripts and
anything from elsewhere by its own content security policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from packetizer.kept import keep, load_kept
from packetizer.packet.desk import head, money, papers, rulings
from packetizer.packet.desk.looks import find_looks
from packetizer.packet.desk.material import Material, Source, counted, long_day, source_of
from packetizer.packet.desk.since import since_last
from packetizer.packet.desk.steps import next_steps
from packetizer.packet.desk.words import load_words
from packetizer.packet.record.schema import well_formed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packetizer.model import Case, Findings, Given
    from packetizer.packet.bundle import Plan
    from packetizer.packet.record.schema import Manifest
    from packetizer.packet.since.change import Since


def worksheet_html(
    manifest: Manifest,
    case: Case,
    findings: Findings,
    given: Given,
    plan: Plan,
    crops: Mapping[str, bytes],
    since: Since | None = None,
) -> str:
    """The worksheet of a build as HTML. `crops` are JPEG or PNG pictures by fact id or `crops.page_key`.

    Where the manifest already lists the packet's files as outputs, packet pages are links into them.
    """
    material = Material(manifest, case, findings, given, plan, crops, load_words())
    looks = find_looks(material)
    html = template().render(
        head=head.head(material, looks),
        since=since_last(material, since),
        deadlines=head.deadline_rows(material),
        forwarded=head.forwarded(material),
        send_to=head.send_to(material),
        steps=next_steps(material, looks),
        looks=looks,
        checklist=papers.checklist(material),
        drug_tables=rulings.drug_tables(material),
        letter=rulings.letter_parts(material),
        questions=findings.questions,
        forms=findings.forms,
        rights=tuple((right, source_of(right.citation, material.words)) for right in findings.rights),
        files=papers.files(material),
        file_count=counted(len(manifest.sources), "file"),
        page_count=counted(len(manifest.pages), "page"),
        money=money.money(material),
        chronology=money.chronology(material),
        fields=head.fields(material),
        settled=papers.settled(material),
        rule_files=findings.rule_files,
        sources=_sources(material),
        today=long_day(given.today),
        version=manifest.version,
    )
    return str(well_formed(html))


@dataclass(frozen=True, slots=True)
class Cited:
    """A source of the rules, and what rests on it."""

    source: Source
    uses: tuple[str, ...]


def _sources(material: Material) -> tuple[Cited, ...]:
    """Each source of the rules once, with the items that rest on it."""
    uses: dict[Source, list[str]] = {}
    for finding in material.findings.requirements:
        if source := source_of(finding.citation, material.words):
            uses.setdefault(source, []).append(finding.title)
    for deadline in material.findings.deadlines:
        if source := source_of(deadline.citation, material.words):
            uses.setdefault(source, []).append(deadline.title)
    recipient = material.findings.recipient
    if recipient and (source := source_of(recipient.citation, material.words)):
        uses.setdefault(source, []).append("where to send it")
    return tuple(Cited(source, tuple(titles)) for source, titles in uses.items())


# Controls, line separators, and marks that turn round or isolate what follows: a name is never what it seems.
_HIDING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Text in which no character hides or reorders others."""
    return _HIDING.sub("\N{REPLACEMENT CHARACTER}", text)


_TICKS = re.compile(r"`([^`\n]{1,80})`")


def ticks(text: str) -> Markup:
    """Escaped text, what stands between backticks set as code."""
    return Markup(_TICKS.sub(r"<code>\1</code>", str(escape(visible(text)))))  # noqa: S704  (escaped)


_TEMPLATES = Path(__file__).parent / "templates"


class _Compiled(BytecodeCache):
    """Templates as they were compiled before, by this Jinja and this module's settings."""

    def load_bytecode(self, bucket: Bucket) -> None:
        body = load_kept(_TEMPLATES / bucket.key, self._made_from(bucket))
        if body is not None:
            bucket.bytecode_from_string(body)

    def dump_bytecode(self, bucket: Bucket) -> None:
        keep(_TEMPLATES / bucket.key, self._made_from(bucket), bucket.bytecode_to_string())

    def _made_from(self, bucket: Bucket) -> bytes:
        return f"{jinja2.__version__} {bucket.checksum} ".encode() + Path(__file__).read_bytes()


@lru_cache(maxsize=1)
def template() -> Template:
    """The worksheet's template, got once, and ahead."""
    made = Environment(
        loader=PackageLoader("packetizer.packet"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Compiled(),
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    made.filters["ticks"] = ticks
    return made.get_template("worksheet.html")
