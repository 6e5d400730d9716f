"""The options of TLS: what becomes of them, and how each bad one reads."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from smtpwb.errors import UsageError
from smtpwb.session.tls_options import TlsOptions, check, client_context, overridden, roots_context


@pytest.fixture
def files(ca: trustme.CA, tmp_path: Path) -> Path:
    """A directory with a client's certificate and key, another's key, the same key locked, and no PEM."""
    mine, other = ca.issue_cert("me@example.net"), ca.issue_cert("you@example.net")
    mine.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "both.pem"))
    mine.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    mine.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    other.private_key_pem.write_to_path(str(tmp_path / "other.pem"))
    ca.cert_pem.write_to_path(str(tmp_path / "roots.pem"))
    key = serialization.load_pem_private_key(mine.private_key_pem.bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"open sesame"),
    )
    (tmp_path / "locked.pem").write_bytes(locked)
    (tmp_path / "no.pem").write_text("nothing of the kind\n")
    return tmp_path


def test_nothing_is_required_of_a_server_by_default() -> None:
    context = client_context(TlsOptions())
    assert context.verify_mode is ssl.CERT_NONE
    assert not context.check_hostname


@pytest.mark.parametrize("written", ["1.0", "1.1", "1.2", "1.3"])
def test_least_and_highest_version(written: str) -> None:
    wanted = f"TLSv{written.replace('.', '_')}".removesuffix("_0")
    assert client_context(TlsOptions(minimum=written)).minimum_version.name == wanted
    context = client_context(TlsOptions(maximum=written))
    assert context.maximum_version.name == wanted
    assert context.minimum_version <= context.maximum_version


def test_old_versions_get_the_ciphers_they_need() -> None:
    assert len(client_context(TlsOptions(minimum="1.0")).get_ciphers()) >= len(
        client_context(TlsOptions()).get_ciphers()
    )


def test_client_certificate(files: Path) -> None:
    check(TlsOptions(client_certificate=str(files / "both.pem")))
    check(TlsOptions(client_certificate=str(files / "cert.pem"), client_key=str(files / "key.pem")))


def test_own_roots_take_the_place_of_the_systems(files: Path) -> None:
    assert len(roots_context(TlsOptions(ca_file=str(files / "roots.pem"))).get_ca_certs()) == 1


BAD = {
    "no such roots": ({"ca_file": "nowhere.pem"}, "nowhere.pem cannot be read: no such file or directory"),
    "roots that are none": ({"ca_file": "no.pem"}, "no.pem holds no certificate in PEM form"),
    "a directory": ({"ca_file": "."}, ". cannot be read: is a directory"),
    "no such certificate": ({"client_certificate": "nowhere.pem"}, "nowhere.pem cannot be read"),
    "no certificate": (
        {"client_certificate": "no.pem"},
        "no.pem does not hold a certificate and its private",
    ),
    "no key in it": (
        {"client_certificate": "cert.pem"},
        "cert.pem does not hold a certificate and its private",
    ),
    "no such key": ({"client_certificate": "cert.pem", "client_key": "nowhere.pem"}, "nowhere.pem cannot be"),
    "key of another": (
        {"client_certificate": "cert.pem", "client_key": "other.pem"},
        "the private key does not belong to the certificate: cert.pem and other.pem",
    ),
    "locked key": (
        {"client_certificate": "cert.pem", "client_key": "locked.pem"},
        "the private key in locked.pem is protected by a passphrase",
    ),
    "key alone": ({"client_key": "key.pem"}, "a client's key without its certificate"),
    "version": ({"minimum": "2"}, "2 is no version of TLS: write one of 1.0, 1.1, 1.2, 1.3"),
    "hostile version": ({"minimum": "\x1b"}, "<1B> is no version of TLS"),
    "hostile file": ({"ca_file": "a\x1bb"}, "a<1B>b cannot be read"),
    "file with NUL": ({"ca_file": "a\0b"}, "a<00>b cannot be read: no such file"),
    "unknown home": ({"ca_file": "~nobody-of-that-name/a"}, "~nobody-of-that-name/a cannot be read"),
    "name that cannot be sent": ({"sni": ".x"}, ".x cannot be sent as a server name"),
    "empty protocol": ({"alpn": ("",)}, "a protocol to offer by ALPN has 1 to 255 ASCII characters"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_ones_are_told_in_one_sentence(files: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    monkeypatch.chdir(files)
    given, told = BAD[case]
    with pytest.raises(UsageError) as failure:
        check(TlsOptions(**given))  # type: ignore[arg-type]
    assert failure.value.sentence.startswith(told)
    assert failure.value.hint
    assert "\n" not in failure.value.sentence


def test_what_one_says_wins_over_the_other() -> None:
    base = TlsOptions(verify=True, sni="a.example", minimum="1.2")
    assert overridden(base, TlsOptions()) == base
    assert overridden(base, TlsOptions(sni="", alpn=("smtp",))) == TlsOptions(
        verify=True, sni="", minimum="1.2", alpn=("smtp",)
    )
