from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.cli.run_in_clear import InClear
from smtpwb.session.script_result import Result, Verdict
from smtpwb.transcript.events import Opened
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

GREETED = "S: 220 a\nC: EHLO a\nS: 250-a\nS: 250 STARTTLS\n"
TLS = "C: STARTTLS\nS: 220 go\nS: <tls>\nC: EHLO a\nS: 250 a\n"


def warnings(dialogue: str, peer: str = "192.0.2.1:25") -> list[str]:
    events = play(dialogue).events
    transcript = Transcript(replace(one, peer=peer) if isinstance(one, Opened) else one for one in events)
    watching = InClear(transcript)
    results = [Result(Verdict.SENT, number, number) for number in range(len(transcript.entries))]
    return list(filter(None, map(watching.warning, results)))


@pytest.mark.parametrize("mechanism", ["PLAIN", "login", "XOAUTH2"])
def test_a_login_in_clear_is_warned_of_once(mechanism: str) -> None:
    (warning,) = warnings(
        f"{GREETED}C: AUTH {mechanism} eA==\nS: 535 no\nC: AUTH {mechanism} eA==\nS: 535 no"
    )
    assert warning.startswith("line 4: LOGIN IN CLEAR. The ")
    assert "say STARTTLS first" in warning


@pytest.mark.parametrize(
    "dialogue", [f"{TLS}C: AUTH PLAIN eA==", "C: AUTH SCRAM-SHA-256", "C: NOOP", "C: AUTH"]
)
def test_what_nobody_can_read_is_not(dialogue: str) -> None:
    assert warnings(f"{GREETED}{dialogue}\nS: 535 no") == []


def test_on_this_machine_nobody_reads_along() -> None:
    assert warnings(f"{GREETED}C: AUTH PLAIN eA==\nS: 535 no", "127.0.0.1:25") == []
