"""Where each verb is in place, why not elsewhere, and what may come next."""

from __future__ import annotations

import pytest

from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, RULES
from smtpwb.smtp.sequence import INSTEAD, in_place, may_say, out_of_place
from tests.dialogues import play
from tests.smtp.reached import HELLO, MAIL, RCPT, REACH, cells, stage_in

# Where each verb is in place (y); everywhere else it is out of sequence.
# RFC 5321 §4.1.4, RFC 3207 §4, RFC 4954 §4.
PLACES = """
                        OFFLINE CONNECTED REFUSED GREETED HELLO MAIL RCPT CONTENT AUTH TLS QUIT CLOSED
(greeting)           ?  .       y         .       .       .     .    .    .       .    .   .    .
HELO,EHLO,LHLO       ?  .       .         .       y       y     y    y    .       .    .   .    .
STARTTLS             ?  .       .         .       y       y     .    .    .       .    .   .    .
AUTH                 ?  .       .         .       .       y     .    .    .       .    .   .    .
(answer)             ?  .       .         .       .       .     .    .    .       y    .   .    .
MAIL                 ?  .       .         .       .       y     .    .    .       .    .   .    .
RCPT                 ?  .       .         .       .       .     y    y    .       .    .   .    .
DATA,BDAT,BDAT_LAST  ?  .       .         .       .       .     .    y    .       .    .   .    .
.                    ?  .       .         .       .       .     .    .    y       .    .   .    .
RSET,NOOP,HELP       ?  .       .         .       y       y     y    y    .       .    .   .    .
VRFY,EXPN            ?  .       .         .       y       y     y    y    .       .    .   .    .
BURL,BURL_LAST       ?  .       .         .       .       .     .    y    .       .    .   .    .
ETRN,ATRN            ?  .       .         .       .       y     .    .    .       .    .   .    .
XCLIENT,XFORWARD     ?  .       .         .       y       y     .    .    .       .    .   .    .
QUIT                 ?  .       .         y       y       y     y    y    .       .    .   .    .
"""


@pytest.mark.parametrize(("verb", "state", "expected"), [(v, s, e) for v, _, s, e in cells(PLACES)])
def test_where_each_verb_is_in_place(verb: str, state: str, expected: str) -> None:
    dialogue = stage_in(state).transcript.dialogue
    assert in_place(verb, dialogue) == (expected == "y")
    assert (out_of_place(verb, dialogue) is None) == (expected == "y")


def test_every_verb_has_its_place_written_here() -> None:
    assert {verb for verb, _, _, _ in cells(PLACES)} == set(RULES)


@pytest.mark.parametrize(
    ("dialogue", "verb", "reason", "source"),
    [
        ("", "EHLO", "the server has to greet first", "RFC 5321 §4.1.4"),
        ("S: 354 what", "EHLO", "the server has not greeted yet", "RFC 5321 §4.3.1"),
        ("S: 554 no", "NOOP", "the greeting was a refusal: QUIT is all that is left", "RFC 5321 §3.1"),
        ("S: 220 hi", "MAIL", "HELO or EHLO comes first", "RFC 5321 §4.1.4"),
        ("S: 220 hi", "RCPT", "MAIL comes first", "RFC 5321 §3.3"),
        (HELLO, "DATA", "MAIL and an accepted RCPT come first", "RFC 5321 §3.3"),
        (MAIL, "DATA", "no recipient accepted", "RFC 5321 §3.3"),
        (MAIL, "MAIL", "a transaction is open: RSET first", "RFC 5321 §4.1.4"),
        (RCPT, "MAIL", "a transaction is open: RSET first", "RFC 5321 §4.1.4"),
        (RCPT, "AUTH", "after EHLO, and not inside a transaction", "RFC 4954 §4"),
        (RCPT, "STARTTLS", "not inside a transaction: RSET first", "RFC 3207 §4"),
        (HELLO, DOT, "no 354 yet: the dot would be read as a command", "RFC 5321 §4.1.1.4"),
        (HELLO, ANSWER, "no 334 challenge is open", "RFC 4954 §4"),
        (HELLO + "\nC: AUTH PLAIN AGEAYg==\nS: 235 ok", "AUTH", "already authenticated", "RFC 4954 §4"),
        (HELLO + "\nC: STARTTLS\nS: 220 go\nS: <tls>", "STARTTLS", "TLS is already active", "RFC 3207 §4"),
    ],
)
def test_why_a_verb_is_out_of_place(dialogue: str, verb: str, reason: str, source: str) -> None:
    assert out_of_place(verb, play(dialogue).dialogue) == (reason, source)


def test_an_unknown_verb_is_out_of_place_nowhere() -> None:
    assert all(in_place("XFOO", stage_in(state).transcript.dialogue) for state in REACH)


class TestWhatComesNext:
    @pytest.mark.parametrize(
        ("dialogue", "first"),
        [
            ("S: 220 hi", ("EHLO", "HELO")),
            (HELLO, ("MAIL", "HELO", "EHLO")),
            (MAIL, ("RCPT",)),
            (RCPT, ("DATA", "RCPT")),
            ("S: 554 no", ("QUIT",)),
        ],
    )
    def test_the_likeliest_verbs_stand_first(self, dialogue: str, first: tuple[str, ...]) -> None:
        assert may_say(play(dialogue).dialogue)[: len(first)] == first

    @pytest.mark.parametrize("state", REACH)
    def test_what_may_be_said_is_in_place_and_nothing_twice(self, state: str) -> None:
        dialogue = stage_in(state).transcript.dialogue
        verbs = may_say(dialogue)
        assert all(in_place(verb, dialogue) for verb in verbs)
        assert len(set(verbs)) == len(verbs)
        assert not {GREETING, DOT, ANSWER} & set(verbs)

    @pytest.mark.parametrize("state", REACH)
    def test_where_no_verb_may_be_said_something_else_is_told(self, state: str) -> None:
        dialogue = stage_in(state).transcript.dialogue
        silent = state in ("OFFLINE", "CONNECTED", "CLOSED")
        assert bool(may_say(dialogue)) + (dialogue.state in INSTEAD) + silent == 1

    @pytest.mark.parametrize(
        ("keyword", "verb", "at"),
        [
            ("STARTTLS", "STARTTLS", ""),
            ("AUTH PLAIN", "AUTH", ""),
            ("ETRN", "ETRN", ""),
            ("CHUNKING", "BDAT", "RCPT"),
        ],
    )
    def test_an_extension_is_named_only_where_the_server_offered_it(
        self, keyword: str, verb: str, at: str
    ) -> None:
        rest = RCPT.removeprefix(HELLO) if at else ""
        offered = HELLO.replace("250 SIZE 1000", f"250 {keyword}")
        assert verb in may_say(play(offered, rest).dialogue)
        assert verb not in may_say(play(HELLO, rest).dialogue)

    def test_nobody_authenticates_twice_or_secures_twice(self) -> None:
        offered = HELLO.replace("250 SIZE 1000", "250-STARTTLS\nS: 250 AUTH PLAIN")
        assert {"AUTH", "STARTTLS"} <= set(may_say(play(offered).dialogue))
        secured = play(offered, "C: STARTTLS\nS: 220 go\nS: <tls>", offered.partition("\n")[2])
        assert "AUTH" in may_say(secured.dialogue)
        assert "STARTTLS" not in may_say(secured.dialogue)
        play("C: AUTH PLAIN AGEAYg==\nS: 235 ok", transcript=secured)
        assert "AUTH" not in may_say(secured.dialogue)
