from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme
from textual.widgets import Static

from smtpwb.settings import DEFAULT_THEME
from smtpwb.tui import themes as module
from smtpwb.tui.themes import (
    READABLE,
    VARIABLES,
    built_in_path,
    contrast,
    load_themes,
    user_themes_path,
    variable_defaults,
)

OURS = load_themes(Path("none"))[0]
COLOURED = [theme for theme in OURS.values() if not theme.ansi]
REPLIES = ("reply-2yz", "reply-3yz", "reply-4yz", "reply-5yz")
PAIRS = (  # what Textual's own widgets draw on what
    ("block-cursor-foreground", "block-cursor-background"),
    ("screen-selection-foreground", "screen-selection-background"),
    ("footer-key-foreground", "footer-background"),
    ("footer-foreground", "footer-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("button-color-foreground", "primary"),
    ("button-color-foreground", "error"),
    ("button-color-foreground", "success"),
    ("button-color-foreground", "warning"),
)


def colour(theme: Theme, name: str) -> Color:
    return Color.parse({**theme.to_color_system().generate(), **theme.variables}[name])


@pytest.fixture
def user_dir() -> Path:
    path = user_themes_path()
    path.mkdir(parents=True)
    return path


def problem(user_dir: Path, text: str, name: str = "mine") -> str:
    """The one problem with a user's file that holds `text`."""
    file = user_dir / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    themes, problems = load_themes()
    assert themes == OURS
    assert len(problems) == 1
    assert problems[0].startswith(str(file))
    assert problems[0].endswith("; the theme is left out")
    return problems[0]


def test_our_own_themes_are_all_there_and_whole() -> None:
    themes, problems = load_themes()
    assert problems == ()
    assert set(themes) == {path.stem for path in built_in_path().glob("*.toml")}
    assert len(themes) >= 7
    assert DEFAULT_THEME in themes


@pytest.mark.parametrize("theme", OURS.values(), ids=OURS)
def test_each_defines_all_our_variables(theme: Theme) -> None:
    assert set(theme.variables) >= set(VARIABLES)


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_all_text_can_be_read(theme: Theme) -> None:
    least = 7 if theme.name == "high-contrast" else READABLE
    texts = [*VARIABLES, "text", "text-muted", "foreground", "primary", "accent"]
    pairs = [*product(texts, ("background", "surface")), *product(["text", "text-muted"], ["panel"]), *PAIRS]
    weak = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(colour(theme, pair[0]), colour(theme, pair[1]))) < least
    }
    assert weak == {}


@pytest.mark.parametrize("theme", OURS.values(), ids=OURS)
def test_the_four_kinds_of_reply_differ(theme: Theme) -> None:
    assert all(theme.variables[one] != theme.variables[other] for one, other in combinations(REPLIES, 2))


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_dark_says_what_the_background_is(theme: Theme) -> None:
    assert theme.dark is (colour(theme, "background").brightness < 0.5)


@pytest.mark.parametrize("theme", BUILTIN_THEMES.values(), ids=BUILTIN_THEMES)
def test_with_a_theme_of_textual_our_variables_can_be_read(theme: Theme) -> None:
    defaults = variable_defaults(theme)
    assert set(defaults) == set(VARIABLES) - set(theme.variables)
    grounds = [colour(theme, "background"), colour(theme, "surface")]
    if not theme.ansi:
        weak = {
            n for n, v in defaults.items() if min(contrast(Color.parse(v), g) for g in grounds) < READABLE
        }
        assert weak == set()


class Swatches(App[None]):
    """Uses each of our variables as a colour, as the widgets' styles do."""

    CSS = "\n".join(f"#{name} {{ color: ${name}; background: $surface; }}" for name in VARIABLES)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    def compose(self) -> ComposeResult:
        yield from (Static("x", id=name) for name in VARIABLES)


async def test_styles_hold_with_every_theme() -> None:
    app = Swatches()
    for theme in OURS.values():
        app.register_theme(theme)
    async with app.run_test() as pilot:
        for name in app.available_themes:
            app.theme = name
            await pilot.pause()
            expected = {**variable_defaults(app.current_theme), **app.current_theme.variables}
            drawn = {name: app.query_one(f"#{name}").styles.color for name in VARIABLES}
            assert drawn == {name: Color.parse(expected[name]) for name in VARIABLES}


def test_a_users_theme_is_added(user_dir: Path) -> None:
    (user_dir / "mine.toml").write_text('primary = "#1e90ff"\ndark = false\n[variables]\ntag = "red 50%"\n')
    themes, problems = load_themes()
    assert problems == ()
    assert themes["mine"] == Theme("mine", primary="#1e90ff", dark=False, variables={"tag": "red 50%"})


def test_it_extends_one_of_ours_one_of_textual_or_another(user_dir: Path) -> None:
    (user_dir / "a.toml").write_text('extends = "b"\naccent = "#ffffff"\n[variables]\nclient = "#eeeeee"\n')
    (user_dir / "b.toml").write_text('extends = "os2-blue"\n[variables]\ntag = "#dddddd"\n')
    (user_dir / "c.toml").write_text('extends = "nord"\n')
    themes, problems = load_themes()
    assert problems == ()
    blue, a = themes["os2-blue"], themes["a"]
    assert (a.name, a.background, a.accent) == ("a", blue.background, "#ffffff")
    assert a.variables == {**blue.variables, "tag": "#dddddd", "client": "#eeeeee"}
    assert themes["c"].primary == BUILTIN_THEMES["nord"].primary


def test_it_may_replace_and_extend_the_one_of_ours_with_its_name(user_dir: Path) -> None:
    (user_dir / "smtpwb-dark.toml").write_text('extends = "smtpwb-dark"\nbackground = "#000000"\n')
    themes, problems = load_themes()
    assert problems == ()
    assert themes["smtpwb-dark"].background == "#000000"
    assert themes["smtpwb-dark"].primary == OURS["smtpwb-dark"].primary


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('accent = "#fff"', "has no primary colour"),
        ('primary = "#12"', "line 1: primary = #12 cannot be used: write a colour like #1e90ff"),
        ("primary = 7", "line 1: primary = 7 cannot be used"),
        (
            '\nprimary = "red"\ncolour = "red"',
            "line 3: colour = red cannot be used: there is no such key: use accent, ",
        ),
        ('primary = "red"\nname = "x"', "line 2: name = x cannot be used"),
        ('primary = "red"\ndark = "yes"', "line 2: dark = yes cannot be used: write true or false"),
        (
            'primary = "red"\ntext_alpha = 2',
            "line 2: text_alpha = 2 cannot be used: write a number from 0 to 1",
        ),
        ('primary = "red"\ntext_alpha = true', "write a number"),
        (
            'primary = "red"\nvariables = 1',
            "line 2: variables = 1 cannot be used: write a [variables] section",
        ),
        ('primary = "red"\n[variables]\ntag = "reddish"', "line 3: variables.tag = reddish cannot be used"),
        ('primary = "red"\n[variables]\ntag = 1', "line 3: variables.tag = 1"),
        (
            'primary = "red"\n[variables]\nreply-5xx = "red"',
            "line 3: variables.reply-5xx = red cannot be used: there is no",
        ),
        ('primary = "red"\n[variables]\nlink-style = "loud"', "line 3: variables.link-style = loud"),
        ('primary = "red"\n[variables]\nlink-style = ""', "write styles like bold"),
        ('primary = "red"\n[variables]\ntag = "red\\u001b[0m"', "variables.tag = red<1B>[0m cannot be used"),
        ('primary = "red"\n[variables.tag]\nx = 1', "line 2: variables.tag cannot be used"),
        ("primary = ", "is not TOML: Invalid value (at "),
        ('extends = "nope"', "line 1: extends = nope cannot be used: there is no theme of that name"),
        ("extends = 1", "line 1: extends = 1 cannot be used"),
        ('extends = "mine"', "line 1: extends = mine cannot be used: a theme cannot extend itself"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(user_dir: Path, text: str, said: str) -> None:
    assert said in problem(user_dir, text)


def test_a_theme_has_a_plain_name(user_dir: Path) -> None:
    assert "use letters, digits" in problem(user_dir, 'primary = "red"', name="a,b")


def test_bytes_that_are_no_text_are_named(user_dir: Path) -> None:
    (user_dir / "mine.toml").write_bytes(b'primary = "\xff"')
    assert load_themes()[1] == (
        f"{user_dir / 'mine.toml'} is not UTF-8 text: save it as UTF-8; the theme is left out",
    )


def test_a_directory_that_is_called_like_a_theme_is_named(user_dir: Path) -> None:
    (user_dir / "mine.toml").mkdir()
    assert "cannot be read" in load_themes()[1][0]


def test_a_ring_of_themes_is_broken(user_dir: Path) -> None:
    (user_dir / "a.toml").write_text('extends = "b"\n')
    (user_dir / "b.toml").write_text('extends = "a"\n')
    themes, problems = load_themes()
    assert themes == OURS
    assert len(problems) == 2


def test_one_broken_file_spoils_no_other(user_dir: Path) -> None:
    (user_dir / "a.toml").write_text('extends = "b"\n')
    (user_dir / "b.toml").write_text('primary = "no"\n')
    (user_dir / "c.toml").write_text('primary = "red"\n')
    themes, (first, second) = load_themes()
    assert set(themes) - set(OURS) == {"c"}
    assert "a.toml, line 1: extends = b cannot be used: mend that theme first" in first
    assert "b.toml, line 1: primary = no" in second


def test_installed_themes_lie_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "smtpwb" / "themes").mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(tmp_path / "smtpwb" / "tui" / "themes.py"))
    assert built_in_path() == tmp_path / "smtpwb" / "themes"
    (tmp_path / "smtpwb" / "themes").rmdir()
    assert built_in_path() == tmp_path / "themes"


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000", "#fff", 21), ("#fff", "#fff", 1), ("#777", "#fff", 4.48)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(Color.parse(one), Color.parse(other)) == pytest.approx(ratio, abs=0.005)
