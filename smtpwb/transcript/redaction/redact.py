"""A transcript with aliases: every event again, each octet of it that could tell a name replaced.

Decides where in events names stand. The events keep their number, order and time, the entries theirs, so that
an entry of the one is the entry of the same index of the other. Secrets are in no event; what else was said
in AUTH is masked with the names. A certificate cannot be altered and stay one: see `certificates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from smtpwb.smtp.commands import HELLOS
from smtpwb.smtp.dialogue import GREETING, State
from smtpwb.transcript.certificates import certificate
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import (
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
from smtpwb.transcript.redaction.message import Message
from smtpwb.transcript.redaction.names import Names, Switches
from smtpwb.transcript.redaction.patterns import LABEL, NAME
from smtpwb.transcript.redaction.stream import Piece, changed
from smtpwb.transcript.transcript import Transcript

_PROXY_2 = b"\r\n\r\n\0\r\nQUIT\n"
"""How a PROXY header of version 2 begins; addresses stand in it as binary."""
_PROXY_2_HEAD = 16
_TARGET_WORDS = frozenset(
    b"telnet nc ncat netcat openssl s_client starttls smtp smtps lmtp connect crlf quiet mx unix cmd ssh "
    b"submission submissions".split()
)


def redacted(transcript: Transcript, switches: Switches = Switches()) -> Transcript:  # noqa: B008
    """The same dialogue, its names replaced."""
    return Transcript(redact(transcript, names_of(transcript, switches), switches))


def names_of(transcript: Transcript, switches: Switches, *more: str) -> Names:
    """Every name in the dialogue, and in `more` texts that go along, with its alias."""
    names = Names(switches)
    texts = [*_texts(transcript), *(text.encode("utf-8", "surrogateescape") for text in more)]
    for text in texts:
        names.meet_ids(text)
    for text in texts:
        names.meet_addresses(text)
    for entry in transcript.entries:
        _meet_by_place(names, entry)
    for text in texts:
        names.meet(text)
    names.settle()
    return names


def redact(transcript: Transcript, names: Names, switches: Switches) -> Iterator[Event]:
    """The events, in order."""
    new = {event.seq: _told(event, names) for event in transcript.events}
    for run in _runs(transcript, Arrived):
        new |= _stream(run, names)
    for run in _runs(transcript, Sent):
        new |= _stream([_unsaid(event, switches) for event in run if isinstance(event, Sent)], names)
    if switches.body:
        new |= _messages(transcript, names)
    for entry in transcript.entries:
        old, event = entry.event, new[entry.event.seq]
        if entry.before.chunk_left and isinstance(old, Sent) and isinstance(event, Sent):
            new[event.seq] = replace(event, data=message.same_length(event.data, len(old.data)))
    return (new[event.seq] for event in transcript.events)


# Meeting


def _texts(transcript: Transcript) -> Iterator[bytes]:
    """Everything that may hold a name: what we said first, so that the sender is the first user."""
    for kind in (Sent, Arrived):
        yield from (b"".join(map(_octets, run)) for run in _runs(transcript, kind))
    for event in transcript.events:
        if isinstance(event, Secured):
            yield from (text.encode() for text in _of_tls(event))
        elif not isinstance(event, Arrived | Sent):
            yield "\n".join(_strings(event)).encode("utf-8", "surrogateescape")


def _octets(event: Event) -> bytes:
    if isinstance(event, Sent) and event.spooled is not None:
        return event.spooled.head + b"\r\n" + event.spooled.tail
    return event.data if isinstance(event, Arrived | Sent) else b""


def _of_tls(event: Secured) -> Iterator[str]:
    yield from (event.sni, event.name, event.reason, event.chain_reason, event.name_reason)
    for der in event.certificates:
        yield from certificate(der).names
        yield certificate(der).subject
        yield certificate(der).issuer


def _strings(event: Event) -> Iterator[str]:
    match event:
        case Opened() | OpenFailed():
            yield from (event.target, event.via)
            yield from (text for one in event.tried for text in (one.address, one.error))
            for one in event.exchangers:
                yield from (one.host, one.why, *one.addresses)
            if isinstance(event, OpenFailed):
                yield from (event.why, event.hint)
            else:
                yield from (event.host, event.local, event.peer, event.preamble.decode("latin-1"))
        case Told():
            yield event.words
        case Closed():
            yield event.how
        case Note():
            yield event.text


def _meet_by_place(names: Names, entry: Entry) -> None:
    """Names that only their place makes names: of one label, or without a domain."""
    event = entry.event
    if isinstance(event, Opened | OpenFailed):
        _meet_target(names, event)
    elif isinstance(event, Secured):
        for name in (
            event.sni,
            event.name,
            *(one for der in event.certificates for one in certificate(der).names),
        ):
            _meet_host(names, name.encode())
    elif entry.reply is not None and entry.answers in (GREETING, *HELLOS):
        if entry.reply.accepts:
            _meet_host(names, next(iter(entry.reply.texts[0].split()), b""))
    elif entry.command is not None and entry.sent:
        if entry.command.verb in HELLOS:
            _meet_host(names, entry.command.argument.strip())
        path = entry.command.path
        if path is not None and path.address and b"@" not in path.address:
            names.meet_user(path.address)


def _meet_target(names: Names, event: Opened | OpenFailed) -> None:
    if isinstance(event, Opened):
        _meet_host(names, event.host.encode("utf-8", "surrogateescape"))
        return
    for word in LABEL.findall(event.target.encode("utf-8", "surrogateescape")):
        if word.lower() not in _TARGET_WORDS and not word.isdigit():
            names.meet_host(word)


def _meet_host(names: Names, name: bytes) -> None:
    if NAME.fullmatch(name) and not name.isdigit():
        names.meet_host(name)


# Replacing


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
    if octets.startswith(_PROXY_2) and names.switches.ips:
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


def _runs(transcript: Transcript, kind: type[Arrived] | type[Sent]) -> Iterator[list[Event]]:
    """The events of one direction that are one stream of octets: of one connection, on one side of TLS."""
    chunks = {entry.event.seq for entry in transcript.entries if entry.sent and entry.before.chunk_left}
    run: list[Event] = []
    for event in transcript.events:
        mine = isinstance(event, kind)
        if run and (
            isinstance(event, Opened | Secured | Closed) or (mine and _apart(run[-1], event, chunks))
        ):
            yield run
            run = []
        if mine:
            run.append(event)
    if run:
        yield run


def _apart(before: Event, event: Event, chunks: set[int]) -> bool:
    """A command behind a chunk: nothing ends the one, and the other begins anew."""
    return before.seq in chunks and isinstance(event, Sent) and event.purpose is Purpose.COMMAND


def _stream(run: list[Event] | list[Sent], names: Names) -> dict[int, Event]:
    kept = [event for event in run if isinstance(event, Arrived | Sent)]
    pieces = changed([Piece(event.data, event.masked) for event in kept], names.edits)
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
