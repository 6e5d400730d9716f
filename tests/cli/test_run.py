"""`smtpwb run`, as a process of its own: what it writes where, as it goes, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smtpwb.session.script_reader import parse
from tests.cli.program import COMMAND, PATIENCE, environment, sentence, shell, smtpwb

WELL = """\
# target: practice.test
S: 220
C: EHLO a
S: 250
C: MAIL FROM:<a@example.net>
C: RCPT TO:<nobody@practice.test>
C: RCPT TO:<anyone@practice.test>
S: 250 2.1.0
S: 550 5.1.1
S: 25x
C: DATA
S: 354
C: Subject: test
C:
C: .
S: 250
C: QUIT
S: 221
S: <closed>
"""
ILL = WELL.replace("S: 550 5.1.1", "S: 250")
LOST = "C: MAIL FROM:<a@example.net>\nS: 250\nC: RCPT TO:<nobody@practice.test>\nS: 250\nC: DATA\nS: 354\n"
"""Nobody is accepted, so DATA would be out of place."""


def run(script: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return smtpwb("run", "-", *arguments, stdin=script.encode(), **env)


def rows(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return done.stdout.decode().splitlines()


class TestStatus:
    def test_as_expected(self) -> None:
        done = run(WELL)
        assert (done.returncode, done.stderr) == (0, b"")
        assert rows(done)[-1] == "# replies: 9 as expected"

    def test_a_reply_that_was_not(self) -> None:
        done = run(ILL)
        assert (done.returncode, done.stderr) == (1, b"")
        assert rows(done)[-1] == "# replies: 8 as expected, 1 not (line 9)"

    def test_one_that_did_not_come_in_time(self) -> None:
        done = run("S: 220\nS: 250\nC: QUIT\n", "practice.test", "--timeout", "0.1")
        assert done.returncode == 1
        assert "# line 2 has no reply: the reply did not come within 0.1 s" in rows(done)

    @pytest.mark.parametrize(
        ("script", "arguments", "said"),
        [
            ("hello\n", (), "stdin, line 1: 'hello' is no line of a dialogue"),
            ("C: NOOP\n", (), "there is no server to talk to"),
            ("C: NOOP\n", ("practice.test", "--timeout=-1"), "a reply cannot take -1 seconds"),
            ("C: NOOP\n", ("-x",), ""),
            ("C: NOOP\n", ("--tls", "smtp://practice.test"), "--tls goes with HOST"),
            ("# target: pipe:true\nC: NOOP\n", (), "a script may not name a command"),
            ("C: AUTH PLAIN {env:NOT_SET}\n", ("practice.test",), "line 1: the environment has no NOT_SET"),
            ("C: AUTH PLAIN {env:EMPTY}\n", ("practice.test",), "gives no line that can be sent"),
            ("C: AUTH PLAIN {env:TWO}\n", ("practice.test",), "gives no line that can be sent"),
            ("C: AUTH PLAIN {command:false}\n", ("practice.test",), "line 1: false ended with status 1"),
        ],
    )
    def test_wrong_usage(self, script: str, arguments: tuple[str, ...], said: str) -> None:
        done = run(script, *arguments, EMPTY="", TWO="a\nb")
        assert (done.returncode, done.stdout) == (2, b"")
        assert said in sentence(done)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        done = smtpwb("run", str(tmp_path / "none"), "practice.test")
        assert done.returncode == 2
        assert "none cannot be read" in sentence(done)

    def test_no_connection(self) -> None:
        done = run("C: NOOP\n", "practice.test:26")
        assert done.returncode == 3
        assert "practice.test has no port 26" in sentence(done)

    def test_a_connection_that_is_lost(self) -> None:
        done = run("S: 220\nC: QUIT\nS: 221\nC: NOOP\n", "practice.test")
        assert done.returncode == 3
        assert sentence(done).startswith("line 4: ")

    def test_interrupted(self, tmp_path: Path) -> None:
        script = tmp_path / "script"
        script.write_text("S: 220\nC: <wait 30s>\n")
        with subprocess.Popen(
            [*COMMAND, "run", str(script), "practice.test"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        ) as process:
            assert process.stdout is not None
            while not process.stdout.readline().startswith(b"S: 220"):
                pass
            process.send_signal(signal.SIGINT)
            _, complaint = process.communicate(timeout=PATIENCE)
        assert (process.returncode, complaint) == (130, b"")

    def test_a_closed_pipe_is_silent(self, tmp_path: Path) -> None:
        script = tmp_path / "script"
        script.write_text(WELL)
        done = shell(f"smtpwb run '{script}' | head -1")
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(b"# connected to ")


def test_what_differs_is_shown_line_against_line_with_its_cause() -> None:
    text = run(ILL).stdout.decode()
    assert re.search(
        r"S: 550 5\.1\.1 <nobody@practice\.test>.*\n# +[0-9.]+ ms\n"
        r"# line 9 is not as expected, in its reply code:\n"
        r"#   expected  250\n"
        r"#   got       550 5\.1\.1 <nobody@.*\n(?:#  .*\n)*"
        r"#   means     Mailbox unavailable: .*\n(?:#  .*\n)*"
        r"#   cause     .* \(recipient-unknown\)\n",
        text,
    )


def test_it_stops_and_says_why_and_how_to_go_on() -> None:
    done = run(f"C: EHLO a\nS: 250\n{LOST}", "practice.test")
    assert done.returncode == 1
    assert rows(done)[-4:] == [
        "# line 7 was not sent: DATA would be out of place: no recipient accepted",
        "# you hung up",
        "# replies: 2 as expected, 1 not (line 6), 1 of which nothing was expected",
        "# stopped at line 7 of 8; --keep-going sends what is out of place",
    ]
    went_on = run(f"C: EHLO a\nS: 250\n{LOST}", "practice.test", "--keep-going")
    assert "# line 8 is not as expected, in its reply code:" in rows(went_on)


def test_words_count_when_strict() -> None:
    assert run("S: 220 other words\n", "practice.test").returncode == 0
    assert run("S: 220 other words\n", "practice.test", "--strict").returncode == 1
    assert run("S: 220 practice.test …\n", "practice.test", "--strict").returncode == 0


def test_a_warning_goes_to_stderr_without_the_secret() -> None:
    done = run("C: EHLO a\n# and\nS: 250\nC: AUTH PLAIN AGEAYg==\nC: QUIT\n", "practice.test")
    assert done.stderr.decode().startswith("smtpwb: line 4 has a secret in clear")
    assert b"AGEAYg" not in done.stderr + done.stdout


@pytest.mark.parametrize("form", ["text", "markdown", "json", "jsonl", "rfc"])
def test_a_secret_is_in_no_output(form: str) -> None:
    secret = "AHVzZXIAd3JvbmctcGFzc3dvcmQ="
    script = (
        "C: EHLO a\nS: 250\nC: AUTH PLAIN {command:printenv OTHER}\nS: 535\n"
        "C: AUTH PLAIN\nS: 334\nC: {env:PW}\nS: 535\n"
    )
    done = run(script, "practice.test", "--format", form, PW=secret, OTHER=secret)
    assert done.returncode == 0
    assert secret.encode() not in done.stdout + done.stderr
    assert b"wrong-password" not in done.stdout + done.stderr


def test_options_may_stand_anywhere() -> None:
    done = smtpwb("run", "--strict", "-", "--timeout", "9", "practice.test", stdin=b"S: 220\n")
    assert done.returncode == 0


class TestFormats:
    @pytest.mark.parametrize("form", ["text", "rfc"])
    @pytest.mark.parametrize("script", [WELL, ILL])
    def test_what_is_written_runs_again(self, form: str, script: str) -> None:
        once = run(script, "--format", form).stdout.decode()
        again = run(once, "practice.test", "--format", form)
        assert again.returncode == 0
        assert [line for line in rows(again) if line.startswith("C")] == [
            line for line in once.splitlines() if line.startswith("C")
        ]

    def test_rfc_is_a_script_that_runs_strictly(self) -> None:
        written = run(WELL, "--format", "rfc").stdout.decode()
        assert parse(written).target == "practice.test"
        assert run(written.replace("as message 1", "as message …"), "--strict").returncode == 0

    def test_json_is_an_object_a_line(self) -> None:
        *results, summary = [json.loads(line) for line in rows(run(ILL, "--format", "json"))]
        refused = next(one for one in results if one["verdict"] == "not as expected")
        assert refused["line"] == 9
        assert refused["expected"] == ["250"]
        assert (refused["code"], refused["enhanced"], refused["answers"]) == ("550", "5.1.1", "RCPT")
        assert refused["differs"] == "reply code"
        assert refused["cause"] == "recipient-unknown"
        assert next(one for one in results if one["verdict"] == "sent")["sent"] == ["EHLO a"]
        assert summary["verdict"] == "not as expected"
        assert (summary["unexpected"], summary["stopped"]) == ([9], None)

    def test_jsonl_is_the_events(self) -> None:
        events = [json.loads(line) for line in rows(run(WELL, "--format", "jsonl"))]
        assert [one["event"] for one in events][:3] == ["opened", "arrived", "sent"]
        assert [one["seq"] for one in events] == list(range(len(events)))
        assert events[-1]["event"] == "closed"

    def test_markdown_is_a_block_of_code_and_a_list(self) -> None:
        first, *more = rows(run(ILL, "--format", "markdown"))
        end = more.index("```")
        assert first == "```text"
        assert all(line.startswith(("S: ", "C:", "# ")) for line in more[:end])
        assert more[-1] == "- replies: 8 as expected, 1 not (line 9)"


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [*COMMAND, "run", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_each_line_is_written_as_soon_as_it_is_known(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("S: 220\nC: NOOP\nS: 250\nC: <wait 60s>\nC: NOOP\n")
    with started(str(script), "practice.test") as process:
        assert process.stdout is not None
        seen = [process.stdout.readline() for _ in range(4)]
    assert [line[:2] for line in seen] == [b"# ", b"S:", b"C:", b"S:"]


def test_on_a_terminal_a_line_says_what_is_waited_for_and_goes(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("S: 220\nC: <wait 1500ms>\nC: NOOP\nS: 250\n")
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [*COMMAND, "run", str(script), "practice.test"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment(),
    ) as process:
        process.communicate(timeout=PATIENCE)
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "line 2 of 4: waiting, 1 s" in shown
    assert re.search(r"\r +\r$", shown)


def test_help_knows_those_who_come_from_elsewhere() -> None:
    done = smtpwb("run", "--help")
    text = done.stdout.decode()
    assert done.returncode == 0
    for word in (
        "--quit-after",
        "--tlsc",
        "-au",
        "--mail-from",
        "--mail-rcpt",
        "--upload-file",
        "--ssl-reqd",
        "exit status",
    ):
        assert word in text
