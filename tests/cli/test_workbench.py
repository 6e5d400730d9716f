from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from smtpwb.cli import main, workbench
from smtpwb.errors import UsageError
from smtpwb.session.options import Jump, Options
from smtpwb.smtp.commands import VERBS
from tests.cli import program
from tests.pty_program import PtyProgram


def options(*arguments: str) -> argparse.Namespace:
    parser, _ = main.parser_of("")
    return parser.parse_args(arguments)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is run believes that it can draw."""
    monkeypatch.setattr(workbench, "_can_draw", lambda: True)


@pytest.mark.parametrize(
    ("arguments", "order"),
    [
        ([], ""),
        (["mx.test"], "mx.test"),
        (["mx.test:587"], "mx.test:587"),
        (["telnet mx.test 25"], "telnet mx.test 25"),
        (["[2001:db8::1]:25"], "[2001:db8::1]:25"),
        (["smtp://mx.test"], "smtp://mx.test"),
        (["--tls", "mx.test"], "smtps://mx.test"),
        (["--tls", "mx.test:4650"], "smtps://mx.test:4650"),
        (["--tls", "smtps://mx.test"], "smtps://mx.test"),
        (["--tls", "SMTPS://mx.test:4650"], "SMTPS://mx.test:4650"),
        (["--tls", "[2001:db8::1]:465"], "smtps://[2001:db8::1]:465"),
        (["openssl s_client -connect mx.test:465"], "openssl s_client -connect mx.test:465"),
        (["mx:mx.test"], "mx:mx.test"),
        (["unix:/run/lmtp"], "unix:/run/lmtp"),
        (["pipe:sendmail -bs"], "pipe:sendmail -bs"),
        (["--tls", "unix:/run/smtps"], "smtps:unix:/run/smtps"),
        (["quit:25"], "quit:25"),
        (["mail.test"], "mail.test"),
    ],
)
def test_the_target_becomes_an_order(arguments: list[str], order: str) -> None:
    assert workbench._order(options(*arguments)) == order


@pytest.mark.parametrize(
    "arguments",
    [
        ["--tls"],
        ["telnet"],
        ["mx.test:99999"],
        ["telnet a b c"],
        ["--tls", "smtp://mx.test"],
        ["--tls", "telnet mx.test 25"],
        ["--tls", "openssl s_client -connect mx.test:465"],
        ["quit"],
        ["--tls", "EHLO"],
        ["MAIL FROM:<a@b.c>"],
    ],
)
@pytest.mark.usefixtures("terminal")
def test_a_target_that_cannot_be_read_is_wrong_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.startswith("smtpwb: ")


@pytest.mark.usefixtures("terminal")
def test_an_unknown_theme_is_wrong_usage_and_the_known_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.main(["--theme", "mauve"]) == 2
    assert "smtpwb-dark" in capsys.readouterr().err


def test_options_reach_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    from smtpwb.tui import app

    seen: list[object] = []

    class Fake:
        def __init__(
            self,
            order: str,
            *,
            theme: str,
            helo: str,
            options: object,
            journal: bool,
            plain: bool,
            **_: object,
        ) -> None:
            seen.extend((order, theme, helo, options, journal, plain))

        def run(self, *, mouse: bool) -> int | None:
            seen.append(mouse)
            return None

    monkeypatch.setattr(app, "Workbench", Fake)
    monkeypatch.setattr(workbench, "_can_draw", lambda: True)
    given = [
        "mx.test:26",
        "--theme",
        "smtpwb-light",
        "--helo",
        "ws.test",
        "--no-mouse",
        "--no-journal",
        "--plain",
    ]
    assert main.main([*given, "--via", "jump"]) == 0
    assert seen == ["mx.test:26", "smtpwb-light", "ws.test", Options(via=Jump("jump")), False, True, False]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--via=-oProxyCommand=x", "mx.test"],
        ["--via", "jump", "--proxy", "http://p.test", "mx.test"],
        ["--via", "jump", "unix:/run/lmtp"],
        ["--source", "x", "mx.test"],
    ],
)
@pytest.mark.usefixtures("terminal")
def test_ways_that_cannot_be_gone_are_wrong_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_without_a_terminal_it_names_what_works_without_one() -> None:
    done = program.smtpwb(TERM="xterm-256color")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "smtpwb decode" in program.sentence(done)


@pytest.mark.skipif(os.name == "nt", reason="Windows has terminals without a TERM")
@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_draw_is_told_what_to_use(term: str, tmp_path: Path) -> None:
    with PtyProgram(program.COMMAND, home=tmp_path, TERM=term) as terminal:
        terminal.until(b"smtpwb decode")
        assert terminal.end() == 2
    assert b"\x1b" not in terminal.output
    assert terminal.output.count(b"\n") == 1


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
def test_both_ends_must_be_a_terminal(stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name in ("stdin", "stdout"):
        fake = None if name == stream else argparse.Namespace(isatty=lambda: True)
        monkeypatch.setattr(f"sys.{name}", fake)
    can_draw = workbench._can_draw()
    monkeypatch.undo()
    assert not can_draw


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("spelled", [str.upper, str.lower])
def test_a_bare_verb_is_no_host_and_says_so(verb: str, spelled: Callable[[str], str]) -> None:
    with pytest.raises(UsageError, match="is a command, said after connecting") as caught:
        workbench._order(options(spelled(verb)))
    assert "smtpwb HOST" in caught.value.hint


@pytest.mark.parametrize("written", ["smtp://mx.test", "telnet mx.test 25", "nc mx.test 25", "mx.test 25"])
def test_tls_goes_with_a_place_and_not_with_another_way_to_say_it(written: str) -> None:
    """Which of the two is meant nobody can tell: so neither is done."""
    with pytest.raises(UsageError, match="--tls goes with HOST or HOST:PORT") as caught:
        workbench._order(options("--tls", written))
    assert "smtps://HOST:PORT" in caught.value.hint


def test_nothing_is_drawn_before_a_wrong_target_is_refused() -> None:
    with pytest.raises(UsageError, match="--tls needs a TARGET"):
        workbench._order(options("--tls"))


def test_the_version_needs_no_terminal() -> None:
    done = subprocess.run(
        [*program.COMMAND, "--version"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=program.environment(TERM="dumb"),
        timeout=program.PATIENCE,
    )
    assert done.returncode == 0
