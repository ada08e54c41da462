"""The papers that a case may hold: scripts with slots, by type, in halves that share nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from bench.cases.world import Half

HERE = Path(__file__).parent / "templates"


class Template(NamedTuple):
    type: str
    name: str
    only_for: str  # a drug, or "" for any
    text: str

    @property
    def pages(self) -> int:
        return 1 + sum(line == "===" for line in self.text.splitlines())


@cache
def templates(half: Half) -> dict[str, tuple[Template, ...]]:
    """Every template of a half, by document type."""
    found: dict[str, list[Template]] = {}
    for file in sorted((HERE / half).glob("*.txt")):
        for part in file.read_text("utf-8").split("%%%% ")[1:]:
            head, _, text = part.partition("\n")
            kind, name, *condition = head.split()
            only_for = condition[0].removeprefix("?") if condition else ""
            found.setdefault(kind, []).append(Template(kind, name, only_for, text))
    return {kind: tuple(items) for kind, items in found.items()}
