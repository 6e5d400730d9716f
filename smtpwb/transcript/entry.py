"""Entries: what happened in a dialogue, as people count it.

Decides what there is to know of an entry, and what can be told from that alone. How events become entries is
for `transcript`.
"""

from __future__ import annotations

import enum

import msgspec

from smtpwb.smtp.commands import Command
from smtpwb.smtp.dialogue import DOT, Dialogue
from smtpwb.smtp.replies import Reply
from smtpwb.transcript.events import Event, Purpose, Sent


class Kind(enum.Enum):
    """What an entry is."""

    OPENED = "opened"
    FAILED = "failed"
    COMMAND = "command"
    CONTENT = "content"
    ANSWER = "answer"
    RAW = "raw"
    REPLY = "reply"
    SECURED = "secured"
    TOLD = "told"
    CLOSED = "closed"


SENT_AS: dict[Purpose, Kind] = {
    Purpose.COMMAND: Kind.COMMAND,
    Purpose.CONTENT: Kind.CONTENT,
    Purpose.SASL: Kind.ANSWER,
    Purpose.RAW: Kind.RAW,
}


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened, as people count it: a line sent, a whole reply, a connection made."""

    kind: Kind
    event: Event
    """The event that began it."""
    before: Dialogue
    after: Dialogue
    tls: bool = False
    command: Command | None = None
    """The command sent, or the one that this reply answers."""
    answers: str = ""
    """What a reply answers: a verb, GREETING, DOT or ANSWER; empty: nobody asked for it.
    For what was sent: the same key, empty where no reply is owed."""
    reply: Reply | None = None
    recipient: bytes = b""
    """The forward-path that a reply is about, where there is one for each after the message."""
    partner: int | None = None
    """Index of the reply to what was sent (of many, the newest), or of what a reply answers."""
    early: bool = False
    """Of a reply: it answers what was said before the greeting was over, or is that greeting."""
    elapsed: int | None = None
    """Nanoseconds from what was sent (or the connection) to the last octet of the reply."""
    answered: int = 0
    """How many replies have come to what was sent."""
    left: int = 0
    """How many are surely still due to it."""
    note: str = ""
    """The user's own words on it, as they were typed."""

    @property
    def at(self) -> int:
        """Nanoseconds since the session began: when it was sent, or complete."""
        return self.reply.last_at if self.reply is not None else self.event.at

    @property
    def sent(self) -> bool:
        return isinstance(self.event, Sent)

    @property
    def waiting(self) -> bool:
        """Sent, owed a reply, and none has come."""
        return self.sent and bool(self.answers) and self.partner is None

    @property
    def accepts(self) -> bool:
        """A reply of 2yz that has come whole: half a 250 accepts nothing yet."""
        return self.reply is not None and self.reply.complete and self.reply.accepts

    @property
    def refuses(self) -> bool:
        """A reply of 4yz or 5yz."""
        return self.reply is not None and self.reply.refuses

    @property
    def ends_message(self) -> bool:
        """The lone dot or the last chunk (RFC 3030 §2), or the reply to it."""
        return self.answers == DOT or (self.command is not None and self.command.last_chunk)

    @property
    def unsolicited(self) -> bool:
        """A reply that nothing asked for."""
        return self.kind is Kind.REPLY and not self.answers


class Change(msgspec.Struct, frozen=True, gc=False):
    """What one event did to the entries."""

    event: Event
    changed: tuple[int, ...]
    """Indices of entries that are no longer what they were."""
    appended: int
    """How many entries were added at the end."""
