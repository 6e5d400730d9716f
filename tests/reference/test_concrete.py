"""The names that stand in advice."""

from __future__ import annotations

import time

import pytest

from smtpwb.reference.causes import CAUSES
from smtpwb.reference.concrete import NOTHING, Known, concrete

KNOWN = Known("mx.example.com", 2525, sender="from.example", recipient="to.example")


def of(cause: str, text: str = "no", known: Known = KNOWN) -> str:
    return concrete(CAUSES[cause].try_, cause, text, known)


def test_the_server_at_hand_stands_for_any() -> None:
    assert "-connect mx.example.com:2525 " in of("tls-failed")
    assert "nc -vz mx.example.com 2525 " in of("network")
    assert "[2001:db8::1]:25 " in of("tls-failed", known=Known("2001:db8::1", 25))
    assert "HOST:25" in of("tls-failed", known=NOTHING)


@pytest.mark.parametrize(
    "text",
    [
        "5.7.26 Unauthenticated email from shop.example.net is not accepted due to domain's DMARC policy",
        "5.7.509 Access denied, sending domain SHOP.EXAMPLE.NET does not pass DMARC verification",
        "5.7.1 rejected by DMARC, From: <kim@shop.example.net>",
        "5.7.1 <kim@shop.example.net>: DMARC",
    ],
)
def test_the_domain_that_the_reply_names_is_looked_up(text: str) -> None:
    advice = of("sender-unauthenticated", text)
    assert "TXT shop.example.net, and TXT _dmarc.shop.example.net:" in advice


def test_else_the_domain_of_the_dialogue() -> None:
    assert "TXT from.example," in of("sender-unauthenticated", "DMARC")
    assert "MX to.example," in of("bad-domain", "<kim@shop.example.net>: domain not found")
    assert "MX shop.example.net," in of("bad-domain", "<kim@shop.example.net>: not found", NOTHING)
    assert "MX example.org," in of("bad-domain", "not found", NOTHING)


def test_the_mechanisms_that_the_server_offers() -> None:
    known = Known(mechanisms=("PLAIN", "CRAM-MD5"))
    advice = "AUTH with one of the mechanisms that the EHLO reply lists behind AUTH; then go on."
    assert concrete(advice, "syntax", "no", known) == "AUTH with one of PLAIN, CRAM-MD5; then go on."
    assert concrete(advice, "syntax", "no", NOTHING) == advice


def test_the_address_that_the_reply_names() -> None:
    assert "-x 192.0.2.7," in of("reverse-dns", "cannot find your reverse hostname, [192.0.2.7]")
    assert "-x ADDRESS," in of("reverse-dns", "no PTR")


def test_a_hostile_text_takes_no_time_and_brings_nothing_strange() -> None:
    begun = time.process_time()
    for text in ("from " + "a." * 100_000, "@" * 100_000, "from \x1b[31m.example", "domain " + "a" * 100_000):
        assert of("sender-unauthenticated", text, NOTHING) == CAUSES["sender-unauthenticated"].try_
    assert time.process_time() - begun < 1
