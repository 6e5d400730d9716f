"""The dialogue for programs: one JSON object of entries, or the events as the journal holds them (JSONL).

In both nothing is lost: octets stand as base64, those of a spooled message too, where they are at hand;
where not, its reference tells how many there were and their digest. The JSON object has beside each entry
what the text has: the visible text, what is said of it, the user's notes. Keys are stable;
`smtpwb_transcript` is their version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from smtpwb.transcript.entry import Entry
from smtpwb.transcript.events import Arrived, Event, Note, Read, Sent, to_json
from smtpwb.transcript.formats.heading import heading
from smtpwb.transcript.formats.options import Options
from smtpwb.transcript.formats.told import Block, blocks
from smtpwb.transcript.journal import VERSION as JOURNAL
from smtpwb.transcript.journal import Header
from smtpwb.transcript.spool import whole
from smtpwb.transcript.transcript import Transcript

VERSION = 1


def rows_json(transcript: Transcript, options: Options) -> Iterator[str]:
    """One object, an entry a line."""
    head = heading(transcript, options)
    facts = {
        "smtpwb_transcript": VERSION,
        "title": head.title,
        "heading": [{"label": label, "text": text} for label, text in head.rows],
        "summary": [{"label": label, "text": text} for label, text in head.summary],
        "level": options.level.value,
        "asked_by": options.asked_by,
    }
    yield f'{_json(facts)[:-1]},"entries":['
    before = ""
    for one in blocks(transcript, options):
        if before:
            yield f"{before},"
        before = _json(_facts(one, transcript.read))
    if before:
        yield before
    yield "]}"


def rows_jsonl(transcript: Transcript, options: Options) -> Iterator[str]:
    """A journal: its header, then the events, an event a line."""
    if not transcript.events:
        return
    yield _json(Header(JOURNAL, transcript.events[0].wall))
    for event in _events(transcript, options):
        yield to_json(whole(event, transcript.read)).decode()


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _facts(one: Block, read: Read | None) -> dict[str, Any]:
    entry = one.entry
    return {
        "index": one.index,
        "kind": entry.kind.value,
        "wall": entry.event.wall,
        "at": entry.at,
        "tls": entry.tls,
        "lines": one.lines,
        **_octets(entry, read),
        **_reply(entry),
        "said": [said.whole for said in one.said],
        "sources": one.sources,
        "note": "\n".join(one.noted),
    }


def _octets(entry: Entry, read: Read | None) -> dict[str, Any]:
    """What went over the wire; of what is spooled and gone the digest, and its beginning."""
    event = whole(entry.event, read)
    if entry.reply is not None:
        return {"octets": entry.reply.raw, "octet_count": entry.reply.octets}
    if not isinstance(event, Sent):
        return {"event": event}
    masked = {"masked": event.masked} if event.masked else {}
    if event.spooled is not None:
        return {"spooled": event.spooled, "octet_count": event.octets, **masked}
    return {"octets": event.data, "octet_count": event.octets, "purpose": event.purpose.value, **masked}


def _reply(entry: Entry) -> dict[str, Any]:
    if entry.reply is None:
        return {"answers": entry.answers} if entry.sent else {}
    return {
        "answers": entry.answers,
        "code": entry.reply.code,
        "enhanced": str(entry.reply.enhanced or ""),
        "complete": entry.reply.complete,
        "defects": [defect.name.lower() for defect in entry.reply.defects],
        "elapsed": entry.elapsed,
    }


def _events(transcript: Transcript, options: Options) -> Iterator[Event]:
    """All events; or those of the selected entries, with no octet of any other, numbered anew."""
    if options.selection is None:
        yield from transcript.events
        return
    seq = 0
    for index, entry in enumerate(transcript.entries):
        if not options.takes(index):
            continue
        begun = seq
        for event in _own(entry):
            yield replace(event, seq=seq)
            seq += 1
        if entry.note:
            yield Note(seq=seq, wall=entry.event.wall, at=entry.at, on=begun, text=entry.note)
            seq += 1


def _own(entry: Entry) -> Iterator[Event]:
    """The events of one entry; a reply arrives again line by line, each when its last octet came."""
    event = entry.event
    if entry.reply is None or not isinstance(event, Arrived):
        yield event
        return
    for line in entry.reply.lines:
        yield Arrived(seq=event.seq, wall=event.wall, at=line.last_at, data=line.raw, tls=entry.tls)
