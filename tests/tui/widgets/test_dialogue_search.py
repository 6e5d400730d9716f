from __future__ import annotations

import pytest

from smtpwb.tui.widgets.dialogue_search import Found, again, pattern, search
from tests.dialogues import play
from tests.tui.widgets.test_dialogue_layout import laid_out, long_reply


def test_every_line_that_says_it_is_found_whatever_the_case() -> None:
    layout = laid_out(play("S: 220 a", "C: EHLO a", "S: 250-practice.test", "S: 250-HELP", "S: 250 help"))
    assert search(layout, "Help").places == ((3, 1), (3, 2))
    assert search(layout, "250-").places == ((3, 0), (3, 1))
    assert search(layout, "nowhere") == Found("nowhere")
    assert search(layout, "") == Found()


@pytest.mark.parametrize("lines", [30, 250])
def test_what_is_folded_away_is_found_too_in_order(lines: int) -> None:
    layout = laid_out(play("S: 220 a", "C: HELP", long_reply(lines), "C: NOOP line"))
    found = search(layout, "line")
    assert found.places == (*((3, n) for n in range(lines)), (4, 0))
    layout.set_folded(3, False)
    assert search(layout, "line") == found


def test_one_goes_round_from_place_to_place() -> None:
    found = Found("x", ((2, 0), (2, 5), (7, 0)))
    assert [found.nearest(entry).at for entry in (0, 1, 2, 6, 7, 99)] == [0, 0, 1, 1, 2, 2]
    assert found.step(-1).here == (7, 0)
    assert found.nearest(2).step(1).here == (7, 0)
    assert found.nearest(9).step(1).here == (2, 0)
    assert Found("x").nearest(3) == Found("x").step(1) == Found("x")
    assert Found().here is None


def test_a_dialogue_that_grows_keeps_the_place() -> None:
    talk = play("S: 220 a", "C: NOOP", "S: 250 ok", "C: NOOP", "S: 250 ok")
    layout = laid_out(talk)
    found = search(layout, "ok").nearest(3)
    play("C: NOOP", "S: 250 ok", transcript=talk)
    layout.take()
    anew = again(layout, found)
    assert (anew.here, len(anew.places)) == (found.here, 3)
    assert again(layout, search(layout, "nowhere")).at is None


def test_what_is_searched_for_is_no_pattern() -> None:
    assert pattern("[a.b]*").search("x[A.B]*") is not None
    assert pattern("a.b").search("axb") is None
