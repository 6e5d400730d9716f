from __future__ import annotations

import pickle
import traceback

import pytest

from smtpwb.smtp.sasl.secret import Secret


def test_it_gives_its_text_to_who_asks_and_to_nobody_else() -> None:
    secret = Secret("lantern7")
    assert secret.reveal() == "lantern7"
    for shown in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>20}",
        repr([secret]),
        repr({1: secret}),
    ):
        assert "lantern7" not in shown


def test_it_is_not_written_down() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret("lantern7"))


def test_no_traceback_shows_it() -> None:
    text = "lantern" + "7" * 3

    def fail(secret: Secret) -> None:
        raise RuntimeError(secret)

    secret = Secret(text)
    del text
    with pytest.raises(RuntimeError) as caught:
        fail(secret)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "secret = Secret(••••)" in "".join(told.format())
    assert secret.reveal() not in "".join(told.format())


def test_it_is_a_value() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert not Secret("")
