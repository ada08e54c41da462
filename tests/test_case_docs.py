"""docs/case.md: its example is a valid `case.yaml`, and it names every key that one may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from packetizer.casefile import CaseFile

PAGE = (Path(__file__).parents[1] / "docs" / "case.md").read_text(encoding="utf-8")


def test_the_example_is_valid() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert set(yaml.safe_load(example[1])) == set(CaseFile.model_fields)
    CaseFile.model_validate(yaml.safe_load(example[1]))


def keys(model: type[BaseModel]) -> Iterator[str]:
    """Names of a model's fields, and of those within them; `packet` has a page of its own."""
    for name, field in model.model_fields.items():
        yield name
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if name != "packet" and isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from keys(inner)


@pytest.mark.parametrize("key", sorted(set(keys(CaseFile))))
def test_every_key_is_told(key: str) -> None:
    assert re.search(rf"\b{key}\b", PAGE)
