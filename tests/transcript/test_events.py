"""Events go to JSON and come back the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.events import (
    Arrived,
    Attempt,
    Closed,
    Event,
    Note,
    Opened,
    OpenFailed,
    Purpose,
    Secured,
    Sent,
    Told,
    from_json,
    to_json,
)

NOW = datetime(2024, 1, 1, 12, 0, 0, 250_000, tzinfo=UTC)
TRIED = (Attempt("[2001:db8::1]:25", "network is unreachable"), Attempt("192.0.2.1:25"))

EVENTS: list[Event] = [
    Opened(
        seq=0,
        wall=NOW,
        at=0,
        target="mx:25",
        host="mx",
        port=25,
        local="a:1",
        peer="b:25",
        tried=TRIED,
        tls=True,
    ),
    OpenFailed(seq=0, wall=NOW, at=0, target="mx:25", why="refused", hint="try 587", tried=TRIED),
    Sent(seq=1, wall=NOW, at=5, data=b"NOOP\r\n"),
    Sent(seq=1, wall=NOW, at=5, data=b"AUTH PLAIN ****\r\n", masked=((11, 15),)),
    Sent(seq=1, wall=NOW, at=5, data=b"****\r\n", purpose=Purpose.SASL, masked=((0, 4),)),
    Arrived(seq=2, wall=NOW, at=6, data=bytes(range(256)), tls=True, masked=((0, 4), (7, 9))),
    Secured(
        seq=3, wall=NOW, at=7, version="TLSv1.3", cipher="X", certificates=(b"\x30\x82", b""), verified=True
    ),
    Secured(seq=3, wall=NOW, at=7, version="", reason="wrong version number"),
    Told(seq=4, wall=NOW, at=8, by="ssh", words="Permission denied (publickey)."),
    Closed(seq=4, wall=NOW, at=8, by="server", how="reset"),
    Note(seq=5, wall=NOW, at=9, on=2, part=1, text="look\nhere \u202e"),
]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_comes_back_the_same(event: Event) -> None:
    assert from_json(to_json(event)) == event


def test_every_kind_of_event_is_among_these() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_one_line_of_json_that_names_its_kind(event: Event) -> None:
    line = to_json(event)
    assert b"\n" not in line
    assert json.loads(line)["event"] == type(event).__struct_config__.tag


@given(st.binary(), st.booleans(), st.integers(0, 2**62))
def test_any_octets_come_back_the_same(data: bytes, tls: bool, at: int) -> None:
    event = Arrived(seq=0, wall=NOW, at=at, data=data, tls=tls)
    assert from_json(to_json(event)) == event


@given(st.text(), st.datetimes(timezones=st.just(UTC)))
def test_any_words_and_times_come_back_the_same(words: str, wall: datetime) -> None:
    event = OpenFailed(seq=0, wall=wall, at=0, target=words, why=words)
    assert from_json(to_json(event)) == event


def test_times_are_written_in_utc() -> None:
    assert json.loads(to_json(EVENTS[0]))["wall"] == "2024-01-01T12:00:00.250000Z"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"", msgspec.DecodeError),
        (b"{", msgspec.DecodeError),
        (b"[]", msgspec.ValidationError),
        (b'{"event":"heard","seq":0}', msgspec.ValidationError),
        (b'{"event":"closed","seq":0,"wall":"2024-01-01T12:00:00Z","at":0}', msgspec.ValidationError),
        (
            b'{"event":"arrived","seq":0,"wall":"2024-01-01T12:00:00Z","at":0,"data":"?"}',
            msgspec.ValidationError,
        ),
        (
            b'{"event":"sent","seq":0,"wall":"2024-01-01T12:00:00Z","at":0,"data":"","purpose":"joke"}',
            msgspec.ValidationError,
        ),
    ],
)
def test_what_is_no_event_is_refused(line: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        from_json(line)


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        EVENTS[-1].at = 9  # type: ignore[misc]
