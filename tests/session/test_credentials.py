"""What gives a secret away, by mechanism."""

from __future__ import annotations

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.credentials import Exchange
from smtpwb.smtp.reads import Reads, secret_in


def b64(octets: bytes) -> bytes:
    return base64.b64encode(octets)


def forms(*lines: bytes) -> set[bytes]:
    """All forms that an exchange gives, its first line an AUTH command and the others answers."""
    exchange, found = Exchange(), set[bytes]()
    for index, line in enumerate(lines):
        found |= exchange.sent(line, secret_in(line, Reads.ANSWER if index else Reads.COMMAND))
    return found


USER, PASSWORD = b64(b"timothy"), b64(b"tanstaaf")
PLAIN = b64(b"\0timothy\0tanstaaf")
AS_ADMIN = b64(b"postmaster\0timothy\0tanstaaf")
OAUTH = b"n,a=timothy@example.net,\x01host=mx.example.net\x01auth=Bearer ya29.tok\x01\x01"
XOAUTH2 = b"user=timothy@example.net\x01auth=bearer ya29.tok\x01\x01"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([b"AUTH PLAIN " + PLAIN], {PLAIN, b"tanstaaf", PASSWORD}),
        ([b"  auth\tplain  " + PLAIN + b" "], {PLAIN, b"tanstaaf", PASSWORD}),
        ([b"AUTH PLAIN", PLAIN], {PLAIN, b"tanstaaf", PASSWORD}),
        ([b"AUTH PLAIN", AS_ADMIN], {AS_ADMIN, b"tanstaaf", PASSWORD}),
        ([b"AUTH PLAIN", b64(b"\0timothy\0")], set()),
        ([b"AUTH PLAIN =", PLAIN], {PLAIN, b"tanstaaf", PASSWORD}),
        ([b"AUTH LOGIN", USER], set()),
        ([b"AUTH LOGIN", USER, PASSWORD], {PASSWORD, b"tanstaaf"}),
        ([b"AUTH LOGIN " + USER, PASSWORD], {PASSWORD, b"tanstaaf"}),
        ([b"AUTH LOGIN", b"", PASSWORD], {PASSWORD, b"tanstaaf"}),
        ([b"AUTH LOGIN", b"what?", PASSWORD], {b"what?", PASSWORD, b"tanstaaf"}),
        ([b"AUTH LOGIN", USER, b"*", b"AUTH LOGIN", USER], set()),
        ([b"AUTH LOGIN", b"AUTH PLAIN " + PLAIN], {PLAIN, b"tanstaaf", PASSWORD}),
        ([b"AUTH XOAUTH2 " + b64(XOAUTH2)], {b64(XOAUTH2), XOAUTH2, b"ya29.tok", b64(b"ya29.tok")}),
        ([b"AUTH OAUTHBEARER", b64(OAUTH)], {b64(OAUTH), OAUTH, b"ya29.tok", b64(b"ya29.tok")}),
        ([b"AUTH CRAM-MD5", b64(b"tim 9f1c")], {b64(b"tim 9f1c"), b"tim 9f1c"}),
        ([b"AUTH"], set()),
        ([b"AUTH PLAIN", b"*"], set()),
        ([b"AUTH PLAIN", b"not base64!"], {b"not base64!"}),
        ([b"NOOP"], set()),
        ([b"AUTHOR PLAIN " + PLAIN], set()),
    ],
)
def test_forms(lines: list[bytes], found: set[bytes]) -> None:
    assert forms(*lines) == found


names = st.binary(max_size=12).filter(lambda octets: b"\0" not in octets)


@given(names, names, names.filter(bool))
def test_of_plain_no_name_is_a_secret(authzid: bytes, authcid: bytes, password: bytes) -> None:
    message = b"\0".join([authzid, authcid, password])
    for found in (forms(b"AUTH PLAIN " + b64(message)), forms(b"AUTH PLAIN", b64(message))):
        assert found == {b64(message), password, b64(password)}


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), max_size=5))
def test_any_lines_are_taken(lines: list[bytes]) -> None:
    found = forms(*lines)
    assert b"" not in found
    sent = b"\n".join(lines)
    assert all(form in sent or _decoded(form, lines) for form in found)


def _decoded(form: bytes, lines: list[bytes]) -> bool:
    """Whether it is a part of a word that was sent in base64, or that in base64."""
    words = [word for line in lines for word in (line.strip(), *line.split())]
    plain = []
    for word in words:
        try:
            plain.append(base64.b64decode(word, validate=True))
        except binascii.Error:
            continue
    return any(form in text or b64(text) == form for text in plain)
