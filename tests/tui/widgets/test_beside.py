from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.transcript.notes import EntryNote, note
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.widgets.beside import in_full, in_short, one_row
from smtpwb.tui.widgets.explained import Room
from smtpwb.tui.widgets.reply_panel import noted
from tests.dialogues import play
from tests.transcript.test_timing import timed

HELLO = "S: 220 a\nC: EHLO a\nS: 250-a\nS: 250-SIZE 10485760\nS: 250-8BITMIME\nS: 250 PIPELINING"
MIXED = """
    C: MAIL FROM:<>
    S: 250 ok
    C: RCPT TO:<a@x.test>
    S: 250 ok
    C: RCPT TO:<b@x.test>
    S: 452 4.2.2 mailbox full
"""
AGAIN = "C: STARTTLS\nS: 220 go\nS: <tls>\nC: EHLO a\nS: 250-a\nS: 250-SIZE 10485760\nS: 250 AUTH PLAIN"


def last(transcript: Transcript) -> EntryNote:
    return note(transcript, len(transcript.entries) - 1)


def labels(rows: tuple[tuple[str, str], ...]) -> list[str]:
    return [label for label, _ in rows if label]


def test_recipients_are_summed_up_and_told_in_full() -> None:
    about = last(play(HELLO, MIXED))
    assert about.ledger is not None
    assert in_short(about) == (("Recipients", about.ledger.summary),)
    full = in_full(about)
    assert labels(full) == ["Recipients", "Ruled out", "What remains"]
    assert ("", "<a@x.test> 250") in full
    assert any(text.startswith("<b@x.test> 452 4.2.2") for _, text in full)
    findings = (*about.ledger.ruled_out, *about.ledger.remaining)
    assert [text for _, text in full[3:]] == [f"{one.text} [{' · '.join(one.sources)}]" for one in findings]


def test_what_is_missing_is_named_in_short_and_told_in_full() -> None:
    about = last(play(HELLO))
    assert about.explanation is not None
    assert in_short(about) == (("Unusual", "No STARTTLS · No ENHANCEDSTATUSCODES"),)
    assert tuple(text for _, text in in_full(about)) == about.explanation.missing


def test_what_changed_since_the_last_ehlo_comes_before_what_is_missing() -> None:
    about = last(play(HELLO, AGAIN))
    (changed, mind) = in_short(about)
    summary = "+ AUTH PLAIN · − 8BITMIME · − PIPELINING"
    assert changed[0] == "Changed"
    assert changed[1].startswith(f"{summary}. AUTH is offered inside TLS only")
    assert mind[0] == "Unusual"
    assert one_row(about, 200) == (changed,)
    assert one_row(about, 60)[0][1].startswith(summary)
    assert any(text.startswith("AUTH is offered inside TLS only") for _, text in in_full(about))


def test_a_slow_reply_says_how_slow_and_what_that_often_is() -> None:
    about = last(timed("S: 220 a\nC: HELO a\nS: 250 a", "C: NOOP", 3, "S: 250 ok"))
    ((label, text),) = in_short(about)
    assert label == "Slow"
    assert text.startswith("3.0 s, its neighbours 1.0 ms. Often ")
    assert in_full(about)[0] == ("Slow", "3.0 s, its neighbours 1.0 ms.")


@pytest.mark.parametrize("width", [1, 10, 20, 60, 200])
def test_where_there_is_little_room_it_is_one_row(width: int) -> None:
    for about in (
        last(play(HELLO, AGAIN)),
        last(play(HELLO, MIXED)),
        last(timed(HELLO, "C: NOOP", 3, "S: 250 ok")),
    ):
        ((_, text),) = one_row(about, width)
        assert len(text) <= width


def test_there_is_nothing_beside_what_is_as_ever() -> None:
    about = last(play("S: 220 a\nC: HELO a\nS: 250 a"))
    assert (one_row(about, 60), in_short(about), in_full(about)) == ((), (), ())


def test_a_narrow_panel_has_one_row_more_and_a_full_one_reads_every_parameter() -> None:
    about = last(play(HELLO))
    assert about.explanation is not None
    bare = EntryNote(about.title, replace(about.explanation, missing=()))
    more, fewer = (noted(one, Room.LINES, 78).plain.split("\n") for one in (about, bare))
    assert len(more) == len(fewer) + 1
    reading = "Largest message 10.5 MB (10 MiB)"
    assert reading not in noted(about, Room.SIDE, 78).plain
    assert reading in noted(about, Room.ALL, 78).plain
