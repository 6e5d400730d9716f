"""The mailbox: empty, filling, opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from smtpwb.practice.received import Received
from smtpwb.tui.screens.delivered import DeliveredScreen
from smtpwb.tui.screens.mailbox import MailboxScreen, empty_blocks
from smtpwb.tui.widgets.sheet import laid
from tests.practice.test_bounce import DELIVERED, FAILING
from tests.tui.desk import Desk, at_work, rest, until
from tests.tui.stage import Stage, words


def screen(*messages: Received) -> tuple[Stage, MailboxScreen, list[Received]]:
    here = list(messages)
    return Stage(), MailboxScreen(lambda: here, lambda text: None, lambda what: None), here


async def opened(pilot: Pilot[None], mailbox: MailboxScreen) -> str:
    pilot.app.push_screen(mailbox)
    await rest(pilot)
    return words(pilot.app)


async def test_where_nothing_has_arrived_it_says_how_to_send_something() -> None:
    app, mailbox, _ = screen()
    async with app.run_test() as pilot:
        said = await opened(pilot, mailbox)
    assert "Nothing has arrived yet" in said
    assert "RCPT TO:<anyone@practice.test>" in said
    assert "Nothing leaves this machine; all of it is gone at exit unless saved." in said


async def test_what_the_empty_mailbox_says_can_be_typed_and_fills_it() -> None:
    """Each command of it, as it stands, at a real practice server."""
    typed = [line.strip() for line in laid(empty_blocks(), 76).plain.split("\n") if line.startswith("  ")]
    async with at_work() as desk:
        await desk.connect()
        for line in typed:
            await desk.say(line)
        await desk.press("alt+m")
        await desk.sees("<you@example.net> → <anyone@practice.test>")


async def test_the_newest_stands_first_and_tells_its_subject_and_its_bounce() -> None:
    app, mailbox, _ = screen(FAILING, DELIVERED)
    async with app.run_test() as pilot:
        said = await opened(pilot, mailbox)
        assert said.index("b@practice.test") < said.index("bounces@practice.test")
        assert "bounced · 43 B" in said
        assert "report · 43 B" in said
        assert "Subject: hi · taken by practice.test" in said


async def test_encoded_words_are_read_for_people_and_cannot_be_obeyed() -> None:
    coded = b"=?utf-8?q?Gr=C3=BC=C3=9Fe_=1B]0;x=07_[red]y?="
    app, mailbox, _ = screen(replace(DELIVERED, content=b"Subject: " + coded + b"\r\n\r\nhello\r\n"))
    async with app.run_test(size=(120, 30)) as pilot:
        said = await opened(pilot, mailbox)
    read = "Gr\u00fc\u00dfe <1B>]0;x<07> [red]y"
    assert said.count(read) == 2
    assert f"Subject: {read} (sent as {coded.decode()})" in said


async def test_what_comes_while_it_is_open_is_shown_and_the_cursor_stays() -> None:
    app, mailbox, here = screen()
    async with app.run_test() as pilot:
        await opened(pilot, mailbox)
        here.append(FAILING)
        await until(pilot, lambda: "bounced" in words(app), "the message")
        here.append(DELIVERED)
        await until(pilot, lambda: "report" in words(app), "the newer one")
        await pilot.press("enter")
        await rest(pilot)
        assert isinstance(app.screen, DeliveredScreen)
        assert "Message 7: <a@example.net> → <bounces@practice.test>" in words(app)


@pytest.mark.parametrize("leave", ["escape", "q", "alt+m"])
async def test_its_key_opens_it_from_the_composer_and_these_leave_it(leave: str) -> None:
    async with at_work() as desk:
        desk.keys("a", "alt+m")
        await desk.until(lambda: isinstance(desk.app.screen, MailboxScreen), "the mailbox")
        await desk.press(leave)
        assert len(desk.app.screen_stack) == 1
        assert desk.line.value == "a"


async def test_a_mouse_opens_a_message() -> None:
    app, mailbox, _ = screen(FAILING)
    async with app.run_test() as pilot:
        await opened(pilot, mailbox)
        await pilot.click("RowList", offset=(5, 0), times=2)
        await rest(pilot)
        assert isinstance(app.screen, DeliveredScreen)


async def _sent(desk: Desk, *lines: str) -> None:
    await desk.connect()
    for line in lines:
        await desk.say(line)


async def test_what_was_sent_from_the_workbench_lies_there_and_is_told_to_the_app(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[Any] = []
    async with at_work() as desk:
        monkeypatch.setattr(desk.app.learning, "looked", looked.append)
        await _sent(
            desk,
            "HELO x",
            "MAIL FROM:<a@example.net>",
            "RCPT TO:<b@practice.test>",
            "DATA",
            "Subject: [b]hi",
            ".",
        )
        await desk.press("alt+m")
        await desk.sees("Subject: [b]hi")
        assert looked == []
        await desk.press("enter")
        await desk.sees("Envelope")
        assert looked == ["mailbox"]
