"""Made-up offices to measure watching and batches on: many small cases whose pages carry their own text."""

from __future__ import annotations

import random
from pathlib import Path

_FIRST = ("Ada", "Basil", "Cora", "Dario", "Edda", "Falk", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Lars")
_LAST = ("Notreal", "Unperson", "Mockby", "Fictor", "Sampleton", "Madeup", "Inventa", "Nobodson")
_NOTES = (
    "progress note",
    "infusion record",
    "statement of charges",
    "receipt",
    "telephone log",
    "lab report",
)


def name_of(case: int) -> str:
    """A made-up client's folder, different for each number."""
    return f"{_LAST[case % len(_LAST)]} {_FIRST[case // len(_LAST) % len(_FIRST)]} {case:03d}"


def papers(case: int, files: int, pages: int = 1) -> dict[str, bytes]:
    """A case's files by name: a denial letter, then papers of care. Some are PDFs, some plain text."""
    chance = random.Random(case)
    person = name_of(case).rsplit(" ", 1)[0]
    made = {"denial letter.txt": _denial(person, case).encode()}
    for number in range(1, files):
        kind = chance.choice(_NOTES)
        text = [_page(person, case, kind, number, page, chance) for page in range(pages)]
        if number % 2 and pages == 1:
            made[f"{number:03d} {kind}.txt"] = text[0].encode()
        else:
            made[f"{number:03d} {kind}.pdf"] = _pdf(text)
    return made


def write_office(top: Path, cases: int, files: int, pages: int = 1) -> None:
    """All cases at once."""
    for case in range(cases):
        folder = top / name_of(case)
        folder.mkdir(parents=True)
        for name, data in papers(case, files, pages).items():
            (folder / name).write_bytes(data)


def _denial(person: str, case: int) -> str:
    return (
        f"Aetna\nP.O. Box 100, Sampleville, NC 27000\n\nMarch {case % 28 + 1}, 2026\n\nMember: {person}\n"
        f"Member ID: W{200000000 + case}\nClaim number: E{7000000 + case}\n\n"
        "Notice of adverse benefit determination\n\nWe have denied coverage of ketamine infusion because it "
        "is considered experimental or investigational.\n"
        "You may appeal within 180 days of receiving this notice.\n"
    )


def _page(person: str, case: int, kind: str, number: int, page: int, chance: random.Random) -> str:
    words = " ".join(
        chance.choice(("rest", "mood", "sleep", "dose", "visit", "plan", "calm")) for _ in range(60)
    )
    return (
        f"{kind.title()}\n\nPatient: {person}\nMember ID: W{200000000 + case}\n"
        f"Date of service: 02/{number % 28 + 1:02d}/2026\nPage {page + 1}\n\n{words}\n"
    )


def _pdf(pages: list[str]) -> bytes:
    """A PDF of plain text, the same bytes each time."""
    import io

    from reportlab.lib.pagesizes import letter
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=letter, invariant=1)
    for text in pages:
        block = canvas.beginText(72, 720)
        for line in text.splitlines():
            for start in range(0, max(1, len(line)), 90):
                block.textLine(line[start : start + 90])
        canvas.drawText(block)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
