from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.pasted import layers
from smtpwb.transcript.pasted.find import LONGEST, find
from smtpwb.transcript.pasted.found import Numbered, numbered
from tests.transcript.pasted.test_logs import POSTFIX

LINE = POSTFIX.splitlines()[1]
MESSAGE = LINE.partition("]: ")[2]


def texts(lines: list[Numbered]) -> list[bytes]:
    return [line.text for line in lines]


def lines(text: bytes) -> list[Numbered]:
    return list(numbered(text, LONGEST, 1000))


@pytest.mark.parametrize(
    ("coloured", "plain"),
    [
        (b"\x1b[31m550 no\x1b[0m", b"550 no"),
        (b"\x1b[?2004l\x1b[01;31m\x1b[K550\xc2\xa0no", b"550 no"),
        (b"550 \x1b]0;title\x07 \x1b[2J no", b"550 \x1b]0;title\x07 \x1b[2J no"),
        (b"550 no\x1b", b"550 no\x1b"),
        (b"550 no", b"550 no"),
    ],
)
def test_what_a_terminal_wrote(coloured: bytes, plain: bytes) -> None:
    assert layers.plain(coloured) == plain


def test_quoting_however_deep() -> None:
    assert texts(layers.unquoted(lines(b"a\n> b\n>> c\n> > > d\n>From e\nf > g"))) == [
        b"a",
        b"b",
        b"c",
        b"d",
        b">From e",
        b"f > g",
    ]


def test_marks_of_a_transcript_are_no_quoting() -> None:
    assert texts(layers.unquoted(lines(b"< 220 a\n> EHLO b"))) == [b"< 220 a", b"> EHLO b"]
    assert texts(layers.unquoted(lines(b"> < 220 a\n> > EHLO b"))) == [b"< 220 a", b"> EHLO b"]
    assert texts(layers.unquoted(lines(b"<<< 220 a\n>>> EHLO b"))) == [b"<<< 220 a", b">>> EHLO b"]


RECORDS = {
    "journald": json.dumps({"SYSLOG_IDENTIFIER": "postfix/smtp", "_PID": "11", "MESSAGE": MESSAGE}),
    "octets": json.dumps({"SYSLOG_IDENTIFIER": "postfix/smtp", "_PID": "11", "MESSAGE": [*MESSAGE.encode()]}),
    "docker": json.dumps({"log": LINE + "\n", "stream": "stdout", "time": "2026-01-02T03:04:05Z"}),
    "a record in a record": json.dumps({"log": json.dumps({"message": LINE})}),
    "RFC 5424": f"<22>1 2026-01-02T03:04:05.678Z mail postfix/smtp 11 - - {MESSAGE}",
    "RFC 5424 with data": f'<22>1 2026-01-02T03:04:05Z mail postfix/smtp[11] - - [a b="c"][d] {MESSAGE}',
    "short-iso": f"2026-01-02T03:04:05+0000 mail postfix/smtp[11]: {MESSAGE}",
    "compose": f"mail-1  | {LINE}",
    "kubernetes": f"2026-01-02T03:04:05.678901234Z stderr F {LINE}",
    "without anything": MESSAGE,
}

JOURNALS = {
    "journalctl -o verbose": f"""\
Fri 2026-01-02 03:04:05.678901 UTC [s=0a;i=1;b=2;m=3;t=4;x=5]
    PRIORITY=6
    SYSLOG_IDENTIFIER=postfix/smtp
    MESSAGE={MESSAGE}
    _PID=11
    _SYSTEMD_UNIT=postfix@-.service
    _CMDLINE=smtp -t unix -u""",
    "journalctl -o export": f"__CURSOR=s=0a\n_PID=11\nMESSAGE={MESSAGE}\n_SYSTEMD_UNIT=postfix@-.service\n\n",
}


@pytest.mark.parametrize("name", [*RECORDS, *JOURNALS])
def test_a_log_line_in_whatever_carries_it(name: str) -> None:
    (found,) = find((RECORDS | JOURNALS)[name].encode())
    assert found.said_in == "log line of Postfix"
    assert (found.reply.code, found.after, found.recipient) == ("550", "RCPT", "one@example.net")


def test_a_record_of_the_journal_is_its_message_at_its_line() -> None:
    text = b"""\
Fri 2026-01-02 [s=0a]
    SYSLOG_IDENTIFIER=one
    MESSAGE=said
     and more
    _PID=11
Fri 2026-01-02 [s=0b]
    MESSAGE=alone
    _SYSTEMD_UNIT=two.service
"""
    assert list(layers.unwrapped(lines(text)))[1:4:2] == [
        Numbered(3, b"one[11]: said"),
        Numbered(7, b"alone"),
    ]


def test_a_message_in_no_record_stays() -> None:
    text = b"A=1\nMESSAGE=550 no\n"
    assert texts(list(layers.unwrapped(lines(text)))) == texts(lines(text))


@pytest.mark.parametrize(
    "text", ["{", "{}", '{"log": 5}', '{"MESSAGE": [1, "a", 999]}', "[" * 5000, "<22>1 a"]
)
def test_records_that_carry_no_line(text: str) -> None:
    assert find(text.encode()) == ()


def test_each_line_keeps_its_number() -> None:
    text = "\n\n".join(RECORDS.values())
    assert [one.line for one in find(text.encode())] == [1 + 2 * n for n in range(len(RECORDS))]


@given(st.binary(max_size=200), st.sampled_from([b"", b"> ", b"{", b"<22>1 a b c d - ", b"\x1b["]))
def test_any_octets(data: bytes, before: bytes) -> None:
    given_lines = lines(before + data)
    got = list(layers.unwrapped(layers.unquoted(given_lines)))
    assert {line.number for line in got} <= {line.number for line in given_lines}
    assert len(layers.plain(data)) <= len(data)
