"""What a practice server bears, so that others may reach it: connections, sizes, silence."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from smtpwb.practice.office import SIZE_LIMIT
from smtpwb.practice.persona import Persona


class Limits(msgspec.Struct, frozen=True):
    """The most of each."""

    connections: int = 100
    """At once, in all; 0: any number."""
    per_client: int = 40
    """At once, of one IP address, behind which a whole class may sit; 0: any number."""
    octets: int = SIZE_LIMIT
    """Of a message, as EHLO advertises it."""
    idle: float = 30 * 60.0
    """Seconds of silence before 421. Who learns reads longer than the 5 minutes of RFC 5321 §4.5.3.2.7."""

    def laid_on(self, persona: Persona) -> Persona:
        """The persona, taking no larger messages than that."""
        return replace(persona, size=min(persona.size or self.octets, self.octets))

    def exceeded(self, own: int, all: int) -> str:
        """The limit that one more connection passed, and the option that moves it; empty: none.

        `own` connections are of its address, `all` of everybody, itself among them."""
        if 0 < self.per_client < own:
            return f"{self.per_client} of one address: --max-per-client"
        return f"{self.connections} in all: --max-connections" if 0 < self.connections < all else ""


USUAL = Limits()
