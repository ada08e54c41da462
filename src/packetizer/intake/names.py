"""Names of files: printable and unique paths for any name a disk allows, order, and what is not a paper."""

from __future__ import annotations

import re
import unicodedata

MEMBER_SEPARATOR = "!"  # "mail.eml!letter.pdf"

_ESCAPE = re.compile(r"\\(?:\\|x[0-9a-f]{2}|u[0-9a-f]{4}|d[0-9a-f]{2})")
_DIGITS = re.compile(r"(\d+)")
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def printable(name: str) -> str:
    r"""A name that can be printed and is UTF-8, one for one: `raw(printable(name)) == name`.

    Control characters, line separators and marks that turn the writing direction (with which `gpj.exe`
    shows as `exe.jpg`) become `\x0a` or `\u202e`, bytes that are not UTF-8 `\de9`, and a backslash two.
    """
    return "".join(_escaped(char) for char in name)


def _escaped(char: str) -> str:
    if char == "\\":
        return "\\\\"
    if "\udc80" <= char <= "\udcff":  # a byte that is not UTF-8, as os.fsdecode hands it out
        return f"\\d{ord(char) - 0xDC00:02x}"
    if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _DIRECTION_MARKS:
        return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}"
    return char


def raw(name: str) -> str:
    """The name on disk that `printable` was given."""
    return _ESCAPE.sub(_unescaped, name)


def _unescaped(match: re.Match[str]) -> str:
    code = match[0][1:]
    if code == "\\":
        return "\\"
    return chr(int(code[1:], 16) + (0xDC00 if code[0] == "d" else 0))


SortKey = tuple[tuple[tuple[int, int, str], ...], str]


def natural_key(path: str) -> SortKey:
    """Sorts as a person counts, `scan2` before `scan10`, without regard to case; ties by the exact path."""
    parts = (
        (0, int(part), "") if part.isdecimal() and part.isascii() else (1, 0, part)
        for part in _DIGITS.split(path.casefold())
        if part
    )
    return tuple(parts), path


_HIDDEN = (
    (r"\.ds_store|\._.*|icon\r", "macOS keeps this beside the files; it holds no paper"),
    (r"thumbs\.db|ehthumbs\.db|desktop\.ini", "Windows keeps this beside the files; it holds no paper"),
    (r"~\$.*|\.~lock\..*#", "a lock file of an office program; the paper is the file without the mark"),
    (r".*\.aae", "a phone's list of edits to a picture; the picture is beside it"),
    (r".*\.(?:part|crdownload|partial|download|filepart|tmp)", "a file that has not wholly arrived"),
    (r".*~", "a program's own copy; the paper is the file without the mark"),
    (r"\..*", "a hidden file (its name begins with a dot)"),
)
_HIDDEN_NAMES = tuple((re.compile(pattern), reason) for pattern, reason in _HIDDEN)
_HIDDEN_FOLDERS = (
    (re.compile(r"__macosx|\.appledouble"), "macOS keeps this beside the files; it holds no paper"),
    (re.compile(r"\..*"), "in a hidden folder (its name begins with a dot)"),
    (re.compile(r"_exclude|.*\(excluded?\)\s*"), "left out because its folder's name says so"),
)
_EXCLUDED_FILE = re.compile(r".*\(excluded?\)\s*(\.[^.]*)?")


def hidden_reason(path: str) -> str | None:
    """Why a file of this path (relative, "/" between parts) is not taken for a paper, None where it is."""
    *folders, name = path.casefold().split("/")
    for folder in folders:
        for pattern, reason in _HIDDEN_FOLDERS:
            if pattern.fullmatch(folder):
                return f"Left out: {reason}."
    for pattern, reason in _HIDDEN_NAMES:
        if pattern.fullmatch(name):
            return f"Left out: {reason}."
    if _EXCLUDED_FILE.fullmatch(name):
        return "Left out because its name says so."
    return None
