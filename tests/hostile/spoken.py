"""A session against one misbehaviour, without a screen: what is kept, and what is told of it."""

from __future__ import annotations

import asyncio
import contextlib
import re

from smtpwb.errors import WorkbenchError
from smtpwb.session.options import Options
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.session.tls_options import TlsOptions
from smtpwb.transcript.formats import text
from smtpwb.transcript.transcript import Transcript
from tests.hostile.misbehaviour import Misbehaviour
from tests.session.servers import Server, said

PATIENCE = 10.0
_A_MOMENT = 0.2


async def spoken(how: Misbehaviour) -> list[str]:
    """Every fault found, in words."""
    async with how.served() as server:
        session = Session(Transcript())
        rested = asyncio.Event()
        session.rested = rested.set
        await session.connect(parse(how.target(server)), Options(tls=TlsOptions()))
        for line in ("", *how.typed):
            with contextlib.suppress(WorkbenchError, TimeoutError):
                if line:
                    session.send(line.encode())
                await session.settled(_A_MOMENT)
        await _until_said(server, session, rested, how)
        session.hang_up()
        await session.closed()
        return list(_faults(how, server, session))


async def _until_said(server: Server, session: Session, rested: asyncio.Event, how: Misbehaviour) -> None:
    """Wait until the script is over and all of it has come, or reading rests."""
    grown = asyncio.Event()
    session.transcript.subscribe(lambda change: grown.set())
    end = asyncio.get_running_loop().time() + PATIENCE
    while session.connected and not session.resting:
        over = server.played.is_set() or "<unplug>" in how.script
        if over and not how.endless and not how.ends and len(said(session)) >= len(server.said) - how.of_tls:
            return
        grown.clear()
        try:
            async with asyncio.timeout_at(end):
                waits = [asyncio.ensure_future(one.wait()) for one in (grown, rested)]
                if not server.played.is_set():
                    waits.append(asyncio.ensure_future(server.played.wait()))
                try:
                    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for one in waits:
                        one.cancel()
        except TimeoutError:
            return


def _faults(how: Misbehaviour, server: Server, session: Session) -> list[str]:
    faults = []
    arrived = said(session)
    if how.endless:
        if not bytes(server.said).startswith(arrived):
            faults.append("what is kept was not said")
    elif len(arrived) != len(server.said) - how.of_tls:
        faults.append(f"{len(arrived):,} of {len(server.said):,} octets are kept")
    if not re.search(how.told, text.transcript_text(session.transcript), re.IGNORECASE):
        faults.append(f"nobody is told: {how.told}")
    return faults
