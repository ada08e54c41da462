"""Writes what is made from the rules: `python -m packetizer.rules.generate` in a checkout."""

from __future__ import annotations

from pathlib import Path

from packetizer.rules.coverage import coverage_markdown
from packetizer.rules.load import load_library, shipped_dir
from packetizer.rules.schema import json_schema

SCHEMA_NAME = "schema/rules.schema.json"


def generated(root: Path) -> dict[Path, str]:
    """The files of a checkout that are made from the rules, and what should stand in them."""
    return {
        root / "rules" / SCHEMA_NAME: json_schema(),
        root / "docs" / "coverage.md": coverage_markdown(load_library()),
    }


def main() -> None:
    """Write them all."""
    for path, text in generated(shipped_dir().parent).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
