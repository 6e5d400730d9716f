"""Reading what a client sends, line by line, whatever it is.

Decides where a line and a message end. A command may end in a lone LF, as most servers let it (`nc`
sends nothing else); a message ends in CRLF . CRLF alone (RFC 5321 §4.1.1.4), unless its DATA, too,
came with a lone LF: then that client knows no other end.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from smtpwb.smtp.message import CRLF, DOT

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end."""

    text: bytes
    """What was kept of it: nothing if it was too long to be held."""
    crlf: bool
    """It ended in CRLF, not in a lone LF."""
    octets: int
    """Its length, its end included."""
    held: bool = True
    """False if it was longer than the reader holds."""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole message as it came after 354."""

    text: bytes
    """Dots of transparency taken off; cut where the limit was passed."""
    octets: int
    """Its whole length, without those dots and without the end."""
    held: bool
    """False if a line of it was longer than the reader holds."""


async def read_line(reader: asyncio.StreamReader) -> Line | None:
    """The next line; None when the stream ended, an unfinished line included."""
    passed, tail = 0, b""
    while True:
        try:
            raw = await reader.readuntil(b"\n")
        except asyncio.IncompleteReadError:
            return None
        except asyncio.LimitOverrunError as overrun:
            tail = await reader.read(overrun.consumed)
            passed += len(tail)
            continue
        crlf = (tail[-1:] + raw).endswith(CRLF)
        if passed:
            return Line(b"", crlf, passed + len(raw), held=False)
        return Line(raw[:-2] if crlf else raw[:-1], crlf, len(raw))


async def read_content(reader: asyncio.StreamReader, limit: int, lone_lf: bool) -> Content | None:
    """A message up to its end; no more than `limit` octets of it are kept. None when the stream ended."""
    kept = bytearray()
    octets, held = 0, True
    while (line := await read_line(reader)) is not None:
        if line.text == DOT and line.held and (line.crlf or lone_lf):
            return Content(bytes(kept), octets, held)
        dot = line.text.startswith(DOT)
        octets += line.octets - dot
        held = held and line.held
        if octets <= limit and held:
            kept += line.text[dot:] + (CRLF if line.crlf else b"\n")
    return None


async def read_chunk(reader: asyncio.StreamReader, octets: int, limit: int) -> bytes | None:
    """So many octets; no more than `limit` of them are kept. None when the stream ended before."""
    kept = bytearray()
    while octets:
        piece = await reader.read(min(octets, _PIECE))
        if not piece:
            return None
        octets -= len(piece)
        kept += piece[: max(0, limit - len(kept))]
    return bytes(kept)
