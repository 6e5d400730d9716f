"""Lesson files: the course that comes with the program, the user's own, and what is wrong in a file.

Decides where lessons lie, in which order they come, and how a fault in a file is named. A faulty file hides
nothing but itself.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from smtpwb.errors import DataFileError
from smtpwb.lessons.faults import Found, faults_of
from smtpwb.lessons.lesson import LEVELS, Lesson
from smtpwb.settings.toml import read_toml

COURSE = Path(__file__).parent / "course"


MOST_VALUES = 2_000
"""Of a file: four times those of the longest lesson; all that is wrong with each is told."""
OWN = "your own"
"""The heading of the user's lessons."""


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in a lesson file."""

    file: str
    key: str
    """Where in it: `steps[2].done[0].reply`; empty: the file as a whole."""
    reason: str

    @property
    def sentence(self) -> str:
        return ": ".join(filter(None, (self.file, self.key, self.reason)))


class Shelf(msgspec.Struct, frozen=True):
    """All lessons there are, and the faults of files that are none."""

    course: tuple[Lesson, ...]
    own: tuple[Lesson, ...] = ()
    """The user's, from the config directory."""
    faults: tuple[Fault, ...] = ()

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(lesson for _, lessons in self.groups for lesson in lessons)

    @property
    def groups(self) -> tuple[tuple[str, tuple[Lesson, ...]], ...]:
        """Heading and lessons: the course by level, each in the order of its files, then the user's own."""
        course = ((one, tuple(each for each in self.course if each.level == one)) for one in LEVELS)
        return tuple((name, lessons) for name, lessons in (*course, (OWN, self.own)) if lessons)


def own_directory() -> Path:
    """Where the user puts lessons of his own."""
    return platformdirs.user_config_path("smtpwb", appauthor=False) / "lessons"


@cache
def lessons() -> tuple[Lesson, ...]:
    """The course, in the order of its file names. Raises DataFileError."""
    return tuple(load(path) for path in sorted(COURSE.glob("*.toml")))


def shelf() -> Shelf:
    """The course and the user's own lessons, read anew. An own lesson with an id of the course is a fault."""
    taken = {lesson.id for lesson in lessons()}
    own: list[Lesson] = []
    faults: list[Fault] = []
    for path in sorted(own_directory().glob("*.toml")):
        lesson, wrong = read(path)
        faults += wrong
        if lesson is not None and lesson.id in taken:
            faults.append(Fault(str(path), "id", f"there is a lesson {lesson.id!r} already"))
        elif lesson is not None:
            taken.add(lesson.id)
            own.append(lesson)
    return Shelf(lessons(), tuple(own), tuple(faults))


def find(id: str) -> Lesson | None:
    """The lesson of that id; only its own file is read where its name tells (`03-ID.toml`)."""
    for path in sorted(COURSE.glob(f"*-{id}.toml")):
        if (lesson := _kept(path)).id == id:
            return lesson
    return next((lesson for lesson in shelf().lessons if lesson.id == id), None)


def first() -> Lesson:
    """The lesson to begin with; no other file is read."""
    return _kept(min(COURSE.glob("*.toml")))


def load(path: Path) -> Lesson:
    """One lesson file. Raises DataFileError, which names file, key and reason of the first fault."""
    lesson, faults = read(path)
    if lesson is None:
        raise DataFileError(faults[0].sentence, "correct the file")
    return lesson


@cache
def _kept(path: Path) -> Lesson:
    """A lesson of the course: that it is in order is known, and not looked into again at every start."""
    try:
        return msgspec.convert(_with_kinds(tomllib.loads(path.read_text("utf-8"))), Lesson)
    except (OSError, ValueError):
        return load(path)  # which says what is wrong


def read(path: Path) -> tuple[Lesson | None, tuple[Fault, ...]]:
    """The lesson in a file, or all that is wrong in it."""
    try:
        table, _ = read_toml(path)
    except OSError as error:
        return None, (Fault(str(path), "", f"it cannot be read ({error.strerror})"),)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, (Fault(str(path), "", f"it is not TOML: {error}"),)
    lesson, wrong = _lesson(table)
    return lesson, tuple(Fault(str(path), key, reason) for key, reason in wrong)


def _lesson(table: dict[str, Any]) -> tuple[Lesson | None, list[Found]]:
    if _count(table) > MOST_VALUES:
        return None, [("", f"it holds more than {MOST_VALUES:,} values")]
    table = _with_kinds(table)
    wrong = list(_unshowable(table))
    try:
        lesson = msgspec.convert(table, Lesson)
    except msgspec.ValidationError:
        return None, [*wrong, *faults_of(table)]
    return (None, wrong) if wrong else (lesson, [])


def _with_kinds(table: dict[str, Any]) -> dict[str, Any]:
    """The same with the kind of each step, which a step to do need not name."""
    steps = table.get("steps")
    if not isinstance(steps, list):
        return table
    return table | {"steps": [{"kind": "do", **one} if isinstance(one, dict) else one for one in steps]}


def _count(value: Any) -> int:
    """How many values stand in a table, itself too."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_count, inside))


def _unshowable(value: Any, place: str = "") -> Iterator[Found]:
    """Where a text would act on the terminal that shows it (law 3), or show what is not there."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _unshowable(key, f"{place}.{key}".removeprefix("."))
            yield from _unshowable(inside, f"{place}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from _unshowable(inside, f"{place}[{index}]")
    elif isinstance(value, str) and not value.isprintable() and not all(map(_is_shown, value)):
        yield place, "it has a character that cannot be shown"


def _is_shown(char: str) -> bool:
    return char.isprintable() or char == "\n" or unicodedata.category(char) == "Zs"
