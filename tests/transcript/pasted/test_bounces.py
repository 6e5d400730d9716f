from __future__ import annotations

import pytest

from smtpwb.transcript.pasted.find import find
from tests.transcript.pasted.messages import mail, told

POSTFIX = b"""\
Return-Path: <>
Received: by mail.example.org (Postfix) id 4AbC; Fri,  2 Jan 2026 03:04:05 +0000 (UTC)
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: sender@example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4AbC.1767/mail.example.org"

This is a MIME-encapsulated message.

--4AbC.1767/mail.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.org.

                   The mail system

<one@example.net>: host mx.example.net[192.0.2.1] said: 550-5.1.1 The account
    that you tried to reach does not exist. 550 5.1.1 Check the address
    (in reply to RCPT TO command)

<two@example.com>: connect to mx.example.com[192.0.2.7]:25: Connection timed
    out

--4AbC.1767/mail.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 4AbC
X-Postfix-Sender: rfc822; sender@example.org
Arrival-Date: Fri,  2 Jan 2026 03:04:05 +0000 (UTC)

Final-Recipient: rfc822; one@example.net
Original-Recipient: rfc822;one@example.net
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550-5.1.1 The account that you tried to reach does not
    exist. 550 5.1.1 Check the address

Final-Recipient: rfc822; two@example.com
Action: failed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.example.com[192.0.2.7]:25: Connection
    timed out

--4AbC.1767/mail.example.org
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: sender@example.org
Subject: they told me 550 5.7.1 no

550 5.7.1 nothing to see here
--4AbC.1767/mail.example.org--
"""


def test_a_delivery_status_tells_each_recipient_and_the_words_what_was_refused() -> None:
    one, two = find(POSTFIX)
    assert told(one) == ("one@example.net", "550", "RCPT", "mx.example.net")
    assert one.reply.texts == (
        b"5.1.1 The account that you tried to reach does not exist.",
        b"5.1.1 Check the address",
    )
    assert (one.sender, one.said_in, one.enhanced) == ("sender@example.org", "bounce", "5.1.1")
    assert told(two) == ("two@example.com", "", "", "mail.example.org")
    assert (two.enhanced, two.reply.texts[0][-9:]) == ("4.4.1", b"timed out")
    lines = POSTFIX.split(b"\n")
    assert [lines[found.line - 1][:23] for found in (one, two)] == [b"Final-Recipient: rfc822"] * 2


def test_an_mbox_file_of_two_bounces() -> None:
    mbox = b"From MAILER-DAEMON Fri Jan  2 03:04:05 2026\n" + POSTFIX + b"\n"
    assert list(map(told, find(mbox * 2))) == list(map(told, find(POSTFIX))) * 2


def test_line_ends_are_no_matter() -> None:
    assert list(map(told, find(POSTFIX.replace(b"\n", b"\r\n")))) == list(map(told, find(POSTFIX)))


@pytest.mark.parametrize("cut", [1400, 1700, 2100])
def test_a_message_that_is_cut_off_tells_what_is_there(cut: int) -> None:
    assert told(find(POSTFIX[:cut])[0])[:2] == ("one@example.net", "550")


def test_the_status_alone_may_be_pasted() -> None:
    status = POSTFIX[
        POSTFIX.index(b"Reporting-MTA") : POSTFIX.index(
            b"--4AbC.1767/mail.example.org\nContent-Description: Undel"
        )
    ]
    assert [told(found)[:2] for found in find(status)] == [
        ("one@example.net", "550"),
        ("two@example.com", ""),
    ]


def test_a_status_without_a_diagnostic_code_is_what_it_says() -> None:
    (found,) = find(
        b"Reporting-MTA: dns; a.example\n\nFinal-Recipient: rfc822; b@example.net\nStatus: 5.2.2\n"
    )
    assert (found.reply.raw, found.enhanced, found.host) == (b"5.2.2\r\n", "5.2.2", "a.example")


def test_html_without_plain_words() -> None:
    page = b"<p>one@example.net</p><div>Remote Server returned '550 5.1.1 &lt;one@example.net&gt; no'</div>"
    (found,) = find(mail(page, b"Content-Type: text/html"))
    assert found.reply.texts == (b"5.1.1 <one@example.net> no",)


def test_the_recipient_of_the_header_where_the_words_have_none() -> None:
    body = b"The response was:\n\n550 5.1.1 no such user\n"
    (found,) = find(mail(body, b"X-Failed-Recipients: one@example.net"))
    assert found.recipient == "one@example.net"


def test_a_mail_that_is_no_bounce_may_still_quote_a_reply() -> None:
    (found,) = find(mail(b"Hello, since Monday I get 550 5.7.1 relaying denied when I write to you.\n"))
    assert (found.said_in, found.reply.code) == ("text", "550")


@pytest.mark.parametrize("body", [b"", b"Hello\n", b"--\n--\n", b"\xff\0" * 100])
def test_a_mail_without_a_reply(body: bytes) -> None:
    assert find(mail(body)) == ()


INTERNATIONAL = b"""\
Reporting-MTA: dns; mail.example.org

Final-Recipient: utf-8; bj\\x{F6}rn@example.net
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 =?utf-8?q?Empf=C3=A4nger_unbekannt?=

Final-Recipient: utf-8; \\x{110000}@example.net
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 full
"""


def test_a_global_delivery_status() -> None:
    one, two = find(mail(INTERNATIONAL, b"Content-Type: message/global-delivery-status"))
    assert one.recipient == "bj\xf6rn@example.net"
    assert one.reply.texts[0].decode() == "5.1.1 Empf\xe4nger unbekannt"
    assert two.recipient == "\\x{110000}@example.net"


def test_a_quoted_bounce_is_read_as_if_it_were_not() -> None:
    quoted = b"Look at this:\n" + b"".join(b"> " + line + b"\n" for line in INTERNATIONAL.splitlines())
    assert [one.recipient for one in find(quoted)] == [one.recipient for one in find(INTERNATIONAL)]
