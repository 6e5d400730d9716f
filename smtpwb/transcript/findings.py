"""What can be said of the dialogue as a whole, from its entries.

One function each, from a transcript to a frozen result. What one reply means is `reference.explain`.
"""

from __future__ import annotations

from dataclasses import dataclass

from smtpwb.smtp.dialogue import DOT, State
from smtpwb.transcript.transcript import Entry, Kind, Transcript


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the dialogue and where it is written."""

    text: str
    sources: tuple[str, ...]


_UNFINISHED = Finding(
    "The message was not ended with a lone dot: the server must throw it away and deliver nothing.",
    ("RFC 5321 §4.1.1.4", "RFC 5321 §3.8"),
)
_IN_DOUBT = Finding(
    "The message was complete but its reply had not come: the server may have queued it. "
    "Sending it again can deliver it twice.",
    ("RFC 5321 §4.5.3.2.6", "RFC 1047"),
)
_NOTHING = Finding(
    "The open transaction is forgotten: nothing was queued.", ("RFC 5321 §3.8", "RFC 5321 §4.1.1.10")
)
_ACCEPTED = Finding(
    "What was accepted with 250 after the final dot stays the server's to deliver.", ("RFC 5321 §4.2.5",)
)
_NO_QUIT = Finding(
    "No transaction was open: nothing was queued. A polite client says QUIT first.", ("RFC 5321 §4.1.1.10",)
)


def left_behind(transcript: Transcript, closed: int) -> Finding | None:
    """What the server may believe of the message after the connection ended at entry `closed`.

    None where there is nothing to say: after a QUIT, or where no greeting came.
    """
    entry = transcript.entries[closed]
    before = entry.before
    if before.state in (State.QUIT, State.CONNECTED, State.OFFLINE, State.REFUSED):
        return None
    session = _session_before(transcript, closed)
    if any(one.answers == DOT and one.waiting for one in session):
        return _IN_DOUBT
    if before.state is State.CONTENT:
        return _UNFINISHED
    if before.in_transaction:
        return _NOTHING
    accepted = any(one.kind is Kind.REPLY and one.answers == DOT and _is_yes(one) for one in session)
    return _ACCEPTED if accepted else _NO_QUIT


def _session_before(transcript: Transcript, index: int) -> list[Entry]:
    """The entries of the connection that ended at `index`."""
    begin = index
    while begin > 0 and transcript.entries[begin].kind is not Kind.OPENED:
        begin -= 1
    return transcript.entries[begin:index]


def _is_yes(entry: Entry) -> bool:
    return entry.reply is not None and entry.reply.code.startswith("2")
