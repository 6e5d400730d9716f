"""`smtpwb drill`: a round in plain text, on pipes and without any key but letters, digits and Enter."""

from __future__ import annotations

import io
import re
from random import Random

import pytest

from smtpwb.cli import main
from smtpwb.lessons.drills import record
from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.drills.round import COUNT, Round, begin
from tests.cli.program import sentence, smtpwb


def cards(kind: str, count: int = 3, seed: int = 1) -> Round:
    return begin(DECKS[kind], {}, count, Random(seed))


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, *args: str) -> str:
    """What the command writes to stdout; it ends well and complains of nothing."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert main.main(["drill", *args]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


@pytest.mark.parametrize("kind", DECKS)
def test_a_round_all_right(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = "".join(f"{card.answer + 1}\n" for card in cards(kind).cards)
    out = said(monkeypatch, capsys, typed, kind, "--count", "3", "--seed", "1")
    flat = " ".join(out.split())
    for card in cards(kind).cards:
        assert card.question in flat
        for line in (*card.shown, *(f"{n}) {text}" for n, text in enumerate(card.choices, 1)), *card.why):
            assert " ".join(line.split()) in flat
        assert f"[{' · '.join(card.sources)}]" in flat
    assert "Right. 2 in a row." in flat
    assert "Right. 3 in a row." in flat
    assert out.endswith("\n3 of 3 right.\n")
    assert set(record.load(kind).values()) == {0.5}


def test_what_was_missed_is_told_at_once_and_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = cards("codes", 2).cards
    wrong = "abcdef"[(first.answer + 1) % len(first.choices)]
    out = said(monkeypatch, capsys, f"{wrong}\n{second.answer + 1}\n", "--count", "2", "--seed", "1")
    flat = " ".join(out.split())
    assert f"Wrong. Right is: {first.right}" in flat
    assert flat.endswith(f"1 of 2 right. Missed: {first.about}: {first.right}")
    assert record.load("codes") == {first.id: 3.0, second.id: 0.5}


def test_what_is_no_answer_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card = cards("codes", 1).cards[0]
    out = said(monkeypatch, capsys, f"9\n\nwhat\n{card.answer + 1}\n", "--count", "1", "--seed", "1")
    assert out.count("Answer 1 to") == 4
    assert out.endswith("\n1 of 1 right.\n")


@pytest.mark.parametrize("end", ["", "q\n", "Quit\n"], ids=["end", "q", "quit"])
def test_it_can_be_left_at_any_card(
    end: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = cards("codes", 2).cards[0]
    out = said(monkeypatch, capsys, f"{first.answer + 1}\n{end}", "--count", "2", "--seed", "1")
    assert out.endswith("\n1 of 1 right.\n")
    assert record.load("codes") == {first.id: 0.5}


def test_codes_are_drilled_unless_something_else_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(monkeypatch, capsys, "").startswith(f"{COUNT} cards: {DECKS['codes'].about}.")


def test_in_a_terminal_without_any_ability_it_is_plain_text() -> None:
    done = smtpwb("drill", "fixer", "--seed", "2", stdin=b"1\n2\nq\n", TERM="dumb")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    assert " of 2 right." in text


def test_no_cards_and_no_such_kind_are_wrong_usage() -> None:
    none = smtpwb("drill", "--count", "0")
    assert none.returncode == 2
    assert sentence(none).startswith("--count 0 leaves no cards")
    assert smtpwb("drill", "verbs").returncode == 2


def test_a_record_that_cannot_be_kept_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record.path().mkdir(parents=True)
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    assert main.main(["drill", "--count", "1"]) == 0
    assert "cannot be written" in capsys.readouterr().err
