"""What gives a secret away, by mechanism."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session import credentials
from smtpwb.session.credentials import Exchange
from smtpwb.smtp.reads import Reads, secret_in


def b64(octets: bytes) -> bytes:
    return base64.b64encode(octets)


def within(secret: bytes) -> set[bytes]:
    """All that base64 makes of a secret, whatever stands before and behind it: one run for each alignment."""
    runs = set()
    for before in range(3):
        behind = 3 + -(before + len(secret)) % 3
        ones = [b64(octet * before + secret + octet * behind) for octet in (b"\0", b"\xff")]
        runs.add(bytes(a if a == b else 0 for a, b in zip(*ones, strict=True)).strip(b"\0"))
    return {run for run in runs if len(run) >= 4}


def known(secret: bytes) -> set[bytes]:
    return {secret, b64(secret), *within(secret)}


def forms(*lines: bytes) -> set[bytes]:
    """All forms that an exchange gives, its first line an AUTH command and the others answers."""
    exchange, found = Exchange(), set[bytes]()
    for index, line in enumerate(lines):
        found |= exchange.sent(line, secret_in(line, Reads.ANSWER if index else Reads.COMMAND))
    return found


USER, PASSWORD = b64(b"timothy"), b64(b"tanstaaf")
PLAIN = b64(b"\0timothy\0tanstaaf")
AS_ADMIN = b64(b"postmaster\0timothy\0tanstaaf")
SCRAM_FORMS = {b64(b"c=biws,r=abcd,p=cHJvb2Y="), *known(b"cHJvb2Y=")}
OAUTH = b"n,a=timothy@example.net,\x01host=mx.example.net\x01auth=Bearer ya29.tok\x01\x01"
XOAUTH2 = b"user=timothy@example.net\x01auth=bearer ya29.tok\x01\x01"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([b"AUTH PLAIN " + PLAIN], {PLAIN, *known(b"tanstaaf")}),
        ([b"  auth\tplain  " + PLAIN + b" "], {PLAIN, *known(b"tanstaaf")}),
        ([b"AUTH PLAIN", PLAIN], {PLAIN, *known(b"tanstaaf")}),
        ([b"AUTH PLAIN", AS_ADMIN], {AS_ADMIN, *known(b"tanstaaf")}),
        ([b"AUTH PLAIN", b64(b"\0timothy\0")], set()),
        ([b"AUTH PLAIN =", PLAIN], {PLAIN, *known(b"tanstaaf")}),
        ([b"AUTH LOGIN", USER], set()),
        ([b"AUTH LOGIN", USER, PASSWORD], known(b"tanstaaf")),
        ([b"AUTH LOGIN " + USER, PASSWORD], known(b"tanstaaf")),
        ([b"AUTH LOGIN", b"", PASSWORD], known(b"tanstaaf")),
        ([b"AUTH LOGIN", b"what?", PASSWORD], {b"what?", *known(b"tanstaaf")}),
        ([b"AUTH LOGIN", USER, b"*", b"AUTH LOGIN", USER], set()),
        ([b"AUTH LOGIN", b"AUTH PLAIN " + PLAIN], {PLAIN, *known(b"tanstaaf")}),
        ([b"AUTH XOAUTH2 " + b64(XOAUTH2)], known(XOAUTH2) | known(b"ya29.tok")),
        ([b"AUTH OAUTHBEARER", b64(OAUTH)], known(OAUTH) | known(b"ya29.tok")),
        ([b"AUTH CRAM-MD5", b64(b"tim 9f1c")], {b64(b"tim 9f1c"), *known(b"9f1c")}),
        ([b"AUTH SCRAM-SHA-1 " + b64(b"n,,n=tim,r=abcd")], set()),
        ([b"AUTH SCRAM-SHA-256", b64(b"c=biws,r=abcd,p=cHJvb2Y=")], SCRAM_FORMS),
        ([b"AUTH X-UNKNOWN", b64(b"tim 9f1c")], known(b"tim 9f1c")),
        ([b"AUTH EXTERNAL", b64(b"timothy")], set()),
        ([b"AUTH ANONYMOUS " + b64(b"sirhc")], set()),
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
        assert found == {b64(message), *known(password)}


@given(st.binary(min_size=1, max_size=12), st.binary(max_size=8), st.binary(max_size=8))
def test_a_secret_is_known_inside_any_base64(secret: bytes, before: bytes, behind: bytes) -> None:
    said = b64(before + secret + behind)
    assert known(secret) == credentials.forms(secret)
    if len(secret) >= 5:
        assert any(form in said for form in credentials.forms(secret))


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), max_size=5))
def test_any_lines_are_taken(lines: list[bytes]) -> None:
    assert b"" not in forms(*lines)
