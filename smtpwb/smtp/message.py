"""Message content as lines: what the dot at the head of a line does (RFC 5321 §4.5.2).

Lines come and go without their CRLF. Which lines make a good message is not decided here.
"""

from __future__ import annotations

DOT = b"."
"""Alone on a line it ends the message (RFC 5321 §4.1.1.4)."""


def stored(line: bytes) -> bytes | None:
    """What the server keeps of a line it receives: the first dot goes; None: the line ends the message."""
    if line == DOT:
        return None
    return line.removeprefix(DOT)


def stuffed(line: bytes) -> bytes:
    """The line to send so that the server keeps `line`; it never ends the message."""
    return DOT + line if line.startswith(DOT) else line
