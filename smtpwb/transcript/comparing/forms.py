"""A comparison as text, Markdown and JSON.

    A  practice.test:25, begun 2024-01-01 12:00:00 UTC
    B  practice.test:25, begun 2024-01-02 12:00:00 UTC
    1 step of 8 differs.

      MAIL FROM:<a@b.test>                                                 250 2.1.0
    ! RCPT TO:<c@d.test>
        A  250 2.1.5 Ok
        B  450 4.7.1 <c@d.test>: Recipient address rejected: Greylisted
        was 250 2.1.5, now 450 4.7.1: greylisted

The mark at the margin: `!` for a step that differs, `A` or `B` for one that only that dialogue has. Every
octet of a server has passed `visible` (law 3).
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from smtpwb.transcript.comparing.comparison import Comparison, Dialogue, Row
from smtpwb.transcript.comparing.steps import Answer, Step
from smtpwb.transcript.formats.backticks import fence, span

WIDTH = 78
_CONTEXT = 3
"""Steps that are shown before and behind one that differs; further ones that are alike are counted."""
_LINES = 20
"""Lines of one reply that are shown."""


def rows_text(found: Comparison) -> Iterator[str]:
    """The lines, without line ends."""
    yield f"A  {_named(found.before)}"
    yield f"B  {_named(found.after)}"
    yield found.summary
    yield ""
    yield from _rows(found.rows)


def rows_markdown(found: Comparison) -> Iterator[str]:
    """The lines, without line ends; what differs stands in a fenced block, where nothing is markup."""
    yield f"**{found.summary}**"
    yield ""
    yield f"- A: {span(_named(found.before))}"
    yield f"- B: {span(_named(found.after))}"
    yield ""
    inside = list(_rows(found.rows))
    around = fence(inside)
    yield f"{around}text"
    yield from inside
    yield around


def rows_json(found: Comparison) -> Iterator[str]:
    """One object, a step a line."""
    facts = {
        "smtpwb_comparison": 1,
        "same": found.same,
        "summary": found.summary,
        "before": found.before,
        "after": found.after,
    }
    yield f'{_json(facts)[:-1]},"steps":['
    for row, following in itertools.zip_longest(found.rows, found.rows[1:]):
        yield _json(_facts(row)) + ("," if following is not None else "")
    yield "]}"


FORMS: Mapping[str, Callable[[Comparison], Iterator[str]]] = {
    "text": rows_text,
    "markdown": rows_markdown,
    "json": rows_json,
}


def _named(one: Dialogue) -> str:
    begun = f", begun {one.begun:%Y-%m-%d %H:%M:%S} UTC" if one.begun is not None else ""
    return f"{one.server or 'nobody'}{begun}"


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    """Every row that has something to tell, and those around it."""
    for plain, run in itertools.groupby(rows, key=lambda row: row.same and not row.timing):
        stretch = list(run)
        if not plain or len(stretch) <= 2 * _CONTEXT + 1:
            yield from (line for row in stretch for line in _row(row))
            continue
        yield from (line for row in stretch[:_CONTEXT] for line in _row(row))
        yield f"  … {len(stretch) - 2 * _CONTEXT:,} steps that are alike"
        yield from (line for row in stretch[-_CONTEXT:] for line in _row(row))


def _row(row: Row) -> Iterator[str]:
    codes = ", ".join(answer.codes for answer in _answers(row.after or row.before))
    if row.same:
        yield from _headed(" ", row.text, codes)
    elif row.after is None or row.before is None:
        yield from _headed("A" if row.after is None else "B", row.text, codes)
    else:
        yield from _headed("!", row.text, "")
        yield from _apart(row.before, row.after)
        yield from (line for told in row.differences for line in _wrapped(told, "    "))
    if row.timing:
        yield f"    {row.timing}"


def _headed(mark: str, text: str, codes: str) -> Iterator[str]:
    *first, last = _wrapped(text, f"{mark} ") or [mark]
    yield from first
    room = WIDTH - len(codes)
    yield f"{last:<{room}}{codes}".rstrip() if len(last) < room - 1 else f"{last}  {codes}".rstrip()


def _apart(before: Step, after: Step) -> Iterator[str]:
    """The lines that only one of the two has; where what was sent differs, also that."""
    if before.key != after.key:
        yield from _wrapped(before.text, "    A  ")
        yield from _wrapped(after.text, "    B  ")
    ones, others = (
        [line for answer in step.answers for line in answer.lines[:_LINES]] for step in (before, after)
    )
    for mark, lines, there in (("A", ones, set(others)), ("B", others, set(ones))):
        for line in lines:
            if line not in there:
                yield from _wrapped(line, f"    {mark}  ")


def _answers(step: Step | None) -> Iterable[Answer]:
    return step.answers if step is not None else ()


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * (len(lead) + 2),
        break_on_hyphens=False,
        drop_whitespace=False,
    )


def _facts(row: Row) -> dict[str, object]:
    step = row.before or row.after
    return {
        "verb": step.verb if step is not None else "",
        "sent": row.text,
        "same": row.same,
        "differences": row.differences,
        "timing": row.timing,
        "before": _side(row.before),
        "after": _side(row.after),
    }


def _side(step: Step | None) -> dict[str, object] | None:
    if step is None:
        return None
    return {
        "sent": step.text,
        "entry": step.index,
        "replies": [
            {"codes": one.codes, "lines": one.lines, "nanoseconds": one.elapsed, "entry": one.index}
            for one in step.answers
        ],
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
