"""Makes the two sample cases and their expected results: `python sample_docs/make.py`.

The papers are text (`papers/CASE/*.txt`, the script of bench/cases/script.py) with their truth marked in
the text; `papers/CASE/folder.yaml` says which paper lies in which file and what the scanner, telephone or
fax machine did to it. Everything follows from a seed: the same bytes each time with the same libraries.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench.cases import damage  # noqa: E402
from bench.cases.paper import Sheet, draw_pdf  # noqa: E402
from bench.cases.script import Style, typeset  # noqa: E402
from bench.cases.truth import (  # noqa: E402
    TrueDeadline,
    TrueDenial,
    TrueDocument,
    TrueFact,
    TrueRequirements,
    TrueSource,
    TrueTotals,
    Truth,
    dump_truth,
)

CASES = ("ketamine-aetna", "spravato-bcbs")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Head(_Strict):
    """What stands above `====` in a paper's file."""

    type: str
    date: str | None
    or_types: tuple[str, ...] = ()
    or_dates: tuple[str, ...] = ()
    patient: str | None = None
    wrong_patient: bool = False
    join: str | None = None  # this paper goes on where that one ends, in another file
    style: dict[str, str | float | tuple[float, float]] = {}


class File(_Strict):
    path: str
    how: Literal["scan", "copier", "photo", "fax", "born_digital", "picture", "copy", "bytes", "locked"]
    papers: tuple[str, ...] = ()
    dpi: int = 150
    quality: int = 60
    rows: int = 196
    orientation: int = 1
    long_side: int = 2200
    of: str = ""
    bytes: str = ""
    code: str | None = None


class Folder(_Strict):
    seed: int
    about: str
    client_name: str
    client_dob: str
    member_id: str
    insurer: str
    treatment: str
    files: tuple[File, ...]
    case_file: dict[str, object]
    denial: TrueDenial
    requirements: TrueRequirements
    deadlines: tuple[TrueDeadline, ...]
    totals: TrueTotals
    warnings: tuple[str, ...]


class Paper(_Strict):
    head: Head
    script: str

    def sheets(self) -> list[Sheet]:
        return typeset(self.script, Style(**self.head.style))  # type: ignore[arg-type]


def read_papers(folder: Path) -> dict[str, Paper]:
    values: dict[str, str] = yaml.safe_load((folder / "values.yaml").read_text("utf-8"))
    papers = {}
    for file in sorted(folder.glob("*.txt")):
        head, _, script = file.read_text("utf-8").partition("====\n")
        for name, marked in values.items():
            script = script.replace(f"{{{name}}}", marked)
        raw = yaml.safe_load(head)
        if raw["date"] is not None:
            raw["date"] = str(raw["date"])
        papers[file.stem] = Paper(head=Head.model_validate(raw), script=script)
    return papers


def file_sheets(file: File, papers: dict[str, Paper]) -> list[tuple[str, Sheet, bool]]:
    """Paper, sheet and whether it lies upside down, for each page of a file."""
    made: list[tuple[str, Sheet, bool]] = []
    for entry in file.papers:
        name, _, turned = entry.partition("~")
        sheets = [Sheet()] if name == "BLANK" else papers[name].sheets()
        made += [(name, sheet, turned == "180") for sheet in sheets]
    return made


def file_bytes(file: File, sheets: list[tuple[str, Sheet, bool]], random: np.random.Generator) -> bytes:
    if file.how == "bytes":
        return file.bytes.encode("latin-1")
    pdf = draw_pdf([sheet for _, sheet, _ in sheets], "not-given" if file.how == "locked" else "")
    if file.how in ("born_digital", "locked"):
        return pdf
    dpi = {"photo": 260, "fax": 204}.get(file.how, file.dpi)
    pictures = damage.render(pdf, dpi)
    pictures = [
        np.ascontiguousarray(np.rot90(picture, 2)) if turned else picture
        for picture, (_, _, turned) in zip(pictures, sheets, strict=True)
    ]
    if file.how == "scan":
        pages = [damage.holes(damage.scanned(picture, random)) for picture in pictures]
        return damage.scan_pdf(pages, file.dpi, file.quality)
    if file.how == "copier":
        return damage.scan_pdf([damage.bitonal(picture, random) for picture in pictures], file.dpi, None)
    if file.how == "fax":
        return damage.fax_tiff([damage.faxed(picture, random, file.rows) for picture in pictures], file.rows)
    if file.how == "picture":
        return damage.png(pictures[0], file.dpi)
    photo = damage.photographed(pictures[0], random, long_side=file.long_side)
    return damage.jpeg(photo, 72, orientation=file.orientation)


@dataclass
class Made:
    """The truth, gathered while the files are written."""

    laid: dict[str, list[str]] = field(default_factory=dict)  # paper: its pages
    facts: list[TrueFact] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    duplicates: dict[str, str] = field(default_factory=dict)
    sources: list[TrueSource] = field(default_factory=list)

    def copy(self, file: File) -> None:
        pages = next(source.pages for source in self.sources if source.path == file.of)
        self.duplicates |= {f"{file.path}#{page}": f"{file.of}#{page}" for page in range(1, pages + 1)}
        self.sources.append(TrueSource(path=file.path, pages=pages, status="omitted", code="duplicate"))

    def unreadable(self, file: File) -> None:
        status = "omitted" if file.code == "hidden" else "failed"
        self.sources.append(TrueSource(path=file.path, pages=0, status=status, code=file.code))

    def lay(self, file: File, sheets: list[tuple[str, Sheet, bool]], papers: dict[str, Paper]) -> None:
        for page, (paper, sheet, _) in enumerate(sheets, 1):
            where = f"{file.path}#{page}"
            self.facts += sheet.facts(where)
            if paper == "BLANK":
                self.blank.append(where)
            else:
                self.laid.setdefault(papers[paper].head.join or paper, []).append(where)
        self.sources.append(TrueSource(path=file.path, pages=len(sheets), status=_status(sheets, papers)))


def write_file(file: File, path: Path, papers: dict[str, Paper], seed: int, made: Made) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sheets = file_sheets(file, papers)
    if file.how == "copy":
        path.write_bytes((path.parents[file.path.count("/")] / file.of).read_bytes())
        made.copy(file)
        return
    path.write_bytes(file_bytes(file, sheets, np.random.default_rng(seed)))
    if file.code:
        made.unreadable(file)
    else:
        made.lay(file, sheets, papers)


def clear(folder: Path) -> None:
    """Remove what an earlier run made; a build's own folders stay."""
    for old in folder.rglob("*"):
        if old.is_file() and "packet" not in old.parts and ".packetizer" not in old.parts:
            old.unlink()


def make_case(name: str) -> None:
    about = HERE / "papers" / name
    folder = Folder.model_validate(yaml.safe_load((about / "folder.yaml").read_text("utf-8")))
    papers = read_papers(about)
    target = HERE / name
    clear(target)
    made = Made()
    for number, file in enumerate(folder.files):
        write_file(file, target / file.path, papers, folder.seed + number, made)
    (target / "case.yaml").write_text(yaml.safe_dump(folder.case_file, sort_keys=False), "utf-8")
    expected = Truth(
        **folder.model_dump(exclude={"seed", "files", "case_file"}),
        documents=tuple(_document(papers[paper].head, pages) for paper, pages in made.laid.items()),
        facts=tuple(made.facts),
        blank=tuple(made.blank),
        duplicates=made.duplicates,
        sources=tuple(made.sources),
    )
    where = HERE / f"{name}.expected.yaml"
    where.write_text(f"# Made by make.py; see papers/{name}/.\n" + dump_truth(expected), "utf-8")


def _status(sheets: list[tuple[str, Sheet, bool]], papers: dict[str, Paper]) -> str:
    """Blank backs, other people's papers and psychotherapy notes stay out of the packet."""
    out = [
        name == "BLANK" or papers[name].head.wrong_patient or papers[name].head.type == "psychotherapy_notes"
        for name, _, _ in sheets
    ]
    return "omitted" if all(out) else "partly_included" if any(out) else "included"


def _document(head: Head, pages: list[str]) -> TrueDocument:
    return TrueDocument(pages=tuple(pages), **head.model_dump(exclude={"join", "style"}))


def main() -> None:
    for name in CASES:
        make_case(name)
        size = sum(path.stat().st_size for path in (HERE / name).rglob("*") if path.is_file())
        print(f"{name}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
