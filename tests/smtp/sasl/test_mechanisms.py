from __future__ import annotations

from dataclasses import replace

import pytest

from smtpwb.smtp.sasl.mechanisms import MECHANISMS
from smtpwb.smtp.sasl.pieces import joined
from smtpwb.smtp.sasl.steps import Field
from tests.smtp.sasl.exchanges import VALUES, begin, challenged, respond


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_field_has_a_label_and_every_secret_one_is_known_as_such(name: str) -> None:
    asked = [field for step in MECHANISMS[name].steps for field in step.asks]
    assert all(field.label for field in asked)
    assert {field.id for field in asked if field.secret} <= {"password", "token"}
    assert {field.id for field in asked if not field.secret}.isdisjoint({"password", "token"})


@pytest.mark.parametrize("name", MECHANISMS)
def test_what_an_asked_secret_makes_is_marked_secret(name: str) -> None:
    """A response differs by the secret only where its pieces say so."""
    challenge = b"r=rOprNGfwEbeRWgbNEkqOserver,s=c2FsdA==,i=1" if name.startswith("SCRAM") else b"<1@a.b>"
    for number, step in enumerate(MECHANISMS[name].steps):
        if not any(field.secret for field in step.asks):
            continue
        begun = challenged(respond(begin(name))[1] if number else begin(name), challenge)
        one, other = (
            step.make(replace(begun, values={**VALUES, "password": secret, "token": secret})).pieces
            for secret in ("first1", "second")
        )
        assert joined(one) != joined(other)
        assert [p.octets for p in one if not p.secret] == [p.octets for p in other if not p.secret]


def test_a_field_is_asked_for_in_one_order_everywhere() -> None:
    for mechanism in MECHANISMS.values():
        for step in mechanism.steps:
            ids = [field.id for field in step.asks]
            assert len(ids) == len(set(ids))
            assert [field for field in step.asks if field.optional] == list(_leading(step.asks))


def _leading(asks: tuple[Field, ...]) -> tuple[Field, ...]:
    """Those at the head that are passed over; a form begins behind them."""
    count = next((at for at, field in enumerate(asks) if not field.optional), len(asks))
    return asks[:count]
