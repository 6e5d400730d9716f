"""How a script reads."""

from __future__ import annotations

import contextlib
import tracemalloc
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import UsageError
from smtpwb.session.script import (
    Close,
    Content,
    Expect,
    ExpectClosed,
    Reference,
    Script,
    Step,
    Wait,
    Write,
)
from smtpwb.session.script_block import PIECE
from smtpwb.session.script_reader import parse
from smtpwb.session.script_reader import read as read_lines


def shape(script: Script) -> list[str]:
    """Each step in short: `C 3 4` lines sent together, `D 3-4` content, `S 5` a reply."""
    shown = []
    for step in script.steps:
        match step:
            case Write():
                lines = " ".join(str(send.line) for send in step.sends)
                shown.append(f"{'D' if step.content else 'C'} {lines}")
            case Content():
                shown.append(f"D {step.line}-{step.last_line}")
            case Expect():
                shown.append(f"S {step.line}")
            case _:
                shown.append(f"{type(step).__name__} {step.line}")
    return shown


def octets(script: Script) -> list[bytes]:
    return [octets for step in script.steps for octets in said(step)]


def said(step: Step) -> list[bytes]:
    if isinstance(step, Content):
        return b"".join(step.pieces).removesuffix(b"\r\n").split(b"\r\n")
    return [send.octets for send in step.sends] if isinstance(step, Write) else []


def read(*lines: str) -> Script:
    return parse("\n".join(lines))


def test_a_dialogue() -> None:
    script = read(
        "# remark", "", "S: 220", "C: EHLO a", "S: 250-mx", "S: 250 SIZE", "C: QUIT", "S: 221", "S: <closed>"
    )
    assert shape(script) == ["S 3", "C 4", "S 5", "C 7", "S 8", "ExpectClosed 9"]
    assert [line.written for line in script.steps[2].expectation.lines] == ["250-mx", "250 SIZE"]  # type: ignore[union-attr]


def test_consecutive_lines_go_together_and_a_remark_parts_nothing() -> None:
    script = read(
        "C: MAIL FROM:<a>",
        "# and",
        "C: RCPT TO:<b>",
        "S: 250",
        "S: 250",
        "C: NOOP",
        "C: <wait 1s>",
        "C: NOOP",
    )
    assert shape(script) == ["C 1 3", "S 4", "S 5", "C 6", "Wait 7", "C 8"]


@pytest.mark.parametrize("verb", ["DATA", "STARTTLS", "AUTH PLAIN", "data"])
def test_whose_reply_decides_what_comes_next_ends_a_write(verb: str) -> None:
    assert shape(read("C: NOOP", f"C: {verb}", "C: .", "S: 250"))[-2:] != ["C 1 2 3", "S 4"]


def test_auth_is_one_line_a_write() -> None:
    script = read(
        "C: EHLO a",
        "C: AUTH LOGIN",
        "C: dXNlcg==",
        "C: {env:A}",
        "S: 235",
        "C: MAIL FROM:<a>",
        "C: RCPT TO:<b>",
    )
    assert shape(script) == ["C 1", "C 2", "C 3", "C 4", "S 5", "C 6 7"]


class TestContent:
    def test_it_ends_with_the_dot(self) -> None:
        script = read("C: DATA", "S: 354", "C: EHLO a", "C:", "C: ", "C: ..x", "C: .", "C: QUIT")
        assert shape(script) == ["C 1", "S 2", "D 3-7", "C 8"]
        assert octets(script) == [b"DATA", b"EHLO a", b"", b"", b"..x", b".", b"QUIT"]

    def test_without_a_reply_to_data_it_is_content(self) -> None:
        assert shape(read("C: DATA", "C: x", "C: .")) == ["C 1", "D 2-3"]

    def test_where_data_is_refused_it_is_not(self) -> None:
        assert shape(read("C: RCPT TO:<b>", "C: DATA", "S: 550", "S: 554", "C: RSET")) == [
            "C 1 2",
            "S 3",
            "S 4",
            "C 5",
        ]

    def test_the_reply_to_data_is_found_among_others(self) -> None:
        script = read("C: RCPT TO:<b>", "C: DATA", "S: 550", "S: 354", "C: RSET", "C: .")
        assert shape(script)[-1] == "D 5-6"

    def test_it_may_be_broken_off(self) -> None:
        assert shape(read("C: DATA", "S: 354", "C: x", "C: <close>")) == ["C 1", "S 2", "D 3-3", "Close 4"]

    def test_a_reply_in_its_midst_ends_nothing(self) -> None:
        assert shape(read("C: DATA", "S: 354", "C: x", "S: 421", "C: y", "C: ."))[-3:] == [
            "D 3-3",
            "S 4",
            "D 5-6",
        ]

    def test_raw_octets_keep_their_place_in_it(self) -> None:
        script = read("C: DATA", "S: 354", "C: a", r"C<raw>: \n.\r\n", "C: b", "C: .", "C: QUIT")
        assert shape(script) == ["C 1", "S 2", "D 3-3", "D 4", "D 5-6", "C 7"]
        assert script.steps[-1].at_once  # type: ignore[union-attr]

    def test_a_long_one_is_kept_in_pieces(self) -> None:
        (*_, content) = read("C: DATA", "S: 354", *[f"C: {'x' * 998}"] * 1000, "C: .").steps
        assert isinstance(content, Content)
        assert b"".join(content.pieces) == (b"x" * 998 + b"\r\n") * 1000 + b".\r\n"
        assert [size for size in map(len, content.pieces[:-1]) if not PIECE <= size < PIECE + 1000] == []
        assert content.ends_message

    def test_a_long_one_takes_little_more_memory_than_its_octets(self) -> None:
        octets = 8_000_000
        lines = (f"C: {'x' * 998}\n" for _ in range(octets // 1000))
        tracemalloc.start()
        try:
            script = read_lines(chain(["C: DATA\n"], lines, ["C: .\n"]))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert sum(map(len, said(script.steps[-1]))) > 0.99 * octets
        assert peak < 1.2 * octets

    def test_a_file_is_content(self) -> None:
        script = read("C: DATA", "S: 354", "C: X: y", "C<file>: a b.eml", "C: .", "S: 250")
        assert shape(script) == ["C 1", "S 2", "D 3-3", "D 4-4", "D 5-5", "S 6"]
        assert script.files == ((4, "a b.eml"),)
        assert not script.warnings

    @pytest.mark.parametrize("lines", [["C<file>: a"], ["C: DATA", "S: 354", "C<file>:"]])
    def test_but_nothing_else(self, lines: list[str]) -> None:
        with pytest.raises(UsageError, match="a file goes where a message does"):
            read(*lines)

    def test_what_reads_as_a_secret_is_text(self) -> None:
        assert octets(read("C: DATA", "S: 354", "C: {env:HOME}", "C: ."))[1] == b"{env:HOME}"


class TestChunk:
    def test_it_is_content_as_far_as_it_was_announced(self) -> None:
        script = read("C: BDAT 6", "C: a", "C: b", "C: BDAT 3 LAST", "C: c", "C: QUIT", *["S: 250"] * 3)
        assert shape(script)[:5] == ["C 1", "D 2-3", "C 4", "D 5-5", "C 6"]
        assert octets(script) == [b"BDAT 6", b"a", b"b", b"BDAT 3 LAST", b"c", b"QUIT"]
        assert all(step.at_once for step in script.steps[1:5])  # type: ignore[union-attr]
        assert not script.warnings

    def test_raw_octets_count(self) -> None:
        script = read("C: BDAT 4", "C<raw>: x", "C: y", "C: NOOP")
        assert shape(script) == ["C 1 2", "D 3-3", "C 4"]

    def test_a_line_that_does_not_fit_is_told_of(self) -> None:
        script = read("C: BDAT 4", "C: yes", "C: NOOP")
        assert shape(script) == ["C 1 2 3"]
        assert script.warnings[0].startswith("line 2 does not fit into the chunk")

    def test_a_server_that_knows_no_chunks_takes_none(self) -> None:
        assert shape(read("C: BDAT 4", "S: 502", "C: RS")) == ["C 1", "S 2", "C 3"]


class TestOctets:
    @pytest.mark.parametrize(
        ("text", "data"),
        [
            ("C:", b""),
            ("C: ", b""),
            ("C:  a ", b" a "),
            ("C: <1B>é<U+202E>", "\x1bé\u202e".encode()),
            ("C: <3C>close>", b"<close>"),
        ],
    )
    def test_one_blank_is_syntax_and_tags_are_octets(self, text: str, data: bytes) -> None:
        assert octets(read(text)) == [data]

    def test_raw_octets_know_escapes(self) -> None:
        script = read(r"C<raw>: a\x0d\r\n\t\0\\x41<FF>")
        (write,) = script.steps
        assert isinstance(write, Write)
        assert write.sends[0].raw
        assert write.sends[0].octets == b"a\r\r\n\t\0\\x41\xff"

    def test_octets_that_are_no_utf_8_are_kept(self) -> None:
        assert octets(parse(b"C: \xff".decode("utf-8", "surrogateescape"))) == [b"\xff"]

    def test_line_ends_of_other_systems_and_a_mark_of_byte_order_are_no_data(self) -> None:
        assert octets(parse("\ufeffC: a\r\nC: b\r\n")) == [b"a", b"b"]

    def test_other_line_ends_are_data(self) -> None:
        assert octets(parse("C: a\x0bb\u2028c\n")) == ["a\x0bb\u2028c".encode()]


@pytest.mark.parametrize(("order", "seconds"), [("2s", 2), ("200ms", 0.2), ("1.5 m", 90)])
def test_a_wait(order: str, seconds: float) -> None:
    (step,) = read(f"C: <wait {order}>").steps
    assert isinstance(step, Wait)
    assert step.seconds == pytest.approx(seconds)


def test_the_ends_of_a_connection() -> None:
    assert [type(step) for step in read("C: NOOP", "C: <close>", "S: 220", "S: <closed>").steps] == [
        Write,
        Close,
        Expect,
        ExpectClosed,
    ]


class TestTarget:
    def test_a_comment_names_it(self) -> None:
        assert read("# Target:  mx.test:25 ", "C: NOOP").target == "mx.test:25"

    def test_behind_the_first_step_it_is_a_remark(self) -> None:
        assert read("C: NOOP", "# target: mx.test").target == ""


class TestSecrets:
    def test_behind_auth_and_as_an_answer(self) -> None:
        script = read(
            "C: AUTH PLAIN {env:A}",
            "C: AUTH LOGIN",
            "S: 334",
            "C: {prompt:the name}",
            "S: 334",
            "C: {command:pass show x}",
            "S: 334",
            "C: {login:j:r@x.test:env:A}",
            "S: 235",
            "C: AUTH PLAIN {login::env:A}",
        )
        assert [reference for _, reference in script.references] == [
            Reference("env", "A"),
            Reference("prompt", "the name"),
            Reference("command", "pass show x"),
            Reference("env", "A", "j:r@x.test"),
            Reference("env", "A", ""),
        ]
        assert not script.warnings

    @pytest.mark.parametrize(
        "line",
        [
            "C: {env:A}",
            "C: MAIL FROM:<{env:A}>",
            "C: AUTH {env:A}",
            "C: AUTH PLAIN {env:A} x",
            "C: AUTH PLAIN x{env:A}",
            "C<raw>: {env:A}",
            "C: MAIL FROM:<{login:u:env:A}>",
        ],
    )
    def test_elsewhere_it_cannot_be_kept(self, line: str) -> None:
        with pytest.raises(
            UsageError, match=r"line 1: the secret \{(login:u:)?env:A\} stands where it cannot be kept"
        ):
            read(line)

    @pytest.mark.parametrize("line", ["C: AUTH PLAIN AGEAYg==", "C: auth  plain AGEAYg=="])
    def test_in_clear_it_is_warned_of(self, line: str) -> None:
        (warning,) = read(line).warnings
        assert warning.startswith("line 1 has a secret in clear")
        assert "AGEAYg" not in warning

    def test_an_answer_in_clear_too_but_not_a_user_name(self) -> None:
        script = read("C: AUTH LOGIN", "S: 334", "C: dXNlcg==", "S: 334", "C: cGFzc3dvcmQ=", "S: 235")
        assert [warning.split()[1] for warning in script.warnings] == ["5"]

    @pytest.mark.parametrize("line", ["C: *", "C:", "C: {env:A}"])
    def test_what_is_no_secret_is_not(self, line: str) -> None:
        assert not read("C: AUTH PLAIN", "S: 334", line).warnings

    def test_after_the_login_a_line_is_a_command(self) -> None:
        assert not read("C: AUTH PLAIN {env:A}", "S: 235", "C: MAIL FROM:<a@b>").warnings


def test_fewer_replies_than_lines_are_warned_of() -> None:
    (warning,) = read("C: EHLO a", "C: MAIL FROM:<a>", "S: 250", "C: QUIT").warnings
    assert warning.startswith("line 1: 2 lines go as one write, and only the first 1")


@pytest.mark.parametrize(
    "lines", [["C: A", "C: B", "S: 250", "S: 250"], ["C: A", "C: B"], ["C: A", "S: 250", "S: 421"]]
)
def test_as_many_or_none_are_not(lines: list[str]) -> None:
    assert not read(*lines).warnings


@pytest.mark.parametrize(
    ("line", "what", "cure"),
    [
        ("hello", "'hello' is no line of a dialogue", "begins with `C: `"),
        ("  C: NOOP", "is no line of a dialogue", "at the margin"),
        ("c: NOOP", "is no line of a dialogue", "begin it with `C: `"),
        ("C:NOOP", "is no line of a dialogue", "one blank"),
        ("C<RAW>: x", "is no line of a dialogue", "begin it with `C<raw>: `"),
        ("S: ok", "'ok' begins with no reply code", "three digits"),
        ("S: 2500", "begins with no reply code", "three digits"),
        ("S: 250-more", "the reply goes on", "`S: 250 …`"),
        (r"C<raw>: \q", "a backslash stands before what it does not escape", r"\x0d"),
        ("\x1b[31m", "'<1B>[31m' is no line", ""),
    ],
)
def test_what_is_wrong_is_named_with_its_line(line: str, what: str, cure: str) -> None:
    with pytest.raises(UsageError) as found:
        read("C: NOOP", line)
    assert str(found.value).startswith("line 2: ")
    assert what in str(found.value)
    assert cure in found.value.hint


@pytest.mark.parametrize("text", ["", "# only a remark", "\n\n"])
def test_without_a_dialogue_there_is_nothing_to_run(text: str) -> None:
    with pytest.raises(UsageError, match="there is no dialogue"):
        parse(text)


def test_what_is_closed_cannot_be_closed_again() -> None:
    with pytest.raises(UsageError, match="line 3: the connection is closed already"):
        read("C: QUIT", "C: <close>", "S: <closed>")


@given(st.text(max_size=200))
def test_any_text_reads_or_is_refused_in_a_sentence(text: str) -> None:
    with contextlib.suppress(UsageError):
        parse(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "C: AUTH PLAIN",
                "C: DATA",
                "C: .",
                "C: x",
                "S: 250",
                "S: 334",
                "S: 354",
                "S: 550",
                "C: <close>",
                "C<raw>: y",
            ]
        )
    )
)
def test_no_line_is_lost(lines: list[str]) -> None:
    try:
        script = read(*lines)
    except UsageError:
        return
    found = [send.line for step in script.steps if isinstance(step, Write) for send in step.sends]
    found += [step.line for step in script.steps if not isinstance(step, Write | Content)]
    for step in script.steps:
        found += range(step.line, step.last_line + 1) if isinstance(step, Content) else ()
        assert not isinstance(step, Content) or len(said(step)) == step.last_line + 1 - step.line
    assert sorted(found) == list(range(1, len(lines) + 1))
