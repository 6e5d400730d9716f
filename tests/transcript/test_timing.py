from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.smtp.amounts import SECOND
from smtpwb.transcript.timing import ANY, PAUSED, TARPIT, THIRTY, Slow, slow, slow_at
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

GREETED = "S: 220 hi"
HELLO = f"{GREETED}\nC: EHLO a\nS: 250 a"
MAIL = f"{HELLO}\nC: MAIL FROM:<>\nS: 250 ok"
RCPT = f"{MAIL}\nC: RCPT TO:<a@x.test>\nS: 250 ok"


def timed(*parts: str | float) -> Transcript:
    """The dialogue of the texts, with a wait of each number of seconds where it stands."""
    events, shift, seen, transcript = [], 0, 0, Transcript()
    for part in parts:
        if isinstance(part, str):
            play(part, transcript=transcript)
            events += [replace(event, at=event.at + shift) for event in transcript.events[seen:]]
            seen = len(transcript.events)
        else:
            shift += int(part * SECOND)
    return Transcript(events)


def only(*parts: str | float) -> Slow:
    (found,) = slow(timed(*parts))
    return found


def test_a_reply_far_slower_than_its_neighbours() -> None:
    transcript = timed(HELLO, "C: MAIL FROM:<>", 3, "S: 250 ok", "C: RSET\nS: 250 ok")
    (found,) = slow(transcript)
    assert transcript.entries[found.index].answers == "MAIL"
    assert found.elapsed == pytest.approx(3 * SECOND, rel=0.01)
    assert found.usual == 1_000_000
    assert "DNS" in found.often.text


@pytest.mark.parametrize("wait", [0, 0.5, 0.99])
def test_what_a_person_does_not_yet_wait_for_is_not_slow(wait: float) -> None:
    assert slow(timed(HELLO, "C: MAIL FROM:<>", wait, "S: 250 ok")) == ()


def test_a_line_that_is_slow_throughout_makes_no_reply_slow() -> None:
    commands = [part for n in range(6) for part in (f"C: NOOP {n}", 1.5, "S: 250 ok")]
    assert slow(timed(1.5, HELLO, *commands)) == ()
    assert len(slow(timed(1.5, HELLO, *commands, "C: NOOP x", 9, "S: 250 ok"))) == 1


def test_what_a_person_takes_to_type_is_not_counted() -> None:
    assert slow(timed(HELLO, 60, "C: MAIL FROM:<>", "S: 250 ok", 300, "C: RSET\nS: 250 ok")) == ()


def test_nor_is_the_text_of_a_message() -> None:
    sent = f"{RCPT}\nC: DATA\nS: 354 go\nC: Subject: x"
    assert slow(timed(sent, 60, "C: text", 60, "C: .", "S: 250 queued")) == ()
    assert slow(timed(f"{RCPT}\nC: BDAT 5", 60, "S: 250 ok")) == (), "its octets go when the user pleases"


def test_replies_to_commands_that_went_together_wait_for_each_other_only_once() -> None:
    sent = "C: NOOP 1\nC: NOOP 2\nC: NOOP 3"
    transcript = timed(HELLO, sent, 5, "S: 250 1\nS: 250 2\nS: 250 3")
    (found,) = slow(transcript)
    assert transcript.entries[found.index].reply == transcript.entries[-3].reply


def test_a_reply_that_nobody_asked_for_or_that_is_not_whole_is_not_measured() -> None:
    assert slow(timed(HELLO, 300, "S: 421 timeout")) == ()
    assert slow(timed(HELLO, "C: NOOP", 30, "S: 250-half")) == ()


def connected(wait: float, *then: str | float) -> Transcript:
    """A greeting that comes so long after the connection."""
    events = list(timed(GREETED, *then).events)
    begin, *rest = events
    return Transcript([begin, *(replace(event, at=event.at + int(wait * SECOND)) for event in rest)])


@pytest.mark.parametrize(("wait", "marked"), [(0.1, False), (3.9, False), (5, True), (30, True)])
def test_a_greeting_alone_has_no_neighbours(wait: float, marked: bool) -> None:
    found = slow(connected(wait))
    assert bool(found) == marked
    assert all(one.usual is None for one in found)


@pytest.mark.parametrize(
    ("wait", "named"), [(6, False), (27, False), (29.5, True), (30.2, True), (40, False)]
)
def test_the_pause_of_thirty_seconds_is_named(wait: float, named: bool) -> None:
    (found,) = slow(connected(wait))
    assert (found.often == THIRTY) == named


@pytest.mark.parametrize(
    ("before", "sent", "answer", "often"),
    [
        (HELLO, "C: MAIL FROM:<>", "S: 250 ok", "SPF"),
        (MAIL, "C: RCPT TO:<a@x.test>", "S: 250 ok", "greylist"),
        (MAIL, "C: RCPT TO:<a@x.test>", "S: 550 no", TARPIT.text),
        (RCPT, "C: DATA", "S: 354 go", "policy check"),
        (f"{RCPT}\nC: DATA\nS: 354 go", "C: .", "S: 250 ok", "content scan"),
        (f"{RCPT}\nC: DATA\nS: 354 go", "C: .", "S: 550 spam", "content scan"),
        (HELLO, "C: AUTH PLAIN AA==", "S: 235 ok", "password store"),
        (f"{HELLO}\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6", "C: eA==", "S: 334 UGFzc3dvcmQ6", "password store"),
        (GREETED, "C: HELO a", "S: 250 a", "name you gave"),
        (HELLO, "C: NOOP", "S: 250 ok", ANY.text),
    ],
)
def test_what_it_often_is_follows_from_what_was_said(before: str, sent: str, answer: str, often: str) -> None:
    found = only(before, sent, 8, answer)
    assert often in found.often.text
    assert found.often.sources


def test_a_pause_inside_a_reply_is_no_lookup_before_it() -> None:
    paused = only(GREETED, "C: EHLO a\nS: 250-a\nS: 250-SIZE", 2, "S: 250 HELP\nC: NOOP\nS: 250 ok")
    assert paused.often == PAUSED
    before = only(GREETED, "C: EHLO a", 2, "S: 250-a\nS: 250 HELP\nC: NOOP\nS: 250 ok")
    assert "lookup of your address" in before.often.text


def test_another_connection_is_no_neighbour() -> None:
    first = [part for n in range(6) for part in (f"C: NOOP {n}", 1.5, "S: 250 ok")]
    transcript = timed(1.5, HELLO, *first, "S: <closed>", HELLO, "C: NOOP", 3, "S: 250 ok")
    assert transcript.entries[slow(transcript)[-1].index] == transcript.entries[-1]


def test_an_entry_that_is_no_reply_is_not_slow() -> None:
    transcript = timed(HELLO, "C: NOOP", 5, "S: 250 ok")
    assert [slow_at(transcript, index) is not None for index in range(len(transcript.entries))] == [
        False,
        False,
        False,
        False,
        False,
        True,
    ]
