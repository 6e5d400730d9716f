"""Shut out the user's own world: settings, journals, terminal and colours."""

from __future__ import annotations

import os
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


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, state and cache live under the test's own directory."""
    for name in ("CONFIG", "STATE", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("TMUX", "STY", "DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
