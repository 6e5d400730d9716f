"""Holding a file: a lock says that the session which writes it is going on, in this program or in another.

Decides nothing about what stands in the file. A file system without locks has none, and Windows neither:
nobody can tell there which sessions are going on.
"""

from __future__ import annotations

import contextlib

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]


def hold(file: int) -> None:
    """Lock it until it is closed, however the program ends."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)


def is_held(file: int) -> bool:
    """Whether its session is going on."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return False
