"""Two dialogues beside each other, or where there is no room for that, one below the other.

Decides only how a comparison is laid out: which steps belong together and what differs is
`transcript.comparing`.

    ! RCPT TO:<c@example.net>                  │ RCPT TO:<c@example.net>
      250 2.1.5 Ok                             │ 450 4.7.1 Greylisted, try again
        was 250 2.1.5, now 450 4.7.1: greylisted
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import msgspec
from textual.content import Content

from smtpwb.transcript.comparing.comparison import Comparison, Row
from smtpwb.transcript.comparing.steps import Step

BESIDE = 96
"""Columns from which the two stand beside each other."""
_ALIKE, _ONLY_A, _ONLY_B = "are alike", "only A has", "only B has"
_CONTEXT = {_ALIKE: 2, _ONLY_A: 6, _ONLY_B: 6}
"""Steps that are shown at either end of a long run of one kind, and those between them counted."""
_LINES = 40
"""Lines of one reply that are shown."""
_GAP = " │ "
_MARK = 2
_INDENT = " " * 4


class Laid(msgspec.Struct, frozen=True):
    """A comparison as lines."""

    lines: tuple[Content, ...]
    places: tuple[int, ...]
    """At which lines the steps that differ begin."""


def laid(found: Comparison, width: int, everything: bool) -> Laid:
    """Lay it out in lines of at most `width` cells; without `everything` long runs are counted."""
    lines: list[Content] = []
    places: list[int] = []
    draw = _beside if width >= BESIDE else _below
    for kind, run in itertools.groupby(found.rows, key=_kind):
        stretch = list(run)
        context = _CONTEXT.get(kind, len(stretch))
        shown: Sequence[Row | str] = stretch
        if not everything and len(stretch) > 2 * context + 1:
            left_out = f"  … {len(stretch) - 2 * context:,} steps that {kind}"
            shown = (*stretch[:context], left_out, *stretch[-context:])
        for row in shown:
            if isinstance(row, str):
                lines.append(Content.styled(row, "$remark"))
                continue
            if not row.same:
                places.append(len(lines))
            lines += draw(row, width)
    return Laid(tuple(lines), tuple(places))


def _kind(row: Row) -> str:
    """What can be said of many such steps at once; empty: each has to be seen."""
    if row.same:
        return "" if row.timing else _ALIKE
    return _ONLY_A if row.after is None else _ONLY_B if row.before is None else ""


def _beside(row: Row, width: int) -> Iterator[Content]:
    half = (width - _MARK - len(_GAP)) // 2
    left, right = _side(row, row.before, row.after, half), _side(row, row.after, row.before, half)
    mark = _mark(row)
    for one, other in itertools.zip_longest(left, right, fillvalue=Content("")):
        yield Content.assemble(mark, one.pad_right(half - one.cell_length), (_GAP, "$remark"), other)
        mark = Content(" " * _MARK)
    yield from _told(row, width)


def _side(row: Row, step: Step | None, other: Step | None, width: int) -> list[Content]:
    """What was sent, and what came back: where all is the same, only its codes."""
    if step is None:
        return [Content("")]
    if row.same:
        return list(_headed(step, width))
    return [*_sent(step, width), *_replied(step, other, width)]


def _below(row: Row, width: int) -> Iterator[Content]:
    step = row.before or row.after
    if step is None:
        return
    room = width - _MARK
    if row.same:
        first, *rest = _headed(step, room)
        yield Content.assemble(_mark(row), first)
        yield from rest
        yield from _told(row, width)
        return
    first, *rest = _sent(step, room)
    yield Content.assemble(_mark(row), first)
    yield from (Content(" " * _MARK).append(line) for line in rest)
    both = row.before is not None and row.after is not None
    for name, one, other in (("A", row.before, row.after), ("B", row.after, row.before)):
        if one is None:
            continue
        lines = list(_replied(one, other, width - _MARK - 3))
        if both and row.before is not None and one is row.after and one.text != row.before.text:
            lines = [*_sent(one, width - _MARK - 3), *lines]
        for line in lines:
            yield Content.assemble("  ", (f"{name}  ", "bold $client"), line)
    yield from _told(row, width)


def _headed(step: Step, width: int) -> Iterator[Content]:
    """What was sent, and at the right the codes of the replies."""
    codes = ", ".join(answer.codes for answer in step.answers)
    *first, last = Content(step.text).wrap(width) or [Content("")]
    yield from first
    gap = width - last.cell_length - len(codes)
    if gap >= 1:
        yield Content.assemble(last, " " * gap, (codes, "$remark"))
    else:
        yield last
        yield Content.styled(codes, "$remark")


def _sent(step: Step, width: int) -> Iterator[Content]:
    yield from Content.styled(step.text, "bold $client").wrap(width)


def _replied(step: Step, other: Step | None, width: int) -> Iterator[Content]:
    """The lines of the replies; those that the other has, too, stand back."""
    there = {line for answer in other.answers for line in answer.lines} if other is not None else set()
    for answer in step.answers:
        for line in answer.lines[:_LINES]:
            yield from Content.styled(line, "$remark" if line in there else _style(answer.codes)).wrap(width)
        if len(answer.lines) > _LINES:
            yield Content.styled(f"… {len(answer.lines) - _LINES:,} more lines", "$remark")


def _style(codes: str) -> str:
    return f"bold $reply-{codes[0]}yz" if codes[:1] in ("2", "3", "4", "5") else "bold"


def _told(row: Row, width: int) -> Iterator[Content]:
    """What is different, in words."""
    for text in row.differences:
        for line in Content.styled(text, "$reply-4yz").wrap(width - len(_INDENT)):
            yield Content(_INDENT).append(line)
    if row.timing:
        yield Content(_INDENT).append(Content.styled(row.timing, "$remark"))


def _mark(row: Row) -> Content:
    if row.same:
        return Content(" " * _MARK)
    mark = "A" if row.after is None else "B" if row.before is None else "!"
    return Content.styled(f"{mark} ", "bold $reply-4yz")
