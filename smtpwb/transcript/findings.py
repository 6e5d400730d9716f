"""What can be said of the dialogue as a whole, from its entries.

One function each, from a transcript to a frozen result. What one reply means is `reference.explain`.
"""

from __future__ import annotations

import msgspec

from smtpwb.smtp.dialogue import DOT, State
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Closed, Event
from smtpwb.transcript.transcript import Transcript


class Finding(msgspec.Struct, frozen=True):
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
    "The open transaction is forgotten: nothing of it was queued.", ("RFC 5321 §3.8", "RFC 5321 §4.1.1.10")
)
_ACCEPTED = Finding(
    "What was accepted with 250 after the final dot stays the server's to deliver.", ("RFC 5321 §4.2.5",)
)
_NO_TRANSACTION = Finding("No transaction was open: nothing was queued.", ("RFC 5321 §4.1.4",))
_CLEAN = Finding("A clean end: QUIT was answered, and nothing is left in doubt.", ("RFC 5321 §4.1.1.10",))
_NO_QUIT = Finding(
    f"{_NO_TRANSACTION.text} A polite client says QUIT first.", ("RFC 5321 §4.1.4", "RFC 5321 §4.1.1.10")
)
_NOTHING_TO_SAY = frozenset({State.CONNECTED, State.OFFLINE, State.REFUSED})


def left_behind(transcript: Transcript, closed: int) -> Finding | None:
    """What the server may believe of the message after the connection ended at entry `closed`.

    None where there is nothing to say: no greeting came, or it was a refusal.
    """
    session = list(transcript.connection(closed))[:-1]
    end = next((one for one in session if one.reply and one.reply.code == "421"), transcript.entries[closed])
    if end.before.state in _NOTHING_TO_SAY:
        return None
    last = _of_the_end(session, end, transcript.entries[closed].event)
    accepted = any(one.kind is Kind.REPLY and one.ends_message and one.accepts for one in session)
    if not accepted:
        return last
    if last in (_NO_TRANSACTION, _NO_QUIT):
        return _ACCEPTED
    return Finding(f"{last.text} {_ACCEPTED.text}", (*last.sources, *_ACCEPTED.sources))


def _of_the_end(session: list[Entry], end: Entry, event: Event) -> Finding:
    """What the end itself leaves behind, whatever was accepted before."""
    if end.before.state is State.QUIT:
        return _CLEAN
    if any(one.ends_message and one.waiting for one in session):
        return _IN_DOUBT
    if end.before.state is State.CONTENT and end.answers != DOT:
        return _UNFINISHED
    if end.before.in_transaction:
        return _NOTHING
    return _NO_QUIT if isinstance(event, Closed) and event.by_client else _NO_TRANSACTION


_INJECTED = Finding(
    "This came in clear behind the 220, before the handshake: whoever stands between can plant it, as in "
    "CVE-2011-0411. It was not taken for something said inside TLS, and answers nothing.",
    ("RFC 3207 §4.2", "CVE-2011-0411"),
)
_INJECTED_BEFORE = Finding(
    "Octets came in clear between the 220 and the handshake: whoever stands between can plant such, as in "
    "CVE-2011-0411. They were not taken for something said inside TLS, and answer nothing.",
    ("RFC 3207 §4.2", "CVE-2011-0411"),
)
_TRUNCATED = Finding(
    "TLS was not ended by close_notify: the last words may have been cut off by whoever stands between. "
    "Where the last reply is complete, nothing is missing.",
    ("RFC 8446 §6.1",),
)


def injected(transcript: Transcript, index: int) -> Finding | None:
    """Whether the reply at `index` came in clear where only TLS was due; or, of a handshake, any before it.

    What comes once the handshake has begun, and fails it, is the server's own answer in its place.
    """
    entry = transcript.entries[index]
    if entry.kind is Kind.SECURED:
        return _INJECTED_BEFORE if any(_behind(transcript, index)) else None
    if entry.kind is not Kind.REPLY or entry.before.state is not State.TLS:
        return None
    later = transcript.entries[index + 1 :]
    done = next((place for place, one in enumerate(later, index + 1) if one.kind is Kind.SECURED), index + 1)
    return _INJECTED if index in _behind(transcript, done) else None


def _behind(transcript: Transcript, secured: int) -> list[int]:
    """The replies that came in clear behind the 220 to STARTTLS, before the handshake that ended there."""
    found: list[int] = []
    for place in range(secured - 1, -1, -1):
        entry = transcript.entries[place]
        if entry.answers == "STARTTLS" and entry.reply is not None:
            return [one for one in found if transcript.entries[one].event.at <= entry.at]
        if entry.kind is not Kind.REPLY or entry.before.state is not State.TLS:
            break
        found.append(place)
    return []


def truncated(transcript: Transcript, closed: int) -> Finding | None:
    """Whether the end of TLS could have been forged, at the entry of the connection's end."""
    event = transcript.entries[closed].event
    return _TRUNCATED if isinstance(event, Closed) and event.truncated else None
