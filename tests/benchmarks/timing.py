"""How true the time of an arrival is while the screen is busy: against what the server's own clock says."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.transcript.events import Arrived
from smtpwb.transcript.transcript import Transcript
from tests.benchmarks.measure import Row

_REPLIES = 150
_LOADS = {"idle": (0.0, 0.0), "busy for 20 ms of 40": (0.02, 0.02), "busy for 60 ms of 100": (0.06, 0.04)}


def _server(wire: Connection) -> None:
    """Answers every command after 0 to 30 ms, and notes when: the monotonic clock is the same everywhere."""
    chance = random.Random(7)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 clock.test\r\n")
        times = []
        while await reader.readline():
            await asyncio.sleep(chance.random() * 0.03)
            times.append(time.monotonic_ns())
            writer.write(b"250 2.0.0 Ok\r\n")
        wire.send(times)
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        wire.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


async def _load(busy: float, idle: float) -> None:
    """A screen that draws: the loop is blocked for a while, then free."""
    while busy:
        end = time.perf_counter() + busy
        while time.perf_counter() < end:
            pass
        await asyncio.sleep(idle)


async def _arrivals(port: int, busy: float, idle: float) -> list[int]:
    began = time.monotonic_ns()
    session = Session(Transcript(), clock=time.monotonic_ns)
    offset = session._began
    assert offset >= began
    await session.connect(parse(f"127.0.0.1:{port}"))
    await session.settled()
    load = asyncio.ensure_future(_load(busy, idle))
    for _ in range(_REPLIES):
        session.send(b"NOOP")
        await session.settled()
    load.cancel()
    session.hang_up()
    await session.closed()
    arrived = [event.at + offset for event in session.transcript.events if isinstance(event, Arrived)]
    return arrived[1:]


def measure() -> Iterator[Row]:
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_server, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    for name, (busy, idle) in _LOADS.items():
        ours = asyncio.run(_arrivals(port, busy, idle))
        errors = sorted(abs(mine - theirs) / 1e6 for mine, theirs in zip(ours, here.recv(), strict=True))
        yield Row(
            f"error of an arrival's time, p95, {name}",
            errors[len(errors) * 95 // 100],
            "ms",
            beside=f"worst {errors[-1]:.2f} ms",
        )
    server.terminate()
    server.join()
