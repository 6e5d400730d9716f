"""The data files of the diagnosis, each parsed when first asked for.

Decides where they lie and what is wrong with one that cannot be read. What they mean is for their readers.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from smtpwb.errors import DataFileError

DIRECTORY = Path(__file__).with_name("rules")


@cache
def read(name: str) -> dict[str, Any]:
    """The contents of `rules/NAME.toml`. Raises DataFileError if it cannot be read."""
    path = DIRECTORY / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error  # an OSError's own text names the whole path
        raise DataFileError(f"rules {path.name} cannot be read: {reason}") from error
