from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from smtpwb.transcript.private import open_own, replace_file, replace_own

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no file modes")
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_reads_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        os.close(open_own(tmp_path / "above" / "state" / "one", NEW))
        replace_own(tmp_path / "above" / "state" / "two", b"2")
    finally:
        os.umask(before)
    for name in ("one", "two"):
        assert mode(tmp_path / "above" / "state" / name) == 0o600
    assert mode(tmp_path / "above" / "state") == mode(tmp_path / "above") == 0o700


def test_a_directory_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o755)
    os.close(open_own(tmp_path / "state" / "one", NEW))
    assert mode(tmp_path / "state") == 0o700


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "one").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"symbolic links"):
        open_own(tmp_path / "state" / "one", os.O_WRONLY | os.O_CREAT)
    assert not (tmp_path / "elsewhere").exists()


def test_a_directory_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="is a link"):
        open_own(tmp_path / "state" / "one", NEW)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_directory_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345 if tmp_path.stat().st_uid != 12345 else 54321)
    with pytest.raises(PermissionError, match="somebody else"):
        open_own(tmp_path / "one", NEW)


def test_a_file_with_another_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one").touch()
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    with pytest.raises(OSError, match="another name"):
        open_own(tmp_path / "two", os.O_WRONLY | os.O_CREAT)


def test_what_cannot_be_replaced_stays_and_nothing_else_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").write_bytes(b"before")
    replace_file(tmp_path / "one", b"after")
    assert (tmp_path / "one").read_bytes() == b"after"

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(tmp_path / "one", b"never")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("one", b"after")]
