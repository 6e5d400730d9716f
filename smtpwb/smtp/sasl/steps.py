"""What a mechanism is: its steps, and of each what the user is asked and how the response is made of it.

Everything here is a value or a function of values: challenges and what was filled in go in, pieces come out.
The randomness of a nonce comes in with the rest. What the mechanisms are is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from smtpwb.errors import WorkbenchError
from smtpwb.smtp.sasl.pieces import Pieces


class CannotRespond(WorkbenchError):
    """No response can be made of what the server said; one can still be typed by hand."""


class Field(msgspec.Struct, frozen=True):
    """Something that the user is asked for."""

    id: str
    label: str
    secret: bool = False
    optional: bool = False
    """Passed over unless gone to."""


AUTHZID = Field("authzid", "act as", optional=True)
"""The authorization identity, whose rights are asked for where not one's own: rarely any (RFC 4422 §2)."""
USER = Field("user", "user name")
PASSWORD = Field("password", "password", secret=True)
TOKEN = Field("token", "token", secret=True)


@dataclass(frozen=True)
class Exchange:
    """An exchange so far, with the step that is to be made now. Shown, it tells nothing but its mechanism."""

    mechanism: str
    """In upper case."""
    challenges: tuple[bytes, ...] = field(default=(), repr=False)
    """What the server said in each 334, decoded, the newest last."""
    responses: tuple[bytes, ...] = field(default=(), repr=False)
    """What was answered, decoded, the initial response first."""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What is filled in, by the field's id."""
    nonce: str = field(default="", repr=False)
    """Printable and without a comma (RFC 5802 §7), new for each exchange."""
    kept: bytes = field(default=b"", repr=False)
    """What an earlier step made, and a later one checks with."""

    @property
    def challenge(self) -> bytes:
        return self.challenges[-1] if self.challenges else b""

    def __getitem__(self, field_id: str) -> bytes:
        """A value in UTF-8, empty where nothing was filled in; octets that were typed as such stay them."""
        return self.values.get(field_id, "").encode("utf-8", "surrogateescape")

    def __rich_repr__(self) -> Any:
        yield self.mechanism


@dataclass(frozen=True)
class Response:
    """What goes out, and what has to be kept for a later step."""

    pieces: Pieces
    kept: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Check:
    """What a challenge proves, or fails to."""

    good: bool
    text: str


def _no_check(exchange: Exchange) -> Check | None:
    return None


@dataclass(frozen=True)
class Step:
    """One response."""

    asks: tuple[Field, ...]
    how: str | Callable[[Exchange], str]
    """How the response is made, in a few words."""
    make: Callable[[Exchange], Response]
    """Raises CannotRespond."""
    draft: Callable[[Exchange], Pieces] | None = None
    """Where the work takes long: pieces of the same lengths, without it. Raises CannotRespond."""
    check: Callable[[Exchange], Check | None] = _no_check
    """What the newest challenge proves."""

    def told(self, exchange: Exchange) -> str:
        """How the response to this exchange is made."""
        return self.how if isinstance(self.how, str) else self.how(exchange)

    def pieces(self, exchange: Exchange) -> Pieces:
        """What would be sent, as far as it can be made at each keystroke."""
        return self.draft(exchange) if self.draft is not None else self.make(exchange).pieces


def _by_number(exchange: Exchange) -> int:
    return len(exchange.responses)


@dataclass(frozen=True)
class Mechanism:
    """A mechanism of SASL."""

    name: str
    steps: tuple[Step, ...]
    initial: bool = True
    """Whether the first response may come with the command (RFC 4954 §4)."""
    number: Callable[[Exchange], int] = _by_number
    """Which step comes now."""

    def step(self, exchange: Exchange) -> Step | None:
        """The step to be made now; None where the mechanism has none any more."""
        number = self.number(exchange)
        return self.steps[number] if number < len(self.steps) else None
