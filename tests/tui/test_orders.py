"""Several lines in one write, octets as they are, and the end of our side, as a person orders them."""

from __future__ import annotations

from smtpwb.smtp.dialogue import State
from smtpwb.smtp.visible import visible
from smtpwb.transcript.aside import HALF_CLOSED
from smtpwb.transcript.formats.text import transcript_text
from smtpwb.transcript.wording import BULLET
from tests.session.servers import scripted
from tests.tui.desk import Desk, at_work

GROUP = ("MAIL FROM:<ann@example.net>", "RCPT TO:<jrace@practice.test>", "RCPT TO:<nobody@practice.test>")


async def queued(desk: Desk, *lines: str) -> None:
    count = len(desk.pane.pipeline.lines) + len(lines)
    for line in lines:
        desk.keys(*line, "ctrl+j")
    await desk.until(lambda: len(desk.pane.pipeline.lines) == count, "the queue")
    await desk.rest()


async def ready(desk: Desk) -> None:
    await desk.connect()
    await desk.say("EHLO ws.example.net")


class TestQueue:
    async def test_lines_wait_and_go_out_in_one_write_each_reply_with_its_command(self) -> None:
        async with at_work(size=(160, 44)) as desk:
            await ready(desk)
            before = len(desk.sent)
            await queued(desk, *GROUP)
            assert len(desk.sent) == before, "nothing goes out before the order"
            assert "3 queued" in desk.words
            assert all(line in desk.screen for line in GROUP)
            desk.keys(*"DATA", "enter")
            await desk.until(lambda: len(desk.sent) == before + 4, "all sent")
            await desk.settled()
            assert desk.sent[before:] == [line.encode() + b"\r\n" for line in (*GROUP, "DATA")]
            assert desk.app.talk.transcript.dialogue.state is State.CONTENT
            assert "← RCPT nobody@practice.test" in desk.words
            assert "queued" not in desk.words

    async def test_a_line_is_read_as_if_those_before_it_were_accepted(self) -> None:
        async with at_work(size=(120, 40)) as desk:
            await ready(desk)
            await queued(desk, GROUP[0])
            await desk.press(*"RCPT TO:<b@practice.test>")
            assert "out of sequence" not in desk.words
            await desk.press("ctrl+j", *"NOOP", "ctrl+j", *"RSET")
            await desk.sees("NOOP has to be the last of a group")

    async def test_the_same_key_on_an_empty_line_sends_the_queue(self) -> None:
        async with at_work() as desk:
            await ready(desk)
            await queued(desk, "NOOP")
            desk.keys("ctrl+j")
            await desk.until(lambda: desk.sent[-1] == b"NOOP\r\n", "sent")

    async def test_backspace_takes_the_newest_back_and_escape_drops_all(self) -> None:
        async with at_work() as desk:
            await ready(desk)
            await queued(desk, *GROUP)
            await desk.press("backspace")
            assert desk.line.value == GROUP[2]
            assert len(desk.pane.pipeline.lines) == 2
            await desk.press("backspace")
            assert desk.line.value == GROUP[2][:-1], "in a line it takes a letter"
            before = len(desk.sent)
            await desk.press("ctrl+u", "escape")
            assert not desk.pane.pipeline
            assert "queued" not in desk.words
            assert len(desk.sent) == before
            await desk.press("up")
            assert desk.line.value == GROUP[2], "what was queued stays in the history"

    async def test_the_newest_lines_of_a_long_queue_are_shown(self) -> None:
        async with at_work() as desk:
            await ready(desk)
            await queued(desk, *(f"NOOP {number}" for number in range(7)))
            assert "NOOP 6" in desk.screen
            assert "NOOP 2" not in desk.screen
            assert "4 lines before" in desk.words

    async def test_a_paste_of_several_lines_can_go_out_in_one_write(self) -> None:
        async with at_work(size=(120, 40)) as desk:
            await ready(desk)
            desk.line._insert("\n".join(GROUP) + "\n")
            await desk.rest()
            assert "^j queues all" in desk.words
            before = len(desk.sent)
            await desk.press("ctrl+j")
            assert [line.text for line in desk.pane.pipeline.lines] == list(GROUP)
            desk.keys("enter")
            await desk.until(lambda: len(desk.sent) == before + 3, "all sent")

    async def test_a_secret_in_the_queue_is_masked(self) -> None:
        async with at_work() as desk:
            await ready(desk)
            await queued(desk, "AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=")
            assert "AGxlYXJ" not in desk.screen
            assert BULLET * 8 in desk.screen
            await desk.press("enter")
            await desk.settled()
            assert "AGxlYXJ" not in desk.screen
            assert "235" in desk.words

    async def test_an_answer_is_not_queued(self) -> None:
        async with at_work() as desk:
            await ready(desk)
            await queued(desk, "AUTH PLAIN")
            await desk.press(*"c2VzYW1l")
            assert "c2VzYW1l" not in desk.screen
            await desk.press("ctrl+j")
            assert [line.text for line in desk.pane.pipeline.lines] == ["AUTH PLAIN"]
            assert "not queued" in desk.notices[-1]

    async def test_a_queue_whose_secret_would_be_read_otherwise_stays_where_it_is(self) -> None:
        """Content is not masked: an AUTH that was queued before the 354 must not become it (law 4)."""
        script = "S: 220 a\nC:\nS: 250-a\nS: 250 AUTH PLAIN\nC:\nS: 250 a\nC:\nS: 250 a\nC:\nS: 354 go\nC:"
        async with scripted(script) as server, at_work(server.target) as desk:
            await desk.until(lambda: desk.app.talk.connected, "a connection")
            await desk.settled()
            for line in ("EHLO a", "MAIL FROM:<>", "RCPT TO:<a@b.c>"):
                await desk.say(line)
            await queued(desk, "AUTH PLAIN AGEAc2VjcmV0")
            desk.app.talk.send("DATA")
            await desk.settled()
            await desk.press("enter")
            assert "Esc drops the queue" in desk.notices[-1]
            assert not any(b"AUTH" in data for data in desk.sent)
            assert "c2VjcmV0" not in desk.screen

    async def test_without_a_connection_there_is_nothing_to_queue(self) -> None:
        async with at_work() as desk:
            await desk.press(*"NOOP", "ctrl+j")
            assert "Not connected" in desk.notices[-1]
            assert desk.line.value == "NOOP"

    async def test_the_end_of_the_connection_drops_the_queue(self) -> None:
        async with at_work() as desk:
            await ready(desk)
            await queued(desk, "NOOP")
            await desk.press("ctrl+right_square_bracket")
            await desk.until(lambda: not desk.app.talk.connected, "hung up")
            await desk.rest()
            assert not desk.pane.pipeline


class TestRaw:
    async def test_the_very_octets_are_shown_and_go_out_with_no_crlf_added(self) -> None:
        async with at_work(size=(100, 40)) as desk:
            await ready(desk)
            await desk.press("alt+r", *r"NOOP\n\x00")
            assert "raw" in desk.words
            assert "NOOP<0A><00>" in desk.screen
            assert "6 octets, and no CRLF" in desk.words
            await desk.press("enter")
            assert desk.sent[-1] == b"NOOP\n\0"
            assert "raw, no CRLF added" in desk.words
            assert not desk.pane.raw, "the next line is a line again"
            assert visible(b"NOOP\n\0") in transcript_text(desk.app.talk.transcript)

    async def test_what_is_no_escape_sends_nothing_and_says_so(self) -> None:
        async with at_work() as desk:
            await ready(desk)
            before = len(desk.sent)
            await desk.press("alt+r", *r"NOOP\q")
            assert r"\q is no escape" in desk.words
            await desk.press("enter")
            assert len(desk.sent) == before
            assert r"\q is no escape" in desk.notices[-1]
            assert desk.line.value == r"NOOP\q"

    async def test_a_second_end_of_a_message_can_be_smuggled(self) -> None:
        async with at_work(size=(100, 40)) as desk:
            await ready(desk)
            for line in (*GROUP[:2], "DATA"):
                await desk.say(line)
            await desk.press("alt+r", *r"one\n.\r\ntwo\r\n.\r\n", "enter")
            await desk.settled()
            assert desk.sent[-1] == b"one\n.\r\ntwo\r\n.\r\n"
            assert "one<0A>.<0D><0A>two<0D><0A>.<0D><0A>" in desk.words

    async def test_octets_go_out_before_the_greeting(self) -> None:
        async with scripted("C:\nS: 220 late") as server, at_work(server.target) as desk:
            await desk.until(lambda: desk.app.talk.connected, "a connection")
            await desk.press("alt+r", *r"NOOP\r\n", "enter")
            await desk.sees("220 late")
            assert b"".join(server.heard) == b"NOOP\r\n"

    async def test_in_auth_it_is_masked_as_typed_and_as_sent(self) -> None:
        async with at_work(size=(100, 40)) as desk:
            await ready(desk)
            await desk.say("AUTH PLAIN")
            await desk.press("alt+r", *r"AGxlYXJuZXIAbGFudGVybjc=\r\n")
            assert desk.pane.raw
            assert "AGxlY" not in desk.screen
            assert BULLET * 12 in desk.screen
            await desk.press("enter")
            await desk.settled()
            assert "AGxlY" not in desk.screen
            assert not any(b"AGxlY" in data for data in desk.sent)
            assert "235" in desk.words

    async def test_so_is_an_initial_response_whose_line_goes_out_in_two_pieces(self) -> None:
        async with at_work(size=(100, 40)) as desk:
            await ready(desk)
            await desk.press("alt+r", *"AUTH PLAIN ", "enter")
            await desk.press("alt+r", *"AGxlYXJuZXIA")
            assert "AGxlY" not in desk.screen
            await desk.press("enter", *"bGFudGVybjc=")
            assert "bGFud" not in desk.screen
            await desk.press("enter")
            await desk.settled()
            assert not any(b"AGxlY" in data or b"bGFud" in data for data in desk.sent)
            assert "bGFud" not in desk.screen
            assert "235" in desk.words

    async def test_our_side_can_be_closed_and_the_server_still_answers(self) -> None:
        async with at_work(size=(100, 40)) as desk:
            await ready(desk)
            await desk.press("alt+r", *r"NOOP\r\n", "enter")
            await desk.press("alt+r", "ctrl+d")
            await desk.sees(HALF_CLOSED)
            await desk.sees("the server closed the connection")
            assert "250 2.0.0 Ok" in desk.words

    async def test_the_key_that_closes_our_side_does_so_in_raw_mode_only(self) -> None:
        async with at_work() as desk:
            await ready(desk)
            before = len(desk.sent)
            await desk.press(*"NOOP", "home", "ctrl+d")
            assert desk.line.value == "OOP", "elsewhere it deletes a letter"
            await desk.press("ctrl+u", "alt+c")
            assert desk.pane.raw
            assert "^d closes our side" in desk.notices[-1]
            assert len(desk.sent) == before
            await desk.press("escape")
            assert not desk.pane.raw
