"""How content that went in one go reads, in the list, in a text, in the panel."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smtpwb.smtp.message import for_data
from smtpwb.transcript import content, wording
from smtpwb.transcript.events import Purpose, Sent, Spooled, from_json, to_json
from smtpwb.transcript.formats.text import entry_text, transcript_text
from smtpwb.transcript.notes import note
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

MESSAGE = b"From: a@x.test\r\nTo: b@y.test\r\nSubject: s\r\nDate: d\r\n\r\nbody \x1b[31m\r\n.dot\r\n"
GOES = b"".join(for_data([MESSAGE]))
IN_DATA = "S: 220 a\nC: EHLO b\nS: 250 a\nC: MAIL FROM:<a@x.test>\nS: 250 a\nC: RCPT TO:<b@y.test>\nS: 250 a"


def sent(data: bytes, *, spooled: int = 0, began: int | None = None, seq: int = 0) -> Sent:
    """Content; `spooled`: as many octets as that, of which the data are the head."""
    where = Spooled(0, spooled, "0" * 64, data, b"\r\n.\r\n") if spooled else None
    return Sent(
        seq=seq,
        wall=datetime(2024, 1, 1, tzinfo=UTC),
        at=2_000_000_000,
        data=b"" if spooled else data,
        purpose=Purpose.CONTENT,
        spooled=where,
        began=began,
    )


def in_dialogue(event: Sent, *before: str) -> tuple[Transcript, int]:
    transcript = play(IN_DATA, *before)
    fields = {
        **{name: getattr(event, name) for name in event.__struct_fields__},
        "seq": len(transcript.events),
    }
    transcript.append(Sent(**fields))
    return transcript, len(transcript.entries) - 1


@pytest.mark.parametrize(
    ("data", "whole"),
    [(b"a line\r\n", False), (b".\r\n", False), (b"\r\n", False), (b"a\r\nb\r\n", True), (b"open", True)],
)
def test_what_went_in_one_go(data: bytes, whole: bool) -> None:
    assert content.is_whole(sent(data)) == whole


def test_in_the_list_it_is_its_first_lines_and_how_much_it_was() -> None:
    lines = content.lines(sent(GOES, began=1_000_000_000), content.IN_LIST)
    assert lines[:4] == ("From: a@x.test", "To: b@y.test", "Subject: s", "Date: d")
    assert lines[4:] == (f"… {len(GOES)} octets in all, in 1.0 s",)


def test_a_short_one_stands_there_in_full_and_nothing_in_it_is_obeyed() -> None:
    lines = content.lines(sent(GOES), content.IN_TEXT)
    assert lines[-3:] == ("body <1B>[31m", "..dot", ".")


def test_of_a_large_one_the_rate_is_told_and_a_line_cut_in_the_spool_left_out() -> None:
    lines = content.lines(sent(b"A: 1\r\nB: 2\r\ncut of", spooled=25_000_000, began=1_500_000_000), 4)
    assert lines == ("A: 1", "B: 2", "… 25,000,000 octets in all, in 500 ms at 50.0 MB/s")


def test_a_long_line_is_cut() -> None:
    assert len(content.head(sent(b"x" * 4096, spooled=5_000_000))[0]) < 400


def test_a_message_is_one_entry_of_the_text_and_is_said_to_be_one() -> None:
    transcript, index = in_dialogue(sent(GOES, began=1_000_000_000), "C: DATA\nS: 354 go")
    text = transcript_text(transcript)
    assert "C: Subject: s\n" in text
    assert "C: ..dot\n" in text
    said = note(transcript, index)
    assert "Content with the lone dot" in said.texts[0]
    assert said.content[2] == "Subject: s"
    assert {lint.id for lint in said.lints} >= {"no-date", "no-message-id"}
    assert "Content with the lone dot" in entry_text(transcript, index)


def test_what_is_spooled_is_told_from_its_beginning_and_never_linted() -> None:
    event = sent(b"From: a\r\nno header\r\n", spooled=25_000_000, began=1_000_000_000)
    transcript, index = in_dialogue(event, "C: DATA\nS: 354 go")
    assert note(transcript, index).lints == ()
    assert "25,000,000 octets in all" in transcript_text(transcript)
    assert wording.lines(transcript.entries[index])[0] == "From: a"
    assert transcript.awaiting == (".",)
    assert from_json(to_json(event)) == event


def test_a_part_without_an_end_and_a_chunk() -> None:
    transcript, index = in_dialogue(sent(MESSAGE), "C: DATA\nS: 354 go")
    assert "no lone dot ended it" in note(transcript, index).texts[0]
    transcript, index = in_dialogue(sent(b"abc\r\ndef"), "C: BDAT 8 LAST")
    assert "A chunk" in note(transcript, index).texts[0]
    assert note(transcript, index).lints == ()


def test_a_chunk_from_the_middle_is_one_line() -> None:
    assert content.lines(sent(b"the middle\r\nof it\r\nand on", spooled=1_000_000), content.IN_LIST) == (
        "the middle",
        "… 1,000,000 octets in all",
    )
