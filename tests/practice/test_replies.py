from __future__ import annotations

import re

import pytest

from smtpwb.practice.replies import REPLIES, help_reply, reply

WITHOUT_STATUS = {"greeting", "greeting begins", "no mail", "hello", "hello syntax", "challenge", "go ahead"}


@pytest.mark.parametrize("name", REPLIES)
def test_each_reply_carries_a_status_of_its_own_class_unless_it_must_not(name: str) -> None:
    found = re.fullmatch(r"([2-5])\d\d[ -](?:([245])\.\d\.\d\d? )?\S.*", REPLIES[name])
    assert found
    assert found[2] == (None if name in WITHOUT_STATUS else found[1])
    assert REPLIES[name].isascii()


def test_values_are_filled_in() -> None:
    assert reply("syntax", syntax="DATA") == "501 5.5.4 Syntax: DATA"
    with pytest.raises(KeyError):
        reply("no such reply")


def test_help_carries_its_status_on_every_line() -> None:
    assert help_reply(["one"]) == "214 2.0.0 one"
    assert help_reply(["one", "two"]) == "214-2.0.0 one\r\n214 2.0.0 two"
