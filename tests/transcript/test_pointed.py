"""What a panel says that shows the end of a connection."""

from __future__ import annotations

import pytest

from smtpwb.transcript.notes import note
from smtpwb.transcript.pointed import THEN_CLOSED, pointed_note
from tests.dialogues import play

UP_TO_DATA = (
    "S: 220 hi\nC: HELO a\nS: 250 a\nC: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<b@c.d>\nS: 250 ok\nC: DATA"
)


@pytest.mark.parametrize(
    "lines", ["S: 554 5.7.1 not you", "S: 220 hi\nC: EHLO a\nS: 421 4.3.2 busy", "S: 220 hi\nS: 421 idle"]
)
def test_what_led_to_the_end_goes_on_being_explained(lines: str) -> None:
    transcript = play(lines, "S: <closed>")
    end = len(transcript.entries) - 1
    told, led = pointed_note(transcript, end), note(transcript, end - 1)
    assert told.explanation is not None
    assert led.explanation is not None
    assert told.title == led.title
    assert told.explanation.diagnosis == led.explanation.diagnosis
    assert told.explanation.remarks[-1] == THEN_CLOSED
    assert told.explanation.may_say == ()


def test_what_is_left_behind_is_told_too() -> None:
    transcript = play(UP_TO_DATA, "S: 421 4.3.2 shutting down", "S: <closed>")
    end = len(transcript.entries) - 1
    assert set(note(transcript, end).texts[1:]) <= set(pointed_note(transcript, end).texts)
    assert any("forgotten" in text for text in pointed_note(transcript, end).texts)


@pytest.mark.parametrize(
    "lines",
    [
        "S: 220 hi\nC: QUIT\nS: 221 bye\nS: <closed>",
        "S: 220 hi\nS: <closed>",
        "S: 554 no\nC: QUIT\nS: <closed>",
        "S: 554 no\nC: <close>",
        "S: 554 no",
    ],
)
def test_any_other_entry_has_its_own_note(lines: str) -> None:
    transcript = play(lines)
    end = len(transcript.entries) - 1
    assert pointed_note(transcript, end) == note(transcript, end)
