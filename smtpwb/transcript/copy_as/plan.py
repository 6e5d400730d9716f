"""What was done in one connection, as any other client would have to do it.

Decides which commands and which message make up the dialogue, and what a client that makes its own commands
cannot be told. How each program is told is in its own file.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from smtpwb.smtp.commands import HELLOS
from smtpwb.smtp.dialogue import DOT
from smtpwb.smtp.message import received
from smtpwb.smtp.visible import visible
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Opened, Purpose, Secured, Sent
from smtpwb.transcript.loopback import known_here_alone
from smtpwb.transcript.transcript import Transcript

USER, PASSWORD = "SMTP_USER", "SMTP_PASSWORD"
"""The environment variables that stand for what is secret."""


class Step(msgspec.Struct, frozen=True):
    """One command, or a message with the command that began it."""

    line: bytes
    """As sent, without CRLF; of AUTH without what followed the mechanism."""
    verb: str
    code: str
    """Of the reply; empty: none came."""
    message: bytes | None = None
    """Of DATA that was taken: the message as the server keeps it, dots no longer doubled."""
    secret: bool = False
    """Octets of it were masked: it cannot be said again as it was."""
    initial: bool = False
    """Of AUTH: the first answer went with it (RFC 4954 §4)."""

    @property
    def argument(self) -> bytes:
        """What follows the verb."""
        return self.line.lstrip().partition(b" ")[2].strip()

    @property
    def mechanism(self) -> str:
        """Of AUTH."""
        return visible(self.argument.split()[0]).upper() if self.argument.split() else ""


class Plan(msgspec.Struct, frozen=True):
    """One connection and what was said in it."""

    host: str
    port: int
    tls: str
    """`direct` (before the greeting), `starttls`, or empty."""
    verified: bool
    """The certificate was trusted; else a client must be told to take it all the same."""
    lmtp: bool
    steps: tuple[Step, ...]
    left_out: tuple[str, ...]
    """What cannot be told again, a sentence each."""

    @property
    def hello(self) -> Step | None:
        """The last HELO, EHLO or LHLO."""
        return next((one for one in reversed(self.steps) if one.verb in HELLOS), None)

    @property
    def auth(self) -> Step | None:
        """The AUTH that was answered well, or the last one."""
        found = [one for one in self.steps if one.verb == "AUTH"]
        return next((one for one in found if one.code == "235"), found[-1] if found else None)

    @property
    def transaction(self) -> tuple[Step, ...]:
        """The last MAIL and what followed of its kind: RCPT, DATA."""
        begins = [index for index, one in enumerate(self.steps) if one.verb == "MAIL"]
        after = self.steps[begins[-1] :] if begins else ()
        return tuple(one for one in after if one.verb in ("MAIL", "RCPT", "DATA"))


def plan(transcript: Transcript, index: int | None = None) -> Plan | None:
    """The connection of the entry at `index` (default: the newest); None where there was none."""
    entries = transcript.entries
    last = len(entries) - 1 if index is None else index
    begun = [at for at in range(last + 1) if entries[at].kind is Kind.OPENED]
    if not begun:
        return None
    begin = begun[-1]
    end = next((at for at in range(begin + 1, len(entries)) if entries[at].kind is Kind.OPENED), len(entries))
    session = entries[begin:end]
    opened = session[0].event
    assert isinstance(opened, Opened)
    secured = [one.event for one in session if isinstance(one.event, Secured) and one.event.version]
    host, port = _place(opened)
    steps = tuple(_steps(transcript, session, begin))
    return Plan(
        host,
        port,
        "direct" if opened.tls else "starttls" if secured else "",
        bool(secured) and all(one.verified for one in secured),
        session[-1].after.lmtp or any(one.verb == "LHLO" for one in steps),
        steps,
        tuple(dict.fromkeys(_left_out(opened, session))),
    )


def _place(opened: Opened) -> tuple[str, int]:
    """In place of a name that leads others nowhere, they go to the address behind it."""
    if not known_here_alone(opened):
        return opened.host, opened.port
    host, _, port = opened.peer.rpartition(":")
    return (host.strip("[]"), int(port)) if port.isdigit() else (opened.host, opened.port)


def _steps(transcript: Transcript, session: list[Entry], begin: int) -> Iterator[Step]:
    message = bytearray()
    for entry in session:
        event = entry.event
        if not isinstance(event, Sent) or event.eof:
            continue
        if entry.kind is Kind.COMMAND and entry.command is not None and entry.command.verb != "BDAT":
            line = entry.command.line
            words = line.split() if entry.command.verb == "AUTH" else []
            if words:
                line = b" ".join(words[:2])
            code = _code(transcript, entry)
            if entry.command.verb == "DATA" and code == "354":
                message.clear()  # the message follows, and with it the step
            else:
                secret = bool(event.masked) and not words
                yield Step(line, entry.command.verb, code, secret=secret, initial=len(words) > 2)
        elif entry.kind in (Kind.CONTENT, Kind.RAW) and event.spooled is None:
            message += event.data
            if entry.answers == DOT:
                yield Step(b"DATA", "DATA", _code(transcript, entry), received(bytes(message)))
                message.clear()


def _code(transcript: Transcript, entry: Entry) -> str:
    """Of the reply to what was sent; of AUTH the one that ended it."""
    if entry.partner is None:
        return ""
    at = entry.partner
    reply = transcript.entries[at].reply
    if entry.command is not None and entry.command.verb == "AUTH":
        for later in transcript.entries[at + 1 :]:
            if reply is None or reply.code != "334" or later.kind is Kind.COMMAND:
                break
            reply = later.reply if later.kind is Kind.REPLY else reply
    return reply.code if reply is not None else ""


def _left_out(opened: Opened, session: list[Entry]) -> Iterator[str]:
    if opened.via:
        yield f"The way in is left out: {opened.via}."
    if not opened.port:
        yield "What was connected to has no port: name a server."
    for entry in session:
        event = entry.event
        if not isinstance(event, Sent):
            continue
        if event.spooled is not None:
            yield f"A message of {event.octets:,} octets is left out: save it in a file first."
        elif entry.command is not None and entry.command.verb == "BDAT":
            yield "BDAT and its chunks are left out."
        elif event.purpose is Purpose.RAW:
            yield "Raw octets are left out."
        elif event.masked and entry.kind is Kind.COMMAND and entry.command and entry.command.verb != "AUTH":
            yield "A command that holds a secret is left out."
