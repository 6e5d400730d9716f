"""What has to stay, and why; what goes is proven by whole runs in `test_script_runner`."""

from __future__ import annotations

import pytest

from smtpwb.session.script import Content, Reference, Send, Write
from smtpwb.session.script_course import Course
from smtpwb.session.script_sending import Sending
from smtpwb.session.session import Session
from smtpwb.smtp.sasl.secret import Secret
from tests.dialogues import play

GREETED = "S: 220 a\nC: EHLO a\nS: 250 a"
TO_DATA = "C: MAIL FROM:<>\nS: 250 a\nC: RCPT TO:<b@a.test>\nS: 250 a\nC: DATA\nS: 354 a"
MESSAGE = Content(1, 1, (b".\r\n",))
SECRET = Reference("env", "A", "tim")


def why(step: Write | Content, *said: str) -> str:
    sending = Sending(Session(play(GREETED, *said)), {SECRET: Secret("x")}, keep_going=False)
    return sending.unsendable(step, Course())


def test_content_goes_only_where_it_is_awaited() -> None:
    assert why(MESSAGE).startswith("the server did not ask for the message")
    assert why(Write((Send(1, b".", raw=True),), content=True)).startswith("the server did not ask")
    assert why(MESSAGE, TO_DATA) == ""


@pytest.mark.parametrize(
    ("send", "said", "reason"),
    [
        (Send(1, b"AUTH PLAIN ", SECRET), (), ""),
        (Send(1, b"", SECRET), (), "the server does not wait for this secret"),
        (
            Send(1, b"AUTH PLAIN ", SECRET),
            ("C: AUTH PLAIN\nS: 334 ",),
            "the server does not wait for this secret",
        ),
        (Send(1, b"AUTH CRAM-MD5 ", SECRET), (), "no response is made here for CRAM-MD5: write it in base64"),
    ],
)
def test_a_secret_goes_only_where_one_is_asked_for(send: Send, said: tuple[str, ...], reason: str) -> None:
    assert why(Write((send,)), *said) == reason
