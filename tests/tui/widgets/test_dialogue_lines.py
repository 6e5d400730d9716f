from __future__ import annotations

import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import Selection

from smtpwb.smtp.visible import unvisible
from smtpwb.transcript.events import Arrived, Purpose, Sent
from smtpwb.transcript.formats.registry import export
from smtpwb.transcript.transcript import Transcript
from smtpwb.transcript.wording import BULLET, SHOWN_OCTETS, SLACK
from smtpwb.tui.widgets.dialogue_lines import (
    LONG,
    ROOM,
    as_they_are,
    foldable,
    folded,
    is_short,
    unfolded,
)
from smtpwb.tui.widgets.folding import fold
from tests.dialogues import play
from tests.tui.widgets.test_dialogue_view import rows, viewing

MEBIBYTE = 1 << 20


def heard(*lines: bytes) -> Transcript:
    """A dialogue in which the server said these lines, the newest reply of all."""
    talk = play("S: 220 a", "C: HELP")
    last = talk.events[-1]
    for number, line in enumerate(lines, 1):
        talk.append(Arrived(seq=last.seq + number, wall=last.wall, at=last.at + number, data=line + b"\r\n"))
    return talk


def say(talk: Transcript, data: bytes, masked: tuple[tuple[int, int], ...] = ()) -> None:
    last = talk.events[-1]
    talk.append(
        Sent(
            seq=last.seq + 1,
            wall=last.wall,
            at=last.at + 1,
            data=data,
            purpose=Purpose.COMMAND,
            masked=masked,
        )
    )


@pytest.mark.parametrize("octets", [10, SHOWN_OCTETS + SLACK, SHOWN_OCTETS + SLACK + 1, 5_000, 60_000])
def test_a_long_line_is_shown_in_part_and_whole_where_it_is_unfolded(octets: int) -> None:
    line = b"250 ".ljust(octets, b"x")
    (entry,) = heard(line).entries[-1:]
    text = line.decode()
    if octets <= SHOWN_OCTETS + SLACK:
        assert not foldable(entry)
        assert folded(entry, "key") == ([text], [octets]) == unfolded(entry)
        return
    assert foldable(entry)
    more = f"… {octets - SHOWN_OCTETS:,} more octets, key unfolds"
    assert folded(entry, "key") == ([text[:SHOWN_OCTETS] + more], [SHOWN_OCTETS])
    assert unfolded(entry) == ([text], [octets])


def test_of_a_mebibyte_a_bounded_part_is_laid_out_and_it_is_said_where_all_of_it_is() -> None:
    line = b"250 ".ljust(MEBIBYTE - 2, b"x")
    talk = heard(line)
    ((text,), (end,)) = unfolded(talk.entries[-1])
    assert end == SHOWN_OCTETS + ROOM
    assert text[:end] == line[:end].decode()
    assert text[end:] == f"… {len(line) - end:,} more octets, a JSON export has all"
    told = json.loads("".join(export("json", talk)))
    assert line.decode() in json.dumps(told, ensure_ascii=False) or _base64(line) in json.dumps(told)


def _base64(octets: bytes) -> str:
    import base64

    return base64.b64encode(octets + b"\r\n").decode()


def test_many_long_lines_share_the_room() -> None:
    """Ten mebibytes of them are not laid out because they are many."""
    lines = [b"250-".ljust(50_000, b"x")] * 200
    (entry,) = heard(*lines, b"250 end").entries[-1:]
    texts, ends = unfolded(entry)
    assert len(texts) == len(lines) + 1
    assert sum(ends) <= ROOM + len(texts) * (SHOWN_OCTETS + SLACK)
    assert ends[0] == 50_000
    assert texts[5].endswith(f"… {50_000 - SHOWN_OCTETS:,} more octets, a JSON export has all")
    shown, _ = folded(entry, "key")
    assert len(shown) < LONG
    assert shown[0].endswith("more octets, key unfolds")
    assert shown[-2].endswith("more lines, key unfolds")


def test_a_long_line_that_was_sent_is_folded_too_and_a_secret_stays_masked() -> None:
    talk = play("S: 220 a")
    say(talk, b"AUTH PLAIN " + b"*" * 30_000 + b"\r\n", ((11, 30_011),))
    (entry,) = talk.entries[-1:]
    ((text,), (end,)) = folded(entry, "key")
    assert text[:end] == "AUTH PLAIN " + BULLET * (SHOWN_OCTETS - 11)
    assert unfolded(entry).texts == ["AUTH PLAIN " + BULLET * 30_000]


@given(octets=st.binary(min_size=1, max_size=40), times=st.integers(100, 2_000))
def test_what_is_shown_is_the_beginning_octet_by_octet_and_says_how_much_is_not(
    octets: bytes, times: int
) -> None:
    line = b"250 " + octets.replace(b"\n", b"").replace(b"\r", b"") * times
    (entry,) = heard(line).entries[-1:]
    ((text,), (end,)) = folded(entry, "key")
    assert line.startswith(unvisible(text[:end]))
    left = len(line) - len(unvisible(text[:end]))
    assert text[end:] == (f"… {left:,} more octets, key unfolds" if left else "")


async def test_the_key_unfolds_a_line_and_folds_it_again() -> None:
    words = " ".join(f"word{number}" for number in range(1_000))
    async with viewing(heard(b"250 " + words.encode()), (60, 12)) as (_, view):
        short = view.lines.height
        last = len(view.lines.pieces(3))
        assert rows(view)[-1].count("unfolds")
        assert view.fold(3)
        assert view.lines.texts[-1] == "250 " + words
        assert view.lines.height == short - last + len(fold(view.lines.texts[-1], view.lines.columns))
        assert words[SHOWN_OCTETS - 10 : SHOWN_OCTETS - 4] in rows(view)[0], "one reads on where it was cut"
        assert view.fold(3)
        assert view.lines.height == short
        assert rows(view)[-1].count("unfolds")


async def test_what_is_found_beyond_the_part_that_is_shown_is_unfolded_and_brought_into_view() -> None:
    line = b"250 " + b"hay " * 5_000 + b"needle " + b"hay " * 5_000
    async with viewing(heard(line), (60, 12)) as (_, view):
        view.seek("needle", 3)
        assert any("needle" in row for row in rows(view))
        assert view.lines.folded == set()
        view.seek("never said", 3)
        assert view.found.places == ()


async def test_a_line_that_is_copied_says_what_of_it_is_missing() -> None:
    async with viewing(heard(b"250 " + b"x" * 5_000)) as (_, view):
        found = view.get_selection(Selection(Offset(0, 3), None))
        assert found is not None
        assert found[0].endswith("… 3,980 more octets, alt+u unfolds")


@pytest.mark.parametrize("octet", [b"\x1b", b"<", "\u202e".encode(), b"\xff", b"[red]", "語".encode()])
async def test_a_hostile_mebibyte_is_drawn_in_no_time_and_cannot_touch_the_terminal(octet: bytes) -> None:
    line = (b"250 " + octet * MEBIBYTE)[: MEBIBYTE - 2]
    async with viewing(heard(line), (80, 24)) as (pilot, view):
        begun = perf_counter()
        assert view.fold(3)
        for _ in range(5):
            view.action_page(1)
            seen = rows(view)
        view.cursor = 0
        view.cursor = 3
        seen += rows(view)
        assert perf_counter() - begun < 2
        assert all(row.isprintable() for row in seen)
        assert "\u202e" not in "".join(seen)
        await pilot.pause()


@given(st.lists(st.integers(0, 1_500), min_size=1, max_size=LONG + 2))
def test_what_is_short_at_a_look_is_shown_as_if_it_had_been_looked_at(lengths: list[int]) -> None:
    lines = [b"250-" + b"x" * length for length in lengths[:-1]]
    (entry,) = heard(*lines, b"250 " + b"x" * lengths[-1]).entries[-1:]
    if is_short(entry):
        assert not foldable(entry)
        assert as_they_are(entry) == folded(entry, "key") == unfolded(entry)
