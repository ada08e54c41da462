"""Whose the account is that a practice's receipt or bill names: one paper that names the patient proves it.

A receipt from a till prints the patient's number with the practice and nobody's name, or only that of the
card. Another paper of the practice has the same number beside its patient.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from packetizer.model import Document
from packetizer.understanding.kinds import FactKind
from packetizer.understanding.lore.entrytypes import AnyOf, Entry
from packetizer.understanding.lore.knowledge import Knowledge
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.page.look import Look, squash
from packetizer.understanding.people.identity import Whose, facts_of
from packetizer.understanding.people.standing import Standing, standing_of
from packetizer.yamlfile import load_shipped

_FEWEST_DIGITS = 4  # of a number that tells patients apart


class AccountLabels(Entry):
    """data/accounts.yaml."""

    labels: AnyOf

    @cached_property
    def numbered(self) -> re.Pattern[str]:
        """A label and the number right behind it: `ACCT 30977`, `Account No. TO-11872`; no masked one."""
        number = r"(?P<number>[A-Z]{0,4}-?\d[\dA-Z-]{2,14})(?![\w*])"
        return re.compile(rf"(?i:\b(?:{self.labels.pattern}))(?i:\s?(?:no|num|id)\b)?[\s.:#]{{1,4}}{number}")


@lru_cache(maxsize=1)
def load_labels() -> AccountLabels:
    return load_shipped(DATA / "accounts.yaml", AccountLabels)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The numbers of patients that the case's papers prove."""

    clients: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def whose(self, found: Whose, document: Document, looks: Sequence[Look], knowledge: Knowledge) -> Whose:
        """Whose a paper is, where by its names alone it was thought `found`.

        A number is another's only where no number of the client's stands beside it. Who pays for the
        client's account is not who was treated; a paper that names another patient stays that patient's.
        """
        if found is Whose.CLIENT or not knowledge.types[document.type].personal:
            return found
        printed = accounts_on(document, looks, knowledge)
        if printed & self.clients:
            named = _says_patient(document, looks, knowledge.lexicon)
            return found if named or printed & self.others else Whose.CLIENT
        return Whose.OTHER if printed & self.others else found


def accounts_of(
    documents: Sequence[Document],
    found: Sequence[Whose],
    looks: Sequence[Sequence[Look]],
    knowledge: Knowledge,
) -> Accounts:
    """What the papers prove that name their patient outright; a number of both is a family's, of nobody."""
    proven: dict[Whose, set[str]] = {Whose.CLIENT: set(), Whose.OTHER: set()}
    for document, belongs, pages in zip(documents, found, looks, strict=True):
        if belongs in proven and _says_patient(document, pages, knowledge.lexicon):
            proven[belongs] |= accounts_on(document, pages, knowledge)
    clients, others = proven[Whose.CLIENT], proven[Whose.OTHER]
    return Accounts(frozenset(clients - others), frozenset(others - clients))


def accounts_on(document: Document, looks: Sequence[Look], knowledge: Knowledge) -> frozenset[str]:
    """The numbers of patients on a paper; a bank's accounts, and an employer's with an insurer, are none."""
    role = knowledge.lexicon.role(document.type)
    if role.by_insurer or role.pays == "proof":
        return frozenset()
    lines = (line.text for look in looks for line in look.lines)
    numbers = (match["number"] for line in lines for match in load_labels().numbered.finditer(line))
    return frozenset(squash(one) for one in numbers if sum(map(str.isdigit, one)) >= _FEWEST_DIGITS)


def _says_patient(document: Document, looks: Sequence[Look], lexicon: Lexicon) -> bool:
    """Whether a paper calls one person its patient, by a label or a birth date."""
    names = {str(fact.value) for fact in facts_of(document, FactKind.NAME_PATIENT)}
    if len(names) == 1 and facts_of(document, FactKind.DATE_BIRTH):
        return True
    return bool(names) and {standing_of(name, looks, lexicon) for name in names} == {Standing.PATIENT}
