"""Which of two words is the given name: `CHEE HUMPHREY`, a fitted model of letters and of whole names.

`bench/fit_order.py` fits it on the names of the US Census and of many languages.
"""

from __future__ import annotations

from functools import lru_cache

from packetizer.understanding.lore.wordmodel import ORDER_WORDS, WordModel, load

FAMILY, GIVEN = "family", "given"
REVERSED = 0.4  # by how much the second word must look more like a given name than the first
MIDDLE = 2.0  # by how much a word looks like a given name that is dropped between two others
_LONGEST = 4  # letters of a part


def parts_of(name: str) -> frozenset[str]:
    """Pairs and triples of letters and more, with the word's ends."""
    word = f"^{name}$"
    return frozenset(
        word[at : at + size] for size in range(2, _LONGEST + 1) for at in range(len(word) - size + 1)
    )


def whole(name: str) -> str:
    """The part that is all of a name: what is known of it besides its letters."""
    return f"={name}"


def givenness(name: str, model: WordModel) -> float:
    logs = model.chances(parts_of(name) | {whole(name)})
    return float(logs[model.kinds.index(GIVEN)] - logs[model.kinds.index(FAMILY)])


@lru_cache(maxsize=5000)
def family_first(first: str, second: str) -> bool:
    """Whether the first of two words is rather the family's name."""
    one, two = first.lower().strip(".,"), second.lower().strip(".,")
    model = load(ORDER_WORDS)
    if "-" in one and "-" not in two:  # "WHITMAN-LEE EUDORA", but "JEAN-PAUL TULL"
        return givenness(two, model) > min(givenness(part, model) for part in one.split("-") if part)
    return givenness(two, model) - givenness(one.rsplit("-", 1)[-1], model) > REVERSED


@lru_cache(maxsize=5000)
def without_middle(name: str, two_given: frozenset[str], family_begins: frozenset[str]) -> str:
    """`First Last` of `First Middle Last`, where the middle is a given name, no family name.

    `two_given`: first names of two words, of which none is a middle name ("mary beth"); `family_begins`:
    words that begin a family name of two ("del", "van").
    """
    words = name.split()
    if len(words) != 3 or not all(word[:1].isupper() and word.isalpha() for word in words):
        return name
    if words[1].lower() in family_begins or " ".join(words[:2]).lower() in two_given:
        return name
    given = givenness(words[1].lower(), load(ORDER_WORDS)) > MIDDLE and len(words[2]) > 1
    return f"{words[0]} {words[2]}" if given and len(words[1]) > 1 else name
