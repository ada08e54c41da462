"""Which paper of one build is which of another: by the pages they share, whatever they are called. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

Key = tuple[str, int]  # SHA-256 of the file a page is from, and its number there


def matched(before: Mapping[str, frozenset[Key]], now: Mapping[str, frozenset[Key]]) -> dict[str, str]:
    """For papers of now (by id) the id of the one they were; none is matched twice.

    Where a paper was parted or joined, the one that shares most pages is the same; of equals, the first.
    """
    holders: dict[Key, list[str]] = {}
    for id_, keys in before.items():
        for key in keys:
            holders.setdefault(key, []).append(id_)
    order = {id_: at for at, id_ in enumerate([*before, *now])}
    shared = Counter((new, old) for new, keys in now.items() for key in keys for old in holders.get(key, ()))
    found: dict[str, str] = {}
    taken = set[str]()
    for (new, old), _ in sorted(
        shared.items(), key=lambda item: (-item[1], order[item[0][1]], order[item[0][0]])
    ):
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found
