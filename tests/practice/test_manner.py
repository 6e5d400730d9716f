from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.practice.manner import PLAIN, Manner


@pytest.mark.parametrize(
    ("manner", "said", "pieces"),
    [
        (PLAIN, "250 2.0.0 Ok", ("250 2.0.0 Ok\r\n",)),
        (Manner(after=5), "250 Ok", ("250 Ok\r\n",)),
        (Manner(pause=1), "250 Ok", ("250", " Ok\r\n")),
        (Manner(pause=1), "250-a\r\n250 Ok", ("250-a\r\n250", " Ok\r\n")),
        (Manner(half=True), "250-a\r\n250 Ok", ("250-a\r\n250",)),
    ],
)
def test_a_reply_goes_out_in_pieces(manner: Manner, said: str, pieces: tuple[str, ...]) -> None:
    assert manner.pieces(said) == pieces


@given(st.text("250 -Ok\r\n"), st.booleans())
def test_nothing_is_lost_but_the_rest_of_a_half_reply(said: str, paused: bool) -> None:
    whole = f"{said}\r\n"
    assert "".join(Manner(pause=float(paused)).pieces(said)) == whole
    assert whole.startswith("".join(Manner(half=True).pieces(said)))


def test_speed_shortens_every_wait_and_nothing_else() -> None:
    quick = Manner(after=5, pause=2, half=True, lingers=1, ends="reset").at(10)
    assert quick == Manner(after=0.5, pause=0.2, half=True, lingers=0.1, ends="reset")


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        (PLAIN, ""),
        (Manner(after=5), "after 5 seconds"),
        (Manner(after=0.1666666), "after 0.167 seconds"),
        (Manner(ends="close"), "the connection is closed"),
        (Manner(after=1, ends="reset"), "after 1 seconds, the connection is reset"),
    ],
)
def test_what_is_said_of_it(manner: Manner, words: str) -> None:
    assert manner.words == words
