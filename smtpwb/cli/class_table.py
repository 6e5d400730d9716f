"""The class on a terminal: a table of who is connected and how far each came, drawn again in place.

    ● 2 connected · ○ 1 gone · 1 message sent · ▸ spoke last
    kept in marks/class-20240101-120000
    7 turned away (40 of one address: --max-per-client)

       #  sent  called itself         how far          last line                reply
     ● 1        ws1.example.net       EHLO given       MAIL FORM:<a@example.net>  501 5.5.4
     ○ 2  1     ws2.example.net       message accepted: 250 2.0.0  QUIT           221 2.0.0
    ▸● 3        ws3.example.net       sender accepted  MAIL FROM:<a@example.net>  250 2.1.0

Decides how the table looks and when it is drawn; where there is no terminal, each step is a line instead.
A row keeps its place, that of its arrival; its number is that of the transcript. What stands in it is visible
text (law 3).
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
_WITH_TIME = 100
"""Columns from which the time of the last word is shown, too."""
_HEADS = ("  #", "at", "sent", "client", "called itself", "how far", "last line", "reply")
_AT, _CLIENT, _NAME, _FAR, _LINE = 1, 3, 4, 5, 6
_SHRINKS = (((_LINE, _FAR), 15), ((_LINE,), 12), ((_CLIENT, _NAME), 12), ((_LINE, _FAR, _NAME), 4))
"""Where there is no room for all: columns of which the widest gives way, in this order, and how wide they
stay."""
_CONNECTED, _GONE, _NEWEST = "●", "○", "▸"


def table(room: Classroom, columns: int, rows: int) -> list[str]:
    """The list in so many columns and rows; those who do not fit are counted."""
    pupils, width = room.pupils, max(_NARROW, columns) - 1
    head = list(filter(None, (summary(room), where(room), turned_away(room))))
    if pupils:
        room_for = max(1, rows - len(head) - 2)
        shown = sorted(pupils, key=lambda pupil: (pupil.over, -pupil.at.timestamp()))[:room_for]
        more = f"{room_for} of {len(pupils):,}, without those who are silent longest:"
        head += [more if len(pupils) > room_for else "", *_rows(shown, width)]
    return [clipped(line.rstrip(), width) for line in head]


def summary(room: Classroom) -> str:
    """How many there are, and what the marks mean."""
    here = sum(not pupil.over for pupil in room.pupils)
    counts = f"{_CONNECTED} {here:,} connected · {_GONE} {room.count - here:,} gone"
    return f"{counts} · {counted(room.messages, 'message')} sent · {_NEWEST} spoke last"


def where(room: Classroom) -> str:
    """Where the dialogues are kept, or why one is not; empty where none is to be."""
    if room.fault:
        return room.fault
    return f"kept in {room.kept_in}" if room.kept_in is not None else ""


def turned_away(room: Classroom) -> str:
    """How many were one too many, and by which limit; empty: nobody was."""
    if not room.turned_away:
        return ""
    whys = room.turned_away.items()
    each = ", ".join(why if len(whys) == 1 else f"{count:,} by {why}" for why, count in whys)
    return f"{room.turned_away.total():,} turned away ({each})"


def _rows(pupils: Sequence[Pupil], width: int) -> list[str]:
    """Heads and rows, in order of arrival; a column is as wide as what stands in it, where there is room."""
    newest = max(pupils, key=lambda pupil: pupil.at)
    in_order = sorted(pupils, key=lambda pupil: pupil.number)
    hidden = {_AT} if width + 1 < _WITH_TIME else set()
    if len({pupil.host for pupil in pupils}) == 1:
        hidden.add(_CLIENT)
    cells = [_HEADS, *(_cells(pupil, pupil is newest) for pupil in in_order)]
    widths = {at: max(len(row[at]) for row in cells) for at in range(len(_HEADS)) if at not in hidden}
    for columns, least in _SHRINKS:
        giving = [at for at in columns if at in widths]
        while sum(widths.values()) + 2 * (len(widths) - 1) > width:
            widest = max(giving, key=widths.__getitem__)
            if widths[widest] <= least:
                break
            widths[widest] -= 1
    return ["  ".join(clipped(row[at], to).ljust(to) for at, to in widths.items()) for row in cells]


def _cells(pupil: Pupil, newest: bool) -> tuple[str, ...]:
    mark = f"{_NEWEST if newest else ' '}{_GONE if pupil.over else _CONNECTED}"
    return (
        f"{mark} {pupil.number}",
        f"{pupil.at.astimezone():%H:%M:%S}",
        f"{pupil.messages or ''}",
        pupil.host,
        clipped(pupil.hello, 40) or "—",
        clipped(pupil.how_far, 40),
        clipped(pupil.line, 60) or "—",
        pupil.said or "—",
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
        """Tell what is another than before, in order of arrival."""
        for pupil in pupils:
            if self._known.get(pupil.number) != pupil.how_far:
                self._known[pupil.number] = pupil.how_far
                said = f" ({pupil.said})" if pupil.said and not pupil.over else ""
                self._tell(f"{pupil.client} {pupil.how_far}{said}")
        if len(self._known) > len(pupils):
            listed = {pupil.number for pupil in pupils}
            self._known = {number: told for number, told in self._known.items() if number in listed}
