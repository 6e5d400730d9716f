"""Message content on the wire: line ends, the dot at the head of a line, and the end (RFC 5321 §4.5.2).

Decides which octets go so that the server keeps what was meant. Lines come and go without their CRLF; whole
messages in pieces of any size, so that one of any length takes little memory. Which message is good is not
decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

CRLF = b"\r\n"
"""The only line end of SMTP (RFC 5321 §2.3.8)."""
DOT = b"."
"""Alone on a line it ends the message (RFC 5321 §4.1.1.4)."""
END = CRLF + DOT + CRLF
"""The end of the last line, and the line with the lone dot."""

_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


def stored(line: bytes) -> bytes | None:
    """What the server keeps of a line it receives: the first dot goes; None: the line ends the message."""
    if line == DOT:
        return None
    return line.removeprefix(DOT)


def stuffed(line: bytes) -> bytes:
    """The line to send so that the server keeps `line`; it never ends the message."""
    return DOT + line if line.startswith(DOT) else line


def received(octets: bytes) -> bytes:
    """The message that the server keeps of all that was sent behind a 354, its end included."""
    lines = CRLF + octets.removesuffix(END.removeprefix(CRLF))
    return lines.replace(CRLF + DOT, CRLF).removeprefix(CRLF)


def with_crlf(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same text with every line end made CRLF."""
    held = b""
    for piece in pieces:
        piece = held + piece
        held = b"\r" if piece.endswith(b"\r") else b""  # its LF may come with the next piece
        piece = piece[: len(piece) - len(held)]
        if not piece.count(b"\r\n") == piece.count(b"\n") == piece.count(b"\r"):
            piece = _BARE.sub(b"\r\n", piece)
        yield piece
    if held:
        yield b"\r\n"


def with_dots(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a message as they go after a 354: each that begins with a dot gets one more.

    Nothing else is altered; a last line without CRLF is given one.
    """
    tail = b"\r\n"
    for piece in pieces:
        if not piece:
            continue
        head = tail + piece  # a dot is doubled where CRLF stands before it, be it in the last piece
        if b"\r\n." in head:
            head = head.replace(b"\r\n.", b"\r\n..")
        yield head[len(tail) :]
        tail = (tail + piece[-2:])[-2:]
    if tail != b"\r\n":
        yield b"\r\n"


def for_data(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The octets to send after a 354: the lines `with_dots`, and the end."""
    yield from with_dots(pieces)
    yield END.removeprefix(CRLF)
