"""Which lines of an entry a list shows: of what is long the beginning, until it is unfolded.

Decides what is long (a reply of many lines, a line of many octets), how much of it is laid out at most, and
what is said of the rest. A line that is shown in part says so behind its octets, where no words of the
server stand. Where lines stand is `dialogue_layout`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from smtpwb.smtp.replies import Reply
from smtpwb.transcript import content, wording
from smtpwb.transcript.entry import Entry
from smtpwb.transcript.events import Sent

LONG = 16
"""Lines of a reply that are shown as they are: what an EHLO says is seldom more."""
HEAD = 10
"""Lines of a longer one that are shown, before the last."""
ROOM = 1 << 16
"""Octets by which unfolding makes the long lines of an entry longer, all together: what is laid out stays
small, however much a server sent."""
MORE = "… "
"""Begins what is said of what is left out."""
_MOST = wording.SHOWN_OCTETS + wording.SLACK
"""Octets of the longest line that is shown whole in any case."""
_WHOLE = "a JSON export has all"

_Octets = tuple[bytes, wording.Ranges]
"""A line without its end, and what of it is masked."""


class Lines(NamedTuple):
    """Lines of an entry, safe to show."""

    texts: list[str]
    ends: list[int]
    """Where in each the words of the dialogue end, and ours begin."""


def foldable(entry: Entry) -> bool:
    """Whether an entry is long enough to be folded."""
    return not is_short(entry) and (
        _many(entry.reply) or any(len(octets) > _MOST for octets, _ in _octets(entry))
    )


def is_short(entry: Entry) -> bool:
    """Whether an entry is surely none, told without a look at its lines: nearly all are."""
    if entry.reply is not None:
        return entry.reply.octets <= _MOST and entry.reply.line_count <= LONG
    return not isinstance(entry.event, Sent) or len(entry.event.data) <= _MOST


def as_they_are(entry: Entry) -> Lines:
    """The lines of an entry that is not long."""
    texts = list(wording.lines(entry))
    return Lines(texts, [len(text) for text in texts])


def folded(entry: Entry, key: str) -> Lines:
    """Of a long reply the first lines and the last, of long lines the beginning; `key` unfolds them."""
    if not _is_of_octets(entry):
        return as_they_are(entry)
    lines = [_line(one, wording.SHOWN_OCTETS, f"{key} unfolds") for one in _octets(entry)]
    if _many(entry.reply):
        assert entry.reply is not None
        more = f"{MORE}{entry.reply.line_count - HEAD - 1:,} more lines, {key} unfolds"
        lines[HEAD:-1] = [(more, 0)]
    return _together(lines)


def unfolded(entry: Entry) -> Lines:
    """All lines that are kept, and of long ones as much as there is room for."""
    return _together(_unfolded(entry)) if _is_of_octets(entry) else as_they_are(entry)


def _unfolded(entry: Entry) -> Iterator[tuple[str, int]]:
    room = ROOM
    for octets, masked in _octets(entry, all_lines=True):
        yield _line((octets, masked), wording.SHOWN_OCTETS + room, _WHOLE)
        room = max(0, room - max(0, len(octets) - wording.SHOWN_OCTETS))


def _many(reply: Reply | None) -> bool:
    return reply is not None and reply.line_count > LONG


def _is_of_octets(entry: Entry) -> bool:
    """A reply, or a line that was sent; a message sent in one go has a form of its own."""
    return entry.reply is not None or (isinstance(entry.event, Sent) and not content.is_whole(entry.event))


def _octets(entry: Entry, all_lines: bool = False) -> Iterator[_Octets]:
    """The lines that are shown where the entry is folded, or all."""
    if not _is_of_octets(entry):
        return
    if entry.reply is None:
        assert isinstance(entry.event, Sent)
        yield wording.sent_octets(entry.event), entry.event.masked
        return
    lines = entry.reply.lines
    if _many(entry.reply) and not all_lines:
        lines = (*lines[:HEAD], lines[-1])
    yield from ((line.raw.removesuffix(b"\r\n"), ()) for line in lines)


def _line(line: _Octets, most: int, otherwise: str) -> tuple[str, int]:
    """A line and where ours begins; `otherwise`: how one sees the rest."""
    text, left = wording.beginning(*line, most)
    return (f"{text}{MORE}{left:,} more octets, {otherwise}" if left else text), len(text)


def _together(lines: Iterable[tuple[str, int]]) -> Lines:
    texts, ends = zip(*lines, strict=True)
    return Lines(list(texts), list(ends))
