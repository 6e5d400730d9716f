"""One attempt to connect: where it leads, what was tried, who hears of it, and who answers questions.

Decides nothing about any way in; every one of them is given a `Trip` and returns what it has `Joined`.
"""

from __future__ import annotations

import enum
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.events import Attempt, Exchanger

if TYPE_CHECKING:
    from smtpwb.session.ways.child import Child


class Asks(enum.Enum):
    """What kind of answer a question wants."""

    SECRET = "secret"
    """A passphrase, a password, a PIN: never shown, never kept."""
    CONFIRM = "confirm"
    """`yes` or `no`."""
    NOTHING = "nothing"
    """Only to be read, until it is withdrawn: to touch a security key, for one."""


class Question(msgspec.Struct, frozen=True):
    """What the program that carries the connection asks the user."""

    text: str
    """As it came: not safe to draw."""
    asks: Asks

    @property
    def shown(self) -> str:
        """As it can be drawn: its lines stay."""
        lines = self.text.replace("\r\n", "\n").strip("\n ").split("\n")
        return "\n".join(map(visible_text, lines))


class Exchangers(msgspec.Struct, frozen=True):
    """Where a domain takes its mail."""

    domain: str
    hosts: tuple[Exchanger, ...]
    """By preference, the first to be tried first."""
    implicit: bool = False
    """The domain has no MX, and is its own exchanger (RFC 5321 §5.1)."""


OnAttempt = Callable[[Attempt], None]
Ask = Callable[[Question], Awaitable[str | None]]
"""Answers a question; None refuses. It is cancelled when the question is withdrawn."""
Choose = Callable[[Exchangers], Awaitable[Exchanger | None]]
"""Chooses one of several exchangers; None: no connection is made."""


Records = Callable[[str, str], tuple[str, ...] | None]
"""The records of a name, `MX`, `A` or `AAAA`, as in a zone file; None: there is no such name."""
Here = Callable[[str, int], Awaitable[tuple[str, int] | None]]
"""Where a host and port lead on this machine; None: they do not. May raise ConnectError."""


class Place(msgspec.Struct, frozen=True):
    """Where a connection goes over a network."""

    host: str
    port: int
    addresses: tuple[str, ...] = ()
    """Those already known; empty: whoever connects looks the host up."""


class Joined(msgspec.Struct):
    """A connected socket, and what goes with it."""

    socket: socket.socket
    """Not blocking; whoever takes it closes it."""
    host: str
    port: int
    peer: str
    local: str = ""
    via: str = ""
    child: Child | None = None
    """The program behind the socket, to be ended with the connection."""
    preamble: bytes = b""
    exchangers: tuple[Exchanger, ...] = ()


class Trip:
    """The attempts of one connecting, in order."""

    def __init__(
        self, on_attempt: OnAttempt | None = None, ask: Ask | None = None, choose: Choose | None = None
    ) -> None:
        """`on_attempt` hears of each address as it is tried, and again, with its error, when it fails."""
        self._on_attempt = on_attempt
        self.ask, self.choose = ask, choose
        self.records: Records | None = None
        """Answers for the domain instead of the name servers."""
        self.here: Here | None = None
        """Knows its exchangers, then."""
        self.tried: list[Attempt] = []
        """How each ended; the last is the one that answered, if any did."""
        self.via = ""
        self.exchangers: tuple[Exchanger, ...] = ()
        self.told: list[tuple[str, str]] = []
        """What programs said meanwhile: who, and the words."""

    def trying(self, address: str) -> None:
        self._hear(Attempt(address))

    def failed(self, address: str, why: str) -> None:
        self.tried.append(Attempt(address, why))
        self._hear(self.tried[-1])

    def reached(self, address: str) -> None:
        self.tried.append(Attempt(address))

    def hears(self, by: str, words: str) -> None:
        """A program said something before there was a connection."""
        self.told.append((by, words))

    def _hear(self, attempt: Attempt) -> None:
        if self._on_attempt is not None:
            self._on_attempt(attempt)
