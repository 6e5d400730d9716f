"""Where a password or token comes from: a prompt, an environment variable, a command, the keyring.

Decides how each is asked, and what is said when one has no answer. What comes back is a `Secret`, which
nothing shows; whether it is sent, and when, is the user's to say (law 1).
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import getpass
import os
import re
import shlex
import subprocess
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from smtpwb.errors import WorkbenchError
from smtpwb.smtp.sasl.secret import Secret
from smtpwb.smtp.visible import visible

SLOW = 5.0
"""Seconds after which a source is said to be slow; it is waited for all the same."""
_LONGEST = 120
"""Characters of a command's own words that are repeated."""


class NoSecret(WorkbenchError):
    """A source has no secret to give."""


class Kind(enum.Enum):
    """What is asked for a secret."""

    PROMPT = "a prompt"
    ENVIRONMENT = "an environment variable"
    COMMAND = "a command"
    KEYRING = "the keyring"


class Source(msgspec.Struct, frozen=True):
    """One place to ask: a kind and, as its kind has it, a question, a name, a command line or a service."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        return _SHOWN[self.kind].format(self.what)


class Login(msgspec.Struct, frozen=True):
    """Who logs in, and where the secret is: what the options say, to fill in what is asked for."""

    user: str = ""
    source: Source | None = None


Slow = Callable[[], None]


async def ask(source: Source, user: str = "", slow: Slow | None = None, wait: float = SLOW) -> Secret:
    """The secret of a source; `user` is whose it is, for the keyring.

    `slow` is called once when `wait` seconds have gone by without an answer; cancelling ends a command.
    Raises NoSecret, with a sentence that never repeats what the source gave.
    """
    asking = asyncio.ensure_future(_ASK[source.kind](source.what, user))
    try:
        done, _ = await asyncio.wait((asking,), timeout=wait)
        if not done and slow is not None:
            slow()
        return await asking
    finally:
        asking.cancel()


async def _prompt(question: str, user: str) -> Secret:
    try:
        return Secret(await asyncio.to_thread(getpass.getpass, f"{question}: "))
    except (EOFError, OSError):
        raise NoSecret("nobody answered the prompt", "name another source of the password") from None


_withdrawn: dict[str, str] = {}
_NEEDED = re.compile(
    "PATH|HOME|USER|LOGNAME|SHELL|TERM|PWD|TZ|TMPDIR|TEMP|TMP|LANG|DISPLAY|WAYLAND_DISPLAY|LC_.*|XDG_.*|SSH_.*"
)
"""Names that mean something to other programs, and are no place for a secret."""


def withdraw(name: str) -> None:
    """Take a variable that holds a secret out of the environment: no program that is started from here on
    inherits it, and `ask` still knows it."""
    if name in os.environ and not _NEEDED.fullmatch(name):
        _withdrawn[name] = os.environ.pop(name)


async def _environment(name: str, user: str) -> Secret:
    value = os.environ.get(name, _withdrawn.get(name))
    if value is None:
        raise NoSecret(f"the environment has no {name}", f"set it first: export {name}=…")
    return Secret(value)


async def _command(written: str, user: str) -> Secret:
    """The first line that the command writes. No shell reads it, and nothing of it reaches the screen."""
    words = split(written)
    try:
        process = await asyncio.create_subprocess_exec(
            *words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a command line"
        raise NoSecret(f"{words[0]} cannot be run: {why}", "check --password-command") from None
    try:
        told, complaint = await process.communicate()
    except asyncio.CancelledError:
        # Ends it, and lets go of its pipes, which what it started may hold open; asyncio has no public way.
        process._transport.close()  # type: ignore[attr-defined]
        while process.returncode is None:  # it ends at once; the loop has to hear of it before it closes
            with contextlib.suppress(asyncio.CancelledError):
                await process.wait()
        raise
    if process.returncode:
        said = _first_line(complaint)
        why = f"ended with status {process.returncode}" + (f": {visible(said)[:_LONGEST]}" if said else "")
        raise NoSecret(f"{words[0]} {why}", "run it in a shell to see what it wants")
    if not (line := _first_line(told)):
        raise NoSecret(f"{words[0]} wrote nothing", "its first line has to be the password")
    return Secret(line.decode("utf-8", "surrogateescape"))


def split(written: str) -> list[str]:
    """The words of a command line. Raises NoSecret if there are none, or a quotation is open."""
    try:
        words = shlex.split(written)
    except ValueError:
        raise NoSecret("the password command has an open quotation", "close it") from None
    if not words:
        raise NoSecret("the password command is empty", "name a program, as in 'pass show mail'")
    return words


def _first_line(octets: bytes) -> bytes:
    return octets.split(b"\n", 1)[0].removesuffix(b"\r")


async def _keyring(service: str, user: str) -> Secret:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise NoSecret("the keyring needs another package", 'install "smtpwb[keyring]"') from None
    try:
        found = await asyncio.to_thread(keyring.get_password, service, user)
    except keyring.errors.NoKeyringError:
        hint = "there is none without a desktop as a rule: take --password-command or --password-env"
        raise NoSecret("no keyring is at work here", hint) from None
    except (keyring.errors.KeyringError, RuntimeError) as error:
        raise NoSecret(f"the keyring did not answer ({type(error).__name__})", "is it locked?") from None
    if found is None:
        whose = user or "no user: say --user, too"
        raise NoSecret(
            f"the keyring has nothing for {service} and {whose}", f"keyring set {service} {user or 'USER'}"
        )
    return Secret(found)


_ASK: Mapping[Kind, Callable[[str, str], Awaitable[Secret]]] = {
    Kind.PROMPT: _prompt,
    Kind.ENVIRONMENT: _environment,
    Kind.COMMAND: _command,
    Kind.KEYRING: _keyring,
}
_SHOWN: Mapping[Kind, str] = {
    Kind.PROMPT: "a prompt",
    Kind.ENVIRONMENT: "{}",
    Kind.COMMAND: "the password command",
    Kind.KEYRING: "the keyring",
}
