"""The replies that a script's lines ask for, and how many of them it expects.

Decides which verb the next `S:` answers, and warns where only the first few of a write have one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


class Owing:
    """Of the newest write."""

    def __init__(self) -> None:
        self.begin_connection()

    def begin_connection(self) -> None:
        """Nothing was asked yet."""
        self._asked: deque[str] = deque()
        """The verbs that no `S:` has answered yet."""
        self._line, self._owed, self._answered = 0, 0, 0

    def asks(self, line: int, verbs: Sequence[str], *, at_once: bool) -> None:
        """A write goes out from that line; `at_once`, together with the one before."""
        if at_once:
            self._asked.extend(verbs)
            self._owed = len(self._asked)
        else:
            self._asked = deque(verbs)
            self._line, self._owed, self._answered = line, len(verbs), 0

    def answered(self) -> str:
        """One more reply is expected: the verb that it answers; empty where none was owed."""
        self._answered += 1
        return self._asked.popleft() if self._asked else ""

    @property
    def warning(self) -> str:
        """What is to be said of the write, now that it is over; empty: nothing."""
        if not 0 < self._answered < self._owed:
            return ""
        return (
            f"line {self._line}: {self._owed} lines go as one write, and only the first {self._answered} has "
            "a reply expected, in order: any will do for the rest"
        )
