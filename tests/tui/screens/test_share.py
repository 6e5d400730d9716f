"""What leaves is what was shown, chosen as it was kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from smtpwb import clipboard
from smtpwb.clipboard import Outcome, Way
from smtpwb.transcript.formats.options import Level
from smtpwb.transcript.formats.text import transcript_text
from smtpwb.tui import sharing
from smtpwb.tui.screens.save import SaveScreen
from smtpwb.tui.screens.share import ShareScreen
from smtpwb.tui.sharing import Share
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.plain_view import PlainView
from smtpwb.tui.widgets.toggles import Toggles
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
    await desk.press("right", "down", "right", "down", "right", "right", "down", "space", "right", "space")
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
    await desk.sees("belongs to no")
    await desk.press("enter")
    assert copied == []
    assert isinstance(desk.app.screen, ShareScreen)


async def test_it_is_saved_and_replaces_a_file_only_when_asked_twice(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = tmp_path / "desktop"
    desktop.mkdir()
    monkeypatch.chdir(desktop)
    screen = await _open(desk)
    text = screen._text
    await desk.press("ctrl+s")
    assert isinstance(desk.app.screen, SaveScreen)
    name = desk.app.screen.query_one(Field).value
    assert name.endswith(".txt")
    await desk.press("enter")
    assert (desktop / name).read_text() == text
    (desktop / name).write_text("precious")
    await _open(desk)
    await desk.press("ctrl+s", "enter")
    assert (desktop / name).read_text() == "precious"
    await desk.sees("Enter again replaces it")
    await desk.press("enter")
    assert (desktop / name).read_text() == text
    assert [file.name for file in desktop.iterdir()] == [name]


async def test_where_a_file_cannot_be_written_that_is_said(desk: Desk, tmp_path: Path) -> None:
    await _open(desk)
    await desk.press("ctrl+s")
    field = desk.app.screen.query_one(Field)
    field.fill(str(tmp_path / "no" / "x.txt"))
    await desk.press("enter")
    await desk.sees("cannot be written")
    field.fill(str(tmp_path))
    await desk.press("enter")
    await desk.sees("Write the name of a file")
    await desk.press("escape", "escape")
    assert not isinstance(desk.app.screen, ShareScreen)


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


def test_a_choice_that_cannot_be_read_is_none() -> None:
    assert sharing.kept() == Share()
    sharing.path().parent.mkdir(parents=True, exist_ok=True)
    for written in (b"\xff", b"[]", b'{"form": 3}', b'{"level": "loud"}'):
        sharing.path().write_bytes(written)
        assert sharing.kept() == Share()
    sharing.path().write_text(json.dumps({"form": "papyrus", "aliased": ["hosts", "dogs"]}))
    assert sharing.kept() == Share(aliased=frozenset({"hosts"}))


def test_every_alias_is_a_switch() -> None:
    assert sharing.switches(frozenset({"ips"})).ips
    for name in sharing.ALIASES:
        on = sharing.switches(frozenset({name}))
        assert [other for other in sharing.ALIASES if getattr(on, other)] == [name]


async def test_toggles_are_turned_by_keys_and_mouse(desk: Desk) -> None:
    screen = await _open(desk)
    toggles = screen.query_one(Toggles)
    await desk.pilot.click(toggles, offset=(3, 0))
    assert toggles.on == {"addresses"}
    toggles.focus()
    await desk.press("left", "space", "right", "space")
    assert toggles.on == {"message_ids"}
