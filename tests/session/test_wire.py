"""The wire, and the pieces of aiosmtplib it stands on."""

from __future__ import annotations

import asyncio
import inspect
import socket
from importlib.metadata import version
from typing import Any

import pytest
from aiosmtplib import protocol

from smtpwb.session.wire import Wire
from tests.session.servers import Server, listening


def test_the_pieces_of_aiosmtplib_that_are_used() -> None:
    """SMTPProtocol is only half public: a new release has to be looked at before it is let in.

    Used are `__init__(loop=)`, `connection_made`, `connection_lost`, `pause_writing`, `resume_writing`,
    `write`, `is_connected` and `transport`. Replaced are `data_received` and `eof_received`.
    """
    assert version("aiosmtplib").split(".")[:2] == ["5", "1"]
    assert protocol.__all__ == ("SMTPProtocol",)
    base = protocol.SMTPProtocol
    assert "loop" in inspect.signature(base).parameters
    for name in ("connection_made", "connection_lost", "pause_writing", "resume_writing", "write"):
        assert callable(getattr(base, name))
    assert isinstance(base.is_connected, property)
    own = {name for name in vars(Wire) if callable(getattr(Wire, name)) and name in dir(base)}
    assert own - {"__init__", "__doc__"} == {
        "connection_made",
        "connection_lost",
        "data_received",
        "eof_received",
        "pause_writing",
        "resume_writing",
    }
    assert not {name for name in vars(Wire) if name.startswith("_") and not name.startswith("__")} & set(
        dir(base)
    )


async def test_its_own_attributes_hide_none_of_aiosmtplibs() -> None:
    stock = vars(protocol.SMTPProtocol(asyncio.get_running_loop()))
    ours = vars(Wire(lambda wire: None, lambda data: None, lambda by, how: None))
    assert set(stock) <= set(ours)
    assert set(ours) - set(stock) == {
        "_ended",
        "_half_closed",
        "_on_ended",
        "_on_opened",
        "_on_received",
        "_socket",
        "resting",
        "age",
        "_writable",
    }


async def test_aiosmtplibs_parser_sees_no_octet() -> None:
    heard: list[bytes] = []
    ended = asyncio.Event()

    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"25 nonsense\r\n" * 3)
        writer.write_eof()
        await reader.read()

    async with listening(garbage, Server()) as server:
        _, wire = await asyncio.get_running_loop().create_connection(
            lambda: Wire(lambda wire: None, heard.append, lambda by, how: ended.set()),
            "127.0.0.1",
            server.port,
        )
        await ended.wait()
        assert wire._buffer == bytearray()
    assert b"".join(heard) == b"25 nonsense\r\n" * 3


class Deaf(asyncio.Transport):
    """A transport whose socket the test holds."""

    def __init__(self, held: socket.socket) -> None:
        super().__init__({"socket": held})


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (None, ("server", "closed the connection")),
        (BrokenPipeError(), ("server", "closed the connection")),
        (ConnectionResetError(), ("server", "reset the connection")),
        (TimeoutError(), ("network", "timed out")),
        (OSError(113, "x"), ("network", "host unreachable")),
        (RuntimeError("odd"), ("network", "odd")),
    ],
)
async def test_last_words_are_read_from_a_dying_socket_and_it_ends_once(
    error: Exception | None, ending: tuple[str, str]
) -> None:
    told: list[Any] = []
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire = Wire(lambda wire: None, told.append, lambda by, how: told.append((by, how)))
        wire.connection_made(Deaf(ours))
        theirs.sendall(b"552 too big\r\n")
        wire.connection_lost(error)
        wire.eof_received()
        wire.data_received(b"late")
        wire.hang_up()
    assert told == [b"552 too big\r\n", ending]


async def test_drain_waits_while_writing_is_paused() -> None:
    wire = Wire(lambda wire: None, lambda data: None, lambda by, how: None)
    await wire.drain()
    wire.pause_writing()
    waiting = asyncio.ensure_future(wire.drain())
    await asyncio.sleep(0)
    assert not waiting.done()
    wire.resume_writing()
    await waiting
