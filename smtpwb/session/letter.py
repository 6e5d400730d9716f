"""A letter: what is written by hand, with files beside it, made into the octets of a message.

Decides what stands in the template, and how files are put into a message (RFC 2045, RFC 2046). Values come
in and pieces go out: the time, the identifiers and the files' octets are given. What is written goes as it
is written, its line ends made CRLF; only where there are files are the fields of MIME added.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from mimetypes import MimeTypes

import msgspec

from smtpwb.smtp.visible import visible_text

_PIECE = 1 << 17
_LINE = 57
"""Octets that make a line of 76 characters of base64 (RFC 2045 §6.8)."""
_POLICY = SMTP.clone(cte_type="7bit")
"""Nothing beyond ASCII, so that it goes to any server."""
_TYPES = MimeTypes()  # Python's own table: what this machine knows besides would differ from one to another
_OCTETS = "application/octet-stream"
_NO_BASE64 = ("message/", "multipart/")
"""Types that may not be in base64 (RFC 2046 §5.2.1, RFC 2045 §6.4)."""
_COMPRESSED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}
_ADDRESSES_A_LINE = "\n "


class Attachment(msgspec.Struct, frozen=True):
    """A file to go with a letter."""

    name: str
    octets: Callable[[], Iterable[bytes]]
    """Reads it, from its beginning, in pieces."""


def template(
    reverse_path: bytes | None, forward_paths: Sequence[bytes], *, now: datetime, message_id: str
) -> str:
    """What a new letter begins with: the fields that belong in every message (RFC 5322 §3.6), a subject to
    be written, and a blank line. From is left empty where there is no reverse-path, or a null one."""
    sender = _text(reverse_path or b"")
    recipients = f",{_ADDRESSES_A_LINE}".join(map(_text, forward_paths))
    rows = (
        f"From: {sender}",
        f"To: {recipients}",
        "Subject: ",
        f"Date: {format_datetime(now)}",
        f"Message-ID: {message_id}",
    )
    return "\n".join((*rows, "", ""))


def message_id(unique: str, sender: bytes | None, host: str) -> str:
    """A Message-ID (RFC 5322 §3.6.4) from something unique, in the sender's domain, or else this host's."""
    _, at, domain = _text(sender or b"").rpartition("@")
    return f"<{unique}@{domain if at and domain else host}>"


def compose(text: str, attachments: Sequence[Attachment] = (), *, boundary: str) -> Iterator[bytes]:
    """The message, in pieces of moderate size, every line end CRLF.

    Without attachments it is the text itself. With them it is multipart/mixed (RFC 2046 §5.1.3): the body as
    the first part, each file in base64 behind it; `boundary` must not occur in the text.
    """
    if not attachments:
        octets = _crlf(text)
        yield from (octets[begin : begin + _PIECE] for begin in range(0, len(octets), _PIECE))
        return
    header, body = _split(text)
    kept, about_body = _sorted(header)
    yield _crlf("".join(f"{field}\n" for field in kept))
    yield _crlf(f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{boundary}"\n\n')
    yield f"--{boundary}\r\n".encode()
    yield _body(about_body, body)
    for attachment in attachments:
        yield f"\r\n--{boundary}\r\n".encode()
        yield _part_header(attachment.name)
        yield from _base64(attachment.octets())
    yield f"\r\n--{boundary}--\r\n".encode()


def type_of(name: str) -> str:
    """The media type of a file, from its name; of what is unknown, or may not be in base64, just octets."""
    guessed, encoding = _TYPES.guess_type(name, strict=False)
    if encoding is not None:
        return _COMPRESSED.get(encoding, _OCTETS)
    return guessed if guessed is not None and not guessed.startswith(_NO_BASE64) else _OCTETS


def _text(address: bytes) -> str:
    return visible_text(address.decode("utf-8", "surrogateescape"))


def _crlf(text: str) -> bytes:
    return re.sub(r"\r\n|\r|\n", "\r\n", text).encode("utf-8", "surrogateescape")


def _split(text: str) -> tuple[str, str]:
    """Header and body; a text that begins with no field is all body."""
    header, _, body = text.partition("\n\n")
    return (header, body) if re.match(r"[!-9;-~]+[ \t]*:", header) else ("", text)


def _sorted(header: str) -> tuple[list[str], list[str]]:
    """The fields that stay, and those that tell of the body, which go with it into its part."""
    kept: list[str] = []
    about_body: list[str] = []
    for field in re.split(r"\n(?![ \t])", header):
        name = field.partition(":")[0].strip().lower()
        if name.startswith("content-"):
            about_body.append(field)
        elif field and name != "mime-version":
            kept.append(field)
    return kept, about_body


def _body(about: Sequence[str], body: str) -> bytes:
    """The first part: as its writer says it is, or else as text."""
    if about:
        return _crlf("\n".join((*about, "", body)))
    part = EmailMessage(_POLICY)
    try:
        part.set_content(body)
    except UnicodeEncodeError:  # octets that are no UTF-8
        part.set_content(body.encode("utf-8", "surrogateescape"), "text", "plain")
    del part["MIME-Version"]
    return part.as_bytes()


def _part_header(name: str) -> bytes:
    part = EmailMessage(_POLICY)
    part["Content-Type"] = type_of(name)
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename=visible_text(name))
    return part.as_bytes()


def _base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        piece = held + piece
        whole = len(piece) - len(piece) % _LINE
        held = piece[whole:]
        yield _lines(piece[:whole])
    yield _lines(held)


def _lines(octets: bytes) -> bytes:
    """Base64 lines, the last one as long as it comes."""
    lines = (octets[begin : begin + _LINE] for begin in range(0, len(octets), _LINE))
    return b"".join(binascii.b2a_base64(line, newline=False) + b"\r\n" for line in lines)
