"""The house stands: floors, what is imported when, and a test file for every module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "smtpwb"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))

UNTESTED = {
    # modules without a test file of their own, and what tests them
    "__init__.py": "says what the package is, or hands on a name",
    "__main__.py": "one call of cli.main, which the journeys run",
}


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a fresh interpreter makes of the code."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_import_contracts_hold(tmp_path: Path) -> None:
    """The floors of `pyproject.toml`: each imports only those below."""
    code = (
        "import sys; from importlinter.cli import lint_imports\n"
        "sys.exit(lint_imports(cache_dir=sys.argv[1], no_logo=True))"
    )
    done = python(code, str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 broken" in done.stdout


@pytest.mark.parametrize("module", [str(path) for path in MODULES if path.name not in UNTESTED])
def test_every_module_has_its_test_file(module: str) -> None:
    """`smtpwb/floor/…/name.py` is tested by `tests/floor/…/test_name.py`, in that folder or one above."""
    folder, name = Path(module).parent, f"test_{Path(module).name}"
    floor = folder.parts[:1]
    places = [ROOT / "tests" / part for part in (folder, *folder.parents) if part.parts[:1] == floor]
    assert any((place / name).is_file() for place in places), f"no tests/{folder}/{name}"


PURE = [f"smtpwb.{'.'.join(path.with_suffix('').parts)}" for path in MODULES if path.parts[0] == "smtp"]
HEAVY = ("textual", "rich", "aiosmtplib", "aiosmtpd", "cryptography", "hypothesis", "pytest")


@pytest.mark.parametrize(
    ("modules", "absent"),
    [
        (PURE, ("asyncio", "socket", "ssl", "pathlib", "logging", *HEAVY)),
        (["smtpwb.reference.explain", "smtpwb.transcript.transcript"], ("asyncio", "socket", "ssl", *HEAVY)),
        (["smtpwb.cli.main", "smtpwb.cli.codes", "smtpwb.cli.decode"], HEAVY),
        (["smtpwb.session.session"], ("textual", "rich", "aiosmtpd")),
        (["smtpwb.practice.server"], ("textual", "rich", "aiosmtplib")),
    ],
    ids=["smtp", "transcript", "cli", "session", "practice"],
)
def test_importing_it_brings_in_nothing_of(modules: list[str], absent: tuple[str, ...]) -> None:
    """Asked of a fresh interpreter; what the interpreter itself brings along at its start does not count."""
    code = (
        "import importlib, sys\n"
        "begun = set(sys.modules)\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(*sorted((set(sys.modules) - begun) & set({absent!r})))\n"
    )
    done = python(code)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stdout + done.stderr
