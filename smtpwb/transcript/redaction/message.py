"""A message without what it says: names of header fields stay, and whatever carries the story of its way.

Decides which header fields are told and what stands in place of the rest; line by line, as it is typed.
Names in what stays are for `names`.
"""

from __future__ import annotations

import re

from smtpwb.smtp.message import DOT
from smtpwb.transcript.redaction.names import REMOVED, Names
from smtpwb.transcript.redaction.patterns import Kind, scan

_MAILBOXES = frozenset(
    b"from to cc bcc sender reply-to return-path delivered-to resent-from resent-to resent-cc resent-sender "
    b"x-original-to envelope-to disposition-notification-to errors-to".split()
)
"""Fields of which the addresses stay, without the names that people have."""
_TOLD = frozenset(
    b"date message-id in-reply-to references received resent-date resent-message-id mime-version "
    b"content-transfer-encoding auto-submitted precedence".split()
)
"""Fields that stay as they are, but for names."""
_FIRST_WORD = frozenset({b"content-type", b"content-disposition"})
"""Fields of which the first word stays: what follows may name a file."""
_FIELD = re.compile(rb"([!-9;-~]+)([ \t]*:[ \t]?)(.*)", re.DOTALL)


class Message:
    """Feed it the lines of one message, without their ends, in order."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._header = True
        self._field = b""

    def line(self, line: bytes) -> bytes:
        """What stands in place of the line; a lone dot and an empty line stay."""
        if line == DOT:
            return line
        if not line:
            self._header = False
            return line
        if self._header and line[:1] in (b" ", b"\t") and self._field:
            return b" " + self._value(line.strip())
        found = _FIELD.fullmatch(line)
        if not self._header or found is None:
            self._header = False
            return REMOVED
        self._field = found[1].lower()
        return self._names.replace(found[1]) + found[2] + self._value(found[3])

    @property
    def in_header(self) -> bool:
        """Every line so far was of the header."""
        return self._header

    def _value(self, value: bytes) -> bytes:
        if self._field in _TOLD:
            return self._names.replace(value)
        if self._field in _MAILBOXES:
            tokens = [token for token in scan(value, 0, len(value)) if token.kind is Kind.ADDRESS]
            found = [self._names.replace(value[token.begin : token.end]) for token in tokens]
            return b", ".join(b"<" + one + b">" for one in found) or REMOVED
        if self._field in _FIRST_WORD:
            return self._names.replace(value.partition(b";")[0])
        return REMOVED if value else value


def whole(octets: bytes, message: Message) -> bytes:
    """Lines sent in one go: the header line by line, of the body how much it was."""
    lines = octets.split(b"\r\n")
    kept: list[bytes] = []
    gone: list[bytes] = []
    for line in lines[:-1]:
        header = message.in_header
        told = message.line(line)
        if header or not line or line == DOT:
            kept += [*_counted(gone), told]
            gone = []
        elif told == REMOVED:
            gone.append(line)
    kept += _counted(gone)
    return b"".join(line + b"\r\n" for line in kept) + (message.line(lines[-1]) if lines[-1] else b"")


def _counted(gone: list[bytes]) -> list[bytes]:
    if len(gone) < 2:
        return [REMOVED for _ in gone]
    octets = sum(len(line) + 2 for line in gone)
    return [b"[%b: %d lines, %d octets]" % (REMOVED, len(gone), octets)] if gone else []


def same_length(octets: bytes, length: int) -> bytes:
    """What takes the place of a chunk, whose length was announced (RFC 3030 §2): filled up, or cut."""
    return octets[:length].ljust(length, b"-")
