"""The sizes of the RFCs, written out once more, and the numbers that servers declare."""

from __future__ import annotations

import pytest

from smtpwb.smtp.limits import LINE_INCREASE, line_limit, number
from tests.smtp.dialogues import offers

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
    ("verb", "extensions", "limit"),
    [
        ("MAIL", (), 512),
        ("MAIL", ("SIZE 1",), 538),
        ("MAIL", ("SIZE 1", "SIZE 2"), 538),
        ("MAIL", ("SIZE", "DSN", "AUTH PLAIN", "SMTPUTF8"), 512 + 26 + 107 + 500 + 10),
        ("RCPT", ("SIZE", "DSN"), 1019),
        ("DATA", ("SIZE", "DSN"), 512),
        ("AUTH", (), 12_288),
        ("AUTH", ("SIZE",), 12_288),
    ],
)
def test_the_limit_grows_with_what_is_offered(verb: str, extensions: tuple[str, ...], limit: int) -> None:
    assert line_limit(verb, offers(*extensions)) == limit


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0", 0),
        ("10240000", 10_240_000),
        ("9" * 20, 10**20 - 1),
        ("9" * 21, None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("१", None),
    ],
)
def test_what_is_declared_is_a_number_of_at_most_20_digits_or_none(text: str, read: int | None) -> None:
    assert number(text) == read


def test_a_number_may_have_to_be_shorter() -> None:
    assert number("999999", 6) == 999_999
    assert number("1000000", 6) is None
