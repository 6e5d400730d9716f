"""Where one conversation of the practice server stands: values only, moved on by `verbs`.

The server's side of what `smtp.dialogue` tells from the client's; written apart from it, so that
each can be checked against the other.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from smtpwb.practice.auth import MECHANISMS, Exchange
from smtpwb.practice.mailboxes import DOMAIN
from smtpwb.practice.manner import PLAIN, Manner
from smtpwb.practice.office import SIZE_LIMIT, PostOffice
from smtpwb.practice.persona import Persona, plain
from smtpwb.practice.rate import Rate
from smtpwb.smtp.extensions import Extensions, read_offer

_OFFERS = ("8BITMIME", "SMTPUTF8", "DSN", "CHUNKING")


class Expects(enum.Enum):
    """What the server reads next."""

    COMMAND = "a command"
    CONTENT = "a message, after 354"
    CHUNK = "octets, after BDAT"
    ANSWER = "an answer to a 334"
    HANDSHAKE = "a TLS handshake, after the 220 to STARTTLS"
    NOTHING = "nothing: the connection is to be closed"


@dataclass
class Transaction:
    """An accepted MAIL and what followed (RFC 5321 §3.3)."""

    sender: str
    """Empty for the null reverse-path."""
    declared: int | None = None
    """SIZE, in octets."""
    utf8: bool = False
    """SMTPUTF8 was asked for: addresses may hold more than ASCII (RFC 6531 §3.4)."""
    parameters: tuple[str, ...] = ()
    """Of MAIL, as they were written."""
    recipients: list[str] = field(default_factory=list)
    recipient_parameters: list[tuple[str, ...]] = field(default_factory=list)
    """Of each RCPT that was accepted, as they were written."""
    refused: int = 0
    chunks: bytearray = field(default_factory=bytearray)
    """What came by BDAT; cut where the limit was passed."""
    chunked: int = 0
    """How many octets that were."""


@dataclass
class Chunk:
    """What a BDAT announced (RFC 3030 §2)."""

    octets: int
    last: bool
    refusal: str = ""
    """The reply behind its octets, where it came out of sequence: they are read all the same."""


@dataclass
class Conversation:
    """One connection's conversation."""

    office: PostOffice
    client: str
    """The client's IP address."""
    host: str = DOMAIN
    """How this server calls itself."""
    persona: Persona = field(default_factory=plain)
    rate: Rate | None = None
    """Counts what this client sends, together with its other connections; None: nobody counts."""
    auth_required: bool = False
    """No MAIL before AUTH, as on a submission port (RFC 6409 §4.3)."""
    secured: bool = False
    tls: str = ""
    """Version and cipher of TLS, once it stands."""
    hello: str = ""
    """What the client called itself; empty before HELO or EHLO."""
    extended: bool = False
    """It said EHLO, or LHLO."""
    lmtp: bool = False
    """It is LMTP: LHLO, and a reply for each recipient (RFC 2033)."""
    authenticated: bool = False
    tries: int = 0
    """How many AUTH exchanges came to a verdict."""
    messages: int = 0
    """How many were accepted in this connection."""
    transaction: Transaction | None = None
    exchange: Exchange | None = None
    """The AUTH in progress."""
    chunk: Chunk | None = None
    """The octets that are to come."""
    expects: Expects = Expects.COMMAND
    verb: str = ""
    """Of the command at hand; empty before the first."""
    sent_ahead: bool = False
    """The line at hand came before the reply to the one before it."""
    manner: Manner = PLAIN
    """How the next reply goes out."""

    @property
    def size_limit(self) -> int:
        """Octets of the largest message taken."""
        return self.persona.size or SIZE_LIMIT

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """Of AUTH, those that are offered."""
        return self.persona.mechanisms or tuple(MECHANISMS)

    @property
    def offers(self) -> tuple[str, ...]:
        """The keyword lines of the reply to EHLO."""
        starttls = () if self.secured else ("STARTTLS",)
        auth = f"AUTH {' '.join(self.mechanisms)}"
        size = f"SIZE {self.size_limit}"
        lines = ("PIPELINING", size, *_OFFERS, *starttls, auth, "ENHANCEDSTATUSCODES", "HELP")
        return tuple(line for line in lines if line.split()[0] not in self.persona.without)

    @property
    def extensions(self) -> Extensions:
        """What the client may use: nothing after HELO."""
        return Extensions(tuple(read_offer(o.encode()) for o in self.offers) if self.extended else ())

    def secured_now(self, tls: str = "") -> None:
        """The handshake succeeded, with that version and cipher: all that was said before is forgotten
        (RFC 3207 §4.2)."""
        self.secured, self.tls, self.expects = True, tls, Expects.COMMAND
        self.hello, self.extended, self.authenticated = "", False, False
        self.transaction = self.exchange = None
