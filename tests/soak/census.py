"""The real program, which counts what it holds when it is told to: tasks, timers, messages, objects.

`python -m tests.soak.census FILE [ARGUMENT…]` is `smtpwb ARGUMENT…`; at SIGUSR1 it writes a census to FILE.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import msgspec

from smtpwb.cli.main import main
from smtpwb.tui.app import Workbench
from smtpwb.tui.on_terminal import OnTerminal


class Census(msgspec.Struct, frozen=True):
    """What one process holds. The octets are `PtyProgram`'s to measure."""

    tasks: int
    timers: int
    """Of the loop, cancelled ones aside."""
    messages: int
    """In the queues of all widgets."""
    widgets: int
    entries: int
    keys: str
    """What was typed and waits for its turn, and what has the focus."""
    objects: dict[str, int]
    """What the collector follows, by the name of its type: entries and events are not among it."""


def _write(file: Path, *_: object) -> None:
    gc.collect()
    found = msgspec.json.encode(_census())
    beside = file.with_suffix(".new")
    beside.write_bytes(found)
    beside.rename(file)


def _census() -> Census:
    loop = asyncio.get_running_loop()
    (bench,) = _apps
    widgets = [bench, *(widget for screen in bench.screen_stack for widget in screen.walk_children())]
    scheduled: list[asyncio.TimerHandle] = loop._scheduled  # type: ignore[attr-defined]
    return Census(
        len(asyncio.all_tasks(loop)),
        sum(not timer.cancelled() for timer in scheduled),
        sum(widget._message_queue.qsize() for widget in widgets),
        len(widgets),
        len(bench.talk.transcript.entries),
        f"{list(bench._typed)} {bench._waits} {bench.focused} {bench.screen_stack}",
        dict(Counter(type(one).__name__ for one in gc.get_objects()).most_common(60)),
    )


_apps: list[Workbench] = []
_loaded = OnTerminal.on_load


def _known(app: Workbench) -> None:
    """The workbench can be found where the loop stands still."""
    _apps.append(app)
    _loaded(app)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, partial(_write, Path(sys.argv[1])))
    OnTerminal.on_load = _known  # type: ignore[assignment, method-assign]
    raise SystemExit(main(sys.argv[2:]))
