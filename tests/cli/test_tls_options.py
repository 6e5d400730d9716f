"""The options of TLS on the command line."""

from __future__ import annotations

import argparse

import pytest

from smtpwb.cli.tls_options import _VERSIONS, add_tls_options, tls_options
from smtpwb.errors import UsageError
from smtpwb.session.tls_options import VERSIONS, TlsOptions


def read(*arguments: str) -> TlsOptions:
    parser = argparse.ArgumentParser()
    add_tls_options(parser)
    return tls_options(parser.parse_args(arguments))


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        ((), TlsOptions()),
        (("--verify",), TlsOptions(verify=True)),
        (("--tls-min", "1.0", "--tls-max", "1.2"), TlsOptions(minimum="1.0", maximum="1.2")),
        (("--sni", "mx.example.net"), TlsOptions(sni="mx.example.net")),
        (("--sni", ""), TlsOptions(sni="")),
        (("--alpn", "smtp,lmtp"), TlsOptions(alpn=("smtp", "lmtp"))),
    ],
)
def test_what_each_says(arguments: tuple[str, ...], chosen: TlsOptions) -> None:
    assert read(*arguments) == chosen


@pytest.mark.parametrize("name", ["--ca", "--cert"])
def test_a_file_that_cannot_be_read_is_told_before_anything_is_connected(name: str) -> None:
    with pytest.raises(UsageError, match=r"nowhere[.]pem cannot be read"):
        read(name, "nowhere.pem")


def test_the_versions_are_those_of_the_session() -> None:
    assert tuple(VERSIONS) == _VERSIONS
