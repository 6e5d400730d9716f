"""Servers that say what a script tells them, well or badly: real sockets, loopback, port 0.

A script is lines:

    S: text        send the text and CRLF; neighbours go out in one write; `<0D>`-like tags are octets
    S+ text        send the text without a line end
    C: text        wait for this very line; without text, for any line
    <close>        close          <half-close>  end our side, keep reading
    <cut>          close TCP, and TLS without close_notify
    <reset>        close so that the peer sees a reset (SO_LINGER 0)
    <starttls>     the server's side of a TLS handshake
    <record>       wait for one TLS record, and take no part in the handshake
    <unplug>       read nothing until the test is over, so that the client's buffers fill
    <wait S>       wait so many seconds           <drip S TEXT>   the text, an octet every so many seconds
    <scram N>      read a client's first message of SCRAM, and ask for N rounds (RFC 5802 §5)
    <times N TEXT> the text so many times         <for ever TEXT> until the client goes or the test is over

At the end of the script the server reads until the client closes.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import trustme

from smtpwb.session.options import Options
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.session.tls_options import TlsOptions
from smtpwb.smtp.visible import unvisible
from smtpwb.transcript.events import Arrived, Event, Sent
from smtpwb.transcript.transcript import Transcript

HOST = "127.0.0.1"
_DEFAULT = TlsOptions()


@dataclass
class Server:
    """A scripted server at work."""

    port: int = 0
    callers: int = 0
    """How many connected."""
    heard: list[bytes] = field(default_factory=list)
    """Every line the client sent, line ends included."""
    said: bytearray = field(default_factory=bytearray)
    """Every octet the script had it send, before TLS."""
    played: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a script has come to its end, for one caller at least."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the test has finished with the server."""
    failures: list[BaseException] = field(default_factory=list)

    @property
    def target(self) -> str:
        return f"{HOST}:{self.port}"


@contextlib.asynccontextmanager
async def listening(
    handle: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    server: Server,
    tls: ssl.SSLContext | None = None,
    host: str = HOST,
) -> AsyncIterator[Server]:
    """Serve with a handler; at the end wait for it and raise what it raised."""
    handlers: list[asyncio.Task[None]] = []

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.append(task)
        server.callers += 1
        try:
            await handle(reader, writer)
        except (ConnectionError, ssl.SSLError):
            pass  # the client went away, or the test broke TLS on purpose
        except Exception as error:
            server.failures.append(error)
        finally:
            writer.close()

    listener = await asyncio.start_server(guarded, host, 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        server.over.set()
        await asyncio.gather(*handlers, return_exceptions=True)
    for failure in server.failures:
        raise failure


def scripted(
    script: str, *, split: int = 0, tls: ssl.SSLContext | None = None, smtps: bool = False
) -> contextlib.AbstractAsyncContextManager[Server]:
    """A server that plays a script; `split`: write this many octets at a time."""
    server = Server()
    acts = steps(script)

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for act, text in acts:
            await ACTS[act](Stage(reader, writer, server, split, tls), text)
        server.played.set()
        while await reader.read(1 << 16):
            pass

    return listening(play, server, tls if smtps else None)


def steps(script: str) -> list[tuple[str, bytes]]:
    """A script as acts, in order, each with its words."""
    found: list[tuple[str, bytes]] = []
    for line in filter(None, map(str.strip, script.splitlines())):
        if act := next((name for name in ACTS if name[0] == "<" and line.startswith(name)), ""):
            found.append((act, unvisible(line.removeprefix(act).removesuffix(">").strip())))
            continue
        mark, text = line[:2], unvisible(line[3:])
        if mark[0] == "C":
            found.append(("C", text))
            continue
        assert re.fullmatch(r"S[:+]", mark), line
        data = text + (b"\r\n" if mark[1] == ":" else b"")
        if found and found[-1][0] == "S":
            data = found.pop()[1] + data
        found.append(("S", data))
    return found


@dataclass
class Stage:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    server: Server
    split: int
    tls: ssl.SSLContext | None


async def _say(on: Stage, data: bytes) -> None:
    size = on.split or len(data)
    for at in range(0, len(data), size):
        on.server.said += data[at : at + size]
        on.writer.write(data[at : at + size])
        await on.writer.drain()
        await asyncio.sleep(0)


async def _hear(on: Stage, expected: bytes) -> None:
    line = await on.reader.readline()
    on.server.heard.append(line)
    assert not expected or line == expected + b"\r\n", f"expected {expected!r}, heard {line!r}"


async def _close(on: Stage, _: bytes) -> None:
    on.writer.close()


async def _half_close(on: Stage, _: bytes) -> None:
    on.writer.write_eof()


async def _reset(on: Stage, _: bytes) -> None:
    on.writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    on.writer.transport.abort()


async def _cut(on: Stage, _: bytes) -> None:
    on.writer.transport.abort()


async def _starttls(on: Stage, _: bytes) -> None:
    assert on.tls is not None
    await on.writer.start_tls(on.tls)


async def _record(on: Stage, _: bytes) -> None:
    header = await on.reader.readexactly(5)
    await on.reader.readexactly(int.from_bytes(header[3:]))


async def _unplug(on: Stage, _: bytes) -> None:
    transport = on.writer.transport
    assert isinstance(transport, asyncio.Transport)
    transport.pause_reading()
    await on.server.over.wait()
    transport.resume_reading()


async def _wait(on: Stage, seconds: bytes) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(on.server.over.wait(), float(seconds))


async def _drip(on: Stage, words: bytes) -> None:
    seconds, text = words.split(b" ", 1)
    for octet in text:
        await _say(on, bytes((octet,)))
        await _wait(on, seconds)


PIECE = 1 << 14


async def _times(on: Stage, words: bytes) -> None:
    number, text = words.split(b" ", 1)
    left = int(number)
    while left:
        batch = min(left, max(1, PIECE // len(text)))
        await _say(on, text * batch)
        left -= batch


async def _for_ever(on: Stage, text: bytes) -> None:
    batch = text * max(1, PIECE // len(text))
    while not on.server.over.is_set():
        await _say(on, batch)


async def _scram(on: Stage, rounds: bytes) -> None:
    first = base64.b64decode((await on.reader.readline()).strip() + b"==")
    nonce = first.partition(b"r=")[2]
    challenge = base64.b64encode(b"r=%s-ours,s=c2FsdA==,i=%s" % (nonce, rounds))
    await _say(on, b"334 %s\r\n" % challenge)


ACTS: dict[str, Callable[[Stage, bytes], Awaitable[None]]] = {
    "S": _say,
    "C": _hear,
    "<scram": _scram,
    "<wait": _wait,
    "<drip": _drip,
    "<times": _times,
    "<for ever": _for_ever,
    "<close>": _close,
    "<half-close>": _half_close,
    "<reset>": _reset,
    "<cut>": _cut,
    "<starttls>": _starttls,
    "<record>": _record,
    "<unplug>": _unplug,
}


def certified(ca: trustme.CA, *names: str) -> ssl.SSLContext:
    """A server's context with a certificate for the names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(*names).configure_cert(context)
    return context


@contextlib.asynccontextmanager
async def talking_to(
    server: Server, written: str = "", options: TlsOptions = _DEFAULT
) -> AsyncIterator[Session]:
    """A session connected to a scripted server; hung up at the end."""
    session = Session(Transcript())
    await session.connect(parse(written or server.target), Options(tls=options))
    try:
        yield session
    finally:
        session.hang_up()


@contextlib.asynccontextmanager
async def playing(
    script: str,
    *,
    split: int = 0,
    tls: ssl.SSLContext | None = None,
    smtps: bool = False,
    options: TlsOptions = _DEFAULT,
) -> AsyncIterator[tuple[Server, Session]]:
    """A scripted server, and a session connected to it."""
    async with (
        scripted(script, split=split, tls=tls, smtps=smtps) as server,
        talking_to(server, f"smtps://{server.target}" if smtps else "", options) as session,
    ):
        yield server, session


async def order(session: Session, line: bytes) -> None:
    """Send a line and wait for its reply."""
    session.send(line)
    await session.settled(5)


def kinds(session: Session) -> list[str]:
    """The names of the events, in order."""
    return [type(event).__name__ for event in session.transcript.events]


def said(session: Session, tls: bool | None = None) -> bytes:
    """Everything that arrived, joined; `tls`: only what did inside or outside TLS."""
    return b"".join(
        event.data
        for event in session.transcript.events
        if isinstance(event, Arrived) and tls in (None, event.tls)
    )


def sent(session: Session) -> list[bytes]:
    return [event.data for event in session.transcript.events if isinstance(event, Sent)]


def last(session: Session) -> Event:
    return session.transcript.events[-1]
