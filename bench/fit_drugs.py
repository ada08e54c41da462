"""Fit what became of a drug, by the words around its name.

    python -m bench.fit_drugs [--write] [--judge SOURCE] [--wrong N]

Drugs whose fate is known: those of bench/sketches/drugs/ and of the open papers of bench/told/,
and those of generated cases of all halves but the judging one. `--judge` leaves a source out (a half, a file)
and prints how it is read; `--judge each` does so for every source in turn.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.cases.generate import make_case
from bench.cases.pages import read_case
from bench.cases.world import Half
from bench.drawn import SKETCHES
from bench.fit_words import HALVES
from bench.told import open_files_of_facts, typed, wrapped
from packetizer.model import Page
from packetizer.understanding.facts.care.around import Around, surroundings
from packetizer.understanding.facts.care.drugs import drugs_named
from packetizer.understanding.facts.layout import sheet_of
from packetizer.understanding.lore.lexicon import load_lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.wordmodel import DRUG_WORDS, WordModel, save

LEAST = 2  # mentions that a term must stand around
STRENGTH = 0.3  # inverse of the weight decay
CASES = 25  # of each half
ABOUT_NOBODY = ("plan_document", "medical_policy", "journal_article", "other", "correspondence")
FAILED, GIVEN, NAMED = "failed", "given", "named"
OF_GENERATED = 0.1  # a mention's weight: few templates, many cases
_MARK = re.compile(r"\[\[(failed|given)\|([^\]]*)\]\]")
_FATES = {"treatment.failed_drug": FAILED, "treatment.drug": GIVEN}
_FATE = re.compile(r"\[\[(treatment\.(?:failed_)?drug)(?:=[^|\]]*)?\|([^\]]*)\]\]")
_OTHER_MARK = re.compile(r"\[\[(?!failed\||given\|)[^|\]]*\|([^\]]*)\]\]")


class Named(NamedTuple):
    generic: str
    fate: str  # "": not asked


@dataclass(frozen=True)
class Known:
    source: str
    around: Around
    terms: frozenset[str]
    fate: str
    drug: str
    weight: float = 1.0


def of_page(source: str, page: Page, fates: Sequence[Named], weight: float = 1.0) -> Iterator[Known]:
    """The page's drugs but those that the case is about, where it is known what became of them."""
    lexicon = load_lexicon()
    sheet = sheet_of(page, lexicon)
    mentions = drugs_named(sheet, lexicon)
    left = list(fates)
    for mention, around in zip(mentions, surroundings(sheet, mentions, lexicon), strict=True):
        named = next((one for one in left if one.generic == mention.generic), None)
        drug = lexicon.drug(mention.generic)
        if named is None or drug is None:
            continue
        left.remove(named)
        if named.fate and drug.role != "treatment":
            yield Known(source, around, around.terms(lexicon), named.fate, mention.generic, weight)


def named_in(marked: str) -> tuple[str, list[Named]]:
    """A text without its marks, and its drugs in order; fate "": not asked, for it is marked elsewhere."""
    lexicon = load_lexicon()
    plain, marks, at = "", [], 0
    for match in _MARK.finditer(marked):
        plain += marked[at : match.start()]
        marks.append((len(plain), len(plain) + len(match[2]), match[1]))
        plain += match[2]
        at = match.end()
    plain += marked[at:]
    found = [
        Named(hit.key, next((fate for a, b, fate in marks if a <= hit.start < b), NAMED))
        for hit in lexicon.drug_phrases.find(skeleton(plain))
    ]
    marked_ones = {one.generic for one in found if one.fate != NAMED}
    return plain, [
        one._replace(fate="") if one.fate == NAMED and one.generic in marked_ones else one for one in found
    ]


def drawn() -> Iterator[Known]:
    """Passages written for this. A drug is marked as failed or given; one without a mark is only named."""
    for file in sorted((SKETCHES / "drugs").glob("*.txt")):
        parts = re.split(r"^### .*\n", file.read_text("utf-8"), flags=re.MULTILINE)[1:]
        for number, part in enumerate(parts):
            plain, fates = named_in(part)
            yield from of_page(file.stem, typed(wrapped(plain), f"{file.stem}{number}", 1), fates)


def told() -> Iterator[Known]:
    for file in open_files_of_facts():
        for number, part in enumerate(re.split(r"^###.*\n", file.read_text("utf-8"), flags=re.MULTILINE)):
            body = re.sub(r"^! .*\n", "", part, flags=re.MULTILINE)
            for page, text in enumerate(re.split(r"^=== page.*\n", body, flags=re.MULTILINE), 1):
                drugs_only = _OTHER_MARK.sub(
                    r"\1", _FATE.sub(lambda mark: f"[[{_FATES[mark[1]]}|{mark[2]}]]", text)
                )
                plain, fates = named_in(drugs_only.strip("\n"))
                yield from of_page(file.stem, typed(wrapped(plain), f"{file.stem}{number}", page), fates)


def generated(half: Half) -> Iterator[Known]:
    seen: set[tuple[frozenset[str], str]] = set()
    for number in range(CASES):
        pages, truth = read_case(make_case(half, number), noisy=False)
        types = {page: document.type for document in truth.documents for page in document.pages}
        for page in pages:
            where = f"{page.ref.source}#{page.ref.number}"
            if where in truth.unmeasured:
                continue
            taken = GIVEN if types.get(where) not in ABOUT_NOBODY else NAMED
            fates = {
                fact.value: taken
                for fact in truth.facts
                if fact.page == where and fact.kind == "treatment.drug"
            }
            fates |= {
                fact.value: FAILED
                for fact in truth.facts
                if fact.page == where and fact.kind == "treatment.failed_drug" and not fact.optional
            }
            lexicon = load_lexicon()
            mentions = drugs_named(sheet_of(page, lexicon), lexicon)
            named = [Named(mention.generic, fates.get(mention.generic, NAMED)) for mention in mentions]
            for known in of_page(half, page, named, OF_GENERATED):
                key = known.terms, known.fate
                if key not in seen:
                    seen.add(key)
                    yield known


def fitted(known: Sequence[Known]) -> WordModel:
    found = [one.terms for one in known]
    met = Counter(term for terms in found for term in terms)
    rows = {term: row for row, term in enumerate(sorted(t for t, times in met.items() if times >= LEAST))}
    ends, columns = [0], []
    for terms in found:
        columns += sorted(rows[term] for term in terms if term in rows)
        ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(known), len(rows)))
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(matrix, [one.fate for one in known], sample_weight=[one.weight for one in known])
    return WordModel(tuple(map(str, model.classes_)), rows, model.coef_.T, model.intercept_)


def judged(model: WordModel, known: Sequence[Known], wrong: int) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for one in known:
        logs = model.chances(one.terms)
        said = model.kinds[int(np.argmax(logs))]
        counts[one.fate, said] += 1
        if said != one.fate and wrong > 0:
            wrong -= 1
            chance = np.exp(logs.max())
            print(f"  {one.drug}: {one.fate} taken for {said} {chance:.2f}: {one.around}")
    for fate in model.kinds:
        right = counts[fate, fate]
        taken = sum(times for (_, other), times in counts.items() if other == fate)
        true = sum(times for (other, _), times in counts.items() if other == fate)
        print(f"  {fate}: precision {right / max(1, taken):.3f} recall {right / max(1, true):.3f} of {true}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what became of a drug.")
    parser.add_argument("--write", action="store_true", help=f"write {DRUG_WORDS.name}")
    parser.add_argument("--judge", help="leave this source out and judge by it; each: every source in turn")
    parser.add_argument("--wrong", default=0, type=int, help="show as many that are judged wrong")
    chosen = parser.parse_args()
    known = [*drawn(), *told(), *(one for half in HALVES for one in generated(half))]
    sources = dict.fromkeys(one.source for one in known)
    print(Counter((one.source, one.fate) for one in known))
    for source in sources if chosen.judge == "each" else [chosen.judge] if chosen.judge else []:
        rest = [one for one in known if one.source != source]
        print(source)
        judged(fitted(rest), [one for one in known if one.source == source], chosen.wrong)
    if chosen.write:
        model = fitted(known)
        print(f"{len(model.rows)} terms")
        save(model, DRUG_WORDS)


if __name__ == "__main__":
    main()
