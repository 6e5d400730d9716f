from __future__ import annotations

from pathlib import Path

import pytest

from smtpwb.cli.keeping import keeping
from smtpwb.transcript.journal import directory, read
from smtpwb.transcript.spool import INLINE
from smtpwb.transcript.store import find, kept
from smtpwb.transcript.transcript import Transcript
from tests.cli.program import smtpwb
from tests.dialogues import play

SCRIPT = b"S: 220\nC: EHLO ws.example.net\nS: 250\nC: QUIT\nS: 221\n"
LARGE = (
    "S: 220\nC: EHLO ws.example.net\nS: 250\nC: MAIL FROM:<a@example.net>\nS: 250\n"
    "C: RCPT TO:<postmaster@practice.test>\nS: 250\nC: DATA\nS: 354\n"
    + "C: octets and more\n" * 10_000
    + "C: .\nS: 250\n"
).encode()


def test_every_event_is_kept_before_others_hear_of_it() -> None:
    transcript = Transcript()
    with keeping(transcript, wanted=True):
        transcript.subscribe(lambda change: seen.append(read(find("last")).events[-1] == change.event))
        seen: list[bool] = []
        play("S: 220 hi", "C: NOOP", "S: 250 ok", transcript=transcript)
    assert seen == [True] * len(transcript.events)
    assert read(find("last")).events == transcript.events


def test_nothing_is_left_where_no_journal_is_wanted() -> None:
    transcript = Transcript()
    with keeping(transcript, wanted=False) as spool:
        segment = spool.segment()
        segment.add(b"octets")
        play("S: 220 hi", transcript=transcript)
    assert not directory().exists()


def test_what_cannot_be_kept_is_said_and_the_dialogue_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    transcript = Transcript()
    with keeping(transcript, wanted=True):
        play("S: 220 hi", "C: NOOP", "S: 250 ok", transcript=transcript)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("smtpwb: The journal cannot be kept (")
    assert len(transcript.events) == 4


def test_a_run_keeps_a_journal_only_if_asked() -> None:
    assert smtpwb("run", "-", "practice.test", stdin=SCRIPT).returncode == 0
    assert list(kept()) == []
    assert smtpwb("run", "-", "practice.test", "--journal", stdin=SCRIPT).returncode == 0
    (one,) = kept()
    assert (one.server, one.outcome, one.finished) == ("practice.test:25", "EHLO answered", True)


def test_what_is_large_is_spooled_beside_it_and_exported_whole() -> None:
    assert smtpwb("run", "-", "practice.test", "--journal", stdin=LARGE).returncode == 0
    (one,) = kept()
    assert one.octets > INLINE
    assert one.outcome.startswith("message accepted: 250")
