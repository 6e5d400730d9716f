"""A message as the practice server took it: its envelope, how it came, and its octets.

Values only. What becomes of it is told by `delivered` and `bounce`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from smtpwb.practice.mailboxes import DOMAIN


@dataclass(frozen=True, slots=True)
class Received:
    """One accepted message."""

    number: int
    """Counted from 1, as the reply to the dot says it."""
    sender: str
    """The reverse-path's address; empty for `<>`."""
    recipients: tuple[str, ...]
    """The forward-paths that were accepted, as addresses."""
    content: bytes
    """With the dots of transparency taken off (RFC 5321 §4.5.2)."""
    time: datetime
    """When the dot came, UTC."""
    client: str
    """The client's IP address."""
    hello: str
    """What it called itself in HELO or EHLO."""
    authenticated: bool = False
    secured: bool = False
    host: str = DOMAIN
    """How the server that took it calls itself."""
    extended: bool = False
    """The client said EHLO or LHLO."""
    lmtp: bool = False
    """It came by LMTP (RFC 2033)."""
    utf8: bool = False
    """MAIL asked for SMTPUTF8 (RFC 6531 §3.4)."""
    tls: str = ""
    """Version and cipher; empty: not secured, or unknown."""
    mail_parameters: tuple[str, ...] = ()
    """What stood behind the reverse-path, as it was written: `SIZE=1000`."""
    recipient_parameters: tuple[tuple[str, ...], ...] = ()
    """What stood behind each forward-path, in their order."""

    @property
    def greeted(self) -> str:
        """The verb with which the client introduced itself (RFC 5321 §4.1.1.1, RFC 2033 §4.1)."""
        if not self.extended:
            return "HELO"
        return "LHLO" if self.lmtp else "EHLO"

    def parameter(self, keyword: str) -> str | None:
        """The value of a parameter of MAIL, empty where it has none; None: it was not given."""
        return _value(self.mail_parameters, keyword)

    def recipient_parameter(self, index: int, keyword: str) -> str | None:
        """As `parameter`, of the RCPT of the recipient at `index`."""
        given = self.recipient_parameters[index : index + 1]
        return _value(given[0], keyword) if given else None

    def for_one(self, index: int) -> Received:
        """The same message, as if the recipient at `index` were its only one."""
        return replace(
            self,
            recipients=self.recipients[index : index + 1],
            recipient_parameters=self.recipient_parameters[index : index + 1],
        )


def _value(parameters: tuple[str, ...], keyword: str) -> str | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.upper() == keyword:
            return value
    return None
