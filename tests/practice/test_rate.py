from __future__ import annotations

import pytest

from smtpwb.practice import rate
from smtpwb.practice.rate import Rate
from tests.practice.conftest import Clock

ME, OTHER = "192.0.2.1", "192.0.2.2"


def codes(counts: Rate, times: int, client: str = ME) -> list[str]:
    return [counts.refusal(client)[:9] for _ in range(times)]


def test_without_a_limit_nothing_is_counted(clock: Clock) -> None:
    assert codes(Rate(0, clock), 100) == [""] * 100


def test_so_many_a_minute_then_wait_then_an_hour_for_who_does_not(clock: Clock) -> None:
    counts = Rate(3, clock)
    assert codes(counts, 8) == ["", "", "", *["450 4.7.1"] * 3, *["550 5.7.1"] * 2]
    clock.now += rate.MINUTE
    assert codes(counts, 1) == ["550 5.7.1"]
    clock.now += rate.HOUR - rate.MINUTE
    assert codes(counts, 1) == [""]


def test_the_wait_is_told_in_whole_seconds_of_this_speed(clock: Clock) -> None:
    counts = Rate(1, clock, speed=10)
    codes(counts, 1)
    clock.now += 1.5
    assert "try again in 5 seconds" in counts.refusal(ME)


def test_who_waits_is_let_in_one_by_one_and_forgiven(clock: Clock) -> None:
    counts = Rate(2, clock)
    codes(counts, 1)
    clock.now += 30
    assert codes(counts, 4) == ["", *["450 4.7.1"] * 3]
    clock.now += 30
    assert codes(counts, 4) == ["", *["450 4.7.1"] * 3]


def test_clients_are_told_apart_and_the_oldest_forgotten(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "REMEMBERED", 1)
    counts = Rate(1, clock)
    assert codes(counts, 2) == ["", "450 4.7.1"]
    assert codes(counts, 2, OTHER) == ["", "450 4.7.1"]
    assert codes(counts, 1) == [""]
