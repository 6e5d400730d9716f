"""Each length of a growing sequence stays what it was."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.growing import Growing, grown


@given(st.lists(st.tuples(st.integers(0, 20), st.binary(max_size=2)), max_size=30))
def test_it_is_what_tuples_would_be(steps: list[tuple[int, bytes]]) -> None:
    """From any that stood before, one more."""
    models: list[tuple[bytes, ...]] = [()]
    values: list[Growing[bytes]] = [Growing()]
    for at, item in steps:
        models.append((*models[at % len(models)], item))
        values.append(grown(values[at % len(values)], item))
    for model, value in zip(models, values, strict=True):
        assert (tuple(value), len(value), value == model, bool(value)) == (
            model,
            len(model),
            True,
            bool(model),
        )
        assert model == value
        assert hash(model) == hash(value)
        assert (value[1:], value[::-1], repr(value)) == (model[1:], model[::-1], repr(model))
        assert all(value[at] == model[at] for at in range(-len(model), len(model)))
        with pytest.raises(IndexError):
            value[len(model)]


def test_what_differs_is_not_the_same() -> None:
    assert grown((), b"a") != grown((), b"b")
    assert grown((), b"a") != (b"a", b"a")
    assert grown((), b"a") != [b"a"]


def test_many_are_kept_once() -> None:
    value: Growing[bytes] = Growing()
    all_of_them = [value := value.plus(b"x") for _ in range(1000)]
    assert len({id(one._items) for one in all_of_them}) == 1
    assert sum(map(sys.getsizeof, all_of_them)) < 100_000
