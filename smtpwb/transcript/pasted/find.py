"""Every reply in a pasted text, of whatever kind it is: replies, log lines, transcripts, bounce messages.

Decides which kinds of source are asked and in which order, and how much of a text is read. Each kind takes
the lines it understands; those that are left go to the next. Nothing is raised: a text that nobody
understands holds no reply.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpwb.transcript.pasted import layers
from smtpwb.transcript.pasted.found import Found, Kind, Numbered, numbered

LIMIT = 500
"""Replies that are handed out of one text: more than a person reads."""
MOST = 4_000_000
"""Octets that are read: a bounce with its attachments, hours of a busy log; within a second."""
MOST_LINES = 100_000
"""Lines that are read: what the time of a second allows, however short they are."""
LONGEST = 8_192
"""Octets of a line that are read: sixteen reply lines (RFC 5321 §4.5.3.1.5), for logs fold several."""


def find(data: bytes, limit: int = LIMIT) -> tuple[Found, ...]:
    """The replies in a text, in the order of its lines, at most `limit`; empty if it holds none."""
    lines = layers.unquoted(list(numbered(layers.plain(_octets(data[:MOST])), LONGEST, MOST_LINES)))
    lines = list(layers.unwrapped(lines))
    text = b"\n".join(line.text for line in lines)
    lower = text.lower()
    found: list[Found] = []
    for kind in _kinds():
        if lines and _may_be(kind, text, lower):
            read = kind.read(lines)
            found += read.found
            lines = [line for line in lines if line.number not in read.understood]
    found = found or _last_resort(lines)
    return tuple(sorted(found, key=lambda one: one.line)[:limit])


def _may_be(kind: Kind, text: bytes, lower: bytes) -> bool:
    return (not kind.cues or any(cue in lower for cue in kind.cues)) and bool(kind.sign(text))


def _octets(data: bytes) -> bytes:
    """PowerShell and Exchange write UTF-16: as UTF-8, if there are the mark and the zeros of it."""
    for mark, encoding, zeros in _UTF_16:
        high = data[zeros:_GLANCE:2]
        if data.startswith(mark) and high.count(0) * 2 > len(high):
            return data[2:].decode(encoding, "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


_UTF_16 = ((b"\xff\xfe", "utf-16-le", 3), (b"\xfe\xff", "utf-16-be", 2))
_GLANCE = 400
"""Octets that are enough to tell."""


def _kinds() -> Iterator[Kind]:
    """The kinds of source, the most particular first; a module is loaded when it is its turn."""
    from smtpwb.transcript.pasted import bounces, logs, queues, transcripts

    yield bounces.MESSAGE
    yield queues.KIND
    yield from logs.KINDS
    yield bounces.SESSION
    yield from transcripts.KINDS[:-1]
    yield bounces.WORDS
    yield transcripts.KINDS[-1]


def _last_resort(lines: list[Numbered]) -> list[Found]:
    from smtpwb.transcript.pasted.bare import in_bare_words
    from smtpwb.transcript.pasted.replies import in_prose

    return in_prose(lines) or in_bare_words(lines)
