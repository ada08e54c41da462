"""How well pages are read: receipts, old faxes, damaged letters, pages turned four ways.

    PACKETIZER_DATA=... python -m bench.reading [--limit N] [--only receipts,forms,letters,turns]

Prints one Markdown table. PACKETIZER_DATA is a folder with `sroie`, `funsd`, `medical_notes`, `ocr_pages`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio

from bench.reading_pages import Shown, damaged, opened_picture, sample
from packetizer.model import Page, PageRef
from packetizer.reading.engines import choose_readers
from packetizer.reading.images import turned
from packetizer.reading.page import read_page
from packetizer.reading.settings import Engine, ReadingSettings
from packetizer.reading.worker import Desk
from packetizer.understanding.page.text import lines

Read = Callable[[Shown], Page]


@dataclass(frozen=True)
class Row:
    """One measure, for each engine."""

    what: str
    values: tuple[str, ...]


def readers() -> dict[str, Read]:
    """Each engine alone, and both as a build uses them."""
    desks = {engine: Desk(choose_readers(ReadingSettings(engine))) for engine in Engine}
    order = (Engine.TESSERACT, Engine.RAPIDOCR, Engine.AUTO)
    return {str(engine): _reader(desks[engine]) for engine in order}


def _reader(desk: Desk) -> Read:
    return lambda shown: read_page(shown, PageRef("page", 1), desk)


# ---------------------------------------------------------------- receipts


def receipts(data: Path, limit: int, read: dict[str, Read]) -> Iterator[Row]:
    folder = data / "sroie"
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    chosen = sample(sorted((folder / "img").glob("*.jpg")), limit)
    results = {name: [] for name in read}  # type: dict[str, list[tuple[bool, bool, float, float]]]
    for file in chosen:
        fields = truth.get(file.name) or truth[file.stem]
        said = _transcription(folder / "lines" / f"{file.stem}.csv")
        for name, one in read.items():
            start = time.process_time()
            text = _text(one(opened_picture(file, 150)))
            took = time.process_time() - start
            results[name].append((_has(text, _digits(fields["total"])), _has(text, fields["date"]),
                                  _lines_wrong(said, text), took))  # fmt: skip
    for index, what in enumerate(("total found", "date found", "line CER", "CPU s a receipt")):
        means = [sum(float(r[index]) for r in rows) / len(rows) for rows in results.values()]
        yield Row(f"receipts ({len(chosen)}): {what}", tuple(f"{value:.3f}" for value in means))


def _text(page: Page) -> str:
    return "\n".join(line.text for line in lines(page))


def _transcription(file: Path) -> list[str]:
    rows = file.read_text("utf-8", "replace").splitlines()
    return [row.split(",", 8)[8] for row in rows if row.count(",") >= 8]


def _digits(total: str) -> str:
    return re.sub(r"[^\d.,]", "", total)


def _has(text: str, wanted: str) -> bool:
    return _plain(wanted) in _plain(text)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).upper()


def _lines_wrong(said: Sequence[str], text: str) -> float:
    """Character errors of the printed lines, each looked for anywhere in what was read."""
    found = _plain(text)
    wrong = sum((1 - partial_ratio(_plain(line), found) / 100) * len(_plain(line)) for line in said)
    return wrong / max(sum(len(_plain(line)) for line in said), 1)


# ---------------------------------------------------------------- forms


def forms(data: Path, limit: int, read: dict[str, Read]) -> Iterator[Row]:
    folder = data / "funsd"
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    chosen = sample(sorted((folder / "img").glob("*.png")), limit)
    recall, extra = [], []
    for one in read.values():
        hit = wanted = more = 0
        for file in chosen:
            want = Counter(_words((truth.get(file.name) or truth[file.stem])["text"]))
            got = Counter(_words(_text(one(opened_picture(file, 100)))))
            hit += sum((want & got).values())
            more += sum((got - want).values())
            wanted += sum(want.values())
        recall.append(f"{hit / wanted:.3f}")
        extra.append(f"{more / wanted:.3f}")
    yield Row(f"old forms ({len(chosen)}): word recall", tuple(recall))
    yield Row("old forms: words too many", tuple(extra))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


# ---------------------------------------------------------------- letters


def letters(data: Path, limit: int, read: dict[str, Read]) -> Iterator[Row]:
    for name, pages in damaged(data, limit):
        rates, seconds = [], []
        for one in read.values():
            start = time.process_time()
            wrong = [_character_errors(page.text, _text(one(page.shown))) for page in pages]
            seconds.append(f"{(time.process_time() - start) / len(pages):.1f} CPU s")
            rates.append(f"{sum(wrong) / len(wrong):.4f}")
        both = tuple(f"{rate} ({second})" for rate, second in zip(rates, seconds, strict=True))
        yield Row(f"letters ({len(pages)}), {name}: CER", both)


def _character_errors(truth: str, read: str) -> float:
    want, got = " ".join(truth.split()), " ".join(read.split())
    return Levenshtein.distance(want, got) / len(want)


# ---------------------------------------------------------------- turns


def turns(data: Path, limit: int, read: dict[str, Read]) -> Iterator[Row]:
    """Pages, each turned four ways: how many come out upright; how many wrong ones are said to be sure."""
    pages = [page.shown for _, some in damaged(data, max(1, limit // 4)) for page in some]
    pages += [
        opened_picture(file, 100) for file in sample(sorted((data / "funsd" / "img").glob("*.png")), limit)
    ]
    pages += [
        opened_picture(file, 150) for file in sample(sorted((data / "sroie" / "img").glob("*.jpg")), limit)
    ]
    right, sure_wrong, unsure = [], [], []
    for name, one in read.items():
        outcomes = []
        for number, degrees in product(range(len(pages)), (0, 90, 180, 270)):
            page = pages[number]
            found = one(Shown(turned(page.picture, degrees), page.picture_dpi))
            outcomes.append(((found.rotation + degrees) % 360 == 0, found.rotation_sure))
            if not outcomes[-1][0] and os.environ.get("PACKETIZER_BENCH_VERBOSE"):
                print(f"{name}: page {number} turned {degrees}: {found.rotation} {found.rotation_sure}")
        right.append(f"{sum(ok for ok, _ in outcomes) / len(outcomes):.3f}")
        sure_wrong.append(str(sum(not ok and sure for ok, sure in outcomes)))
        unsure.append(str(sum(not sure for _, sure in outcomes)))
    yield Row(f"pages turned four ways ({len(pages)}): upright", tuple(right))
    yield Row("turned pages: wrong and sure", tuple(sure_wrong))
    yield Row("turned pages: not sure", tuple(unsure))


PARTS = {"receipts": receipts, "forms": forms, "letters": letters, "turns": turns}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--limit", type=int, default=24, help="pages of each kind")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    parser.add_argument("--engines", default="tesseract,rapidocr,auto")
    chosen = parser.parse_args()
    data = Path(os.environ["PACKETIZER_DATA"])
    read = {name: one for name, one in readers().items() if name in chosen.engines.split(",")}
    print("| measure | " + " | ".join(read) + " |\n|---|" + "--:|" * len(read))
    for name in chosen.only.split(","):
        for row in PARTS[name](data, chosen.limit, read):
            print(f"| {row.what} | " + " | ".join(row.values) + " |", flush=True)


if __name__ == "__main__":
    main()
