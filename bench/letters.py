"""Papers that decide on a request or a claim, with what each of their sentences does.

bench/sketches/letters/*.txt          letters with every sentence's role: `role: sentence`, a reason's `!code`
bench/sketches/letters/papers.labels  which sentences of the papers of the other sketches state a reason
bench/cases                           generated cases, whose templates mark the words of a reason
bench/told                            open papers, whose reasons are marked, or known for the paper alone
bench/sketches/letters/told.labels    where such a paper states the reasons that are known for it alone
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.pages import page_from_text

from bench import told
from bench.cases.generate import File, make_case
from bench.cases.pages import read_case
from bench.cases.world import Half
from packetizer.model import Page
from packetizer.understanding.facts.denial.sentences import Sentence, sentences
from packetizer.understanding.lore.lexicon import load_lexicon

SKETCHES = Path(__file__).parent / "sketches"
DECIDING = ("denial_letter", "final_denial_letter", "external_review_decision", "eob")
QUIET = ("correspondence", "prior_auth_approval")
_KIN = {
    "insufficient_evidence": "experimental_investigational",
    "experimental_investigational": "insufficient_evidence",
}


@dataclass(frozen=True, eq=False)
class Letter:
    """`told`: codes (with `?` where they may be read so) and how their sentences begin, or their words."""

    source: str
    name: str
    type: str
    pages: tuple[Page, ...]
    told: tuple[tuple[str, str], ...]
    unplaced: tuple[str, ...] = ()  # codes whose sentence is not known for sure
    quiet: bool = False  # of a type that gives no reasons, and read as if it were a denial

    @property
    def reasons(self) -> set[str]:
        return {code for code, _ in self.told if not code.endswith("?")} | set(self.unplaced)

    @property
    def sought(self) -> bool:
        """Whether a reason may stand in any of its sentences."""
        return not set(self.unplaced) <= {code.rstrip("?") for code, _ in self.told}

    @property
    def may(self) -> set[str]:
        """Right when found, no miss when not."""
        open_ = {code.rstrip("?") for code, _ in self.told if code.endswith("?")}
        return (open_ | {_KIN[code] for code in self.reasons if code in _KIN}) - self.reasons

    def sentences(self) -> tuple[tuple[Sentence, frozenset[str]], ...]:
        """Each sentence with the reasons it states; `?` where it may be read so."""
        return _marked(self)


@cache
def _marked(letter: Letter) -> tuple[tuple[Sentence, frozenset[str]], ...]:
    marks = [(code, _bare(words)) for code, words in letter.told]
    found = []
    for sentence in sentences(letter.pages, load_lexicon()):
        bare = _bare(sentence.text)
        found.append((sentence, frozenset(code for code, words in marks if _holds(bare, words))))
    return tuple(found)


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _holds(sentence: str, words: str) -> bool:
    """Whether the words begin or stand in the sentence, or it in them; or it ends with where they begin."""
    if words[:40] in sentence or (len(sentence) > _LEAST_HELD and sentence in words):
        return True
    cuts = range(min(len(sentence), len(words)), _LEAST_HELD, -1)
    return any(sentence.endswith(words[:cut]) for cut in cuts)


_LEAST_HELD = 12  # letters


def typed(text: str) -> tuple[Page, ...]:
    pages = re.split(r"^=== page.*\n|\f", text, flags=re.MULTILINE)
    return tuple(page_from_text(told.wrapped(page), "x.pdf", i) for i, page in enumerate(pages, 1))


# ---------------------------------------------------------------- sources


def _parts(file: Path) -> Iterator[tuple[int, str, str]]:
    for number, part in enumerate(re.split(r"^### ", file.read_text("utf-8"), flags=re.MULTILINE)[1:], 1):
        head, _, body = part.partition("\n")
        yield number, head.split("|")[0].strip(), body


_ROLE = re.compile(r"(!?\w+\??): (.*)")
_ON_A_LINE = ("head", "close")  # roles of lines by themselves


def roles(body: str) -> list[tuple[str, str]]:
    """The lines of a letter with their roles; a reason's is `!code`."""
    return [(m[1], m[2]) for m in map(_ROLE.fullmatch, body.splitlines()) if m is not None]


def _laid_out(lines: Sequence[tuple[str, str]]) -> str:
    """Sentences run together into paragraphs, headings and fields on lines of their own."""
    text, before = "", ""
    for role, sentence in lines:
        apart = role in _ON_A_LINE or before in _ON_A_LINE or not text.endswith((".", "?", "!"))
        new = role != before and role not in ("aside", "fact") and before not in ("asked", "policy", "fact")
        joint = "\n" if apart else "\n\n" if new and not role.startswith("!") else " "
        text += (joint if text else "") + sentence
        before = role
    return text


def written() -> Iterator[Letter]:
    for file in sorted((SKETCHES / "letters").glob("*.txt")):
        for number, kind, body in _parts(file):
            lines = roles(body)
            said = tuple((role[1:], sentence) for role, sentence in lines if role.startswith("!"))
            yield Letter(f"letters/{file.stem}", f"{file.stem}:{number}", kind, typed(_laid_out(lines)), said)


def _labels(name: str) -> dict[str, list[tuple[str, str]]]:
    labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (SKETCHES / "letters" / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            paper, _, rest = line.partition(" ")
            code, colon, words = rest.partition(": ")
            labels[paper] += [(code, words)] if colon else []
    return labels


def labelled() -> Iterator[Letter]:
    labels = _labels("papers.labels")
    for stem in dict.fromkeys(name.partition(":")[0] for name in labels):
        for number, kind, body in _parts(SKETCHES / f"{stem}.txt"):
            if (name := f"{stem}:{number}") in labels and kind not in QUIET:
                yield Letter(stem, name, kind, typed(body), tuple(labels[name]))


def quiet() -> Iterator[Letter]:
    """Papers of the other sketches that are near to a denial and none: a paper's type may be read wrong."""
    for file in sorted(SKETCHES.glob("*_papers.txt")):
        for number, kind, body in _parts(file):
            if kind in QUIET and "denial" not in kind:
                yield Letter(file.stem, f"{file.stem}:{number}", DECIDING[0], typed(body), (), quiet=True)


def hand_told() -> Iterator[Letter]:
    """The decisions among the open papers of bench/told, and what is near to one: each file one author's."""
    labels = _labels("told.labels")
    for paper in told.open_papers():
        kind, quiet = paper.types[0], paper.types[0] in QUIET
        if paper.name.startswith(told.TYPES_ONLY) or not (quiet or kind in DECIDING):
            continue
        words = (*paper.words, *labels.get(paper.name, ()))
        unplaced = tuple(set(paper.reasons) - {code for code, _ in words})
        source, pages = paper.name.partition(":")[0], tuple(paper.drawn("x.pdf"))
        yield Letter(source, paper.name, DECIDING[0] if quiet else kind, pages, words, unplaced, quiet)


@cache
def generated(half: Half, start: int, cases: int, noisy: bool = False) -> tuple[Letter, ...]:
    return tuple(_generated(half, start, cases, noisy))


def _generated(half: Half, start: int, cases: int, noisy: bool) -> Iterator[Letter]:
    for number in range(start, start + cases):
        case = make_case(half, number)
        pages, truth = read_case(case, noisy=noisy)
        by_name = {f"{page.ref.source}#{page.ref.number}": page for page in pages}
        marks = {name: said for file in case.files for name, said in _marks(file)}
        for at, document in enumerate(truth.documents):
            if document.type not in DECIDING:
                continue
            own = [name for name in document.pages if name in by_name]
            said = tuple(mark for name in own for mark in marks.get(name, ()))
            known = {code for code, _ in said}
            coded = tuple(
                {
                    fact.value
                    for fact in truth.facts
                    if fact.kind == "denial.reason" and fact.page in own and not fact.optional
                }
                - known
            )
            also = tuple((f"{code}?", "\0") for code in truth.denial.or_reasons) + tuple(
                (f"{fact.value}?", "\0")
                for fact in truth.facts
                if fact.kind == "denial.reason" and fact.page in own and fact.optional
            )
            yield Letter(
                half, f"{half}{number}:{at}", document.type, tuple(by_name[name] for name in own),
                (*said, *also), coded,
            )  # fmt: skip


def _marks(file: File) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """For each page of a file the reasons that its words are marked with, and these words."""
    for number, (sheet, _) in enumerate(file.sheets, 1):
        said: list[tuple[str, str]] = []
        going = None
        for piece in (piece for run in sheet.runs for piece in run.words):
            mark = piece.mark if piece.mark is not None and piece.mark.kinds[0] == "denial.reason" else None
            if mark is not None and going is not None and mark.value == said[-1][0]:
                said[-1] = (mark.value, f"{said[-1][1]} {piece.text}")
            elif mark is not None:
                said.append((mark.value, piece.text))
            going = mark
        yield f"{file.path}#{number}", tuple(said)
