"""Run a dialogue, written as the RFCs write theirs, against a server.

    S: 220 practice.test
    C: EHLO ws.example.net
    S: 250
    C: STARTTLS
    S: 220 2.0.0
    C<raw>: NOOP\\n
    S: 250 2.0.0 Ok
    S: <closed>

An `S:` line is what a line of the server begins with; one whose code is followed by a blank or nothing
stands for the last line of a reply of several. `C<raw>:` sends its text, Python escapes read, without CRLF.
After `C: STARTTLS` and a 220 the handshake happens. `C: <close>` closes.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

PATIENCE = 5.0
"""Seconds for one line: far more than any takes here."""


def any_certificate() -> ssl.SSLContext:
    """A client that takes every certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Client:
    """A connection that reads and writes lines. An async context."""

    def __init__(self, address: tuple[str, int], *, tls: bool = False) -> None:
        self._address, self._tls = address, tls

    async def __aenter__(self) -> Client:
        context = any_certificate() if self._tls else None
        self._reader, self._writer = await asyncio.open_connection(*self._address, ssl=context)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        self._writer.close()
        with suppress(OSError):  # a server that closed first, a TLS that was cut
            await self._writer.wait_closed()

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    def send_eof(self) -> None:
        self._writer.write_eof()

    async def raw(self) -> bytes:
        """Whatever comes next; nothing at the end."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self._reader.read(4096)
            except OSError:
                return b""

    async def line(self) -> str:
        """The next line without its CRLF; `<closed>` at the end."""
        async with asyncio.timeout(PATIENCE):
            try:
                raw = await self._reader.readline()
            except OSError:
                return "<closed>"
        if not raw:
            return "<closed>"
        assert raw.endswith(b"\r\n"), raw
        return raw[:-2].decode()

    async def reply(self) -> list[str]:
        """All lines of the next reply."""
        lines = [await self.line()]
        while lines[-1][3:4] == "-":
            lines.append(await self.line())
        return lines

    async def say(self, line: str) -> list[str]:
        """Send a command and return its reply."""
        await self.send(line.encode() + b"\r\n")
        return await self.reply()

    async def start_tls(self) -> None:
        await self._writer.start_tls(any_certificate())

    def certificate(self) -> bytes:
        """The server's, DER."""
        tls: ssl.SSLObject = self._writer.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True)
        assert der is not None
        return der


async def run(address: tuple[str, int], text: str, *, tls: bool = False) -> None:
    """Hold a dialogue; AssertionError where the server says something else."""
    async with Client(address, tls=tls) as client:
        await go_on(client, text)


async def go_on(client: Client, text: str) -> None:
    """Hold a dialogue, or a part of one, on a connection that stands."""
    said = ""
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        mark, _, rest = line.partition(":")
        rest = rest.removeprefix(" ")
        if mark == "S":
            await _expect(client, rest, f"line {number}, after {said!r}")
            if said.upper() == "STARTTLS" and rest.startswith("220"):
                await client.start_tls()
        elif rest == "<close>":
            await client.close()
        else:
            assert mark in ("C", "C<raw>"), line
            raw = rest.encode("latin-1", "backslashreplace").decode("unicode-escape").encode("latin-1")
            await client.send(raw if mark == "C<raw>" else rest.encode() + b"\r\n")
            said = rest


async def _expect(client: Client, wanted: str, where: str) -> None:
    got = await client.line()
    while wanted[3:4] in ("", " ") and got[3:4] == "-":
        got = await client.line()
    assert got.startswith(wanted), f"{where}: wanted {wanted!r}, got {got!r}"
