"""Completion by a shell: as bash itself makes it of what is printed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smtpwb.cli.completion import script
from smtpwb.cli.main import SHELLS, SUBCOMMANDS
from smtpwb.practice.persona import by_name
from tests.cli.program import PATIENCE, environment, sentence, smtpwb

BASH = shutil.which("bash") or ""
_ASK = """
source "$1"; shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_shtab_smtpwb 2>&1
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("shell") / "smtpwb.bash"
    done = smtpwb("--print-completion", "bash")
    assert (done.returncode, done.stderr) == (0, b"")
    file.write_bytes(done.stdout)
    return file


def completed(printed: Path, *words: str) -> set[str]:
    """What bash offers for the last word."""
    done = subprocess.run(
        [BASH, "--norc", "-c", _ASK, "bash", str(printed), "smtpwb", *words],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=printed.parent,
    )
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.skipif(not BASH, reason="there is no bash here")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("",), {*SUBCOMMANDS}),
        (("pra",), {"practice"}),
        (("--print",), {"--print-completion"}),
        (("--print-completion", ""), {*SHELLS}),
        (("practice", "--persona", ""), {*by_name()}),
        (("practice", "--persona", "not"), {"notls"}),
        (("run", "--stri"), {"--strict"}),
        (("run", "sm"), {"smtpwb.bash"}),
        (("decode", "--file", "sm"), {"smtpwb.bash"}),
        (("decode", "--format", "j"), {"json"}),
        (("transcript", "ex"), {"export"}),
        (("--tls-m",), {"--tls-min", "--tls-max"}),
        (("codes", "--form"), {"--format"}),
    ],
)
def test_bash_offers(printed: Path, words: tuple[str, ...], offered: set[str]) -> None:
    assert completed(printed, *words) == offered


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_told_every_subcommand(shell: str) -> None:
    written = script(shell)
    assert all(name in written for name in SUBCOMMANDS)
    assert "persona" in written


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_what_is_printed_reads(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    file = tmp_path / shell
    file.write_text(script(shell))
    subprocess.run([program, "-n", str(file)], check=True, timeout=PATIENCE)


def test_another_shell_is_wrong_usage() -> None:
    done = smtpwb("--print-completion", "fish")
    assert done.returncode == 2
    assert "fish" in sentence(done)


def test_shtab_is_imported_only_when_asked_for() -> None:
    code = "import sys; from smtpwb.cli.main import main; main(['--help']); print('shtab' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=PATIENCE, env=environment()
    )
    assert done.stdout.split()[-1] == b"False"
