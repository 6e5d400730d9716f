from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, Dialogue, State
from smtpwb.smtp.reads import Line, Reads, raw_lines, reads_as, secret_in, shifted
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


def test_behind_an_auth_in_raw_octets_comes_its_answer() -> None:
    octets = b"AUTH PLAIN\r\nAGEA\r\n"
    assert [*raw_lines(octets, Reads.COMMAND)] == [
        Line(b"AUTH PLAIN", (), 0),
        Line(b"AGEA", ((0, 4),), 12),
        Line(b"", (), 18),
    ]


def test_behind_the_lone_dot_in_raw_octets_comes_a_command() -> None:
    *_, last = raw_lines(b"x\r\n.\r\nAUTH PLAIN AGEA", Reads.CONTENT)
    assert last == Line(b"AUTH PLAIN AGEA", ((11, 15),), 6)


@given(st.binary(), st.sampled_from(Reads))
def test_raw_lines_are_all_of_the_octets(octets: bytes, reads: Reads) -> None:
    for line in raw_lines(octets, reads):
        assert octets[line.begins :].startswith(line.octets)
    assert b"".join(line.octets for line in raw_lines(octets, reads)) == b"".join(
        part.rstrip(b"\r\n") for part in octets.split(b"\r\n")
    )


def test_of_shifted_ranges_what_went_before_is_left_out() -> None:
    assert shifted(((0, 2), (3, 6), (7, 9)), -4) == ((0, 2), (3, 5))
    assert shifted(((0, 2),), 5) == ((5, 7),)
