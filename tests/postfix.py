"""A real Postfix of the test's own: its configuration, queue and spool lie in a temporary directory.

It listens on a free loopback port, takes mail for lab.test (alice and bob exist) and throws it away,
never delivers anywhere, and ends with the test, by its own process id.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import found

_MAIN = """
compatibility_level = 3.6
myhostname = mx.lab.test
mydestination =
virtual_mailbox_domains = lab.test
virtual_mailbox_maps = texthash:{conf}/mailboxes
virtual_transport = discard
default_transport = error:nothing leaves this server
relay_transport = error:nothing leaves this server
local_transport = error:nothing leaves this server
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_recipient_restrictions =
    check_recipient_access inline:{{ {{full@lab.test=452 4.2.2 mailbox full}} }},
    reject_unauth_destination
smtpd_relay_restrictions = reject_unauth_destination
mynetworks = 127.0.0.255/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = {queue}
data_directory = {data}
maillog_file = {data}/log
maillog_file_prefixes = {data}
alias_maps =
biff = no
"""
_MASTER = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def runnable() -> bool:
    """Postfix can only be started by root."""
    return os.geteuid() == 0


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _configure(home: Path, port: int) -> Path:
    home.chmod(0o755)
    conf, queue, data = (home / name for name in ("conf", "queue", "data"))
    for directory in (conf, queue, data):
        directory.mkdir()
    shutil.chown(data, "postfix")
    (conf / "mailboxes").write_text("alice@lab.test x\nbob@lab.test x\nfull@lab.test x\n")
    (conf / "main.cf").write_text(_MAIN.format(conf=conf, queue=queue, data=data))
    (conf / "master.cf").write_text(_MASTER.format(port=f"127.0.0.1:{port}"))
    return conf


@contextmanager
def postfix() -> Iterator[tuple[str, int]]:
    """Run a Postfix; yields its host and port."""
    pwd.getpwnam("postfix")
    with tempfile.TemporaryDirectory(prefix="smtpwb-postfix-") as name:
        port = _free_port()
        conf = _configure(Path(name), port)
        environment = {**os.environ, "MAIL_CONFIG": str(conf)}
        command = found("postfix")
        subprocess.run(
            [command, "-c", str(conf), "start"], env=environment, check=True, capture_output=True, timeout=30
        )
        master = int((Path(name) / "queue/pid/master.pid").read_text())
        try:
            _await_port(port)
            yield "127.0.0.1", port
        finally:
            os.kill(master, signal.SIGTERM)
            subprocess.run(
                [command, "-c", str(conf), "stop"],
                env=environment,
                check=False,
                capture_output=True,
                timeout=30,
            )


def _await_port(port: int) -> None:
    """`postfix start` returns when the master listens; ask once that it answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        assert one.recv(3) == b"220"
