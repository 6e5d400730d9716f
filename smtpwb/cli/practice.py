"""`smtpwb practice`: the practice server alone, for telnet and scripts."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ipaddress
import math
import os
import socket
import sys
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TextIO

from smtpwb.cli.class_table import Live, Steps, table
from smtpwb.cli.output import DONE, complain
from smtpwb.errors import UsageError
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.classroom import Classroom
from smtpwb.practice.limits import USUAL, Limits
from smtpwb.practice.mailboxes import ANYONE, DOMAIN, mailboxes
from smtpwb.practice.persona import PLAIN_NAME, Persona, by_name, personas
from smtpwb.practice.server import LOOPBACK, PracticeServer

DESCRIPTION = """\
An SMTP server to practise on. It takes mail for practice.test, keeps it in memory and forwards nothing;
some of its mailboxes misbehave, each in its own way, as HELP tells. How to reach it goes to stdout, a line
for each connection and message to stderr. ctrl+c ends it.

For a class, with --host or --keep, it lists who is connected and how far each dialogue came: in a table on a
terminal, else in lines. It relays nothing, whoever asks.

With --persona NAME it is another server, with a character of its own:
""" + "".join(f"  {persona.name:<10} {persona.title}\n" for persona in personas())
PORT = 2525
WIDTH = 100
"""Columns of what is said on stdout."""
_NEAR = {"0.0.0.0": LOOPBACK, "::": "::1"}
"""Where this machine reaches a server that listens on every address."""

_FAR = {"0.0.0.0": (socket.AF_INET, "192.0.2.1"), "::": (socket.AF_INET6, "2001:db8::1")}
"""An address that is nobody's (RFC 5737 §3, RFC 3849 §2), to ask which of its own this machine would take."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=LOOPBACK, help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="the port; 0: a free one (%(default)s)")
    parser.add_argument(
        "--persona", default=PLAIN_NAME, metavar="NAME", help="which server it is, by its name (%(default)s)"
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="N", help="let waits last N times shorter (%(default)s)"
    )
    _configure_class(parser)


def _configure_class(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("for a class")
    group.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="write each dialogue as a transcript in a directory of this run in DIR; passwords are masked",
    )
    usual = {
        "--max-connections": (USUAL.connections, "N", "connections at once, in all; 0: any number"),
        "--max-per-client": (USUAL.per_client, "N", "connections at once of one address; 0: any number"),
        "--max-size": (USUAL.octets, "OCTETS", "the largest message"),
        "--idle": (USUAL.idle, "SECONDS", "silence after which a client is sent away"),
    }
    for name, (default, metavar, help) in usual.items():
        kind = type(default)
        told = f"{help} ({default:g})" if kind is float else f"{help} ({default})"
        group.add_argument(name, type=kind, default=default, metavar=metavar, help=told)


def run(options: argparse.Namespace) -> int:
    """Serve until ctrl+c. Raises UsageError for a useless number, ConnectError if it cannot listen."""
    if not 0 <= options.port <= 65535:
        raise UsageError(f"there is no port {options.port}", "ports go from 0, a free one, to 65535")
    if not (math.isfinite(options.speed) and options.speed > 0):
        raise UsageError(f"waits cannot last {options.speed} times shorter", "--speed is a number above 0")
    persona = by_name().get(options.persona.lower())
    if persona is None:
        raise UsageError(f"there is no persona {options.persona}", f"there are {', '.join(by_name())}")
    limits = _limits(options)
    if not _is_loopback(options.host):
        complain(f"{options.host} may be reached from other machines: anyone there can use this server")
    asyncio.run(_serve(options, persona, limits))
    return DONE


def _limits(options: argparse.Namespace) -> Limits:
    """As the options say. Raises UsageError for what would let nobody in."""
    if options.max_connections < 0 or options.max_per_client < 0:
        raise UsageError("there are no fewer than 0 connections", "0 sets no limit")
    if not 0 < options.max_size <= USUAL.octets:
        raise UsageError(
            f"messages cannot be of {options.max_size} octets", f"--max-size 1 to {USUAL.octets}"
        )
    if not (math.isfinite(options.idle) and options.idle > 0):
        raise UsageError(f"silence cannot last {options.idle} seconds", "--idle is a number above 0")
    return Limits(options.max_connections, options.max_per_client, options.max_size, options.idle)


async def _serve(options: argparse.Namespace, persona: Persona, limits: Limits) -> None:
    for_class = options.keep is not None or not _is_loopback(options.host)
    room = Classroom(options.keep) if for_class else None
    live = Live(sys.stdout, partial(table, room)) if room is not None and _draws(sys.stdout) else None
    server = PracticeServer(
        host=options.host,
        port=options.port,
        persona=persona,
        speed=options.speed,
        tell=_nothing if live else _tell,
        limits=limits,
        classroom=room,
    )
    await server.start()
    try:
        print(introduction(*server.address, options.speed, persona), flush=True)
        if room is not None:
            room.changed = _following(room, live)
        await asyncio.get_running_loop().create_future()  # until the task is cancelled, by ctrl+c
    finally:
        await server.stop()
        if live is not None:
            live.draw()


def _following(room: Classroom, live: Live | None) -> Callable[[], None]:
    """What is done whenever the list is another: the table is drawn, or the steps are told."""
    if live is not None:
        print()
        live.draw()
        return live.changed
    steps = Steps(_tell)
    return lambda: steps.follow(room.pupils)


def _draws(out: TextIO) -> bool:
    """Whether it is a terminal on which something can be drawn again."""
    return out.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _nothing(line: str) -> None:
    """The table says it all."""


def _tell(line: str) -> None:
    with contextlib.suppress(OSError):  # nobody reads it any more; the server goes on
        print(line, file=sys.stderr, flush=True)


def introduction(host: str, port: int, speed: float = 1.0, persona: Persona | None = None) -> str:
    """How to reach a server that listens there, what it is like, its mailboxes, and who may log in."""
    persona = persona or by_name()[PLAIN_NAME]
    near = _NEAR.get(host, host)
    at = f"[{near}]:{port}" if ":" in near else f"{near}:{port}"
    rows = mailboxes(speed)
    width = max(len(mailbox.address) for mailbox in rows)
    return "\n".join(
        [
            f"{persona.host} listens on {at}; it keeps mail in memory and forwards nothing",
            "",
            f"  telnet {near} {port}",
            f"  smtpwb {at}",
            *_from_elsewhere(host, port),
            *(_deliveries(at) if persona.name == PLAIN_NAME else _character(persona)),
            "",
            "mailboxes, and what each replies to RCPT (HELP greylist tells more):",
            *(
                f"  {mailbox.address:<{width}}  {mailbox.code}{mailbox.condition}"
                + (f"  ({mailbox.stands_for})" if mailbox.stands_for else "")
                for mailbox in rows
            ),
            f"AUTH PLAIN or LOGIN: user {USER}, password {PASSWORD}",
            "",
            "ctrl+c ends it",
        ]
    )


def _from_elsewhere(host: str, port: int) -> list[str]:
    """How other machines reach a server that listens on every address, as far as that is known."""
    if host not in _FAR:
        return []
    family, far = _FAR[host]
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((far, 9))  # sends nothing: it only says which way it would go
            mine = asked.getsockname()[0]
    except OSError:
        return []
    return [f"  telnet {mine} {port}    from the other machines"]


def _deliveries(at: str) -> list[str]:
    """Ways to send it a message without typing."""
    return [
        f"  swaks --server {at} --from you@example.net --to nobody@{DOMAIN}",
        f"  swaks --server {at} --from you@example.net --to {ANYONE} \\",
        f"        --tls --auth PLAIN --auth-user {USER} --auth-password {PASSWORD}",
    ]


def _character(persona: Persona) -> list[str]:
    """What a persona is like, and what is worth typing."""
    told = textwrap.wrap(f"{persona.title}. {persona.teaches}", WIDTH)
    return ["", *told, "", "try:", *(f"  {line}" for line in persona.try_)]


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
