"""One misbehaviour: what the server does, what is typed meanwhile, and what the user has to be told."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from tests.hostile import certificates
from tests.session.servers import Server, scripted

HELLO = "EHLO ws.example.net"
GREETS = "S: 220 mx.test ESMTP"
ENVELOPE = ("MAIL FROM:<a@example.net>", "RCPT TO:<b@mx.test>", "DATA")


@dataclass(frozen=True)
class Misbehaviour:
    """A script for `tests.session.servers.scripted`, against which a user types."""

    name: str
    script: str
    told: str
    """A regular expression, found in the annotated text of the dialogue: what happened, in words."""
    typed: tuple[str, ...] = ()
    """Lines, each with Enter, whatever the server does meanwhile."""
    certificate: str = ""
    """The server can do TLS, with the certificate of that name (see `certificates`)."""
    smtps: bool = False
    endless: bool = False
    """It never stops: what has not been read is not in the journal."""
    of_tls: int = 0
    """Octets of the script that are TLS's own: told by their meaning, and not kept as they came."""
    ends: bool = False
    """The server ends the connection itself."""

    def served(self) -> contextlib.AbstractAsyncContextManager[Server]:
        """A server that does so."""
        tls = certificates.context(self.certificate) if self.certificate else None
        return scripted(self.script, tls=tls)

    def target(self, server: Server) -> str:
        """How one connects to it."""
        return f"smtps://{server.target}" if self.smtps else server.target


def greeted(script: str) -> str:
    """The script behind a proper greeting and EHLO."""
    return f"{GREETS}\nC: {HELLO}\n{script}"
