"""A real Dovecot of the test's own, for nothing but LMTP, on a port and on a unix socket.

alice has a mailbox below a temporary directory; bob has one that is full, which LMTP says of him alone after
the message (RFC 2033 §4.2); nobody else exists.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.needs import found
from tests.real.listening import HOST, NAME, await_greeting, free_ports

COMMANDS = ("dovecot", "/usr/lib/dovecot/lmtp")
"""What it needs installed."""
_CONF = """
protocols = lmtp
hostname = {name}
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
default_internal_user = dovecot
default_login_user = dovenull
first_valid_uid = 1
mail_location = maildir:{home}/mail/%n
mail_plugins = quota
mail_uid = nobody
mail_gid = nogroup
plugin {{
  quota = maildir:mailbox
}}
ssl = no
service lmtp {{
  inet_listener lmtp {{
    address = {host}
    port = {port}
  }}
  unix_listener {home}/lmtp {{
    mode = 0666
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {home}/users
}}
passdb {{
  driver = passwd-file
  args = username_format=%n {home}/users
}}
protocol lmtp {{
  postmaster_address = postmaster@lab.test
}}
"""
_USERS = """\
alice:{plain}x:::::::
bob:{plain}x::::::userdb_quota_rule=*:bytes=1
"""


@dataclass(frozen=True)
class Dovecot:
    """Where it listens."""

    port: int
    socket: Path

    def mail(self, user: str) -> list[Path]:
        """The messages that were delivered, a file each."""
        return list((self.socket.parent / "mail" / user / "new").iterdir())


def runnable() -> bool:
    """Dovecot can only be started by root."""
    return os.geteuid() == 0


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Run a Dovecot."""
    with tempfile.TemporaryDirectory(prefix="smtpwb-dovecot-") as name:
        home = Path(name)
        home.chmod(0o755)
        (home / "mail").mkdir()
        (home / "mail").chmod(0o777)
        (port,) = free_ports(1)
        where = Dovecot(port, home / "lmtp")
        conf = home / "dovecot.conf"
        conf.write_text(_CONF.format(name=NAME, home=home, host=HOST, port=port))
        (home / "users").write_text(_USERS)
        server = subprocess.Popen([found("dovecot"), "-F", "-c", str(conf)], stdin=subprocess.DEVNULL)
        try:
            await_greeting((HOST, port), daemon=server)
            yield where
        finally:
            server.terminate()
            server.wait(20)
