"""What each kind of step may hold, and which answers are right."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from smtpwb.lessons.steps import Advice, Do, FindOut, Step

COMMON = {"id": "one", "title": "One", "sources": ["RFC 5321 §3.3"]}
DO = {**COMMON, "kind": "do", "explain": "Why.", "done": [{"answers": ["MAIL"]}]}
ASK = {
    **COMMON,
    "kind": "find-out",
    "question": "Which?",
    "answer": "nobody@practice.test",
    "why": "It does not exist.",
    "hints": ["a", "b", "c"],
}
CHOICES = {**ASK, "answer": "both", "choices": ["both", "none", "one of them"]}


def read(keys: dict[str, Any], **more: object) -> Any:
    return msgspec.convert({**keys, **more}, Step)


def asked(keys: dict[str, Any] = ASK, **more: object) -> FindOut:
    step = read(keys, **more)
    assert isinstance(step, FindOut)
    return step


def test_the_kind_tells_what_a_step_is() -> None:
    assert isinstance(read(DO), Do)
    with pytest.raises(msgspec.ValidationError, match="Invalid value 'sing'"):
        read(DO, kind="sing")


@pytest.mark.parametrize(
    ("keys", "more", "reason"),
    [
        (DO, {"done": []}, "length >= 1"),
        (DO, {"hints": ["a", "b", "c"]}, "length <= 2"),
        (DO, {"blind": True, "say": "DATA", "hints": ["a"]}, "needs a line to `say` and 2 `hints`"),
        (DO, {"blind": True, "hints": ["a", "b"]}, "needs a line to `say` and 2 `hints`"),
        (DO, {"sources": ["hearsay"]}, "matching regex"),
        (ASK, {"hints": ["a", "b"]}, "length >= 3"),
        (ASK, {"accept": ["("]}, "no regular expression"),
        (ASK, {"wrong": [{"when": "(", "text": "x"}]}, "no regular expression"),
        (ASK, {"wrong": [{"when": "Nobody@practice.test", "text": "x"}]}, "has the right answer"),
        (CHOICES, {"answer": "all"}, "'all' is none of the `choices`"),
        (CHOICES, {"wrong": [{"when": "all", "text": "x"}]}, "'all' is none of the `choices`"),
        (CHOICES, {"choices": ["both"]}, "two to five different ones"),
        (CHOICES, {"choices": ["both", "both"]}, "two to five different ones"),
        (CHOICES, {"accept": ["a"]}, "`accept` goes without `choices`"),
        (CHOICES, {"say": "MAIL"}, "unknown field"),
    ],
)
def test_what_no_step_can_be(keys: dict[str, Any], more: dict[str, Any], reason: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=reason):
        read(keys, **more)


def test_an_advice_is_for_a_pattern_or_a_happening() -> None:
    assert Advice("sent", "x", ("RFC 5321 §3.3",)).tried == ""
    with pytest.raises(ValueError, match="no reply pattern and no happening"):
        Advice("never", "x", ("RFC 5321 §3.3",))


@pytest.mark.parametrize("said", ["nobody@practice.test", "  NOBODY@practice.test ", "nobody@practice.test."])
def test_blanks_case_and_a_full_stop_do_not_matter(said: str) -> None:
    assert asked().right(said)


@pytest.mark.parametrize(
    ("said", "right"), [("5.1.1", True), ("5.1.9", True), ("5x1.1", False), ("15.1.1", False)]
)
def test_further_answers_match_as_a_whole(said: str, right: bool) -> None:
    assert asked(accept=[r"5\.1\.\d"]).right(said) is right


def test_a_wrong_answer_is_told_what_it_misses() -> None:
    wrong = [{"when": "full@.*", "text": "That was 4yz."}, {"when": "both", "text": "Only one."}]
    step = asked(wrong=wrong)
    found = [step.missed(one) for one in ("FULL@practice.test", "Both.", "neither")]
    assert [one.text if one else "" for one in found] == ["That was 4yz.", "Only one.", ""]


def test_choices_are_no_expressions() -> None:
    step = asked(CHOICES, choices=["both", "n.ne", "none"], wrong=[{"when": "n.ne", "text": "x"}])
    assert step.missed("none") is None
    assert step.missed("n.ne") is not None


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("<nobody@practice.test>", True),
        ("\u201cnobody@practice.test\u201d.", True),
        ("'<nobody@practice.test>'", False),
        ("<nobody@practice.test", False),
        ("nobody@practice.test!", True),
    ],
)
def test_what_encloses_an_answer_does_not_matter(said: str, right: bool) -> None:
    assert asked().right(said) is right


def test_what_only_encloses_is_an_answer_itself() -> None:
    assert asked(answer="<>").right("<>")
    assert not asked(answer="<>").right("<a>")
    assert asked(answer="...").right("...")


def test_an_enclosed_answer_fits_expressions_too() -> None:
    wrong = asked(accept=[r"5\.1\.\d"], wrong=[{"when": "full@.*", "text": "That was 4yz."}])
    assert wrong.right("(5.1.9)")
    assert wrong.missed("<full@practice.test>") == wrong.wrong[0]
