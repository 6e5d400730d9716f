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
from smtpwb.smtp.amounts import counted
from smtpwb.smtp.visible import clipped

PAUSE = 0.25
"""Seconds between two drawings at least: a busy class is not a flood on the line."""
_NARROW = 40
_HEADS = ("", "client", "called itself", "how far", "reply", "sent", "at")
_SHRINKS = ((2, 13), (3, 16), (1, 12))
"""Where there is no room for all: columns that give way, in this order, and how wide they stay."""
_CONNECTED, _GONE = "●", "○"


def table(room: Classroom, columns: int, rows: int) -> list[str]:
    """The list in so many columns and rows; those who do not fit are counted."""
    pupils, width = room.pupils, max(_NARROW, columns) - 1
    room_for = max(1, rows - 4)
    head = [summary(room), where(room)] if where(room) else [summary(room)]
    if pupils:
        more = f"the newest {room_for} of {len(pupils):,}:" if len(pupils) > room_for else ""
        head += [more, *_rows(pupils[:room_for], width)]
    return [clipped(line.rstrip(), width) for line in head]


def summary(room: Classroom) -> str:
    """How many there are."""
    here = sum(not pupil.over for pupil in room.pupils)
    return f"{here:,} connected · {room.count:,} came · {counted(room.messages, 'message')} sent"


def where(room: Classroom) -> str:
    """Where the dialogues are kept, or why one is not; empty where none is to be."""
    if room.fault:
        return room.fault
    return f"kept in {room.kept_in}" if room.kept_in is not None else ""


def _rows(pupils: Sequence[Pupil], width: int) -> list[str]:
    """Heads and rows; a column is as wide as what stands in it, where there is room."""
    cells = [_HEADS, *map(_cells, pupils)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADS))]
    for column, least in _SHRINKS:
        surplus = sum(widths) + 2 * (len(widths) - 1) - width
        widths[column] -= max(0, min(surplus, widths[column] - least))
    return [
        "  ".join(clipped(cell, to).ljust(to) for cell, to in zip(row, widths, strict=True)) for row in cells
    ]


def _cells(pupil: Pupil) -> tuple[str, ...]:
    return (
        _GONE if pupil.over else _CONNECTED,
        pupil.client,
        clipped(pupil.hello, 40) or "—",
        clipped(pupil.how_far, 40),
        pupil.said or "—",
        f"{pupil.messages or ''}",
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
