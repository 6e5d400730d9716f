"""Who speaks on the other side, from the entries of one connection.

Gathers what was said; what it points to is `reference.speaker`.
"""

from __future__ import annotations

from functools import lru_cache

from smtpwb.reference.speaker import Speaker, Stranger, identify, recognise
from smtpwb.smtp.dialogue import GREETING
from smtpwb.transcript.events import Arrived, Opened
from smtpwb.transcript.transcript import Transcript

_TELLING = 40
"""Replies that are looked at: what tells a server apart comes early."""


def speaker(transcript: Transcript, index: int) -> Speaker:
    """Which software speaks, as far as all replies up to the entry at `index` tell."""
    greeting = b""
    ehlo: list[bytes] = []
    others: list[bytes] = []
    for entry in transcript.connection(index):
        if entry.reply is None:
            continue
        if entry.answers == GREETING:
            greeting = entry.reply.raw
        elif entry.answers in ("EHLO", "LHLO") and entry.reply.code.startswith("2"):
            ehlo = [line.raw for line in entry.reply.lines]
        elif len(others) < _TELLING:
            others.append(entry.reply.raw)
    return identify(greeting, ehlo, others)


def introduced(transcript: Transcript, index: int) -> str:
    """The software or provider as it introduces itself in the connection of an entry; empty if not sure."""
    greeting = b""
    ehlo: tuple[bytes, ...] = ()
    for entry in transcript.connection(index):
        if entry.reply is None:
            continue
        if entry.answers == GREETING:
            greeting = entry.reply.raw
        elif entry.answers in ("EHLO", "LHLO") and entry.reply.code.startswith("2"):
            ehlo = tuple(line.raw for line in entry.reply.lines)
        else:
            break  # what is said of a mail cannot tell who says it
    return _named(greeting, ehlo)


@lru_cache(maxsize=16)
def _named(greeting: bytes, ehlo: tuple[bytes, ...]) -> str:
    found = identify(greeting, ehlo)
    return found.name if found.certainty in ("certain", "likely") else ""


def stranger(transcript: Transcript, index: int) -> Stranger | None:
    """What speaks here instead of SMTP, by the first octets of the connection; None if nothing tells."""
    opened: Opened | None = None
    first: Arrived | None = None
    for entry in transcript.connection(index):
        if isinstance(entry.event, Arrived):
            first = entry.event
            break
        if isinstance(entry.event, Opened):
            opened = entry.event
    if first is None:
        return None
    return recognise(first.data, tls_expected=opened is not None and opened.tls and not first.tls)
