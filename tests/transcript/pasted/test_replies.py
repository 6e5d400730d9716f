from __future__ import annotations

import pytest

from smtpwb.transcript.pasted.find import find


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I keep getting 550 5.1.1 no such user since Monday", "550 5.1.1 no such user since Monday"),
        ("smtplib.SMTPDataError: (554, b'5.7.1 spam')", "554 5.7.1 spam"),
        ("501: 5.1.8 Sender address rejected", "501 5.1.8 Sender address rejected"),
        ("connect: server refused to talk to me: 421 busy", "421 busy"),
        ("rejected by a remote server. <<< 550 <a@example.net>: unknown", "550 <a@example.net>: unknown"),
        ("SMTPAddressFailedException: 550 no such user", "550 no such user"),
        ("The server responded with error [452 too many recipients]", "452 too many recipients]"),
        (
            "Message failed: 535-5.7.8 Username and password not accepted",
            "535-5.7.8 Username and password not accepted",
        ),
        ("They say 451-4.7.1 wait 451 4.7.1 a minute", "451-4.7.1 wait\n451 4.7.1 a minute"),
    ],
)
def test_a_reply_in_a_sentence(text: str, said: str) -> None:
    (found,) = find(text.encode())
    assert found.reply.raw.decode() == said.replace("\n", "\r\n") + "\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "the 250 people, the 550 others",
        "version 2.250 5.1.1",
        "450 5.1.1 is a contradiction, and x450 4.1.1 a word",
        "error: 550",
        "port 587: 4.7.1",
    ],
)
def test_numbers_that_are_none(text: str) -> None:
    assert [one for one in find(text.encode()) if one.said_in == "text"] == []


PYTHON = """\
smtplib.SMTPRecipientsRefused: {'a@example.net': (550, b'5.1.1 no'), 'b@example.net': (452, b'4.2.2 full')}
smtplib.SMTPSenderRefused: (530, b'5.7.0 first', 'me@example.org')
smtplib.SMTPDataError: (554, b'5.7.1 spam')
smtplib.SMTPAuthenticationError: (535, b'5.7.8-one\\n5.7.8 two')
SMTPRecipientRefused(550, '5.1.1 nobody', 'c@example.net')
"""


def test_python_tells_whom_and_after_what() -> None:
    assert [(one.reply.code, one.after, one.recipient, one.sender) for one in find(PYTHON.encode())] == [
        ("550", "RCPT", "a@example.net", ""),
        ("452", "RCPT", "b@example.net", ""),
        ("530", "MAIL", "", "me@example.org"),
        ("554", "CONTENT", "", ""),
        ("535", "AUTH", "", ""),
        ("550", "RCPT", "c@example.net", ""),
    ]


NODEMAILER = """\
Error: Can't send mail - all recipients were rejected: 550 5.1.1 nobody
    at SMTPConnection._formatError (/app/index.js:790:19)
  code: 'EENVELOPE',
  response: '550 5.1.1 nobody',
  command: 'RCPT TO',
  rejected: [ 'one@example.net' ],
"""


def test_nodemailer_says_it_once_and_of_whom() -> None:
    (found,) = find(NODEMAILER.encode())
    assert (found.after, found.recipient) == ("RCPT", "one@example.net")
    assert found.reply.raw == b"550 5.1.1 nobody\r\n"
