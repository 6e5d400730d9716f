"""`smtpwb practice`: the practice server alone, for telnet and scripts."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ipaddress
import math
import sys
import textwrap

from smtpwb.cli.output import DONE, complain
from smtpwb.errors import UsageError
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.persona import PLAIN_NAME, Persona, by_name, personas
from smtpwb.practice.server import LOOPBACK, PracticeServer

DESCRIPTION = """\
An SMTP server to practise on. It takes mail for practice.test, keeps it in memory and forwards nothing;
some of its mailboxes misbehave, each in its own way, as HELP tells. How to reach it goes to stdout, a line
for each connection and message to stderr. ctrl+c ends it.

With --persona NAME it is another server, with a character of its own:
""" + "".join(f"  {persona.name:<10} {persona.title}\n" for persona in personas())
PORT = 2525
WIDTH = 100
"""Columns of what is said on stdout."""
_NEAR = {"0.0.0.0": LOOPBACK, "::": "::1"}
"""Where this machine reaches a server that listens on every address."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=LOOPBACK, help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="the port; 0: a free one (%(default)s)")
    parser.add_argument(
        "--persona", default=PLAIN_NAME, metavar="NAME", help="which server it is, by its name (%(default)s)"
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="N", help="let waits last N times shorter (%(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until ctrl+c. Raises UsageError for a useless number, ConnectError if it cannot listen."""
    if not 0 <= options.port <= 65535:
        raise UsageError(f"there is no port {options.port}", "ports go from 0, a free one, to 65535")
    if not (math.isfinite(options.speed) and options.speed > 0):
        raise UsageError(f"waits cannot last {options.speed} times shorter", "--speed is a number above 0")
    persona = by_name().get(options.persona.lower())
    if persona is None:
        raise UsageError(f"there is no persona {options.persona}", f"there are {', '.join(by_name())}")
    if not _is_loopback(options.host):
        complain(f"{options.host} may be reached from other machines: anyone there can use this server")
    asyncio.run(_serve(options.host, options.port, options.speed, persona))
    return DONE


async def _serve(host: str, port: int, speed: float, persona: Persona) -> None:
    server = PracticeServer(host=host, port=port, persona=persona, speed=speed, tell=_tell)
    await server.start()
    try:
        print(introduction(*server.address, speed, persona), flush=True)
        await asyncio.get_running_loop().create_future()  # until the task is cancelled, by ctrl+c
    finally:
        await server.stop()


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


def _deliveries(at: str) -> list[str]:
    """Ways to send it a message without typing."""
    return [
        f"  swaks --server {at} --from you@example.net --to nobody@practice.test",
        f"  swaks --server {at} --from you@example.net --to anyone@practice.test \\",
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
