"""What stands on the phase rail in each state of the dialogue."""

from __future__ import annotations

import pytest

from smtpwb.smtp.rail import phases
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play
from tests.smtp.reached import RCPT, stage_in

# What stands on the phase rail: + done, > now, - still to come.
RAILS = {
    "OFFLINE": "> - - - - -",
    "CONNECTED": "> - - - - -",
    "REFUSED": "> - - - - -",
    "GREETED": "+ > - - - -",
    "HELLO": "+ + > - - -",
    "MAIL": "+ + + > - -",
    "RCPT": "+ + + + > -",
    "CONTENT": "+ + + + > -",
    "AUTH": "+ + > - - -",
    "TLS": "+ > - - - -",
    "QUIT": "+ + + + + +",
    "CLOSED": "> - - - - -",
}


@pytest.mark.parametrize(("state", "rail"), RAILS.items())
def test_the_phase_rail(state: str, rail: str) -> None:
    drawn = phases(stage_in(state).transcript.dialogue)
    assert [phase.name for phase in drawn] == ["connect", "hello", "MAIL", "RCPT", "DATA", "quit"]
    assert " ".join({"done": "+", "now": ">", "next": "-"}[phase.standing] for phase in drawn) == rail


def test_the_rail_names_the_hello_and_counts_recipients() -> None:
    def notes(transcript: Transcript) -> dict[str, str]:
        return {phase.name: phase.note for phase in phases(transcript.dialogue) if phase.note}

    transcript = play(RCPT)
    assert notes(transcript) == {"hello": "EHLO"}
    play("C: RCPT TO:<cid@c.test>\nS: 250 ok", transcript=transcript)
    assert notes(transcript) == {"hello": "EHLO", "RCPT": "×2"}
