"""The personas of the practice server as a table: who stands behind which name, and what that teaches.

Read from `personas.toml`. Decides what each knob may be and which name leads to which persona; what a
knob does is decided where it is read: by the conversation, the gate, the rules and the protocol.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from smtpwb.practice.mailboxes import DOMAIN
from smtpwb.practice.manner import Manner
from smtpwb.reference.packaged import packaged
from smtpwb.smtp.ports import SMTP

PLAIN_NAME = "practice"
"""The persona that has no tricks of its own: practice.test itself."""


class Persona(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One server with a character; a knob left out is as practice.test has it."""

    name: str
    title: str
    teaches: str
    try_: tuple[str, ...] = msgspec.field(name="try")
    """Commands that are worth typing."""
    sources: tuple[str, ...]
    ports: tuple[int, ...] = (SMTP,)
    protocol: str = "ESMTP"
    """How it calls its protocol in the greeting."""
    greeting: str = "greeting"
    """The reply that it greets with, by its name among the replies."""
    greets_after: float = 0.0
    """Seconds between the first line of its greeting and the last; who talks meanwhile is turned away."""
    only_quit: bool = False
    """After the greeting it takes nothing but QUIT (RFC 5321 §3.1)."""
    commands: tuple[str, ...] = ()
    """The verbs it knows; empty: all."""
    unlisted: str = "unknown"
    """The reply to any other verb, by its name."""
    without: tuple[str, ...] = ()
    """Keywords that it does not offer."""
    rewrites: tuple[str, ...] = ()
    """What is done to its replies on their way, by name in `rewriting`."""
    size: int = 0
    """Octets of the largest message it takes; 0: as the post office."""
    starttls: str = "tls ready"
    """The reply to STARTTLS, by its name."""
    plain_handshake: bool = False
    """Where the TLS handshake should be, it goes on in plain text."""
    certificate: Literal["own", "expired", "wrong name"] = "own"
    mechanisms: tuple[str, ...] = ()
    """Of AUTH, those it offers; empty: all."""
    verdicts: tuple[str, ...] = ()
    """The replies to the first, second … AUTH of a connection, whatever was said; the last one stays."""
    hello_rules: bool = False
    """It looks at the name in HELO and EHLO."""
    sender_rules: bool = False
    """It looks at the domain of the reverse-path, and who may use it."""
    connections: int = 0
    """How many at once a client may have; 0: any."""
    recipients: int = 0
    """How many a message may have; 0: as many as RFC 5321 asks for."""
    messages: int = 0
    """How many a connection may bring; 0: any."""
    rate: int = 0
    """How many messages a client may begin in a minute; 0: any."""
    relays: bool = False
    """It takes mail for every other domain, too."""
    takes_all: bool = False
    """It takes every recipient and every message, and thinks about it later."""
    lmtp: bool = False
    """It speaks LMTP (RFC 2033)."""
    manners: dict[str, Manner] = msgspec.field(default_factory=dict)
    """How its replies to some verbs go out, where they are positive."""

    @property
    def host(self) -> str:
        """Its name as a host."""
        return DOMAIN if self.name == PLAIN_NAME else f"{self.name}.{DOMAIN}"

    @property
    def address(self) -> str:
        """Where it is met first, as the composer takes it: `pix.practice.test 25`."""
        return f"{self.host} {self.ports[0]}"


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    persona: tuple[Persona, ...]


@cache
def personas() -> tuple[Persona, ...]:
    """All of them, in the order in which they are shown."""
    return packaged(__file__, "personas.toml", _Table).persona


@cache
def by_name() -> dict[str, Persona]:
    """All of them by name."""
    return {persona.name: persona for persona in personas()}


def plain() -> Persona:
    """The one without tricks."""
    return by_name()[PLAIN_NAME]


def behind(host: str) -> Persona | None:
    """The persona behind a host name; None if there is none."""
    name = host.lower().rstrip(".")
    if name == DOMAIN:
        return plain()
    label, _, domain = name.partition(".")
    return by_name().get(label) if domain == DOMAIN else None
