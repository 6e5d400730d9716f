"""Known secrets, found where a server echoes them.

Decides which octets of what arrives are a secret that the user gave on this connection; `credentials` says
what its forms are. Keeps them in memory until the connection ends, and tells them to nobody. What is secret
of a sent line is decided in `smtp.reads`.

The rule: a secret is hidden wherever it stands in the text of a line, which is what follows the reply code
and its separator. So no mask changes what a reply is, what it answers, or where it ends. No echoes are:

- a 2yz line while a reply to EHLO is due: there the server names its extensions;
- octets that equal a secret of less than `LEAST`, but where the server judges it, while a reply to AUTH or to
  an answer is due: so few stand in every line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from smtpwb.session.credentials import Exchange, forms
from smtpwb.smtp.commands import OFFERING
from smtpwb.smtp.dialogue import IN_AUTH
from smtpwb.smtp.sasl import Ranges

LEAST = 4
"""Octets a secret must have to be looked for in every reply, and its beginning to be taken for one."""

_CODE = 4
"""Octets of a reply code and its separator (RFC 5321 §4.2)."""

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_CODED = re.compile(rb"\d{3}|\d{1,2}\Z")
"""A reply code at the beginning of a line, or what may become one."""


class Secrets:
    """Learn secrets as they are sent; find them in octets as they arrive."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The connection ended, and with it what was said on it."""
        self._exchange = Exchange()
        self._known: list[bytes] = []
        self._longest = 0
        self.begin_stream()

    def begin_stream(self) -> None:
        """What arrives next continues nothing: it is the first inside TLS."""
        self._before = b""
        """The end of what arrived last, as it was: a secret may stand across two arrivals."""
        self._line = b""
        """The first octets of the line that is not ended yet."""

    def sent(self, line: bytes, secret: Ranges) -> None:
        """Learn from a line that is sent, without CRLF, of which `secret` is masked."""
        self._learn(self._exchange.sent(line, secret))

    def learn(self, secret: bytes) -> None:
        """Learn a secret that is in no line, for a proof of it is sent: a server may know it all the same."""
        if secret:
            self._learn(forms(secret))

    def _learn(self, fresh: Collection[bytes]) -> None:
        if fresh:
            self._known = sorted({*self._known, *fresh}, key=len, reverse=True)
            self._longest = len(self._known[0])

    def find(self, data: bytes, awaiting: Collection[str] = ()) -> Ranges:
        """Where octets that just arrived hold a known secret, or the beginning of one at their end.

        `awaiting` is what was owed a reply before they came, as the transcript names it.
        """
        begun, self._line = self._line, _last_line(self._line, data)
        if not self._known:
            return ()
        offset = len(self._before)
        seen = self._before + data
        self._before = seen[max(0, len(seen) - self._longest + 1) :]
        least = LEAST if IN_AUTH.isdisjoint(awaiting) else 1
        spans = [span for secret in self._known if len(secret) >= least for span in _spans(seen, secret)]
        echoes = _merged((max(0, begin - offset), end - offset) for begin, end in spans if end > offset)
        offering = any(verb in awaiting for verb in OFFERING)
        return tuple(_both(echoes, list(_texts(begun, data, offering)))) if echoes else ()


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


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _last_line(begun: bytes, data: bytes) -> bytes:
    """The first octets of the line that stands open after `data`, of which `begun` stood open before."""
    at = data.rfind(b"\n") + 1
    return data[at : at + _CODE] if at else (begun + data[:_CODE])[:_CODE]


def _texts(begun: bytes, data: bytes, offering: bool) -> Iterator[tuple[int, int]]:
    """The ranges of `data` that are text of a line, and no list of extensions."""
    for line in _LINE.finditer(begun + data):
        coded = _CODED.match(line[0]) is not None
        if coded and offering and line[0][:1] == b"2":
            continue
        begin = line.start() + (_CODE if coded else 0) - len(begun)
        yield max(0, begin), line.start() + len(line[0].rstrip(b"\r\n")) - len(begun)


def _both(left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where two rows of ranges overlap; each is in order."""
    at, other = 0, 0
    while at < len(left) and other < len(right):
        begin, end = max(left[at][0], right[other][0]), min(left[at][1], right[other][1])
        if begin < end:
            yield begin, end
        if left[at][1] < right[other][1]:
            at += 1
        else:
            other += 1
