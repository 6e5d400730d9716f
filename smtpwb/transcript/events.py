"""What happened, as it happened: the only truth of a dialogue (law 7).

Events are immutable, typed and JSON-serialisable; the journal holds one a line. Everything else
(replies, states, explanations, views, exports) is derived from the list of events and never stored.
Octets that are secret stand in no event: they are replaced by `*`, their ranges named.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

import msgspec


class Purpose(enum.Enum):
    """What a sent line was meant as."""

    COMMAND = "command"
    CONTENT = "content"
    SASL = "sasl"
    RAW = "raw"


class Attempt(msgspec.Struct, frozen=True):
    """One address tried while connecting."""

    address: str
    """`192.0.2.1:25` or `[2001:db8::1]:25`."""
    error: str = ""
    """Why it failed, in words; empty if it is the one that answered."""


class Exchanger(msgspec.Struct, frozen=True):
    """One host that takes mail for a domain (RFC 5321 §5.1)."""

    host: str
    preference: int
    """The lower, the sooner; 0 where the domain has no MX and is its own exchanger."""
    addresses: tuple[str, ...] = ()
    why: str = ""
    """Why it has no address, in words."""


class _Event(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag_field="event"):
    # gc=False: values cannot form cycles, and the collector need not walk a long dialogue again and again.
    seq: int
    """Sequence number, from 0, without gaps."""
    wall: datetime
    """Wall time, UTC."""
    at: int
    """Monotonic nanoseconds since the session began."""


PROXY_2 = b"\r\n\r\n\0\r\nQUIT\n"
"""How a PROXY header of version 2 begins (PROXY protocol §2.2)."""


class Opened(_Event, frozen=True, kw_only=True, tag="opened"):
    """A connection stands."""

    target: str
    """As the user wrote it."""
    host: str
    port: int
    """0 where the way in has no ports: a unix socket, a command."""
    local: str
    peer: str
    tried: tuple[Attempt, ...] = ()
    exchangers: tuple[Exchanger, ...] = ()
    """Those found for the domain, in order, if they were asked for."""
    via: str = ""
    """What carries the connection, in words: a jump host, a proxy, a command; empty: nothing but TCP."""
    preamble: bytes = b""
    """Octets of transport written before the first of SMTP: a PROXY header."""
    tls: bool = False
    """TLS is due at once, before the greeting (smtps)."""


class OpenFailed(_Event, frozen=True, kw_only=True, tag="open-failed"):
    """No connection could be made."""

    target: str
    why: str
    hint: str = ""
    tried: tuple[Attempt, ...] = ()
    exchangers: tuple[Exchanger, ...] = ()
    via: str = ""


class Spooled(msgspec.Struct, frozen=True, gc=False):
    """Octets too many for an event: where they lie in the spool, and what is at hand of them."""

    offset: int
    length: int
    sha256: str
    """Hexadecimal."""
    head: bytes
    tail: bytes


Read: TypeAlias = Callable[[Spooled], Iterator[bytes]]
"""Gives the octets that an event refers to, in pieces; raises DataFileError where they are no more."""


class Sent(_Event, frozen=True, kw_only=True, tag="sent"):
    """Octets that went out, exactly, but for masked ones."""

    data: bytes
    """Empty where they are spooled."""
    purpose: Purpose = Purpose.COMMAND
    masked: tuple[tuple[int, int], ...] = ()
    """Half-open ranges of `data` whose octets were secret and are written as `*` here."""
    spooled: Spooled | None = None
    began: int | None = None
    """Of what took a while: when its first octet went; `at` is when the last one did."""
    eof: bool = False
    """Our side of the connection ends with it (a half-close): nothing can be sent any more."""

    @property
    def octets(self) -> int:
        """How many went out."""
        return len(self.data) if self.spooled is None else self.spooled.length

    @property
    def head(self) -> bytes:
        """The octets, or the first of them where they are spooled."""
        return self.data if self.spooled is None else self.spooled.head

    @property
    def tail(self) -> bytes:
        """The octets, or the last of them where they are spooled."""
        return self.data if self.spooled is None else self.spooled.tail


class Arrived(_Event, frozen=True, kw_only=True, tag="arrived"):
    """Octets exactly as they were read (inside TLS: as decrypted)."""

    data: bytes
    tls: bool = False
    masked: tuple[tuple[int, int], ...] = ()
    """Half-open ranges in which the server echoed a known secret."""


class Secured(_Event, frozen=True, kw_only=True, tag="secured"):
    """A TLS handshake ended: well (`version` is set) or not (`reason` says why)."""

    version: str
    cipher: str = ""
    bits: int = 0
    """Of the cipher's key; 0: unknown."""
    group: str = ""
    """Of the key exchange, by its IANA name; empty: unknown, or none."""
    alpn: str = ""
    """The protocol agreed on (RFC 7301); empty: none."""
    sni: str = ""
    """The server name that was sent (RFC 6066 §3); empty: none."""
    resumed: bool = False
    client_certificate: str = ""
    """`asked` for by the server, `given` by the client, or empty: not asked for, as far as is known."""
    certificates: tuple[bytes, ...] = ()
    """The chain as the server sent it, DER, leaf first."""
    verified: bool = False
    """The chain is trusted, and the name fits."""
    reason: str = ""
    """OpenSSL's reason why the verification, or the handshake itself, failed."""
    name: str = ""
    """The name that the certificate was checked for."""
    chain_code: int = 0
    """OpenSSL's verdict on the chain alone, X509_V_ERR_…; 0: trusted, or see `chain_reason`."""
    chain_reason: str = ""
    """The same in OpenSSL's words; empty: trusted."""
    name_reason: str = ""
    """OpenSSL's verdict on the name alone; empty: it fits."""
    alert: str = ""
    """The alert with which the server ended the handshake (RFC 8446 §6)."""
    offered: str = ""
    """Of a handshake that failed: the version that the server chose, if it came to that."""


class Told(_Event, frozen=True, kw_only=True, tag="told"):
    """The program that carries the connection said something on its standard error."""

    by: str
    """Its name: `ssh`, or of a command the first word."""
    words: str
    """One line, without its end; octets that are no UTF-8 are written as in Python."""


class Closed(_Event, frozen=True, kw_only=True, tag="closed"):
    """The connection ended."""

    by: str
    """`you`, `server`, `network`, or the program that carried the connection; `client` is you where the
    dialogue was written down at the server."""
    how: str
    """`hung up`, `closed`, `reset`, … in words."""
    alert: str = ""
    """The alert with which the server ended TLS (RFC 8446 §6); empty: none."""
    truncated: bool = False
    """TLS was active, and the server ended the connection without close_notify (RFC 8446 §6.1)."""

    @property
    def by_client(self) -> bool:
        """The client's side ended it."""
        return self.by in ("you", "client")


class Note(_Event, frozen=True, kw_only=True, tag="note"):
    """The user's words on an entry; they take the place of earlier ones."""

    on: int
    """Sequence number of the event that began the entry."""
    part: int = 0
    """Which of the entries that this event began, from 0: several replies may arrive at once."""
    text: str
    """Empty: there is no note any more. May be of several lines."""


Event: TypeAlias = Opened | OpenFailed | Sent | Arrived | Secured | Told | Closed | Note

_decoder = msgspec.json.Decoder(Event)
_encoder = msgspec.json.Encoder()


def to_json(event: Event) -> bytes:
    """One event as one line of JSON, without the line end; octets are base64."""
    return _encoder.encode(event)


def from_json(line: bytes) -> Event:
    """The event of one line. Raises `msgspec.ValidationError` or `msgspec.DecodeError`."""
    event: Any = _decoder.decode(line)
    return event  # type: ignore[no-any-return]
