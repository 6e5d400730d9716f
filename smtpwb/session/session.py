"""A session: one person's dialogue with one server at a time, as events.

Decides what a sent line is meant as, what of it is secret, and when the TLS handshake that the user
ordered takes place. Everything that happens is appended to the transcript and nowhere else: which reply
answers what, and where the dialogue stands, is read back from there. No octet of SMTP goes out but by
`send`; nothing closes the connection but the user, the server or a broken network.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from smtpwb.errors import ConnectError, ConnectionLost, UsageError
from smtpwb.session.dial import dial, shown
from smtpwb.session.secrets import Secrets
from smtpwb.session.target import Target
from smtpwb.session.tls import Stage, TlsFilter
from smtpwb.session.tls_options import TlsOptions
from smtpwb.session.wire import SERVER_CLOSED, Wire
from smtpwb.smtp import sasl
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.reads import Reads, reads_as, secret_in
from smtpwb.transcript.events import (
    Arrived,
    Attempt,
    Closed,
    Event,
    Opened,
    OpenFailed,
    Purpose,
    Secured,
    Sent,
)
from smtpwb.transcript.transcript import Transcript

Resolve = Callable[[Target], Awaitable[tuple[str, int] | None]]
"""Where a target leads, if its name is not for the network to resolve; may raise ConnectError."""

ADDRESS_TIMEOUT = 30.0
"""Seconds an address gets to answer; the kernel alone would give it two minutes and more."""

_PURPOSE = {
    Reads.COMMAND: Purpose.COMMAND,
    Reads.CONTENT: Purpose.CONTENT,
    Reads.ANSWER: Purpose.SASL,
}

_utc_now = partial(datetime.now, UTC)


class Session:
    """Connect, send, hang up, again and again; each leaves its events in `transcript`."""

    def __init__(
        self,
        transcript: Transcript,
        *,
        resolve: Resolve | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        wall: Callable[[], datetime] = _utc_now,
    ) -> None:
        """`clock` gives monotonic nanoseconds, of which the session's beginning becomes 0; `wall` UTC."""
        self.transcript = transcript
        self._resolve = resolve
        self._clock, self._wall = clock, wall
        self._began = clock()
        self._connecting = False
        self._wire: Wire | None = None
        self._tls: TlsFilter | None = None
        self._tls_options = TlsOptions()
        self._target: Target | None = None
        self._secrets = Secrets()
        self._waiters: list[asyncio.Future[None]] = []
        self._no_connection = asyncio.Event()
        self._no_connection.set()

    @property
    def connected(self) -> bool:
        """A connection stands: there is an `Opened` without its `Closed`."""
        return self._wire is not None

    @property
    def handshaking(self) -> bool:
        """A TLS handshake is under way."""
        return self._tls is not None and self._tls.stage is Stage.HANDSHAKE

    async def connect(
        self,
        target: Target,
        on_attempt: Callable[[Attempt], None] | None = None,
        timeout: float | None = ADDRESS_TIMEOUT,
    ) -> None:
        """Connect, trying each address of the target for `timeout` seconds.

        `on_attempt` hears of each address as it is tried, and again with the error if it fails. Raises
        ConnectError after an `OpenFailed`; cancelled, it leaves an `OpenFailed` and no socket.
        """
        if self.connected or self._connecting:
            raise ConnectError("a connection stands already, or is being made", "hang up or cancel it first")
        tried: list[Attempt] = []
        self._connecting = True
        try:
            await self._open(target, tried, on_attempt or (lambda attempt: None), timeout)
        except ConnectError as error:
            self._failed(target, str(error), error.hint, tried)
            raise
        except asyncio.CancelledError:
            if self.connected:
                self.hang_up()
            else:
                self._failed(target, "cancelled", "", tried)
            raise
        finally:
            self._connecting = False

    async def _open(
        self,
        target: Target,
        tried: list[Attempt],
        on_attempt: Callable[[Attempt], None],
        timeout: float | None,
    ) -> None:
        place = await self._resolve(target) if self._resolve is not None else None
        host, port = place or (target.host, target.port)
        socket = await dial(host, port, tried, on_attempt, timeout)
        local = shown(*socket.getsockname()[:2])
        wire = Wire(lambda wire: self._opened(wire, target, local, tried), self._received, self._ended)
        await asyncio.get_running_loop().create_connection(lambda: wire, sock=socket)

    def _opened(self, wire: Wire, target: Target, local: str, tried: list[Attempt]) -> None:
        self._wire, self._tls, self._target = wire, None, target
        self._no_connection.clear()
        self._append(
            Opened,
            target=target.written,
            host=target.host,
            port=target.port,
            local=local,
            peer=tried[-1].address,
            tried=tuple(tried),
            tls=target.tls,
        )
        if target.tls:
            self._begin_tls()

    def send(self, line: bytes, *, secret: bool = False) -> None:
        """Send a line's octets and CRLF, exactly. Raises ConnectionLost when that cannot be.

        `secret` says that the whole line was typed as a secret, whatever it is taken for by now.
        """
        wire = self._wire
        if wire is None or not wire.is_connected:
            raise ConnectionLost("there is no connection to send on", "connect first")
        if self.handshaking:
            raise ConnectionLost("the TLS handshake is under way", "send the line when it is done")
        reads = reads_as(self.transcript.dialogue, self.transcript.awaiting)
        ranges = ((0, len(line)),) if secret and line else secret_in(line, reads)
        data = line + b"\r\n"
        self._secrets.sent(line, ranges)
        self._append(Sent, data=sasl.mask(data, ranges), purpose=_PURPOSE[reads], masked=ranges)
        if self._tls is None or self._tls.stage is Stage.FAILED:
            wire.write(data)
        else:
            self._tls.encrypt(data)
            wire.write(self._tls.outgoing())

    async def drain(self) -> None:
        """Wait until there is room to send more, without piling it up in memory."""
        if self._wire is not None:
            await self._wire.drain()

    def hang_up(self) -> None:
        """Close the connection without QUIT; what the server has said by now is still kept."""
        if self._wire is not None:
            last_words = b""
            if self._tls is not None:
                self._tls.goodbye()
                last_words = self._tls.outgoing()
            self._wire.hang_up(last_words)

    async def settled(self, timeout: float | None = None) -> None:
        """Wait until nothing is owed: the greeting is in, every reply has come, no handshake is under way.

        Raises ConnectionLost if the connection ends before that, TimeoutError after `timeout` seconds,
        which changes nothing.
        """
        if self._is_settled():
            return
        if not self.connected:
            raise _lost()
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await (waiter if timeout is None else asyncio.wait_for(waiter, timeout))

    async def closed(self) -> None:
        """Wait until no connection stands."""
        await self._no_connection.wait()

    def _is_settled(self) -> bool:
        if self._wire is None or not self.transcript.settled or self.transcript.dialogue.state is State.TLS:
            return False
        return not self.handshaking

    def _received(self, data: bytes) -> None:
        if self._tls is None:
            self._arrived(data, tls=False)
        else:
            self._received_with_tls(self._tls, data)
        if self.transcript.dialogue.state is State.TLS and self.connected and not self.handshaking:
            self._begin_tls()

    def _arrived(self, data: bytes, tls: bool) -> None:
        masked = self._secrets.find(data, self.transcript.awaiting)
        self._append(Arrived, data=sasl.mask(data, masked), tls=tls, masked=masked)

    def _received_with_tls(self, tls: TlsFilter, data: bytes) -> None:
        began_as = tls.stage
        inside, beside = tls.feed(data)
        if (
            began_as is Stage.HANDSHAKE
            and tls.stage in (Stage.SECURE, Stage.ENDED)
            and not self._secured(tls)
        ):
            return
        self._write(tls.outgoing())
        if inside:
            self._arrived(inside, tls=True)
        if beside:
            self._arrived(beside, tls=False)
        if began_as is Stage.HANDSHAKE and tls.stage is Stage.FAILED:
            self._not_secured(tls.reason, tls.alert, tls.offered)
        if began_as is not Stage.ENDED and tls.stage is Stage.ENDED:
            self._tls_ended(tls)

    def _begin_tls(self) -> None:
        """The handshake, on the order that the user gave by STARTTLS or by the target."""
        assert self._target is not None
        if self._tls is not None and self._tls.stage is not Stage.FAILED:
            self._append(Secured, version="", reason="TLS is active already, and is not begun inside itself")
            return
        try:
            self._tls = TlsFilter(self._target.host, self._tls_options)
        except UsageError as error:
            self._not_secured(str(error))
        else:
            self._tls.start()
            self._write(self._tls.outgoing())

    def _secured(self, tls: TlsFilter) -> bool:
        """Tell what was settled; whether to go on. If not, no further octet has gone out."""
        agreed = tls.agreed()
        self._secrets.begin_stream()
        self._append(Secured, **msgspec.structs.asdict(agreed))
        if self._tls_options.verify and not agreed.verified:
            self._give_up(f"the certificate is not verified: {agreed.reason}")
            return False
        return True

    def _not_secured(self, reason: str, alert: str = "", offered: str = "") -> None:
        """The handshake failed, and what is said now goes in clear: not with a user who insists on TLS."""
        self._append(Secured, version="", reason=reason, alert=alert, offered=offered)
        if self._tls_options.verify:
            self._give_up("there is no TLS to verify")

    def _give_up(self, why: str) -> None:
        """Close, since the user said beforehand that nothing but verified TLS will do."""
        if self._wire is not None:
            self._wire.shut("you", f"hung up: {why}")

    def _tls_ended(self, tls: TlsFilter) -> None:
        if self._wire is None:
            return
        tls.goodbye()  # many servers keep their side open until they hear it
        self._write(tls.outgoing())
        if tls.alert:
            self._wire.shut("server", f"ended TLS with the alert {tls.alert}")
        else:
            self._wire.shut(*(("network", f"TLS broke: {tls.reason}") if tls.reason else SERVER_CLOSED))

    def _write(self, transport_octets: bytes) -> None:
        if transport_octets and self._wire is not None and self._wire.is_connected:
            self._wire.write(transport_octets)

    def _ended(self, by: str, how: str) -> None:
        tls, broken_off = self._tls, self.handshaking
        self._wire = self._tls = None
        self._secrets.forget()
        if broken_off:
            who = "you hung up" if by == "you" else "the connection ended"
            self._append(Secured, version="", reason=f"{who} during the handshake")
        truncated = by == "server" and tls is not None and tls.stage is Stage.SECURE
        alert = tls.alert if tls is not None and tls.stage is Stage.ENDED else ""
        self._append(Closed, by=by, how=how, alert=alert, truncated=truncated)
        self._no_connection.set()

    def _failed(self, target: Target, why: str, hint: str, tried: list[Attempt]) -> None:
        self._append(OpenFailed, target=target.written, why=why, hint=hint, tried=tuple(tried))

    def _append(self, kind: Callable[..., Event], **fields: Any) -> None:
        at = self._clock() - self._began
        self.transcript.append(kind(seq=len(self.transcript.events), wall=self._wall(), at=at, **fields))
        if self._waiters:
            self._wake()

    def _wake(self) -> None:
        """Tell those who wait in `settled`; the moment decides, not when they come to run."""
        settled = self._is_settled()
        if self.connected and not settled:
            return
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if waiter.done():
                continue
            if settled:
                waiter.set_result(None)
            else:
                waiter.set_exception(_lost())


def _lost() -> ConnectionLost:
    return ConnectionLost("the connection ended before the reply came", "connect again")
