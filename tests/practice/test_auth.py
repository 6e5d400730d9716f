from __future__ import annotations

import base64

import pytest

from smtpwb.practice.auth import MECHANISMS, PASSWORD, USER
from smtpwb.practice.conversation import Conversation
from smtpwb.practice.help import overview, topic
from smtpwb.practice.mailboxes import DOMAIN, mailboxes
from smtpwb.practice.office import PostOffice
from smtpwb.practice.replies import REPLIES
from smtpwb.practice.verbs import VERBS


def exchange(mechanism: str, initial: bytes | None, *answers: bytes) -> tuple[list[bytes], str]:
    """The challenges, and the verdict."""
    running = MECHANISMS[mechanism](initial)
    asked = []
    try:
        challenge = next(running)
        for answer in answers:
            asked.append(challenge)
            challenge = running.send(answer)
    except StopIteration as verdict:
        return asked, verdict.value[:9]
    raise AssertionError(f"still asks {challenge!r}")


@pytest.mark.parametrize(
    ("mechanism", "initial", "answers", "asked", "said"),
    [
        ("PLAIN", b"\0learner\0lantern7", (), [], "235 2.7.0"),
        ("PLAIN", b"learner\0learner\0lantern7", (), [], "235 2.7.0"),
        ("PLAIN", b"root\0learner\0lantern7", (), [], "535 5.7.8"),
        ("PLAIN", b"\0learner\0wrong", (), [], "535 5.7.8"),
        ("PLAIN", b"\0other\0lantern7", (), [], "535 5.7.8"),
        ("PLAIN", b"learner\0lantern7", (), [], "535 5.7.8"),
        ("PLAIN", b"", (), [], "535 5.7.8"),
        ("PLAIN", None, (b"\0learner\0lantern7",), [b""], "235 2.7.0"),
        ("LOGIN", None, (b"learner", b"lantern7"), [b"Username:", b"Password:"], "235 2.7.0"),
        ("LOGIN", b"learner", (b"lantern7",), [b"Password:"], "235 2.7.0"),
        ("LOGIN", None, (b"learner", b"x"), [b"Username:", b"Password:"], "535 5.7.8"),
    ],
)
def test_exchanges(
    mechanism: str, initial: bytes | None, answers: tuple[bytes, ...], asked: list[bytes], said: str
) -> None:
    assert exchange(mechanism, initial, *answers) == (asked, said)


def all_that_is_said() -> list[str]:
    """Every text of the server but the line of HELP that publishes the password."""
    rows = mailboxes()
    names = [*VERBS, *(mailbox.name for mailbox in rows)]
    told = [*overview(DOMAIN, tuple(VERBS)), *(line for name in names for line in topic(name, tuple(VERBS)))]
    published = [line for line in told if f"user {USER}, password {PASSWORD}" in line]
    assert len(published) == 1
    return [
        *REPLIES.values(),
        *(text for mailbox in rows for text in (mailbox.reply, mailbox.teaches, mailbox.stands_for)),
        *(line for line in told if line not in published),
        *Conversation(PostOffice(), "127.0.0.1").offers,
        *(base64.b64encode(challenge).decode() for challenge in (b"Username:", b"Password:")),
    ]


def test_the_password_stands_nowhere_in_what_the_server_says() -> None:
    """A client that masks a password where it is echoed would hide a word of the server's there."""
    forms = (PASSWORD.lower(), base64.b64encode(PASSWORD.encode()).decode().lower())
    assert len(PASSWORD) >= 8
    assert not [text for text in all_that_is_said() for form in forms if form in text.lower()]
