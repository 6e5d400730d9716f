"""25 MB through DATA, against the standard library's smtplib on the same server: time, stalls, memory."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import resource
import smtplib
import ssl
import statistics
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

import trustme

from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.smtp.message import for_data, with_crlf
from smtpwb.transcript.transcript import Transcript
from tests.benchmarks.measure import Row

_LINE = b"The quick brown fox jumps over the lazy dog, and the dog does not mind it at all.\r\n"
_OCTETS = 25_000_000
_PIECE = 1 << 17


def _pieces() -> Iterator[bytes]:
    """The message as it would be read from a file: nothing of it is kept."""
    block = _LINE * (_PIECE // len(_LINE))
    for _ in range(_OCTETS // len(block)):
        yield block


def _sink(port: Connection, pem: tuple[bytes, bytes]) -> None:
    """A server in a process of its own: EHLO, MAIL, RCPT, DATA, and nothing kept."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = trustme.CA.from_pem(*pem)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink.test\r\n")
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            while line := await reader.readline():
                if line.upper().startswith(b"DATA"):
                    writer.write(b"354 go\r\n")
                    await _swallow(reader)
                elif line.upper().startswith(b"QUIT"):
                    break
                writer.write(b"250 2.0.0 Ok\r\n")
        writer.close()

    async def serve() -> None:
        plain = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 20)
        secured = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 20, ssl=context)
        port.send(tuple(server.sockets[0].getsockname()[1] for server in (plain, secured)))
        await plain.serve_forever()

    asyncio.run(serve())


async def _swallow(reader: asyncio.StreamReader) -> None:
    tail = b""
    while not tail.endswith(b"\r\n.\r\n"):
        tail = (tail + (await reader.read(1 << 20))[-5:])[-5:]


def _stdlib(port: int, tls: bool) -> float:
    message = b"".join(_pieces())
    if tls:
        context = ssl._create_unverified_context()
        client: smtplib.SMTP = smtplib.SMTP_SSL("127.0.0.1", port, local_hostname="ws.test", context=context)
    else:
        client = smtplib.SMTP("127.0.0.1", port, local_hostname="ws.test")
    client.ehlo()
    client.mail("<a@ws.test>")
    client.rcpt("<b@sink.test>")
    begun = time.perf_counter()
    client.data(message)
    spent = time.perf_counter() - begun
    client.close()
    return spent


async def _watch(stalls: list[float]) -> None:
    """The longest time between two turns of the loop."""
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0)
        now = time.perf_counter()
        stalls.append(now - last) if now - last > 0.001 else None
        last = now


async def _ours(port: int, tls: bool, watched: bool = False) -> tuple[float, float]:
    session = Session(Transcript())
    await session.connect(parse(f"{'smtps' if tls else 'smtp'}://127.0.0.1:{port}"))
    await session.settled()
    for line in (b"EHLO ws.test", b"MAIL FROM:<a@ws.test>", b"RCPT TO:<b@sink.test>", b"DATA"):
        session.send(line)
        await session.settled()
    stalls = [0.0]
    watcher = asyncio.ensure_future(_watch(stalls)) if watched else None
    begun = time.perf_counter()
    await session.send_content(for_data(with_crlf(_pieces())))
    await session.settled()
    spent = time.perf_counter() - begun
    if watcher is not None:
        watcher.cancel()
    session.hang_up()
    await session.closed()
    return spent, max(stalls)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _memory(port: int, answer: Connection) -> None:
    """In a process of its own: mebibytes that sending adds to the peak."""
    asyncio.run(_greet(port))
    before = _peak()
    asyncio.run(_ours(port, tls=False))
    answer.send(_peak() - before)


async def _greet(port: int) -> None:
    """Everything that is imported and made on the first connection."""
    session = Session(Transcript())
    await session.connect(parse(f"127.0.0.1:{port}"))
    await session.settled()
    session.hang_up()
    await session.closed()


def measure(rounds: int = 7) -> Iterator[Row]:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    pem = trustme.CA()
    keys = (pem.cert_pem.bytes(), pem.private_key_pem.bytes())
    server = spawn.Process(target=_sink, args=(there, keys), daemon=True)
    server.start()
    ports = here.recv()
    for name, port, tls, hold in (("plain", ports[0], False, 0.6), ("TLS", ports[1], True, 0.75)):
        stdlib, ours = [], []
        for _ in range(rounds):
            stdlib.append(_stdlib(port, tls))
            ours.append(asyncio.run(_ours(port, tls))[0])
        yield Row(
            f"25 MB through DATA, {name}, against smtplib",
            statistics.median(mine / base for mine, base in zip(ours, stdlib, strict=True)),
            "×",
            hold,
            f"{statistics.median(ours):.2f} s against {statistics.median(stdlib):.2f} s",
        )
    stall = statistics.median(asyncio.run(_ours(ports[0], False, watched=True))[1] for _ in range(3))
    yield Row("longest stall of the loop while sending it", stall * 1000, "ms", 16)
    memory = spawn.Process(target=_memory, args=(ports[0], there))
    memory.start()
    yield Row("memory that sending it adds", here.recv(), "MiB", 8)
    memory.join()
    server.terminate()
    server.join()
