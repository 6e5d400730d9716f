from __future__ import annotations

import pytest

from smtpwb.reference.causes import CAUSES
from smtpwb.transcript import pattern
from smtpwb.transcript.findings import Finding
from smtpwb.transcript.pattern import (
    OF_CLIENT_OR_SENDER,
    Recipient,
    grouped,
    in_a_sentence,
    remaining,
    ruled_out,
)

SENDER = "me@home.test"


def taken(address: str) -> Recipient:
    return Recipient(address, 0, "250", "2.1.5")


def refused(address: str, cause: str = "mailbox-full", code: str = "550") -> Recipient:
    told = CAUSES[cause]
    title = told.title if cause != "unknown" else code
    return Recipient(address, 0, code, "", cause, title, "certain", told.try_, told.sources)


def out(*recipients: Recipient) -> str:
    return "\n".join(one.text for one in ruled_out(SENDER, recipients))


def left(*recipients: Recipient) -> str:
    return "\n".join(one.text for one in remaining(recipients))


def test_some_accepted_and_one_mailbox_full_rules_out_all_that_they_share() -> None:
    """What the list of 2003 was asked: some addresses work and others get an error."""
    connection, sender, client, domain = ruled_out(
        SENDER, (taken("a@x.test"), refused("b@X.test"), taken("c@y.test"))
    )
    assert connection.text == "Not the connection: the same one went on to accept <a@x.test>, <c@y.test>."
    assert sender.text.startswith("Not the sender <me@home.test> as such")
    assert "blocklist" in client.text
    assert domain.text == "Not the domain x.test: <a@x.test> is there and was accepted."


def test_what_remains_is_the_mailbox_itself() -> None:
    first, *others = remaining((taken("a@x.test"), refused("b@x.test")))
    told = CAUSES["mailbox-full"]
    assert first == Finding(f"<b@x.test>: mailbox full. {told.try_}", told.sources)
    assert [one.text for one in others] == [pattern.ACCEPTED_ALONE.text]


def test_another_domain_is_not_ruled_out_but_named() -> None:
    who = taken("a@x.test"), refused("b@y.test", "relay-denied"), refused("c@y.test", "relay-denied")
    assert "Not the domain" not in out(*who)
    assert "Every refused address is at y.test" in left(*who)


@pytest.mark.parametrize(
    "who",
    [
        (taken("a@x.test"), refused("b@y.test"), refused("c@z.test")),
        (taken("a@y.test"), refused("b@y.test")),
        (taken("a@x.test"), refused("nobody")),
    ],
    ids=["two domains", "the same domain", "no domain"],
)
def test_no_domain_is_blamed_without_reason(who: tuple[Recipient, ...]) -> None:
    assert "Every refused address" not in left(*who)


@pytest.mark.parametrize("cause", sorted(OF_CLIENT_OR_SENDER))
def test_words_that_blame_the_client_are_not_overruled_but_wondered_at(cause: str) -> None:
    who = taken("a@x.test"), refused("b@y.test", cause)
    assert "Not the sender" not in out(*who)
    assert "Not a refusal of you" not in out(*who)
    assert "Not the connection" in out(*who)
    assert f"The words blame {in_a_sentence(CAUSES[cause].title)}, yet <a@x.test> was accepted" in left(*who)


def test_every_cause_of_client_or_sender_is_a_cause() -> None:
    assert set(CAUSES) >= OF_CLIENT_OR_SENDER


def test_postmaster_alone_rules_out_no_refusal_of_the_client() -> None:
    who = taken("Postmaster@x.test"), refused("b@x.test")
    assert out(*who) == "Not the connection: the same one went on to accept <Postmaster@x.test>."
    assert "Only postmaster was accepted" in left(*who)
    assert "Only postmaster" not in left(*who, taken("a@x.test"))


def test_a_connection_that_the_refusal_ended_is_not_ruled_out() -> None:
    assert "Not the connection" not in out(taken("a@x.test"), refused("b@x.test", code="421"))


def test_temporary_refusals_may_pass() -> None:
    later = "Every refusal is temporary"
    assert later in left(taken("a@x.test"), refused("b@x.test", "greylisted", "450"))
    assert later not in left(refused("b@x.test", "greylisted", "450"), refused("c@x.test"))


def test_where_nobody_is_accepted_nothing_is_ruled_out_and_postmaster_is_the_test() -> None:
    who = refused("b@x.test"), refused("c@x.test")
    assert out(*who) == ""
    assert "RCPT TO:<postmaster@x.test>" in left(*who)
    assert "Nobody was accepted" not in left(*who, taken("a@x.test"))


def test_where_all_are_accepted_there_is_nothing_to_say() -> None:
    assert (out(taken("a@x.test")), left(taken("a@x.test"))) == ("", "")
    assert (out(), left()) == ("", "")


def test_a_reply_that_does_not_say_is_left_to_the_postmaster() -> None:
    assert "<b@x.test>: the reply does not say why" in left(taken("a@x.test"), refused("b@x.test", "unknown"))


def test_they_are_grouped_by_cause_the_largest_first() -> None:
    who = refused("a@x.test"), refused("b@x.test", "virus"), refused("c@x.test", "virus")
    assert [(group.cause, len(group.recipients)) for group in grouped(who)] == [
        ("virus", 2),
        ("mailbox-full", 1),
    ]


def test_many_addresses_are_counted_and_none_twice() -> None:
    who = [refused(f"{n}@x.test") for n in (0, *range(1005))]
    (first, *_) = remaining(who)
    assert first.text.startswith("<0@x.test>, <1@x.test>, <2@x.test> and 1,002 more: ")


@pytest.mark.parametrize("address", ["{sender}@x.test", "{", "{0}", "a@{domain}"])
def test_braces_in_an_address_are_no_trouble(address: str) -> None:
    assert f"<{address}>" in left(taken("a@x.test"), refused(address))
    assert f"<{address}>" in out(taken(address), refused("b@x.test"))


def test_titles_inside_a_sentence() -> None:
    assert in_a_sentence("Mailbox full") == "mailbox full"
    assert in_a_sentence("DNS of the sender") == "DNS of the sender"
