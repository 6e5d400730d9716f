"""The files of kept dialogues: which belong together, how much they take, whether their session goes on.

A dialogue is its journal, the files in which that goes on, and its spool; it is named by the path of its
journal, also where that is lost and the rest is left over. What is in them is for `store` and `journal`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from smtpwb.errors import UsageError
from smtpwb.transcript.holding import is_held
from smtpwb.transcript.journal import SUFFIX, directory, parts, spool_path
from smtpwb.transcript.private import IS_LINK

_REST = re.compile(rf"(\d{{8}}-\d{{6}}-\d+(?:-\d+)?{re.escape(SUFFIX)})\.(?:\d+|spool)")
"""How what belongs to a journal is called: that journal, and a number or the spool."""


def paths(where: Path | None = None) -> list[Path]:
    """Every dialogue, the newest first: their names begin with the time."""
    try:
        with os.scandir(where or directory()) as found:
            names = {_journal(one.name): one.path for one in found if one.is_file(follow_symlinks=False)}
    except OSError:
        return []
    return [
        Path(names[name]).with_name(name) for name in sorted(filter(None, names), key=_order, reverse=True)
    ]


def _journal(name: str) -> str:
    """The journal that a file is, or belongs to; empty: to none."""
    if name.endswith(SUFFIX):
        return name
    rest = _REST.fullmatch(name)
    return rest[1] if rest is not None else ""


def _order(name: str) -> tuple[tuple[int, ...], str]:
    """By time, process and count, as numbers."""
    stem = name.removesuffix(SUFFIX)
    return tuple(int(part) if part.isdecimal() else 0 for part in stem.split("-")), stem


def is_lost(path: Path) -> bool:
    """Whether the journal is gone, or something stands there that is none."""
    return path.is_symlink() or not path.is_file()


def journal_files(path: Path) -> list[Path]:
    """The files of a journal that are there, in order; most have one, and need no search."""
    if is_lost(path):
        return parts(path)[1:]
    return parts(path) if path.with_name(f"{path.name}.2").exists() else [path]


def spool_files(path: Path) -> list[Path]:
    """The spool of a dialogue, if there is one."""
    spool = spool_path(path)
    return [spool] if os.path.lexists(spool) else []


def files(path: Path) -> list[Path]:
    """All files of a dialogue that are there, the spool first."""
    return [*spool_files(path), *journal_files(path)]


def taken(found: Iterable[Path]) -> int:
    """Octets that files take."""
    octets = 0
    for path in found:
        with contextlib.suppress(OSError):
            octets += path.lstat().st_size
    return octets


def changed(found: Iterable[Path]) -> float:
    """When files were last written, in seconds since 1970. Raises OSError."""
    return max(file.lstat().st_mtime for file in found)


def in_use(found: Sequence[Path]) -> bool:
    """Whether the session that writes any of these files is going on. Raises OSError."""
    for path in found:
        with path.open("rb") as file:
            if is_held(file.fileno()):
                return True
    return False


def remove(path: Path) -> None:
    """Remove all files of a dialogue. Raises UsageError while its session goes on, OSError.

    Nothing is removed through a directory that is a link.
    """
    if path.parent.is_symlink():
        raise OSError(errno.ENOTDIR, IS_LINK)
    found = files(path)
    if not found:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if in_use([file for file in found if not file.is_symlink()]):
        name = path.name.removesuffix(SUFFIX)
        raise UsageError(f"the session of {name} is going on", "end it first, then remove its dialogue")
    names_it_last = sorted(found, key=lambda file: file == path)
    for one in names_it_last:
        with contextlib.suppress(FileNotFoundError):
            one.unlink()
