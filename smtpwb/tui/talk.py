"""The live side of the workbench: transcript, session and practice server, without a widget.

Everything the screen can do to a dialogue goes through here. No byte leaves but by `send`, and the
bytes are those that the user typed (law 1).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from smtpwb.errors import ConnectionLost
from smtpwb.session.target import Target, parse
from smtpwb.transcript.events import Attempt
from smtpwb.transcript.transcript import Transcript

if TYPE_CHECKING:
    from smtpwb.practice.house import PracticeHouse
    from smtpwb.practice.received import Received
    from smtpwb.session.options import Options
    from smtpwb.session.session import Session
    from smtpwb.session.ways.trip import Ask, Choose
    from smtpwb.transcript.spool import Spool


class Talk:
    """One dialogue after another, in one transcript."""

    def __init__(self, spool: Path | None = None) -> None:
        """`spool`: where octets lie that are too many for an event; None: nowhere after this run."""
        self.transcript = Transcript()
        self._spool_path = spool
        self._spool: Spool | None = None
        self._house: PracticeHouse | None = None
        self._session: Session | None = None
        self._connecting: asyncio.Task[None] | None = None
        self.rested: Callable[[], None] = lambda: None
        """Hears that the server has said so much that no more is read."""

    @property
    def connected(self) -> bool:
        """A connection stands, whatever state the dialogue is in."""
        return self._session is not None and self._session.connected

    @property
    def session(self) -> Session:
        """The session, for who runs a script on it."""
        return self._ready_session()

    @property
    def connecting(self) -> bool:
        return self._connecting is not None

    @property
    def received(self) -> list[Received]:
        """What the practice server accepted and still keeps, oldest first."""
        return self._house.received if self._house is not None else []

    async def connect(
        self,
        order: str,
        on_attempt: Callable[[Attempt], None],
        options: Options | None = None,
        *,
        ask: Ask | None = None,
        choose: Choose | None = None,
    ) -> None:
        """Connect as `order` and `options` say; a live connection is hung up first.

        `ask` answers what ssh asks, `choose` takes one of several mail exchangers. An attempt under way is
        cancelled. Raises UsageError for an order that cannot be read, ConnectError where nothing answers,
        CancelledError when cancelled.
        """
        target = parse(order)
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait((self._connecting,))
        session = self._ready_session()
        if session.connected:
            session.hang_up()
            await session.closed()
        attempt = asyncio.ensure_future(
            session.connect(target, options, on_attempt=on_attempt, ask=ask, choose=choose)
        )
        self._connecting = attempt
        try:
            await attempt
        finally:
            if self._connecting is attempt:
                self._connecting = None

    def cancel(self) -> bool:
        """Give up a connection attempt; True if there was one."""
        if self._connecting is None:
            return False
        return self._connecting.cancel()

    def send(self, line: str, *, secret: bool = False) -> None:
        """One line, as typed, plus CRLF; `secret`: it was typed as an answer, whatever it is by now.

        Raises ConnectionLost when there is nobody to send it to.
        """
        if self._session is None:
            raise ConnectionLost("there is no connection to send on", "connect first")
        self._session.send(line.encode("utf-8", "surrogateescape"), secret=secret)

    def send_many(self, lines: Sequence[bytes]) -> None:
        """Lines without their CRLF, in one write. Raises ConnectionLost."""
        self._live().send_many(lines)

    def send_raw(self, octets: bytes) -> None:
        """Octets as they are. Raises ConnectionLost."""
        self._live().send_raw(octets)

    def half_close(self) -> None:
        """End our side of the connection. Raises ConnectionLost."""
        self._live().half_close()

    def _live(self) -> Session:
        if self._session is None:
            raise ConnectionLost("there is no connection to send on", "connect first")
        return self._session

    async def send_content(
        self,
        pieces: Iterable[bytes],
        *,
        on_progress: Callable[[int], None] = lambda octets: None,
        stop_on_refusal: bool = True,
    ) -> bool:
        """Octets of a message or a chunk, exactly as they are; returns whether all of them went.

        `on_progress` hears how many have gone. Raises ConnectionLost where there is nobody to send them to.
        """
        if self._session is None:
            raise ConnectionLost("there is no connection to send on", "connect first")
        return await self._session.send_content(
            pieces, on_progress=on_progress, stop_on_refusal=stop_on_refusal
        )

    async def settled(self) -> None:
        """Wait until nothing is owed a reply. Raises ConnectionLost if the connection ends before that."""
        if self._session is None:
            raise ConnectionLost("there is no connection to wait for", "connect first")
        await self._session.settled()

    def hide(self, secret: bytes) -> None:
        """Mask a secret where the server says it, though what is sent only proves it."""
        if self._session is not None:
            self._session.hide(secret)

    def note(self, index: int, text: str) -> None:
        """Put the user's words on the entry at `index`, in place of earlier ones; empty: none any more."""
        self._ready_session().note(*self.transcript.place(index), text)

    @property
    def resting(self) -> str:
        """How much the server has said, if so much that no more is read; empty: reading goes on."""
        return self._session.resting if self._session is not None else ""

    def read_on(self) -> None:
        """Read what the server has to say."""
        if self._session is not None:
            self._session.read_on()

    def hang_up(self) -> None:
        if self._session is not None:
            self._session.hang_up()

    async def close(self) -> None:
        """End everything: connection attempt, connection, practice server."""
        self.cancel()
        if self._session is not None and self._session.connected:
            self._session.hang_up()
            await self._session.closed()
        if self._house is not None:
            await self._house.stop()
        if self._spool is not None:
            self._spool.close()

    def _ready_session(self) -> Session:
        """The session; what it needs is imported when first wanted, not before the first frame."""
        if self._session is None:
            from smtpwb.practice.zone import zone
            from smtpwb.session.session import Session
            from smtpwb.transcript.spool import Spool

            self._spool = Spool(self._spool_path)
            self.transcript.read = self._spool.read
            self._session = Session(self.transcript, resolve=self._resolve, zone=zone, spool=self._spool)
            self._session.rested = lambda: self.rested()
        return self._session

    async def _resolve(self, target: Target) -> tuple[str, int] | None:
        """`practice.test` is the server in this very process; it starts when first asked for."""
        from smtpwb.practice.ports import is_practice

        if not is_practice(target.host):
            return None
        if self._house is None:
            from smtpwb.practice.house import PracticeHouse

            self._house = PracticeHouse()
        return await self._house.address(target.host, target.port)
