from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from textual import events

from smtpwb.transcript.wording import BULLET
from smtpwb.tui.widgets import composer
from tests.session.servers import scripted
from tests.tui.desk import PRACTICE, Desk, at_work

# Before a connection


async def test_a_line_that_is_no_order_is_kept_and_nothing_is_sent() -> None:
    async with at_work() as desk:
        await desk.press(*"HELO ws.example.net", "enter")
        assert desk.line.value == "HELO ws.example.net"
        assert desk.app.talk.transcript.events == []
        assert "nothing was sent" in desk.notices[-1]


async def test_enter_on_an_empty_line_says_how_to_connect() -> None:
    async with at_work() as desk:
        await desk.press("enter")
        assert desk.app.talk.transcript.events == []
        assert "telnet HOST 25" in desk.notices[-1]


async def test_the_line_below_says_where_an_order_leads() -> None:
    async with at_work() as desk:
        await desk.press(*"mx.example.net:587")
        assert "connects to mx.example.net, port 587, plain" in desk.words
        await desk.press("ctrl+u", *"mx.example.net:99999")
        assert "99999" in desk.words
        assert "connects to" not in desk.words


# History


async def test_up_and_down_walk_through_what_was_sent_and_back_to_what_was_being_typed() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("NOOP")
        await desk.say("NOOP")
        await desk.say("HELO a")
        await desk.press(*"MAI")
        seen = []
        for key in ("up", "up", "up", "up", "down", "down", "down", "down"):
            await desk.press(key)
            seen.append(desk.line.value)
        assert seen == ["HELO a", "NOOP", PRACTICE, PRACTICE, "NOOP", "HELO a", "MAI", "MAI"]


async def test_down_without_having_gone_up_changes_nothing() -> None:
    async with at_work() as desk:
        desk.line.history.append("NOOP")
        await desk.press(*"X", "down")
        assert desk.line.value == "X"


async def test_what_is_changed_in_the_history_is_kept_as_it_was_sent() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("NOOP")
        await desk.press("up", *" x", "enter")
        await desk.settled()
        assert desk.sent == [b"NOOP\r\n", b"NOOP x\r\n"]
        assert desk.line.history[-2:] == ["NOOP", "NOOP x"]


async def test_a_secret_is_masked_as_it_is_typed_and_stays_out_of_the_history() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("EHLO ws.example.net")
        secret = "AGpyYWNlAHNlc2FtZQ=="
        await desk.press(*f"AUTH PLAIN {secret}")
        assert BULLET * len(secret) in desk.words
        assert secret not in desk.words
        await desk.press("enter")
        await desk.settled()
        assert not any(secret in line for line in desk.line.history)
        assert secret not in desk.words
        assert secret.encode() not in b"".join(desk.sent)


async def test_an_answer_to_a_challenge_is_masked_whole_and_not_kept() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("EHLO ws.example.net")
        await desk.say("AUTH LOGIN")
        kept = list(desk.line.history)
        await desk.press("ctrl+t", *"c2VzYW1l")
        assert "c2VzYW1l" not in desk.words
        assert BULLET * 8 in desk.words
        await desk.press("enter")
        await desk.settled()
        assert desk.line.history == kept


# Completion


async def test_the_rest_of_the_line_is_shown_as_ghost_text_and_tab_takes_it() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.press(*"HE")
        assert desk.line.ghost == "HELO ws.example.net"
        assert "HELO ws.example.net" in desk.screen.split("\n")[-4]
        await desk.press("tab")
        assert desk.line.value == "HELO ws.example.net"
        assert desk.line.cursor_at_end


async def test_right_takes_the_offer_of_an_empty_line() -> None:
    async with at_work() as desk:
        await desk.press("right")
        assert desk.line.value == PRACTICE


async def test_an_address_used_before_is_completed() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("HELO a")
        await desk.say("MAIL FROM:<someone@example.org>")
        await desk.say("RSET")
        await desk.press(*"MAIL FROM:<som", "tab")
        assert desk.line.value == "MAIL FROM:<someone@example.org>"


async def test_with_nothing_to_complete_tab_moves_the_focus_and_shift_tab_always_does() -> None:
    async with at_work() as desk:
        await desk.press(*"xyzzy", "tab")
        assert desk.line.value == "xyzzy"
        assert desk.app.focused is not desk.line
        await desk.press("escape")
        assert desk.app.focused is desk.line
        await desk.press("ctrl+u", "shift+tab")
        assert desk.line.value == ""
        assert desk.app.focused is not desk.line


async def test_nothing_is_offered_in_the_middle_of_a_line() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.press(*"HE", "left", "tab")
        assert desk.line.value == "HE"


# The order of the keys


async def test_keys_typed_right_behind_enter_belong_to_the_next_line() -> None:
    async with at_work() as desk:
        await desk.connect()
        desk.keys(*"NOOP", "enter", *"HELO a", "enter", *"MA")
        await desk.until(lambda: desk.line.value == "MA", "the third line")
        assert desk.sent == [b"NOOP\r\n", b"HELO a\r\n"]


async def test_tab_and_enter_typed_at_once_send_what_was_completed() -> None:
    async with at_work() as desk:
        await desk.connect()
        desk.keys("tab", "enter", *"N")
        await desk.until(lambda: desk.line.value == "N", "the next line")
        assert desk.sent == [b"HELO ws.example.net\r\n"]


async def test_up_typed_right_behind_enter_brings_the_line_back() -> None:
    async with at_work() as desk:
        await desk.connect()
        desk.keys(*"NOOP", "enter", "up")
        await desk.until(lambda: desk.sent, "the line sent")
        await desk.rest()
        assert desk.line.value == "NOOP"
        assert desk.sent == [b"NOOP\r\n"]


def paste(desk: Desk, text: str) -> None:
    driver = desk.app._driver
    assert driver is not None
    driver.send_message(events.Paste(text))


async def test_the_lines_of_a_paste_are_offered_one_by_one() -> None:
    async with at_work() as desk:
        await desk.connect()
        paste(desk, "HELO a\nMAIL FROM:<>\r\n\nNOOP")
        await desk.until(lambda: desk.line.value == "HELO a", "the first line")
        assert desk.sent == [], "nothing goes out unasked"
        offered = []
        for _ in range(4):
            await desk.press("enter")
            offered.append(desk.line.value)
        assert desk.sent == [b"HELO a\r\n", b"MAIL FROM:<>\r\n", b"\r\n", b"NOOP\r\n"]
        assert offered == ["MAIL FROM:<>", "", "NOOP", ""]


async def test_a_paste_goes_in_where_the_cursor_is() -> None:
    async with at_work() as desk:
        await desk.press(*"ab", "left")
        paste(desk, "-x-")
        await desk.until(lambda: desk.line.value == "a-x-b", "the text")


# While replies are pending


@contextlib.asynccontextmanager
async def slow_server() -> AsyncIterator[tuple[int, list[bytes], asyncio.Event]]:
    """Greets at once; answers the lines it has heard only when the event is set."""
    heard: list[bytes] = []
    answer = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 slow.test ESMTP\r\n")
        for _ in range(3):
            heard.append(await reader.readline())
        await answer.wait()
        for line in heard:
            writer.write(b"250 to " + line)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard, answer
    finally:
        server.close()


async def test_commands_sent_while_replies_are_pending_wait_and_are_paired_in_order() -> None:
    async with slow_server() as (port, heard, answer), at_work(f"127.0.0.1:{port}") as desk:
        await desk.sees("220 slow.test")
        desk.keys(*"NOOP one", "enter", *"NOOP two", "enter", *"NOOP three", "enter")
        await desk.until(lambda: len(heard) == 3, "all three at the server")
        await desk.sees("NOOP three waiting")
        assert [entry.waiting for entry in desk.app.talk.transcript.entries if entry.sent] == [True] * 3
        answer.set()
        await desk.settled()
        await desk.sees("250 to NOOP three")
        entries = desk.app.talk.transcript.entries
        pairs = [(entries[e.partner].reply, e) for e in entries if e.sent and e.partner is not None]
        assert [reply.lines[0].raw for reply, _ in pairs if reply] == [b"250 to " + line for line in heard]
        assert "waiting" not in desk.words


async def test_a_line_that_cannot_go_out_is_not_lost() -> None:
    """The server has gone, and the person has not seen it yet."""
    async with scripted("S: 220 mx.test\nC:\n<close>") as server, at_work(server.target) as desk:
        await desk.sees("220 mx.test")
        await desk.enter("NOOP")
        await desk.until(lambda: not desk.app.talk.connected, "the end")
        await desk.press(*"MAIL FROM:<>", "enter")
        assert desk.line.value == "MAIL FROM:<>"
        assert desk.sent == [b"NOOP\r\n"]


@pytest.mark.parametrize(
    "line", ["\N{GREEK SMALL LETTER ALPHA}\N{HORIZONTAL ELLIPSIS}", "a\tb", "  two blanks  "]
)
async def test_a_line_goes_out_byte_for_byte(line: str) -> None:
    async with at_work() as desk:
        await desk.connect()
        desk.pane.composer.fill(line)
        await desk.press("enter")
        await desk.settled()
        assert desk.sent == [line.encode() + b"\r\n"]


async def test_keys_that_edit_keep_their_order_too() -> None:
    async with at_work() as desk:
        desk.keys(*"helo", "ctrl+u", *"NOOO", "backspace", *"P", "home", *"x", "delete", "end", *"y")
        await desk.until(lambda: desk.line.value.endswith("y"), "the last letter")
        assert desk.line.value == "xOOPy"


# What is not drawn as it is


async def test_a_completion_from_the_server_cannot_touch_the_terminal() -> None:
    evil = "S: 220 mx.test\nC:\nS: 250-mx.test\nS: 250-AUTH <1B>]52;c;aGk=<07> PLAIN\nS: 250 OK"
    async with scripted(evil) as server, at_work(server.target) as desk:
        await desk.sees("220 mx.test")
        await desk.say("EHLO a")
        await desk.press(*"AUTH ")
        assert desk.line.ghost.isprintable()
        assert "\x1b" not in desk.screen


async def test_a_paste_is_drawn_safely_and_kept_as_it_is() -> None:
    async with at_work() as desk:
        paste(desk, "NOOP \x1b[31m\u202ered")
        await desk.until(lambda: desk.line.value == "NOOP \x1b[31m\u202ered", "the paste")
        await desk.sees("NOOP ¿[31m¿red")
        assert "\x1b" not in desk.screen


async def test_what_was_copied_is_pasted_line_by_line() -> None:
    async with at_work() as desk:
        desk.app._clipboard = "NOOP\nRSET"
        await desk.press("ctrl+v")
        assert (desk.line.value, desk.line.queued) == ("NOOP", ["RSET"])


async def test_of_lines_that_are_given_nothing_is_guessed() -> None:
    """An empty line among them would look like another."""
    async with at_work() as desk:
        await desk.connect()
        desk.app._clipboard = "RSE\n\nNOOP"
        await desk.press("ctrl+v")
        assert (desk.line.value, desk.line.ghost) == ("RSE", "")
        await desk.say("")
        assert (desk.line.value, desk.line.queued, desk.line.placeholder) == ("", ["NOOP"], "")
        await desk.press("escape")
        await desk.press(*"RSE")
        assert desk.line.ghost == "RSET"


async def test_the_history_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composer, "REMEMBERED", 3)
    async with at_work() as desk:
        for line in ("one", "two", "three", "four"):
            desk.line.remember(line)
        assert desk.line.history == ["two", "three", "four"]
