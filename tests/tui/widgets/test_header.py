from __future__ import annotations

import pytest

from smtpwb.smtp.dialogue import Dialogue
from smtpwb.tui.widgets.header import Header, rail, spoken
from tests.dialogues import play
from tests.tui.stage import Stage, shown

OFFLINE: tuple[str, ...] = ()
HELLO = ("S: 220 a", "C: EHLO a", "S: 250 a")
RCPT = (*HELLO, "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<a@b>", "S: 250 ok")
TWO = (*RCPT, "C: RCPT TO:<b@b>", "S: 250 ok")


def after(*lines: str) -> Dialogue:
    return play(*lines).dialogue


@pytest.mark.parametrize(
    ("lines", "drawn"),
    [
        (OFFLINE, "◉ connect ─ ○ hello ─ ○ MAIL ─ ○ RCPT ─ ○ DATA ─ ○ quit"),
        (HELLO, "● connect ─ ● hello ─ ◉ MAIL ─ ○ RCPT ─ ○ DATA ─ ○ quit"),
        (TWO, "● connect ─ ● hello ─ ● MAIL ─ ● RCPT ×2 ─ ◉ DATA ─ ○ quit"),
    ],
)
def test_the_rail_shows_what_is_done_now_and_to_come(lines: tuple[str, ...], drawn: str) -> None:
    assert rail(after(*lines), short=False).plain == drawn


def test_a_short_rail_names_only_where_one_stands() -> None:
    assert rail(after(*HELLO), short=True).plain == "●─●─◉ MAIL─○─○─○"


def test_in_words_only_the_present_phase_is_named() -> None:
    assert spoken(after(*HELLO)).plain == "phase: MAIL"
    assert spoken(after(*TWO)).plain == "phase: DATA"
    assert spoken(after(*OFFLINE)).plain == "phase: connect"


async def header(dialogue: Dialogue, where: str, width: int) -> str:
    widget = Header()
    async with Stage(widget).run_test(size=(width, 2)) as pilot:
        widget.show(dialogue, where)
        await pilot.pause()
        return shown(pilot.app).split("\n")[0]


async def test_it_says_where_and_how_one_is_connected() -> None:
    row = await header(after(*HELLO), "practice.test:25", 110)
    assert row.startswith(" smtpwb  practice.test:25 · plain · ")
    assert row.endswith("○ quit")
    secured = after(*HELLO, "C: STARTTLS", "S: 220 go", "S: <tls>")
    assert " · TLS · " in await header(secured, "practice.test:25", 110)


async def test_it_says_that_nothing_is_connected() -> None:
    assert (await header(after(), "", 80)).startswith(" smtpwb  not connected ")
    assert "a.test:25 · closed" in await header(after(*HELLO, "S: <closed>"), "a.test:25", 80)


@pytest.mark.parametrize("width", [10, 20, 39, 60, 80, 200])
async def test_it_is_one_row_at_any_width_and_keeps_the_rail(width: int) -> None:
    row = await header(after(*HELLO), "a-very-long-name.of-a-host.example.net:2525", width)
    assert len(row) <= width
    if width >= 39:
        assert "◉ MAIL" in row
        assert "smtpwb" in row


async def test_a_name_cannot_touch_the_terminal() -> None:
    row = await header(after(*HELLO), "[red]\x1b]0;x\x07:25", 120)
    assert "[red]<1B>]0;x<07>:25" in row
