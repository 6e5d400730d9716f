from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.challenge import EMPTY, read
from smtpwb.smtp.sasl import challenge as decoded


def told(mechanism: str, challenge: bytes) -> str:
    return " ".join(read(mechanism, challenge))


@pytest.mark.parametrize("mechanism", ["LOGIN", "login", ""])
@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        (b"Username:", "user name"),
        (b"User Name\0", "user name"),
        (b"User:", "user name"),
        (b"Password:", "password"),
        (b"Password\0", "password"),
        (b"password: ", "password"),
    ],
)
def test_a_prompt_of_login(mechanism: str, prompt: bytes, asked: str) -> None:
    assert f"the {asked}, in base64" in told(mechanism, prompt)
    assert ("inside TLS only" in told(mechanism, prompt)) == (asked == "password")


def test_a_prompt_in_words_of_the_servers_own_is_shown() -> None:
    assert told("LOGIN", b"Wie heissen Sie?") == "“Wie heissen Sie?”, the server's own words."


@pytest.mark.parametrize("mechanism", ["CRAM-MD5", ""])
def test_cram_md5_as_postfix_sends_it(mechanism: str) -> None:
    challenge = decoded(b"PDQxMDg2NjQyMjYuMjk5MzgwQG14LnBvc3RmaXgudGVzdD4=")
    assert challenge is not None
    first, second = read(mechanism, challenge)
    assert "<4108664226.299380@mx.postfix.test>" in first
    assert "by mx.postfix.test" in first
    assert "HMAC-MD5" in second


SERVER_FIRST = b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=%b"
"""The example of RFC 5802 §5; its salt has 12 octets."""


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", ""])
@pytest.mark.parametrize(
    ("count", "said"),
    [
        (b"4096", "4,096 times."),
        (b"1", "1 times. That is fewer than the 4,096"),
        (b"1000000", "1,000,000 times."),
        (b"1000001", "may be meant to keep the client busy"),
        (b"9" * 5000, "more than a billion times. That is so many"),
        (b"x", "is no number"),
    ],
)
def test_the_first_challenge_of_scram(mechanism: str, count: bytes, said: str) -> None:
    nonces, salt, *iterations = read(mechanism, SERVER_FIRST % count)
    assert "begin with the one that was sent" in nonces
    assert "12 octets" in salt
    assert said in " ".join(iterations)
    assert len(iterations) == (2 if "That" in said or "busy" in said else 1)


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-1", ""])
def test_the_last_challenge_of_scram(mechanism: str) -> None:
    assert "The server's proof (20 octets)" in told(mechanism, b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")
    assert told(mechanism, b"e=invalid-proof").startswith("The login failed: invalid-proof.")


def test_the_extensions_of_scram_are_no_trouble() -> None:
    assert "hashed 4,096 times" in told("SCRAM-SHA-1", b"m=x," + SERVER_FIRST % b"4096")


@pytest.mark.parametrize("mechanism", ["DIGEST-MD5", ""])
def test_digest_md5(mechanism: str) -> None:
    challenge = b'realm="elwood.test",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8'
    assert "realm: elwood.test. qop: auth; nonce: 14 characters" in told(mechanism, challenge)
    assert "RFC 6331" in told(mechanism, challenge)
    assert "none, the client chooses" in told(mechanism, b'nonce="x"')
    assert "proof" in told(mechanism, b"rspauth=ea40f60335c427b5527b84dbabcdfffd")


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER", ""])
@pytest.mark.parametrize(
    ("challenge", "said"),
    [
        (
            b'{"status":"401","schemes":"Bearer","scope":"https://mail.test/"}',
            "get a new one. scope: the token needs https://mail.test/.",
        ),
        (b'{"status":"invalid_token"}', "status invalid_token, the token is wrong or has expired"),
        (b'{"status":400}', "status 400, the request or the token cannot be read"),
        (b"{}", "status not told."),
        (b'{"status":"\\u001b]0;x"}', "status <1B>]0;x."),
    ],
)
def test_the_reason_why_a_token_was_refused(mechanism: str, challenge: bytes, said: str) -> None:
    assert said in told(mechanism, challenge)
    assert "empty line" in told(mechanism, challenge)


@pytest.mark.parametrize("json", [b"{", b"[]", b"[" * 100_000, b'{"a":' * 100_000, b'{"status":"\xff"}'])
def test_what_is_no_such_reason_is_shown_as_it_is(json: bytes) -> None:
    assert "own words" in told("XOAUTH2", json)


def ntlm(flags: bytes, name: bytes) -> bytes:
    length = len(name).to_bytes(2, "little")
    return b"NTLMSSP\0\2\0\0\0" + length * 2 + (24).to_bytes(4, "little") + flags + name


@pytest.mark.parametrize("mechanism", ["NTLM", "MSN", ""])
def test_ntlm_is_named(mechanism: str) -> None:
    assert "challenge of CORP (message 2" in told(mechanism, ntlm(b"\2\0\0\0", b"CORP"))
    assert "challenge of CORP (message 2" in told(mechanism, ntlm(b"\1\0\0\0", "CORP".encode("utf-16-le")))
    assert "An NTLM message" in told(mechanism, b"NTLMSSP\0\1\0\0\0")
    assert "waits for the first" in told(mechanism, b"NTLM supported")


@pytest.mark.parametrize("mechanism", ["GSSAPI", "GSS-SPNEGO", "GS2-KRB5", ""])
def test_a_kerberos_token_is_named(mechanism: str) -> None:
    assert "GSS-API" in told(mechanism, b"\x60\x48\x06\x09")


@pytest.mark.parametrize("mechanism", ["PLAIN", "XOAUTH2", "SCRAM-SHA-256", "EXTERNAL", "", "no such"])
def test_nothing_is_asked_where_the_client_speaks_first(mechanism: str) -> None:
    assert read(mechanism, b"") == EMPTY


def test_the_mechanism_decides_not_the_look() -> None:
    """`e=…` may be anything in another mechanism; what is no prompt in LOGIN is not read as SCRAM."""
    assert told("LOGIN", b"e=other").endswith("own words.")
    assert told("FROB", b"\0\1\2\3").startswith("4 octets of binary")


@given(
    st.sampled_from(["", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "DIGEST-MD5", "XOAUTH2", "NTLM"]), st.binary()
)
def test_whatever_is_asked_there_is_an_answer_safe_to_show(mechanism: str, challenge: bytes) -> None:
    sentences = read(mechanism, challenge)
    assert sentences
    assert all(sentence.isprintable() and sentence.endswith((".", "!")) for sentence in sentences)


@given(st.sampled_from([b"r=", b"nonce=", b"NTLMSSP\0\2\0\0\0", b'{"status":', b"<", b"v="]), st.binary())
def test_what_begins_well_may_go_on_badly(begin: bytes, rest: bytes) -> None:
    assert all(sentence.isprintable() for sentence in read("", begin + rest))
