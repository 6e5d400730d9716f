"""The dialogue as Markdown: the outcome as a list, then the annotated text in one fenced block.

Inside the block nothing is markup, so what the server said cannot be (law 3): the fence is longer than any
run of backticks in it. Above it every value stands in a code span, which keeps mentions, links and emphasis
away. Both are what all forges, mail and chat programs agree on (CommonMark §4.5, §6.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpwb.transcript.formats import text
from smtpwb.transcript.formats.backticks import fence, span
from smtpwb.transcript.formats.heading import heading
from smtpwb.transcript.formats.options import Options
from smtpwb.transcript.transcript import Transcript


def rows(transcript: Transcript, options: Options) -> Iterator[str]:
    """The lines, without line ends."""
    head = heading(transcript, options)
    yield f"**{_titled(head.title)}**"
    yield ""
    for label, told in (*head.rows, *head.summary):
        yield f"- {label}: {span(told)}"
    yield ""
    inside = list(text.dialogue(transcript, options))
    around = fence(inside)
    yield f"{around}text"
    yield from inside
    yield around


def _titled(title: str) -> str:
    begin, with_, place = title.partition(" with ")
    return f"{begin}{with_}{span(place)}"
