"""What a reply is diagnosed as, why, for how long, and who is asked."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smtpwb.reference.diagnosis import CAUSES, UNKNOWN, Diagnosis, diagnose
from smtpwb.smtp.visible import visible_text

NAMES = [
    "recipient-unknown",
    "recipient-disabled",
    "recipient-moved",
    "mailbox-full",
    "message-too-large",
    "bad-domain",
    "null-mx",
    "sender-rejected",
    "relay-denied",
    "authentication-required",
    "authentication-failed",
    "sender-unauthenticated",
    "reverse-dns",
    "helo-rejected",
    "blocklisted",
    "poor-reputation",
    "greylisted",
    "rate-limited",
    "too-many-connections",
    "too-many-recipients",
    "spam-content",
    "virus",
    "policy",
    "malformed-message",
    "syntax",
    "bad-sequence",
    "early-talker",
    "not-implemented",
    "middlebox",
    "tls-required",
    "tls-failed",
    "server-busy",
    "server-error",
    "storage-full",
    "routing",
    "network",
    "delivery-expired",
    "unknown",
]

EXAMPLES = {
    "recipient-unknown": ("550", "5.1.1", "<a@b.example>: Recipient address rejected: User unknown", "RCPT"),
    "mailbox-full": ("452", "4.2.2", "The mailbox is over quota, try again later", "RCPT"),
    "greylisted": ("550", "5.0.0", "Greylisted, please try again in 300 seconds", "RCPT"),
    "blocklisted": ("554", "5.7.1", "Client host [192.0.2.1] blocked using zen.spamhaus.org", "RCPT"),
    "sender-unauthenticated": ("550", "5.7.26", "does not pass SPF; DMARC policy of reject", "CONTENT"),
    "relay-denied": ("554", "5.7.1", "<a@b.example>: Relay access denied", "RCPT"),
    "authentication-required": ("530", "5.7.0", "Authentication required", "MAIL"),
    "tls-required": ("530", "5.7.0", "Must issue a STARTTLS command first", "MAIL"),
    "bad-sequence": ("503", "5.5.1", "Error: need MAIL command", "RCPT"),
    "null-mx": ("556", "5.1.10", "Recipient address has null MX", "RCPT"),
    "reverse-dns": ("550", "5.7.25", "The IP address does not have a PTR record", "CONTENT"),
    "rate-limited": ("450", "4.2.1", "is receiving mail too quickly", "RCPT"),
}


def test_the_causes_are_those_documented() -> None:
    assert list(CAUSES) == NAMES
    assert len(CAUSES) == len(NAMES)
    assert UNKNOWN in CAUSES


@pytest.mark.parametrize("cause", EXAMPLES)
def test_what_servers_say(cause: str) -> None:
    found = diagnose(*EXAMPLES[cause])
    assert found.cause == cause
    assert found.title == CAUSES[cause].title
    assert found.certainty in ("likely", "certain")
    assert found.evidence[0].cause == cause
    assert found.evidence[0].source
    assert set(CAUSES[cause].sources) <= set(found.sources)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Empfänger unbekannt", "recipient-unknown"),
        ("Postfach ist voll", "mailbox-full"),
        ("La boîte aux lettres est pleine", "mailbox-full"),
        ("Destinataire inconnu", "recipient-unknown"),
        ("El buzón está lleno", "mailbox-full"),
        ("Destinatário inexistente", "recipient-unknown"),
        ("La casella è piena", "mailbox-full"),
        ("宛先のユーザーは存在しません", "recipient-unknown"),
    ],
)
def test_in_the_languages_that_servers_speak(text: str, cause: str) -> None:
    assert diagnose("550", "", text, "RCPT").cause == cause


def test_the_words_outweigh_a_lazy_code() -> None:
    assert diagnose("550", "5.0.0", "Mailbox full", "RCPT").cause == "mailbox-full"
    assert diagnose("550", "5.7.1", "550 User unknown: a@b.example", "RCPT").cause == "recipient-unknown"
    assert diagnose("550", "5.1.1", "blocked using bl.spamcop.net", "RCPT").cause == "blocklisted"


@pytest.mark.parametrize("text", ["", "No", "4f2a-77", "Ok whatever"])
def test_nothing_said_is_not_known(text: str) -> None:
    found = diagnose("550", "", text)
    assert found.cause == found.certainty == UNKNOWN
    assert found.permanent is True  # the first digit is all there is to go by


def test_names_in_addresses_pages_and_hosts_speak_for_nothing() -> None:
    text = (
        "<spam@mailbox-full.example> see https://example.org/greylisted/user-unknown at no.such.user.example"
    )
    assert diagnose("550", "", text).cause == UNKNOWN


def test_a_provider_is_believed_about_its_own_codes() -> None:
    google = diagnose("550", "5.7.27", "didn't pass SPF authentication. gsmtp", "CONTENT")
    assert google.cause == "sender-unauthenticated"  # the registry's X.7.27 is a null MX of the sender
    assert diagnose("550", "5.7.27", "Address has null MX", "MAIL").cause == "null-mx"
    assert diagnose("550", "5.7.606", "Access denied", "RCPT").cause == "blocklisted"
    assert diagnose("554", "", "rejected. AUP#CDRBL", "MAIL").cause == "blocklisted"


@pytest.mark.parametrize(
    ("code", "enhanced", "text", "says"),
    [
        ("250", "5.1.1", "User unknown", "250 says success and 5.1.1 says failure for good"),
        ("450", "5.7.1", "Client host rejected", "450 says failure for now and 5.7.1 says failure for good"),
        ("550", "4.2.2", "Mailbox full", "550 says failure for good and 4.2.2 says failure for now"),
        ("550", "", "Greylisted", "550 says failure for good, but this cause passes."),
        ("450", "", "User unknown", "450 says failure for now, but this cause stays"),
        ("250", "", "Mailbox full", "250 says success, but the words speak of a failure"),
    ],
)
def test_a_contradiction_is_pointed_out(code: str, enhanced: str, text: str, says: str) -> None:
    assert diagnose(code, enhanced, text).contradiction.startswith(says)


def test_codes_that_agree_are_no_contradiction() -> None:
    assert diagnose("550", "5.1.1", "User unknown").contradiction == ""
    assert diagnose("550", "", "User unknown").contradiction == ""


def test_permanent_in_fact() -> None:
    assert diagnose("550", "5.7.1", "Greylisted, come back later").permanent is False
    assert diagnose("450", "4.7.1", "blocked using bl.spamcop.net").permanent is True
    assert diagnose("451", "4.3.0", "internal error").permanent is False
    assert diagnose("554", "5.3.0", "internal error").permanent is True
    assert diagnose("", "", "internal error").permanent is None


def test_the_blocklist_and_its_page() -> None:
    found = diagnose("554", "5.7.1", "Client host [192.0.2.1] blocked using zen.spamhaus.org", "RCPT")
    assert (found.blocklist, found.lookup) == ("Spamhaus ZEN", "https://check.spamhaus.org/")
    assert diagnose("550", "5.1.1", "User unknown", "RCPT").blocklist == ""


def test_a_senders_words_around_the_reply_do_not_speak() -> None:
    text = (
        "SMTP error from remote mail server after MAIL FROM:<a@b.example> SIZE=1543: "
        "host mx.example.org [192.0.2.20]: 550 5.1.8 Sender domain does not exist"
    )
    assert diagnose("550", "5.1.8", text, "MAIL").cause == "sender-rejected"


def test_a_503_that_followed_is_not_the_reply() -> None:
    text = "550 5.1.1 <a@b.example>... User Unknown 503 5.0.0 Need RCPT (recipient)"
    assert diagnose("550", "5.1.1", text, "DATA").cause == "recipient-unknown"
    assert diagnose("503", "5.0.0", "503 5.0.0 Need RCPT (recipient)", "DATA").cause == "bad-sequence"


def check(found: Diagnosis) -> None:
    assert found.cause in CAUSES
    assert 0 <= found.confidence <= 1
    assert found.sources
    for one in found.evidence:
        assert one.said == visible_text(one.said) or "<3C>" in one.said
        assert one.said.isprintable()
        assert one.cause in CAUSES
        assert one.source


@given(st.text(), st.text(max_size=5), st.text(max_size=8), st.text(max_size=8))
@example("", "", "..:", "")
def test_any_text_gets_an_answer(text: str, code: str, enhanced: str, after: str) -> None:
    check(diagnose(code, enhanced, text, after))


WORDS = [
    "user ",
    "unknown ",
    "\x1b[31m",
    "\u202e",
    "550 ",
    "5.1.1 ",
    "<",
    "quota ",
    "spam",
    "ü",
    "メール",
    "\n",
    "aup#",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_hostile_words_are_shown_as_visible_text(text: str) -> None:
    check(diagnose("550", "5.7.1", text, "RCPT"))


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "user not ",
        "spam ",
        "message size exceeds ",
        "ä",
        "1 sec ",
        "@",
        "a.",
        "550 ",
        "said: ",
        "5.1.1 ",
    ],
)
def test_a_megabyte_takes_no_longer_than_a_screenful(text: str) -> None:
    diagnose("550", "", "warm", "RCPT")
    begun = time.process_time()
    diagnose("550", "", text * (1_000_000 // len(text)), "RCPT")
    assert time.process_time() - begun < 0.5
