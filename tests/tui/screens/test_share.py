"""What leaves is what was shown, chosen as it was kept."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from smtpwb import clipboard
from smtpwb.clipboard import Outcome, Way
from smtpwb.transcript.events import Purpose, Sent, Spooled
from smtpwb.transcript.formats.options import Level
from smtpwb.transcript.formats.text import WIDTH, transcript_text
from smtpwb.tui import sharing
from smtpwb.tui.screens.share import ShareScreen
from smtpwb.tui.sharing import Share
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.plain_view import PlainView
from tests.tui.desk import Desk, at_work


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was given to the clipboard, which takes everything."""
    taken: list[str] = []

    def copy(what: str, **_: object) -> Outcome:
        taken.append(what)
        return Outcome((Way("the desk", True),), len(what.encode()), None)

    monkeypatch.setattr(clipboard, "copy", copy)
    return taken


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A dialogue that was had, the cursor on a refusal."""
    async with at_work() as desk:
        await desk.connect()
        for line in (
            "EHLO ws.example.net",
            "MAIL FROM:<jrace@example.net>",
            "RCPT TO:<nobody@practice.test>",
        ):
            await desk.say(line)
        yield desk


async def _open(desk: Desk) -> ShareScreen:
    await desk.press("alt+s")
    screen = desk.app.screen
    assert isinstance(screen, ShareScreen)
    await _made(desk, screen)
    return screen


async def _made(desk: Desk, screen: ShareScreen) -> str:
    await desk.until(lambda: screen._text is not None, "the preview")
    assert screen._text == "".join(f"{line}\n" for line in screen.query_one(PlainView).lines)
    return screen._text


async def test_what_is_copied_is_what_was_shown_and_nothing_is_sent(desk: Desk, copied: list[str]) -> None:
    await _open(desk)
    assert "SMTP dialogue with practice.test:25" in desk.words
    sent = desk.sent
    await desk.press("enter")
    await desk.until(lambda: copied, "a copy")
    assert copied == [transcript_text(desk.app.talk.transcript)]
    await desk.until(lambda: desk.notices, "a notice")
    assert desk.notices == [f"Copied {len(copied[0].encode()):,} bytes to the desk"]
    assert desk.sent == sent
    assert not isinstance(desk.app.screen, ShareScreen)


async def test_form_level_part_aliases_and_who_asked_make_the_copy_and_are_kept(
    desk: Desk, copied: list[str]
) -> None:
    screen = await _open(desk)
    await desk.press("right", "down", "down", *["right"] * 3, "down", "space", "right", "space")
    await desk.press("down")
    await desk.press(*"ticket 7")
    text = await _made(desk, screen)
    assert screen.wanted.share == Share("markdown", Level.BRIEF, frozenset({"addresses", "hosts"}))
    assert "user1@domain1.example" in text
    assert "jrace" not in text
    assert "practice.test" not in text
    assert "C: EHLO" not in text
    assert "ticket 7" in text
    chosen = screen.wanted.share
    await desk.press("enter")
    await desk.until(lambda: copied, "a copy")
    assert copied == [text]
    again = await _open(desk)
    assert again.wanted.share == chosen
    assert again.wanted.asked_by == ""


async def test_every_form_can_be_shown(desk: Desk) -> None:
    screen = await _open(desk)
    for form in sharing.FORMS:
        screen.query_one("#form", Choice).choose(form)
        await desk.rest()
        text = await _made(desk, screen)
        assert "practice.test" in text or "127.0.0.1" in text


async def test_where_there_is_no_transaction_nothing_is_copied(desk: Desk, copied: list[str]) -> None:
    desk.view.focus()
    await desk.press("home")
    screen = await _open(desk)
    screen.query_one("#part", Choice).choose("TRANSACTION")
    await desk.sees("Nothing to copy: the entry that you pointed at belongs to no transaction.")
    await desk.sees("Choose other entries above")
    await desk.press("enter")
    assert copied == []
    assert "belongs to no transaction" in desk.notices[-1]
    assert isinstance(desk.app.screen, ShareScreen)


async def test_without_a_dialogue_there_is_nothing_to_share() -> None:
    async with at_work() as desk:
        await desk.press("alt+s")
        assert "nothing to share yet" in desk.notices[-1]


async def test_a_secret_is_in_no_form(copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("EHLO a")
        await desk.say("AUTH PLAIN AGpyYWNlAHNlc2FtZQ==")
        screen = await _open(desk)
        for form in sharing.FORMS:
            screen.query_one("#form", Choice).choose(form)
            await desk.rest()
            text = await _made(desk, screen)
            assert "AGpyYWNl" not in text
            assert "sesame" not in text


async def test_how_far_a_long_one_is_is_told_and_its_beginning_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on, made = threading.Event(), [0]

    def lines(*_: object, **__: object) -> Iterator[str]:
        for number in range(100_000):
            if number == 500:
                going_on.wait(10)
            made[0] = number
            yield f"line {number}\n"

    monkeypatch.setattr(sharing, "lines", lines)
    await desk.press("alt+s")
    try:
        await desk.sees("500 lines so far …")
        await desk.sees("line 3")
        await desk.press("enter")
        assert desk.notices[-1] == "It is still being made."
        (worker,) = [worker for worker in desk.app.workers if worker.group == "preview"]
        desk.keys("escape")
        await desk.until(lambda: worker.is_cancelled, "it is not wanted any more")
    finally:
        going_on.set()
    await desk.rest()
    assert made[0] < 1_000


async def test_a_line_with_a_whole_message_is_copied_whole_and_shown_in_part(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, copied: list[str]
) -> None:
    line = "x" * 1_000_000
    monkeypatch.setattr(sharing, "lines", lambda *_, **__: iter((f"{line}\n",)))
    await desk.press("alt+s")
    await desk.sees("1 line · 1,000,001 bytes")
    assert "and 980,000 more characters, which go along" in desk.app.screen.query_one(PlainView).lines[0]
    await desk.press("enter")
    await desk.until(lambda: copied, "a copy")
    assert copied == [f"{line}\n"]


async def test_a_level_goes_with_its_form_until_the_user_chooses_another(desk: Desk) -> None:
    screen = await _open(desk)
    levels = []
    for key in ("right", "left"):
        await desk.press(key)
        levels.append(screen.wanted.share.level)
    assert levels == [Level.BRIEF, Level.FULL]
    await desk.press("down", "right", "right", "up", "right")
    assert screen.wanted.share == Share("markdown", Level.BARE)


async def test_the_footer_names_the_keys_that_move_in_a_row_and_from_row_to_row(desk: Desk) -> None:
    await _open(desk)
    assert "↑ ↓ row · ← → in the row" in desk.words
    assert "Asked by" in desk.words


async def test_lines_of_the_copy_are_whole_where_a_terminal_has_80_columns(desk: Desk) -> None:
    screen = await _open(desk)
    view = screen.query_one(PlainView)
    whole = [line for line in view.lines if len(line) <= WIDTH]
    assert max(map(len, whole)) == WIDTH
    view.show(whole)
    assert view.virtual_size.height == len(whole)


async def test_aliases_say_what_stays(desk: Desk) -> None:
    await _open(desk)
    await desk.press("down", "down", "down", "right", "right", "space")
    await desk.sees("127.0.0.1 and localhost stay: they name nobody")


async def test_one_of_several_connections_is_copied_alone(desk: Desk) -> None:
    await desk.say("QUIT")
    await desk.until(lambda: not desk.app.talk.connected, "its end")
    await desk.connect("telnet strict.practice.test 25")
    screen = await _open(desk)
    await desk.press("down", "down", "right")
    text = await _made(desk, screen)
    assert "SMTP dialogue with strict.practice.test:25\n" in text
    assert "S: 220 practice.test" not in text


async def test_at_80_columns_what_is_said_of_a_copy_has_two_rows_whatever_is_said(desk: Desk) -> None:
    screen = await _open(desk)
    told, view = screen.query_one("#told"), screen.query_one(PlainView)
    assert (desk.app.size.width, told.size.height) == (80, 2)
    before = view.region
    await desk.press("down", "down", "down", "right", "space", "right", "space")
    await desk.sees("127.0.0.1 and localhost stay: they name nobody")
    assert view.region == before, "nothing jumps"


async def test_it_is_said_that_long_messages_stay_behind_where_they_would_go_along(
    desk: Desk,
) -> None:
    last = desk.app.talk.transcript.events[-1]
    spooled = Spooled(0, 100_000, "", b"Subject: long\r\n", b".\r\n")
    desk.app.talk.transcript.append(
        Sent(seq=last.seq + 1, wall=last.wall, at=last.at, data=b"", purpose=Purpose.CONTENT, spooled=spooled)
    )
    screen = await _open(desk)
    await desk.press("down", "down", "down", "space")
    await _made(desk, screen)
    assert "stay behind" not in desk.words, "of a text only the beginning is told anyway"
    screen.query_one("#form", Choice).choose("json")
    await desk.sees("long messages stay behind")
