"""From rule folders to a checked library: every problem of every file at once, and nothing on half a rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from importlib.resources import files as package_files
from pathlib import Path

from packetizer.errors import RulesError
from packetizer.rules.library import Library, LoadedFile
from packetizer.rules.schema import Condition, Requirement, RuleFile
from packetizer.yamlfile import Parsed, Place, Problem, load_shipped, parse_file, validated

_SUFFIXES = (".yaml", ".yml")


def load_library(extra_dirs: Sequence[Path] = ()) -> Library:
    """The shipped rules and those of `extra_dirs`; a file there replaces a shipped one of the same name.

    Raises RulesError with every problem found, each with its file and line.
    """
    library, problems = read_library(shipped_dir(), extra_dirs)
    if problems:
        raise RulesError(report(problems))
    return library


def report(problems: Sequence[Problem]) -> str:
    """Problems as a message for the person at the keyboard."""
    count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n".join([f"The rule files have {count}:", *(f"  {problem}" for problem in problems)])


def check_files(paths: Sequence[Path]) -> tuple[Problem, ...]:
    """What is wrong with these rule files, each looked at as if it lay beside the shipped ones."""
    shipped, problems = read_library(shipped_dir(), ())
    by_name = {file.name: file for file in shipped.files}
    given: dict[str, Path] = {}
    for path in paths:
        file, found = _read_one(path, _name_of(path), str(path), shipped=False)
        problems += found
        if file is not None:
            by_name[file.name] = file
            given[file.name] = path
    problems += _across(tuple(by_name.values()), {name: str(path) for name, path in given.items()})
    return tuple(_with_lines(problems, {str(path): path for path in given.values()}))


def shipped_dir() -> Path:
    """Inside the wheel; in a checkout, the `rules/` beside `src/`."""
    inside = Path(str(package_files("packetizer"))) / "rules" / "shipped"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "rules"


def read_library(shipped: Path, extra_dirs: Sequence[Path]) -> tuple[Library, list[Problem]]:
    """All files that are right in themselves, and every problem."""
    problems: list[Problem] = []
    paths: dict[str, tuple[Path, bool]] = {}
    for folder in (shipped, *extra_dirs):
        if not folder.is_dir():
            problems.append(Problem(str(folder), "is not a folder of rule files"))
            continue
        for path in _rule_paths(folder):
            paths[path.relative_to(folder).as_posix()] = (path, folder is shipped)
    loaded, origin = [], {}
    for name, (path, is_shipped) in paths.items():
        label = name if is_shipped else str(path)
        file, found = _read_one(path, name, label, shipped=is_shipped)
        problems += found
        origin[name] = label
        if file is not None:
            loaded.append(file)
    problems += _across(tuple(loaded), origin, complete=len(loaded) == len(paths))
    labels = {origin[name]: path for name, (path, _) in paths.items()}
    return Library.of(tuple(loaded)), _with_lines(problems, labels)


def _rule_paths(folder: Path) -> Iterable[Path]:
    found = (path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
    return sorted(
        path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _name_of(path: Path) -> str:
    """The name under which a loose file would stand: with its kind's folder where it lies in one."""
    return (
        path.name
        if path.parent.name not in {"regimes", "reasons", "treatments"}
        else "/".join(path.parts[-2:])
    )


def _read_one(path: Path, name: str, label: str, *, shipped: bool) -> tuple[LoadedFile | None, list[Problem]]:
    rules, problems = (_sound(path) if shipped else None), list[Problem]()
    if rules is None:
        rules, problems = validated(parse_file(path, label), RuleFile, label)
    return (LoadedFile(name, shipped, rules) if rules else None), problems


def _sound(shipped: Path) -> RuleFile | None:
    """A shipped file, which is parsed once and for all; None where something is wrong with it."""
    try:
        return load_shipped(shipped, RuleFile)
    except RulesError:
        return None


def _with_lines(problems: Sequence[Problem], paths: dict[str, Path]) -> list[Problem]:
    """Problems found across files know the place; the line is looked up in the file again."""
    parsed: dict[str, Parsed] = {}
    completed = []
    for problem in problems:
        if problem.line is None and problem.file in paths:
            tree = parsed.setdefault(problem.file, parse_file(paths[problem.file], problem.file))
            completed.append(Problem(problem.file, problem.message, tree.line(problem.place), problem.place))
        else:
            completed.append(problem)
    return completed


# ---------------------------------------------------------------- what only the files together can tell


def _across(files: Sequence[LoadedFile], labels: dict[str, str], *, complete: bool = True) -> list[Problem]:
    """Problems between files. Not `complete`: a file could not be read, and it may hold what others need."""
    by_id: dict[str, LoadedFile] = {}
    problems = []
    for file in sorted(files, key=lambda file: (not file.shipped, file.name)):  # an own file is to blame
        label = labels.get(file.name, file.name)
        first = by_id.setdefault(file.rules.id, file)
        if first is not file:
            other = labels.get(first.name, first.name)
            problems.append(Problem(label, f"has the same id as {other}: {file.rules.id!r}", place=("id",)))
        problems += [Problem(label, message, place=place) for place, message in _citations(file.rules)]
    if not complete:
        return problems
    families = {name for file in files for name in file.rules.diagnosis_families}
    for file in files:
        label = labels.get(file.name, file.name)
        found = [*_extends(file, by_id), *_families(file.rules, families), *_definitions(file, by_id)]
        problems += [Problem(label, message, place=place) for place, message in found]
    return problems


def _extends(file: LoadedFile, by_id: dict[str, LoadedFile]) -> Iterable[tuple[Place, str]]:
    parent = file.rules.extends
    if parent is None:
        return
    if file.rules.kind != "insurer":
        yield ("extends",), "only an insurer's file extends another"
    elif parent not in by_id:
        yield ("extends",), f"there is no rule file with id {parent!r}{_perhaps(parent, by_id)}"
    elif by_id[parent].rules.kind not in {"insurer", "base"}:
        yield ("extends",), f"{parent!r} is not an insurer's file"
    else:
        seen = [file.rules.id]
        while parent in by_id:
            if parent in seen:
                yield ("extends",), f"goes in a circle: {' → '.join([*seen, parent])}"
                return
            seen.append(parent)
            parent = by_id[parent].rules.extends or ""


def _perhaps(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; perhaps {close[0]!r} is meant" if close else ""


def _citations(rules: RuleFile) -> Iterable[tuple[Place, str]]:
    for section in ("requirements", "deadlines", "routes", "forms", "policies", "notes"):
        for number, part in enumerate(getattr(rules, section)):
            if part.cites is not None and part.cites not in rules.sources:
                yield (section, number, "cites"), _no_source(part.cites, rules)
    if rules.notice is None:
        return
    if rules.notice.cites not in rules.sources:
        yield ("notice", "cites"), _no_source(rules.notice.cites, rules)
    for number, element in enumerate(rules.notice.elements):
        if element.cites not in rules.sources:
            yield ("notice", "elements", number, "cites"), _no_source(element.cites, rules)


def _no_source(tag: str, rules: RuleFile) -> str:
    return f"{tag!r} is not among this file's sources{_perhaps(tag, rules.sources)}"


def _conditions(rules: RuleFile) -> Iterable[tuple[Place, Condition]]:
    for number, condition in enumerate(rules.when):
        yield ("when", number), condition
    for section in ("requirements", "deadlines", "routes", "forms", "notes"):
        for number, part in enumerate(getattr(rules, section)):
            for inner, condition in enumerate(part.when):
                yield (section, number, "when", inner), condition
    for number, element in enumerate(rules.notice.elements if rules.notice else ()):
        for inner, condition in enumerate(element.when):
            yield ("notice", "elements", number, "when", inner), condition


def _families(rules: RuleFile, known: set[str]) -> Iterable[tuple[Place, str]]:
    for place, condition in _conditions(rules):
        for name in condition.diagnosis:
            if name not in known:
                yield (*place, "diagnosis"), f"unknown diagnosis family {name!r}{_perhaps(name, known)}"
    for score, names in rules.scale_families.items():
        for name in names:
            if name not in known:
                yield ("scale_families", score), f"unknown diagnosis family {name!r}{_perhaps(name, known)}"


def _definitions(file: LoadedFile, by_id: dict[str, LoadedFile]) -> Iterable[tuple[Place, str]]:
    """A requirement must be whole: in this file, in a file that it extends, or in one that everybody uses."""
    reachable = [other for other in by_id.values() if other.rules.kind == "base"]
    above, seen = by_id.get(file.rules.extends or ""), {file.rules.id}
    while above is not None and above.rules.id not in seen:
        reachable.append(above)
        seen.add(above.rules.id)
        above = by_id.get(above.rules.extends or "")
    defined = {item.id for other in reachable for item in other.rules.requirements if not _lacking(item)}
    for number, item in enumerate(file.rules.requirements):
        lacking = _lacking(item)
        if item.id not in defined and lacking:
            yield (
                ("requirements", number, "id"),
                f"unknown requirement {item.id!r}{_perhaps(item.id, defined)}; "
                f"one of your own needs also {', '.join(lacking)}",
            )
        defined.add(item.id)


def _lacking(item: Requirement) -> tuple[str, ...]:
    fields = {
        "title": item.title,
        "severity": item.severity,
        "met_by": item.met_by,
        "why": item.why,
        "fix": item.fix,
    }
    return tuple(name for name, value in fields.items() if not value)
