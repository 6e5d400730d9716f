from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.redaction.names import Switches
from smtpwb.transcript.redaction.redact import redacted
from smtpwb.transcript.watching import Pace, watched
from tests.dialogues import play


def test_whoever_watches_hears_how_far_it_is() -> None:
    heard: list[tuple[str, float]] = []
    assert list(watched(range(2_000), "counting", lambda *told: heard.append(told))) == [*range(2_000)]
    assert heard == [("counting", 0.0), ("counting", 0.25), ("counting", 0.5), ("counting", 0.75)]


@given(st.lists(st.binary(max_size=40_000), max_size=5))
def test_octets_are_taken_apart_behind_line_ends_and_none_is_lost(lines: list[bytes]) -> None:
    octets = b"\n".join(lines)
    heard: list[float] = []
    chunks = list(Pace(lambda _, done: heard.append(done), "", len(octets)).chunks(octets))
    assert b"".join(octets[begin:end] for begin, end in chunks) == octets
    assert all(octets[end - 1 : end] == b"\n" for _, end in chunks[:-1])
    assert heard == sorted(heard)
    assert not chunks or heard[-1] == 1.0


class Enough(Exception):
    pass


@pytest.mark.parametrize("stage", ["finding names", "replacing names", "reading the copy"])
def test_each_stage_of_an_aliased_copy_is_told_and_can_be_ended(stage: str) -> None:
    talk = play("S: 220 a", *("C: RCPT TO:<a@b.test>\nS: 250 ok",) * 2_000)

    def watch(what: str, done: float) -> None:
        assert 0 <= done <= 1
        if what == stage:
            raise Enough

    with pytest.raises(Enough):
        redacted(talk, Switches(), watch)
