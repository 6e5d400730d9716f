"""Where secrets come from, and what is said when one does not come."""

from __future__ import annotations

import asyncio
import gc
import getpass
import os
import shlex
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smtpwb.session.secret_sources import Kind, NoSecret, Source, ask
from smtpwb.smtp.sasl.secret import Secret


def python(program: str) -> Source:
    return Source(Kind.COMMAND, shlex.join([sys.executable, "-c", program]))


async def test_a_variable_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_TEST_SECRET", " with blanks ")
    assert await ask(Source(Kind.ENVIRONMENT, "SMTP_TEST_SECRET")) == Secret(" with blanks ")


async def test_a_variable_that_is_not_set() -> None:
    with pytest.raises(NoSecret, match="no SMTP_TEST_NOTHING"):
        await ask(Source(Kind.ENVIRONMENT, "SMTP_TEST_NOTHING"))


@pytest.mark.parametrize(
    ("program", "secret"),
    [
        ("print('lantern7')", "lantern7"),
        ("print('lantern7\\r\\nuser: learner')", "lantern7"),
        ("import sys; sys.stdout.write('no end ')", "no end "),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\n')", "\udcff"),
        ("import sys; print(sys.stdin.read() == '')", "True"),
    ],
)
async def test_the_first_line_of_a_command(program: str, secret: str) -> None:
    assert await ask(python(program)) == Secret(secret)


async def test_no_shell_reads_the_command() -> None:
    written = shlex.join([sys.executable, "-c", "import sys; print(sys.argv[1])"]) + " '$HOME;`id`'"
    assert await ask(Source(Kind.COMMAND, written)) == Secret("$HOME;`id`")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (Source(Kind.COMMAND, "/no/such/program x"), "/no/such/program cannot be run: No such file"),
        (Source(Kind.COMMAND, "pass 'show"), "open quotation"),
        (Source(Kind.COMMAND, " "), "is empty"),
        (python("pass"), "wrote nothing"),
        (python("raise SystemExit(3)"), "ended with status 3"),
        (python("import sys; sys.exit('\\x1b[31mgpg: failed')"), "status 1: <1B>\\[31mgpg: failed"),
    ],
)
async def test_a_command_that_gives_nothing(source: Source, said: str) -> None:
    with pytest.raises(NoSecret, match=said):
        await ask(source)


async def test_what_a_failed_command_wrote_is_not_repeated() -> None:
    with pytest.raises(NoSecret) as caught:
        await ask(python("print('lantern7'); raise SystemExit(1)"))
    assert "lantern7" not in caught.value.sentence


async def test_a_slow_command_is_said_to_be_and_waited_for() -> None:
    said = asyncio.Event()
    asking = asyncio.ensure_future(ask(python("import time; time.sleep(60)"), slow=said.set, wait=0.0))
    await said.wait()
    assert not asking.done()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


def test_a_command_that_is_given_up_twice_is_let_go_of(tmp_path: Path) -> None:
    """What it started holds its pipes open; a screen that closes cancels, then the app that ends does."""
    os.mkfifo(started := tmp_path / "started")
    program = f"import os, time; open({str(started)!r}, 'w'); time.sleep(60 if os.fork() else 0.5)"

    async def given_up_twice() -> None:
        asking = asyncio.ensure_future(ask(python(program)))
        await asyncio.to_thread(started.read_bytes)
        for _ in range(2):
            asking.cancel()
            for _ in range(10):  # until it waits again
                await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(given_up_twice())
    gc.collect()  # a transport left open warns as it goes, and warnings are errors


async def test_a_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda question: f"{question}yes")
    assert await ask(Source(Kind.PROMPT, "Password of learner")) == Secret("Password of learner: yes")


async def test_a_prompt_that_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(question: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", gone)
    with pytest.raises(NoSecret, match="nobody answered"):
        await ask(Source(Kind.PROMPT, "Password"))


def give_keyring(
    monkeypatch: pytest.MonkeyPatch, get_password: Callable[[str, str], str | None] | None
) -> Any:
    """Put a keyring in the place of the system's; None: none is installed."""
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    errors.NoKeyringError = type("NoKeyringError", (errors.KeyringError, RuntimeError), {})  # type: ignore[attr-defined]
    keyring = types.ModuleType("keyring")
    keyring.errors, keyring.get_password = errors, get_password  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring if get_password else None)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return errors


KEYRING = Source(Kind.KEYRING, "mail")


async def test_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    give_keyring(monkeypatch, lambda service, user: f"{service}/{user}")
    assert await ask(KEYRING, "learner") == Secret("mail/learner")


async def test_the_keyring_has_no_such_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    give_keyring(monkeypatch, lambda service, user: None)
    with pytest.raises(NoSecret, match="nothing for mail and learner") as caught:
        await ask(KEYRING, "learner")
    assert caught.value.hint == "keyring set mail learner"
    with pytest.raises(NoSecret, match="say --user"):
        await ask(KEYRING)


async def test_no_keyring_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    give_keyring(monkeypatch, None)
    with pytest.raises(NoSecret) as caught:
        await ask(KEYRING, "learner")
    assert "smtpwb[keyring]" in caught.value.hint


@pytest.mark.parametrize(
    ("error", "said"), [("NoKeyringError", "no keyring"), ("KeyringError", "did not answer")]
)
async def test_the_keyring_fails(error: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(service: str, user: str) -> str:
        raise getattr(errors, error)("details")

    errors = give_keyring(monkeypatch, fail)
    with pytest.raises(NoSecret, match=said):
        await ask(KEYRING, "learner")


@pytest.mark.parametrize(
    ("kind", "shown"), [(Kind.ENVIRONMENT, "NAME"), (Kind.COMMAND, "the password command")]
)
def test_how_a_source_is_named(kind: Kind, shown: str) -> None:
    assert str(Source(kind, "NAME")) == shown
