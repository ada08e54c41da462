"""A generated case as files in a folder, damaged on the way as such papers are."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.cases import damage
from bench.cases.generate import File, MadeCase
from bench.cases.paper import draw_pdf


def write_case(case: MadeCase, folder: Path) -> None:
    """Write every file of the case below `folder`, the same bytes each time."""
    for number, file in enumerate(case.files):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file_bytes(file, np.random.default_rng((case.number, number))))


def file_bytes(file: File, random: damage.Random) -> bytes:
    pdf = draw_pdf([sheet for sheet, _ in file.sheets])
    if file.how == "born_digital":
        return pdf
    if file.how == "photo":
        picture = damage.photographed(damage.render(pdf, 260)[0], random, long_side=2000)
        return damage.jpeg(picture, 72, orientation=int(random.choice((1, 1, 6, 8, 3))))
    if file.how == "fax":
        rows = int(random.choice((98, 196)))
        return damage.fax_tiff(
            [damage.faxed(picture, random, rows) for picture in damage.render(pdf, 204)], rows
        )
    pictures = [_turned(picture, random) for picture in damage.render(pdf, 200)]
    if file.how == "copier":
        return damage.scan_pdf([damage.bitonal(picture, random) for picture in pictures], 200, None)
    return damage.scan_pdf([damage.scanned(picture, random) for picture in pictures], 200, 50)


def _turned(picture: damage.Picture, random: damage.Random) -> damage.Picture:
    """One page in twenty was laid in upside down."""
    return np.ascontiguousarray(np.rot90(picture, 2)) if random.random() < 0.05 else picture
