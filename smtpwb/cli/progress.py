"""A line on stderr that says what is waited for, where stderr is a terminal; gone as soon as it is over."""

from __future__ import annotations

import sys
from types import TracebackType


class Progress:
    """Tick once a second while waiting, clear before anything else is written."""

    SECOND = 1.0

    def __init__(self) -> None:
        self._watched = sys.stderr is not None and sys.stderr.isatty()
        self._seconds = 0
        self._width = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def tick(self, what: str) -> None:
        """One more second has gone by."""
        self._seconds += 1
        if self._watched:
            line = f"{what}: waiting, {self._seconds} s"
            self._write(f"\r{line:<{self._width}}")
            self._width = max(self._width, len(line))

    def clear(self) -> None:
        """Wipe the line; the next wait begins at nought."""
        self._seconds = 0
        if self._width:
            self._write(f"\r{' ' * self._width}\r")
            self._width = 0

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
