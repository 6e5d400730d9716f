"""The verdict is the one that OpenSSL gives in a real handshake with verification on."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import Any

import pytest
import trustme

from smtpwb.session.verdict import verdict

LONG_AGO = {"not_before": datetime(2001, 1, 1, tzinfo=UTC), "not_after": datetime(2003, 1, 1, tzinfo=UTC)}


def chain(certificate: trustme.LeafCert) -> tuple[bytes, ...]:
    return tuple(ssl.PEM_cert_to_DER_cert(pem.bytes().decode()) for pem in certificate.cert_chain_pems)


def openssl(certificate: trustme.LeafCert, host: str) -> str:
    """What a whole handshake in memory says, both sides real."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client_context = ssl.create_default_context()
    client_context.hostname_checks_common_name = False
    server = context.wrap_bio(to_server, to_client, server_side=True)
    client = client_context.wrap_bio(to_client, to_server, server_hostname=host)
    for side in (client, server, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLCertVerificationError as error:
            return error.verify_message
    assert client.version()
    return ""


CASES: dict[str, tuple[tuple[str, ...], dict[str, Any], str, str]] = {
    "good": (("mx.example.net",), {}, "mx.example.net", ""),
    "good, ECDSA": (("mx.example.net",), {"key_type": trustme.KeyType.ECDSA}, "mx.example.net", ""),
    "wildcard": (("*.example.net",), {}, "mx.example.net", ""),
    "address": (("127.0.0.1", "::1"), {}, "127.0.0.1", ""),
    "address, v6": (("127.0.0.1", "::1"), {}, "::1", ""),
    "other name": (("mx.example.net",), {}, "mail.example.net", "Hostname mismatch"),
    "other name, ECDSA": (
        ("mx.example.net",),
        {"key_type": trustme.KeyType.ECDSA},
        "mail.example.net",
        "Hostname mismatch",
    ),
    "other address": (("127.0.0.1",), {}, "127.0.0.2", "IP address mismatch"),
    "name in CN only": (
        ("a.example.net",),
        {"common_name": "mx.example.net"},
        "mx.example.net",
        "Hostname mismatch",
    ),
    "expired": (("mx.example.net",), LONG_AGO, "mx.example.net", "certificate has expired"),
}


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("case", CASES)
def test_same_as_openssl(ca: trustme.CA, case: str) -> None:
    names, issue, host, expected = CASES[case]
    certificate = ca.issue_cert(*names, **issue)
    found = verdict(chain(certificate), host).doubt
    assert found == openssl(certificate, host)
    assert found.startswith(expected)
    assert bool(found) == bool(expected)


def test_unknown_authority(ca: trustme.CA) -> None:
    certificate = ca.issue_cert("mx.example.net")
    assert verdict(chain(certificate), "mx.example.net").doubt == openssl(certificate, "mx.example.net")
    assert "issuer" in verdict(chain(certificate), "mx.example.net").doubt


@pytest.mark.usefixtures("trusted")
def test_an_intermediate_must_be_sent_along(ca: trustme.CA) -> None:
    certificate = ca.create_child_ca().issue_cert("mx.example.net")
    assert verdict(chain(certificate), "mx.example.net").doubt == ""
    assert "issuer" in verdict(chain(certificate)[:1], "mx.example.net").doubt


@pytest.mark.usefixtures("trusted")
def test_a_chain_longer_than_a_record(ca: trustme.CA) -> None:
    certificates = chain(ca.create_child_ca().issue_cert("mx.example.net"))
    padded = certificates + certificates[1:] * (20_000 // len(certificates[1]))
    assert sum(map(len, padded)) > 1 << 14
    assert verdict(padded, "mx.example.net").doubt == ""


def test_no_certificate_and_nonsense() -> None:
    assert verdict((), "mx.example.net").doubt == "no certificate"
    nonsense = verdict((b"nonsense",), "mx.example.net")
    assert nonsense.chain_code == -1
    assert nonsense.chain_reason
    assert nonsense.name_reason == "not checked: the certificate cannot be read"
