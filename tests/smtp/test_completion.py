from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.smtp.completion import complete, used_addresses
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.sequence import may_say
from tests.smtp import dialogues as at
from tests.smtp.dialogues import offers

ADDRESSES = ("ann@example.net", "bob@practice.test", "Al@practice.test")


def completions(
    line: str, dialogue: Dialogue, hints: tuple[str, ...] = (), addresses: tuple[str, ...] = ADDRESSES
) -> tuple[str, ...]:
    return complete(line, dialogue, hello_name="ws.example.net", addresses=addresses, hints=hints)


FIRST = [
    # where, what is typed, what the ghost text makes of it
    (at.GREETED, "", "EHLO ws.example.net"),
    (at.GREETED, "H", "HELO ws.example.net"),
    (at.GREETED, "he", "helo ws.example.net"),
    (at.GREETED, "EHLO ", "EHLO ws.example.net"),
    (at.GREETED, "EHLO ws", "EHLO ws.example.net"),
    (at.GREETED, "helo ws.EX", "helo ws.EXample.net"),
    (at.GREETED, "Q", "QUIT"),
    (at.EHLO, "", "MAIL FROM:<"),
    (at.EHLO, "m", "mail from:<"),
    (at.EHLO, "mail fr", "mail from:<"),
    (at.EHLO, "Mail Fr", "Mail FrOM:<"),
    (at.EHLO, "MAIL FROM:", "MAIL FROM:<"),
    (at.EHLO, "MAIL FROM:<", "MAIL FROM:<ann@example.net>"),
    (at.EHLO, "MAIL FROM: <", "MAIL FROM: <ann@example.net>"),
    (at.EHLO, "MAIL FROM:<b", "MAIL FROM:<bob@practice.test>"),
    (at.EHLO, "mail from:<a", "mail from:<ann@example.net>"),
    (at.EHLO, "MAIL FROM:<new@x.test", "MAIL FROM:<new@x.test>"),
    (at.EHLO, "MAIL FROM:<a@b.c>", "MAIL FROM:<a@b.c> SIZE="),
    (at.EHLO, "MAIL FROM:<a@b.c> ", "MAIL FROM:<a@b.c> SIZE="),
    (at.EHLO, "MAIL FROM:<a@b.c> B", "MAIL FROM:<a@b.c> BODY=8BITMIME"),
    (at.EHLO, "mail from:<a@b.c> b", "mail from:<a@b.c> body=8BITMIME"),
    (at.EHLO, "MAIL FROM:<a@b.c> SIZE=5 ", "MAIL FROM:<a@b.c> SIZE=5 BODY=8BITMIME"),
    (at.EHLO, "MAIL FROM:<> SMTPUTF8 RET=F", "MAIL FROM:<> SMTPUTF8 RET=FULL"),
    (at.MAIL, "", "RCPT TO:<"),
    (at.MAIL, "R", "RCPT TO:<"),
    (at.MAIL, "RCPT TO:<b@c.d> ", "RCPT TO:<b@c.d> NOTIFY=SUCCESS,FAILURE"),
    (at.RCPT, "", "DATA"),
    (at.RCPT, "RCPT TO:<", "RCPT TO:<ann@example.net>"),
    (at.EHLO, "AUTH ", "AUTH PLAIN"),
    (at.EHLO, "auth l", "auth lOGIN"),
    (at.EHLO, "st", "starttls"),
    (at.REFUSED, "", "QUIT"),
]


@pytest.mark.parametrize(("dialogue", "line", "first"), FIRST)
def test_the_best_completion(dialogue: Dialogue, line: str, first: str) -> None:
    assert completions(line, dialogue)[0] == first


@pytest.mark.parametrize(
    ("dialogue", "line"),
    [
        (at.OFFLINE, ""),
        (at.OFFLINE, "M"),
        (at.CLOSED, ""),
        (at.CONTENT, ""),
        (at.CONTENT, "Q"),
        (at.AUTH, ""),
        (at.AUTH, "c2Vj"),
        (at.EHLO, "HELP "),
        (at.EHLO, "QUIT"),
        (at.EHLO, "AUTH PLAIN "),
        (at.EHLO, "AUTH PLAIN AG"),
        (at.EHLO, "MAIL FROM:<new"),
        (at.BARE, "ST"),
        (at.BARE, "AU"),
        (at.BARE, "BD"),
        (at.BARE, "MAIL FROM:<a@b.c> "),
        (at.HELO, "MAIL FROM:<a@b.c> "),
        (at.TLS, "ST"),
        (at.EHLO, " "),
        (at.EHLO, "nonsense"),
    ],
)
def test_where_nothing_is_to_be_added(dialogue: Dialogue, line: str) -> None:
    assert completions(line, dialogue) == ()


def test_verbs_in_sequence_come_before_the_others() -> None:
    found = completions("", at.MAIL)
    assert found.index("RCPT TO:<") < found.index("RSET") < found.index("MAIL FROM:<") < found.index("DATA")


def test_a_recipient_that_was_accepted_is_not_offered_again() -> None:
    assert "RCPT TO:<bob@practice.test>" in completions("RCPT TO:<", at.MAIL)
    assert "RCPT TO:<bob@practice.test>" not in completions("RCPT TO:<", at.RCPT)


def test_without_a_name_the_verb_alone_is_completed() -> None:
    assert complete("EH", at.GREETED, hello_name="") == ("EHLO ",)


def test_mechanisms_are_those_of_this_server() -> None:
    dialogue = Dialogue(at.EHLO.state, "EHLO", offers("AUTH SCRAM-SHA-256 XOAUTH2"))
    assert completions("AUTH ", dialogue) == ("AUTH SCRAM-SHA-256", "AUTH XOAUTH2")


@pytest.mark.parametrize(
    ("dialogue", "line", "hint", "first"),
    [
        (at.OFFLINE, "", "telnet practice.test 25", "telnet practice.test 25"),
        (at.OFFLINE, "tel", "telnet practice.test 25", "telnet practice.test 25"),
        (at.EHLO, "", "MAIL FROM:<Jo@x.test>", "MAIL FROM:<Jo@x.test>"),
        (at.EHLO, "mail", "MAIL FROM:<Jo@x.test>", "mail from:<Jo@x.test>"),
        (at.GREETED, "helo", "HELO Jo.Example", "helo Jo.Example"),
        (at.CONTENT, "", "Subject: test", "Subject: test"),
        (at.CONTENT, "Sub", "Subject: test", "Subject: test"),
        (at.EHLO, "Q", "MAIL FROM:<Jo@x.test>", "QUIT"),
    ],
)
def test_a_hint_comes_first_where_it_goes_on_from_the_line(
    dialogue: Dialogue, line: str, hint: str, first: str
) -> None:
    assert completions(line, dialogue, hints=(hint,))[0] == first


def test_an_empty_line_offers_the_hints_alone() -> None:
    assert completions("", at.EHLO, hints=("QUIT",)) == ("QUIT",)


def test_a_hint_in_an_auth_dialogue_is_no_completion() -> None:
    assert completions("", at.AUTH, hints=("c2VjcmV0",)) == ()


typed = st.one_of(
    st.text(max_size=12),
    st.sampled_from([first for _, _, first in FIRST]).flatmap(
        lambda text: st.integers(0, len(text)).map(lambda end: text[:end])
    ),
)


@given(typed, st.sampled_from(at.ALL), st.lists(st.text(max_size=12), max_size=2).map(tuple))
def test_every_completion_keeps_what_is_typed_and_goes_on(
    line: str, dialogue: Dialogue, hints: tuple[str, ...]
) -> None:
    found = completions(line, dialogue, hints)
    assert all(text.startswith(line) and len(text) > len(line) for text in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("dialogue", [d for d in at.ALL if may_say(d)])
def test_every_verb_in_sequence_is_found_from_its_first_letters(dialogue: Dialogue) -> None:
    for verb in may_say(dialogue):
        for end in range(1, len(verb)):
            assert any(text.startswith(verb) for text in completions(verb[:end], dialogue)), verb


@pytest.mark.parametrize(
    ("said", "addresses"),
    [
        ([b"MAIL FROM:<a@x.test>", b"RCPT TO:<b@x.test>"], ("b@x.test", "a@x.test")),
        ([b"MAIL FROM:<a@x.test>", b"RCPT TO:<b@x.test>", b"mail from: a@x.test"], ("a@x.test", "b@x.test")),
        ([b"MAIL FROM:<>", b"RCPT TO:<postmaster>", b"RCPT TO:<no mailbox>", b"QUIT", b"RCPT"], ()),
        ([b"VRFY a@x.test", b"AUTH PLAIN a@x.test"], ()),
        (["RCPT TO:<jürgen@x.test>".encode(), b"RCPT TO:<\xff@x.test>"], ("jürgen@x.test",)),
    ],
)
def test_addresses_used_before(said: list[bytes], addresses: tuple[str, ...]) -> None:
    assert used_addresses(said) == addresses


SERVED = replace(
    at.EHLO, extensions=at.offers("DSN", "SMTPUTF8", "XCLIENT NAME ADDR", "ETRN", "8BITMIME", "MT-PRIORITY")
)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("XC", ("XCLIENT ",)),
        ("XCLIENT ", ("XCLIENT NAME=", "XCLIENT ADDR=")),
        ("XCLIENT NAME=a ", ("XCLIENT NAME=a ADDR=",)),
        ("xclient name=a a", ("xclient name=a addr=",)),
        ("XF", ()),
        ("XFORWARD ", ()),
        ("ET", ("ETRN ",)),
        ("BURL", ()),
        ("VRFY bob ", ("VRFY bob SMTPUTF8",)),
        ("MAIL FROM:<a@b.c> BODY", ("MAIL FROM:<a@b.c> BODY=8BITMIME",)),
        ("MAIL FROM:<a@b.c> MT", ("MAIL FROM:<a@b.c> MT-PRIORITY=",)),
        ("MAIL FROM:<a@b.c> BY", ()),
    ],
)
def test_what_this_server_offered_is_offered(line: str, offered: tuple[str, ...]) -> None:
    assert completions(line, SERVED) == offered


def test_the_original_recipient_is_the_one_that_was_typed() -> None:
    line = "RCPT TO:<a+b@practice.test> ORC"
    assert completions(line, at.MAIL) == ("RCPT TO:<a+b@practice.test> ORCPT=rfc822;a+2Bb@practice.test",)


def test_lmtp_is_greeted_with_its_own_hello() -> None:
    lmtp = replace(at.GREETED, lmtp=True)
    assert completions("", lmtp)[0].startswith("LHLO ")
    assert completions("", at.GREETED)[0].startswith("EHLO ")
    assert may_say(at.GREETED)[0] == "EHLO"
    assert "EHLO" not in may_say(lmtp)
