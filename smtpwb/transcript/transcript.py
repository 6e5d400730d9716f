"""The transcript: the list of events, and the entries and state derived from it (law 7).

Decides how octets become entries: which replies the server gave, which command each answers,
which nobody asked for, and where the dialogue stood before and after. Feeding the same events
again gives the same entries. What a reply means, and how an entry looks, is decided elsewhere.

Pairing: replies answer what was sent in its order (RFC 5321 §2.1, RFC 2920 §3.1); `owed` says what is due.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec.structs import replace

from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.ports import LMTP
from smtpwb.smtp.replies import Reply, parted
from smtpwb.smtp.reply_reader import ReplyReader
from smtpwb.transcript.entry import SENT_AS, Change, Entry, Kind
from smtpwb.transcript.events import (
    Arrived,
    Closed,
    Event,
    Note,
    Opened,
    OpenFailed,
    Read,
    Secured,
    Sent,
    Told,
)
from smtpwb.transcript.owed import Due, Owed


class Transcript:
    """Append events; read entries, the dialogue's state, and what is still owed."""

    def __init__(self, events: Iterable[Event] = (), read: Read | None = None) -> None:
        """`read` gives the octets of events that are spooled; None: they are not at hand."""
        self.read = read
        self.events: list[Event] = []
        self.entries: list[Entry] = []
        self.dialogue = Dialogue()
        self.opened: Opened | None = None
        """How the newest connection was made."""
        self._openings: list[int] = []
        """Index of each entry that opened a connection."""
        self._connected = self._tls_due = False
        self._owed = Owed()
        self._reader = ReplyReader()
        self._growing: int | None = None
        """Index of the entry whose reply is still arriving."""
        self._standing = 0
        """How many entries stood before the event at hand."""
        self._changed: set[int] = set()
        self._subscribers: list[Callable[[Change], None]] = []
        for event in events:
            self.append(event)

    def subscribe(self, callback: Callable[[Change], None]) -> None:
        """Call back after every event, with what it did."""
        self._subscribers.append(callback)

    @property
    def connected(self) -> bool:
        """A connection stands; after a 421 it may, although the dialogue is over."""
        return self._connected

    @property
    def handshaking(self) -> bool:
        """A TLS handshake is under way."""
        return self._connected and (self._tls_due or self.dialogue.state is State.TLS)

    @property
    def awaiting(self) -> tuple[str, ...]:
        """What is owed a reply, in order: verbs, GREETING, DOT or ANSWER."""
        return self._owed.awaiting

    @property
    def owed(self) -> Collection[str]:
        """As `awaiting`, but each thing once and in no order, a view that follows: to look into at each line,
        however many are awaited."""
        return self._owed.owed

    @property
    def settled(self) -> bool:
        """Nothing is owed a reply."""
        return self._owed.settled

    @property
    def arriving(self) -> int | None:
        """Index of the entry whose reply is still arriving."""
        return self._growing

    @property
    def unended(self) -> bytes:
        """What was sent raw and ended no line yet, secrets masked: the next line goes on from it."""
        return self._owed.unended

    def connection(self, index: int) -> Iterator[Entry]:
        """The entries of the connection that the entry at `index` belongs to, up to that one, one by one:
        most questions are answered by the first few of very many."""
        before = bisect_right(self._openings, index)
        begin = self._openings[before - 1] if before else 0
        return (self.entries[at] for at in range(begin, index + 1))

    def place(self, index: int) -> tuple[int, int]:
        """How a `Note` names the entry at `index`: the event that began it, and which entry of that event."""
        seq = self.entries[index].event.seq
        return seq, index - self._first_begun_by(seq)

    def _first_begun_by(self, seq: int) -> int:
        return bisect_left(self.entries, seq, key=lambda entry: entry.event.seq)

    def append(self, event: Event) -> None:
        """Take one event; tell every subscriber what changed."""
        self._standing = len(self.entries)
        self._changed.clear()
        self.events.append(event)
        match event:
            case Arrived():
                self._arrived(event)
            case Sent():
                self._sent(event)
            case Opened():
                self._opened(event)
            case Secured():
                self._secured(event)
            case Closed():
                self._closed(event)
            case Told():
                self._add(Entry(Kind.TOLD, event, self.dialogue, self.dialogue))
            case OpenFailed():
                self._add(Entry(Kind.FAILED, event, self.dialogue, self.dialogue))
            case Note():
                self._noted(event)
        if not self._subscribers:
            return
        change = Change(event, tuple(sorted(self._changed)), len(self.entries) - self._standing)
        for callback in self._subscribers:
            callback(change)

    def _add(self, entry: Entry) -> int:
        self.entries.append(entry)
        return len(self.entries) - 1

    def _replace(self, index: int, entry: Entry) -> None:
        self.entries[index] = entry
        if index < self._standing:
            self._changed.add(index)

    def _opened(self, event: Opened) -> None:
        before, self.dialogue = self.dialogue, self.dialogue.opened(lmtp=_usually_lmtp(event))
        self.opened, self._connected, self._tls_due = event, True, event.tls
        self._begin_stream()
        index = self._add(Entry(Kind.OPENED, event, before, self.dialogue))
        self._openings.append(index)
        self._owed.greeting(index, event.at)

    def _begin_stream(self) -> None:
        self._cut_off()
        self._reader = ReplyReader()
        self._owed.clear()

    def _sent(self, event: Sent) -> None:
        before = self.dialogue
        sent = self._owed.sent(event, len(self.entries), before)
        if before.chunk_left:
            self.dialogue = before.took(event.octets)
        elif sent.command is not None and sent.command.chunk_size:
            self.dialogue = before.announced(sent.command)
        kind = SENT_AS[event.purpose]
        left = self._owed.due_last(len(self.entries)) if sent.answers else 0
        self._add(
            Entry(kind, event, before, self.dialogue, before.secured, sent.command, sent.answers, left=left)
        )

    def _arrived(self, event: Arrived) -> None:
        for reply in self._reader.feed(event.data, event.at):
            self._replied(event, reply)
        if (preview := self._reader.preview) is not None:
            self._grow(event, preview)

    def _replied(self, event: Arrived, reply: Reply) -> None:
        if lines := self._owed.never_ended(reply):
            begun, reply = parted(reply, lines)
            self._settled(event, begun)
        self._settled(event, reply)

    def _settled(self, event: Arrived, reply: Reply) -> None:
        """Nothing more comes of a reply: it answers what is due next."""
        before = self.dialogue
        owed = self._owed.settle(reply, before)
        answers = owed.answers if owed else ""
        command = owed.command if owed else None
        self.dialogue = before.replied(answers, command, reply)
        index = self._put(self._reply_entry(event, reply, owed, before))
        self._growing = None
        if owed is not None and (asked := self.entries[owed.entry]).sent:
            left = self._owed.due_next(owed.entry)
            self._replace(owed.entry, replace(asked, partner=index, answered=asked.answered + 1, left=left))

    def _grow(self, event: Arrived, preview: Reply) -> None:
        owed = self._owed.next
        self._growing = self._put(self._reply_entry(event, preview, owed, self.dialogue))

    def _cut_off(self) -> None:
        """The stream ended: a reply that was arriving stays as it is, all its lines, and nothing follows."""
        left = self._reader.finish()
        if left is not None and self._growing is not None:
            cut = self.entries[self._growing]
            self._replace(self._growing, replace(cut, reply=left, after=cut.after.closed()))
        self._growing = None

    def _reply_entry(self, event: Arrived, reply: Reply, owed: Due | None, before: Dialogue) -> Entry:
        begun = event if self._growing is None else self.entries[self._growing].event
        return Entry(
            Kind.REPLY,
            begun,
            before,
            self.dialogue,
            event.tls,
            owed.command if owed else None,
            owed.answers if owed else "",
            reply,
            owed.recipient if owed else b"",
            owed.entry if owed else None,
            bool(owed and owed.early),
            reply.last_at - owed.at if owed else None,
        )

    def _put(self, entry: Entry) -> int:
        """Where the growing reply stands, or at the end."""
        if self._growing is None:
            return self._add(entry)
        note = self.entries[self._growing].note
        self._replace(self._growing, replace(entry, note=note) if note else entry)
        return self._growing

    def _secured(self, event: Secured) -> None:
        before, self._tls_due = self.dialogue, False
        due_greeting = before.state is State.CONNECTED
        self.dialogue = before.secured_now() if event.version else before.not_secured()
        if event.version and not due_greeting:
            self._begin_stream()  # RFC 3207 §4.2: nothing from before may answer what comes after
        self._add(Entry(Kind.SECURED, event, before, self.dialogue, bool(event.version)))

    def _closed(self, event: Closed) -> None:
        self._connected = False
        self._cut_off()
        before, self.dialogue = self.dialogue, self.dialogue.closed()
        self._owed.clear()
        self._add(Entry(Kind.CLOSED, event, before, self.dialogue, before.secured))

    def _noted(self, event: Note) -> None:
        """A note on no entry is kept as an event, and shows nowhere."""
        index = self._first_begun_by(event.on) + event.part
        if event.part >= 0 and index < len(self.entries) and self.entries[index].event.seq == event.on:
            self._replace(index, replace(self.entries[index], note=event.text))


def _usually_lmtp(event: Opened) -> bool:
    return event.port == LMTP or event.target.startswith("unix:")
