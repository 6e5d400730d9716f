from __future__ import annotations

import pytest

from smtpwb.practice.conversation import Conversation
from tests.practice.talking import conversation, say, send

MAIL = "MAIL FROM:<a@example.net>"


def begun(persona: str, *recipients: str) -> Conversation:
    talk = conversation(persona)
    say(talk, "EHLO ws.example.net", MAIL, *(f"RCPT TO:<{recipient}>" for recipient in recipients))
    return talk


@pytest.mark.parametrize(
    ("persona", "recipient", "code"),
    [
        ("practice", "a@example.org", "550 5.7.1"),
        ("practice", "a%example.org@practice.test", "550 5.7.1"),
        ("relay", "a@example.org", "250 2.1.5"),
        ("relay", "a%example.org@practice.test", "250 2.1.5"),
        ("relay", "anyone@nullmx.test", "250 2.1.5"),
        ("relay", "nobody@practice.test", "550 5.1.1"),
        ("bounce", "nobody@practice.test", "250 2.1.5"),
        ("bounce", "a@example.org", "250 2.1.5"),
    ],
)
def test_whom_a_persona_takes_mail_for(persona: str, recipient: str, code: str) -> None:
    assert say(begun(persona), f"RCPT TO:<{recipient}>").startswith(code)


def test_recipients_messages_and_no_more() -> None:
    talk = begun("crowded", *(f"u{number}@practice.test" for number in range(5)))
    assert say(talk, "RCPT TO:<u5@practice.test>").startswith("452 4.5.3")
    for _ in range(3):
        say(talk, "RSET", MAIL, "RCPT TO:<a@practice.test>", "DATA")
        assert send(talk, b"hi\r\n").startswith("250")
    assert say(talk, MAIL).startswith("421 4.7.0")


def test_a_refused_message_does_not_count() -> None:
    talk = begun("crowded", "spam@practice.test")
    say(talk, "DATA")
    assert send(talk, b"hi\r\n").startswith("554 5.7.1")
    assert talk.messages == 0


@pytest.mark.parametrize(("octets", "code"), [(10_000, "250"), (10_001, "552 5.3.4")])
def test_small_takes_ten_thousand_octets(octets: int, code: str) -> None:
    talk = begun("small", "a@practice.test")
    say(talk, "DATA")
    assert send(talk, b"x" * octets).startswith(code)
    assert say(talk, f"MAIL FROM:<> SIZE={octets}").startswith(code)


def test_the_rate_is_looked_at_when_all_else_is_in_order() -> None:
    talk = begun("meter")
    for _ in range(4):
        say(talk, "MAIL FROM:<a@nullmx.test>", "MAIL FROM:a@b", "RSET", "MAIL FROM:<> X=1")
    assert [say(talk, "RSET", MAIL)[:3] for _ in range(3)] == ["250", "250", "450"]


def test_flaky_resets_after_a_354_and_not_after_a_refusal() -> None:
    talk = begun("flaky")
    assert say(talk, "DATA").startswith("503")
    after_refusal = talk.manner
    assert say(talk, "RCPT TO:<b@practice.test>", "DATA").startswith("354")
    assert not after_refusal.ends
    assert talk.manner.ends == "reset"


def test_a_mailbox_settles_how_its_reply_goes_out() -> None:
    talk = begun("practice")
    assert say(talk, "RCPT TO:<slow@practice.test>") == "250 2.1.5 Ok"
    assert talk.manner.after == 5
    assert say(talk, "RCPT TO:<drop@practice.test>") == ""
    assert talk.manner.ends == "close"
    say(talk, "NOOP")
    assert not talk.manner.ends


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{MAIL} RET=HDRS", "250 2.1.0"),
        (f"{MAIL} RET=HDRS ret=FULL", "501 5.5.4 RET may be given only once"),
        (f"{MAIL} ENVID=a RET=HDRS ENVID=a", "501 5.5.4 ENVID may be given only once"),
    ],
)
def test_a_parameter_of_dsn_may_be_given_once(line: str, code: str) -> None:
    talk = conversation()
    assert say(talk, "EHLO x", line).startswith(code)
    assert (talk.transaction is None) == code.startswith("501")


def test_so_may_those_of_a_recipient() -> None:
    talk = begun("practice")
    twice = say(talk, "RCPT TO:<b@practice.test> NOTIFY=NEVER NOTIFY=SUCCESS")
    assert twice == "501 5.5.4 NOTIFY may be given only once"
    assert say(talk, "RCPT TO:<b@practice.test> NOTIFY=SUCCESS ORCPT=rfc822;b@practice.test").startswith(
        "250"
    )
