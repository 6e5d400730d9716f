"""A real OpenSMTPD of the test's own, in a root directory of its own.

Its spool, its socket and the users it becomes are compiled in, and its package conflicts with Postfix's: so
it runs by chroot in a copy of what `unpack-opensmtpd` has laid out, which has them all. Nothing of the system
is touched. It takes mail for lab.test (alice and bob exist), with AUTH also for example.net, and keeps it in
a queue that never moves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.real.listening import HOST, NAME, USER, Mx, await_greeting, certify, free_ports

PACKAGE = Path(os.environ.get("OPENSMTPD_ROOT", Path(__file__).parents[2] / ".opensmtpd"))
"""Where unpack-opensmtpd has put it."""
# listening.PASSWORD, by `openssl passwd -6`
_HASH = "$6$smtpwb$aPS9x7UucjVyd0R/ctGbxVmXb7HwSSDm6QGdq6dhaw4d4CltmscU3lxrlB0qvbWOChkU7fLrz2mbn7s6IXvwk."
_CONF = """
pki lab cert "/etc/mx.pem"
pki lab key "/etc/mx.key"
table users {{ {user} = "{hash}" }}
table mailboxes {{ "alice@lab.test", "bob@lab.test" }}
smtp max-message-size "50M"
listen on {host} port {relay} tls pki lab hostname {name}
listen on {host} port {submission} tls-require pki lab auth <users> hostname {name}
listen on {host} port {smtps} smtps pki lab auth <users> hostname {name}
action "keep" relay
match from any for domain "lab.test" rcpt-to <mailboxes> action "keep"
match auth from any for domain "example.net" action "keep"
"""
_IDS = {"root": 0, "opensmtpd": 64_321, "opensmtpq": 64_322}
"""The users and groups of its world."""
_PAUSED = ("-P", "mda", "-P", "mta")
"""Nothing is delivered, nothing is relayed."""


def lacking() -> str:
    """Return why it cannot run here, or ""."""
    if os.geteuid():
        return "only root can give OpenSMTPD a root directory"
    if not (PACKAGE / "usr/sbin/smtpd").exists():
        return "run tests/real/unpack-opensmtpd"
    return ""


def absent() -> bool:
    """Whether it cannot run; with CI=true that raises AssertionError instead."""
    reason = lacking()
    assert not (reason and os.environ.get("CI") == "true"), reason
    return bool(reason)


needs_opensmtpd = pytest.mark.skipif(
    "__import__('tests.real.opensmtpd').real.opensmtpd.absent()", reason=lacking()
)
"""The mark of a test that needs it, as `tests.needs.needs` for commands."""


@contextmanager
def opensmtpd() -> Iterator[Mx]:
    """Run an OpenSMTPD."""
    with tempfile.TemporaryDirectory(prefix="smtpwb-opensmtpd-") as name:
        root = Path(name) / "root"
        relay, submission, smtps = free_ports(3)
        where = _furnish(root, relay, submission, smtps)
        with (root.parent / "log").open("w") as log:
            daemon = subprocess.Popen(
                [shutil.which("chroot") or "/usr/sbin/chroot", str(root), "/usr/sbin/smtpd", "-d", *_PAUSED],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            await_greeting((HOST, where.relay), daemon=daemon)
            yield where
        finally:
            daemon.terminate()
            daemon.wait(20)


def _furnish(root: Path, relay: int, submission: int, smtps: int) -> Mx:
    """Lay out its root directory."""
    shutil.copytree(PACKAGE, root, symlinks=True)
    root.parent.chmod(0o755)
    for directory in ("etc/ssl/certs", "var/run", "tmp", "dev"):
        (root / directory).mkdir(parents=True, exist_ok=True)
    (root / "var/spool/smtpd").mkdir(parents=True, mode=0o711)
    os.mknod(root / "dev/null", 0o20666, os.makedev(1, 3))
    etc = root / "etc"
    users = [
        f"{name}:x:{number}:{number}::/var/lib/opensmtpd/empty:/bin/false" for name, number in _IDS.items()
    ]
    (etc / "passwd").write_text("\n".join(users) + "\n")
    (etc / "group").write_text("".join(f"{name}:x:{number}:\n" for name, number in _IDS.items()))
    (etc / "mailname").write_text(f"{NAME}\n")
    ports = {"relay": relay, "submission": submission, "smtps": smtps}
    (etc / "smtpd.conf").write_text(_CONF.format(host=HOST, name=NAME, user=USER, hash=_HASH, **ports))
    roots = certify(etc)
    shutil.copy(roots, etc / "ssl/certs/ca-certificates.crt")  # it does not start without
    return Mx(relay, submission, smtps, roots)
