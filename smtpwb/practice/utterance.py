"""A reply on its way out: written in the manner that was settled for it."""

from __future__ import annotations

import asyncio
import socket
import struct

from smtpwb.practice.manner import Manner

CLOSING = ("421", "521")
"""The reply codes after which this server closes (RFC 5321 §3.8, RFC 7504 §3)."""


async def utter(writer: asyncio.StreamWriter, said: str, manner: Manner) -> bool:
    """Send a reply, with or without its end, and what follows it; False if the connection is over with it."""
    await _silence(manner.after)
    for number, piece in enumerate(manner.pieces(said) if said else ()):
        await _silence(manner.pause if number else 0)
        writer.write(piece.encode())
        await writer.drain()
    await _silence(manner.lingers)
    if manner.ends == "reset":
        reset(writer.transport)
    return not manner.ends and said[:3] not in CLOSING


async def _silence(seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds)


def reset(transport: asyncio.WriteTransport) -> None:
    """End a connection with a RST, as one ends that nobody could close (RFC 9293 §3.10.5)."""
    connected = transport.get_extra_info("socket")
    if connected is not None:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
