"""Imported once, by the process that builds are forked from: what all of them need is read once."""

from contextlib import suppress

from packetizer.errors import RulesError
from packetizer.understanding.lore.knowledge import load_knowledge

with suppress(RulesError):  # the build says what is wrong
    load_knowledge()
