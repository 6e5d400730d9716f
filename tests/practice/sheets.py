"""What each persona of the practice server does, as dialogues at the ports of the house.

Read by the tests, in the notation of `tests.practice.dialogue`.
"""

from __future__ import annotations

HELLO = "S: 220\nC: EHLO ws.example.net\nS: 250\n"
LOGIN = "C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=\nS: 235\n"
MAIL = "C: MAIL FROM:<a@example.net>\nS: 250 2.1.0 Ok\n"
MESSAGE = MAIL + "C: RCPT TO:<b@practice.test>\nS: 250\nC: DATA\nS: 354\nC: hi\nC: .\nS: 250 2.0.0\n"

SHEETS: dict[tuple[str, int], str] = {
    ("practice", 25): HELLO + MESSAGE + "C: QUIT\nS: 221\nS: <closed>",
    ("old", 25): """
        S: 220 old.practice.test SMTP
        C: EHLO ws.example.net
        S: 500 Command unrecognized
        C: STARTTLS
        S: 500 Command unrecognized
        C: HELO ws.example.net
        S: 250 old.practice.test
        C: HELP
        S: 214-old.practice.test is for practice: it keeps mail in memory
        S: 214 HELP
        C: MAIL FROM:<a@example.net> SIZE=5
        S: 555 Unsupported option: SIZE=5
        C: MAIL FROM:<a@example.net>
        S: 250 Ok
        C: RCPT TO:<nobody@practice.test>
        S: 550 <nobody@practice.test>: Recipient address rejected
        C: RCPT TO:<b@practice.test>
        S: 250 Ok
        C: DATA
        S: 354
        C: .
        S: 250 Ok: kept
        C: BDAT 1
        S: 500 Command unrecognized
        C: QUIT
        S: 221 Bye
        S: <closed>
    """,
    ("pix", 25): """
        S: 220 ***
        C: EHLO ws.example.net
        S: 500 5.5.1 Command unrecognized: "XXXX"
        C: STARTTLS
        S: 500 5.5.1
        C: HELO ws.example.net
        S: 250 pix.practice.test
        C: MAIL FROM:<a@example.net>
        S: 250
        C: NOSUCH
        S: 500 5.5.1
        C: RCPT TO:<b@practice.test>
        S: 250
        C: QUIT
        S: 221
        S: <closed>
    """,
    ("asa", 25): """
        S: 220 asa.practice.test
        C: EHLO ws.example.net
        S: 250-asa.practice.test
        S: 250-PIPELINING
        S: 250-SIZE 1000000
        S: 250-8BITMIME
        S: 250-XXXXXXXA
        S: 250-DSN
        S: 250-XXXXXXXA
        S: 250-AUTH PLAIN
        S: 250-ENHANCEDSTATUSCODES
        S: 250 HELP
        C: STARTTLS
        S: 500 5.5.1 Command unrecognized: "XXXX"
    """,
    ("notls", 25): """
        S: 220
        C: EHLO ws.example.net
        S: 250-notls
        S: 250-PIPELINING
        S: 250-SIZE
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250-DSN
        S: 250-CHUNKING
        S: 250-STARTTLS
        S: 250
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to local problem
        C: NOOP
        S: 250 2.0.0 Ok
    """,
    ("tlsless", 587): """
        S: 220
        C: EHLO ws.example.net
        S: 250-tlsless
        S: 250-PIPELINING
        S: 250-SIZE
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250-DSN
        S: 250-CHUNKING
        S: 250-AUTH PLAIN
        S: 250-ENHANCEDSTATUSCODES
        S: 250 HELP
        C: STARTTLS
        S: 502 5.5.1
        C: AUTH LOGIN
        S: 504 5.5.4
        C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
        S: 235 2.7.0
    """,
    ("brokentls", 25): r"""
        S: 220
        C: EHLO ws.example.net
        S: 250
        C<raw>: STARTTLS\r\n
        S: 220 2.0.0 Ready to start TLS
        C<raw>: EHLO where the handshake should be\r\n
        S: 500 5.5.2
        S: <closed>
    """,
    ("expired", 25): HELLO + "C: STARTTLS\nS: 220 2.0.0\nC: EHLO ws.example.net\nS: 250",
    ("wrongname", 465): HELLO + MAIL,
    ("badauth", 587): """
        S: 220
        C: EHLO ws.example.net
        S: 250
        C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
        S: 454 4.7.0 Temporary authentication failure
        C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
        S: 535 5.7.8
        C: AUTH LOGIN
        S: 334
        C: bGVhcm5lcg==
        S: 334
        C: bGFudGVybjc=
        S: 535 5.7.8
        C: MAIL FROM:<a@example.net>
        S: 530 5.7.0
    """,
    ("lmtp", 24): """
        S: 220 lmtp.practice.test LMTP
        C: EHLO ws.example.net
        S: 500
        C: LHLO ws.example.net
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 250
        C: RCPT TO:<b@practice.test>
        S: 250
        C: RCPT TO:<full-later@practice.test>
        S: 250
        C: RCPT TO:<nobody@practice.test>
        S: 550 5.1.1
        C: RCPT TO:<spam@practice.test>
        S: 250
        C: DATA
        S: 354
        C: .
        S: 250 2.0.0 Ok: kept
        S: 452 4.2.2 <full-later@practice.test>
        S: 554 5.7.1 <spam@practice.test>
        C: QUIT
        S: 221
        S: <closed>
    """,
    ("strict", 25): """
        S: 220
        C: HELO localhost
        S: 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname
        C: HELO strict.practice.test
        S: 550 5.7.1 <strict.practice.test>: Helo command rejected
        C: EHLO [127.0.0.300]
        S: 501 5.5.2
        C: MAIL FROM:<a@example.net>
        S: 503 5.5.1
        C: EHLO [127.0.0.1]
        S: 250
        C: MAIL FROM:<a@ghost.test>
        S: 550 5.1.8 <a@ghost.test>: Sender address rejected: Domain not found
        C: MAIL FROM:<a@unreachable.test>
        S: 450 4.1.8 <a@unreachable.test>: Sender address rejected: Domain not found
        C: MAIL FROM:<a@spf.test>
        S: 550 5.7.23 <a@spf.test>: Sender address rejected: SPF
        C: MAIL FROM:<a@nullmx.test>
        S: 550 5.7.27 <a@nullmx.test>: Sender address rejected: Domain nullmx.test does not accept mail
        C: MAIL FROM:<a@practice.test>
        S: 250
        C: RSET
        S: 250
        C: MAIL FROM:<>
        S: 250
    """,
    ("strict", 587): """
        S: 220
        C: EHLO ws.example.net
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 530 5.7.0
        C: MAIL FROM:<learner@practice.test>
        S: 553 5.7.1 <learner@practice.test>: Sender address rejected: not logged in
        C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
        S: 235
        C: MAIL FROM:<boss@practice.test>
        S: 553 5.7.1 <boss@practice.test>: Sender address rejected: not owned
        C: MAIL FROM:<Learner@practice.test>
        S: 250
    """,
    ("early", 25): """
        S: 220-early.practice.test ESMTP
        S: 220 early.practice.test ESMTP
        C: EHLO ws.example.net
        S: 250
    """,
    ("busy", 25): "S: 421 4.3.2 busy.practice.test\nS: <closed>",
    ("closed", 25): """
        S: 554 5.3.2 closed.practice.test
        C: EHLO ws.example.net
        S: 503 5.5.1
        C: HELP
        S: 503 5.5.1
        C: QUIT
        S: 221
        S: <closed>
    """,
    ("nomail", 25): "S: 521 nomail.practice.test does not accept mail\nS: <closed>",
    ("crowded", 25): HELLO
    + MAIL
    + "".join(f"C: RCPT TO:<u{number}@practice.test>\nS: 250\n" for number in range(5))
    + "C: RCPT TO:<u5@practice.test>\nS: 452 4.5.3\nC: RSET\nS: 250\n"
    + MESSAGE * 3
    + "C: MAIL FROM:<a@example.net>\nS: 421 4.7.0\nS: <closed>",
    ("meter", 25): HELLO
    + (MAIL + "C: RSET\nS: 250\n") * 3
    + "C: MAIL FROM:<a@example.net>\nS: 450 4.7.1 Error: too much mail from 127.0.0.1\n" * 3
    + "C: MAIL FROM:<a@example.net>\nS: 550 5.7.1\n" * 2,
    ("small", 25): HELLO
    + "C: MAIL FROM:<a@example.net> SIZE=10001\nS: 552 5.3.4\n"
    + MAIL
    + "C: RCPT TO:<b@practice.test>\nS: 250\nC: DATA\nS: 354\n"
    + f"C: {'x' * 998}\n" * 11
    + "C: .\nS: 552 5.3.4 Message size exceeds fixed limit of 10000 octets",
    ("plain", 25): r"""
        S: 220
        C: EHLO ws.example.net
        S: 250-plain.practice.test
        S: 250-SIZE
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 250
        C<raw>: RCPT TO:<b@practice.test>\r\nDATA\r\n
        S: 250 2.1.5 Ok
        S: 503 5.5.1 Error: improper use of SMTP command pipelining
        C: DATA
        S: 354
        C: .
        S: 250
    """,
    ("relay", 25): HELLO
    + MAIL
    + """
        C: RCPT TO:<anyone@example.org>
        S: 250 2.1.5
        C: RCPT TO:<a%example.org@practice.test>
        S: 250 2.1.5
        C: RCPT TO:<nobody@practice.test>
        S: 550 5.1.1
        C: DATA
        S: 354
        C: .
        S: 250 2.0.0 Ok: kept as message 1, forwarded nowhere
    """,
    ("flaky", 25): """
        S: 220
        C: EHLO ws.example.net
        S: 250
        C: NOOP
        S: 250 2.0.0 Ok
        C: MAIL FROM:<a@example.net>
        S: 250
        C: RCPT TO:<b@practice.test>
        S: 250
        C: DATA
        S: 354
        S: <closed>
    """,
    ("bounce", 25): HELLO
    + MAIL
    + """
        C: RCPT TO:<nobody@practice.test>
        S: 250 2.1.5
        C: RCPT TO:<spam@practice.test>
        S: 250 2.1.5
        C: RCPT TO:<x@example.org>
        S: 250 2.1.5
        C: DATA
        S: 354
        C: .
        S: 250 2.0.0 Ok: kept
    """,
}
"""By persona and port."""
