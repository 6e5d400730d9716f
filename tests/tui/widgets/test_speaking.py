from __future__ import annotations

from smtpwb.reference.speaker import identify
from smtpwb.tui.widgets.speaking import in_full


def test_who_speaks_is_told_with_every_sign_of_it() -> None:
    told = identify(b"220 mx.example.net ESMTP Postfix (Debian)\r\n", [], [])
    (label, sentence), *signs = in_full(told)
    assert (label, sentence) == ("Who speaks", told.sentence)
    assert len(signs) == len(told.clues) > 0
    for (_, text), clue in zip(signs, told.clues, strict=True):
        assert clue.said in text
        assert clue.points_to in text
        assert f"({clue.weight:.0%}) [{clue.source}]" in text
    assert [label for label, _ in signs if label] == ["Because of"]


def test_without_a_sign_there_is_nothing_to_say() -> None:
    assert list(in_full(identify(b"220 a\r\n", [], []))) == []
