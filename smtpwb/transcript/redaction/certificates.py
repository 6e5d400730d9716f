"""Certificates in a dialogue with aliases: the same form, dates and kind of key, other names, no signature.

A certificate is signed, and its key, number and digest find it in public logs; so none may stay. What
is made here has stand-ins for them: it tells what the first one told of names and time, and proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smtpwb.transcript.redaction.names import REMOVED, Names

if TYPE_CHECKING:
    from cryptography import x509

_SEQUENCE, _INTEGER, _BITS, _OCTETS, _VERSION, _EXTENSIONS = 0x30, 0x02, 0x03, 0x04, 0xA0, 0xA3
_SUBJECT_ALT_NAME = b"\x06\x03\x55\x1d\x11"
"""Its object identifier (RFC 5280 §4.2.1.6)."""


def aliased(chain: tuple[bytes, ...], names: Names, trusted: bool) -> tuple[bytes, ...]:
    """The chain with aliases; what cannot be read is empty. Of a `trusted` one the issuer stays."""
    return tuple(_aliased(der, names, trusted) for der in chain) if names.replaces_names else chain


def _aliased(der: bytes, names: Names, trusted: bool) -> bytes:
    from cryptography import x509

    try:
        read = x509.load_der_x509_certificate(der)
        fields, algorithm, signature = _children(der)
        validity = _validity(fields)
        own = read.subject == read.issuer
        told = _tlv(
            _SEQUENCE,
            _tlv(_VERSION, _tlv(_INTEGER, b"\x02")),
            _tlv(_INTEGER, b"\x01"),
            algorithm,
            _name(read.issuer, names, trusted and not own),
            validity,
            _name(read.subject, names, False),
            _key(read),
            *_names(read, names),
        )
    except Exception:  # hostile input into a foreign parser, as in `transcript.certificates`
        return b""
    return _tlv(_SEQUENCE, told, algorithm, _tlv(_BITS, bytes(max(1, len(signature) - 4))))


def _validity(fields: bytes) -> bytes:
    """As it stands, for its form differs: the fourth field behind the version (RFC 5280 §4.1)."""
    found = list(_children(fields))
    return found[4 if found[0][0] == _VERSION else 3]


def _name(name: x509.Name, names: Names, kept: bool) -> bytes:
    """Country and common name, the latter with aliases; all of it, where everybody knows it."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    told: list[x509.NameAttribute[str] | x509.NameAttribute[str | bytes]] = []
    for attribute in name:
        value = attribute.value if isinstance(attribute.value, str) else ""
        alias = names.text(value)
        if kept and value:
            told.append(x509.NameAttribute(attribute.oid, alias))
        elif attribute.oid == NameOID.COUNTRY_NAME:
            told.append(attribute)
        elif attribute.oid == NameOID.COMMON_NAME:
            told.append(x509.NameAttribute(attribute.oid, alias if alias != value else REMOVED.decode()))
    return x509.Name(told).public_bytes()


def _names(read: x509.Certificate, names: Names) -> Iterator[bytes]:
    """The extension with the subject's alternative names, if it has any."""
    from cryptography import x509

    try:
        found = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return
    told = x509.SubjectAlternativeName(_alternatives(found, names)).public_bytes()
    extension = _tlv(_SEQUENCE, _SUBJECT_ALT_NAME, _tlv(_OCTETS, told))
    yield _tlv(_EXTENSIONS, _tlv(_SEQUENCE, extension))


def _alternatives(found: x509.SubjectAlternativeName, names: Names) -> Iterator[x509.GeneralName]:
    import ipaddress

    from cryptography import x509

    for one in found:
        if isinstance(one, x509.IPAddress):
            yield x509.IPAddress(ipaddress.ip_address(names.text(str(one.value))))
        elif isinstance(one, x509.DNSName | x509.RFC822Name | x509.UniformResourceIdentifier):
            yield type(one)(names.text(one.value))


def _key(read: x509.Certificate) -> bytes:
    """A key of the same kind and size that is nobody's."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = read.public_key()
    stand_in: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
    if isinstance(key, rsa.RSAPublicKey):
        stand_in = rsa.RSAPublicNumbers(65537, (1 << (key.key_size - 1)) + 1).public_key()
    elif isinstance(key, ec.EllipticCurvePublicKey):
        stand_in = ec.derive_private_key(1, key.curve).public_key()
    else:
        stand_in = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    return stand_in.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _tlv(tag: int, *parts: bytes) -> bytes:
    """One DER value (X.690 §8.1)."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def _children(der: bytes) -> Iterator[bytes]:
    """The values inside the first one, each whole."""
    begin, end = _body(der, 0)
    while begin < end:
        after = _body(der, begin)[1]
        yield der[begin:after]
        begin = after


def _body(der: bytes, at: int) -> tuple[int, int]:
    """Where the body of the value at that place begins and ends."""
    size, begin = der[at + 1], at + 2
    if size >= 0x80:
        begin += size & 0x7F
        size = int.from_bytes(der[at + 2 : begin], "big")
    return begin, begin + size
