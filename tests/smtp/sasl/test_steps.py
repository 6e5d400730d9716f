from __future__ import annotations

from smtpwb.smtp.sasl.pieces import Piece
from smtpwb.smtp.sasl.steps import Exchange, Response, Step
from tests.smtp.sasl.exchanges import begin


def test_an_exchange_shows_nothing_but_its_mechanism() -> None:
    said = Exchange("PLAIN", (b"one",), (b"\0tim\0lantern7",), {"password": "lantern7"}, "nonce", b"kept7")
    assert repr(said) == "Exchange(mechanism='PLAIN')"
    assert list(said.__rich_repr__()) == ["PLAIN"]


def test_what_is_kept_of_a_response_is_not_shown() -> None:
    assert "kept7" not in repr(Response((), b"kept7"))


def test_octets_that_were_typed_as_such_stay_them() -> None:
    assert begin("PLAIN", user="\udcff")["user"] == b"\xff"
    assert begin("PLAIN")["nothing"] == b""


def test_pieces_are_drafted_where_there_is_a_draft() -> None:
    made = Step((), "", lambda said: Response((Piece("made", b"1"),)))
    drafted = Step((), "", made.make, lambda said: (Piece("draft", b"2"),))
    assert [step.pieces(begin("PLAIN"))[0].label for step in (made, drafted)] == ["made", "draft"]
