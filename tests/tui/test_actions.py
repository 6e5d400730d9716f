from __future__ import annotations

import re

import pytest

from smtpwb import settings
from smtpwb.settings import keys
from smtpwb.tui.actions import ACTIONS, BY_ID, Action, Where, bindings, key_label
from smtpwb.tui.app import Workbench

KEYS = [key for action in ACTIONS for key in action.key.split(",")]


def test_no_name_and_no_key_is_given_twice() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert len(set(KEYS)) == len(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_survives_ssh_tmux_and_common_terminals(key: str) -> None:
    """No terminal sends ctrl+enter; alt+digit is tmux's or the desktop's; ctrl+i is Tab, alt+f ctrl+right."""
    assert keys.key_name(key) == key
    assert key not in keys.RESERVED
    assert not re.fullmatch(r"alt\+[\dbf]|shift\+f\d+|ctrl\+(shift\+.*|\d|comma|full_stop)", key)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_a_method_with_a_label_and_a_sentence(action: Action) -> None:
    name = action.run.partition("(")[0]
    assert callable(getattr(Workbench, f"action_{name}"))
    assert action.label
    assert action.help.endswith(".")
    assert action.help[0].isupper()


def test_every_situation_shows_some_keys_or_explains_itself() -> None:
    for where in (Where.OFFLINE, Where.DIALOGUE, Where.CONTENT):
        assert any(where in action.where for action in ACTIONS)


def test_every_binding_can_be_moved_by_its_id_and_quit_comes_first() -> None:
    made = bindings()
    assert [binding.id for binding in made] == [action.id for action in ACTIONS]
    assert [binding.id for binding in made if binding.priority] == [settings.QUIT]


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("f1,ctrl+g", "F1"),
        ("f12", "F12"),
        ("f", "f"),
        ("ctrl+o", "^o"),
        ("ctrl+right_square_bracket", "^]"),
        ("alt+up", "alt+↑"),
        ("pagedown", "PgDn"),
        ("escape", "Esc"),
        ("ctrl+shift+x", "ctrl+shift+x"),
    ],
)
def test_a_key_is_shown_as_people_write_it(key: str, label: str) -> None:
    assert key_label(key) == label
