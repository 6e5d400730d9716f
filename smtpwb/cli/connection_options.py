"""The options that say through what a connection goes, and from where, for every subcommand that connects.

Decides only how they are given; what each means and which exclude each other is `session.options`.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from smtpwb.cli.tls_options import add_tls_options, tls_options
from smtpwb.errors import UsageError

if TYPE_CHECKING:
    from smtpwb.session.options import Options
    from smtpwb.session.target import Target

_CONNECT_TIMEOUT = 30.0

TARGETS = """\
TARGET is any of: HOST, HOST:PORT, [IPV6]:PORT, smtp://HOST[:PORT],
smtps://HOST[:PORT], "telnet HOST PORT", "nc HOST PORT",
"openssl s_client -starttls smtp -connect HOST:PORT"; mx:DOMAIN (its mail
exchangers), unix:/PATH, "pipe:COMMAND ARGUMENT ...".
"""
"""For --help: every spelling of a target."""

_TEXTS: tuple[tuple[str, str, str], ...] = (
    ("--via", "[USER@]JUMP", "go through a jump host, by the system's ssh and its configuration"),
    ("--proxy", "URL", "go through a proxy: socks5://HOST:PORT, socks4:// or http:// (CONNECT)"),
    ("--source", "ADDRESS", "connect from this address of this machine"),
    (
        "--proxy-protocol",
        "V[:SRC,DST]",
        "write a PROXY header first: v1 or v2; SRC and DST are ADDRESS:PORT, unless the connection's own",
    ),
    ("--nameserver", "HOST[:PORT]", "ask this name server for the exchangers of mx:DOMAIN"),
)
"""Options that take a text: name, what it takes, what it does."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser, those of TLS among them."""
    group = parser.add_argument_group("ways in")
    for name, takes, does in _TEXTS:
        group.add_argument(name, default="", metavar=takes, help=does)
    family = group.add_mutually_exclusive_group()
    for digit in ("4", "6"):
        family.add_argument(
            f"-{digit}", dest="family", action="store_const", const=digit, help=f"only IPv{digit} addresses"
        )
    group.add_argument(
        "--connect-timeout",
        type=float,
        default=_CONNECT_TIMEOUT,
        metavar="S",
        help="seconds each address gets to answer (%(default)g); 0: as many as the system gives it",
    )
    parser.add_argument("--tls", action="store_true", help="TLS on connect (port 465 unless TARGET says)")
    add_tls_options(parser)


def connection_options(options: argparse.Namespace) -> Options:
    """What the options say. Raises UsageError, one sentence."""
    from smtpwb.session import hosts
    from smtpwb.session import options as read

    if not 0 <= options.connect_timeout < float("inf"):
        raise UsageError(
            f"no address can answer in {options.connect_timeout:g} seconds",
            "--connect-timeout is a number from 0",
        )
    if options.nameserver:
        hosts.host_port(options.nameserver, 53)
    return read.Options(
        via=read.jump(options.via) if options.via else None,
        proxy=read.proxy(options.proxy) if options.proxy else None,
        source=read.source(options.source) if options.source else "",
        family={"4": read.Family.IPV4, "6": read.Family.IPV6}.get(options.family, read.Family.ANY),
        proxy_protocol=read.proxy_protocol(options.proxy_protocol) if options.proxy_protocol else None,
        timeout=options.connect_timeout or None,
        nameserver=options.nameserver,
        tls=tls_options(options),
    )


def target(written: str, options: argparse.Namespace) -> Target:
    """The target as written, with TLS first where --tls asks for it. Raises UsageError."""
    from smtpwb.session import target as targets

    if options.tls and not written.lower().startswith("smtps:"):
        if targets.is_way(written):
            written = f"smtps:{written}"
        elif "://" in written or " " in written:
            raise UsageError("--tls goes with HOST or HOST:PORT", "or write smtps://HOST:PORT alone")
        else:
            written = f"smtps://{written}"
    return targets.parse(written)
