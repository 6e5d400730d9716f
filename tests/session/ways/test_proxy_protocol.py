"""The PROXY header, octet by octet."""

from __future__ import annotations

import ipaddress
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.options import ProxyProtocol
from smtpwb.session.ways.proxy_protocol import header
from smtpwb.transcript.events import PROXY_2

LOCAL, PEER = ("192.0.2.1", 40000), ("198.51.100.1", 25)
V6 = ("2001:db8::1", 1), ("2001:db8::2", 2)


@pytest.mark.parametrize(
    ("wanted", "octets"),
    [
        (ProxyProtocol(1), b"PROXY TCP4 192.0.2.1 198.51.100.1 40000 25\r\n"),
        (ProxyProtocol(1, *V6), b"PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n"),
        (
            ProxyProtocol(2),
            PROXY_2 + b"\x21\x11\x00\x0c" + bytes([192, 0, 2, 1, 198, 51, 100, 1]) + b"\x9c\x40\x00\x19",
        ),
    ],
)
def test_header(wanted: ProxyProtocol, octets: bytes) -> None:
    assert header(wanted, LOCAL, PEER) == octets


def test_without_addresses_it_says_so() -> None:
    assert header(ProxyProtocol(1), None, None) == b"PROXY UNKNOWN\r\n"
    assert header(ProxyProtocol(2), None, None) == PROXY_2 + b"\x20\x00\x00\x00"


@given(st.ip_addresses(v=6), st.ip_addresses(v=6), st.integers(1, 65535))
def test_version_2_is_read_back(begin: ipaddress.IPv6Address, end: ipaddress.IPv6Address, port: int) -> None:
    octets = header(ProxyProtocol(2, (str(begin), port), (str(end), 25)), None, None)
    signature, command, family, length = struct.unpack("!12sBBH", octets[:16])
    assert (signature, command, family, length) == (PROXY_2, 0x21, 0x21, 36)
    assert octets[16:48] == begin.packed + end.packed
    assert struct.unpack("!HH", octets[48:]) == (port, 25)
