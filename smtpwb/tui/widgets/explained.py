"""An explanation as lines of text: a live reply's in the Reply panel, a pasted one's wherever it is read.

Decides what is said first and how much, by the room there is; what is said is `reference.explain`'s.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from smtpwb.tui.widgets import cause
from smtpwb.tui.widgets.beside import Row
from smtpwb.tui.widgets.digits import drawing, listed

if TYPE_CHECKING:
    from smtpwb.reference.explain import Explanation
    from smtpwb.reference.offers import Keyword

LABEL = 16
"""Columns of the labels at the left of what follows the meaning."""


class Room(enum.Enum):
    """How much is said."""

    LINES = "a few lines: what helps to go on comes first"
    SIDE = "a side of the screen: the digits taken apart, everything but the evidence"
    ALL = "the whole screen"


class _Frame(NamedTuple):
    """Into what an explanation is drawn."""

    width: int
    beside: Sequence[Row]
    plain: bool


def explained(
    explanation: Explanation, room: Room, width: int, rows_beside: Sequence[Row] = (), plain: bool = False
) -> list[Content]:
    """An explanation, line by line; `rows_beside`: what the dialogue as a whole says of this reply;
    `plain`: the digits in words, without a picture."""
    draw = _FORMS[room, explanation.diagnosis is not None]
    return list(draw(explanation, _Frame(width, rows_beside, plain)))


def row(label: str, text: str, width: int) -> Content:
    """A label, and the text beside it, its further lines below each other; where a long label leaves no room
    for the text, it has a line of its own."""
    if len(label) >= LABEL and len(label) + 1 + cell_len(text) <= width:
        return Content.assemble((f"{label} ", "$remark"), text)
    lines = [Content(" " * LABEL).append(line) for line in Content(text).wrap(max(20, width - LABEL))]
    if lines and len(label) < LABEL:
        lines[0] = Content.styled(f"{label:<{LABEL}}", "$remark").append(lines[0][LABEL:])
    else:
        lines.insert(0, Content.styled(label, "$remark"))
    return Content("\n").join(lines)


# What a refusal is comes before what its codes say: that is what one wants to know.


def _refused_in_lines(told: Explanation, frame: _Frame) -> Iterator[Content]:
    yield _brief(told)
    yield from (remark.truncate(frame.width, ellipsis=True) for remark in _remarks(told))
    yield from _rows((*cause.in_lines(told), *frame.beside), frame.width)
    yield _meaning(told)
    yield from _rows(_next(told)[:1], frame.width)


def _refused_beside(told: Explanation, frame: _Frame) -> Iterator[Content]:
    yield from _picture(told, frame)
    yield from _remarks(told)
    yield _meaning(told)
    yield from _rows((*cause.in_rows(told), *frame.beside, *_next(told)), frame.width)


def _refused_in_full(told: Explanation, frame: _Frame) -> Iterator[Content]:
    yield _brief(told)
    yield from _remarks(told)
    yield from _rows((*cause.in_rows(told)[1:], *frame.beside), frame.width)
    yield Content("")
    yield from _picture(told, frame)
    yield _meaning(told)
    yield from _detail(told)
    yield from _rows(_next(told), frame.width)
    yield Content("")
    yield from _rows(cause.in_full(told), frame.width)
    yield from _sources(told)


def _granted_in_lines(told: Explanation, frame: _Frame) -> Iterator[Content]:
    yield _brief(told)
    yield from _remarks(told)
    yield from _rows(frame.beside, frame.width)
    yield _meaning(told)
    known = (("It asks", told.challenge), ("Who can fix it", told.fixer), ("Try", told.advice))
    yield from _rows((*known, *_next(told)[:1]), frame.width)
    yield from _keywords(told, frame.width)
    yield from _sources(told)


def _granted(told: Explanation, frame: _Frame, *, parameters: bool = False) -> Iterator[Content]:
    yield from _picture(told, frame)
    yield from _remarks(told)
    yield _meaning(told)
    yield from _detail(told)
    known = (("It asks", told.challenge), ("Who can fix it", told.fixer), ("Try", told.advice))
    yield from _rows((*known, *frame.beside, *_next(told)), frame.width)
    yield from _keywords(told, frame.width, parameters)
    yield from _sources(told)


_FORMS: Mapping[tuple[Room, bool], Callable[[Explanation, _Frame], Iterator[Content]]] = {
    # the room, and whether the cause of a refusal is told
    (Room.LINES, True): _refused_in_lines,
    (Room.SIDE, True): _refused_beside,
    (Room.ALL, True): _refused_in_full,
    (Room.LINES, False): _granted_in_lines,
    (Room.SIDE, False): _granted,
    (Room.ALL, False): partial(_granted, parameters=True),
}


def _meaning(told: Explanation) -> Content:
    return Content.styled(told.meaning, "bold")


def _detail(told: Explanation) -> Iterator[Content]:
    if told.detail:
        yield Content(told.detail)


def _next(told: Explanation) -> tuple[Row, ...]:
    """What may be said now, and what not yet."""
    not_yet = (("Not yet", f"{part.text}: {part.meaning}") for part in told.not_yet)
    return (("You may now say", " · ".join(told.may_say)), *not_yet)


def _brief(told: Explanation) -> Content:
    """The codes, and in one line the headline, the cause, or what the most particular digit of each says."""
    codes = f"{told.code or 'no code'} {told.enhanced}".strip()
    if told.diagnosis is not None:
        return Content.assemble(
            (codes, f"{_style(told)} bold"), "  ", (cause.headline(told.diagnosis), "bold")
        )
    if told.headline:
        return Content.assemble((codes, f"{_style(told)} bold"), "  ", (told.headline, "$reply-4yz bold"))
    names = [part.meaning for part in (*told.parts[-1:], *told.enhanced_parts[-1:])]
    return Content.assemble((codes, f"{_style(told)} bold"), "  ", " · ".join(names))


def _picture(told: Explanation, frame: _Frame) -> Iterator[Content]:
    """The digits taken apart, a line to each, below the headline."""
    if told.headline:
        yield Content.styled(told.headline, "$reply-4yz bold")
    parts = told.parts, told.enhanced_parts
    drawn = listed(*parts) if frame.plain else drawing(*parts, frame.width)
    if not drawn:
        yield Content.styled("no reply code", "bold")
        return
    first, *rest = drawn
    yield Content.styled(first, _style(told) + " bold")
    yield from map(Content, rest)
    yield Content("")


def _style(told: Explanation) -> str:
    return f"$reply-{told.status}" if told.status in ("2yz", "3yz", "4yz", "5yz") else "$remark"


def _remarks(told: Explanation) -> Iterator[Content]:
    return (Content.styled(remark, "$reply-4yz") for remark in told.remarks)


def _rows(rows: Iterable[Row], width: int) -> Iterator[Content]:
    """The rows that say something."""
    return (row(label, text, width) for label, text in rows if text)


def _keywords(told: Explanation, width: int, parameters: bool = False) -> Iterator[Content]:
    """A row a line of an EHLO reply, with what its `parameters` say."""
    for one in told.keywords:
        yield row(f"{one.keyword} {one.parameters}".strip(), _unlocks(one), width)
        if parameters:
            yield from _rows([("", reading) for reading in one.readings], width)


def _unlocks(one: Keyword) -> str:
    return f"{one.name} → {one.unlocks}" if one.unlocks else one.name


def _sources(told: Explanation) -> Iterator[Content]:
    if told.sources:
        yield Content.styled(" · ".join(told.sources), "$remark")
