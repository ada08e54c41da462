"""The wordings around people's names (data/patients.yaml) as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from packetizer.understanding.lore.entries import PatientWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import wording

_SURNAME = r"(?:[A-Z]\.?\s|[A-Z][a-z]+\s)?([A-Z][\w'’-]+)"  # behind a title, with what may stand before it


@dataclass(frozen=True, slots=True)
class PersonWords:
    """What stands around people's names, as patterns.

    `title` begins a text and stands before a name; `mister`, `fellow` and `doctor` are its kinds, `before_…`
    what ends with one, `misters` and `doctors` find the surnames that one stands before.
    """

    title: re.Pattern[str]
    mister: re.Pattern[str]
    fellow: re.Pattern[str]
    doctor: re.Pattern[str]
    before_mister: re.Pattern[str]
    before_doctor: re.Pattern[str]
    misters: re.Pattern[str]
    doctors: re.Pattern[str]
    halves: re.Pattern[str]
    title_alone: re.Pattern[str]
    titled: re.Pattern[str]
    titled_whole: re.Pattern[str]
    dear: re.Pattern[str]
    thanks: re.Pattern[str]
    thanked: re.Pattern[str]
    spoken_to: re.Pattern[str]
    spoken_of: re.Pattern[str]
    described: re.Pattern[str]
    acts: re.Pattern[str]
    demographics: re.Pattern[str]
    files: re.Pattern[str]
    headings: re.Pattern[str]
    seen: re.Pattern[str]
    parties: re.Pattern[str]
    firm_after: re.Pattern[str]
    quoted: re.Pattern[str]
    about: re.Pattern[str]
    about_alone: re.Pattern[str]
    under: re.Pattern[str]
    agents: re.Pattern[str]
    account: re.Pattern[str]
    declares: re.Pattern[str]
    saw: re.Pattern[str]
    sent: re.Pattern[str]
    i_am: re.Pattern[str]
    yours: re.Pattern[str]


@lru_cache(maxsize=1)
def words_of(lexicon: Lexicon) -> PersonWords:
    """The patterns, made once."""
    words = lexicon.patients
    return PersonWords(**_titles(words), **_around(words))


def _titles(words: PatientWords) -> dict[str, re.Pattern[str]]:
    """What stands right before a name: titles, greetings."""
    civil, fellows = _capitals(words.titles), _capitals(words.fellows)
    everybody = _capitals((*words.titles, *words.fellows, *words.offices))
    doctors = _capitals(words.doctors)
    guardian = rf"(?:\s(?:or|and)\s|\s?/\s?){wording(words.guardians)}"
    kin = rf"(?:(?:the\s)?{wording(words.kin_of)}(?:{guardian})?\sof\s)?"
    return {
        "title": re.compile(rf"(?:{everybody})\.?\s+(?=[A-Z])"),
        "mister": re.compile(rf"(?:{civil}|{fellows})\.?\s+", re.IGNORECASE),
        "fellow": re.compile(rf"(?:{fellows})\b"),
        "doctor": re.compile(rf"(?:{doctors})\b", re.IGNORECASE),
        "before_mister": re.compile(rf"\b(?:{civil}|{fellows})\.?\s$"),
        "before_doctor": re.compile(rf"\b(?:{doctors})\.?\s*$"),
        "misters": re.compile(rf"\b(?:{civil})\.?\s{_SURNAME}"),
        "doctors": re.compile(rf"\b(?:{doctors})\.?\s{_SURNAME}"),
        "halves": re.compile(rf"(?:{doctors}|{civil})\.?\s([A-Z][\w'’-]+)\s\(([A-Z][a-z'’-]+)\)(?=\W|$)"),
        "title_alone": re.compile(rf"^(?=(?:{civil})\.?\s[A-Z][\w'’-]+\s?[,:]$)"),
        "titled": re.compile(rf"(?<![\w.])(?:{civil})\.?\s(?=[A-Z])"),
        "titled_whole": re.compile(rf"(?<![\w.])(?:{civil})\.?\s(?=[A-Z][a-z]+,?\s[A-Z])"),
        "dear": re.compile(
            rf"^{wording(words.greetings)}[\s,]+"
            rf"(?!(?:{doctors})\b(?!.*\band\s(?:{civil})\b)|{wording(words.greeted_not)}\b)"
            rf"(?:{wording(words.greeted)}\s(?=[A-Z]))?{kin}",
            re.IGNORECASE,
        ),
        "thanked": re.compile(rf"\b(?i:{wording(words.thanks_to)}),?\s(?=[A-Z])"),
        "thanks": re.compile(rf"^(?i:{wording(words.thanks)}),\s(?=[A-Z])"),
    }


def _around(words: PatientWords) -> dict[str, re.Pattern[str]]:
    """What leads up to a name, and what stands behind it."""
    any_title = rf"(?:(?:{_capitals(words.titles)})\.?\s)?"
    return {
        "spoken_to": re.compile(rf"^,\s{wording(words.spoken_to)}\b"),
        "spoken_of": re.compile(
            rf"\b(?i:{wording(words.spoken_of)}),?\s(?:{wording(words.spoken_by)},?\s)?{any_title}(?=[A-Z])"
        ),
        "described": re.compile(
            rf"['’]?s?,?\s(?:\([^)]{{0,30}}\),?\s)?{wording(words.described)}\s"
            r"\d{1,3}\s?[- ]?(?:years?|yrs?|y[./]?o)\b",
            re.IGNORECASE,
        ),
        "account": re.compile(rf"(?<=[\w.])\s{wording(words.accounts)}\b", re.IGNORECASE),
        "acts": re.compile(rf"^\s{wording(words.acts)}\b", re.IGNORECASE),
        "demographics": re.compile(
            r"^\s?(?:\([A-Za-z/]{1,8}\)\s?)?[|,;/·•\-–(]?\s?"
            rf"(?:{wording(words.demographics)}\b|[FM]\b(?!\.)|\d{{1,3}}\s?(?:y(?:ea)?rs?|y[./]?o|[FM])\b|b\.\s?\d|"
            r"(?:mr|rx)\s?#|#\s?\d{3}|[x*]{3}-[x*]{2}-\d{4}|"
            r"(?:member|mbr|id)\s?(?:no\.?|#|number|id)?:?\s[A-Z0-9 -]*\d{3})",
            re.IGNORECASE,
        ),
        "files": re.compile(rf"^{wording(words.files)}\b[\s:.#]*[A-Z]{{0,4}}-?\d[\d-]{{2,}}$", re.IGNORECASE),
        "headings": re.compile(rf"^\s?[-–|:]\s?{wording(words.headings)}\b", re.IGNORECASE),
        "seen": re.compile(rf"^[\s,|–-]{{1,3}}{wording(words.seen)}\b", re.IGNORECASE),
        "parties": re.compile(rf"^(?:,\s|\s{{1,2}}\()(?i:{wording(words.parties)})\b"),
        "firm_after": re.compile(
            rf"^\s(?:(?:and|&)\s)?(?:\w+\s)?(?:{wording(words.firms_after)}\b|{wording(words.firms_last)}(?=$|[.,;)]|\s{{2}}))",
            re.IGNORECASE,
        ),
        "quoted": re.compile(r"[\"“](?:[^\"”]{0,40}?\bfor\s)?(?=[A-Z])"),
        "about": re.compile(
            rf"^(?i:{wording((*words.about, *words.about_marked))})\s?(?:[:\-–]|\.{{2,}})\s*(?=[A-Z])"
        ),
        "about_alone": re.compile(rf"(?i:{wording(words.about)})\s?[:.·_\-–]*"),
        "under": re.compile(
            rf"^\W*(?!{wording(words.labels_not)}\b){wording(words.labels_under)}(?:['’]?s)?"
            rf"(?:\s?{wording(words.labels_tails)}|\s?/\s?\w+)?",
            re.IGNORECASE,
        ),
        "agents": re.compile(rf"\b{wording(words.agents)}:?\s$", re.IGNORECASE),
        "declares": re.compile(
            r"\bI,?\s(?:\([^)]*\)\s)?(?P<name>[A-Z][^:;]{3,40}?),?\s(?:\([^)]*\),?\s)?"
            rf"(?:{wording(words.declares)}\b|$)",
        ),
        "saw": re.compile(rf"\b(?:(?i:{wording(words.saw)})\s?|self \(){any_title}(?=[A-Z])"),
        "sent": re.compile(rf"^(?:{_capitals(words.sent)})\b[\s:.·_]*"),
        "yours": re.compile(rf"\b{wording(words.yours)}\b", re.IGNORECASE),
        "i_am": re.compile(rf"(?:^|[.,:]\s)(?i:{wording(words.i_am)})\s(?=[A-Z])"),
    }


def _capitals(words: Iterable[str]) -> str:
    """The words with a capital, and all in capitals."""
    plain = [word.replace("_", " ") for phrase in words for word in phrase.split("|")]
    forms = {form for word in plain for form in (word[:1].upper() + word[1:], word.upper())}
    return "|".join(sorted(map(re.escape, forms), key=lambda form: (-len(form), form)))
