from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from smtpwb.settings.toml import MOST, line_of, read_toml

TOML = """# theme = "x"
theme = "a"
[keys]
# none
"copy-entry" = "f8"
[variables] # ours
a.b = 1
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("theme",), 2),
        (("keys",), 3),
        (("keys", "copy-entry"), 5),
        (("variables", "a", "b"), 7),
        (("gone",), 0),
    ],
)
def test_the_line_of_a_key_is_found(keys: tuple[str, ...], line: int) -> None:
    assert line_of(TOML, *keys) == line


def test_table_and_text_come_together(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"a = 1\r\nb = [2]\r\n")
    assert read_toml(file) == ({"a": 1, "b": [2]}, "a = 1\nb = [2]\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a = ", "at end of document"),
        ("a = " + "[" * 100_000, "nested too deep"),
        ("a." * 200 + "b = 1", "nested too deep"),
        ("a = " + "9" * 5_000, "digits"),
        ("#" * (MOST + 1), f"more than {MOST:,} octets"),
    ],
    ids=["broken", "lists in lists", "keys in keys", "a long number", "too long"],
)
def test_what_cannot_be_read_is_no_toml(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "a.toml"
    file.write_text(content)
    with pytest.raises(tomllib.TOMLDecodeError, match=said):
        read_toml(file)
