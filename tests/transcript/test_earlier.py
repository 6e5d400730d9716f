from __future__ import annotations

import pytest

from smtpwb.transcript import earlier
from smtpwb.transcript.earlier import Transaction
from smtpwb.transcript.findings import Finding
from smtpwb.transcript.recipients import ledger, ledgers
from tests.dialogues import play
from tests.transcript.test_pattern import refused, taken

ME, YOU = "me@home.test", "you@home.test"


def out(*recipients: object, before: Transaction) -> list[str]:
    return [one.text for one in earlier.ruled_out(ME, recipients, [before])]  # type: ignore[arg-type]


def left(*recipients: object, before: Transaction) -> list[str]:
    return [one.text for one in earlier.remaining(ME, recipients, [before])]  # type: ignore[arg-type]


def test_an_address_that_was_accepted_from_another_sender_leaves_the_sender() -> None:
    before = Transaction(YOU, (taken("a@x.test"),))
    first, second = out(refused("a@X.test"), before=before)
    assert first.startswith("Not the address: earlier in this connection, from <you@home.test>")
    assert "Not a refusal of you as a client" in second
    (remains,) = left(refused("a@x.test"), before=before)
    assert "from <me@home.test> it does not: look at the sender first" in remains


def test_an_address_that_was_accepted_from_the_same_sender_leaves_what_changed() -> None:
    (remains,) = left(refused("a@x.test"), before=Transaction(ME, (taken("a@x.test"),)))
    assert "something changed meanwhile" in remains


def test_an_address_that_was_refused_from_another_sender_too() -> None:
    (ruled,) = out(refused("a@x.test"), before=Transaction(YOU, (refused("a@x.test"),)))
    assert ruled.startswith("Not the sender <me@home.test> alone")
    assert out(refused("a@x.test"), before=Transaction(ME, (refused("a@x.test"),))) == []


@pytest.mark.parametrize(
    "before",
    [
        Transaction(YOU, ()),
        Transaction(YOU, (refused("b@x.test"),)),
        Transaction(YOU, (taken("postmaster@x.test"),)),
        Transaction(YOU, (taken("A@x.test"), refused("c@x.test"))),
    ],
    ids=["nobody", "another refused", "postmaster", "another mailbox"],
)
def test_what_tells_nothing_of_the_address(before: Transaction) -> None:
    assert not any("Not the address" in text for text in out(refused("a@x.test"), before=before))
    assert left(refused("a@x.test"), before=before) == []


def test_a_server_that_hangs_up_has_enough_of_the_client() -> None:
    before = Transaction(YOU, (taken("b@x.test"),))
    assert out(refused("a@x.test", code="421"), before=before) == []
    assert out(refused("a@x.test"), taken("c@x.test"), before=before) == []
    assert out(before=before) == []


def test_many_addresses_are_one_sentence() -> None:
    before = Transaction(YOU, tuple(taken(f"{n}@x.test") for n in range(1000)))
    now = [refused(f"{n}@x.test") for n in range(1000)]
    assert "and 997 more" in left(*now, before=before)[0]
    assert len(left(*now, before=before)) == 1


def test_every_sentence_has_a_source() -> None:
    found = [value for value in vars(earlier).values() if isinstance(value, Finding)]
    assert len(found) == 5
    assert all(one.sources for one in found)


HELLO = "S: 220 hi\nC: EHLO a\nS: 250 hi"
TAKEN = f"C: MAIL FROM:<{YOU}>\nS: 250 ok\nC: RCPT TO:<a@x.test>\nS: 250 ok\nC: RSET\nS: 250 ok"
REFUSED = f"C: MAIL FROM:<{ME}>\nS: 250 ok\nC: RCPT TO:<a@x.test>\nS: 550 5.7.1 no"


def test_the_ledger_draws_on_the_same_connection_alone() -> None:
    assert any("look at the sender" in one.text for one in ledger(play(HELLO, TAKEN, REFUSED)).remaining)
    elsewhere = play(HELLO, TAKEN, "S: <closed>", HELLO, REFUSED)
    assert not any("look at the sender" in one.text for one in ledger(elsewhere).remaining)


def test_all_ledgers_say_what_each_would_say_alone() -> None:
    transcript = play(HELLO, TAKEN, REFUSED, "C: RSET\nS: 250 ok", REFUSED, "S: <closed>", HELLO, REFUSED)
    each = [
        ledger(transcript, index)
        for index, entry in enumerate(transcript.entries)
        if entry.answers == "MAIL" and entry.reply
    ]
    assert list(ledgers(transcript)) == each
