"""Law 2: nothing the server says is lost, altered or hidden."""

from __future__ import annotations

from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.replies import Line, Reply
from smtpwb.smtp.reply_reader import ReplyReader
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Arrived
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import Stage

PIECES = (
    *(
        b"250",
        b"220",
        b"550",
        b"421",
        b"334",
        b"999",
        b" ",
        b"-",
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b"ok",
        b"2.1.0",
    ),
    *(b"250 ok\r\n", b"250-SIZE\r\n", b"250-", b"421 bye\r\n", b"\xff", b"\x1b[2J", b"x" * 600),
)
said = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)), max_size=40).map(b"".join)
"""Octets of which many are nearly SMTP."""


@st.composite
def split(draw: st.DrawFn) -> list[bytes]:
    """What a server says, in chunks cut anywhere."""
    data = draw(said)
    cuts = sorted(draw(st.sets(st.integers(0, len(data)), max_size=30)))
    return [data[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def read(chunks: list[bytes]) -> tuple[list[Reply], Reply | None]:
    reader = ReplyReader()
    replies = [reply for chunk in chunks for reply in reader.feed(chunk, 7)]
    return replies, reader.unfinished


@given(split())
def test_the_replies_do_not_depend_on_where_the_stream_is_cut(chunks: list[bytes]) -> None:
    assert read(chunks) == read([b"".join(chunks)])
    assert read(chunks) == read([bytes([octet]) for octet in b"".join(chunks)])


@given(split())
def test_every_octet_stands_in_exactly_one_line(chunks: list[bytes]) -> None:
    replies, unfinished = read(chunks)
    everything = [*replies, unfinished] if unfinished is not None else replies
    assert b"".join(reply.raw for reply in everything) == b"".join(chunks)
    assert all(reply.octets == len(reply.raw) for reply in everything)
    assert all(reply.line_count == len(reply.lines) > 0 for reply in everything)
    assert all(_is_whole(line) for reply in everything for line in reply.lines)


def _is_whole(line: Line) -> bool:
    """Whether code, separator, text and a line end, or the beginning of one, are all of it."""
    body = line.code.encode() + line.separator + line.text
    return line.raw.startswith(body) and line.raw.removeprefix(body) in (b"\r\n", b"\n", b"\r", b"")


@given(split(), st.lists(st.sampled_from([b"", b"NOOP\r\n", b"DATA\r\n", b".\r\n", b"AUTH LOGIN\r\n"])))
def test_every_octet_that_arrived_stands_in_the_entries(chunks: list[bytes], sent: list[bytes]) -> None:
    stage = Stage()
    stage.opened()
    for line, chunk in zip_longest(sent, chunks, fillvalue=b""):
        if line:
            stage.sent(line)
        stage.arrived(chunk)
    stage.closed()
    assert said_in(stage.transcript) == b"".join(chunks)


@given(split(), split())
def test_a_handshake_cuts_no_octet_away(before: list[bytes], after: list[bytes]) -> None:
    stage = Stage()
    stage.opened()
    for chunk in before:
        stage.arrived(chunk)
    stage.secured()
    for chunk in after:
        stage.arrived(chunk)
    stage.closed()
    assert said_in(stage.transcript) == b"".join(before + after)


@given(split())
def test_the_events_keep_the_octets_as_they_came(chunks: list[bytes]) -> None:
    stage = Stage()
    stage.opened()
    for chunk in chunks:
        stage.arrived(chunk)
    arrived = [event.data for event in stage.transcript.events if isinstance(event, Arrived)]
    assert arrived == chunks


def said_in(transcript: Transcript) -> bytes:
    """All octets of all replies, in their order."""
    replies = [entry.reply for entry in transcript.entries if entry.kind is Kind.REPLY]
    assert all(reply is not None for reply in replies)
    return b"".join(reply.raw for reply in replies if reply is not None)
