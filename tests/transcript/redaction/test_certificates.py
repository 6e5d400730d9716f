"""Certificates with aliases: read again, the same but for names and what finds them in public logs."""

from __future__ import annotations

import ssl

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from msgspec.structs import replace

from smtpwb.transcript.certificates import certificate
from smtpwb.transcript.events import Secured
from smtpwb.transcript.formats.options import Options
from smtpwb.transcript.formats.registry import FORMATS, export
from smtpwb.transcript.redaction.certificates import aliased
from smtpwb.transcript.redaction.meeting import Met
from smtpwb.transcript.redaction.names import Names, Switches
from smtpwb.transcript.redaction.redact import redacted
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, play
from tests.transcript.redaction.test_redact import forms
from tests.transcript.test_certificates import made

NAMES = (x509.DNSName("mx.corp.test"), x509.DNSName("*.corp.test"), x509.RFC822Name("jane@corp.test"))


def names(switches: Switches = Switches()) -> Names:  # noqa: B008
    met = Met(queue_ids=False)
    met.meet(b"jane@corp.test")
    met.meet(b"mx.corp.test 10.1.2.3")
    return met.settled(switches)


def keys() -> list[object]:
    return [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP256R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ]


@pytest.mark.parametrize("key", keys(), ids=lambda key: type(key).__name__)
def test_all_but_names_reads_as_before(key: object) -> None:
    kind = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    der = made(key, common="mx.corp.test", names=NAMES, hash=kind)
    (again,) = aliased((der,), names(), trusted=False)
    before, after = certificate(der), certificate(again)
    assert not after.fault
    assert (after.not_before, after.not_after, after.key, after.signature) == (
        before.not_before,
        before.not_after,
        before.key,
        before.signature,
    )
    assert after.names == ("host1.domain1.example", "*.domain1.example", "user1@domain1.example")
    assert after.subject == "CN=host1.domain1.example"
    assert after.fingerprint != before.fingerprint


def test_nothing_of_it_is_in_any_export() -> None:
    der = made(common="mx.corp.test", names=NAMES)
    transcript = play("S: 220 mx.corp.test", "C: EHLO a", "S: 250 ok", "C: STARTTLS", "S: 220 go")
    event = Secured(
        seq=6, wall=BEGAN, at=9, version="TLSv1.3", certificates=(der,), name="x.corp.test", name_reason="no"
    )
    transcript.append(replace(event, seq=len(transcript.events)))
    text = "".join(
        piece for name in FORMATS for piece in export(name, transcript, Options(aliases=Switches()))
    ).encode()
    assert b"names host1.domain1.example, *.domain1.example" in text
    assert not [form for form in forms(b"corp.test") if form in text]
    assert len(redacted(transcript).entries) == len(Transcript(transcript.events).entries)


def test_what_cannot_be_read_is_empty() -> None:
    assert aliased((b"junk", b""), names(), trusted=True) == (b"", b"")


def test_where_no_name_is_replaced_it_stays() -> None:
    switches = Switches(addresses=False, hosts=False, ips=False)
    assert aliased((b"junk",), names(switches), trusted=False) == (b"junk",)


def test_a_public_issuer_stays_and_a_private_one_does_not() -> None:
    leaf = trustme.CA().issue_cert("mx.corp.test")
    der = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())
    for trusted in (True, False):
        (again,) = aliased((der,), names(), trusted)
        assert (certificate(again).issuer == certificate(der).issuer) is trusted
        assert "trustme" not in certificate(again).subject
