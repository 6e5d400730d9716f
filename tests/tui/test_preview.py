from __future__ import annotations

import pytest

from smtpwb.tui import preview
from smtpwb.tui.preview import BEGINNING, Dialogue, Hearer, Making
from smtpwb.tui.sharing import ALIASES, Share, Wanted
from tests.dialogues import play

LONG = play("S: 220 a", *("C: RCPT TO:<jane@corp.test>\nS: 250 ok",) * 1_000)
ABOUT = Dialogue(LONG.events, 0)
ALIASED = Wanted(Share("text", aliased=frozenset(ALIASES)))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "_PACE", 0.0)


def test_one_hears_how_far_it_is_and_sees_its_beginning_first() -> None:
    heard: list[str] = []
    shown: list[list[str]] = []
    made = Making(ABOUT).make(ALIASED, Hearer(lambda: True, heard.append, shown.append))
    assert made is not None
    stages = list(dict.fromkeys(words.partition(",")[0] for words in heard if "%" in words))
    assert stages == ["reading the dialogue", "finding names", "replacing names", "reading the copy"]
    assert f"{BEGINNING} lines so far …" in heard
    assert shown == [made.text.splitlines()[:BEGINNING]]
    assert made.shown == made.text.splitlines()
    assert made.octets == len(made.text.encode())
    assert "jane" not in made.text


@pytest.mark.parametrize("words", ["reading the d", "finding", "replacing", "reading the c", "lines so far"])
def test_it_is_given_up_wherever_it_is(words: str) -> None:
    heard: list[str] = []
    hearer = Hearer(lambda: not any(words in one for one in heard), heard.append, lambda _: None)
    assert Making(ABOUT).make(ALIASED, hearer) is None
    assert sum(words in one for one in heard) == 1, "nothing was done any more"


def test_another_choice_does_not_read_the_dialogue_again() -> None:
    making, heard = Making(ABOUT), list[str]()
    first = making.make(ALIASED, Hearer(lambda: True, lambda _: None, lambda _: None))
    again = making.make(ALIASED, Hearer(lambda: True, heard.append, lambda _: None))
    assert first == again is not None
    assert not any("reading the dialogue" in words for words in heard)
