from __future__ import annotations

import asyncio
import time

import pytest

from smtpwb.practice.manner import PLAIN, Manner
from smtpwb.practice.utterance import utter


async def heard(said: str, manner: Manner) -> tuple[bool, bytes, float]:
    """Whether the connection goes on, what came (an `R` for a reset behind it), and after how long."""
    goes_on = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        goes_on.set_result(await utter(writer, said, manner))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    came = b""
    try:
        while piece := await reader.read(100):
            came += piece
    except ConnectionResetError:
        came += b"R"
    writer.close()
    server.close()
    return await goes_on, came, time.monotonic() - began


@pytest.mark.parametrize(
    ("said", "manner", "goes_on", "came"),
    [
        ("250 2.0.0 Ok", PLAIN, True, b"250 2.0.0 Ok\r\n"),
        ("250 Ok", Manner(pause=0.001), True, b"250 Ok\r\n"),
        ("250 Ok", Manner(half=True, ends="close"), False, b"250"),
        ("354 go", Manner(lingers=0.05, ends="reset"), False, b"354 go\r\nR"),
        ("", Manner(ends="reset"), False, b"R"),
        ("", Manner(ends="close"), False, b""),
        ("421 4.3.2 busy", PLAIN, False, b"421 4.3.2 busy\r\n"),
        ("521 no", PLAIN, False, b"521 no\r\n"),
        ("554 no", PLAIN, True, b"554 no\r\n"),
    ],
)
async def test_a_reply_goes_out_as_its_manner_has_it(
    said: str, manner: Manner, goes_on: bool, came: bytes
) -> None:
    assert (await heard(said, manner))[:2] == (goes_on, came)


async def test_it_takes_as_long_as_its_manner_says() -> None:
    assert (await heard("250 Ok", Manner(after=0.02, pause=0.02, lingers=0.02)))[2] >= 0.06
