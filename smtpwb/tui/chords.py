"""Chords: a key pressed with alt or ctrl orders something and types no letter, however it arrives.

A terminal sends alt with a letter as ESC and the letter, and where another key follows within Textual's
`ESCAPE_DELAY`, as over ssh, Textual reads `^` and the letter: text. Here its table of sequences is told of
each such pair, so that it need not wait and cannot be mistaken. Some terminals send ctrl with a letter as a
sequence that tells the letter, too (xterm's modifyOtherKeys). Decides nothing about what a chord orders.
"""

from __future__ import annotations

from string import ascii_letters
from typing import NamedTuple, cast

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

_ESC = "\x1b"
_BEGINS_A_SEQUENCE = frozenset("NOPX")
"""Letters that go on behind ESC: SS2, SS3, DCS, SOS (ECMA-48 §8.3)."""
_CONTROLS = [chr(octet) for octet in range(0x20) if chr(octet) != _ESC]


class _Key(NamedTuple):
    """A key as Textual's table has it."""

    value: str


def is_chord(event: events.Key) -> bool:
    """Whether it is pressed with alt or ctrl; Textual's Input would insert the letter that comes with it."""
    return event.key.startswith(("alt+", "ctrl+"))


def tell_textual() -> None:
    """Have Textual read ESC and a letter, or a control character, as one key. What its table has stays."""
    table = cast("dict[str, object]", ANSI_SEQUENCES_KEYS)
    for letter in ascii_letters:
        if letter not in _BEGINS_A_SEQUENCE:
            table.setdefault(_ESC + letter, (_Key(_name(letter)),))
    for control in _CONTROLS:
        if control in table:
            table.setdefault(_ESC + control, table[control])


def _name(letter: str) -> str:
    return f"alt+{letter}" if letter.islower() else f"alt+shift+{letter.lower()}"
