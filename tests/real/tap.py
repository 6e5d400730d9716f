"""A tap on the line to a real server: it passes every octet on, and keeps what each side has said."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.real.listening import HOST, Address


@dataclass
class Tap:
    """A tap at work."""

    port: int = 0
    said: bytearray = field(default_factory=bytearray)
    """Every octet that came from the client, over all connections."""
    heard: bytearray = field(default_factory=bytearray)
    """Every octet that came from the server."""
    connections: int = 0


@contextmanager
def tapped(server: Address) -> Iterator[Tap]:
    """Listen on a port of HOST in front of a server; ended with every connection through it."""
    tap = Tap()
    threads: list[threading.Thread] = []
    pairs: list[socket.socket] = []
    with socket.create_server((HOST, 0)) as listener:
        tap.port = listener.getsockname()[1]

        def begin(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
            threads.append(threading.Thread(target=_pass_on, args=(source, target, kept)))
            threads[-1].start()

        def accept() -> None:
            with contextlib.suppress(OSError):  # the listener is shut down at the end
                while True:
                    client, _ = listener.accept()
                    upstream = _connect(server)
                    tap.connections += 1
                    pairs.extend((client, upstream))
                    begin(client, upstream, tap.said)
                    begin(upstream, client, tap.heard)

        acceptor = threading.Thread(target=accept)
        acceptor.start()
        try:
            yield tap
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            acceptor.join()
            for one in pairs:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()
            for one in pairs:
                one.close()


def _connect(server: Address) -> socket.socket:
    one = socket.socket(socket.AF_UNIX if isinstance(server, Path) else socket.AF_INET)
    one.connect(str(server) if isinstance(server, Path) else server)
    return one


def _pass_on(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
    """Until the source ends its side: so does the target's then."""
    with contextlib.suppress(OSError):
        while octets := source.recv(1 << 16):
            kept += octets
            target.sendall(octets)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
