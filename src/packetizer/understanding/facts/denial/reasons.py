"""Why the insurer said no: the reasons that a paper states, with the words that show them.

Every sentence is asked whether it gives a reason at all (`saying`), which one its words are like
(`likeness`), what it means to a model of English (`meaning`), which wordings and signs of the definition
file stand in it, and what else it says: of what might be, of rights, of the plan's terms, of others' words.
Such a reading of a sentence is weighed (`weighing`), and so is then what all readings of a paper say
together: most papers have one reason, few have two. Where no words say why, the paper's codes do: they tell
how a claim was processed, words tell why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from packetizer.model import Page
from packetizer.understanding.facts.denial.codes import code_before, code_spots, coded_reasons
from packetizer.understanding.facts.denial.likeness import Like, like
from packetizer.understanding.facts.denial.meaning import Meaning, MeaningModel, meant, shipped_meaning
from packetizer.understanding.facts.denial.saying import is_note, odds, terms_of
from packetizer.understanding.facts.denial.sentences import Sentence, sentences
from packetizer.understanding.facts.denial.weighing import Scales, chance, shipped_scales, weighed
from packetizer.understanding.facts.making import Draft, bounded, on_page
from packetizer.understanding.facts.money.notes import UNUSED, USED, plain
from packetizer.understanding.lore.entries import Reason
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import Hit, skeleton
from packetizer.understanding.lore.shorthand import spelled_out
from packetizer.understanding.lore.wordmodel import REASON_WORDS, SAYING_WORDS, WordModel, load


@dataclass(frozen=True, slots=True, eq=False)
class Ears:
    """The models that hear a sentence: whether it gives a reason, which, and what it means."""

    saying: WordModel
    naming: WordModel
    meaning: MeaningModel


def shipped_ears() -> Ears:
    return Ears(load(SAYING_WORDS), load(REASON_WORDS), shipped_meaning())


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A reason that a sentence may state, at its words, and what speaks for and against it."""

    code: str
    at: int  # which sentence of the paper
    sentence: Sentence
    start: int
    end: int
    evidence: Mapping[str, float]
    yields_to: Sequence[str] = ()


def reasons(pages: Sequence[Page], kind: str, lexicon: Lexicon) -> Iterator[Draft]:
    """The denial reasons of one paper of a kind that denies, one fact for a reason, where it is said best."""
    told = sentences(pages, lexicon)
    scales = shipped_scales()
    found = readings(told, pages, kind, lexicon, shipped_ears())
    to_the_point = [reading for reading in found if not reading.sentence.aside]
    named = _outright(to_the_point, _named(to_the_point, pages, lexicon, scales), lexicon)
    if not named or named[0][1] < scales.believed:  # nothing else says why
        named = _named(found, pages, lexicon, scales)
    chosen = [(reading, sure) for reading, sure in named if sure >= scales.believed]
    chosen = [item for item in chosen if not _says_little(item[0], lexicon)] or chosen
    chosen = [item for item in chosen if not _gives_way(item[0], [other for other, _ in chosen])]
    chosen = chosen or _because(to_the_point, lexicon)
    if not chosen:
        coded = list(coded_reasons(pages, lexicon))
        if coded:
            yield from coded
            return
        chosen = [(reading, sure) for reading, sure in named[:1] if sure >= scales.doubted]
    if not chosen and kind in _LETTERS:
        yield from _unnamed(told, lexicon)
        return
    order = [reason.code for reason in lexicon.denial.reasons]
    for reading, sure in sorted(chosen, key=lambda item: order.index(item[0].code)):
        text, page, box, confidence = reading.sentence.place(reading.start, reading.end)
        yield Draft("denial.reason", reading.code, text, page, on_page(box), bounded(confidence * sure))


def _named(
    found: Sequence[Reading], pages: Sequence[Page], lexicon: Lexicon, scales: Scales
) -> list[tuple[Reading, float]]:
    """The reasons that these readings come to, the likeliest first."""
    judged = settled(found, pages, lexicon, scales)
    return [(reading, sure) for reading, sure in judged if not _nameless(reading)]


# "The treatment is investigational and is not reasonable and necessary": two verdicts, each with its verb
_OF_THIS = re.compile(
    r"\b(?:the|thls|your|these|lt|requested)\b(?:(?!\b(?:that|whlch|when|lf|unless)\b)[^.;]){0,60}"
    r"\b(?:ls|are|was|were)(?: consldered| deemed| also| stlll)? $"
)
_AND_IS = re.compile(r",?\s(?:and|nor)\s(?:lt\s)?(?:also\s)?(?:ls|are|was|were)\s")
_SAID_OUTRIGHT = 0.9  # how sure a reason is that is said so


def _outright(
    found: Sequence[Reading], named: Sequence[tuple[Reading, float]], lexicon: Lexicon
) -> list[tuple[Reading, float]]:
    """With the reasons that a sentence states outright, by full wordings, though most sentences have one."""
    plain = [
        r for r in found if "wording" in r.evidence and not any(k.startswith("context") for k in r.evidence)
    ]
    said: dict[str, Reading] = {}
    for one in plain:
        bare = one.sentence.bare
        verdict = lexicon.verdict_phrases.first(bare)
        if verdict is not None and verdict.key == one.code:
            said.setdefault(one.code, one)
        for other in plain:
            joined = other.sentence is one.sentence and _AND_IS.fullmatch(bare[one.end : other.start])
            if joined and other.code != one.code and _OF_THIS.search(bare[: one.start]):
                said |= {one.code: one, other.code: other}
    best = {reading.code: (reading, sure) for reading, sure in named}
    for code, reading in said.items():
        if code not in best or best[code][1] < _SAID_OUTRIGHT:
            best[code] = (reading, _SAID_OUTRIGHT)
    return sorted(best.values(), key=lambda item: -item[1])


_BECAUSE = re.compile(r"(?<!not )\b(?:because|slnce|due to|for lack of|on the grounds? that)\b[^.;]{0,40}$")
_AND_WHY = 0.6  # how sure a reason is that only a "denied because" before its own words bears out


def _because(found: Sequence[Reading], lexicon: Lexicon) -> list[tuple[Reading, float]]:
    """ "We have denied coverage because prior authorization was not obtained": by its full wording."""
    for reading in found:
        told = reading.evidence
        if "wording" in told and told["denies here"] and not any(key.startswith("context") for key in told):
            before = reading.sentence.bare[: reading.start]
            if lexicon.denying_phrases.first(before) is not None and _BECAUSE.search(before):
                return [(reading, _AND_WHY)]
    return []


def _gives_way(reading: Reading, others: Sequence[Reading]) -> bool:
    """What a sentence is only like, where it says hardly more than another reason that this one yields to."""
    return "wording" not in reading.evidence and any(
        other.at == reading.at
        and "wording" in other.evidence
        and other.end - other.start > _ITS_POINT * len(other.sentence.text)
        and other.code in reading.yields_to
        for other in others
    )


_ITS_POINT = 0.18  # of a sentence's letters


def _nameless(reading: Reading) -> bool:
    """A sentence announced as the reason that no wording knows and whose words are like several reasons, or
    a cell of a table that more likely gives none: `Example Clinic (out of`."""
    told = reading.evidence
    if "unworded" not in told:
        return False
    return bool((told["stated"] and told["code"] < _AS_LIKE_OTHERS) or (told["cell"] and told["meant"] < 0))


def _says_little(reading: Reading, lexicon: Lexicon) -> bool:
    """The printed meaning of a code that may be anything wrong with a claim: what else is said, is why."""
    code = code_before(reading.sentence.text[: reading.end], lexicon)
    return code is not None and code.denies and code.reason is None


# "… is covered when (1) the illness is advanced; (2) …": a policy's conditions, of nobody
_CONDITIONS = re.compile(
    r"\b(?:when|if|where|only|payable for)\b[^.;]{0,24}?\(\s?(?:1|i|a)\s?\)", re.IGNORECASE
)
_NEXT_CONDITION = re.compile(r"\W*(?:and\s|or\s)?\(\s?(?:[2-9]|ii|iii|iv|[b-h])\s?\)", re.IGNORECASE)


def _lists_conditions(told: Sequence[Sentence], at: int, lexicon: Lexicon) -> bool:
    """Whether a sentence lists them, or goes on with the list of the one before."""
    while at and _NEXT_CONDITION.match(told[at].text):
        at -= 1
    listed = _CONDITIONS.search(told[at].text) is not None
    return listed and lexicon.denying_phrases.first(told[at].bare) is None


# "CPT 0481T — Molecular profiling": a line says what was done, not why it is not paid
_SERVICE = re.compile(r"\W*(?:[A-Z]{3,5}\s)?[A-Z\d]\d{3}[A-Z\d]\s?[—–:-]\s?(?=\S)")


def _names_service(sentence: Sentence, lexicon: Lexicon) -> bool:
    if _SERVICE.match(sentence.text) is None or _NO.search(sentence.bare):
        return False
    return lexicon.denying_phrases.first(sentence.bare) is None


# "Your plan pays 80% of the contracted amount for in-network care."
_REFUSES = re.compile(r"n't\b|\b(?:no|not|none|never|out|wlthout|cannot|because|reduced|penalty|non\w*)\b")


def _shares_cost(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a sentence only tells which part of the cost the plan pays."""
    if _REFUSES.search(sentence.bare) or lexicon.denying_phrases.first(sentence.bare) is not None:
        return False
    return lexicon.sharing_phrases.first(sentence.bare) is not None


def _unnamed(told: Sequence[Sentence], lexicon: Lexicon) -> Iterator[Draft]:
    """ "Reason for denial:" and words that no reason of ours has: another reason, in doubt."""
    for sentence in told:
        stating = lexicon.stating_phrases.at_start(sentence.bare)
        start = stating.end if stating is not None else 0
        words = re.findall(r"[A-Za-z]{3,}", sentence.text[start:])
        if sentence.stated and not sentence.heading and sentence.part != "closing" and len(words) >= 3:
            text, page, box, confidence = sentence.place(start, len(sentence.text))
            yield Draft("denial.reason", UNNAMED, text, page, on_page(box), bounded(confidence * _NO_NAME))
            return


_LETTERS = ("denial_letter", "final_denial_letter")  # they say why, in sentences
_AS_LIKE_OTHERS = -0.7  # the logarithm of one in two
UNNAMED = "other"  # the reason of a paper that states one like none of ours
_NO_NAME = 0.4  # how sure it is that a stated reason that reads like none of ours is another

# ---------------------------------------------------------------- readings

# Odds of giving a reason below which a sentence is not looked at further: at all, where no wording stands in
# it, and where it speaks of what might be, of rights, of others' words.
_HEARD, _HEARD_UNWORDED, _HEARD_IN_CONTEXT = -6.0, -4.5, -3.0
_LIKELIEST = 3  # reasons that a sentence's words may be like without any wording
_LIKELIEST_JOINED = 2  # and those of two sentences together
_LIKELIEST_MEANT = 2  # and those that it may mean
_CLEAR = 6.0  # odds beyond which more say no more
_LEAST_LETTERS = 12


def readings(
    told: Sequence[Sentence], pages: Sequence[Page], kind: str, lexicon: Lexicon, ears: Ears
) -> list[Reading]:
    """Every reason that a sentence of the paper may state."""
    paper = _paper(told, kind, lexicon)
    texts = [mended(sentence, lexicon) for sentence in told]
    heard_as = (terms_of(told, texts, at, kind) for at in range(len(told)))
    gives = [max(-_CLEAR, min(_CLEAR, odds(ears.saying, terms))) for terms in heard_as]
    found: list[Reading] = []
    for at, sentence in enumerate(told):
        heard = gives[at] > _HEARD or _pointed_at(sentence)
        idle = _names_service(sentence, lexicon) or _lists_conditions(told, at, lexicon)
        idle = idle or _shares_cost(sentence, lexicon)
        if len(sentence.text) >= _LEAST_LETTERS and heard and not idle:
            found += _Heard(told, texts, at, gives, lexicon, ears, paper).readings()
    return found


def _pointed_at(sentence: Sentence) -> bool:
    """A table's line has it: few words, and what they are for is plain."""
    return sentence.note == USED or sentence.cell


def _paper(told: Sequence[Sentence], kind: str, lexicon: Lexicon) -> dict[str, float]:
    """What is so for the whole paper."""
    denied = any(lexicon.denying_phrases.first(s.bare) for s in told if s.part != "closing")
    turned = any(lexicon.overturning_phrases.first(s.bare) for s in told if s.part != "closing")
    external = kind == "external_review_decision"
    return {
        "eob": float(kind == "eob"),
        "external": float(external),
        "overturned": float(turned and not external),
        "overturned by another": float(turned and external),
        "denies": float(denied),
    }


# "(2) …; and (3) …": a policy's conditions, listed.
_CRITERIA = re.compile(r"\(\s?(?:[2-9]|ii|iii|[b-d])\s?\)")
_ADDRESS = re.compile(r",\s[A-Z]{2}\s+\d{5}\b")  # lines of a letterhead, run together
_NO_PROSE = re.compile(r"\w*\d\w*|\w:(?=\s)")  # figures and labels, of which prose has few
_MOST_FIGURES = 0.25
_MOST_WORDS = 45


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """A sentence that may give a reason."""

    told: Sequence[Sentence]
    texts: Sequence[str]
    at: int
    gives: Sequence[float]  # each sentence's odds of giving a reason
    lexicon: Lexicon
    ears: Ears
    paper: Mapping[str, float]

    def readings(self) -> Iterator[Reading]:
        sentence, lexicon = self.told[self.at], self.lexicon
        bare = _repaired(sentence.bare, lexicon)
        hits = _hits(sentence, bare, lexicon)
        if not (hits or self.gives[self.at] > _HEARD_UNWORDED or _pointed_at(sentence)):
            return
        spoken = _Spoken(sentence, bare, lexicon.context_phrases.all(bare))
        naming = self.ears.naming
        own = like(naming, self.texts[self.at])
        means = self._meant()
        joined = like(naming, " ".join(self.texts[self.at - 1 : self.at + 1])) if self.at else own
        full = {hit.key for hit in hits.values() if not hit.key.endswith(("?", "!"))}
        where = {**self.paper, **self._place(bare, own)}
        unworded = (
            *own.likeliest(_LIKELIEST),
            *joined.likeliest(_LIKELIEST_JOINED),
            *means.likeliest(_LIKELIEST_MEANT),
        )
        for code in dict.fromkeys((*hits, *unworded)):
            hit = hits.get(code)
            start, end = self._span(hit, bare)
            at = hit or Hit(code, len(bare), len(bare))
            reason = _reason(code, lexicon)
            contexts = spoken.of(at, reason.despite)
            if self.gives[self.at] <= _least(hit, contexts) and not _pointed_at(sentence):
                continue
            alike = max(-_CLEAR, own.logs.get(code, -_CLEAR))
            evidence = {
                **where,
                **means.evidence(code),
                f"is {code}": 1.0,
                "code": alike,
                "likeness": math.exp(alike),
                "saying what it is like": self.gives[self.at] * math.exp(alike),
                "code with the sentence before": max(-_CLEAR, joined.logs.get(code, -_CLEAR)),
                **_worded(hit, where),
                "no no": 0.0 if _NO.search(bare) else _says_no(code, lexicon),
                **{f"context {key}": 1.0 for key in contexts},
                **_marked(sentence, code, lexicon),
                "better said": float(_said_better(code, full, lexicon)),
                "others worded": float(len(full - {code})),
            }
            yield Reading(code, self.at, sentence, start, end, evidence, reason.yields_to)

    def _meant(self) -> Meaning:
        before = self.told[self.at - 1].text if self.at else ""
        after = self.told[self.at + 1].text if self.at + 1 < len(self.told) else ""
        return meant(self.ears.meaning, before, self.texts[self.at], after)

    def _place(self, bare: str, own: Like) -> dict[str, float]:
        sentence, text = self.told[self.at], self.told[self.at].text
        words = len(text.split())
        before = self.told[self.at - 1].bare if self.at else ""
        around = self.gives[max(0, self.at - 1) : self.at + 2]
        return {
            "saying": self.gives[self.at],
            "hardly saying": max(0.0, -1.0 - self.gives[self.at]),
            "surely saying": max(0.0, self.gives[self.at] - 1.0),
            "saying around": sum(around) - self.gives[self.at],
            "less saying than another": max(self.gives) - self.gives[self.at],
            "stated": float(sentence.stated),
            "opening": float(sentence.part == "opening"),
            "closing": float(sentence.part == "closing"),
            "heading": float(sentence.heading),
            "note": float(is_note(sentence)),
            "saying where pointed at": self.gives[self.at] * _pointed_at(sentence),
            "note used": float(sentence.note == USED),
            "note unused": float(sentence.note == UNUSED),
            "cell": float(sentence.cell),
            "criteria": float(bool(_CRITERIA.search(text))),
            "address": float(bool(_ADDRESS.search(text))),
            "long": float(words > _MOST_WORDS),
            "figures": float(len(_NO_PROSE.findall(text)) > _MOST_FIGURES * words),
            "denies here": float(self.lexicon.denying_phrases.first(bare) is not None),
            "denied before": float(self.lexicon.denying_phrases.first(before) is not None),
            "known words": own.known,
        }

    def _span(self, hit: Hit | None, bare: str) -> tuple[int, int]:
        sentence = self.told[self.at]
        if hit is not None and len(bare) == len(sentence.text):
            return hit.start, hit.end
        stating = self.lexicon.stating_phrases.at_start(sentence.bare)
        return (stating.end if stating is not None else 0), len(sentence.text)


def _least(hit: Hit | None, contexts: frozenset[str]) -> float:
    if contexts:
        return _HEARD_IN_CONTEXT
    return _HEARD if hit is not None and hit.key[-1] not in "?!" else _HEARD_UNWORDED


def _worded(hit: Hit | None, where: Mapping[str, float]) -> dict[str, float]:
    end = "?" if hit is None else hit.key[-1]
    how = "unworded" if hit is None else {"!": "signs", "?": "weak"}.get(end, "wording")
    loose = float(how != "wording")
    return {how: 1.0, "loose in an eob": loose * where["eob"], "loose in figures": loose * where["figures"]}


def _marked(sentence: Sentence, code: str, lexicon: Lexicon) -> dict[str, float]:
    """Whether the note's mark is a code of this reason, or of another."""
    if not sentence.mark:
        return {}
    mark = plain(sentence.mark)
    known = lexicon.carc.get(mark) or lexicon.rarc.get(mark)
    if known is None or known.reason is None:
        return {}
    return {"mark's own": 1.0} if known.reason == code else {"mark of another": 1.0}


_NO = re.compile(
    r"n't\b|\b(?:no|not|nor|never|none|nothing|nelther|cannot|wlthout|lack\w*|fall\w*|un\w{4,}|denl\w+|excl\w+|"
    r"only|beyond|exceed\w*|after|must|reguired?s?|need\w*|before|flrst|mlssl\w+|absent|ln(?:suff|adeg|compl|val|corr)\w*)\b"
)


@lru_cache(maxsize=64)
def _says_no(code: str, lexicon: Lexicon) -> float:
    """The share of a reason's wordings that have a word like "no", without which they say the contrary."""
    wordings = _reason(code, lexicon).wordings
    return sum(bool(_NO.search(skeleton(wording))) for wording in wordings) / len(wordings)


def _hits(sentence: Sentence, bare: str, lexicon: Lexicon) -> dict[str, Hit]:
    """The best hit of each reason: a wording before a weak one, signs (key with "!") where neither is."""
    found: dict[str, Hit] = {}
    worded = _outermost(lexicon.reason_phrases.all(bare), lexicon)
    for hit in sorted(worded, key=lambda hit: (hit.key.endswith("?"), hit.start, -hit.end)):
        found.setdefault(hit.key.rstrip("?"), hit)
    if not (_CRITERIA.search(sentence.text) or _ADDRESS.search(sentence.text)):
        for hit in lexicon.reason_signs.find(bare):
            found.setdefault(hit.key, Hit(f"{hit.key}!", hit.start, hit.end))
    return found


def _said_better(code: str, full: set[str], lexicon: Lexicon) -> bool:
    """`not covered because …`: a reason in the same sentence that this one yields to is meant."""
    yields_to = _reason(code, lexicon).yields_to
    return bool(full - {code}) and ("any" in yields_to or not full.isdisjoint(yields_to))


def _reason(code: str, lexicon: Lexicon) -> Reason:
    return next(reason for reason in lexicon.denial.reasons if reason.code == code)


def _outermost(hits: Sequence[Hit], lexicon: Lexicon) -> list[Hit]:
    """Without the hits within a longer one, "not been established" in "medical necessity has …"; but a reason
    that a result gives way to stays: "excluded as experimental under your plan"."""

    def within(hit: Hit, outer: Hit) -> bool:
        inside = outer.start <= hit.start and hit.end <= outer.end
        return inside and outer.end - outer.start > hit.end - hit.start

    def gives_way(outer: Hit, hit: Hit) -> bool:
        yields_to = _reason(outer.key.rstrip("?"), lexicon).yields_to
        return outer.key != hit.key and ("any" in yields_to or hit.key in yields_to)

    return [h for h in hits if not any(within(h, outer) and not gives_way(outer, h) for outer in hits)]


# ---------------------------------------------------------------- what else is said

# Contexts that count where they stand before the wording, to the end of the sentence or of their clause.
_BEFORE = ("conditional", "rights")
_BEFORE_IN_CLAUSE = ("said_by_others", "possible", "asking")
_ANYWHERE = ("about_review", "private")
_TURN = re.compile(r";\s|\b(?:but|however|although|though|whlle|whereas|yet|stlll)\b")
_NEXT = re.compile(r"[;:]\s|,\s(?:and|so|but)\s")
# Between "request for" and what was wanted stand no words that begin to tell why.
_WANTED = re.compile(r"[\s\w'-]{0,45}")
_TELLS_WHY = re.compile(
    r"\b(?:ls|was|are|were|because|as|that|whlch|not|due|slnce|has|have|been|wlthout|no)\b"
)
_DEFINED = re.compile(r"\s?[:-]\s(?:an?|any|the|what|when|servlces?|care|charges?|treatments?)\b")


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What a sentence says beside a reason's words."""

    sentence: Sentence
    bare: str
    phrases: Sequence[Hit]

    def of(self, hit: Hit, despite: Sequence[str] = ()) -> frozenset[str]:
        """What makes it no statement about this case."""
        found = {
            phrase.key
            for phrase in self.phrases
            if phrase.key not in despite and self._takes_away(phrase, hit)
        }
        return frozenset({*found, "quoted"} if self._quoted(hit) else found)

    def _takes_away(self, phrase: Hit, hit: Hit) -> bool:
        start = hit.start
        if phrase.key in _ANYWHERE:
            return True
        if phrase.key == "general":  # also within the words that tell it
            return phrase.start < hit.end - 12 and not _NEXT.search(self.bare, phrase.end, hit.end)
        if phrase.key == "negating":  # also right behind its beginning
            return phrase.start <= start + 12
        if phrase.start >= start:
            return phrase.key == "asked_for" and phrase.start == start
        if phrase.key == "asked_for":
            between = self.bare[phrase.end : start]
            return bool(_WANTED.fullmatch(between)) and not _TELLS_WHY.search(between)
        if phrase.key in _BEFORE_IN_CLAUSE:
            return not _TURN.search(self.bare, phrase.end, start)
        return phrase.key in _BEFORE

    def _quoted(self, hit: Hit) -> bool:
        if any(start < hit.end and hit.start < end for start, end in self.sentence.quoted):
            return True
        if hit.start < 4 and _DEFINED.match(self.bare, hit.end):
            return True
        return any(
            phrase.key == "defining" or (phrase.key == "quoted" and phrase.start < hit.start + 4)
            for phrase in self.phrases
        )


# ---------------------------------------------------------------- the paper as a whole


def settled(
    found: Sequence[Reading], pages: Sequence[Page], lexicon: Lexicon, scales: Scales
) -> list[tuple[Reading, float]]:
    """The best reading of each reason with the chance that the paper states it, the likeliest first."""
    scored = [(reading, weighed(reading.evidence, scales.readings)) for reading in found]
    coded = {
        spot.code.reason for page in pages for spot in code_spots(page, lexicon) if spot.code is not None
    }
    judged = [
        (reading, chance(weighed(evidence, scales.papers)))
        for reading, evidence in summed(scored, coded - {None})
    ]
    return sorted(judged, key=lambda item: -item[1])


# Evidence for its best reading that counts again for the paper.
_OF_THE_BEST = (
    "saying", "hardly saying", "wording", "eob", "external", "overturned by another",
    "note used", "note unused", "cell", "mark's own",
)  # fmt: skip


def summed(
    scored: Sequence[tuple[Reading, float]], coded: set[str | None]
) -> Iterator[tuple[Reading, Mapping[str, float]]]:
    """For each reason its best reading, and what the readings of the paper say of it together."""
    ranked = sorted(scored, key=lambda item: -item[1])
    best: dict[str, tuple[Reading, float]] = {}
    for reading, score in ranked:
        best.setdefault(reading.code, (reading, score))
    for code, (reading, score) in best.items():
        again = [s for r, s in ranked if r.code == code and r.at != reading.at]
        rivals = [s for other, (_, s) in best.items() if other != code]
        here = {other: s for other, (r, s) in best.items() if other != code and r.at == reading.at}
        better = [s for other, s in here.items() if "any" in reading.yields_to or other in reading.yields_to]
        yield (
            reading,
            {
                **{key: reading.evidence.get(key, 0.0) for key in _OF_THE_BEST},
                "score": score,
                "said again": chance(again[0]) if again else 0.0,
                "behind": max(0.0, max(rivals, default=-_CLEAR) - score),
                "ahead": min(_CLEAR, max(0.0, score - max(rivals, default=-_CLEAR))),
                "rival in its sentence": chance(max(here.values())) if here else 0.0,
                "better said in its sentence": chance(max(better)) if better else 0.0,
                "rivals": sum(chance(s) for s in rivals),
                "rivals of one pointed at": sum(chance(s) for s in rivals) * _pointed_at(reading.sentence),
                "coded": float(code in coded),
                "coded otherwise": float(bool(coded) and code not in coded),
            },
        )


# ---------------------------------------------------------------- repair


@lru_cache(maxsize=4)
def _vocabulary(lexicon: Lexicon) -> tuple[str, ...]:
    """The longer words of the reasons' wordings, as skeletons."""
    phrases = [p for reason in lexicon.denial.reasons for p in (*reason.wordings, *reason.weak)]
    words = {
        skeleton(word.rstrip("*?"))
        for phrase in phrases
        for token in phrase.split()
        for word in token.split("|")
    }
    return tuple(sorted(word for word in words if len(word) >= 7 and word.isalpha()))


@lru_cache(maxsize=20000)
def _repaired_word(word: str, lexicon: Lexicon) -> str:
    """A word of the wordings that this one is one or two misread letters away from, else the word itself."""
    vocabulary = _vocabulary(lexicon)
    if word in vocabulary:
        return word
    limit = 1 if len(word) < 10 else 2
    found = process.extractOne(word, vocabulary, scorer=Levenshtein.distance, score_cutoff=limit)
    if found is None or len(found[0]) != len(word) or found[0][0] != word[0] or found[0][-1] != word[-1]:
        return word
    return found[0]


_LONG = re.compile(r"[a-z]{7,}")


_NUMBER = re.compile(r"\bno(?=\.?\s?[:#]|\.\s?\w*\d)")  # "Claim no.: 12" denies nothing


def mended(sentence: Sentence, lexicon: Lexicon) -> str:
    """The sentence with misread words put right and shortened ones in full, all else as printed."""
    text = _DIGIT_IN_WORD.sub(lambda match: _MEANT[match[0]], sentence.text)
    put_right = _repaired(sentence.bare, lexicon)
    if len(put_right) == len(text) and put_right != sentence.bare:
        pairs = zip(text, sentence.bare, put_right, strict=True)
        text = "".join(char if old == new else new for char, old, new in pairs)
    return spelled_out(_NOT_JOINED.sub(lambda match: _parted(match, lexicon), text))


def _parted(match: re.Match[str], lexicon: Lexicon) -> str:
    """ "notobtained", where a space was lost."""
    return f"{match[1]} {match[2]}" if skeleton(match[2]) in _vocabulary(lexicon) else match[0]


_NOT_JOINED = re.compile(r"\b([Nn]ot)([a-z]{7,})\b")
_DIGIT_IN_WORD = re.compile(r"(?<=[a-z]{2})[015](?=[a-z]{2})")  # "exper1mental"
_MEANT = {"0": "o", "1": "i", "5": "s"}


def _repaired(bare: str, lexicon: Lexicon) -> str:
    """Skeleton text with misread words put right, place for place."""
    return _LONG.sub(lambda match: _repaired_word(match[0], lexicon), _NUMBER.sub("nr", bare))
