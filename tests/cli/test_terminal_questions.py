"""Questions on a real terminal: what is echoed, what comes back, how the terminal is left."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from smtpwb.cli.terminal_questions import TerminalQuestions
from smtpwb.session.ways.trip import Asks, Question

PASSPHRASE = Question("Enter passphrase for key '\x1b[2J': ", Asks.SECRET)
HOST_KEY = Question("The authenticity cannot be established.\nContinue (yes/no)? ", Asks.CONFIRM)


@contextmanager
def terminal() -> Iterator[int]:
    """The program's terminal, for as long as it lasts: its other end."""
    ours, theirs = os.openpty()
    with (
        os.fdopen(theirs, "r") as stdin,
        os.fdopen(os.dup(theirs), "w") as stderr,
        patch.object(sys, "stdin", stdin),
        patch.object(sys, "stderr", stderr),
    ):
        yield ours
    os.close(ours)


def echoes() -> bool:
    return bool(termios.tcgetattr(sys.stdin)[3] & termios.ECHO)


async def shown(keyboard: int, text: str) -> str:
    """What stands on the terminal, once it ends so."""
    found = ""
    while not found.endswith(text):
        found += (await asyncio.to_thread(os.read, keyboard, 1 << 12)).decode()
    return found


async def asked(question: Question, typed: bytes) -> tuple[str, str | None]:
    """What stands on the terminal in the end, and the answer."""
    with terminal() as keyboard:
        questions = TerminalQuestions()
        assert questions.ask is not None
        answering = asyncio.ensure_future(questions.ask(question))
        text = await shown(keyboard, question.shown[-5:] + " ")
        assert questions.open
        assert echoes() is (question.asks is not Asks.SECRET)
        os.write(keyboard, typed)
        answer = await answering
        assert not questions.open
        assert echoes()
        return text + await shown(keyboard, "\n"), answer


async def test_a_secret_is_not_echoed() -> None:
    text, answer = await asked(PASSPHRASE, b"Tr0ub4dor\n")
    assert answer == "Tr0ub4dor"
    assert text == "Enter passphrase for key '<1B>[2J': \r\n"


async def test_a_yes_is() -> None:
    text, answer = await asked(HOST_KEY, b"yes\n")
    assert answer == "yes"
    assert text == "The authenticity cannot be established.\r\nContinue (yes/no)? yes\r\n"


async def test_an_empty_line_refuses() -> None:
    assert (await asked(HOST_KEY, b"\n"))[1] is None


@pytest.mark.parametrize("question", [PASSPHRASE, HOST_KEY, Question("Touch your key", Asks.NOTHING)])
async def test_a_question_that_is_withdrawn_leaves_the_terminal_as_it_was(question: Question) -> None:
    with terminal() as keyboard:
        questions = TerminalQuestions()
        assert questions.ask is not None
        answering = asyncio.ensure_future(questions.ask(question))
        await shown(keyboard, question.shown[-5:] + " ")
        answering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await answering
        assert echoes()
        assert not questions.open
        os.write(keyboard, b"\n")  # or whoever waits for it would hold the terminal


def test_nobody_is_asked_where_nobody_is() -> None:
    with terminal():
        assert TerminalQuestions(stdin_is_free=False).ask is None
        with patch.object(sys, "stdin", io.StringIO()):
            assert TerminalQuestions().ask is None
