"""Whether a name is an organisation's."""

from __future__ import annotations

from packetizer.understanding.lore.entries import FirmWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

_ORGANISATION = Framed(FirmWords, r"\b%{organisations}\b")


def names_organisation(text: str, lexicon: Lexicon) -> bool:
    return _ORGANISATION.of(lexicon.firms).search(text) is not None
