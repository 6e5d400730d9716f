"""`smtpwb run`: a dialogue script against any server, without a screen, each reply checked."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from smtpwb.cli import connection_options
from smtpwb.cli.output import DONE, NO_CONNECTION, UNEXPECTED, complain
from smtpwb.cli.progress import Progress
from smtpwb.cli.run_output import OUTPUTS
from smtpwb.cli.run_summary import Summary
from smtpwb.errors import ConnectError, UsageError, WorkbenchError
from smtpwb.session.script import Reference, Script
from smtpwb.session.script_reader import read
from smtpwb.smtp.visible import visible_text

if TYPE_CHECKING:
    from smtpwb.session.options import Options
    from smtpwb.session.script_result import Result
    from smtpwb.session.script_runner import Runner
    from smtpwb.session.session import Session
    from smtpwb.session.target import Target
    from smtpwb.smtp.sasl.secret import Secret

DESCRIPTION = """\
Have a dialogue that stands in a file (or -, stdin), and hold each reply
against the one that is expected there.

  # target: mx.test:25           a comment; this one names the server, unless
                                 TARGET does
  C: EHLO ws.example.net         sent; consecutive C: lines go as one write
  S: 250                         expected: a reply code, x for any digit (2xx)
  C: MAIL FROM:<a@example.net>
  C: RCPT TO:<b@mx.test>
  S: 250 2.1.0                   replies in their order; the enhanced status
  S: 550 5.1.1 no such user      code counts where one stands, the words with
                                 --strict only, and … in them is anything
  C: DATA                        without S: it waits, and any reply will do
  C: Subject: test               after 354 the message, exactly as it goes out:
  C:                             a dot that begins a line is written twice
  C<file>: PATH                  the content of a file, as text: line ends
                                 made CRLF, dots at their heads doubled
  C: .
  C: AUTH PLAIN {env:NAME}       secrets by reference only: {env:…},
                                 {prompt:…}, {command:…}
  C: AUTH CRAM-MD5               an answer made of the challenge, the user name
  S: 334                         and the password that the reference gives: of
  C: {login:USER:env:NAME}       PLAIN, LOGIN, CRAM-MD5, SCRAM, XOAUTH2 and
                                 OAUTHBEARER, behind AUTH too
  C: <wait 2s>                   also C: <close>, which hangs up at once, and
  S: <closed>                    the server has to close
  C<raw>: NOOP\\x0d               octets without CRLF; as the first line it
                                 goes before the greeting

An S: before any C: is the greeting. After STARTTLS and 220 the handshake is
made. Nothing is sent that does not stand there, no QUIT either. What --format
rfc writes can be run again, but for a message of more than 65,536 octets,
which it tells in short. {command:…} runs a program, C<file>: sends a file:
read a script of others before you run it.
"""
EPILOG = """\
A reply that is not as expected is shown beside what was, with what it means.
The run goes on until a line is due that would be out of place now (DATA where
no recipient was accepted) or mean something else (MAIL without the login);
--keep-going sends it all the same. Never sent are a secret that the server
does not wait for or that would go in clear after STARTTLS failed, and a
message without a 354. A refusal in the middle of a message stops it. A reply
that does not come in time ends the run, and so does a wrong proof of SCRAM.

exit status: 0 every reply as expected; 1 one was not, or did not come in time;
2 wrong usage: a script that cannot be read, a secret that is not there; 3 no
connection, or it was lost.

--format json prints an object a line, with the keys: line (of the script),
verdict (sent, as expected, accepted, not as expected, did not come in time,
not sent, the TLS handshake failed, connection lost), why, sent or reply (the
words), and of a reply expected, code, enhanced, answers, milliseconds,
meaning; where it is not as expected also differs, got, cause, certainty,
fixer, try. The last object sums up: verdict, counts, unexpected (lines),
stopped (a line or null), summary. jsonl prints the events.

for those who know swaks or curl; the lines go into DIALOGUE:
  swaks --server HOST:PORT             TARGET HOST:PORT
  swaks --helo NAME                    C: EHLO NAME
  swaks --from A, curl --mail-from A   C: MAIL FROM:<A>
  swaks --to B, curl --mail-rcpt B     C: RCPT TO:<B>, a line each
  swaks --data, curl --upload-file     C: DATA, S: 354, C<file>: PATH, C: .
  swaks --quit-after RCPT              C: QUIT behind RCPT, and no more
  swaks --tls, curl --ssl-reqd         C: STARTTLS, S: 220, C: EHLO NAME
  swaks --tlsc, curl smtps://HOST      TARGET smtps://HOST, or --tls
  swaks -au USER -ap PASSWORD,         C: AUTH PLAIN {login:USER:env:NAME},
  curl --user USER:PASSWORD            with the password in the variable NAME
  swaks --pipeline                     consecutive C: lines
  swaks --timeout 10s                  --timeout 10
  swaks --protocol LMTP                C: LHLO NAME; an S: for each recipient
"""
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
    shown = "stdin" if name == "-" else visible_text(name)
    try:
        source = sys.stdin.fileno() if name == "-" else name
        with open(
            source, encoding="utf-8", errors="surrogateescape", newline="\n", closefd=name != "-"
        ) as lines:
            script = read(lines)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "a file name has no NUL in it"
        raise UsageError(f"{shown} cannot be read", reason or "the system refused") from error
    except UsageError as error:
        raise UsageError(f"{shown}, {error}", error.hint) from None
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
    from smtpwb.session.script_runner import Runner
    from smtpwb.session.session import Session
    from smtpwb.transcript.transcript import Transcript

    secrets = await _secrets(script)
    house, transcript = _House(), Transcript()
    with keeping(transcript, options.journal) as spool:
        session = Session(transcript, resolve=house.resolve, spool=spool)
        runner = Runner(
            script,
            session,
            lambda: session.connect(target, ways),
            secrets=secrets,
            timeout=options.timeout or None,
            strict=options.strict,
            keep_going=options.keep_going,
        )
        try:
            return await _told(runner, script, session, options.format)
        finally:
            session.hang_up()
            await session.closed()
            await house.stop()


async def _told(runner: Runner, script: Script, session: Session, form: str) -> int:
    """Tell each result as it comes; the exit status."""
    output, summary = OUTPUTS[form](session.transcript), Summary(script)
    try:
        async for result in _watched(runner, script):
            summary.add(result)
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


async def _watched(runner: Runner, script: Script) -> AsyncIterator[Result]:
    """The results; in between, what is waited for, where somebody watches."""
    now = asyncio.get_running_loop().time
    with Progress() as progress:
        due = now() + progress.SECOND

        async def tick() -> None:
            nonlocal due
            while True:
                await asyncio.sleep(due - now())
                if now() >= due:
                    due += progress.SECOND
                    progress.tick(f"line {runner.line} of {script.last_line}")

        ticking = asyncio.create_task(tick())
        try:
            async for result in runner.results():
                due = now() + progress.SECOND
                progress.clear()
                yield result
        finally:
            ticking.cancel()


async def _secrets(script: Script) -> dict[Reference, Secret]:
    """Every secret of the script, before anything is sent. Raises UsageError for one that is not there."""
    return {reference: await _secret(line, reference) for line, reference in script.references}


async def _secret(line: int, reference: Reference) -> Secret:
    from smtpwb.session.secret_sources import Kind, Source, ask

    kinds = {"env": Kind.ENVIRONMENT, "prompt": Kind.PROMPT, "command": Kind.COMMAND}
    try:
        secret = await ask(Source(kinds[reference.source], reference.name))
    except UsageError:
        raise
    except WorkbenchError as error:
        raise UsageError(f"line {line}: {error}", error.hint) from None
    if not secret or any(octet in secret.reveal() for octet in "\r\n\0"):
        made = reference.user is not None
        raise UsageError(
            f"line {line}: {visible_text(str(reference))} gives no {'password' if made else 'line'} "
            "that can be sent",
            "it has to be one line" if made else "it has to be one line, in base64 as AUTH wants it",
        )
    return secret


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
