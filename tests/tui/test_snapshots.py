"""Pictures of the Dialogue tab. What is said comes from a script with a clock of its own, so that no
port and no time of this run is in them. `--snapshot-update` takes them anew: look at them then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from textual.pilot import Pilot

from smtpwb.session import letter
from smtpwb.tui.app import Workbench
from smtpwb.tui.screens.message import MessageScreen
from smtpwb.tui.talk import Talk
from smtpwb.tui.widgets.composer import Line
from tests.dialogues import play
from tests.tui.desk import HELO, Desk, rest, until

LOOKS = [
    pytest.param((80, 24), "smtpwb-dark", id="80x24"),
    pytest.param((120, 40), "smtpwb-dark", id="120x40"),
    pytest.param((80, 24), "high-contrast", id="80x24-high-contrast"),
]

GREETED = "S: 220 practice.test ESMTP smtpwb practice server, forwards nothing"
EHLO = f"""
{GREETED}
C: EHLO {HELO}
S: 250-practice.test
S: 250-SIZE 33554432
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-ENHANCEDSTATUSCODES
S: 250-STARTTLS
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
"""
HELLO = f"{GREETED}\nC: HELO {HELO}\nS: 250 practice.test"
MAIL = f"{HELLO}\nC: MAIL FROM:<jrace@example.net>\nS: 250 2.1.0 Sender accepted"
REFUSED = f"{MAIL}\nC: RCPT TO:<nobody@practice.test>\nS: 550 5.1.1 <nobody@practice.test>: no such mailbox"
CONTENT = f"""
{MAIL}
C: RCPT TO:<jrace@practice.test>
S: 250 2.1.5 Recipient accepted
C: DATA
S: 354 Go on, end with a dot on a line of its own
C: Subject: test
C:
"""
FINISHED = f"""
{CONTENT}
C: test
C: .
S: 250 2.0.0 Message accepted
C: QUIT
S: 221 2.0.0 Goodbye
S: <closed>
"""

TEMPLATE = """\
From: jrace@example.net
To: jrace@practice.test
Subject: \n\
Date: Mon, 01 Jan 2024 12:00:00 +0000
Message-ID: <1@example.net>

"""


@dataclass(frozen=True)
class State:
    """What was said, and the keys pressed then."""

    said: str = ""
    keys: tuple[str, ...] = ()


STATES = {
    "start": State(),
    "ehlo": State(EHLO),
    "refused": State(REFUSED),
    "looking-back": State(REFUSED, ("alt+up", "alt+up", "alt+up")),
    "dot": State(CONTENT, (*"..profile",)),
    "zoomed": State(REFUSED, ("ctrl+l",)),
    "message": State(CONTENT, ("ctrl+n", *"Hello", *["down"] * 4, *".profile", "enter")),
    "message-previewed": State(CONTENT, ("ctrl+n", *["down"] * 4, *".grüße", "enter", "ctrl+t")),
    "finished": State(FINISHED),
}


@pytest.mark.parametrize(("size", "theme"), LOOKS)
@pytest.mark.parametrize("state", STATES)
def test_the_dialogue_tab_looks_as_it_did(
    state: str,
    size: tuple[int, int],
    theme: str,
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letter, "template", lambda *_, **__: TEMPLATE)
    monkeypatch.setattr(Talk, "connected", property(lambda talk: talk.transcript.dialogue.open))
    app = Workbench(helo=HELO, theme=theme)

    async def before(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: isinstance(app.focused, Line), "the composer")
        play(STATES[state].said, transcript=app.talk.transcript)
        await rest(pilot)
        await Desk(app, pilot).press(*STATES[state].keys)
        if isinstance(editor := app.screen, MessageScreen):
            await until(pilot, lambda: editor._made == editor.draft.made, "what was written, looked at")
            await rest(pilot)
        monkeypatch.undo()

    assert snap_compare(app, terminal_size=size, run_before=before)
