"""Mails as blocks: who wrote to whom, when, about what; the text; what was attached."""

from __future__ import annotations

import io
from email.message import EmailMessage

from packetizer.intake.blocks import Block, NotReadable, Rows, Text
from packetizer.intake.containers import ContainerError, body_parts, members, parsed_mail
from packetizer.intake.damage import DAMAGED
from packetizer.intake.media import MAIL
from packetizer.intake.plaintext import from_html, from_text

HEADERS = ("From", "To", "Cc", "Date", "Subject")


def mail(data: bytes) -> list[Block]:
    """An EML file: its headers as a reader shows them, its text, the names of its attachments."""
    try:
        message = parsed_mail(data)
        head = [(name, _header(message, name)) for name in HEADERS]
        attached = [member.name for member in members(data, MAIL)]
        return [*_head(head, attached), *_body(message)]
    except ContainerError as error:
        raise NotReadable(str(error)) from None
    except DAMAGED:
        raise NotReadable("it is damaged") from None


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except DAMAGED:
        return ""  # so malformed that the parser gives up on it


def _head(head: list[tuple[str, str]], attached: list[str]) -> list[Block]:
    rows = [(f"{name}:", value) for name, value in head if value]
    if attached:
        rows.append(("Attachments:", ", ".join(attached)))
    return [Rows(tuple(rows))] if rows else []


def _body(message: EmailMessage) -> list[Block]:
    bodies = body_parts(message)
    for kind, read in (("plain", from_text), ("html", from_html)):
        if kind in bodies:
            blocks = read(_content(bodies[kind]))
            if blocks:
                return blocks
    return []


def _content(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a character set that nobody knows
        data = part.get_payload(decode=True)
        return data.decode("latin-1") if isinstance(data, bytes) else ""


def outlook(data: bytes) -> list[Block]:
    """An Outlook MSG file, in the same form."""
    from oxmsg import Message

    try:
        message = Message.load(io.BytesIO(data))
        recipients = ", ".join(person.name or person.email_address or "" for person in message.recipients)
        sent = message.sent_date
        head = [
            ("From", message.sender or ""),
            ("To", recipients),
            ("Date", sent.strftime("%A, %B %d, %Y %H:%M") if sent else ""),
            ("Subject", message.subject or ""),
        ]
        attached = [attachment.file_name or "" for attachment in message.attachments]
        body = from_text(message.body) if message.body else from_html(message.html_body or "")
    except DAMAGED:
        raise NotReadable("it is damaged") from None
    return [*_head(head, [name for name in attached if name]), Text(""), *body]
