"""Certificates as a server sent them: DER in, one frozen value out (RFC 5280 §4.1).

Decides only what a certificate says of itself. Whether it is to be trusted is OpenSSL's to say. Names in a
certificate are hostile text: every text here has passed `visible_text`. What cannot be read gives a value
whose `fault` says so in a sentence, and whose fingerprint still identifies it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import msgspec

from smtpwb.smtp.visible import visible_text

if TYPE_CHECKING:
    from cryptography import x509

_T = TypeVar("_T")

_SIGNATURES = {
    "1.2.840.113549.1.1.4": "RSA with MD5",
    "1.2.840.113549.1.1.5": "RSA with SHA-1",
    "1.2.840.113549.1.1.10": "RSA-PSS",
    "1.2.840.113549.1.1.11": "RSA with SHA-256",
    "1.2.840.113549.1.1.12": "RSA with SHA-384",
    "1.2.840.113549.1.1.13": "RSA with SHA-512",
    "1.2.840.10040.4.3": "DSA with SHA-1",
    "1.2.840.10045.4.1": "ECDSA with SHA-1",
    "1.2.840.10045.4.3.2": "ECDSA with SHA-256",
    "1.2.840.10045.4.3.3": "ECDSA with SHA-384",
    "1.2.840.10045.4.3.4": "ECDSA with SHA-512",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
    "2.16.840.1.101.3.4.3.2": "DSA with SHA-256",
    "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
    "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
    "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
}
"""By object identifier: RFC 8017 appendix C, RFC 5758, RFC 8410, RFC 9881."""


class Certificate(msgspec.Struct, frozen=True):
    """What one certificate says. Texts are safe to show."""

    fingerprint: str
    """SHA-256 of the DER, as `AB:CD:…`."""
    fault: str = ""
    """Why it cannot be read; empty: it can."""
    subject: str = ""
    """As RFC 4514 writes it: `CN=mx.example.net,O=Example`; may be empty."""
    names: tuple[str, ...] = ()
    """The subject's alternative names: host names, addresses, mailboxes, in their order."""
    issuer: str = ""
    not_before: datetime | None = None
    """The first moment of its validity, UTC."""
    not_after: datetime | None = None
    """The last moment of its validity, UTC."""
    key: str = ""
    """Kind and size of the public key: `RSA 2048`, `EC secp256r1`, `Ed25519`."""
    signature: str = ""
    """The algorithm of the issuer's signature."""
    self_signed: bool = False
    """The subject is its own issuer, and its own key made the signature."""

    @property
    def name(self) -> str:
        """What to call it by, short: its first name, the common name, or the whole subject."""
        common = next((part[3:] for part in self.subject.split(",") if part.startswith("CN=")), "")
        return next(iter(self.names), "") or common or self.subject or "(no name)"

    def days_left(self, at: datetime) -> int | None:
        """Whole days from `at` until it expires, negative since it has; None: unknown."""
        return None if self.not_after is None else (self.not_after - at) // timedelta(days=1)


@lru_cache(maxsize=128)
def certificate(der: bytes) -> Certificate:
    """Read one certificate; never fails."""
    import hashlib  # not on the way to the first frame

    digest = hashlib.sha256(der).hexdigest().upper()
    fingerprint = ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd in a certificate is no matter for the screen
        return _read(der, fingerprint)


def _read(der: bytes, fingerprint: str) -> Certificate:
    from cryptography import x509

    try:
        read = x509.load_der_x509_certificate(der)
    except Exception:  # hostile input into a foreign parser: whatever it raises, the answer is the same
        return Certificate(fingerprint, "this is no certificate that can be read")
    return Certificate(
        fingerprint,
        subject=_or("", lambda: visible_text(read.subject.rfc4514_string())),
        names=_or((), lambda: _names(read)),
        issuer=_or("", lambda: visible_text(read.issuer.rfc4514_string())),
        not_before=_or(None, lambda: read.not_valid_before_utc.astimezone(UTC)),
        not_after=_or(None, lambda: read.not_valid_after_utc.astimezone(UTC)),
        key=_or("of an unknown kind", lambda: _key(read)),
        signature=_or("unknown", lambda: _signature(read)),
        self_signed=_or(False, lambda: _is_self_signed(read)),
    )


def _or(otherwise: _T, read: Callable[[], _T]) -> _T:
    """A part of a certificate; parts are parsed when asked for, and each may be malformed by itself."""
    try:
        return read()
    except Exception:  # as in `certificate`
        return otherwise


def _names(read: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return tuple(visible_text(str(getattr(name, "value", name))) for name in names)


def _key(read: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

    key = read.public_key()
    match key:
        case rsa.RSAPublicKey():
            return f"RSA {key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"EC {key.curve.name}"
        case dsa.DSAPublicKey():
            return f"DSA {key.key_size}"
        case ed25519.Ed25519PublicKey():
            return "Ed25519"
        case ed448.Ed448PublicKey():
            return "Ed448"
    return type(key).__name__.removesuffix("PublicKey")


def _signature(read: x509.Certificate) -> str:
    identifier = read.signature_algorithm_oid.dotted_string
    return _SIGNATURES.get(identifier, identifier)


def _is_self_signed(read: x509.Certificate) -> bool:
    read.verify_directly_issued_by(read)  # raises unless it is
    return True
