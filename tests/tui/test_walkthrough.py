"""The walkthrough by keys, against the practice server in this very process."""

from __future__ import annotations

import pytest

from smtpwb.lessons import progress
from tests.tui.desk import PRACTICE, Desk, at_work

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]


@pytest.mark.parametrize("size", SIZES)
async def test_it_opens_unconnected_with_the_walkthrough_and_the_first_line_offered(
    size: tuple[int, int],
) -> None:
    async with at_work(size=size) as desk:
        assert desk.app.focused is desk.line
        assert desk.line.value == ""
        assert desk.line.placeholder == PRACTICE
        assert "Walkthrough 1/8" in desk.words
        assert f"Type {PRACTICE}" in desk.words
        assert "not connected" in desk.words
        assert desk.app.talk.transcript.events == []


async def test_tab_takes_the_offered_order_and_enter_connects() -> None:
    async with at_work() as desk:
        desk.keys("tab")
        await desk.until(lambda: desk.line.value == PRACTICE, "the order in the composer")
        assert desk.app.focused is desk.line
        desk.keys("enter")
        await desk.sees("220 practice.test ESMTP")
        assert desk.sent == []
        assert desk.line.value == ""
        assert "Walkthrough 2/8" in desk.words


async def by_tab(desk: Desk, line: str) -> None:
    """Take what is offered with Tab, and send it."""
    desk.keys("tab")
    await desk.until(lambda: desk.line.value == line, f"{line!r} offered")
    desk.keys("enter")
    await desk.until(lambda: desk.sent[-1:] == [line.encode() + b"\r\n"], f"{line!r} sent")
    await desk.settled()


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_done_by_what_is_offered_and_changed_where_one_likes(size: tuple[int, int]) -> None:
    async with at_work(size=size) as desk:
        await desk.connect()
        await by_tab(desk, "HELO ws.example.net")
        await by_tab(desk, "MAIL FROM:<jrace@example.net>")
        await desk.say("rcpt to:<jrace@practice.test>")
        await by_tab(desk, "DATA")
        await desk.enter("Subject: test")
        await desk.enter("")
        await desk.enter("test")
        await desk.say(".")
        await desk.say("quit")
        await desk.sees("Done. You have held an SMTP dialogue by hand.")
        assert [line for line in desk.dialogue if line.startswith("C")] == [
            "C HELO ws.example.net",
            "C MAIL FROM:<jrace@example.net>",
            "C rcpt to:<jrace@practice.test>",
            "C DATA",
            "C Subject: test",
            "C ",
            "C test",
            "C .",
            "C quit",
        ]
        assert desk.app.runner.finished
        assert set(progress.load()) == {"walkthrough"}
        assert desk.line.placeholder == PRACTICE, "what comes next is offered"


async def test_an_error_reply_shows_what_it_means_and_the_step_stays() -> None:
    async with at_work(size=(120, 40)) as desk:
        await desk.connect()
        await desk.say("HELO ws.example.net")
        await desk.say("MAIL FROM:<jrace@example.net>")
        await desk.say("RCPT TO:<nobody@practice.test>")
        await desk.sees("Walkthrough 4/8")
        assert desk.app.runner.advice[:30] in desk.words
        assert "bad destination mailbox" in desk.words.lower()
        await desk.say("RCPT TO:<jrace@practice.test>")
        await desk.sees("Walkthrough 5/8")


@pytest.mark.parametrize(
    ("line", "code"), [("HELO", "501"), ("RCPT FROM:<a@b.example>", "50"), ("GET / HTTP/1.1", "500")]
)
async def test_a_wrong_line_is_linted_and_sent_as_it_stands(line: str, code: str) -> None:
    async with at_work(size=(120, 40)) as desk:
        await desk.connect()
        await desk.press(*line)
        assert "RFC" in "".join(desk.screen.split("\n")[-4:-1]), "a lint with its source"
        await desk.press("enter")
        await desk.settled()
        assert desk.sent == [line.encode() + b"\r\n"]
        assert desk.dialogue[-1].startswith(f"S {code}")


async def test_text_goes_out_line_by_line_and_a_dot_gets_a_lint() -> None:
    async with at_work() as desk:
        await desk.connect()
        for line in ("HELO a", "MAIL FROM:<>", "RCPT TO:<jrace@practice.test>", "DATA"):
            await desk.say(line)
        await desk.press(*"..profile")
        assert "RFC 5321 §4.5.2" in desk.words
        await desk.press("enter")
        await desk.enter("\N{GREEK SMALL LETTER ALPHA}")
        assert desk.sent[-2:] == [b"..profile\r\n", "α\r\n".encode()]
