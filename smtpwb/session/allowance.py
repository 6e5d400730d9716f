"""How much a server may say before anybody asks again: back-pressure for a flood.

Decides when reading rests, so that no server can make memory grow without end. What has not been read is
still the server's: nothing is dropped (law 2), and the user's next order, or `read on`, goes on with it.
"""

from __future__ import annotations

from smtpwb.smtp import amounts
from smtpwb.transcript.transcript import Transcript

MOST_OCTETS = 16 << 20
"""Far more than any reply that is one: an EHLO says some hundred octets."""
MOST_LINES = 50_000
"""Of a reply all of them are read, one by one."""
MOST_UNASKED = 5_000
"""Replies that nobody asked for."""


class Allowance:
    """What is left of it for one connection."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self.renew()

    def renew(self) -> None:
        """The user has given an order: all of it again."""
        self._octets = self._lines = self._unasked = 0
        self._seen = len(self._transcript.entries)

    def used_up(self, octets: bytes) -> bool:
        """Whether, with octets that have just been taken, it is."""
        self._octets += len(octets)
        self._lines += octets.count(b"\n")
        entries = self._transcript.entries
        for at in range(self._seen, len(entries)):
            self._unasked += entries[at].unsolicited
        self._seen = len(entries)
        return self._octets >= MOST_OCTETS or self._lines >= MOST_LINES or self._unasked >= MOST_UNASKED

    @property
    def why(self) -> str:
        """How much it was, for people."""
        if self._unasked >= MOST_UNASKED:
            return f"{self._unasked:,} replies that nobody asked for"
        if self._lines >= MOST_LINES:
            return f"{self._lines:,} lines without an end"
        return f"{amounts.size(self._octets)} without an end"
