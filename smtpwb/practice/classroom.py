"""The class: who is connected to a practice server and how far each dialogue came; what is kept of it.

Decides what the list says of each, and the names of the transcripts. How the list looks is the command
line's. Nothing here sends anything.

    class-20240101-120000/0007-192.0.2.1.jsonl    a journal, which `smtpwb transcript` reads
    class-20240101-120000/0007-192.0.2.1.txt      the same to be read, once the dialogue is over
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from smtpwb.practice.witness import Witness
from smtpwb.smtp.commands import HELLOS
from smtpwb.smtp.ports import joined
from smtpwb.smtp.visible import visible
from smtpwb.transcript import wording
from smtpwb.transcript.entry import Change, Entry, Kind
from smtpwb.transcript.events import Closed, Event, Purpose, Sent
from smtpwb.transcript.journal import SUFFIX, Journal
from smtpwb.transcript.outcome import outcome
from smtpwb.transcript.private import replace_own
from smtpwb.transcript.transcript import Transcript

GONE = 50
"""How many dialogues that are over stay in the list."""
MOST_KEPT = 10_000
"""Dialogues of one run that are written: with the most that is kept of each, some 50 GB."""
_LINE = 200
"""Octets of a line that are shown."""
_NOT_NAME = re.compile(r"[^0-9A-Za-z.]+")


class Pupil(msgspec.Struct, frozen=True):
    """One dialogue, as the list shows it; all of it is visible text."""

    number: int
    client: str
    """Address and port."""
    hello: str
    """What it called itself; empty before it did."""
    how_far: str
    """Where the dialogue stands; of one that is over, what came of it."""
    line: str
    """What it sent last; secrets are bullets."""
    said: str
    """The newest reply, its codes alone."""
    messages: int
    """How many were accepted."""
    at: datetime
    """When something happened last, UTC."""
    over: bool

    @property
    def host(self) -> str:
        """The address alone."""
        return self.client.rpartition(":")[0]


class Desk:
    """One connection's place in the classroom."""

    def __init__(
        self, number: int, client: str, journal: Journal | None, changed: Callable[[], None]
    ) -> None:
        self._number, self._client, self._journal, self._changed = number, client, journal, changed
        self.fault = ""
        """Why it cannot be kept, in a sentence."""
        self._hello, self._line, self._said, self._messages, self._counted = "", "", "", 0, -1
        self._final: Pupil | None = None
        self.witness = Witness(self._write)
        self.witness.transcript.subscribe(self._follow)

    @property
    def over(self) -> bool:
        return self._final is not None

    def left(self) -> None:
        """The connection is over: of the dialogue only the line in the list stays in memory."""
        if self.over:
            return
        transcript = self.witness.transcript
        self._final = replace(self.pupil, how_far=outcome(transcript.entries), over=True)
        self.witness = Witness(lambda event: None)
        if self._journal is not None:
            self._journal.close()
            asyncio.get_running_loop().run_in_executor(None, self._write_text, transcript, self._journal.path)
        self._changed()

    def _write_text(self, transcript: Transcript, path: Path) -> None:
        """Beside the journal, and beside the loop: of a long dialogue it takes a second."""
        from smtpwb.transcript.formats.options import Level, Options
        from smtpwb.transcript.formats.text import transcript_text

        text = transcript_text(transcript, Options(level=Level.BRIEF))
        try:
            replace_own(path.with_suffix(".txt"), text.encode())
        except OSError as error:
            self.fault = self.fault or f"A text cannot be kept ({error.strerror}): {path.stem}.txt"

    @property
    def pupil(self) -> Pupil:
        if self._final is not None:
            return self._final
        transcript = self.witness.transcript
        at = transcript.events[-1].wall if transcript.events else datetime.now(UTC)
        standing = transcript.dialogue.standing
        return Pupil(
            self._number,
            self._client,
            self._hello,
            standing,
            self._line,
            self._said,
            self._messages,
            at,
            over=False,
        )

    def _write(self, event: Event) -> None:
        if self._journal is not None:
            self.fault = self._journal.write(event) or self.fault

    def _follow(self, change: Change) -> None:
        entries = self.witness.transcript.entries
        if isinstance(change.event, Sent):
            self._line = _last_line(change.event)
        for index in (*change.changed, *range(len(entries) - change.appended, len(entries))):
            if index > self._counted and _is_whole_reply(entries[index]):
                self._counted = index
                self._count(entries[index])
        if not isinstance(change.event, Closed):  # `left` tells of the end
            self._changed()

    def _count(self, entry: Entry) -> None:
        """Take in a reply."""
        assert entry.reply is not None
        self._said = entry.reply.codes
        if not entry.reply.accepts:
            return
        self._messages += entry.ends_message
        if entry.answers in HELLOS and entry.command is not None:
            self._hello = visible(entry.command.argument)


def _last_line(event: Sent) -> str:
    """As visible text; of content the last line of several."""
    data = event.data.rstrip(b"\r\n")
    if event.purpose is Purpose.CONTENT:
        return visible(data.rpartition(b"\n")[2][:_LINE])
    return wording.masked(data[:_LINE], [(at, min(end, _LINE)) for at, end in event.masked if at < _LINE])


def _is_whole_reply(entry: Entry) -> bool:
    return entry.kind is Kind.REPLY and entry.reply is not None and entry.reply.complete


class Classroom:
    """All dialogues with one server."""

    def __init__(self, keep: Path | None = None, *, begun: datetime | None = None) -> None:
        """`keep`: where a directory is made, named after `begun`, with a journal of each dialogue; None: none
        is kept."""
        begun = begun or datetime.now(UTC)
        self.kept_in = keep / f"class-{begun:%Y%m%d-%H%M%S}" if keep is not None else None
        self.changed: Callable[[], None] = lambda: None
        """Is called whenever the list is another; to be set before anybody enters."""
        self._desks: list[Desk] = []
        self.count = 0
        """How many dialogues there were."""
        self.turned_away: Counter[str] = Counter()
        """How many connections were one too many, by the limit they passed."""
        self._messages_before = 0
        """Accepted in dialogues that stand in the list no more."""

    def enter(self, client: tuple[str, int]) -> Desk:
        """Somebody connected."""
        self.count += 1
        number = self.count
        desk = Desk(number, joined(*client[:2]), self._journal(number, client[0]), self.changed)
        self._desks.append(desk)
        over = sorted((one for one in self._desks if one.over), key=lambda one: one.pupil.at)
        for one in over[: max(0, len(over) - GONE)]:
            self._messages_before += one.pupil.messages
            self._desks.remove(one)
        return desk

    def turn_away(self, why: str) -> None:
        """Somebody connected who was one too many."""
        self.turned_away[why] += 1
        self.changed()

    @property
    def pupils(self) -> list[Pupil]:
        """Those who are connected, and the newest of those who were, in the order in which they came."""
        return [desk.pupil for desk in self._desks]

    @property
    def messages(self) -> int:
        """How many were accepted, from everybody."""
        return self._messages_before + sum(desk.pupil.messages for desk in self._desks)

    @property
    def fault(self) -> str:
        """Why a transcript cannot be kept; empty: all are."""
        return next((desk.fault for desk in self._desks if desk.fault), "")

    def _journal(self, number: int, client: str) -> Journal | None:
        if self.kept_in is None or number > MOST_KEPT:
            return None
        return Journal(self.kept_in / f"{number:04}-{_NOT_NAME.sub('-', client)}{SUFFIX}")
