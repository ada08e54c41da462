"""Whether every reader finds the same pages and words in a packet: `python -m bench.readers FILE.pdf …`.

pdfium is the measure; pypdf, poppler, MuPDF and Ghostscript are compared with it, as far as they are there.
Prints for each its pages, the share of pdfium's words that it finds, and on how many pages words are missing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter

import pypdf
import pypdfium2

COMMANDS = {
    "poppler": ["pdftotext", "-f", "{page}", "-l", "{page}", "{file}", "-"],
    "mupdf": ["mutool", "draw", "-q", "-F", "txt", "{file}", "{page}"],
    "ghostscript": [
        *("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=txtwrite"),
        *("-sPageList={page}", "-sOutputFile=-", "{file}"),
    ],
}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def compare(file: str) -> None:
    document = pypdfium2.PdfDocument(file)
    measure = [words(page.get_textpage().get_text_range()) for page in document]
    document.close()
    found = {"pypdf": [words(page.extract_text()) for page in pypdf.PdfReader(file).pages]}
    for name, command in COMMANDS.items():
        if shutil.which(command[0]):
            found[name] = [words(_told(command, file, page)) for page in range(1, len(measure) + 1)]
    total = sum(page.total() for page in measure)
    for name, pages in found.items():
        if len(pages) != len(measure):
            print(f"{file}  {name}: {len(pages)} pages instead of {len(measure)}")
            continue
        same = [(mine & other).total() for mine, other in zip(measure, pages, strict=True)]
        lacking = sum(count < mine.total() for count, mine in zip(same, measure, strict=True))
        share = sum(same) / max(1, total)
        print(f"{file}  {name}: {len(pages)} pages, {share:.2%} of the words; {lacking} pages lack some")


def _told(command: list[str], file: str, page: int) -> str:
    filled = [part.format(file=file, page=page) for part in command]
    return subprocess.run(filled, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compare(name)
