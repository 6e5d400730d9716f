"""From one look to another by as few bytes as can be; that the screen is the same: see test_thrift."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from rich.color import ColorSystem
from rich.style import Style

from smtpwb.tui.pen import PLAIN, Pen, pen, turned
from tests.cli.program import environment

RED = Pen("", "31", "44")
BOLD = Pen("1", "31", "44")


def test_a_pen_is_a_style_in_the_colours_of_the_terminal() -> None:
    style = Style(color="#ff0000", bgcolor="blue", bold=True, underline=True)
    assert pen(style, ColorSystem.TRUECOLOR) == Pen("1;4", "38;2;255;0;0", "44")
    assert pen(style, ColorSystem.STANDARD).ink == "31"
    assert pen(style, None) == PLAIN
    assert pen(None, ColorSystem.TRUECOLOR) == PLAIN


@pytest.mark.parametrize(
    ("now", "to", "sequence"),
    [
        (PLAIN, BOLD, "\x1b[1;31;44m"),
        (BOLD, RED, "\x1b[22m"),
        (RED, Pen("", "32", "44"), "\x1b[32m"),
        (RED, PLAIN, "\x1b[39;49m"),
        (Pen("1;4", "", ""), Pen("4", "", ""), "\x1b[22;4m"),
        (RED, RED, ""),
    ],
)
def test_only_the_difference_is_written(now: Pen, to: Pen, sequence: str) -> None:
    assert turned(now, to, blank=False) == (sequence, to)


def test_of_a_blank_only_the_ground_counts() -> None:
    assert turned(BOLD, Pen("", "", "44"), blank=True) == ("", BOLD)
    assert turned(BOLD, PLAIN, blank=True) == ("\x1b[49m", Pen("1", "31", ""))


def test_a_blank_that_is_underlined_is_seen() -> None:
    assert turned(PLAIN, Pen("4", "", ""), blank=True) == ("\x1b[4m", Pen("4", "", ""))
    assert turned(Pen("4", "", ""), PLAIN, blank=True) == ("\x1b[24m", PLAIN)


@pytest.mark.skipif(os.name == "nt", reason="there is no terminfo")
@pytest.mark.parametrize(
    ("term", "does"), [("xterm-256color", "True"), ("vt100", "False"), ("no-such-term", "False")]
)
def test_whether_erasing_takes_the_colour_is_the_terminals_to_say(term: str, does: str) -> None:
    """A process asks once."""
    command = [sys.executable, "-c", "from smtpwb.tui.pen import erases; print(erases())"]
    done = subprocess.run(
        command, env=environment(TERM=term), capture_output=True, text=True, check=True, timeout=20
    )
    assert done.stdout.strip() == does
