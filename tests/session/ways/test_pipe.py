"""A command's stdin and stdout as a server."""

from __future__ import annotations

import asyncio
import shlex
import sys

import pytest

from smtpwb.errors import ConnectError
from smtpwb.session.options import Options, proxy_protocol
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.transcript import wording
from smtpwb.transcript.events import Attempt, Closed, Opened, OpenFailed, Told
from smtpwb.transcript.transcript import Transcript
from tests.session.servers import kinds, last, order, said


def server(code: str) -> str:
    """The order that runs a program; it is one line, as an order is."""
    return f"pipe:{shlex.join([sys.executable, '-c', f'exec({code!r})'])}"


TALKS = """
import sys
print("220 pipe", flush=True)
for line in sys.stdin:
    sys.stderr.write("heard " + line)
    sys.stderr.flush()
    print("250 " + line, end="", flush=True)
    if line.startswith("QUIT"): sys.exit(%d)
"""


async def connected(code: str, options: Options | None = None) -> Session:
    session = Session(Transcript())
    await session.connect(parse(server(code)), options)
    return session


async def test_a_dialogue_and_what_the_command_says_beside_it() -> None:
    session = await connected(TALKS.replace("%d", "0"))
    await session.settled(5)
    await order(session, b"NOOP")
    session.send(b"QUIT")
    await asyncio.wait_for(session.closed(), 5)
    assert said(session) == b"220 pipe\n250 NOOP\r\n250 QUIT\r\n"
    told = [event.words for event in session.transcript.events if isinstance(event, Told)]
    assert told == ["heard NOOP", "heard QUIT"]
    opened, closed = session.transcript.events[0], last(session)
    assert isinstance(opened, Opened)
    assert (opened.host, opened.port, wording.place(opened)) == ("localhost", 0, opened.target)
    assert isinstance(closed, Closed)
    assert (closed.by, closed.how) == ("server", "closed the connection")


async def test_its_exit_status_is_told_when_it_is_no_good_one() -> None:
    session = await connected(TALKS.replace("%d", "3"))
    await session.settled(5)
    session.send(b"QUIT")
    await asyncio.wait_for(session.closed(), 5)
    name = sys.executable.rpartition("/")[2]
    assert wording.lines(session.transcript.entries[-1]) == (f"{name} exited with status 3",)


async def test_hanging_up_ends_it_and_nothing_of_that_is_told() -> None:
    code = (
        "import os, signal, sys\n"
        "def end(*_): os.write(2, b'ended'); os._exit(1)\n"
        "signal.signal(signal.SIGTERM, end)\nos.write(1, b'220 x\\r\\n')\nwhile True: signal.pause()"
    )
    session = await connected(code)
    child = session._child
    assert child is not None
    await session.settled(5)
    session.hang_up()
    assert session.connected
    await asyncio.wait_for(session.closed(), 5)
    assert child._process.returncode == 1
    assert kinds(session) == ["Opened", "Arrived", "Closed"]
    closed = last(session)
    assert isinstance(closed, Closed)
    assert (closed.by, closed.how) == ("you", "hung up")


async def test_a_connection_can_follow_at_once() -> None:
    session = await connected("print('220 x', flush=True); input()")
    session.hang_up()
    with pytest.raises(ConnectError, match="stands already"):
        await session.connect(parse(server("print(220)")))
    await asyncio.wait_for(session.closed(), 5)
    await session.connect(parse(server("print('220 y', flush=True); input()")))
    await session.settled(5)
    session.hang_up()
    await asyncio.wait_for(session.closed(), 5)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import sys; sys.exit('no route')", "exited with status 1, without a word of SMTP: no route"),
        ("", "exited with status 0, without a word of SMTP"),
    ],
)
async def test_one_that_ends_without_a_word(code: str, why: str) -> None:
    session = Session(Transcript())
    with pytest.raises(ConnectError, match=why):
        await session.connect(parse(server(code)))
    assert isinstance(last(session), OpenFailed)


async def test_one_that_is_not_there() -> None:
    session = Session(Transcript())
    with pytest.raises(ConnectError, match="no such program"):
        await session.connect(parse("pipe:/no/such/program"))
    assert kinds(session) == ["OpenFailed"]


async def test_no_shell_reads_it() -> None:
    session = Session(Transcript())
    await session.connect(
        parse(f"{server('import sys; print(sys.argv[1:], flush=True); input()')} $HOME ; *")
    )
    while not said(session).endswith(b"\n"):
        await asyncio.sleep(0)
    assert said(session) == b"['$HOME', ';', '*']\n"
    session.hang_up()
    await session.closed()


async def test_a_silent_one_counts_as_connected_after_a_while() -> None:
    session = await connected("input()", Options(timeout=0.01))
    assert kinds(session) == ["Opened"]
    session.hang_up()
    await session.closed()


async def test_the_proxy_header_comes_before_the_greeting() -> None:
    code = "line = input(); print('220', line, flush=True); input()"
    session = await connected(code, Options(proxy_protocol=proxy_protocol("v1")))
    await session.settled(5)
    assert said(session).startswith(b"220 PROXY UNKNOWN")
    session.hang_up()
    await session.closed()


async def test_cancelled_before_it_speaks() -> None:
    session = Session(Transcript())

    def cancel(_: Attempt) -> None:
        task.cancel()

    task = asyncio.create_task(session.connect(parse(server("input()")), on_attempt=cancel))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert kinds(session) == ["OpenFailed"]
