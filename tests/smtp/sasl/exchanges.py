"""Exchanges as a form leads them, without a screen: challenges in, responses out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from smtpwb.smtp.sasl.mechanisms import MECHANISMS
from smtpwb.smtp.sasl.pieces import Pieces, joined
from smtpwb.smtp.sasl.steps import Exchange, Step

VALUES: Mapping[str, str] = {"user": "tim", "password": "tanstaaftanstaaf", "token": "ya29.tok"}
NONCE = "rOprNGfwEbeRWgbNEkqO"


def begin(mechanism: str, *challenges: bytes, nonce: str = NONCE, **values: str) -> Exchange:
    return Exchange(mechanism, challenges, values={**VALUES, **values}, nonce=nonce)


def step_of(exchange: Exchange) -> Step:
    step = MECHANISMS[exchange.mechanism].step(exchange)
    assert step is not None
    return step


def respond(exchange: Exchange) -> tuple[Pieces, Exchange]:
    """The response, and the exchange that has it behind it."""
    made = step_of(exchange).make(exchange)
    responses = (*exchange.responses, joined(made.pieces))
    return made.pieces, replace(exchange, responses=responses, kept=made.kept or exchange.kept)


def challenged(exchange: Exchange, challenge: bytes) -> Exchange:
    return replace(exchange, challenges=(*exchange.challenges, challenge))
