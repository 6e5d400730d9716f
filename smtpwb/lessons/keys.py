"""The keys of a lesson file: whether each has to be there, what it takes, what it is for.

All of it is read from the structs in `lesson`, `steps` and `conditions`: what a key is for stands below it
there, as its docstring. How a list of them looks is the command line's.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from textwrap import dedent
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import msgspec
from msgspec.structs import fields

from smtpwb.lessons.conditions import Condition, Part
from smtpwb.lessons.faults import tables_of, words_of
from smtpwb.lessons.lesson import Lesson, Placeholder
from smtpwb.lessons.steps import Advice, Do, Explain, FindOut, Wrong

TABLES: Mapping[str, type[Part]] = {
    "at the head of the file": Lesson,
    "[placeholders.NAME]": Placeholder,
    '[[steps]] with kind = "do", or without a kind': Do,
    "[[steps.done]]: one of answers, event, sent, looked, and what narrows it": Condition,
    '[[steps]] with kind = "explain"': Explain,
    '[[steps]] with kind = "find-out"': FindOut,
    "[[steps.wrong]], of a find-out step": Wrong,
    "[[advice]] of the lesson, [[steps.advice]] of a do step": Advice,
}
"""Where each table stands in a file."""
_WORDS: Mapping[Any, str] = {str: "text", int: "a number", bool: "true or false"}


class Key(msgspec.Struct, frozen=True):
    """One key of a table."""

    table: str
    """Where the table stands."""
    name: str
    required: bool
    takes: str
    """The values it takes, in words."""
    told: str
    """What it is for."""


def keys() -> Iterator[Key]:
    """All keys there are, table by table; those that have to be there first."""
    for place, table in TABLES.items():
        told = _docstrings(table)
        for field in sorted(fields(table), key=lambda field: not field.required):
            name = field.encode_name
            yield Key(place, name, field.required, takes(field.type), told.get(name, ""))


def takes(kind: Any) -> str:
    """The values that a type allows, in words."""
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if words := words_of(kind):
        return " or ".join(words)
    if tables_of(kind):
        return "a table"
    if get_origin(kind) is Mapping:
        return "tables by name"
    if get_origin(kind) is tuple:
        inner = takes(get_args(kind)[0])
        return "a list of tables" if inner == "a table" else f"a list of {inner}"
    inside = [one for one in get_args(kind) if one is not NoneType]
    return takes(inside[0]) if inside else _WORDS[kind]


@cache
def _docstrings(table: type[Part]) -> Mapping[str, str]:
    """What stands below each key of a struct, those it takes over included."""
    found: dict[str, str] = {}
    for one in reversed(table.__mro__):
        if issubclass(one, Part):
            (body,) = ast.parse(dedent(inspect.getsource(one))).body
            assert isinstance(body, ast.ClassDef)
            found |= _told(body)
    return found


def _told(body: ast.ClassDef) -> dict[str, str]:
    pairs = zip(body.body, body.body[1:], strict=False)
    return {
        key.target.id: " ".join(said.value.value.split())
        for key, said in pairs
        if isinstance(key, ast.AnnAssign) and isinstance(key.target, ast.Name)
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant)
        if isinstance(said.value.value, str)
    }
