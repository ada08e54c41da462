"""Lines for `case.yaml`, ready to be copied: what a person settles is written there, and beats the papers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packetizer.model import Document, Fact, PageRef, Trial
    from packetizer.packet.desk.words import Words

_CHECKED = "checked against the paper"
_FAILED = "treatment.failed_drug"

YamlValue = object  # whatever YAML can hold


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def dumped(content: dict[str, YamlValue]) -> str:
    text: str = yaml.dump(content, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=1000)
    return text.rstrip()


def correction(ref: PageRef, reason: str, **settled: YamlValue) -> str:
    """A correction of the document to which a page belongs."""
    return dumped({"corrections": [_row(ref, reason, **settled)]})


def release(documents: Sequence[Document], pages: Sequence[PageRef]) -> str:
    """One correction for each paper that is held back."""
    refs = [document.pages[0] for document in documents if document.pages] or list(pages[:1])
    rows = [_row(ref, "why it may go in", release=True) for ref in refs]
    return dumped({"corrections": rows}) if rows else ""


def owner(documents: Sequence[Document]) -> str:
    """Says that papers are the client's, or that they are not."""
    rows = [
        _row(document.pages[0], "it is the client's", release=True)
        for document in documents
        if document.pages
    ]
    return f"{dumped({'corrections': rows})}  # or, if it is not: exclude: true" if rows else ""


def failed_drugs(trials: Sequence[Trial]) -> str:
    """Says of each drug, on a page that names it, that it was tried and did not work."""
    rows = [
        _row(trial.pages[0], _CHECKED, kind=_FAILED, was=trial.drug, value=trial.drug)
        for trial in trials
        if trial.pages
    ]
    return f"{dumped({'corrections': rows})}  # without value: the page says no such thing" if rows else ""


def exclude(pages: Sequence[PageRef]) -> str:
    return correction(pages[0], "why it stays out", exclude=True) if pages else ""


def joined(document: Document) -> str:
    """Puts a paper together with the one before it in its file; "" where it begins the file."""
    if not document.pages or document.pages[0].number == 1:
        return ""
    return goes_on(document)


def goes_on(document: Document) -> str:
    """Puts a paper together with the one before it, also that of another file."""
    return correction(document.pages[0], "goes on from the page before", first_page=False)


def _row(ref: PageRef, reason: str, **settled: YamlValue) -> dict[str, YamlValue]:
    return {"source": ref.source, "source_page": ref.number, "reason": reason, **settled}


def right_type(document: Document) -> str:
    """Names the type that was read; other types it may be stand in a comment."""
    if not document.pages:
        return ""
    text = correction(document.pages[0], _CHECKED, type=document.type)
    others = [type_ for type_ in document.candidates if type_ != document.type]
    return f"{text}  # or: {', '.join(others)}" if others else text


def right_value(fact: Fact, document: Document | None, words: Words) -> str:
    """The case's own key for such a value, where there is one, else a correction of it on its page."""
    for field in words.fields.values():
        if field.key and fact.kind in field.kinds:
            listed = field.key == ("claims",)
            return dumped(_nested(field.key, [str(fact.value)] if listed else _plain(fact)))
    if fact.kind == "date.received" and not fact.by_sender:
        return dumped({"denial_received": _plain(fact)})
    if document is not None and document.pages and fact.value == document.date:
        return correction(document.pages[0], _CHECKED, date=document.date)
    return correction(fact.page, _CHECKED, kind=fact.kind, was=str(fact.value), value=_plain(fact))


def insurer() -> str:
    return "insurer: the insurer's name"


def _plain(fact: Fact) -> YamlValue:
    return fact.value if isinstance(fact.value, date) else str(fact.value)


def _nested(path: Sequence[str], value: YamlValue) -> dict[str, YamlValue]:
    for key in reversed(path):
        value = {key: value}
    return dict(value) if isinstance(value, dict) else {}
