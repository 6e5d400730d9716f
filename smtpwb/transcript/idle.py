"""How long a connection was idle: nothing went over the wire, in neither direction.

Decides which entries end a pause that is worth a word. A reply that was owed ends none: how long it took is
told with it. Derived from when things happened, so nothing has to tick.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.smtp.amounts import SECOND
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Sent

FLOOR = 10 * SECOND
"""Shorter pauses are what it takes to type."""


def idle(entries: Sequence[Entry], index: int) -> int | None:
    """Nanoseconds of the pause that the entry at `index` ended; None where there was none to speak of."""
    entry = entries[index]
    if not index or entry.event.at - entries[index - 1].event.at < FLOOR:
        return None  # as nearly always; the pause is no longer than that
    if not (entry.sent or entry.unsolicited or entry.kind is Kind.CLOSED):
        return None
    before = entries[index - 1]
    if before.kind in (Kind.CLOSED, Kind.FAILED):
        return None
    pause = _began(entry) - before.at
    return pause if pause >= FLOOR else None


def _began(entry: Entry) -> int:
    """When its first octet went or came."""
    if entry.reply is not None:
        return entry.reply.first_at
    event = entry.event
    return event.began if isinstance(event, Sent) and event.began is not None else event.at


def pause(nanoseconds: int) -> str:
    """A pause in words: `42 s idle`, `5 min 3 s idle`, `2 h 5 min idle`."""
    seconds = nanoseconds // SECOND
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours} h {minutes % 60} min idle"
    return f"{minutes} min {seconds % 60} s idle" if minutes else f"{seconds} s idle"
