"""How the command line speaks: results on stdout, errors in one sentence on stderr, exit statuses."""

from __future__ import annotations

import io
import os
import re
import sys
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
