"""Octets that came in several events: changed as one stream, and cut into the same events again.

Decides which events are one stream, and where in them an edit goes: into the one in which the name began.
Masked octets are not looked at, and their ranges move along.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from smtpwb.transcript.events import Arrived, Closed, Event, Opened, Purpose, Secured, Sent
from smtpwb.transcript.redaction.names import Edit
from smtpwb.transcript.transcript import Transcript

Ranges = tuple[tuple[int, int], ...]


class Piece(msgspec.Struct, frozen=True):
    """The octets of one event, and which of them are masked."""

    data: bytes
    masked: Ranges = ()


def changed(pieces: Sequence[Piece], edits: Callable[[bytes], list[Edit]]) -> list[Piece]:
    """The pieces after what `edits` finds in all of them together."""
    joined = b"".join(piece.data for piece in pieces)
    masked = [pair for begin, piece in _placed(pieces) for pair in _moved(piece.masked, begin)]
    found = deque(edit for edit in edits(joined) if not _touches(edit, masked))
    done: list[Piece] = []
    place = 0
    for begin, piece in _placed(pieces):
        end = begin + len(piece.data)
        out, ranges, place = bytearray(), [*_moved(piece.masked, begin)], max(place, begin)
        new_ranges: list[tuple[int, int]] = []
        while place < end or (found and found[0].begin < end):
            edit = found.popleft() if found and found[0].begin < end else Edit(end, end, b"")
            new_ranges += _moved([one for one in ranges if place <= one[0] < edit.begin], len(out) - place)
            out += joined[place : edit.begin] + edit.new
            place = edit.end
        done.append(Piece(bytes(out), tuple(new_ranges)))
    return done


def _placed(pieces: Sequence[Piece]) -> Iterator[tuple[int, Piece]]:
    """Each piece and where it begins."""
    begins = itertools.accumulate((len(piece.data) for piece in pieces), initial=0)
    return zip(begins, pieces, strict=False)


def _moved(ranges: Iterable[tuple[int, int]], by: int) -> Iterator[tuple[int, int]]:
    return ((begin + by, end + by) for begin, end in ranges)


def _touches(edit: Edit, masked: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(masked, (edit.end,)) - 1
    return at >= 0 and masked[at][1] > edit.begin


def runs(transcript: Transcript, kind: type[Arrived] | type[Sent]) -> Iterator[list[Event]]:
    """The events of one direction that are one stream of octets: of one connection, on one side of TLS."""
    chunks = {entry.event.seq for entry in transcript.entries if entry.sent and entry.before.chunk_left}
    run: list[Event] = []
    for event in transcript.events:
        mine = isinstance(event, kind)
        if run and (
            isinstance(event, Opened | Secured | Closed) or (mine and _apart(run[-1], event, chunks))
        ):
            yield run
            run = []
        if mine:
            run.append(event)
    if run:
        yield run


def _apart(before: Event, event: Event, chunks: set[int]) -> bool:
    """A command behind a chunk: nothing ends the one, and the other begins anew."""
    return before.seq in chunks and isinstance(event, Sent) and event.purpose is Purpose.COMMAND
