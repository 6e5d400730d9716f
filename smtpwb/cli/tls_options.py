"""The options that say what TLS asks for and offers, for every subcommand that connects."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smtpwb.session.tls_options import TlsOptions

_VERSIONS = ("1.0", "1.1", "1.2", "1.3")


def add_tls_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser."""
    group = parser.add_argument_group(
        "TLS",
        "for TLS on connect and for STARTTLS; without --verify a bad certificate is told, and ends nothing",
    )
    group.add_argument("--verify", action="store_true", help="hang up unless the certificate is verified")
    group.add_argument("--ca", default="", metavar="FILE", help="trust these roots, in place of the system's")
    group.add_argument("--cert", default="", metavar="FILE", help="the client's certificate (PEM)")
    group.add_argument("--key", default="", metavar="FILE", help="its private key, if not in the same file")
    for name, what in (("--tls-min", "least"), ("--tls-max", "highest")):
        group.add_argument(
            name, default="", choices=_VERSIONS, metavar="VERSION", help=f"the {what} version, 1.0 to 1.3"
        )
    group.add_argument(
        "--sni", metavar="NAME", help="the name to send and to look for in the certificate; '' sends none"
    )
    group.add_argument(
        "--alpn", default="", metavar="LIST", help="protocols to offer, with commas between: smtp"
    )


def tls_options(options: argparse.Namespace) -> TlsOptions:
    """What the options say. Raises UsageError, one sentence, for a file that is no good."""
    from smtpwb.session.tls_options import TlsOptions, check

    chosen = TlsOptions(
        verify=options.verify,
        ca_file=options.ca,
        client_certificate=options.cert,
        client_key=options.key,
        minimum=options.tls_min,
        maximum=options.tls_max,
        sni=options.sni,
        alpn=tuple(filter(None, options.alpn.split(","))),
    )
    check(chosen)
    return chosen
