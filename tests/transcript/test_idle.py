from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.smtp.amounts import SECOND
from smtpwb.transcript.events import Arrived, Event
from smtpwb.transcript.idle import FLOOR, idle, pause
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

SAID = "S: 220 practice.test\nC: NOOP\nS: 250 ok\nC: RSET\nS: 250 ok"


def later(events: list[Event], begin: int, seconds: float) -> Transcript:
    """The same events, all from one on so much later."""
    by = int(seconds * SECOND)
    return Transcript(
        replace(event, at=event.at + by) if index >= begin else event for index, event in enumerate(events)
    )


def pauses(transcript: Transcript) -> list[int]:
    """The entries that end a pause."""
    return [at for at in range(len(transcript.entries)) if idle(transcript.entries, at) is not None]


@pytest.mark.parametrize(
    ("begin", "seconds", "entries"),
    [
        (4, 42, [4]),  # before RSET was sent
        (4, 9, []),  # what it takes to type
        (3, 42, []),  # the server took its time: that is told with the reply
        (1, 42, []),  # so it is with the greeting
        (2, 42, [2]),
    ],
)
def test_what_is_sent_after_a_pause(begin: int, seconds: float, entries: list[int]) -> None:
    assert pauses(later(play(SAID).events, begin, seconds)) == entries


@pytest.mark.parametrize("end", ["S: 421 4.4.2 timeout", "S: <closed>"])
def test_what_a_server_does_unasked_ends_a_pause_too(end: str) -> None:
    events = play(SAID, end).events
    transcript = later(events, len(events) - 1, 300)
    assert pauses(transcript) == [len(transcript.entries) - 1]


def test_another_connection_begins_none() -> None:
    events = play(SAID, "S: <closed>", "S: 220 again").events
    reopened = next(i for i, e in enumerate(events) if i and e.seq > 0 and type(e).__name__ == "Opened")
    assert pauses(later(events, reopened, 60)) == []


@given(st.integers(1, 8), st.integers(0, 3_600 * SECOND))
def test_no_pause_is_shorter_than_the_floor_or_longer_than_the_wait(begin: int, wait: int) -> None:
    events = play(SAID, "C: QUIT\nS: 221 bye\nS: <closed>").events
    transcript = later(events, min(begin, len(events) - 1), wait / SECOND)
    for at in pauses(transcript):
        found = idle(transcript.entries, at)
        assert found is not None
        assert FLOOR <= found <= wait + SECOND
        assert not isinstance(transcript.entries[at].event, Arrived) or transcript.entries[at].unsolicited


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(42, "42 s idle"), (60, "1 min 0 s idle"), (303, "5 min 3 s idle"), (7_500, "2 h 5 min idle")],
)
def test_a_pause_in_words(seconds: int, text: str) -> None:
    assert pause(seconds * SECOND) == text
