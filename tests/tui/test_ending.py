"""The terminal goes away, ssh is lost, the system asks: the app ends in order, and the journal says how."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from smtpwb.transcript.events import Closed, Sent
from smtpwb.transcript.journal import Reading, read
from smtpwb.transcript.store import kept
from tests.pty_program import PtyProgram

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such signals")
SHOW = "from smtpwb.cli.main import main; import sys; sys.exit(main(['practice.test:25']))"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[PtyProgram]:
    """The workbench, connected, with a line said."""
    with PtyProgram([sys.executable, "-c", SHOW], home=tmp_path / "own", size=(80, 24)) as one:
        one.until(b"ESMTP")
        one.write(b"NOOP\r")
        one.until(b"250")
        one.quiet()
        yield one


def left(home: Path) -> Reading:
    (one,) = kept(home / "own" / "state" / "smtpwb" / "journal")
    assert (one.alive, one.finished) == (False, True)
    return read(one.path)


def assert_in_order(found: Reading) -> None:
    assert found.fault == ""
    assert any(isinstance(event, Sent) and event.data == b"NOOP\r\n" for event in found.events)
    last = found.events[-1]
    assert isinstance(last, Closed)
    assert last.by == "you"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_order(number: signal.Signals, program: PtyProgram, tmp_path: Path) -> None:
    os.kill(program.pid, number)
    assert program.end() == 128 + number
    assert b"\x1b[?1049l" in program.output  # the terminal is as it was
    assert b"Traceback" not in program.output
    assert_in_order(left(tmp_path))


def test_a_terminal_that_is_closed_ends_it_in_order(program: PtyProgram, tmp_path: Path) -> None:
    os.close(program._master)
    status = _waited(program.pid)
    program._ended = True
    assert status in (128 + signal.SIGHUP, 0)
    assert_in_order(left(tmp_path))


def _waited(pid: int) -> int:
    """Its exit status; it has ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        threading.Event().wait(0.02)
    raise AssertionError("the program did not end")
