"""How much of one file we are willing to take in. Generous for real papers, tight for bombs.

A scan of a whole hospital record is a few thousand pages and some hundred megabytes; a sheet scanned at
600 dpi in colour is 34 megapixels, a phone's picture 12 to 200.
"""

from __future__ import annotations

FILE_BYTES = 2 * 1024**3
PAGES = 20_000  # of one file
PICTURE_PIXELS = 150_000_000  # of one picture that has to be decoded
RENDER_PIXELS = 40_000_000  # of one rendered page; a Letter page at 600 dpi has 34 million
OPEN_SECONDS = 30.0  # to look at one file
OPEN_BYTES = 800 * 1024**2  # memory that opening a file or drawing a page may take beside the worker's own

DRAW_SECONDS = (
    30.0  # of computing to load a PDF page, to find its text or to draw it; a plan of a house takes 5
)
PAGE_OBJECTS = 200_000  # of one PDF page, looked at to see whether it is a picture
PAGE_CHARACTERS = 500_000  # of one page's text layer

TEXT_BYTES = 25 * 1024**2  # of a text file that we lay out
TEXT_CHARACTERS = 3_000_000  # of any document that we lay out: about a thousand pages
TABLE_ROWS = 5_000  # of one table, and
TABLE_COLUMNS = 60  # that are laid out; the page says that there are more

MEMBER_DEPTH = 3  # containers in containers
MEMBERS = 2_000  # files in one container
MEMBER_BYTES = 256 * 1024**2  # one file inside a container, unpacked
FILES = 100_000  # in the folder and all its containers, beyond which containers stay closed
CONTAINER_BYTES = 2 * 1024**3  # all files of a container together, unpacked
MEMBER_RATIO = 1_000  # unpacked to packed; real papers stay far below
