from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from smtpwb.errors import DataFileError
from smtpwb.reference.packaged import packaged


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    row: tuple[int, ...]


def _written(folder: Path, text: str) -> str:
    (folder / "rows.toml").write_text(text, encoding="utf-8")
    return str(folder / "module.py")


def test_it_is_read_as_its_type_from_beside_the_module(tmp_path: Path) -> None:
    assert packaged(_written(tmp_path, "row = [1, 2]"), "rows.toml", Table) == Table((1, 2))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("row = [", "Invalid value"),
        ('row = ["x"]', r"Expected `int`, got `str` - at `\$.row"),
        ("row = []\nother = 1", "unknown field `other`"),
    ],
)
def test_one_that_is_wrong_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(DataFileError, match=rf"^rows\.toml cannot be read: .*{reason}"):
        packaged(_written(tmp_path, text), "rows.toml", Table)


def test_one_that_is_not_there_is_named_without_its_place(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"^none\.toml cannot be read: No such file or directory$"):
        packaged(str(tmp_path / "module.py"), "none.toml", Table)
