"""YAML that people write by hand: read within limits, checked against a model, each problem with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from packetizer.errors import RulesError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

M = TypeVar("M", bound=BaseModel)

MAX_BYTES = 1_000_000  # a rule file of a thousand requirements has half of that
MAX_NODES = 100_000  # what anchors and aliases may blow a file up to


def load_model(file: Path, model: type[M], *, empty_is: Literal["nothing", "wrong"] = "wrong") -> M:
    """The file as a `model`. RulesError (exit code 3) names every problem at once, each with its line."""
    node = parse(file)
    if node is None and empty_is == "wrong":
        raise RulesError(f"{file.name}: the file is empty")
    return check_model(node, model, file.name)


def check_model(node: yaml.Node | None, model: type[M], name: str) -> M:
    """A parsed file as a `model`; RulesError as in `load_model`."""
    raw = _plain(node, name) if node is not None else {}
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems = [
            f"{name}:{line_of(node, e['loc'])}: {_path(e['loc'])}: {_say(e['msg'])}"
            for e in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise RulesError("\n".join(problems)) from None


def parse(file: Path) -> yaml.Node | None:
    """The file's root node, None where it is empty. RulesError where it cannot be read as YAML."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise RulesError(
                f"{file.name}: larger than {MAX_BYTES // 1_000_000} MB; this is not a file made by hand"
            )
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulesError(f"{file.name}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise RulesError(f"{file.name}: cannot be read: {error.strerror}") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulesError(f"{file.name}:{line}: not valid YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError):
        raise RulesError(f"{file.name}: not valid YAML") from None
    if node is not None and sum(1 for _ in _all_nodes(node, MAX_NODES)) > MAX_NODES:
        raise RulesError(f"{file.name}: its anchors and aliases expand to more than {MAX_NODES:,} entries")
    return node


def _all_nodes(root: yaml.Node, limit: int) -> Iterator[yaml.Node]:
    """The nodes below `root`, an alias counted each time it is used; stops soon after `limit`."""
    waiting, seen = [root], 0
    while waiting and seen <= limit:
        node = waiting.pop()
        seen += 1
        yield node
        if isinstance(node, yaml.MappingNode):
            waiting.extend(part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)


class _Constructor(yaml.SafeLoader):
    """Builds plain values from a composed node; nothing is parsed a second time."""

    def __init__(self) -> None:
        super().__init__("")


def _plain(node: yaml.Node, name: str) -> object:
    duplicates = list(_repeated_keys(node))
    if duplicates:
        raise RulesError(
            "\n".join(f"{name}:{line}: the key '{key}' stands twice" for key, line in duplicates)
        )
    try:
        built: object = _Constructor().construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulesError(f"{name}:{line}: {error.problem}") from None
    except ValueError as error:  # a date such as 2026-02-30
        raise RulesError(f"{name}: {error}") from None
    return built


def _repeated_keys(root: yaml.Node) -> Iterator[tuple[str, int]]:
    for node in _all_nodes(root, MAX_NODES):
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in seen:
                        yield key.value, key.start_mark.line + 1
                    seen.add(key.value)


def line_of(root: yaml.Node | None, path: Sequence[str | int]) -> int:
    """The line (from 1) at which `path` stands, or the nearest thing above it."""
    line, node = 1, root
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


_WORDS = {
    "Extra inputs are not permitted": "unknown key",
    "Field required": "is missing",
    "Input should be a valid string": "must be text; put it in quotes",  # 0123 unquoted is another number
}


def _path(parts: Sequence[str | int]) -> str:
    return ".".join(map(str, parts)) or "the file"


def _say(message: str) -> str:
    return _WORDS.get(message, message.removeprefix("Value error, "))
