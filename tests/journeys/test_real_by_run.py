"""`smtpwb run` with real servers: Postfix, OpenSMTPD, Dovecot and smtp-sink with LMTP, and through ssh."""

from __future__ import annotations

import subprocess

import pytest

from tests.cli.program import smtpwb
from tests.needs import needs
from tests.real import dialogues, sink
from tests.real.dovecot import Dovecot
from tests.real.jump import Jump
from tests.real.listening import HOST, Mx
from tests.real.tap import tapped


def run(script: str, target: str, *options: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script; every reply has to be as it says."""
    done = smtpwb("run", "-", target, *options, stdin=script.encode(), **dialogues.SECRETS, **env)
    assert (done.returncode, done.stderr) == (0, b""), done.stdout.decode() + done.stderr.decode()
    for secret in dialogues.SECRETS.values():
        assert secret.encode() not in done.stdout
    return done


def test_the_walkthrough_sends_what_was_ordered_and_nothing_else(mx: Mx) -> None:
    with tapped((HOST, mx.relay)) as tap:
        run(dialogues.WALKTHROUGH, f"{HOST}:{tap.port}")
    assert tap.said == dialogues.ordered(dialogues.WALKTHROUGH)
    assert tap.connections == 1


@pytest.mark.parametrize("mechanism", dialogues.LOGINS)
def test_submission(mx: Mx, mechanism: str) -> None:
    trust = ("--verify", "--ca", str(mx.roots))
    done = run(dialogues.submission(mechanism), f"{HOST}:{mx.submission}", *trust)
    assert b"certificate verified" in done.stdout


def test_submission_and_smtps_through_a_jump_host(mx: Mx, jump_host: Jump) -> None:
    options = ("--via", jump_host.place, "--verify", "--ca", str(mx.roots))
    run(dialogues.submission("PLAIN"), f"{HOST}:{mx.submission}", *options, PATH=jump_host.path)
    run(dialogues.smtps("LOGIN"), f"smtps://{HOST}:{mx.smtps}", *options, PATH=jump_host.path)


def test_lmtp_with_a_recipient_who_is_refused_after_the_message(
    dovecot_lmtp: Dovecot, jump_host: Jump
) -> None:
    run(dialogues.LMTP, f"unix:{dovecot_lmtp.socket}")
    with tapped((HOST, dovecot_lmtp.port)) as tap:
        run(dialogues.LMTP, f"{HOST}:{tap.port}", "--via", jump_host.place, PATH=jump_host.path)
    assert tap.said == dialogues.ordered(dialogues.LMTP)


@needs(*sink.COMMANDS)
def test_lmtp_with_smtp_sink() -> None:
    with sink.lmtp_sink(unix=True) as path:
        run(dialogues.LMTP_ACCEPTED, f"unix:{path}")
    with sink.lmtp_sink() as address, tapped(address) as tap:
        run(dialogues.LMTP_ACCEPTED, f"{HOST}:{tap.port}")
        assert tap.said == dialogues.ordered(dialogues.LMTP_ACCEPTED)
