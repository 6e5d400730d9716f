"""The options that say through what a connection goes."""

from __future__ import annotations

import argparse

import pytest

from smtpwb.cli import connection_options
from smtpwb.errors import UsageError
from smtpwb.session.options import Family, Jump, Options, Proxy, ProxyProtocol
from smtpwb.session.tls_options import TlsOptions


def given(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    connection_options.configure(parser)
    return parser.parse_args(arguments)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ((), Options()),
        (("--via", "jack@jump"), Options(via=Jump("jump", "jack"))),
        (("--proxy", "socks5://p.test"), Options(proxy=Proxy("socks5", "p.test", 1080))),
        (("--source", "192.0.2.1"), Options(source="192.0.2.1")),
        (("-4",), Options(family=Family.IPV4)),
        (("-6",), Options(family=Family.IPV6)),
        (("--proxy-protocol", "v2"), Options(proxy_protocol=ProxyProtocol(2))),
        (("--connect-timeout", "2.5"), Options(timeout=2.5)),
        (("--connect-timeout", "0"), Options(timeout=None)),
        (("--nameserver", "192.0.2.53"), Options(nameserver="192.0.2.53")),
        (("--verify",), Options(tls=TlsOptions(verify=True))),
    ],
)
def test_what_each_says(arguments: tuple[str, ...], options: Options) -> None:
    assert connection_options.connection_options(given(*arguments)) == options


@pytest.mark.parametrize(
    "arguments",
    [
        ("--via", "jump;x"),
        ("--via=-oProxyCommand=x",),
        ("--proxy", "p.test"),
        ("--source", "p.test"),
        ("--proxy-protocol", "v3"),
        ("--connect-timeout=-1",),
        ("--connect-timeout", "nan"),
        ("--nameserver", "192.0.2.53:x"),
    ],
)
def test_refused_with_a_sentence(arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        connection_options.connection_options(given(*arguments))
    assert caught.value.hint


def test_one_kind_of_address_only() -> None:
    with pytest.raises(argparse.ArgumentError):
        given("-4", "-6")


@pytest.mark.parametrize(
    ("written", "reads_as"),
    [
        ("mx.test", "smtps://mx.test"),
        ("smtps://mx.test", "smtps://mx.test"),
        ("unix:/run/a b", "smtps:unix:/run/a b"),
        ("pipe:nc a 25", "smtps:pipe:nc a 25"),
        ("mx:a.test", "smtps:mx:a.test"),
        ("smtps:mx:a.test", "smtps:mx:a.test"),
    ],
)
def test_tls_first_whatever_the_way(written: str, reads_as: str) -> None:
    read = connection_options.target(written, given("--tls"))
    assert (read.written, read.tls) == (reads_as, True)
    assert connection_options.target("mx.test", given()).tls is False


def test_tls_first_does_not_go_with_an_order_that_says_otherwise() -> None:
    with pytest.raises(UsageError):
        connection_options.target("telnet mx.test 25", given("--tls"))
