"""What a wrong key in a file may have meant: a known key spelled like it, else those that its place has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from rapidfuzz import fuzz, process

Place = tuple[str | int, ...]
_ALIKE = 70  # of 100, as rapidfuzz compares
_DEPTH = 4  # of the places in which a key may belong


def hint(model: type[BaseModel], place: Place) -> str:
    """How to go on after "unknown key": what was meant, where it belongs, or which keys there are."""
    key, around = str(place[-1]), place[:-1]
    here = [name for at in _models_at(model, around) for name in at.model_fields]
    near = process.extractOne(key, here, scorer=fuzz.ratio, processor=_plain, score_cutoff=_ALIKE)
    if near is not None:
        return f"; did you mean “{near[0]}”?"
    elsewhere = [".".join(path) for path in _paths(model) if path[-1] == _plain(key)]
    if len(elsewhere) == 1:
        return f"; it belongs at “{elsewhere[0]}”"
    return f"; known here: {', '.join(here)}" if here else ""


def _plain(key: str) -> str:
    return key.lower().replace("-", "_").replace(" ", "_")


def _models_at(model: type[BaseModel], place: Place) -> list[type[BaseModel]]:
    """The models that may stand at a place: a number is an item of a list, and has what the list has."""
    models = [model]
    for part in place:
        if isinstance(part, str):
            fields = [at.model_fields[part] for at in models if part in at.model_fields]
            models = [found for field in fields for found in _models_in(field.annotation)]
    return models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _paths(model: type[BaseModel], depth: int = _DEPTH) -> Iterator[tuple[str, ...]]:
    """Every key below, with the keys that lead to it."""
    if depth == 0:
        return
    for name, field in model.model_fields.items():
        yield (name,)
        for inner in _models_in(field.annotation):
            yield from ((name, *path) for path in _paths(inner, depth - 1))
