"""How an entry reads as text: the mark, the lines, the time. Shared by the screen and every text form.

Octets are shown by `visible`, so nothing here can touch a terminal (law 3); masked octets are shown
as bullets. What an entry means is not said here.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.smtp.amounts import duration
from smtpwb.smtp.ports import joined
from smtpwb.smtp.replies import Line
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.transcript import content, handshake
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import (
    Arrived,
    Attempt,
    Closed,
    Exchanger,
    Note,
    Opened,
    OpenFailed,
    Purpose,
    Secured,
    Sent,
    Told,
)
from smtpwb.transcript.timing import Slow

BULLET = "•"
SHOWN_LINES = 200
"""Lines of one reply that are drawn; the rest are counted."""
SHOWN_OCTETS = 1_024
"""Of one line on a screen, twice what a reply line may have (RFC 5321 §4.5.3.1.5)."""
SLACK = SHOWN_OCTETS
"""Octets that are not worth to be left out: with so few more a line is shown whole."""
IN_TEXT_OCTETS = 1 << 16
"""Of one line in a text to be read; JSON and the journal keep every octet."""

Ranges = Sequence[tuple[int, int]]
"""Half-open ranges of octets, in order."""


def mark(entry: Entry) -> str:
    """`C` and `S`, as in the examples of the RFCs; a blank for what is no SMTP."""
    if entry.sent:
        return "C"
    return "S" if entry.kind is Kind.REPLY else " "


def lines(entry: Entry, most: int | None = SHOWN_LINES) -> tuple[str, ...]:
    """The entry, line by line, safe to show; of a reply `most` lines, or (None) all that are kept.
    Of content sent in one go the first lines, for a list or (None) for a text.
    """
    event = entry.event
    if entry.kind is Kind.REPLY:
        return _reply_lines(entry, most)
    match event:
        case Sent():
            if content.is_whole(event):
                return content.lines(event, content.IN_TEXT if most is None else content.IN_LIST)
            return (masked(sent_octets(event), event.masked),)
        case Opened():
            return opened(event)
        case OpenFailed():
            return failed(event)
        case Secured():
            return (secured(event),)
        case Told():
            return (told(event),)
        case Closed():
            return (closed(event),)
        case Arrived():
            return (visible(event.data),)
        case Note():
            return ()  # begins no entry


def sent_octets(event: Sent) -> bytes:
    """A line that was sent, without its CRLF; of what was sent raw every octet."""
    return event.data if event.purpose is Purpose.RAW else event.data.removesuffix(b"\r\n")


def masked(data: bytes, ranges: Ranges) -> str:
    """Octets as visible text, with a bullet for each octet of the ranges."""
    if not ranges:
        return visible(data)
    pieces, place = [], 0
    for begin, end in ranges:
        pieces.append(visible(data[place:begin]) + BULLET * (end - begin))
        place = end
    pieces.append(visible(data[place:]))
    return "".join(pieces)


def _reply_lines(entry: Entry, most: int | None) -> tuple[str, ...]:
    assert entry.reply is not None
    reply = entry.reply
    octets = IN_TEXT_OCTETS if most is None else SHOWN_OCTETS
    shown = [shown_line(line, octets) for line in reply.lines[:most]]
    if reply.line_count > len(shown):
        shown.append(f"… {reply.line_count - len(shown):,} more lines")
    return tuple(shown)


def shown_line(line: Line, octets: int = SHOWN_OCTETS) -> str:
    """A line of a reply without its CRLF, where it has to end somewhere; a bare LF is a defect and stays
    visible."""
    text, left = beginning(line.raw.removesuffix(b"\r\n"), (), octets)
    return f"{text}… {left:,} more octets" if left else text


def beginning(data: bytes, ranges: Ranges, octets: int) -> tuple[str, int]:
    """Of a line so many octets as visible text, masked in these ranges, and how many are left out."""
    if len(data) <= octets + SLACK:
        return masked(data, ranges), 0
    while data[octets] & 0xC0 == 0x80 and octets > 0:  # inside a character (RFC 3629 §3)
        octets -= 1
    inside = [(begin, min(end, octets)) for begin, end in ranges if begin < octets]
    return masked(data[:octets], inside), len(data) - octets


def place(event: Opened) -> str:
    """What a connection goes to: `host:port`, or the target as written where there are no ports."""
    if not event.port:
        return visible_text(event.target)
    return visible_text(joined(event.host, event.port))


def carried(event: Opened | None) -> str:
    """What a connection goes to, and the kind of what carries it: `mx.test:25 via ssh`; empty: none."""
    if event is None:
        return ""
    kind = event.via.partition(" ")[0]
    return f"{place(event)} via {kind}" if kind else place(event)


def attempt(tried: Attempt) -> str:
    """One address tried, and why it failed."""
    return f"{visible_text(tried.address)}: {visible_text(tried.error or 'connected')}"


EXCHANGERS = "A sender tries them from the top: lower numbers first (RFC 5321 §5.1)."
"""Said of mail exchangers in the order of their preference."""


def exchanger(one: Exchanger) -> str:
    """One mail exchanger, its preference and where it is: `10 mx.example.net (192.0.2.1)`."""
    addresses = ", ".join(one.addresses) or one.why or "no address"
    return visible_text(f"{one.preference} {one.host} ({addresses})")


def opened(event: Opened) -> tuple[str, ...]:
    """The exchangers found, each address that failed, then the one that answered."""
    kind = " for TLS" if event.tls else ""
    via = f" via {event.via}" if event.via else ""
    header = (f"PROXY header, sent first: {visible(event.preamble)}",) if event.preamble else ()
    host = f"{event.host} at " if event.exchangers and event.host not in event.peer else ""
    reached = visible_text(f"connected to {host}{event.peer}{via}{kind}")
    return (*_found(event), *(f"tried {attempt(one)}" for one in event.tried if one.error), reached, *header)


def failed(event: OpenFailed) -> tuple[str, ...]:
    """The exchangers found, each address tried, then the reason."""
    said = [one for one in event.tried if one.error != event.why]  # or it would be said twice
    tried = tuple(f"tried {attempt(one)}" for one in said)
    via = f" via {event.via}" if event.via else ""
    return (*_found(event), *tried, visible_text(f"no connection{via}: {event.why}"))


def _found(event: Opened | OpenFailed) -> tuple[str, ...]:
    return tuple(f"MX {exchanger(one)}" for one in event.exchangers)


def secured(event: Secured) -> str:
    """Version, cipher and verdict, or why there is no TLS."""
    if not event.version:
        return f"TLS handshake failed: {visible_text(event.reason)}"
    doubts = handshake.doubts(event)
    verdict = f"certificate NOT verified: {'; '.join(doubts)}" if doubts else "certificate verified"
    return f"{handshake.settled(event)} · {verdict}"


def told(event: Told) -> str:
    """Which program said something, and what."""
    return visible_text(f"{event.by}: {event.words}")


def closed(event: Closed) -> str:
    """Who ended the connection, and how."""
    who = f"the {event.by}" if event.by in ("client", "server", "network") else event.by
    return visible_text(f"{who} {event.how}")


def noted(entry: Entry) -> tuple[str, ...]:
    """The user's words on an entry, line by line, safe to show; empty: none."""
    return tuple(visible_text(line.rstrip()) for line in entry.note.splitlines())


def slow(found: Slow) -> str:
    """How slow a reply was: `3.0 s, its neighbours 0.4 ms`."""
    usual = "" if found.usual is None else f", its neighbours {duration(found.usual)}"
    return f"{duration(found.elapsed)}{usual}"


def timing(entry: Entry) -> str:
    """What stands at the right of an entry: the time a reply took, or that one is awaited."""
    if entry.kind is Kind.REPLY and entry.reply is not None and not entry.reply.complete:
        return "…" if entry.after.open else "cut off"
    if entry.elapsed is not None:
        return duration(entry.elapsed)
    if entry.left:
        return f"{entry.answered} of {entry.answered + entry.left}" if entry.answered else "waiting"
    return ""
