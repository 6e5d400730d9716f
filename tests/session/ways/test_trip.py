"""What is kept of the attempts of one connecting."""

from __future__ import annotations

from smtpwb.session.ways.trip import Trip
from smtpwb.transcript.events import Attempt


def test_each_attempt_is_heard_as_it_begins_and_as_it_fails() -> None:
    heard: list[Attempt] = []
    trip = Trip(heard.append)
    trip.trying("a:25")
    trip.failed("a:25", "connection refused")
    trip.trying("b:25")
    trip.reached("b:25")
    assert heard == [Attempt("a:25"), Attempt("a:25", "connection refused"), Attempt("b:25")]
    assert trip.tried == [Attempt("a:25", "connection refused"), Attempt("b:25")]


def test_nobody_has_to_listen() -> None:
    trip = Trip()
    trip.trying("a:25")
    trip.hears("ssh", "hello")
    assert trip.told == [("ssh", "hello")]
