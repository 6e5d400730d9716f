"""Every command in every state: what is answered, and that each answer is fit to be sent.

A column is a state, reached by its own lines; a row is a command; a cell is the reply's code with its
enhanced status code. `-` stands for no enhanced status code, as RFC 2034 §4 wants it there.
"""

from __future__ import annotations

import re

import pytest

from smtpwb.practice.server import PracticeServer
from smtpwb.practice.verbs import VERBS
from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.limits import MAX_REPLY_LINE
from smtpwb.smtp.sequence import in_place
from tests.practice.dialogue import Client, go_on

STATES = {
    "greeted": "",
    "HELO": "C: HELO x",
    "EHLO": "C: EHLO x",
    "MAIL": "C: EHLO x\nS: 250\nC: MAIL FROM:<a@example.net>",
    "RCPT": "C: EHLO x\nS: 250\nC: MAIL FROM:<a@example.net>\nS: 250\nC: RCPT TO:<b@practice.test>",
    "refused": """
        C: EHLO x
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 250
        C: RCPT TO:<nobody@practice.test>
    """,
    "after": """
        C: EHLO x
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 250
        C: RCPT TO:<b@practice.test>
        S: 250
        C: DATA
        S: 354
        C: .
    """,
    "TLS": "C: EHLO x\nS: 250\nC: STARTTLS",
    "TLSEHLO": "C: EHLO x\nS: 250\nC: STARTTLS\nS: 220\nC: EHLO x",
    "authed": "C: EHLO x\nS: 250\nC: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=",
    "AUTH": "C: EHLO x\nS: 250\nC: AUTH PLAIN",
}
"""The lines that lead there; the last reply is read before the command."""

CELLS = """
command                             greeted   HELO      EHLO      MAIL      RCPT      refused   after     TLS       TLSEHLO   authed    AUTH
HELO ws.example.net                 250-      250-      250-      250-      250-      250-      250-      250-      250-      250-      501/5.5.2
HELO                                501-      501-      501-      501-      501-      501-      501-      501-      501-      501-      535/5.7.8
EHLO ws.example.net                 250-      250-      250-      250-      250-      250-      250-      250-      250-      250-      501/5.5.2
EHLO                                501-      501-      501-      501-      501-      501-      501-      501-      501-      501-      535/5.7.8
LHLO ws.example.net                 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 501/5.5.2
MAIL FROM:<a@example.net>           503/5.5.1 250/2.1.0 250/2.1.0 503/5.5.1 503/5.5.1 503/5.5.1 250/2.1.0 503/5.5.1 250/2.1.0 250/2.1.0 501/5.5.2
MAIL FROM: <a@example.net>          503/5.5.1 250/2.1.0 250/2.1.0 503/5.5.1 503/5.5.1 503/5.5.1 250/2.1.0 503/5.5.1 250/2.1.0 250/2.1.0 501/5.5.2
MAIL FROM:<>                        503/5.5.1 250/2.1.0 250/2.1.0 503/5.5.1 503/5.5.1 503/5.5.1 250/2.1.0 503/5.5.1 250/2.1.0 250/2.1.0 501/5.5.2
MAIL FROM:a@example.net             503/5.5.1 501/5.1.7 501/5.1.7 503/5.5.1 503/5.5.1 503/5.5.1 501/5.1.7 503/5.5.1 501/5.1.7 501/5.1.7 501/5.5.2
MAIL TO:<a@example.net>             503/5.5.1 501/5.5.4 501/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.4 503/5.5.1 501/5.5.4 501/5.5.4 501/5.5.2
MAIL                                503/5.5.1 501/5.5.4 501/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.4 503/5.5.1 501/5.5.4 501/5.5.4 535/5.7.8
MAIL FROM:<a@example.net> SIZE=9    503/5.5.1 555/5.5.4 250/2.1.0 503/5.5.1 503/5.5.1 503/5.5.1 250/2.1.0 503/5.5.1 250/2.1.0 250/2.1.0 501/5.5.2
MAIL FROM:<a@example.net> SIZE=x    503/5.5.1 555/5.5.4 501/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.4 503/5.5.1 501/5.5.4 501/5.5.4 501/5.5.2
MAIL FROM:<a@b> SIZE=1000001        503/5.5.1 555/5.5.4 552/5.3.4 503/5.5.1 503/5.5.1 503/5.5.1 552/5.3.4 503/5.5.1 552/5.3.4 552/5.3.4 501/5.5.2
MAIL FROM:<a@b> RET=HDRS            503/5.5.1 555/5.5.4 250/2.1.0 503/5.5.1 503/5.5.1 503/5.5.1 250/2.1.0 503/5.5.1 250/2.1.0 250/2.1.0 501/5.5.2
MAIL FROM:<a@b> BY=9;R              503/5.5.1 555/5.5.4 555/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 555/5.5.4 503/5.5.1 555/5.5.4 555/5.5.4 501/5.5.2
RCPT TO:<b@practice.test>           503/5.5.1 503/5.5.1 503/5.5.1 250/2.1.5 250/2.1.5 250/2.1.5 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
RCPT TO:<nobody@practice.test>      503/5.5.1 503/5.5.1 503/5.5.1 550/5.1.1 550/5.1.1 550/5.1.1 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
RCPT TO:<b@other.test>              503/5.5.1 503/5.5.1 503/5.5.1 550/5.7.1 550/5.7.1 550/5.7.1 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
RCPT TO:<>                          503/5.5.1 503/5.5.1 503/5.5.1 501/5.1.3 501/5.1.3 501/5.1.3 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
RCPT FROM:<b@practice.test>         503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.4 501/5.5.4 501/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
RCPT TO:b@practice.test             503/5.5.1 503/5.5.1 503/5.5.1 501/5.1.3 501/5.1.3 501/5.1.3 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
RCPT TO:<b@practice.test> X=1       503/5.5.1 503/5.5.1 503/5.5.1 555/5.5.4 555/5.5.4 555/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
DATA                                503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 354-      554/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 535/5.7.8
DATA now                            503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.4 554/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
BDAT 0 LAST                         503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 250/2.0.0 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2
BDAT many                           501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.2
RSET                                250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 535/5.7.8
RSET now                            501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.2
NOOP                                250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 535/5.7.8
NOOP one two                        250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 250/2.0.0 501/5.5.2
VRFY nobody                         252/2.5.0 252/2.5.0 252/2.5.0 252/2.5.0 252/2.5.0 252/2.5.0 252/2.5.0 252/2.5.0 252/2.5.0 252/2.5.0 501/5.5.2
VRFY                                501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 535/5.7.8
EXPN staff                          502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 501/5.5.2
ETRN practice.test                  502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 502/5.5.1 501/5.5.2
HELP                                214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 535/5.7.8
HELP mail                           214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 214/2.0.0 501/5.5.2
HELP wanted                         504/5.5.4 504/5.5.4 504/5.5.4 504/5.5.4 504/5.5.4 504/5.5.4 504/5.5.4 504/5.5.4 504/5.5.4 504/5.5.4 501/5.5.2
STARTTLS                            220/2.0.0 220/2.0.0 220/2.0.0 503/5.5.1 503/5.5.1 503/5.5.1 220/2.0.0 554/5.5.1 554/5.5.1 220/2.0.0 535/5.7.8
STARTTLS now                        501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.2
AUTH PLAIN                          503/5.5.1 503/5.5.1 334-      503/5.5.1 503/5.5.1 503/5.5.1 334-      503/5.5.1 334-      503/5.5.1 501/5.5.2
AUTH LOGIN                          503/5.5.1 503/5.5.1 334-      503/5.5.1 503/5.5.1 503/5.5.1 334-      503/5.5.1 334-      503/5.5.1 501/5.5.2
AUTH LOGIN bGVhcm5lcg==             503/5.5.1 503/5.5.1 334-      503/5.5.1 503/5.5.1 503/5.5.1 334-      503/5.5.1 334-      503/5.5.1 501/5.5.2
AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc= 503/5.5.1 503/5.5.1 235/2.7.0 503/5.5.1 503/5.5.1 503/5.5.1 235/2.7.0 503/5.5.1 235/2.7.0 503/5.5.1 501/5.5.2
AUTH PLAIN AGEAYg==                 503/5.5.1 503/5.5.1 535/5.7.8 503/5.5.1 503/5.5.1 503/5.5.1 535/5.7.8 503/5.5.1 535/5.7.8 503/5.5.1 501/5.5.2
AUTH PLAIN not-base64               503/5.5.1 503/5.5.1 501/5.5.2 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.2 503/5.5.1 501/5.5.2 503/5.5.1 501/5.5.2
AUTH GSSAPI                         503/5.5.1 503/5.5.1 504/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 504/5.5.4 503/5.5.1 504/5.5.4 503/5.5.1 501/5.5.2
AUTH                                503/5.5.1 503/5.5.1 501/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.4 503/5.5.1 501/5.5.4 503/5.5.1 535/5.7.8
AUTH PLAIN a b                      503/5.5.1 503/5.5.1 501/5.5.4 503/5.5.1 503/5.5.1 503/5.5.1 501/5.5.4 503/5.5.1 501/5.5.4 503/5.5.1 501/5.5.2
*                                   500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 501/5.7.0
.                                   500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 501/5.5.2
Subject: hello                      500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 501/5.5.2
(nothing)                           500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 500/5.5.2 535/5.7.8
QUIT now                            501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.4 501/5.5.2
QUIT                                221/2.0.0 221/2.0.0 221/2.0.0 221/2.0.0 221/2.0.0 221/2.0.0 221/2.0.0 221/2.0.0 221/2.0.0 221/2.0.0 535/5.7.8
"""  # noqa: E501

_ROW = re.compile(r"(.+?)((?: +\d{3}(?:-|/[\d.]+))+)")
_REPLY = re.compile(r"([2-5]\d\d)[ -](?:([245])(\.\d{1,3}\.\d{1,3}) )?(.*)")


def column(state: str) -> dict[str, str]:
    """What each command is to be answered in a state."""
    head, *rows = CELLS.strip().splitlines()
    index = head.split().index(state) - 1
    cells = {}
    for row in rows:
        found = _ROW.fullmatch(row)
        assert found, row
        codes = found[2].split()
        assert len(codes) == len(STATES), row
        cells[found[1]] = codes[index]
    return cells


def codes(reply: list[str]) -> str:
    """`550/5.1.1`, or `250-` without an enhanced status code; each line has the same."""
    found = set()
    for line in reply:
        assert len(line.encode()) + 2 <= MAX_REPLY_LINE
        parts = _REPLY.fullmatch(line)
        assert parts, line
        code, status, rest, text = parts.groups()
        assert status in (None, code[0]), line
        assert text or code == "334", line
        found.add(f"{code}/{status}{rest}" if status else f"{code}-")
    assert len(found) == 1, reply
    return found.pop()


@pytest.mark.parametrize("state", STATES)
async def test_every_command_is_answered_fittingly(server: PracticeServer, state: str) -> None:
    said = {}
    for command in column(state):
        async with Client(server.address) as client:
            await go_on(client, "S: 220 practice.test ESMTP")
            await go_on(client, STATES[state])
            if STATES[state]:
                await client.reply()
            if state == "TLS":
                await client.start_tls()
            said[command] = codes(await client.say("" if command == "(nothing)" else command))
            if command == "QUIT" and state != "AUTH":
                assert await client.line() == "<closed>"
    assert said == column(state)


STANDS = {
    "greeted": Dialogue(State.GREETED),
    "EHLO": Dialogue(State.HELLO, "EHLO"),
    "MAIL": Dialogue(State.MAIL, "EHLO"),
    "RCPT": Dialogue(State.RCPT, "EHLO"),
    "refused": Dialogue(State.MAIL, "EHLO"),
    "after": Dialogue(State.HELLO, "EHLO"),
    "TLS": Dialogue(State.GREETED, secured=True),
    "TLSEHLO": Dialogue(State.HELLO, "EHLO", secured=True),
    "authed": Dialogue(State.HELLO, "EHLO", authenticated=True),
}
"""The same states as the client's state machine has them."""


@pytest.mark.parametrize("state", STANDS)
def test_the_client_s_state_machine_agrees_on_what_is_out_of_sequence(state: str) -> None:
    verbs = {command: command.split()[0] for command in column(state)}
    judged = {
        c: verb for c, verb in verbs.items() if verb in VERBS and c not in ("STARTTLS now", "BDAT many")
    }
    refused = {c for c in judged if column(state)[c] in ("503/5.5.1", "554/5.5.1")}
    assert refused == {c for c, verb in judged.items() if not in_place(verb, STANDS[state])}


def test_only_greeting_hello_and_3yz_have_no_enhanced_status_code() -> None:
    bare = {
        (command.split()[0], cell)
        for state in STATES
        for command, cell in column(state).items()
        if cell.endswith("-")
    }
    assert bare == {
        ("HELO", "250-"),
        ("HELO", "501-"),
        ("EHLO", "250-"),
        ("EHLO", "501-"),
        ("DATA", "354-"),
        ("AUTH", "334-"),
    }
