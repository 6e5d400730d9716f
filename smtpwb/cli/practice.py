"""`smtpwb practice`: the practice server alone, for telnet and scripts."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ipaddress
import math
import sys

from smtpwb.cli.output import DONE, complain
from smtpwb.errors import UsageError
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.server import LOOPBACK, PracticeServer

DESCRIPTION = """\
An SMTP server to practise on. It takes mail for practice.test, keeps it in memory and forwards nothing;
some of its mailboxes misbehave, each in its own way, as HELP tells. How to reach it goes to stdout, a line
for each connection and message to stderr. ctrl+c ends it.
"""
PORT = 2525
_NEAR = {"0.0.0.0": LOOPBACK, "::": "::1"}
"""Where this machine reaches a server that listens on every address."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=LOOPBACK, help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="the port; 0: a free one (%(default)s)")
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="N", help="let waits last N times shorter (%(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until ctrl+c. Raises UsageError for a useless number, ConnectError if it cannot listen."""
    if not 0 <= options.port <= 65535:
        raise UsageError(f"there is no port {options.port}", "ports go from 0, a free one, to 65535")
    if not (math.isfinite(options.speed) and options.speed > 0):
        raise UsageError(f"waits cannot last {options.speed} times shorter", "--speed is a number above 0")
    if not _is_loopback(options.host):
        complain(f"{options.host} may be reached from other machines: anyone there can use this server")
    asyncio.run(_serve(options.host, options.port, options.speed))
    return DONE


async def _serve(host: str, port: int, speed: float) -> None:
    server = PracticeServer(host=host, port=port, speed=speed, tell=_tell)
    await server.start()
    try:
        print(introduction(*server.address, speed), flush=True)
        await asyncio.get_running_loop().create_future()  # until the task is cancelled, by ctrl+c
    finally:
        await server.stop()


def _tell(line: str) -> None:
    with contextlib.suppress(OSError):  # nobody reads it any more; the server goes on
        print(line, file=sys.stderr, flush=True)


def introduction(host: str, port: int, speed: float = 1.0) -> str:
    """How to reach a server that listens there, its mailboxes, and who may log in."""
    near = _NEAR.get(host, host)
    at = f"[{near}]:{port}" if ":" in near else f"{near}:{port}"
    rows = mailboxes(speed)
    width = max(len(mailbox.address) for mailbox in rows)
    return "\n".join(
        [
            f"practice.test listens on {at}; it keeps mail in memory and forwards nothing",
            "",
            f"  telnet {near} {port}",
            f"  smtpwb {at}",
            f"  swaks --server {at} --from you@example.net --to nobody@practice.test",
            f"  swaks --server {at} --from you@example.net --to anyone@practice.test \\",
            f"        --tls --auth PLAIN --auth-user {USER} --auth-password {PASSWORD}",
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


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
