"""Questions of ssh: from the program that it runs to the app, and the answer back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smtpwb.session.ways import askpass
from smtpwb.session.ways.questions import Questions
from smtpwb.session.ways.trip import Asks, Question

HOST_KEY = (
    "The authenticity of host '[127.0.0.1]:22' can't be established.\n"
    "Are you sure you want to continue connecting (yes/no/[fingerprint])? "
)


async def ask(
    env: dict[str, str], text: str, kind: str | None = None
) -> tuple[asyncio.subprocess.Process, asyncio.Task[tuple[bytes, bytes]]]:
    """Run askpass as ssh does."""
    more = {} if kind is None else {"SSH_ASKPASS_PROMPT": kind}
    process = await asyncio.create_subprocess_exec(
        env["SSH_ASKPASS"],
        text,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], **env, **more},
    )
    return process, asyncio.create_task(process.communicate())


@pytest.mark.parametrize(
    ("text", "kind", "asks"),
    [
        ("Enter passphrase for key '/home/x/.ssh/id': ", None, Asks.SECRET),
        ("jack@jump's password: ", None, Asks.SECRET),
        (HOST_KEY, None, Asks.CONFIRM),
        ("Allow use of key id?", "confirm", Asks.CONFIRM),
        ("Confirm user presence", "none", Asks.NOTHING),
    ],
)
async def test_a_question_reaches_the_user_and_the_answer_comes_back(
    text: str, kind: str | None, asks: Asks
) -> None:
    heard: list[Question] = []

    async def answer(question: Question) -> str:
        heard.append(question)
        return "Tr0ub4dor ü"

    questions = Questions(answer)
    process, said = await ask(await questions.listen(), text, kind)
    assert await said == ("Tr0ub4dor ü\n".encode(), b"")
    assert process.returncode == 0
    assert heard == [Question(text, asks)]
    await questions.close()


async def test_a_refusal_is_a_failure_of_the_program() -> None:
    async def refuse(_: Question) -> None:
        return None

    questions = Questions(refuse)
    process, said = await ask(await questions.listen(), "x")
    assert await said == (b"", b"")
    assert process.returncode == 1
    await questions.close()


async def test_a_question_is_withdrawn_when_whoever_asked_has_gone() -> None:
    asked, withdrawn = asyncio.Event(), asyncio.Event()

    async def wait(_: Question) -> str:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            withdrawn.set()
        return ""

    questions = Questions(wait)
    process, said = await ask(await questions.listen(), "Confirm user presence", "none")
    await asked.wait()
    assert questions.open
    process.terminate()
    await said
    await asyncio.wait_for(withdrawn.wait(), 5)
    await questions.close()
    assert not questions.open


async def test_closing_withdraws_every_question_and_leaves_no_file() -> None:
    asked = asyncio.Event()

    async def wait(_: Question) -> str:
        asked.set()
        await asyncio.Event().wait()
        return ""

    questions = Questions(wait)
    env = await questions.listen()
    folder = Path(env["SSH_ASKPASS"]).parent
    assert folder.stat().st_mode & 0o77 == 0
    process, said = await ask(env, "x")
    await asked.wait()
    await questions.close()
    await said
    assert process.returncode == 1
    assert not folder.exists()


async def test_who_talks_nonsense_is_not_answered() -> None:
    questions = Questions(lambda question: pytest.fail("asked"))
    env = await questions.listen()
    for nonsense in (b"", b"hello\n", b"[]\n", b"[" * 60000 + b"\n", b"x" * 70000):
        reader, writer = await asyncio.open_unix_connection(env[askpass.SOCKET])
        writer.write(nonsense)
        writer.write_eof()
        with contextlib.suppress(ConnectionResetError):  # closed with something unread
            assert await reader.read() == b""
        writer.close()
    await questions.close()


_ENDS_TOO_SOON = """
import asyncio
from smtpwb.session.ways.questions import Questions

async def main():
    await Questions(None).listen()

asyncio.run(main())
"""


def test_a_program_that_ends_without_closing_leaves_no_file(tmp_path: Path) -> None:
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-W", "ignore", "-c", _ENDS_TOO_SOON], env=env, check=True, timeout=20)
    assert list(tmp_path.iterdir()) == []
