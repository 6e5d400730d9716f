"""Each real server is there, as its module says, and gone with its block."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.needs import needs
from tests.real import dovecot, opensmtpd, postfix, sink
from tests.real.listening import HOST, PASSWORD, USER, Mx
from tests.real.tap import tapped

SENDER = "a@example.net"
as_root = pytest.mark.skipif(not postfix.runnable(), reason="only root can start it")
MAIL_SERVERS = [
    pytest.param(postfix.postfix, id="postfix", marks=[needs(*postfix.COMMANDS), as_root]),
    pytest.param(opensmtpd.opensmtpd, id="opensmtpd", marks=opensmtpd.needs_opensmtpd),
]


def nobody_listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex((HOST, port)) != 0


@pytest.mark.parametrize("server", MAIL_SERVERS)
def test_a_mail_server_has_three_ports(server: Callable[[], AbstractContextManager[Mx]]) -> None:
    with server() as mx:
        trust = ssl.create_default_context(cafile=str(mx.roots))
        with smtplib.SMTP(HOST, mx.relay) as relay:
            assert relay.sendmail(SENDER, ["alice@lab.test", "nobody@lab.test"], "Subject: x\n\nx\n")
            assert not relay.has_extn("AUTH")
        with smtplib.SMTP(HOST, mx.submission) as submission:
            submission.starttls(context=trust)
            submission.login(USER, PASSWORD)
        with smtplib.SMTP_SSL(HOST, mx.smtps, context=trust) as inside:
            assert inside.ehlo()[0] == 250
            assert inside.has_extn("AUTH")
    assert all(map(nobody_listens, (mx.relay, mx.submission, mx.smtps)))


@needs(*dovecot.COMMANDS)
@as_root
def test_dovecot_refuses_one_of_two_after_the_message() -> None:
    with dovecot.dovecot() as lmtp:
        with smtplib.LMTP(str(lmtp.socket), 0) as client:
            client.ehlo()
            client.mail(SENDER)
            accepted = [client.rcpt(f"{name}@lab.test")[0] for name in ("alice", "bob", "nobody")]
            assert accepted == [250, 250, 550]
            assert client.data("Subject: x\n\nx\n")[0] == 250
            assert client.getreply()[0] == 552
        assert not nobody_listens(lmtp.port)
    assert nobody_listens(lmtp.port)


@needs(*sink.COMMANDS)
@pytest.mark.parametrize("unix", [False, True])
def test_the_sink_speaks_lmtp_and_a_tap_hears_it(unix: bool) -> None:
    with sink.lmtp_sink(unix=unix) as address, tapped(address) as tap:
        with smtplib.LMTP(HOST, tap.port, local_hostname="ws.example.net") as client:
            client.ehlo()
        assert tap.said == b"lhlo ws.example.net\r\nQUIT\r\n"
        assert tap.heard.startswith(b"220 ")
        assert tap.connections == 1
