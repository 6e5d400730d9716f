"""What a person may choose about a connection beside its target: through what it goes, and from where.

Decides how each choice is written and which go together; nothing is connected here. The choices about TLS
are `session.tls_options`.
"""

from __future__ import annotations

import enum
import ipaddress
import re
import socket
from urllib.parse import unquote

import msgspec

from smtpwb.errors import UsageError
from smtpwb.session import tls_options
from smtpwb.session.hosts import host_port, is_address, refuse_hidden, shown
from smtpwb.session.target import Target, Way
from smtpwb.session.tls_options import TlsOptions
from smtpwb.smtp.ports import SMTP, joined

ADDRESS_TIMEOUT = 30.0
"""Seconds an address gets to answer; the kernel alone would give it two minutes and more."""

_USER = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.+-]*\$?")
"""No user name that ssh, or a shell in its configuration, could take for anything else."""


_HERE = frozenset({Way.UNIX, Way.PIPE})
"""The kinds of places that are on this machine."""


class Family(enum.Enum):
    """Which addresses are tried."""

    ANY = socket.AF_UNSPEC
    IPV4 = socket.AF_INET
    IPV6 = socket.AF_INET6


class Jump(msgspec.Struct, frozen=True):
    """A host to go through with the system's own ssh."""

    host: str
    """A name, an alias of the ssh configuration, or an address."""
    user: str = ""
    """Empty: as the ssh configuration says."""
    port: int = 0
    """0: as the ssh configuration says."""

    @property
    def destination(self) -> str:
        """As ssh takes it: `[USER@]HOST`."""
        return f"{self.user}@{self.host}" if self.user else self.host


def jump(text: str) -> Jump:
    """Read `[USER@]HOST[:PORT]`. Raises UsageError."""
    refuse_hidden(text)
    user, at, place = text.rpartition("@")
    if at and not _USER.fullmatch(user):
        raise UsageError(f"{shown(user) or 'nothing'} is no user name", "write --via USER@JUMP")
    host, port = host_port(place, 0)
    if not host.isascii():
        raise UsageError(f"{shown(host)} is not in ASCII", "name it in your ssh configuration")
    return Jump(host, user, port)


PROXY_PORTS = {"socks4": 1080, "socks5": 1080, "http": 8080}
"""The schemes of proxies, and the port of one that names none (socks: IANA; http: by custom)."""


class Proxy(msgspec.Struct, frozen=True):
    """A proxy to go through; it looks up the names itself."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @property
    def place(self) -> str:
        """What it is, without what is secret."""
        return f"{self.scheme} proxy {joined(self.host, self.port)}"

    def __repr__(self) -> str:
        return f"Proxy({self.place})"  # no password in a traceback (law 4)


def proxy(text: str) -> Proxy:
    """Read `socks5://[USER[:PASSWORD]@]HOST[:PORT]`, socks4 or http. Raises UsageError, which shows no
    password."""
    scheme, separator, rest = text.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in PROXY_PORTS:
        raise UsageError("that is no proxy", f"write {', '.join(f'{s}://HOST:PORT' for s in PROXY_PORTS)}")
    account, _, place = rest.rpartition("@")
    refuse_hidden(place)
    user, _, password = account.partition(":")
    host, port = host_port(place.removesuffix("/"), PROXY_PORTS[scheme])
    return Proxy(scheme, host, port, unquote(user), unquote(password))


class ProxyProtocol(msgspec.Struct, frozen=True):
    """A PROXY header to write before anything else, as a load balancer does."""

    version: int
    """1, in text, or 2, in octets."""
    source: tuple[str, int] | None = None
    """Address and port to be taken for; None: those of the connection."""
    destination: tuple[str, int] | None = None


def proxy_protocol(text: str) -> ProxyProtocol:
    """Read `v1` or `v2`, with `:SRC,DST` the addresses to name, each with a port. Raises UsageError."""
    hint = "write v1, v2, or v1:192.0.2.1:40000,198.51.100.1:25"
    version, colon, places = text.partition(":")
    if version not in ("v1", "v2"):
        raise UsageError(f"{shown(version)} is no version of the PROXY protocol", hint)
    if not colon:
        return ProxyProtocol(int(version[1]))
    source, comma, destination = places.partition(",")
    if not comma:
        raise UsageError("the PROXY header names two addresses", hint)
    named = [host_port(place, SMTP) for place in (source, destination)]
    if not all(is_address(host) for host, _ in named):
        raise UsageError("the PROXY header names addresses, not hosts", hint)
    if len({ipaddress.ip_address(host).version for host, _ in named}) > 1:
        raise UsageError("the addresses of a PROXY header are of one kind", hint)
    return ProxyProtocol(int(version[1]), named[0], named[1])


def source(text: str) -> str:
    """Read an address of this machine. Raises UsageError."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if not is_address(bare):
        raise UsageError(f"{shown(text)} is no address of this machine", "write --source ADDRESS")
    return bare


class Options(msgspec.Struct, frozen=True):
    """All choices about a connection; as they are by default, nothing but TCP."""

    via: Jump | None = None
    proxy: Proxy | None = None
    source: str = ""
    """The address of this machine to connect from; empty: the system's choice."""
    family: Family = Family.ANY
    proxy_protocol: ProxyProtocol | None = None
    timeout: float | None = ADDRESS_TIMEOUT
    """Seconds that each address gets to answer; None: as long as the system gives it."""
    nameserver: str = ""
    """`HOST[:PORT]` of the name server that is asked for exchangers; empty: the system's."""
    tls: TlsOptions = TlsOptions()

    @property
    def carrier(self) -> str:
        """What carries the connection, in words; empty: nothing but TCP."""
        if self.via is not None:
            return f"ssh {self.via.destination}"
        return self.proxy.place if self.proxy is not None else ""

    def of(self, target: Target) -> Options:
        """As they hold for a target: what the order says of TLS wins, and what is on this machine is reached
        without a way around."""
        tls = tls_options.overridden(self.tls, target.tls_options)
        if target.way in _HERE:
            return msgspec.structs.replace(self, tls=tls, via=None, proxy=None)
        return msgspec.structs.replace(self, tls=tls)

    def check(self, target: Target) -> None:
        """Raise UsageError where choices exclude each other, or the target, or no TLS can be made of them."""
        tls_options.check(self.tls)
        if self.via is not None and self.proxy is not None:
            raise UsageError(
                "--via and --proxy exclude each other", "name the proxy in your ssh configuration"
            )
        if self.carrier and target.way in _HERE:
            raise UsageError(f"{target.place} is on this machine", "leave out --via and --proxy")


def local(options: Options) -> Options:
    """The same without all that leads off this machine."""
    return Options(timeout=options.timeout, tls=options.tls)
