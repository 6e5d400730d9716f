"""Small servers of a test's own, on loopback or a unix socket; at their end every connection is over."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

HOST = "127.0.0.1"
Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]]


@contextlib.asynccontextmanager
async def serving(
    handle: Handle, path: Path | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """Serve; yields `HOST:PORT`, or the path. A client that goes away is no failure."""
    handlers: list[asyncio.Task[None]] = []

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.append(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await handle(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()

    if path is not None:
        server = await asyncio.start_unix_server(guarded, path, ssl=tls)
    else:
        server = await asyncio.start_server(guarded, HOST, 0, ssl=tls)
    try:
        yield str(path) if path else f"{HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.gather(*handlers)
