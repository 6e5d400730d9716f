"""A TLS handshake in the Reply panel: what was settled, with whom, and what the user may do about it.

Decides what is said first and how much, by the room there is; what is said is `transcript.handshake`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from smtpwb.tui.actions import BY_ID, key_label
from smtpwb.tui.widgets.explained import Room, row

if TYPE_CHECKING:
    from smtpwb.transcript.notes import EntryNote

_STYLE = {True: "$reply-5yz bold", False: "$reply-2yz bold"}
_HANG_UP = key_label(BY_ID["hang-up"].key)


def shaken(note: EntryNote, room: Room, width: int) -> list[Content]:
    """The lines of a note that has a handshake; its first text, the entry's own line, is not said again."""
    return list((_in_lines if room is Room.LINES else _at_large)(note, room, width))


def _in_lines(note: EntryNote, room: Room, width: int) -> Iterator[Content]:
    """Of a doubt, what to do comes before what it means; of a failure, what it means is what to do."""
    told = note.handshake
    assert told is not None
    yield from _verdict(note)
    if told.failed:
        yield from _rows(note, room, width)
    yield from _choice(note, width)
    yield from _texts(note)
    if not told.failed:
        yield from _rows(note, room, width)


def _at_large(note: EntryNote, room: Room, width: int) -> Iterator[Content]:
    yield from _verdict(note)
    if room is Room.ALL:
        yield from _choice(note, width)
        yield from _texts(note)
        yield from _rows(note, room, width)
    else:
        yield from _rows(note, room, width)
        yield from _texts(note)
        yield from _choice(note, width)


def _verdict(note: EntryNote) -> Iterator[Content]:
    """What was settled; below it, loudly, what is wrong with it."""
    told = note.handshake
    assert told is not None
    words = "; ".join(told.verdict)
    if told.failed:
        yield Content.styled(f"No TLS: {words}", "$reply-5yz bold")
        return
    yield Content.styled(told.settled, "bold")
    yield Content.styled(f"NOT verified: {words}" if told.bad else words, _STYLE[told.bad])


def _texts(note: EntryNote) -> Iterator[Content]:
    yield from (Content(text) for text in note.texts[1:])


def _choice(note: EntryNote, width: int) -> Iterator[Content]:
    if note.undecided:
        yield row("You may", f"go on, at your own risk, or hang up: {_HANG_UP}", width)


def _rows(note: EntryNote, room: Room, width: int) -> Iterator[Content]:
    assert note.handshake is not None
    rows = note.handshake.full if room is Room.ALL else note.handshake.short
    yield from (row(label, text, width) for label, text in rows)
