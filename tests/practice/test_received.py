from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from smtpwb.practice.received import Received
from smtpwb.practice.server import PracticeServer
from tests.practice.dialogue import run

TAKEN = Received(
    1,
    "a@example.net",
    ("b@practice.test", "c@practice.test"),
    b"hi\r\n",
    datetime(2024, 1, 1, tzinfo=UTC),
    "192.0.2.1",
    "x",
    mail_parameters=("RET=HDRS", "SMTPUTF8"),
    recipient_parameters=((), ("notify=Never",)),
)


def test_parameters_are_found_by_keyword_in_any_case() -> None:
    assert TAKEN.parameter("RET") == "HDRS"
    assert TAKEN.parameter("SMTPUTF8") == ""
    assert TAKEN.parameter("SIZE") is None
    assert TAKEN.recipient_parameter(0, "NOTIFY") is None
    assert TAKEN.recipient_parameter(1, "NOTIFY") == "Never"
    assert TAKEN.recipient_parameter(2, "NOTIFY") is None


def test_for_one_recipient_the_others_and_their_parameters_are_gone() -> None:
    one = TAKEN.for_one(1)
    assert one.recipients == ("c@practice.test",)
    assert one.recipient_parameter(0, "NOTIFY") == "Never"
    assert one.mail_parameters == TAKEN.mail_parameters


async def test_what_a_client_says_stands_in_the_message(server: PracticeServer) -> None:
    await run(
        server.address,
        """
        S: 220
        C: EHLO ws.example.net
        S: 250
        C: MAIL FROM:<a@example.net> ENVID=q1 RET=FULL
        S: 250
        C: RCPT TO:<nobody@practice.test>
        S: 550
        C: RCPT TO:<b@practice.test> NOTIFY=SUCCESS
        S: 250
        C: DATA
        S: 354
        C: hi
        C: .
        S: 250
        """,
    )
    (message,) = server.received
    assert (message.host, message.hello, message.extended) == ("practice.test", "ws.example.net", True)
    assert (message.secured, message.tls, message.authenticated, message.lmtp) == (False, "", False, False)
    assert message.mail_parameters == ("ENVID=q1", "RET=FULL")
    assert message.recipient_parameters == (("NOTIFY=SUCCESS",),)


def test_the_verb_of_the_introduction_follows_from_how_it_came() -> None:
    came = Received(1, "", (), b"", datetime(2026, 1, 1, tzinfo=UTC), "192.0.2.1", "x")
    assert came.greeted == "HELO"
    assert replace(came, extended=True).greeted == "EHLO"
    assert replace(came, extended=True, lmtp=True).greeted == "LHLO"
