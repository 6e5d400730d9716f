"""A session: one person's dialogue with one server at a time, as events.

Decides what a sent line is meant as, what of it is secret, and when the TLS handshake that the user
ordered takes place. Everything that happens is appended to the transcript and nowhere else: which reply
answers what, and where the dialogue stands, is read back from there. No octet of SMTP goes out but by
`send`; nothing closes the connection but the user, the server or a broken network.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from smtpwb.errors import ConnectError, ConnectionLost
from smtpwb.session.allowance import Allowance
from smtpwb.session.options import Options
from smtpwb.session.outgoing import Outgoing
from smtpwb.session.protection import Protection
from smtpwb.session.secrets import Secrets
from smtpwb.session.stamps import age_of, stamped
from smtpwb.session.target import Target
from smtpwb.session.waiters import Waiters, lost
from smtpwb.session.ways.child import Child, ended
from smtpwb.session.ways.here import Resolve, ThisMachine, Zone
from smtpwb.session.ways.trip import Ask, Choose, Joined, OnAttempt, Trip
from smtpwb.session.wire import Wire
from smtpwb.smtp import sasl
from smtpwb.smtp.dialogue import State
from smtpwb.transcript.events import (
    Arrived,
    Closed,
    Event,
    Note,
    Opened,
    OpenFailed,
    Secured,
    Sent,
    Told,
)
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.transcript import Transcript

_utc_now = partial(datetime.now, UTC)


class Session:
    """Connect, send, hang up, again and again; each leaves its events in `transcript`."""

    def __init__(
        self,
        transcript: Transcript,
        *,
        resolve: Resolve | None = None,
        zone: Zone | None = None,
        spool: Spool | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        wall: Callable[[], datetime] = _utc_now,
    ) -> None:
        """`resolve` and `zone` know the hosts that are on this machine; `spool` keeps what is too large for
        an event; `clock` gives monotonic nanoseconds, of which the session's beginning becomes 0; `wall`
        gives UTC.
        """
        self.transcript = transcript
        self._here = ThisMachine(resolve, zone)
        self._clock, self._wall = clock, wall
        self._began = clock()
        self._connecting = False
        self._wire: Wire | None = None
        self._protection: Protection | None = None
        self._child: Child | None = None
        self._ending: asyncio.Task[None] | None = None
        """Of a connection that is over: its program comes to an end, too."""
        self._secrets = Secrets()
        self._out = Outgoing(
            transcript,
            self._secrets,
            spool or Spool(),
            now=lambda: clock() - self._began,
            tell=partial(self._append, Sent),
            write=self._transmit,
        )
        self._allowance = Allowance(transcript)
        self.rested: Callable[[], None] = lambda: None
        """Hears that no more is read (see `resting`)."""
        self._waiters = Waiters()
        self._no_connection = asyncio.Event()
        self._no_connection.set()

    @property
    def connected(self) -> bool:
        """A connection stands: there is an `Opened` without its `Closed`."""
        return self._wire is not None

    @property
    def handshaking(self) -> bool:
        """A TLS handshake is under way."""
        return self._protection is not None and self._protection.handshaking

    @property
    def resting(self) -> str:
        """How much the server has said, in words, if so much that no more is read; empty: reading goes on."""
        return self._allowance.why if self._wire is not None and self._wire.resting else ""

    def read_on(self) -> None:
        """Read what the server has to say: as an order does, this gives it a new allowance."""
        self._allowance.renew()
        if self._wire is not None:
            self._wire.read_on()

    async def connect(
        self,
        target: Target,
        options: Options | None = None,
        *,
        on_attempt: OnAttempt | None = None,
        ask: Ask | None = None,
        choose: Choose | None = None,
    ) -> None:
        """Connect as the target and the options say.

        `on_attempt` hears of each address as it is tried, and again with the error if it fails. `ask`
        answers the questions of ssh, which without it asks none; `choose` takes one of several mail
        exchangers, without it each is tried in turn. Raises UsageError for options that exclude each other,
        ConnectError after an `OpenFailed`; cancelled, it leaves an `OpenFailed`, no socket and no program.
        """
        if self.connected or self._connecting:
            raise ConnectError("a connection stands already, or is being made", "hang up or cancel it first")
        options = (options or Options()).of(target)
        options.check(target)
        trip = Trip(on_attempt, ask, choose)
        self._connecting = True
        try:
            await self._open(target, options, trip)
        except ConnectError as error:
            self._failed(target, str(error), error.hint, trip)
            raise
        except asyncio.CancelledError:
            if self.connected:
                self.hang_up()
            else:
                self._failed(target, "cancelled", "", trip)
            raise
        finally:
            self._connecting = False

    async def _open(self, target: Target, options: Options, trip: Trip) -> None:
        joined = await self._here.join(target, options, trip)
        joined.socket = stamped(joined.socket)
        wire = Wire(
            lambda wire: self._opened(wire, target, options, joined, trip),
            self._received,
            self._ended,
            partial(age_of, joined.socket),
        )
        try:
            await asyncio.get_running_loop().create_connection(lambda: wire, sock=joined.socket)
        except BaseException:
            if joined.child is not None and not self.connected:
                await joined.child.finish(now=True)
            raise

    def _opened(self, wire: Wire, target: Target, options: Options, joined: Joined, trip: Trip) -> None:
        self._wire, self._child = wire, joined.child
        self._protection = Protection(
            joined.host,
            options.tls,
            tell=self._shaken,
            arrived=self._arrived,
            write=self._write,
            shut=self._shut,
        )
        self._no_connection.clear()
        self._append(
            Opened,
            target=target.written,
            host=joined.host,
            port=joined.port,
            local=joined.local,
            peer=joined.peer,
            tried=tuple(trip.tried),
            exchangers=joined.exchangers,
            via=joined.via,
            preamble=joined.preamble,
            tls=target.tls,
        )
        for by, words in trip.told:
            self._told(by, words)
        if joined.child is not None:
            joined.child.tell = self._told
        if target.tls:
            self._protection.begin()

    def _told(self, by: str, words: str) -> None:
        """The program that carries the connection said something."""
        self._append(Told, by=by, words=words)

    def send(self, line: bytes, *, secret: bool = False) -> None:
        """Send a line's octets and CRLF, exactly. Raises ConnectionLost when that cannot be.

        `secret` says that the whole line was typed as a secret, whatever it is taken for by now.
        """
        self._require_open()
        self._out.lines((line,), secret=secret)

    def send_many(self, lines: Sequence[bytes]) -> None:
        """Send lines in one write, as PIPELINING allows (RFC 2920 §3.1). Raises ConnectionLost."""
        self._require_open()
        self._out.lines(lines)

    def send_raw(self, data: bytes) -> None:
        """Send octets as they are, with no line end of ours. Raises ConnectionLost."""
        self._require_open()
        self._out.raw(data)

    def half_close(self) -> None:
        """End our side of the connection; the server may still speak. Raises ConnectionLost."""
        wire = self._require_open()
        self._out.raw(b"", eof=True)
        if self._protection is not None:
            self._write(self._protection.last_words())
        wire.half_close()

    async def send_content(
        self,
        pieces: Iterable[bytes],
        *,
        on_progress: Callable[[int], None] = lambda octets: None,
        stop_on_refusal: bool = True,
    ) -> bool:
        """Stream octets of a message or a chunk, exactly as they are; returns whether all of them went.

        `pieces` are of moderate size (64 to 256 KiB), so that a reply in the meantime is seen at once; one
        that refuses stops the sending, unless told otherwise. `on_progress` hears how many octets have gone.
        Cancelled, what has gone stays told. Raises ConnectionLost if the connection ends in the middle.
        """
        wire = self._require_open()
        seen = len(self.transcript.entries)

        def go_on() -> bool:
            if self._wire is not wire or not wire.is_connected:
                raise lost()
            return not (stop_on_refusal and self._refused_since(seen))

        return await self._out.stream(pieces, go_on=go_on, drain=wire.drain, on_progress=on_progress)

    def _refused_since(self, entry: int) -> bool:
        """A 4yz or 5yz has come since the entry of that index was appended."""
        since = self.transcript.entries[entry:]
        return any(one.refuses for one in since)

    def _require_open(self) -> Wire:
        if self._wire is None or not self._wire.is_connected:
            raise ConnectionLost("there is no connection to send on", "connect first")
        if self._wire.half_closed:
            raise ConnectionLost("our side of the connection is closed already", "read on, or hang up")
        if self.handshaking:
            raise ConnectionLost("the TLS handshake is under way", "send the line when it is done")
        return self._wire

    def _transmit(self, data: bytes) -> None:
        self.read_on()
        if self._protection is not None:
            self._protection.transmit(data)

    def hide(self, secret: bytes) -> None:
        """Mask a secret where the server says it, though no line holds it: only a proof of it is sent."""
        self._secrets.learn(secret)

    def note(self, on: int, part: int, text: str) -> None:
        """Put the user's words on the entry that the transcript's `place` names so; empty: none any more."""
        self._append(Note, on=on, part=part, text=text)

    async def drain(self) -> None:
        """Wait until there is room to send more, without piling it up in memory."""
        if self._wire is not None:
            await self._wire.drain()

    def hang_up(self) -> None:
        """Close the connection without QUIT; what the server has said by now is still kept."""
        if self._wire is not None:
            self._wire.hang_up(self._protection.last_words() if self._protection is not None else b"")

    async def settled(self, timeout: float | None = None) -> None:
        """Wait until nothing is owed: the greeting is in, every reply has come, no handshake is under way.

        Raises ConnectionLost if the connection ends before that, TimeoutError after `timeout` seconds,
        which changes nothing.
        """
        if self._is_settled():
            return
        if not self.connected:
            raise lost()
        await self._waiters.wait(timeout)

    async def closed(self) -> None:
        """Wait until no connection stands."""
        await self._no_connection.wait()

    def _is_settled(self) -> bool:
        if self._wire is None or not self.transcript.settled or self.transcript.dialogue.state is State.TLS:
            return False
        return not self.handshaking

    def _received(self, data: bytes) -> None:
        assert self._protection is not None
        self._protection.received(data)
        if self._wire is not None and self._allowance.used_up(data):
            self._wire.rest()
            self.rested()
        if self.transcript.dialogue.state is State.TLS and self.connected and not self.handshaking:
            self._protection.begin()

    def _arrived(self, data: bytes, tls: bool) -> None:
        masked = self._secrets.find(data, self.transcript.owed)
        self._append(Arrived, at=self._arrival(), data=sasl.mask(data, masked), tls=tls, masked=masked)

    def _arrival(self) -> int:
        """When the octets at hand arrived, by the kernel if it says so; never before what stands already."""
        now = self._clock() - self._began
        if self._wire is None or self._clock is not time.monotonic_ns:
            return now
        return max(self.transcript.events[-1].at, now - self._wire.age())

    def _shaken(self, **fields: Any) -> None:
        """A handshake ended; where it did well, nothing that was said before counts any more."""
        if fields["version"]:
            self._secrets.begin_stream()
        self._append(Secured, **fields)

    def _shut(self, by: str, how: str) -> None:
        if self._wire is not None:
            self._wire.shut(by, how)

    def _write(self, transport_octets: bytes) -> None:
        if transport_octets and self._wire is not None and self._wire.is_connected:
            self._wire.write(transport_octets)

    def _ended(self, by: str, how: str) -> None:
        """The wire is silent; the connection is over when the program that carried it is."""
        if self._child is None:
            self._over(by, how)
        else:
            self._ending = asyncio.ensure_future(self._over_with(self._child, by, how))

    async def _over_with(self, child: Child, by: str, how: str) -> None:
        if by == "you":
            child.tell = lambda by, words: None  # what it says of being ended is our own doing
        status = await child.finish(now=by == "you")
        if by != "you" and status:
            by, how = child.name, ended(status)
        self._over(by, how)

    def _over(self, by: str, how: str) -> None:
        protection = self._protection
        self._wire = self._protection = self._child = None
        self._secrets.forget()
        self._out.forget()
        alert, truncated = protection.over(by) if protection is not None else ("", False)
        self._append(Closed, by=by, how=how, alert=alert, truncated=truncated)
        self._no_connection.set()

    def _failed(self, target: Target, why: str, hint: str, trip: Trip) -> None:
        for by, words in trip.told:
            self._told(by, words)
        self._append(
            OpenFailed,
            target=target.written,
            why=why,
            hint=hint,
            tried=tuple(trip.tried),
            exchangers=trip.exchangers,
            via=trip.via,
        )

    def _append(self, kind: Callable[..., Event], **fields: Any) -> None:
        if self._out.streaming:
            self._out.flush()
        if "at" not in fields:
            fields["at"] = self._clock() - self._began
        self.transcript.append(kind(seq=len(self.transcript.events), wall=self._wall(), **fields))
        if self._waiters.any:
            self._waiters.tell(settled=self._is_settled(), over=not self.connected)
