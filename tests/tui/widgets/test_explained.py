from __future__ import annotations

import pytest

from smtpwb.reference.explain import Explanation
from smtpwb.transcript.pasted.explained import explained as meaning
from smtpwb.transcript.pasted.find import find
from smtpwb.tui.widgets.explained import LABEL, Room, explained, row

REFUSED = "550 5.1.1 <x@y.example>: Recipient address rejected: User unknown"
OFTEN = (
    REFUSED,
    "550 5.2.0 Greylisted, please try again in 300 seconds",
    "450 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "452 4.2.2 mailbox full",
    "250 2.1.0 ok",
    "354 go on",
)


def of(reply: str) -> Explanation:
    (found,) = find(reply.encode())
    return meaning(found, "RCPT")


def lines(reply: str, room: Room, width: int = 76) -> list[str]:
    return "\n".join(line.plain for line in explained(of(reply), room, width)).split("\n")


@pytest.mark.parametrize("reply", OFTEN[:4])
def test_five_lines_of_a_small_screen_hold_cause_whose_side_and_what_to_try(reply: str) -> None:
    told = of(reply).diagnosis
    assert told is not None
    first = " ".join(lines(reply, Room.LINES)[:5])
    assert f"{told.title}, {told.certainty}" in first
    assert told.fixer in first
    assert " ".join(told.try_.split()[:4]) in first


def test_the_codes_are_taken_apart_beside_the_dialogue_and_in_full() -> None:
    for room, drawn in ((Room.LINES, False), (Room.SIDE, True), (Room.ALL, True)):
        assert any("└" in line for line in lines(REFUSED, room)) is drawn


def test_all_that_is_short_stands_in_the_long_form_and_first() -> None:
    short, full = (" ".join(" ".join(lines(REFUSED, room)).split()) for room in (Room.LINES, Room.ALL))
    told = of(REFUSED)
    assert told.diagnosis is not None
    assert told.detail in full
    assert told.detail not in short
    assert full.index("Try") < full.index("Because of")
    assert all(source in full for source in told.sources)


@pytest.mark.parametrize("reply", OFTEN)
@pytest.mark.parametrize("room", Room)
@pytest.mark.parametrize("width", [40, 53, 78])
def test_no_line_is_longer_than_there_is_room_for(reply: str, room: Room, width: int) -> None:
    rows = [line for line in explained(of(reply), room, width) if line.plain.startswith(" " * LABEL)]
    for line in rows:
        assert all(len(part) <= width for part in line.plain.split("\n"))


def test_a_long_label_has_a_line_of_its_own_where_it_must() -> None:
    assert row("Cause", "x y", 40).plain == f"{'Cause':<{LABEL}}x y"
    assert row("ENHANCEDSTATUSCODES", "x y", 40).plain == "ENHANCEDSTATUSCODES x y"
    assert row("AUTH PLAIN LOGIN CRAM-MD5", "x y", 28).plain == f"AUTH PLAIN LOGIN CRAM-MD5\n{'':<{LABEL}}x y"


def test_wide_characters_take_two_columns() -> None:
    folded = row("", "受信者 " * 20, 40).plain.split("\n")
    assert len(folded) > 3
    assert all(2 * len(line.strip().replace(" ", "")) + line.count(" ") <= 41 for line in folded)
