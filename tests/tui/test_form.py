"""A step of AUTH as a form, without a screen."""

from __future__ import annotations

import base64

import pytest

from smtpwb.smtp.sasl.mechanisms import MECHANISMS
from smtpwb.smtp.sasl.steps import CannotRespond, Exchange
from smtpwb.tui.form import Form


def form(name: str, *challenges: bytes, command: str = "", ahead: bool = False, **values: str) -> Form:
    said = Exchange(name, challenges, nonce="own")
    step = MECHANISMS[name].step(said)
    assert step is not None
    return Form(said, step, values, command=command, ahead=ahead)


def fields(one: Form, *texts: str) -> list[str]:
    """Fill in, field by field; the labels of those that were asked for."""
    labels = []
    for text in texts:
        assert one.field is not None
        labels.append(one.field.label)
        one.entered(text)
    return labels


def test_it_asks_field_by_field_and_passes_over_what_is_rarely_wanted() -> None:
    one = form("PLAIN", b"")
    assert fields(one, "learner", "lantern7") == ["user name", "password"]
    assert one.order(one.making()()).line == base64.b64encode(b"\0learner\0lantern7").decode()


def test_what_is_rarely_wanted_stands_above() -> None:
    one = form("PLAIN", b"")
    assert one.move("learner", -1) == ""
    assert fields(one, "postmaster") == ["act as"]
    assert one.value == "learner"
    assert fields(one, "learner", "x") == ["user name", "password"]
    assert one.order(one.making()()).line == base64.b64encode(b"postmaster\0learner\0x").decode()


def test_no_move_leaves_the_form() -> None:
    one = form("PLAIN", b"")
    for _ in range(5):
        one.move("a", -1)
    assert one.field is not None
    assert one.field.label == "act as"
    for _ in range(5):
        one.move("b", 1)
    assert one.field.label == "password"


def test_the_response_goes_with_the_command_that_it_is_for() -> None:
    one = form("EXTERNAL", command="auth  external")
    fields(one, "")
    assert one.order(one.making()()).line == "auth  external ="


def test_an_order_names_what_is_to_be_hidden_and_shows_nothing() -> None:
    one = form("CRAM-MD5", b"<1@a.test>")
    fields(one, "learner", "lantern7")
    order = one.order(one.making()())
    assert order.hides == (b"lantern7",)
    assert repr(order) == "Order()"


def test_secret_is_what_is_asked_for_as_such() -> None:
    one = form("PLAIN", b"")
    assert not one.secret("learner")
    one.entered("learner")
    assert one.secret("l")
    assert not one.secret("")


def test_what_was_typed_ahead_stays_hidden_until_it_is_gone() -> None:
    one = form("PLAIN", b"", ahead=True)
    assert one.secret("lea")
    assert one.secret("learner")
    assert not one.secret("")
    assert not one.secret("learner")


def test_where_nothing_is_asked_for_all_is_hidden() -> None:
    said = Exchange("XOAUTH2", (b"{}",), (b"",))
    step = MECHANISMS["XOAUTH2"].step(said)
    assert step is not None
    one = Form(said, step, {})
    assert one.field is None
    assert one.secret("x")
    assert not one.entered("")


def test_a_reveal_ends_when_it_is_hidden() -> None:
    one = form("PLAIN", b"")
    one.entered("learner")
    assert one.preview("lantern7") == "AGxlYXJuZXIA•••"
    one.reveal()
    assert not one.secret("lantern7")
    assert one.preview("lantern7") == "AGxlYXJuZXIAbGFudGVybjc="
    assert one.hide()
    assert one.preview("lantern7") == "AGxlYXJuZXIA•••"
    assert not one.hide()


def test_what_takes_long_is_shown_as_a_draft_until_it_was_made() -> None:
    said = Exchange("SCRAM-SHA-1", (b"r=ownX,s=c2FsdA==,i=1",), (b"n,,n=a,r=own",))
    step = MECHANISMS["SCRAM-SHA-1"].step(said)
    assert step is not None
    one = Form(said, step, {})
    assert one.costly
    assert one.preview("x").endswith("•" * 9)
    made = one.making()()
    one.reveal(made)
    assert "•" not in one.preview("x")
    assert one.order(made).hides == (b"x", made.kept)
    assert one.kept == made.kept


def test_what_is_typed_while_it_is_made_is_not_filled_in() -> None:
    one = form("PLAIN", b"")
    one.preview("learner")
    one.busy = True
    one.preview("something else")
    assert one.value == "learner"


def test_a_challenge_that_none_may_answer_is_told() -> None:
    said = Exchange("SCRAM-SHA-1", (b"r=other,s=c2FsdA==,i=1",), (b"n,,n=a,r=own",))
    step = MECHANISMS["SCRAM-SHA-1"].step(said)
    assert step is not None
    one = Form(said, step, {})
    assert one.check is not None
    assert not one.check.good
    with pytest.raises(CannotRespond):
        one.making()()
