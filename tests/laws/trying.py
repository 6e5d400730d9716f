"""Attempts to log in whose secret is looked for afterwards, in every mechanism that needs one.

What is typed, in which order, and all the forms in which a secret may be found nowhere. On the screen it is
filled in as a person would, a key at a time, against the practice server.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from smtpwb.practice import auth
from smtpwb.smtp.sasl.steps import Field
from smtpwb.transcript import journal
from smtpwb.transcript.transcript import Transcript
from tests.laws.watch import Watched, found, kept_files, watched

SECRET = "Vx9#kRt.2wQ&m7z(Lp4"
"""In every four characters of it stands one that no base64 has: to find them anywhere is no chance."""
USER = "learner"
HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256"}
TOKENS = ("XOAUTH2", "OAUTHBEARER")
"""Taken inside TLS alone."""
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", *HASHES, *TOKENS)
"""All that need a secret."""
PLACE = "telnet practice.test 25"


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

    def filled_in(self, field: Field | None) -> str:
        """What goes into a field."""
        if field is None:
            return ""
        return SECRET if field.secret else USER

    def prepare(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the practice server take the secret, if it is to be the right one."""
        if self.ends == "right":
            monkeypatch.setattr(auth, "PASSWORD", SECRET)
            monkeypatch.setattr(auth, "TOKEN", SECRET)


TRIES = [
    Try(name, initial, ends)
    for name in MECHANISMS
    for initial in (False, True)
    for ends in ("right", "wrong", "cancelled")
    if not (initial and name == "CRAM-MD5")
]


def derived(transcript: Transcript, mechanism: str) -> set[str]:
    """SCRAM's SaltedPassword, which is as good as the password."""
    replies = [e.reply for e in transcript.entries if e.reply and e.reply.code == "334"]
    texts = [base64.b64decode(reply.texts[-1]) for reply in replies]
    asked = next((found for text in texts if (found := re.search(rb"s=([^,]+),i=(\d+)", text))), None)
    if asked is None:
        return set()
    salt, times = base64.b64decode(asked[1]), int(asked[2])
    salted = hashlib.pbkdf2_hmac(HASHES[mechanism], SECRET.encode(), salt, times)
    return {salted.hex(), base64.b64encode(salted).decode(), repr(salted)[2:-1]}


@contextlib.contextmanager
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, by whomever."""
    text, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def nowhere_kept(hidden: set[str], home: Path) -> None:
    """What was written below `home` is at least a journal, and nothing of what is hidden is in it."""
    files = kept_files(home)
    assert [path for path, _ in files if path.parent == journal.directory()]
    for path, text in files:
        assert not found(hidden, text), path


# On the screen


async def on_screen(one: Try, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Play one, and look for its secret in all that is shown, kept, copied, written and logged."""
    one.prepare(monkeypatch)
    with logged() as log:
        async with watched(PLACE, monkeypatch) as watch:
            desk = watch.desk
            if one.mechanism in TOKENS:
                await secured(watch)
            await attempt(watch, one)
            transcript = desk.app.talk.transcript
            verdict = transcript.entries[-1].reply
            assert verdict is not None
            assert verdict.code == one.code
            hidden = forms(SECRET) | derived(transcript, one.mechanism)
            for _ in range(6):  # what the history offers
                await desk.press("up")
                assert not found(hidden, watch.seen())
            await watch.copy()
            assert not found(hidden, watch.seen())
            assert not found(hidden, repr(vars(desk.pane.form.answering)))
    nowhere_kept(hidden, home)
    assert not found(hidden, log.getvalue())


async def secured(watch: Watched) -> None:
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
        await fill_in(watch, one.filled_in(field), secret)
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
