"""The practice server before clients that mean harm: its memory stays bounded, and it goes on serving others.

That it warns of an address that others reach, and holds its limits, stands in cli/test_practice,
practice/test_limits and practice/test_witness.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from smtpwb.practice.house import PracticeHouse
from smtpwb.practice.limits import USUAL
from smtpwb.practice.mailboxes import DOMAIN
from smtpwb.practice.server import PracticeServer
from tests.cli.program import COMMAND, environment

OCTETS, LINES = 64, 8
"""Megabytes that a client sends without an end: of anything, and in short lines."""
MOST_GROWTH = 40
"""Megabytes that one such client may cost."""
BEGIN = b"EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@practice.test>\r\n"


@pytest.mark.parametrize("port", [25, 465, 587])
async def test_inside_the_workbench_it_is_on_loopback_alone(port: int) -> None:
    house = PracticeHouse()
    address = await house.address(DOMAIN, port)
    assert address is not None
    assert ipaddress.ip_address(address[0]).is_loopback
    await house.stop()


async def test_by_itself_it_is_on_loopback_unless_told_otherwise() -> None:
    server = PracticeServer()
    await server.start()
    assert ipaddress.ip_address(server.address[0]).is_loopback
    await server.stop()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The real command, as for a class; its process and its port."""
    kept = tmp_path_factory.mktemp("kept")
    process = subprocess.Popen(
        [*COMMAND, "practice", "--port", "0", "--keep", str(kept), "--idle", "5"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    assert process.stdout is not None
    with process, process.stdout:
        found = re.search(rb"127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found is not None
        yield process.pid, int(found[1])
        process.terminate()


def _peak(process: int) -> int:
    """Megabytes of memory that it ever took."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found is not None
    return int(found[1]) >> 10


def _pour(client: socket.socket, begin: bytes, piece: bytes, megabytes: int = OCTETS) -> None:
    """As much as it takes, without reading an answer; a server that closes, or reads no more, ends it."""
    with contextlib.suppress(OSError):
        client.sendall(begin)
        for _ in range(megabytes):
            client.sendall(piece * ((1 << 20) // len(piece)))


CLIENTS: Mapping[str, Callable[[socket.socket], None]] = {
    "a line without an end": lambda client: _pour(client, b"", b"x"),
    "a name without an end": lambda client: _pour(client, b"EHLO ", b"a."),
    "an answer without an end": lambda client: _pour(client, b"EHLO a\r\nAUTH PLAIN\r\n", b"YWFh"),
    "a message without an end": lambda client: _pour(client, BEGIN + b"DATA\r\n", b"x" * 62 + b"\r\n", LINES),
    "a line of a message": lambda client: _pour(client, BEGIN + b"DATA\r\n", b"x"),
    "a chunk of gigabytes": lambda client: _pour(client, BEGIN + b"BDAT 99999999999 LAST\r\n", b"x"),
    "recipients": lambda client: _pour(client, BEGIN, b"RCPT TO:<someone@practice.test>\r\n", LINES),
    "commands, no reply read": lambda client: _pour(client, b"", b"EHLO a\r\n", LINES),
    "no commands": lambda client: _pour(client, b"", b"\r\n", LINES),
    "a handshake that is none": lambda client: _pour(
        client, b"EHLO a\r\nSTARTTLS\r\n", b"\x16\x03\x01\xff", LINES
    ),
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told on Linux")
@pytest.mark.parametrize("name", CLIENTS)
def test_no_client_fills_its_memory_or_keeps_others_out(name: str, serving: tuple[int, int]) -> None:
    process, port = serving
    before = _peak(process)
    with socket.create_connection(("127.0.0.1", port), timeout=2) as client:
        CLIENTS[name](client)
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), timeout=5) as another:
            assert another.recv(3) == b"220"
        assert time.monotonic() - began < 3
    assert _peak(process) - before < MOST_GROWTH


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told on Linux")
def test_one_address_has_no_more_than_its_share(serving: tuple[int, int]) -> None:
    process, port = serving
    before = _peak(process)
    with contextlib.ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            for _ in range(USUAL.per_client + 20)
        ]
        greeted = [client.recv(3) for client in clients]
    assert greeted.count(b"220") <= USUAL.per_client
    assert set(greeted) == {b"220", b"421"}
    assert _peak(process) - before < MOST_GROWTH
