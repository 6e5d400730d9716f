from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from smtpwb.transcript.notes import EntryNote, note
from smtpwb.tui.widgets.explained import Room
from smtpwb.tui.widgets.reply_panel import ReplyPanel, noted
from tests.dialogues import play
from tests.tui.stage import Stage, shown, words

HELLO = ("S: 220 a", "C: EHLO a", "S: 250-a\nS: 250-SIZE 1000\nS: 250-X-UNKNOWN 7\nS: 250 STARTTLS")
REFUSED = (
    *HELLO,
    "C: MAIL FROM:<a@b.example>",
    "S: 250 2.1.0 ok",
    "C: RCPT TO:<nobody@b.example>",
    "S: 550 5.1.1 no such mailbox",
)


def last(*lines: str) -> EntryNote:
    transcript = play(*lines)
    return note(transcript, len(transcript.entries) - 1)


def test_a_reply_is_taken_apart_and_explained_with_its_sources() -> None:
    about = last(*REFUSED)
    assert about.explanation is not None
    said = noted(about, Room.SIDE, 70).plain
    assert said.startswith("  5    5    0         5 . 1 . 1\n")
    for part in (*about.explanation.parts, *about.explanation.enhanced_parts):
        assert f"└ {part.meaning}" in said
    flat = " ".join(said.split())
    for text in (about.explanation.meaning, about.explanation.advice, about.explanation.fixer):
        assert text
        assert " ".join(text.split()) in flat
    assert "You may now say RCPT" in flat
    assert "Not yet DATA: " in flat
    full = noted(about, Room.ALL, 70).plain
    assert all(source in " ".join(full.split()) for source in about.explanation.sources)


def test_a_narrow_panel_says_first_what_helps_to_go_on() -> None:
    about = last("S: 220 a", "C: NOOP", "S: 250 2.0.0 ok")
    first, second, *_ = noted(about, Room.LINES, 78).plain.split("\n")
    assert first.startswith("250 ")
    assert about.explanation is not None
    assert second == about.explanation.meaning


def test_an_ehlo_reply_has_a_row_for_each_keyword() -> None:
    rows = noted(last(*HELLO), Room.SIDE, 70).plain.split("\n")
    heads = [row.split("  ")[0] for row in rows]
    for keyword in ("SIZE 1000", "X-UNKNOWN 7", "STARTTLS"):
        assert any(head.startswith(keyword) for head in heads)


@pytest.mark.parametrize("line", ["hello", "999 what", "250 2.0.0 [red]x[/] <1B>]0;x<07>", "25", ""])
@pytest.mark.parametrize("room", Room)
def test_whatever_the_server_says_there_is_something_to_say(line: str, room: Room) -> None:
    said = noted(last("S: 220 a", "C: NOOP", f"S: {line}"), room, 60).plain
    assert said.strip()
    assert "\x1b" not in said


def test_a_command_is_shown_with_what_is_doubtful_about_it() -> None:
    about = last("S: 220 a", "C: RCPT FROM:<a@b>")
    assert about.lints
    said = noted(about, Room.SIDE, 60).plain
    assert all(lint.text in said and lint.source in said for lint in about.lints)


@pytest.mark.parametrize("width", [20, 33, 80])
def test_what_stands_beside_a_label_is_folded_below_itself(width: int) -> None:
    rows = noted(last(*REFUSED), Room.SIDE, width).plain.split("\n")
    begin = next(n for n, row in enumerate(rows) if row.startswith("You may now say"))
    for row in rows[begin + 1 :]:
        if row[:1].strip():
            break
        assert row.startswith(" " * 16)


@contextlib.asynccontextmanager
async def showing(about: EntryNote, size: tuple[int, int]) -> AsyncIterator[tuple[Pilot[None], ReplyPanel]]:
    panel = ReplyPanel()
    async with Stage(panel).run_test(size=size) as pilot:
        panel.show(about, Room.SIDE)
        await pilot.pause()
        yield pilot, panel


async def test_it_is_drawn_anew_at_another_width_and_begins_at_its_top() -> None:
    async with showing(last(*REFUSED), (60, 12)) as (pilot, panel):
        assert "5.1.1" in shown(pilot.app)
        panel.scroll_end(animate=False)
        await pilot.pause()
        assert "5.1.1" not in shown(pilot.app)
        panel.show(last(*HELLO), Room.SIDE)
        await pilot.pause()
        assert panel.scroll_y == 0
        await pilot.resize_terminal(24, 12)
        assert all(len(row) <= 24 for row in shown(pilot.app).split("\n"))
        assert "2 5 0" in words(pilot.app)


async def test_the_same_note_again_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    about = last(*REFUSED)
    async with showing(about, (60, 12)) as (_, panel):
        updated: list[Any] = []
        monkeypatch.setattr(Static, "update", lambda self, *_, **__: updated.append(self))
        panel.show(last(*REFUSED), Room.SIDE)
        assert updated == []
        panel.show(about, Room.LINES)
        assert len(updated) == 1
