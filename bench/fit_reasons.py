"""Fit which reason for a denial a sentence states, if any, by its words alone.

    python -m bench.fit_reasons [--write] [--judge SOURCE]

Sentences whose reason is known: those of bench/sketches/reasons/, and of the generated halves but the blind
one the sentences that give reasons, and all others of the papers in which they stand. `--judge` leaves a
source out (a half, or a file of sketches) and prints how it is read.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.calibrate_types import SKETCHES
from bench.cases.templates import templates
from bench.cases.world import Half, vocabulary
from bench.fit_words import HALVES
from packetizer.understanding.wordmodel import NO_REASON, REASON_WORDS, WordModel, save, stems

LEAST = 2  # sentences that a term must stand in
STRENGTH = 3.0  # inverse of the weight decay
WHERE_REASONS_STAND = (
    *("denial_letter", "final_denial_letter", "eob", "external_review_decision"),
    *("correspondence", "prior_auth_approval"),
)
_GIVES_REASON = re.compile(r"<\??(?:reasons|remark|carc|rcode|refusal|bare_carc)|denial\.reason|s\.note|^@")
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
_LEAST_WORDS = 5


class Sentence(NamedTuple):
    source: str
    text: str
    reason: str  # NO_REASON where it states none


def drawn() -> Iterator[Sentence]:
    """Sentences written for this, a line each under their reason's code."""
    for file in sorted((SKETCHES / "reasons").glob("*.txt")):
        for part in re.split(r"^### ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            head, _, text = part.partition("\n")
            reason = NO_REASON if head.strip() == "none" else head.strip()
            yield from (
                Sentence(file.stem, line.strip(), reason) for line in text.splitlines() if line.strip()
            )


def generated(half: Half) -> Iterator[Sentence]:
    words = vocabulary(half)
    for told in (words.reasons, words.remarks):
        for reason, texts in told.items():
            yield from (Sentence(half, plain(text), reason) for text in texts)
    others = [text for name, texts in words.phrases.items() if "reason" not in name for text in texts]
    others += [t.text for kind in WHERE_REASONS_STAND for t in templates(half).get(kind, ())]
    for line in "\n".join(others).splitlines():
        if not _GIVES_REASON.search(line):
            parts = _SENTENCE_END.split(plain(line))
            yield from (
                Sentence(half, text, NO_REASON) for text in parts if len(text.split()) >= _LEAST_WORDS
            )


def plain(script: str) -> str:
    """A template's line as it may be printed: first wordings, slots gone."""
    while found := re.search(r"\{([^{}]*)\}", script):
        script = script[: found.start()] + found[1].split("|")[0] + script[found.end() :]
    script = re.sub(r"\[\[|\]\]|«[^|»]*\||»", "", script)
    return re.sub(r"<[^>]*>", "", re.sub(r"<\??(?:drug|Drug|brand)>", "ketamine", script))


def fitted(known: Sequence[Sentence]) -> WordModel:
    found = [stems(sentence.text) for sentence in known]
    met = Counter(term for terms in found for term in terms)
    rows = {term: row for row, term in enumerate(sorted(t for t, times in met.items() if times >= LEAST))}
    ends, columns = [0], []
    for terms in found:
        columns += sorted(rows[term] for term in terms if term in rows)
        ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(known), len(rows)))
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(matrix, [sentence.reason for sentence in known])
    kinds = tuple(map(str, model.classes_))
    return WordModel(kinds, rows, model.coef_.T, model.intercept_)


def judged(model: WordModel, known: Sequence[Sentence]) -> None:
    print(
        "| believed from | reasons right | another | none | of none, taken for a reason |\n"
        "|--:|--:|--:|--:|--:|"
    )
    for least in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        counts: Counter[str] = Counter()
        for sentence in known:
            logs = model.chances(stems(sentence.text))
            best = max((k for k in model.kinds if k != NO_REASON), key=lambda k: logs[model.kinds.index(k)])
            believed = np.exp(logs[model.kinds.index(best)]) >= least
            if sentence.reason == NO_REASON:
                counts["of none"] += 1
                counts["false"] += bool(believed)
            else:
                counts["of reasons"] += 1
                counts["none" if not believed else "right" if best == sentence.reason else "another"] += 1
        shares = [counts[key] / max(1, counts["of reasons"]) for key in ("right", "another", "none")]
        shares.append(counts["false"] / max(1, counts["of none"]))
        print(f"| {least} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit which reason for a denial a sentence states.")
    parser.add_argument("--write", action="store_true", help=f"write {REASON_WORDS.name}")
    parser.add_argument("--judge", help="leave this source out and judge by it")
    chosen = parser.parse_args()
    known = [*drawn(), *(sentence for half in HALVES for sentence in generated(half))]
    model = fitted([sentence for sentence in known if sentence.source != chosen.judge])
    print(f"{len(known)} sentences, {len(model.rows)} terms")
    if chosen.judge:
        judged(model, [sentence for sentence in known if sentence.source == chosen.judge])
    if chosen.write:
        save(model, REASON_WORDS)


if __name__ == "__main__":
    main()
