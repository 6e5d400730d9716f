"""A real Postfix of the test's own: its configuration, queue, spool and logins lie in a temporary directory.

It takes mail for lab.test (alice, bob and the full mailbox exist) and throws it away, never delivers
anywhere, and ends with the test, by its own process id.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import found
from tests.real.listening import HOST, NAME, PASSWORD, USER, Mx, await_greeting, certify, free_ports

COMMANDS = ("postfix", "saslpasswd2")
"""What it needs installed."""

_MAIN = """
compatibility_level = 3.6
myhostname = {name}
mydestination =
virtual_mailbox_domains = lab.test
virtual_mailbox_maps = texthash:{conf}/mailboxes
virtual_transport = discard
default_transport = error:nothing leaves this server
relay_transport = error:nothing leaves this server
local_transport = error:nothing leaves this server
local_recipient_maps =
message_size_limit = 41943040
smtpd_peername_lookup = no
smtpd_recipient_restrictions =
    check_recipient_access inline:{{ {{full@lab.test=452 4.2.2 mailbox full}} }},
    reject_unauth_destination
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_cert_file = {conf}/mx.pem
smtpd_tls_key_file = {conf}/mx.key
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = lab.test
cyrus_sasl_config_path = {conf}/sasl
smtpd_authorized_xclient_hosts = 127.0.0.0/8
smtpd_authorized_xforward_hosts = 127.0.0.0/8
mynetworks = 127.0.0.255/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = {queue}
data_directory = {data}
maillog_file = {data}/log
maillog_file_prefixes = {data}
alias_maps =
fast_flush_domains = lab.test
biff = no
"""
_MASTER = """
{host}:{relay} inet n - n - - smtpd
{host}:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
{host}:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
flush unix n - n 1000? 0 flush
postlog unix-dgram n - n - 1 postlogd
"""
_SASL = """
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {conf}/sasldb2
mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
"""


def runnable() -> bool:
    """Postfix can only be started by root."""
    return os.geteuid() == 0


@contextmanager
def postfix() -> Iterator[Mx]:
    """Run a Postfix."""
    with tempfile.TemporaryDirectory(prefix="smtpwb-postfix-") as name:
        relay, submission, smtps = free_ports(3)
        where = _configure(Path(name), relay, submission, smtps)
        conf = where.roots.parent
        environment = {**os.environ, "MAIL_CONFIG": str(conf)}

        def order(what: str) -> None:
            command = [found("postfix"), "-c", str(conf), what]
            subprocess.run(command, env=environment, check=what == "start", capture_output=True, timeout=30)

        order("start")
        master = int((Path(name) / "queue/pid/master.pid").read_text())
        try:
            await_greeting((HOST, where.relay))
            yield where
        finally:
            os.kill(master, signal.SIGTERM)
            order("stop")


def _configure(home: Path, relay: int, submission: int, smtps: int) -> Mx:
    """Write its configuration, beside which the file of trusted roots lies."""
    home.chmod(0o755)
    conf, queue, data = (home / name for name in ("conf", "queue", "data"))
    sasl = conf / "sasl"  # where Debian's Postfix looks, below the directory of main.cf
    for directory in (conf, sasl, queue, data):
        directory.mkdir()
    shutil.chown(data, "postfix")
    (conf / "mailboxes").write_text("alice@lab.test x\nbob@lab.test x\nfull@lab.test x\n")
    (conf / "main.cf").write_text(_MAIN.format(name=NAME, conf=conf, queue=queue, data=data))
    master = _MASTER.format(host=HOST, relay=relay, submission=submission, smtps=smtps)
    (conf / "master.cf").write_text(master)
    (sasl / "smtpd.conf").write_text(_SASL.format(conf=conf))
    _enrol(conf / "sasldb2")
    return Mx(relay, submission, smtps, certify(conf))


def _enrol(database: Path) -> None:
    """Write the one login."""
    command = [found("saslpasswd2"), "-p", "-c", "-f", str(database), "-u", "lab.test", USER]
    subprocess.run(command, input=PASSWORD.encode(), check=True, capture_output=True)
    shutil.chown(database, "postfix")
