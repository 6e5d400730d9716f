"""Certificates of every kind of wrong, each by a name, as a server's context."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
_DAY = timedelta(days=1)


@cache
def context(name: str) -> ssl.SSLContext:
    """The context of that name. Raises KeyError."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    match name:
        case "good" | "unknown authority":
            trustme.CA().issue_cert(HOST).configure_cert(made)
        case "expired":
            trustme.CA().issue_cert(HOST, not_after=_now() - _DAY).configure_cert(made)
        case "not yet valid":
            leaf = _self_signed((HOST,), "mx.test", begin=_now() + _DAY)
            _load(made, leaf)
        case "another name":
            trustme.CA().issue_cert("elsewhere.test").configure_cert(made)
        case "self-signed":
            _load(made, _self_signed((HOST,), "mx.test"))
        case "no name at all":
            _load(made, _self_signed((), "mx.test"))
        case "hostile words":
            _load(made, _self_signed((), "\x1b]0;HOSTILE\x07\u202e[red]mx.test"))
        case "a thousand names":
            _load(made, _self_signed([f"mx{number}.test" for number in range(1000)], "mx.test"))
        case _:
            raise KeyError(name)
    return made


def _now() -> datetime:
    return datetime.now(UTC)


Made = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _self_signed(names: Sequence[str], common: str, begin: datetime | None = None) -> Made:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    begin = begin or _now() - _DAY
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + 90 * _DAY)
    )
    if names:
        others = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(others, critical=False)
    return builder.sign(key, hashes.SHA256()), key


def _load(made: ssl.SSLContext, pair: Made) -> None:
    certificate, key = pair
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        file.flush()
        made.load_cert_chain(Path(file.name))
