"""How words are made comparable, and what a phrase finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference.wording import LONGEST, folded, plain, said, unwrapped


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("User  Unknown\r\n", "user unknown"),
        ("Empfänger GROẞ", "empfanger gross"),
        ("Adresse d’au moins", "adresse d'au moins"),
        ("Ｕｓｅｒ", "user"),
        ("グレーリスト", "グレーリスト"),
        ("a\u200bb\x00c", "a b c"),
        ("", ""),
    ],
)
def test_folded(text: str, is_: str) -> None:
    assert folded(text) == is_


def test_what_is_read_is_bounded() -> None:
    assert len(folded("x" * 1_000_000)) == LONGEST
    assert len(folded("ä" * 1_000_000)) <= LONGEST


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = folded(text)
    assert plain(once) is not None
    assert once == once.strip()


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("<user.unknown@spam.example> no", "<@> no"),
        ("see https://example.org/spam?x=1 now", "see url now"),
        ("mail.spam.example.com said", "host said"),
        ("rejected.please wait", "rejected.please wait"),
    ],
)
def test_names_have_stand_ins(text: str, is_: str) -> None:
    assert plain(text) == is_


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("user unknown", "error: user unknown.", "user unknown"),
        ("user unknown", "superuser unknown", ""),
        ("user unknown", "user unknowns", ""),
        ("greylist~", "you are greylisted", "greylisted"),
        ("(user|mailbox) unknown", "mailbox unknown", "mailbox unknown"),
        ("mailbox * full", "mailbox is quite full", "mailbox is quite full"),
        ("mailbox * full", "mailbox full", "mailbox full"),
        ("mailbox * full", "mailbox " + "x" * 60 + " full", ""),
        ("after # minutes", "after 10 minutes", "after 10 minutes"),
        ("宛先*存在", "宛先は存在しません", "宛先は存在"),
        ("a.b", "axb", ""),
        ("", "anything", ""),
    ],
)
def test_phrases(phrase: str, text: str, found: str) -> None:
    assert said(phrase, text) == found


@pytest.mark.parametrize(
    ("text", "code", "is_"),
    [
        ("host mx.example.org[192.0.2.1] said: 550 no (in reply to rcpt to command)", "550", "550 no"),
        (
            "192.0.2.1 does not like recipient. remote host said: 550 no giving up on 192.0.2.1.",
            "550",
            "550 no",
        ),
        ("550 no 503 need rcpt", "550", "550 no"),
        ("503 need rcpt", "503", "503 need rcpt"),
        ("the server said: ", "", "the server said: "),
        ("plain words", "", "plain words"),
        ("5.1.0 - unknown address error 550-'no such user'", "550", "550-'no such user'"),
        (
            "5.4.7 - delivery expired (message too old) 421-'too many connections'",
            "",
            "421-'too many connections'",
        ),
    ],
)
def test_the_words_of_others_are_taken_off(text: str, code: str, is_: str) -> None:
    assert unwrapped(text, code) == is_
