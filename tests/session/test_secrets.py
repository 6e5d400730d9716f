"""Known secrets are found where they are echoed, however the echo is cut."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.secrets import LEAST, Secrets
from smtpwb.smtp.sasl import mask

PLAIN = base64.b64encode(b"\0tim\0tanstaaf")
XOAUTH2 = base64.b64encode(b"user=tim\x01auth=Bearer ya29\x01\x01")


def masked(secrets: Secrets, *chunks: bytes) -> bytes:
    return b"".join(mask(chunk, secrets.find(chunk)) for chunk in chunks)


@pytest.mark.parametrize(
    ("learnt", "echo", "shown"),
    [
        (PLAIN, b"535 " + PLAIN + b"?\r\n", b"535 " + b"*" * len(PLAIN) + b"?\r\n"),
        (PLAIN, b"535 tim/tanstaaf\r\n", b"535 tim/********\r\n"),
        (PLAIN, b"535 \0tim\0tanstaaf", b"535 " + b"*" * 13),
        (PLAIN, b"dGFuc3RhYWY=", b"*" * 12),
        (PLAIN, b"tanstaaf tanstaaf tanstaa", b"******** ******** *******"),
        (PLAIN, b"250 tim@example.net is nobody here", b"250 tim@example.net is nobody here"),
        (XOAUTH2, base64.b64decode(XOAUTH2), b"*" * len(base64.b64decode(XOAUTH2))),
        (b"not base64!", b"501 not base64! what?", b"501 *********** what?"),
        (b"abab", b"ababab", b"******"),
        (b"abc", b"abc", b"abc"),
        (b"", b"250 OK", b"250 OK"),
    ],
)
def test_echo(learnt: bytes, echo: bytes, shown: bytes) -> None:
    secrets = Secrets()
    secrets.learn(learnt)
    assert masked(secrets, echo) == shown


secret = st.binary(min_size=LEAST, max_size=12)


@given(secret, st.binary(max_size=10), st.binary(max_size=10), st.integers(LEAST, 40))
def test_across_two_arrivals(known: bytes, before: bytes, after: bytes, cut: int) -> None:
    """Wherever the cut is, no octet of the secret is shown but those before it could be known."""
    secrets = Secrets()
    secrets.learn(known)
    echo = before + known + after
    shown = masked(secrets, echo[:cut], echo[cut:])
    begin, end = len(before), len(before) + len(known)
    hidden_from = begin if not begin < cut < begin + LEAST else cut
    assert shown[hidden_from:end].strip(b"*") == b""
    assert len(shown) == len(echo)


@given(secret, st.binary(max_size=10))
def test_octet_by_octet(known: bytes, before: bytes) -> None:
    secrets = Secrets()
    secrets.learn(known)
    echo = before + known
    shown = masked(secrets, *(bytes([octet]) for octet in echo))
    assert shown[len(before) + LEAST - 1 :].strip(b"*") == b""


@given(st.lists(st.binary(max_size=20)))
def test_nothing_known_nothing_hidden(chunks: list[bytes]) -> None:
    assert masked(Secrets(), *chunks) == b"".join(chunks)


def test_a_new_connection_continues_nothing() -> None:
    secrets = Secrets()
    secrets.learn(b"tanstaaf")
    assert masked(secrets, b"tan") == b"tan"
    secrets.forget_context()
    assert masked(secrets, b"staaf") == b"staaf"
