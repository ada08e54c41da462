"""What is made of the package's own data files, kept beside them as Python keeps its compiled modules.

Parsing YAML takes twenty times as long as reading the same values as JSON. What is kept is bound to the
contents of all that it was made from; where it may not be written, it is made each time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from importlib.util import cache_from_source
from pathlib import Path
from typing import TypeVar

V = TypeVar("V")

_DIGEST = hashlib.sha256
_LENGTH = _DIGEST().digest_size


def kept_value(file: Path, made: Callable[[], V]) -> V:
    """What `made` makes of a file of the package, or made of the same contents before.

    It is plain: lists, mappings with words for keys, words, numbers, truths and days.
    """
    try:
        contents = file.read_bytes()
    except OSError:
        return made()  # which says why
    body = load_kept(file, contents)
    if body is not None:
        kept: V = json.loads(body, object_hook=_day_or_all)
        return kept
    value = made()
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_as_day)
    keep(file, contents, text.encode("utf-8", "surrogatepass"))
    return value


_DAY = "\0day"  # a key that no data file has


def _as_day(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError(f"{type(value).__name__} is not kept")


def _day_or_all(said: dict[str, object]) -> object:
    day = said.get(_DAY)
    return date.fromisoformat(day) if isinstance(day, str) else said


def load_kept(file: Path, made_from: bytes) -> bytes | None:
    """What was kept for `file` and is whole, if it was made from this."""
    try:
        raw = _place(file).read_bytes()
    except (OSError, NotImplementedError):
        return None
    body = raw[_LENGTH:]
    return body if raw[:_LENGTH] == _seal(made_from, body) else None


def keep(file: Path, made_from: bytes, body: bytes) -> None:
    """Keep `body` for `file`; a reader never sees half of it. Not where Python keeps nothing either."""
    if sys.dont_write_bytecode:
        return
    try:
        place = _place(file)
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_seal(made_from, body) + body)
            Path(beside).chmod(0o644)  # as a compiled module: nothing of a case is in it
            Path(beside).replace(place)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except (OSError, NotImplementedError):
        return


def _seal(made_from: bytes, body: bytes) -> bytes:
    return _DIGEST(_DIGEST(made_from).digest() + body).digest()


def _place(file: Path) -> Path:
    """In `__pycache__`, or where the user has Python keep compiled modules."""
    return Path(cache_from_source(f"{file}.py")).with_suffix(".kept")
