from __future__ import annotations

import pytest

from smtpwb.practice.sender_rules import refusal
from tests.practice.talking import conversation


@pytest.mark.parametrize(
    ("persona", "sender", "code"),
    [
        ("practice", "a@nullmx.test", "550 5.7.27 <a@nullmx.test>"),
        ("practice", "a@ghost.test", ""),
        ("strict", "a@NullMX.test.", "550 5.7.27"),
        ("strict", "a@ghost.test", "550 5.1.8"),
        ("strict", "a@Unreachable.test", "450 4.1.8"),
        ("strict", "a@spf.test", "550 5.7.23 <a@spf.test>: Sender address rejected: SPF"),
        ("strict", "a@example.net", ""),
        ("strict", "a@practice.test", ""),
        ("strict", "", ""),
    ],
)
def test_which_domains_are_refused(persona: str, sender: str, code: str) -> None:
    said = refusal(conversation(persona), sender)
    assert said.startswith(code)
    assert bool(said) == bool(code)


@pytest.mark.parametrize(
    ("authenticated", "sender", "why"),
    [
        (False, "learner@practice.test", "not logged in"),
        (True, "boss@practice.test", "not owned"),
        (True, "Learner@Practice.test", ""),
        (True, "a@example.net", ""),
    ],
)
def test_on_submission_a_sender_of_ours_must_be_its_owner(authenticated: bool, sender: str, why: str) -> None:
    talk = conversation("strict", auth_required=True, authenticated=authenticated)
    said = refusal(talk, sender)
    assert why in said
    assert said.startswith("553 5.7.1") == bool(why)
