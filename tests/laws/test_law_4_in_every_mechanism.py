"""Law 4, in every mechanism that can be answered in clear: right, wrong and given up.

The practice server asks, with the initial response and without. Every one of them is filled in below the
screen; on the screen, a key at a time, one for each kind of step and each way to end (all of them there:
`python -m tests.soak secrets`). Then everything that the program shows, keeps, copies, writes and logs is
searched for the secret, for its base64 at all three alignments, for what is derived from it and as good, and
for pieces.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from smtpwb.transcript.formats.registry import FORMATS, export
from tests.laws.led import led
from tests.laws.recorder import REPLIES, recording
from tests.laws.trying import (
    PLACE,
    SECRET,
    TRIES,
    Try,
    aligned,
    derived,
    forms,
    logged,
    nowhere_kept,
    on_screen,
)
from tests.laws.watch import found, told_of, watched

ON_SCREEN = (
    Try("PLAIN", True, "right"),
    Try("LOGIN", False, "cancelled"),
    Try("CRAM-MD5", False, "wrong"),
    Try("SCRAM-SHA-256", True, "right"),
    Try("OAUTHBEARER", True, "wrong"),
)
"""One field and two, a digest, what takes long and what only TLS is told; begun by the server and by us."""


@pytest.mark.parametrize("one", TRIES, ids=str)
async def test_it_is_nowhere_to_be_found(one: Try, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one.prepare(monkeypatch)
    with logged() as log:
        async with led() as at_work:
            await at_work.attempt(one)
            transcript = at_work.transcript
            verdict = transcript.entries[-1].reply
            assert verdict is not None
            assert verdict.code == one.code
            hidden = forms(SECRET) | derived(transcript, one.mechanism)
            assert not found(hidden, repr(vars(at_work.answering)))
    assert not found(hidden, told_of(transcript))
    for name in FORMATS:
        assert not found(hidden, "".join(export(name, transcript))), name
    nowhere_kept(hidden, tmp_path)
    assert not found(hidden, log.getvalue())


@pytest.mark.parametrize("one", ON_SCREEN, ids=str)
async def test_it_is_nowhere_on_the_screen(one: Try, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await on_screen(one, tmp_path, monkeypatch)


async def test_a_reveal_ends_with_the_next_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one exception, of which nothing may be left behind."""
    async with watched(PLACE, monkeypatch) as watch:
        desk = watch.desk
        desk.keys(*"AUTH PLAIN", "tab")
        await desk.until(lambda: desk.pane.form.active, "a form")
        await desk.press("enter", *SECRET)
        assert not found(forms(SECRET), desk.screen)
        await desk.press("ctrl+r")
        assert SECRET in desk.screen
        assert base64.b64encode(f"\0\0{SECRET}".encode()).decode() in desk.screen
        for key in ("left", "ctrl+r", "ctrl+r", "f8"):
            await desk.press(key)
            if key != "ctrl+r":
                assert not found(forms(SECRET), watch.seen())


ECHOES = (SECRET, base64.b64encode(SECRET.encode()).decode(), *aligned(SECRET))


@pytest.mark.parametrize("mechanism", ["PLAIN", "CRAM-MD5"])
async def test_a_server_that_says_it_is_masked_even_where_it_was_only_proven(
    mechanism: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = base64.b64encode(b"<1@a.test>") if mechanism == "CRAM-MD5" else b""
    refusal = refusing(ECHOES)
    answers = (b"AGXL", b"BGVH")  # how the answers begin, in capitals
    replies = {**REPLIES, b"AUTH": b"334 " + challenge + b"\r\n", **dict.fromkeys(answers, refusal)}
    async with recording(replies=replies) as recorder, watched(recorder.target, monkeypatch) as watch:
        desk = watch.desk
        await desk.say(f"AUTH {mechanism}")
        await desk.until(lambda: desk.pane.form.active, "a form")
        await desk.press(*"learner", "enter", *SECRET, "enter")
        await desk.settled()
        reply = desk.app.talk.transcript.entries[-1].reply
        assert reply is not None
        assert reply.raw == refusing(["*" * len(echo) for echo in ECHOES])
        assert not found(forms(SECRET), watch.seen())


def refusing(words: Sequence[str]) -> bytes:
    """A refusal with a line for each."""
    lines = [f"535-5.7.8 {word} is not yours\r\n" for word in words]
    return "".join((*lines, "535 5.7.8 no\r\n")).encode()


async def test_no_traceback_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of ours while the response is made ends the program, and says where without values."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a defect")

    printed: list[str] = []

    async def crash() -> None:
        async with watched(PLACE, monkeypatch) as watch:
            desk = watch.desk
            desk.keys(*"AUTH PLAIN", "tab")
            await desk.until(lambda: desk.pane.form.active, "a form")
            await desk.press("enter", *SECRET)
            monkeypatch.setattr("smtpwb.smtp.sasl.pieces.line", fail)
            desk.keys("enter")
            await desk.until(lambda: desk.app._exit_renderables, "the end")
            console = Console(width=200, record=True, file=io.StringIO())
            for renderable in desk.app._exit_renderables:
                console.print(renderable)
            printed.append(console.export_text())

    with pytest.raises(RuntimeError):
        await crash()
    assert "a defect" in printed[0]
    assert not found(forms(SECRET), printed[0])
