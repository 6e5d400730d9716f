"""A program that carries the connection on its stdin and stdout: ssh, or a command of the user's.

Decides how it is started (no shell, no terminal, a session of its own), what of its standard error is
kept, and how it ends: nothing of it is left when `finish` returns. What it is good for is not decided here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence

from smtpwb.errors import ConnectError

GRACE = 1.0
"""Seconds a program gets to end by itself after its connection did, and again after SIGTERM."""
STDERR_GRACE = 0.2
"""Seconds its standard error may stay open after it ended: a background process may hold on to it."""
LONGEST_LINE = 1000
MOST_LINES = 200
"""Of its standard error so much is kept; the rest is counted."""


class Child:
    """One program at work. `tell` hears each line of its standard error."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, ours: socket.socket) -> None:
        self.name = name
        self.socket = ours
        self.tell: Callable[[str, str], None] = lambda by, words: None
        self.words: list[str] = []
        """What it said on its standard error, line by line."""
        self.busy: Callable[[], bool] = lambda: False
        """Whether it waits for an answer of the user's."""
        self.cleanup: Callable[[], Awaitable[None]] | None = None
        """Called when it has ended."""
        self._process = process
        self._stderr = _Lines(self._said)
        self._stderr_pipe: asyncio.ReadTransport | None = None

    @classmethod
    async def start(cls, name: str, argv: Sequence[str], env: Mapping[str, str] | None = None) -> Child:
        """Run a program. Raises ConnectError when it cannot be run; cancelled, it leaves nothing behind."""
        if not hasattr(os, "killpg"):
            raise ConnectError(f"{name} cannot carry a connection on this system", "connect to HOST:PORT")
        ours, theirs = socket.socketpair()
        stderr, their_stderr = os.pipe()
        ours.setblocking(False)
        try:
            process = await asyncio.create_subprocess_exec(
                *argv,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=their_stderr,
                start_new_session=True,
                env=env,
            )
        except BaseException as error:
            ours.close()
            os.close(stderr)
            if isinstance(error, OSError):
                raise ConnectError(*_not_run(name, error)) from None
            raise
        finally:
            theirs.close()
            os.close(their_stderr)
        child = cls(name, process, ours)
        await child._listen(stderr)
        return child

    async def _listen(self, stderr: int) -> None:
        pipe = os.fdopen(stderr, "rb", 0)
        loop = asyncio.get_running_loop()
        self._stderr_pipe, _ = await loop.connect_read_pipe(lambda: self._stderr, pipe)

    def _said(self, words: str) -> None:
        self.words.append(words)
        self.tell(self.name, words)

    async def speaks(self, patience: float | None) -> bool:
        """Wait for the first octet; False: it ended its side without any. After `patience` seconds of
        silence, and while it is not `busy`, its silence is taken for that of a server."""
        loop = asyncio.get_running_loop()
        readable = asyncio.Event()
        loop.add_reader(self.socket, readable.set)
        try:
            while not readable.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(readable.wait(), patience)
                if not readable.is_set() and not self.busy():
                    return True
        finally:
            loop.remove_reader(self.socket)
        try:
            return bool(self.socket.recv(1, socket.MSG_PEEK))
        except ConnectionResetError:  # it ended without reading what was written to it
            return False

    async def finish(self, *, now: bool = False) -> int | None:
        """See it end, `now` at once, and with it all that it started in its session.

        Returns its exit status, of a signal the negative number; None where it was ended from here.
        """
        by_itself = not now
        if now:
            self._signal(signal.SIGTERM)
        for stronger in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await self._process.wait()
                break
            by_itself = False
            self._signal(stronger)
        status = await self._process.wait()
        self._signal(signal.SIGTERM)
        await asyncio.wait((self._stderr.ended,), timeout=STDERR_GRACE)
        if self._stderr_pipe is not None:
            self._stderr_pipe.close()
        if self.cleanup is not None:
            await self.cleanup()
        return status if by_itself else None

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


class _Lines(asyncio.Protocol):
    """Cuts what arrives into lines."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._rest = b""
        self._count = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._line(line)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._rest:
            self._line(self._rest)
        if self._count > MOST_LINES:
            self._tell(f"… {self._count - MOST_LINES} more lines")
        if not self.ended.done():
            self.ended.set_result(None)

    def _line(self, line: bytes) -> None:
        words = line.rstrip(b"\r").decode("utf-8", "backslashreplace")[:LONGEST_LINE]
        if not words.strip():
            return
        self._count += 1
        if self._count <= MOST_LINES:
            self._tell(words)


def _not_run(name: str, error: OSError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return f"{name}: there is no such program", "install it, or check how it is written"
    return f"{name} cannot be run: {(error.strerror or str(error)).lower()}", "check its permissions"


def ended(status: int | None) -> str:
    """How a program ended, in words."""
    if status is None:
        return "closed its output"
    if status >= 0:
        return f"exited with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"
