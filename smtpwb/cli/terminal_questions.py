"""Questions of the program that carries a connection (ssh: host key, passphrase), asked on the terminal.

Decides when there is somebody to ask. What is typed goes to the program alone; a secret is not echoed, and
the terminal is left as it was, also where a question is withdrawn.
"""

from __future__ import annotations

import asyncio
import sys
import termios
import threading
from collections.abc import Callable
from typing import Any

from smtpwb.session.ways.trip import Ask, Asks, Question


class TerminalQuestions:
    """Asks one question after another."""

    def __init__(self, stdin_is_free: bool = True) -> None:
        """`stdin_is_free`: nothing else is read from it."""
        self._watched = stdin_is_free and sys.stdin is not None and sys.stdin.isatty()
        self.open = False
        """A question stands there, and is not to be written over."""
        self.before: Callable[[], None] = lambda: None
        """Makes room on the terminal."""

    @property
    def ask(self) -> Ask | None:
        """Answers a question; None where nobody is there, so that ssh asks nothing."""
        return self._ask if self._watched else None

    async def _ask(self, question: Question) -> str | None:
        self.before()
        self.open = True
        before = termios.tcgetattr(sys.stdin)
        try:
            if question.asks is Asks.SECRET:
                _hide(before)
            print(question.shown, end=" ", file=sys.stderr, flush=True)
            return await (asyncio.Future() if question.asks is Asks.NOTHING else _typed())
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
            if question.asks is not Asks.CONFIRM:  # whose line end was echoed
                print(file=sys.stderr, flush=True)
            self.open = False


def _hide(attributes: list[Any]) -> None:
    """Echo nothing; what was typed before anything was asked is no answer."""
    flags, echoing = 3, termios.ECHO
    hiding = [*attributes]
    hiding[flags] &= ~echoing
    termios.tcflush(sys.stdin, termios.TCIFLUSH)
    termios.tcsetattr(sys.stdin, termios.TCSANOW, hiding)


async def _typed() -> str | None:
    """The line that a person types; None for an empty one.

    A thread of its own waits for it, which holds nothing up when it is given up.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str | None] = loop.create_future()

    def answered(text: str | None) -> None:
        if not answer.done():
            answer.set_result(text)

    def wait() -> None:
        try:
            text = sys.stdin.readline().rstrip("\r\n") or None
        except (OSError, ValueError):
            text = None
        if not loop.is_closed():
            loop.call_soon_threadsafe(answered, text)

    threading.Thread(target=wait, daemon=True).start()
    return await answer
