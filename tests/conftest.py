"""Shut out the user's own world: settings, journals, terminal and colours."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# How long an example takes says more of the machine's load than of the code.
hypothesis_settings.register_profile("smtpwb", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("smtpwb")

_SWITCHES = [n for n in os.environ if n == "NO_COLOR" or n.startswith(("TEXTUAL_", "SMTPWB_"))]
for name in _SWITCHES:  # before textual is imported: it reads them at import
    if not name.startswith("TEXTUAL_SNAPSHOT_"):  # by which the workers of a run find each other
        del os.environ[name]


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a script; programs inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of directories that nobody has made yet."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_home(
    request: pytest.FixtureRequest, _homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings, state and cache live under the test's own directory, which most tests never make."""
    asks = "tmp_path" in request.fixturenames
    home: Path = request.getfixturevalue("tmp_path") if asks else next(_homes)
    for name in ("CONFIG", "STATE", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("TMUX", "STY", "DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
