from __future__ import annotations

import pytest

from smtpwb.transcript.formats.text import transcript_text
from smtpwb.transcript.pasted.find import find
from tests.dialogues import play

SWAKS = """\
=== Trying mx.example.net:25...
=== Connected to mx.example.net.
<-  220 mx.example.net ESMTP
 -> EHLO pc.example.org
<-  250-mx.example.net
<-  250 PIPELINING
 -> MAIL FROM:<sender@example.org>
 -> RCPT TO:<one@example.net>
 -> RCPT TO:<two@example.net>
 -> DATA
<-  250 2.1.0 ok
<** 550 5.1.1 no
<-  250 2.1.5 ok
<-  354 go ahead
 -> 250 people came
 -> .
<** 554 5.7.1 spam
 -> QUIT
<-  221 bye
=== Connection closed with remote host.
"""

TELNET = """\
$ telnet mx.example.net 25
Trying 192.0.2.1...
Connected to mx.example.net.
Escape character is '^]'.
220 mx.example.net ESMTP
ehlo pc.example.org
250-mx.example.net
250 PIPELINING
mail from:<sender@example.org>
250 2.1.0 ok
rcpt to:<one@example.net>
550 5.1.1 no
rcpt to:<two@example.net>
250 2.1.5 ok
data
354 go ahead
250 people came
.
554 5.7.1 spam
quit
221 bye
Connection closed by foreign host.
"""

CURL = """\
* Host mx.example.net:25 was resolved.
*   Trying 192.0.2.1:25...
* Connected to mx.example.net (192.0.2.1) port 25
< 220 mx.example.net ESMTP
> EHLO pc.example.org
< 250-mx.example.net
< 250 PIPELINING
> MAIL FROM:<sender@example.org>
< 250 2.1.0 ok
> RCPT TO:<one@example.net>
< 550 5.1.1 no
> RCPT TO:<two@example.net>
< 250 2.1.5 ok
> DATA
< 354 go ahead
} [12 bytes data]
< 554 5.7.1 spam
> QUIT
< 221 bye
* Closing connection
"""

RFC = """\
      S: 220 mx.example.net ESMTP
      C: EHLO pc.example.org
      S: 250-mx.example.net
      S: 250 PIPELINING
      C: MAIL FROM:<sender@example.org>
      S: 250 2.1.0 ok
      C: RCPT TO:<one@example.net>
      S: 550 5.1.1 no
      C: RCPT TO:<two@example.net>
      S: 250 2.1.5 ok
      C: DATA
      S: 354 go ahead
      C: 250 people came
      C: .
      S: 554 5.7.1 spam
      C: QUIT
      S: 221 bye
"""

MSMTP = RFC.replace("      S:", "<--").replace("      C:", "-->")

SMTPLIB = "connect: ('mx.example.net', 25)\n" + "\n".join(
    f"{'reply' if mark == 'S:' else 'send'}: {'b' if mark == 'S:' else ''}'{text}\\r\\n'"
    for mark, text in (line.split(maxsplit=1) for line in RFC.splitlines())
)

PHPMAILER = RFC.replace("      S: 250 P", " " * 47 + "250 P").replace(
    "      S:", "2026-01-02 03:04:05 SERVER -> CLIENT:"
)
PHPMAILER = PHPMAILER.replace("      C:", "2026-01-02 03:04:05 CLIENT -> SERVER:")

EXCHANGE = "2026-01-02T03:04:05.678Z,Outbound,08D,0,192.0.2.9:1,192.0.2.1:25,+,,\n" + "\n".join(
    f"2026-01-02T03:04:05.678Z,Outbound,08D,1,192.0.2.9:1,192.0.2.1:25,{'<' if mark == 'S:' else '>'},{text},"
    for mark, text in (line.split(maxsplit=1) for line in RFC.splitlines())
)

SENDMAIL = "... while talking to mx.example.net.:\n" + RFC.replace("      S:", "<<<").replace(
    "      C:", ">>>"
)

EXIM = "Connecting to mx.example.net [192.0.2.1]:25 ... connected\n" + RFC.replace(
    "      S:", "  SMTP<<"
).replace("      C:", "  SMTP>>").replace("  SMTP<< 250 P", "         250 P")

NODEMAILER = RFC.replace("      ", "[2026-01-02 03:04:05] DEBUG [AbCdEf] ")

PACKETS = "    No. Time Source Destination Protocol Length Info\n" + RFC.replace(
    "\n      S: 250 PIPELINING", " | PIPELINING"
).replace("      ", "      4 0.05       192.0.2.1   192.0.2.9      SMTP     104    ")

RUBY = "opening connection to mx.example.net:25...\nopened\n" + "\n".join(
    f'{"->" if mark == "S:" else "<-"} "{text}\\r\\n"'
    for mark, text in (line.split(maxsplit=1) for line in RFC.splitlines())
)

TALKS = {
    "RFC": RFC,
    "swaks": SWAKS,
    "Sendmail": SENDMAIL,
    "Exim": EXIM,
    "msmtp": MSMTP,
    "curl": CURL,
    "nodemailer": NODEMAILER,
    "Wireshark": PACKETS,
    "Ruby": RUBY,
    "smtplib": SMTPLIB,
    "PHPMailer": PHPMAILER,
    "Exchange": EXCHANGE,
    "plain": TELNET,
}
NAMING = {"swaks", "Sendmail", "Exim", "curl", "Ruby", "smtplib", "plain"}
"""Dialects that name the server."""


@pytest.mark.parametrize("name", TALKS)
def test_each_reply_answers_its_command(name: str) -> None:
    found = find(TALKS[name].encode())
    assert [(one.reply.code, one.after, one.recipient) for one in found] == [
        ("220", "CONNECT", ""),
        ("250", "EHLO", ""),
        ("250", "MAIL", ""),
        ("550", "RCPT", "one@example.net"),
        ("250", "RCPT", "two@example.net"),
        ("354", "DATA", ""),
        ("554", "CONTENT", "two@example.net"),
        ("221", "QUIT", ""),
    ]
    assert {one.said_in for one in found} == {"transcript"}
    assert {one.host for one in found} == {"mx.example.net" if name in NAMING else ""}
    assert found[-1].sender == "sender@example.org"
    assert [len(one.reply.lines) for one in found] == [1, 2, 1, 1, 1, 1, 1, 1]
    assert not any(one.reply.defects for one in found)


@pytest.mark.parametrize("name", TALKS)
def test_the_line_of_each_reply(name: str) -> None:
    lines = TALKS[name].splitlines()
    assert all(one.reply.code in lines[one.line - 1] for one in find(TALKS[name].encode()))


def test_openssl_s_client_with_its_noise() -> None:
    text = b"""\
Connecting to 192.0.2.1
CONNECTED(00000003)
---
Certificate chain
 0 s:CN = mx.example.net
   250 lines left out
---
read R BLOCK
250 CHUNKING
mail from:<sender@example.org>
530 5.7.0 authentication required
"""
    told = [(one.reply.code, one.after, one.host) for one in find(text)]
    assert told[0] == ("250", "EHLO", "192.0.2.1")
    assert told[-1] == ("530", "MAIL", "192.0.2.1")


def test_our_own_text_is_read_back() -> None:
    talk = play(
        "S: 220 practice.test", "C: EHLO pc", "S: 250-practice.test", "S: 250 SIZE 10", "C: RSET", "S: 250 ok"
    )
    found = find(transcript_text(talk).encode())
    assert [(one.reply.code, one.after) for one in found] == [
        ("220", "CONNECT"),
        ("250", "EHLO"),
        ("250", "RSET"),
    ]
    assert found[1].reply.texts == (b"practice.test", b"SIZE 10")


def test_the_answers_in_auth_belong_to_auth() -> None:
    text = b"<-  220 a\n -> AUTH LOGIN\n<-  334 VQ==\n -> eA==\n<-  334 UA==\n -> eA==\n<** 535 5.7.8 no\n"
    assert [one.after for one in find(text)] == ["CONNECT", "AUTH", "AUTH", "AUTH"]


def test_lmtp_answers_the_dot_for_each_accepted_recipient() -> None:
    text = b"""\
C: LHLO pc
S: 250 b
C: MAIL FROM:<>
S: 250 ok
C: RCPT TO:<a@b.example>
S: 250 ok
C: RCPT TO:<c@b.example>
S: 550 no
C: RCPT TO:<d@b.example>
S: 250 ok
C: DATA
S: 354 go
C: .
S: 250 ok
S: 452 4.2.2 full
"""
    assert [(one.after, one.recipient) for one in find(text)[-2:]] == [
        ("CONTENT", "a@b.example"),
        ("CONTENT", "d@b.example"),
    ]


def test_a_reply_that_is_cut_off_by_the_next_command() -> None:
    one, two = find(b"C: EHLO a\nS: 250-b\nC: RSET\nS: 250 ok\n")
    assert (one.after, one.reply.complete, two.after) == ("EHLO", False, "RSET")


def test_a_second_connection_begins_anew() -> None:
    found = find((SWAKS + SWAKS).encode())
    assert [one.after for one in found[:8]] == [one.after for one in found[8:]]


def test_the_message_may_be_missing() -> None:
    assert [one.after for one in find(b"data\n354 go\n250 queued\n")] == ["DATA", "CONTENT"]


def test_prose_is_no_command() -> None:
    (found,) = find(b"Mail to him fails, help me:\n550 5.1.1 no\n")
    assert (found.after, found.said_in) == ("", "reply")


OTHERS = {
    "mutt": RFC.replace("      S:", "[2026-01-02 03:04:05] 4<").replace(
        "      C:", "[2026-01-02 03:04:05] 4>"
    ),
    "Symfony": RFC.replace("      S:", "[2026-01-02T03:04:05.678+00:00] <").replace(
        "      C:", "[2026-01-02T03:04:05.678+00:00] >"
    ),
    "Thunderbird": RFC.replace("      ", "mailnews.smtp: "),
    "Net::SMTP": RFC.replace("      S:", "Net::SMTP=GLOB(0x55)<<<").replace(
        "      C:", "Net::SMTP=GLOB(0x55)>>>"
    ),
    "Sendmail -v": RFC.replace("      S: ", "").replace("      C:", ">>>"),
    "quoted": "".join(f"> > {line}\n" for line in TELNET.splitlines()),
    "quoted curl": "".join(f"> {line}\n" for line in CURL.splitlines()),
    "coloured": "".join(f"\x1b[32m{line}\x1b[0m\n" for line in SWAKS.splitlines()),
}


@pytest.mark.parametrize("name", OTHERS)
def test_programs_that_write_much_the_same(name: str) -> None:
    assert [(one.reply.code, one.after) for one in find(OTHERS[name].encode())] == [
        (one.reply.code, one.after) for one in find(RFC.encode())
    ]


@pytest.mark.parametrize(
    ("told", "after", "recipient"),
    [
        ("recipient address one@example.net not accepted by the server", "RCPT", "one@example.net"),
        ("envelope from address one@example.net not accepted by the server", "MAIL", "one@example.net"),
        ("authentication failed (method PLAIN)", "AUTH", ""),
        ("the server did not accept the mail", "CONTENT", ""),
        ("cannot get initial OK message from server", "CONNECT", ""),
    ],
)
def test_msmtp_tells_what_was_refused(told: str, after: str, recipient: str) -> None:
    text = f"msmtp: {told}\nmsmtp: server message: 550-5.7.1 no\nmsmtp: server message: 550 5.7.1 way\n"
    (found,) = find(text.encode())
    assert (found.after, found.recipient, found.sender) == (
        after,
        recipient if after == "RCPT" else "",
        recipient if after == "MAIL" else "",
    )
    assert len(found.reply.lines) == 2
