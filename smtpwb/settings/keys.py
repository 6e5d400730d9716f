"""Keys by name: the one spelling of each, what it types, and which are spoken for.

Decides which keys there are and which no action can have. Which action has which key is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

RESERVED: Mapping[str, str] = {
    "enter": "it sends the line",
    "tab": "it completes, and moves the focus",
    "shift+tab": "it moves the focus",
    "up": "it goes back in the history",
    "down": "it goes forward in the history",
    "left": "it moves the cursor",
    "right": "it moves the cursor",
    "backspace": "it deletes",
    "delete": "it deletes",
    "ctrl+c": "it copies what is selected",
    "ctrl+h": "terminals send it for backspace",
    "ctrl+i": "terminals send it for tab",
    "ctrl+m": "terminals send it for enter",
    "ctrl+left_square_bracket": "terminals send it for escape",
    "alt+enter": "it arrives as enter",
    "ctrl+enter": "most terminals cannot send it",
    "shift+enter": "most terminals cannot send it",
}
"""Keys that no action can be moved to, and why."""
_MODIFIERS = frozenset({"alt", "ctrl", "meta", "shift", "super", "hyper"})
_NAMED_KEY = re.compile(
    r"backspace|delete|down|end|enter|escape|home|insert|left|pagedown|pageup|right|space|tab|up"
    r"|f(?:[1-9]|1\d|2[0-4])"
)
_FRIENDLY_NAMES = {  # where the key is not called by the character's Unicode name
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def key_name(key: str) -> str:
    """Return the one name of a key, as Textual spells it: "Ctrl+]" is "ctrl+right_square_bracket".

    Raises ValueError where there is no such key.
    """
    *modifiers, last = re.split(r"(?<=[^+])\+", key.strip())
    modifiers = sorted(modifier.lower() for modifier in modifiers)
    last = last.lower() if modifiers or len(last) > 1 else last
    name = _character_name(last) if len(last) == 1 else last
    if not _MODIFIERS.issuperset(modifiers) or not (_NAMED_KEY.fullmatch(name) or _character_of(name)):
        raise ValueError(key)
    return "+".join((*modifiers, name))


def key_names(keys: str) -> tuple[str, ...]:
    """Return the names of comma-separated keys; what is no key stays as it is written."""
    names = []
    for key in keys.split(",") if keys.strip(" ,") else ():
        try:
            names.append(key_name(key))
        except ValueError:
            names.append(key.strip())
    return tuple(names)


def types(key: str) -> bool:
    """Whether the key writes a character."""
    return "+" not in key and (key == "space" or bool(_character_of(key)))


def _character_name(character: str) -> str:
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _FRIENDLY_NAMES.get(name, name)


def _character_of(name: str) -> str:
    """Return the printable ASCII character that a key name stands for, or ""."""
    return next((char for char in map(chr, range(0x21, 0x7F)) if _character_name(char) == name), "")
