"""Each persona as other people's programs meet it: swaks, telnet, and smtplib.

Every probe returns in a few words how it went; `EXPECTED` says how it should.
"""

from __future__ import annotations

import asyncio
import smtplib
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.house import PracticeHouse
from smtpwb.practice.persona import Persona, by_name
from smtpwb.practice.ports import PORTS
from tests.practice.dialogue import PATIENCE, Client, any_certificate, go_on
from tests.practice.sheets import SHEETS

Address = tuple[str, int]
SPEED = 200.0
SENDER, RECIPIENT, HELO = "a@example.net", "b@practice.test", "ws.example.net"


def by_smtplib(persona: Persona, port: int, address: Address) -> str:
    """Deliver a message with all that the server offers: TLS of any certificate, and AUTH on 587."""
    try:
        with _client(port, address) as client:
            client.ehlo_or_helo_if_needed()
            if client.has_extn("starttls"):
                client.starttls(context=any_certificate())
            if PORTS[port].submission:
                client.login(USER, PASSWORD)
            client.sendmail(SENDER, [RECIPIENT], b"Subject: hi\r\n\r\nhi\r\n")
    except smtplib.SMTPResponseException as error:
        return f"{type(error).__name__} {error.smtp_code}"
    except (smtplib.SMTPException, OSError) as error:
        return type(error).__name__
    return "sent"


def _client(port: int, address: Address) -> smtplib.SMTP:
    host, number = address
    if PORTS[port].implicit_tls:
        context = any_certificate()
        return smtplib.SMTP_SSL(host, number, HELO, timeout=PATIENCE, context=context)
    if PORTS[port].lmtp:
        return smtplib.LMTP(host, number, HELO, timeout=PATIENCE)
    return smtplib.SMTP(host, number, HELO, timeout=PATIENCE)


def by_swaks(persona: Persona, port: int, address: Address) -> str:
    """Deliver a message with swaks, as `by_smtplib` does; its status, and the last line the server said."""
    host, number = address
    command = ["swaks", "--server", f"{host}:{number}", "--from", SENDER, "--to", RECIPIENT, "--helo", HELO]
    command += ["--timeout", f"{PATIENCE:g}", "--body", "hi", "--hide-informational"]
    command += ["--tls-on-connect"] if PORTS[port].implicit_tls else ["--tls-optional-strict"]
    command += ["--protocol", "LMTP"] if PORTS[port].lmtp else []
    login = ["--auth", "PLAIN", "--auth-user", USER, "--auth-password", PASSWORD]
    command += login if PORTS[port].submission else []
    ran = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False, text=True)
    heard = [line.lstrip("<*~- ") for line in ran.stdout.splitlines() if line.startswith("<")]
    return f"{ran.returncode} {heard[-1] if heard else ''}".strip()


class Telnet(Client):
    """A connection by the telnet command, which reads and writes lines as `Client` does."""

    async def __aenter__(self) -> Telnet:
        host, port = self._address
        self._program = await asyncio.create_subprocess_exec(
            "telnet", host, str(port), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._input, self._output = self._program.stdin, self._program.stdout
        for _ in ("Trying", "Connected", "Escape character"):
            await self._output.readline()
        return self

    async def close(self) -> None:
        self._input.close()  # at the end of its input it ends by itself
        await self._program.communicate()

    async def send(self, data: bytes) -> None:
        self._input.write(data.replace(b"\r\n", b"\n"))
        await self._input.drain()

    async def line(self) -> str:
        async with asyncio.timeout(PATIENCE):
            raw = await self._output.readline()
        return raw.decode().rstrip("\r\n") if raw else "<closed>"


async def by_telnet(persona: Persona, port: int, address: Address) -> str:
    """Play the sheet of a persona, where it is plain text from beginning to end."""
    async with Telnet(address) as client:
        await go_on(client, SHEETS[persona.name, port])
    return "played"


def is_plain(name: str, port: int) -> bool:
    """Whether somebody with a telnet can play this sheet: there is one, and no TLS in it."""
    sheet = SHEETS.get((name, port), "C: STARTTLS\nS: 220")
    return not PORTS[port].implicit_tls and "C: STARTTLS\nS: 220" not in sheet


EXPECTED: dict[str, tuple[str, str]] = {
    "notls": ("SMTPResponseException 454", "29 454 4.7.0 TLS not available due to local problem"),
    "brokentls": ("SSLError", "29 220 2.0.0 Ready to start TLS"),
    "busy": ("SMTPConnectError 421", "21 421 4.3.2 busy.practice.test All server ports are busy"),
    "closed": ("SMTPConnectError 554", "21 221 2.0.0 Bye"),
    "nomail": ("SMTPConnectError 521", "21 521 nomail.practice.test does not accept mail"),
    "flaky": ("SMTPServerDisconnected", "6 354 End data with <CR><LF>.<CR><LF>"),
    "badauth 587": ("SMTPAuthenticationError 535", "28 221 2.0.0 Bye"),
    "old": ("sent", "0 221 Bye"),
}
"""How smtplib and swaks fare, by persona, with its port where that matters; with all others they deliver.

The numbers of swaks: 0 delivered, 6 the connection was lost, 21 no greeting to go on with, 28 no AUTH
succeeded, 29 no TLS, says its manual."""


def expected(persona: Persona, port: int) -> tuple[str, str]:
    """How smtplib and swaks fare at a port of a persona."""
    found = EXPECTED.get(f"{persona.name} {port}") or EXPECTED.get(persona.name)
    return found or ("sent", "0 221 2.0.0 Bye")


async def probed(name: str, port: int) -> dict[str, str]:
    """A persona as each program met it, by program; every one meets a new house."""
    persona, met = by_name()[name], {}
    for program, probe in {"smtplib": by_smtplib, "swaks": by_swaks}.items():
        async with _house(persona, port) as address:
            met[program] = await asyncio.to_thread(probe, persona, port, address)
    if is_plain(name, port):
        async with _house(persona, port) as address:
            met["telnet"] = await by_telnet(persona, port, address)
    return met


async def check(name: str, port: int) -> None:
    """AssertionError where a program does not fare as it should."""
    met = await probed(name, port)
    wanted = expected(by_name()[name], port)
    assert (met["smtplib"], met["swaks"]) == wanted, (name, port, met, wanted)


@asynccontextmanager
async def _house(persona: Persona, port: int) -> AsyncIterator[Address]:
    house = PracticeHouse(speed=SPEED)
    try:
        yield await house.address(persona.host, port)
    finally:
        await house.stop()
