"""A dialogue to be had again: what would be sent, as a list to be read and agreed to before (law 1).

Decides what of an earlier connection can be said again, in which order, and what is left out, which is named.
A secret stands in no dialogue: it is asked for. Nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from smtpwb.errors import UsageError
from smtpwb.session.script import Close, Content, Script, Wait, Write
from smtpwb.session.script_reader import parse
from smtpwb.smtp import amounts
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.transcript import wording
from smtpwb.transcript.connections import connection_of, connections
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Event, Purpose, Sent
from smtpwb.transcript.formats.rfc import transcript_rfc
from smtpwb.transcript.spool import INLINE, whole
from smtpwb.transcript.transcript import Transcript

_CRLF = b"\r\n"
ASKED = f"{wording.BULLET * 8}  (asked for)"


class Plan(msgspec.Struct, frozen=True):
    """What would be said again."""

    before: Transcript
    """The connection that it comes from, alone."""
    target: str
    """As it was written then."""
    script: Script
    groups: tuple[tuple[str, ...], ...]
    """The lines to be offered one by one; behind each group the user answers the server."""
    left_out: tuple[str, ...] = ()
    """What cannot be said again, a sentence each."""
    by_hand: tuple[str, ...] = ()
    """The same of what cannot be offered line by line."""

    @property
    def listed(self) -> tuple[str, ...]:
        """All that would be sent at once, a line each, as visible text."""
        return tuple(_listed(self.script))


def plan(transcript: Transcript, index: int | None = None) -> Plan:
    """The connection of the entry at `index`; of None, the newest in which something was said.

    Reads what is spooled. Raises UsageError where nothing can be said again.
    """
    events = _connection(transcript, index)
    before = Transcript(events)
    again, left_out = _at_hand([whole(event, transcript.read) for event in events])
    try:
        script = parse(transcript_rfc(Transcript(again)))
    except UsageError:
        raise UsageError("nothing was said there that could be said again", "choose another") from None
    if not any(isinstance(step, Write | Content) for step in script.steps):
        raise UsageError("nothing was said there that could be said again", "choose another")
    groups, by_hand = _typed(Transcript(again).entries)
    opened = before.opened
    return Plan(before, opened.target if opened is not None else "", script, groups, left_out, by_hand)


def _connection(transcript: Transcript, index: int | None) -> Sequence[Event]:
    """The events of one connection in which something was said."""
    if index is not None and transcript.entries:
        run = connection_of(transcript.events, transcript.entries[index].event.seq)
        return run if _said(run) else ()
    return next(filter(_said, reversed(connections(transcript.events))), ())


def _said(run: Sequence[Event]) -> bool:
    return any(isinstance(event, Sent) for event in run)


def _at_hand(events: Sequence[Event]) -> tuple[list[Event], tuple[str, ...]]:
    """The events up to a message of which the octets are not at hand, and what that leaves out."""
    for at, event in enumerate(events):
        if isinstance(event, Sent) and event.spooled is not None:
            orders = [
                before
                for before in range(at)
                if isinstance(one := events[before], Sent) and one.purpose is Purpose.COMMAND
            ]
            told = f"The message of {amounts.octets(event.octets)} and all behind it: it is not kept here."
            return list(events[: orders[-1] if orders else at]), (told,)
    return list(events), ()


def _listed(script: Script) -> Iterator[str]:
    for step in script.steps:
        match step:
            case Write():
                for send in step.sends:
                    text = visible(send.octets)
                    secret = ASKED if send.secret is not None else ""
                    yield f"{text}{secret}{'  (raw, no CRLF)' if send.raw else ''}"
            case Content():
                yield from _content(step)
            case Close():
                yield "(hang up)"
            case Wait():
                yield f"(wait {step.seconds:g} s)"


def _content(step: Content) -> Iterator[str]:
    """What goes as content, a line each."""
    if step.file:
        yield f"(the file {visible_text(step.file)})"
    *lines, rest = b"".join(step.pieces).split(_CRLF)
    yield from map(visible, lines)
    if rest:
        yield f"{visible(rest)}  (no CRLF)"


def _typed(entries: Sequence[Entry]) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """The lines as one would type them, in groups that end with AUTH; and what is left out of them."""
    groups: list[list[str]] = [[]]
    left_out: list[str] = []
    rest = b""
    for entry in entries:
        event = entry.event
        if not isinstance(event, Sent):
            continue
        if event.octets > INLINE:
            left_out.append(f"Line by line it ends before the message of {amounts.octets(event.octets)}.")
            if groups[-1]:
                groups[-1].pop()  # what announced it
            break
        if entry.kind is Kind.CONTENT and entry.before.chunk_left:
            left_out.append("Line by line it ends before BDAT: a chunk is no line.")
            if groups[-1]:
                groups[-1].pop()  # the BDAT itself
            break
        if entry.kind is Kind.RAW:
            left_out.append("Line by line raw octets are left out.")
        elif entry.kind is Kind.CONTENT:
            *lines, rest = (rest + event.data).split(_CRLF)
            groups[-1] += map(_line, lines)
        elif entry.kind is Kind.COMMAND:
            groups[-1].append(_line(_open_part(event)))
            if entry.command is not None and entry.command.verb == "AUTH":
                groups.append([])
    return tuple(tuple(group) for group in groups if group), tuple(dict.fromkeys(left_out))


def _open_part(event: Sent) -> bytes:
    """A line without its CRLF; of one with a secret, what stands before it."""
    if event.masked:
        return event.data[: event.masked[0][0]].rstrip()
    return event.data.removesuffix(_CRLF)


def _line(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


def history(transcript: Transcript) -> tuple[str, ...]:
    """Every command of a dialogue, in order; of one with a secret, what stands before it."""
    return tuple(
        _line(_open_part(entry.event))
        for entry in transcript.entries
        if entry.kind is Kind.COMMAND and isinstance(entry.event, Sent)
    )


def target(transcript: Transcript) -> str:
    """Where its newest connection went, as it was written."""
    return visible_text(transcript.opened.target) if transcript.opened is not None else ""
