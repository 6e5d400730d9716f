"""Through a proxy: SOCKS4, SOCKS5 or HTTP CONNECT. The proxy looks the host up.

SOCKS is python-socks's (the extra `proxy`). CONNECT is spoken here: after the proxy's answer comes what the
server says, and not an octet of that may be read with it.
"""

from __future__ import annotations

import asyncio
import base64
import socket
from typing import Any

import msgspec

from smtpwb import __version__
from smtpwb.errors import ConnectError
from smtpwb.session.options import Options, Proxy
from smtpwb.session.ways import tcp
from smtpwb.session.ways.trip import Joined, Place, Trip
from smtpwb.session.ways.words import hint, in_words
from smtpwb.smtp.ports import joined

LONGEST_ANSWER = 1 << 16
"""Octets of a proxy's answer to CONNECT."""


async def connect(place: Place, options: Options, trip: Trip) -> Joined:
    """Connect through the proxy. Raises ConnectError; cancelled, it leaves no socket behind."""
    proxy = options.proxy
    assert proxy is not None
    peer = joined(place.host, place.port)
    shown = f"{peer} via {proxy.place}"
    trip.trying(shown)
    try:
        async with asyncio.timeout(options.timeout):
            connected = await (_http if proxy.scheme == "http" else _socks)(proxy, place, options)
    except OSError as error:
        why = in_words(error)
        trip.failed(shown, why)
        raise ConnectError(f"{proxy.place}: {why}", hint(why)) from None
    except ConnectError as error:
        trip.failed(shown, str(error))
        raise
    trip.reached(shown)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    local = joined(*connected.getsockname()[:2])
    return Joined(connected, place.host, place.port, peer, local, proxy.place)


async def _socks(proxy: Proxy, place: Place, options: Options) -> socket.socket:
    try:
        import python_socks
        from python_socks.async_.asyncio import Proxy as Socks
    except ImportError:
        raise ConnectError("SOCKS needs python-socks", "pip install 'smtpwb[proxy]'") from None
    (_, address), *_ = await tcp.addresses(Place(proxy.host, proxy.port), options)
    kind = python_socks.ProxyType[proxy.scheme.upper()]
    way = Socks(kind, address[0], address[1], proxy.user or None, proxy.password or None, rdns=True)
    more: dict[str, Any] = {"local_addr": (options.source, 0)} if options.source else {}
    try:
        connected: socket.socket = await way.connect(place.host, place.port, **more)
    except python_socks.ProxyConnectionError as error:
        raise OSError(error.errno, str(error)) from None
    except python_socks.ProxyTimeoutError:
        raise TimeoutError from None
    except python_socks.ProxyError as error:
        raise ConnectError(f"the proxy says: {str(error).lower()}", "check the host and the port") from None
    return connected


async def _http(proxy: Proxy, place: Place, options: Options) -> socket.socket:
    to_proxy = msgspec.structs.replace(options, timeout=None)
    joined_proxy = await tcp.connect(Place(proxy.host, proxy.port), to_proxy, Trip())
    connected = joined_proxy.socket
    try:
        await asyncio.get_running_loop().sock_sendall(connected, _request(proxy, place))
        status = (await _head(connected)).split(b"\r\n", 1)[0].decode("latin-1")
    except BaseException:
        connected.close()
        raise
    version, _, answer = status.partition(" ")
    if not version.startswith("HTTP/") or not answer.startswith("2"):
        connected.close()
        raise ConnectError(f"the proxy says: {answer or 'nothing of HTTP'}", "check the host and the port")
    return connected


def _request(proxy: Proxy, place: Place) -> bytes:
    host = place.host if place.host.isascii() else place.host.encode("idna").decode()
    where = joined(host, place.port)
    lines = [f"CONNECT {where} HTTP/1.1", f"Host: {where}", f"User-Agent: smtpwb/{__version__}"]
    if proxy.user:
        account = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {account}")
    return "\r\n".join([*lines, "", ""]).encode()


async def _head(connected: socket.socket) -> bytes:
    """The head of the answer and nothing behind it: read octet by octet, as what follows is the server's."""
    loop = asyncio.get_running_loop()
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        octet = await loop.sock_recv(connected, 1)
        if not octet or len(head) > LONGEST_ANSWER:
            raise ConnectError("the proxy ended the connection", "check that it is an HTTP proxy")
        head += octet
    return head
