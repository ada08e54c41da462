"""Remembering what was found on a page: several families and `settle` ask the same of the same page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_KEPT = 512  # pages: a case is read page by page, then paper by paper, and few have more


def once_a_page(fn: Callable[P, R], most: int = _KEPT) -> Callable[P, R]:
    """Keep the last results by identity of the arguments: hashing a page's words costs more than the work."""
    kept: OrderedDict[tuple[int, ...], tuple[tuple[object, ...], R]] = OrderedDict()

    @wraps(fn)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
        key = tuple(id(arg) for arg in args)
        if key in kept:
            return kept[key][1]  # the arguments are held, so that no other object can have their identity
        result = fn(*args, **kwargs)
        kept[key] = (args, result)
        if len(kept) > most:
            kept.popitem(last=False)
        return result

    return remembered
