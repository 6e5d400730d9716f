from __future__ import annotations

import datetime
import ssl
from typing import Any

import pytest
import trustme

from smtpwb.transcript.comparing.comparison import compare
from smtpwb.transcript.events import Event, Opened, OpenFailed, Secured
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, play

ORG = "Example"
CA, OTHER_CA = trustme.CA(organization_name=ORG), trustme.CA(organization_name="Other")
UNTIL, LATER = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2030, 2031))


def der(ca: trustme.CA, *names: str, until: datetime.datetime = UNTIL) -> bytes:
    leaf = ca.issue_cert(*names, not_after=until)
    return ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())


FIRST = der(CA, "mx.example.net")


def secured(certificate: bytes = FIRST, **more: Any) -> Transcript:
    fields = {"version": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384", "verified": True, **more}
    event = Secured(seq=0, wall=BEGAN, at=0, certificates=(certificate,), **fields)
    return Transcript([event])


def told(before: Transcript, after: Transcript) -> tuple[str, ...]:
    return tuple(text for row in compare(before, after).rows for text in row.differences)


def test_the_same_certificate() -> None:
    assert told(secured(), secured()) == ()


def test_a_certificate_that_was_renewed() -> None:
    (text,) = told(secured(), secured(der(CA, "mx.example.net", until=LATER)))
    assert text == "the certificate was renewed: valid until 2031-01-01 (was 2030-01-01)"


def test_another_certificate_says_what_is_other() -> None:
    (text,) = told(secured(), secured(der(OTHER_CA, "mx.example.net", "mx2.example.net")))
    assert text.startswith(
        "another certificate: names mx.example.net, mx2.example.net (was mx.example.net); issuer "
    )
    assert "O=Other" in text
    assert f"O={ORG}" in text


def test_a_certificate_that_is_not_trusted_any_more() -> None:
    after = secured(verified=False, chain_code=18, chain_reason="self-signed certificate")
    (text,) = told(secured(), after)
    assert text.startswith("was verified, now ")
    assert "self-signed" in text.lower()


def test_another_version_of_tls() -> None:
    (text,) = told(secured(), secured(version="TLSv1.2", cipher="ECDHE-RSA-AES128-GCM-SHA256"))
    assert text == "was TLSv1.3 · TLS_AES_256_GCM_SHA384, now TLSv1.2 · ECDHE-RSA-AES128-GCM-SHA256"


def opened(**more: Any) -> Event:
    fields = {"host": "mx.test", "port": 25, "local": "192.0.2.7:5", "peer": "192.0.2.1:25", **more}
    return Opened(seq=0, wall=BEGAN, at=0, target="mx.test", **fields)


def test_another_address_is_no_difference_but_none_is_one() -> None:
    failed = OpenFailed(seq=0, wall=BEGAN, at=0, target="mx.test", why="connection refused")
    assert told(Transcript([opened()]), Transcript([opened(peer="192.0.2.2:25")])) == ()
    (text,) = told(Transcript([opened()]), Transcript([failed]))
    assert text == "was connected to 192.0.2.1:25, now no connection: connection refused"


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("250 ok", "550 5.1.1 nobody", "was 250, now 550 5.1.1: no such recipient"),
        ("250 ok", "500 what", "was 250, now 500"),
        ("250 ok", "gibberish", "was 250, now a reply without a code"),
        ("550-no\nS: 550 really", "550 no", "other words"),
    ],
)
def test_a_refusal_is_decoded(before: str, after: str, text: str) -> None:
    lead = "S: 220 hi\nC: HELO a\nS: 250 hi\nC: MAIL FROM:<a@b.test>\nS: 250 ok\nC: RCPT TO:<c@d.test>\nS: "
    found = told(play(lead + before), play(lead + after))
    assert len(found) == 1
    assert found[0].startswith(text)
