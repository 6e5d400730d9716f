"""A transcript with aliases: every event again, each octet of it that could tell a name replaced.

Decides what of each event is replaced; which names there are is for `meeting`. The events keep their number,
order and time, the entries theirs, so that an entry of the one is the entry of the same index of the other.
Secrets are in no event; what else was said in AUTH is masked with the names. A certificate cannot be altered
and stay one: see `certificates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from smtpwb.smtp.dialogue import State
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import (
    PROXY_2,
    Arrived,
    Attempt,
    Closed,
    Event,
    Exchanger,
    Note,
    Opened,
    OpenFailed,
    Purpose,
    Secured,
    Sent,
    Told,
)
from smtpwb.transcript.redaction import message
from smtpwb.transcript.redaction.certificates import aliased
from smtpwb.transcript.redaction.meeting import names_of
from smtpwb.transcript.redaction.message import Message
from smtpwb.transcript.redaction.names import Names, Switches
from smtpwb.transcript.redaction.stream import Piece, changed, runs
from smtpwb.transcript.transcript import Transcript
from smtpwb.transcript.watching import Pace, Watch, nobody, watched

_PROXY_2_HEAD = 16
"""Octets of a PROXY header of version 2 before its addresses, which stand in it as binary."""


def redacted(
    transcript: Transcript,
    switches: Switches = Switches(),  # noqa: B008
    watch: Watch = nobody,
) -> Transcript:
    """The same dialogue, its names replaced."""
    return copied(transcript, names_of(transcript, switches, watch=watch), switches, watch)


def copied(transcript: Transcript, names: Names, switches: Switches, watch: Watch = nobody) -> Transcript:
    """The same dialogue with these aliases."""
    events = list(redact(transcript, names, switches, watch))
    return Transcript(watched(events, "reading the copy", watch))


def redact(
    transcript: Transcript, names: Names, switches: Switches, watch: Watch = nobody
) -> Iterator[Event]:
    """The events, in order."""
    octets = sum(len(event.data) for event in transcript.events if isinstance(event, Arrived | Sent))
    pace = Pace(watch, "replacing names", octets)
    new = {event.seq: _told(event, names) for event in transcript.events}
    for run in runs(transcript, Arrived):
        new |= _stream(run, names, pace)
    for run in runs(transcript, Sent):
        new |= _stream([_unsaid(event, switches) for event in run if isinstance(event, Sent)], names, pace)
    if switches.body:
        new |= _messages(transcript, names)
    for entry in transcript.entries:
        old, event = entry.event, new[entry.event.seq]
        if entry.before.chunk_left and isinstance(old, Sent) and isinstance(event, Sent):
            new[event.seq] = replace(event, data=message.same_length(event.data, len(old.data)))
    return (new[event.seq] for event in transcript.events)


def _told(event: Event, names: Names) -> Event:
    """An event whose words are text; octets of the wire are for `_stream`."""
    text = names.text
    match event:
        case Opened():
            return replace(
                event,
                target=text(event.target),
                host=text(event.host),
                local=text(event.local),
                peer=text(event.peer),
                via=text(event.via),
                preamble=_preamble(event.preamble, names),
                tried=_tried(event.tried, names),
                exchangers=_exchangers(event.exchangers, names),
            )
        case OpenFailed():
            return replace(
                event,
                target=text(event.target),
                why=text(event.why),
                hint=text(event.hint),
                via=text(event.via),
                tried=_tried(event.tried, names),
                exchangers=_exchangers(event.exchangers, names),
            )
        case Secured():
            return replace(
                event,
                sni=text(event.sni),
                name=text(event.name),
                reason=text(event.reason),
                chain_reason=text(event.chain_reason),
                name_reason=text(event.name_reason),
                certificates=aliased(event.certificates, names, event.verified),
            )
        case Sent() if event.spooled is not None:
            head, tail = names.replace(event.spooled.head), names.replace(event.spooled.tail)
            return replace(event, spooled=replace(event.spooled, head=head, tail=tail))
        case Told():
            return replace(event, words=text(event.words))
        case Closed():
            return replace(event, how=text(event.how))
        case Note():
            return replace(event, text=text(event.text))
    return event


def _preamble(octets: bytes, names: Names) -> bytes:
    if octets.startswith(PROXY_2) and names.switches.ips:
        return octets[:_PROXY_2_HEAD].ljust(len(octets), b"\0")
    return names.replace(octets)


def _tried(tried: tuple[Attempt, ...], names: Names) -> tuple[Attempt, ...]:
    return tuple(Attempt(names.text(one.address), names.text(one.error)) for one in tried)


def _exchangers(found: tuple[Exchanger, ...], names: Names) -> tuple[Exchanger, ...]:
    return tuple(
        Exchanger(
            names.text(one.host), one.preference, tuple(map(names.text, one.addresses)), names.text(one.why)
        )
        for one in found
    )


def _stream(run: list[Event] | list[Sent], names: Names, pace: Pace) -> dict[int, Event]:
    kept = [event for event in run if isinstance(event, Arrived | Sent)]
    pieces = changed(
        [Piece(event.data, event.masked) for event in kept], lambda octets: names.edits(octets, pace)
    )
    found: dict[int, Event] = {}
    for event, piece in zip(kept, pieces, strict=True):
        if not (isinstance(event, Sent) and event.spooled is not None):
            found[event.seq] = replace(event, data=piece.data, masked=piece.masked)
    return found


def _unsaid(event: Sent, switches: Switches) -> Sent:
    """What was said in AUTH, masked as a whole: who logs in is a name too."""
    line = event.data.removesuffix(b"\r\n")
    found = _SASL[event.purpose].fullmatch(line) if event.purpose in _SASL else None
    if not switches.addresses or found is None:
        return event
    begin, end = found.span(1)
    masked = (begin, end)
    return replace(event, data=event.data[:begin] + b"*" * (end - begin) + event.data[end:], masked=(masked,))


_SASL = {
    Purpose.COMMAND: re.compile(rb"[ \t]*AUTH[ \t]+[^ \t]+[ \t]+([^ \t=].*)", re.IGNORECASE | re.DOTALL),
    Purpose.SASL: re.compile(rb"([^*=].*|[*=].+)", re.DOTALL),
}
"""What of a line is an answer; `*` gives up and `=` is empty (RFC 4954 §4)."""


def _messages(transcript: Transcript, names: Names) -> dict[int, Event]:
    """What was sent of messages, without what they say."""
    found: dict[int, Event] = {}
    current = Message(names)
    for entry in transcript.entries:
        event = entry.event
        if not isinstance(event, Sent):
            continue
        if not _of_message(entry):
            chunked = entry.command is not None and entry.command.verb == "BDAT"
            current = current if chunked else Message(names)
            continue
        if event.spooled is not None:
            head = message.whole(event.spooled.head, current)
            spooled = replace(event.spooled, head=head, tail=b"", sha256="")
            found[event.seq] = replace(event, spooled=spooled)
        else:
            found[event.seq] = replace(event, data=message.whole(event.data, current), masked=())
    return found


def _of_message(entry: Entry) -> bool:
    """Sent as content, or where content was due."""
    due = entry.before.state is State.CONTENT or bool(entry.before.chunk_left)
    return entry.kind is Kind.CONTENT or (entry.kind is Kind.RAW and due)
