"""How far each lesson came, and which were completed: a small file that the user may lose without harm.

A damaged file counts as empty, a damaged row as absent, and a record that cannot be written is one
sentence for the user, never an error: a lesson is learned with or without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import platformdirs

from smtpwb.lessons.lesson import Lesson
from smtpwb.smtp.amounts import counted
from smtpwb.transcript.private import replace_own

_NONE: Mapping[str, int] = {}


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of one lesson."""

    completed: datetime | None = None
    """When it was last completed, UTC."""
    step: str = ""
    """Id of the step at hand; empty: it is not under way."""
    passed: tuple[str, ...] = ()
    """Ids of the steps read and found out."""
    given: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Placeholder → what the user gave."""
    touched: datetime | None = None
    """When it last went on, UTC."""
    helped: Mapping[str, int] = msgspec.field(default_factory=dict)
    """Id of a step → how many hints it took, this time or when it was completed."""

    @property
    def under_way(self) -> bool:
        return bool(self.step)

    @property
    def hints(self) -> int:
        """How many it took in all."""
        return sum(self.helped.values())


def path() -> Path:
    """Where the record lies: JSON, lesson id → what is kept of it."""
    return platformdirs.user_state_path("smtpwb", appauthor=False) / "lessons.json"


def load() -> dict[str, Kept]:
    """Lesson id → what is kept of it; nothing of a lesson that never began."""
    try:
        kept = msgspec.json.decode(path().read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    rows = kept.items() if isinstance(kept, dict) else ()
    return {name: row for name, value in rows if (row := _row(value)) is not None}


def latest(kept: Mapping[str, Kept]) -> str:
    """The lesson under way that last went on; empty if there is none."""
    rows = [(row.touched or _NEVER, name) for name, row in kept.items() if row.under_way]
    return max(rows)[1] if rows else ""


_NEVER = datetime.min.replace(tzinfo=UTC)


def told(kept: Kept | None, lesson: Lesson) -> str:
    """How far a lesson came, in a few words: `not begun`, `step 3 of 8`, `completed 24 May 2026, 2 hints`."""
    if kept is None:
        return "not begun"
    steps = [step.id for step in lesson.steps]
    if kept.step in steps:
        return f"step {steps.index(kept.step) + 1} of {len(steps)}"
    if kept.completed is None:
        return "not begun"
    hints = f", {counted(kept.hints, 'hint')}" if kept.hints else ""
    return f"completed {kept.completed.astimezone():%-d %B %Y}{hints}"


def keep(
    lesson_id: str,
    step: str,
    passed: tuple[str, ...],
    given: Mapping[str, str],
    helped: Mapping[str, int] = _NONE,
) -> str:
    """Record how far a lesson is. Return "" or one sentence on why it is not kept."""
    rows = load()
    before = rows.get(lesson_id, Kept())
    return _write({**rows, lesson_id: Kept(before.completed, step, passed, given, _now(), helped)})


def complete(lesson_id: str, helped: Mapping[str, int] = _NONE) -> str:
    """Record that a lesson was completed just now, and which steps took hints. Return "" or one sentence on
    why it is not kept."""
    return _write({**load(), lesson_id: Kept(_now(), helped=helped)})


def reset(lesson_id: str = "") -> str:
    """Forget a lesson, or all of them. Return "" or one sentence on why it could not be."""
    rows = load()
    if lesson_id and rows.pop(lesson_id, None) is not None and rows:
        return _write(rows)
    if lesson_id and rows:
        return ""
    try:
        path().unlink(missing_ok=True)
    except OSError as error:
        return f"the record of lessons stays: {path()} cannot be removed ({error.strerror})"
    return ""


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _row(value: object) -> Kept | None:
    """A row: an object, or a time alone, which says when it was completed."""
    try:
        row = msgspec.convert({"completed": value} if isinstance(value, str) else value, Kept)
    except msgspec.ValidationError:
        return None
    times = (row.completed, row.touched)
    whole = row != Kept() and all(when is None or when.tzinfo is not None for when in times)
    return row if whole else None


def _write(rows: Mapping[str, Kept]) -> str:
    try:
        replace_own(path(), msgspec.json.format(msgspec.json.encode(rows), indent=1))
    except OSError as error:
        return f"the progress is not kept: {path()} cannot be written ({error.strerror})"
    return ""
