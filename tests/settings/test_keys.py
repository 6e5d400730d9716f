from __future__ import annotations

import re

import pytest
from textual.keys import _character_to_key

from smtpwb.settings.keys import RESERVED, key_name, key_names, types


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("ctrl+]", "ctrl+right_square_bracket"),
        ("Shift+Ctrl+Up", "ctrl+shift+up"),
        ("F12", "f12"),
        ("?", "question_mark"),
        ("ctrl++", "ctrl+plus"),
        ("/", "slash"),
        ("Y", "Y"),
        ("ctrl+Y", "ctrl+y"),
        ("space", "space"),
    ],
)
def test_a_key_has_one_name(spelling: str, name: str) -> None:
    assert key_name(spelling) == name
    assert key_name(name) == name


@pytest.mark.parametrize("character", [chr(point) for point in range(0x21, 0x7F)])
def test_characters_are_named_as_textual_names_them(character: str) -> None:
    assert key_name(character) == _character_to_key(character)


@pytest.mark.parametrize(
    "spelling", ["", "f0", "f25", "hyperspace", "strg+q", "ctrl+", "é", "\x1b", "ctrl+f+q"]
)
def test_what_is_no_key_is_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(spelling)}$"):
        key_name(spelling)


def test_reserved_keys_are_spelled_as_they_are_compared() -> None:
    assert [key_name(key) for key in RESERVED] == list(RESERVED)


def test_keys_with_commas_between_are_named_one_by_one() -> None:
    assert key_names("ctrl+], F9 ,hyperspace") == ("ctrl+right_square_bracket", "f9", "hyperspace")
    assert key_names(" , ") == ()


@pytest.mark.parametrize(
    ("key", "writes"), [("a", True), ("space", True), ("slash", True), ("f1", False), ("ctrl+a", False)]
)
def test_what_writes_a_character(key: str, writes: bool) -> None:
    assert types(key) is writes
