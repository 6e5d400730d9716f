"""How the command line speaks: results on stdout, errors in one sentence on stderr, exit statuses."""

from __future__ import annotations

import os
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


def guarded(run: Callable[[], int]) -> int:
    """Run a subcommand: errors become a sentence and a status, a closed pipe is silent."""
    try:
        status = run()
        sys.stdout.flush()
        return status
    except WorkbenchError as error:
        complain(error.sentence)
        return status_of(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Python would complain again when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
