from __future__ import annotations

import importlib
import os
import subprocess
import sys

import pytest

import smtpwb
from smtpwb.cli import main
from smtpwb.cli.main import SUBCOMMANDS, choose
from tests.cli import program

HEAVY = ("textual", "rich", "aiosmtplib", "aiosmtpd", "cryptography", "asyncio")


@pytest.mark.parametrize(
    ("arguments", "name", "rest"),
    [
        ([], "", []),
        (["mx.test"], "", ["mx.test"]),
        (["codes"], "codes", []),
        (["codes", "decode"], "codes", ["decode"]),
        (["decode", "550", "codes"], "decode", ["550", "codes"]),
        (["--format", "codes"], "codes", ["--format"]),
        (["--help", "codes"], "codes", ["--help"]),
        (["codes:25"], "", ["codes:25"]),
        (["telnet codes 25"], "", ["telnet codes 25"]),
        (["mx.test", "codes"], "", ["mx.test", "codes"]),
        (["Codes"], "", ["Codes"]),
        (["--tls", "mx.test"], "", ["--tls", "mx.test"]),
    ],
)
def test_which_subcommand_is_meant(arguments: list[str], name: str, rest: list[str]) -> None:
    assert choose(arguments) == (name, rest)


@pytest.mark.parametrize("name", ["", *SUBCOMMANDS])
def test_every_subcommand_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main([*filter(None, [name]), "--help"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith(f"usage: smtpwb {name}".strip())
    assert importlib.import_module(f"smtpwb.cli.{name or 'workbench'}").DESCRIPTION.strip() in told.out
    assert told.err == ""


def test_help_names_the_subcommands(capsys: pytest.CaptureFixture[str]) -> None:
    main.main(["--help"])
    told = capsys.readouterr().out
    for name, what in SUBCOMMANDS.items():
        assert f"smtpwb {name}" in told
        assert what in told
    assert "--version" in told


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "--tls"]])
def test_the_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(arguments) == 0
    assert capsys.readouterr().out == f"smtpwb {smtpwb.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--frob"],
        ["codes", "--format", "xml"],
        ["decode", "--after"],
        ["mx.test", "25"],
        ["codes", "--form", "json"],
        ["practice", "--port", "x"],
    ],
)
def test_wrong_usage_is_one_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.startswith("smtpwb: ")
    assert "--help" in told.err


def test_wrong_usage_is_repeated_visibly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--frob\x1b[2J"]) == 2
    assert "--frob<1B>[2J" in capsys.readouterr().err


def test_the_real_command() -> None:
    done = program.smtpwb("--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == f"smtpwb {smtpwb.__version__}".encode() + os.linesep.encode()
    assert program.smtpwb("--frob").returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["codes", "greylist"], ["codes"], ["decode", "550", "5.1.1", "no"]],
    ids=" ".join,
)
def test_what_is_quick_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from smtpwb.cli.main import main; status = main(sys.argv[1:]);"
        f"print('HEAVY', *sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        timeout=program.PATIENCE,
        env=program.environment(),
    )
    assert done.returncode == 0
    assert done.stderr.decode().split() == ["HEAVY"]
