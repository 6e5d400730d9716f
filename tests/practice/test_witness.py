"""What the server heard, as the events of its client."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.practice import witness
from smtpwb.practice.witness import Witness
from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.transcript.events import Arrived, Closed, Event, Opened, Purpose, Sent, Told
from smtpwb.transcript.transcript import Transcript

CLIENT, SERVER = ("192.0.2.1", 50000), ("192.0.2.9", 2525)


def begun() -> tuple[Witness, list[Event]]:
    events: list[Event] = []
    heard = Witness(events.append)
    heard.opened("practice.test", CLIENT, SERVER, tls=False)
    heard.wrote(b"220 practice.test ESMTP\r\n")
    return heard, events


def sent(events: list[Event]) -> list[tuple[bytes, Purpose]]:
    return [(event.data, event.purpose) for event in events if isinstance(event, Sent)]


def play(heard: Witness, *turns: tuple[bytes, bytes]) -> None:
    for read, wrote in turns:
        heard.read(read)
        heard.wrote(wrote)


ENVELOPE = (
    (b"HELO x\r\n", b"250 practice.test\r\n"),
    (b"MAIL FROM:<a@example.net>\r\n", b"250 2.1.0 Ok\r\n"),
    (b"RCPT TO:<b@practice.test>\r\n", b"250 2.1.5 Ok\r\n"),
)


def test_a_connection_is_told_from_the_client_s_side() -> None:
    _, events = begun()
    opened, arrived = events
    assert isinstance(opened, Opened)
    assert (opened.local, opened.peer) == ("192.0.2.1:50000", "192.0.2.9:2525")
    assert (opened.host, opened.port) == ("practice.test", 2525)
    assert isinstance(arrived, Arrived)


def test_the_dialogue_stands_where_it_stands_for_the_client() -> None:
    heard, events = begun()
    play(
        heard,
        *ENVELOPE,
        (b"DATA\r\n", b"354 Go on\r\n"),
        (b"Subject: x\r\n\r\n..\r\n.\r\n", b"250 2.0.0 Ok\r\n"),
    )
    assert sent(events)[-1] == (b"Subject: x\r\n\r\n..\r\n.\r\n", Purpose.CONTENT)
    assert heard.transcript.dialogue.state is State.HELLO
    assert Transcript(events).entries == heard.transcript.entries
    assert [entry.answers for entry in heard.transcript.entries if entry.reply][-1] == "."


def test_the_octets_of_a_chunk_are_no_commands() -> None:
    heard, events = begun()
    play(
        heard,
        *ENVELOPE,
        (b"BDAT 6 LAST\r\nQUIT\r\n", b"250 2.0.0 Ok\r\n"),
        (b"NOOP\r\n", b"250 2.0.0 Ok\r\n"),
    )
    assert sent(events)[-3:] == [
        (b"BDAT 6 LAST\r\n", Purpose.COMMAND),
        (b"QUIT\r\n", Purpose.CONTENT),
        (b"NOOP\r\n", Purpose.COMMAND),
    ]
    assert heard.transcript.settled


@pytest.mark.parametrize(
    "turns",
    [
        ((b"AUTH PLAIN AGpyYWNlAHNlc2FtZQ==\r\n", b"235 2.7.0 Ok\r\n"),),
        (
            (b"AUTH LOGIN\r\n", b"334 VXNlcm5hbWU6\r\n"),
            (b"anJhY2U=\r\n", b"334 UGFzc3dvcmQ6\r\n"),
            (b"c2VzYW1l\r\n", b"535 5.7.8 no\r\n"),
        ),
    ],
)
def test_a_password_stands_in_no_event(turns: tuple[tuple[bytes, bytes], ...]) -> None:
    heard, events = begun()
    play(heard, (b"EHLO x\r\n", b"250-practice.test\r\n250 AUTH PLAIN LOGIN\r\n"), *turns)
    written = repr(events)
    assert "c2VzYW1l" not in written
    assert "NlAHNlc2FtZQ" not in written
    assert any(event.masked for event in events if isinstance(event, Sent))


def test_lines_that_end_in_a_lone_lf_are_understood_and_that_is_said_once() -> None:
    heard, events = begun()
    play(heard, *((read.replace(b"\r\n", b"\n"), wrote) for read, wrote in ENVELOPE))
    play(heard, (b"DATA\n", b"354 Go on\r\n"), (b"hi\n.\n", b"250 2.0.0 Ok\r\n"))
    assert sum(isinstance(event, Told) for event in events) == 1
    assert heard.transcript.dialogue.state is State.HELLO
    assert heard.transcript.settled


def test_what_was_never_ended_is_kept_as_raw_octets() -> None:
    heard, events = begun()
    heard.read(b"NOT FINI")
    heard.closed("client", "hung up")
    heard.closed("server", "closed")
    assert sent(events) == [(b"NOT FINI", Purpose.RAW)]
    assert sum(isinstance(event, Closed) for event in events) == 1


@given(st.lists(st.integers(1, 40)))
def test_however_the_octets_come_the_events_are_the_same(cuts: list[int]) -> None:
    whole = b"".join(read for read, _ in ENVELOPE)
    heard, events = begun()
    begin = 0
    for cut in (*cuts, len(whole)):
        heard.read(whole[begin : begin + cut])
        begin += cut
    assert sent(events) == [(read, Purpose.COMMAND) for read, _ in ENVELOPE]


def test_content_of_any_length_is_told_in_pieces_and_its_end_is_known() -> None:
    heard, events = begun()
    play(heard, *ENVELOPE, (b"DATA\r\n", b"354 Go on\r\n"))
    for _ in range(20):
        heard.read(b"x" * 9_998 + b"\r\n")
    play(heard, (b".\r\n", b"250 2.0.0 Ok\r\n"))
    pieces = [data for data, purpose in sent(events) if purpose is Purpose.CONTENT]
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= 1 << 16
    assert sum(map(len, pieces)) == 200_003
    assert heard.transcript.settled


@pytest.mark.parametrize(("most", "value"), [("MOST_OCTETS", 2_000), ("MOST_EVENTS", 50)])
def test_what_is_kept_of_one_dialogue_has_an_end(
    most: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness, most, value)
    heard, events = begun()
    for _ in range(1_000):
        play(heard, (b"NOOP " + b"x" * 40 + b"\r\n", b"250 2.0.0 Ok\r\n"))
    heard.closed("server", "closed")
    assert len(events) <= 70
    assert isinstance(events[-1], Closed)
    assert isinstance(events[-2], Told)
    assert re.search("no more of this dialogue is kept", events[-2].words)
    assert [event.seq for event in events] == list(range(len(events)))


def test_what_is_kept_no_more_is_not_cut_into_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that sends without end stops the loop for all others by no more than what is kept takes."""
    monkeypatch.setattr(witness, "MOST_EVENTS", 50)
    heard, _ = begun()
    cut = 0

    def counted(dialogue: Dialogue, awaiting: Collection[str]) -> Reads:
        nonlocal cut
        cut += 1
        return reads_as(dialogue, awaiting)

    monkeypatch.setattr(witness, "reads_as", counted)
    heard.read(b"\r\n" * 64_000)
    assert cut < 60
    assert heard._held == b""


def test_lines_without_end_before_any_reply_are_kept_up_to_a_number() -> None:
    heard, events = begun()
    heard.read(b"NOOP\r\n" * 64_000)
    heard.closed("network", "reset")
    assert len(sent(events)) == witness.MOST_AHEAD + 1
    assert [type(event) for event in events[-2:]] == [Told, Closed]
