"""Sending a message that was laid down: how far it went, how fast, and what can be done where it stopped.

Decides in which steps it goes (all of it behind a 354, or a chunk behind each BDAT) and what is said of it.
Exactly the octets of the `Prepared` go, and the BDAT lines that are listed (law 1); each goes once.
"""

from __future__ import annotations

import enum
from collections.abc import Callable

import msgspec

from smtpwb.errors import WorkbenchError
from smtpwb.session.prepared import Prepared
from smtpwb.smtp import amounts
from smtpwb.smtp.chunks import Chunks
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.transcript import wording
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.talk import Talk


class How(enum.Enum):
    """How a sending ended, or why it rests."""

    DONE = "all of it went"
    NEXT = "a chunk went, others are to come"
    REFUSED = "the server refused"
    STOPPED = "the user stopped it"
    LOST = "the connection ended"


class Progress(msgspec.Struct, frozen=True):
    """How far it is."""

    sent: int
    total: int
    went: int
    """Octets since this order."""
    nanoseconds: int
    """Time since this order."""

    @property
    def share(self) -> float:
        return self.sent / self.total if self.total else 1.0

    @property
    def told(self) -> str:
        """`12.4 MB of 25.0 MB · 49 % · 31.2 MB/s · 0.4 s left`."""
        amount = f"{amounts.size(self.sent)} of {amounts.size(self.total)} · {self.share:.0%}".replace(
            "%", " %"
        )
        if not self.went or not self.nanoseconds:
            return amount
        left = round((self.total - self.sent) * self.nanoseconds / self.went)
        return f"{amount} · {amounts.rate(self.went, self.nanoseconds)} · {amounts.duration(left)} left"


class Sender:
    """One message on its way; `go` begins, or goes on where it stopped."""

    def __init__(
        self, talk: Talk, prepared: Prepared, chunks: Chunks | None, clock: Callable[[], int]
    ) -> None:
        """`chunks`: by BDAT; None: behind a 354. `clock` gives nanoseconds."""
        self.prepared, self.chunks = prepared, chunks
        self.sent = 0
        """Octets that went."""
        self.next = 0
        """Index of the chunk that is under way, or comes next."""
        self.why = ""
        """What the server or the network said."""
        self._announced = False
        """The BDAT line of that chunk went."""
        self._talk, self._clock = talk, clock
        self._mark = 0
        self._opened = talk.transcript.opened

    @property
    def begun(self) -> bool:
        return bool(self.sent or self.next or self._announced)

    @property
    def can_go_on(self) -> bool:
        """It was begun, and nothing has been said since that would make the rest something else."""
        transcript = self._talk.transcript
        here = transcript.connected and transcript.opened is self._opened
        said = any(entry.sent for entry in transcript.entries[self._mark :])
        return self.begun and here and not said and self.due == transcript.dialogue.chunk_left

    @property
    def due(self) -> int:
        """Octets of the chunk that was announced and did not go yet."""
        return self.chunks[self.next].end - self.sent if self.chunks is not None and self._announced else 0

    def refusal(self) -> str:
        """Why the next octets cannot go now, in a sentence; empty where they can."""
        return refusal(self._talk.transcript, self)

    async def go(
        self,
        on_progress: Callable[[Progress], None],
        *,
        one_chunk: bool = False,
        stop_on_refusal: bool = True,
    ) -> How:
        """Send what is left, or one chunk of it. Cancelled, `sent` tells how far it went."""
        began, first = self._clock(), self.sent

        def progressed(octets: int) -> None:
            self.sent = base + octets
            span = self._clock() - began
            on_progress(Progress(self.sent, self.prepared.size, self.sent - first, span))

        entries = len(self._talk.transcript.entries)
        self.why = ""
        try:
            while True:
                base = self.sent
                all_went = await self._step(progressed, stop_on_refusal)
                refused = _refused(self._talk.transcript, entries)
                self.why = refused or self.why
                if not all_went or (refused and stop_on_refusal and not self.done):
                    return How.REFUSED
                if self.done:
                    return How.DONE
                if one_chunk:
                    return How.NEXT
        except WorkbenchError as error:
            self.why = str(error)
            return How.LOST
        finally:
            self._mark = len(self._talk.transcript.entries)

    @property
    def done(self) -> bool:
        """All of it went."""
        return self.sent == self.prepared.size if self.chunks is None else self.next == len(self.chunks)

    async def _step(self, progressed: Callable[[int], None], stop_on_refusal: bool) -> bool:
        """All of it behind a 354; or a chunk, and its reply."""
        if self.chunks is None:
            return await self._content(self.prepared.size, progressed, stop_on_refusal)
        chunk = self.chunks[self.next]
        if not self._announced:
            self._talk.send(chunk.command)
            self._announced = True
        if chunk.end > self.sent and not await self._content(chunk.end, progressed, stop_on_refusal):
            return False
        self._announced = False
        self.next += 1
        await self._talk.settled()
        return True

    async def _content(self, end: int, progressed: Callable[[int], None], stop_on_refusal: bool) -> bool:
        return await self._talk.send_content(
            self.prepared.pieces(self.sent, end), on_progress=progressed, stop_on_refusal=stop_on_refusal
        )


def refusal(transcript: Transcript, sender: Sender) -> str:
    """Why a message cannot go now, or its rest; empty where it can."""
    dialogue = transcript.dialogue
    if not transcript.connected or dialogue.state is State.CLOSED:
        return "There is no connection: nothing was sent, and what you wrote is kept."
    if dialogue.chunk_left:
        return "" if sender.due else "A chunk is due that BDAT announced: type its octets, or hang up."
    reads = reads_as(dialogue, transcript.awaiting)
    if sender.chunks is None and reads is not Reads.CONTENT:
        return "The server has not said 354: say DATA first. Nothing was sent."
    if sender.chunks is not None and reads is not Reads.COMMAND:
        return "The server reads no command here: after a 354 a message goes as DATA. Nothing was sent."
    return ""


def stopped(sender: Sender, how: How, hang_up: str) -> str:
    """What the server has and has not got, and what can be done; `hang_up` is the key for that."""
    size = sender.prepared.size
    went = f"{amounts.size(sender.sent)} of {amounts.size(size)} went"
    if how is How.LOST:
        return f"{went}, then {sender.why}. Without a 250 nothing is delivered. What you wrote is kept."
    why = f"Refused while sending: {sender.why}. " if how is How.REFUSED else ""
    if sender.chunks is not None:
        return why + _stopped_in_chunks(sender, hang_up)
    return (
        f"{why}{went}, no end of message was sent. {hang_up} hangs up and nothing is delivered;"
        " F5 sends the rest; a lone dot in the composer ends it here, and it is delivered cut off."
    )


def _stopped_in_chunks(sender: Sender, hang_up: str) -> str:
    assert sender.chunks is not None
    done = f"{sender.next:,} of {len(sender.chunks):,} chunks went, LAST did not"
    if sender.next == len(sender.chunks):
        return "All chunks went."
    if sender.due and sender.can_go_on:
        return (
            f"{done}: the server waits for {amounts.octets(sender.due)} of this chunk. F5 sends them;"
            f" {hang_up} hangs up and nothing is delivered."
        )
    if sender.due:
        return f"{done}: the server did not take the chunk for one. Say RSET, or hang up ({hang_up})."
    return f"{done}: F5 sends on; RSET or {hang_up} (hang up) discards what the server has."


def _refused(transcript: Transcript, since: int) -> str:
    """The first reply that refuses, since the entry of that index."""
    for entry in transcript.entries[since:]:
        if entry.refuses:
            return wording.lines(entry)[0]
    return ""
