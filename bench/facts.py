"""How well facts are found, on papers with truth: precision and recall of each kind.

    PACKETIZER_DATA=/path/to/sets python bench/facts.py [--misses]

The folder holds `sroie/` (receipts: transcribed lines with boxes, `truth_normalized.json`), `denials/`
(letters as text with `truth.json`) and `invoices/` (PDF with a text layer). Text is laid out as given:
reading errors are not measured here. `--misses` prints each wrong or missing value with its file and kind.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import textwrap
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from packetizer.model import Box, Fact, Page, PageRef, TextFrom, Word
from packetizer.understanding.facts.find import find_facts
from packetizer.understanding.facts.settle import settle
from packetizer.understanding.lore.lexicon import Lexicon, load_lexicon

# What the letters' own codes mean as reasons, read by a person from the letters' text.
LETTER_REASONS = {
    "TL-001.txt": {"not_medically_necessary"},
    "TL-002.txt": {"no_prior_authorization"},
    "TL-003.txt": {"coding_error"},
    "TL-004.txt": {"experimental_investigational"},
    "TL-005.txt": {"out_of_network"},
    "denial_short_97110.txt": {"not_medically_necessary"},
}


@dataclass
class Tally:
    """Counts for each fact kind."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    misses: list[str] = field(default_factory=list)
    tenths: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))
    seconds: float = 0.0
    pages: int = 0

    def count(self, name: str, kind: str, found: Sequence[Fact], truth: Sequence[set[str]]) -> None:
        """`truth` holds one set of accepted values for each value that should be found."""
        left = list(truth)
        values = {str(fact.value): fact for fact in found if fact.kind == kind}
        for value, fact in values.items():
            hit = next((accepted for accepted in left if value in accepted), None)
            self.tenths[min(int(fact.confidence * 10), 9)].append(hit is not None)
            if hit is not None:
                left.remove(hit)
                self.right[kind] += 1
            else:
                self.wrong[kind] += 1
                self.misses.append(f"{name}: {kind} found {value}")
        self.missed[kind] += len(left)
        self.misses += [f"{name}: {kind} missing {'/'.join(sorted(accepted))}" for accepted in left]


def boxes_page(rows: list[tuple[tuple[float, float, float, float], str]], name: str) -> Page:
    """A page from lines with boxes in pixels: words share a line's width by their letters."""
    width = max(box[2] for box, _ in rows) + 40
    height = max(box[3] for box, _ in rows) + 40
    words = []
    for number, ((x0, y0, x1, y1), text) in enumerate(rows):
        step = (x1 - x0) / max(len(text), 1)
        at = 0
        for part in text.split():
            start = text.index(part, at)
            at = start + len(part)
            box = Box((x0 + start * step) / width, y0 / height, (x0 + at * step) / width, y1 / height)
            words.append(Word(part, box, 0.98, number))
    return Page(PageRef(name, 1), width, height, tuple(words), TextFrom.RAPIDOCR, 0.98)


def text_page(text: str, name: str) -> Page:
    """A typewritten page: 96 characters a line."""
    lines = [part for line in text.splitlines() for part in (textwrap.wrap(line, 96) or [""])]
    rows = [
        ((60.0, 60 + i * 12.0, 60 + len(line) * 5.0, 69 + i * 12.0), line)
        for i, line in enumerate(lines)
        if line
    ]
    return boxes_page(rows, name)


def read_csv(path: Path) -> Page:
    rows = []
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.reader(file, quoting=csv.QUOTE_NONE):
            x = [float(value) for value in row[:8]]
            text = ",".join(row[8:])
            if text.strip():
                rows.append(((min(x[::2]), min(x[1::2]), max(x[::2]), max(x[1::2])), text))
    rows.sort(key=lambda item: (item[0][1], item[0][0]))
    return boxes_page(rows, path.name)


def facts_of(type_: str, pages: Sequence[Page], lexicon: Lexicon, tally: Tally) -> tuple[Fact, ...]:
    start = time.perf_counter()
    found = [fact for page in pages for fact in find_facts(page, lexicon)]
    settled = settle(type_, found, pages, lexicon)
    tally.seconds += time.perf_counter() - start
    tally.pages += len(pages)
    return settled


def receipts(data: Path, lexicon: Lexicon, tally: Tally) -> None:
    truth = json.loads((data / "sroie" / "truth_normalized.json").read_text(encoding="utf-8"))
    for name, expected in sorted(truth.items()):
        page = read_csv(data / "sroie" / "lines" / f"{Path(name).stem}.csv")
        facts = facts_of("receipt", [page], lexicon, tally)
        iso = expected["date_iso"]
        accepted = {iso}
        if expected["day_month_ambiguous"]:
            year, month, day = iso.split("-")
            accepted.add(f"{year}-{day}-{month}")
        tally.count(name, "date.payment", facts, [accepted])
        tally.count(
            name, "amount.total", facts, [{str(Decimal(expected["total"]).quantize(Decimal("0.01")))}]
        )


def letters(data: Path, lexicon: Lexicon, tally: Tally) -> None:
    for folder in ("letters", "short_texts"):
        base = data / "denials" / folder
        for name, expected in json.loads((base / "truth.json").read_text(encoding="utf-8")).items():
            page = text_page((base / name).read_text(encoding="utf-8"), name)
            facts = facts_of(expected["document_kind"], [page], lexicon, tally)
            for kind, values in letter_truth(name, expected):
                tally.count(name, kind, facts, [{value} for value in values])


def letter_truth(name: str, expected: dict[str, str | list[str]]) -> Iterator[tuple[str, list[str]]]:
    def one(key: str) -> list[str]:
        value = expected.get(key)
        return [value] if isinstance(value, str) else list(value or [])

    yield "denial.reason", sorted(LETTER_REASONS.get(name, set()))
    yield "date.letter", one("letter_date")
    yield "date.service", one("service_date")
    yield "amount.billed", [value.replace(",", "") for value in one("billed")]
    yield "denial.carc", one("reason_code")
    if "procedure_codes" in expected:
        yield "code.procedure", one("procedure_codes")
        yield "code.icd10", one("diagnosis_codes")


def invoices(data: Path, lexicon: Lexicon, tally: Tally) -> None:
    import pypdfium2

    truth = json.loads((data / "invoices" / "truth.json").read_text(encoding="utf-8"))
    for name, expected in truth.items():
        if expected.get("country_code") not in (None, "US"):
            continue  # other languages are not what labels.yaml speaks
        document = pypdfium2.PdfDocument(data / "invoices" / name)
        pages = [pdf_page(document[i], name, i + 1) for i in range(len(document))]
        facts = facts_of("itemized_bill", pages, lexicon, tally)
        tally.count(name, "date.letter", facts, [{expected["date"]}])


def pdf_page(page: object, name: str, number: int) -> Page:
    """The words of a text layer, line by line as the PDF gives them."""
    width, height = page.get_size()  # type: ignore[attr-defined]
    text = page.get_textpage()  # type: ignore[attr-defined]
    rows = []
    for i in range(text.count_rects()):
        x0, y0, x1, y1 = text.get_rect(i)
        rows.append(
            ((x0, height - y1, x1, height - y0), text.get_text_bounded(x0, y0, x1, y1).replace("\r\n", " "))
        )
    made = boxes_page(sorted(rows, key=lambda r: (r[0][1], r[0][0])), name)
    return Page(PageRef(name, number), width, height, made.words, TextFrom.TEXT_LAYER, 0.99)


def report(tally: Tally, misses: bool) -> None:
    print(f"{'kind':32} {'right':>6} {'wrong':>6} {'missed':>6} {'precision':>9} {'recall':>7}")
    for kind in sorted(tally.right | tally.wrong | tally.missed):
        right, wrong, missed = tally.right[kind], tally.wrong[kind], tally.missed[kind]
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        print(f"{kind:32} {right:6} {wrong:6} {missed:6} {precision:9.3f} {recall:7.3f}")
    for tenth, hits in sorted(tally.tenths.items()):
        print(
            f"confidence {tenth / 10:.1f}–{tenth / 10 + 0.1:.1f}: {len(hits):4} facts, "
            f"{sum(hits) / len(hits):.2f} right"
        )
    print(f"{tally.pages} pages, {1000 * tally.seconds / max(tally.pages, 1):.1f} ms each")
    if misses:
        print(*tally.misses, sep="\n")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    folder = os.environ.get("PACKETIZER_DATA")
    if not folder:
        print("Set PACKETIZER_DATA to the folder that holds sroie/, denials/ and invoices/.", file=sys.stderr)
        return 2
    lexicon = load_lexicon()
    for name, measure in (("receipts", receipts), ("letters", letters), ("invoices", invoices)):
        tally = Tally()
        measure(Path(folder), lexicon, tally)
        print(f"\n{name}")
        report(tally, options.misses)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
