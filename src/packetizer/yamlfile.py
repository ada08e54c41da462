"""YAML that people write by hand: plain values, each with its line; a hostile file ends in a problem.

Values are built from the composed node tree, not by the YAML constructor: so lines are known, keys that are
written twice are seen, no tag makes an object, and aliases count as often as they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from packetizer.errors import RulesError
from packetizer.kept import kept_value

MAX_BYTES = 1_000_000
MAX_NODES = 20_000  # an honest file has under two thousand
MAX_DEPTH = 20

Plain = str | int | float | bool | date | None | Sequence["Plain"] | Mapping[str, "Plain"]
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file."""

    file: str
    message: str
    line: int | None = None  # 1-based
    place: Place = ()  # path in the document

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.place).lstrip(
            "."
        )
        return f"{where}: {path}: {self.message}" if path else f"{where}: {self.message}"


@dataclass(slots=True)
class _Tree:
    file: str
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """A YAML file's value; `lines` gives the 1-based line of each place in it."""

    value: Plain
    lines: Mapping[Place, int]
    problems: tuple[Problem, ...]

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest place around it."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return None


M = TypeVar("M", bound=BaseModel)


def load_model(file: Path, model: type[M], *, may_be_empty: bool = False, told_in: str = "") -> M:
    """The file as a `model`. RulesError (exit code 3) names every problem at once, each with its line, and
    where to read what such a file may say."""
    parsed = parse_file(file, file.name)
    if may_be_empty and parsed.problems == (_empty(file.name),):
        parsed = Parsed({}, {}, ())
    made, problems = validated(parsed, model, file.name)
    if made is None:
        more = [f"What {file.name} may say: see {told_in}"] if told_in else []
        raise RulesError("\n".join([*map(str, problems), *more]))
    return made


def load_shipped(file: Path, model: type[M]) -> M:
    """A file of the package as a `model`, with RulesError as `load_model` has it."""
    try:
        return model.model_validate(shipped_value(file))
    except ValidationError:
        return load_model(file, model)  # says where


def shipped_value(file: Path) -> Plain:
    """What a file of the package says, parsed once and for all. RulesError names every problem of it."""
    return kept_value(file, lambda: _sound_value(file))


def _sound_value(file: Path) -> Plain:
    parsed = parse_file(file, file.name)
    if parsed.problems:
        raise RulesError("\n".join(map(str, parsed.problems)))
    return parsed.value


def validated(parsed: Parsed, model: type[M], file: str) -> tuple[M | None, list[Problem]]:
    """A parsed file as a `model`, or None with every problem; `file` is its name in messages."""
    if parsed.problems:
        return None, list(parsed.problems)
    try:
        return model.model_validate(parsed.value), []
    except ValidationError as error:
        return None, [
            Problem(file, _say(e["type"], e["msg"]) + _hint(model, e), parsed.line(e["loc"]), e["loc"])
            for e in error.errors(include_url=False, include_context=False, include_input=False)
        ]


_WORDS = {
    "extra_forbidden": "unknown key",
    "missing": "is missing",
    "string_type": "must be text; put it in quotes",  # 0123 unquoted is another number
}


def _say(kind: str, message: str) -> str:
    """A validation message in plain words; `kind` is pydantic's type of the error."""
    return _WORDS.get(kind, message.removeprefix("Value error, "))


def _hint(model: type[BaseModel], error: ErrorDetails) -> str:
    if error["type"] != "extra_forbidden":
        return ""
    from packetizer.keynames import hint  # only where a file is wrong

    return hint(model, error["loc"])


class _TooMuchError(Exception):
    """The document unfolds into more than any honest file needs."""


def parse_file(path: Path, file: str) -> Parsed:
    """Read a YAML file; `file` is its name in messages."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return _failed(file, f"larger than {MAX_BYTES // 1000} kB; such a file is a few pages of text")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _failed(file, f"not UTF-8 (byte {error.start + 1}); save it as UTF-8")
    except OSError as error:
        return _failed(file, f"cannot be read: {error.strerror}")
    return parse_text(text, file)


def parse_text(text: str, file: str) -> Parsed:
    """Parse YAML text; `file` is its name in messages."""
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        return _failed(file, f"not valid YAML: {error.problem}", line)
    except (yaml.YAMLError, RecursionError):
        return _failed(file, "not valid YAML: unreadable characters or nested too deep")
    if node is None:
        return Parsed(None, {}, (_empty(file),))
    tree = _Tree(file)
    try:
        value = _build(node, (), tree)
    except _TooMuchError as error:
        return _failed(file, str(error))
    return Parsed(value, tree.lines, tuple(tree.problems))


def _empty(file: str) -> Problem:
    return Problem(file, "is empty")


def _failed(file: str, message: str, line: int | None = None) -> Parsed:
    return Parsed(None, {}, (Problem(file, message, line),))


def _build(node: yaml.Node, place: Place, tree: _Tree) -> Plain:
    tree.nodes += 1
    if tree.nodes > MAX_NODES or len(place) > MAX_DEPTH:
        raise _TooMuchError(
            "unfolds into far more than such a file can hold (anchors and aliases gone wild?)"
        )
    tree.lines.setdefault(place, node.start_mark.line + 1)
    if not isinstance(node, yaml.ScalarNode) and not node.tag.endswith((":map", ":seq")):
        message = f"tag {node.tag} is not allowed"
        tree.problems.append(Problem(tree.file, message, node.start_mark.line + 1, place))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, tree)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*place, number), tree) for number, item in enumerate(node.value)]
    return _scalar(node, place, tree)


def _mapping(node: yaml.MappingNode, place: Place, tree: _Tree) -> dict[str, Plain]:
    built: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key is None or key == "<<":
            tree.problems.append(Problem(tree.file, "only plain words may be keys", line, place))
        elif key in built:
            tree.problems.append(Problem(tree.file, "is given twice", line, (*place, key)))
        else:
            tree.lines[(*place, key)] = line
            built[key] = _build(value_node, (*place, key), tree)
    return built


def _scalar(node: yaml.Node, place: Place, tree: _Tree) -> Plain:
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    construct = _SCALARS.get(kind)
    if construct is None:
        message = f"tag {node.tag} is not allowed"
    else:
        try:
            return construct(node.value)
        except ValueError:
            message = f"{node.value[:40]!r} is not a {'date' if kind == 'timestamp' else 'number'}"
    tree.problems.append(Problem(tree.file, message, node.start_mark.line + 1, place))
    return None


_SCALARS: dict[str, Callable[[str], Plain]] = {
    "str": str,
    "int": lambda text: int(text.replace("_", ""), 10),
    "float": lambda text: float(text.replace("_", "")),
    "bool": lambda text: text.lower() in {"true", "yes", "on"},
    "null": lambda _text: None,
    "timestamp": date.fromisoformat,
}
