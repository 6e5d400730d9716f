"""A table that comes with the program: a TOML file beside the module that knows what it means.

Decides what is said of one that cannot be read, which only an edit or a broken installation brings about.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from smtpwb.errors import DataFileError

T = TypeVar("T")


def packaged(beside: str, name: str, kind: type[T]) -> T:
    """The file of that name, a path from the folder of the module `beside` (its `__file__`), as a `kind`.

    Raises DataFileError, naming the file, if it cannot be read or is no `kind`.
    """
    path = Path(beside).parent / name
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error  # an OSError's own text names the whole path
        raise DataFileError(f"{path.name} cannot be read: {reason}") from error
