from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smtpwb.errors import DataFileError, UsageError
from smtpwb.session.message_file import PIECE, MessageFile


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=500), st.integers(0, 2))
def test_a_file_is_read_from_its_beginning_as_often_as_one_likes(
    tmp_path: Path, octets: bytes, blocks: int
) -> None:
    octets += bytes(PIECE * blocks)
    path = tmp_path / "a.eml"
    path.write_bytes(octets)
    for file in (MessageFile.at(str(path)), MessageFile.taken(io.BytesIO(octets))):
        assert file.octets == len(octets)
        for _ in range(2):
            assert b"".join(file.pieces()) == octets


def test_home_is_where_the_shell_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.eml").write_bytes(b"x")
    assert MessageFile.at("~/a.eml").path == tmp_path / "a.eml"


def test_its_name_is_safe_to_show(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m"
    path.write_bytes(b"")
    assert MessageFile.at(str(path)).name == "a<1B>[31m"


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "no file"), ("none", "No such file"), (".", "a directory"), ("pipe", "no regular file")],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, name: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with pytest.raises(UsageError, match=why):
        MessageFile.at(name)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may read any
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(UsageError, match="may not be read"):
        MessageFile.at(str(tmp_path / "a"))


def test_a_file_that_is_gone_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    file = MessageFile.at(str(tmp_path / "a"))
    file.path.unlink()
    with pytest.raises(DataFileError, match="a cannot be read"):
        list(file.pieces())


def test_a_full_disk_under_what_stdin_holds() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(28, "No space left on device")

    with pytest.raises(DataFileError, match="No space left"):
        MessageFile.taken(Broken())
