"""What a server says before it resets in mid-DATA is kept, 40 of 40: in clear, inside TLS, by `run`."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import trustme

from tests.cli.program import COMMAND, environment
from tests.session.test_last_words import LINE, VERSIONS, kept, resetting, speaking

ROUNDS = 40
_LINES = 30_000
"""Of 1,000 octets: more than the buffers between the two can hold."""


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """Each way to speak to it."""
    ca = trustme.CA()
    for stop in (True, False):
        title = "in clear, stopped" if stop else "in clear, sent on"
        yield title, partial(_kept, stop=stop)
    for version in VERSIONS:
        context = speaking(ca, version)
        for smtps in (False, True):
            title = f"{version.name}, {'on connect' if smtps else 'STARTTLS'}"
            yield title, partial(_kept, context, smtps=smtps)
            yield f"{title}, by run", partial(_by_run, context, smtps=smtps)


def _kept(tls: ssl.SSLContext | None = None, **how: bool) -> None:
    assert asyncio.run(kept(ROUNDS, tls, **how)) == ROUNDS


def _by_run(tls: ssl.SSLContext, *, smtps: bool) -> None:
    """The program in a process of its own, whose loop and whose kernel meet the reset as it comes."""
    begins = "" if smtps else "S: 220\nC: STARTTLS\n"
    found = 0
    with tempfile.TemporaryDirectory(prefix="smtpwb-soak-") as home:
        letter = Path(home) / "letter"
        letter.write_bytes(LINE * _LINES)
        script = f"{begins}S: 220\nC: DATA\nS: 354\nC<file>: {letter}\nC: .\nS: 250\n".encode()
        for _ in range(ROUNDS):
            with resetting(tls, smtps=smtps) as server:
                place = f"smtps://{server.target}" if smtps else server.target
                command = [*COMMAND, "run", "-", place]
                done = subprocess.run(command, input=script, capture_output=True, env=environment())
            assert done.returncode in (1, 3), done.stderr
            found += b"552 5.3.4 too much" in done.stdout
    assert found == ROUNDS, found
