from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.settings import (
    DEFAULT_THEME,
    QUIT,
    Settings,
    choices_path,
    load,
    own_name,
    save_choice,
    settings_path,
)
from smtpwb.settings.keys import key_name
from smtpwb.transcript.private import replace_own

ACTIONS = {
    QUIT: "ctrl+q",
    "copy-entry": "f8",
    "copy-transcript": "ctrl+y,f9",
    "hang-up": "ctrl+]",
    "copy-focused": "y",
    "send": "enter",
}
THEMES = ("smtpwb-dark", "amber-phosphor")


@pytest.fixture
def file() -> Path:
    path = settings_path()
    path.parent.mkdir(parents=True)
    return path


def read(file: Path, text: str) -> tuple[Settings, tuple[str, ...]]:
    file.write_text(text, encoding="utf-8")
    return load(themes=THEMES, actions=ACTIONS)


def test_without_a_file_the_defaults_hold_and_nothing_is_said() -> None:
    settings, problems = load(themes=THEMES, actions=ACTIONS)
    assert problems == ()
    assert settings == Settings(DEFAULT_THEME, own_name(), True, {}, settings_path())


def test_what_is_set_holds(file: Path) -> None:
    settings, problems = read(
        file,
        'theme = "amber-phosphor"\nhelo = "[192.0.2.1]"\njournal = false\njournal_days = 30\n'
        'journal_megabytes = 500\nplain = true\n[keys]\nhang-up = "Ctrl+K"\n',
    )
    assert problems == ()
    keys = {"hang-up": "ctrl+k"}
    assert settings == Settings("amber-phosphor", "[192.0.2.1]", False, keys, file, 30, 500, plain=True)


def test_another_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.toml"
    other.write_text('helo = "other.example"')
    monkeypatch.setenv("SMTPWB_SETTINGS", str(other))
    settings, problems = load()
    assert (settings.helo, settings.path, problems) == ("other.example", other, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme = 7", "line 1: theme = 7 is ignored: write the name of a theme in quotes"),
        ('theme = "nope"', "no theme has that name: use amber-phosphor, smtpwb-dark"),
        ('helo = "two words"', "write a domain or an address literal in quotes, without blanks"),
        ('helo = ""', "write a domain"),
        ('helo = "a\\nRCPT"', "write a domain"),
        ('journal = "yes"', "write true or false"),
        ("plain = 1", "write true or false"),
        ('journal_days = "90"', "write a whole number; 0 sets no limit"),
        ("journal_days = true", "write a whole number; 0 sets no limit"),
        ("journal_megabytes = -1", "write a whole number; 0 sets no limit"),
        ("journal_megabytes = 1.5", "write a whole number; 0 sets no limit"),
        (
            "\n\ntimeout = 3",
            "line 3: timeout = 3 is ignored: there is no such setting: use theme, helo, journal, plain, "
            "journal_days, journal_megabytes, lesson, keys",
        ),
        ('keys = "f8"', "write a [keys] section"),
        ('[keys]\nfly = "f7"', 'line 2: keys.fly = "f7" is ignored: there is no such action: use quit, '),
        ("[keys]\ncopy-entry = 8", "write the key in quotes"),
        ('[keys]\ncopy-entry = "f99"', '"f99" is no key: write it like f8 or ctrl+o'),
        ('[keys]\ncopy-entry = ""', '"" is no key'),
        ('[keys]\ncopy-entry = "x"', "x is needed for typing"),
        ('[keys]\ncopy-entry = "tab"', "tab is taken: it completes, and moves the focus"),
        ('[keys]\ncopy-entry = "ctrl+i"', "ctrl+i is taken: terminals send it for tab"),
        ('[keys]\ncopy-entry = "ctrl+q"', "ctrl+q belongs to quit: choose another key"),
        ('[keys]\ncopy-entry = "f9"', "f9 belongs to copy-transcript"),
        ('[keys]\ncopy-entry = "ctrl+right_square_bracket"', "belongs to hang-up"),
        ('[keys]\n"\\u001b[31m" = "f7"', 'keys."\\u001b[31m" = "f7" is ignored'),
    ],
)
def test_what_cannot_be_used_is_named_and_the_default_holds(file: Path, text: str, said: str) -> None:
    settings, problems = read(file, text)
    assert len(problems) == 1
    assert said in problems[0]
    assert problems[0].startswith(str(file))
    assert settings == Settings(path=file)


def test_one_bad_value_spoils_no_other(file: Path) -> None:
    settings, problems = read(
        file, 'theme = "nope"\nhelo = "a.example"\n[keys]\nfly = "f7"\nhang-up = "f7"\n'
    )
    assert len(problems) == 2
    assert (settings.helo, settings.keys) == ("a.example", {"hang-up": "f7"})


@pytest.mark.parametrize(
    ("content", "said"), [(b"theme = ", "is not TOML"), (b'theme = "\xff"', "is not UTF-8 text")]
)
def test_a_file_that_cannot_be_read_as_toml_is_one_sentence(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    settings, problems = load()
    assert settings == Settings(path=file)
    assert len(problems) == 1
    assert said in problems[0]


def test_a_directory_in_its_place_is_one_sentence(file: Path) -> None:
    file.mkdir()
    settings, (problem,) = load()
    assert settings == Settings(path=file)
    assert "cannot be read" in problem


def test_keys_may_change_places(file: Path) -> None:
    settings, problems = read(file, '[keys]\nquit = "f8"\ncopy-entry = "ctrl+q"\n')
    assert (problems, settings.keys) == ((), {QUIT: "f8", "copy-entry": "ctrl+q"})


def test_a_default_that_comes_back_takes_its_key_back(file: Path) -> None:
    settings, problems = read(file, '[keys]\ncopy-entry = "ctrl+q"\nquit = "f9"\n')
    assert settings.keys == {}
    assert ["f9 belongs to" in problems[0], "ctrl+q belongs to quit" in problems[1]] == [True, True]


def test_the_later_of_two_that_want_one_key_is_ignored(file: Path) -> None:
    settings, (problem,) = read(file, '[keys]\ncopy-entry = "f6"\nhang-up = "f7, F6"\n')
    assert settings.keys == {"copy-entry": "f6"}
    assert "line 3: keys.hang-up" in problem


def test_an_action_of_one_letter_may_move_to_another_letter(file: Path) -> None:
    settings, problems = read(file, '[keys]\ncopy-focused = "Y"\n')
    assert (problems, settings.keys) == ((), {"copy-focused": "Y"})


SPELLINGS = st.sampled_from(
    ["ctrl+q", "Ctrl+Q", "f8", "f9", "f6", "ctrl+]", "y", "tab", "", "nonsense", "f6,ctrl+q"]
)


@given(st.dictionaries(st.sampled_from([*ACTIONS, "fly"]), SPELLINGS))
def test_quit_always_keeps_a_key_that_nobody_else_has(
    tmp_path_factory: pytest.TempPathFactory, keys: dict[str, str]
) -> None:
    file = tmp_path_factory.mktemp("quit") / "settings.toml"
    file.write_text("[keys]\n" + "".join(f'{action} = "{key}"\n' for action, key in keys.items()))
    settings, problems = load(file, actions=ACTIONS)
    assert len(problems) + len(settings.keys) == len(keys)
    effective = {**ACTIONS, **settings.keys}
    others = {key_name(k) for action, ks in effective.items() if action != QUIT for k in ks.split(",")}
    assert effective[QUIT]
    assert others.isdisjoint(map(key_name, effective[QUIT].split(",")))


@given(st.text(max_size=40))
def test_no_text_in_the_file_breaks_the_start(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.toml"
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    settings, _ = load(file, themes=THEMES, actions=ACTIONS)
    assert isinstance(settings, Settings)


def test_a_choice_holds_next_time(file: Path) -> None:
    assert save_choice("theme", "amber-phosphor", replace_own) == ""
    assert save_choice("journal", False, replace_own) == ""
    settings, problems = load(themes=THEMES)
    assert (settings.theme, settings.journal, problems) == ("amber-phosphor", False, ())


def test_the_users_own_file_wins_is_left_alone_and_that_is_said(file: Path) -> None:
    text = '# mine\ntheme = "smtpwb-dark"\n'
    file.write_text(text)
    assert (
        save_choice("theme", "amber-phosphor", replace_own)
        == f"theme holds until you leave: {file} sets it, change it there"
    )
    assert load(themes=THEMES)[0].theme == "smtpwb-dark"
    assert file.read_text() == text


def test_a_choice_that_is_gone_is_named(file: Path) -> None:
    save_choice("theme", "once-installed", replace_own)
    settings, (problem,) = load(themes=THEMES)
    assert settings.theme == DEFAULT_THEME
    assert problem.startswith(f"{choices_path()}, line 1: theme")


def test_a_broken_choices_file_is_replaced() -> None:
    choices_path().parent.mkdir(parents=True)
    choices_path().write_text("theme = [")
    assert save_choice("theme", 'say "hi"', replace_own) == ""
    assert load()[0].theme == 'say "hi"'


def test_a_choice_that_cannot_be_kept_is_said() -> None:
    choices_path().parent.parent.mkdir(parents=True)
    choices_path().parent.write_text("in the way")
    assert save_choice("theme", "x", replace_own).startswith("theme is not kept for next time: ")


def test_the_name_for_helo_is_a_qualified_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Node:
        def __init__(self, nodename: str) -> None:
            self.nodename = nodename

    for node, name in [
        ("ws1.example.org", "ws1.example.org"),
        ("laptop", "ws.example.net"),
        ("localhost.localdomain", "ws.example.net"),
        ("a b.c", "ws.example.net"),
    ]:
        monkeypatch.setattr(os, "uname", lambda node=node: Node(node), raising=False)
        assert own_name() == name
