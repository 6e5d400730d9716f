"""What the composer shows while a form of AUTH is filled in."""

from __future__ import annotations

import pytest

from smtpwb.smtp.sasl.mechanisms import MECHANISMS
from smtpwb.smtp.sasl.steps import Exchange
from smtpwb.tui.form import Form
from smtpwb.tui.typed import Told
from smtpwb.tui.widgets.answer import told
from tests.smtp import dialogues as at

WIDTH = 73


def form(name: str, *challenges: bytes, responses: tuple[bytes, ...] = (), command: str = "") -> Form:
    said = Exchange(name, challenges, responses, nonce="own")
    step = MECHANISMS[name].step(said)
    assert step is not None
    return Form(said, step, {}, command=command)


def show(one: Form, line: str = "", *, loopback: bool = True, note: str = "", width: int = WIDTH) -> Told:
    return told(one, line, at.AUTH, loopback, note, width)


def test_the_challenge_stands_in_the_frame() -> None:
    assert show(form("CRAM-MD5", b"<1@a.test>")).title == "CRAM-MD5 · 334 “<1@a.test>”"
    assert show(form("PLAIN", b"")).title == "PLAIN · 334 (nothing: you speak first)"
    assert "goes with it" in show(form("PLAIN", command="AUTH PLAIN")).title


def test_nothing_of_a_challenge_can_be_obeyed() -> None:
    assert "\x1b" not in show(form("LOGIN", b"\x1b]52;c;aGk=\x07[b]hi[/b]")).title
    assert "octets of binary data" in show(form("LOGIN", bytes(range(32)))).title


def test_each_field_has_its_prompt_and_the_way_to_others_is_named() -> None:
    one = form("PLAIN", b"")
    assert show(one).prompt == "user name:"
    assert show(one).reading.plain.endswith("· ↑ act as")
    one.move("", -1)
    assert show(one).prompt == "act as:"
    assert "↑" not in show(one).reading.plain


def test_the_line_that_would_go_is_shown_as_far_as_it_is_not_secret() -> None:
    one = form("PLAIN", command="AUTH PLAIN")
    assert show(one, "learner").doubt.plain == "sends AUTH PLAIN AGxlYXJuZXIA"
    one.entered("learner")
    assert show(one, "lantern7").doubt.plain == "sends AUTH PLAIN AGxlYXJuZXIA•••"


@pytest.mark.parametrize("width", [30, 40, WIDTH, 113])
def test_a_long_line_is_cut_in_its_middle(width: int) -> None:
    one = form("ANONYMOUS", b"")
    shown = show(one, "x" * 300, width=width).doubt
    assert shown.cell_length == width
    assert " … " in shown.plain


def test_revealed_a_long_line_takes_both_rows() -> None:
    one = form("XOAUTH2", b"")
    one.entered("learner")
    one.preview("t" * 40)
    one.reveal()
    shown = show(one, "t" * 40)
    assert "•" not in shown.reading.plain + shown.doubt.plain
    assert (shown.reading.plain + shown.doubt.plain).startswith("sends dXNlcj")


def test_what_would_cross_the_network_in_clear_is_said_loudly() -> None:
    shown = show(form("PLAIN", b""), "learner", loopback=False)
    assert shown.reading.plain.startswith("The password would cross the network")
    assert any("bold" in str(span.style) for span in shown.reading.spans)
    assert "cross" not in show(form("CRAM-MD5", b"<1@a.test>"), "learner", loopback=False).reading.plain


def test_a_proof_is_judged_in_colour_and_in_words() -> None:
    responses = (b"n,,n=a,r=own", b"c=biws,r=ownX,p=AAAA")
    shown = show(form("SCRAM-SHA-1", b"r=ownX,s=c2FsdA==,i=1", b"hello", responses=responses))
    assert "no proof of the server" in shown.reading.plain
    assert shown.doubt.plain == "Enter sends an empty line"


def test_a_challenge_that_none_may_answer_is_said_in_both_rows() -> None:
    shown = show(form("SCRAM-SHA-1", b"r=other,s=c2FsdA==,i=1", responses=(b"n,,n=a,r=own",)), "x")
    assert "nonce" in shown.reading.plain
    assert "nonce" in shown.doubt.plain


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("*", "gives up"),
        ("dGltb3RoeQ==", "would be encoded again"),
        ("AGxlYXJuZXIAbGFudGVybjc=", "a whole response already"),
    ],
)
def test_what_the_line_is_taken_for(line: str, said: str) -> None:
    assert said in show(form("PLAIN", b""), line).reading.plain


def test_what_is_typed_where_nothing_is_asked_is_no_answer() -> None:
    one = form("XOAUTH2", b"{}", responses=(b"",))
    assert "no answer here" in show(one, "x").doubt.plain
    assert "gives up" in show(one, "*").reading.plain


def test_a_note_on_the_source_is_shown_and_work_under_way_before_it() -> None:
    one = form("PLAIN", b"")
    assert show(one, note="asking the keyring …").reading.plain == "asking the keyring …"
    one.busy = True
    shown = show(one, note="asking the keyring …")
    assert (shown.reading.plain, shown.doubt.plain) == ("computing the proof …", "")
