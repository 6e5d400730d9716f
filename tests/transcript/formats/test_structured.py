"""JSON and JSONL: nothing is lost."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Arrived, Sent, from_json
from smtpwb.transcript.formats.options import Options
from smtpwb.transcript.journal import read
from smtpwb.transcript.transcript import Transcript
from tests.transcript.formats.checks import (
    real,
    written,
)


def test_json_keeps_every_octet() -> None:
    whole = json.loads(written("json", real()))
    assert whole["smtpwb_transcript"] == 1
    for entry, one in zip(whole["entries"], real().entries, strict=True):
        if one.reply is not None:
            assert base64.b64decode(entry["octets"]) == one.reply.raw
        elif isinstance(one.event, Sent):
            assert base64.b64decode(entry["octets"]) == one.event.data


def test_jsonl_is_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text(written("jsonl", real()), encoding="utf-8")
    found = read(path)
    assert (found.events, found.fault) == (real().events, "")


def test_selected_events_stand_for_themselves() -> None:
    transcript = real()
    refused = next(n for n, one in enumerate(transcript.entries) if one.reply and one.reply.code == "550")
    _, *lines = written("jsonl", transcript, Options(selection=frozenset({0, refused}))).splitlines()
    again = Transcript(from_json(line.encode()) for line in lines)
    assert [one.kind for one in again.entries] == [Kind.OPENED, Kind.REPLY]
    assert again.entries[1].reply is not None
    assert again.entries[1].reply.raw == getattr(transcript.entries[refused].reply, "raw", b"")
    assert again.entries[1].note == transcript.entries[refused].note


def test_all_arrived_octets_are_in_jsonl() -> None:
    arrived = [event for event in real().events if isinstance(event, Arrived)]
    text = written("jsonl", real())
    assert arrived
    assert all(base64.b64encode(event.data).decode() in text for event in arrived)
