"""The state machine, by one dialogue for each cell of its table; the expectations are written out here.

Every cell is reached by a real dialogue, the verb is sent there, and a reply of that class arrives.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, RULES, Dialogue, State
from smtpwb.smtp.sequence import in_place
from smtpwb.transcript.events import Purpose
from tests.dialogues import Stage, play
from tests.smtp.reached import HELLO, RCPT, REACH, cells, stage_in

SAID: dict[str, str] = {
    # what is sent for each row; a greeting answers the connection itself
    GREETING: "",
    "HELO": "HELO c.test",
    "EHLO": "EHLO c.test",
    "LHLO": "LHLO c.test",
    "STARTTLS": "STARTTLS",
    "AUTH": "AUTH PLAIN AGEAYg==",
    ANSWER: "YQ==",
    "MAIL": "MAIL FROM:<>",
    "RCPT": "RCPT TO:<cid@c.test>",
    "DATA": "DATA",
    DOT: ".",
    "BDAT": "BDAT 0",
    "BDAT LAST": "BDAT 0 LAST",
    "BURL": "BURL imap://c.test/1",
    "BURL LAST": "BURL imap://c.test/1 LAST",
    "RSET": "RSET",
    "NOOP": "NOOP",
    "HELP": "HELP",
    "VRFY": "VRFY bob",
    "EXPN": "EXPN list",
    "ETRN": "ETRN c.test",
    "ATRN": "ATRN c.test",
    "XCLIENT": "XCLIENT NAME=c.test",
    "XFORWARD": "XFORWARD NAME=c.test",
    "QUIT": "QUIT",
}
REPLIES = {"2": "250-c.test\r\n250 DSN\r\n", "3": "354 go on\r\n", "4": "450 later\r\n", "5": "550 no\r\n"}
PURPOSES = {DOT: Purpose.CONTENT, ANSWER: Purpose.SASL}

# What a reply of each class makes of each state:
#
#   .        nothing changes          STATE    the dialogue goes there, and there is no transaction
#   -        cannot come about        STATE=   the dialogue goes there, and the transaction stays
#   .!       one recipient refused    MAIL1    a new transaction begins
#   ANEW     greeted, and nothing else is known
#   STATE@   it goes or stays there,  RCPT+    one recipient is accepted
#            authenticated; the                STATE~   the exchange has had one response more, and goes on
#            transaction stays
#
# Wherever HELO, EHLO or LHLO is accepted, its verb and what it offers are known afterwards, and nothing else
# touches them.
MOVES = """
                    OFFLINE CONNECTED  REFUSED  GREETED  HELLO    MAIL     RCPT     CONTENT  AUTH     TLS QUIT     CLOSED

(greeting)      2   -       GREETED    -        -        -        -        -        -        -        -   -        -
(greeting)      3   -       .          -        -        -        -        -        -        -        -   -        -
(greeting)      4,5 -       REFUSED    -        -        -        -        -        -        -        -   -        -

HELO,EHLO,LHLO  2   .       HELLO      HELLO    HELLO    HELLO    HELLO    HELLO    HELLO    HELLO    .   HELLO    .
HELO,EHLO,LHLO  345 .       .          .        .        .        .        .        .        .        .   .        .

STARTTLS        2   .       TLS        TLS      TLS      TLS      TLS      TLS      TLS      TLS      .   TLS      .
STARTTLS        345 .       .          .        .        .        .        .        .        .        .   .        .

AUTH            2   .       CONNECTED@ REFUSED@ GREETED@ HELLO@   MAIL@    RCPT@    CONTENT@ HELLO@   .   QUIT@    .
AUTH            3   .       AUTH=      AUTH=    AUTH=    AUTH=    AUTH=    AUTH=    AUTH=    .        .   AUTH=    .
AUTH            4,5 .       .          .        .        .        .        .        .        .        .   .        .

(answer)        2   .       .          .        .        .        .        .        .        HELLO@   .   .        .
(answer)        3   .       .          .        .        .        .        .        .        AUTH~    .   .        .
(answer)        4,5 .       .          .        .        .        .        .        .        HELLO    .   .        .

MAIL            2   .       MAIL1      MAIL1    MAIL1    MAIL1    MAIL1    MAIL1    MAIL1    MAIL1    .   MAIL1    .
MAIL            345 .       .          .        .        .        .        .        .        .        .   .        .

RCPT            2   .       RCPT+      RCPT+    RCPT+    RCPT+    RCPT+    RCPT+    RCPT+    RCPT+    .   RCPT+    .
RCPT            3   .       .          .        .        .        .        .        .        .        .   .        .
RCPT            4,5 .       .          .        .        .        .!       .!       .        .        .   .        .

DATA            2   .       .          .        .        .        .        .        .        .        .   .        .
DATA            3   .       CONTENT=   CONTENT= CONTENT= CONTENT= CONTENT= CONTENT= .        CONTENT= .   CONTENT= .
DATA            4,5 .       .          .        .        .        .        .        .        .        .   .        .

.               2   .       .          .        .        .        .        .        HELLO    .        .   .        .
.               3   .       .          .        .        .        .        .        .        .        .   .        .
.               4,5 .       .          .        .        .        .        .        HELLO    .        .   .        .

BDAT,BURL       2,3 .       .          .        .        .        .        .        .        .        .   .        .
BDAT,BURL       4,5 .       .          .        .        .        .        .        .        .        .   .        .
BDAT_LAST,BURL_LAST 2   .       .          .        GREETED  HELLO    HELLO    HELLO    HELLO    HELLO    .   .        .
BDAT_LAST,BURL_LAST 3   .       .          .        .        .        .        .        .        .        .   .        .
BDAT_LAST,BURL_LAST 4,5 .       .          .        .        .        .        HELLO    .        .        .   .        .

RSET            2   .       .          .        GREETED  HELLO    HELLO    HELLO    HELLO    HELLO    .   .        .
RSET            345 .       .          .        .        .        .        .        .        .        .   .        .

NOOP,HELP       2,3 .       .          .        .        .        .        .        .        .        .   .        .
NOOP,HELP       4,5 .       .          .        .        .        .        .        .        .        .   .        .
VRFY,EXPN,ETRN  2,3 .       .          .        .        .        .        .        .        .        .   .        .
ATRN,XFORWARD   2,3 .       .          .        .        .        .        .        .        .        .   .        .
ATRN,XFORWARD   4,5 .       .          .        .        .        .        .        .        .        .   .        .
XCLIENT         2   .       ANEW       ANEW     ANEW     ANEW     ANEW     ANEW     ANEW     ANEW     .   ANEW     .
XCLIENT         345 .       .          .        .        .        .        .        .        .        .   .        .
VRFY,EXPN,ETRN  4,5 .       .          .        .        .        .        .        .        .        .   .        .

QUIT            2   .       QUIT       QUIT     QUIT     QUIT     QUIT     QUIT     QUIT     QUIT     .   QUIT     .
QUIT            345 .       .          .        .        .        .        .        .        .        .   .        .
"""  # noqa: E501 - a table is read across


CELLS = list(cells(MOVES))


def after(verb: str, state: str, reply: str) -> tuple[Dialogue, Dialogue]:
    """The dialogue before and after the verb is sent in the state and the reply arrives."""
    if verb == GREETING:
        stage = Stage()
        stage.opened()
    else:
        stage = stage_in(state)
    before = stage.transcript.dialogue
    if verb != GREETING:
        stage.sent(SAID[verb].encode() + b"\r\n", PURPOSES.get(verb, Purpose.COMMAND))
    assert stage.transcript.dialogue == before, "state changes on the reply, never on the command"
    assert len(stage.transcript.awaiting) == 1
    stage.arrived(reply.encode())
    return before, stage.transcript.dialogue


def transaction(dialogue: Dialogue) -> tuple[bytes | None, Sequence[bytes], int]:
    return dialogue.reverse_path, dialogue.accepted, dialogue.refused


NO_TRANSACTION = (None, (), 0)


def test_the_grid_has_every_cell_once() -> None:
    """Whatever is added to the table of rules has to be written down here as well."""
    wanted = {(verb, digit, state.name) for verb in RULES for digit in "2345" for state in State}
    assert {cell[:3] for cell in CELLS} == wanted
    assert len(CELLS) == len(wanted)
    assert set(SAID) == set(RULES)


@pytest.mark.parametrize(("verb", "digit", "state", "expected"), [cell for cell in CELLS if cell[3] != "-"])
def test_each_cell(verb: str, digit: str, state: str, expected: str) -> None:
    # Of the 2yz, STARTTLS is answered with 220 alone (RFC 3207 §4).
    before, now = after(
        verb, state, "220 go ahead\r\n" if (verb, digit) == ("STARTTLS", "2") else REPLIES[digit]
    )
    if expected == ".":
        assert now == replace(before, mails=now.mails)
        return
    if expected == "ANEW":
        assert now == Dialogue(State.GREETED)
        return
    if expected == "AUTH~":
        assert now == replace(before, responses=before.responses + 1)
        return
    name, mark = expected.rstrip("=@1+!"), expected[len(expected.rstrip("=@1+!")) :]
    assert now.state.name == (state if name == "." else name)
    reverse_path, accepted, refused = transaction(before)
    assert (
        transaction(now)
        == {
            "": NO_TRANSACTION,
            "=": (reverse_path, accepted, refused),
            "@": (reverse_path, accepted, refused),
            "1": (b"", (), 0),
            "+": (reverse_path, (*accepted, b"cid@c.test"), refused),
            "!": (reverse_path, accepted, refused + 1),
        }[mark]
    )
    assert now.authenticated == (mark == "@")
    if digit == "2" and verb in ("HELO", "EHLO", "LHLO"):
        assert (now.hello, "DSN" in now.extensions) == (verb, verb != "HELO")
        assert "SIZE" not in now.extensions
    else:
        assert (now.hello, now.extensions) == (before.hello, before.extensions)
    assert (now.before_auth is not None) == (now.state is State.AUTH)
    begun = ("PLAIN", 1) if now.state is State.AUTH else ("", 0)
    assert (now.mechanism, now.responses) == begun


@pytest.mark.parametrize("state", sorted({state for _, _, state, what in CELLS if what == "-"}))
def test_a_greeting_is_owed_to_a_new_connection_only(state: str) -> None:
    assert GREETING not in stage_in(state).transcript.awaiting


@pytest.mark.parametrize("state", [state.name for state in State if state is not State.OFFLINE])
@pytest.mark.parametrize("verb", [verb for verb in RULES if verb != GREETING])
def test_421_closes_in_any_state_whatever_it_answers(verb: str, state: str) -> None:
    _, now = after(verb, state, "421 4.3.2 shutting down\r\n")
    assert now.state is State.CLOSED
    assert transaction(now) == NO_TRANSACTION
    assert not now.open


def test_421_as_greeting_closes() -> None:
    assert play("S: 421 busy").dialogue.state is State.CLOSED


@pytest.mark.parametrize("state", [state.name for state in State if state is not State.OFFLINE])
def test_421_closes_unasked(state: str) -> None:
    stage = stage_in(state)
    stage.arrived(b"421 4.4.2 timeout\r\n")
    assert stage.transcript.dialogue.state is State.CLOSED


@pytest.mark.parametrize("state", [state.name for state in State if state is not State.OFFLINE])
def test_the_end_of_the_stream_closes_in_any_state(state: str) -> None:
    stage = stage_in(state)
    stage.closed()
    assert stage.transcript.dialogue.state is State.CLOSED
    assert transaction(stage.transcript.dialogue) == NO_TRANSACTION


@pytest.mark.parametrize("state", REACH)
@pytest.mark.parametrize("verb", [verb for verb in RULES if verb != GREETING])
@pytest.mark.parametrize("code", ["150", "000", "650"])
def test_codes_that_smtp_does_not_have_move_nothing(verb: str, state: str, code: str) -> None:
    before, now = after(verb, state, f"{code} what\r\n")
    assert now == replace(before, mails=now.mails)


@pytest.mark.parametrize("state", REACH)
@pytest.mark.parametrize("line", ["XVERSION 1", "", "nonsense", "(greeting)", "(answer)"])
@pytest.mark.parametrize("digit", REPLIES)
def test_what_is_no_verb_of_the_table_moves_nothing(line: str, state: str, digit: str) -> None:
    stage = stage_in(state)
    before = stage.transcript.dialogue
    stage.sent(line.encode() + b"\r\n", Purpose.COMMAND)
    stage.arrived(REPLIES[digit].encode())
    assert stage.transcript.dialogue == before


@pytest.mark.parametrize("state", REACH)
@pytest.mark.parametrize("digit", REPLIES)
def test_a_reply_that_nobody_asked_for_moves_nothing(state: str, digit: str) -> None:
    stage = stage_in(state)
    before = stage.transcript.dialogue
    stage.arrived(REPLIES[digit].encode())
    assert stage.transcript.dialogue == before


@pytest.mark.parametrize("state", REACH)
def test_half_a_reply_moves_nothing(state: str) -> None:
    stage = stage_in(state)
    before = stage.transcript.dialogue
    stage.sent(b"EHLO c.test\r\n", Purpose.COMMAND)
    stage.arrived(b"250-c.test\r\n250 DS")
    assert stage.transcript.dialogue == before


class TestRules:
    def test_a_refused_hello_changes_nothing(self) -> None:
        """RFC 5321 §4.1.4: the transaction and the state stay as they were."""
        before = play(RCPT).dialogue
        assert play(RCPT, "C: EHLO b.test\nS: 501 bad name").dialogue == before

    def test_an_accepted_hello_clears_the_transaction(self) -> None:
        dialogue = play(RCPT, "C: HELO b.test\nS: 250 hello again").dialogue
        assert (dialogue.state, transaction(dialogue)) == (State.HELLO, NO_TRANSACTION)
        assert (dialogue.hello, dialogue.extensions.offers) == ("HELO", ())

    def test_a_nested_mail_is_refused_and_changes_nothing(self) -> None:
        before = play(RCPT).dialogue
        now = play(RCPT, "C: MAIL FROM:<x@y.zz>\nS: 503 nested").dialogue
        assert now == replace(before, mails=before.mails + 1)

    @pytest.mark.parametrize("code", ["503", "554", "451"])
    def test_refused_data_keeps_the_transaction(self, code: str) -> None:
        before = play(RCPT).dialogue
        assert play(RCPT, f"C: DATA\nS: {code} no").dialogue == before

    @pytest.mark.parametrize("code", ["250", "452", "554"])
    def test_any_answer_to_the_final_dot_ends_the_transaction(self, code: str) -> None:
        dialogue = play(RCPT, f"C: DATA\nS: 354 go\nC: text\nC: .\nS: {code} so be it").dialogue
        assert (dialogue.state, transaction(dialogue)) == (State.HELLO, NO_TRANSACTION)

    def test_no_message_text_without_354(self) -> None:
        transcript = play(RCPT, "C: DATA\nC: hello\nS: 554 no\nS: 500 what")
        assert [entry.kind.value for entry in transcript.entries if entry.sent][-1] == "command"

    def test_a_lone_dot_that_is_no_end_of_a_message_ends_no_transaction(self) -> None:
        before = play(RCPT).dialogue
        assert play(RCPT, "C: .\nS: 500 what").dialogue == before

    def test_starttls_and_its_handshake_forget_everything(self) -> None:
        """RFC 3207 §4.2: nothing said before it counts, and EHLO is due."""
        dialogue = play(HELLO, "C: AUTH PLAIN AGEAYg==\nS: 235 ok\nC: STARTTLS\nS: 220 go\nS: <tls>").dialogue
        assert dialogue == Dialogue(State.GREETED, secured=True, began_anew=True)
        assert dialogue.standing == "secured: EHLO again"
        assert not in_place("MAIL", dialogue)
        assert in_place("EHLO", dialogue)

    def test_a_handshake_that_fails_leaves_what_was_known(self) -> None:
        before = play(HELLO).dialogue
        assert play(HELLO, "C: STARTTLS\nS: 220 go\nS: <no tls>").dialogue == before

    def test_what_comes_in_clear_before_the_handshake_is_no_part_of_the_dialogue(self) -> None:
        transcript = play(
            HELLO, "C: STARTTLS\nC: EHLO evil.test\nS: 220 go\nS: 250-evil.test\nS: 250 AUTH PLAIN"
        )
        assert transcript.dialogue.state is State.TLS
        assert "AUTH" not in transcript.dialogue.extensions

    def test_tls_before_the_greeting_still_awaits_it(self) -> None:
        """RFC 8314 §3.3."""
        stage = Stage()
        stage.opened()
        stage.secured()
        assert stage.transcript.dialogue == Dialogue(State.CONNECTED, secured=True)

    def test_a_challenge_can_be_given_up_with_an_asterisk(self) -> None:
        transcript = play(HELLO, "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: *\nS: 501 given up")
        assert transcript.dialogue == play(HELLO).dialogue

    @pytest.mark.parametrize("end", ["S: 235 ok", "S: 535 no", "S: 454 later"])
    def test_auth_in_a_transaction_comes_back_to_it(self, end: str) -> None:
        """RFC 4954 §4 forbids it; a server that allows it all the same still has the transaction."""
        dialogue = play(RCPT, "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YQ==\n" + end).dialogue
        assert dialogue.state is State.RCPT
        assert transaction(dialogue) == transaction(play(RCPT).dialogue)

    def test_an_auth_that_was_left_otherwise_is_not_come_back_to(self) -> None:
        transcript = play(HELLO)
        stage = Stage(transcript)
        play("C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6", transcript=transcript)
        stage.sent(b"MAIL FROM:<>\r\n", Purpose.COMMAND)
        play("S: 250 ok\nC: AUTH PLAIN AGEAYg==\nS: 235 ok", transcript=transcript)
        assert transcript.dialogue.state is State.MAIL

    def test_without_a_hello_the_end_of_a_transaction_is_greeted(self) -> None:
        """Some servers take MAIL without a HELO."""
        transcript = play("S: 220 hi\nC: MAIL FROM:<>\nS: 250 ok\nC: RSET\nS: 250 ok")
        assert transcript.dialogue.state is State.GREETED

    def test_the_last_chunk_ends_the_transaction(self) -> None:
        """RFC 3030 §2."""
        assert play(RCPT, "C: BDAT 0\nS: 250 ok").dialogue.state is State.RCPT
        assert play(RCPT, "C: bdat 0 last\nS: 250 queued").dialogue.state is State.HELLO

    def test_after_xclient_the_dialogue_begins_anew_in_the_same_tls(self) -> None:
        """Postfix XCLIENT_README: the 220 is a greeting, and EHLO is due."""
        said = "C: STARTTLS\nS: 220 go\nS: <tls>\nC: EHLO a.test\nS: 250-practice.test\nS: 250 XCLIENT ADDR"
        dialogue = play(HELLO, said, "C: XCLIENT ADDR=192.0.2.1\nS: 220 practice.test ESMTP").dialogue
        assert dialogue == Dialogue(State.GREETED, secured=True, began_anew=True)
        assert not in_place("MAIL", dialogue)

    def test_every_mail_of_the_session_counts_and_none_of_another(self) -> None:
        """RFC 9422 §4.1."""
        session = "C: MAIL FROM:<>\nS: 550 no\nC: MAIL FROM:<>\nS: 250 ok\nC: RSET\nS: 250 ok"
        assert play(HELLO, session).dialogue.mails == 2
        assert play(HELLO, session, "S: <closed>", HELLO).dialogue.mails == 0

    def test_the_octets_of_chunks_count_until_the_message_ends(self) -> None:
        transcript = play(RCPT, "C: BDAT 6\nC: abcd\nS: 250 ok\nC: BDAT 3")
        assert (transcript.dialogue.chunked, transcript.dialogue.chunk_left) == (9, 3)
        play("C: x\nS: 250 ok\nC: BDAT 0 LAST\nS: 250 queued", transcript=transcript)
        assert (transcript.dialogue.chunked, transcript.dialogue.chunk_left) == (0, 0)


class TestLmtp:
    """RFC 2033 §4.1: by what it says of itself, else by where it is."""

    @pytest.mark.parametrize(
        ("words", "lmtp"),
        [
            ("220 practice.test LMTP ready", True),
            ("220 practice.test ESMTP", False),
            ("220 practice.test lmtp", True),
            ("220 lmtp.practice.test ESMTP", False),
            ("554 practice.test LMTP", False),
        ],
    )
    def test_a_greeting_that_says_so(self, words: str, lmtp: bool) -> None:
        assert play(f"S: {words}").dialogue.lmtp is lmtp

    @pytest.mark.parametrize(
        ("words", "lmtp"), [("220 practice.test", True), ("220 practice.test ESMTP", False)]
    )
    def test_where_lmtp_is_usual_a_greeting_that_names_no_protocol_leaves_it(
        self, words: str, lmtp: bool
    ) -> None:
        assert Dialogue().opened(lmtp=True).lmtp
        greeting = play(f"S: {words}").entries[-1].reply
        assert greeting is not None
        assert Dialogue().opened(lmtp=True).replied(GREETING, None, greeting).lmtp is lmtp

    def test_it_stays_so_whatever_is_said(self) -> None:
        assert play("S: 220 x LMTP", "C: EHLO a\nS: 500 no\nC: LHLO a\nS: 250 x").dialogue.lmtp

    def test_what_its_hello_showed_is_known_after_tls_too(self) -> None:
        said = "S: 220 x\nC: LHLO a\nS: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nS: <tls>"
        dialogue = play(said).dialogue
        assert dialogue.lmtp
        assert dialogue.standing == "secured: LHLO again"


def test_starttls_begins_with_220_alone() -> None:
    before, now = after("STARTTLS", "HELLO", "250 ok\r\n")
    assert now == before


STANDINGS = {
    "OFFLINE": "not connected",
    "CONNECTED": "connected, no greeting yet",
    "REFUSED": "greeted with a refusal",
    "GREETED": "greeted",
    "HELLO": "EHLO given",
    "MAIL": "sender accepted",
    "RCPT": "1 recipient accepted",
    "CONTENT": "sending the message",
    "AUTH": "authenticating",
    "TLS": "TLS handshake",
    "QUIT": "goodbye said",
    "CLOSED": "closed",
}


@pytest.mark.parametrize(("state", "words"), STANDINGS.items())
def test_where_it_stands_in_words(state: str, words: str) -> None:
    assert stage_in(state).transcript.dialogue.standing == words


def test_the_words_count_recipients_and_name_who_authenticated() -> None:
    assert play(RCPT, "C: RCPT TO:<c@d.ef>\nS: 250 ok").dialogue.standing == "2 recipients accepted"
    assert play(HELLO, "C: AUTH PLAIN AGEAYg==\nS: 235 ok").dialogue.standing == "EHLO given, authenticated"


@pytest.mark.parametrize("state", list(State))
def test_reset_is_what_an_accepted_rset_makes_of_a_transaction(state: State) -> None:
    dialogue = Dialogue(state, "EHLO", reverse_path=b"a@b.example", accepted=(b"c@d.example",), refused=1)
    if not dialogue.in_transaction:
        assert dialogue.reset() is dialogue
        return
    assert dialogue.reset().state is State.HELLO
    assert (dialogue.reset().reverse_path, dialogue.reset().accepted, dialogue.reset().refused) == (
        None,
        (),
        0,
    )
