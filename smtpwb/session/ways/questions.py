"""The app's side of askpass: what ssh asks arrives here, and the user's answer goes back.

Decides what kind of answer a question wants. An answer goes to the program that asked and nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import struct
import sys
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path

from smtpwb.session.ways import askpass
from smtpwb.session.ways.trip import Ask, Asks, Question

LONGEST = 1 << 16
"""Octets of one question."""
_YES_OR_NO = re.compile(r"\(yes/no")
_CREDENTIALS = struct.Struct("3i")
"""Process, user and group, as SO_PEERCRED gives them (unix(7))."""
_KINDS = {"confirm": Asks.CONFIRM, "none": Asks.NOTHING}
"""SSH_ASKPASS_PROMPT, as ssh sets it."""


class Questions:
    """Listens for questions until it is closed."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._asking: set[asyncio.Task[None]] = set()
        self._remove: Callable[[], object] = lambda: None
        self._server: asyncio.Server | None = None

    @property
    def open(self) -> bool:
        """A question waits for its answer."""
        return bool(self._asking)

    async def listen(self) -> dict[str, str]:
        """Begin; returns what the environment of ssh needs."""
        place = Path(tempfile.mkdtemp(prefix="smtpwb-"))  # mode 0700: nobody else may enter it
        # Also when the program ends before ssh does, and nobody is left to close this.
        self._remove = weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
        program = place / "askpass"
        command = shlex.join([sys.executable, "-I", askpass.__file__])
        program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        program.chmod(0o700)
        path = place / "questions"
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        path.chmod(0o600)  # before anybody can connect
        self._server = await asyncio.start_unix_server(self._asked, sock=listening, limit=LONGEST)
        return {"SSH_ASKPASS": str(program), "SSH_ASKPASS_REQUIRE": "force", askpass.SOCKET: str(path)}

    async def close(self) -> None:
        """Withdraw every question, and leave no file behind."""
        if self._server is not None:
            self._server.close()
        asking = list(self._asking)
        for task in asking:
            task.cancel()
        if asking:
            await asyncio.wait(asking)
        self._remove()

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if _is_of_another(writer.get_extra_info("socket")):
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._asking.add(task)
        try:
            question = _question(await reader.readline())
            if question is not None and (answer := await self._answer(question, reader)) is not None:
                writer.write(answer.encode("utf-8", "surrogateescape") + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError, RecursionError):
            pass  # who asked has gone, or is not ssh
        finally:
            self._asking.discard(task)
            writer.close()

    async def _answer(self, question: Question, reader: asyncio.StreamReader) -> str | None:
        """The user's answer; None when it is refused, or whoever asked has gone."""
        answering = asyncio.ensure_future(self._ask(question))
        gone = asyncio.ensure_future(reader.read())
        try:
            await asyncio.wait((answering, gone), return_when=asyncio.FIRST_COMPLETED)
            return answering.result() if answering.done() else None
        finally:
            for task in (answering, gone):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                    await task


def _is_of_another(peer: socket.socket) -> bool:
    """Whether another user's program has connected, where the system tells (Linux)."""
    if not hasattr(socket, "SO_PEERCRED"):
        return False
    _, user, _ = _CREDENTIALS.unpack(
        peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    )
    return bool(user != os.getuid())


def _question(line: bytes) -> Question | None:
    """Raises ValueError for what is no JSON."""
    asked = json.loads(line) if line else None
    if not isinstance(asked, dict):
        return None
    text, kind = str(asked.get("text", "")), str(asked.get("kind", ""))
    if kind not in _KINDS and _YES_OR_NO.search(text):
        return Question(text, Asks.CONFIRM)
    return Question(text, _KINDS.get(kind, Asks.SECRET))
