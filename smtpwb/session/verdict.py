"""The verdict on a server's certificates: OpenSSL's own, without its handshake.

OpenSSL verifies a chain only within a handshake, and a connection whose handshake fails is lost. So the
live connection accepts any certificate, and here a second client, in memory and with verification on,
is shown the same ones: in TLS 1.2 the ServerHello and the Certificate message are in clear (RFC 5246
§7.4.2), and OpenSSL judges as soon as it has read them. No key exchange happens, so no private key is
needed. Decides only whether the chain is trusted now, and whether its leaf is for a host; the two do not
wait for each other, so that both are told. Revocation is not looked up.
"""

from __future__ import annotations

import ssl
import struct

import msgspec

from smtpwb.session.tls_options import TlsOptions, roots_context

_DEFAULT = TlsOptions()
_SUITES = (0xC02F, 0xC02B)
"""TLS_ECDHE_RSA_… and TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: the suite must fit the leaf's key."""
_RECORD_LIMIT = 1 << 14
"""Octets of plaintext in one record (RFC 5246 §6.2.1)."""
_HANDSHAKE, _SERVER_HELLO, _CERTIFICATE = 22, 2, 11
_SECURE_RENEGOTIATION = b"\xff\x01\x00\x01\x00"
"""RFC 5746 §3.6; OpenSSL 3 refuses a server without it."""


class Verdict(msgspec.Struct, frozen=True):
    """What OpenSSL says of a server's certificates: of the chain and of the name, each by itself."""

    chain_code: int = 0
    """X509_V_ERR_…; 0: none, -1: OpenSSL could not even read the chain."""
    chain_reason: str = ""
    """Why the chain is not trusted; empty: it is."""
    name_reason: str = ""
    """Why the leaf is not for this host; empty: it is."""

    @property
    def doubt(self) -> str:
        """The first reason not to trust these certificates for this host; empty if there is none."""
        return self.chain_reason or self.name_reason


def verdict(certificates: tuple[bytes, ...], host: str, options: TlsOptions = _DEFAULT) -> Verdict:
    """What OpenSSL says of this chain, and of its leaf for this host.

    `certificates` are DER, leaf first. The trusted roots are those of `options`. Raises UsageError if
    their file cannot be read.
    """
    if not certificates:
        return Verdict(-1, "no certificate", "no certificate")
    code, reason = _judged(roots_context(options), None, certificates)
    return Verdict(code, reason, _name_reason(certificates[0], host))


_MISMATCH = (62, 63, 64)
"""X509_V_ERR_HOSTNAME_MISMATCH, …EMAIL…, …IP_ADDRESS…"""
_LATER = (0, 9, 10, 13, 14)
"""Nothing, or the dates: those OpenSSL looks at after the name."""


def _name_reason(leaf: bytes, host: str) -> str:
    """The leaf for this host, as if it were trusted itself: then nothing but the name is in question."""
    if not host:
        return "there is no name to look for"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.hostname_checks_common_name = False  # RFC 9525 §2: the subject's CN names no host
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.set_ciphers("ALL:@SECLEVEL=0")
    try:
        context.load_verify_locations(cadata=leaf)
        code, reason = _judged(context, host, (leaf,))
    except ssl.SSLError:
        return "not checked: the certificate cannot be read"
    except ValueError:
        return f"not checked: {host} is no name that a certificate could have"
    if code in _LATER:
        return ""
    return reason if code in _MISMATCH else f"not checked: {reason}"


def _judged(context: ssl.SSLContext, host: str | None, certificates: tuple[bytes, ...]) -> tuple[int, str]:
    """OpenSSL's code and reason; the suite must fit the leaf's key, so both kinds are tried."""
    context.check_hostname = host is not None
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    message = _certificate_message(certificates)
    found = [_shown_to(context, host, _server_hello(suite) + message) for suite in _SUITES]
    return (0, "") if (0, "") in found else found[0]


def _shown_to(context: ssl.SSLContext, host: str | None, messages: bytes) -> tuple[int, str]:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname=host)
    incoming.write(_records(messages))
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        return 0, ""  # it took the certificates, and waits for the key exchange
    except ssl.SSLCertVerificationError as error:
        return error.verify_code, error.verify_message
    except ssl.SSLError as error:
        return -1, error.reason or str(error)
    return -1, "no verdict"


def _server_hello(suite: int) -> bytes:
    """RFC 5246 §7.4.1.3: version, random, no session, suite, no compression, extensions."""
    extensions = struct.pack("!H", len(_SECURE_RENEGOTIATION)) + _SECURE_RENEGOTIATION
    body = b"\x03\x03" + bytes(32) + b"\x00" + struct.pack("!HB", suite, 0) + extensions
    return _message(_SERVER_HELLO, body)


def _certificate_message(certificates: tuple[bytes, ...]) -> bytes:
    listed = b"".join(len(der).to_bytes(3) + der for der in certificates)
    return _message(_CERTIFICATE, len(listed).to_bytes(3) + listed)


def _message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3) + body


def _records(messages: bytes) -> bytes:
    pieces = [messages[at : at + _RECORD_LIMIT] for at in range(0, len(messages), _RECORD_LIMIT)]
    return b"".join(struct.pack("!BHH", _HANDSHAKE, 0x0303, len(piece)) + piece for piece in pieces)
