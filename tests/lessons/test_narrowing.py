"""Each narrowing key has its question; what they ask is tried with whole conditions in `test_conditions`."""

from __future__ import annotations

import msgspec
import pytest

from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.narrowing import NARROWS, says
from tests.dialogues import play

LMTP = (
    *("S: 220 a LMTP", "C: LHLO a", "S: 250 a", "C: MAIL FROM:<>", "S: 250 a"),
    *("C: RCPT TO:<one@b.example>", "S: 250 a", "C: RCPT TO:<two@b.example>", "S: 250 a"),
    *("C: DATA", "S: 354 go", "C: text", "C: .", "S: 250 2.0.0 kept", "S: 452 4.2.2 full"),
)


def test_every_key_of_a_condition_but_its_kind_narrows_it() -> None:
    keys = {field.name for field in msgspec.structs.fields(Condition)}
    assert keys - {"answers", "event", "sent", "looked"} == set(NARROWS)


@pytest.mark.parametrize(("path", "agrees"), [("^two@", True), ("^one@", False)])
def test_the_path_of_a_reply_after_the_message_is_the_recipient_it_is_about(path: str, agrees: bool) -> None:
    entries = play(*LMTP).entries
    assert NARROWS["path"](path, entries, len(entries) - 1) is agrees


def test_where_there_is_nothing_to_narrow_nothing_agrees() -> None:
    entries = play("S: 220 a").entries
    for key, wanted in (("path", "a"), ("parameters", ("SIZE",)), ("argument", "a"), ("mechanism", "PLAIN")):
        assert not NARROWS[key](wanted, entries, len(entries) - 1)
    assert not NARROWS["target"]("a", entries, len(entries) - 1)
    assert not NARROWS["verdict"]("ok", entries, len(entries) - 1)


def test_where_to_is_as_the_user_wrote_it() -> None:
    entries = play("S: 220 a").entries
    assert NARROWS["target"](r"^\S", entries, 0)


def test_only_a_reply_says_anything() -> None:
    entries = play("S: 220 a", "C: NOOP").entries
    assert [says(entry, "2yz") for entry in entries] == [False, True, False]
