"""Pictures of the screens that ask or show something in front of the workbench, each by itself: what they are
about was said by a script with a clock of its own. `--snapshot-update` takes them anew: look at them then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from smtpwb.session.ways.trip import Asks, Exchangers, Question
from smtpwb.transcript import store
from smtpwb.transcript.events import Exchanger
from smtpwb.transcript.store import Kept
from smtpwb.tui.replaying import plan
from smtpwb.tui.screens.ask import AskScreen
from smtpwb.tui.screens.compare import CompareScreen
from smtpwb.tui.screens.earlier import EarlierScreen
from smtpwb.tui.screens.exchangers import ExchangersScreen
from smtpwb.tui.screens.file_prompt import FilePrompt
from smtpwb.tui.screens.note import NoteScreen
from smtpwb.tui.screens.replay import ReplayScreen, SecretScreen
from smtpwb.tui.screens.save import SaveScreen
from smtpwb.tui.screens.share import Dialogue, ShareScreen
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


SCREENS: dict[str, Callable[[], tuple[Screen[Any], tuple[str, ...], str]]] = {
    # the screen, keys pressed in it, and what is waited for
    "note": lambda: (NoteScreen("S 550 5.1.1 <nobody@practice.test>: no such mailbox", ""), (*"asked",), ""),
    "save": lambda: (SaveScreen("text", "dialogue-20240101-120000.txt"), (), ""),
    "share": lambda: (_shared(), (), "secrets are masked"),
    "earlier": lambda: (EarlierScreen(), ("down",), "mx.example.net"),
    "replay": lambda: (ReplayScreen(plan(play(FINISHED)), "telnet practice.test 25"), (), ""),
    "secret": lambda: (SecretScreen("AUTH PLAIN "), (*"xxxx",), ""),
    "compare": lambda: (CompareScreen(play(REFUSED), play(ANSWERED_AGAIN)), (), "differ"),
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
