"""`smtpwb lessons`: the lessons without a screen: listed, read, checked, and their progress forgotten."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from smtpwb.cli.output import DONE, UNEXPECTED, complain, wrapped
from smtpwb.errors import UsageError
from smtpwb.lessons import loading, progress
from smtpwb.lessons.keys import keys
from smtpwb.lessons.lesson import Lesson, fill
from smtpwb.lessons.progress import Kept
from smtpwb.lessons.steps import Do, Explain, FindOut, Step
from smtpwb.smtp.visible import visible_text

DESCRIPTION = """\
The lessons, which run in the workbench (its Lessons tab, F4). Here they are:

  smtpwb lessons list            all lessons, and how far each of them came
  smtpwb lessons show ID         one lesson as text: its steps, what to type, and why
  smtpwb lessons check FILE…     what is wrong in lesson files: file, key and reason
  smtpwb lessons keys            every key that a lesson file may have
  smtpwb lessons reset [ID]      forget how far a lesson came, or all of them

Lessons of your own are TOML files in the config directory's `lessons`. Exit status: 0 done, or nothing wrong;
1 something is wrong in a file, or there is no such lesson; 2 wrong usage, or a file that cannot be read.
"""
_INDENT = "   "
_KEY = 15
"""Columns of the key's name."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=tuple(_DOES), metavar="list|show|check|keys|reset", help="what to do")
    parser.add_argument("names", nargs="*", metavar="ID|FILE", help="a lesson's id, or files to check")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Do what was asked."""
    return _DOES[options.what](options.names, options.format)


# list


def _list(names: Sequence[str], form: str) -> int:
    if names:
        raise UsageError("`list` takes no ID", "smtpwb lessons show ID shows one")
    shelf, kept = loading.shelf(), progress.load()
    if form == "json":
        for lesson in shelf.lessons:
            print(_json(_summary(lesson, kept.get(lesson.id, Kept()), lesson in shelf.own)))
    else:
        print("\n".join(_listed(shelf, kept)))
    for fault in shelf.faults:
        complain(visible_text(fault.sentence))
    return UNEXPECTED if shelf.faults else DONE


def _listed(shelf: loading.Shelf, kept: Mapping[str, Kept]) -> Iterator[str]:
    for heading, lessons in shelf.groups:
        yield heading
        for lesson in lessons:
            state = progress.told(kept.get(lesson.id), lesson)
            yield f"  {lesson.id:<18} {lesson.title}, {lesson.minutes} min: {state}"


def _summary(lesson: Lesson, kept: Kept, own: bool) -> dict[str, Any]:
    return {
        "id": lesson.id,
        "title": lesson.title,
        "level": lesson.level,
        "own": own,
        "needs": lesson.needs,
        "minutes": lesson.minutes,
        "steps": len(lesson.steps),
        "step": kept.step or None,
        "completed": kept.completed,
    }


# show


def _show(names: Sequence[str], form: str) -> int:
    if len(names) != 1:
        raise UsageError("`show` takes one ID", "smtpwb lessons list names them")
    lesson = _lesson(names[0])
    print(_json(msgspec.to_builtins(lesson)) if form == "json" else "\n".join(_told(lesson)))
    return DONE


def _lesson(name: str) -> Lesson:
    lesson = loading.find(name)
    if lesson is None:
        raise UsageError(f"there is no lesson {visible_text(name)!r}", "smtpwb lessons list names them")
    return lesson


def _told(lesson: Lesson) -> Iterator[str]:
    yield lesson.title
    yield from wrapped(lesson.summary, _INDENT)
    yield f"{lesson.minutes} min, {len(lesson.steps)} steps, {lesson.level}"
    if lesson.needs:
        yield f"After: {', '.join(lesson.needs)}"
    for number, step in enumerate(lesson.steps, 1):
        yield ""
        yield f"{number}. {step.title}"
        yield from _step(step, lesson)
        yield from wrapped(f"[{' · '.join(step.sources)}]", _INDENT)
    yield ""
    for label, sentences in (("Learned", lesson.learned), ("Next", lesson.next)):
        yield label
        for sentence in sentences:
            yield from wrapped(sentence, "  - ", "    ")


def _step(step: Step, lesson: Lesson) -> Iterator[str]:
    match step:
        case Do():
            words = {name: one.default for name, one in lesson.placeholders.items()}
            if step.say:
                yield f"   C: {fill(step.say, words)}"
            if step.expect:
                yield from wrapped(f"Expect: {step.expect}", _INDENT)
            yield from wrapped(step.explain, _INDENT)
        case Explain():
            for paragraph in step.explain.split("\n\n"):
                yield from wrapped(paragraph, _INDENT)
        case FindOut():
            yield from wrapped(step.question, _INDENT)
            for choice in step.choices:
                yield from wrapped(choice, "   ( ) ", "       ")


# check


def _check(names: Sequence[str], form: str) -> int:
    if not names:
        raise UsageError("`check` takes at least one FILE", "smtpwb lessons check my-lesson.toml")
    missing = [name for name in names if not Path(name).is_file()]
    if missing:
        raise UsageError(f"{visible_text(missing[0])} is no file", "name lesson files")
    found = [loading.read(Path(name)) for name in names]
    faults = [fault for _, wrong in found for fault in wrong]
    faults += _shared(lesson for lesson, _ in found if lesson is not None)
    for fault in faults:
        print(_json(msgspec.to_builtins(fault)) if form == "json" else visible_text(fault.sentence))
    if form == "text" and not faults:
        print("\n".join(f"{name}: {_praise(lesson)}" for name, (lesson, _) in zip(names, found, strict=True)))
    return UNEXPECTED if faults else DONE


def _shared(lessons: Iterable[Lesson]) -> Iterator[loading.Fault]:
    ids = [lesson.id for lesson in lessons]
    for id in sorted({one for one in ids if ids.count(one) > 1}):
        yield loading.Fault("", "id", f"two of the files have the id {id!r}")


def _praise(lesson: Lesson | None) -> str:
    return f"nothing wrong: {lesson.id}, {len(lesson.steps)} steps" if lesson is not None else ""


# keys


def _keys(names: Sequence[str], form: str) -> int:
    if names:
        raise UsageError("`keys` takes no ID", "smtpwb lessons keys lists them all")
    if form == "json":
        print("\n".join(_json(msgspec.to_builtins(key)) for key in keys()))
        return DONE
    print("A lesson file is TOML. Keys with a * have to be there.")
    for table, listed in groupby(keys(), key=lambda key: key.table):
        print(f"\n{table}")
        for key in listed:
            name = f"{key.name}{' *' * key.required}"
            told = key.told if key.takes in ("text", "a table") else f"{key.told} ({key.takes})"
            print("\n".join(wrapped(told, f"  {name:<{_KEY}}", " " * (_KEY + 2))))
    return DONE


# reset


def _reset(names: Sequence[str], form: str) -> int:
    if len(names) > 1:
        raise UsageError("`reset` takes one ID, or none for all", "smtpwb lessons reset ID")
    id = _lesson(names[0]).id if names else ""
    if fault := progress.reset(id):
        complain(fault)
        return UNEXPECTED
    what = f"how far {id!r} came" if id else "how far every lesson came"
    print(_json({"reset": id or None}) if form == "json" else f"Forgotten: {what}.")
    return DONE


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_DOES: Mapping[str, Callable[[Sequence[str], str], int]] = {
    "list": _list,
    "show": _show,
    "check": _check,
    "keys": _keys,
    "reset": _reset,
}
