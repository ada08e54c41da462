"""What a second reading of the deciding values is worth, and what it costs.

    PACKETIZER_DATA=... python -m bench.reading_again [--limit N]

Letters with known dates, amounts and numbers are drawn and damaged; each fact found on them is read again by
the other reader. Prints, as a Markdown table: how many facts the first reading had right, how often the
readers agreed and were right then, how often they differed and the first was right all the same, and the
time a place took. Receipts: the total and the date that are printed on them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.reading_pages import DAMAGES, Shown, drawn, opened_picture, sample
from packetizer.model import Document, Fact, Page, PageRef, Place, SecondReading
from packetizer.reading.again import spots_of, words_at
from packetizer.reading.engines import choose_readers
from packetizer.reading.page import read_page
from packetizer.reading.settings import ReadingSettings
from packetizer.reading.worker import Desk
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.lore.lexicon import Lexicon, load_lexicon
from packetizer.understanding.second import deciding, read_twice

REF = PageRef("page", 1)
FILLER = "The service described above was reviewed by our clinical staff against the terms of the plan."


@dataclass
class Tally:
    """Facts of one kind of paper: before, and after the second reading."""

    first: list[bool] = field(default_factory=list)
    agreed: list[tuple[float, bool]] = field(default_factory=list)
    differed: list[tuple[float, bool]] = field(default_factory=list)
    unseen: list[bool] = field(default_factory=list)  # both had read them, or the second saw nothing
    places: int = 0
    seconds: float = 0.0

    def row(self, name: str) -> str:
        per_place = 1000 * self.seconds / max(self.places, 1)
        cells = [f"{np.mean(self.first):.3f} of {len(self.first)}" if self.first else "–"]
        cells += [_said(self.agreed), _said(self.differed), f"{len(self.unseen)}", f"{per_place:.0f} ms"]
        return f"| {name} | " + " | ".join(cells) + " |"


def _said(outcomes: Sequence[tuple[float, bool]]) -> str:
    """How many, how many of them right, and what share was said to be."""
    if not outcomes:
        return "0"
    said, right = np.mean([one for one, _ in outcomes]), np.mean([ok for _, ok in outcomes])
    return f"{len(outcomes)}: {right:.3f} right, {said:.3f} said"


def letter(chance: random.Random) -> tuple[str, set[str]]:
    """The text of a letter, and the values on it, plain."""

    def number(pattern: str) -> str:
        return "".join(chance.choice("0123456789") if c == "9" else chance.choice("ABCDEFGHKLMNPRSTWXYZ")
                       if c == "A" else c for c in pattern)  # fmt: skip

    def day() -> str:
        month, date, year = chance.randint(1, 12), chance.randint(1, 28), chance.randint(2021, 2026)
        return f"{month:02}/{date:02}/{year}"

    values = [day(), number("A99999999"), number("EA999-99999"), number("999999-A9"), day(), day()]
    amounts = [
        f"${chance.randint(1, 9)},{chance.randint(0, 999):03}.{chance.randint(0, 99):02}" for _ in range(8)
    ]
    lines = [f"Date: {values[0]}", f"Member ID: {values[1]}", f"Claim number: {values[2]}"]
    lines += [f"Authorization number: {values[3]}", f"Dates of service: {values[4]} and {values[5]}", FILLER]
    for at in range(0, 8, 2):
        lines += [f"Amount billed: {amounts[at]}   Allowed amount: {amounts[at + 1]}", FILLER]
    return "\n".join(lines), {_plain(value) for value in (*values, *amounts)}


def _plain(text: str) -> str:
    return "".join(char for char in text.upper() if char.isalnum())


def letters(limit: int) -> Iterator[tuple[str, Shown, set[str], str]]:
    for name, damage in DAMAGES.items():
        for index in range(limit):
            text, values = letter(random.Random(index))
            sheet, _ = drawn(text, 34 + index % 3 * 4)
            back, _ = drawn(letter(random.Random(1000 + index))[0], 40)
            picture, dpi = damage(sheet, back, np.random.default_rng(index))
            yield name, Shown(picture, dpi), values, "eob"


def receipts(data: Path, limit: int) -> Iterator[tuple[str, Shown, set[str], str]]:
    folder = data / "sroie"
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    for file in sample(sorted((folder / "img").glob("*.jpg")), limit):
        fields = truth.get(file.name) or truth[file.stem]
        rows = (folder / "lines" / f"{file.stem}.csv").read_text("utf-8", "replace").splitlines()
        printed = " ".join(_plain(row.split(",", 8)[8]) for row in rows if row.count(",") >= 8)
        yield "receipts", opened_picture(file, 150), {printed, _plain(fields["total"])}, "receipt"


def facts_of(page: Page, kind: str, lexicon: Lexicon) -> tuple[Fact, ...]:
    return settle(kind, find_facts(page, lexicon), [page], lexicon)


def measure(shown: Shown, values: set[str], kind: str, desk: Desk, lexicon: Lexicon, into: Tally) -> None:
    page = read_page(shown, REF, desk)
    facts = facts_of(page, kind, lexicon)
    document = Document("d1", kind, kind, None, (REF,), 1.0, facts)
    places = deciding([document])
    spots = spots_of(page, [place.box for place in places])
    second: dict[Place, SecondReading] = {}
    if spots:
        start = time.process_time()
        words = words_at(shown, spots, page.rotation, page.sheet, desk)
        into.seconds += time.process_time() - start
        into.places += len(spots)
        second = {Place(REF, s.box): SecondReading(w.text, w.confidence)
                  for s, w in zip(spots, words, strict=True)}  # fmt: skip
    [after] = read_twice([document], [page], second)
    by_place = {(fact.kind, fact.box): fact for fact in after.facts}
    for fact in facts:
        if Place(fact.page, fact.box) not in places:
            continue
        right = any(_plain(fact.text) in value for value in values)
        into.first.append(right)
        seen = second.get(Place(fact.page, fact.box))
        now = by_place[fact.kind, fact.box]
        if seen is None or not seen.text:
            into.unseen.append(right)
        else:
            (into.differed if now.also_read else into.agreed).append((now.confidence, right))
            if os.environ.get("PACKETIZER_BENCH_VERBOSE") and bool(now.also_read) == right:
                print(f"{fact.text!r} {seen.text!r} {seen.confidence} {right} {now.confidence}")


def main() -> None:
    parser = argparse.ArgumentParser(description="What a second reading of the deciding values is worth.")
    parser.add_argument("--limit", type=int, default=12)
    chosen = parser.parse_args()
    desk, lexicon = Desk(choose_readers(ReadingSettings())), load_lexicon()
    tallies: dict[str, Tally] = {}
    pages = [*letters(chosen.limit), *receipts(Path(os.environ["PACKETIZER_DATA"]), 3 * chosen.limit)]
    for name, shown, values, kind in pages:
        measure(shown, values, kind, desk, lexicon, tallies.setdefault(name, Tally()))
    print("| paper | first reading right | both agree | they differ | not read again | CPU a place |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, tally in tallies.items():
        print(tally.row(name))


if __name__ == "__main__":
    main()
