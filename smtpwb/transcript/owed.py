"""What the server owes: the replies that are due, and what each will answer.

Replies answer what was sent in its order (RFC 5321 §2.1, RFC 2920 §3.1). One is due

- to the opening, which is the greeting, to every command and to every answer to a challenge;
- to a message as a whole, when the line with the lone dot was sent, or the last octet of a chunk;
- in LMTP to each accepted recipient after the message (RFC 2033 §4.2), and so with PRDR once a 353 said so.

What was sent raw is due a reply for each CRLF in it. Without one it may be that the server takes it for a
line all the same: a reply then answers it, unless something that is surely owed was sent in the meantime.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator

import msgspec
from msgspec.structs import replace

from smtpwb.smtp.commands import Command, parse
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, Dialogue, State
from smtpwb.smtp.message import CRLF, END
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.replies import Reply
from smtpwb.transcript.events import Purpose, Sent

EMPTY = "(empty line)"
RAW = "(raw octets)"
STRAY_DOT = "(stray dot)"
"""What a reply answers that came to no verb: to an empty line, to octets of which none ended a line, to a
lone dot where no message was awaited, which is a command that no server knows."""
_NO_VERBS = {"": EMPTY, DOT: STRAY_DOT}
_RAW_LIMIT = 1 << 16
"""Octets of an unfinished raw line that are remembered."""
_PRDR_BEGINS = "353"
"""draft-hall-prdr-00 §3: the replies for each recipient follow, and one for the message as a whole."""


class Due(msgspec.Struct, frozen=True, gc=False):
    """One reply that is owed."""

    answers: str
    command: Command | None
    entry: int
    """Index of the entry that it answers."""
    at: int
    """When that was sent, in nanoseconds since the session began."""
    recipient: bytes = b""
    early: bool = False
    """It was sent before the greeting was over; of the greeting, that something was (RFC 5321 §4.3.1)."""
    sure: bool = True
    """False: the server may as well not have taken it for a line."""


class Sending(msgspec.Struct, frozen=True, gc=False):
    """How a sent event reads: the command in it, and what a reply would answer; empty: none is due."""

    command: Command | None
    answers: str


class Owed:
    """The queue of what is due on one connection."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nothing is due any more: the stream ended, or TLS began it anew."""
        self._queue: deque[Due] = deque()
        self._counts: dict[str, int] = {}
        """How many of the queue answer each thing; what none does is not in it."""
        self._unsure = 0
        """How many of the queue are not surely due."""
        self._content_tail = CRLF
        self._raw = b""
        """What was sent raw since the last CRLF."""

    @property
    def awaiting(self) -> tuple[str, ...]:
        """What each reply will answer, in order."""
        return tuple([due.answers for due in self._queue]) if self._queue else ()

    @property
    def owed(self) -> Collection[str]:
        """What replies will answer, each thing once, in no order: to look into, however many are due."""
        return self._counts.keys()

    @property
    def unended(self) -> bytes:
        """What was sent raw since the last CRLF, as far as the server has not taken it for a line."""
        return self._raw

    @property
    def settled(self) -> bool:
        """Nothing is surely due."""
        return len(self._queue) == self._unsure

    @property
    def next(self) -> Due | None:
        """What the next reply answers."""
        return self._queue[0] if self._queue else None

    def due_next(self, entry: int) -> int:
        """How many of the next replies are surely to that entry."""
        return _surely_to(entry, self._queue)

    def due_last(self, entry: int) -> int:
        """How many of the last replies are surely to that entry."""
        return _surely_to(entry, reversed(self._queue))

    def greeting(self, entry: int, at: int) -> None:
        """A connection stands."""
        self._add((Due(GREETING, None, entry, at),))

    def sent(self, event: Sent, entry: int, dialogue: Dialogue) -> Sending:
        """Octets went out, in the entry of that index; `dialogue` is as it stood before."""
        if event.eof and not event.octets:
            return Sending(None, "")
        if dialogue.chunk_left:
            return self._chunk(event, dialogue)
        match event.purpose:
            case Purpose.COMMAND:
                line, self._raw = self._raw + event.data.removesuffix(CRLF), b""
                return self._command(line, event, entry, dialogue)
            case Purpose.CONTENT:
                return self._content(event, entry, dialogue)
            case Purpose.SASL:
                return self._due(Due(ANSWER, None, entry, event.at))
            case Purpose.RAW:
                return self._sent_raw(event, entry, dialogue)

    def never_ended(self, reply: Reply) -> int:
        """How many lines at the head of a reply are a greeting that was never ended; 0: none.

        A greeting that goes over into another code is one, as Postfix's postscreen has it for a client that
        talks first: what follows answers that which came too early.
        """
        if len(self._queue) < 2 or self._queue[0].answers != GREETING or not reply.lines[0].code:
            return 0
        own = ("", reply.lines[0].code)
        return next((at for at, line in enumerate(reply.lines) if line.code not in own), 0)

    def settle(self, reply: Reply, dialogue: Dialogue) -> Due | None:
        """What the reply answers, due no longer; `dialogue` is as it stands before it."""
        if not self._queue:
            return None
        due = self._take()
        if not due.sure:
            self._unsure -= 1
            self._raw = b""  # the server took it for a line
        if due.answers == GREETING and not self.settled:
            due = replace(due, early=True)
        if reply.code == _PRDR_BEGINS and _asks_for_prdr(dialogue):
            each = [replace(due, recipient=recipient) for recipient in dialogue.accepted]
            self._queue.extendleft(reversed([*each, due]))
            self._count((*each, due))
        return due

    def _due(self, *dues: Due) -> Sending:
        if not dues[0].sure:
            self._unsure += 1
        elif self._unsure:
            self._queue = deque(due for due in self._queue if due.sure)
            self._counts = {}
            self._count(self._queue)
            self._unsure = 0
        self._add(dues)
        return Sending(dues[0].command, dues[0].answers)

    def _add(self, dues: Collection[Due]) -> None:
        self._queue.extend(dues)
        self._count(dues)

    def _count(self, dues: Iterable[Due]) -> None:
        counts = self._counts
        for due in dues:
            counts[due.answers] = counts.get(due.answers, 0) + 1

    def _take(self) -> Due:
        """The first of the queue, no longer in it."""
        due = self._queue.popleft()
        left = self._counts.pop(due.answers) - 1
        if left:
            self._counts[due.answers] = left
        return due

    def _command(self, line: bytes, event: Sent, entry: int, dialogue: Dialogue) -> Sending:
        command = parse(line)
        early = dialogue.state is State.CONNECTED
        due = Due(_NO_VERBS.get(command.verb, command.verb), command, entry, event.at, early=early)
        return self._due(*(_each_recipient(due, dialogue) if command.last_chunk else (due,)))

    def _content(self, event: Sent, entry: int, dialogue: Dialogue) -> Sending:
        tail = (self._content_tail + event.tail)[-len(END) :]
        if tail != END:
            self._content_tail = tail
            return Sending(None, "")
        self._content_tail = CRLF
        return self._due(*_each_recipient(Due(DOT, None, entry, event.at), dialogue))

    def _chunk(self, event: Sent, dialogue: Dialogue) -> Sending:
        """The reply is due to its BDAT, but its time runs from here."""
        if event.octets >= dialogue.chunk_left and self._queue:
            at, command = event.at, self._queue[-1].command
            self._queue = deque(
                replace(due, at=at) if due.command is command and due.answers == "BDAT" else due
                for due in self._queue
            )
        return Sending(None, "")

    def _sent_raw(self, event: Sent, entry: int, dialogue: Dialogue) -> Sending:
        reads = reads_as(dialogue, self.owed)
        if reads is Reads.CONTENT:
            return self._content(event, entry, dialogue)
        *lines, rest = (self._raw + event.data).split(CRLF)
        self._raw = rest[-_RAW_LIMIT:]
        if reads is Reads.ANSWER:
            return self._due(Due(ANSWER, None, entry, event.at, sure=bool(lines)))
        if not lines:
            return self._due(Due(RAW, None, entry, event.at, sure=False))
        said = [self._command(line, event, entry, dialogue) for line in lines]
        return said[0]


def _surely_to(entry: int, queue: Iterable[Due]) -> int:
    """How many at its head are surely to that entry."""
    count = 0
    for due in queue:
        if due.entry != entry:
            break
        count += due.sure
    return count


def _each_recipient(due: Due, dialogue: Dialogue) -> Iterator[Due]:
    """After a whole message: one reply, or in LMTP one for each recipient that was accepted."""
    if dialogue.hello != "LHLO" or not dialogue.accepted:
        yield due
        return
    for recipient in dialogue.accepted:
        yield replace(due, recipient=recipient)


def _asks_for_prdr(dialogue: Dialogue) -> bool:
    return dialogue.mail is not None and dialogue.mail.parameter("PRDR") is not None
