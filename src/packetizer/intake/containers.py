"""Files inside files: mails and archives. Members are named and read in memory; nothing is unpacked to disk.

A member's name is a path below its container, "/" between parts, without "..", unique in the container, so
that `mail.eml!letter.pdf` always means the same bytes.
"""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage, Message
from pathlib import Path, PurePosixPath
from typing import IO

from packetizer.intake import limits, media
from packetizer.intake.damage import DAMAGED
from packetizer.intake.names import MEMBER_SEPARATOR, printable
from packetizer.model import SourceCode, SourceProblem

SMALL_INLINE = 12_000  # bytes; a picture in a mail's text that is smaller is a logo, not a paper


class ContainerError(Exception):
    """The container cannot be read; the message is part of a sentence."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container. `read` gives its bytes; `problem` where it is not to be opened."""

    name: str
    size: int
    read: Callable[[], bytes]
    problem: SourceProblem | None = None


def members(content: Path | bytes, media_type: str) -> tuple[Member, ...]:
    """What lies in a container of this type; empty for any other file. Raises ContainerError."""
    opener = _OPENERS.get(media_type)
    if opener is None:
        return ()
    try:
        found = opener(content)
    except DAMAGED as error:
        raise ContainerError("it is damaged") from error
    if len(found) > limits.MEMBERS:
        raise ContainerError(f"it holds {len(found)} files; at most {limits.MEMBERS} are taken from one")
    return _unique(found)


def member_bytes(content: Path | bytes, media_type: str, path: str) -> bytes:
    """The bytes of the member `path`, which may lead through further containers.

    Raises FileNotFoundError, or OSError where it cannot be read.
    """
    try:
        found = members(content, media_type)
        for member in found:
            if member.name == path:
                return member.read()
        for member in found:
            if path.startswith(member.name + MEMBER_SEPARATOR):
                inner = member.read()
                inner_type = media.kind(inner, member.name)
                return member_bytes(inner, inner_type, path[len(member.name) + 1 :])
    except ContainerError as error:
        raise OSError(str(error)) from None
    except DAMAGED as error:
        raise OSError("the file inside the archive is damaged") from error
    raise FileNotFoundError("the file is no longer there")


def _unique(found: list[Member]) -> tuple[Member, ...]:
    """Members under names that no other has, in the order in which they were found."""
    taken: set[str] = set()
    made = []
    for member in found:
        name = PurePosixPath(member.name)
        count = 1
        while str(name) in taken:
            count += 1
            name = PurePosixPath(member.name).with_name(f"{Path(member.name).stem} ({count}){name.suffix}")
        taken.add(str(name))
        made.append(Member(str(name), member.size, member.read, member.problem))
    return tuple(made)


def safe_name(name: str, fallback: str) -> str:
    """A member's name as a relative path that is printable and leads nowhere else."""
    parts = [part.strip() for part in re.split(r"[/\\]+", name)]
    kept = [printable(part) for part in parts if part not in ("", ".", "..")]
    return "/".join(part[:150] for part in kept) or fallback


# ---------------------------------------------------------------- archives


def _zip_members(content: Path | bytes) -> list[Member]:
    with _opened_zip(content) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    total = sum(info.file_size for info in infos)
    if total > limits.CONTAINER_BYTES:
        raise ContainerError(f"unpacked it would have {total / 1024**3:.1f} GB, more than is taken")
    return [
        Member(
            safe_name(info.filename, f"file {number}"),
            info.file_size,
            _zip_reader(content, info),
            _zip_problem(info),
        )
        for number, info in enumerate(infos, 1)
    ]


def _opened_zip(content: Path | bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content)


def _zip_reader(content: Path | bytes, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        with _opened_zip(content) as archive, archive.open(info) as stream:
            return read_limited(stream)

    return read


def read_limited(stream: IO[bytes]) -> bytes:
    """All of a stream, but no more than a member may have, whatever its header says."""
    data = stream.read(limits.MEMBER_BYTES + 1)
    if len(data) > limits.MEMBER_BYTES:
        raise OSError("the file unpacks to more than is taken")
    return data


def _zip_problem(info: zipfile.ZipInfo) -> SourceProblem | None:
    if info.flag_bits & 1:
        reason = "The archive is locked with a password. Unpack it and put the files here."
        return SourceProblem(SourceCode.ENCRYPTED, reason)
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return SourceProblem(SourceCode.UNSUPPORTED, "A link inside an archive; it was not followed.")
    bomb = info.file_size > 10_000_000 and info.file_size > info.compress_size * limits.MEMBER_RATIO
    if bomb or info.file_size > limits.MEMBER_BYTES:
        reason = (
            f"Unpacked it would have {info.file_size / 1024**2:.0f} MB, more than is taken from an archive."
        )
        return SourceProblem(SourceCode.TOO_LARGE, reason)
    return None


# ---------------------------------------------------------------- mails


def parsed_mail(content: Path | bytes) -> EmailMessage:
    """A mail file, parsed."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    if data.count(b"\n--") > 10 * limits.MEMBERS:  # lines that may divide parts; parsing them takes minutes
        raise ContainerError("it has more parts than are taken from a mail")
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise ContainerError("it is damaged")
    return message


def _mail_members(content: Path | bytes) -> list[Member]:
    message = parsed_mail(content)
    body = {id(part) for part in body_parts(message).values()}
    made: list[Member] = []
    _collect(message, body, made)
    return made


def body_parts(message: EmailMessage) -> dict[str, EmailMessage]:
    """The parts that are the mail's own text: "plain" and "html", as far as there are any."""
    found = {}
    for kind in ("plain", "html"):
        try:
            part = message.get_body((kind,))
        except DAMAGED:
            continue  # malformed: nothing that could be told to be the text
        if isinstance(part, EmailMessage):
            found[kind] = part
    return found


def _collect(part: Message, body: set[int], made: list[Member]) -> None:
    """Everything in the mail that is not its own text."""
    if len(made) > limits.MEMBERS or id(part) in body:
        return
    if part.get_content_type() == "message/rfc822" or not part.is_multipart():
        if id(part) not in body and not _is_shell(part):
            made.append(_mail_member(part, len(made) + 1))
        return
    for inner in part.get_payload():
        if isinstance(inner, Message):
            _collect(inner, body, made)


def _is_shell(part: Message) -> bool:
    """An empty text part, which mail programs leave between attachments."""
    return part.get_content_maintype() == "text" and not part.get_filename() and len(_payload(part)) < 4


def _mail_member(part: Message, number: int) -> Member:
    data = _payload(part)
    content_type = part.get_content_type()
    suffix = _SUFFIXES.get(content_type, "")
    name = safe_name(str(part.get_filename() or ""), f"attachment {number}{suffix}")
    if content_type == "message/rfc822" and not name.casefold().endswith(".eml"):
        name += ".eml"
    return Member(name, len(data), lambda: data, _mail_problem(part, data))


_SUFFIXES = {"text/plain": ".txt", "text/html": ".html", "message/rfc822": ".eml", "application/pdf": ".pdf"}


def _payload(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Message):
            return inner[0].as_bytes(policy=email.policy.compat32)
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _mail_problem(part: Message, data: bytes) -> SourceProblem | None:
    content_type = part.get_content_type()
    if content_type in (
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
    ):
        return SourceProblem(SourceCode.HIDDEN, "Left out: the mail's signature; it holds no paper.")
    inline = part.get("Content-ID") and part.get_content_disposition() != "attachment"
    if inline and part.get_content_maintype() == "image" and len(data) < SMALL_INLINE:
        reason = "Left out: a small picture in the mail's text, such as a logo."
        return SourceProblem(SourceCode.HIDDEN, reason)
    if len(data) > limits.MEMBER_BYTES:
        return SourceProblem(SourceCode.TOO_LARGE, "The attachment is larger than is taken from a mail.")
    return None


def _outlook_members(content: Path | bytes) -> list[Member]:
    from oxmsg import Message as OutlookMessage

    message = OutlookMessage.load(io.BytesIO(content) if isinstance(content, bytes) else str(content))
    made = []
    for number, attachment in enumerate(message.attachments, 1):
        data = attachment.file_bytes
        name = safe_name(attachment.file_name or "", f"attachment {number}")
        problem = None
        if data is None:
            reason = (
                "A mail inside an Outlook message, or a link. Save it as a file of its own and put it here."
            )
            problem = SourceProblem(SourceCode.UNSUPPORTED, reason)
        made.append(Member(name, len(data or b""), _constant(data or b""), problem))
    return made


def _constant(data: bytes) -> Callable[[], bytes]:
    return lambda: data


_OPENERS: Mapping[str, Callable[[Path | bytes], list[Member]]] = {
    media.ZIP: _zip_members,
    media.MAIL: _mail_members,
    media.OUTLOOK: _outlook_members,
}
