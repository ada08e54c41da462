"""What a file is, by its content. Its name is only asked where content cannot tell (plain text)."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path, PurePosixPath

from packetizer.intake.damage import DAMAGED

HEAD_BYTES = 4096

PDF = "application/pdf"
JPEG, PNG, TIFF = "image/jpeg", "image/png", "image/tiff"
ZIP, MAIL, OUTLOOK = "application/zip", "message/rfc822", "application/vnd.ms-outlook"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = _OFFICE + "wordprocessingml.document", _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
_OPEN = "application/vnd.oasis.opendocument."
ODT, ODS, ODP = _OPEN + "text", _OPEN + "spreadsheet", _OPEN + "presentation"
RTF, HTML, CSV, TSV = "application/rtf", "text/html", "text/csv", "text/tab-separated-values"
PLAIN, MARKDOWN = "text/plain", "text/markdown"
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"II*\0", TIFF),
    (0, b"MM\0*", TIFF),
    (0, b"II+\0", TIFF),
    (0, b"MM\0+", TIFF),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (0, b"\xff\x4f\xff\x51", "image/jp2"),
    (8, b"WEBP", "image/webp"),
    (0, b"P1", "image/x-portable-anymap"),
    (0, b"P2", "image/x-portable-anymap"),
    (0, b"P3", "image/x-portable-anymap"),
    (0, b"P4", "image/x-portable-anymap"),
    (0, b"P5", "image/x-portable-anymap"),
    (0, b"P6", "image/x-portable-anymap"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"{\\rtf", RTF),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (257, b"ustar", "application/x-tar"),
    (0, b"%!PS", "application/postscript"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ", "application/x-executable"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"RIFF", "audio/x-wav"),
    (0, b"#!AMR", "audio/amr"),
)
_ARCHIVES = frozenset(
    {ZIP, "application/vnd.rar", "application/x-7z-compressed", "application/gzip", "application/x-tar"}
)
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_PICTURES = frozenset(
    {JPEG, PNG, TIFF, "image/gif", "image/bmp", "image/jp2", "image/webp", "image/x-portable-anymap"}
    | {"image/heif", "image/avif"}
)
_MAIL_HEADER = re.compile(
    rb"(?:\A|\n)(?:received|return-path|delivered-to|message-id|mime-version|date|from|to|subject|x-[a-z-]+):"
    rb"[ \t]",
    re.I,
)
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_PDF_WITHIN = 1024 + len(b"%PDF-")
_PDF_OBJECT = re.compile(rb"[\r\n]\s*\d+ \d+ obj\b")
_TEXT_NAMES = {
    ".csv": CSV,
    ".tsv": TSV,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".htm": HTML,
    ".html": HTML,
    ".eml": MAIL,
}


_LAID_OUT = frozenset({MAIL, OUTLOOK, DOCX, XLSX, ODT, ODS, RTF, HTML, CSV, TSV, PLAIN, MARKDOWN})


def is_laid_out(media_type: str) -> bool:
    """Whether files of this type hold text that we lay out as pages ourselves."""
    return media_type in _LAID_OUT


def is_picture(media_type: str) -> bool:
    """Whether files of this type are opened as pictures."""
    return media_type in _PICTURES


def sniff(head: bytes, name: str) -> str:
    """The media type of a file that begins with `head` (up to HEAD_BYTES bytes)."""
    known = next((media_type for at, magic, media_type in _MAGIC if head.startswith(magic, at)), None)
    if _is_pdf(head, name, known):
        return PDF
    if known:
        return known
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if name.casefold().endswith(".pdf") and b" obj" in head:  # a PDF that has lost its first line
        return PDF
    return _text(head, name)


def _is_pdf(head: bytes, name: str, known: str | None) -> bool:
    """Readers accept rubbish before a PDF's header: what a printer was told, how the file was sent.

    Behind anything that a file of another kind may begin with, it must stand on a line of its own and go on
    as a PDF does: mails and notes speak of PDFs, pictures and archives may hold one.
    """
    at = head.find(b"%PDF-", 0, _PDF_WITHIN)
    before = head[: max(at, 0)]
    if at < 0 or known in _ARCHIVES:
        return False
    if not before.strip(b" \t\r\n\f\0\xef\xbb\xbf") or name.casefold().endswith(".pdf"):
        return True
    goes_on = before.endswith((b"\n", b"\r")) and _PDF_OBJECT.search(head, at) is not None
    if known is not None:
        return goes_on and not any(head.startswith(magic, at) for at, magic, _ in _MAGIC if len(magic) > 2)
    named = PurePosixPath(name.casefold()).suffix in {".txt", *_TEXT_NAMES} and is_text(head)
    return goes_on and not named and _text(before, name) not in (MAIL, HTML)


def kind(content: Path | bytes, name: str) -> str:
    """The media type of a whole file: as `sniff`, and what a ZIP or an OLE storage really is."""
    if isinstance(content, bytes):
        head = content[:HEAD_BYTES]
    else:
        with content.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    media_type = sniff(head, name)
    if media_type == ZIP:
        return _zip_kind(content)
    return _ole_kind(content) if media_type == OLE else media_type


_ZIP_KINDS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))


def _zip_kind(content: Path | bytes) -> str:
    """Office documents are ZIP archives that hold certain files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
            names = set(archive.namelist())
            for name, media_type in _ZIP_KINDS:
                if name in names:
                    return media_type
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _open_kind(archive.read("mimetype").decode("ascii").strip())
    except DAMAGED:
        pass  # damaged: whoever opens it will say so
    return ZIP


def _open_kind(media_type: str) -> str:
    """OpenDocument's templates, master documents and web pages are made like the document itself."""
    for kind in (ODT, ODS, ODP):
        if media_type.startswith(f"{kind}-"):
            return kind
    return media_type


_OLE_KINDS = (
    ("__properties_version1.0", OUTLOOK),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("EncryptedPackage", "application/x-encrypted-office"),
)


def _ole_kind(content: Path | bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(content if isinstance(content, bytes) else str(content)) as storage:
            for name, media_type in _OLE_KINDS:
                if storage.exists(name):
                    return media_type
    except DAMAGED:
        pass  # damaged: whoever opens it will say so
    return OLE


def _iso_media(head: bytes) -> str:
    """HEIF, AVIF and film share one container; the brands tell them apart."""
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(len(head), 64), 4))}
    if b"avif" in brands or b"avis" in brands:
        return "image/avif"
    return "image/heif" if brands.intersection(_HEIF_BRANDS) else "video/mp4"


def _text(head: bytes, name: str) -> str:
    if not is_text(head):
        return UNKNOWN
    if _HTML.match(head):
        return HTML
    suffix = PurePosixPath(name.casefold()).suffix
    if suffix in _TEXT_NAMES:
        return _TEXT_NAMES[suffix]
    if len(_MAIL_HEADER.findall(head)) >= 3 and _MAIL_HEADER.match(head):
        return MAIL
    return PLAIN


def is_text(head: bytes) -> bool:
    """Whether bytes read as text: UTF-8, UTF-16 with its mark, or an old Latin character set."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        wide = head[: len(head) // 2 * 2].decode("utf-16", "replace")
        odd = sum(char == "\ufffd" or not (char.isprintable() or char in "\t\n\r\f") for char in wide)
        return odd <= 1 + len(wide) * 0.02
    if not head or b"\0" in head:
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # not only cut in the middle of a character
            high = sum(byte >= 0x80 for byte in head)
            return control == 0 and high < len(head) * 0.3
    return control <= len(head) * 0.02
