"""Law 4, in every mechanism that can be answered in clear: right, wrong and given up.

The form is filled in as a person would, a key at a time, against the practice server, with the initial
response and without. Then everything that the program shows, keeps, copies, writes and logs is searched for
the secret, for its base64 at all three alignments, for what is derived from it and as good, and for pieces.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

from smtpwb.practice import auth
from smtpwb.smtp.sasl.steps import Field
from smtpwb.transcript import journal
from tests.laws.recorder import REPLIES, recording
from tests.laws.watch import Watched, found, kept_files, watched

SECRET = "Vx9#kRt.2wQ&m7z(Lp4"
"""In every four characters of it stands one that no base64 has: to find them anywhere is no chance."""
HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256"}
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", *HASHES, "XOAUTH2", "OAUTHBEARER")
"""All that need a secret."""


def aligned(secret: str) -> Iterator[str]:
    """What base64 makes of a secret alone, behind none, one and two other octets."""
    octets = secret.encode()
    for before in range(3):
        text = base64.b64encode(bytes(before) + octets).decode()
        yield text[-(-before * 8 // 6) : (before + len(octets)) * 8 // 6]


def forms(secret: str) -> set[str]:
    """All that may be found nowhere: pieces of it, in clear of four characters, in base64 and hex of more."""
    encoded = [runs(text, 6) for text in aligned(secret)]
    return runs(secret, 4).union(*encoded, runs(secret.encode().hex(), 10))


def runs(text: str, length: int) -> set[str]:
    return {text[at : at + length] for at in range(len(text) - length + 1)}


@dataclass(frozen=True)
class Try:
    """One attempt to log in."""

    mechanism: str
    initial: bool
    ends: str
    """`right`, `wrong` or `cancelled`."""

    def __str__(self) -> str:
        return f"{self.mechanism}, {'at once' if self.initial else 'asked'}, {self.ends}"

    @property
    def code(self) -> str:
        return {"right": "235", "wrong": "535", "cancelled": "501"}[self.ends]


TRIES = [
    Try(name, initial, ends)
    for name in MECHANISMS
    for initial in (False, True)
    for ends in ("right", "wrong", "cancelled")
    if not (initial and name == "CRAM-MD5")
]


async def secured(watch: Watched) -> None:
    """TLS first: bearer tokens are not taken in clear."""
    desk = watch.desk
    await desk.say("STARTTLS")
    await desk.until(lambda: desk.app.talk.transcript.dialogue.secured, "TLS")
    await desk.say("EHLO ws.example.net")


async def fill_in(watch: Watched, text: str, secret: bool) -> None:
    """Type into a field; a secret is bullets from its first key on, and in no row but as bullets."""
    desk = watch.desk
    for count, character in enumerate(text, 1):
        desk.keys(character)
        await desk.pilot.pause(0)
        shown = desk.line.render_line(0).text.rstrip()
        assert shown == ("•" * count if secret else text[:count])


async def attempt(watch: Watched, one: Try) -> None:
    """Fill in what is asked for until there is a verdict; to give up, leave off at the secret."""
    desk = watch.desk
    desk.keys(*f"AUTH {one.mechanism}", "tab" if one.initial else "enter")
    await desk.until(lambda: desk.pane.form.active, "a form")
    while desk.pane.form.active:
        await desk.rest()
        field, challenge = _at(watch)
        secret = field is not None and field.secret
        await fill_in(watch, (SECRET if secret else "learner") if field is not None else "", secret)
        await desk.rest()
        assert not found(forms(SECRET), watch.seen())
        if secret and one.ends == "cancelled":
            await give_up(watch)
            return
        await desk.press("enter")
        await desk.until(partial(_moved, watch, (field, challenge)), "the next step")
        await desk.settled()


def _at(watch: Watched) -> tuple[Field | None, bytes | None]:
    """What is asked for, and the challenge that it answers."""
    form = watch.desk.pane.form.answering.form
    return (form.field, form.challenge) if form is not None else (None, None)


def _moved(watch: Watched, before: tuple[Field | None, bytes | None]) -> bool:
    return not watch.desk.pane.form.active or _at(watch) != before


async def give_up(watch: Watched) -> None:
    """Cancel the exchange; where it is still to be begun, leave the form and begin it without an answer."""
    form = watch.desk.pane.form.answering.form
    if form is not None and form.command:
        await watch.desk.press("escape")
        assert watch.desk.line.value.rstrip().startswith("AUTH ")
        await watch.desk.say("")
    else:
        await watch.desk.press("ctrl+u")
    await watch.desk.say("*")


def derived(watch: Watched, mechanism: str) -> set[str]:
    """SCRAM's SaltedPassword, which is as good as the password."""
    entries = watch.desk.app.talk.transcript.entries
    texts = [base64.b64decode(e.reply.texts[-1]) for e in entries if e.reply and e.reply.code == "334"]
    asked = next((found for text in texts if (found := re.search(rb"s=([^,]+),i=(\d+)", text))), None)
    if asked is None:
        return set()
    salt, times = base64.b64decode(asked[1]), int(asked[2])
    salted = hashlib.pbkdf2_hmac(HASHES[mechanism], SECRET.encode(), salt, times)
    return {salted.hex(), base64.b64encode(salted).decode(), repr(salted)[2:-1]}


@pytest.mark.parametrize("one", TRIES, ids=str)
async def test_it_is_nowhere_to_be_found(
    one: Try, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if one.ends == "right":
        monkeypatch.setattr(auth, "PASSWORD", SECRET)
        monkeypatch.setattr(auth, "TOKEN", SECRET)
    async with watched("telnet practice.test 25", monkeypatch) as watch:
        desk = watch.desk
        if one.mechanism.endswith(("XOAUTH2", "OAUTHBEARER")):
            await secured(watch)
        await attempt(watch, one)
        verdict = desk.app.talk.transcript.entries[-1].reply
        assert verdict is not None
        assert verdict.code == one.code
        hidden = forms(SECRET) | derived(watch, one.mechanism)
        for _ in range(6):  # what the history offers
            await desk.press("up")
            assert not found(hidden, watch.seen())
        await watch.copy()
        assert not found(hidden, watch.seen())
        assert not found(hidden, repr(vars(desk.pane.form.answering)))
    files = kept_files(tmp_path)
    assert [path for path, _ in files if path.parent == journal.directory()]
    for path, text in files:
        assert not found(hidden, text), path
    assert not found(hidden, caplog.text)


async def test_a_reveal_ends_with_the_next_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one exception, of which nothing may be left behind."""
    async with watched("telnet practice.test 25", monkeypatch) as watch:
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


@pytest.mark.parametrize("echo", [SECRET, base64.b64encode(SECRET.encode()).decode(), *aligned(SECRET)])
@pytest.mark.parametrize("mechanism", ["PLAIN", "CRAM-MD5"])
async def test_a_server_that_says_it_is_masked_even_where_it_was_only_proven(
    mechanism: str, echo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = base64.b64encode(b"<1@a.test>") if mechanism == "CRAM-MD5" else b""
    refusal = f"535 5.7.8 {echo} is not yours\r\n".encode()
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
        assert reply.raw == b"535 5.7.8 " + b"*" * len(echo) + b" is not yours\r\n"
        assert not found(forms(SECRET), watch.seen())


async def test_no_traceback_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of ours while the response is made ends the program, and says where without values."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a defect")

    printed: list[str] = []

    async def crash() -> None:
        async with watched("telnet practice.test 25", monkeypatch) as watch:
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
