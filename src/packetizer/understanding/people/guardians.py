"""A parent or guardian whom papers name: of a client who is under age one of them signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from packetizer.model import Content, Document, Page
from packetizer.understanding.lore.entrytypes import AnyOf, Entry
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.page.text import lines
from packetizer.yamlfile import load_shipped

GUARDIAN = "guardian"  # the id of such a content; its words are the name
_NAME = r"(?P<name>[A-Z][\w'’-]+(?: [A-Z]\.?)? [A-Z][\w'’-]+)"
_DEAR = re.compile(rf"\bDear (?:M(?:r|s|rs|x)\.? )?{_NAME}\s?[:,]")


class GuardianWords(Entry):
    """data/guardians.yaml."""

    signs: AnyOf
    family: AnyOf
    addressed: AnyOf

    @cached_property
    def signing(self) -> re.Pattern[str]:
        """A label of who signs, and the name behind it."""
        return re.compile(rf"(?i:{self.signs.pattern})(?i:[^:.A-Za-z]|name|\(print\)){{0,3}}:[\s_]*{_NAME}")

    @cached_property
    def related(self) -> re.Pattern[str]:
        """`mother, Mary Test`, or `Mary Test, mother of`."""
        kin = f"(?i:{self.family.pattern})"
        last = _NAME.replace("?P<name>", "?P<other>")
        return re.compile(rf"{kin}\s?[,:(]\s?{_NAME}|{last}\s?[,(]\s?(?:(?:the|his|her|their)\s)?{kin}")


def guardians(
    documents: Sequence[Document], pages: Sequence[Page], client: str | None
) -> tuple[Content, ...]:
    """Where papers name a parent or guardian of the client, each with the name.

    Beside "mother" in a note any words with capitals may stand: there it is a name only with the client's own
    family name. Where somebody signs or is written to as the parent, the name is believed.
    """
    by_ref = {page.ref: page for page in pages}
    words = load_words()
    found: list[Content] = []
    for document in documents:
        for ref in document.pages:
            text = " ".join(line.text for line in lines(by_ref[ref])) if ref in by_ref else ""
            for name in dict.fromkeys(_names(text, words, client or "")):
                if name.casefold() != (client or "").casefold():
                    found.append(Content(document.id, GUARDIAN, ref, words=name))
    return tuple(found)


def _names(text: str, words: GuardianWords, client: str) -> Iterator[str]:
    yield from (match["name"] for match in words.signing.finditer(text))
    if words.addressed.search(text):
        yield from (match["name"] for match in _DEAR.finditer(text))
    family = client.split()[-1].casefold() if client.split() else ""
    for match in words.related.finditer(text):
        name = match["name"] or match["other"]
        if family and name.split()[-1].casefold() == family:
            yield name


@lru_cache(maxsize=1)
def load_words() -> GuardianWords:
    return load_shipped(DATA / "guardians.yaml", GuardianWords)
