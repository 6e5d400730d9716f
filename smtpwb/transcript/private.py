"""Files that are their owner's alone: mode 0600 in a directory of mode 0700, and no link is followed.

Decides how such a file is opened. What stands in it is decided elsewhere.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def open_own(path: Path, flags: int) -> int:
    """A descriptor of the file at `path`, made where `flags` say so; its directory is made if need be.

    Raises OSError, also where the directory is a link or belongs to somebody else.
    """
    _own_directory(path.parent)
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _own_directory(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise OSError(errno.ENOTDIR, "its directory is a link")
    if not hasattr(os, "getuid"):
        return
    if found.st_uid != os.getuid() != 0:
        raise PermissionError(errno.EPERM, "its directory belongs to somebody else")
    if found.st_mode & 0o077:
        path.chmod(0o700)
