from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, Dialogue, State
from smtpwb.smtp.reads import Reads, reads_as, secret_in
from smtpwb.smtp.sasl import Ranges, mask, secret_in_command
from tests.smtp import dialogues as at
from tests.smtp.lines import lines

NOT_ANSWERED = (GREETING, "EHLO", "MAIL", "RCPT", "DATA", "QUIT", "(empty line)")
"""What may be owed a reply without a word about the next line."""


@pytest.mark.parametrize("dialogue", at.ALL)
def test_where_nothing_is_awaited_the_state_decides(dialogue: Dialogue) -> None:
    by_state = {State.CONTENT: Reads.CONTENT, State.AUTH: Reads.ANSWER}
    assert reads_as(dialogue) is by_state.get(dialogue.state, Reads.COMMAND)


@pytest.mark.parametrize("owed", NOT_ANSWERED)
@pytest.mark.parametrize("dialogue", at.ALL)
def test_other_replies_that_are_owed_change_nothing(dialogue: Dialogue, owed: str) -> None:
    assert reads_as(dialogue, (owed, owed)) is reads_as(dialogue)


@pytest.mark.parametrize("state", [state for state in State if state is not State.CONTENT])
@pytest.mark.parametrize("awaiting", [("AUTH",), (ANSWER,), ("NOOP", "AUTH"), (ANSWER, "NOOP")])
def test_behind_an_auth_without_a_reply_comes_an_answer(state: State, awaiting: tuple[str, ...]) -> None:
    assert reads_as(Dialogue(state), awaiting) is Reads.ANSWER


@pytest.mark.parametrize("awaiting", [(DOT,), (DOT, "QUIT"), (DOT, DOT)])
def test_behind_the_lone_dot_come_commands(awaiting: tuple[str, ...]) -> None:
    assert reads_as(at.CONTENT, awaiting) is Reads.COMMAND


def test_text_is_text_although_an_answer_is_still_owed() -> None:
    """Only the server's 354 begins text: it has read every line before."""
    assert reads_as(at.CONTENT, (ANSWER,)) is Reads.CONTENT


def test_a_dialogue_that_is_over_takes_no_answer() -> None:
    """421 or the end of the stream: the challenge is gone with the rest."""
    assert reads_as(at.AUTH.closed()) is Reads.COMMAND


@pytest.mark.parametrize(
    ("reads", "line", "ranges"),
    [
        (Reads.COMMAND, b"AUTH PLAIN AGEAYg==", ((11, 19),)),
        (Reads.COMMAND, b"AGEAYg==", ()),
        (Reads.COMMAND, b"MAIL FROM:<a@b.c>", ()),
        (Reads.CONTENT, b"AUTH PLAIN AGEAYg==", ()),
        (Reads.CONTENT, b"AGEAYg==", ()),
        (Reads.ANSWER, b"AGEAYg==", ((0, 8),)),
        (Reads.ANSWER, b"AUTH PLAIN AGEAYg==", ((0, 19),)),
        (Reads.ANSWER, b"QUIT", ((0, 4),)),
        (Reads.ANSWER, b"*", ()),
        (Reads.ANSWER, b"", ()),
    ],
)
def test_what_is_secret_depends_on_what_the_line_is(reads: Reads, line: bytes, ranges: Ranges) -> None:
    assert secret_in(line, reads) == ranges


@given(lines)
def test_text_has_no_secret_and_a_command_that_of_auth_alone(line: bytes) -> None:
    assert secret_in(line, Reads.CONTENT) == ()
    assert secret_in(line, Reads.COMMAND) == secret_in_command(line)


@given(st.binary(min_size=1).filter(lambda line: line.strip() not in (b"", b"*")))
def test_no_octet_of_an_answer_is_left(line: bytes) -> None:
    assert mask(line, secret_in(line, Reads.ANSWER)) == b"*" * len(line)


@given(st.binary(min_size=1).filter(lambda line: line.strip() not in (b"", b"*")), st.data())
def test_an_answer_is_secret_from_its_first_octet(line: bytes, data: st.DataObject) -> None:
    """Whatever is typed of it, unless that alone gives up the exchange."""
    typed = line[: data.draw(st.integers(1, len(line)))]
    expected = () if typed.strip() in (b"", b"*") else ((0, len(typed)),)
    assert secret_in(typed, Reads.ANSWER) == expected
