from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.cli.transcript_list import LISTS, state
from smtpwb.transcript.store import Kept

WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60)


def one(
    server: str = "mx.test:25",
    outcome: str = "greeted, nothing more",
    *,
    name: str = "20240101-120000-1",
    finished: bool = True,
    alive: bool = False,
    connections: int = 1,
) -> Kept:
    begun = datetime(2024, 1, 1, 12, tzinfo=UTC)
    return Kept(name, Path("a"), begun, server, outcome, 1000, 5, finished, alive, connections=connections)


@pytest.mark.parametrize(
    ("finished", "alive", "told"),
    [
        (True, False, "ended"),
        (False, False, "broke off"),
        (True, True, "going on"),
        (False, True, "going on"),
    ],
)
def test_state(finished: bool, alive: bool, told: str) -> None:
    assert state(one(finished=finished, alive=alive)) == told


@given(WORDS, WORDS)
def test_the_table_is_never_wider_than_a_terminal_and_loses_nothing(server: str, outcome: str) -> None:
    rows = list(LISTS["text"]([one(server, outcome)]))
    assert max(map(len, rows)) <= 80
    letters = sorted("".join(rows[1:]).replace(" ", ""))
    assert sorted(f"20240101-1200005{server or '-'}{outcome}1.0kB") == letters


@pytest.mark.parametrize(
    ("connections", "finished", "told"),
    [
        (1, True, "greeted, nothing more"),
        (3, True, "greeted, nothing more (3 connections)"),
        (2, False, "greeted, nothing more (2 connections, broke off)"),
    ],
)
def test_how_many_connections_a_session_had_is_told_in_its_one_line(
    connections: int, finished: bool, told: str
) -> None:
    several = one(finished=finished, connections=connections)
    (row,) = list(LISTS["markdown"]([several]))[2:]
    assert row.endswith(f"| {told} |")
    (fact,) = LISTS["json"]([several])
    assert msgspec.json.decode(fact)["connections"] == connections
