"""A real Postfix and its extensions by `smtpwb run`: what it says, whose reply each is, and what it means."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.program import smtpwb
from tests.real.dialogues import ordered
from tests.real.listening import HOST, Mx
from tests.real.tap import tapped

SCRIPT = """\
S: 220
C: EHLO ws.example.net
S: 250
C: VRFY alice@lab.test
C: VRFY nobody@lab.test
C: EXPN staff
S: 252 2.0.0
S: 550 5.1.1
S: 500 5.5.2
C: ETRN lab.test
S: 250
C: ETRN elsewhere.test
S: 459
C: XFORWARD NAME=spike.example.net ADDR=192.0.2.9 PROTO=ESMTP HELO=spike.example.net
S: 250 2.0.0
C: XFORWARD FOO=bar
S: 501 5.5.4
C: MAIL FROM:<jürgen@example.net>
C: RSET
S: 250 2.1.0
S: 250 2.0.0
C: MAIL FROM:<jürgen@example.net> SMTPUTF8 BODY=8BITMIME SIZE=40 RET=HDRS ENVID=QQ314159
C: RCPT TO:<alice@lab.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;alice@lab.test
C: RCPT TO:<nobody@lab.test> NOTIFY=NEVER
C: RCPT TO:<dürst@lab.test>
C: RCPT TO:<alice@lab.test> NOTIFY=NEVER,SUCCESS
C: RCPT TO:<alice@lab.test> FOO=bar
S: 250 2.1.0
S: 250 2.1.5
S: 550 5.1.1
S: 550 5.1.1
S: 501 5.5.4
S: 555 5.5.4
C: BDAT 24
C: Subject: chunks
C:
C: one
C: BDAT 5
C: two
C: BDAT 6 LAST
C: drei
S: 250 2.0.0
S: 250 2.0.0
S: 250 2.0.0
C: BDAT 2 LAST
C:
S: 503 5.5.1
C: MAIL FROM:<jrace@example.net> SIZE=99999999
S: 552 5.3.4
C: XCLIENT NAME=[UNAVAILABLE] ADDR=192.0.2.7 HELO=elsewhere.example.net
S: 220
C: EHLO elsewhere.example.net
S: 250
C: MAIL FROM:<jrace@example.net> RET=FULL
C: RCPT TO:<alice@lab.test>
C: DATA
S: 250
S: 250
S: 354
C: Subject: pipelined
C:
C: three
C: .
C: NOOP
C: QUIT
S: 250
S: 250
S: 221
S: <closed>
"""
ANSWERS = (
    "(greeting) EHLO VRFY VRFY EXPN ETRN ETRN XFORWARD XFORWARD MAIL RSET MAIL RCPT RCPT RCPT RCPT RCPT "
    "BDAT BDAT BDAT BDAT MAIL XCLIENT EHLO MAIL RCPT DATA . NOOP QUIT"
)
MEANINGS = {
    "VRFY": ("will not tell", "no such name"),
    "EXPN": ("does not know EXPN",),
    "ETRN": ("begins to send", "may not start the queue"),
    "XFORWARD": ("for its log", "not: an address"),
    "XCLIENT": ("introduce yourself again",),
}
"""In their order."""


def run(mx: Mx, *options: str) -> bytes:
    """What it writes, where every reply is as expected, and the server heard what stands in the script."""
    with tapped((HOST, mx.relay)) as tap:
        done = smtpwb("run", "-", f"{HOST}:{tap.port}", *options, stdin=SCRIPT.encode())
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert tap.said == ordered(SCRIPT)
    return done.stdout


def replies(out: bytes) -> list[dict[str, Any]]:
    return [one for one in map(json.loads, out.splitlines()) if "reply" in one]


def test_each_reply_of_postfix_is_paired_and_explained(postfix_mx: Mx) -> None:
    told = replies(run(postfix_mx, "--format", "json"))
    assert " ".join(one["answers"] for one in told) == ANSWERS
    for verb, meanings in MEANINGS.items():
        found = [one["meaning"] for one in told if one["answers"] == verb]
        assert len(found) == len(meanings)
        for meaning, part in zip(found, meanings, strict=True):
            assert part in meaning
    assert all(one["meaning"] for one in told)


def test_what_it_wrote_of_them_runs_again(postfix_mx: Mx) -> None:
    once = run(postfix_mx, "--format", "rfc")
    again = smtpwb("run", "-", f"{HOST}:{postfix_mx.relay}", stdin=once)
    assert again.returncode == 0, again.stdout.decode() + again.stderr.decode()
