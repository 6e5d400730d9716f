from __future__ import annotations

from smtpwb.session.script_owing import Owing


def test_replies_answer_in_order_and_then_nothing() -> None:
    owing = Owing()
    owing.asks(3, ["MAIL", "DATA"], at_once=False)
    assert [owing.answered() for _ in range(3)] == ["MAIL", "DATA", ""]
    assert not owing.warning


def test_what_goes_with_the_write_before_is_asked_behind_it() -> None:
    owing = Owing()
    owing.asks(3, ["."], at_once=False)
    owing.asks(4, ["QUIT"], at_once=True)
    assert owing.answered() == "."
    assert owing.warning.startswith("line 3: 2 lines go as one write, and only the first 1 has")
    assert owing.answered() == "QUIT"
    assert not owing.warning


def test_a_new_write_or_connection_is_owed_anew() -> None:
    owing = Owing()
    owing.asks(3, ["MAIL", "RCPT"], at_once=False)
    owing.asks(9, ["DATA"], at_once=False)
    assert owing.answered() == "DATA"
    owing.begin_connection()
    assert (owing.answered(), owing.warning) == ("", "")
