"""What the user settled: settings.toml and the choices kept from the screens, as one frozen value.

Decides which settings there are, what each may be, and where the two files lie. A value that cannot
be used is named, with its line and what to do, and left out; everything else holds. Nothing here
raises for what a file holds. Does not decide what the actions and themes are: their names are given.

    theme = "amber-phosphor"      # a theme's name
    helo = "ws.example.net"       # the name offered when completing HELO and EHLO
    journal = true                # keep a journal of each session
    journal_days = 90             # for how long; 0, the default, sets no limit
    journal_megabytes = 500       # how much of them; 0, the default, sets no limit
    [keys]                        # action = "key" or "key,key"
    copy-entry = "f8"

settings.toml belongs to the user and is only read. What is chosen on a screen and kept for next time
goes to choices.toml in the state directory; where both name a setting, settings.toml holds.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

__all__ = [
    "DEFAULT_THEME",
    "QUIT",
    "RESERVED",
    "Settings",
    "choices_path",
    "key_name",
    "line_of",
    "load",
    "own_name",
    "read_toml",
    "save_choice",
    "settings_path",
]

DEFAULT_THEME = "smtpwb-dark"
QUIT = "quit"
"""The action that always keeps a key which no other action has."""

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

MOST = 1 << 18
"""Octets of a TOML file that a person wrote: some ten times the longest lesson."""
_ONE_KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_DEEP_KEY = re.compile(rf"(?<![\w-])(?:{_ONE_KEY}){{100}}")
"""a.b.c. …: of these the parser makes a table in a table each, and copies of all that stands before."""
_MOST_PROBLEMS = 20
"""That are told of the files."""
_LARGEST = 1_000_000
"""Of a limit: days or megabytes."""
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


def settings_path() -> Path:
    """Where settings.toml is looked for; SMTPWB_SETTINGS names another file."""
    named = os.environ.get("SMTPWB_SETTINGS")
    return (
        Path(named) if named else platformdirs.user_config_path("smtpwb", appauthor=False) / "settings.toml"
    )


def read_toml(file: Path) -> tuple[dict[str, Any], str]:
    """The table and the text of a file that anyone may have written, in bounded time and memory.

    Raises OSError, UnicodeDecodeError, or TOMLDecodeError for all else that cannot be read as a table.
    """
    with open(file, "rb", opener=_without_waiting) as stream:
        octets = stream.read(MOST + 1) or b""
    if len(octets) > MOST:
        raise tomllib.TOMLDecodeError(f"more than {MOST:,} octets are not read")
    text = octets.decode().replace("\r\n", "\n")
    try:
        if _DEEP_KEY.search(text):
            raise RecursionError
        return tomllib.loads(text), text
    except RecursionError:
        raise tomllib.TOMLDecodeError("it is nested too deep") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # a number of more digits than Python reads
        raise tomllib.TOMLDecodeError(str(error)) from None


def _without_waiting(path: str, flags: int) -> int:
    """Nobody may ever write to a named pipe that lies there."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def choices_path() -> Path:
    """Where choices made on a screen are kept."""
    return platformdirs.user_state_path("smtpwb", appauthor=False) / "choices.toml"


def own_name() -> str:
    """A name for HELO: the machine's own where it has a domain (no look-up is made), else an example's."""
    node = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    qualified = "." in node.strip(".") and not node.startswith("localhost")
    return node if qualified and _is_word(node) else "ws.example.net"


class Settings(msgspec.Struct, frozen=True):
    """What holds for this run."""

    theme: str = DEFAULT_THEME
    helo: str = msgspec.field(default_factory=own_name)
    """The name offered when completing HELO and EHLO; never sent unasked."""
    journal: bool = True
    keys: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Action id → keys, comma-separated, as Textual names them; only what differs from the defaults."""
    path: Path = msgspec.field(default_factory=settings_path)
    """The settings file, whether or not it exists."""
    journal_days: int = 0
    """Journals that were last written longer ago go; 0: none."""
    journal_megabytes: int = 0
    """The oldest journals go until all take no more; 0: none."""


class _Known(msgspec.Struct, frozen=True):
    """The names that a setting may use; `None` where they are not known to the caller."""

    themes: Collection[str] | None
    actions: Mapping[str, str] | None
    reserved: Mapping[str, str]


class _Unusable(Exception):
    """Why a value is not used, and what to do; `entry` is the key inside a table."""

    def __init__(self, reason: str, entry: str = "") -> None:
        super().__init__(reason)
        self.entry = entry


def load(
    path: Path | None = None,
    *,
    themes: Collection[str] | None = None,
    actions: Mapping[str, str] | None = None,
    reserved: Mapping[str, str] = RESERVED,
) -> tuple[Settings, tuple[str, ...]]:
    """Read the settings, and name in one sentence each whatever cannot be used.

    `themes` are the names a theme may have; `actions` are the action ids and their default keys
    (comma-separated); without them the names are not checked. A missing file is no problem.
    """
    path = path or settings_path()
    known = _Known(themes, actions, reserved)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for file in (choices_path(), path):
        for key, value, problem in _read(file, known):
            if problem and len(problems) >= _MOST_PROBLEMS:
                problems.append(f"{file} has more that is wrong: the rest of it is ignored")
                break
            if problem:
                problems.append(problem)
            else:
                values[key] = value
    return Settings(**values, path=path), tuple(problems)


def save_choice(name: str, value: str | bool, write: Callable[[Path, bytes], None]) -> str:
    """Keep a setting for next time: `write` puts it into its file, or raises OSError.

    Return "" or one sentence on why it will not hold then.
    """
    file, settings = choices_path(), settings_path()
    chosen = _table(file)[0] | {name: value}
    lines = [f"{key} = {json.dumps(kept)}\n" for key, kept in chosen.items() if isinstance(kept, str | bool)]
    try:
        write(file, "".join(lines).encode())
    except OSError as error:
        return f"{name} is not kept for next time: {file} cannot be written ({error.strerror})"
    if name in _table(settings)[0]:
        return f"{name} holds until you leave: {settings} sets it, change it there"
    return ""


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


def line_of(text: str, *keys: str) -> int:
    """Return the line of TOML `text` on which the (nested) key is set, counted from 1; 0 if not found."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?([^\]#]+)\]", line):
            table = _dotted(header[1])
            found = table
        elif entry := re.match(r"\s*([^=#]+?)\s*=", line):
            found = (*table, *_dotted(entry[1]))
        else:
            continue
        if found == keys:
            return number
    return 0


def _read(file: Path, known: _Known) -> Iterator[tuple[str, Any, str]]:
    """Yield (key, value, problem); the value counts where the problem is empty."""
    table, text, problem = _table(file)
    if problem:
        yield "", None, problem
    for key, value in table.items():
        try:
            reader = _READERS.get(key)
            if reader is None:
                raise _Unusable(f"there is no such setting: use {_listed(_READERS)}")
            usable, wrong = reader(value, known)
        except _Unusable as error:
            usable, wrong = None, [error]
        for each in wrong:
            yield (
                key,
                None,
                _sentence(file, text, (key, each.entry) if each.entry else (key,), value, str(each)),
            )
        if usable is not None:
            yield key, usable, ""


def _table(file: Path) -> tuple[dict[str, Any], str, str]:
    """Return the file's table, its text, and why there is neither."""
    try:
        return *read_toml(file), ""
    except FileNotFoundError:
        return {}, "", ""
    except OSError as error:
        return {}, "", f"{file} cannot be read ({error.strerror}): the defaults hold"
    except UnicodeDecodeError:
        return {}, "", f"{file} is not UTF-8 text: the defaults hold until it is saved as UTF-8"
    except tomllib.TOMLDecodeError as error:
        return {}, "", f"{file} is not TOML: {error}: the defaults hold until that is mended"


def _sentence(file: Path, text: str, keys: tuple[str, ...], value: Any, reason: str) -> str:
    line = line_of(text, *keys)
    place = f"{file}, line {line}" if line else str(file)
    shown = value.get(keys[-1]) if len(keys) > 1 else value
    name = ".".join(key if key.isascii() and key.isprintable() else _quoted(key) for key in keys)
    return f"{place}: {name} = {_quoted(shown)} is ignored: {reason}"


def _theme(value: Any, known: _Known) -> tuple[str, list[_Unusable]]:
    if not isinstance(value, str):
        raise _Unusable("write the name of a theme in quotes")
    if known.themes is not None and value not in known.themes:
        raise _Unusable(f"no theme has that name: use {_listed(sorted(known.themes))}")
    return value, []


def _helo(value: Any, _: _Known) -> tuple[str, list[_Unusable]]:
    if not isinstance(value, str) or not _is_word(value):
        raise _Unusable("write a domain or an address literal in quotes, without blanks")
    return value, []


def _journal(value: Any, _: _Known) -> tuple[bool, list[_Unusable]]:
    if not isinstance(value, bool):
        raise _Unusable("write true or false")
    return value, []


def _limit(value: Any, _: _Known) -> tuple[int, list[_Unusable]]:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise _Unusable("write a whole number; 0 sets no limit")
    return value, []


def _keys(value: Any, known: _Known) -> tuple[dict[str, str], list[_Unusable]]:
    if not isinstance(value, dict):
        raise _Unusable('write a [keys] section with lines like action = "key"')
    usable: dict[str, str] = {}
    wrong: list[_Unusable] = []
    for action, keys in value.items():
        try:
            usable[action] = _moved(action, keys, known)
        except _Unusable as error:
            wrong.append(error)
    while clash := _clash(usable, known.actions or {}):
        del usable[clash.entry]  # its default comes back, which may clash in turn
        wrong.append(clash)
    return usable, wrong


def _moved(action: str, keys: Any, known: _Known) -> str:
    """Return the names of the keys to which an action may be moved."""
    if known.actions is not None and action not in known.actions:
        raise _Unusable(f"there is no such action: use {_listed(known.actions)}", action)
    if not isinstance(keys, str):
        raise _Unusable("write the key in quotes", action)
    own = _names((known.actions or {}).get(action, ""))
    for key in (names := _names(keys)) or ("",):
        try:
            reason = "" if key_name(key) in own else known.reserved.get(key, "")
        except ValueError:
            raise _Unusable(f"{_quoted(key)} is no key: write it like f8 or ctrl+o", action) from None
        if reason:
            raise _Unusable(f"{key} is taken: {reason}; choose another key", action)
        if _types(key) and not any(map(_types, own)):
            raise _Unusable(f"{key} is needed for typing: choose a function key or one with ctrl", action)
    return ",".join(names)


def _clash(moved: Mapping[str, str], actions: Mapping[str, str]) -> _Unusable | None:
    """Return the first moved action that has a key of another one; defaults may share a key."""
    held = {key: action for action, keys in actions.items() if action not in moved for key in _names(keys)}
    for action, keys in moved.items():
        for key in _names(keys):
            if held.setdefault(key, action) != action:
                return _Unusable(f"{key} belongs to {held[key]}: choose another key", action)
    return None


_READERS: Mapping[str, Callable[[Any, _Known], tuple[Any, list[_Unusable]]]] = {
    "theme": _theme,
    "helo": _helo,
    "journal": _journal,
    "journal_days": _limit,
    "journal_megabytes": _limit,
    "keys": _keys,
}


def _names(keys: str) -> tuple[str, ...]:
    """Return the names of comma-separated keys; what is no key stays as it is written."""
    names = []
    for key in keys.split(",") if keys.strip(" ,") else ():
        try:
            names.append(key_name(key))
        except ValueError:
            names.append(key.strip())
    return tuple(names)


def _types(key: str) -> bool:
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


def _dotted(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))


def _is_word(value: str) -> bool:
    return bool(value) and value.isprintable() and " " not in value and len(value) <= 255


def _quoted(value: Any) -> str:
    """A value as JSON in ASCII: nothing in a settings file can act on the terminal."""
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)
