"""What papers are taken for, on public texts: medical notes, receipts, denial and appeal letters, old forms.

    PACKETIZER_DATA=/folder/with/sets python -m bench.understanding_structure

The folder holds `medical_notes/`, `sroie/`, `denials/` and `funsd/` as their makers publish them. No engine
runs: pages are made from the transcriptions. Prints one table, the confusions, and how chances compare with
what was right.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.pages import page_from_text

from packetizer.model import Box, Document, Given, Page, PageRef, TextFrom, Word
from packetizer.understanding.lore.knowledge import load_knowledge
from packetizer.understanding.understand import understand

CLINICAL = frozenset(
    [
        "progress_note",
        "psychiatric_evaluation",
        "discharge_summary",
        "operative_report",
        "imaging_report",
        "lab_report",
        "infusion_record",
        "referral",
        "medication_history",
        "prescription",
        "rating_scale",
    ]
)
RIGHT: dict[str, frozenset[str]] = {
    "discharge_summary": frozenset({"discharge_summary"}),
    "operative_report": frozenset({"operative_report"}),
    "imaging_report": frozenset({"imaging_report"}),
    "pathology_or_lab_report": frozenset({"lab_report"}),
    "progress_or_office_note": frozenset({"progress_note", "psychiatric_evaluation"}),
    "consult_history_physical": frozenset({"progress_note", "psychiatric_evaluation"}),
    "emergency_room_report": frozenset({"progress_note"}),
    "ime_work_comp": frozenset({"progress_note", "psychiatric_evaluation"}),
    "letter": CLINICAL | {"correspondence", "letter_of_medical_necessity"},
    "autopsy": CLINICAL | {"other"},
    "other_clinical": CLINICAL | {"other", "correspondence"},
    "receipt": frozenset({"receipt"}),
    "denial": frozenset({"denial_letter"}),
    "appeal": frozenset({"appeal_letter"}),
    "form": frozenset({"other", "correspondence", "fax_cover"}),
}
NEVER = {"denial_letter", "final_denial_letter", "itemized_bill", "receipt"}  # for notes and old forms


@dataclass(frozen=True)
class Sample:
    """A page and what a person would call it."""

    kind: str  # a key of RIGHT
    page: Page


def medical_notes(folder: Path) -> Iterator[Sample]:
    """Notes as typewritten pages; line breaks that the source turned into commas are turned back."""
    for row in (json.loads(line) for line in (folder / "mtsamples.jsonl").open(encoding="utf-8")):
        text = row["transcription"].replace(".,", ".\n").replace(":,", ":\n")
        yield Sample(row["document_kind"], page_from_text(_wrapped(text), f"note{row['note_id']}"))


def _wrapped(text: str, width: int = 90) -> str:
    lines = []
    for line in text.splitlines():
        row = ""
        for word in line.split():
            if len(row) + len(word) > width:
                lines.append(row)
                row = ""
            row = f"{row} {word}".strip()
        lines.append(row)
    return "\n".join(lines[:62])


def receipts(folder: Path) -> Iterator[Sample]:
    """The challenge's transcriptions with their boxes."""
    for file in sorted((folder / "lines").glob("*.csv")):
        rows = [row for row in csv.reader(file.open(encoding="utf-8", errors="replace")) if len(row) > 8]
        boxes = [(int(r[0]), int(r[1]), int(r[4]), int(r[5]), ",".join(r[8:])) for r in rows]
        yield Sample("receipt", _boxed(boxes, file.stem))


def forms(folder: Path) -> Iterator[Sample]:
    """Old business forms, word by word."""
    for file in sorted((folder / "annotations").glob("*.json")):
        fields = json.loads(file.read_text(encoding="utf-8"))["form"]
        boxes = [(*field["box"], field["text"]) for field in fields if field["text"].strip()]
        yield Sample("form", _boxed(boxes, file.stem))


def _boxed(boxes: Sequence[tuple[int, int, int, int, str]], name: str) -> Page:
    """A page whose lines stand at pixel boxes; words share a line's width by their letters."""
    width = max(box[2] for box in boxes) * 1.03
    height = max(box[3] for box in boxes) * 1.03
    words = []
    for number, (x0, y0, x1, y1, text) in enumerate(sorted(boxes, key=lambda box: (box[1], box[0]))):
        step = (x1 - x0) / max(len(text), 1)
        at = 0
        for part in text.split():
            at = text.index(part, at)
            left, right = x0 + at * step, x0 + (at + len(part)) * step
            box = Box(left / width, y0 / height, min(1.0, right / width), min(1.0, y1 / height))
            words.append(Word(part, box, 0.95, number))
            at += len(part)
    points = 72 / 150
    return Page(PageRef(name, 1), width * points, height * points, tuple(words), TextFrom.TESSERACT, 0.95)


def letters(folder: Path) -> Iterator[Sample]:
    """Denial letters and short appeals."""
    for file in sorted(folder.glob("*/*.txt")):
        kind = "appeal" if file.stem.startswith("appeal") else "denial"
        yield Sample(kind, page_from_text(_wrapped(file.read_text(encoding="utf-8")), file.stem))


def all_samples(data: Path) -> Iterator[Sample]:
    yield from medical_notes(data / "medical_notes")
    yield from receipts(data / "sroie")
    yield from letters(data / "denials")
    yield from forms(data / "funsd")


def judged(samples: Sequence[Sample]) -> list[tuple[Sample, Document]]:
    """Each page as a case of its own."""
    knowledge = load_knowledge()
    given = Given(today=date(2026, 1, 1))
    return [(sample, understand([sample.page], given, knowledge).documents[0]) for sample in samples]


def main() -> None:
    data = os.environ.get("PACKETIZER_DATA")
    if not data:
        sys.exit("Set PACKETIZER_DATA to the folder with the sets.")
    samples = list(all_samples(Path(data)))
    began = time.perf_counter()
    results = judged(samples)
    spent = (time.perf_counter() - began) / len(samples)
    _print_table(results)
    _print_calibration(results)
    print(f"\n{1000 * spent:.1f} ms a page, facts included")


def _print_table(results: Sequence[tuple[Sample, Document]]) -> None:
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    for sample, document in results:
        taken[sample.kind][document.type] += 1
    print(f"{'kind':26} {'pages':>5} {'right':>6}  never  taken for")
    for kind, types in taken.items():
        right = sum(count for name, count in types.items() if name in RIGHT[kind])
        never = 0 if kind in ("receipt", "denial") else sum(types[name] for name in NEVER)
        others = ", ".join(
            f"{name} {count}" for name, count in types.most_common() if name not in RIGHT[kind]
        )
        print(f"{kind:26} {types.total():5} {right / types.total():6.2f}  {never:5}  {others}")


def _print_calibration(results: Sequence[tuple[Sample, Document]]) -> None:
    print("\nstated   pages  stated mean  right")
    for low in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99):
        high = {0.0: 0.5, 0.5: 0.7, 0.7: 0.8, 0.8: 0.9, 0.9: 0.95, 0.95: 0.99, 0.99: 1.01}[low]
        group = [(s, d) for s, d in results if low <= d.confidence < high and s.kind != "other_clinical"]
        if group:
            mean = sum(d.confidence for _, d in group) / len(group)
            right = sum(d.type in RIGHT[s.kind] for s, d in group) / len(group)
            print(f"{low:4.2f}+  {len(group):6}  {mean:11.2f}  {right:5.2f}")


if __name__ == "__main__":
    main()
