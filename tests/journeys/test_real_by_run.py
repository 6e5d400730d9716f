"""`smtpwb run` with real servers: Postfix, OpenSMTPD, Dovecot and smtp-sink with LMTP, and through ssh."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.program import COMMAND, smtpwb
from tests.needs import needs
from tests.pty_program import PtyProgram
from tests.real import dialogues, jump, sink
from tests.real.dovecot import Dovecot
from tests.real.jump import Jump
from tests.real.listening import HOST, USER, Mx
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


@pytest.mark.parametrize("mechanism", dialogues.PROOFS)
def test_a_login_that_proves_the_password(postfix_mx: Mx, mechanism: str) -> None:
    run(dialogues.smtps(mechanism), f"smtps://{HOST}:{postfix_mx.smtps}", "--ca", str(postfix_mx.roots))
    wrong = {**dialogues.SECRETS, "PASSWORD": "hunter2 hunter2"}
    script = dialogues.smtps(mechanism).encode()
    done = smtpwb("run", "-", f"smtps://{HOST}:{postfix_mx.smtps}", stdin=script, **wrong)
    assert done.returncode == 1
    assert b"S: 535 " in done.stdout
    assert b"hunter2" not in done.stdout + done.stderr


def test_submission_and_smtps_through_a_jump_host(mx: Mx, jump_host: Jump) -> None:
    options = ("--via", jump_host.place, "--verify", "--ca", str(mx.roots))
    run(dialogues.submission("PLAIN"), f"{HOST}:{mx.submission}", *options, PATH=jump_host.path)
    run(dialogues.smtps("LOGIN"), f"smtps://{HOST}:{mx.smtps}", *options, PATH=jump_host.path)


@needs(*jump.COMMANDS)
def test_what_ssh_asks_is_answered_on_the_terminal(postfix_mx: Mx, tmp_path: Path) -> None:
    """Its questions take as long as they take: no reply is late meanwhile."""
    script = tmp_path / "script"
    script.write_text(dialogues.WALKTHROUGH)
    home = tmp_path / "jump"
    home.mkdir()
    with jump.jump_host(home, known=False, passphrase="Tr0ub4dor") as there:
        arguments = ("run", str(script), f"{HOST}:{postfix_mx.relay}", "--via", there.place, "--timeout", "1")
        with PtyProgram([*COMMAND, *arguments], home=tmp_path, PATH=there.path) as program:
            program.until(b"(yes/no")
            program.during(1.5)
            program.write(b"yes\n")
            program.until(b"passphrase for key")
            program.write(b"Tr0ub4dor\n")
            program.until(b"9 as expected")
            assert program.end() == 0
    assert b"Tr0ub" not in program.output


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


def test_what_it_wrote_runs_again(postfix_mx: Mx) -> None:
    """The secret stands there by reference only."""
    script = dialogues.submission("PLAIN")
    once = run(script, f"{HOST}:{postfix_mx.submission}", "--format", "rfc").stdout.decode()
    assert "{env:SMTP_AUTH}" in once
    again = smtpwb("run", "-", stdin=once.encode(), SMTP_AUTH=dialogues.SECRETS["PLAIN"])
    assert again.returncode == 0


@pytest.mark.parametrize("mechanism", dialogues.PROOFS)
def test_a_proof_that_it_wrote_is_made_anew(postfix_mx: Mx, mechanism: str) -> None:
    place = f"{HOST}:{postfix_mx.submission}"
    once = run(dialogues.submission(mechanism), place, "--format", "rfc").stdout.decode()
    script = once.replace("{login:USER:", f"{{login:{USER}:").encode()
    again = smtpwb("run", "-", stdin=script, SMTP_PASSWORD=dialogues.SECRETS["PASSWORD"])
    assert again.returncode == 0, again.stdout.decode() + again.stderr.decode()


def test_a_long_message_that_it_wrote_goes_again_octet_for_octet(postfix_mx: Mx, tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_bytes(b"Subject: long\n\n.dot and \xc3\xbc\n" + b"line after line\n" * 10_000)
    message = f"C<file>: {letter}\nC: .\nS: 250\n"
    script = dialogues.GREETED + dialogues.HELLO + dialogues.ACCEPTED + message + dialogues.BYE
    with tapped((HOST, postfix_mx.relay)) as tap:
        once = run(script, f"{HOST}:{tap.port}", "--format", "rfc").stdout
        first = bytes(tap.said)
        again = smtpwb("run", "-", stdin=once)
        assert (again.returncode, again.stderr) == (0, b"")
        assert bytes(tap.said) == first * 2
        assert len(first) > len(letter.read_bytes())


def test_a_certificate_that_is_not_trusted_ends_it_only_on_demand(postfix_mx: Mx) -> None:
    script, place = dialogues.submission("PLAIN"), f"{HOST}:{postfix_mx.submission}"
    run(script, place)
    done = smtpwb("run", "-", place, "--verify", stdin=script.encode(), **dialogues.SECRETS)
    assert done.returncode == 3
    assert b"the certificate is not verified" in done.stderr


def test_without_a_login_the_message_is_not_sent(postfix_mx: Mx) -> None:
    wrong = {**dialogues.SECRETS, "PLAIN": "AHVzZXIAd3Jvbmc="}
    script = dialogues.submission("PLAIN").encode()
    done = smtpwb("run", "-", f"{HOST}:{postfix_mx.submission}", stdin=script, **wrong)
    assert done.returncode == 1
    assert b"#   expected  235" in done.stdout
    assert b"was not sent: nobody is logged in" in done.stdout
