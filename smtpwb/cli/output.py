"""How the command line speaks: results on stdout, errors in one sentence on stderr, exit statuses."""

from __future__ import annotations

import io
import os
import re
import sys
import textwrap
from collections.abc import Callable

from smtpwb.errors import ConnectError, ConnectionLost, UsageError, WorkbenchError

DONE = 0
"""Done, and as expected."""
UNEXPECTED = 1
"""A reply was not as expected, or nothing was found."""
USAGE = 2
"""Wrong usage."""
NO_CONNECTION = 3
"""No connection, or it was lost."""
INTERRUPTED = 130
"""ctrl+c."""
WIDTH = 78
"""Columns of prose."""

_STATUS: tuple[tuple[type[WorkbenchError], int], ...] = (
    (UsageError, USAGE),
    (ConnectError, NO_CONNECTION),
    (ConnectionLost, NO_CONNECTION),
)


def status_of(error: WorkbenchError) -> int:
    """The exit status that fits an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), UNEXPECTED)


def complain(sentence: str) -> None:
    """One sentence to stderr."""
    print(f"smtpwb: {sentence}", file=sys.stderr)


def escaped(text: str) -> str:
    """Markdown's own characters made plain, those of HTML included."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", text)


def wrapped(text: str, indent: str = "", hanging: str = "") -> list[str]:
    """Prose as lines, no word of it broken; `hanging` stands before all but the first, unless it is empty."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=hanging or indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def unreadable(name: str, error: OSError | ValueError) -> UsageError:
    """What is said of a file that was named and cannot be read."""
    from smtpwb.smtp.visible import visible_text

    reason = error.strerror if isinstance(error, OSError) else "a file name has no NUL in it"
    return UsageError(f"{visible_text(name)} cannot be read", reason or "the system refused")


def guarded(run: Callable[[], int]) -> int:
    """Run a subcommand: errors become a sentence and a status, a closed pipe is silent."""
    _show_all()
    try:
        status = run()
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except WorkbenchError as error:
        complain(error.sentence)
        return status_of(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        return DONE
    except OSError as error:
        _abandon_stdout()
        complain(f"the system refused: {error.strerror or error}")
        return UNEXPECTED


def _show_all() -> None:
    """Where the terminal's encoding lacks a character, its escape is written instead."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _abandon_stdout() -> None:
    """Python would complain again when it flushes stdout at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
