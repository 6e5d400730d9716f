"""A session is its connections, one after the other, and nothing is lost between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.transcript.connections import BEGINS, connection_of, connections
from smtpwb.transcript.events import Event, Note, OpenFailed
from tests.dialogues import play

FIRST = play("S: 220 one", "C: EHLO a", "S: 250 one", "S: <closed>").events
SECOND = play("S: 220 two", "C: QUIT", "S: 221 two", "S: <closed>").events
_WHEN = FIRST[0].wall
FAILED = OpenFailed(seq=0, wall=_WHEN, at=0, target="telnet nobody.test 25", tried=(), why="refused", hint="")


def numbered(*events: Event) -> list[Event]:
    return [replace(event, seq=seq) for seq, event in enumerate(events)]


def note(on: int) -> Note:
    return Note(seq=0, wall=_WHEN, at=0, on=on, text="look here")


def test_where_nothing_was_opened_there_is_none() -> None:
    assert connections([]) == ()
    assert connection_of([note(0)], 0) == ()


def test_each_connection_has_its_events_and_a_failed_attempt_is_one() -> None:
    events = numbered(*FIRST, FAILED, *SECOND)
    first, failed, second = connections(events)
    assert [len(first), len(failed), len(second)] == [len(FIRST), 1, len(SECOND)]
    assert isinstance(failed[0], OpenFailed)
    assert connection_of(events, len(FIRST)) == failed
    assert connection_of(events, len(events) - 1) == second
    assert connection_of(events, 0) == first


def test_a_note_goes_with_what_it_is_on() -> None:
    events = numbered(*FIRST, *SECOND, note(1))
    first, second = connections(events)
    assert first[-1] == events[-1]
    assert second == tuple(events[len(FIRST) : -1])


@given(st.lists(st.sampled_from([*FIRST, FAILED, note(0), note(3)]), max_size=20))
def test_every_event_is_in_exactly_one(some: list[Event]) -> None:
    events = numbered(*some)
    runs = connections(events)
    begun = [event for event in events if isinstance(event, BEGINS)]
    assert len(runs) == len(begun)
    if begun:
        assert sorted((event for run in runs for event in run), key=lambda event: event.seq) == events
        assert all(sum(isinstance(event, BEGINS) for event in run) == 1 for run in runs)
