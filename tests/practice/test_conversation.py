from __future__ import annotations

from smtpwb.practice.auth import MECHANISMS
from smtpwb.practice.conversation import Conversation, Expects, Transaction
from smtpwb.practice.office import SIZE_LIMIT, PostOffice


def test_nothing_may_be_used_before_ehlo_and_all_that_is_offered_after() -> None:
    talk = Conversation(PostOffice(), "192.0.2.1")
    assert not talk.extensions.offers
    talk.extended = True
    assert talk.extensions.size == SIZE_LIMIT
    assert talk.extensions.mechanisms == tuple(MECHANISMS)
    assert "STARTTLS" in talk.extensions


def test_a_handshake_forgets_everything() -> None:
    talk = Conversation(PostOffice(), "192.0.2.1", auth_required=True)
    talk.hello, talk.extended, talk.authenticated = "x", True, True
    talk.transaction, talk.expects = Transaction("a@example.net"), Expects.HANDSHAKE
    talk.secured_now()
    assert talk == Conversation(talk.office, "192.0.2.1", auth_required=True, secured=True)
    assert "STARTTLS" not in talk.offers
