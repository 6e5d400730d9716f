"""Targets: what the user wrote, and where it leads.

Decides how an order to connect is read, in every spelling that people have in their fingers:

    telnet HOST [PORT]        nc HOST PORT        ncat HOST PORT        HOST PORT
    HOST    HOST:PORT    [V6]:PORT    V6          smtp://HOST[:PORT]    smtps://HOST[:PORT]
    openssl s_client [-starttls smtp] -connect HOST:PORT [options, see `session.s_client`]
    mx:DOMAIN[:PORT]          unix:/PATH          pipe:COMMAND ARGUMENT…
    smtps:mx:DOMAIN           smtps:unix:/PATH    smtps:pipe:COMMAND ARGUMENT…

Only names the place: no name is looked up here, and nothing is connected.
"""

from __future__ import annotations

import enum
import re
import shlex
from collections.abc import Callable

import msgspec

from smtpwb.errors import UsageError
from smtpwb.session import s_client
from smtpwb.session.hosts import (
    LABEL,
    NAME,
    host,
    host_port,
    is_address,
    is_name,
    is_v6,
    port,
    refuse_hidden,
    shown,
)
from smtpwb.session.tls_options import TlsOptions
from smtpwb.smtp import ports
from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.ports import joined

HERE = "localhost"
"""The host of a unix socket or a command: this machine, as a certificate would name it."""


class Way(enum.Enum):
    """The kind of place that a target names."""

    HOST = "host"
    MX = "mx"
    """The mail exchangers of a domain."""
    UNIX = "unix"
    """A unix socket."""
    PIPE = "pipe"
    """A command's stdin and stdout."""


class Target(msgspec.Struct, frozen=True):
    """One place to connect to."""

    written: str
    """As the user wrote it, outer blanks left out."""
    host: str
    """A name or an address, without brackets; of MX, the domain."""
    port: int
    """0 where the way in has no ports."""
    tls: bool = False
    """TLS on connect, before the greeting."""
    starttls: bool = False
    """The user means to say STARTTLS next; the connection itself is plain."""
    way: Way = Way.HOST
    path: str = ""
    """Of a unix socket; `@` first: in Linux's abstract namespace."""
    command: tuple[str, ...] = ()
    """Of PIPE: the program and its arguments, run without a shell."""
    tls_options: TlsOptions = TlsOptions()
    """What the order itself says of TLS."""

    @property
    def place(self) -> str:
        """What it leads to, in words: `mx.example.net, port 25`."""
        match self.way:
            case Way.HOST:
                return f"{self.host}, port {self.port}"
            case Way.MX:
                return f"a mail exchanger of {self.host}, port {self.port}"
            case Way.UNIX:
                return f"the unix socket {self.path}"
            case Way.PIPE:
                return f"the command {shlex.join(self.command)}"


def parse(text: str) -> Target:
    """Read an order to connect. Raises UsageError, with a sentence and a hint."""
    written = text.strip(" \t\r\n")
    refuse_hidden(written.replace("\t", " "))
    words = written.split()
    if not words:
        raise UsageError("there is no host to connect to", "write HOST or HOST:PORT")
    if (found := _WAY.fullmatch(written)) is not None:
        tls, way, rest = found.groups()
        return _WAYS[way.lower()](written, rest.strip(), bool(tls))
    read = _ORDERS.get(words[0].lower())
    if read is not None:
        return read(written, words)
    if len(words) == 1:
        return _address(written)
    if len(words) == 2:
        return Target(written, host(words[0]), port(words[1]))
    raise UsageError(f"{shown(written)} does not read as one host and port", "write HOST or HOST:PORT")


def is_target(text: str) -> bool:
    """Whether a line reads as an order to connect; it may still be one that `parse` refuses.

    Stricter than `parse` where a line could as well be SMTP or the text of a message: a verb is no
    host, and a bare name needs a dot, a port or an order before it.
    """
    words = text.split()
    if not words or words[0].upper() in VERBS:
        return False
    if words[0].lower() in _ORDERS or is_way(text):
        return True
    literal = is_v6(words[0].strip("[]"))
    if len(words) == 1:
        return literal or bool(_READS_AS_ADDRESS.fullmatch(words[0].lower()))
    named = literal or is_name(words[0])
    return len(words) == 2 and named and bool(_READS_AS_PORT.fullmatch(words[1].lower()))


def is_way(text: str) -> bool:
    """Whether a line is an order that begins with the kind of place it leads to, `unix:` for one."""
    found = _WAY.fullmatch(text.strip())
    return found is not None and bool(found[3].strip())


# Kinds of places that are named before a colon


def _mx(written: str, rest: str, tls: bool) -> Target:
    domain, number = host_port(rest, ports.SUBMISSIONS if tls else ports.SMTP)
    if is_address(domain):
        raise UsageError(f"{shown(domain)} is an address, and has no MX", f"write {joined(domain, number)}")
    return Target(written, domain, number, tls, way=Way.MX)


def _unix(written: str, path: str, tls: bool) -> Target:
    if not path.startswith(("/", "@")):
        raise UsageError(f"{shown(path) or 'nothing'} is no path from the root", "write unix:/run/…/socket")
    return Target(written, HERE, 0, tls, way=Way.UNIX, path=path)


def _pipe(written: str, rest: str, tls: bool) -> Target:
    try:
        words = shlex.split(rest)
    except ValueError:
        raise UsageError(f"{shown(rest)} opens a quotation and does not close it", "add the mark") from None
    if not words or not words[0] or words[0].startswith("-"):
        raise UsageError(f"{shown(rest) or 'nothing'} is no command", "write pipe:COMMAND ARGUMENT …")
    return Target(written, HERE, 0, tls, way=Way.PIPE, command=tuple(words))


_WAYS: dict[str, Callable[[str, str, bool], Target]] = {"mx": _mx, "unix": _unix, "pipe": _pipe}
_WAY = re.compile(rf"(smtps:)?({'|'.join(_WAYS)}):(?!//|[0-9]+$)(.*)", re.ASCII | re.IGNORECASE)
"""A number behind the colon is the port of a host of that name."""


# Orders as in a shell


def _telnet(written: str, words: list[str]) -> Target:
    if not 2 <= len(words) <= 3:
        raise UsageError("telnet takes a host and a port", "write telnet HOST 25")
    number = port(words[2]) if len(words) == 3 else ports.SMTP
    return Target(written, host(words[1]), number)


def _netcat(written: str, words: list[str]) -> Target:
    if len(words) != 3:
        raise UsageError(f"{words[0]} takes a host and a port, no options", f"write {words[0]} HOST 25")
    return Target(written, host(words[1]), port(words[2]))


def _s_client(written: str, words: list[str]) -> Target:
    """`openssl s_client`: TLS on connect, unless it asks for STARTTLS."""
    if words[1:2] != ["s_client"]:
        raise UsageError("of openssl only s_client connects", s_client.HINT)
    order = s_client.read(words[2:])
    where = host_port(order.place, ports.SMTP if order.starttls else ports.SUBMISSIONS)
    return Target(written, *where, tls=not order.starttls, starttls=order.starttls, tls_options=order.tls)


_ORDERS: dict[str, Callable[[str, list[str]], Target]] = {
    "telnet": _telnet,
    "nc": _netcat,
    "ncat": _netcat,
    "openssl": _s_client,
}


# One word: a URL, or a host with or without a port

_SCHEMES = {"smtp": (ports.SMTP, False), "smtps": (ports.SUBMISSIONS, True)}
"""The port and whether TLS comes first."""

_SERVICE = "|".join(ports.SERVICES)
_READS_AS_PORT = re.compile(rf"[0-9]+|{_SERVICE}")
_READS_AS_ADDRESS = re.compile(
    rf"""[a-z][a-z0-9+.-]*://.*   # a scheme, known or not
    | \[[0-9a-f:.]+(?:%.+)?\]:(?:[0-9]+|{_SERVICE})
    | {NAME}:(?:[0-9]+|{_SERVICE})
    | {LABEL}(?:\.{LABEL})+\.? | localhost""",
    re.VERBOSE,  # not IGNORECASE: folding the case of all Unicode takes 50 ms; match lower case
)


def _address(written: str) -> Target:
    scheme, separator, rest = written.partition("://")
    if not separator:
        return Target(written, *host_port(written, ports.SMTP))
    if scheme.lower() not in _SCHEMES:
        raise UsageError(f"{shown(scheme)}:// is no way to a mail server", "write smtp:// or smtps://")
    default, tls = _SCHEMES[scheme.lower()]
    return Target(written, *host_port(rest.removesuffix("/"), default), tls=tls)
