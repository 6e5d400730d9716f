"""Every dialogue with every real server, by hand and by `smtpwb run`, directly and through a jump host."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.cli.program import COMMAND, environment
from tests.real import dialogues, hands, large
from tests.real.dovecot import dovecot
from tests.real.jump import jump_host
from tests.real.listening import HOST, Mx, target
from tests.real.opensmtpd import opensmtpd
from tests.real.postfix import postfix
from tests.real.sink import lmtp_sink
from tests.real.tap import tapped
from tests.terminal import Terminal, smtpwb

Course = tuple[str, Callable[[], object]]
_MECHANISMS = {
    "postfix": ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"),
    "opensmtpd": ("PLAIN", "LOGIN"),
}
_LINE = "The quick brown fox jumps over the lazy dog.\n..and the dog does not mind\n"
_REPEATED = 25_000_000 // len(_LINE)
_BIG = 300
"""Seconds that 25 MB may take as a script, which is written out line by line."""


@dataclass(frozen=True)
class Route:
    """How to get there."""

    title: str
    options: tuple[str, ...] = ()
    path: str = os.environ["PATH"]


def courses() -> Iterator[Course]:
    """Each dialogue, to be had when called."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="smtpwb-soak-")))
        servers = {"postfix": postfix(), "opensmtpd": opensmtpd()}
        running = {name: stack.enter_context(server) for name, server in servers.items()}
        lmtp = stack.enter_context(dovecot())
        sink_at = stack.enter_context(lmtp_sink())
        sink_path = stack.enter_context(lmtp_sink(unix=True))
        (home / "jump").mkdir()
        jump = stack.enter_context(jump_host(home / "jump"))
        for route in (Route("directly"), Route("via ssh", ("--via", jump.place), jump.path)):
            for name, mx in running.items():
                yield from _mail(name, mx, route, home)
            yield from _both("dovecot's port", target((HOST, lmtp.port)), dialogues.LMTP, route, home)
            yield from _both("smtp-sink", target(sink_at), dialogues.LMTP_ACCEPTED, route, home)
        places = {
            "dovecot's LMTP": large.lmtp((HOST, lmtp.port)),
            "smtp-sink's LMTP": large.lmtp(sink_at),
            "postfix's submission": large.submission(running["postfix"]),
            "postfix's smtps": large.smtps(running["postfix"]),
        }
        for title, there in places.items():
            yield f"25 MB from a file to {title}", partial(_big_from_a_file, there, home)
        unix = Route("directly")
        yield from _both("dovecot's socket", target(lmtp.socket), dialogues.LMTP, unix, home)
        yield from _both("smtp-sink's socket", target(sink_path), dialogues.LMTP_ACCEPTED, unix, home)


def _mail(name: str, mx: Mx, route: Route, home: Path) -> Iterator[Course]:
    """All of one mail server."""
    trusting = Route(route.title, (*route.options, "--verify", "--ca", str(mx.roots)), route.path)
    titled = f"{name} {route.title}"
    yield f"{titled}: the walkthrough, tapped", partial(_tapped, mx, route, home)
    secured = {
        "submission": (f"{HOST}:{mx.submission}", dialogues.SECURED, dialogues.submission),
        "smtps": (f"smtps://{HOST}:{mx.smtps}", dialogues.HELLO, dialogues.smtps),
    }
    for port, (place, begins, script) in secured.items():
        for mechanism in dialogues.LOGINS:
            course = partial(_by_run, script(mechanism), place, trusting)
            yield f"{titled}: {port}, {mechanism}, by run", course
        for mechanism in _MECHANISMS[name]:
            course = partial(_login, mechanism, place, begins, trusting, home)
            yield f"{titled}: {port}, {mechanism}, by hand", course
        yield f"{titled}: {port}, 25 MB by hand", partial(_big_by_hand, place, begins, trusting, home)
    yield f"{titled}: 25 MB by run", partial(_big_by_run, f"{HOST}:{mx.relay}", route)


def _both(title: str, place: str, script: str, route: Route, home: Path) -> Iterator[Course]:
    yield f"{title} {route.title}: by run", partial(_by_run, script, place, route)
    yield f"{title} {route.title}: by hand", partial(_by_hand, script, place, route, home)


def _by_run(script: str, place: str, route: Route, patience: float = 60) -> None:
    done = subprocess.run(
        [*COMMAND, "run", "-", place, *route.options],
        input=script.encode(),
        capture_output=True,
        timeout=patience,
        env=environment(**dialogues.SECRETS, PATH=route.path),
    )
    assert done.returncode == 0, done.stdout[-4_000:].decode() + done.stderr.decode()


def _at(place: str, route: Route, home: Path) -> Terminal:
    """The program in a terminal; a shell may set a PATH of its own."""
    command = f"{shlex.join(['env', f'PATH={route.path}'])} {smtpwb(place, *route.options)}"
    return Terminal(command, size=hands.SIZE, home=home)


def _by_hand(script: str, place: str, route: Route, home: Path) -> None:
    with _at(place, route, home) as screen:
        hands.play(screen, script)


def _tapped(mx: Mx, route: Route, home: Path) -> None:
    """Nothing goes but what was ordered, neither way."""
    script = dialogues.WALKTHROUGH
    with tapped((HOST, mx.relay)) as tap:
        _by_run(script, f"{HOST}:{tap.port}", route)
        _by_hand(script, f"{HOST}:{tap.port}", route, home)
    assert tap.said == dialogues.ordered(script) * 2
    assert tap.connections == 2


def _login(mechanism: str, place: str, begins: str, route: Route, home: Path) -> None:
    with _at(place, route, home) as screen:
        hands.play(screen, dialogues.GREETED + begins)
        hands.log_in(screen, mechanism)
        hands.play(screen, dialogues.ENVELOPE + dialogues.MESSAGE)
        screen.wait("1 accepted · 1 refused")
        hands.play(screen, dialogues.BYE)


def _big_by_hand(place: str, begins: str, route: Route, home: Path) -> None:
    letter = home / "big.eml"
    letter.write_bytes(f"Subject: big\n\n{_LINE * _REPEATED}".replace("\n", "\r\n").encode())
    with _at(place, route, home) as screen:
        hands.play(screen, dialogues.GREETED + begins)
        hands.log_in(screen, "PLAIN")
        hands.play(screen, dialogues.ACCEPTED)
        hands.send_file(screen, letter)
        hands.play(screen, dialogues.BYE)


def _big_from_a_file(place: large.Place, home: Path) -> None:
    """In memory that is as good as flat."""
    more = large.peak(home, place, 25_000_000) - large.peak(home, place, 1_000)
    assert more < 4_000_000, f"{more:,} octets more"


def _big_by_run(place: str, route: Route) -> None:
    content = "".join(f"C: {line}\n" for line in _LINE.splitlines()) * _REPEATED
    message = f"C: Subject: big\nC:\n{content}C: .\nS: 250\n"
    begins = dialogues.GREETED + dialogues.HELLO + dialogues.ACCEPTED
    _by_run(begins + message + dialogues.BYE, place, route, _BIG)
