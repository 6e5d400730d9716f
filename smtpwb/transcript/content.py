"""How content that was sent in one go reads: its first lines, how much it was, how long that took.

Of what is spooled only the beginning is at hand; nothing here reads the spool. Lines stand as they went, with
their dots doubled, as visible text (law 3).
"""

from __future__ import annotations

import re

from smtpwb.smtp import amounts
from smtpwb.smtp.message import CRLF
from smtpwb.smtp.visible import visible
from smtpwb.transcript.events import Purpose, Sent

IN_LIST = 4
"""Lines that the dialogue shows."""
IN_TEXT = 20
"""Lines that a text export shows."""
_LONGEST = 300
"""Characters of a line that are shown."""
_FIELD = re.compile(r"[!-9;-~]+[ \t]*:")


def is_whole(event: Sent) -> bool:
    """Sent in one go as content, not line by line."""
    return event.purpose is Purpose.CONTENT and (
        event.spooled is not None or CRLF in event.data.removesuffix(CRLF) or not event.data.endswith(CRLF)
    )


def lines(event: Sent, most: int) -> tuple[str, ...]:
    """Its first lines, `most` of them; and, where there are more, how much it was in all.

    Of what begins with no header (a chunk from the middle) one line is enough.
    """
    shown = head(event)
    most = most if _FIELD.match(shown[0]) else 1
    if event.spooled is None and len(shown) <= most + 1:
        return shown
    return (*shown[:most], f"… {summary(event)}")


def head(event: Sent) -> tuple[str, ...]:
    """The lines at hand; of what is spooled without the last, which may be cut."""
    octets = event.head.removesuffix(CRLF)
    found = octets.split(CRLF)
    if event.spooled is not None and len(found) > 1:
        found.pop()
    return tuple(_line(line) for line in found)


def summary(event: Sent) -> str:
    """`25,000,000 octets in all, in 0.9 s at 27.8 MB/s`; without the rate where few went."""
    amount = f"{amounts.octets(event.octets)} in all"
    if event.began is None or event.at <= event.began:
        return amount
    span = event.at - event.began
    rate = f" at {amounts.rate(event.octets, span)}" if event.spooled is not None else ""
    return f"{amount}, in {amounts.duration(span)}{rate}"


def _line(octets: bytes) -> str:
    text = visible(octets[:_LONGEST])
    return text if len(octets) <= _LONGEST else f"{text}…"
