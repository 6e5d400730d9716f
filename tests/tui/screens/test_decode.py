"""Whatever is pasted is explained, and nothing in it reaches the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Static

from smtpwb.transcript.pasted.find import find
from smtpwb.tui.screens.decode import DecodeScreen, Pasted
from smtpwb.tui.widgets.pasted import MOST, PastedReplies, octets, shown
from smtpwb.tui.widgets.pasted import told as in_full
from tests.tui.desk import Desk, at_work

HOSTILE = "550 5.1.1 \x1b]0;TITLE\x07 [red]no such user[/red] \u202e"


def told(desk: Desk) -> str:
    return str(desk.app.screen.query_one("PastedReplies > Static", Static).content)


async def pasted(desk: Desk, text: str, sign: str) -> str:
    """Open the screen, paste, and wait until the answer holds `sign`."""
    await desk.press("f12")
    await desk.until(lambda: isinstance(desk.app.screen, DecodeScreen), "the screen")
    field = desk.app.screen.query_one(Pasted)
    field.replace(shown(text), *field.selection)
    await desk.until(lambda: sign in told(desk), sign)
    return told(desk)


async def test_a_reply_is_explained() -> None:
    async with at_work() as desk:
        said = await pasted(desk, "550 5.1.1 <x@example.net>: no such user", "Mailbox unavailable")
        assert "no such user" in said
        assert "RFC 5321" in said


async def test_several_replies_get_several_answers() -> None:
    async with at_work() as desk:
        said = await pasted(desk, "550 5.1.1 no\n452 4.2.2 full", "452 4.2.2")
        assert said.index("550 5.1.1") < said.index("452 4.2.2")


async def test_shift_and_the_arrows_go_from_refusal_to_refusal() -> None:
    text = "220 hi\n" + "250 ok\n" * 30 + "550 5.1.1 no such user\n452 4.2.2 full"
    async with at_work() as desk:
        said = await pasted(desk, text, "33 answers, 2 refusals")
        assert said.index("550 5.1.1 no") < said.index("452 4.2.2 full") < said.index("220 hi")
        replies = desk.app.screen.query_one(PastedReplies)
        field = desk.app.screen.query_one(Pasted)
        field.scroll_home(animate=False, immediate=True)
        await desk.press("shift+down")
        await desk.until(lambda: replies.scroll_y > 0, "the first refusal")
        assert field.scroll_y > 0, "the text shows where it stands"
        first = replies.scroll_y
        await desk.press("shift+down")
        await desk.until(lambda: replies.scroll_y > first, "the second")
        await desk.press("shift+up")
        await desk.until(lambda: replies.scroll_y == first, "the first again")


async def test_text_without_a_reply_gets_one_sentence() -> None:
    async with at_work() as desk:
        assert "begins with three digits" in await pasted(desk, "hello there", "No reply in this text")


async def test_hostile_text_is_shown_and_not_obeyed() -> None:
    async with at_work() as desk:
        said = await pasted(desk, HOSTILE, "TITLE")
        field = desk.app.screen.query_one(Pasted)
        assert "<1B>]0;TITLE<07>" in field.text
        assert "[red]no such user[/red]" in said
        assert "\x1b" not in said + field.text
        assert "\u202e" not in said + field.text


async def test_it_is_cleared_and_left() -> None:
    async with at_work() as desk:
        await pasted(desk, "550 no", "550")
        await desk.press("ctrl+l")
        await desk.until(lambda: "Paste a reply" in told(desk), "the invitation")
        await desk.press("escape")
        await desk.until(lambda: not isinstance(desk.app.screen, DecodeScreen), "the dialogue")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_shown_leads_back_to_what_was_pasted(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert octets(shown(text)) == b"\r\n".join(line.encode("utf-8", "surrogateescape") for line in lines)


@pytest.mark.parametrize("count", [1, MOST, MOST + 3])
def test_so_many_are_explained_and_the_rest_counted(count: int) -> None:
    said = in_full(find(b"550 5.1.1 no\r\n451 4.3.0 later\r\n" * count), 80).plain
    assert ("more replies" in said) == (count * 2 > MOST)


async def test_it_may_begin_with_a_text_which_is_explained_at_once() -> None:
    async with at_work() as desk:
        await desk.app.push_screen(DecodeScreen(b"550 5.1.1 \x1b[2J\xff no such user\r\nmore\r\n"))
        await desk.until(lambda: "Mailbox unavailable" in told(desk), "the answer")
        assert desk.app.screen.query_one(Pasted).text == "550 5.1.1 <1B>[2J<FF> no such user\nmore\n"
