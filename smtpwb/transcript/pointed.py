"""The note for a panel that shows one entry alone: the end of a connection tells what led to it.

Decides when a reply is told in the place of the end that it brought. What is said of either is `notes`';
where all entries stand below each other, as in exports, each has its own.
"""

from __future__ import annotations

from msgspec.structs import replace

from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Closed
from smtpwb.transcript.notes import EntryNote, note
from smtpwb.transcript.transcript import Transcript

THEN_CLOSED = "Then the server closed the connection."


def pointed_note(transcript: Transcript, index: int) -> EntryNote:
    """The note on the entry at `index`; of an end right after a refusal (RFC 5321 §3.8), the refusal's."""
    found = note(transcript, index)
    if not _follows_refusal(transcript, index):
        return found
    led = note(transcript, index - 1)
    assert led.explanation is not None
    remarks = (*led.explanation.remarks, THEN_CLOSED)
    return replace(
        led,
        explanation=replace(led.explanation, remarks=remarks, may_say=(), not_yet=()),
        texts=(*led.texts, *found.texts[1:]),  # the first says how it ended
        sources=tuple(dict.fromkeys((*led.sources, *found.sources))),
        noted=found.noted or led.noted,
    )


def _follows_refusal(transcript: Transcript, index: int) -> bool:
    entry, event = transcript.entries[index], transcript.entries[index].event
    before = transcript.entries[index - 1] if index else entry
    by_server = isinstance(event, Closed) and event.by == "server" and not event.alert
    return by_server and before.kind is Kind.REPLY and before.refuses
