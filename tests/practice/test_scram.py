"""The server's side of SCRAM, against a client library that is not ours."""

from __future__ import annotations

import base64

import pytest
import scramp

from smtpwb.practice import scram

MECHANISMS = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256"}


def begin(mechanism: str, password: str, user: str = "learner") -> tuple[scramp.ScramClient, scram.Asked]:
    client = scramp.ScramClient([mechanism], user, password)
    first = scram.client_first(client.get_client_first().encode())
    assert first is not None
    asked = scram.asks(first, MECHANISMS[mechanism], "lantern7")
    client.set_server_first(asked.challenge.decode())
    return client, asked


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_both_sides_prove_that_they_know_the_password(mechanism: str) -> None:
    client, asked = begin(mechanism, "lantern7")
    signature = scram.judge(asked, client.get_client_final().encode(), known=True)
    assert signature is not None
    client.set_server_final(f"v={signature.decode()}")


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_who_does_not_is_refused(mechanism: str) -> None:
    client, asked = begin(mechanism, "wrong")
    assert scram.judge(asked, client.get_client_final().encode(), known=True) is None


def test_a_stranger_is_refused_with_the_right_password_too() -> None:
    client, asked = begin("SCRAM-SHA-1", "lantern7")
    assert scram.judge(asked, client.get_client_final().encode(), known=False) is None


@pytest.mark.parametrize(
    ("old", "new"), [(b"c=biws", b"c=eSws"), (b",r=", b",r=x"), (b",p=", b",x=1,p="), (b",p=", b",p==")]
)
def test_nothing_of_the_last_message_may_be_changed(old: bytes, new: bytes) -> None:
    client, asked = begin("SCRAM-SHA-256", "lantern7")
    message = client.get_client_final().encode()
    assert old in message
    assert scram.judge(asked, message.replace(old, new, 1), known=True) is None


def test_a_name_is_unescaped() -> None:
    client = scramp.ScramClient(["SCRAM-SHA-1"], "a=b,c", "x")
    first = scram.client_first(client.get_client_first().encode())
    assert first is not None
    assert first.user == b"a=b,c"


@pytest.mark.parametrize(
    "message", [b"", b"n,,", b"n,,n=a", b"n,,r=b,n=a", b"p=tls-unique,,n=a,r=b", b"n=a,r=b"]
)
def test_what_is_no_first_message(message: bytes) -> None:
    assert scram.client_first(message) is None


def test_no_challenge_comes_twice() -> None:
    first = scram.client_first(b"n,,n=a,r=b")
    assert first is not None
    assert scram.asks(first, "sha1", "x").challenge != scram.asks(first, "sha1", "x").challenge
    assert base64.b64decode(scram.asks(first, "sha1", "x").challenge.split(b",")[1][2:])
