from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpwb.transcript.pasted.find import LIMIT, LONGEST, MOST, find
from smtpwb.transcript.pasted.found import ENOUGH
from tests.transcript.pasted.messages import mail
from tests.transcript.pasted.test_bounce_words import WORDS
from tests.transcript.pasted.test_bounces import POSTFIX
from tests.transcript.pasted.test_logs import LOGS
from tests.transcript.pasted.test_queues import JSON, POSTQUEUE
from tests.transcript.pasted.test_replies import PYTHON
from tests.transcript.pasted.test_transcripts import TALKS


def codes(text: bytes) -> list[str]:
    return [found.reply.code for found in find(text)]


def test_several_kinds_in_one_text() -> None:
    text = "\n".join([LOGS["Exim"][0], TALKS["swaks"], "550 5.1.1 no", "421 4.3.2 bye"]).encode()
    kinds = list(dict.fromkeys(found.said_in for found in find(text)))
    assert kinds[:2] == ["log line of Exim", "transcript"]
    assert codes(text)[-2:] == ["550", "421"]


def test_in_the_order_of_the_lines() -> None:
    text = "\n".join([TALKS["swaks"], LOGS["Exim"][0], TALKS["curl"]]).encode()
    lines = [found.line for found in find(text)]
    assert lines == sorted(lines)


def test_no_kind_reads_beyond_what_is_handed_out() -> None:
    assert ENOUGH > LIMIT
    text = b"<-  250 ok\n" * 2 * LIMIT + POSTFIX_LINE + b"550 5.1.1 no\n"
    assert [found.line for found in find(text)] == [*range(1, LIMIT + 1)]


def test_no_more_than_the_limit() -> None:
    assert len(find(b"250 ok\n" * 1000)) == LIMIT
    assert len(find(b"250 ok\n" * 1000, 3)) == 3


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_what_windows_programs_write(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert codes(mark + "550 5.1.1 no\r\n421 bye\r\n".encode(encoding)) == ["550", "421"]


@pytest.mark.parametrize(
    "text", [b"", b"\n", b"hello", b"\xff\xfe", b"\xfe\xff\0", b"\xef\xbb\xbf", bytes(range(256))]
)
def test_what_holds_no_reply(text: bytes) -> None:
    assert find(text) == ()


def test_an_endless_line_is_cut() -> None:
    (found,) = find(b"250 " + b"x" * MOST)
    assert found.reply.octets == LONGEST + 2


# Anything

POSTFIX_LINE = LOGS["Postfix"][0].encode()

PIECES = [
    *(log.encode() for log, _ in LOGS.values()),
    *(talk.encode() for talk in TALKS.values()),
    *(words for words, _ in WORDS.values()),
    mail(b""),
    POSTFIX,
    *(text.encode() for text in (POSTQUEUE, JSON, PYTHON)),
]
CUTS = st.sampled_from(PIECES).flatmap(
    lambda piece: st.tuples(st.integers(0, len(piece)), st.integers(0, 200)).map(
        lambda cut: piece[cut[0] : cut[0] + cut[1]]
    )
)


@settings(max_examples=300, deadline=1000)
@given(st.lists(st.one_of(CUTS, st.binary(max_size=20)), max_size=12).map(b"".join))
def test_anything_is_answered(text: bytes) -> None:
    last = text.count(b"\n") + 1
    for found in find(text):
        assert 1 <= found.line <= last
        assert found.reply.lines
        assert found.said_in


DEEP = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(30_000)
)
STATUS = b"".join(
    b"Final-Recipient: rfc822; %d@a.example\nDiagnostic-Code: smtp; 550 no\n\n" % n for n in range(30_000)
)
HUGE = {
    "zeros": b"\0",
    "line ends": b"\n",
    "blanks": b" ",
    "commas": b",",
    "codes": b"250-x\r\n",
    "replies": b"550 5.1.1 <one@example.net> no\n",
    "354": b"354 go\n",
    "commands": b"RCPT TO:<one@example.net>\n",
    "addresses": b"<a@b.example>:\n",
    "lone addresses": b"  a@b\n    x\n",
    "error words": b"error: said: returned '",
    "nested": mail(b"")[:-1] + DEEP,
    "parts": mail(b"--b\n\nx\n" * 500_000, b"Content-Type: multipart/mixed; boundary=b"),
    "folded": b"From: a\nTo: b" + b"\n c" * 1_000_000,
    "status": mail(STATUS, b"Content-Type: message/delivery-status"),
    "tags": mail(b"<br " * 1_000_000, b"Content-Type: text/html"),
    "base64": mail(b"QUFBQQ==\n" * 400_000, b"Content-Transfer-Encoding: base64"),
    "said": mail(b"Remote host said:\n\n" * 200_000),
    "mailers": mail(b"SMTP error from remote mailer after " * 100_000),
    "mbox": b"From x\nFrom: a\nTo: b\n\n<a@b.example>:\n550 no\n\n",
    "signs": b"postfix/smtp[1]: sendmail[1]: smtpd[1]: 0a mta delivery courier {LED= ** S: <- <<< < reply: ",
    "times": b"2026-01-02 03:04:05 ** H=",
    "Postfix": b"postfix/smtp[1]: a: to=<b>, dsn= dsn=5 relay= host host [ ",
    "Exim": LOGS["Exim"][0].encode(),
    "quotes": b"> " * 40 + b"550 5.1.1 no\n",
    "records": b'{"log": "a"}\n',
    "broken records": b'{"log": "' + b"{" * 80 + b"\n",
    "queue": b"4AbCdEf123*    1234 Fri Jan  2 03:04:05  a@example.org\n(no)\n    one@example.net\n",
    "queue entries": b"4AbCdEf123 1 Fri Jan  2 03:04:05 ",
    "syslog": b"<22>1 a b c d - [",
    "Exchange": b",FAIL,",
    "packets": b" SMTP 1 SMTP 1 S: 250-a | b | c\n",
    "colours": b"\x1b[1;",
    "encoded words": mail(b"<a@b.example>: =?utf-8?q?" * 100_000),
    "Python": b"{'a': (550, b'",
    "noise": random.Random(1).randbytes(1_000_000),
}


def huge(name: str, size: int) -> bytes:
    piece = HUGE[name]
    return (piece * (size // len(piece) + 1))[:size]


def is_answered_in_time(text: bytes) -> None:
    """Twice the second that is promised, for machines that are slower or busy."""
    began = time.process_time()
    found = find(text)
    assert time.process_time() - began < 2
    assert len(found) <= LIMIT


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_answered_within_a_second(name: str) -> None:
    """A quarter of the most; all of it with `python -m tests.soak pasted`."""
    is_answered_in_time(huge(name, MOST // 4))
