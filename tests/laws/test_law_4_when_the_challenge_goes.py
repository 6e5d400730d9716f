"""Law 4, the hard cases: an answer stands half typed in the composer when its challenge goes.

The server closes, or says 421 and does not, or refuses the AUTH behind which the answer was typed ahead.
What was typed as a secret stays one: it is shown as bullets, goes nowhere at the first Enter, and is found
in nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from smtpwb.transcript.events import OpenFailed, Purpose, Sent
from tests.grids import part
from tests.laws.recorder import recording
from tests.laws.watch import WRONG, Watched, b64, found, kept_files, pieces, watched
from tests.session.servers import Server, listening
from tests.tui.desk import Desk

SECRETS = {
    "base64": b64(WRONG),
    "in clear": WRONG,
    "like a host": "tr0ub4.d0r-3xyz:587",
    "like a verb": "quit",
}
"""The answer: also as it would be taken for an order to connect, or for a command."""
CHALLENGE = b"334 UGFzc3dvcmQ6\r\n"


@dataclass(frozen=True)
class Ending:
    """How a server ends an exchange in which an answer is being typed."""

    name: str
    challenge: bytes
    """What it says to AUTH; without a challenge, the answer is typed ahead."""
    words: bytes
    """What it says at the end."""
    closes: bool


ENDINGS = (
    Ending("closes", CHALLENGE, b"", closes=True),
    Ending("421, then closes", CHALLENGE, b"421 4.4.2 too slow\r\n", closes=True),
    Ending("421, stays", CHALLENGE, b"421 4.4.2 too slow\r\n", closes=False),
    Ending("535 to what was typed ahead of", b"", b"535 5.7.8 no\r\n", closes=False),
    Ending("closes on what was typed ahead", b"", b"", closes=True),
)
STAYING = [ending for ending in ENDINGS if not ending.closes]
CLOSING = [ending for ending in ENDINGS if ending.closes]
FEW = part(ENDINGS, CLOSING[0], STAYING[-1])
"""One that closes, and one behind which the answer was typed ahead."""


@dataclass
class Judge(Server):
    """A server that waits with the end until it is told."""

    now: asyncio.Event = field(default_factory=asyncio.Event)
    heard_all: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a line came in after the end."""


@contextlib.asynccontextmanager
async def judging(ending: Ending) -> AsyncIterator[Judge]:
    judge = Judge()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test ESMTP\r\n")
        while line := await reader.readline():
            judge.heard.append(line)
            if judge.now.is_set():
                writer.write(b"500 5.5.2 what\r\n")
                judge.heard_all.set()
            elif line.startswith(b"AUTH"):
                writer.write(ending.challenge)
                await judge.now.wait()
                writer.write(ending.words)
                if ending.closes:
                    return
            else:
                writer.write(b"250-test\r\n250 AUTH PLAIN LOGIN\r\n")

    async with listening(serve, judge):
        try:
            yield judge
        finally:
            judge.now.set()


def all_masked(desk: Desk) -> bool:
    """The line in the composer is drawn as bullets, one for each of its characters."""
    return bool(desk.line.value) and desk.line.render_line(0).text.rstrip() == "•" * len(desk.line.value)


@contextlib.asynccontextmanager
async def left_over(
    ending: Ending, secret: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Judge, Watched]]:
    """A workbench in whose composer an answer stands, begun with its challenge and ended without."""
    async with judging(ending) as judge, watched(judge.target, monkeypatch) as watch:
        desk = watch.desk
        await desk.enter("AUTH LOGIN")
        if ending.challenge:
            await desk.settled()
        half = len(secret) // 2
        await desk.press(*secret[:half])
        assert all_masked(desk)
        judge.now.set()
        await desk.until(lambda: desk.pane.secret_left_over, "the end of the challenge")
        await desk.until(lambda: desk.app.talk.connected is not ending.closes, "the end of the connection")
        assert all_masked(desk)
        await desk.press(*secret[half:])
        assert desk.line.value == secret
        assert all_masked(desk)
        yield judge, watch


def hidden(secret: str) -> set[str]:
    """What of it may be found nowhere; of a word that the screen has anyway, nothing can be said."""
    return pieces(secret) | pieces(b64(WRONG))


PAIRS = [
    pytest.param(ending, secret, id=f"{name} | {ending.name}")
    for name, secret in SECRETS.items()
    for ending in (ENDINGS if name == "base64" else (CLOSING[0], STAYING[0]))
]
"""Each ending with one answer; each answer with one that closes and one that does not."""
INSISTED = [
    pytest.param(ending, secret, id=f"{name} | {ending.name}")
    for ending in STAYING
    for name, secret in SECRETS.items()
]


@pytest.mark.parametrize(("ending", "secret"), part(PAIRS, *PAIRS[:5], *PAIRS[5::2]))
async def test_the_first_enter_sends_nothing_and_looks_nothing_up(
    ending: Ending, secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with left_over(ending, secret, monkeypatch) as (judge, watch):
        desk = watch.desk
        await desk.sees("its challenge is gone")
        before, heard = list(desk.app.talk.transcript.events), list(judge.heard)
        await desk.press("enter")
        assert "The challenge is gone. Nothing was sent" in desk.notices[-1]
        assert desk.app.talk.transcript.events == before
        assert judge.heard == heard
        assert not desk.app.talk.connecting
        assert desk.line.value == secret
        assert all_masked(desk)
        assert not found(hidden(secret), watch.seen())
        assert secret not in desk.line.history
        await watch.copy()
        assert not found(hidden(secret), watch.seen())
    for path, text in kept_files(tmp_path):
        assert not found(hidden(secret), text), path


@pytest.mark.parametrize(("ending", "secret"), part(INSISTED, *INSISTED[::3]))
async def test_the_second_enter_sends_it_masked(
    ending: Ending, secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with left_over(ending, secret, monkeypatch) as (judge, watch):
        desk = watch.desk
        await desk.press("enter", "enter")
        await judge.heard_all.wait()
        await desk.rest()
        assert judge.heard[-1] == secret.encode() + b"\r\n"
        event = [event for event in desk.app.talk.transcript.events if isinstance(event, Sent)][-1]
        assert event.data == b"*" * len(secret) + b"\r\n"
        assert event.masked == ((0, len(secret)),)
        assert event.purpose is Purpose.COMMAND
        assert desk.line.value == ""
        assert secret not in desk.line.history
        for _ in range(4):  # what the history offers
            await desk.press("up")
            assert desk.line.value != secret
        await watch.copy()
        assert "•" * len(secret) in watch.copied[-1]
        assert not found(hidden(secret), watch.seen())
    for path, text in kept_files(tmp_path):
        assert not found(hidden(secret), text), path


@pytest.mark.parametrize("ending", CLOSING, ids=lambda ending: ending.name)
async def test_without_a_connection_no_enter_sends_it(
    ending: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = SECRETS["like a host"]
    async with left_over(ending, secret, monkeypatch) as (_, watch):
        await watch.desk.press("enter", "enter", "enter")
        assert not watch.desk.app.talk.connecting
        assert not [e for e in watch.desk.app.talk.transcript.events if isinstance(e, OpenFailed)]
        assert all_masked(watch.desk)


@pytest.mark.parametrize("ending", FEW, ids=lambda ending: ending.name)
async def test_another_server_gets_it_only_when_asked_for_there(
    ending: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To insist is to insist on this connection."""
    secret = SECRETS["base64"]
    async with recording() as other, left_over(ending, secret, monkeypatch) as (_, watch):
        desk = watch.desk
        await desk.press("enter")
        desk.app.connecting.as_asked(other.target)
        await desk.until(lambda: desk.app.talk.transcript.opened.target == other.target, "another connection")  # type: ignore[union-attr]
        await desk.settled()
        assert all_masked(desk)
        await desk.press("enter")
        assert other.octets == b""
        assert "Enter again sends it, masked" in desk.notices[-1]
        await desk.press("enter")
        await desk.settled()
        assert other.octets == secret.encode() + b"\r\n"
        assert not found(hidden(secret), watch.seen())


@pytest.mark.parametrize("ending", FEW, ids=lambda ending: ending.name)
async def test_no_way_through_the_history_brings_it_back_in_clear(
    ending: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = SECRETS["in clear"]
    async with left_over(ending, secret, monkeypatch) as (_, watch):
        await watch.desk.press("up")
        assert not found(hidden(secret), watch.seen())
        await watch.desk.press("ctrl+u")
        await watch.desk.press("down")
        assert not found(hidden(secret), watch.seen())


@pytest.mark.parametrize("ending", FEW, ids=lambda ending: ending.name)
async def test_a_line_that_is_cleared_is_a_fresh_one(ending: Ending, monkeypatch: pytest.MonkeyPatch) -> None:
    async with left_over(ending, SECRETS["base64"], monkeypatch) as (_, watch):
        desk = watch.desk
        await desk.press("ctrl+u", *"NOOP")
        assert desk.line.render_line(0).text.rstrip() == "NOOP"
        assert not desk.pane.secret_left_over


async def test_the_first_keystroke_counts_though_the_challenge_goes_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing was drawn between the two."""
    async with judging(ENDINGS[2]) as judge, watched(judge.target, monkeypatch) as watch:
        desk = watch.desk
        await desk.say("AUTH LOGIN")
        desk.line.insert_text_at_cursor("s")
        session = desk.app.talk._session
        assert session is not None
        session._received(b"421 4.4.2 too slow\r\n")
        assert desk.pane.secret_left_over
        await desk.press(*"3cret")
        assert all_masked(desk)


async def test_what_is_typed_ahead_is_not_read_as_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """No ghost goes on with it, nothing repeats it: it would tell what the bullets hide."""
    async with judging(ENDINGS[3]) as judge, watched(judge.target, monkeypatch) as watch:
        desk = watch.desk
        await desk.enter("AUTH LOGIN")
        for count, octet in enumerate("rcpt to:<s3cret@x>", 1):
            await desk.press(octet)
            assert desk.line.ghost == ""
            assert desk.line.render_line(0).text.rstrip() == "•" * count
            assert "answer to the challenge, masked" in desk.words
        assert not found(pieces("s3cret@x"), watch.seen())


async def test_what_a_paste_has_behind_it_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind one answer came the next: it must not be offered as a command, in clear."""
    async with judging(ENDINGS[3]) as judge, watched(judge.target, monkeypatch) as watch:
        desk = watch.desk
        desk.line._insert(f"AUTH LOGIN\r\n{b64('timmy-of-test')}\r\n{b64(WRONG)}\r\n")
        await desk.press("enter")
        assert all_masked(desk)
        judge.now.set()
        await desk.until(lambda: desk.pane.secret_left_over, "the end of the challenge")
        await desk.press("ctrl+u", "enter")
        await judge.heard_all.wait()
        await desk.rest()
        assert desk.line.value == ""
        assert not found(pieces(b64(WRONG)) | pieces(b64("timmy-of-test")), watch.seen())
