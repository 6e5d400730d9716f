"""What stands beside an explanation in the Reply panel: what the dialogue as a whole says of this reply.

Decides how much of it is shown: one line where there is little room, a line a subject where there is some,
everything in a panel that has the whole screen. What is said comes from `transcript.notes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from smtpwb.transcript import wording

if TYPE_CHECKING:
    from smtpwb.reference.explain import Explanation
    from smtpwb.transcript.capabilities import Change
    from smtpwb.transcript.findings import Finding
    from smtpwb.transcript.notes import EntryNote
    from smtpwb.transcript.recipients import Ledger
    from smtpwb.transcript.timing import Slow

Row = tuple[str, str]
"""A label and what stands beside it; the label is empty where the one above goes on."""

_UNUSUAL = "Unusual"
"""Labels what an EHLO reply lacks, or offers at the wrong time."""


def one_row(note: EntryNote, width: int) -> tuple[Row, ...]:
    """The one thing that matters most, cut to `width` characters; nothing where there is nothing to say."""
    return tuple((label, _cut(text, width)) for label, text in _in_short(note))[:1]


def in_short(note: EntryNote) -> tuple[Row, ...]:
    """A row a subject."""
    return tuple(_in_short(note))


def in_full(note: EntryNote) -> tuple[Row, ...]:
    """Everything, each sentence with its sources."""
    return tuple(_in_full(note))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(0, width - 1)].rstrip(" ·,") + "…"


def _in_short(note: EntryNote) -> Iterator[Row]:
    if note.ledger is not None:
        yield "Recipients", note.ledger.summary
    if note.slow is not None:
        yield "Slow", f"{wording.slow(note.slow)}. {note.slow.often.text}"
    if note.change is not None and note.change.capabilities:
        yield "Changed", f"{note.change.capabilities.summary}. {note.change.meaning[0].text}"
    if note.explanation is not None and (heads := _heads(note.explanation)):
        yield _UNUSUAL, heads


def _heads(explanation: Explanation) -> str:
    """Of each sentence on what is missing only what it is about: `No STARTTLS · No SIZE`."""
    return " · ".join(re.split("[:,(]", sentence, maxsplit=1)[0].strip() for sentence in explanation.missing)


def _in_full(note: EntryNote) -> Iterator[Row]:
    if note.ledger is not None:
        yield from _recipients(note.ledger)
    if note.slow is not None:
        yield from _slow(note.slow)
    if note.change is not None:
        yield from _changed(note.change)
    if note.explanation is not None:
        yield from _labelled(_UNUSUAL, note.explanation.missing)


def _recipients(ledger: Ledger) -> Iterator[Row]:
    yield "Recipients", ledger.summary
    for one in ledger.recipients:
        codes = f"{one.code} {one.enhanced}".strip()
        title = f" {one.title}" if one.title not in ("", codes) else ""
        yield "", f"<{one.address}> {one.verdict}{title}"
    yield from _labelled("Ruled out", map(_found, ledger.ruled_out))
    yield from _labelled("What remains", map(_found, ledger.remaining))


def _slow(slow: Slow) -> Iterator[Row]:
    yield from _labelled("Slow", (f"{wording.slow(slow)}.", _found(slow.often)))


def _changed(change: Change) -> Iterator[Row]:
    summary = change.capabilities.summary
    yield from _labelled("Changed", (*((summary,) if summary else ()), *map(_found, change.meaning)))


def _labelled(label: str, texts: Iterable[str]) -> Iterator[Row]:
    """The label once, before the first of the texts."""
    for number, text in enumerate(texts):
        yield ("" if number else label), text


def _found(finding: Finding) -> str:
    return f"{finding.text} [{' · '.join(finding.sources)}]"
