"""Group words by their use: writes data/word_kin.npz (see docs/decisions/0019).

    python -m bench.fit_kin MODEL

MODEL is a folder with the files of the language model all-MiniLM-L6-v2 (Apache-2.0): model.safetensors and
tokenizer.json. Each English word goes through it alone, and the vectors that come out are clustered. Needed
only to make the groups anew.
"""

from __future__ import annotations

import json
import re
import struct
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf
from sklearn.cluster import MiniBatchKMeans

from bench.fit_reasons import alone, letters
from packetizer.understanding.lore.wordkin import FILE

COARSE, FINE = 200, 1000  # groups
SIZE = 96  # of a vector, once it is squeezed
BATCH = 256
_HEADS, _LAYERS = 12, 6
Array = NDArray[np.float32]


class Model:
    """The encoder, in numpy."""

    def __init__(self, folder: Path) -> None:
        raw = (folder / "model.safetensors").read_bytes()
        size = struct.unpack("<Q", raw[:8])[0]
        head = json.loads(raw[8 : 8 + size])
        self.weights: dict[str, Array] = {}
        for name, part in head.items():
            if part.get("dtype") == "F32":
                start, end = (8 + size + offset for offset in part["data_offsets"])
                self.weights[name] = np.frombuffer(raw[start:end], np.float32).reshape(part["shape"])
        self.vocabulary: dict[str, int] = json.loads((folder / "tokenizer.json").read_text())["model"][
            "vocab"
        ]

    def pieces(self, word: str) -> list[int]:
        found, start = [], 0
        while start < len(word):
            ends = range(len(word), start, -1)
            named = (("##" if start else "") + word[start:end] for end in ends)
            piece = next((piece for piece in named if piece in self.vocabulary), "[UNK]")
            found.append(self.vocabulary[piece])
            start = len(word) if piece == "[UNK]" else start + len(piece.removeprefix("##"))
        return [self.vocabulary["[CLS]"], *found, self.vocabulary["[SEP]"]]

    def _normal(self, x: Array, name: str) -> Array:
        mean, spread = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        scaled = (x - mean) / np.sqrt(spread + 1e-12)
        made: Array = (
            scaled * self.weights[f"{name}.LayerNorm.weight"] + self.weights[f"{name}.LayerNorm.bias"]
        )
        return made

    def _linear(self, x: Array, name: str) -> Array:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def vectors(self, ids: Sequence[Sequence[int]]) -> Array:
        """Of words with as many pieces."""
        tokens, known = np.array(ids), self.weights
        x = known["embeddings.word_embeddings.weight"][tokens]
        x = x + known["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        x = self._normal(x + known["embeddings.token_type_embeddings.weight"][0], "embeddings")
        for layer in range(_LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}")
        mean: Array = x.mean(1)
        return mean

    def _layer(self, x: Array, name: str) -> Array:
        rows, count, width = x.shape
        split = (rows, count, _HEADS, width // _HEADS)
        query, key, value = (
            self._linear(x, f"{name}.attention.self.{part}").reshape(split).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        heed = np.exp(query @ key.transpose(0, 1, 3, 2) / np.sqrt(width // _HEADS))
        heed /= heed.sum(-1, keepdims=True)
        met = (heed @ value).transpose(0, 2, 1, 3).reshape(rows, count, width)
        x = self._normal(self._linear(met, f"{name}.attention.output.dense") + x, f"{name}.attention.output")
        inner = self._linear(x, f"{name}.intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)).astype(np.float32))
        return self._normal(self._linear(inner, f"{name}.output.dense") + x, f"{name}.output")


def words_met() -> Counter[str]:
    """How many sentences of those the reasons are fitted on have a word."""
    texts = [s.text for s in alone()] + [s.text for letter in letters() for s, _ in letter.sentences()]
    return Counter(word for text in texts for word in set(re.findall("[a-z]+", text.lower())))


def encoded(model: Model, words: Sequence[str]) -> Iterator[tuple[str, Array]]:
    split = {word: model.pieces(word) for word in words}
    for count in sorted({len(ids) for ids in split.values()}):
        same = [word for word in words if len(split[word]) == count]
        for start in range(0, len(same), BATCH):
            some = same[start : start + BATCH]
            yield from zip(some, model.vectors([split[word] for word in some]), strict=True)


def main() -> None:
    model, met = Model(Path(sys.argv[1])), words_met()
    plain = {word for word in model.vocabulary if re.fullmatch("[a-z]{2,}", word)}
    words = sorted(plain | {word for word, times in met.items() if times > 1 and len(word) > 1})
    vectors = dict(encoded(model, words))
    save(words, np.stack([vectors[word] for word in words]), [bool(met[word]) for word in words])


def save(words: Sequence[str], vectors: Array, ours: Sequence[bool]) -> None:
    """`ours`: the words of our letters, whose groups the others join."""
    vectors = vectors - vectors.mean(0)
    squeezed = vectors @ np.linalg.svd(vectors[::3], full_matrices=False)[2][:SIZE].T
    squeezed /= np.linalg.norm(squeezed, axis=1, keepdims=True) + 1e-9
    groups = [
        MiniBatchKMeans(count, random_state=0, n_init=2, batch_size=2048)
        .fit(squeezed[np.array(ours)])
        .predict(squeezed)
        for count in (COARSE, FINE)
    ]
    np.savez_compressed(
        FILE, words=np.array(words), coarse=groups[0].astype(np.uint8), fine=groups[1].astype(np.uint16)
    )
    print(f"{len(words)} words, {FILE.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
