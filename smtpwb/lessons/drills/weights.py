"""Weights: what was missed comes up more often, what was known less often, and nothing is ever left out.

Decides how an answer moves a weight and how cards are drawn by weight. Where weights are kept is for
`record`.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

LEAST, USUAL, MOST = 0.5, 1.0, 9.0
_MISSED, _KNOWN = 3.0, 0.5
"""Missed once, a card comes up three times as often; known twice after that, a little less than usual."""


def after(weight: float, right: bool) -> float:
    """The weight of a card after it was answered."""
    return max(LEAST, weight * _KNOWN) if right else min(MOST, max(weight, USUAL) * _MISSED)


def drawn(weights: Mapping[str, float], count: int, rng: Random) -> list[str]:
    """Up to `count` different ids, each the likelier the greater its weight, which is above 0.

    The greatest keys `random ** (1 / weight)` are a sample by weight without replacement (Efraimidis and
    Spirakis, 2006).
    """
    keys = {id: rng.random() ** (1 / weight) for id, weight in weights.items()}
    return sorted(keys, key=lambda id: keys[id], reverse=True)[:count]
