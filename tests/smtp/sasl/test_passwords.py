from __future__ import annotations

import pytest

from smtpwb.smtp.sasl.pieces import joined, preview
from tests.smtp.sasl.exchanges import begin, challenged, respond, step_of


@pytest.mark.parametrize(
    ("values", "response"),
    [
        ({}, b"\0tim\0tanstaaftanstaaf"),
        (
            {"authzid": "Ursel", "user": "Kurt", "password": "xipj3plmq"},
            b"Ursel\0Kurt\0xipj3plmq",
        ),  # RFC 4616 §4
        ({"user": "ünsal", "password": "pä\udcff"}, b"\0\xc3\xbcnsal\0p\xc3\xa4\xff"),
        ({"user": "", "password": ""}, b"\0\0"),
    ],
)
def test_plain(values: dict[str, str], response: bytes) -> None:
    pieces, _ = respond(begin("PLAIN", **values))
    assert joined(pieces) == response


def test_plain_is_shown_up_to_its_password() -> None:
    pieces, _ = respond(begin("PLAIN", user="learner", password="lantern7"))
    assert preview(pieces) == "AGxlYXJuZXIA•••"


def test_login() -> None:
    user, said = respond(begin("LOGIN", b"Username:"))
    password, _ = respond(challenged(said, b"Password:"))
    assert (joined(user), joined(password)) == (b"tim", b"tanstaaftanstaaf")
    assert (preview(user), preview(password)) == ("dGlt", "••••••")


@pytest.mark.parametrize(
    ("challenges", "asked"),
    [
        ((), "user"),
        ((b"Username:",), "user"),
        ((b"User Name\0",), "user"),
        ((b"Password:",), "password"),
        ((b"what?",), "user"),
    ],
)
def test_login_asks_for_what_the_server_asks_for(challenges: tuple[bytes, ...], asked: str) -> None:
    assert step_of(begin("LOGIN", *challenges)).asks[0].id == asked


def test_login_asks_again_where_the_server_did_not_take_the_initial_response() -> None:
    _, said = respond(begin("LOGIN"))
    assert step_of(challenged(said, b"Username:")).asks[0].id == "user"
    assert step_of(challenged(said, b"go on")).asks[0].id == "password"


def test_cram_md5_as_in_its_rfc() -> None:
    """RFC 2195 §2."""
    pieces, _ = respond(begin("CRAM-MD5", b"<1896.697170952@postoffice.reston.mci.net>"))
    assert joined(pieces) == b"tim b913a602c7eda7a495b4e6e7334d3890"
    assert preview(pieces) == "dGlt" + "•" * 11
