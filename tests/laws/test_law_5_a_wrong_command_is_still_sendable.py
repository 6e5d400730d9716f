"""Law 5: a wrong command is still sendable. Lint informs and never blocks.

Every example of every check of lint is sent, as its octets, where the check finds it wrong: a server leads a
real dialogue there first.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
import trustme

from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.foresight import foreseen
from smtpwb.smtp.lint import CHECKS, lint
from smtpwb.smtp.lint.pipelining import PIPELINING
from tests.laws.recorder import Recorder, recording
from tests.session.servers import Server, certified, order, scripted, talking_to
from tests.smtp.lint import test_pipelining, test_sasl
from tests.smtp.lint.cases import Case
from tests.smtp.test_lint import MODULES
from tests.tui.desk import Desk, at_work

CASES: tuple[Case, ...] = tuple(case for module in MODULES for case in module.CASES)
ON_LOOPBACK = test_sasl.ON_LOOPBACK
PLACES: list[Dialogue] = []
"""Where the examples stand, each once; without a connection nothing can be sent, wrong or right."""
for place in [place for place, _, _ in CASES]:
    if place not in PLACES and place.state is not State.OFFLINE:
        PLACES.append(place)


def example(id: str) -> tuple[Dialogue, bytes]:
    """Where a check finds something wrong, and in which line."""
    found = [(place, line) for place, line, ids in (*CASES, *ON_LOOPBACK) if id in ids.split()]
    return next(one for one in found if one[0] in PLACES)


IN_GROUP = {check.id for check in PIPELINING}
"""What is wrong with lines that go out in one write: they are typed below."""
EXAMPLES = {id: example(id) for id in CHECKS if id not in IN_GROUP}

# The way to a place: what is said, and what the server says to it

Step = tuple[bytes, str]
"""A line, and the reply to it; empty where none is due yet."""

GREETINGS = {State.CONNECTED: "", State.REFUSED: "S: 554 no"}
LAST_STEP: dict[State, Step] = {
    State.CONTENT: (b"DATA", "S: 354 go"),
    State.QUIT: (b"QUIT", "S: 221 bye"),
    State.CLOSED: (b"NOOP", "S: 421 bye"),
}


def hello(place: Dialogue) -> Step:
    """The introduction, and all that the server offers."""
    texts = ["test", *(" ".join((offer.keyword, *offer.parameters)) for offer in place.extensions.offers)]
    lines = [*(f"S: 250-{text}" for text in texts[:-1]), f"S: 250 {texts[-1]}"]
    return f"{place.hello} a".encode(), "\n".join(lines)


def way(place: Dialogue) -> Iterator[Step]:
    if place.secured:
        yield b"STARTTLS", "S: 220 go\n<starttls>"
    if place.hello:
        yield hello(place)
    if place.authenticated:
        yield b"AUTH PLAIN AGEAYg==", "S: 235 ok"
    yield from [(b"MAIL FROM:<>", "S: 550 no")] * place.mails
    if place.in_transaction:
        mail = place.mail.line if place.mail is not None else b"MAIL FROM:<%b>" % (place.reverse_path or b"")
        yield mail, "S: 250 ok"
    yield from ((b"RCPT TO:<%b>" % path, "S: 250 ok") for path in place.accepted)
    yield from ((b"RCPT TO:<%d@x.y>" % count, "S: 550 no") for count in range(place.refused))
    if gone := place.chunked - place.chunk_left:
        yield b"BDAT %d" % gone, ""
        yield b"x" * (gone - 2), "S: 250 ok"
    if place.chunk_left:
        yield b"BDAT %d" % place.chunk_left, ""
    if place.state is State.AUTH:
        yield f"AUTH {place.mechanism or 'LOGIN'}".encode(), "S: 334 VXNlcm5hbWU6"
        yield from [(b"YQ==", "S: 334 UGFzc3dvcmQ6")] * place.responses
    elif place.state in LAST_STEP:
        yield LAST_STEP[place.state]


def leading_to(place: Dialogue, lines: Sequence[bytes]) -> contextlib.AbstractAsyncContextManager[Server]:
    """A server on whose answers the dialogue comes to that place; then it hears these lines, silent."""
    steps = [f"C:\n{reply}" for _, reply in way(place)]
    ends = sum(line.count(b"\n") + 1 for line in lines)
    greeting = f"S: 220 test{' LMTP' if place.lmtp else ''}"
    script = "\n".join((GREETINGS.get(place.state, greeting), *steps, *["C:"] * ends))
    return scripted(script, tls=certified(trustme.CA(), "127.0.0.1") if place.secured else None)


async def heard(server: Server, expected: bytes) -> None:
    """Wait until a server has heard these octets last."""
    async with asyncio.timeout(10):
        while not b"".join(server.heard).endswith(expected):
            await asyncio.sleep(0)


@pytest.mark.parametrize("id", EXAMPLES)
async def test_what_a_check_finds_wrong_goes_out_as_it_is(id: str) -> None:
    place, line = EXAMPLES[id]
    async with leading_to(place, [line]) as server, talking_to(server) as session:
        if place.state is not State.CONNECTED:
            await session.settled(5)
        for said, reply in way(place):
            if reply:
                await order(session, said)
            else:
                session.send(said)
        now = session.transcript.dialogue
        assert id in {f.id for loopback in (False, True) for f in lint(line, now, loopback)}
        session.send(line)
        await heard(server, line + b"\r\n")


@contextlib.asynccontextmanager
async def at_place(place: Dialogue, lines: Sequence[bytes]) -> AsyncIterator[tuple[Desk, Server]]:
    """A workbench whose dialogue was led to a place, and the server that did."""
    async with leading_to(place, lines) as server, at_work(server.target) as desk:
        await desk.until(lambda: desk.app.talk.connected, "a connection")
        if place.state is not State.CONNECTED:
            await desk.settled()
        for said, reply in way(place):
            await enter(desk, said)
            if not reply:
                continue
            await desk.settled()
            await desk.until(
                lambda: desk.app.talk.transcript.dialogue.state is not State.TLS, "the handshake"
            )
            if desk.pane.form.active:
                await desk.press("ctrl+t")  # answers are typed by hand
        yield desk, server


async def enter(desk: Desk, line: bytes) -> None:
    """A line and Enter; the line is there as far as a keyboard or a paste can bring it."""
    count = len(desk.sent) + 1
    desk.pane.composer.fill(line.decode("utf-8", "surrogateescape"))
    desk.keys("enter")
    await desk.until(lambda: len(desk.sent) == count, repr(line))


def examples_at(place: Dialogue) -> list[bytes]:
    return [line for where, line, _ in CASES if where == place]


TYPED = {place.state: place for place in sorted(PLACES, key=lambda one: len(examples_at(one)))}
"""In each state the place with the most examples; all of them are typed by `python -m tests.soak wrong`."""


@pytest.mark.parametrize("place", TYPED.values(), ids=lambda place: place.state.name)
async def test_every_example_goes_out_when_it_is_typed(place: Dialogue) -> None:
    await goes_out_when_typed(place)


async def goes_out_when_typed(place: Dialogue) -> None:
    """The whole way, from Enter in the composer."""
    lines = examples_at(place)
    async with at_place(place, lines) as (desk, server):
        assert desk.app.talk.transcript.dialogue.state is place.state
        for line in lines:
            await enter(desk, line)
        await heard(server, b"".join(line + b"\r\n" for line in lines))


async def gone(recorder: Recorder) -> bytes:
    """All that a client has said by the time it has gone."""
    async with asyncio.timeout(10):
        await recorder.gone.wait()
    return recorder.octets


async def test_the_composer_says_what_is_wrong_and_sends_it_all_the_same() -> None:
    async with recording() as recorder:
        async with at_work(recorder.target) as desk:
            await desk.until(lambda: desk.app.talk.connected, "a connection")
            await desk.settled()
            desk.keys(*"RCPT FROM:<a@b.c>")
            await desk.sees("RCPT")
            assert lint(b"RCPT FROM:<a@b.c>", desk.app.talk.transcript.dialogue)
            await desk.say("")  # Enter, on what stands there
        assert await gone(recorder) == b"RCPT FROM:<a@b.c>\r\n"


GROUPS = [group for group in test_pipelining.IN_GROUP if group[2]]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[2])
async def test_lines_that_should_not_go_together_do_in_one_write(group: test_pipelining.Group) -> None:
    place, lines, ids = group
    async with at_place(place, lines) as (desk, server):
        for line in lines:
            desk.keys(*line.decode(), "ctrl+j")
        await desk.until(lambda: len(desk.pane.pipeline.lines) == len(lines), "all queued")
        before = desk.pane.pipeline.octets[:-1]
        found = lint(lines[-1], foreseen(desk.app.talk.transcript.dialogue, before), group=before)
        assert ids.split()[0] in {finding.id for finding in found}
        desk.keys("enter")
        await heard(server, b"".join(line + b"\r\n" for line in lines))
