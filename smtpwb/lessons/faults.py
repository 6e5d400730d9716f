"""All that is wrong in a lesson's table: every fault, each by its place and the reason.

msgspec stops at the first fault of what it converts, so each part is taken by itself. What a part has to hold
is decided by the types in `lesson`, `steps` and `conditions`; here only that nothing hides behind another
fault. Where parts disagree with each other is told of a part that has no other fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec.structs import fields

from smtpwb.lessons.lesson import Lesson, disagreements
from smtpwb.lessons.steps import Step

Found = tuple[str, str]
"""The place, `steps[2].done[0].reply`, and the reason; the place is empty for the file as a whole."""


def faults_of(table: Mapping[str, Any]) -> list[Found]:
    """What is wrong in a lesson; empty: nothing."""
    found = list(_inside(table, Lesson, ""))
    if not found:
        return list(_whole(table, Lesson, ""))
    named = table.get("placeholders")
    said = disagreements(_sound(table), named if isinstance(named, dict) else ())
    return [*found, *(("", one) for one in said)]


def _sound(table: Mapping[str, Any]) -> list[Step]:
    """The steps without a fault of their own."""
    steps = table.get("steps")
    listed = steps if isinstance(steps, list) else []
    return [msgspec.convert(one, Step) for one in listed if not _of(one, Step, "")]


def _of(value: Any, kind: Any, place: str) -> list[Found]:
    """What is wrong in a value that should be of that kind: inside it, or else as a whole."""
    return list(_inside(value, kind, place)) or list(_whole(value, kind, place))


def _inside(value: Any, kind: Any, place: str) -> Iterator[Found]:
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if isinstance(value, dict) and (tables := tables_of(kind)):
        yield from _table(value, tables, place)
    elif isinstance(value, dict) and get_origin(kind) is Mapping:
        for key, one in value.items():
            yield from _of(one, get_args(kind)[1], joined(place, key))
    elif isinstance(value, list) and get_origin(kind) is tuple:
        for index, one in enumerate(value):
            yield from _of(one, get_args(kind)[0], f"{place}[{index}]")


def _table(
    value: Mapping[str, Any], tables: Mapping[str, type[msgspec.Struct]], place: str
) -> Iterator[Found]:
    table = tables.get(str(value.get("kind"))) or tables.get("")
    if table is None:
        yield joined(place, "kind"), f"it is one of {', '.join(tables)}"
        return
    known = {field.encode_name: field for field in fields(table)}
    for key in value:
        if key not in known and not (key == "kind" and "" not in tables):
            yield joined(place, key), f"there is no such key{_meant(key, [*known])}"
    for key, field in known.items():
        if key in value:
            yield from _of(value[key], field.type, joined(place, key))
        elif field.required:
            yield joined(place, key), "it is missing"


def _meant(key: str, known: list[str]) -> str:
    from difflib import get_close_matches  # slow to import, and nobody needs it to begin

    near = get_close_matches(key, known, 1)
    return f"; is `{near[0]}` meant?" if near else ""


def _whole(value: Any, kind: Any, place: str) -> Iterator[Found]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        reason, _, at = str(error).partition(" - at ")
        key = at.strip("`").removeprefix("$").removeprefix(".")
        if words := words_of(kind):
            reason = f"it is one of {', '.join(words)}"
        yield joined(place, key), reason


def joined(place: str, key: str) -> str:
    """A key inside a place."""
    return f"{place}{'.' if place and key and key[0] != '[' else ''}{key}"


def tables_of(kind: Any) -> dict[str, type[msgspec.Struct]]:
    """The tables that a type allows, by the `kind` that names them; a single one has none."""
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    every = [one for one in kinds if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    return {str(one.__struct_config__.tag or ""): one for one in every}


def words_of(kind: Any) -> tuple[str, ...]:
    """The words that a type allows; empty: any, or it is none of words."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    return tuple(word for one in get_args(kind) for word in words_of(one))
