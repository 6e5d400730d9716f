"""What is told of a delivered message on each of its pages: how it came, its trace, its reports.

Decides the words of the screen; what a trace, a fate and a report are is decided in `practice`. Everything
that came from outside passes as visible text (law 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from smtpwb.smtp.visible import visible_text
from smtpwb.tui.widgets.sheet import Block, heading, sources

if TYPE_CHECKING:
    from smtpwb.practice.bounce import Report
    from smtpwb.practice.delivered import Clause
    from smtpwb.practice.received import Received


def in_a_line(message: Received) -> str:
    """Who sent it to whom: `<a@example.net> → <b@practice.test> +1`."""
    more = f" +{len(message.recipients) - 1}" if len(message.recipients) > 1 else ""
    return visible_text(f"<{message.sender}> → <{message.recipients[0]}>{more}")


def how_it_came(message: Received) -> tuple[Block, ...]:
    """The rest of the envelope: who was connected, and how."""
    from smtpwb.practice.delivered import with_protocol

    return (
        heading("How it came"),
        ("from", visible_text(f"{message.client}, which said {message.greeted} {message.hello}")),
        ("by", f"{message.host}, {with_protocol(message)}, message {message.number}"),
        ("TLS", message.tls or ("yes" if message.secured else "none")),
        ("AUTH", "given" if message.authenticated else "none"),
    )


def trace_blocks(message: Received, index: int) -> tuple[Block, ...]:
    """The fields on top, each part explained."""
    from smtpwb.practice.delivered import trace

    blocks: list[Block] = [
        "The server that took it set these on top, read from the bottom up: each server adds its own above. "
        "Below stands what was sent, octet for octet.",
    ]
    for field in trace(message, index):
        blocks += ["", heading(field.name), *_clauses(field.clauses)]
    return tuple(blocks)


def report_blocks(message: Received, reports: Sequence[Report]) -> tuple[Block, ...]:
    """The reports that a real server would have sent, field by field, or why there is none."""
    return tuple(_of_reports(message, reports))


def _of_reports(message: Received, reports: Sequence[Report]) -> Iterator[Block]:
    from smtpwb.practice.bounce import UNASKED, silence
    from smtpwb.practice.bounce_told import told

    if not reports:
        why = silence(message) or UNASKED
        yield heading("No report")
        yield why.meaning
        yield sources(why.sources)
        return
    yield "A real server would have sent this back. Here it stays in memory: nothing leaves this machine."
    for report in reports:
        yield ""
        yield heading("A bounce" if report.failed else "A report of delivery")
        yield from _clauses(told(report))


def _clauses(clauses: Sequence[Clause]) -> Iterator[Block]:
    for clause in clauses:
        yield Content.styled(visible_text(clause.text), "bold")
        yield ("", Content.assemble(clause.meaning, "  ", sources(clause.sources)))
