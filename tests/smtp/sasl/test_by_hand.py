from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.sasl.by_hand import decoded, is_base64, is_encoded, is_response


@pytest.mark.parametrize(
    ("word", "octets"), [(b"YWJj", b"abc"), (b"=", b""), (b"", b""), (b"YW", b"YW"), (b"no!", b"no!")]
)
def test_what_was_meant(word: bytes, octets: bytes) -> None:
    assert decoded(word) == octets


@pytest.mark.parametrize(
    ("text", "base64", "encoded"),
    [
        ("dGltb3RoeQ==", True, True),
        ("dXNlcgo=", True, True),
        ("dXNlcg0K", True, True),
        ("Cgp1c2Vy", True, False),
        ("testuser", True, False),
        ("learner", False, False),
        ("YWJj", False, False),
        ("tim@example.net", False, False),
        ("", False, False),
        ("ünsal", False, False),
    ],
)
def test_base64_and_what_only_looks_like_it(text: str, base64: bool, encoded: bool) -> None:
    assert (is_base64(text), is_encoded(text)) == (base64, encoded)


names = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)


@given(names, names)
def test_a_whole_response_is_known_before_its_secret_begins(user: str, password: str) -> None:
    whole = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    before = -(-(len(user) + 2) * 4 // 3)
    """Characters until the second NUL is complete: behind it the password begins."""
    assert all(is_response(whole[:length]) for length in range(max(4, before), len(whole) + 1))


@given(names, names)
def test_a_bearer_response_is_known_before_its_token(user: str, token: str) -> None:
    head = f"user={user}\x01auth="
    whole = base64.b64encode(f"{head}Bearer {token}\x01\x01".encode()).decode()
    assert is_response(whole[: -(-len(head) * 4 // 3)])


@pytest.mark.parametrize(
    "text", ["learner", "tim@example.net", "AGNES", "AHAB", "", "=", "administrator", "ü"]
)
def test_a_name_is_none(text: str) -> None:
    assert not is_response(text)
