"""Where real servers listen, and how a test knows that they do."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import trustme

HOST = "127.0.0.1"
NAME = "mx.lab.test"
"""What every server calls itself, and a name of its certificate."""
Address: TypeAlias = tuple[str, int] | Path
"""Host and port, or a unix socket."""
USER = "alice"
PASSWORD = "correct horse battery staple"


def target(address: Address) -> str:
    """An address as the workbench takes it."""
    return f"unix:{address}" if isinstance(address, Path) else f"{address[0]}:{address[1]}"


@dataclass(frozen=True)
class Mx:
    """Where a mail server listens on HOST, and whom to trust."""

    relay: int
    """Port 25 as it were: STARTTLS is offered, AUTH is not."""
    submission: int
    """Port 587 as it were: STARTTLS is required, then AUTH as USER with PASSWORD."""
    smtps: int
    """Port 465 as it were: TLS on connect."""
    roots: Path
    """The certificates to trust."""


def free_ports(count: int) -> list[int]:
    """Ports on which nobody listens, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]


def await_greeting(address: Address, daemon: subprocess.Popen[bytes] | None = None) -> None:
    """A server tells nobody that it listens: ask until it greets, or until its process has ended."""
    end = time.monotonic() + 20
    while True:
        try:
            greeting = _greeting(address)
        except (ConnectionError, FileNotFoundError):
            assert daemon is None or daemon.poll() is None, f"{daemon.args!r} has ended"
            assert time.monotonic() < end, f"nobody listens on {address}"
            time.sleep(0.02)
        else:
            assert greeting.startswith(b"220"), greeting
            return


def _greeting(address: Address) -> bytes:
    with socket.socket(socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET) as one:
        one.settimeout(20)
        one.connect(str(address) if isinstance(address, Path) else address)
        return one.recv(100)


def certify(directory: Path) -> Path:
    """Put `mx.pem` (chain), `mx.key` and `roots.pem` into a directory; returns the last."""
    authority = trustme.CA()
    mine = authority.issue_cert(NAME, HOST)
    for blob in mine.cert_chain_pems:
        blob.write_to_path(str(directory / "mx.pem"), append=True)
    mine.private_key_pem.write_to_path(str(directory / "mx.key"))
    (directory / "mx.key").chmod(0o600)
    authority.cert_pem.write_to_path(str(directory / "roots.pem"))
    return directory / "roots.pem"
