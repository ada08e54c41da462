"""What a sentence of a decision means, one of the reasons or none, as a small model of English hears it.

The models of single words (`saying`, `likeness`) know a reason by words they have met; "the studies are too
small to tell whether it helps" may have none of them. A small public model of English, fitted on our
sentences (bench/fit_meaning.py, docs/decisions/0025), knows words from how English uses them. It reads the
sentence with the end of the one before and the beginning of the next. It is asked only where a sentence may
give a reason, for it costs some hundred times what the others do.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from packetizer.understanding.lore.shipped import DATA
from packetizer.understanding.lore.wordmodel import NO_REASON

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MEANING = DATA / "reason_meaning.npz"
_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
_OWN, _BEFORE, _AFTER = 56, 20, 8  # pieces of the sentence and its neighbours that are read
_START, _STOP, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"

_CLEAR = 6.0  # odds beyond which more say no more
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Meaning:
    """The logarithm of each reason's chance, and of that of none."""

    logs: Mapping[str, float]

    def likeliest(self, count: int) -> tuple[str, ...]:
        return tuple(sorted(self.logs.keys() - {NO_REASON}, key=lambda kind: -self.logs[kind])[:count])

    def evidence(self, code: str) -> dict[str, float]:
        """How much likelier this reason is than none, its chance, and how much likelier any reason is."""
        none, log = self.logs[NO_REASON], self.logs.get(code, -math.inf)
        gives = max(_LEAST, 1 - math.exp(none))
        return {
            "meant": _bounded(log - none),
            "meant chance": math.exp(log),
            "means any": _bounded(math.log(gives) - none),
        }


def _bounded(odds: float) -> float:
    return max(-_CLEAR, min(_CLEAR, odds))


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence between its neighbours, as the net reads it: a number for each piece of a word."""

    pieces: Sequence[int]
    part: Sequence[int]  # 0 of the sentence, 1 of its neighbours
    own: Sequence[int]  # 1 of the sentence's words


def asked(before: str, text: str, after: str, pieces: Mapping[str, int]) -> Asked:
    own = pieces_of(text, pieces)[:_OWN]
    stop = pieces[_STOP]
    inner = [pieces[_START], *own, stop]
    around = [*pieces_of(before, pieces)[-_BEFORE:], stop, *pieces_of(after, pieces)[:_AFTER], stop]
    return Asked(
        [*inner, *around],
        [*[0] * len(inner), *[1] * len(around)],
        [0, *[1] * len(own), 0, *[0] * len(around)],
    )


def pieces_of(text: str, pieces: Mapping[str, int]) -> list[int]:
    """The longest known pieces that make up each word, from its beginning (WordPiece, small letters)."""
    apart = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return [number for word in _WORD.findall(plain) for number in _parted(word, pieces)]


def _parted(word: str, pieces: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    start = 0
    while start < len(word):
        mark = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in pieces), None)
        if end is None:
            return [pieces[_UNKNOWN]]
        found.append(pieces[mark + word[start:end]])
        start = end
    return found


@dataclass(frozen=True, slots=True, eq=False)
class MeaningModel:
    """A net that reads pieces of words; `kinds`: the reasons it tells apart, and none."""

    kinds: tuple[str, ...]
    pieces: Mapping[str, int]
    net: InferenceSession

    def means(self, before: str, text: str, after: str) -> Meaning:
        """What the sentence `text` says between its neighbours."""
        read = asked(before, text, after, self.pieces)
        given = {
            "pieces": np.array([read.pieces], np.int64),
            "part": np.array([read.part], np.int64),
            "own": np.array([read.own], np.float32),
        }
        said = self.net.run(["said"], given)[0][0]
        logs = said - np.logaddexp.reduce(said)
        return Meaning({kind: float(log) for kind, log in zip(self.kinds, logs, strict=True)})


@lru_cache(maxsize=512)
def meant(model: MeaningModel, before: str, text: str, after: str) -> Meaning:
    """As `means`; remembered, for a paper is read again when its neighbours' pages are put right."""
    return model.means(before, text, after)


@lru_cache(maxsize=1)
def shipped_meaning() -> MeaningModel:
    return read_model(MEANING)


def read_model(file: Path) -> MeaningModel:
    """A stored net, with the pieces of words that it reads and the reasons that it tells apart.

    One thread: builds read many papers side by side as it is.
    """
    from onnxruntime import InferenceSession, SessionOptions  # late: most papers are no decisions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    with np.load(file, allow_pickle=False) as stored:
        net = InferenceSession(stored["net"].tobytes(), options, providers=["CPUExecutionProvider"])
        pieces = {str(piece): number for number, piece in enumerate(stored["pieces"])}
        return MeaningModel(tuple(map(str, stored["kinds"])), pieces, net)


def store_model(file: Path, net: bytes, pieces: Sequence[str], kinds: Sequence[str]) -> None:
    """As `read_model` reads it; `net`: in ONNX's form."""
    np.savez(file, net=np.frombuffer(net, np.uint8), pieces=np.array(pieces), kinds=np.array(kinds))
