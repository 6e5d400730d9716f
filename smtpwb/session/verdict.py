"""The verdict on a server's certificates: OpenSSL's own, without its handshake.

OpenSSL verifies a chain only within a handshake, and a connection whose handshake fails is lost. So the
live connection accepts any certificate, and here a second client, in memory and with verification on,
is shown the same ones: in TLS 1.2 the ServerHello and the Certificate message are in clear (RFC 5246
§7.4.2), and OpenSSL judges as soon as it has read them. No key exchange happens, so no private key is
needed. Decides only whether the chain is good for a host now; revocation is not looked up.
"""

from __future__ import annotations

import ssl
import struct

_SUITES = (0xC02F, 0xC02B)
"""TLS_ECDHE_RSA_… and TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: the suite must fit the leaf's key."""
_RECORD_LIMIT = 1 << 14
"""Octets of plaintext in one record (RFC 5246 §6.2.1)."""
_HANDSHAKE, _SERVER_HELLO, _CERTIFICATE = 22, 2, 11
_SECURE_RENEGOTIATION = b"\xff\x01\x00\x01\x00"
"""RFC 5746 §3.6; OpenSSL 3 refuses a server without it."""


def verdict(certificates: tuple[bytes, ...], host: str) -> str:
    """Why OpenSSL would not take this chain for this host; empty if it would.

    `certificates` are DER, leaf first. The trusted roots are those of `ssl.create_default_context`, and
    follow `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    """
    if not certificates:
        return "no certificate"
    context = ssl.create_default_context()
    context.hostname_checks_common_name = False  # RFC 9525 §2: the subject's CN names no host
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    reasons = []
    for suite in _SUITES:
        reason = _shown_to(context, host, _server_hello(suite) + _certificate_message(certificates))
        if not reason:
            return ""
        reasons.append(reason)
    return reasons[0]


def _shown_to(context: ssl.SSLContext, host: str, messages: bytes) -> str:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname=host)
    incoming.write(_records(messages))
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        return ""  # it took the certificates, and waits for the key exchange
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except ssl.SSLError as error:
        return error.reason or str(error)
    return "no verdict"


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
