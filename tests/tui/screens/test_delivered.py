"""An opened message: its pages, and what is saved, copied and decoded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from smtpwb.practice.bounce import reports
from smtpwb.practice.delivered import delivered
from smtpwb.practice.received import Received
from smtpwb.tui.screens.decode import DecodeScreen
from smtpwb.tui.screens.delivered import DeliveredScreen
from tests.practice.test_bounce import DELIVERED, FAILING
from tests.tui.desk import rest, until
from tests.tui.stage import Stage, words

HOSTILE = b"From: a@example.net\r\nSubject: \x1b]0;TITLE\x07 [red]x[/red]\r\n\r\n\x9b2J\r\n"


@dataclass
class Reader:
    """A message on the screen, and what came of it."""

    pilot: Pilot[None]
    copied: list[str] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        await rest(self.pilot)
        return words(self.pilot.app)


@asynccontextmanager
async def reading(message: Received, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Reader]:
    app = Stage()
    async with app.run_test(size=size) as pilot:
        reader = Reader(pilot)
        app.push_screen(DeliveredScreen(message, reader.copied.append, reader.looked.append))
        await rest(pilot)
        yield reader


async def test_it_opens_with_the_envelope_beside_the_header() -> None:
    async with reading(replace(FAILING, sender="list@example.org")) as reader:
        said = words(reader.pilot.app)
        assert "MAIL FROM:<list@example.org> ≠ From: a@example.net" in said
        assert "Reports go to the reverse-path" in said
        assert reader.looked == ["mailbox"]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("t", "Return-Path <a@example.net>"),
        ("o", "Return-Path: <a@example.net>¶"),
        ("b", "A bounce MAIL FROM:<>"),
        ("e", "Envelope: what the server goes by"),
    ],
)
async def test_each_page_has_a_key(key: str, told: str) -> None:
    async with reading(FAILING) as reader:
        await reader.press("t")
        assert told in await reader.press(key)


async def test_a_page_is_chosen_by_mouse() -> None:
    async with reading(FAILING) as reader:
        await reader.pilot.click("Choice", offset=(27, 0))
        await rest(reader.pilot)
        assert "Return-Path <a@example.net>" in words(reader.pilot.app)


async def test_looking_at_a_bounce_is_told_and_at_a_report_of_delivery_not() -> None:
    async with reading(FAILING) as reader:
        await reader.press("b")
        assert reader.looked == ["mailbox", "bounce"]
    async with reading(DELIVERED) as reader:
        await reader.press("b")
        assert reader.looked == ["mailbox"]


async def test_n_shows_the_copy_of_the_next_recipient() -> None:
    two = replace(FAILING, recipients=("b@practice.test", "c@practice.test"))
    async with reading(two) as reader:
        assert "Delivered-To: b@practice.test¶" in await reader.press("o")
        assert "Delivered-To: c@practice.test¶" in await reader.press("n")
        assert "Delivered-To: b@practice.test¶" in await reader.press("n")


async def test_a_bounce_can_be_decoded() -> None:
    async with reading(FAILING) as reader:
        assert "d have it decoded" in await reader.press("b")
        await reader.press("d")
        app = reader.pilot.app
        assert isinstance(app.screen, DecodeScreen)
        await until(reader.pilot, lambda: "No such recipient" in words(app), "the explanation")


async def test_where_there_is_no_report_nothing_is_decoded() -> None:
    async with reading(replace(FAILING, sender="")) as reader:
        assert "The reverse-path is null" in await reader.press("b")
        await reader.press("d")
        assert not isinstance(reader.pilot.app.screen, DecodeScreen)


@pytest.mark.parametrize("page", ["e", "b"])
async def test_what_one_looks_at_is_saved_octet_for_octet(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    message = replace(FAILING, content=b"Subject: \xff\r\n\r\n\x1b\r\n")
    async with reading(message) as reader:
        await reader.press(page)
        await reader.press("s")
        await reader.press("enter")
    (file,) = tmp_path.iterdir()
    assert file.suffix == ".eml"
    assert file.read_bytes() == {"e": delivered(message), "b": reports(message)[0].octets}[page]


async def test_what_is_copied_is_visible_text() -> None:
    async with reading(replace(DELIVERED, content=HOSTILE)) as reader:
        await reader.press("y")
        (text,) = reader.copied
    assert text.startswith("Return-Path: <a@example.net>\n")
    assert "Subject: <1B>]0;TITLE<07> [red]x[/red]\n" in text
    assert "<9B>2J" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_text_is_shown_and_not_obeyed(size: tuple[int, int]) -> None:
    message: Any = replace(FAILING, content=HOSTILE, hello="[bold]x[/bold]")
    async with reading(message, size) as reader:
        for page in "etob":
            said = await reader.press(page)
            assert "\x1b" not in said
        assert "<1B>]0;TITLE<07> [red]x[/red]" in await reader.press("o")
