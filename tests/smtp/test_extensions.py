from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.commands import parse
from smtpwb.smtp.extensions import LINE_INCREASE, Extensions, Offer, line_limit, offered, read_offer
from smtpwb.smtp.replies import Reply, ReplyReader
from tests.smtp.dialogues import offers

EHLO_REPLY = (
    b"250-mx.practice.test Hello\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-auth=LOGIN\r\n"
    b"250-AUTH PLAIN login\r\n250-\r\n250 8BITMIME\r\n"
)


def read(data: bytes) -> Reply:
    (reply,) = ReplyReader().feed(data, 0)
    return reply


def test_every_line_but_the_first_is_an_offer() -> None:
    assert offered(read(EHLO_REPLY)).offers == (
        Offer("PIPELINING", ()),
        Offer("SIZE", ("10240000",)),
        Offer("AUTH=LOGIN", ()),
        Offer("AUTH", ("PLAIN", "login")),
        Offer("8BITMIME", ()),
    )


def test_a_greeting_alone_offers_nothing() -> None:
    assert offered(read(b"250 SIZE\r\n")) == Extensions()


def test_mechanisms_come_from_both_spellings_once_each() -> None:
    assert offered(read(EHLO_REPLY)).mechanisms == ("LOGIN", "PLAIN")
    assert offers("AUTH=PLAIN LOGIN", "AUTH PLAIN").mechanisms == ("PLAIN", "LOGIN")
    assert offers("SIZE 5").mechanisms == ()


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("SIZE 1000", 1000),
        ("SIZE 99999999999999999999", 10**20 - 1),
        ("SIZE", None),
        ("SIZE 0", None),
        ("SIZE many", None),
        ("SIZE -1", None),
        ("SIZE " + "9" * 5000, None),
        ("SIZE ٣", None),
        ("DSN", None),
    ],
)
def test_the_largest_message(line: str, size: int | None) -> None:
    assert offers(line).size == size


def test_a_repeated_keyword_counts_as_said_last() -> None:
    twice = offers("SIZE 1", "DSN", "SIZE 2")
    assert twice.size == 2
    assert twice.get("SIZE") == Offer("SIZE", ("2",))
    assert twice.get("ETRN") is None
    assert "DSN" in twice
    assert "dsn" not in twice


@given(st.binary())
def test_any_octets_read_as_an_offer(text: bytes) -> None:
    offer = read_offer(text)
    assert offer.keyword == offer.keyword.upper()
    assert all(word and not word.isspace() for word in offer.parameters)


STATED = {
    # what each RFC adds to 512 octets, command by command
    ("SIZE", "MAIL"): 26,  # RFC 1870 §3
    ("BINARYMIME", "MAIL"): 16,  # RFC 3030 §3
    ("DSN", "MAIL"): 107,  # RFC 3461 §5.4
    ("DSN", "RCPT"): 507,
    ("AUTH", "MAIL"): 500,  # RFC 4954 §3
    ("DELIVERBY", "MAIL"): 17,  # RFC 2852 §2
    ("FUTURERELEASE", "MAIL"): 34,  # RFC 4865 §3
    ("MT-PRIORITY", "MAIL"): 15,  # RFC 6710 §3
    ("SMTPUTF8", "MAIL"): 10,  # RFC 6531 §3.1
    ("SMTPUTF8", "VRFY"): 10,
    ("SMTPUTF8", "EXPN"): 10,
    ("REQUIRETLS", "MAIL"): 11,  # RFC 8689 §2
    ("RRVS", "RCPT"): 33,  # RFC 7293 §3.1
    ("MTRK", "MAIL"): 40,  # RFC 3885 §2
    ("NO-SOLICITING", "MAIL"): 1007,  # RFC 3865 §2.3
    ("CHECKPOINT", "MAIL"): 88,  # RFC 1845 §2
    ("UTF8SMTP", "MAIL"): 460,  # RFC 5336 §3.1
    ("UTF8SMTP", "RCPT"): 460,
}


def test_line_increases_are_those_of_the_rfcs() -> None:
    assert {(name, verb): by for name, verbs in LINE_INCREASE.items() for verb, by in verbs.items()} == STATED


@pytest.mark.parametrize(
    ("line", "extensions", "limit"),
    [
        (b"MAIL FROM:<>", (), 512),
        (b"MAIL FROM:<>", ("SIZE 1",), 538),
        (b"MAIL FROM:<>", ("SIZE 1", "SIZE 2"), 538),
        (b"MAIL FROM:<>", ("SIZE", "DSN", "AUTH PLAIN", "SMTPUTF8"), 512 + 26 + 107 + 500 + 10),
        (b"RCPT TO:<>", ("SIZE", "DSN"), 1019),
        (b"DATA", ("SIZE", "DSN"), 512),
        (b"AUTH PLAIN", (), 12_288),
        (b"AUTH PLAIN", ("SIZE",), 12_288),
    ],
)
def test_the_limit_grows_with_what_is_offered(line: bytes, extensions: tuple[str, ...], limit: int) -> None:
    assert line_limit(parse(line), offers(*extensions)) == limit
