"""Themes: one TOML file each, checked when read, and the variables that the widgets' styles use.

Decides which files are themes, what they may hold, and what a variable is where a theme does not say.
A file that cannot be used is left out and named with its line; the others hold. Does not decide what a
colour means on a screen: that stands in the styles, and always beside a word, a digit or a mark.

    # a file's name is the theme's name
    extends = "smtpwb-dark"        # one of ours, of Textual's or of the user's; optional
    background = "#101010"         # the colours of a Textual theme; primary is required without extends
    dark = true
    [variables]                    # Textual's and those in VARIABLES
    reply-5yz = "#ff7b72"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
from textual.color import Color, ColorParseError
from textual.css.constants import VALID_STYLE_FLAGS
from textual.theme import BUILTIN_THEMES, Theme

from smtpwb.errors import DataFileError
from smtpwb.settings.toml import line_of, read_toml
from smtpwb.smtp.visible import clipped, visible_text

__all__ = ["READABLE", "VARIABLES", "contrast", "load_themes", "user_themes_path", "variable_defaults"]

VARIABLES: Mapping[str, str] = {
    "reply-2yz": "success",
    "reply-3yz": "primary",
    "reply-4yz": "warning",
    "reply-5yz": "error",
    "client": "accent",
    "server": "foreground",
    "remark": "foreground",
    "secret": "secondary",
    "tag": "warning",
    "rail-done": "success",
    "rail-now": "accent",
    "rail-next": "foreground",
}
"""Our own variables, and the colour of a theme from which each is made where the theme has none."""

READABLE = 4.5
"""The least contrast of text with what is behind it (WCAG 2.1, 1.4.3)."""

_DEEPEST = 20
"""Themes that extend one another."""
_LONGEST = 60
"""Characters of a key or a value that are repeated."""
_COLOURS = frozenset(
    {"primary", "secondary", "accent", "warning", "error", "success"}
    | {"foreground", "background", "surface", "panel", "boost"}
)
_FLAGS = frozenset({"dark", "ansi"})
_FRACTIONS = frozenset({"luminosity_spread", "text_alpha"})
_KEYS = _COLOURS | _FLAGS | _FRACTIONS | {"extends", "variables"}


def built_in_path() -> Path:
    """The directory of our own themes: in the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


def user_themes_path() -> Path:
    """The directory in which users put their themes."""
    return platformdirs.user_config_path("smtpwb", appauthor=False) / "themes"


def load_themes(user_dir: Path | None = None) -> tuple[dict[str, Theme], tuple[str, ...]]:
    """Return our themes and the user's by name, and one sentence for each file that was left out.

    A user's theme replaces one of ours that has the same name, and may extend it.
    """
    themes: dict[str, Theme] = {}
    problems: list[str] = []
    for directory in (built_in_path(), user_dir or user_themes_path()):
        shelf = _Shelf(directory, BUILTIN_THEMES | themes)
        problems += shelf.load()
        themes |= shelf.themes
    return themes, tuple(problems)


def theme_names() -> frozenset[str]:
    """The names that themes may have, ours and the user's: no file is read."""
    return frozenset(path.stem for where in (built_in_path(), user_themes_path()) for path in _files(where))


def user_has_themes() -> bool:
    """Whether there is any file of the user's, which may stand in the place of one of ours."""
    return bool(_files(user_themes_path()))


def one_of_ours(name: str) -> Theme | None:
    """The theme of that name, from its own file and those it extends; no other is read."""
    return _Shelf(built_in_path(), BUILTIN_THEMES).one(name)


def variable_defaults(theme: Theme) -> dict[str, str]:
    """Return a readable value for each of our variables that `theme` does not define."""
    missing = [name for name in VARIABLES if name not in theme.variables]
    if not missing:
        return {}
    made = theme.to_color_system().generate()
    grounds = [Color.parse(made["background"]), Color.parse(made["surface"])]
    return {name: _readable(Color.parse(made[VARIABLES[name]]), grounds).hex for name in missing}


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.1)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _files(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.toml"))


class _Shelf:
    """The themes of one directory, which may extend each other and those `beyond` it."""

    def __init__(self, directory: Path, beyond: Mapping[str, Theme]) -> None:
        self.themes: dict[str, Theme] = {}
        self._files = {path.stem: path for path in _files(directory)}
        self._beyond = beyond
        self._open: list[str] = []

    def load(self) -> list[str]:
        """Read every file; return what could not be used."""
        problems = []
        for name in self._files:
            try:
                self._theme(name)
            except DataFileError as error:
                problems.append(f"{error.sentence}; the theme is left out")
        return problems

    def one(self, name: str) -> Theme | None:
        """Read the file of that name, if there is one. Raises DataFileError."""
        return self._theme(name) if name in self._files else None

    def _theme(self, name: str) -> Theme:
        if name not in self.themes:
            file = _ThemeFile(self._files[name])
            self._open.append(name)
            try:
                self.themes[name] = file.theme(self._base(file))
            finally:
                self._open.pop()
        return self.themes[name]

    def _base(self, file: _ThemeFile) -> Theme | None:
        if "extends" not in file.table:
            return None
        name = file.table["extends"]
        here = isinstance(name, str) and name in self._files
        if len(self._open) > _DEEPEST:
            raise file.wrong(f"no more than {_DEEPEST} themes may extend one another", "extends")
        if here and name not in self._open:
            try:
                return self._theme(name)
            except DataFileError:
                raise file.wrong("mend that theme first", "extends") from None
        if isinstance(name, str) and name in self._beyond and (not here or self._open == [name]):
            return self._beyond[name]
        if here:
            raise file.wrong("a theme cannot extend itself, nor one that extends it", "extends")
        raise file.wrong("there is no theme of that name", "extends")


class _ThemeFile:
    """One file: its table, and the theme that it makes. Raises DataFileError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not re.fullmatch(r"[\w-]+", path.stem):
            raise DataFileError(f"{visible_text(str(path))} names no theme", "use letters, digits, - and _")
        try:
            self.table, self.text = read_toml(path)
        except OSError as error:
            raise DataFileError(f"{path} cannot be read", str(error.strerror)) from error
        except UnicodeDecodeError:
            raise DataFileError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise DataFileError(f"{path} is not TOML", visible_text(str(error))) from None

    def theme(self, base: Theme | None) -> Theme:
        """Return the theme, built on `base`."""
        table = {key: value for key, value in self.table.items() if key != "extends"}
        for key, value in table.items():
            self._check(key, value)
        variables = table.pop("variables", {})
        for name, value in variables.items():
            self._check_variable(name, value)
        if base is None and "primary" not in table:
            raise DataFileError(f"{self.path} has no primary colour", 'write primary = "#1e90ff", or extends')
        inherited = {field.name: getattr(base, field.name) for field in fields(Theme)} if base else {}
        inherited_variables = inherited.pop("variables", {})
        return Theme(
            **(inherited | table | {"name": self.path.stem}), variables=inherited_variables | variables
        )

    def wrong(self, reason: str, *keys: str) -> DataFileError:
        """What is wrong with the value at `keys`, with its line."""
        value: Any = self.table
        for key in keys:
            value = value[key]
        line = line_of(self.text, *keys)
        place = f"{self.path}, line {line}" if line else str(self.path)
        what = "" if isinstance(value, dict) else f" = {clipped(visible_text(str(value)), _LONGEST)}"
        name = clipped(visible_text(".".join(keys)), _LONGEST)
        return DataFileError(f"{place}: {name}{what} cannot be used", reason)

    def _check(self, key: str, value: Any) -> None:
        if key not in _KEYS:
            raise self.wrong(f"there is no such key: use {', '.join(sorted(_KEYS))}", key)
        if key in _COLOURS and not _is_colour(value):
            raise self.wrong("write a colour like #1e90ff or ansi_blue in quotes", key)
        if key in _FLAGS and not isinstance(value, bool):
            raise self.wrong("write true or false", key)
        if key in _FRACTIONS and not (type(value) in (int, float) and 0 <= value <= 1):
            raise self.wrong("write a number from 0 to 1", key)
        if key == "variables" and not isinstance(value, dict):
            raise self.wrong("write a [variables] section", key)

    def _check_variable(self, name: str, value: Any) -> None:
        if name not in _known_variables():
            raise self.wrong(
                "there is no such variable: those of Textual and of smtpwb can be set", "variables", name
            )
        if name.endswith("-style"):
            if not (isinstance(value, str) and value and VALID_STYLE_FLAGS.issuperset(value.split())):
                raise self.wrong("write styles like bold or underline, or none", "variables", name)
        elif not _is_colour_value(value):
            raise self.wrong("write a colour like #1e90ff or ansi_blue 50% in quotes", "variables", name)


@cache
def _known_variables() -> frozenset[str]:
    made = BUILTIN_THEMES["textual-dark"].to_color_system().generate()
    return frozenset(made).union(VARIABLES, *(theme.variables for theme in BUILTIN_THEMES.values()))


def _is_colour(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(Color.parse(value))
    except ColorParseError:
        return False


def _is_colour_value(value: Any) -> bool:
    """Whether a variable's value is one for Textual's CSS: a colour, `auto` or `initial`, and an opacity."""
    if not isinstance(value, str):
        return False
    colour = re.sub(r"\s+\d{1,3}%$", "", value)
    return colour in ("auto", "initial") or _is_colour(colour)


def _readable(colour: Color, grounds: Iterable[Color]) -> Color:
    """Return `colour`, moved towards black or white until it can be read on all `grounds`."""
    grounds = [ground for ground in grounds if ground.ansi is None and ground.a == 1]
    if not grounds or colour.ansi is not None:
        return colour  # what the terminal makes of it is not known
    for step in range(11):
        moved = colour.blend(grounds[0].get_contrast_text(1.0), step / 10, alpha=1)
        if all(contrast(moved, ground) >= READABLE for ground in grounds):
            return moved
    return moved


def _luminance(colour: Color) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
