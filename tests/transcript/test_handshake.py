"""What is said of a handshake: each verdict in plain words, and nothing of it can touch the screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509

from smtpwb.transcript import handshake, tls_terms
from smtpwb.transcript.events import Secured
from smtpwb.transcript.handshake import account, doubts, is_bad, settled
from tests.transcript.test_certificates import BEGIN, END, PLAIN, made

WANTED = "mail.example.org"


def secured(**fields: Any) -> Secured:
    """A handshake on 3 March 2026 with a certificate that is good until 1 April."""
    known = {
        "seq": 0,
        "wall": datetime(2026, 3, 3, 12, tzinfo=UTC),
        "at": 0,
        "version": "TLSv1.3",
        "cipher": "TLS_AES_256_GCM_SHA384",
        "bits": 256,
        "group": "x25519",
        "name": "mx.example.net",
        "certificates": (PLAIN,),
    }
    return Secured(**{**known, **fields})


def rows(event: Secured, full: bool = False) -> dict[str, str]:
    told = account(event)
    return dict(told.full if full else told.short)


def test_a_good_one() -> None:
    event = secured(verified=True)
    told = account(event)
    assert told.settled == "TLSv1.3 · TLS_AES_256_GCM_SHA384 · x25519"
    assert told.verdict == ("certificate verified for mx.example.net",)
    assert not told.bad
    assert told.short == (("Valid", "28 days left, until 2026-04-01"),)
    assert told.sources == ()


VERDICTS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "expired": (
        {
            "wall": END + timedelta(days=12, hours=1),
            "chain_code": 10,
            "chain_reason": "certificate has expired",
        },
        ("expired 12 days ago",),
    ),
    "expired yesterday": (
        {
            "wall": END + timedelta(days=1, hours=1),
            "chain_code": 10,
            "chain_reason": "certificate has expired",
        },
        ("expired a day ago",),
    ),
    "expired just now": (
        {"wall": END + timedelta(hours=1), "chain_code": 10, "chain_reason": "certificate has expired"},
        ("expired within the last day",),
    ),
    "expired in the chain": (
        {
            "certificates": (made(end=END + timedelta(days=90)), b"no certificate", PLAIN),
            "wall": END + timedelta(days=3, hours=1),
            "chain_code": 10,
            "chain_reason": "certificate has expired",
        },
        ("expired 3 days ago; it is that of mx.example.net, in its chain",),
    ),
    "expired, none of these": (
        {"chain_code": 10, "chain_reason": "certificate has expired"},
        ("expired",),
    ),
    "not yet valid": (
        {"wall": BEGIN - timedelta(days=1), "chain_code": 9, "chain_reason": "certificate is not yet valid"},
        ("not valid before 2026-01-01 00:00 UTC",),
    ),
    "self-signed": ({"chain_code": 18, "chain_reason": "self-signed certificate"}, ("self-signed",)),
    "self-signed and expired": (
        {
            "wall": END + timedelta(days=12, hours=1),
            "chain_code": 18,
            "chain_reason": "self-signed certificate",
        },
        ("self-signed", "expired 12 days ago"),
    ),
    "private root": (
        {"chain_code": 19, "chain_reason": "self-signed certificate in certificate chain"},
        ("its root is not trusted here",),
    ),
    "no intermediate": (
        {"chain_code": 20, "chain_reason": "unable to get local issuer certificate"},
        ("issuer unknown: is an intermediate missing?",),
    ),
    "other name": (
        {"name": WANTED, "name_reason": f"Hostname mismatch, certificate is not valid for '{WANTED}'."},
        (f"names mx.example.net, mail.example.net, not {WANTED}",),
    ),
    "no name at all": (
        {"certificates": (made(),), "name": WANTED, "name_reason": "Hostname mismatch"},
        (f"names no host, so not {WANTED}",),
    ),
    "many names": (
        {
            "certificates": (made(names=tuple(x509.DNSName(f"{n}.example") for n in range(9))),),
            "name": WANTED,
            "name_reason": "Hostname mismatch",
        },
        (f"names 0.example, 1.example, 2.example, 3.example and 5 more, not {WANTED}",),
    ),
    "both": (
        {
            "name": WANTED,
            "chain_code": 18,
            "chain_reason": "self-signed certificate",
            "name_reason": "Hostname mismatch",
        },
        ("self-signed", f"names mx.example.net, mail.example.net, not {WANTED}"),
    ),
    "name not checked": (
        {"chain_code": 26, "chain_reason": "unsuitable", "name_reason": "not checked: unsuitable"},
        ("not made for servers", "its name is not checked"),
    ),
    "no name to look for": (
        {"name": "", "name_reason": "there is no name to look for"},
        ("there is no name to look for in it",),
    ),
    "nothing but OpenSSL's words": (
        {"chain_code": 99, "chain_reason": "strange\x1b[2J trouble"},
        ("strange<1B>[2J trouble",),
    ),
    "no certificate": (
        {
            "certificates": (),
            "chain_code": -1,
            "chain_reason": "no certificate",
            "name_reason": "no certificate",
        },
        ("no certificate", "its name is not checked"),
    ),
    "no verdict apart": ({"reason": "self-signed\x1b"}, ("self-signed<1B>",)),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_each_verdict_in_plain_words(case: str) -> None:
    fields, told = VERDICTS[case]
    event = secured(**fields)
    assert doubts(event) == told
    assert account(event).verdict == told
    assert account(event).bad
    assert is_bad(event)


def test_what_it_means_and_that_the_name_is_right() -> None:
    told = rows(secured(chain_code=18, chain_reason="self-signed certificate"))
    assert "--ca FILE" in told["It means"]
    assert told["Name"] == "it is for mx.example.net, as it should be"
    other = rows(secured(name=WANTED, name_reason="Hostname mismatch"))
    assert "another server" in other["It means"]
    assert "Name" not in other


@pytest.mark.parametrize("code", tls_terms.FAULTS)
def test_every_fault_has_words_and_a_source(code: int) -> None:
    told = account(secured(chain_code=code, chain_reason="x"))
    assert told.verdict[0]
    assert dict(told.short)["It means"].endswith((".", "?"))
    assert told.sources[0].startswith("RFC ")


@pytest.mark.parametrize(
    ("asked", "said"), [("", None), ("asked", "none was given"), ("given", "one was given")]
)
def test_client_certificate(asked: str, said: str | None) -> None:
    told = rows(secured(verified=True, client_certificate=asked)).get("Client")
    assert (told is None) == (said is None)
    assert said is None or said in str(told)


def test_in_full_the_chain_is_whole() -> None:
    event = secured(verified=True, certificates=(PLAIN, b"broken"), alpn="smtp", sni="mx.example.net")
    told = account(event).full
    flat = [f"{label}: {text}" for label, text in told]
    assert "Cipher: TLS_AES_256_GCM_SHA384, 256 bits" in flat
    assert "Group: x25519" in flat
    assert "SNI: mx.example.net was sent" in flat
    assert "ALPN: smtp" in flat
    assert "1 of 2: CN=mx.example.net" in flat
    assert "Names: mx.example.net, mail.example.net" in flat
    assert "Issuer: CN=mx.example.net (itself)" in flat
    assert "Valid: 2026-01-01 to 2026-04-01, 28 days left" in flat
    assert "Key: EC secp256r1, signed by ECDSA with SHA-256" in flat
    assert "2 of 2: this is no certificate that can be read" in flat
    fingerprints = [text for label, text in told if len(text) == 47 and text.count(":") == 15]
    assert len(fingerprints) == 4  # two lines each


def test_in_full_openssl_speaks_for_itself() -> None:
    told = account(secured(name=WANTED, name_reason="Hostname mismatch")).full
    assert ("OpenSSL says", "chain: ok") in told
    assert ("", "name: Hostname mismatch") in told


@pytest.mark.parametrize(
    ("fields", "meaning"),
    [
        (
            {"reason": "the server sent the alert unknown_ca", "alert": "unknown_ca"},
            "does not trust who issued",
        ),
        ({"reason": tls_terms.PLAIN_TEXT}, "in clear"),
        ({"reason": "unsupported protocol", "offered": "TLS 1.0"}, "--tls-min 1.0"),
    ],
)
def test_a_handshake_that_failed(fields: dict[str, str], meaning: str) -> None:
    event = secured(version="", **fields)
    told = account(event)
    assert (told.failed, told.bad) == (True, True)
    assert told.verdict == (fields["reason"],)
    assert meaning in dict(told.short)["It means"]


def test_a_failure_without_an_explanation_gives_its_reason_alone() -> None:
    told = account(secured(version="", reason="odd\x07"))
    assert told.verdict == ("odd<07>",)
    assert told.short == ()


def test_settled_is_hostile_text_too() -> None:
    assert settled(secured(group="", cipher="\x1b")) == "TLSv1.3 · <1B>"


def test_rows_are_safe_to_show() -> None:
    hostile = "\x1b]0;x\x07‮"
    event = secured(
        certificates=(made(common=hostile),),
        name=hostile,
        name_reason=hostile,
        chain_reason=hostile,
        alpn=hostile,
    )
    told = account(event)
    for text in (*told.verdict, *(text for row in told.full for text in row)):
        assert text.isprintable(), text


def test_names_in_full_have_an_end() -> None:
    names = tuple(x509.DNSName(f"{n}.example") for n in range(500))
    told = rows(secured(verified=True, certificates=(made(names=names),)), full=True)
    assert told["Names"].endswith(f"and {500 - handshake.MANY_NAMES} more")
