"""How much and how long, for people: octets, rates, spans of time."""

from __future__ import annotations

_UNITS = ("kB", "MB", "GB", "TB")


def duration(nanoseconds: int) -> str:
    """A span of time: `0.4 ms`, `38 ms`, `2.1 s`."""
    milliseconds = nanoseconds / 1e6
    if milliseconds < 10:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.1f} s"


def counted(count: int, what: str) -> str:
    """So many of something that takes an s: `1 event`, `25,000 events`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def octets(count: int) -> str:
    """An amount exactly: `1 octet`, `25,000,000 octets`."""
    return counted(count, "octet")


def size(count: float) -> str:
    """An amount in short: `612 B`, `12.3 kB`, `25.0 MB`; a kB is 1,000 octets."""
    if count < 1000:
        return f"{count:.0f} B"
    power = 1
    while count >= 999.95 * 1000**power and power < len(_UNITS):
        power += 1
    return f"{count / 1000**power:.1f} {_UNITS[power - 1]}"


def rate(count: int, nanoseconds: int) -> str:
    """How fast that many octets went: `31.2 MB/s`."""
    return f"{size(count / (max(1, nanoseconds) / 1e9))}/s"
