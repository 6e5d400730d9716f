"""Who speaks on the other side, from the entries of one connection.

Gathers what was said; what it points to is `reference.speaker`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import lru_cache

from smtpwb.reference.speaker import Speaker, Stranger, identify, recognise
from smtpwb.smtp.dialogue import GREETING
from smtpwb.smtp.extensions import lists_extensions
from smtpwb.smtp.replies import Reply
from smtpwb.transcript.events import Arrived, Opened
from smtpwb.transcript.transcript import Transcript

_TELLING = 40
"""Replies that are looked at: what tells a server apart comes early."""


def speaker(transcript: Transcript, index: int) -> Speaker:
    """Which software speaks, as far as all replies up to the entry at `index` tell."""
    greeting = b""
    ehlo: list[bytes] = []
    others: list[bytes] = []
    for says, reply in _said(transcript, index):
        match says:
            case _Says.GREETING:
                greeting = reply.raw
            case _Says.EHLO:
                ehlo = [line.raw for line in reply.lines]
            case _Says.OTHER if len(others) < _TELLING:
                others.append(reply.raw)
    return identify(greeting, ehlo, others)


def introduced(transcript: Transcript, index: int) -> str:
    """The software or provider as it introduces itself in the connection of an entry; empty if not sure."""
    greeting = b""
    ehlo: tuple[bytes, ...] = ()
    for says, reply in _said(transcript, index):
        match says:
            case _Says.GREETING:
                greeting = reply.raw
            case _Says.EHLO:
                ehlo = tuple(line.raw for line in reply.lines)
            case _Says.OTHER:
                break  # what is said of a mail cannot tell who says it
    return _named(greeting, ehlo)


class _Says(enum.Enum):
    """What a reply tells of who speaks."""

    GREETING = enum.auto()
    EHLO = enum.auto()
    """The extensions that are offered."""
    OTHER = enum.auto()


def _said(transcript: Transcript, index: int) -> Iterator[tuple[_Says, Reply]]:
    """The replies of a connection up to the entry at `index`."""
    for entry in transcript.connection(index):
        if entry.reply is None:
            continue
        if entry.answers == GREETING:
            yield _Says.GREETING, entry.reply
        elif lists_extensions(entry.reply, entry.answers):
            yield _Says.EHLO, entry.reply
        else:
            yield _Says.OTHER, entry.reply


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
