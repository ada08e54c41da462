"""Drugs that a paper names only within a name: a clinic called after its treatment gives none by that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packetizer.model import Page
from packetizer.understanding.facts.care.drugs import Mention, drugs_named
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.facts.making import Draft
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton

_KIND = "treatment.drug"
_NAMES = ("name.provider", "name.merchant", "name.insurer")


def without_namesakes(drafts: Sequence[Draft], pages: Sequence[Page], lexicon: Lexicon) -> Iterator[Draft]:
    """The drafts less the drugs of which each mention on their page is part of a name of the paper."""
    names = {str(item.value) for item in drafts if item.kind in _NAMES}
    borne = {hit.key for name in names for hit in lexicon.drug_phrases.find(skeleton(name))}
    by_ref = {page.ref: page for page in pages}
    for item in drafts:
        if item.kind == _KIND and item.value in borne and item.page in by_ref:
            named = drugs_named(sheet_of(by_ref[item.page], lexicon), lexicon)
            if all(_in_name(one, names) for one in named if one.generic == item.value):
                continue
        yield item


def _in_name(mention: Mention, names: set[str]) -> bool:
    text = mention.cell.text
    return any(
        match.start() <= mention.start and mention.end <= match.end()
        for name in names
        for match in re.finditer(re.escape(name), text, re.IGNORECASE)
    )
