"""What the user settled: settings.toml and the choices kept from the screens, as one frozen value.

Decides which settings there are, what each may be, and where the two files lie. A value that cannot
be used is named, with its line and what to do, and left out; everything else holds. Nothing here
raises for what a file holds. Does not decide what the actions and themes are: their names are given; what a
key is, is for `keys`.

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

import os
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from smtpwb.settings.keys import RESERVED, key_name, key_names, types
from smtpwb.settings.toml import line_of, read_toml

__all__ = [
    "DEFAULT_THEME",
    "QUIT",
    "Settings",
    "choices_path",
    "load",
    "own_name",
    "save_choice",
    "settings_path",
]

DEFAULT_THEME = "smtpwb-dark"
QUIT = "quit"
"""The action that always keeps a key which no other action has."""
_MOST_PROBLEMS = 20
"""That are told of the files."""
_LARGEST = 1_000_000
"""Of a limit: days or megabytes."""


def settings_path() -> Path:
    """Where settings.toml is looked for; SMTPWB_SETTINGS names another file."""
    named = os.environ.get("SMTPWB_SETTINGS")
    return (
        Path(named) if named else platformdirs.user_config_path("smtpwb", appauthor=False) / "settings.toml"
    )


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
    lesson: bool = True
    """Whether the lesson stands beside the dialogue when the workbench starts."""
    plain: bool = False
    """No boxes, marks in words: to be read aloud."""


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
    lines = [f"{key} = {_json(kept)}\n" for key, kept in chosen.items() if isinstance(kept, str | bool)]
    try:
        write(file, "".join(lines).encode())
    except OSError as error:
        return f"{name} is not kept for next time: {file} cannot be written ({error.strerror})"
    if name in _table(settings)[0]:
        return f"{name} holds until you leave: {settings} sets it, change it there"
    return ""


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


def _switch(value: Any, _: _Known) -> tuple[bool, list[_Unusable]]:
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
    own = key_names((known.actions or {}).get(action, ""))
    for key in (names := key_names(keys)) or ("",):
        try:
            reason = "" if key_name(key) in own else known.reserved.get(key, "")
        except ValueError:
            raise _Unusable(f"{_quoted(key)} is no key: write it like f8 or ctrl+o", action) from None
        if reason:
            raise _Unusable(f"{key} is taken: {reason}; choose another key", action)
        if types(key) and not any(map(types, own)):
            raise _Unusable(f"{key} is needed for typing: choose a function key or one with ctrl", action)
    return ",".join(names)


def _clash(moved: Mapping[str, str], actions: Mapping[str, str]) -> _Unusable | None:
    """Return the first moved action that has a key of another one; defaults may share a key."""
    held = {key: action for action, keys in actions.items() if action not in moved for key in key_names(keys)}
    for action, keys in moved.items():
        for key in key_names(keys):
            if held.setdefault(key, action) != action:
                return _Unusable(f"{key} belongs to {held[key]}: choose another key", action)
    return None


_READERS: Mapping[str, Callable[[Any, _Known], tuple[Any, list[_Unusable]]]] = {
    "theme": _theme,
    "helo": _helo,
    "journal": _switch,
    "plain": _switch,
    "journal_days": _limit,
    "journal_megabytes": _limit,
    "lesson": _switch,
    "keys": _keys,
}


def _is_word(value: str) -> bool:
    return bool(value) and value.isprintable() and " " not in value and len(value) <= 255


def _quoted(value: Any) -> str:
    """A value as JSON in ASCII: nothing in a settings file can act on the terminal."""
    text = _json(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _json(value: Any) -> str:
    import json  # not on the way to the first frame

    return json.dumps(value, default=str)


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)
