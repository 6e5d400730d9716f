"""The PROXY header: what a load balancer writes before the first octet of a connection that it hands on.

By the PROXY protocol's specification, versions 1 and 2. Only makes the octets.
"""

from __future__ import annotations

import ipaddress
import struct

from smtpwb.session.options import ProxyProtocol
from smtpwb.transcript.events import PROXY_2

_LOCAL, _PROXY = 0x20, 0x21
"""Version 2, and whether a connection is handed on."""
_TCP = {4: 0x11, 6: 0x21}

Place = tuple[str, int]


def header(wanted: ProxyProtocol, local: Place | None, peer: Place | None) -> bytes:
    """The header, with the addresses wanted, or else those of the connection; of a way in that has none,
    one that says so."""
    source, destination = wanted.source or local, wanted.destination or peer
    if source is None or destination is None:
        return b"PROXY UNKNOWN\r\n" if wanted.version == 1 else PROXY_2 + struct.pack("!BBH", _LOCAL, 0, 0)
    begin, end = (ipaddress.ip_address(address.partition("%")[0]) for address, _ in (source, destination))
    if wanted.version == 1:
        return f"PROXY TCP{begin.version} {begin} {end} {source[1]} {destination[1]}\r\n".encode()
    body = begin.packed + end.packed + struct.pack("!HH", source[1], destination[1])
    return PROXY_2 + struct.pack("!BBH", _PROXY, _TCP[begin.version], len(body)) + body
