"""What parsers raise at damaged or hostile files, gathered from their sources and from fuzzing them."""

from __future__ import annotations

import csv
import lzma
import struct
import zipfile
import zlib
from email.errors import MessageError

DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MessageError,
    OSError,
    RuntimeError,  # NotImplementedError and RecursionError among them
    SyntaxError,  # XML, and Pillow's "broken PNG file"
    TypeError,
    ValueError,
    csv.Error,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
