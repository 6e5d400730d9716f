"""Postfix's own test server, which takes everything and keeps nothing: smtp-sink, here speaking LMTP."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import found
from tests.real.listening import HOST, Address, await_greeting, free_ports

COMMANDS = ("smtp-sink",)
"""What it needs installed."""


@contextmanager
def lmtp_sink(*options: str, unix: bool = False) -> Iterator[Address]:
    """Run one; yields host and port, or the unix socket."""
    with tempfile.TemporaryDirectory(prefix="smtpwb-sink-") as name:
        Path(name).chmod(0o755)
        (port,) = free_ports(1)
        address: Address = Path(name) / "lmtp" if unix else (HOST, port)
        where = f"unix:{address}" if unix else f"inet:{HOST}:{port}"
        user = () if os.geteuid() else ("-u", "root")  # root has to say who it wants to be
        server = subprocess.Popen(
            [found("smtp-sink"), "-L", *user, *options, where, "16"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            await_greeting(address, daemon=server)
            yield address
        finally:
            server.terminate()
            server.wait(10)
