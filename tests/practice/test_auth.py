from __future__ import annotations

import base64
import hmac
from collections.abc import Callable

import pytest

from smtpwb.practice.auth import MECHANISMS, PASSWORD, TOKEN, USER, Opening
from smtpwb.practice.conversation import Conversation
from smtpwb.practice.help import overview, topic
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.office import PostOffice
from smtpwb.practice.persona import plain
from smtpwb.practice.replies import REPLIES
from smtpwb.practice.verbs import VERBS


def exchange(
    mechanism: str,
    initial: bytes | None,
    *answers: bytes | Callable[[bytes], bytes],
    secured: bool = True,
) -> tuple[list[bytes], str]:
    """The challenges, and the verdict; an answer may be made of its challenge."""
    running = MECHANISMS[mechanism](Opening(initial, secured))
    asked = []
    try:
        challenge = next(running)
        for answer in answers:
            asked.append(challenge)
            challenge = running.send(answer if isinstance(answer, bytes) else answer(challenge))
    except StopIteration as verdict:
        return asked, REPLIES[verdict.value].partition(" ")[0] + " " + REPLIES[verdict.value].split()[1]
    raise AssertionError(f"still asks {challenge!r}")


def cram(user: bytes, password: bytes) -> Callable[[bytes], bytes]:
    return lambda challenge: user + b" " + hmac.new(password, challenge, "md5").hexdigest().encode()


def xoauth2(user: bytes, token: bytes) -> bytes:
    return b"user=%b\x01auth=Bearer %b\x01\x01" % (user, token)


def oauth(gs2: bytes, token: bytes, host: bytes = b"") -> bytes:
    return b"%b\x01%bauth=Bearer %b\x01\x01" % (gs2, host and b"host=%b\x01" % host, token)


XOAUTH2_REASON = b'{"status": "401", "schemes": "bearer", "scope": "https://practice.test/"}'
OAUTH_REASON = b'{"status": "invalid_token", "scope": "smtp.practice.test"}'


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
        ("PLAIN", b"\0strict\0lantern7", (), [], "534 5.7.9"),
        ("PLAIN", b"\0strict\0wrong", (), [], "535 5.7.8"),
        ("PLAIN", None, (b"\0learner\0lantern7",), [b""], "235 2.7.0"),
        ("LOGIN", None, (b"learner", b"lantern7"), [b"Username:", b"Password:"], "235 2.7.0"),
        ("LOGIN", b"learner", (b"lantern7",), [b"Password:"], "235 2.7.0"),
        ("LOGIN", None, (b"learner", b"x"), [b"Username:", b"Password:"], "535 5.7.8"),
        ("LOGIN", b"strict", (b"lantern7",), [b"Password:"], "534 5.7.9"),
        ("CRAM-MD5", b"learner", (), [], "501 5.7.0"),
        ("XOAUTH2", xoauth2(b"learner", b"lantern-token"), (), [], "235 2.7.0"),
        ("XOAUTH2", None, (xoauth2(b"learner", b"lantern-token"),), [b""], "235 2.7.0"),
        ("XOAUTH2", xoauth2(b"learner", b"stale"), (b"",), [XOAUTH2_REASON], "535 5.7.8"),
        ("XOAUTH2", xoauth2(b"other", b"lantern-token"), (b"",), [XOAUTH2_REASON], "535 5.7.8"),
        ("XOAUTH2", b"what", (b"",), [XOAUTH2_REASON], "535 5.7.8"),
        ("OAUTHBEARER", oauth(b"n,a=learner,", b"lantern-token", b"practice.test"), (), [], "235 2.7.0"),
        ("OAUTHBEARER", oauth(b"n,,", b"lantern-token"), (), [], "235 2.7.0"),
        ("OAUTHBEARER", oauth(b"n,a=learner,", b"stale"), (b"\1",), [OAUTH_REASON], "535 5.7.8"),
        ("EXTERNAL", b"", (), [], "235 2.7.0"),
        ("EXTERNAL", None, (b"learner",), [b""], "235 2.7.0"),
        ("EXTERNAL", b"root", (), [], "535 5.7.8"),
        ("ANONYMOUS", b"sirhc", (), [], "235 2.7.0"),
        ("ANONYMOUS", None, (b"",), [b""], "235 2.7.0"),
        ("ANONYMOUS", b"x" * 256, (), [], "501 5.5.2"),
        ("SCRAM-SHA-1", b"n=learner", (), [], "501 5.5.2"),
        ("SCRAM-SHA-256", b"p=tls-unique,,n=learner,r=abc", (), [], "501 5.5.2"),
    ],
)
def test_exchanges(
    mechanism: str, initial: bytes | None, answers: tuple[bytes, ...], asked: list[bytes], said: str
) -> None:
    assert exchange(mechanism, initial, *answers) == (asked, said)


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        (b"learner", b"lantern7", "235 2.7.0"),
        (b"strict", b"lantern7", "235 2.7.0"),
        (b"learner", b"wrong", "535 5.7.8"),
        (b"other", b"lantern7", "535 5.7.8"),
    ],
)
def test_cram_md5(user: bytes, password: bytes, said: str) -> None:
    asked, verdict = exchange("CRAM-MD5", None, cram(user, password))
    assert asked[0].endswith(b"@practice.test>")
    assert verdict == said


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER", "EXTERNAL"])
def test_what_may_not_cross_the_network_in_clear(mechanism: str) -> None:
    assert exchange(mechanism, b"", secured=False) == ([], "538 5.7.11")


def all_that_is_said() -> list[str]:
    """Every text of the server but the line of HELP that publishes the password."""
    rows = mailboxes()
    names = [*VERBS, *(mailbox.name for mailbox in rows)]
    told = [
        *overview(plain(), tuple(VERBS), tuple(MECHANISMS)),
        *(line for name in names for line in topic(name, tuple(VERBS))),
    ]
    published = [line for line in told if f"user {USER}, password {PASSWORD}, token {TOKEN}" in line]
    assert len(published) == 1
    return [
        *REPLIES.values(),
        *(text for mailbox in rows for text in (mailbox.reply, mailbox.teaches, mailbox.stands_for)),
        *(line for line in told if line not in published),
        *Conversation(PostOffice(), "127.0.0.1").offers,
        *(base64.b64encode(challenge).decode() for challenge in (b"Username:", b"Password:")),
        *(base64.b64encode(reason).decode() for reason in (XOAUTH2_REASON, OAUTH_REASON)),
    ]


def test_the_password_stands_nowhere_in_what_the_server_says() -> None:
    """A client that masks a password where it is echoed would hide a word of the server's there."""
    secrets = (PASSWORD, TOKEN)
    forms = [form for secret in secrets for form in (secret, base64.b64encode(secret.encode()).decode())]
    assert len(PASSWORD) >= 8
    assert not [text for text in all_that_is_said() for form in forms if form.lower() in text.lower()]
