from __future__ import annotations

import pytest

from smtpwb.practice.auth import MECHANISMS


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
        ("PLAIN", b"\0learner\0practice", (), [], "235 2.7.0"),
        ("PLAIN", b"learner\0learner\0practice", (), [], "235 2.7.0"),
        ("PLAIN", b"root\0learner\0practice", (), [], "535 5.7.8"),
        ("PLAIN", b"\0learner\0wrong", (), [], "535 5.7.8"),
        ("PLAIN", b"\0other\0practice", (), [], "535 5.7.8"),
        ("PLAIN", b"learner\0practice", (), [], "535 5.7.8"),
        ("PLAIN", b"", (), [], "535 5.7.8"),
        ("PLAIN", None, (b"\0learner\0practice",), [b""], "235 2.7.0"),
        ("LOGIN", None, (b"learner", b"practice"), [b"Username:", b"Password:"], "235 2.7.0"),
        ("LOGIN", b"learner", (b"practice",), [b"Password:"], "235 2.7.0"),
        ("LOGIN", None, (b"learner", b"x"), [b"Username:", b"Password:"], "535 5.7.8"),
    ],
)
def test_exchanges(
    mechanism: str, initial: bytes | None, answers: tuple[bytes, ...], asked: list[bytes], said: str
) -> None:
    assert exchange(mechanism, initial, *answers) == (asked, said)
