"""Known secrets, found where a server echoes them.

Decides which octets of what arrives are a secret that the user gave in this session: as it was sent, as
it reads decoded from base64, and the password within it, plain or in base64. Keeps them in memory for
as long as the session lasts, and tells them to nobody. What is secret of a sent line is decided in
`smtp.sasl`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator

from smtpwb.smtp.sasl import Ranges

LEAST = 4
"""Octets a secret must have to be looked for: shorter ones would be found in every word."""


class Secrets:
    """Learn secrets; find them in octets as they arrive."""

    def __init__(self) -> None:
        self._known: list[bytes] = []
        self._longest = 0
        self._before = b""
        """The end of what arrived last, as it was: a secret may stand across two arrivals."""

    def learn(self, octets: bytes) -> None:
        """Take what was secret in a line that is sent."""
        known = {*self._known, *_forms(octets)}
        self._known = sorted(known, key=len, reverse=True)
        self._longest = max(map(len, known), default=0)

    def forget_context(self) -> None:
        """What arrives next has nothing before it: a new connection."""
        self._before = b""

    def find(self, data: bytes) -> Ranges:
        """Where octets that just arrived hold a known secret, or the beginning of one at their end."""
        if not self._known:
            return ()
        offset = len(self._before)
        seen = self._before + data
        self._before = seen[max(0, len(seen) - self._longest + 1) :]
        spans = [span for secret in self._known for span in _spans(seen, secret)]
        return _merged((max(0, begin - offset), end - offset) for begin, end in spans if end > offset)


def _forms(octets: bytes) -> set[bytes]:
    """All that would give a secret away.

    A PLAIN message (RFC 4616 §2) names the user first and second: only its last part is secret.
    """
    forms = {octets, octets.strip()}
    try:
        decoded = base64.b64decode(octets.strip(), validate=True)
    except binascii.Error:
        decoded = b""
    parts = decoded.split(b"\0")
    secret = parts[-1:] if len(parts) == 3 else parts
    forms |= {decoded, *secret, *map(base64.b64encode, secret)}
    return {form for form in forms if len(form) >= LEAST}


def _spans(seen: bytes, secret: bytes) -> Iterator[tuple[int, int]]:
    """Every place where `secret` stands, and where it begins at the end of `seen`."""
    at = seen.find(secret)
    while at >= 0:
        yield at, at + len(secret)
        at = seen.find(secret, at + 1)
    for length in range(min(len(secret) - 1, len(seen)), LEAST - 1, -1):
        if seen.endswith(secret[:length]):
            yield len(seen) - length, len(seen)
            return


def _merged(spans: Iterable[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)
