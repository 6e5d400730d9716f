from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.practice.lines import Content, Line, read_content, read_line
from smtpwb.smtp.message import stuffed

HELD = 64


async def read(data: bytes) -> asyncio.StreamReader:
    """A reader that holds 64 octets and has these to give."""
    reader = asyncio.StreamReader(limit=HELD)
    reader.feed_data(data)
    reader.feed_eof()
    return reader


async def test_lines_and_how_they_end() -> None:
    reader = await read(b"one\r\ntwo\n\r\r\n\r\nrest")
    assert [await read_line(reader) for _ in range(5)] == [
        Line(b"one", True, 5),
        Line(b"two", False, 4),
        Line(b"\r", True, 3),
        Line(b"", True, 2),
        None,
    ]


async def test_a_line_too_long_is_passed_over_whole() -> None:
    reader = await read(b"x" * 1000 + b"\r\nnext\r\n")
    assert await read_line(reader) == Line(b"", True, 1002, held=False)
    assert await read_line(reader) == Line(b"next", True, 6)


async def test_content_is_cut_where_the_limit_is_passed_and_counted_to_the_end() -> None:
    reader = await read(b"12345678\r\n" * 3 + b"..\r\n.\r\nNOOP\r\n")
    assert await read_content(reader, 20, lone_lf=False) == Content(b"12345678\r\n" * 2, 33, True)
    assert await read_line(reader) == Line(b"NOOP", True, 6)


async def test_content_without_an_end_is_none() -> None:
    assert await read_content(await read(b"one\r\n.\n"), 100, lone_lf=False) is None


@given(st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line and not line.endswith(b"\r"))))
def test_what_was_stuffed_arrives_as_it_was(lines: list[bytes]) -> None:
    sent = b"".join(stuffed(line) + b"\r\n" for line in lines) + b".\r\n"
    wanted = b"".join(line + b"\r\n" for line in lines)

    async def received() -> Content | None:
        return await read_content(await read(sent), 10_000, lone_lf=False)

    assert asyncio.run(received()) == Content(wanted, len(wanted), True)
