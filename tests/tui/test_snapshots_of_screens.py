"""Pictures of the screens that ask or show something in front of the workbench, each by itself: what they are
about was said by a script with a clock of its own. `--snapshot-update` takes them anew: look at them then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from smtpwb.practice.received import Received
from smtpwb.session.ways.trip import Asks, Exchangers, Question
from smtpwb.transcript import store
from smtpwb.transcript.events import Exchanger
from smtpwb.transcript.store import Kept
from smtpwb.tui.preview import Dialogue
from smtpwb.tui.replaying import plan
from smtpwb.tui.screens.ask import AskScreen
from smtpwb.tui.screens.compare import CompareScreen
from smtpwb.tui.screens.delivered import DeliveredScreen
from smtpwb.tui.screens.earlier import EarlierScreen
from smtpwb.tui.screens.exchangers import ExchangersScreen
from smtpwb.tui.screens.file_prompt import FilePrompt
from smtpwb.tui.screens.mailbox import MailboxScreen
from smtpwb.tui.screens.note import NoteScreen
from smtpwb.tui.screens.replay import ReplayScreen, SecretScreen
from smtpwb.tui.screens.save import SaveScreen
from smtpwb.tui.screens.share import ShareScreen
from tests.dialogues import play
from tests.tui.desk import rest, until
from tests.tui.stage import words
from tests.tui.test_drills import Themed
from tests.tui.test_snapshots import FINISHED, LOOKS, REFUSED

HOST_KEY = """\
The authenticity of host 'jump.example.net (192.0.2.7)' can't be established.
ED25519 key fingerprint is SHA256:Y1nC7cHX0bFqv0y3lB2cVjz3v5V1ZpQ2oT9m0q8uA4E.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? """
HOSTS = (
    Exchanger("mx1.example.net", 5, ("192.0.2.1", "2001:db8::1")),
    Exchanger("mx2.example.net", 10, (), "no such host"),
    Exchanger("backup.example.org", 20, ("192.0.2.3",)),
)
ANSWERED_AGAIN = REFUSED.replace(
    "550 5.1.1 <nobody@practice.test>: no such mailbox", "452 4.2.2 mailbox full"
)


def kept() -> Iterator[Kept]:
    """Three dialogues, the newest first."""
    told = (
        ("practice.test:25", "250 queued, 1 recipient accepted", True),
        ("mx.example.net:25", "550 5.1.1 after RCPT", False),
        ("smtps.example.net:465", "TLS failed: the certificate has expired", True),
    )
    for number, (server, outcome, finished) in enumerate(told):
        begun = datetime(2024, 1, 9 - number, 12, tzinfo=UTC)
        yield Kept(
            f"{begun:%Y%m%dT%H%M%S}-{number}", Path("x"), begun, server, outcome, 1_234, 9, finished, False
        )


def _shared() -> ShareScreen:
    made = play(FINISHED)
    return ShareScreen(Dialogue(tuple(made.events), len(made.entries) - 1), lambda text: None)


LETTER = Received(
    2,
    "list-bounces@lists.example.org",
    ("bounces@practice.test", "ann@practice.test"),
    b"From: Kim <kim@example.net>\r\nTo: ann@practice.test\r\nCc: bob@practice.test\r\n"
    b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=\r\nDate: Mon, 01 Jan 2024 09:00:00 +0000\r\n"
    b"Message-ID: <20240101.1@example.net>\r\n\r\nhello\r\n",
    datetime(2024, 1, 1, 12, tzinfo=UTC),
    "192.0.2.1",
    "ws.example.net",
    extended=True,
)
"""One that differs in all that can differ."""
EARLIER_LETTER = Received(
    1,
    "jrace@example.net",
    ("jrace@practice.test",),
    b"Subject: test\r\n\r\ntest\r\n",
    datetime(2024, 1, 1, 11, tzinfo=UTC),
    "192.0.2.1",
    "ws.example.net",
)


def _mailbox(*messages: Received) -> MailboxScreen:
    return MailboxScreen(lambda: messages, lambda text: None, lambda what: None)


def _opened() -> DeliveredScreen:
    return DeliveredScreen(LETTER, lambda text: None, lambda what: None)


SCREENS: dict[str, Callable[[], tuple[Screen[Any], tuple[str, ...], str]]] = {
    # the screen, keys pressed in it, and what is waited for
    "note": lambda: (NoteScreen("S 550 5.1.1 <nobody@practice.test>: no such mailbox", ""), (*"asked",), ""),
    "save": lambda: (SaveScreen("text", "dialogue-20240101-120000.txt"), (), ""),
    "share": lambda: (_shared(), (), "secrets are masked"),
    "earlier": lambda: (EarlierScreen(), ("down",), "mx.example.net"),
    "replay": lambda: (ReplayScreen(plan(play(FINISHED)), "telnet practice.test 25"), (), ""),
    "secret": lambda: (SecretScreen("AUTH PLAIN "), (*"xxxx",), ""),
    "compare": lambda: (CompareScreen(play(REFUSED), play(ANSWERED_AGAIN)), (), "differ"),
    "mailbox-empty": lambda: (_mailbox(), (), ""),
    "mailbox": lambda: (_mailbox(EARLIER_LETTER, LETTER), (), ""),
    "delivered-envelope": lambda: (_opened(), (), ""),
    "delivered-trace": lambda: (_opened(), ("t",), ""),
    "delivered-octets": lambda: (_opened(), ("o",), ""),
    "delivered-bounce": lambda: (_opened(), ("b",), ""),
    "exchangers": lambda: (ExchangersScreen(Exchangers("example.net", HOSTS)), ("down",), ""),
    "file": lambda: (FilePrompt(), (), ""),
    "ask-host-key": lambda: (AskScreen(Question(HOST_KEY, Asks.CONFIRM)), (), ""),
    "ask-passphrase": lambda: (
        AskScreen(Question("Enter passphrase for key '/home/jrace/.ssh/id_ed25519': ", Asks.SECRET)),
        (*"xxxxxx",),
        "",
    ),
    "ask-touch": lambda: (
        AskScreen(Question("Confirm user presence for key ED25519-SK", Asks.NOTHING)),
        (),
        "",
    ),
}


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times are shown as the clock on the wall has them: for a picture that must be the same everywhere."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("size", "theme"), LOOKS[:2])
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_it_did(
    name: str,
    size: tuple[int, int],
    theme: str,
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "kept", kept)
    app: App[Any] = Themed(theme)
    screen, keys, awaited = SCREENS[name]()

    async def before(pilot: Pilot[Any]) -> None:
        await app.push_screen(screen)
        await rest(pilot)
        await pilot.press(*keys)
        await until(pilot, lambda: awaited in words(app), awaited)
        await rest(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)
