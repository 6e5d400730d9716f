"""No program that is started from here inherits a secret: it is taken out of the environment before."""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smtpwb.cli.secret_options import login
from smtpwb.session.secret_sources import NoSecret, ask
from smtpwb.smtp.sasl.secret import Secret
from tests.cli.program import smtpwb

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the spy is a script of sh")

SECRET = base64.b64encode(b"\0learner\0lantern7").decode()
KEPT = {"DISPLAY": ":7", "SSH_AUTH_SOCK": "/nowhere", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_SPY = """\
#!/bin/sh
env >> "$SPY_TELLS"
echo >> "$SPY_TELLS"
printf '220 c3B5\\r\\n'
while read -r line; do printf '250 ok\\r\\n'; done
"""


@pytest.fixture
def spy(tmp_path: Path) -> Path:
    """A program that writes down its environment, and then speaks as a server."""
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(_SPY)
    program.chmod(0o700)
    return program


@pytest.mark.parametrize("way", ["pipe", "ssh"])
def test_a_run_gives_no_program_the_secret_and_leaves_it_the_rest(
    way: str, spy: Path, tmp_path: Path
) -> None:
    dialogue = f"S: 220\nC: AUTH PLAIN {{command:{spy}}}\nC: AUTH PLAIN {{env:SMTP_AUTH}}\nC: QUIT\n"
    target = ["mx.test", "--via", "jump.test"] if way == "ssh" else [f"pipe:{spy}"]
    told = tmp_path / "told"
    done = smtpwb(
        "run",
        "-",
        *target,
        stdin=dialogue.encode(),
        SMTP_AUTH=SECRET,
        SPY_TELLS=str(told),
        PATH=f"{spy.parent}:{os.environ['PATH']}",
        **KEPT,
    )
    assert b"C: QUIT" in done.stdout, done
    environments = told.read_text().strip().split("\n\n")
    assert len(environments) == 2
    for one in environments:
        assert SECRET not in one
        assert "SMTP_AUTH" not in one
        assert {f"{name}={value}" for name, value in KEPT.items()} <= set(one.splitlines())


def _inherited() -> str:
    program = "import os; print(dict(os.environ))"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.decode()


def _login(name: str) -> Secret:
    given = argparse.Namespace(user="learner", password_env=name, password_command="", keyring="")
    source = login(given).source
    assert source is not None
    return asyncio.run(ask(source, "learner"))


def test_the_variable_of_an_option_is_withdrawn_and_asked_as_often_as_one_likes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SMTP_TEST_WITHDRAWN", "lantern7")
    assert "lantern7" in _inherited()
    for _ in range(2):
        assert _login("SMTP_TEST_WITHDRAWN") == Secret("lantern7")
        assert "lantern7" not in _inherited()


def test_what_programs_need_stays_and_what_was_never_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-test")
    assert _login("TERM") == Secret("xterm-test")
    assert "xterm-test" in _inherited()
    with pytest.raises(NoSecret, match="no SMTP_TEST_NEVER"):
        _login("SMTP_TEST_NEVER")
