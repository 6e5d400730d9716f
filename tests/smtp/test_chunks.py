from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.chunks import Chunks
from smtpwb.smtp.commands import parse


@given(st.integers(0, 10_000), st.integers(1, 12_000))
def test_the_chunks_are_the_whole_message_in_order(octets: int, most: int) -> None:
    chunks = Chunks(octets, most)
    assert [chunk.begin for chunk in chunks] == [0, *(chunk.end for chunk in chunks[:-1])]
    assert chunks[-1].end == octets
    assert all(0 < chunk.end - chunk.begin <= most for chunk in chunks) or octets == 0
    assert [chunk.last for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


@given(st.integers(0, 10_000), st.integers(1, 12_000))
def test_each_is_announced_as_it_is(octets: int, most: int) -> None:
    for chunk in Chunks(octets, most):
        command = parse(chunk.command.encode())
        assert command.chunk_size == chunk.end - chunk.begin
        assert command.last_chunk == chunk.last


def test_an_empty_message_takes_one_chunk() -> None:
    assert [chunk.command for chunk in Chunks(0, 5)] == ["BDAT 0 LAST"]


def test_many_cost_nothing() -> None:
    assert Chunks(10**12, 1)[10**12 - 1].command == "BDAT 1 LAST"


def test_there_is_nothing_behind_the_last() -> None:
    with pytest.raises(IndexError):
        Chunks(5, 5)[1]


@pytest.mark.parametrize("most", [0, -1])
def test_a_chunk_has_some_octets(most: int) -> None:
    with pytest.raises(ValueError, match=str(most)):
        Chunks(5, most)
