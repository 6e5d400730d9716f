"""What all connections of one practice server share: who it is, what it may bear, and who is connected."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smtpwb.practice.classroom import Classroom
from smtpwb.practice.limits import USUAL, Limits
from smtpwb.practice.office import PostOffice
from smtpwb.practice.persona import Persona
from smtpwb.practice.rate import Rate

if TYPE_CHECKING:
    from smtpwb.practice.protocol import PracticeProtocol


@dataclass(eq=False)
class Service:
    """One server, as its connections see it."""

    office: PostOffice
    persona: Persona
    implicit_tls: bool
    """TLS before the greeting, so no STARTTLS (RFC 8314 §3.3)."""
    auth_required: bool
    lmtp: bool
    tell: Callable[[str], None]
    """Is told, in a line of visible text, what happens."""
    limits: Limits = USUAL
    classroom: Classroom | None = None
    """Where each dialogue is followed, and kept perhaps."""
    tls: ssl.SSLContext | None = None
    """Once it listens."""
    connections: set[PracticeProtocol] = field(default_factory=set)
    vacant: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while there is no connection."""
    rate: Rate = field(init=False)

    def __post_init__(self) -> None:
        self.rate = Rate(self.persona.rate, self.office.clock, self.office.speed)

    def crowded(self, client: str) -> str:
        """Why the newest connection of a client is one too many, of its own or of all; empty: it is not.

        Those that were turned away are on their way out, and count against nobody."""
        let_in = [connection for connection in self.connections if not connection.turned_away]
        own = sum(connection.client == client for connection in let_in)
        if 0 < self.persona.connections < own:
            return f"{self.persona.connections} of one address, as this persona is"
        return self.limits.exceeded(own, len(let_in))
