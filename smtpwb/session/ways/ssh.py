"""Through a jump host, by the system's own `ssh -W`: its configuration, agent, keys and ProxyJump hold.

Decides the command line, in which nothing but ssh's own options can begin with `-`, and how what ssh
says reads as a failure. Its questions are asked by `questions`; without anyone to ask, ssh asks nothing.
"""

from __future__ import annotations

import os
import re

from smtpwb.errors import ConnectError
from smtpwb.session.hosts import shown
from smtpwb.session.options import Family, Jump, Options
from smtpwb.session.ways.child import Child
from smtpwb.session.ways.questions import Questions
from smtpwb.session.ways.trip import Joined, Place, Trip
from smtpwb.smtp.ports import joined

PROGRAM = "ssh"
_FAMILY = {Family.ANY: [], Family.IPV4: ["-4"], Family.IPV6: ["-6"]}


def command(place: Place, jump: Jump, options: Options, asking: bool) -> list[str]:
    """The command line. Raises ConnectError for a host that cannot be named on it."""
    argv = [PROGRAM, "-W", joined(_ascii(place.host), place.port), *_FAMILY[options.family]]
    if options.source:
        argv += ["-b", options.source]
    if jump.port:
        argv += ["-p", str(jump.port)]
    if not asking:
        argv += ["-o", "BatchMode=yes"]
    return [*argv, "--", jump.destination]


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        raise ConnectError(f"{shown(host)}: no such host", "check the spelling") from None


async def connect(place: Place, options: Options, trip: Trip) -> Joined:
    """Start ssh; what becomes of it is seen when it speaks or ends. Raises ConnectError."""
    assert options.via is not None
    argv = command(place, options.via, options, trip.ask is not None)
    peer = joined(place.host, place.port)
    trip.trying(f"{peer} via {options.carrier}")
    questions = Questions(trip.ask) if trip.ask is not None else None
    asked = await questions.listen() if questions is not None else {}
    try:
        child = await Child.start(PROGRAM, argv, {**os.environ, **asked})
    except BaseException:
        if questions is not None:
            await questions.close()
        raise
    if questions is not None:
        child.cleanup = questions.close
        child.busy = lambda: questions.open
    return Joined(child.socket, place.host, place.port, peer, via=options.carrier, child=child)


_SAYS = tuple(
    (re.compile(pattern, re.IGNORECASE), why, hint)
    for pattern, why, hint in (
        (
            r"REMOTE HOST IDENTIFICATION HAS CHANGED",
            "the jump host's key has CHANGED",
            "somebody may be in between: ask who runs it before you remove the old key",
        ),
        (
            r"Host key verification failed",
            "the jump host's key was not accepted",
            "connect to it once with ssh, and compare its key",
        ),
        (
            r"Permission denied \(([^)]*)\)",
            "the jump host refused the login ({})",
            "check the user, the key and the agent: ssh -v to it says more",
        ),
        (
            r"open failed: connect failed: (.+)",
            "the jump host says: {}",
            "check the host and the port from there",
        ),
        (
            r"open failed: administratively prohibited",
            "the jump host forwards no connections",
            "ask who runs it: AllowTcpForwarding",
        ),
        (
            r"stdio forwarding failed",
            "the jump host could not connect",
            "check the host and the port from there",
        ),
        (
            r"Could not resolve hostname \S+: (.+)",
            "the jump host: {}",
            "check the spelling, or ~/.ssh/config",
        ),
        (r"connect to host .*: (.+)", "the jump host: {}", "check its name and port, and the network"),
    )
)


def failure(child: Child, status: str) -> ConnectError:
    """Why ssh ended before it had a connection, by what it said."""
    for pattern, why, hint in _SAYS:
        for words in child.words:
            if (found := pattern.search(words)) is not None:
                said = found.group(1).strip().lower() if found.groups() else ""
                return ConnectError(f"ssh: {why.format(said)}", hint)
    return ConnectError(f"ssh: {child.words[-1]}" if child.words else f"ssh {status}")
