"""How the list of kept dialogues is written: a table for people, Markdown, an object a line for programs."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from smtpwb.cli.output import escaped
from smtpwb.smtp.amounts import counted, size
from smtpwb.transcript.store import Kept

_TIME = len("20240101-120000")
"""Characters of an id that are the time; they are enough where no other dialogue began in that second."""
_WIDEST_SERVER = 24
_GAP = "  "
WIDTH = 80


def state(one: Kept) -> str:
    """`ended`, `going on` or `broke off`."""
    return "going on" if one.alive else "broke off" if one.unfinished else "ended"


def _cells(kept: Sequence[Kept]) -> list[tuple[str, str, str, str, str]]:
    times = Counter(one.id[:_TIME] for one in kept)
    return [
        (
            one.id if times[one.id[:_TIME]] > 1 else one.id[:_TIME],
            one.server or "-",
            f"{one.events:,}",
            size(one.octets),
            one.outcome + _more(one),
        )
        for one in kept
    ]


def _more(one: Kept) -> str:
    """What more is to be said than the outcome of the newest connection."""
    told = [counted(one.connections, "connection")] if one.connections > 1 else []
    told += [state(one)] if state(one) != "ended" else []
    return f" ({', '.join(told)})" if told else ""


_HEAD = ("BEGUN (UTC), ID", "SERVER", "EVENTS", "SIZE", "OUTCOME")


def _text(kept: Sequence[Kept]) -> Iterator[str]:
    rows = [_HEAD, *_cells(kept)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    widths[1] = min(widths[1], _WIDEST_SERVER)
    widths.append(max(20, WIDTH - sum(widths) - 4 * len(_GAP)))
    for row in rows:
        yield from _table_row(row, widths)


def _table_row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """Its lines: what is too wide for its column goes on below."""
    columns = [
        textwrap.wrap(cell, width, break_on_hyphens=False) or [""]
        for cell, width in zip(row, widths, strict=True)
    ]
    for line in range(max(map(len, columns))):
        cells = (column[line] if line < len(column) else "" for column in columns)
        yield _GAP.join(
            f"{cell:>{width}}" if place in (2, 3) else f"{cell:<{width}}"
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()


def _markdown(kept: Sequence[Kept]) -> Iterator[str]:
    yield f"| {' | '.join(_HEAD)} |"
    yield "| --- | --- | ---: | ---: | --- |"
    for row in _cells(kept):
        yield f"| {' | '.join(map(escaped, row))} |"


def _json(kept: Sequence[Kept]) -> Iterator[str]:
    for one in kept:
        facts = {
            "id": one.id,
            "begun": one.begun,
            "server": one.server,
            "outcome": one.outcome,
            "connections": one.connections,
            "events": one.events,
            "octets": one.octets,
            "state": state(one),
            "fault": one.fault,
            "path": str(one.path),
        }
        yield msgspec.json.encode(facts).decode()


LISTS: Mapping[str, Callable[[Sequence[Kept]], Iterator[str]]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
}
