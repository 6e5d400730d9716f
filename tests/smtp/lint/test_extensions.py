from __future__ import annotations

import pytest

from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.lint import lint
from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

P = b"MAIL FROM:<ann@example.net>"
SERVER = Dialogue(
    State.HELLO,
    "EHLO",
    at.offers(
        "DELIVERBY", "FUTURERELEASE", "ETRN", "ATRN", "BURL imap", "XCLIENT NAME ADDR", "XFORWARD NAME"
    ),
    authenticated=True,
)
STRANGER = Dialogue(State.HELLO, "EHLO", at.offers("ATRN"))
RCPT = Dialogue(
    State.RCPT, "EHLO", at.offers("BURL imap"), b"", accepted=(b"bob@practice.test",), authenticated=True
)

CASES: tuple[Case, ...] = (
    (SERVER, P + b" BY=120;R", ""),
    (SERVER, P + b" BY=-120;N", ""),
    (SERVER, P + b" BY=0;R", "return-without-time"),
    (SERVER, P + b" by=-120;rt", "return-without-time"),
    (SERVER, P + b" HOLDFOR=60", ""),
    (SERVER, P + b" HOLDFOR=60 HOLDUNTIL=2030-01-31T12:00:00Z", "held-twice"),
    (SERVER, b"ETRN ws.example.net", ""),
    (SERVER, b"ETRN @example.net", ""),
    (SERVER, b"ETRN #slow", ""),
    (SERVER, b"ETRN #", "etrn-node"),
    (SERVER, b"ETRN a b", "etrn-node"),
    (SERVER, b"ETRN ann@example.net", "etrn-node"),
    (SERVER, b"ATRN example.net,example.org", ""),
    (STRANGER, b"ATRN", "atrn-without-auth"),
    (RCPT, b"BURL imap://ann@practice.test/INBOX;uid=1 LAST", ""),
    (RCPT, b"BURL", "argument-missing"),
    (RCPT, b"BURL INBOX", "burl-form"),
    (RCPT, b"BURL imap://x/ FIRST", "burl-form"),
    (SERVER, b"XCLIENT NAME=a+20b ADDR=[UNAVAILABLE]", ""),
    (SERVER, b"XCLIENT addr=IPV6:2001:db8::1", ""),
    (SERVER, b"XCLIENT ADDR", "attribute-form"),
    (SERVER, b"XCLIENT ADDR=a+zz", "attribute-form"),
    (SERVER, b"XCLIENT LOGIN=ann", "attribute-unknown"),
    (SERVER, b"XFORWARD SOURCE=LOCAL", "attribute-unknown"),
    (STRANGER, b"XFORWARD SOURCE=LOCAL", "extension-not-offered"),
    (STRANGER, b"XFORWARD LOGIN=ann", "extension-not-offered attribute-unknown"),
)


@pytest.mark.parametrize("case", CASES)
def test_extensions(case: Case) -> None:
    check_case(case)


def test_what_the_server_takes_is_named() -> None:
    assert (
        says(b"XCLIENT LOGIN=x", SERVER, "attribute-unknown")
        == "This server takes NAME ADDR here, not LOGIN."
    )
    assert says(b"XFORWARD LOGIN=x", STRANGER, "attribute-unknown").startswith("Postfix knows NAME ")


def test_what_postfix_made_cites_its_own_document() -> None:
    (finding,) = lint(b"XCLIENT LOGIN=x", SERVER)
    assert finding.source == "Postfix XCLIENT_README"
