"""Where something went wrong in a dialogue: what one looks for first in a long one.

Decides which entries count: a refusal, a reply that is malformed, cut off or that nobody asked for, a
connection that could not be made or was lost, a handshake that failed or is not to be trusted. Whether a
refusal was meant to come, nobody can tell from here.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Closed, Secured
from smtpwb.transcript.handshake import is_bad


def troubled(entry: Entry) -> bool:
    """Whether something went wrong there."""
    event, reply = entry.event, entry.reply
    if reply is not None:
        return not entry.answers or reply.refuses or any(line.defects for line in reply.lines)
    if isinstance(event, Secured):
        return is_bad(event)
    if isinstance(event, Closed):
        return event.by == "network" or event.truncated
    return entry.kind is Kind.FAILED


def nearest(entries: Sequence[Entry], index: int, by: int) -> int | None:
    """The nearest troubled entry above (`by` is -1) or below (1) the one at `index`; None: there is none."""
    end = -1 if by < 0 else len(entries)
    return next((at for at in range(index + by, end, by) if troubled(entries[at])), None)
