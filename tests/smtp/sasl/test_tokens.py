from __future__ import annotations

import pytest

from smtpwb.smtp.sasl.pieces import joined, line, preview
from tests.smtp.sasl.exchanges import begin, challenged, respond

REASON = b'{"status":"401"}'


def test_xoauth2() -> None:
    pieces, said = respond(begin("XOAUTH2", user="tim@example.net"))
    assert joined(pieces) == b"user=tim@example.net\x01auth=Bearer ya29.tok\x01\x01"
    empty, _ = respond(challenged(said, REASON))
    assert line(empty) == b""


@pytest.mark.parametrize(
    ("values", "response"),
    [
        ({}, b"n,a=tim,\x01auth=Bearer ya29.tok\x01\x01"),
        (  # RFC 7628 §4.1, but for its port and token
            {"user": "user@example.com", "host": "server.example.com", "port": "587"},
            b"n,a=user@example.com,\x01host=server.example.com\x01port=587\x01auth=Bearer ya29.tok\x01\x01",
        ),
        ({"user": "a,b=c"}, b"n,a=a=2Cb=3Dc,\x01auth=Bearer ya29.tok\x01\x01"),
    ],
)
def test_oauthbearer(values: dict[str, str], response: bytes) -> None:
    pieces, said = respond(begin("OAUTHBEARER", **values))
    assert joined(pieces) == response
    dummy, _ = respond(challenged(said, REASON))
    assert line(dummy) == b"AQ=="  # RFC 7628 §3.2.3


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_all_is_shown_but_the_token(mechanism: str) -> None:
    pieces, _ = respond(begin(mechanism))
    shown = preview(pieces)
    assert 2 <= shown.count("•") <= 4
    assert line(pieces).decode().startswith(shown.partition("•")[0])
