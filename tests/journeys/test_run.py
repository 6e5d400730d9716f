"""`smtpwb run` against a real Postfix: STARTTLS, AUTH, a message; a recipient refused; TLS on connect."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from tests.cli.program import smtpwb
from tests.needs import needs
from tests.real.listening import HOST, PASSWORD, USER, Mx
from tests.real.postfix import COMMANDS, postfix, runnable

pytestmark = [
    needs(*COMMANDS),
    pytest.mark.skipif(not runnable(), reason="Postfix can only be started by root"),
]
SECURE = """\
C: STARTTLS
S: 220 2.0.0
C: EHLO ws.example.net
S: 250
"""
DIALOGUE = f"""\
S: 220
C: EHLO ws.example.net
S: 250
{SECURE}C: AUTH PLAIN {{env:SMTP_AUTH}}
S: 235 2.7.0
C: MAIL FROM:<alice@lab.test>
C: RCPT TO:<bob@lab.test>
C: RCPT TO:<nobody@lab.test>
C: RCPT TO:<full@lab.test>
S: 250
S: 250
S: 550 5.1.1
S: 452 4.2.2
C: DATA
S: 354
C: From: <alice@lab.test>
C: Subject: test
C:
C: ..
C: .
S: 250 2.0.0
C: QUIT
S: 221
S: <closed>
"""
LOGIN = {"SMTP_AUTH": base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()}


@pytest.fixture(scope="module")
def server() -> Iterator[Mx]:
    with postfix() as one:
        yield one


def test_starttls_auth_and_a_message(server: Mx) -> None:
    trust = ("--verify", "--ca", str(server.roots))
    done = smtpwb("run", "-", f"{HOST}:{server.submission}", *trust, stdin=DIALOGUE.encode(), **LOGIN)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"certificate verified" in done.stdout
    assert b"queued as" in done.stdout
    assert LOGIN["SMTP_AUTH"].encode() not in done.stdout


def test_what_it_wrote_runs_again(server: Mx) -> None:
    place = f"{HOST}:{server.submission}"
    once = smtpwb("run", "-", place, "--format", "rfc", stdin=DIALOGUE.encode(), **LOGIN)
    assert b"{env:SMTP_AUTH}" in once.stdout
    assert smtpwb("run", "-", stdin=once.stdout, **LOGIN).returncode == 0


def test_tls_on_connect(server: Mx) -> None:
    script = DIALOGUE.replace(SECURE, "").encode()
    done = smtpwb("run", "-", f"{HOST}:{server.smtps}", "--tls", stdin=script, **LOGIN)
    assert done.returncode == 0


def test_a_certificate_that_is_not_trusted_ends_it_only_on_demand(server: Mx) -> None:
    place = f"{HOST}:{server.submission}"
    assert smtpwb("run", "-", place, stdin=DIALOGUE.encode(), **LOGIN).returncode == 0
    done = smtpwb("run", "-", place, "--verify", stdin=DIALOGUE.encode(), **LOGIN)
    assert done.returncode == 3
    assert b"the certificate is not verified" in done.stderr


def test_without_a_login_the_message_is_not_sent(server: Mx) -> None:
    done = smtpwb(
        "run", "-", f"{HOST}:{server.submission}", stdin=DIALOGUE.encode(), SMTP_AUTH="AHVzZXIAd3Jvbmc="
    )
    assert done.returncode == 1
    assert b"#   expected  235 2.7.0" in done.stdout
    assert b"was not sent: nobody is logged in" in done.stdout
