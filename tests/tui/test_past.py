"""A dialogue is had again: exactly what was listed goes, and what differs is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from smtpwb.tui.screens.compare import CompareScreen
from smtpwb.tui.screens.replay import ReplayScreen, SecretScreen
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.plain_view import PlainView
from tests.tui.desk import Desk, at_work

_LINES = (
    "EHLO ws.example.net",
    "MAIL FROM:<jrace@example.net>",
    "RCPT TO:<nobody@practice.test>",
    "QUIT",
)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with at_work() as desk:
        yield desk


async def _had(desk: Desk, *lines: str) -> None:
    await desk.connect()
    for line in lines:
        await desk.say(line)
    await desk.rest()


async def _ask(desk: Desk) -> ReplayScreen:
    await desk.press("alt+p")
    await desk.until(lambda: isinstance(desk.app.screen, ReplayScreen), "the question")
    await desk.rest()
    screen = desk.app.screen
    assert isinstance(screen, ReplayScreen)
    return screen


async def _at_once(desk: Desk) -> ReplayScreen:
    screen = await _ask(desk)
    screen.query_one(Choice).choose("AT_ONCE")
    await desk.rest()
    return screen


def _octets(lines: tuple[str, ...]) -> list[bytes]:
    return [f"{line}\r\n".encode() for line in lines]


async def test_all_at_once_sends_what_was_listed_and_compares(desk: Desk) -> None:
    await _had(desk, *_LINES)
    before = desk.sent
    screen = await _at_once(desk)
    listed = tuple(screen.query_one(PlainView).lines)
    assert "Enter sends these 4 lines, and nothing else." in desk.words
    assert desk.sent == before
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
    assert desk.sent == before + _octets(listed) == _octets(_LINES) * 2
    await desk.sees("No difference in")
    await desk.press("escape")
    await desk.press("alt+d")
    assert isinstance(desk.app.screen, CompareScreen)


async def test_line_by_line_each_is_offered_and_only_enter_sends_it(desk: Desk) -> None:
    await _had(desk, *_LINES)
    before = len(desk.sent)
    await _ask(desk)
    await desk.press("enter")
    await desk.until(lambda: desk.app.talk.connected and desk.line.value, "the first line")
    await desk.settled()
    assert len(desk.sent) == before
    for line in _LINES:
        assert desk.line.value == line
        await desk.press("enter")
        await desk.settled()
    assert desk.sent[before:] == _octets(_LINES)
    assert desk.notices[-1] == "All of it was said again: alt+d shows what was different."
    await desk.connect()
    await desk.say("HELP")
    await desk.press("alt+d")
    await desk.sees("No difference in")


async def test_escape_drops_the_lines_that_are_left(desk: Desk) -> None:
    await _had(desk, *_LINES)
    await _ask(desk)
    await desk.press("enter")
    await desk.until(lambda: desk.app.talk.connected and desk.line.value, "the first line")
    await desk.press("escape")
    await desk.press("enter")
    await desk.settled()
    assert desk.line.value == ""
    assert desk.line.queued == []


async def test_it_can_go_to_another_server_and_says_what_differs(desk: Desk) -> None:
    await _had(desk, "EHLO ws.example.net", "LHLO ws.example.net", "QUIT")
    screen = await _at_once(desk)
    screen.query_one(Field).fill("telnet practice.test 24")
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
    await desk.sees("A 250")
    assert desk.app.talk.transcript.opened is not None
    assert desk.app.talk.transcript.opened.port == 24


async def test_a_standing_connection_is_named_before_it_is_hung_up(desk: Desk) -> None:
    await _had(desk, "NOOP")
    await _at_once(desk)
    assert "that connection will be hung up" in desk.words
    assert desk.app.talk.connected
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
    assert desk.sent == _octets(("NOOP", "NOOP"))


async def test_a_secret_is_asked_for_masked_and_stands_nowhere(desk: Desk) -> None:
    secret = "AGxlYXJuZXIAbGFudGVybjc="
    await _had(desk, "EHLO ws.example.net", f"AUTH PLAIN {secret}", "QUIT")
    await _at_once(desk)
    assert "AUTH PLAIN ••••••••" in desk.words
    await desk.press("enter")
    assert isinstance(desk.app.screen, SecretScreen)
    await desk.press(*secret)
    assert secret not in desk.words
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
    codes = [entry.reply.code for entry in desk.app.talk.transcript.entries if entry.reply is not None]
    assert codes.count("235") == 2
    assert secret.encode() not in b"".join(desk.sent)
    await desk.sees("No difference in")


async def test_without_the_secret_nothing_is_sent(desk: Desk) -> None:
    await _had(desk, "EHLO ws.example.net", "AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=", "QUIT")
    before = desk.sent
    await _at_once(desk)
    await desk.press("enter")
    await desk.press("escape")
    assert desk.sent == before
    assert desk.notices == ["Nothing was sent."]


async def test_line_by_line_the_form_of_auth_has_its_turn(desk: Desk) -> None:
    await _had(desk, "EHLO ws.example.net", "AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=", "NOOP", "QUIT")
    await _ask(desk)
    await desk.press("enter")
    await desk.until(lambda: desk.app.talk.connected and desk.line.value, "the first line")
    await desk.press("enter")
    await desk.settled()
    assert desk.line.value == "AUTH PLAIN"
    assert desk.line.queued == []
    await desk.press(*" AGxlYXJuZXIAbGFudGVybjc=", "enter")
    await desk.settled()
    assert desk.line.value == "NOOP"
    assert desk.line.queued == ["QUIT"]


async def test_where_it_cannot_connect_nothing_is_compared(desk: Desk) -> None:
    await _had(desk, "QUIT")
    screen = await _at_once(desk)
    screen.query_one(Field).fill("unix:/nowhere/at/all")
    await desk.press("enter")
    await desk.until(lambda: desk.notices, "why")
    await desk.rest()
    assert len(desk.app.screen_stack) == 1
    assert len(desk.sent) == 1


async def test_a_dialogue_that_goes_astray_stops_and_says_so(desk: Desk) -> None:
    await _had(
        desk, "HELO ws.example.net", "MAIL FROM:<jrace@example.net>", "RCPT TO:<jrace@practice.test>", "DATA"
    )
    await desk.say("Subject: x")
    await desk.say(".")
    await desk.say("QUIT")
    screen = await _at_once(desk)
    screen.query_one(Field).fill("telnet practice.test 24")
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
    await desk.until(lambda: any("It stopped: " in told for told in desk.notices), "why it stopped")
    assert b"Subject: x\r\n" in desk.sent[:6]
    assert b"Subject: x\r\n" not in desk.sent[7:]


async def test_without_a_dialogue_there_is_nothing_to_run_or_compare(desk: Desk) -> None:
    await desk.press("alt+p")
    await desk.until(lambda: desk.notices, "what is missing")
    assert "othing was said there" in desk.notices[-1]
    await desk.press("alt+d")
    assert "Nothing was run again yet" in desk.notices[-1]
