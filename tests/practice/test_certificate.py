from __future__ import annotations

import ssl
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from smtpwb.practice.certificate import KINDS, self_signed, server_context


def test_it_names_the_practice_hosts_and_is_valid_now() -> None:
    certificate = x509.load_pem_x509_certificate(self_signed()[0])
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["practice.test", "*.practice.test", "localhost"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert certificate.not_valid_before_utc < datetime.now(UTC) < certificate.not_valid_after_utc
    assert certificate.issuer == certificate.subject


def shake_hands(chain: Path, trusted: str, name: str) -> ssl.SSLObject:
    """The client's side of a handshake in memory. Raises SSLError where it does not like the server's."""
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(chain)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    client_side = ssl.create_default_context(cadata=trusted)
    client = client_side.wrap_bio(to_client, to_server, server_hostname=name)
    for side in (client, server, client):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
    return client


@pytest.mark.parametrize("name", ["practice.test", "tarpit.practice.test", "localhost", "127.0.0.1"])
def test_a_client_that_trusts_it_finds_it_good(tmp_path: Path, name: str) -> None:
    pem, key = self_signed()
    chain = tmp_path / "chain.pem"
    chain.write_bytes(pem + key)
    assert shake_hands(chain, pem.decode(), name).version() == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(chain, pem.decode(), "other.test")


@pytest.mark.parametrize(
    ("kind", "name", "why"),
    [
        ("expired", "expired.practice.test", "certificate has expired"),
        ("wrong name", "wrongname.practice.test", "Hostname mismatch"),
    ],
)
def test_what_a_client_that_trusts_it_dislikes(tmp_path: Path, kind: str, name: str, why: str) -> None:
    pem, key = self_signed(kind)
    chain = tmp_path / "chain.pem"
    chain.write_bytes(pem + key)
    with pytest.raises(ssl.SSLCertVerificationError, match=why):
        shake_hands(chain, pem.decode(), name)


def test_the_wrong_name_is_right_for_another_host(tmp_path: Path) -> None:
    pem, key = self_signed("wrong name")
    chain = tmp_path / "chain.pem"
    chain.write_bytes(pem + key)
    assert shake_hands(chain, pem.decode(), "mail.elsewhere.test").version() == "TLSv1.3"


@pytest.mark.parametrize("kind", KINDS)
def test_one_context_serves_the_process(kind: str) -> None:
    assert server_context(kind) is server_context(kind)
