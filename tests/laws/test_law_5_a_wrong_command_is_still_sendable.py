"""Law 5: a wrong command is still sendable. Lint informs and never blocks.

Every example of every check of lint is sent, as its octets, wherever the check finds it wrong.
"""

from __future__ import annotations

import asyncio

import pytest

from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint import CHECKS, lint
from smtpwb.transcript.transcript import Transcript
from tests.laws.recorder import Recorder, recording
from tests.smtp.lint.cases import Case
from tests.smtp.test_lint import MODULES
from tests.tui.desk import at_work

CASES: tuple[Case, ...] = tuple(case for module in MODULES for case in module.CASES)


def example(id: str) -> tuple[Dialogue, bytes]:
    """Where a check finds something wrong, and in which line."""
    return next((dialogue, line) for dialogue, line, ids in CASES if id in ids.split())


EXAMPLES = {id: example(id) for id in CHECKS}


async def heard(recorder: Recorder) -> bytes:
    """All that a client has said by the time it has gone."""
    async with asyncio.timeout(10):
        await recorder.gone.wait()
    return recorder.octets


@pytest.mark.parametrize("id", EXAMPLES)
async def test_what_a_check_finds_wrong_goes_out_as_it_is(id: str) -> None:
    dialogue, line = EXAMPLES[id]
    assert id in {finding.id for finding in lint(line, dialogue)}
    async with recording(silent=True) as recorder:
        session = Session(Transcript())
        await session.connect(parse(recorder.target))
        await session.settled(5)
        session.transcript.dialogue = dialogue
        session.send(line)
        session.hang_up()
        assert await heard(recorder) == line + b"\r\n"


async def test_every_example_goes_out_when_it_is_typed() -> None:
    """The whole way, from Enter in the composer; a line is typed as far as a keyboard can."""
    lines = [line for _, line, _ in CASES]
    async with recording(silent=True) as recorder:
        async with at_work(recorder.target) as desk:
            await desk.until(lambda: desk.app.talk.connected, "a connection")
            await desk.settled()
            for count, (dialogue, line, _) in enumerate(CASES, 1):
                desk.app.talk.transcript.dialogue = dialogue
                desk.pane.composer.fill(line.decode("utf-8", "surrogateescape"))
                desk.keys("enter")
                await desk.until(lambda count=count: len(desk.sent) == count, repr(line))  # type: ignore[misc]
        assert await heard(recorder) == b"".join(line + b"\r\n" for line in lines)


async def test_the_composer_says_what_is_wrong_and_sends_it_all_the_same() -> None:
    async with recording() as recorder:
        async with at_work(recorder.target) as desk:
            await desk.until(lambda: desk.app.talk.connected, "a connection")
            await desk.settled()
            desk.keys(*"RCPT FROM:<a@b.c>")
            await desk.sees("RCPT")
            assert lint(b"RCPT FROM:<a@b.c>", desk.app.talk.transcript.dialogue)
            await desk.say("")  # Enter, on what stands there
        assert await heard(recorder) == b"RCPT FROM:<a@b.c>\r\n"
