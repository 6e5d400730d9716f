from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.extensions import Extensions, Offer, offered, read_offer
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.reply_reader import ReplyReader
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
