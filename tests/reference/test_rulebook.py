"""The data files of the diagnosis are found, read once, and named when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtpwb.errors import DataFileError
from smtpwb.reference import rulebook


def test_a_file_is_read_once() -> None:
    assert rulebook.read("codes") is rulebook.read("codes")


def test_every_file_can_be_read() -> None:
    paths = sorted(rulebook.DIRECTORY.rglob("*.toml"))
    assert len(paths) > 20
    for path in paths:
        assert rulebook.read(str(path.relative_to(rulebook.DIRECTORY).with_suffix("")))


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(DataFileError, match=r"^rules none\.toml cannot be read: No such file or directory$"):
        rulebook.read("none")


def test_a_file_that_is_no_toml_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.toml").write_text("[a\n")
    monkeypatch.setattr(rulebook, "DIRECTORY", tmp_path)
    with pytest.raises(DataFileError, match=r"rules broken\.toml cannot be read"):
        rulebook.read("broken")
