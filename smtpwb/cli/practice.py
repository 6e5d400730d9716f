"""`smtpwb practice`: the practice server alone, for telnet and scripts."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TextIO

from smtpwb.cli.class_table import Live, Steps, table
from smtpwb.cli.output import DONE, complain
from smtpwb.cli.practice_introduction import introduction
from smtpwb.errors import UsageError
from smtpwb.practice.classroom import Classroom
from smtpwb.practice.limits import USUAL, Limits
from smtpwb.practice.persona import PLAIN_NAME, Persona, by_name, personas
from smtpwb.practice.server import PracticeServer
from smtpwb.practice.zone import LOOPBACK
from smtpwb.transcript.loopback import is_loopback

DESCRIPTION = """\
An SMTP server to practise on. It takes mail for practice.test, keeps it in memory and forwards nothing;
some of its mailboxes misbehave, each in its own way, as HELP tells. How to reach it goes to stdout, a line
for each connection and message to stderr. ctrl+c ends it.

For a class, with --host or --keep, it lists who is connected and how far each dialogue came: in a table on a
terminal, else in lines, and who was turned away, by which limit. It relays nothing, whoever asks.

With --persona NAME it is another server, with a character of its own:
""" + "".join(f"  {persona.name:<10} {persona.title}\n" for persona in personas())
PORT = 2525


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
        help="write each dialogue in a directory of this run in DIR, as a text to read and as a journal for "
        "`smtpwb transcript show FILE`; passwords are masked",
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
    if not _is_local(options.host):
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
    for_class = options.keep is not None or not _is_local(options.host)
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
        kept_in = room.kept_in if room is not None else None
        print(introduction(*server.address, options.speed, persona, kept_in), flush=True)
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


def _is_local(host: str) -> bool:
    return host.lower() == "localhost" or is_loopback(host)
