"""The class on a terminal: a table of who is connected and how far each came, drawn again in place.

Decides how the table looks and when it is drawn; where there is no terminal, each step is a line instead.
What stands in it is visible text (law 3).
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Sequence
from typing import TextIO

from smtpwb.practice.classroom import Classroom, Pupil
from smtpwb.smtp.visible import clipped
from smtpwb.transcript.amounts import counted

PAUSE = 0.25
"""Seconds between two drawings at least: a busy class is not a flood on the line."""
_NARROW = 40
_HEADS = ("", "client", "called itself", "how far", "last reply", "at")
_CONNECTED, _GONE = "●", "○"
_LEAST = 16
"""Columns for how far it came, at least."""


def table(room: Classroom, columns: int, rows: int) -> list[str]:
    """The list in so many columns and rows; those who do not fit are counted."""
    pupils = room.pupils
    room_for = max(1, rows - 3)
    lines = [summary(room), "", *_rows(pupils[:room_for])] if pupils else [summary(room)]
    more = len(pupils) - room_for
    if more > 0:
        lines[1] = f"the newest {room_for} of {len(pupils):,}:"
    return [clipped(line.rstrip(), max(_NARROW, columns) - 1) for line in lines]


def summary(room: Classroom) -> str:
    """How many there are, and where it is kept."""
    pupils = room.pupils
    here = sum(not pupil.over for pupil in pupils)
    told = [f"{here:,} connected", f"{room.count:,} came", counted(room.messages, "message")]
    if room.fault:
        told.append(room.fault)
    elif room.kept_in is not None:
        told.append(f"kept in {room.kept_in}")
    return " · ".join(told)


def _rows(pupils: Sequence[Pupil]) -> list[str]:
    """Heads and rows; a column is as wide as what stands in it."""
    cells = [_HEADS, *map(_cells, pupils)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]


def _cells(pupil: Pupil) -> tuple[str, ...]:
    return (
        _GONE if pupil.over else _CONNECTED,
        clipped(pupil.client, 28),
        clipped(pupil.hello, 20) or "—",
        clipped(pupil.how_far, 34),
        pupil.said or "—",
        f"{pupil.at.astimezone():%H:%M:%S}",
    )


class Live:
    """Draws lines again and again in the same place of a terminal."""

    def __init__(self, out: TextIO, lines: Callable[[int, int], list[str]]) -> None:
        """`lines` gives them for so many columns and rows."""
        self._out, self._lines = out, lines
        self._drawn = 0
        self._due: asyncio.TimerHandle | None = None

    def changed(self) -> None:
        """Draw soon."""
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(PAUSE, self.draw)

    def draw(self) -> None:
        """Draw now, over what was drawn before."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        columns, rows = shutil.get_terminal_size()
        lines = self._lines(columns, rows - 1)
        back = f"\x1b[{self._drawn}A" if self._drawn else ""
        with contextlib.suppress(OSError):  # nobody looks any more; the server goes on
            self._out.write(f"{back}\r\x1b[J" + "".join(f"{line}\n" for line in lines))
            self._out.flush()
        self._drawn = len(lines)


class Steps:
    """Tells, line by line, how far each dialogue came."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._known: dict[int, str] = {}

    def follow(self, pupils: Sequence[Pupil]) -> None:
        """Tell what is another than before, oldest first."""
        for pupil in reversed(pupils):
            if self._known.get(pupil.number) != pupil.how_far:
                self._known[pupil.number] = pupil.how_far
                said = f" ({pupil.said})" if pupil.said and not pupil.over else ""
                self._tell(f"{pupil.client} {pupil.how_far}{said}")
        if len(self._known) > len(pupils):
            listed = {pupil.number for pupil in pupils}
            self._known = {number: told for number, told in self._known.items() if number in listed}
