"""Files that are their owner's alone: mode 0600 in a directory of mode 0700, and no link is followed.

Decides how such a file is opened or replaced. What stands in it is decided elsewhere.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

IS_LINK = "its directory is a link"


def open_own(path: Path, flags: int) -> int:
    """A descriptor of the file at `path`, made where `flags` say so; its directory is made if need be.

    Raises OSError, also where the directory is a link or belongs to somebody else, or the file has another
    name, under which others would find what is written.
    """
    _own_directory(path.parent)
    file = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)
    if os.fstat(file).st_nlink > 1:
        os.close(file)
        raise OSError(errno.EMLINK, "the file has another name")
    return file


def replace_own(path: Path, octets: bytes) -> None:
    """As `replace_file`, in a directory that is made if need be. Raises OSError as `open_own` does."""
    _own_directory(path.parent)
    replace_file(path, octets)


def replace_file(path: Path, octets: bytes) -> None:
    """Put a new file in the place of what is there, whole or not at all; a link goes, and is not followed.

    Raises OSError.
    """
    import tempfile  # the road to the first frame passes here, and writes nothing

    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # 0600, a name nobody foresees
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(octets)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _own_directory(path: Path) -> None:
    for missing in reversed([one for one in (path, *path.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise OSError(errno.ENOTDIR, IS_LINK)
    if not hasattr(os, "getuid"):
        return
    if found.st_uid != os.getuid() != 0:
        raise PermissionError(errno.EPERM, "its directory belongs to somebody else")
    if found.st_mode & 0o077:
        path.chmod(0o700)
