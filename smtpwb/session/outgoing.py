"""What goes out: from the user's orders to octets, each told by a `Sent` as it goes.

Decides what an order is meant as, and which of its octets are secret (law 4). Octets go exactly as they were
ordered (law 1). Whether there is anybody to send to is known to `session`, which gives the means to write.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any

from smtpwb.errors import DataFileError
from smtpwb.session.secrets import Secrets
from smtpwb.smtp import sasl
from smtpwb.smtp.message import CRLF
from smtpwb.smtp.reads import Reads, raw_lines, reads_as, secret_in, shifted
from smtpwb.transcript.events import Purpose
from smtpwb.transcript.spool import INLINE, Segment, Spool
from smtpwb.transcript.transcript import Transcript

_PURPOSE = {
    Reads.COMMAND: Purpose.COMMAND,
    Reads.CONTENT: Purpose.CONTENT,
    Reads.ANSWER: Purpose.SASL,
}


class Outgoing:
    """The sending side of a session: says what is sent, then sends it."""

    def __init__(
        self,
        transcript: Transcript,
        secrets: Secrets,
        spool: Spool,
        *,
        now: Callable[[], int],
        tell: Callable[..., None],
        write: Callable[[bytes], None],
    ) -> None:
        """`now` gives nanoseconds since the session began; `tell` appends a `Sent` of the given fields."""
        self._transcript, self._secrets, self._spool = transcript, secrets, spool
        self._now, self._tell, self._write = now, tell, write
        self._stretch: _Stretch | None = None
        self._unended = b""
        """What was sent raw since the last line end."""

    @property
    def streaming(self) -> bool:
        """Octets of a stream have gone that are not told yet."""
        return self._stretch is not None

    def forget(self) -> None:
        """The connection ended."""
        self._unended = b""

    def lines(self, lines: Sequence[bytes], *, secret: bool = False) -> None:
        """Lines and their CRLF, in one write; `secret` says that each is one from end to end."""
        data = b""
        for line in lines:
            reads = reads_as(self._transcript.dialogue, self._transcript.owed)
            ranges = ((0, len(line)),) if secret and line else self._secret_in(line, reads)
            self._unended = b""
            self._secrets.sent(line, ranges)
            self._tell(data=sasl.mask(line + CRLF, ranges), purpose=_PURPOSE[reads], masked=ranges)
            data += line + CRLF
        self._write(data)

    def raw(self, data: bytes, *, eof: bool = False) -> None:
        """Octets as they are, without a line end of ours; `eof`: nothing follows them."""
        ranges = tuple(self._secret_in_raw(data))
        self._tell(data=sasl.mask(data, ranges), purpose=Purpose.RAW, masked=ranges, eof=eof)
        if data:
            self._write(data)

    async def stream(
        self,
        pieces: Iterable[bytes],
        *,
        go_on: Callable[[], bool],
        drain: Callable[[], Awaitable[None]],
        on_progress: Callable[[int], None],
    ) -> bool:
        """Content, piece by piece, as one `Sent` unless something else happens in between.

        `go_on` is asked before each piece; `on_progress` hears how many octets have gone. Returns whether all
        went. Raises DataFileError where the disk takes no more.
        """
        sent = 0
        try:
            for piece in pieces:
                if not go_on():
                    return False
                self._unended = b""  # a line that was begun raw goes on here
                self._add(piece)
                self._write(piece)
                sent += len(piece)
                on_progress(sent)
                await drain()
                await asyncio.sleep(0)  # a fast socket is never full; the server may have something to say
        finally:
            self.flush()
        return True

    def flush(self) -> None:
        """Tell what has gone of a stream so far, before something else is told."""
        stretch, self._stretch = self._stretch, None
        if stretch is not None:
            self._tell(purpose=Purpose.CONTENT, began=stretch.began, at=stretch.at, **stretch.fields())

    def _add(self, piece: bytes) -> None:
        if self._stretch is None:
            self._stretch = _Stretch(self._spool, self._now())
        self._stretch.at = self._now()
        try:
            self._stretch.add(piece)
        except OSError as error:
            why = f"what is sent cannot be kept ({error.strerror}), so sending stopped"
            raise DataFileError(
                why, "make room on the disk, or hang up: the message is not complete"
            ) from None

    def _secret_in(self, line: bytes, reads: Reads) -> sasl.Ranges:
        """As `secret_in`, of a line whose beginning may have gone out raw."""
        if not self._unended:
            return secret_in(line, reads)
        return shifted(secret_in(self._unended + line, reads), -len(self._unended))

    def _secret_in_raw(self, data: bytes) -> Iterator[tuple[int, int]]:
        reads = reads_as(self._transcript.dialogue, self._transcript.owed)
        before, octets = len(self._unended), self._unended + data
        self._unended = octets.rpartition(CRLF)[2]
        for line in raw_lines(octets, reads):
            self._secrets.sent(line.octets, line.secret)
            yield from shifted(line.secret, line.begins - before)


class _Stretch:
    """Octets of a stream that are not told yet: in memory while they are few, then in the spool."""

    def __init__(self, spool: Spool, began: int) -> None:
        self._spool, self.began = spool, began
        self.at = began
        """When the newest octets went: a reply's time counts from there, not from when all this is told."""
        self._inline = b""
        self._segment: Segment | None = None

    def add(self, piece: bytes) -> None:
        if self._segment is None and len(self._inline) + len(piece) <= INLINE:
            self._inline += piece
            return
        if self._segment is None:
            self._segment = self._spool.segment()
            self._segment.add(self._inline)
        self._segment.add(piece)

    def fields(self) -> dict[str, Any]:
        """What its `Sent` has to say of the octets."""
        if self._segment is None:
            return {"data": self._inline}
        return {"data": b"", "spooled": self._segment.spooled()}
