"""Changes drawn at once, or together."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from smtpwb.transcript.entry import Change
from smtpwb.transcript.events import Arrived
from smtpwb.tui import coalescing
from smtpwb.tui.coalescing import FULL, Coalescing, together

SMALL, LARGE = b"250 ok\r\n", b"x" * FULL


def change(data: bytes, *changed: int, appended: int = 0, seq: int = 0) -> Change:
    return Change(Arrived(seq=seq, wall=datetime.now(UTC), at=0, data=data), changed, appended)


def test_two_changes_are_as_one_of_the_second_event() -> None:
    first, then = change(SMALL, 1, 2, appended=1), change(SMALL, 2, 3, appended=2, seq=1)
    assert together(None, first) is first
    assert together(first, then) == Change(then.event, (1, 2, 3), 3)


async def test_what_is_small_is_shown_at_once() -> None:
    shown: list[Change] = []
    drawing = Coalescing(shown.append)
    for seq in range(5):
        drawing.take(change(SMALL, seq=seq))
    assert [one.event.seq for one in shown] == list(range(5))


async def test_a_flood_is_shown_at_once_then_together_and_its_end_is_not_forgotten() -> None:
    seen = asyncio.Event()
    shown: list[Change] = []

    def show(one: Change) -> None:
        shown.append(one)
        if len(shown) == 2:
            seen.set()

    drawing = Coalescing(show)
    for seq in range(100):
        drawing.take(change(LARGE, seq, appended=1, seq=seq))
    assert [one.event.seq for one in shown] == [0]
    await seen.wait()
    assert shown[1].event.seq == 99
    assert shown[1].changed == tuple(range(1, 100))
    assert shown[1].appended == 99
    drawing.stop()


async def test_what_is_small_takes_along_what_waits() -> None:
    shown: list[Change] = []
    drawing = Coalescing(shown.append)
    drawing.take(change(LARGE, seq=0))
    drawing.take(change(LARGE, 5, seq=1))
    drawing.take(change(SMALL, 6, seq=2))
    assert [one.event.seq for one in shown] == [0, 2]
    assert shown[1].changed == (5, 6)
    drawing.stop()


async def test_stopped_it_shows_nothing_any_more() -> None:
    shown: list[Change] = []
    drawing = Coalescing(shown.append)
    drawing.take(change(LARGE, seq=0))
    drawing.take(change(LARGE, seq=1))
    drawing.stop()
    await asyncio.sleep(coalescing.INTERVAL * 1.5)
    assert len(shown) == 1
