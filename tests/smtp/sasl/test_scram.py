"""SCRAM against the examples of its RFCs, and against a server that is not ours."""

from __future__ import annotations

from dataclasses import replace

import pytest
import scramp
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpwb.smtp.sasl.pieces import joined, line, preview
from smtpwb.smtp.sasl.scram import server_first
from smtpwb.smtp.sasl.steps import CannotRespond, Check, Exchange
from tests.smtp.sasl.exchanges import NONCE, begin, challenged, respond, step_of

EXAMPLES = {
    # RFC 5802 §5 and RFC 7677 §3: nonce, server-first, client-final, server-final
    "SCRAM-SHA-1": (
        "fyko+d2lbbFgONRv9qkxdawL",
        b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    ),
    "SCRAM-SHA-256": (
        NONCE,
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    ),
}


def proven(mechanism: str, password: str = "pencil") -> Exchange:
    """An exchange at the server's last word, which is still to come."""
    nonce, first, _, _ = EXAMPLES[mechanism]
    _, said = respond(begin(mechanism, nonce=nonce, user="user", password=password))
    _, said = respond(challenged(said, first))
    return said


def check(said: Exchange, challenge: bytes) -> Check:
    said = challenged(said, challenge)
    checked = step_of(said).check(said)
    assert checked is not None
    return checked


@pytest.mark.parametrize("mechanism", EXAMPLES)
def test_the_example_of_the_rfc(mechanism: str) -> None:
    nonce, first, final, last = EXAMPLES[mechanism]
    pieces, said = respond(begin(mechanism, nonce=nonce, user="user", password="pencil"))
    assert joined(pieces) == f"n,,n=user,r={nonce}".encode()
    said = challenged(said, first)
    assert step_of(said).check(said) is None
    pieces, said = respond(said)
    assert joined(pieces) == final
    assert check(said, last).good
    empty, _ = respond(challenged(said, last))
    assert line(empty) == b""


@pytest.mark.parametrize("mechanism", EXAMPLES)
@pytest.mark.parametrize("last", [b"v=AAAA", b"v=", b"v", b"", b"hello", b"e=invalid-proof"])
def test_a_server_that_does_not_prove_itself_is_told_on(mechanism: str, last: bytes) -> None:
    assert not check(proven(mechanism), last).good


def test_the_proof_of_another_password_is_wrong_and_said_loudly() -> None:
    _, _, _, last = EXAMPLES["SCRAM-SHA-1"]
    told = check(proven("SCRAM-SHA-1", "another"), last)
    assert not told.good
    assert "PROOF IS WRONG" in told.text


def test_a_proof_cannot_be_checked_without_what_the_own_one_was_made_of() -> None:
    _, _, _, last = EXAMPLES["SCRAM-SHA-1"]
    said = replace(proven("SCRAM-SHA-1"), kept=b"")
    assert "typed by hand" in check(said, last).text


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"]),
    st.text(alphabet="abcXYZ=,@ äß漢", min_size=1, max_size=12),
    st.text(alphabet="abc=, äß漢\u00ad\u2168", min_size=1, max_size=12),
)
def test_a_server_that_is_not_ours_agrees(mechanism: str, user: str, password: str) -> None:
    server_side = scramp.ScramMechanism(mechanism)
    stored = server_side.make_auth_info(password, iteration_count=4096)
    server = server_side.make_server(lambda name: stored)
    first, said = respond(begin(mechanism, user=user, password=password))
    server.set_client_first(joined(first).decode())
    said = challenged(said, server.get_server_first().encode())
    final, said = respond(said)
    server.set_client_final(joined(final).decode())
    assert check(said, server.get_server_final().encode()).good


@pytest.mark.parametrize(
    ("challenge", "why"),
    [
        (b"", "none of SCRAM's"),
        (b"r=ownX,s=c2FsdA==", "none of SCRAM's"),
        (b"r=ownX,s=c2FsdA==,i=4_096", "none of SCRAM's"),
        (b"r=ownX,s=c2FsdA==,i=-1", "none of SCRAM's"),
        (b"r=ownX,s=!,i=4096", "none of SCRAM's"),
        (b"r=otherX,s=c2FsdA==,i=4096", "nonce"),
        (b"r=own,s=c2FsdA==,i=4096", "nonce"),
        (b"r=ownX,s=c2FsdA==,i=0", "i=0"),
        (b"r=ownX,s=c2FsdA==,i=1000001", "i=1,000,001"),
        (b"r=ownX,s=c2FsdA==,i=" + b"9" * 400, "iterations"),
    ],
)
def test_no_proof_is_made_for_what_no_server_should_ask(challenge: bytes, why: str) -> None:
    with pytest.raises(CannotRespond, match=why):
        server_first(challenge, b"own")
    _, said = respond(begin("SCRAM-SHA-1", nonce="own"))
    said = challenged(said, challenge)
    checked = step_of(said).check(said)
    assert checked is not None
    assert why in checked.text
    assert step_of(said).told(said)
    with pytest.raises(CannotRespond):
        step_of(said).pieces(said)


def test_a_first_message_that_was_typed_by_hand_is_gone_on_from() -> None:
    nonce, first, final, _ = EXAMPLES["SCRAM-SHA-1"]
    typed = replace(
        begin("SCRAM-SHA-1", first, password="pencil"), responses=(f"n,,n=user,r={nonce}".encode(),)
    )
    pieces, _ = respond(typed)
    assert joined(pieces) == final


def test_the_draft_is_as_long_as_the_response_and_hides_the_proof() -> None:
    nonce, first, final, _ = EXAMPLES["SCRAM-SHA-1"]
    _, said = respond(begin("SCRAM-SHA-1", nonce=nonce, user="user", password="pencil"))
    said = challenged(said, first)
    drafted = step_of(said).pieces(said)
    assert len(joined(drafted)) == len(final)
    assert preview(drafted).endswith("•" * 9)
    assert "4,096 times" in step_of(said).told(said)


def test_whom_to_act_as_stands_in_the_header_and_is_proven_with_it() -> None:
    pieces, _ = respond(begin("SCRAM-SHA-1", authzid="a=b", nonce="own"))
    assert joined(pieces) == b"n,a=a=3Db,n=tim,r=own"
