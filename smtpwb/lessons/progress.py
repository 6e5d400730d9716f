"""Which lessons were completed, and when: a small file that the user may lose without harm.

A damaged file counts as empty, a damaged row as absent, and a record that cannot be written is one
sentence for the user, never an error: a lesson is learned with or without it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import platformdirs


def path() -> Path:
    """Where the record lies: JSON, lesson id → time (ISO 8601, UTC)."""
    return platformdirs.user_state_path("smtpwb", appauthor=False) / "lessons.json"


def load() -> dict[str, datetime]:
    """Lesson id → when it was last completed."""
    try:
        kept = json.loads(path().read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    rows = kept.items() if isinstance(kept, dict) else ()
    return {name: when for name, text in rows if (when := _time(text)) is not None}


def complete(lesson_id: str) -> str:
    """Record that a lesson was completed just now. Return "" or one sentence on why it is not kept."""
    return _keep({**load(), lesson_id: datetime.now(UTC)})


def reset() -> str:
    """Forget what was completed. Return "" or one sentence on why it could not be."""
    try:
        path().unlink(missing_ok=True)
    except OSError as error:
        return f"the record of lessons stays: {path()} cannot be removed ({error.strerror})"
    return ""


def _time(text: object) -> datetime | None:
    try:
        when = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return when if when is not None and when.tzinfo is not None else None


def _keep(completed: Mapping[str, datetime]) -> str:
    rows = {name: when.isoformat(timespec="seconds") for name, when in completed.items()}
    try:
        path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path(), json.dumps(rows, indent=1).encode())
    except OSError as error:
        return f"the lesson is not marked as completed: {path()} cannot be written ({error.strerror})"
    return ""


def _write(target: Path, data: bytes) -> None:
    """All or nothing; readable by the user alone (what `mkstemp` makes is 0600)."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        fresh.replace(target)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
