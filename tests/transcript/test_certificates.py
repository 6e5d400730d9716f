"""Certificates read: what they say, and that nothing in them can do harm."""

from __future__ import annotations

import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.certificates import Certificate, certificate

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def made(
    key: Any = None,
    names: tuple[x509.GeneralName, ...] = (),
    common: str = "mx.example.net",
    hash: Any = ...,
    end: datetime = END,
) -> bytes:
    """A self-signed certificate, DER."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(BEGIN)
        .not_valid_after(end)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, hashes.SHA256() if hash is ... else hash).public_bytes(Encoding.DER)


PLAIN = made(names=(x509.DNSName("mx.example.net"), x509.DNSName("mail.example.net")))


def test_what_it_says() -> None:
    read = certificate(PLAIN)
    assert read.subject == read.issuer == "CN=mx.example.net"
    assert read.names == ("mx.example.net", "mail.example.net")
    assert (read.not_before, read.not_after) == (BEGIN, END)
    assert (read.key, read.signature) == ("EC secp256r1", "ECDSA with SHA-256")
    assert read.self_signed
    assert read.fault == ""


def test_fingerprint_is_that_of_openssl(ca: trustme.CA) -> None:
    der = ssl.PEM_cert_to_DER_cert(ca.cert_pem.bytes().decode())
    expected = x509.load_der_x509_certificate(der).fingerprint(hashes.SHA256())
    assert certificate(der).fingerprint.replace(":", "") == expected.hex().upper()
    assert certificate(der).fingerprint.count(":") == 31


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


def test_issued_by_another_is_not_self_signed(ca: trustme.CA) -> None:
    leaf = ca.issue_cert("mx.example.net", "127.0.0.1")
    read = certificate(ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode()))
    assert not read.self_signed
    assert read.names == ("mx.example.net", "127.0.0.1")
    assert read.issuer != read.subject


@pytest.mark.parametrize(
    ("key", "hash", "told", "signature"),
    [
        (rsa.generate_private_key(65537, 2048), hashes.SHA384(), "RSA 2048", "RSA with SHA-384"),
        (ed25519.Ed25519PrivateKey.generate(), None, "Ed25519", "Ed25519"),
        (ec.generate_private_key(ec.SECP384R1()), hashes.SHA512(), "EC secp384r1", "ECDSA with SHA-512"),
    ],
    ids=["RSA", "Ed25519", "EC"],
)
def test_keys_and_signatures(key: Any, hash: Any, told: str, signature: str) -> None:
    read = certificate(made(key, hash=hash))
    assert (read.key, read.signature) == (told, signature)


@pytest.mark.parametrize(
    ("at", "left"),
    [
        (END - timedelta(days=29, seconds=1), 29),
        (END - timedelta(hours=1), 0),
        (END + timedelta(hours=1), -1),
        (END + timedelta(days=12), -12),
    ],
)
def test_days_left(at: datetime, left: int) -> None:
    assert certificate(PLAIN).days_left(at) == left


def test_name_is_the_first_name_or_the_common_name_or_none() -> None:
    assert certificate(PLAIN).name == "mx.example.net"
    assert certificate(made(common="only.example.net")).name == "only.example.net"
    assert Certificate("AB").name == "(no name)"


def test_names_are_hostile_text() -> None:
    read = certificate(made(common="a\x1b[2J‮b", names=(x509.RFC822Name("x\x07@example.net"),)))
    assert "\x1b" not in read.subject + read.issuer
    assert "<1B>" in read.subject
    assert "<U+202E>" in read.subject
    assert read.names == ("x<07>@example.net",)


@pytest.mark.parametrize(
    "der",
    [b"", b"nonsense", PLAIN[:-1], PLAIN + b"x", b"\x30\x84\xff\xff\xff\xff"],
    ids=["empty", "nonsense", "cut", "with more behind", "endless"],
)
def test_malformed_is_told_in_a_sentence(der: bytes) -> None:
    read = certificate(der)
    assert read.fault == "this is no certificate that can be read"
    assert len(read.fingerprint) == 95
    assert read.days_left(END) is None


@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_octet_changed_on_the_way_raises(changes: list[tuple[int, int]]) -> None:
    der = bytearray(PLAIN)
    for place, octet in changes:
        der[place] = octet
    read = certificate(bytes(der))
    for text in (read.subject, read.issuer, *read.names, read.key, read.signature):
        assert text.isprintable()


def test_cryptography_is_imported_only_when_a_certificate_is_read() -> None:
    script = "import sys, smtpwb.transcript.certificates; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
