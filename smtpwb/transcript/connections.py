"""The connections of a session, which had them one after the other: each with its own events.

Decides where one begins: where it was opened, or could not be. What came of it is `outcome`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from smtpwb.transcript.events import Event, Note, Opened, OpenFailed

Run = tuple[Event, ...]
"""The events of one connection, or of one attempt at it."""
BEGINS = (Opened, OpenFailed)


def connections(events: Sequence[Event]) -> tuple[Run, ...]:
    """The events, connection by connection; a note goes with the connection that it is on.

    What came before the first goes with it; none where nothing was opened.
    """
    begins = [at for at, event in enumerate(events) if isinstance(event, BEGINS)]
    if not begins:
        return ()
    edges = pairwise([0, *begins[1:], len(events)])
    runs: list[list[Event]] = [
        [event for event in events[begin:end] if not isinstance(event, Note)] for begin, end in edges
    ]
    for event in events:
        if isinstance(event, Note):
            runs[_holding(runs, event.on)].append(event)
    return tuple(map(tuple, runs))


def connection_of(events: Sequence[Event], seq: int) -> Run:
    """The connection that the event with that number belongs to; empty where nothing was opened."""
    runs = connections(events)
    return runs[_holding(runs, seq)] if runs else ()


def _holding(runs: Sequence[Iterable[Event]], seq: int) -> int:
    """The last that had begun by then."""
    begun = (at for at in range(len(runs) - 1, 0, -1) if next(iter(runs[at])).seq <= seq)
    return next(begun, 0)
