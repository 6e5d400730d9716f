"""Known secrets are found where they are echoed, however the echo is cut, and nothing else is hidden."""

from __future__ import annotations

import base64
import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.secrets import LEAST, Secrets
from smtpwb.smtp.dialogue import ANSWER
from smtpwb.smtp.reads import Reads, secret_in
from smtpwb.smtp.sasl import mask
from smtpwb.transcript.events import Arrived, Event, Opened, Purpose, Sent
from smtpwb.transcript.transcript import Transcript


def b64(octets: bytes) -> bytes:
    return base64.b64encode(octets)


PLAIN = b64(b"\0tim\0tanstaaf")
XOAUTH2 = b64(b"user=tim\x01auth=Bearer ya29\x01\x01")
SHORT = b64(b"\0tim\0abc")


def knowing(*lines: bytes) -> Secrets:
    """Secrets of an AUTH command and its answers."""
    secrets = Secrets()
    for index, line in enumerate(lines):
        secrets.sent(line, secret_in(line, Reads.ANSWER if index else Reads.COMMAND))
    return secrets


def knowing_password(password: bytes) -> Secrets:
    return knowing(b"AUTH PLAIN " + b64(b"\0\0" + password))


def masked(secrets: Secrets, *chunks: bytes, awaiting: tuple[str, ...] = ("NOOP",)) -> bytes:
    return b"".join(mask(chunk, secrets.find(chunk, awaiting)) for chunk in chunks)


@pytest.mark.parametrize(
    ("line", "echo", "shown"),
    [
        (b"AUTH PLAIN " + PLAIN, b"535 " + PLAIN + b"?\r\n", b"535 " + b"*" * len(PLAIN) + b"?\r\n"),
        (b"AUTH PLAIN " + PLAIN, b"535 tim/tanstaaf\r\n", b"535 tim/********\r\n"),
        (b"AUTH PLAIN " + PLAIN, b"535 \0tim\0tanstaaf", b"535 \0tim\0********"),
        (b"AUTH PLAIN " + PLAIN, b"535 dGFuc3RhYWY=\r\n", b"535 ************\r\n"),
        (b"AUTH PLAIN " + PLAIN, b"250 tanstaaf tanstaaf tanstaa", b"250 ******** ******** *******"),
        (b"AUTH PLAIN " + PLAIN, b"tanstaaf without a code\r\n", b"******** without a code\r\n"),
        (b"AUTH PLAIN " + PLAIN, b"250 tim@example.net is here\r\n", b"250 tim@example.net is here\r\n"),
        (b"AUTH XOAUTH2 " + XOAUTH2, b"535 " + XOAUTH2, b"535 " + b"*" * len(XOAUTH2)),
        (b"AUTH XOAUTH2 " + XOAUTH2, b"535 token ya29 of tim\r\n", b"535 token **** of tim\r\n"),
        (b"AUTH PLAIN " + b64(b"\0a\0abab"), b"535 ababab", b"535 ******"),
        (b"AUTH PLAIN not,base64!", b"501 not,base64! what?\r\n", b"501 *********** what?\r\n"),
        (b"AUTH PLAIN =", b"250 OK\r\n", b"250 OK\r\n"),
        (b"NOOP", b"250 OK NOOP\r\n", b"250 OK NOOP\r\n"),
    ],
)
def test_echo(line: bytes, echo: bytes, shown: bytes) -> None:
    assert masked(knowing(line), echo) == shown


@pytest.mark.parametrize("name", [b"timothy", b64(b"timothy")])
@pytest.mark.parametrize(
    "lines",
    [
        [b"AUTH LOGIN", b64(b"timothy"), b64(b"tanstaaf")],
        [b"AUTH LOGIN " + b64(b"timothy"), b64(b"tanstaaf")],
        [b"AUTH PLAIN " + b64(b"timothy\0timothy\0tanstaaf")],
    ],
)
def test_a_user_name_is_no_secret_where_a_server_says_it(lines: list[bytes], name: bytes) -> None:
    echo = b"235 welcome, " + name + b"\r\n"
    assert masked(knowing(*lines), echo, awaiting=(ANSWER,)) == echo


@pytest.mark.parametrize(
    ("awaiting", "shown"),
    [
        (("AUTH",), b"535 *** is wrong\r\n"),
        ((ANSWER,), b"535 *** is wrong\r\n"),
        (("NOOP",), b"535 abc is wrong\r\n"),
        ((), b"535 abc is wrong\r\n"),
    ],
)
def test_a_short_secret_is_looked_for_only_where_it_is_judged(
    awaiting: tuple[str, ...], shown: bytes
) -> None:
    secrets = knowing(b"AUTH PLAIN " + SHORT)
    assert masked(secrets, b"535 abc is wrong\r\n", awaiting=awaiting) == shown


def test_what_the_server_offers_is_not_hidden() -> None:
    offer = b"250-mx.tanstaaf.test\r\n250-TANSTAAF\r\n250 SIZE 100\r\n"
    secrets = knowing_password(b"tanstaaf")
    assert masked(secrets, offer, awaiting=("EHLO",)) == offer
    assert masked(secrets, b"550 not tanstaaf\r\n", awaiting=("EHLO",)) == b"550 not ********\r\n"
    assert masked(secrets, b"221 mx.tanstaaf.test\r\n", awaiting=("QUIT",)) == b"221 mx.********.test\r\n"


@pytest.mark.parametrize("password", [b"535 ", b"535 5.7.8", b"x\r\n535", b"\r\n\r\n", b"5355355", b"250-x"])
@pytest.mark.parametrize("size", [1, 2, 100])
def test_no_code_separator_or_line_end_is_hidden(password: bytes, size: int) -> None:
    said = b"535 5.7.8 x\r\n535-x\r\n\r\n5355355\r\n250-x\r\n250 x\r\n"
    chunks = [said[at : at + size] for at in range(0, len(said), size)]
    shown = masked(knowing_password(password), *chunks, awaiting=("AUTH",))
    assert [line[:4] for line in shown.splitlines(True)] == [line[:4] for line in said.splitlines(True)]
    assert [line[-2:] for line in shown.splitlines(True)] == [line[-2:] for line in said.splitlines(True)]


def test_the_end_of_a_connection_ends_it_all() -> None:
    secrets = knowing_password(b"tanstaaf")
    assert masked(secrets, b"535 tanstaaf, tan") == b"535 ********, tan"
    secrets.forget()
    assert masked(secrets, b"220 tanstaaf\r\n") == b"220 tanstaaf\r\n"


def test_what_comes_inside_tls_continues_nothing() -> None:
    secrets = knowing_password(b"tanstaaf")
    assert masked(secrets, b"220 tan") == b"220 tan"
    secrets.begin_stream()
    assert masked(secrets, b"staaf 535 tanstaaf") == b"staaf 535 ********"


def test_a_flood_of_echoes_is_searched_in_time_that_grows_with_it() -> None:
    """As many ranges as lines: compared each with each they would take hours."""
    secrets = knowing_password(b"tanstaaf")
    assert masked(secrets, b"tanstaaf\r\n" * 100_000) == b"********\r\n" * 100_000


# Cut anywhere

text = st.binary(max_size=10).filter(lambda octets: not {10, 13} & set(octets))
secret = st.binary(min_size=LEAST, max_size=12).filter(lambda octets: not {0, 10, 13} & set(octets))


@given(secret, text, text, st.integers(LEAST, 50))
def test_across_two_arrivals(known: bytes, before: bytes, after: bytes, cut: int) -> None:
    """Wherever the cut is, no octet of the secret is shown but those before it could be known."""
    before = b"535 " + before
    echo = before + known + after
    shown = masked(knowing_password(known), echo[:cut], echo[cut:])
    begin, end = len(before), len(before) + len(known)
    hidden_from = begin if not begin < cut < begin + LEAST else cut
    assert shown[hidden_from:end].strip(b"*") == b""
    assert len(shown) == len(echo)


@given(secret, text)
def test_octet_by_octet(known: bytes, before: bytes) -> None:
    before = b"535 " + before
    echo = before + known
    shown = masked(knowing_password(known), *(bytes([octet]) for octet in echo))
    assert shown[len(before) + LEAST - 1 :].strip(b"*") == b""


@given(st.lists(st.binary(max_size=20)))
def test_nothing_known_nothing_hidden(chunks: list[bytes]) -> None:
    assert masked(Secrets(), *chunks) == b"".join(chunks)


# What is derived from a masked stream is what is derived from the stream

NOW = datetime(2003, 1, 1, tzinfo=UTC)
COMMANDS = (b"EHLO a", b"NOOP", b"AUTH LOGIN", b"MAIL FROM:<a@b.test>", b"RCPT TO:<a@b.test>", b"RSET")
BEGINNING = b"220 b.test\r\n250-mx.b.test\r\n250-SIZE 100\r\n250-8BITMIME\r\n250 AUTH LOGIN\r\n"
"""A greeting and a reply to EHLO."""
LINES = (
    *(b"250-SIZE 100\r\n", b"250 8BITMIME\r\n", b"250 ok\r\n", b"535 5.7.8 no 535 5.7.8 no\r\n"),
    *(b"334 535-\r\n", b"2502502502\r\n", b"no code\r\n", b"\n", b"25"),
)


@st.composite
def streams(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """What a server says, and a password that stands in it."""
    said = BEGINNING + b"".join(draw(st.lists(st.sampled_from(LINES), max_size=8)))
    begin = draw(st.integers(0, len(said) - 1))
    return said, said[begin : begin + draw(st.integers(1, 9))]


def derived(chunks: list[bytes], sent: list[bytes], secrets: Secrets) -> list[object]:
    """Where the dialogue stands after each arrival, and what replies there were, texts left out."""
    told = Transcript()
    events: list[Event] = told.events

    def put(kind: type[Arrived | Sent | Opened], **fields: object) -> None:
        told.append(kind(seq=len(events), wall=NOW, at=len(events), **fields))  # type: ignore[arg-type]

    put(Opened, target="x", host="x", port=25, local="", peer="")
    for line in sent:
        put(Sent, data=line + b"\r\n", purpose=Purpose.COMMAND)
    stood: list[object] = []
    for chunk in chunks:
        ranges = secrets.find(chunk, told.awaiting)
        put(Arrived, data=mask(chunk, ranges), masked=ranges)
        replies = [entry.reply for entry in told.entries if entry.reply is not None]
        lines = [[(line.code, line.separator, len(line.raw)) for line in reply.lines] for reply in replies]
        stood.append((told.dialogue, told.awaiting, lines))
    return stood


@given(streams(), st.lists(st.integers(0, 90), max_size=3), st.lists(st.sampled_from(COMMANDS), max_size=4))
def test_no_mask_changes_where_the_dialogue_stands(
    stream: tuple[bytes, bytes], cuts: list[int], sent: list[bytes]
) -> None:
    said, password = stream
    places = [0, *sorted(cut for cut in cuts if cut < len(said)), len(said)]
    chunks = [said[begin:end] for begin, end in itertools.pairwise(places)]
    sent = [b"EHLO a", *sent]
    assert derived(chunks, sent, knowing_password(password)) == derived(chunks, sent, Secrets())
