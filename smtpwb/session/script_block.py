"""A block of content in a script: lines become octets, in pieces that are sent and kept as they are."""

from __future__ import annotations

from smtpwb.session.script import Content
from smtpwb.smtp.message import CRLF

PIECE = 1 << 17
"""Octets of content that are kept together: a reply in between is seen at once (`Session.send_content`)."""


class Block:
    """Content as it is read: lines become pieces."""

    def __init__(self, line: int) -> None:
        self._first = self._last = line
        self._pieces: list[bytes] = []
        self._lines: list[bytes] = []
        self._size = 0

    def add(self, line: int, octets: bytes) -> None:
        """One more line, without its CRLF."""
        self._last = line
        self._lines += (octets, CRLF)
        self._size += len(octets) + len(CRLF)
        if self._size >= PIECE:
            self._join()

    def finished(self, *, at_once: bool) -> Content:
        """All of it; `at_once`: of a chunk."""
        self._join()
        return Content(self._first, self._last, tuple(self._pieces), at_once=at_once)

    def _join(self) -> None:
        if self._lines:
            self._pieces.append(b"".join(self._lines))
        self._lines.clear()
        self._size = 0
