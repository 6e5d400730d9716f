"""What the messages of a handshake tell that the `ssl` module does not: group, client certificate, alerts.

OpenSSL shows each message as it reads or writes it, in clear, to a callback. Decides only what they say;
what is cut off or strange says nothing.
"""

from __future__ import annotations

import enum
import ssl
import struct
from typing import Any

_READ = "read"
_HANDSHAKE, _ALERT = 22, 21
_KEY_SHARE = 51
_NAMED_CURVE = 3
_NO_CERTIFICATE = 8
"""Octets of a Certificate message without one, at most: header, context, an empty list."""

GROUPS = {
    # IANA tls-parameters, TLS Supported Groups
    19: "secp192r1",
    21: "secp224r1",
    22: "secp256k1",
    23: "secp256r1",
    24: "secp384r1",
    25: "secp521r1",
    26: "brainpoolP256r1",
    27: "brainpoolP384r1",
    28: "brainpoolP512r1",
    29: "x25519",
    30: "x448",
    31: "brainpoolP256r1tls13",
    32: "brainpoolP384r1tls13",
    33: "brainpoolP512r1tls13",
    256: "ffdhe2048",
    257: "ffdhe3072",
    258: "ffdhe4096",
    259: "ffdhe6144",
    260: "ffdhe8192",
    512: "MLKEM512",
    513: "MLKEM768",
    514: "MLKEM1024",
    4587: "SecP256r1MLKEM768",
    4588: "X25519MLKEM768",
    4589: "SecP384r1MLKEM1024",
    25497: "X25519Kyber768Draft00",
}

_VERSIONS = {0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2"}


class _Message(enum.IntEnum):
    """Kinds of handshake messages (RFC 8446 §4, RFC 5246 §7.4)."""

    SERVER_HELLO = 2
    CERTIFICATE = 11
    SERVER_KEY_EXCHANGE = 12
    CERTIFICATE_REQUEST = 13


class Overheard:
    """Listens to one handshake. Each field is empty until it is known."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.group = ""
        """The group of the key exchange, by its IANA name."""
        self.client_certificate = ""
        """`asked` for by the server; `given` by us, too."""
        self.alert: int | None = None
        """The alert that the server sent (RFC 8446 §6)."""
        self.offered = ""
        """The version that the ServerHello names; TLS 1.3 calls itself TLS 1.2 there."""
        self._context = context
        if hasattr(context, "_msg_callback"):
            context._msg_callback = self._hear

    def stop(self) -> None:
        """Listen no more: records of the dialogue itself are not worth a call each."""
        if hasattr(self._context, "_msg_callback"):
            self._context._msg_callback = None

    def _hear(self, _tls: Any, direction: str, _version: int, content: int, _kind: int, data: bytes) -> None:
        read = direction == _READ
        if content == _ALERT and read and len(data) == 2:
            self.alert = data[1]
        elif content == _HANDSHAKE and data:
            self._message(read, data)

    def _message(self, read: bool, message: bytes) -> None:
        match (message[0], read):
            case (_Message.SERVER_HELLO, True):
                self.offered = _VERSIONS.get(int.from_bytes(message[4:6]), "")
                self.group = key_share_group(message) or self.group
            case (_Message.SERVER_KEY_EXCHANGE, True):
                self.group = exchanged_group(message) or self.group
            case (_Message.CERTIFICATE_REQUEST, True):
                self.client_certificate = "asked"
            case (_Message.CERTIFICATE, False) if len(message) > _NO_CERTIFICATE:
                self.client_certificate = "given"


def key_share_group(server_hello: bytes) -> str:
    """The group of a ServerHello's key_share (RFC 8446 §4.1.3, §4.2.8); empty where there is none."""
    try:
        after_session = 39 + server_hello[38]  # header 4, version 2, random 32, the session's length 1
        place = after_session + 5  # suite 2, compression 1, length of the extensions 2
        while place + 4 <= len(server_hello):
            kind, length = struct.unpack_from("!HH", server_hello, place)
            if kind == _KEY_SHARE:
                return _name(*struct.unpack_from("!H", server_hello, place + 4))
            place += 4 + length
    except (IndexError, struct.error):
        pass
    return ""


def exchanged_group(server_key_exchange: bytes) -> str:
    """The group of a ServerKeyExchange: a named curve (RFC 8422 §5.4), or a prime (RFC 5246 §7.4.3)."""
    if len(server_key_exchange) < 8:
        return ""
    curve_type, group = struct.unpack_from("!BH", server_key_exchange, 4)
    if curve_type == _NAMED_CURVE and group in GROUPS:
        return _name(group)
    (octets,) = struct.unpack_from("!H", server_key_exchange, 4)
    return f"DH, {octets * 8} bits" if 64 <= octets < len(server_key_exchange) else ""


def _name(group: int) -> str:
    return GROUPS.get(group, f"group {group:#06x}")
