"""`smtpwb run`: a dialogue script against any server, without a screen, each reply checked."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from smtpwb.cli import connection_options
from smtpwb.cli.output import DONE, NO_CONNECTION, UNEXPECTED, complain, unreadable
from smtpwb.cli.progress import Progress
from smtpwb.cli.run_help import DESCRIPTION as DESCRIPTION
from smtpwb.cli.run_help import EPILOG
from smtpwb.cli.run_output import OUTPUTS
from smtpwb.cli.run_summary import Summary
from smtpwb.errors import ConnectError, UsageError
from smtpwb.session.script import Script
from smtpwb.session.script_reader import read
from smtpwb.smtp.visible import visible_text

if TYPE_CHECKING:
    from smtpwb.cli.terminal_questions import TerminalQuestions
    from smtpwb.session.options import Options
    from smtpwb.session.script_result import Result
    from smtpwb.session.script_runner import Runner
    from smtpwb.session.session import Session
    from smtpwb.session.target import Target

TIMEOUT = 60.0
"""Seconds that a reply may take. RFC 5321 §4.5.3.2 gives it minutes; whoever waits here watches."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = f"{EPILOG}\n{connection_options.TARGETS}"
    parser.add_argument("dialogue", metavar="DIALOGUE", help="the file with the dialogue; - is stdin")
    parser.add_argument("target", nargs="?", default="", metavar="TARGET", help="what to connect to")
    parser.add_argument("--format", choices=list(OUTPUTS), default="text")
    parser.add_argument(
        "--timeout",
        type=float,
        default=TIMEOUT,
        metavar="S",
        help="seconds each reply may take (%(default)g); 0 waits for ever",
    )
    parser.add_argument("--strict", action="store_true", help="compare the words of replies, too")
    parser.add_argument("--journal", action="store_true", help="keep it, for smtpwb transcript")
    parser.add_argument("--keep-going", action="store_true", help="go on wherever a reply leads the dialogue")
    connection_options.configure(parser)


def run(options: argparse.Namespace) -> int:
    """Have the dialogue. Raises UsageError before anything is sent, ConnectError where nobody answers."""
    if not 0 <= options.timeout < float("inf"):
        raise UsageError(f"a reply cannot take {options.timeout:g} seconds", "--timeout is a number from 0")
    script = _script(options.dialogue)
    for warning in script.warnings:
        complain(warning)
    target, ways = _target(options, script), connection_options.connection_options(options)
    ways.check(target)
    return asyncio.run(_dialogue(script, target, ways, options))


def _script(name: str) -> Script:
    shown = "stdin" if name == "-" else name
    try:
        source = sys.stdin.fileno() if name == "-" else name
        with open(
            source, encoding="utf-8", errors="surrogateescape", newline="\n", closefd=name != "-"
        ) as lines:
            script = read(lines)
    except (OSError, ValueError) as error:
        raise unreadable(shown, error) from error
    except UsageError as error:
        raise UsageError(f"{visible_text(shown)}, {error}", error.hint) from None
    _check_files(script)
    return script


def _check_files(script: Script) -> None:
    """Before anything is sent. Raises UsageError where one cannot be read."""
    from smtpwb.session.message_file import MessageFile

    for line, path in script.files:
        try:
            MessageFile.at(path)
        except UsageError as error:
            raise UsageError(f"line {line}: {error}", error.hint) from None


def _target(options: argparse.Namespace, script: Script) -> Target:
    written = options.target or script.target
    if not written:
        raise UsageError("there is no server to talk to", "give a TARGET, or a comment `# target: HOST:PORT`")
    target = connection_options.target(written, options)
    if target.command and not options.target:
        raise UsageError("a script may not name a command as its target", "give it as TARGET")
    return target


async def _dialogue(script: Script, target: Target, ways: Options, options: argparse.Namespace) -> int:
    from smtpwb.cli.keeping import keeping
    from smtpwb.cli.run_secrets import secrets
    from smtpwb.cli.terminal_questions import TerminalQuestions
    from smtpwb.practice.zone import zone
    from smtpwb.session.script_runner import Runner
    from smtpwb.session.session import Session
    from smtpwb.transcript.transcript import Transcript

    values = await secrets(script)
    house, transcript, terminal = _House(), Transcript(), TerminalQuestions(options.dialogue != "-")
    with keeping(transcript, options.journal) as spool:
        session = Session(transcript, resolve=house.resolve, zone=zone, spool=spool)
        runner = Runner(
            script,
            session,
            lambda: session.connect(target, ways, ask=terminal.ask),
            secrets=values,
            timeout=options.timeout or None,
            strict=options.strict,
            keep_going=options.keep_going,
            held_up=lambda: terminal.open,
        )
        try:
            return await _told(runner, script, session, options.format, terminal)
        finally:
            session.hang_up()
            await session.closed()
            await house.stop()


async def _told(
    runner: Runner, script: Script, session: Session, form: str, terminal: TerminalQuestions
) -> int:
    """Tell each result as it comes; the exit status."""
    from smtpwb.cli.run_in_clear import InClear

    output, summary = OUTPUTS[form](session.transcript), Summary(script)
    in_clear = InClear(session.transcript)
    try:
        async for result in _watched(runner, script, terminal):
            summary.add(result)
            if warning := in_clear.warning(result):
                complain(warning)
            output.result(result)
    except ConnectError:
        output.rest()
        raise
    session.hang_up()
    await session.closed()
    output.end(summary)
    if summary.lost:
        complain(summary.lost)
        return NO_CONNECTION
    return DONE if summary.as_expected else UNEXPECTED


async def _watched(runner: Runner, script: Script, terminal: TerminalQuestions) -> AsyncIterator[Result]:
    """The results; in between, what is waited for, where somebody watches."""
    now = asyncio.get_running_loop().time
    with Progress() as progress:
        terminal.before = progress.clear
        due = now() + progress.SECOND

        async def tick() -> None:
            nonlocal due
            while True:
                await asyncio.sleep(due - now())
                if now() >= due:
                    due += progress.SECOND
                    if not terminal.open:
                        progress.tick(f"line {runner.line} of {script.last_line}")

        ticking = asyncio.create_task(tick())
        try:
            async for result in runner.results():
                due = now() + progress.SECOND
                progress.clear()
                yield result
        finally:
            ticking.cancel()


class _House:
    """The practice server in this very process, if it is asked for."""

    def __init__(self) -> None:
        self._stop: Callable[[], Awaitable[None]] | None = None
        self._address: Callable[[str, int], Awaitable[tuple[str, int]]] | None = None

    async def resolve(self, target: Target) -> tuple[str, int] | None:
        from smtpwb.practice.ports import is_practice

        if not is_practice(target.host):
            return None
        if self._address is None:
            from smtpwb.practice.house import PracticeHouse

            house = PracticeHouse()
            self._address, self._stop = house.address, house.stop
        return await self._address(target.host, target.port)

    async def stop(self) -> None:
        if self._stop is not None:
            await self._stop()
