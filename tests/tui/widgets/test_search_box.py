from __future__ import annotations

import pytest
from textual import events

from smtpwb.tui.widgets.search_box import SearchBox, replies, typed
from tests.tui.stage import Stage

LOG = (
    "Nov  1 10:00:00 mx postfix/smtp[1]: A1: to=<a@b.example>, relay=mx.b.example[192.0.2.4]:25, delay=1, "
    "dsn=5.1.1, status=bounced (host mx.b.example[192.0.2.4] said: 550 5.1.1 User unknown)"
)


class Ears(Stage):
    """Keeps what the box hands on."""

    def __init__(self) -> None:
        self.box = SearchBox()
        super().__init__(self.box)
        self.heard: list[SearchBox.Pasted] = []

    def on_search_box_pasted(self, event: SearchBox.Pasted) -> None:
        self.heard.append(event)


@pytest.mark.parametrize("text", ["550", "5.1.1", "550 mailbox", "mailbox full", "rfc 3463", "", "  "])
def test_what_the_tables_answer_stays_a_search(text: str) -> None:
    assert typed(text) == ()


@pytest.mark.parametrize("text", ["550 5.1.1 no user x here", "550 no such thing at all", LOG])
def test_a_reply_or_a_log_line_is_recognised_when_typed(text: str) -> None:
    (found,) = typed(text)
    assert found.reply.code == "550"


def test_a_single_word_is_searched_for_even_when_pasted() -> None:
    assert replies("550") == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
async def test_a_paste_of_several_lines_is_handed_on_whole(end: str) -> None:
    app = Ears()
    async with app.run_test() as pilot:
        app.box.focus()
        app.box.post_message(events.Paste(end.join((LOG, "452 4.2.2 full", ""))))
        await pilot.pause()
        (event,) = app.heard
        assert [one.reply.code for one in event.found] == ["550", "452"]
        assert app.box.value == LOG


async def test_a_word_is_pasted_where_the_cursor_is_and_hostile_octets_are_shown() -> None:
    app = Ears()
    async with app.run_test() as pilot:
        app.box.focus()
        await pilot.press("a")
        app.box.post_message(events.Paste("b\x1b[2Jc\n"))
        await pilot.pause()
        assert app.heard == []
        assert app.box.value == "ab<1B>[2Jc"


async def test_lines_without_a_reply_are_no_search_for_the_first_of_them() -> None:
    app = Ears()
    async with app.run_test() as pilot:
        app.box.focus()
        app.box.post_message(events.Paste("hello there\nnobody knows this"))
        await pilot.pause()
        (event,) = app.heard
        assert event.found == ()
