"""A program that carries a connection: what it says, how it ends, and that nothing of it is left."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import pytest

from smtpwb.errors import ConnectError
from smtpwb.session.ways import child as module
from smtpwb.session.ways.child import LONGEST_LINE, MOST_LINES, Child, ended


async def python(code: str) -> Child:
    return await Child.start("python", [sys.executable, "-c", code])


async def done(child: Child, *, now: bool = False) -> int | None:
    child.socket.close()
    return await child.finish(now=now)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_its_stdin_and_stdout_are_our_socket() -> None:
    child = await python("import os; os.write(1, os.read(0, 9).upper())")
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(child.socket, b"noop\n")
    assert await loop.sock_recv(child.socket, 10) == b"NOOP\n"
    assert await done(child) == 0


async def test_it_has_no_terminal_and_a_session_of_its_own() -> None:
    child = await python("import os; os.write(1, b'%d' % (os.getsid(0) == os.getpid()))")
    assert await asyncio.get_running_loop().sock_recv(child.socket, 10) == b"1"
    await done(child)


async def test_its_words_are_told_line_by_line() -> None:
    child = await python(
        "import sys; sys.stderr.buffer.write(b'one\\r\\n\\n  \\ntwo \\xff\\x1b[m'); sys.exit(3)"
    )
    heard: list[tuple[str, str]] = []
    child.tell = lambda by, words: heard.append((by, words))
    assert await done(child) == 3
    assert child.words == ["one", "two \\xff\x1b[m"]
    assert heard == [("python", words) for words in child.words]


async def test_a_flood_of_words_is_counted() -> None:
    child = await python(
        f"import sys; sys.stderr.write('x\\n' * {MOST_LINES + 5} + 'y' * {3 * LONGEST_LINE})"
    )
    await done(child)
    assert len(child.words) == MOST_LINES + 1
    assert child.words[-1].endswith("more lines")
    assert max(map(len, child.words)) <= LONGEST_LINE


@pytest.mark.parametrize(
    ("code", "speaks"),
    [
        ("print(220, flush=True); input()", True),
        ("print(220)", True),
        ("", False),
        ("import os; os.close(0); os.close(1); os.read(os.open('/dev/zero', 0), 1)", False),
    ],
)
async def test_whether_it_speaks(code: str, speaks: bool) -> None:
    child = await python(code)
    assert await child.speaks(None) is speaks
    await done(child)


async def test_silence_is_taken_for_a_servers_after_a_while_but_not_while_the_user_is_asked() -> None:
    child = await python("input()")
    answers = iter([True, True, False])
    child.busy = lambda: next(answers)
    assert await child.speaks(0.001)
    assert list(answers) == []
    await done(child)


async def test_it_may_end_in_its_own_time() -> None:
    child = await python("import sys; sys.stdin.read(); sys.exit(7)")
    assert await done(child) == 7


async def test_one_that_stays_is_ended_and_one_that_ignores_that_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "GRACE", 0.05)
    for ignore in ("", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"):
        child = await python(f"import os, signal; {ignore}\nos.write(1, b'1')\nwhile True: signal.pause()")
        assert await child.speaks(None)
        assert await done(child) is None
        assert not alive(child._process.pid)


async def test_what_it_started_ends_with_it() -> None:
    code = (
        "import subprocess, sys\n"
        "one = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])\n"
        "sys.stdout.write(str(one.pid)); sys.stdout.flush()\n"
    )
    child = await python(code)
    pid = int(await asyncio.get_running_loop().sock_recv(child.socket, 20))
    watch = os.pidfd_open(pid)
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(watch, gone.set)
    await done(child)
    await asyncio.wait_for(gone.wait(), 5)
    asyncio.get_running_loop().remove_reader(watch)
    os.close(watch)


async def test_cleanup_comes_last() -> None:
    child = await python("input()")
    cleaned: list[bool] = []

    async def clean() -> None:
        cleaned.append(alive(child._process.pid))

    child.cleanup = clean
    assert await done(child, now=True) is None
    assert cleaned == [False]


@pytest.mark.parametrize(
    ("program", "why"), [("/no/such/program", "no such program"), ("/etc/passwd", "permission denied")]
)
async def test_what_cannot_be_run_is_said(program: str, why: str) -> None:
    with pytest.raises(ConnectError, match=why) as caught:
        await Child.start("it", [program])
    assert caught.value.hint


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "exited with status 0"),
        (255, "exited with status 255"),
        (-signal.SIGTERM, "was ended by SIGTERM"),
        (-99, "was ended by signal 99"),
        (None, "closed its output"),
    ],
)
def test_how_it_ended(status: int | None, words: str) -> None:
    assert ended(status) == words
