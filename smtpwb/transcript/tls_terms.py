"""The words of TLS: alerts, and OpenSSL's verdicts on a chain, each in plain words. Tables and no more."""

from __future__ import annotations

import msgspec

PLAIN_TEXT = "the server answered in plain text"
"""The reason of a handshake that was answered by something else than TLS."""
OLD = ("SSL 3.0", "TLS 1.0", "TLS 1.1")
"""Versions that are not offered unless asked for (RFC 8996)."""


class Alert(msgspec.Struct, frozen=True):
    """One alert that a server may send."""

    name: str
    meaning: str
    """What it says and what to do, as whole sentences."""
    source: str = "RFC 8446 §6.2"


ALERTS: dict[int, Alert] = {
    # IANA tls-parameters, TLS Alerts
    0: Alert("close_notify", "The server ends TLS in good order.", "RFC 8446 §6.1"),
    10: Alert(
        "unexpected_message", "The server did not expect this message: is it TLS that it speaks there?"
    ),
    20: Alert("bad_record_mac", "A record was damaged on the way, or tampered with."),
    21: Alert("decryption_failed", "A record could not be decrypted.", "RFC 5246 §7.2.2"),
    22: Alert("record_overflow", "A record was longer than any may be."),
    30: Alert("decompression_failure", "A record could not be unpacked.", "RFC 5246 §7.2.2"),
    40: Alert(
        "handshake_failure",
        "There is no common ground: no version, cipher, group or certificate suits both sides. "
        "--tls-min 1.0 offers what is old as well.",
    ),
    41: Alert("no_certificate", "The client has no certificate to give.", "RFC 5246 §7.2"),
    42: Alert("bad_certificate", "The client's certificate is damaged, or its signature is not right."),
    43: Alert(
        "unsupported_certificate", "The client's certificate is of a kind that the server does not take."
    ),
    44: Alert("certificate_revoked", "The client's certificate was revoked by its issuer."),
    45: Alert("certificate_expired", "The client's certificate has expired, or is not valid yet."),
    46: Alert(
        "certificate_unknown", "The server will not take the client's certificate, and does not say why."
    ),
    47: Alert("illegal_parameter", "Something in the handshake contradicts itself."),
    48: Alert("unknown_ca", "The server does not trust who issued the client's certificate: give another."),
    49: Alert("access_denied", "The client's certificate is good, and still the server will not have it."),
    50: Alert("decode_error", "The server could not read a message of the handshake."),
    51: Alert("decrypt_error", "A signature or a check of the handshake did not come out right."),
    60: Alert("export_restriction", "The server may not negotiate such keys.", "RFC 5246 §7.2"),
    70: Alert(
        "protocol_version",
        "The server speaks no version of TLS that was offered: --tls-min 1.0 offers the old ones, too.",
    ),
    71: Alert("insufficient_security", "The server wants stronger ciphers than were offered."),
    80: Alert(
        "internal_error", "The server has a trouble of its own: its administrator finds it in the log."
    ),
    86: Alert("inappropriate_fallback", "The server could speak a newer version of TLS.", "RFC 7507 §3"),
    90: Alert("user_canceled", "The other side gave the handshake up.", "RFC 8446 §6.1"),
    100: Alert("no_renegotiation", "The server will not renegotiate.", "RFC 5246 §7.2.2"),
    109: Alert(
        "missing_extension", "The server misses an extension, such as the server name: give --sni NAME."
    ),
    110: Alert("unsupported_extension", "An extension stands where it must not."),
    112: Alert(
        "unrecognized_name", "The server has no certificate for the name that was sent: --sni sends another."
    ),
    113: Alert("bad_certificate_status_response", "The stapled certificate status is no good."),
    114: Alert(
        "bad_certificate_hash_value", "A certificate is not the one that was announced.", "RFC 6066 §9"
    ),
    115: Alert("unknown_psk_identity", "The server does not know this pre-shared key."),
    116: Alert(
        "certificate_required", "The server demands a client certificate: give --cert FILE and --key FILE."
    ),
    120: Alert("no_application_protocol", "The server speaks no protocol that was offered by ALPN."),
}

_BY_NAME = {alert.name: alert for alert in ALERTS.values()}


def alert_name(number: int) -> str:
    """The name of an alert, or its number where it has none."""
    return ALERTS[number].name if number in ALERTS else f"number {number}"


def alert_in(reason: str) -> str:
    """The alert that OpenSSL's reason names (`TLSV13_ALERT_CERTIFICATE_REQUIRED`); empty if it names none."""
    origin, _, rest = reason.lower().partition("_")
    if origin not in ("sslv3", "tlsv1", "tlsv13"):
        return ""
    name = rest.removeprefix("alert_").replace("user_cancelled", "user_canceled")
    return name if name in _BY_NAME else ""


def alert(name: str) -> Alert | None:
    """What there is to say of an alert, by its name."""
    return _BY_NAME.get(name)


class Fault(msgspec.Struct, frozen=True):
    """One of OpenSSL's verdicts on a chain."""

    told: str
    """In a few words."""
    meaning: str
    """What it means, and what to do, as whole sentences."""
    source: str = "RFC 5280 §6.1.3"


_MISSING = Fault(
    "issuer unknown: is an intermediate missing?",
    "The chain does not lead to a root that this machine trusts: the server leaves out the certificates "
    "between its own and the root, or its root is a private one. --ca FILE trusts one.",
    "RFC 8446 §4.4.2",
)
_WEAK = Fault("too weak", "A key or a signature in the chain is of a kind that can be broken today.")
_NO_AUTHORITY = Fault(
    "a certificate in the chain may not issue others",
    "An issuer in the chain is no authority.",
    "RFC 5280 §4.2.1.9",
)

FAULTS: dict[int, Fault] = {
    # X509_V_ERR_…, OpenSSL's x509_vfy.h
    2: _MISSING,
    7: Fault("a signature in it is wrong", "The certificate was altered, or was not issued by who it names."),
    9: Fault(
        "not valid yet",
        "It is not valid yet: or is the clock of one side wrong?",
        "RFC 5280 §4.1.2.5",
    ),
    10: Fault(
        "expired",
        "It was not renewed in time, or the server was not told of the new one.",
        "RFC 5280 §4.1.2.5",
    ),
    18: Fault(
        "self-signed",
        "Nobody but the server itself vouches for it: whoever stands between could show one as good. "
        "Compare the fingerprint with the administrator's, or trust it with --ca FILE.",
        "RFC 5280 §3.2",
    ),
    19: Fault(
        "its root is not trusted here",
        "The chain is whole, and ends at a root that this machine does not trust: a private one, perhaps. "
        "--ca FILE trusts it.",
    ),
    20: _MISSING,
    21: _MISSING,
    22: Fault(
        "the chain is too long", "There are more certificates between it and its root than are followed."
    ),
    23: Fault("revoked", "Its issuer has withdrawn it.", "RFC 5280 §5"),
    24: _NO_AUTHORITY,
    25: Fault(
        "the chain is longer than its root allows",
        "An authority issued where it may not.",
        "RFC 5280 §4.2.1.9",
    ),
    26: Fault("not made for servers", "Its extended key usage does not name servers.", "RFC 5280 §4.2.1.12"),
    47: Fault(
        "outside what its issuer may name", "Its issuer may not vouch for such names.", "RFC 5280 §4.2.1.10"
    ),
    66: _WEAK,
    67: _WEAK,
    68: _WEAK,
    79: _NO_AUTHORITY,
}


def fault(code: int) -> Fault | None:
    """What there is to say of a verdict, by its code; None: nothing but OpenSSL's words."""
    return FAULTS.get(code)
