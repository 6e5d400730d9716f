"""The practice server's own certificates: self-signed, made when first asked for, kept nowhere.

That no authority vouches for them is part of the practice: a client that verifies has something to see.
"""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from smtpwb.practice.mailboxes import DOMAIN

NAMES = (DOMAIN, f"*.{DOMAIN}", "localhost")
ADDRESSES = ("127.0.0.1",)
LIFE = timedelta(days=30)
EARLIER = timedelta(days=1)
"""The validity begins so much in the past, for clients whose clock is behind."""


class Kind(msgspec.Struct, frozen=True):
    """What a certificate says."""

    names: tuple[str, ...] = NAMES
    """Host names; the first is the subject's, too."""
    addresses: tuple[str, ...] = ADDRESSES
    begins: timedelta = -EARLIER
    """Seen from now."""
    ends: timedelta = LIFE


KINDS: dict[str, Kind] = {
    "own": Kind(),
    "expired": Kind(begins=-LIFE - timedelta(days=7), ends=-timedelta(days=7)),
    "wrong name": Kind(names=("mail.elsewhere.test",), addresses=()),
}
"""The certificates that personas have."""


def self_signed(kind: str = "own") -> tuple[bytes, bytes]:
    """A new certificate and its private key, both PEM (RFC 5280)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    wanted = KINDS[kind]
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted.names[0])])
    hosts = [
        *map(x509.DNSName, wanted.names),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in wanted.addresses),
    ]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + wanted.begins)
        .not_valid_after(now + wanted.ends)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(pem), private


@cache
def server_context(kind: str = "own") -> ssl.SSLContext:
    """The TLS side of all practice servers of this process that have that kind of certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as directory:  # private to this user; the ssl module reads files only
        chain = Path(directory) / "chain.pem"
        chain.write_bytes(b"".join(self_signed(kind)))
        context.load_cert_chain(chain)
    return context
