"""What an advocate is told about a file: why it cannot be used and what to do about it."""

from __future__ import annotations

from pathlib import PurePosixPath

from packetizer.intake import media
from packetizer.model import SourceCode

ASK_AGAIN = "Open it yourself to check it, or ask for a new copy."
ENCRYPTED = (
    "The PDF opens only with its password. Write the password into case.yaml under `passwords:` "
    "(or give a file of passwords with --password-file), or print the PDF to a new one and put that here."
)
UNLOCKED = "The file was locked; it was opened with a password that you gave, and goes in unlocked."
REPAIRED = (
    "The file is damaged; it was put together again as far as possible, and pages or parts may be missing."
)
CUT_OFF = (
    "The file breaks off before its end; what could be decoded goes in, the rest of the picture is lost."
)
ANIMATED = "The picture is an animation; its first picture goes in, the others do not."

_PRINT_IT = "If it matters, print it to a PDF and put that here."
_INSTALL = f"With LibreOffice installed it would go in by itself. {_PRINT_IT}"
_KINDS = {
    "video/": f"It is a film, which has no pages. {_PRINT_IT}",
    "audio/": "It is a sound recording, which has no pages.",
    "application/x-executable": "It is a program, not a paper; it was not run.",
    "application/vnd.rar": "It is a RAR archive. Unpack it and put the files here.",
    "application/x-7z-compressed": "It is a 7z archive. Unpack it and put the files here.",
    "application/gzip": "It is a gzip archive. Unpack it and put the files here.",
    "application/x-tar": "It is a tar archive. Unpack it and put the files here.",
    media.DOC: f"It is a Word document in the old format. {_INSTALL}",
    media.XLS: f"It is an Excel workbook in the old format. {_INSTALL}",
    media.PPT: f"It is a presentation. {_INSTALL}",
    media.PPTX: f"It is a presentation. {_INSTALL}",
    media.ODP: f"It is a presentation. {_INSTALL}",
    media.OLE: f"It is an office document in an old format. {_PRINT_IT}",
}
_LOCKED = "The office document opens only with its password. Open it, print it to a PDF and put that here."


def unsupported(path: str, media_type: str) -> tuple[SourceCode, str]:
    """The code and reason for a file whose kind has no pages."""
    suffix = PurePosixPath(path.casefold()).suffix
    if media_type == media.UNKNOWN and suffix in _NAMED:
        reason = f"Its name says {_NAMED[suffix][0]}, but what it holds is none: it is damaged. {ASK_AGAIN}"
        return SourceCode.UNREADABLE, reason
    if media_type == "application/x-encrypted-office":
        return SourceCode.ENCRYPTED, _LOCKED
    for kind, reason in _KINDS.items():
        if media_type.startswith(kind):
            return SourceCode.UNSUPPORTED, reason
    reason = (
        "It is of a kind that cannot become pages. If it matters, print it to a PDF or take a picture of it."
    )
    return SourceCode.UNSUPPORTED, reason


_NAMED = {
    ".pdf": ("PDF", {media.PDF}),
    ".jpg": ("JPEG picture", {media.JPEG}),
    ".jpeg": ("JPEG picture", {media.JPEG}),
    ".png": ("PNG picture", {media.PNG}),
    ".tif": ("TIFF picture", {media.TIFF}),
    ".tiff": ("TIFF picture", {media.TIFF}),
    ".heic": ("HEIC picture", {"image/heif", "image/avif"}),
    ".docx": ("Word document", {media.DOCX}),
    ".xlsx": ("Excel workbook", {media.XLSX}),
    ".rtf": ("RTF document", {media.RTF}),
    ".eml": ("mail", {media.MAIL}),
    ".zip": ("ZIP archive", {media.ZIP}),
}


def name_disagrees(path: str, media_type: str) -> str:
    """What to say of a file whose name claims another kind than its content is; "" where they agree."""
    suffix = PurePosixPath(path.casefold()).suffix
    if suffix not in _NAMED or media_type in _NAMED[suffix][1]:
        return ""
    return f"Its name says {_NAMED[suffix][0]}, but it is {media_type}; it was taken as what it is."
