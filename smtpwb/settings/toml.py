"""TOML that a person wrote: read in bounded time and memory, and on which line a key stands.

Decides what is too much to be read. What stands in the table is judged by who asked for it.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

MOST = 1 << 18
"""Octets of a TOML file that a person wrote: some ten times the longest lesson."""
_ONE_KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_DEEP_KEY = re.compile(rf"(?<![\w-])(?:{_ONE_KEY}){{100}}")
"""a.b.c. …: of these the parser makes a table in a table each, and copies of all that stands before."""


def read_toml(file: Path) -> tuple[dict[str, Any], str]:
    """The table and the text of a file that anyone may have written, in bounded time and memory.

    Raises OSError, UnicodeDecodeError, or TOMLDecodeError for all else that cannot be read as a table.
    """
    with open(file, "rb", opener=_without_waiting) as stream:
        octets = stream.read(MOST + 1) or b""
    if len(octets) > MOST:
        raise tomllib.TOMLDecodeError(f"more than {MOST:,} octets are not read")
    text = octets.decode().replace("\r\n", "\n")
    try:
        if _DEEP_KEY.search(text):
            raise RecursionError
        return tomllib.loads(text), text
    except RecursionError:
        raise tomllib.TOMLDecodeError("it is nested too deep") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # a number of more digits than Python reads
        raise tomllib.TOMLDecodeError(str(error)) from None


def _without_waiting(path: str, flags: int) -> int:
    """Nobody may ever write to a named pipe that lies there."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def line_of(text: str, *keys: str) -> int:
    """Return the line of TOML `text` on which the (nested) key is set, counted from 1; 0 if not found."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?([^\]#]+)\]", line):
            table = _dotted(header[1])
            found = table
        elif entry := re.match(r"\s*([^=#]+?)\s*=", line):
            found = (*table, *_dotted(entry[1]))
        else:
            continue
        if found == keys:
            return number
    return 0


def _dotted(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))
