"""Replies that took far longer than their neighbours, and what that often is.

Decides which replies are slow. What a person takes to type is never counted: time runs from what was sent,
or from the reply before it where commands went out together. Nobody can tell from outside why a server
waits; so what is said is what it often is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from smtpwb.smtp.amounts import SECOND
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING
from smtpwb.smtp.replies import Reply
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.findings import Finding
from smtpwb.transcript.transcript import Transcript

FLOOR = SECOND
"""What is faster is never slow: a second is what a person does not yet wait for."""
RATIO = 5
"""How many times the median of its neighbours."""
ALONE = 4 * SECOND
"""What is slow without neighbours to compare with; greet delays of 5 and 6 seconds are common defaults."""
NEIGHBOURS = 20
"""Replies on each side that are compared."""
HALF_MINUTE = (28 * SECOND, 33 * SECOND)
"""A pause of 30 seconds, with what the network adds."""
WITHIN = 2
"""How many times the rest of a reply a pause between two of its lines is, that alone makes it slow."""


class Slow(msgspec.Struct, frozen=True):
    """A slow reply."""

    index: int
    elapsed: int
    """Nanoseconds that the server took."""
    usual: int | None
    """Nanoseconds of the median of its neighbours; None where there are none."""
    often: Finding
    """What it often is."""


def slow(transcript: Transcript) -> tuple[Slow, ...]:
    """Every slow reply, in order."""
    found = (slow_at(transcript, index) for index in range(len(transcript.entries)))
    return tuple(one for one in found if one is not None)


def slow_at(transcript: Transcript, index: int) -> Slow | None:
    """The reply at `index`, if it is slow; its neighbours are those of the same connection."""
    elapsed = _taken(transcript, index)
    if elapsed is None or elapsed < FLOOR:
        return None
    others = [taken for at in _beside(transcript, index) if (taken := _taken(transcript, at)) is not None]
    usual = _median(others) if others else None
    if elapsed < (ALONE if usual is None else RATIO * usual):
        return None
    return Slow(index, elapsed, usual, _often(transcript.entries[index], elapsed))


def _median(times: Sequence[int]) -> int:
    from statistics import median  # not on the way to the first frame

    return int(median(times))


def _taken(transcript: Transcript, index: int) -> int | None:
    """Nanoseconds that the server had for this reply; None where it is no whole reply to something."""
    entry = transcript.entries[index]
    reply = entry.reply
    if entry.kind is not Kind.REPLY or reply is None or not reply.complete or entry.elapsed is None:
        return None
    if entry.answers == "BDAT":  # its octets are sent behind it, when the user pleases
        return None
    return reply.last_at - max(reply.last_at - entry.elapsed, _reply_before(transcript, index))


def _reply_before(transcript: Transcript, index: int) -> int:
    """When the reply before was complete, if it came after what this one answers; else 0."""
    partner = transcript.entries[index].partner or 0
    for at in range(index - 1, max(partner, index - NEIGHBOURS) - 1, -1):
        reply = transcript.entries[at].reply
        if reply is not None:
            return reply.last_at
    return 0


def _beside(transcript: Transcript, index: int) -> Iterator[int]:
    """The indices of up to NEIGHBOURS replies on each side, in the same connection."""
    for step in (-1, 1):
        at, left = index + step, NEIGHBOURS
        while left and 0 <= at < len(transcript.entries) and abs(at - index) <= 4 * NEIGHBOURS:
            entry = transcript.entries[at]
            if entry.kind is Kind.OPENED:
                break
            if entry.kind is Kind.REPLY:
                left -= 1
                yield at
            at += step


# What it often is

THIRTY = Finding(
    "About 30 seconds before the greeting: as a rule a DNS or ident lookup of your address that runs into "
    "its time limit, because a firewall drops it. Give the address a reverse DNS name; let port 113 refuse.",
    ("RFC 5321 §4.5.3.2.1", "RFC 1413"),
)
_OFTEN = {
    # what the reply answers: what a long wait often is
    GREETING: Finding(
        "Often a greet delay, to see who talks first, or a DNS or blocklist lookup of your address. "
        "A client has to wait up to 5 minutes.",
        ("RFC 5321 §4.5.3.2.1", "Postfix POSTSCREEN_README"),
    ),
    "MAIL": Finding(
        "Often DNS lookups: the sender's domain, SPF, a call back to the sender's server.",
        ("RFC 5321 §4.5.3.2.2",),
    ),
    "RCPT": Finding(
        "Often a lookup of the recipient at another server, a blocklist, or a greylist. "
        "A client has to wait up to 5 minutes.",
        ("RFC 5321 §4.5.3.2.3",),
    ),
    "DATA": Finding("Often a policy check before the text. Up to 2 minutes.", ("RFC 5321 §4.5.3.2.4",)),
    DOT: Finding(
        "Often a content scan, for spam and viruses. Wait up to 10 minutes: who gives up earlier and sends "
        "again delivers twice.",
        ("RFC 5321 §4.5.3.2.6", "RFC 1047"),
    ),
    "AUTH": Finding(
        "Often the password store, or a brake against guessing.", ("RFC 4954 §4", "RFC 5321 §4.5.3.2")
    ),
    "EHLO": Finding(
        "Often a DNS lookup of your address or of the name you gave.",
        ("RFC 5321 §4.1.4", "RFC 5321 §4.5.3.2"),
    ),
}
TARPIT = Finding(
    "Often a tarpit: the server answers errors late, to slow down who makes many of them.",
    ("Postfix smtpd_error_sleep_time", "RFC 5321 §4.5.3.2"),
)
ANY = Finding("Often a busy server, or a tarpit that slows down whom it mistrusts.", ("RFC 5321 §4.5.3.2",))
_AS = {ANSWER: "AUTH", "HELO": "EHLO", "LHLO": "EHLO"}


PAUSED = Finding(
    "The wait was inside the reply: its first lines came long before the next. So it was no lookup before "
    "the answer; often the server, a filter in between or the network holds a part back.",
    ("RFC 5321 §4.5.3.2",),
)


def _paused(reply: Reply, elapsed: int) -> bool:
    """Whether most of the time passed between two lines of a reply."""
    gaps = (after.last_at - before.last_at for before, after in pairwise(reply.lines))
    longest = max(gaps, default=0)
    return longest > WITHIN * (elapsed - longest)


def _often(entry: Entry, elapsed: int) -> Finding:
    """By what the reply answers, how long it took and where, and whether it refuses."""
    assert entry.reply is not None
    if _paused(entry.reply, elapsed):
        return PAUSED
    if entry.answers == GREETING and HALF_MINUTE[0] <= elapsed <= HALF_MINUTE[1]:
        return THIRTY
    refused = entry.refuses
    if refused and entry.answers not in (GREETING, DOT):
        return TARPIT
    return _OFTEN.get(_AS.get(entry.answers, entry.answers), ANY)
