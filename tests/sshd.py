"""A real sshd of the test's own, on loopback, with a key that nobody else has."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import found

_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host_key
AuthorizedKeysFile {home}/user_key.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
"""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def sshd(home: Path) -> Iterator[list[str]]:
    """Run an sshd; yields the beginning of an ssh command line that reaches it."""
    for name in ("host_key", "user_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)], check=True)
    port = _free_port()
    (home / "sshd_config").write_text(_CONFIG.format(port=port, home=home))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it separates privileges; Debian makes it at boot
    server = subprocess.Popen(
        [found("sshd"), "-D", "-e", "-f", str(home / "sshd_config")],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield [
            *("ssh", "-F", "none", "-p", str(port), "-i", str(home / "user_key"), "-o", "IdentitiesOnly=yes"),
            *("-o", f"UserKnownHostsFile={home}/known_hosts", "-o", "StrictHostKeyChecking=accept-new"),
            *("-o", "LogLevel=ERROR", f"{getpass.getuser()}@127.0.0.1"),
        ]
    finally:
        server.terminate()
        server.wait(10)


def _await(port: int) -> None:
    """An sshd tells nobody that it listens: ask until it answers."""
    end = time.monotonic() + 10
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
                assert one.recv(4) == b"SSH-"
                return
        except ConnectionRefusedError:
            assert time.monotonic() < end, "sshd does not listen"
            time.sleep(0.02)
