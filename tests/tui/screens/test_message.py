"""The editor: what is written is kept, what is previewed goes, and what came of it is said."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual import events
from textual.widgets import ContentSwitcher

from smtpwb.session.message_file import MessageFile
from smtpwb.smtp.message import for_data
from smtpwb.tui.screens.file_prompt import As, FilePrompt
from smtpwb.tui.screens.message import MessageScreen
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from tests.sink import Sink, sink
from tests.tui.desk import Desk, at_work

ENVELOPE = ("EHLO ws.test", "MAIL FROM:<a@ws.test>", "RCPT TO:<b@sink.test>")
LARGE = 16_000_000


@contextlib.asynccontextmanager
async def writing(
    *lines: str, size: tuple[int, int] = (80, 24), **how: int
) -> AsyncIterator[tuple[Desk, MessageScreen, Sink]]:
    """The editor, opened where the lines led."""
    async with sink(**how) as server, at_work(server.target, size=size) as desk:
        await desk.until(lambda: desk.app.talk.connected, "a connection")
        await desk.settled()
        for line in (*ENVELOPE, *lines):
            await desk.say(line)
        try:
            yield desk, await opened(desk), server
        finally:
            server.go_on.set()


async def opened(desk: Desk) -> MessageScreen:
    await desk.press("ctrl+n")
    await desk.until(lambda: isinstance(desk.app.screen, MessageScreen), "the editor")
    screen = desk.app.screen
    assert isinstance(screen, MessageScreen)
    await desk.rest()
    return screen


async def left(desk: Desk) -> None:
    await desk.until(lambda: not isinstance(desk.app.screen, MessageScreen), "the dialogue")
    await desk.settled()


async def checked(desk: Desk, screen: MessageScreen) -> None:
    """Wait until what stands there now has been laid down."""
    await desk.until(lambda: screen._made == screen.draft.made and screen._prepared is not None, "a check")
    await desk.rest()


def big(path: Path) -> MessageFile:
    path.write_bytes(b"Subject: big\r\n\r\n" + (b"x" * 78 + b"\r\n") * (LARGE // 80))
    return MessageFile.at(str(path))


async def test_it_opens_with_a_template_of_the_transaction_and_the_cursor_in_the_subject() -> None:
    async with writing("DATA") as (desk, screen, _):
        await desk.press(*"Hi")
        text = screen.letter.text
        assert text.startswith("From: a@ws.test\nTo: b@sink.test\nSubject: Hi\nDate: ")
        await checked(desk, screen)
        assert "Nothing is doubtful" in desk.words


async def test_what_was_previewed_is_what_goes() -> None:
    async with writing("DATA") as (desk, screen, server):
        await desk.press(*"Hi", *["down"] * 4, *".dot", "enter", *"grüße", "enter")
        await desk.press("ctrl+t")
        await checked(desk, screen)
        assert screen._prepared is not None
        previewed = b"".join(screen._prepared.pieces())
        assert "..dot¶" in desk.screen
        assert ".¶ ends the message" in desk.words
        assert "1 dot doubled" in desk.words
        await desk.press("f5")
        await left(desk)
        assert bytes(server.message) == previewed
        assert previewed == b"".join(for_data([screen.letter.text.replace("\n", "\r\n").encode()]))
        assert bytes(server.octets).endswith(b"DATA\r\n" + previewed)


async def test_without_a_look_it_goes_as_it_stands() -> None:
    async with writing("DATA") as (desk, screen, server):
        desk.keys(*"Hi", "ctrl+s")
        await left(desk)
        assert b"Subject: Hi\r\n" in server.message
        assert not screen.draft.unsent


async def test_escape_keeps_what_was_written() -> None:
    async with writing("DATA") as (desk, screen, _):
        await desk.press(*"Hi", "escape")
        await left(desk)
        assert await opened(desk) is screen
        assert "Subject: Hi" in screen.letter.text


async def test_a_hang_up_keeps_what_was_written_and_quitting_asks() -> None:
    async with writing("DATA") as (desk, screen, server):
        await desk.press(*"Hi", "ctrl+right_square_bracket")
        await desk.until(lambda: not desk.app.talk.connected, "the end")
        await desk.press("f5")
        await desk.sees("There is no connection: nothing was sent")
        await desk.press("escape", "ctrl+q")
        assert "The message you wrote is not sent" in desk.notices[-1]
        await opened(desk)
        assert "Subject: Hi" in screen.letter.text
        assert b"Subject" not in server.octets


async def test_a_template_that_nobody_changed_follows_the_transaction() -> None:
    async with writing("RCPT TO:<c@sink.test>") as (desk, screen, _):
        assert "b@sink.test,\n c@sink.test" in screen.letter.text
        await desk.press("escape")
        for line in ("RSET", "MAIL FROM:<d@ws.test>", "RCPT TO:<e@sink.test>"):
            await desk.say(line)
        await opened(desk)
        assert screen.letter.text.startswith("From: d@ws.test\nTo: e@sink.test\n")


async def test_anew_asks_before_anything_is_lost() -> None:
    async with writing("DATA") as (desk, screen, _):
        await desk.press(*"Hi", "ctrl+n")
        assert "again begins anew" in desk.words
        assert "Subject: Hi" in screen.letter.text
        await desk.press("ctrl+n")
        assert "Subject: Hi" not in screen.letter.text


async def test_before_354_nothing_goes() -> None:
    async with writing() as (desk, screen, server):
        screen.query_one("#way", Choice).choose("data")
        await desk.rest()
        await desk.press("f5")
        await desk.sees("say DATA first")
        assert bytes(server.octets).endswith(b"RCPT TO:<b@sink.test>\r\n")


async def test_in_chunks_the_list_is_what_goes() -> None:
    async with writing(size=(100, 30)) as (desk, screen, server):
        assert screen.query_one("#way", Choice).value == "bdat"
        screen.query_one("#chunk", Field).fill("100")
        await desk.rest()
        screen.query_one("#pace", Choice).choose("one")
        await checked(desk, screen)
        assert screen._prepared is not None
        message = b"".join(screen._prepared.pieces())
        assert "› C: BDAT 100" in desk.screen
        assert f"C: BDAT {len(message) - 100} LAST" in desk.screen
        before = len(server.octets)
        await desk.press("f5")
        await desk.until(lambda: len(server.message) == 100, "a chunk")
        await desk.sees("✓ C: BDAT 100")
        assert screen.letter.read_only
        await desk.press("f5")
        await left(desk)
        assert bytes(server.message) == message
        rest = len(message) - 100
        assert bytes(server.octets[before:]) == (
            b"BDAT 100\r\n" + message[:100] + f"BDAT {rest} LAST\r\n".encode() + message[100:]
        )


async def test_a_file_as_it_is_and_with_its_line_ends_made_crlf(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: x\n\n.y\n")
    async with writing("DATA") as (desk, screen, server):
        screen._take((MessageFile.at(str(tmp_path / "a.eml")), As.AS_IT_IS))
        await checked(desk, screen)
        assert "octet for octet" in desk.words
        assert "<0A>" in desk.screen
        assert "bare LF" in desk.words
        screen._take((MessageFile.at(str(tmp_path / "a.eml")), As.CRLF))
        await checked(desk, screen)
        assert "line ends made CRLF" in desk.words
        await desk.press("f5")
        await left(desk)
        assert bytes(server.message) == b"Subject: x\r\n\r\n..y\r\n.\r\n"


async def test_what_becomes_of_the_file_meanwhile_does_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(b"Subject: previewed\r\n\r\n")
    async with writing("DATA") as (desk, screen, server):
        screen._take((MessageFile.at(str(file)), As.AS_IT_IS))
        await checked(desk, screen)
        file.write_bytes(b"Subject: something else\r\n\r\n")
        await desk.press("f5")
        await left(desk)
        assert b"Subject: previewed" in server.message


async def test_files_are_attached_by_a_path_and_taken_off(tmp_path: Path) -> None:
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    async with writing("DATA", size=(120, 40)) as (desk, screen, server):
        await desk.press("ctrl+o")
        await desk.until(lambda: isinstance(desk.app.screen, FilePrompt), "the prompt")
        desk.app.screen.query_one("#path", Field).fill(str(tmp_path / "no"))
        await desk.press("tab")
        assert desk.app.screen.query_one("#path", Field).value == str(tmp_path / "notes.pdf")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen is screen, "the editor")
        await desk.sees("Attached: notes.pdf 4 B")
        screen._take((MessageFile.at(str(tmp_path / "notes.pdf")), As.ATTACHED))
        await desk.press("f4")
        assert len(screen.draft.files) == 1
        await desk.press("f5")
        await left(desk)
        assert b"multipart/mixed" in server.message
        assert server.message.count(b"JVBERg==") == 1


async def test_a_file_that_is_gone_is_said_and_nothing_goes(tmp_path: Path) -> None:
    file = big(tmp_path / "a.eml")
    async with writing("DATA") as (desk, screen, server):
        file.path.unlink()
        screen._take((file, As.AS_IT_IS))
        await desk.sees("a.eml cannot be read")
        await desk.press("f5")
        assert bytes(server.octets).endswith(b"DATA\r\n")


async def test_escape_stops_a_sending_says_what_went_and_it_can_go_on(tmp_path: Path) -> None:
    async with writing("DATA", stall_after=1) as (desk, screen, server):
        screen._take((big(tmp_path / "a.eml"), As.AS_IT_IS))
        await checked(desk, screen)
        await desk.press("f5")
        await desk.until(lambda: server.message, "the first octets")
        await desk.until(lambda: " left" in desk.screen, "progress")
        await desk.press("escape")
        await desk.sees("no end of message was sent")
        assert desk.app.screen is screen
        assert screen.sender is not None
        assert "cut off" in desk.words
        await desk.press("ctrl+n")
        assert "went already" in desk.words
        server.stall_after = 1 << 62
        server.go_on.set()
        await desk.press("f5")
        await left(desk)
        assert bytes(server.message) == b"".join(for_data(MessageFile.at(str(tmp_path / "a.eml")).pieces()))


async def test_a_refusal_is_shown_at_once_and_stops(tmp_path: Path) -> None:
    async with writing("DATA", refuse_after=100_000) as (desk, screen, server):
        screen._take((big(tmp_path / "a.eml"), As.AS_IT_IS))
        await checked(desk, screen)
        await desk.press("f5")
        await desk.sees("Refused while sending: 552 5.3.4 too much")
        assert len(server.message) < LARGE
        assert desk.app.talk.connected


async def test_a_reset_in_the_middle_keeps_the_message(tmp_path: Path) -> None:
    async with writing("DATA", reset_after=100_000) as (desk, screen, _):
        screen._take((big(tmp_path / "a.eml"), As.AS_IT_IS))
        await checked(desk, screen)
        await desk.press("f5")
        await desk.sees("What you wrote is kept")
        assert screen.draft.whole is not None


async def test_what_is_pasted_loses_only_its_control_characters() -> None:
    async with writing("DATA") as (desk, screen, _):
        screen.letter.post_message(events.Paste("a\x1b[31m\r\nb"))
        await desk.until(lambda: "a[31m\nb" in screen.letter.text, "the paste")
        assert "1 control character" in desk.notices[-1]


async def test_keys_and_letters_keep_their_order() -> None:
    async with writing("DATA") as (desk, screen, _):
        desk.keys(*"one", "down", *"x", "up", "end", *"y")
        await desk.until(lambda: "y" in screen.letter.text.split("\n")[2], "all keys")
        assert screen.letter.text.split("\n")[2].endswith("oney")
        assert screen.letter.text.split("\n")[3].count("x") == 1


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (120, 40)])
async def test_every_part_has_room(size: tuple[int, int]) -> None:
    async with writing("DATA", size=size) as (desk, screen, _):
        assert screen.letter.size.height >= 3
        await desk.press("ctrl+t")
        assert screen.query_one(ContentSwitcher).current == "octets"
        if size[1] >= 20:
            await desk.sees("ends the message")


async def test_letters_typed_right_behind_the_key_are_written_in_the_message() -> None:
    async with writing("DATA") as (desk, screen, server):
        await desk.press("escape")
        desk.keys("ctrl+n", *"first")
        await desk.until(lambda: "Subject: first" in screen.letter.text, "the letters")
        assert bytes(server.octets).endswith(b"DATA\r\n")
        assert desk.line.value == ""
