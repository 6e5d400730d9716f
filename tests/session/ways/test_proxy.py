"""Through proxies of the test's own: SOCKS4, SOCKS5 and CONNECT, well and badly."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from smtpwb.errors import ConnectError
from smtpwb.session.options import Options, proxy
from smtpwb.session.ways.proxy import connect
from smtpwb.session.ways.trip import Joined, Place, Trip
from tests.session.ways.serving import serving

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
GREETING = b"220 mx.test ESMTP\r\n"
MX = Place("mx.test", 25)


async def socks5(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: int = 0) -> bytes:
    """RFC 1928, and RFC 1929 where a password is offered."""
    _, count = await reader.readexactly(2)
    method = max(await reader.readexactly(count))
    writer.write(bytes([5, method]))
    account = b""
    if method == 2:
        for length in ((await reader.readexactly(2))[1], 0):
            account += b":" + await reader.readexactly(length or (await reader.readexactly(1))[0])
        writer.write(b"\x01\x00")
    *_, length = await reader.readexactly(5)
    name = await reader.readexactly(length)
    port = int.from_bytes(await reader.readexactly(2))
    writer.write(bytes([5, answer, 0, 1, 127, 0, 0, 1, 0, 25]) + (b"" if answer else GREETING))
    return account + b" " + name + b" %d" % port


async def socks4(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """SOCKS4A: the name comes behind the user."""
    _, _, port, zeros = (
        await reader.readexactly(2),
        0,
        await reader.readexactly(2),
        await reader.readexactly(4),
    )
    assert zeros[:3] == b"\0\0\0"
    await reader.readuntil(b"\0")
    name = (await reader.readuntil(b"\0"))[:-1]
    writer.write(b"\0\x5a\0\0\0\0\0\0" + GREETING)
    return b" " + name + b" %d" % int.from_bytes(port)


async def http(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes = b"HTTP/1.1 200 OK"
) -> bytes:
    """RFC 9110 §9.3.6; the server's greeting comes in the same write as the proxy's answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    writer.write(answer + b"\r\nVia: x\r\n\r\n" + GREETING)
    return head


@contextlib.asynccontextmanager
async def proxying(
    speak: Callable[..., Awaitable[bytes]], *args: Any
) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A proxy; yields its `HOST:PORT` and what it was asked for."""
    heard: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await speak(reader, writer, *args))
        await reader.read()

    async with serving(handle) as place:
        yield place, heard


async def through(url: str, trip: Trip | None = None, **options: Any) -> Joined:
    return await connect(MX, Options(proxy=proxy(url), **options), trip or Trip())


async def greeting(joined: Joined) -> bytes:
    with joined.socket as connected:
        return await asyncio.get_running_loop().sock_recv(connected, 1 << 16)


@pytest.mark.parametrize(
    ("scheme", "speak", "asked"),
    [
        ("socks5://", socks5, b" mx.test 25"),
        ("socks5://jack:s%40x@", socks5, b":jack:s@x mx.test 25"),
        ("socks4://", socks4, b" mx.test 25"),
    ],
)
async def test_socks(scheme: str, speak: Callable[..., Awaitable[bytes]], asked: bytes) -> None:
    pytest.importorskip("python_socks")
    async with proxying(speak) as (place, heard):
        trip = Trip()
        joined = await through(scheme + place, trip)
        assert await greeting(joined) == GREETING
    assert heard == [asked]
    kind = scheme.partition(":")[0]
    assert (joined.peer, joined.via) == ("mx.test:25", f"{kind} proxy {place}")
    assert [one.address for one in trip.tried] == [f"mx.test:25 via {kind} proxy {place}"]


async def test_connect_reads_nothing_that_is_the_servers() -> None:
    async with proxying(http) as (place, heard):
        joined = await through(f"http://{place}")
        assert await greeting(joined) == GREETING
    assert heard[0].startswith(b"CONNECT mx.test:25 HTTP/1.1\r\nHost: mx.test:25\r\n")
    assert b"Authorization" not in heard[0]


async def test_connect_with_an_account() -> None:
    async with proxying(http) as (place, heard):
        (await through(f"http://jack:x@{place}")).socket.close()
    assert b"\r\nProxy-Authorization: Basic amFjazp4\r\n" in heard[0]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 403 Forbidden", "the proxy says: 403 Forbidden"),
        (b"220 mx.test ESMTP", "the proxy says: mx.test ESMTP"),
        (b"\r\n", "the proxy says: nothing of HTTP"),
    ],
)
async def test_connect_refused(answer: bytes, why: str) -> None:
    async with proxying(http, answer) as (place, _):
        trip = Trip()
        with pytest.raises(ConnectError, match=why):
            await through(f"http://{place}", trip)
        assert trip.tried[0].error == why


async def test_a_proxy_that_hangs_up() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.close()
        return await reader.read()

    async with proxying(hang_up) as (place, _):
        with pytest.raises(ConnectError):
            await through(f"http://{place}")


async def test_a_proxy_that_says_nothing() -> None:
    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> bytes:
        return await reader.read()

    pytest.importorskip("python_socks")
    async with proxying(wait) as (place, _):
        for scheme in ("http", "socks5"):
            with pytest.raises(ConnectError, match="timed out"):
                await through(f"{scheme}://{place}", timeout=0.05)


async def test_socks_refused_and_no_proxy_there() -> None:
    pytest.importorskip("python_socks")
    async with proxying(socks5, 5) as (place, _):
        with pytest.raises(ConnectError, match="the proxy says: connection refused"):
            await through(f"socks5://{place}")
    for scheme in ("http", "socks5"):
        with pytest.raises(ConnectError, match="connection refused"):
            await through(f"{scheme}://{place}")


async def test_python_socks_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_socks", None)
    with pytest.raises(ConnectError) as caught:
        await through("socks5://127.0.0.1:1")
    assert caught.value.hint == "pip install 'smtpwb[proxy]'"
