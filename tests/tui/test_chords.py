"""Keys with alt and ctrl, as a terminal sends them."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from smtpwb.tui.actions import ACTIONS
from smtpwb.tui.chords import is_chord, tell_textual


def keys(sent: str) -> list[events.Key]:
    """What Textual reads when all of it arrives at once."""
    tell_textual()
    return [token for token in XTermParser().feed(sent) if isinstance(token, events.Key)]


@pytest.mark.parametrize("then", ["\x1b[A", "\x1ba", "\x1bOP", "\r", "x"])
def test_alt_is_itself_whatever_follows(then: str) -> None:
    chord, behind = keys(f"\x1ba{then}")
    assert (chord.key, chord.is_printable) == ("alt+a", False)
    assert behind.character != "^"


@pytest.mark.parametrize("letter", [action.key[-1] for action in ACTIONS if action.key[:-1] == "alt+"])
def test_each_action_with_alt_arrives_as_its_key(letter: str) -> None:
    assert [key.key for key in keys(f"\x1b{letter}\x1b{letter}")] == [f"alt+{letter}"] * 2


def test_alt_with_ctrl_is_ctrl_and_no_text() -> None:
    assert [key.key for key in keys("\x1b\x01\x1b[A")] == ["ctrl+a", "up"]


@pytest.mark.parametrize(
    ("sent", "key"), [("\x1bOP", "f1"), ("\x1bOA", "up"), ("\x1bf", "ctrl+right"), ("\x1bA", "alt+shift+a")]
)
def test_what_textual_knew_it_still_knows(sent: str, key: str) -> None:
    assert [one.key for one in keys(sent)] == [key]


@pytest.mark.parametrize(
    ("sent", "chord"),
    [("\x1b[27;5;97~", True), ("\x01", True), ("\x1ba", True), ("a", False), ("\x1b[A", False)],
)
def test_a_chord_is_told_from_a_letter(sent: str, chord: bool) -> None:
    """The first is ctrl+a as modifyOtherKeys has it, its letter with it."""
    (key,) = keys(sent)
    assert is_chord(key) == chord
