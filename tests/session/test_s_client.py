"""`openssl s_client` as an order: its options mean what they mean to openssl."""

from __future__ import annotations

import pytest

from smtpwb.errors import UsageError
from smtpwb.session.s_client import Order, read
from smtpwb.session.target import parse
from smtpwb.session.tls_options import TlsOptions

PLACE = "mx.example.net:465"


@pytest.mark.parametrize(
    ("written", "order"),
    [
        (f"-connect {PLACE}", Order(PLACE)),
        (PLACE, Order(PLACE)),
        (f"-starttls smtp -connect {PLACE} -crlf -quiet", Order(PLACE, starttls=True)),
        (f"--connect {PLACE}", Order(PLACE)),
        (f"-connect {PLACE} -servername a.example", Order(PLACE, tls=TlsOptions(sni="a.example"))),
        (f"-noservername -connect {PLACE}", Order(PLACE, tls=TlsOptions(sni=""))),
        (f"-CAfile ca.pem -connect {PLACE}", Order(PLACE, tls=TlsOptions(ca_file="ca.pem"))),
        (
            f"-connect {PLACE} -cert me.pem -key me.key",
            Order(PLACE, tls=TlsOptions(client_certificate="me.pem", client_key="me.key")),
        ),
        (f"-connect {PLACE} -verify 5 -verify_return_error", Order(PLACE, tls=TlsOptions(verify=True))),
        (f"-tls1_2 -connect {PLACE}", Order(PLACE, tls=TlsOptions(minimum="1.2", maximum="1.2"))),
        (f"-tls1_3 -connect {PLACE}", Order(PLACE, tls=TlsOptions(minimum="1.3", maximum="1.3"))),
        (f"-tls1 -connect {PLACE}", Order(PLACE, tls=TlsOptions(minimum="1.0", maximum="1.0"))),
        (f"-alpn smtp,lmtp -connect {PLACE}", Order(PLACE, tls=TlsOptions(alpn=("smtp", "lmtp")))),
    ],
)
def test_options(written: str, order: Order) -> None:
    assert read(written.split()) == order


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (f"-connect {PLACE} -starttls imap", "s_client can start TLS for smtp only"),
        ("-connect", "-connect of s_client needs a value"),
        (f"-connect {PLACE} -psk 1a", "the option -psk of s_client is not known here"),
        (f"-connect {PLACE} another", "the option another of s_client is not known here"),
    ],
)
def test_what_means_nothing_here_is_told(written: str, told: str) -> None:
    with pytest.raises(UsageError) as failure:
        read(written.split())
    assert str(failure.value) == told
    assert failure.value.hint


def test_the_target_has_what_the_order_says() -> None:
    target = parse(f"openssl s_client -connect {PLACE} -servername a.example -verify_return_error")
    assert (target.host, target.port, target.tls) == ("mx.example.net", 465, True)
    assert target.tls_options == TlsOptions(verify=True, sni="a.example")
    plain = parse("openssl s_client -starttls smtp -connect mx.example.net")
    assert (plain.port, plain.tls, plain.starttls) == (25, False, True)
    assert parse("mx.example.net:25").tls_options == TlsOptions()
