from __future__ import annotations

import pytest

from smtpwb.transcript.notes import note
from smtpwb.tui.widgets.dialogue_view import DialogueView
from smtpwb.tui.widgets.lesson_panel import LessonPanel
from smtpwb.tui.widgets.reply_panel import ReplyPanel
from tests.dialogues import play
from tests.transcript.test_timing import timed
from tests.tui.desk import Desk, at_work

HELLO = ("S: 220 practice.test ESMTP", "C: HELO ws.example.net", "S: 250 practice.test")
REFUSED = (*HELLO, "C: MAIL FROM:<a@b.example>", "S: 550 5.7.1 not you")


def tell(desk: Desk, *lines: str) -> None:
    play(*lines, transcript=desk.app.talk.transcript)


def title(desk: Desk) -> str:
    """What is shown, without the hint behind it."""
    return str(desk.app.screen.query_one(ReplyPanel).border_title).partition(" · ")[0]


async def test_the_reply_panel_follows_the_cursor_and_else_the_newest() -> None:
    async with at_work(size=(120, 40)) as desk:
        tell(desk, *REFUSED)
        transcript = desk.app.talk.transcript
        seen = []
        for key in ("", "alt+up", "alt+up", "alt+up", "alt+up", "alt+up", "alt+up"):
            await desk.press(*filter(None, [key]))
            seen.append((desk.view.cursor, title(desk)))
        assert seen[0] == (None, note(transcript, 5).title)
        assert [cursor for cursor, _ in seen[1:]] == [5, 4, 3, 2, 1, 0]
        assert [shown for _, shown in seen[1:]] == [
            note(transcript, index).title for index in (5, 4, 3, 2, 1, 0)
        ]
        tell(desk, "C: QUIT", "S: 221 bye")
        assert title(desk) == note(transcript, 0).title, "the cursor stays where it is"
        await desk.press("escape")
        assert desk.view.cursor is None
        assert title(desk) == note(transcript, 7).title


async def test_below_the_last_entry_the_newest_is_followed_again() -> None:
    async with at_work() as desk:
        tell(desk, *REFUSED)
        await desk.press("alt+up", "alt+up")
        assert desk.view.cursor == 4
        await desk.press("alt+down", "alt+down", "alt+down")
        assert desk.view.cursor is None
        tell(desk, "S: 421 bye")
        await desk.sees("421 bye")
        assert desk.view.scroll_y == desk.view.max_scroll_y


async def test_the_keys_of_the_dialogue_leave_the_composer_alone() -> None:
    async with at_work() as desk:
        tell(desk, "S: 220 a", *(f"C: NOOP {n}\nS: 250 {n}" for n in range(30)))
        await desk.press(*"NO", "pageup", "pageup", "alt+up", *"OP")
        assert desk.line.value == "NOOP"
        assert desk.app.focused is desk.line
        assert desk.view.cursor == 61
        await desk.press("pageup", "pageup")
        before = desk.view.scroll_y
        assert before < desk.view.max_scroll_y
        await desk.press("pagedown")
        assert desk.view.scroll_y > before


async def test_what_one_sends_brings_the_newest_back_into_view() -> None:
    async with at_work() as desk:
        await desk.connect()
        for number in range(8):
            await desk.say(f"NOOP {number}")
        await desk.press("pageup", "alt+up", "alt+up")
        await desk.say("NOOP last")
        assert desk.view.cursor is None
        assert "NOOP last" in desk.words


async def test_a_click_shows_what_an_entry_means() -> None:
    async with at_work(size=(120, 40)) as desk:
        tell(desk, *REFUSED)
        await desk.rest()
        await desk.pilot.click(DialogueView, offset=(8, 3))
        assert title(desk) == note(desk.app.talk.transcript, desk.view.cursor or 0).title
        await desk.press("escape")
        assert desk.app.focused is desk.line


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("focused", "panel"),
    [("composer", ReplyPanel), ("view", DialogueView), ("reply", ReplyPanel), ("lesson", LessonPanel)],
)
async def test_a_panel_gets_the_whole_screen_and_gives_it_back(
    focused: str, panel: type[ReplyPanel | DialogueView | LessonPanel], size: tuple[int, int]
) -> None:
    async with at_work(size=size) as desk:
        tell(desk, *REFUSED)
        panels = (ReplyPanel, DialogueView, LessonPanel)
        if focused != "composer":
            desk.pane.query_one(f"#{focused}").focus()
        await desk.rest()
        before = desk.screen
        await desk.press("ctrl+l")
        regions = {kind: desk.app.screen.query_one(kind).region for kind in panels}
        assert [kind for kind in panels if regions[kind]] == [panel]
        assert regions[panel].width == size[0]
        assert regions[panel].height == size[1] - 6, "all but header, composer and key bar"
        await desk.press(*"NO")
        assert desk.pane.zoomed
        await desk.press("ctrl+l")
        assert not desk.pane.zoomed
        if focused != "composer":
            assert desk.screen == before


async def test_a_zoomed_reply_says_all_there_is_even_on_a_small_screen() -> None:
    async with at_work(size=(80, 24)) as desk:
        tell(desk, *REFUSED)
        await desk.rest()
        assert "Permanent Failure" not in desk.words
        await desk.press("ctrl+l")
        assert "Permanent Failure" in desk.words
        await desk.press("escape")
        assert not desk.pane.zoomed
        assert "Permanent Failure" not in desk.words


async def test_an_address_said_before_is_offered_and_a_masked_line_is_not_read() -> None:
    async with at_work() as desk:
        tell(desk, *HELLO, "C: MAIL FROM:<x1@b.example>", "S: 250 ok", "C: RSET", "S: 250 ok")
        await desk.press(*"MAIL FROM:<x1")
        assert desk.line.ghost == "MAIL FROM:<x1@b.example>"


async def test_without_a_dialogue_it_says_what_will_be_shown() -> None:
    async with at_work() as desk:
        assert "Not connected" in desk.words
        assert desk.pane.pointed_at() is None


def hint(desk: Desk) -> str:
    return str(desk.app.screen.query_one(ReplyPanel).border_title).partition(" · ")[2]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_refusal_names_the_key_that_shows_the_evidence(size: tuple[int, int]) -> None:
    async with at_work(size=size) as desk:
        tell(desk, *HELLO)
        await desk.rest()
        assert hint(desk) == ""
        tell(desk, "C: MAIL FROM:<a@b.example>", "S: 550 5.7.1 not you")
        await desk.rest()
        assert hint(desk) == "^l evidence"
        assert "Because of" not in desk.words
        await desk.press("ctrl+l")
        assert hint(desk) == "^l back"
        await desk.press("pagedown", "pagedown")
        assert "Because of" in desk.words
        await desk.press("ctrl+l")
        desk.view.focus()
        await desk.rest()
        assert hint(desk) == "Enter evidence"
        await desk.press("enter")
        assert desk.pane.zoomed
        assert title(desk) == "Reply to MAIL"


async def test_who_speaks_is_told_with_its_signs_in_a_panel_that_has_the_screen() -> None:
    async with at_work(size=(120, 40)) as desk:
        tell(desk, "S: 220 mx.example.net ESMTP Postfix", "C: NOOP", "S: 250 2.0.0 Ok")
        await desk.rest()
        assert "Who speaks" not in desk.words
        await desk.press("ctrl+l")
        assert "Who speaks" in desk.words
        assert "greeting: “mx.example.net ESMTP Postfix”" in desk.words


async def test_where_rows_are_few_what_to_do_comes_before_the_picture_of_the_digits() -> None:
    async with at_work(size=(120, 30)) as desk:
        tell(desk, *REFUSED)
        await desk.rest()
        assert "Who can fix it" in desk.words
        assert "└ Permanent Failure" not in desk.words


async def test_a_slow_reply_is_marked_even_when_only_a_later_one_shows_it() -> None:
    async with at_work(size=(80, 24)) as desk:
        twice = ("C: NOOP", 2, "S: 250 ok", "C: NOOP", 2, "S: 250 ok")
        events = timed("S: 220 a", *twice, "C: NOOP\nS: 250 ok\nC: NOOP\nS: 250 ok").events
        for event in events[:6]:
            desk.app.talk.transcript.append(event)
        await desk.rest()
        assert desk.words.count("2.0 s") == 2
        assert "2.0 s!" not in desk.words
        for event in events[6:]:
            desk.app.talk.transcript.append(event)
        await desk.rest()
        assert desk.words.count("2.0 s!") == 2
