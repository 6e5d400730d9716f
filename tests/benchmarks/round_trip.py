"""One command's round trip in the engine, against the standard library's smtplib on the same server."""

from __future__ import annotations

import asyncio
import multiprocessing
import smtplib
import statistics
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.transcript.entry import Change
from smtpwb.transcript.journal import Journal
from smtpwb.transcript.transcript import Transcript
from tests.benchmarks.measure import Row

_COMMANDS = 1_000


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink.test\r\n")
    while await reader.readline():
        writer.write(b"250 2.0.0 Ok\r\n")
    writer.close()


def _sink(port: Connection) -> None:
    """A server in a process of its own that says 250 to everything."""

    async def serve() -> None:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def _stdlib(port: int) -> float:
    client = smtplib.SMTP("127.0.0.1", port, local_hostname="ws.test")
    begun = time.perf_counter()
    for _ in range(_COMMANDS):
        client.noop()
    spent = (time.perf_counter() - begun) / _COMMANDS
    client.close()
    return spent


class _Bare(asyncio.Protocol):
    """The least that asyncio can do: write, be woken by the answer."""

    def __init__(self) -> None:
        self.answer = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        if not self.answer.done():
            self.answer.set_result(data)


async def _bare(port: int) -> float:
    loop = asyncio.get_running_loop()
    transport, bare = await loop.create_connection(_Bare, "127.0.0.1", port)
    await bare.answer
    begun = time.perf_counter()
    for _ in range(_COMMANDS):
        bare.answer = loop.create_future()
        transport.write(b"NOOP\r\n")
        await bare.answer
    spent = (time.perf_counter() - begun) / _COMMANDS
    transport.close()
    return spent


async def _ours(port: int, journal: Journal | None) -> float:
    transcript = Transcript()
    if journal is not None:
        kept = journal

        def keep(change: Change) -> None:
            kept.write(change.event)

        transcript.subscribe(keep)
    session = Session(transcript)
    await session.connect(parse(f"127.0.0.1:{port}"))
    await session.settled()
    begun = time.perf_counter()
    for _ in range(_COMMANDS):
        session.send(b"NOOP")
        await session.settled()
    spent = (time.perf_counter() - begun) / _COMMANDS
    session.hang_up()
    await session.closed()
    return spent


def measure(rounds: int = 15) -> Iterator[Row]:
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_sink, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    stdlib, least, plain, kept = [], [], [], []
    with tempfile.TemporaryDirectory() as home:
        for number in range(rounds):
            stdlib.append(_stdlib(port))
            least.append(asyncio.run(_bare(port)))
            plain.append(asyncio.run(_ours(port, None)))
            kept.append(asyncio.run(_ours(port, Journal(Path(home) / f"{number}.jsonl"))))
    server.terminate()
    server.join()
    for name, taken, hold in (
        ("round trip of a command", plain, 2),
        ("round trip of a command, with the journal", kept, 3),
        ("… of which asyncio's own, without any of ours", least, None),
    ):
        yield Row(
            f"{name}, against smtplib",
            # Each round against its own: what else the machine does changes from one to the next.
            statistics.median(ours / base for ours, base in zip(taken, stdlib, strict=True)),
            "×",
            hold,
            f"{statistics.median(taken) * 1e6:.0f} µs against {statistics.median(stdlib) * 1e6:.0f} µs",
        )
